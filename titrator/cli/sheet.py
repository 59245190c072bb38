"""How a command gives out a sheet: as text, as one JSON object, as CSV, as a printable PDF."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from titrator.cli.batch import WrongUsageError
from titrator.cli.options import add_reading
from titrator.cli.verdict import print_json

if TYPE_CHECKING:
    import argparse

    from titrator.core.conversion_entry import Entry
    from titrator.core.units import Spelling
    from titrator.session.policy import LoadedPolicy
    from titrator.session.sheet import Sheet

BAG_FIELDS = {
    "drug": "generic name in full, or other for one outside the drug library",
    "amount": 'drug in the bag, such as "4 mg"',
    "volume": 'volume of the bag, such as "250 mL"',
    "concentration": 'stands for amount and volume, such as "16 mcg/mL"',
    "weight": 'dosing weight, such as "70 kg"',
    "resolution": 'steps the pump is set in (default "0.1 mL/h")',
}
ASKED_FIELDS = {
    "dose": 'such as "0.03 mcg/kg/min"',
    "rate": 'pump rate, such as "7.9 mL/h"',
    "to": "unit wanted, such as units/min",
}


def add_fields(parser: argparse.ArgumentParser, fields: dict[str, str]) -> None:
    """Add an option for each field of a conversion."""
    for name, meaning in fields.items():
        parser.add_argument(f"--{name}", metavar=name.upper(), help=meaning)


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add where the policy comes from and where the sheet goes."""
    add_reading(parser)
    parser.add_argument("--pdf", type=Path, metavar="OUT.pdf", help="print to pages of A4")


def entry_of(args: argparse.Namespace) -> Entry:
    """Return what was typed; an option that the command does not have is empty.

    Raises:
        WrongUsageError: the drug is missing, or both a dose and a rate are given.
    """
    from titrator.core.conversion_entry import Entry

    if not args.drug:
        raise WrongUsageError("--drug is missing.")
    names = (*BAG_FIELDS, *ASKED_FIELDS)
    return Entry(**{name: getattr(args, name, None) or "" for name in names})


def require_asked(args: argparse.Namespace) -> None:
    """Raise WrongUsageError unless exactly one of dose and rate is given."""
    if (args.dose is None) == (args.rate is None):
        raise WrongUsageError("give one of --dose and --rate.")


def policy_of(args: argparse.Namespace) -> LoadedPolicy:
    """Return the policy that the sheet comes from."""
    from titrator.session.policy import load_policy

    return load_policy(library_dir=args.library, protocol_file=None)


def spelling_of(args: argparse.Namespace) -> Spelling:
    """Return which spellings of units are read."""
    from titrator.core.units import Spelling

    return Spelling.SYNONYMS if args.accept_synonyms else Spelling.SAFE


def give_out(args: argparse.Namespace, sheet: Sheet) -> int:
    """Print the sheet, write the files that were asked for, and return 0."""
    from titrator.session.clock import SystemClock
    from titrator.session.sheet import as_csv
    from titrator.session.whole_file import write_bytes_whole

    if args.json:
        listed = {"records": list(sheet.records)} if sheet.records else {}
        notices = [
            {"code": one.code, "rule": one.rule, "text": one.what, "source": one.source}
            for one in sheet.notices
        ]
        print_json(
            {**sheet.answer, **listed, "findings": notices, "foot": sheet.foot, "reason": None}
        )
    else:
        print(as_text(sheet), end="")
    table = getattr(args, "csv", None)
    if table is not None:
        write_bytes_whole(table, as_csv(sheet).encode())
        print(f"{len(sheet.records):,} rows written to {table}.", file=sys.stderr)
    if args.pdf is not None:
        from titrator.report.pdf import write_pdf

        pages = write_pdf(sheet, args.pdf, SystemClock().read().utc)
        print(f"{args.pdf}: {pages} {'page' if pages == 1 else 'pages'}.", file=sys.stderr)
    return 0


def as_text(sheet: Sheet) -> str:
    """Return the sheet for a terminal."""
    width = max((len(label) for label, _ in sheet.facts), default=0)
    lines = [sheet.title, *(f"  {label:<{width}}  {text}".rstrip() for label, text in sheet.facts)]
    if sheet.rows:
        lines += ["", *_table_lines(sheet)]
    if sheet.lines:
        lines += ["", *(f"  {line}" for line in sheet.lines)]
    lines += [
        f"{one.code}: {one.what} Source: {one.source}. {one.can_do}".rstrip()
        for one in sheet.notices
    ]
    return "\n".join([*lines, sheet.foot, ""])


def _table_lines(sheet: Sheet) -> list[str]:
    cells = [sheet.columns, *sheet.rows]
    widths = [max(len(row[place]) for row in cells) for place in range(len(sheet.columns))]
    return [
        "  "
        + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
