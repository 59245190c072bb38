"""A file worked through slice by slice for the window: how far it is, and at the end its sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from titrator.core.language import say
from titrator.core.table_audit import Verdict
from titrator.core.units import Spelling
from titrator.session.batch import Tally, answered
from titrator.session.convert_rows import FORM, RowConverter
from titrator.session.sheet import Sheet, foot_of
from titrator.session.table_audit import Counts, TableRow, audited_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from titrator.session.policy import LoadedPolicy

# About ten milliseconds of work.
_ROWS_IN_A_SLICE = 400
_MOST_LISTED = 300


class Progress(NamedTuple):
    """How far a run is, in words; the sheet comes with the last one."""

    words: str
    sheet: Sheet | None = None


def conversion_of_file(source: Path, target: Path, policy: LoadedPolicy) -> Iterator[Progress]:
    """Yield how far the conversion of a file is; raises as `session.batch.answered`.

    Spellings that are unsafe to write are read too: a file comes from elsewhere.
    """
    converter = RowConverter(policy.library, Spelling.SYNONYMS)
    tally = Tally(0, 0, ())
    for tally in answered(source, target, FORM, converter.answer, rows_between=_ROWS_IN_A_SLICE):
        yield Progress(say("{rows:,} rows", rows=tally.rows))
    words = say(
        "{rows:,} rows written to {target}, {refused:,} refused.",
        rows=tally.rows,
        target=target,
        refused=tally.refused,
    )
    yield Progress(words, _batch_sheet(tally, target, policy))


def audit_of_file(source: Path, policy: LoadedPolicy) -> Iterator[Progress]:
    """Yield how far the audit of a printed table is; raises as `table_audit.audited_rows`."""
    counts = Counts()
    listed: list[TableRow] = []
    for row in audited_rows(source, policy.library, Spelling.SYNONYMS):
        counts = counts.with_row(row.verdict)
        is_to_be_shown = row.verdict not in (Verdict.RIGHT, Verdict.CUT_OFF)
        if is_to_be_shown and len(listed) < _MOST_LISTED:
            listed.append(row)
        if counts.rows % _ROWS_IN_A_SLICE == 0:
            yield Progress(say("{rows:,} rows", rows=counts.rows))
    yield Progress(counts.sentence(), _audit_sheet(counts, listed, policy))


def _batch_sheet(tally: Tally, target: Path, policy: LoadedPolicy) -> Sheet:
    copied = ", ".join(tally.copied)
    return Sheet(
        title=say("File converted"),
        facts=(
            (say("Rows"), say("{rows:,}, none dropped", rows=tally.rows)),
            (say("Rows refused"), f"{tally.refused:,}"),
            (say("Written to"), str(target)),
            *(((say("Only copied"), copied),) if copied else ()),
            *_left_out(tally.refused, len(tally.told)),
        ),
        columns=(say("Row"), say("Id"), say("Why it was refused")),
        rows=tuple((f"{one.number:,}", one.first_cell, one.reason) for one in tally.told),
        foot=foot_of(policy),
        answer={"status": "ok"},
    )


def _audit_sheet(counts: Counts, listed: list[TableRow], policy: LoadedPolicy) -> Sheet:
    return Sheet(
        title=say("Misprints"),
        facts=(
            (say("Found"), counts.sentence()),
            *_left_out(counts.wrong + counts.refused, len(listed)),
        ),
        columns=(say("Row"), say("Printed"), say("Right"), say("What it is")),
        rows=tuple(_audit_cells(row) for row in listed),
        marked=frozenset(place for place, row in enumerate(listed) if row.verdict is not None),
        foot=foot_of(policy),
        answer={"status": "ok"},
    )


def _audit_cells(row: TableRow) -> tuple[str, ...]:
    if row.verdict is None:
        return row.name, row.printed, say("not worked out"), row.why
    parts = (row.about, row.why, row.warned)
    return row.name, row.printed, row.right, ". ".join(part for part in parts if part)


def _left_out(found: int, shown: int) -> tuple[tuple[str, str], ...]:
    if found <= shown:
        return ()
    return ((say("Shown here"), say("the first {shown:,} of {found:,}", shown=shown, found=found)),)
