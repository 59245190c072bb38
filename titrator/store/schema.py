"""The log file itself: its table, its guards, its settings, and what is checked at each open.

The guards make SQLite refuse what the program never does: changing, deleting, replacing or
inserting out of turn. There is no UNIQUE column beside the number: REPLACE on another unique column
would delete a row past the insert guard. Episode and version are held by that guard instead.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import quote

from titrator.store.chain import KINDS
from titrator.store.errors import (
    DataFolderUnusable,
    LogTooNew,
    NotALog,
    SqliteTooOld,
)

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID = 0x54495452  # "TITR"
MAJOR = 1  # a newer major is refused
MINOR = 0  # a newer minor added something that this program may ignore
BUSY_TIMEOUT_S = 1.0  # how long a write may wait for another program before it is refused
SQLITE_AT_LEAST = (3, 37, 0)  # STRICT tables

COLUMNS = "seq, episode, version, kind, at_utc, payload, policy, app, prev_hash, hash"

_KINDS = ", ".join(f"'{kind}'" for kind in KINDS)
OBJECTS = {
    "entry": f"""CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  episode TEXT NOT NULL CHECK (length(episode) BETWEEN 1 AND 64),
  version INTEGER NOT NULL CHECK (version >= 1),
  kind TEXT NOT NULL CHECK (kind IN ({_KINDS})),
  at_utc TEXT NOT NULL CHECK (length(at_utc) = 27),
  payload TEXT NOT NULL,
  policy TEXT NOT NULL,
  app TEXT NOT NULL,
  prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT""",
    "entry_by_episode": "CREATE INDEX entry_by_episode ON entry (episode, version)",
    "entry_marks": "CREATE INDEX entry_marks ON entry (episode, version, kind) "
    "WHERE kind <> 'entry'",
    "entry_insert_guard": """CREATE TRIGGER entry_insert_guard BEFORE INSERT ON entry BEGIN
  SELECT RAISE(ABORT, 'not the next number') WHERE NEW.seq IS NOT
    (SELECT coalesce(max(seq), 0) + 1 FROM entry);
  SELECT RAISE(ABORT, 'not chained to the last entry') WHERE NEW.prev_hash IS NOT
    coalesce((SELECT hash FROM entry WHERE seq = NEW.seq - 1), hex(zeroblob(32)));
  SELECT RAISE(ABORT, 'not the next version of the episode') WHERE NEW.version IS NOT
    (SELECT coalesce(max(version), 0) + 1 FROM entry WHERE episode = NEW.episode);
END""",
    "entry_update_guard": """CREATE TRIGGER entry_update_guard BEFORE UPDATE ON entry BEGIN
  SELECT RAISE(ABORT, 'entries are never changed');
END""",
    "entry_delete_guard": """CREATE TRIGGER entry_delete_guard BEFORE DELETE ON entry BEGIN
  SELECT RAISE(ABORT, 'entries are never deleted');
END""",
}

# Value to set, and value that must then be read. FULL: every commit is synced to the disk.
_SETTINGS = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("recursive_triggers", "ON", 1),  # without it, REPLACE deletes past the delete guard
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
)


def connect(path: Path, query: str) -> sqlite3.Connection:
    """Returns a connection that begins no transaction by itself. `query` as in "mode=ro"."""
    posix = path.absolute().as_posix()
    slash = "" if posix.startswith("/") else "/"
    connection = sqlite3.connect(
        f"file://{slash}{quote(posix)}?{query}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_TIMEOUT_S,
    )
    # Damaged text must reach the hash, which names it, and not end in a decoding error.
    connection.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    return connection


def create(connection: sqlite3.Connection) -> None:
    """Makes an empty file a log. The caller gives a file that nobody else can see yet."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {MAJOR * 1000 + MINOR}")
    for statement in OBJECTS.values():
        connection.execute(statement)
    connection.execute("COMMIT")


def require_log(connection: sqlite3.Connection, path: Path) -> None:
    """Raises NotALog or LogTooNew unless the file is a log that this program can read."""
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise NotALog(path)
    if _version(connection)[0] > MAJOR:
        raise LogTooNew(path)


def guards_fault(connection: sqlite3.Connection) -> str | None:
    """Returns what is wrong with the table and its guards, if anything."""
    found = dict(
        connection.execute("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'")
    )
    version = _version(connection)
    if version > (MAJOR, MINOR):
        found = {name: sql for name, sql in found.items() if name in OBJECTS}
    is_guarded = version >= (MAJOR, 0) and found == OBJECTS
    return None if is_guarded else "the guards against changes are missing or altered"


def settle(connection: sqlite3.Connection, path: Path) -> None:
    """Sets what durability rests on, and raises DataFolderUnusable where it did not take."""
    for name, wanted, expected in _SETTINGS:
        connection.execute(f"PRAGMA {name} = {wanted}")
        if _pragma(connection, name) != expected:
            raise DataFolderUnusable(path.parent, f"{name} {wanted} is not possible there")


def sqlite_version() -> str:
    """Returns the version of the SQLite that is built in, for support."""
    return sqlite3.sqlite_version


def require_sqlite(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Raises SqliteTooOld before an old SQLite could misread the table."""
    if version < SQLITE_AT_LEAST:
        raise SqliteTooOld(".".join(str(part) for part in version))


def _version(connection: sqlite3.Connection) -> tuple[int, int]:
    """Returns major and minor version of the file's form."""
    return divmod(int(str(_pragma(connection, "user_version"))), 1000)


def _pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]
