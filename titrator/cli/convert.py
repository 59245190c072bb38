"""`titrator convert`: a dose to a pump rate, back, or one unit to another; one, or a whole file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from titrator.cli.options import add_reading

if TYPE_CHECKING:
    from titrator.core.conversion import Conversion
    from titrator.core.conversion_route import Setting
    from titrator.core.drug_library import DrugLibrary
    from titrator.core.units import Quantity, Spelling

_FIELDS = {
    "drug": "generic name in full, or other for one outside the drug library",
    "amount": 'drug in the bag, such as "4 mg"',
    "volume": 'volume of the bag, such as "250 mL"',
    "concentration": 'stands for amount and volume, such as "16 mcg/mL"',
    "weight": 'dosing weight, such as "70 kg"',
    "dose": 'such as "0.03 mcg/kg/min"',
    "rate": 'pump rate, such as "7.9 mL/h"',
    "to": "unit wanted, such as units/min",
    "resolution": 'steps the pump is set in (default "0.1 mL/h")',
}
_ANSWER = (
    "value",
    "unit",
    "pump_rate_ml_per_h",
    "achieved_dose",
    "achieved_unit",
    "difference_percent",
    "steps",
    "findings",
    "line",
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser(
        "convert",
        help="convert a dose to a pump rate, or back",
        description="Converts a dose to a pump rate, a pump rate to a dose, or one unit to another."
        " Every number is written with its unit.",
    )
    for name, meaning in _FIELDS.items():
        parser.add_argument(f"--{name}", metavar=name.upper(), help=meaning)
    add_reading(parser)
    parser.add_argument("--batch", type=Path, metavar="IN.csv", help="convert each row of a file")
    parser.add_argument("--out", type=Path, metavar="OUT.csv", help="where the rows are written")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Returns the exit status: 0 done, 1 refused, 2 wrong usage."""
    from titrator.cli.verdict import guarded

    command = _convert_one if args.batch is None else _convert_file
    return guarded(command, args, name="convert", fields=_ANSWER)


def _convert_one(args: argparse.Namespace) -> int:
    from titrator.cli.batch import WrongUsageError
    from titrator.core.conversion import convert
    from titrator.core.conversion_entry import Entry, read_entry

    if args.out is not None:
        raise WrongUsageError("--out goes with --batch.")
    if args.drug is None:
        raise WrongUsageError("--drug is missing (or --batch, for a file).")
    if (args.dose is None) == (args.rate is None):
        raise WrongUsageError("give one of --dose and --rate.")
    entry = Entry(**{name: getattr(args, name) or "" for name in _FIELDS})
    setting, asked = read_entry(entry, _library(args), _spelling(args))
    _print_answer(args, setting, asked, convert(setting, asked))
    return 0


def _convert_file(args: argparse.Namespace) -> int:
    from titrator.cli.batch import WrongUsageError, process
    from titrator.cli.verdict import print_tally
    from titrator.session.convert_rows import FORM, RowConverter

    if args.out is None:
        raise WrongUsageError("--batch needs --out, the file to write.")
    given = [f"--{name}" for name in _FIELDS if getattr(args, name) is not None]
    if given:
        raise WrongUsageError(f"with --batch, {', '.join(given)} is a column of the file.")
    converter = RowConverter(_library(args), _spelling(args))
    print_tally(args, process(args.batch, args.out, FORM, converter.answer), args.out)
    return 0


def _print_answer(
    args: argparse.Namespace, setting: Setting, asked: Quantity, found: Conversion
) -> None:
    from titrator.cli.verdict import finding_lines, print_json
    from titrator.core.conversion_text import chain_line, mix_text, worked_lines

    line = chain_line(setting, asked, found)
    steps = worked_lines(setting, asked, found)
    if args.json:
        print_json(_as_json(found, line, steps))
        return
    print(line)
    print(*(f"  {step}" for step in steps), sep="\n")
    mix = mix_text(setting)
    if mix:
        print(mix)
    for finding in finding_lines(found.findings):
        print(finding)


def _as_json(found: Conversion, line: str, steps: tuple[str, ...]) -> dict[str, object]:
    from titrator.cli.verdict import as_json
    from titrator.core.wording import exact_number

    def number(quantity: Quantity | None) -> str | None:
        return None if quantity is None else exact_number(quantity.magnitude)

    difference = found.difference
    return {
        "status": "ok",
        "value": number(found.value),
        "unit": found.value.unit.symbol,
        "pump_rate_ml_per_h": number(found.pump_rate),
        "achieved_dose": number(found.achieved),
        "achieved_unit": None if found.achieved is None else found.achieved.unit.symbol,
        "difference_percent": None if difference is None else exact_number(difference * 100),
        "steps": list(steps),
        "findings": as_json(found.findings),
        "line": line,
        "reason": None,
    }


def _library(args: argparse.Namespace) -> DrugLibrary:
    from titrator.session.policy import load_policy

    return load_policy(library_dir=args.library, protocol_file=None).library


def _spelling(args: argparse.Namespace) -> Spelling:
    from titrator.core.units import Spelling

    return Spelling.SYNONYMS if args.accept_synonyms else Spelling.SAFE
