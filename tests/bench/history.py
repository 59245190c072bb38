"""How much longer a start and an entry take after a long history than in an empty log.

    python3 packaging/dev.py bench history [--episodes 5000] [--entries-each 200]

Both logs have one bed in a wean. Whole processes are started in turn, so that whatever else the
machine does falls on both: each opens the desk (which checks the log and takes up the bed), hands
it reassessments, appends entries of another bed and ends. The medians are compared; the exit status
is 1 when the long log takes more than 1.1 times as long.

A million entries take a minute or more to write first. This is a measurement, not a test: it says
nothing on a machine that is busy in bursts. tests/store/test_growth.py counts instead.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from tests.bench.weaned_log import a_bed_in_a_wean
from tests.support.log_entries import an_entry, opened
from tests.support.long_log import a_long_log
from tests.support.shift import UNCHANGED
from titrator.core import commands as do
from titrator.session.clock import SystemClock
from titrator.session.desk import open_desk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from titrator.session.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
MOST = 1.1
APPENDED = 200
REASSESSED = 5  # they stay with the open bed, and a long bed takes longer to take up
TITLES = ("process, start to end", "opening the desk", "a reassessment", "an entry")


def main(arguments: Sequence[str]) -> int:
    """Measure, print the figures, and return 1 when the limit is passed."""
    options = _options(arguments)
    if options.child is not None:
        print(*_one_start(options.child))
        return 0
    with tempfile.TemporaryDirectory(prefix="titrator-bench-") as name:
        folders = Path(name, "empty"), Path(name, "long")
        a_long_log(folders[0], episodes=1, entries_each=2, open_bed=a_bed_in_a_wean())
        path = a_long_log(
            folders[1],
            episodes=options.episodes,
            entries_each=options.entries_each,
            open_bed=a_bed_in_a_wean(),
        )
        size = path.stat().st_size // 1_000_000
        print(f"{options.episodes * options.entries_each:,} entries in {size} MB")
        return 0 if _compared(folders, options.starts) else 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=5000, help="closed ones")
    parser.add_argument("--entries-each", type=int, default=200)
    parser.add_argument("--starts", type=int, default=21, help="how often each log is opened")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _compared(folders: tuple[Path, Path], starts: int) -> bool:
    """Print both medians of each figure; return whether every ratio is within the limit."""
    # The first start of each fills the caches; it is not counted.
    for folder in folders:
        _started(folder)
    times: tuple[list[list[float]], list[list[float]]] = ([], [])
    for _ in range(starts):
        for folder, of_folder in zip(folders, times, strict=True):
            of_folder.append(_started(folder))
    kept = True
    print(f"{'':28}{'empty log':>12}{'long log':>12}{'ratio':>8}{'limit':>8}")
    for place, title in enumerate(TITLES):
        empty, long = (median(each[place] for each in of_folder) for of_folder in times)
        kept = kept and long <= MOST * empty
        print(f"{title:28}{empty:9.2f} ms{long:9.2f} ms{long / empty:8.2f}{MOST:8}")
    print("The limit is kept." if kept else "TOO SLOW: the limit is passed.")
    return kept


def _started(folder: Path) -> list[float]:
    """Run one process on the log; return its figures in milliseconds."""
    command = [sys.executable, "-m", "tests.bench.history", "--child", str(folder)]
    begun = perf_counter()
    finished = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    whole = (perf_counter() - begun) * 1000
    return [whole, *map(float, finished.stdout.split())]


def _one_start(folder: Path) -> tuple[float, ...]:
    """Open the desk, reassess, then append to another bed; return each in milliseconds."""
    begun = perf_counter()
    with closing(open_desk(data_dir=folder, policy_dir=None, clock=SystemClock())) as desk:
        opening = perf_counter() - begun
        (bed,) = desk.beds()
        reassessed = [_timed(lambda: _reassess(desk, bed.bed_id)) for _ in range(REASSESSED)]
    with opened(folder) as log:
        entries = [
            an_entry(
                number, episode=f"bed-{os.getpid()}", kind="close" if number == APPENDED else None
            )
            for number in range(1, APPENDED + 1)
        ]
        appended = [_timed(lambda entry=entry: log.append(entry)) for entry in entries]  # type: ignore[misc]
    return opening * 1000, median(reassessed) * 1000, median(appended) * 1000


def _timed(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun


def _reassess(desk: Desk, bed_id: str) -> None:
    command = do.RecordAssessment(map_mmhg="72", map_source="arterial_line", perfusion=UNCHANGED)
    if not desk.handle(bed_id, command, "AB").is_accepted:
        raise SystemExit("the reassessment was refused")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
