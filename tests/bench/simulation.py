"""How long a command of a simulated wean takes, against a row converted by pint in the same run.

The weans are those of tests/proof/simulation.py: nurse, patient and pumps with everything that goes
wrong, and after every command all invariants and the books are looked at. No figure is promised;
what it tells is how many of them a night can hold, and whether the engine became slower. Both are what
the processor did, so that other programs hardly count.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import process_time

from tests.bench.batch import pint_per_second, write_rows
from tests.bench.figures import Figure
from tests.proof.simulation import run

WEANS = 60
ROWS_FOR_PINT = 5_000


def measure(weans: int = WEANS) -> list[Figure]:
    """Tell the weans and convert the rows; return how a command compares with a row."""
    run(range(2))  # what is imported and worked out once is not counted
    begun = process_time()
    told = run(range(weans))
    taken = process_time() - begun
    if told.faults:
        message = f"the simulation found a fault: {told.faults[0]}"
        raise RuntimeError(message)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.csv"
        write_rows(source, ROWS_FOR_PINT)
        row_us = 1e6 / pint_per_second(source)
    commands = told.counts["commands"]
    us = 1e6 * taken / commands
    print(f"  {weans} weans, {commands:,} commands: {weans / taken:.0f} weans a second", flush=True)
    title = "a command of a simulation, against pint"
    return [Figure("simulated_command", title, f"{us:.0f} us", f"{row_us:.0f} us", us / row_us)]
