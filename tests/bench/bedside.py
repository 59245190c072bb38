"""The window that several measurements look at: beds in a wean, on the smallest screen there is."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.support.weaning import start_weaning
from titrator.session.desk import open_desk
from titrator.ui import theme
from titrator.ui.fonts import load_fonts
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from titrator.session.clock import Clock


def application() -> QApplication:
    """Return the application in the fonts and the look of the program; made once a process."""
    made = QApplication.instance()
    if not isinstance(made, QApplication):
        made = QApplication([])
        load_fonts()
        theme.prepare(made)
    return made


@contextlib.contextmanager
def shown(folder: Path, clock: Clock, *beds: str) -> Iterator[Workplace]:
    """Yield the shown window over a new log in this folder, with a wean in each of these beds."""
    desk = open_desk(data_dir=folder, policy_dir=None, clock=clock)
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
