"""Entries for a log, and a log file filled with them."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import msgspec

from titrator.store.chain import Row, hash_of
from titrator.store.opening import LOG_NAME, open_log
from titrator.store.record import EntryKind, NewRecord
from titrator.store.schema import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from titrator.store.canonical import JsonValue
    from titrator.store.sqlite_log import SqliteLog

NOON = "2026-03-01T12:00:00.000000Z"
POLICY = "5f" * 32


def an_entry(
    version: int = 1,
    *,
    episode: str = "bed-a",
    kind: EntryKind | None = None,
    at_utc: str = "",
    payload: dict[str, JsonValue] | None = None,
) -> NewRecord:
    """An entry of an episode; the first one opens it. One second passes from entry to entry."""
    return NewRecord(
        episode=episode,
        version=version,
        kind=kind or ("open" if version == 1 else "entry"),
        at_utc=at_utc or f"2026-03-01T12:{version // 60:02}:{version % 60:02}.000000Z",
        payload={"do": "look", "dose": "0.03", "n": version} if payload is None else payload,
        policy=POLICY,
        app="0.1.0",
    )


def changed(record: NewRecord, **fields: object) -> NewRecord:
    """The same entry with other values in some fields, wrong types included."""
    return msgspec.structs.replace(record, **fields)


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[SqliteLog]:
    """The log of a data folder, closed at the end."""
    with contextlib.closing(open_log(folder, opened_at_utc=NOON)) as log:
        yield log


def a_log_file(folder: Path, *, entries: int) -> Path:
    """A closed log file with this many entries, of two beds in turn."""
    with opened(folder) as log:
        for number in range(entries):
            episode = "bed-b" if number % 2 else "bed-a"
            log.append(an_entry(number // 2 + 1, episode=episode))
    return folder / LOG_NAME


def a_bed(log: SqliteLog, episode: str, *, entries: int, day: str, closed: bool = True) -> None:
    """Appends a whole episode of one day, such as "2026-03-01"; its last entry closes it."""
    for version in range(1, entries + 1):
        kind: EntryKind | None = "close" if closed and version == entries else None
        at_utc = f"{day}T12:{version // 60:02}:{version % 60:02}.000000Z"
        log.append(an_entry(version, episode=episode, kind=kind, at_utc=at_utc))


@contextlib.contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """A bare connection, as any other program would make one."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def tamper(path: Path, *statements: str) -> None:
    """Changes a log file behind its guards, and puts the guards back as they were."""
    with raw(path) as connection:
        guards = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in guards:
            connection.execute(sql)


def rows_of(path: Path) -> list[Row]:
    """The rows of a log as they stand in the file."""
    with raw(path) as connection:
        found = connection.execute(f"SELECT {COLUMNS} FROM entry ORDER BY seq").fetchall()
    return [Row._make(values) for values in found]


def leave_cells(path: Path, tree: str, cells: int) -> None:
    """Writes into the page of a small table or index that it holds only its first cells.

    One flipped bit can do that, and SQLite reads on without an error.
    """
    with raw(path) as connection:
        statement = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        (page,) = connection.execute(statement, (tree,)).fetchone()
    content = bytearray(path.read_bytes())
    start = (page - 1) * 4096
    content[start + 3 : start + 5] = cells.to_bytes(2, "big")
    path.write_bytes(content)


def sealed(row: Row) -> Row:
    """The row with the hash that it ought to have: what a forger who knows the code would write."""
    return row._replace(hash=hash_of(row))


def insert(row: Row) -> str:
    """The statement that writes a row."""
    values = ", ".join(str(value) if isinstance(value, int) else f"'{value}'" for value in row)
    return f"INSERT INTO entry VALUES ({values})"
