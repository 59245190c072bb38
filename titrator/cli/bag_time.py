"""`titrator bag-time`: when a bag runs out, and the volume and dose of a period."""

from __future__ import annotations

import argparse

_ANSWER = (
    *("drug", "pump_rate_ml_per_h", "volume_left_ml", "lasts_min", "empty_at"),
    *("period_volume_ml", "period_amount", "period_amount_unit", "period_bags", "foot"),
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command and its options."""
    from titrator.cli.sheet import ASKED_FIELDS, BAG_FIELDS, add_fields, add_output

    parser = subparsers.add_parser(
        "bag-time",
        help="when a bag runs out, and the dose of a period",
        description="Works out how long a bag lasts at a steady rate, and how much volume and drug a"
        " period takes.",
    )
    add_fields(parser, BAG_FIELDS | ASKED_FIELDS)
    parser.add_argument("--left", metavar="VOLUME", help='volume left, such as "180 mL"')
    parser.add_argument("--period", metavar="TIME", help='such as "24 h" or "90 min"')
    parser.add_argument("--at", metavar="TIME", help="when the volume was read, ISO 8601 with zone")
    add_output(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Returns the exit status: 0 done, 1 refused, 2 wrong usage."""
    from titrator.cli.verdict import guarded

    return guarded(_time, args, name="bag-time", fields=_ANSWER)


def _time(args: argparse.Namespace) -> int:
    from titrator.cli.batch import WrongUsageError
    from titrator.cli.sheet import entry_of, give_out, policy_of, require_asked, spelling_of
    from titrator.core.readings import read_moment
    from titrator.session.bench_sheets import bag_time_sheet

    require_asked(args)
    at = read_moment(args.at) if args.at else None
    if args.at and at is None:
        raise WrongUsageError("--at is no time with a zone, such as 2026-03-01T08:00:00Z.")
    sheet = bag_time_sheet(
        entry_of(args),
        left=args.left or "",
        period=args.period or "",
        at=at,
        policy=policy_of(args),
        spelling=spelling_of(args),
    )
    return give_out(args, sheet)
