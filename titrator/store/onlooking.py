"""A log that another program writes, seen by a window that may only look."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from titrator.core.language import say
from titrator.store.chain import SealBroken, open_seal
from titrator.store.errors import LogDamaged, LogNotWritten
from titrator.store.opening import LOG_NAME
from titrator.store.reading import reading
from titrator.store.record import EpisodeSummary, Head, NewRecord, Origin, StoredRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from titrator.store.reading import LogReader


class SeenLog:
    """The open episodes of a log as they were at one moment. An `EventLog` that takes nothing."""

    def __init__(self, head: Head, origin: Origin, episodes: dict[str, list[StoredRecord]]) -> None:
        self._head = head
        self._origin = origin
        self._episodes = episodes

    @property
    def origin(self) -> Origin:
        """Returns what the entries of the file follow."""
        return self._origin

    @property
    def has_reserve(self) -> bool:
        """Returns True: whoever writes the log looks after it."""
        return True

    def append(self, record: NewRecord) -> NoReturn:
        """Raises LogNotWritten: another program has the log."""
        del record
        raise LogNotWritten(say("another program has the log open"))

    def read(self, episode: str) -> Iterator[StoredRecord]:
        """Returns the entries of an episode; none for one that is closed or unknown."""
        return iter(self._episodes.get(episode, ()))

    def episodes(self) -> tuple[EpisodeSummary, ...]:
        """Returns the open episodes: the others were not read."""
        return tuple(_summary(records) for records in self._episodes.values())

    def open_episodes(self) -> tuple[EpisodeSummary, ...]:
        """Returns the open episodes, in the order in which they began."""
        return self.episodes()

    def head(self) -> Head:
        """Returns number and hash of the last entry when it was read."""
        return self._head

    def check(self, at_most: int) -> Iterator[Head]:
        """Yields the head: whoever writes the log checks it."""
        del at_most
        yield self._head

    def close(self) -> None:
        """Does nothing: the file is not open."""


def see_log(folder: Path) -> SeenLog:
    """Returns the log of a data folder as it is now, without any lock on it.

    Raises a LogUnusable for what cannot be read.
    """
    path = folder / LOG_NAME
    with reading(path) as reader:
        origin = reader.origin()
        if origin is None:
            raise LogDamaged(path, say("it does not say which entry its own ones follow"))
        return SeenLog(_head(reader, origin), origin, _open_episodes(reader, path))


def _head(reader: LogReader, origin: Origin) -> Head:
    last = reader.last_row()
    if last is None or last.seq <= origin.head.seq:
        return origin.head
    return Head(seq=last.seq, hash=last.hash)


def _open_episodes(reader: LogReader, path: Path) -> dict[str, list[StoredRecord]]:
    found = {}
    for episode in reader.open_episodes():
        rows = reader.rows_of(episode)
        try:
            found[episode] = [open_seal(row) for row in rows]
        except SealBroken as error:
            raise LogDamaged(path, error.sentence) from error
    return found


def _summary(records: list[StoredRecord]) -> EpisodeSummary:
    return EpisodeSummary(
        episode=records[0].episode,
        records=len(records),
        first_at_utc=records[0].at_utc,
        last_at_utc=records[-1].at_utc,
        is_open=True,
    )
