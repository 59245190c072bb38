"""`titrator rate-table`: doses and the pump rates that give them, on screen, as CSV and as PDF."""

from __future__ import annotations

import argparse
from pathlib import Path

_ANSWER = ("drug", "bag", "weight", "library", "protocol", "records", "foot")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command and its options."""
    from titrator.cli.sheet import BAG_FIELDS, add_fields, add_output

    parser = subparsers.add_parser(
        "rate-table",
        help="doses and pump rates for one bag and weight, as CSV or PDF",
        description="Gives a table of doses and the pump rates for them, with what each rate really"
        " gives and which steps the pump cannot make. With rates in mL/h, the other way round.",
    )
    add_fields(parser, BAG_FIELDS)
    parser.add_argument("--from", "--first", dest="first", metavar="DOSE", help="lowest, with unit")
    parser.add_argument("--to", "--last", dest="last", metavar="DOSE", help="highest, with unit")
    parser.add_argument("--step", metavar="DOSE", help="between two rows, with unit")
    add_output(parser)
    parser.add_argument("--csv", type=Path, metavar="OUT.csv", help="write the rows for a program")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Returns the exit status: 0 done, 1 refused, 2 wrong usage."""
    from titrator.cli.verdict import guarded

    return guarded(_table, args, name="rate-table", fields=_ANSWER)


def _table(args: argparse.Namespace) -> int:
    from titrator.cli.batch import WrongUsageError
    from titrator.cli.sheet import entry_of, give_out, policy_of, spelling_of
    from titrator.core.rate_table import Span
    from titrator.session.bench_sheets import rate_table_sheet

    if not (args.first and args.last and args.step):
        raise WrongUsageError("--from, --to and --step are needed.")
    # Here the two say from where to where, and are no unit wanted.
    span = Span(first=args.first, last=args.last, step=args.step)
    args.to = None
    return give_out(
        args, rate_table_sheet(entry_of(args), span, policy_of(args), spelling_of(args))
    )
