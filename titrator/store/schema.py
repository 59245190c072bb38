"""The log file itself: its table, its guards, its settings, and what is checked at each open.

The guards make SQLite refuse what the program never does: changing, deleting, replacing or
inserting out of turn. There is no UNIQUE column beside the number: REPLACE on another unique column
would delete a row past the insert guard. Episode and version are held by that guard instead.

A file need not begin with the first entry: `origin` says which one its entries follow. Numbers up
to that one are entries that were carried over whole, because their episode goes on in this file.
`open_episode` is worked out from the entries by triggers, so that a start need not look at what is
closed; `log verify` works it out again and compares.
"""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from titrator.core.language import say
from titrator.store.chain import BEGINNING, CAUSES, KINDS, Row
from titrator.store.errors import (
    DataFolderUnusable,
    LogTooNew,
    NotALog,
    SqliteTooOld,
)
from titrator.store.record import Head, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

APPLICATION_ID = 0x54495452  # "TITR"
MAJOR = 2  # a newer major is refused
MINOR = 0  # a newer minor added plain tables or indexes, which this program leaves alone
BUSY_TIMEOUT_S = 1.0  # how long a write may wait for another program before it is refused
SQLITE_AT_LEAST = (3, 37, 0)  # STRICT tables

COLUMNS = "seq, episode, version, kind, at_utc, payload, policy, app, prev_hash, hash"
INSERT = f"INSERT INTO entry ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
# SQLite takes a bare column beside max() from the row that holds the maximum.
OPEN_BY_ENTRIES = """
  SELECT episode FROM
    (SELECT episode, kind, max(version) FROM entry WHERE kind <> 'entry' GROUP BY episode)
  WHERE kind = 'open'"""

_KINDS = ", ".join(f"'{kind}'" for kind in KINDS)
_CAUSES = ", ".join(f"'{cause}'" for cause in CAUSES)
_TABLES = {
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
}
_ADDED_TABLES = {
    "origin": f"""CREATE TABLE origin (
  seq INTEGER PRIMARY KEY CHECK (seq >= 0),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  cause TEXT NOT NULL CHECK (cause IN ({_CAUSES})),
  file TEXT NOT NULL
) STRICT""",
    "open_episode": "CREATE TABLE open_episode (episode TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
}
_GUARDS = {
    "entry_update_guard": """CREATE TRIGGER entry_update_guard BEFORE UPDATE ON entry BEGIN
  SELECT RAISE(ABORT, 'entries are never changed');
END""",
    "entry_delete_guard": """CREATE TRIGGER entry_delete_guard BEFORE DELETE ON entry BEGIN
  SELECT RAISE(ABORT, 'entries are never deleted');
END""",
}
_INSERT_GUARD = """CREATE TRIGGER entry_insert_guard BEFORE INSERT ON entry BEGIN
  SELECT RAISE(ABORT, 'not the next number') WHERE NEW.seq IS NOT
    (SELECT max(seq, coalesce((SELECT max(seq) FROM entry), 0)) + 1 FROM origin);
  SELECT RAISE(ABORT, 'not chained to the last entry') WHERE NEW.prev_hash IS NOT
    coalesce((SELECT hash FROM origin WHERE seq = NEW.seq - 1),
      (SELECT hash FROM entry WHERE seq = NEW.seq - 1));
  SELECT RAISE(ABORT, 'not the next version of the episode') WHERE NEW.version IS NOT
    (SELECT coalesce(max(version), 0) + 1 FROM entry WHERE episode = NEW.episode);
END"""
_ADDED_GUARDS = {
    "entry_opens_episode": """CREATE TRIGGER entry_opens_episode AFTER INSERT ON entry
WHEN NEW.kind = 'open' BEGIN
  INSERT OR IGNORE INTO open_episode VALUES (NEW.episode);
END""",
    "entry_closes_episode": """CREATE TRIGGER entry_closes_episode AFTER INSERT ON entry
WHEN NEW.kind = 'close' BEGIN
  DELETE FROM open_episode WHERE episode = NEW.episode;
END""",
    **{
        f"origin_{word}_guard": f"""CREATE TRIGGER origin_{word}_guard BEFORE {word} ON origin BEGIN
  SELECT RAISE(ABORT, 'the origin is never changed');
END"""
        for word in ("insert", "update", "delete")
    },
}
OBJECTS = {
    **_TABLES,
    **_ADDED_TABLES,
    "entry_insert_guard": _INSERT_GUARD,
    **_GUARDS,
    **_ADDED_GUARDS,
}
_FORM_1_INSERT_GUARD = """CREATE TRIGGER entry_insert_guard BEFORE INSERT ON entry BEGIN
  SELECT RAISE(ABORT, 'not the next number') WHERE NEW.seq IS NOT
    (SELECT coalesce(max(seq), 0) + 1 FROM entry);
  SELECT RAISE(ABORT, 'not chained to the last entry') WHERE NEW.prev_hash IS NOT
    coalesce((SELECT hash FROM entry WHERE seq = NEW.seq - 1), hex(zeroblob(32)));
  SELECT RAISE(ABORT, 'not the next version of the episode') WHERE NEW.version IS NOT
    (SELECT coalesce(max(version), 0) + 1 FROM entry WHERE episode = NEW.episode);
END"""
_FORMER: dict[tuple[int, int], dict[str, str]] = {
    (1, 0): {**_TABLES, "entry_insert_guard": _FORM_1_INSERT_GUARD, **_GUARDS},
}

# SQLite takes a name or a statement that is no text for one; LIKE need not.
_VIEWS = """SELECT EXISTS (
  SELECT 1 FROM sqlite_schema
  WHERE coalesce(type, '') NOT IN ('table', 'index', 'trigger')
    OR typeof(sql) NOT IN ('text', 'null') OR sql LIKE '%virtual%')"""
