"""`titrator audit`: which figures of a printed drip table are wrong, and what should stand there."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from titrator.cli.options import add_reading

if TYPE_CHECKING:
    from titrator.session.table_audit import TableRow

_ANSWER = ("rows", "right", "cut_off", "wrong", "refused", "listed")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser(
        "audit",
        help="find the misprints in a printed drip table",
        description="Works out every figure of a printed table again and lists exactly those that"
        " are wrong, with the right value. The arithmetic is judged, not the dose.",
        epilog="Columns: id, drug, weight_kg, amount, amount_unit, volume_ml, concentration,"
        " concentration_unit, dose, dose_unit, rate_ml_h, expected_field (rate_ml_h or dose),"
        " expected_value, printed_rounding.",
    )
    parser.add_argument("table", type=Path, metavar="TABLE.csv", help="the table, as CSV")
    parser.add_argument(
        "--all", action="store_true", help="list every row, also those that are right"
    )
    add_reading(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Returns the exit status: 0 every row was looked at, 1 refused, 2 wrong usage."""
    from titrator.cli.verdict import guarded

    return guarded(_audit, args, name="audit", fields=_ANSWER)


def _audit(args: argparse.Namespace) -> int:
    import sys

    from titrator.cli.verdict import print_json
    from titrator.core.table_audit import Verdict
    from titrator.core.units import Spelling
    from titrator.session.policy import load_policy
    from titrator.session.table_audit import Counts, audited_rows

    library = load_policy(library_dir=args.library, protocol_file=None).library
    spelling = Spelling.SYNONYMS if args.accept_synonyms else Spelling.SAFE
    counts = Counts()
    listed = []
    for row in audited_rows(args.table, library, spelling):
        counts = counts.with_row(row.verdict)
        if not args.all and row.verdict in (Verdict.RIGHT, Verdict.CUT_OFF):
            continue
        if args.json:
            listed.append(_as_json(row))
        else:
            print(_line(row))
    if args.json:
        numbers = {name: str(count) for name, count in counts._asdict().items()}
        print_json({"status": "ok", **numbers, "listed": listed, "findings": [], "reason": None})
    print(counts.sentence(), file=sys.stderr)
    return 0


def _as_json(row: TableRow) -> dict[str, str]:
    return {
        "row": str(row.number),
        "id": row.name,
        "verdict": "refused" if row.verdict is None else str(row.verdict),
        "printed": row.printed,
        "right": row.right,
        "about": row.about,
        "why": row.why,
        "warned": row.warned,
    }


def _line(row: TableRow) -> str:
    if row.verdict is None:
        return f"{row.name}: not worked out. {row.why}"
    why = f"; {row.why}" if row.why else ""
    return (
        f"{row.name}: {row.verdict}. Printed {row.printed}, right {row.right}{why}. {row.about}."
        f" {row.warned}"
    ).rstrip()
