"""How much of a core the window takes while nobody touches it, over ten real minutes.

    python3 packaging/dev.py bench idle [--minutes 10]

Two beds in a wean are opened in the program as it is: the window over its log, the process beside it
and the one that plays. The bed is left alone, so that the countdown runs, a prompt becomes due at 5
min and overdue at 7 min, with its flashing border. The time of the processor of all three processes
counts, so that other programs do not; the exit status is 1 at 2 % of one core or more.

This is a measurement, not a test.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from tests.bench.bedside import application, shown
from titrator.session.clock import SystemClock
from titrator.ui import pulse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QApplication

MOST_PERCENT = 2.0
SETTLED_S = 15
"""What only happens at the start, loading and checking the log, is over by then."""


def main(arguments: Sequence[str]) -> int:
    """Measure, print a line a minute, and return 1 when the window is not idle enough."""
    parser = argparse.ArgumentParser(prog="packaging/dev.py bench idle", description=__doc__)
    parser.add_argument("--minutes", type=int, default=10, help="how long to look")
    minutes = parser.parse_args(arguments).minutes
    if not Path("/proc/self/stat").exists():
        print("This measurement reads the time of the processor in /proc, and needs Linux.")
        return 2
    app = application()
    with (
        tempfile.TemporaryDirectory(prefix="titrator-idle-") as folder,
        shown(Path(folder), SystemClock(), "ICU-12", "ICU-14") as window,
    ):
        window.start()
        window.warm_up()
        beside = pulse.Pulse(pulse.standby_command(os.getpid(), []), lambda _: None)
        share = _watched(app, minutes)
        beside.stop()
    print(f"{share:.2f} % of one core over {minutes} min; the limit is {MOST_PERCENT} %")
    return 0 if share < MOST_PERCENT else 1


def _watched(application: QApplication, minutes: int) -> float:
    """Let the window be for so long; return its share of one core in percent."""
    QTimer.singleShot(SETTLED_S * 1000, application.quit)
    application.exec()
    begun = at = monotonic()
    first = used = _processor_s()
    for minute in range(1, minutes + 1):
        QTimer.singleShot(60_000, application.quit)
        application.exec()
        now, by_now = monotonic(), _processor_s()
        print(f"minute {minute:2}: {_percent(by_now - used, now - at):.2f} %", flush=True)
        at, used = now, by_now
    return _percent(used - first, at - begun)


def _percent(used_s: float, span_s: float) -> float:
    return 100 * used_s / span_s


def _processor_s() -> float:
    """Return the processor time of this process and of those it began, in seconds."""
    return sum(_ticks(one) for one in _family()) / os.sysconf("SC_CLK_TCK")


def _family() -> list[Path]:
    """Return this process and its children, as folders of /proc."""
    mine = os.getpid()
    children = [
        folder
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit() and _stat(folder)[1:2] == [str(mine)]
    ]
    return [Path(f"/proc/{mine}"), *children]


def _ticks(folder: Path) -> int:
    """Return the clock ticks of a process: its own, and those of children that have ended."""
    return sum(int(one) for one in _stat(folder)[11:15])


def _stat(folder: Path) -> list[str]:
    """Return what stands after the name: state, parent and so on; nothing of one that is gone."""
    try:
        return (folder / "stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
