"""How much longer a start and an entry take after a long history than in an empty log.

    .venv/bin/python -m tests.bench.history [--episodes 5000] [--entries-each 200]

Both logs have one open bed. Whole processes are started in turn, so that whatever else the machine
does falls on both: each opens the log, reads the open bed, appends entries and ends. The medians are
compared; the exit status is 1 when the long log takes more than 1.1 times as long.

A million entries take some minutes to write first. This is a measurement, not a test: it says
nothing on a machine that is busy in bursts. tests/store/test_growth.py counts instead.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from tests.support.log_entries import an_entry, opened
from tests.support.long_log import a_long_log

if TYPE_CHECKING:
    from collections.abc import Sequence

    from titrator.store.record import EntryKind

ROOT = Path(__file__).resolve().parents[2]
MOST = 1.1
APPENDED = 200


def main(arguments: Sequence[str]) -> int:
    """Measure, print the figures, and return 1 when the limit is passed."""
    options = _options(arguments)
    if options.child is not None:
        print(*_one_start(options.child))
        return 0
    with tempfile.TemporaryDirectory(prefix="titrator-bench-") as name:
        folders = Path(name, "empty"), Path(name, "long")
        a_long_log(folders[0], episodes=1, entries_each=2)
        path = a_long_log(folders[1], episodes=options.episodes, entries_each=options.entries_each)
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
    for place, title in enumerate(("process, start to end", "opening, open bed read", "an entry")):
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


def _one_start(folder: Path) -> tuple[float, float]:
    """Open the log and read its open bed, then append; return both in milliseconds."""
    begun = perf_counter()
    with opened(folder) as log:
        (open_bed,) = log.open_episodes()
        version = sum(1 for _ in log.read(open_bed.episode))
        opening = perf_counter() - begun
        taken = []
        episode = f"bed-{os.getpid()}"
        for number in range(1, APPENDED + 1):
            begun = perf_counter()
            kind: EntryKind | None = "close" if number == APPENDED else None
            log.append(an_entry(number, episode=episode, kind=kind))
            taken.append(perf_counter() - begun)
    if version != 1:
        raise SystemExit("the open bed is not as it was written")
    return opening * 1000, median(taken) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
