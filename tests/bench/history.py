"""How much longer a start and an entry take after a long history than in an empty log.

    python3 packaging/dev.py bench history [--episodes 5000] [--entries-each 200]

Both logs have one bed in a wean. Whole processes are started in turn, so that whatever else the
machine does falls on both: each opens the desk (which checks the log and takes up the bed), hands
it reassessments, appends entries of another bed and ends. The medians are compared, on the wall and
of the processor, which other programs hardly change; the exit status is 1 when the long log takes
more than 1.1 times as much of the processor.

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
from time import perf_counter_ns, process_time_ns
from typing import TYPE_CHECKING

from tests.bench.figures import Figure, ms, told
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
STARTS = 21
TITLES = (
    *("process, wall", "process, processor", "opening, wall", "opening, processor"),
    *("reassessment, wall", "reassessment, processor", "entry, wall", "entry, processor"),
)


def main(arguments: Sequence[str]) -> int:
    """Measure, print the figures, and return 1 when the limit is passed."""
    options = _options(arguments)
    if options.child is not None:
        print(*_one_start(options.child))
        return 0
    figures = measure(options.episodes, options.entries_each, options.starts)
    told(figures, {})
    kept = all(one.ratio <= MOST for one in figures if not one.is_wall)
    print("The limit is kept." if kept else "TOO SLOW: the limit is passed.")
    return 0 if kept else 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=5000, help="closed ones")
    parser.add_argument("--entries-each", type=int, default=200)
    parser.add_argument("--starts", type=int, default=STARTS, help="how often each log is opened")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def measure(episodes: int = 5000, entries_each: int = 200, starts: int = STARTS) -> list[Figure]:
    """Write both logs, open them in turn, and return how the long one compares."""
    with tempfile.TemporaryDirectory(prefix="titrator-bench-") as name:
        folders = Path(name, "long"), Path(name, "empty")
        bed = a_bed_in_a_wean()
        path = a_long_log(folders[0], episodes=episodes, entries_each=entries_each, open_bed=bed)
        a_long_log(folders[1], episodes=1, entries_each=2, open_bed=bed)
        size = path.stat().st_size // 1_000_000
        print(f"  {episodes * entries_each:,} entries in {size} MB", flush=True)
        # The first start of each fills the caches; it is not counted.
        for folder in folders:
            _started(folder)
        long, empty = [], []
        for _ in range(starts):
            long.append(_started(folders[0]))
            empty.append(_started(folders[1]))
    return [_figure(place, long, empty) for place in range(len(TITLES))]


def _figure(place: int, long: list[list[float]], empty: list[list[float]]) -> Figure:
    our, other = (median(one[place] for one in each) for each in (long, empty))
    title = TITLES[place]
    name = "long_log_" + title.replace(", ", "_").replace(" ", "_")
    is_wall = title.endswith("wall")
    title = f"long log: {title}"
    return Figure(name, title, ms(our), ms(other), our / other, MOST, is_wall=is_wall)


def _started(folder: Path) -> list[float]:
    """Run one process on the log; return its figures in nanoseconds."""
    command = [sys.executable, "-m", "tests.bench.history", "--child", str(folder)]
    begun = perf_counter_ns()
    finished = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [perf_counter_ns() - begun, *map(float, finished.stdout.split())]


def _one_start(folder: Path) -> tuple[float, ...]:
    """Open the desk, reassess, then append to another bed; return each, wall and processor."""
    at = _now()
    with closing(open_desk(data_dir=folder, policy_dir=None, clock=SystemClock())) as desk:
        opening = _since(at)
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
    middle = [
        median(one[side] for one in each) for each in (reassessed, appended) for side in (0, 1)
    ]
    return process_time_ns(), *opening, *middle


def _timed(act: Callable[[], object]) -> tuple[int, int]:
    at = _now()
    act()
    return _since(at)


def _now() -> tuple[int, int]:
    """The wall and the processor."""
    return perf_counter_ns(), process_time_ns()


def _since(at: tuple[int, int]) -> tuple[int, int]:
    wall, processor = _now()
    return wall - at[0], processor - at[1]


def _reassess(desk: Desk, bed_id: str) -> None:
    command = do.RecordAssessment(map_mmhg="72", map_source="arterial_line", perfusion=UNCHANGED)
    if not desk.handle(bed_id, command, "AB").is_accepted:
        raise SystemExit("the reassessment was refused")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
