"""`titrator log verify FILE` and `titrator log export FILE`: what stands in a log, for anyone.

Neither writes to the log. A log that is broken ends with exit status 1, so that a script notices.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from titrator.core.errors import KnownError

if TYPE_CHECKING:
    from titrator.store.verify import VerifyReport

DONE = 0
REFUSED = 1


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command and its two actions."""
    parser = subparsers.add_parser("log", help="check or copy a log file")
    actions = parser.add_subparsers(dest="action", required=True, metavar="verify|export")

    check = actions.add_parser("verify", help="find the first entry that was tampered with")
    check.add_argument("file", type=Path, metavar="FILE", help="a titrator-log.sqlite")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.set_defaults(run=run)

    copy = actions.add_parser("export", help="print every entry as a line of JSON")
    copy.add_argument("file", type=Path, metavar="FILE", help="a titrator-log.sqlite")
    copy.add_argument("--out", type=Path, metavar="OUT.jsonl", help="write to this new file")
    copy.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Returns the exit status: 0 done, 1 refused or found broken."""
    try:
        return _verify(args) if args.action == "verify" else _export(args)
    except KnownError as error:
        return _refuse(args, error)


def _verify(args: argparse.Namespace) -> int:
    from titrator.store.verify import WHAT_A_CHAIN_SHOWS, verify

    report = verify(args.file)
    if args.json:
        _print_json(_as_json(report))
    else:
        print(_as_text(args.file, report))
        print()
        print(WHAT_A_CHAIN_SHOWS)
    return DONE if report.fault is None else REFUSED


def _as_text(file: Path, report: VerifyReport) -> str:
    span = "" if report.entries == 0 else f", {report.first_at_utc} to {report.last_at_utc}"
    head = f"Hash of entry {report.head.seq}: {report.head.hash}" if report.entries else ""
    if report.fault is None:
        verdict = f"INTACT: {file}\n{_entries(report.entries)}{span}."
    else:
        verdict = (
            f"BROKEN: {file}\n{report.fault.sentence}\n"
            f"Intact before that: {_entries(report.entries)}{span}.\n"
            "Keep the file as it is and call technical support."
        )
    return f"{verdict}\n{head}".rstrip()


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


def _refuse(args: argparse.Namespace, error: KnownError) -> int:
    if getattr(args, "json", False):
        _print_json({"status": "refused", "reason": error.sentence, "next": error.next_action})
    else:
        print(f"{error.sentence} {error.next_action}", file=sys.stderr)
    return REFUSED


def _print_json(value: dict[str, object]) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False))
