"""How a log is opened for writing: folder, lease, file, settings, a look at its end.

The order matters. The lease comes before the file, so that only one program ever creates or
recovers it; a new file is made whole under another name and then renamed, so that a log file that
is empty or half made is always damage and never a beginning.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from titrator.core.language import say
from titrator.store.ballast import Ballast
from titrator.store.errors import LogDamaged, LogFileMissing, folder_unusable, not_opened
from titrator.store.folder import make_private, prepare_folder
from titrator.store.lease import take_lease
from titrator.store.making import make_log_file, side_file, sync_folder
from titrator.store.salvage import SetAside, finish_setting_aside, set_aside
from titrator.store.schema import (
    connect,
    guards_fault,
    origin_of,
    require_log,
    require_sqlite,
    settle,
    upgrade,
)
from titrator.store.sqlite_log import SqliteLog

if TYPE_CHECKING:
    from pathlib import Path

    from titrator.store.lease import Lease
    from titrator.store.record import Origin

LOG_NAME = "titrator-log.sqlite"
LOCK_NAME = "titrator.lock"


def open_log(folder: Path, *, opened_at_utc: str) -> SqliteLog:
    """Returns the log of a data folder, made new where there is none.

    Args:
        folder: on this computer; made for its owner alone when missing.
        opened_at_utc: now, as 2026-03-01T08:00:30.000000Z; tells a second program since when the
            log is in use.

    Raises a LogUnusable, with its sentence, for everything that can be wrong with either.
    """
    return _opened(folder / LOG_NAME, opened_at_utc, has_reserve=True)


def set_log_aside(folder: Path, *, opened_at_utc: str) -> SetAside:
    """Puts a damaged log out of the way, so that `open_log` finds a new one that goes on after it.

    Args:
        folder: the data folder, whose log was refused as damaged and is not open.
        opened_at_utc: as in `open_log`.

    Raises LogInUse while another program has it, LogFileMissing when it is no file that could be
    set aside, DataFolderUnusable when there is no room or no right to do so.
    """
    path = folder / LOG_NAME
    if path.is_dir():
        raise LogFileMissing(path, say("is a folder, not a log file"))
    lease = _take_lease(path, opened_at_utc)
    try:
        return set_aside(path, at_utc=opened_at_utc)
    finally:
        lease.release()


def open_log_file(path: Path, *, opened_at_utc: str) -> SqliteLog:
    """Returns the log in this file, made new where there is none. As `open_log` otherwise."""
    return _opened(path, opened_at_utc, has_reserve=False)


def _opened(path: Path, opened_at_utc: str, *, has_reserve: bool) -> SqliteLog:
    require_sqlite()
    prepare_folder(path.parent)
    lease = _take_lease(path, opened_at_utc)
    try:
        return _open(path, lease, Ballast(path.parent) if has_reserve else None)
    except BaseException:
        lease.release()
        raise


def _take_lease(path: Path, opened_at_utc: str) -> Lease:
    lock = path.with_name(LOCK_NAME if path.name == LOG_NAME else f"{path.name}.lock")
    try:
        return take_lease(lock, opened_at_utc=opened_at_utc)
    except OSError as error:
        raise folder_unusable(path.parent, error) from error


def _open(path: Path, lease: Lease, ballast: Ballast | None) -> SqliteLog:
    try:
        finish_setting_aside(path)
        _make_if_missing(path)
        make_private(path)
        connection = connect(path, "mode=rw")
    except OSError as error:
        raise folder_unusable(path.parent, error) from error
    except sqlite3.Error as error:
        raise not_opened(path, error) from error
    try:
        origin = _require_usable(connection, path)
        # The journal has its name by now. SQLite syncs the folder too, and drops the error.
        sync_folder(path.parent)
        log = SqliteLog(connection, path, lease, origin, ballast)
        log.require_sound_tail()
    except OSError as error:
        connection.close()
        raise folder_unusable(path.parent, error) from error
    except BaseException:
        connection.close()
        raise
    return log


def _require_usable(connection: sqlite3.Connection, path: Path) -> Origin:
    """Returns what the entries of the file follow, once the file is settled for writing."""
    try:
        require_log(connection, path)
        fault = guards_fault(connection)
        if fault is not None:
            raise LogDamaged(path, fault)
        settle(connection, path)
        # SQLite opens a file it may not write without a word, and begins transactions on it too.
        connection.execute("INSERT INTO entry SELECT * FROM entry WHERE FALSE")
        upgrade(connection)
        origin = origin_of(connection)
    except sqlite3.Error as error:
        raise not_opened(path, error) from error
    if origin is None:
        raise LogDamaged(path, say("it does not say which entry its own ones follow"))
    return origin


def _make_if_missing(path: Path) -> None:
    if path.is_dir():
        raise LogFileMissing(path, say("is a folder, not a log file"))
    if path.exists():
        return
    journal = side_file(path, "-wal")
    if journal.exists() and journal.stat().st_size:
        # SQLite would pour these entries into the new file.
        raise LogDamaged(
            path, say("the file is gone, and entries that belonged to it are still there")
        )
    make_log_file(path)
