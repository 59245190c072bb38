"""Help as it opens under F1, and the keys pressed where its cursor is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from titrator.ui.panels.help import HelpPanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def opened_help(qtbot: QtBot) -> HelpPanel:
    """The panel, shown, with the cursor where it begins."""
    made = HelpPanel()
    qtbot.addWidget(made)
    made.resize(1366, 640)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.first_focus().setFocus()
    return made


ALT = Qt.KeyboardModifier.AltModifier


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the cursor is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, held)
