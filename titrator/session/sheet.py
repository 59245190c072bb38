"""One piece of the pharmacist's work, ready to show, to print and to hand to a program.

The command, the window and the printed page all say the same, because all of them take it from here.
"""

import csv
import io
from collections.abc import Mapping

import msgspec

from titrator import __version__
from titrator.core.findings import Finding
from titrator.core.language import english, say
from titrator.session.policy import LoadedPolicy
from titrator.session.screen import Blocked


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What was worked out.

    Attributes:
        title: what it is.
        facts: label and text, in reading order.
        columns, rows: a table, empty where there is none.
        marked: places of the rows that need to be looked at; the last cell says why.
        leads_with_table: whether the table is what is looked for first.
        lines: the working, one operation a line.
        notices: limits passed, or not checked.
        foot: which policy and program it comes from.
        answer: the same for a program; numbers are texts.
        records: the table for a program.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    marked: frozenset[int] = frozenset()
    leads_with_table: bool = False
    lines: tuple[str, ...] = ()
    notices: tuple[Blocked, ...] = ()
    foot: str
    answer: Mapping[str, str | None]
    records: tuple[Mapping[str, str], ...] = ()


def foot_of(policy: LoadedPolicy) -> str:
    """Return which drug library, protocol and program a sheet comes from."""
    return say(
        "Drug library {library}. Protocol {protocol} {hash}. Titrator {version}.",
        library=policy.library.fingerprint[:12],
        protocol=policy.protocol.id,
        hash=policy.protocol.fingerprint[:12],
        version=__version__,
    )


def said(findings: tuple[Finding, ...]) -> tuple[Blocked, ...]:
    """Return findings in their four parts, each once."""
    return tuple(
        Blocked(
            code=one.code,
            what=one.text,
            rule=one.rule,
            source=one.source,
            can_do=one.next_action,
        )
        for one in dict.fromkeys(findings)
    )


def as_csv(sheet: Sheet) -> str:
    """Return the table for a program: exact numbers, units in columns of their own."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = list(sheet.records[0]) if sheet.records else []
    writer.writerow([*names, "sheet", "source"])
    writer.writerows(
        [*map(english, record.values()), english(sheet.title), english(sheet.foot)]
        for record in sheet.records
    )
    return text.getvalue()
