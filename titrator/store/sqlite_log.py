"""The log in a file. An entry is committed and synced to the disk before `append` returns."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any, TypeVar

from titrator.core.language import say
from titrator.store.chain import Row, SealBroken, open_seal, seal
from titrator.store.errors import (
    LogDamaged,
    LogUnreadable,
    VersionConflict,
    is_disk_full,
    not_opened,
    not_written,
)
from titrator.store.record import EpisodeSummary, Head, NewRecord, StoredRecord
from titrator.store.schema import COLUMNS, INSERT, lists_open_episodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from titrator.store.ballast import Ballast
    from titrator.store.lease import Lease
    from titrator.store.record import Origin

_Answer = TypeVar("_Answer")

_READ = f"SELECT {COLUMNS} FROM entry WHERE episode = ? ORDER BY version"  # noqa: S608
_LAST_TWO = f"SELECT {COLUMNS} FROM entry ORDER BY seq DESC LIMIT 2"  # noqa: S608
_SLICE = f"SELECT {COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT ?"  # noqa: S608
_LAST = "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1"
_LAST_VERSION = "SELECT coalesce(max(version), 0) FROM entry WHERE episode = ?"
# A page of an index that lost cells hides entries without an error; the entries themselves tell.
_LOOKED_BACK = 1_000  # entries: as many as a busy workstation writes in some days
_BEHIND = f"""SELECT episode FROM (
  SELECT episode FROM entry NOT INDEXED WHERE seq > ? ORDER BY seq DESC LIMIT {_LOOKED_BACK}
) WHERE episode = ? LIMIT 1"""  # noqa: S608
_LAST_MARKS = f"""SELECT episode, kind FROM (
  SELECT episode, kind FROM entry NOT INDEXED ORDER BY seq DESC LIMIT {_LOOKED_BACK // 10}
) WHERE kind <> 'entry'"""  # noqa: S608
# What was appended since the walk began is not counted.
_IN_INDEX = """SELECT count(*), max(version) FROM entry INDEXED BY entry_by_episode
WHERE episode = ? AND seq <= ?"""

# Jumps from one episode to the next in an index: the number of entries does not matter.
_ALL_EPISODES = """
  SELECT min(episode) FROM entry
  UNION ALL
  SELECT (SELECT min(episode) FROM entry WHERE episode > name.episode) FROM name
  WHERE name.episode IS NOT NULL"""
_WRONG_LIST = say("the list of open episodes is not what the entries say")
_OPEN_EPISODES = "SELECT episode FROM open_episode"
# CROSS JOIN: SQLite would else begin with the entries and look at all of them.
_SUMMARIES = """
WITH RECURSIVE name (episode) AS ({names})
SELECT name.episode, last.version, first.at_utc, last.at_utc, (
  SELECT kind FROM entry WHERE episode = name.episode AND kind <> 'entry'
  ORDER BY version DESC LIMIT 1
)
FROM name
CROSS JOIN entry AS first ON first.episode = name.episode AND first.version = 1
CROSS JOIN entry AS last ON last.episode = name.episode AND last.version =
  (SELECT max(version) FROM entry WHERE episode = name.episode)
ORDER BY first.seq"""


class SqliteLog:
    """The one writer of a log file. Made by `opening.open_log`.

    Nothing is remembered between appends: head and version are read inside the transaction that
    writes, where no other program can change them. That costs microseconds beside the sync.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        lease: Lease,
        origin: Origin,
        ballast: Ballast | None = None,
    ) -> None:
        self._connection = connection
        self._path = path
        self._lease = lease
        self._origin = origin
        self._ballast = ballast

    @property
    def origin(self) -> Origin:
        """Returns what the entries of the file follow; the file never changes it."""
        return self._origin

    @property
    def has_reserve(self) -> bool:
        """Returns whether there is a reserve to give up, or none is needed for this file."""
        return self._ballast is None or self._ballast.is_there

    def append(self, record: NewRecord) -> StoredRecord:
        """Returns the entry once it is on the disk. Errors as in `EventLog.append`."""
        try:
            return open_seal(self._insert(record))
        except sqlite3.Error as error:
            if not (is_disk_full(error) and self._ballast and self._ballast.give_up()):
                raise not_written(error) from error
        try:
            return open_seal(self._insert(record))
        except sqlite3.Error as error:
            raise not_written(error) from error

    def read(self, episode: str) -> Iterator[StoredRecord]:
        """Returns the entries of an episode in order, as they stand at this moment.

        Raises LogDamaged for an entry that was changed, is missing or is hidden from the index.
        """
        with self._held_still():
            rows = self._query(_READ, episode)
            behind = self._query(_BEHIND, rows[-1][0] if rows else 0, episode)
        read = [self._checked(row, place) for place, row in enumerate(rows, start=1)]
        if behind:
            raise LogDamaged(self._path, say("the index of its entries leaves some out"))
        return iter(read)

    def episodes(self) -> tuple[EpisodeSummary, ...]:
        """Returns every episode, in the order in which they began."""
        return self._summaries(_ALL_EPISODES)

    def open_episodes(self) -> tuple[EpisodeSummary, ...]:
        """Returns the open episodes, in the order in which they began.

        Raises LogDamaged when the list of them names one that has no entries, or leaves out or
        keeps one that was opened or closed of late.
        """
        with self._held_still():
            listed = {episode for (episode,) in self._query(_OPEN_EPISODES)}
            found = self._summaries(_OPEN_EPISODES)
            last_marks = self._query(_LAST_MARKS)
        marks: dict[str, str] = {}
        for episode, kind in last_marks:
            marks.setdefault(episode, kind)
        is_right = all((kind == "open") is (episode in listed) for episode, kind in marks.items())
        if not is_right or len(found) != len(listed):
            raise LogDamaged(self._path, _WRONG_LIST)
        return found

    def head(self) -> Head:
        """Returns number and hash of the last entry; 0 and zeros for an empty log."""
        return self._later(self._query(_LAST))

    def require_sound_tail(self) -> None:
        """Raises LogDamaged unless the last two entries are whole and chained.

        What is checked at each start: it takes the same time however long the log is. `verify`
        checks all of it.
        """
        rows = [Row(*row) for row in self._query(_LAST_TWO)]
        for row in rows:
            self._checked(row, row.version)
        origin = self._origin.head
        # Numbers up to that of the origin were carried over: there may be gaps between them.
        if not rows or rows[0].seq <= origin.seq:
            return
        before = rows[1] if len(rows) > 1 and rows[1].seq > origin.seq else origin
        if (rows[0].seq, rows[0].prev_hash) != (before.seq + 1, before.hash):
            raise LogDamaged(
                self._path, say("entry {seq} does not follow the one before it", seq=rows[0].seq)
            )

    def check(self, at_most: int) -> Iterator[Head]:
        """Checks every entry, as `EventLog.check`; a look at the open episodes comes last."""
        origin, head, seq = self._origin.head, self._origin.head, 0
        versions: dict[str, int] = {}
        while rows := [Row(*row) for row in self._query(_SLICE, seq, at_most)]:
            for row in rows:
                record = self._checked(row, versions.get(row.episode, 0) + 1)
                seq, versions[row.episode] = row.seq, row.version
                if seq > origin.seq:
                    if (seq, record.prev_hash) != (head.seq + 1, head.hash):
                        raise LogDamaged(
                            self._path, say("entry {seq} does not follow the one before", seq=seq)
                        )
                    head = Head(seq=seq, hash=row.hash)
            yield head
        for number, (episode, version) in enumerate(versions.items(), start=1):
            if self._query(_IN_INDEX, episode, seq) != [(version, version)]:
                raise LogDamaged(self._path, say("the index of its entries is not what they say"))
            if number % at_most == 0:
                yield head
        if not self._asked(lists_open_episodes):
            raise LogDamaged(self._path, _WRONG_LIST)

    def close_for_good(self) -> None:
        """Closes the file with nothing beside it, so that it can be replaced; keeps the lease.

        Raises LogUnreadable while another program reads it.
        """
        try:
            mode = self._connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.Error as error:
            raise not_opened(self._path, error) from error
        if mode != "delete":
            raise LogUnreadable(self._path, say("another program is using the file"))
        self._connection.close()

    def close(self) -> None:
        """Closes the file, then lets the next program write. Closing twice is harmless."""
        self._connection.close()
        self._lease.release()

    def _insert(self, record: NewRecord) -> Row:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            row = seal(record, after=self._later(self._connection.execute(_LAST).fetchall()))
            self._require_next_version(record)
            self._connection.execute(INSERT, row)
            self._connection.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        return row

    def _require_next_version(self, record: NewRecord) -> None:
        (last,) = self._connection.execute(_LAST_VERSION, (record.episode,)).fetchone()
        if record.version != last + 1:
            raise VersionConflict

    def _roll_back(self) -> None:
        # SQLite rolls back by itself on some errors, and cannot be told to on others.
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute("ROLLBACK")

    def _checked(self, values: tuple[Any, ...], version: int) -> StoredRecord:
        row = Row._make(values)
        try:
            record = open_seal(row)
        except SealBroken as error:
            raise LogDamaged(
                self._path, say("entry {seq}: {error}", seq=row.seq, error=error.sentence)
            ) from error
        if record.version != version:
            raise LogDamaged(self._path, say("an entry before entry {seq} is missing", seq=row.seq))
        return record

    def _summaries(self, names: str) -> tuple[EpisodeSummary, ...]:
        return tuple(
            EpisodeSummary(
                episode=episode,
                records=records,
                first_at_utc=first,
                last_at_utc=last,
                is_open=mark == "open",
            )
            for episode, records, first, last, mark in self._query(_SUMMARIES.format(names=names))
        )

    def _later(self, last: list[tuple[int, str]]) -> Head:
        """Returns the last entry of the log: of this file, or what the file follows."""
        origin = self._origin.head
        if not last or last[0][0] <= origin.seq:
            return origin
        return Head(seq=last[0][0], hash=last[0][1])

    @contextlib.contextmanager
    def _held_still(self) -> Iterator[None]:
        """One view of the file for several questions, whatever another program writes meanwhile."""
        self._query("BEGIN")
        try:
            yield
        finally:
            self._roll_back()

    def _query(self, statement: str, *values: str | int) -> list[Any]:
        return self._asked(lambda connection: connection.execute(statement, values).fetchall())

    def _asked(self, question: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        try:
            return question(self._connection)
        except sqlite3.Error as error:
            raise not_opened(self._path, error) from error