_COMPUTED = """SELECT EXISTS (
  SELECT 1 FROM sqlite_schema AS made JOIN pragma_table_xinfo(made.name) AS part
  WHERE made.type = 'table' AND part.hidden
  UNION ALL
  SELECT 1 FROM sqlite_schema AS made JOIN pragma_index_xinfo(made.name) AS part
  WHERE made.type = 'index' AND part.cid = -2)"""
_COUNTED = (  # what ANALYZE leaves
    "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
)
# Of bare columns, without a condition, a default or a second parenthesis.
_PLAIN = r"CREATE (TABLE \w+|INDEX \w+ ON \w+) ?\([\w\s,]+\)[\w\s,]*"

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
        factory=_Connection,
    )
    # Damaged text must reach the hash, which names it, and not end in a decoding error.
    connection.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    return connection


class _Connection(sqlite3.Connection):
    """Says that a file is damaged where SQLite's own words for the damage cannot be read.

    SQLite quotes a damaged schema in its message, and Python fails to decode the message.
    """

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            damaged = sqlite3.DatabaseError("the schema of the file is damaged")
            damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise damaged from error


def create(
    connection: sqlite3.Connection, origin: Origin = BEGINNING, rows: Iterable[Row] = ()
) -> None:
    """Makes an empty file a log. The caller gives a file that nobody else can see yet.

    Args:
        connection: to the empty file.
        origin: what the entries of the file follow.
        rows: entries to carry over, sealed elsewhere and written as they are.
    """
    # The write-ahead log comes last: what is in one is moved to the file when that is closed, and
    # a fault met then is not reported to anybody.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _TABLES.values():
        connection.execute(statement)
    connection.executemany(INSERT, rows)
    _complete(connection, origin)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")


def upgrade(connection: sqlite3.Connection) -> None:
    """Gives a log of a former form the tables and guards of this one; entries stay as they are."""
    if _version(connection) not in _FORMER:
        return
    connection.execute("BEGIN IMMEDIATE")
    for name in ("entry_insert_guard", *_GUARDS):
        connection.execute(f"DROP TRIGGER {name}")
    _complete(connection, BEGINNING)
    connection.execute("COMMIT")


def _complete(connection: sqlite3.Connection, origin: Origin) -> None:
    """Adds to a table of entries all that belongs to a log of this form. The guards come last."""
    for statement in _ADDED_TABLES.values():
        connection.execute(statement)
    values = (origin.head.seq, origin.head.hash, origin.cause, origin.file)
    connection.execute("INSERT INTO origin VALUES (?, ?, ?, ?)", values)
    connection.execute(f"INSERT INTO open_episode {OPEN_BY_ENTRIES}")
    for statement in OBJECTS.values():
        if statement.startswith("CREATE TRIGGER"):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {MAJOR * 1000 + MINOR}")


def origin_of(connection: sqlite3.Connection) -> Origin | None:
    """Returns what the entries of the file follow; None where a damaged file does not say."""
    if _version(connection) in _FORMER:
        return BEGINNING
    rows = connection.execute("SELECT seq, hash, cause, file FROM origin").fetchall()
    if len(rows) != 1:
        return None
    seq, digest, cause, file = rows[0]
    return Origin(head=Head(seq=seq, hash=digest), cause=cause, file=file)


def require_log(connection: sqlite3.Connection, path: Path) -> None:
    """Raises NotALog or LogTooNew unless the file is a log that this program can read."""
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise NotALog(path)
    if _version(connection)[0] > MAJOR:
        raise LogTooNew(path)
    if computes(connection):
        raise NotALog(path)


def computes(connection: sqlite3.Connection) -> bool:
    """Returns whether what is read from the file may be worked out and not lie there.

    To read it would run what whoever made the file wrote. No log has a view, a virtual table, a
    computed column or an index of what is computed. What runs on writing alone is not looked at
    here: a reader writes nothing, and `guards_fault` comes before all that does.
    """
    # In this order: a module would be started by asking for its columns.
    return any(connection.execute(each).fetchone()[0] for each in (_VIEWS, _COMPUTED))


def guards_fault(connection: sqlite3.Connection) -> str | None:
    """Returns what is wrong with the table and its guards, if anything."""
    # Pairs: a trigger may have the name of a table or an index.
    found = {
        (name, sql)
        for name, sql in connection.execute("SELECT name, sql FROM sqlite_schema")
        # SQLite's own: an index that belongs to a table, and what it counted.
        if sql is not None and sql not in _COUNTED
    }
    version = _version(connection)
    if version > (MAJOR, MINOR):
        found = {each for each in found if each[0] in OBJECTS or not re.fullmatch(_PLAIN, each[1])}
    is_known = version >= (MAJOR, 0) or version in _FORMER
    is_guarded = is_known and found == set(_FORMER.get(version, OBJECTS).items())
    return None if is_guarded else say("the guards against changes are missing or altered")


def lists_open_episodes(connection: sqlite3.Connection) -> bool:
    """Returns whether the list of open episodes is what the entries say; looks at every mark."""
    if _version(connection) in _FORMER:
        return True
    listed = set(connection.execute("SELECT episode FROM open_episode"))
    return listed == set(connection.execute(OPEN_BY_ENTRIES))


def settle(connection: sqlite3.Connection, path: Path) -> None:
    """Sets what durability rests on, and raises DataFolderUnusable where it did not take."""
    for name, wanted, expected in _SETTINGS:
        connection.execute(f"PRAGMA {name} = {wanted}")
        if _pragma(connection, name) != expected:
            raise DataFolderUnusable(
                path.parent, say("{setting} is not possible there", setting=f"{name} {wanted}")
            )


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
