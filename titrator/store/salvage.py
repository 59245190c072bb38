"""A damaged log is set aside, whole as it is, and a new one goes on after its last good entry.

Nothing is repaired and nothing is deleted: the damaged file gets another name and is evidence. The
new file says which entry it follows. Episodes that were open and can be read whole are carried over;
of an episode with a damaged entry nothing is carried, since what is left would tell another story.

The steps that give files their names are noted first and finished at the next start if they were
cut off: a damaged log without its journal, or a new one beside an old journal, would be misread.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from typing import TYPE_CHECKING, Any

import msgspec

from titrator.store.chain import BEFORE_FIRST, Row, open_seal
from titrator.store.errors import DataFolderUnusable, folder_unusable, why_not_written
from titrator.store.folder import FILE_MODE
from titrator.store.making import give_name, side_file, sync_folder, write_unnamed
from titrator.store.record import Head, Origin, StoredRecord
from titrator.store.schema import COLUMNS, OPEN_BY_ENTRIES, computes, connect, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LISTED_OPEN = "SELECT episode FROM open_episode"
_BACKWARDS = f"SELECT {COLUMNS} FROM entry ORDER BY seq DESC"  # noqa: S608
_FORWARDS = f"SELECT {COLUMNS} FROM entry WHERE seq >= ? ORDER BY seq"  # noqa: S608
_EPISODE = f"SELECT {COLUMNS} FROM entry WHERE episode = ? ORDER BY version"  # noqa: S608
# Past every index: one that is damaged can hide entries without an error.
_EPISODE_BY_TABLE = _EPISODE.replace("FROM entry", "FROM entry NOT INDEXED")
_OPEN_BY_TABLE = OPEN_BY_ENTRIES.replace("FROM entry", "FROM entry NOT INDEXED")
_FILES = ("", "-wal", "-journal")  # what SQLite needs to read a log; -shm it makes anew


_LAST_VERSION = "SELECT max(version) FROM entry WHERE episode = ?"
_MOST_MISSES = 100_000  # a damaged page in the middle of the tree hides some thousand entries
_LARGEST_SEQ = 2**63


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """An episode that was open and cannot be read whole; its first entry, where that can be."""

    episode: str
    first: StoredRecord | None


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a damaged log.

    Attributes:
        file: its name now, in the same folder.
        after: the last entry of it that is whole; the new log goes on after it.
        carried: the open episodes that go on in the new log.
        lost: those that do not.
    """

    file: str
    after: Head
    carried: tuple[str, ...]
    lost: tuple[Lost, ...]


def set_aside(path: Path, *, at_utc: str) -> SetAside:
    """Sets the log aside and returns what could be kept. The caller holds the lease.

    Args:
        path: the log, which nobody has open.
        at_utc: now, for its new name.

    Raises DataFolderUnusable when there is no room or no right to do so; then it stays in place.
    """
    found = _read(path)
    name = _free_name(path, at_utc)
    origin = Origin(head=found.after, cause="set aside", file=name)
    try:
        write_unnamed(path, origin, sorted(found.rows))
        _note_intent(path, name)
        finish_setting_aside(path)
    except (OSError, sqlite3.Error) as error:
        raise DataFolderUnusable(path.parent, why_not_written(error)) from error
    return SetAside(
        file=name, after=found.after, carried=tuple(found.carried), lost=tuple(found.lost)
    )


def finish_setting_aside(path: Path) -> None:
    """Does what is left of setting a log aside, where it was begun; else nothing.

    Raises OSError.
    """
    intent = side_file(path, ".setting-aside")
    if not intent.exists():
        return
    aside = path.with_name(json.loads(intent.read_text("utf-8"))["file"])
    unnamed = side_file(path, ".new")
    if unnamed.exists():
        for end in _FILES:
            # What has its new name already was renamed before the power went.
            if side_file(path, end).exists() and not side_file(aside, end).exists():
                side_file(path, end).rename(side_file(aside, end))
        side_file(path, "-shm").unlink(missing_ok=True)
        sync_folder(path.parent)
        give_name(unnamed, path)
    intent.unlink()
    sync_folder(path.parent)


