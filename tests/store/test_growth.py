"""What a start and an entry cost does not depend on how much was logged before.

Counted, not timed: SQLite tells how many steps its little machine takes. The times of a whole start
are compared by `python3 packaging/dev.py bench` and tests/bench/history.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.every_case import whole_or_fast
from tests.support.log_entries import an_entry, opened
from tests.support.long_log import a_long_log

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from titrator.store.sqlite_log import SqliteLog

EPISODES = whole_or_fast(5_000, 100)
ENTRIES_EACH = 200


def steps(log: SqliteLog, act: Callable[[], object]) -> int:
    """How many steps SQLite takes for what is asked of it."""
    taken = 0

    def count() -> None:
        nonlocal taken
        taken += 1

    log._connection.set_progress_handler(count, 1)
    try:
        act()
    finally:
        log._connection.set_progress_handler(None, 1)
    return taken


def costs(folder: Path) -> dict[str, int]:
    """What a start, a look at the open bed, an entry, a new bed and its closing cost."""
    with opened(folder) as log:
        (open_bed,) = log.open_episodes()
        return {
            "what is checked at a start": steps(log, log.require_sound_tail),
            "finding the open beds": steps(log, log.open_episodes),
            "reading the open bed": steps(log, lambda: log.read(open_bed.episode)),
            "the head": steps(log, log.head),
            "an entry": steps(log, lambda: log.append(an_entry(2, episode=open_bed.episode))),
            "a new bed": steps(log, lambda: log.append(an_entry(1, episode="new-bed"))),
            "closing it": steps(
                log, lambda: log.append(an_entry(2, episode="new-bed", kind="close"))
            ),
        }


@pytest.mark.hazard("H34")
def test_neither_a_start_nor_an_entry_costs_more_after_a_long_history(tmp_path: Path) -> None:
    """Against one of 200 entries a hundred such episodes; in the whole form 5,000, a million."""
    a_long_log(tmp_path / "short", episodes=1, entries_each=ENTRIES_EACH)
    a_long_log(tmp_path / "long", episodes=EPISODES, entries_each=ENTRIES_EACH)
    assert costs(tmp_path / "long") == costs(tmp_path / "short")
