"""`titrator policy check|show|diff`: what a pharmacist does with drug-library and protocol files.

`check` names every fault with its file, field and value. `show` prints what is in force, with the
source of every figure. `diff` compares two libraries or two protocols in plain sentences.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from titrator.core.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from titrator.core.policy_fault import Fault
    from titrator.core.policy_listing import Line
    from titrator.session.policy_check import CheckReport, PolicyFiles

DONE = 0
REFUSED = 1


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command and its actions."""
    parser = subparsers.add_parser(
        "policy", help="check, show, compare or sign drug library and protocol"
    )
    actions = parser.add_subparsers(
        dest="action", required=True, metavar="check|show|diff|keygen|sign|verify"
    )

    check = actions.add_parser("check", help="name every fault of a library or protocol")
    check.add_argument(
        "path",
        type=Path,
        nargs="?",
        metavar="PATH",
        help="a folder with drug_library or protocols in it, a folder of drug files, or one file; "
        "without it, what ships with the program",
    )
    _add_library(check)

    show = actions.add_parser("show", help="print what is in force, with every source")
    _add_library(show)
    show.add_argument("--protocol", type=Path, metavar="FILE", help="a protocol file of your own")

    diff = actions.add_parser("diff", help="say in sentences how two of a kind differ")
    diff.add_argument("before", type=Path, metavar="A", help="a folder or file, as for check")
    diff.add_argument("after", type=Path, metavar="B", help="another one of the same kind")
    _add_library(diff)

    for action in (check, show, diff):
        action.add_argument("--json", action="store_true", help="print one JSON object")
        action.set_defaults(run=run)
    from titrator.cli import policy_sign

    policy_sign.add_actions(actions)


def _add_library(parser: argparse.ArgumentParser) -> None:
    text = "a drug library of your own, in place of the shipped one"
    parser.add_argument("--library", type=Path, metavar="DIR", help=text)


def run(args: argparse.Namespace) -> int:
    """Returns the exit status: 0 done, 1 refused or faults found."""
    actions = {"check": _check, "show": _show, "diff": _diff}
    try:
        return actions[args.action](args)
    except KnownError as error:
        return _refuse(args, error)


def _check(args: argparse.Namespace) -> int:
    from titrator.session.policy_check import check_policy, find_policy_files

    report = check_policy(find_policy_files(args.path, args.library))
    print(_json_text(_report_object(report)) if args.json else _report_text(report))
    return REFUSED if report.faults else DONE


def _report_text(report: CheckReport) -> str:
    lines = [f"Checked {_counted(report.files)}: {report.files.origin}."]
    if report.faults:
        lines.append(f"{_number(len(report.faults), 'fault')}; nothing of these files is used:")
        lines.extend(f"  {fault.sentence} [{fault.code}]" for fault in report.faults)
    else:
        lines.append("No fault.")
    if report.not_checked:
        names = ", ".join(report.not_checked)
        lines.append(f"Not checked, because the drug library has faults: {names}.")
    if report.lines:
        lines.extend(_review_text(report))
    if report.notices:
        lines.append(f"{_number(len(report.notices), 'notice')}, which refuse nothing:")
        lines.extend(f"  {notice.sentence} [{notice.code}]" for notice in report.notices)
    return "\n".join(lines)


def _review_text(report: CheckReport) -> list[str]:
    counts = ", ".join(f"{count} {review}" for review, count in report.reviews.items())
    return [
        f"Figures and statements: {counts}.",
        '  "approved" by the people named in the file; "unreviewed": read in its source, approved by',
        '  no hospital; "second hand": not read in its source, or a proposal. A pharmacist checks it.',
    ]


def _counted(files: PolicyFiles) -> str:
    parts = []
    if files.drugs:
        parts.append(_number(len(files.drugs), "drug file"))
    if files.protocols:
        parts.append(_number(len(files.protocols), "protocol"))
    return " and ".join(parts)


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _report_object(report: CheckReport) -> dict[str, object]:
    return {
        "status": "refused" if report.faults else "ok",
        "origin": report.files.origin,
        "drug_files": sorted(report.files.drugs),
        "protocol_files": sorted(report.files.protocols),
        "faults": [_fault_object(fault) for fault in report.faults],
        "not_checked": list(report.not_checked),
        "notices": [_fault_object(notice) for notice in report.notices],
        "reviews": {str(review): str(count) for review, count in report.reviews.items()},
    }


def _fault_object(fault: Fault) -> dict[str, str]:
    return {
        "code": fault.code,
        "file": fault.file,
        "field": fault.field,
        "value": fault.value,
        "text": fault.sentence,
    }


def _show(args: argparse.Namespace) -> int:
    from titrator.cli import policy_show
    from titrator.session.policy import load_policy
    from titrator.session.policy_sources import references_for

    policy = load_policy(library_dir=args.library, protocol_file=args.protocol)
    references = references_for(None if args.library is None else args.library.parent)
    if args.json:
        print(_json_text(policy_show.as_object(policy, references)))
    else:
        print(policy_show.as_text(policy, references))
    return DONE


def _diff(args: argparse.Namespace) -> int:
    from titrator.core.policy_listing import changes

    before, after = _side(args.before, args.library), _side(args.after, args.library)
    if _kinds(before) != _kinds(after):
        raise NotOfAKindError(args.before, args.after)
    found = changes(_comparable(before), _comparable(after))
    sentences = [change.sentence for change in found]
    if args.json:
        listed = [
            {"owner": change.owner, "field": change.field, "text": change.sentence}
            for change in found
        ]
        print(_json_text({"before": str(args.before), "after": str(args.after), "changes": listed}))
    else:
        print("\n".join(sentences or ["No difference."]))
    return DONE


class NotOfAKindError(KnownError):
    """A library was to be compared with a protocol."""

    def __init__(self, before: Path, after: Path) -> None:
        super().__init__(
            f"{before} and {after} are not of a kind.",
            "Name two drug libraries, two protocol files, or two folders that hold both.",
        )


def _side(path: Path, library: Path | None) -> CheckReport:
    """Returns one side of a comparison; a file with faults cannot be compared."""
    from titrator.core.policy_fault import raise_if_faulty
    from titrator.session.policy_check import check_policy, find_policy_files

    report = check_policy(find_policy_files(path, library))
    raise_if_faulty(report.faults)
    return report


def _kinds(report: CheckReport) -> tuple[bool, bool]:
    return bool(report.files.drugs), bool(report.files.protocols)


def _comparable(report: CheckReport) -> Sequence[Line]:
    """Returns the lines of one side; a lone protocol is compared whatever its name."""
    from msgspec.structs import replace

    if report.files.drugs or len(report.files.protocols) > 1:
        return report.lines
    return [replace(line, owner="protocol") for line in report.lines]


def _refuse(args: argparse.Namespace, error: KnownError) -> int:
    from titrator.core.policy_fault import PolicyFileError

    faults = error.faults if isinstance(error, PolicyFileError) else ()
    if args.json:
        listed = [_fault_object(fault) for fault in faults]
        print(_json_text({"status": "refused", "text": error.sentence, "faults": listed}))
    if len(faults) > 1:
        print("\n".join(fault.sentence for fault in faults), file=sys.stderr)
    else:
        print(error.sentence, file=sys.stderr)
    print(error.next_action, file=sys.stderr)
    return REFUSED


def _json_text(content: dict[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)
