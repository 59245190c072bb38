"""How long the window takes to open, against the smallest PySide6 window there is.

Both programs are started in turn, so that whatever else the machine does falls on both. The program
takes up a bed in a wean from its log. Two moments are compared, the first paint and when it takes
input, each by what the processor did for the process until then, which other programs hardly
change, and by the clock on the wall from just before the process is made; and the peak of memory.

Each start is held against the one of the bare window just before it, and the middle of these ratios
counts. A virtual machine is half as fast again at some moments as at others; the middle of all starts
of one program may then be of a fast moment, and that of the other of a slow one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from tests.bench.figures import Figure, ms
from tests.bench.weaned_log import a_bed_in_a_wean
from tests.support.long_log import a_long_log

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
STARTS = 25
LONGEST_START_S = 120
REPORT = re.compile(
    r"first_paint_ns=(\d+) usable_ns=(\d+)\s+"
    r"first_paint_processor_ns=(\d+) usable_processor_ns=(\d+) peak_kib=(\d+)"
)
BARE_WINDOW = ["-m", "tests.bench.bare_window"]
PROGRAM = ["-m", "tests.bench.started", "--exit-when-usable", "--startup-times"]


class Start(NamedTuple):
    """One start of a program; times in nanoseconds from the making of its process."""

    first_paint: int
    usable: int
    first_paint_processor: int
    usable_processor: int
    peak_kib: int


class StartFailedError(OSError):
    """The program ended otherwise than expected; the text holds what it said."""


def measure(starts: int = STARTS) -> list[Figure]:
    """Start the bare window and the program in turn; return how they compare."""
    with tempfile.TemporaryDirectory(prefix="titrator-bench-") as name:
        log = Path(name, "with a bed")
        a_long_log(log, episodes=1, entries_each=2, open_bed=a_bed_in_a_wean())
        # The first start of each fills the page cache and Python's own; it is not counted.
        one_start(BARE_WINDOW, log)
        one_start(PROGRAM, log)
        bare, ours = [], []
        for _ in range(starts):
            bare.append(one_start(BARE_WINDOW, log))
            ours.append(one_start(PROGRAM, log))
    return compared(ours, bare)


def compared(ours: Sequence[Start], bare: Sequence[Start]) -> list[Figure]:
    """Return the ratios; the starts of both stand in the order in which they were taken in turn."""
    peaks = [median(one.peak_kib for one in each) for each in (ours, bare)]
    return [
        _times("first_paint", "start to first paint, processor", 2, 1.2, ours, bare),
        _times("usable", "start to usable, processor", 3, 2.0, ours, bare),
        _times("first_paint_wall", "start to first paint, wall", 0, 1.2, ours, bare),
        _times("usable_wall", "start to usable, wall", 1, 2.0, ours, bare),
        Figure(
            name="peak_memory",
            title="peak memory",
            ours=f"{peaks[0] / 1024:.1f} MiB",
            other=f"{peaks[1] / 1024:.1f} MiB",
            ratio=peaks[0] / max(peaks[1], 1),
            goal=1.6,
        ),
    ]


def _times(
    name: str, title: str, place: int, goal: float, ours: Sequence[Start], bare: Sequence[Start]
) -> Figure:
    our, other = ([one[place] for one in each] for each in (ours, bare))
    ratio = median(mine / its for mine, its in zip(our, other, strict=True))
    is_wall = name.endswith("wall")
    return Figure(name, title, ms(median(our)), ms(median(other)), ratio, goal, is_wall=is_wall)


def one_start(program: Sequence[str], log: Path) -> Start:
    """Start a program over a copy of the log; return when it painted and was usable."""
    with tempfile.TemporaryDirectory(prefix="titrator-bench-") as folder:
        shutil.copytree(log, folder, dirs_exist_ok=True)
        settings = {"TITRATOR_DATA_DIR": folder, "PYTHONPATH": str(ROOT)}
        environment = os.environ | settings
        # What is installed brings its byte code along; a start must not compile.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        begun = time.monotonic_ns()
        finished = subprocess.run(
            [sys.executable, *program],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_START_S,
            check=False,
        )
    found = REPORT.search(finished.stdout)
    if finished.returncode != 0 or found is None:
        raise StartFailedError(
            f"python {' '.join(program)} ended with {finished.returncode} and did not report when "
            f"it painted and was usable.\n{finished.stdout}{finished.stderr}"
        )
    painted, usable, *rest = map(int, found.groups())
    if not begun <= painted <= usable:
        raise StartFailedError(f"The moments reported are out of order: {begun} {found[0]}.")
    return Start(painted - begun, usable - begun, *rest)
