"""The log in a file. An entry is committed and synced to the disk before `append` returns."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any

from titrator.store.chain import BEFORE_FIRST, Row, open_seal, seal
from titrator.store.errors import LogDamaged, VersionConflict, not_opened, not_written
from titrator.store.record import EpisodeSummary, Head, NewRecord, StoredRecord
from titrator.store.schema import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from titrator.store.lease import Lease

_INSERT = f"INSERT INTO entry ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_READ = f"SELECT {COLUMNS} FROM entry WHERE episode = ? ORDER BY version"  # noqa: S608
_LAST_TWO = f"SELECT {COLUMNS} FROM entry ORDER BY seq DESC LIMIT 2"  # noqa: S608
_HEAD = "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1"
_LAST_VERSION = "SELECT coalesce(max(version), 0) FROM entry WHERE episode = ?"

# Each jumps from one episode to the next in an index: the number of entries does not matter.
_ALL_EPISODES = """
  SELECT min(episode) FROM entry
  UNION ALL
  SELECT (SELECT min(episode) FROM entry WHERE episode > name.episode) FROM name
  WHERE name.episode IS NOT NULL"""
# SQLite takes a bare column beside max() from the row that holds the maximum.
_OPEN_EPISODES = """
  SELECT episode FROM
    (SELECT episode, kind, max(version) FROM entry WHERE kind <> 'entry' GROUP BY episode)
  WHERE kind = 'open'"""
_SUMMARIES = """
WITH RECURSIVE name (episode) AS ({names})
SELECT name.episode, last.version, first.at_utc, last.at_utc, (
  SELECT kind FROM entry WHERE episode = name.episode AND kind <> 'entry'
  ORDER BY version DESC LIMIT 1
)
FROM name
JOIN entry AS first ON first.episode = name.episode AND first.version = 1
JOIN entry AS last ON last.episode = name.episode AND last.version =
  (SELECT max(version) FROM entry WHERE episode = name.episode)
ORDER BY first.seq"""


class SqliteLog:
    """The one writer of a log file. Made by `opening.open_log`.

    Nothing is remembered between appends: head and version are read inside the transaction that
    writes, where no other program can change them. That costs microseconds beside the sync.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, lease: Lease) -> None:
        self._connection = connection
        self._path = path
        self._lease = lease

    def append(self, record: NewRecord) -> StoredRecord:
        """Returns the entry once it is on the disk. Errors as in `EventLog.append`."""
        try:
            row = self._insert(record)
        except sqlite3.Error as error:
            raise not_written(error) from error
        return open_seal(row)

    def read(self, episode: str) -> Iterator[StoredRecord]:
        """Returns the entries of an episode in order, as they stand at this moment.

        Raises LogDamaged for an entry that was changed or is missing.
        """
        rows = self._query(_READ, episode)
        return iter([self._checked(row, place) for place, row in enumerate(rows, start=1)])

    def episodes(self) -> tuple[EpisodeSummary, ...]:
        """Returns every episode, in the order in which they began."""
        return self._summaries(_ALL_EPISODES)

    def open_episodes(self) -> tuple[EpisodeSummary, ...]:
        """Returns the open episodes, in the order in which they began."""
        return self._summaries(_OPEN_EPISODES)

    def head(self) -> Head:
        """Returns number and hash of the last entry; 0 and zeros for an empty log."""
        return _head(self._query(_HEAD))

    def require_sound_tail(self) -> None:
        """Raises LogDamaged unless the last two entries are whole and chained.

        What is checked at each start: it takes the same time however long the log is. `verify`
        checks all of it.
        """
        rows = [Row(*row) for row in self._query(_LAST_TWO)]
        for row in rows:
            self._checked(row, row.version)
        before = rows[1].hash if len(rows) > 1 else BEFORE_FIRST.hash
        if rows and rows[0].prev_hash != before:
            raise LogDamaged(self._path, f"entry {rows[0].seq} does not follow the one before it")

    def close(self) -> None:
        """Closes the file, then lets the next program write. Closing twice is harmless."""
        self._connection.close()
        self._lease.release()

    def _insert(self, record: NewRecord) -> Row:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            row = seal(record, after=_head(self._connection.execute(_HEAD).fetchall()))
            self._require_next_version(record)
            self._connection.execute(_INSERT, row)
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
        except ValueError as error:
            raise LogDamaged(self._path, f"entry {row.seq}: {error}") from error
        if record.version != version:
            raise LogDamaged(self._path, f"an entry before entry {row.seq} is missing")
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

    def _query(self, statement: str, *values: str) -> list[Any]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise not_opened(self._path, error) from error


def _head(rows: list[tuple[int, str]]) -> Head:
    return Head(seq=rows[0][0], hash=rows[0][1]) if rows else BEFORE_FIRST
