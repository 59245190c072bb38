"""Reading a log file without ever writing to it, while its writer runs or long after.

SQLite opens a file in its write-ahead mode only where it can also make its side files. So:

- without a `-wal` file beside it nobody has the log open: it is read as it lies, without locks;
- with one, a writer runs or a crash left it: it is read through SQLite's locks;
- where those are not possible (a folder we cannot write), a private copy of both is read.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from titrator.core.language import say
from titrator.store.chain import Row
from titrator.store.errors import (
    LogChangedWhileRead,
    LogFileMissing,
    LogUnusable,
    not_opened,
    unreadable,
)
from titrator.store.schema import (
    COLUMNS,
    connect,
    guards_fault,
    lists_open_episodes,
    origin_of,
    require_log,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from titrator.store.record import Origin

_ALL = f"SELECT {COLUMNS} FROM entry ORDER BY seq"  # noqa: S608
_AFTER = f"SELECT {COLUMNS} FROM entry WHERE seq > ? ORDER BY seq"  # noqa: S608
_UP_TO = f"SELECT {COLUMNS} FROM entry WHERE seq <= ? ORDER BY seq"  # noqa: S608
_EPISODE = f"SELECT {COLUMNS} FROM entry WHERE episode = ? ORDER BY version"  # noqa: S608
_LAST = f"SELECT {COLUMNS} FROM entry ORDER BY seq DESC LIMIT 1"  # noqa: S608
_OPEN = """
SELECT open_episode.episode FROM open_episode
JOIN entry ON entry.episode = open_episode.episode AND entry.version = 1 ORDER BY entry.seq"""
_ONE = f"SELECT {COLUMNS} FROM entry WHERE seq = ?"  # noqa: S608


class LogReader:
    """A log file held still. Its methods raise sqlite3.DatabaseError where it is damaged."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self) -> Iterator[Row]:
        """Returns the rows in order, one at a time, whatever they hold."""
        return (Row._make(values) for values in self._connection.execute(_ALL))

    def rows_after(self, seq: int) -> Iterator[Row]:
        """Returns the rows with a larger number, otherwise as `rows`."""
        return (Row._make(values) for values in self._connection.execute(_AFTER, (seq,)))

    def rows_up_to(self, seq: int) -> Iterator[Row]:
        """Returns the rows up to and with this number, otherwise as `rows`."""
        return (Row._make(values) for values in self._connection.execute(_UP_TO, (seq,)))

    def open_episodes(self) -> list[str]:
        """Returns the open episodes, in the order in which they began."""
        return [name for (name,) in self._connection.execute(_OPEN)]

    def rows_of(self, episode: str) -> Iterator[Row]:
        """Returns the rows of an episode in order."""
        return (Row._make(values) for values in self._connection.execute(_EPISODE, (episode,)))

    def origin(self) -> Origin | None:
        """Returns what the entries of the file follow; None where a damaged file does not say."""
        return origin_of(self._connection)

    def row(self, seq: int) -> Row | None:
        """Returns the row with this number, if there is one."""
        found = self._connection.execute(_ONE, (seq,)).fetchone()
        return None if found is None else Row._make(found)

    def last_row(self) -> Row | None:
        """Returns the last row, if there is one."""
        found = self._connection.execute(_LAST).fetchone()
        return None if found is None else Row._make(found)

    def largest_seq(self) -> int:
        """Returns the largest number in the file."""
        return int(self._connection.execute("SELECT max(seq) FROM entry").fetchone()[0])

    def seq_of_hash(self, wanted: str) -> int | None:
        """Returns the number of the first entry that carries this hash, if there is one."""
        statement = "SELECT min(seq) FROM entry WHERE hash = ?"
        found: int | None = self._connection.execute(statement, (wanted,)).fetchone()[0]
        return found

    def inner_fault(self) -> str | None:
        """Returns what is wrong with the file around its entries, if anything."""
        # First: what lies below works out the conditions in the file, which must be ours for that.
        if fault := guards_fault(self._connection):
            return fault
        finding = str(self._connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
        if finding != "ok":
            return say(
                "the inner structure is damaged ({finding})", finding=finding.splitlines()[-1]
            )
        if not lists_open_episodes(self._connection):
            return say(
                "the list of open episodes is not what the entries say: it was changed, or "
                "entries were cut off at the end"
            )
        return None


@contextlib.contextmanager
def reading(path: Path) -> Iterator[LogReader]:
    """Yields a reader of the file. Nothing beside the file is made or changed where avoidable.

    Raises a LogUnusable for what is not a readable log, also for damage met inside the block;
    LogChangedWhileRead, in place of whatever was found, when a writer came in the meantime.
    """
    require_file(path)
    opened = _locked(path) if _journal(path).exists() else _unlocked(path)
    with opened as connection:
        connection.execute("BEGIN")  # one view of the file for everything that is asked
        require_log(connection, path)
        yield LogReader(connection)


def require_file(path: Path) -> None:
    """Raises LogFileMissing unless there is a file of this name."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise LogFileMissing(path, say("does not exist")) from error
    except (OSError, ValueError) as error:
        raise LogFileMissing(path, say("cannot be reached")) from error
    if stat.S_ISDIR(mode):
        raise LogFileMissing(path, say("is a folder, not a log file"))
    if not stat.S_ISREG(mode):
        raise LogFileMissing(path, say("is not a file"))


@contextlib.contextmanager
def _unlocked(path: Path) -> Iterator[sqlite3.Connection]:
    """Yields a connection that takes the file to be at rest, and afterwards looks whether it was."""
    before = _fingerprint(path)
    try:
        with _connected(path, path, "mode=ro&immutable=1") as connection:
            yield connection
    except LogUnusable as error:
        if _fingerprint(path) != before:
            raise LogChangedWhileRead(path) from error
        raise
    if _fingerprint(path) != before:
        raise LogChangedWhileRead(path)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Yields a connection that sees what is committed; to a copy where locks are not possible."""
    if _can_lock(path):
        with _connected(path, path, "mode=ro") as connection:
            yield connection
        return
    # Opening the file by hand would drop the locks of a log this process has open. It has none:
    # where SQLite cannot lock to read, it could not have locked to write.
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        try:
            shutil.copyfile(path, copy)
            shutil.copyfile(_journal(path), _journal(copy))
        except OSError as error:
            raise unreadable(path) from error
        with _connected(path, copy, "mode=rw") as connection:
            yield connection


@contextlib.contextmanager
def _connected(path: Path, place: Path, query: str) -> Iterator[sqlite3.Connection]:
    """Yields a connection to the file in this place, whose errors name the file in that path."""
    try:
        with contextlib.closing(connect(place, query)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise not_opened(path, error) from error


def _can_lock(path: Path) -> bool:
    """Returns whether SQLite can lock the file. Damage is left to be named by who reads it."""
    try:
        with contextlib.closing(connect(path, "mode=ro")) as connection:
            connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except sqlite3.Error as error:
        return error.sqlite_errorcode & 0xFF not in (
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_READONLY,
        )
    return True


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _fingerprint(path: Path) -> tuple[int, int, int]:
    """Returns what changes when the file is written to."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns
