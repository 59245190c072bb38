"""A log with a long history, written in one go: appending a million entries would take an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.log_entries import NOON, an_entry
from titrator.store.chain import BEFORE_FIRST, BEGINNING, Row, seal
from titrator.store.making import make_log_file
from titrator.store.opening import LOG_NAME
from titrator.store.record import Head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from titrator.store.record import EntryKind, NewRecord


def a_long_log(
    folder: Path, *, episodes: int, entries_each: int, open_bed: Sequence[NewRecord] = ()
) -> Path:
    """A log of closed episodes, as it would be had each entry been appended, and one open bed."""
    folder.mkdir()
    path = folder / LOG_NAME
    at_the_end = open_bed or [an_entry(1, episode="open-bed", at_utc=NOON)]
    make_log_file(path, BEGINNING, _rows(episodes, entries_each, at_the_end))
    return path


def _rows(episodes: int, entries_each: int, open_bed: Sequence[NewRecord]) -> Iterator[Row]:
    head = BEFORE_FIRST
    for number in range(episodes):
        for version in range(1, entries_each + 1):
            # Names of episodes are random: each one lands elsewhere in the index.
            episode = f"{number * 2654435761 % 2**32:08x}"
            kind: EntryKind | None = "close" if version == entries_each else None
            row = seal(an_entry(version, episode=episode, kind=kind, at_utc=NOON), after=head)
            head = Head(seq=row.seq, hash=row.hash)
            yield row
    for record in open_bed:
        row = seal(record, after=head)
        head = Head(seq=row.seq, hash=row.hash)
        yield row
