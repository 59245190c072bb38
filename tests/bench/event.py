"""How long an acknowledged event takes, against a bare SQLite insert that is synced as well.

Both write rows of the same size to the same file system, in turn: one entry through the log, which
seals it into the chain and guards its head, and one insert into a plain table with the same journal
and the same syncing. What a reassessment takes in all, decided and written, is shown beside it.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter_ns, process_time_ns
from typing import TYPE_CHECKING

from tests.bench.figures import Figure, ms
from tests.support.log_entries import an_entry, opened
from tests.support.weaning import ASSESSMENT, start_weaning
from titrator.session.clock import SystemClock
from titrator.session.desk import open_desk

if TYPE_CHECKING:
    from collections.abc import Callable

Times = tuple[int, int]
"""On the wall and of the processor, in nanoseconds."""

ROWS = 300
REASSESSED = 40
ROW = "x" * 500  # as long as a short entry with its hashes


def measure(rows: int = ROWS) -> list[Figure]:
    """Write rows both ways in turn; return how the log compares."""
    # Not in the system's folder for passing files: that is often kept in memory, and syncs nothing.
    with tempfile.TemporaryDirectory(prefix=".titrator-event-", dir=Path.cwd()) as name:
        folder = Path(name)
        ours, bare = _in_turn(folder, rows)
        acts = _reassessments(folder / "desk")
    return [
        _figure("event", "event acknowledged, wall", 0, ours, bare, 1.5),
        _figure("event_processor", "event acknowledged, processor", 1, ours, bare, None),
        _figure("reassessment_wall", "reassessment decided and written, wall", 0, acts, bare, None),
    ]


def _in_turn(folder: Path, rows: int) -> tuple[list[Times], list[Times]]:
    """Return the times of each entry of the log, and of each row of a plain table."""
    (folder / "log").mkdir()
    ours, bare = [], []
    with (
        opened(folder / "log") as log,
        closing(sqlite3.connect(folder / "plain.sqlite", isolation_level=None)) as plain,
    ):
        for setting in ("journal_mode = WAL", "synchronous = FULL"):
            plain.execute(f"PRAGMA {setting}")
        plain.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")
        for version in range(1, rows + 1):
            entry = an_entry(version, episode="bed")
            bare.append(_timed(lambda: plain.execute("INSERT INTO row (text) VALUES (?)", (ROW,))))
            ours.append(_timed(lambda entry=entry: log.append(entry)))  # type: ignore[misc]
    return ours, bare


def _reassessments(folder: Path) -> list[Times]:
    """Return the times of whole reassessments at a desk with one bed in a wean."""
    folder.mkdir()
    with closing(open_desk(data_dir=folder, policy_dir=None, clock=SystemClock())) as desk:
        bed = start_weaning(desk)
        return [_timed(lambda: desk.handle(bed, ASSESSMENT, "AB")) for _ in range(REASSESSED)]


def _timed(act: Callable[[], object]) -> Times:
    processor, wall = process_time_ns(), perf_counter_ns()
    act()
    return perf_counter_ns() - wall, process_time_ns() - processor


def _figure(
    name: str, title: str, place: int, ours: list[Times], bare: list[Times], goal: float | None
) -> Figure:
    our, other = (median(one[place] for one in each) for each in (ours, bare))
    is_wall = name.endswith("wall")
    return Figure(name, title, ms(our), ms(other), our / other, goal, is_wall=is_wall)
