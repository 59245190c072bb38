"""How a command says what it found and why it refused: sentences for people, JSON for programs.

Shared by the commands that work out doses. The JSON of a refusal has the fields of an answer, empty.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from titrator.cli.batch import WrongUsageError
from titrator.core.errors import KnownError
from titrator.core.findings import RefusedError
from titrator.core.policy_fault import PolicyFileError
from titrator.session.batch import shown_name

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from titrator.core.findings import Finding
    from titrator.session.batch import Tally

DONE = 0
REFUSED = 1
WRONG_USAGE = 2


def guarded(
    command: Callable[[argparse.Namespace], int],
    args: argparse.Namespace,
    *,
    name: str,
    fields: tuple[str, ...],
) -> int:
    """Run `command` and return its exit status; a refusal is said and gives 1, wrong usage 2.

    Args:
        command: prints its answer and returns 0.
        args: of the command line, with `json`.
        name: of the command.
        fields: of its JSON answer, all null in a refusal.
    """
    try:
        return command(args)
    except WrongUsageError as wrong:
        print(f"titrator {name}: {wrong}", file=sys.stderr)
        return WRONG_USAGE
    except RefusedError as refused:
        findings = refused.findings
        said = [f"{one.text} {one.next_action} [{one.code}]" for one in findings]
        reason = " ".join(one.text for one in findings)
    except PolicyFileError as error:
        findings = error.findings()
        said = [f"{error.sentence} {error.next_action} [{error.code}]"]
        reason = f"{error.sentence} {error.next_action}"
    except KnownError as error:
        findings = ()
        said = [f"{error.sentence} {error.next_action}"]
        reason = said[0]
    if args.json:
        empty = dict.fromkeys(fields)
        print_json({"status": "refused", **empty, "findings": as_json(findings), "reason": reason})
    else:
        print(*said, sep="\n", file=sys.stderr)
    return REFUSED


def print_json(answer: Mapping[str, object]) -> None:
    """Print one JSON object, in ASCII, so that no console can spoil it."""
    print(json.dumps(answer))


def as_json(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Return findings for programs."""
    return [
        {"code": one.code, "rule": one.rule, "text": one.text, "source": one.source}
        for one in findings
    ]


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    """Return findings for people: what, the source of the rule, what can be done now."""
    return [
        f"{one.code}: {one.text} Source: {one.source}. {one.next_action}".rstrip()
        for one in findings
    ]


def print_tally(args: argparse.Namespace, tally: Tally, out: Path) -> None:
    """Say how a batch ended, and which columns were only copied."""
    if args.json:
        print_json(
            {
                "status": "ok",
                "rows": str(tally.rows),
                "refused": str(tally.refused),
                "copied_columns": list(tally.copied),
                "out": str(out),
            }
        )
    for name in tally.copied:
        print(
            f'Column "{shown_name(name)}" is not one that is read: copied unchanged.',
            file=sys.stderr,
        )
    print(f"{tally.rows:,} rows written to {out}, {tally.refused:,} refused.", file=sys.stderr)