def _note_intent(path: Path, name: str) -> None:
    intent = side_file(path, ".setting-aside")
    unfinished = side_file(path, ".setting-aside.part")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        os.write(descriptor, json.dumps({"file": name}).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    unfinished.replace(intent)
    sync_folder(path.parent)


def _free_name(path: Path, at_utc: str) -> str:
    """Returns a name that says when, and that no file has."""
    moment = at_utc[:19].replace(":", "")
    stem = f"{path.stem}.damaged-{moment}Z"
    try:
        taken = {each.name for each in path.parent.iterdir()}
    except OSError as error:
        raise folder_unusable(path.parent, error) from error
    names = (f"{stem}{end}{path.suffix}" for end in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if name not in taken)


class _Found:
    """What a damaged file still holds."""

    def __init__(self) -> None:
        self.after = BEFORE_FIRST
        self.rows: list[Row] = []
        self.carried: list[str] = []
        self.lost: list[Lost] = []


def _read(path: Path) -> _Found:
    found = _Found()
    journal = side_file(path, "-wal")
    has_journal = journal.exists() and journal.stat().st_size
    try:
        # Without a journal the file is read as it lies, so that nothing appears beside it.
        query = "mode=ro" if has_journal else "mode=ro&immutable=1"
        with contextlib.closing(connect(path, query)) as connection:
            if not computes(connection):
                _read_from(connection, found)
    except sqlite3.Error:
        pass  # nothing at all can be read: the new log begins at the beginning
    return found


def _read_from(connection: sqlite3.Connection, found: _Found) -> None:
    found.after = _last_good(connection)
    for episode in _open_episodes(connection):
        rows = _fetched(connection, _EPISODE_BY_TABLE, episode)
        if rows is None:
            rows = _fetched(connection, _EPISODE, episode)
        if rows is None:
            rows = [row for row in _all_rows(connection) if row.episode == episode]
        records = [_opened(row) for row in rows]
        versions = [record.version if record else 0 for record in records]
        # An index on another page may still know of entries whose own page is lost.
        known = _fetched(connection, _LAST_VERSION, episode) or [(len(rows),)]
        whole = max(known[0][0] or 0, len(rows))
        if rows and versions == list(range(1, whole + 1)):
            found.carried.append(episode)
            found.rows += rows
        else:
            first = records[0] if versions[:1] == [1] else None
            found.lost.append(Lost(episode=episode, first=first))


def _last_good(connection: sqlite3.Connection) -> Head:
    """Returns the last entry that is whole in itself; what the file follows when there is none."""
    good = _origin(connection)
    try:
        for values in connection.execute(_BACKWARDS):
            row = Row._make(values)
            if _opened(row) is not None:
                return Head(seq=row.seq, hash=row.hash)
    except sqlite3.Error:
        for row in _all_rows(connection):
            if _opened(row) is not None:
                good = Head(seq=row.seq, hash=row.hash)
    return good


def _origin(connection: sqlite3.Connection) -> Head:
    try:
        origin = origin_of(connection)
    except sqlite3.Error:
        origin = None
    return origin.head if origin else BEFORE_FIRST


def _open_episodes(connection: sqlite3.Connection) -> list[str]:
    """Returns what was open by the list or by the entries, as far as either can be read."""
    answers = [_fetched(connection, statement) for statement in (_LISTED_OPEN, _OPEN_BY_TABLE)]
    readable = [answer for answer in answers if answer is not None]
    if readable:
        return list(dict.fromkeys(each[0] for answer in readable for each in answer))
    marks = {row.episode: row.kind for row in _all_rows(connection) if row.kind != "entry"}
    return [episode for episode, kind in marks.items() if kind == "open"]


def _all_rows(connection: sqlite3.Connection) -> Iterator[Row]:
    """Returns every row that can be read, going round what cannot."""
    seq, misses = 1, 0
    while misses < _MOST_MISSES and seq < _LARGEST_SEQ:
        try:
            for values in connection.execute(_FORWARDS, (seq,)):
                row = Row._make(values)
                yield row
                seq, misses = row.seq + 1, 0
        except sqlite3.Error:
            seq += 1
            misses += 1
        else:
            return


def _fetched(connection: sqlite3.Connection, statement: str, *values: str) -> list[Any] | None:
    """Returns the rows of an answer; None where the file is too damaged to give it."""
    try:
        rows = connection.execute(statement, values).fetchall()
    except sqlite3.Error:
        return None
    return [Row._make(row) for row in rows] if statement in (_EPISODE, _EPISODE_BY_TABLE) else rows


def _opened(row: Row) -> StoredRecord | None:
    try:
        return open_seal(row)
    except ValueError:
        return None
