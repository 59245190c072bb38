"""What a repaint costs while nobody touches the window, against a frame of 60 a second.

When nothing has changed it is to cost less than a twentieth of a frame. What a second that passed has
changed, the countdown and the tabs, is painted once a second, and held against the same. The figures are
of 100 the 95th, in the time of the processor of this process, so that other programs do not count. What
the desk works out before that is no painting, and is shown beside it.
"""

from __future__ import annotations

import os
import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import process_time_ns
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.bench.figures import Figure, ms
from tests.support.fake_clock import FakeClock
from tests.support.weaning import start_weaning
from titrator.resources import resource_path
from titrator.session.desk import open_desk
from titrator.ui import theme
from titrator.ui.fonts import load_fonts
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable

FRAME_NS = 1_000_000_000 / 60
SHARE = 0.05
TIMES = 200


def measure(times: int = TIMES) -> list[Figure]:
    """Let seconds pass over two beds in a wean; return what the repaints cost."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication([])
        load_fonts(resource_path("fonts"))
        theme.prepare(application)
    clock = FakeClock()
    with tempfile.TemporaryDirectory(prefix="titrator-repaint-") as folder:
        desk = open_desk(data_dir=Path(folder), policy_dir=None, clock=clock)
        for bed in ("ICU-12", "ICU-14"):
            start_weaning(desk, bed)
        window = Workplace(desk)
        window.set_by("AB")
        window.resize(1366, 697)
        window.show()
        QApplication.processEvents()
        unchanged, told, painted = [], [], []
        for _ in range(times):
            unchanged.append(_took(QApplication.processEvents, after=window.show_now))
            clock.stand_still(timedelta(seconds=1))
            told.append(_took(window.tick))
            painted.append(_took(QApplication.processEvents))
        window.stop()
        window.close()
        desk.close()
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
