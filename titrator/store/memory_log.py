"""A log that lives as long as the process, for scenarios and tests. Same contract, same chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from titrator.store.chain import BEFORE_FIRST, BEGINNING, Row, open_seal, seal
from titrator.store.errors import VersionConflict
from titrator.store.record import EpisodeSummary, Head, NewRecord, Origin, StoredRecord

if TYPE_CHECKING:
    from collections.abc import Iterator


class MemoryLog:
    """Keeps rows, not records: what is read has been through the same text as in the file."""

    def __init__(self) -> None:
        self._head = BEFORE_FIRST
        self._rows: dict[str, list[Row]] = {}

    def append(self, record: NewRecord) -> StoredRecord:
        """Returns the entry. Raises VersionConflict or BugError as in `EventLog.append`."""
        row = seal(record, after=self._head)
        if record.version != len(self._rows.get(record.episode, ())) + 1:
            raise VersionConflict
        self._rows.setdefault(record.episode, []).append(row)
        self._head = Head(seq=row.seq, hash=row.hash)
        return open_seal(row)

    def read(self, episode: str) -> Iterator[StoredRecord]:
        """Returns the entries of an episode in order, as they stand at this moment."""
        return iter([open_seal(row) for row in self._rows.get(episode, ())])

    def episodes(self) -> tuple[EpisodeSummary, ...]:
        """Returns every episode, in the order in which they began."""
        return tuple(_summary(rows) for rows in self._rows.values())

    def open_episodes(self) -> tuple[EpisodeSummary, ...]:
        """Returns the open episodes, in the order in which they began."""
        return tuple(summary for summary in self.episodes() if summary.is_open)

    def head(self) -> Head:
        """Returns number and hash of the last entry; 0 and zeros for an empty log."""
        return self._head

    @property
    def origin(self) -> Origin:
        """Returns the beginning: there is no file before this log."""
        return BEGINNING

    @property
    def has_reserve(self) -> bool:
        """Returns True: no disk is written."""
        return True

    def check(self, at_most: int) -> Iterator[Head]:
        """Yields the head: what is in memory was checked when it was written."""
        del at_most
        yield self._head

    def close(self) -> None:
        """Does nothing: there is nothing to let go of."""


def _summary(rows: list[Row]) -> EpisodeSummary:
    marks = [row.kind for row in rows if row.kind != "entry"]
    return EpisodeSummary(
        episode=rows[0].episode,
        records=len(rows),
        first_at_utc=rows[0].at_utc,
        last_at_utc=rows[-1].at_utc,
        is_open=marks[-1:] == ["open"],
    )
