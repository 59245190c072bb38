"""`titrator log verify FILE`, `export FILE` and `archive`: a log, for anyone.

The first two write nothing to the log. A log that is broken ends with exit status 1, so that a
script notices. The third moves closed episodes to an archive: before a day, or by the hospital's
rule for how long they stay (`--keep-days`), which a daily job carries out.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from titrator.core.errors import KnownError

if TYPE_CHECKING:
    from titrator.store.archive import Archived
    from titrator.store.record import Head
    from titrator.store.verify import VerifyReport

DONE = 0
REFUSED = 1
_MOST_DAYS = 36_500


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command and its three actions."""
    parser = subparsers.add_parser("log", help="check, copy or archive a log")
    actions = parser.add_subparsers(dest="action", required=True, metavar="verify|export|archive")

    check = actions.add_parser("verify", help="find the first entry that was tampered with")
    check.add_argument("file", type=Path, metavar="FILE", help="a titrator-log.sqlite")
    check.add_argument(
        "--witness",
        type=_witness,
        metavar="SEQ:CODE",
        help="number and check code of an entry, as a handover sheet says: finds a tail that was cut off",
    )
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.set_defaults(run=run)

    copy = actions.add_parser("export", help="print every entry as a line of JSON")
    copy.add_argument("file", type=Path, metavar="FILE", help="a titrator-log.sqlite")
    copy.add_argument("--out", type=Path, metavar="OUT.jsonl", help="write to this new file")
    copy.set_defaults(run=run)

    put_away = actions.add_parser("archive", help="move closed episodes to an archive file")
    how_old = put_away.add_mutually_exclusive_group(required=True)
    how_old.add_argument(
        "--before",
        type=_day,
        metavar="DATE",
        help="such as 2026-03-01: episodes that were over before that day",
    )
    how_old.add_argument(
        "--keep-days",
        type=_days,
        metavar="DAYS",
        help="episodes that were over more than so many whole days ago: for a daily job",
    )
    put_away.add_argument("--data-dir", type=Path, metavar="DIR", help="folder of the log")
    put_away.add_argument("--json", action="store_true", help="print one JSON object")
    put_away.set_defaults(run=run)


def _witness(text: str) -> Head:
    from titrator.store.verify import read_witness

    try:
        return read_witness(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-03-01") from error


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_DAYS):
        message = f"{text!r} is not a whole number of days from 1 to {_MOST_DAYS}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Returns the exit status: 0 done, 1 refused or found broken."""
    try:
        return _ACTIONS[args.action](args)
    except KnownError as error:
        return _refuse(args, error)


def _verify(args: argparse.Namespace) -> int:
    from titrator.store.verify import WHAT_A_CHAIN_SHOWS, verify

    report = verify(args.file, witness=args.witness)
    if args.json:
        _print_json(_as_json(report))
    else:
        print(_as_text(args.file, report))
        print()
        print(WHAT_A_CHAIN_SHOWS)
    return DONE if report.fault is None else REFUSED


def _as_text(file: Path, report: VerifyReport) -> str:
    span = "" if report.entries == 0 else f", {report.first_at_utc} to {report.last_at_utc}"
    head = f"Check code of entry {report.head.seq}: {report.head.hash}" if report.head.seq else ""
    if report.fault is None:
        verdict = f"INTACT: {file}\n{_entries(report.entries)}{span}."
    else:
        verdict = (
            f"BROKEN: {report.files[-1]}\n{report.fault.sentence}\n"
            f"Intact before that: {_entries(report.entries)}{span}.\n"
            "Keep the file as it is and call IT support."
        )
    parts = (verdict, _archives(report), _not_looked_at(report), head)
    return "\n".join(part for part in parts if part)


def _archives(report: VerifyReport) -> str:
    if len(report.files) == 1:
        return ""
    names = "".join(f"\n  {file}" for file in report.files)
    return f"One chain through {len(report.files)} files:{names}"


def _not_looked_at(report: VerifyReport) -> str:
    """Returns what lies before the first entry that was looked at."""
    origin = report.origin
    match origin.cause:
        case "beginning":
            return ""
        case "archived":
            return (
                f"Entries 1 to {origin.head.seq} are in {origin.file} and before it, which are not "
                "beside this file: they were not checked."
            )
        case "set aside":
            return (
                f"It goes on after entry {origin.head.seq} of {origin.file}, which was damaged and "
                "set aside: what was lost there is not shown here."
            )


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _as_json(report: VerifyReport) -> dict[str, object]:
    """Returns the report for programs; numbers are strings, as in every answer of the program."""
    from titrator.store.verify import WHAT_A_CHAIN_SHOWS

    fault = report.fault
    return {
        "status": "intact" if fault is None else "broken",
        "entries": str(report.entries),
        "head": {"seq": str(report.head.seq), "hash": report.head.hash},
        "first_at_utc": report.first_at_utc,
        "last_at_utc": report.last_at_utc,
        "follows": {
            "seq": str(report.origin.head.seq),
            "hash": report.origin.head.hash,
            "cause": report.origin.cause,
            "file": report.origin.file,
        },
        "files": [str(file) for file in report.files],
        "fault": fault
        and {
            "kind": fault.kind,
            "seq": None if fault.seq is None else str(fault.seq),
            "sentence": fault.sentence,
        },
        "limits": WHAT_A_CHAIN_SHOWS,
    }


def _export(args: argparse.Namespace) -> int:
    from titrator.store.export import export_entries, export_to

    if args.out is None:
        _, damaged = export_entries(args.file, sys.stdout.write)
    else:
        entries, damaged = export_to(args.file, args.out)
        print(f"{_entries(entries)} written to {args.out}.", file=sys.stderr)
    if damaged:
        print(
            f'{_entries(damaged)} not as written, marked "intact":false. Run: titrator log '
            f"verify {args.file}",
            file=sys.stderr,
        )
    return REFUSED if damaged else DONE


def _archive(args: argparse.Namespace) -> int:
    from titrator.session.clock import SystemClock
    from titrator.session.places import data_folder
    from titrator.store.archive import archive
    from titrator.store.chain import utc_text

    now = SystemClock().read().utc
    before: date = args.before or now.astimezone().date() - timedelta(days=args.keep_days)
    midnight = datetime.combine(before, time()).astimezone(UTC)
    done = archive(
        data_folder(args.data_dir, os.environ),
        before_utc=utc_text(midnight),
        opened_at_utc=utc_text(now),
    )
    if args.json:
        _print_json(_archived_as_json(done))
    elif done is None:
        print(f"Nothing to archive: no episode was over before {before}.")
    else:
        episodes = "1 episode" if done.episodes == 1 else f"{done.episodes} episodes"
        print(
            f"Archived {episodes}, entries {done.first} to {done.last}: {done.file}\n"
            f"In the log now: {_entries(done.kept)}. Open episodes stayed there."
        )
    return DONE


def _archived_as_json(done: Archived | None) -> dict[str, object]:
    if done is None:
        return {"status": "nothing to archive"}
    return {
        "status": "archived",
        "file": str(done.file),
        "episodes": str(done.episodes),
        "first": str(done.first),
        "last": str(done.last),
        "kept": str(done.kept),
    }


def _refuse(args: argparse.Namespace, error: KnownError) -> int:
    if getattr(args, "json", False):
        _print_json({"status": "refused", "reason": error.sentence, "next": error.next_action})
    else:
        print(f"{error.sentence} {error.next_action}", file=sys.stderr)
    return REFUSED


def _print_json(value: dict[str, object]) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False))


_ACTIONS = {"verify": _verify, "export": _export, "archive": _archive}
