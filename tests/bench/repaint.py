"""What a repaint costs while nobody touches the window, against a frame of 60 a second.

When nothing has changed it is to cost less than a twentieth of a frame. What a second that passed has
changed, the countdown and the tabs, is painted once a second, and held against the same. The figures are
of 100 the 95th, in the time of the processor of this process, so that other programs do not count. What
the desk works out before that is no painting, and is shown beside it.
"""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import process_time_ns
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from tests.bench.bedside import application, shown
from tests.bench.figures import Figure, ms
from tests.support.fake_clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Callable

FRAME_NS = 1_000_000_000 / 60
SHARE = 0.05
TIMES = 200


def measure(times: int = TIMES) -> list[Figure]:
    """Let seconds pass over two beds in a wean; return what the repaints cost."""
    application()
    clock = FakeClock()
    unchanged, told, painted = [], [], []
    with (
        tempfile.TemporaryDirectory(prefix="titrator-repaint-") as folder,
        shown(Path(folder), clock, "ICU-12", "ICU-14") as window,
    ):
        QApplication.processEvents()
        for _ in range(times):
            unchanged.append(_took(QApplication.processEvents, after=window.show_now))
            clock.stand_still(timedelta(seconds=1))
            told.append(_took(window.tick))
            painted.append(_took(QApplication.processEvents))
    print(f"  a second told to the window: median {ms(median(told))}")
    return [
        _figure("repaint_unchanged", "repaint, nothing changed", unchanged, goal=1.0),
        _figure("repaint_second", "repaint, a second passed", painted),
    ]


def _took(do: Callable[[], object], after: Callable[[], object] | None = None) -> int:
    """Return the processor time of `do`, `after` something that is not counted."""
    if after is not None:
        after()
    begun = process_time_ns()
    do()
    return process_time_ns() - begun


def _figure(name: str, title: str, times: list[int], goal: float | None = None) -> Figure:
    most = sorted(times)[int(len(times) * 0.95)]
    print(f"  {title}: median {ms(median(times))} of {len(times)}")
    twentieth = FRAME_NS * SHARE
    ratio = most / twentieth
    return Figure(name, f"{title}, 95 of 100", ms(most), ms(twentieth), ratio, goal)
