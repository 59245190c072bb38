"""Logs that somebody changed by hand, so that what they wrote would run when the log is read.

Each begins as a log of ours with entries in it. What runs is a sum that cannot be worked out:
whoever computes it meets SQLite's error in place of the refusal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.log_entries import raw

if TYPE_CHECKING:
    from pathlib import Path

RUNS = "abs(-9223372036854775807 - 1)"  # integer overflow

_ROW = f"""SELECT 1 AS seq, 'bed-a' AS episode, 1 AS version, 'open' AS kind, '' AS at_utc,
{RUNS} AS payload, '' AS policy, '' AS app, '' AS prev_hash, '' AS hash"""
_COLUMNS = "seq, episode, version, kind, at_utc, payload, policy, app, prev_hash, hash"


def _told_as(table: str, said: str, instead: str) -> tuple[str, ...]:
    """What has a table say something else of itself; later SQLite works out a column that is added."""
    quoted = instead.replace("'", "''")
    return (
        "PRAGMA writable_schema = ON",
        f"""UPDATE sqlite_schema SET sql = replace(sql, '{said}', '{quoted}')
        WHERE name = '{table}'""",
    )


MADE_BY_HAND: dict[str, tuple[str, ...]] = {
    "a view in place of the entries": ("DROP TABLE entry", f"CREATE VIEW entry AS {_ROW}"),
    "a view that is not called one": (
        "DROP TABLE entry",
        f"CREATE VIEW entry AS {_ROW}",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET type = CAST('view' AS BLOB) WHERE name = 'entry'",
    ),
    "a view beside the entries": (f"CREATE VIEW others AS SELECT {RUNS}",),
    "a module in place of the entries": (
        "DROP TABLE entry",
        f"CREATE /* */ VIRTUAL TABLE entry USING fts4({_COLUMNS})",
    ),
    "a computed column of the entries": _told_as(
        "entry", "payload TEXT NOT NULL", f"payload TEXT AS ({RUNS})"
    ),
    "a computed column more": _told_as("entry", ") STRICT", f", more TEXT AS ({RUNS})) STRICT"),
    "a column that was computed when it was written": _told_as(
        "entry", "app TEXT NOT NULL", "app TEXT AS ('0.' || version) STORED"
    ),
    "a computed column of the origin": _told_as(
        "origin", "file TEXT NOT NULL", f"file TEXT AS ({RUNS})"
    ),
    "a computed column of the open beds": _told_as(
        "open_episode",
        "episode TEXT PRIMARY KEY",
        f"bed TEXT PRIMARY KEY, episode TEXT AS ({RUNS})",
    ),
    "a computed column beside the entries": (f"CREATE TABLE more (x, y AS ({RUNS}))",),
    "an index of what is computed": ("CREATE INDEX sums ON entry (length(payload), version)",),
}


def change_by_hand(path: Path, kind: str) -> None:
    """Makes a log one of these kinds."""
    with raw(path) as connection:
        for statement in MADE_BY_HAND[kind]:
            connection.execute(statement)
