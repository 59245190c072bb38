"""`titrator worksheet`: an independent double check, and its check code read back."""

from __future__ import annotations

import argparse

_ANSWER = ("outcome", "unit", "nurse", "pharmacist", "engine", "exact", "code", "library", "at")
_HELD = (
    *("drug", "amount", "volume", "concentration", "weight", "resolution", "asked", "nurse"),
    *("pharmacist", "engine", "library", "is_library_in_force", "is_same_now", "at"),
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command and its two parts."""
    from titrator.cli.sheet import ASKED_FIELDS, BAG_FIELDS, add_fields, add_output

    parser = subparsers.add_parser(
        "worksheet",
        help="an independent double check, and its check code read back",
        description="Puts the nurse's result, the pharmacist's and the program's side by side.",
    )
    parts = parser.add_subparsers(metavar="compare|decode", required=True)
    compare = parts.add_parser("compare", help="three results side by side")
    add_fields(compare, BAG_FIELDS | ASKED_FIELDS)
    compare.add_argument("--nurse", metavar="RESULT", help="the nurse's result, with its unit")
    compare.add_argument("--pharmacist", metavar="RESULT", help="the pharmacist's own")
    compare.add_argument("--at", metavar="TIME", help="when, ISO 8601 with zone; else now")
    add_output(compare)
    compare.set_defaults(run=run)
    decode = parts.add_parser("decode", help="what a check code holds")
    decode.add_argument(
        "code", metavar="CODE", help="as printed; small letters and spaces are fine"
    )
    add_output(decode)
    decode.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Returns the exit status: 0 done, 1 refused, 2 wrong usage."""
    from titrator.cli.verdict import guarded

    if hasattr(args, "code"):
        return guarded(_decode, args, name="worksheet decode", fields=_HELD)
    return guarded(_compare, args, name="worksheet compare", fields=_ANSWER)


def _compare(args: argparse.Namespace) -> int:
    from titrator.cli.batch import WrongUsageError
    from titrator.cli.sheet import entry_of, give_out, policy_of, require_asked
    from titrator.core.readings import read_moment
    from titrator.session.clock import SystemClock
    from titrator.session.worksheet import worksheet_sheet

    require_asked(args)
    if not (args.nurse and args.pharmacist):
        raise WrongUsageError("--nurse and --pharmacist are needed, each found by themselves.")
    at = read_moment(args.at) if args.at else SystemClock().read().utc
    if at is None:
        raise WrongUsageError("--at is no time with a zone, such as 2026-03-01T08:00:00Z.")
    sheet = worksheet_sheet(
        entry_of(args), nurse=args.nurse, pharmacist=args.pharmacist, at=at, policy=policy_of(args)
    )
    return give_out(args, sheet)


def _decode(args: argparse.Namespace) -> int:
    from titrator.cli.sheet import give_out, policy_of
    from titrator.session.worksheet import decoded_sheet

    return give_out(args, decoded_sheet(args.code, policy_of(args)))
