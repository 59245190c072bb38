"""How long the window takes to open, against the smallest PySide6 window there is.

    python3 packaging/dev.py bench

Both programs are started in turn, so that whatever else the machine does falls on both. Each start
is timed from just before the process is made, on the monotonic clock that all processes share, to
the two moments the program reports: its first paint, and when it takes input. Each start has an
empty data folder of its own, as on a first start. The median over the starts is compared; the exit
status is 1 when a limit is passed.

This is a measurement, not a test: it says nothing on a machine that is busy in bursts.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
STARTS = 9
# Times the bare window: to the first paint, and to usable.
MOST_TO_FIRST_PAINT = 1.5
MOST_TO_USABLE = 3.0
LONGEST_START_S = 60
REPORT = re.compile(r"first_paint_ns=(\d+) usable_ns=(\d+)")

BARE_WINDOW = ["-m", "tests.bench.bare_window"]
PROGRAM = ["-m", "titrator", "--exit-when-usable", "--startup-times"]


class Start(NamedTuple):
    """One start of a program, in milliseconds from the making of its process."""

    first_paint_ms: float
    usable_ms: float
    ended_ms: float


class StartFailedError(Exception):
    """The program ended otherwise than expected; the text holds what it said."""


def main(arguments: Sequence[str]) -> int:
    """Measure, print the figures, and return 1 when a limit is passed."""
    options = _options(arguments)
    program = options.program.split() if options.program else PROGRAM
    try:
        bare, ours = measured(program, starts=options.starts)
    except StartFailedError as error:
        print(error, file=sys.stderr)
        return 2
    return 0 if report(bare, ours) else 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="packaging/dev.py bench", description=__doc__)
    parser.add_argument("--starts", type=int, default=STARTS, help="how often each is started")
    parser.add_argument("--program", help="arguments for Python in place of the program's own")
    return parser.parse_args(arguments)


def measured(program: Sequence[str], *, starts: int) -> tuple[list[Start], list[Start]]:
    """Start the bare window and the program in turn; return the starts of each."""
    # The first start of each fills the page cache and Python's own; it is not counted.
    one_start(BARE_WINDOW)
    one_start(program)
    bare, ours = [], []
    for _ in range(starts):
        bare.append(one_start(BARE_WINDOW))
        ours.append(one_start(program))
    return bare, ours


def one_start(program: Sequence[str]) -> Start:
    """Start a program in an empty data folder, and return when it painted and was usable."""
    with tempfile.TemporaryDirectory(prefix="titrator-bench-") as folder:
        settings = {"TITRATOR_DATA_DIR": folder, "PYTHONPATH": str(ROOT)}
        begun = time.monotonic_ns()
        finished = subprocess.run(
            [sys.executable, *program],
            cwd=ROOT,
            env=os.environ | settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_START_S,
            check=False,
        )
        ended = time.monotonic_ns()
    found = REPORT.search(finished.stdout)
    if finished.returncode != 0 or found is None:
        raise StartFailedError(
            f"python {' '.join(program)} ended with {finished.returncode} and did not report when "
            f"it painted and was usable.\n{finished.stdout}{finished.stderr}"
        )
    moments = int(found[1]), int(found[2]), ended
    if not begun <= moments[0] <= moments[1] <= ended:
        raise StartFailedError(f"The moments reported are out of order: {begun} {moments}.")
    return Start(*((moment - begun) / 1_000_000 for moment in moments))


def report(bare: Sequence[Start], ours: Sequence[Start]) -> bool:
    """Print medians, spread and ratios; return True when both limits are kept."""
    print(f"{len(bare)} starts each, in turn; Qt platform {os.environ.get('QT_QPA_PLATFORM', '-')}")
    print(f"{'':24}{'bare window':>22}{'Titrator':>22}{'ratio':>8}{'limit':>8}")
    kept = True
    limits = {"first_paint_ms": MOST_TO_FIRST_PAINT, "usable_ms": MOST_TO_USABLE, "ended_ms": None}
    titles = ["start to first paint", "start to usable", "start to end"]
    for title, (name, limit) in zip(titles, limits.items(), strict=True):
        of_bare = sorted(getattr(each, name) for each in bare)
        of_ours = sorted(getattr(each, name) for each in ours)
        ratio = median(of_ours) / median(of_bare)
        kept = kept and (limit is None or ratio <= limit)
        row = f"{title:24}{_spread(of_bare):>22}{_spread(of_ours):>22}{ratio:8.2f}"
        print(f"{row}{limit or '-':>8}")
    print("Both limits are kept." if kept else "TOO SLOW: a limit is passed.")
    return kept


def _spread(times_ms: Sequence[float]) -> str:
    low, high = times_ms[0], times_ms[-1]
    return f"{median(times_ms):.0f} ms ({low:.0f}-{high:.0f})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
