"""Looks through screens of the gallery at a scale of their own, and says what is cut.

Usage, with QT_SCALE_FACTOR set:
    python -m tests.support.scaled WIDTH HEIGHT light|night NAME ...

Prints a line for each fault, and last the device pixels in one of the window's own.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QScrollArea

from tests.gallery import Shot, shots, states_of
from tests.ui import test_layout as layout
from tests.ui.fake_desk import FakeDesk
from titrator.session.policy import load_library
from titrator.ui import fonts, theme
from titrator.ui.window import Workplace


def main(width: int, height: int, look: str, names: list[str]) -> None:
    """Open each screen in that size and look, and say what is wrong with it."""
    QLocale.setDefault(QLocale.c())
    app = QApplication([])
    fonts.load_fonts()
    theme.use(theme.NIGHT if look == "night" else theme.LIGHT)
    theme.prepare(app)
    ratio = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for shot in shots():
            if shot.name in names:
                ratio = _look_at(shot, width, height, Path(folder))
    sys.stdout.write(f"{ratio}\n")


def _look_at(shot: Shot, width: int, height: int, folder: Path) -> float:
    """Say what is cut on one screen; return its device pixels in one of its own."""
    desk = FakeDesk(states=states_of(shot), library=load_library(None), data_dir=folder)
    window = Workplace(desk)
    window.set_by("AB")
    window.resize(width, height)
    window.show()
    QApplication.processEvents()
    shot.do(window)
    window.tick()
    # Words that wrap anew ask for another height, and what stands below them moves in turn.
    for _ in range(3):
        QApplication.processEvents()
    faults = [
        *layout.faults_of_words(window),
        *layout.faults_of_buttons(window),
        *layout.faults_of_numbers(window),
        *layout.faults_of_painted(window),
        *layout.faults_of_place(window),
        *layout.faults_of_width(window),
        *layout.faults_of_controls(window),
        *layout.faults_of_critical(window),
    ]
    if (window.width(), window.height()) != (width, height):
        faults.append(f"the window is {window.width()} by {window.height()}")
    if shot.name.startswith("bedside-"):
        faults += [
            f"{bar.maximum()} px are scrolled away"
            for bar in (area.verticalScrollBar() for area in layout.shown(window, QScrollArea))
            if bar.maximum()
        ]
    for fault in faults:
        sys.stdout.write(f"{shot.name}: {fault}\n")
    ratio = window.devicePixelRatioF()
    window.close()
    window.deleteLater()
    return ratio


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
