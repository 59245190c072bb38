"""`titrator concentration`: another bag of the same drug, and what the pump must show then."""

from __future__ import annotations

import argparse

_ANSWER = (
    *("drug", "old_bag", "new_bag", "ratio", "dose", "dose_unit", "old_rate_ml_per_h"),
    *("exact_rate_ml_per_h", "new_rate_ml_per_h", "achieved_dose", "error_percent"),
    *("most_error_percent", "dose_if_left", "foot"),
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command and its options."""
    from titrator.cli.sheet import ASKED_FIELDS, BAG_FIELDS, add_fields, add_output

    parser = subparsers.add_parser(
        "concentration",
        help="change to a bag of another concentration",
        description="Works out the pump rate that keeps the dose when the bag is changed, and what"
        " the old rate would do. --amount and --volume are those of the old bag.",
    )
    add_fields(parser, BAG_FIELDS | ASKED_FIELDS)
    for name in ("amount", "volume", "concentration"):
        parser.add_argument(f"--new-{name}", metavar=name.upper(), help=f"{name} of the new bag")
    add_output(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Returns the exit status: 0 done, 1 refused, 2 wrong usage."""
    from titrator.cli.verdict import guarded

    return guarded(_change, args, name="concentration", fields=_ANSWER)


def _change(args: argparse.Namespace) -> int:
    from titrator.cli.sheet import entry_of, give_out, policy_of, require_asked, spelling_of
    from titrator.core.concentration_change import NewBag
    from titrator.session.bench_sheets import concentration_sheet

    require_asked(args)
    new_bag = NewBag(
        amount=args.new_amount or "",
        volume=args.new_volume or "",
        concentration=args.new_concentration or "",
    )
    sheet = concentration_sheet(entry_of(args), new_bag, policy_of(args), spelling_of(args))
    return give_out(args, sheet)
