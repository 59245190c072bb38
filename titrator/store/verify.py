"""Walks the whole chain of a log file and names the first entry that is not as it was written."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Literal

import msgspec

from titrator.store.chain import BEFORE_FIRST, KINDS, Row, hash_of, is_utc_text, open_seal
from titrator.store.reading import reading
from titrator.store.record import Head

if TYPE_CHECKING:
    from pathlib import Path

    from titrator.store.reading import LogReader

FaultKind = Literal["changed", "missing", "swapped", "inserted", "unreadable", "file"]

WHAT_A_CHAIN_SHOWS = (
    "An intact chain shows that no entry was changed, moved, inserted or removed before the last "
    "one. It cannot show that entries are true, who typed them or that the clock was right; nor "
    "that entries were not cut off at the end, or the whole log written anew. Against the last "
    "two, compare the number of entries and the last hash with those printed on a handover sheet."
)


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """The first thing found wrong.

    Attributes:
        seq: number of the entry; None when it concerns the file around the entries.
        kind: "changed" and "swapped" concern this entry; "missing" one that should be here;
            "inserted" one that should not; "unreadable" this one and all after it; "file" none.
        sentence: what was found, for a reader who does not know what a hash is.
    """

    seq: int | None
    kind: FaultKind
    sentence: str


class VerifyReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a walk along the chain found.

    Attributes:
        entries: how many entries are intact and chained, from the first one on.
        head: number and hash of the last of them: what to compare with a witness.
        first_at_utc, last_at_utc: when the first and the last of them were written.
        fault: the first thing found wrong, or None.
    """

    entries: int
    head: Head
    first_at_utc: str | None
    last_at_utc: str | None
    fault: Fault | None


def verify(path: Path) -> VerifyReport:
    """Returns what the chain of the file shows; never writes to it.

    Raises a LogUnusable when the file is not a log, or too damaged to be opened as one.
    """
    with reading(path) as reader:
        return _walk(reader)


def _walk(reader: LogReader) -> VerifyReport:
    first_at = last_at = None
    head = BEFORE_FIRST
    versions: dict[str, int] = {}
    fault = None
    try:
        for row in reader.rows():
            fault = _fault(row, head, versions.get(row.episode, 0), reader)
            if fault is not None:
                break
            head = Head(seq=row.seq, hash=row.hash)
            versions[row.episode] = row.version
            first_at, last_at = first_at or row.at_utc, row.at_utc
        else:
            fault = _inner_fault(reader)
    except sqlite3.DatabaseError as error:
        fault = _unreadable(head.seq + 1, str(error))
    return VerifyReport(
        entries=head.seq, head=head, first_at_utc=first_at, last_at_utc=last_at, fault=fault
    )


def _fault(row: Row, head: Head, version: int, reader: LogReader) -> Fault | None:
    """Returns what is wrong with the row that comes after `head`, if anything."""
    if _is_blank(row):
        return _unreadable(head.seq + 1, "it is cut short")
    if row.seq > head.seq + 1:
        return _missing(head.seq + 1)
    if row.seq < head.seq + 1:
        return _inserted(row.seq, "its number lies before the first entry.")
    if hash_of(row) != row.hash:
        return _misplaced(row, reader)
    if row.prev_hash != head.hash:
        return _not_chained(row, reader)
    if row.version != version + 1 or not _is_well_formed(row):
        return _inserted(row.seq, "it was not written by Titrator.")
    return None


def _is_blank(row: tuple[object, ...]) -> bool:
    """Returns whether there is no entry at all: so SQLite reads a page whose end was cut off."""
    return row[-1] is None


def _misplaced(row: Row, reader: LogReader) -> Fault:
    """Returns the fault of a row whose hash is wrong: changed, or whole but in another's place."""
    place = _true_place(row, reader.largest_seq())
    if place is None:
        return Fault(
            seq=row.seq,
            kind="changed",
            sentence=f"Entry {row.seq} was changed after it was written.",
        )
    other = reader.row(place)
    if other is not None and hash_of(other._replace(seq=row.seq)) == other.hash:
        return Fault(
            seq=row.seq,
            kind="swapped",
            sentence=f"Entries {row.seq} and {place} were swapped.",
        )
    if place > row.seq:
        return _missing(row.seq)
    return _inserted(row.seq - 1, "the entries after it were moved to make room.")


def _true_place(row: Row, largest: int) -> int | None:
    """Returns the number under which the row is whole, if there is one."""
    # Where entries were removed and the rest renumbered, it may lie beyond the last one.
    places = range(1, 2 * largest + 1)
    return next((seq for seq in places if hash_of(row._replace(seq=seq)) == row.hash), None)


def _not_chained(row: Row, reader: LogReader) -> Fault:
    """Returns the fault of a row that is whole but was written after another one than now."""
    before = row.seq - 1
    if before == BEFORE_FIRST.seq:
        return _missing(row.seq)
    if row.prev_hash == BEFORE_FIRST.hash:
        return _inserted(1, f"entry {row.seq} was once the first one.")
    followed = reader.seq_of_hash(row.prev_hash)
    if followed is not None and followed < before:
        return _inserted(followed + 1, f"entry {row.seq} was written right after {followed}.")
    return Fault(
        seq=before,
        kind="changed",
        sentence=f"Entry {before} was replaced after entry {row.seq} was written.",
    )


def _inner_fault(reader: LogReader) -> Fault | None:
    found = reader.inner_fault()
    if found is None:
        return None
    return Fault(seq=None, kind="file", sentence=f"Every entry is intact, but in the file {found}.")


def _missing(seq: int) -> Fault:
    return Fault(seq=seq, kind="missing", sentence=f"Entry {seq} is missing.")


def _inserted(seq: int, why: str) -> Fault:
    return Fault(seq=seq, kind="inserted", sentence=f"Entry {seq} was inserted: {why}")


def _unreadable(seq: int, why: str) -> Fault:
    return Fault(
        seq=seq,
        kind="unreadable",
        sentence=f"The file cannot be read from entry {seq} on: {why}.",
    )


def _is_well_formed(row: Row) -> bool:
    """Returns whether a row whose hash is right also says something that Titrator would write."""
    try:
        open_seal(row)
    except ValueError:
        return False
    return row.kind in KINDS and is_utc_text(row.at_utc)
