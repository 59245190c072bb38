"""How fast a file is converted, against pint row by row in the same run; and how much memory it takes.

    python3 packaging/dev.py bench batch
    python3 packaging/dev.py bench batch --rows 1000000

The rows are drawn from a seed: eight bags, 1,200 weights, doses and pump rates of all kinds, so that
few rows are alike. Both sides read the same text of the same rows; pint is given each number and unit
apart, which is its quickest way, and neither checks limits nor writes a file, which this program
does. The figures are rows a second of processor time on one core, so that other programs do not
count. The exit status is 1 when the file is slower than 30,000 rows a second or than ten times pint,
or takes more than 100 MB above the start.

This is a measurement, not a test.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
import tracemalloc
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import pint

from tests.bench.figures import Figure
from titrator.core.units import Spelling
from titrator.session.batch import answered
from titrator.session.convert_rows import FORM, RowConverter
from titrator.session.policy import load_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS = 100_000
ROWS_FOR_PINT = 5_000
LEAST_PER_SECOND = 30_000
LEAST_TIMES_PINT = 10
MOST_MEMORY_MB = 100
BAGS = (
    ("norepinephrine", "4 mg", "250 mL", "mcg/kg/min", 0.5),
    ("norepinephrine", "16 mg", "250 mL", "mcg/min", 40),
    ("epinephrine", "4 mg", "250 mL", "mcg/kg/min", 0.5),
    ("vasopressin", "20 units", "100 mL", "units/min", 0.045),
    ("dopamine", "400 mg", "250 mL", "mcg/kg/min", 25),
    ("dobutamine", "500 mg", "250 mL", "mcg/kg/min", 25),
    ("phenylephrine", "50 mg", "250 mL", "mcg/kg/min", 7),
    ("milrinone", "20 mg", "100 mL", "mcg/kg/min", 0.8),
)


def main(arguments: Sequence[str]) -> int:
    """Measure, print the figures, and return 1 when a limit is missed."""
    parser = argparse.ArgumentParser(prog="bench batch")
    parser.add_argument("--rows", type=int, default=ROWS)
    rows = parser.parse_args(arguments).rows
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.csv", Path(folder) / "out.csv"
        write_rows(source, rows)
        ours = _per_second(source, target, rows)
        theirs = pint_per_second(source)
        memory = _memory_mb(source, target)
    print(f"{rows:,} rows: {ours:,.0f} rows a second, limits checked and written to a file")
    print(f"pint row by row: {theirs:,.0f} rows a second; {ours / theirs:.0f} times that")
    print(f"most memory above the start: {memory:.1f} MB")
    is_fast = ours >= max(LEAST_PER_SECOND, LEAST_TIMES_PINT * theirs)
    return 0 if is_fast and memory < MOST_MEMORY_MB else 1


def measure(rows: int = 20_000) -> list[Figure]:
    """Convert a file and its rows with pint; return how long a row takes, and the memory of many."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.csv", Path(folder) / "out.csv"
        write_rows(source, rows)
        ours, theirs = _per_second(source, target, rows), pint_per_second(source)
        memory = []
        for count in (rows, rows // 5):
            write_rows(source, count)
            memory.append(_memory_mb(source, target))
    title = "a row of a file, against pint, processor"
    us, theirs_us = (f"{1e6 / one:.0f} us" for one in (ours, theirs))
    most, fewer = (f"{one:.2f} MB" for one in memory)
    flat = "memory of a file, against a fifth of it"
    return [
        Figure("batch_row", title, us, theirs_us, theirs / ours, 0.1),
        Figure("batch_memory", flat, most, fewer, memory[0] / memory[1]),
    ]


def write_rows(path: Path, rows: int) -> None:
    """Write a file of so many rows, the same ones each time."""
    draw = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FORM.reads)
        for number in range(rows):
            drug, amount, volume, unit, most = draw.choice(BAGS)
            weight = f"{draw.randrange(400, 1600) / 10:g} kg"
            if number % 2:
                dose = f"{draw.uniform(0.001, most):.4f}".rstrip("0").rstrip(".")
                asked = (f"{dose} {unit}", "", "")
            else:
                asked = ("", f"{draw.randrange(1, 600) / 10:g} mL/h", unit)
            writer.writerow((number, drug, amount, volume, "", weight, *asked, ""))


def _per_second(source: Path, target: Path, rows: int) -> float:
    library = load_policy(library_dir=None, protocol_file=None).library
    begun = process_time()
    converter = RowConverter(library, Spelling.SAFE)
    *_, tally = answered(source, target, FORM, converter.answer, rows_between=10_000)
    taken = process_time() - begun
    if tally.rows != rows:
        message = f"{tally.rows} rows came out of {rows}"
        raise RuntimeError(message)
    return rows / taken


def _memory_mb(source: Path, target: Path) -> float:
    """Return what is held at most; counting it slows everything down, so it is a run of its own."""
    library = load_policy(library_dir=None, protocol_file=None).library
    tracemalloc.start()
    converter = RowConverter(library, Spelling.SAFE)
    for _ in answered(source, target, FORM, converter.answer, rows_between=10_000):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1_000_000


def pint_per_second(source: Path) -> float:
    """Return how many rows of a file pint converts in a second of the processor."""
    registry: pint.UnitRegistry[float] = pint.UnitRegistry(cache_folder=None)
    registry.define("units = [drug_units]")
    registry.define("mcg = microgram")

    def quantity(text: str) -> pint.Quantity[float]:
        number, _, unit = text.partition(" ")
        return registry.Quantity(float(number), unit.replace("/h", "/hour"))

    with source.open(encoding="utf-8", newline="") as file:
        rows = [row for row, _ in zip(csv.DictReader(file), range(ROWS_FOR_PINT), strict=False)]
    begun = process_time()
    for row in rows:
        concentration = quantity(row["amount"]) / quantity(row["volume"])
        weight = quantity(row["weight"])
        if row["dose"]:
            dose = quantity(row["dose"])
            per_time = dose * weight if "/kg/" in row["dose"] else dose
            (per_time / concentration).to("mL/hour")
        else:
            per_time = quantity(row["rate"]) * concentration
            found = per_time / weight if "/kg/" in row["to"] else per_time
            found.to(row["to"])
    return len(rows) / (process_time() - begun)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
