"""The window that several measurements look at: beds in a wean, on the smallest screen there is."""

from __future__ import annotations

import contextlib
import os
from datetime import timedelta
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.support.fake_clock import FakeClock
from tests.support.weaning import ASSESSMENT, start_weaning
from titrator.core.commands import HandOver
from titrator.session.clock import SystemClock
from titrator.session.desk import open_desk
from titrator.ui import theme
from titrator.ui.fonts import load_fonts
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from titrator.session.clock import Clock


_BETWEEN = timedelta(minutes=10)
_A_SHIFT = 72
READ_BACK = HandOver(pump_shows={"norepinephrine": "7.9 mL/h"})


def application() -> QApplication:
    """Return the application in the fonts and the look of the program; made once a process."""
    made = QApplication.instance()
    if not isinstance(made, QApplication):
        made = QApplication([])
        load_fonts()
        theme.prepare(made)
    return made


def stay_long(folder: Path, bed: str, *, entries: int) -> None:
    """Write the log of a bed assessed every ten minutes until now, and handed over twice a day."""
    clock = FakeClock(SystemClock().read().utc - _BETWEEN * entries)
    desk = open_desk(data_dir=folder, policy_dir=None, clock=clock)
    bed_id = start_weaning(desk, bed)
    for entry in range(1, entries + 1):
        clock.run(_BETWEEN, desk.tick)
        is_end = entry % _A_SHIFT == 0
        desk.handle(bed_id, READ_BACK if is_end else ASSESSMENT, "AB")
    desk.close()


@contextlib.contextmanager
def shown(folder: Path, clock: Clock, *beds: str) -> Iterator[Workplace]:
    """Yield the shown window over the log in this folder, with a new wean in each of these beds."""
    desk = open_desk(data_dir=folder, policy_dir=None, clock=clock)
    for known in desk.beds():
        # It was started again: nothing is guided before an assessment.
        desk.handle(known.bed_id, ASSESSMENT, "AB")
    for bed in beds:
        start_weaning(desk, bed)
    window = Workplace(desk)
    window.set_by("AB")
    window.resize(1366, 697)
    window.show()
    yield window
    window.stop()
    window.close()
    desk.close()
