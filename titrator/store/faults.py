"""What can be wrong with an entry of a log, judged from the entry, its neighbours and its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from titrator.core.language import say
from titrator.store.chain import BEFORE_FIRST, KINDS, Row, hash_of, is_utc_text, open_seal

if TYPE_CHECKING:
    from titrator.store.reading import LogReader
    from titrator.store.record import Head

FaultKind = Literal[
    "changed", "missing", "swapped", "inserted", "unreadable", "file", "cut", "rewritten"
]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """The first thing found wrong.

    Attributes:
        seq: number of the entry; None when it concerns the file around the entries.
        kind: "changed" and "swapped" concern this entry; "missing" one that should be here;
            "inserted" one that should not; "unreadable" this one and all after it; "file" none;
            "cut" and "rewritten" are what only a witness shows.
        sentence: what was found, for a reader who does not know what a hash is.
    """

    seq: int | None
    kind: FaultKind
    sentence: str


def carried_row_fault(row: Row, version: int, before: LogReader | None) -> Fault | None:
    """Returns what is wrong with an entry that was carried over; `before` is the older file."""
    if _is_blank(row):
        return Fault(
            seq=None, kind="unreadable", sentence=say("An entry carried over is cut short.")
        )
    if row.seq <= BEFORE_FIRST.seq:
        return _inserted(row.seq, say("its number lies before the first entry."))
    if hash_of(row) != row.hash:
        return _changed(row.seq)
    if not _is_well_formed(row):
        return _inserted(row.seq, say("it was not written by Titrator."))
    if row.version != version + 1:
        return Fault(
            seq=row.seq,
            kind="missing",
            sentence=say(
                "Of the episode of entry {seq} entries before it are missing.", seq=row.seq
            ),
        )
    if before is not None and before.row(row.seq) != row:
        return _inserted(row.seq, say("the archive holds another entry of that number."))
    return None


def row_fault(row: Row, head: Head, version: int, reader: LogReader) -> Fault | None:
    """Returns what is wrong with the row that comes after `head`, if anything."""
    if _is_blank(row):
        return unreadable(head.seq + 1, say("it is cut short"))
    if row.seq > head.seq + 1:
        return _missing(head.seq + 1)
    if hash_of(row) != row.hash:
        return _misplaced(row, reader)
    if row.prev_hash != head.hash:
        return _not_chained(row, reader)
    if row.version != version + 1 or not _is_well_formed(row):
        return _inserted(row.seq, say("it was not written by Titrator."))
    return None


def inner_fault(reader: LogReader) -> Fault | None:
    """Returns what is wrong with the file around its entries, if anything."""
    found = reader.inner_fault()
    if found is None:
        return None
    sentence = say("Every entry that is there is intact, but in the file {found}.", found=found)
    return Fault(seq=None, kind="file", sentence=sentence)


def unreadable(seq: int, why: str) -> Fault:
    """Returns the fault of a file of which nothing more can be read."""
    sentence = say("The file cannot be read from entry {seq} on: {why}.", seq=seq, why=why)
    return Fault(seq=seq, kind="unreadable", sentence=sentence)


def _is_blank(row: tuple[object, ...]) -> bool:
    """Returns whether there is no entry at all: so SQLite reads a page whose end was cut off."""
    return row[-1] is None


def _misplaced(row: Row, reader: LogReader) -> Fault:
    """Returns the fault of a row whose hash is wrong: changed, or whole but in another's place."""
    place = _true_place(row, reader.largest_seq())
    if place is None:
        return _changed(row.seq)
    other = reader.row(place)
    if other is not None and hash_of(other._replace(seq=row.seq)) == other.hash:
        return Fault(
            seq=row.seq,
            kind="swapped",
            sentence=say("Entries {seq} and {place} were swapped.", seq=row.seq, place=place),
        )
    if place > row.seq:
        return _missing(row.seq)
    return _inserted(row.seq - 1, say("the entries after it were moved to make room."))


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
        return _inserted(1, say("entry {seq} was once the first one.", seq=row.seq))
    followed = reader.seq_of_hash(row.prev_hash)
    if followed is not None and followed < before:
        return _inserted(
            followed + 1,
            say("entry {seq} was written right after {followed}.", seq=row.seq, followed=followed),
        )
    return Fault(
        seq=before,
        kind="changed",
        sentence=say(
            "Entry {before} was replaced after entry {seq} was written.", before=before, seq=row.seq
        ),
    )


def _changed(seq: int) -> Fault:
    sentence = say("Entry {seq} was changed after it was written.", seq=seq)
    return Fault(seq=seq, kind="changed", sentence=sentence)


def _missing(seq: int) -> Fault:
    return Fault(seq=seq, kind="missing", sentence=say("Entry {seq} is missing.", seq=seq))


def _inserted(seq: int, why: str) -> Fault:
    return Fault(
        seq=seq, kind="inserted", sentence=say("Entry {seq} was inserted: {why}", seq=seq, why=why)
    )


def _is_well_formed(row: Row) -> bool:
    """Returns whether a row whose hash is right also says something that Titrator would write."""
    try:
        open_seal(row)
    except ValueError:
        return False
    return row.kind in KINDS and is_utc_text(row.at_utc)
