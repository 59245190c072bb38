"""Paints the README's picture: the article's patient in the middle of the wean, at a fixed time.

    .venv/bin/python -m tests.screenshot README-bedside.png

The same window, desk and log as the program's, over a folder that is thrown away, on a clock that is
told what to do; so the picture is the same wherever it is made.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

# Before Qt is loaded: it reads this when it starts.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.support.fake_clock import FakeClock
from tests.ui import article_patient as patient
from tests.ui.nurse import Nurse
from titrator.session.desk import Desk, open_desk
from titrator.ui import theme
from titrator.ui.fonts import load_fonts

START = datetime(2026, 11, 2, 13, 44, tzinfo=UTC)


def main(arguments: list[str]) -> int:
    """Paint the picture into the file named, and return the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m tests.screenshot OUT.png\n")
        return 2
    qInstallMessageHandler(_only_what_matters)
    app = QApplication([])
    load_fonts()
    theme.use(theme.LIGHT, theme.Density.ROOMY)
    theme.put_on(app)
    with tempfile.TemporaryDirectory() as folder:
        clock = FakeClock(START)
        desk = open_desk(data_dir=Path(folder) / "log", policy_dir=None, clock=clock)
        try:
            picture = bedside(desk, clock)
        finally:
            desk.close()
    return 0 if picture.save(arguments[0]) else 1


def bedside(desk: Desk, clock: FakeClock) -> QImage:
    """The bedside in mid wean, 3 min 20 sec before the next reassessment."""
    nurse = Nurse(desk, clock)
    patient.set_up(nurse)
    patient.watch(nurse, minutes=15, mmhg="70")
    patient.reduce(nurse, "5.3")
    nurse.wait(minutes=5)
    patient.reassess(nurse, "71")
    nurse.wait(minutes=1, seconds=40)
    # Nothing is played while a picture is painted; the bell is that of a shift begun as it should be.
    desk.sound_was_tested(was_heard=True, by="AB")
    nurse.workplace.prompting.link.take("on the sound device")
    nurse.workplace.setFocus()
    QApplication.processEvents()
    return nurse.workplace.grab().toImage()


def _only_what_matters(kind: QtMsgType, _context: object, message: str) -> None:
    """Say what Qt has to say, but not that there is no screen."""
    if kind is not QtMsgType.QtWarningMsg or "This plugin does not support" not in message:
        sys.stderr.write(message + "\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
