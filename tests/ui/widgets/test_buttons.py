"""What is meant once is done once: double clicks, held keys and doubled presses do nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from titrator.ui import theme
from titrator.ui.widgets.buttons import ActButton

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def acts() -> list[str]:
    """What was done."""
    return []


@pytest.fixture
def button(qtbot: QtBot, acts: list[str]) -> ActButton:
    """A button that notes that it acted."""
    made = ActButton("Hold", "act.hold", key="F7")
    made.acted.connect(lambda: acts.append("hold"))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.hazard("H08")
def test_a_double_click_acts_once(button: ActButton, acts: list[str]) -> None:
    """Press, release, double click, release: one act."""
    QTest.mouseClick(button, LEFT)
    QTest.mouseDClick(button, LEFT)
    QTest.mouseClick(button, LEFT)
    assert acts == ["hold"]


@pytest.mark.hazard("H08")
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_held_enter_acts_once(button: ActButton, acts: list[str], key: Qt.Key) -> None:
    """The first press acts; the ten that the keyboard repeats do not."""
    for is_repeat in (False, *[True] * 10):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", is_repeat)
        QApplication.sendEvent(button, event)
    assert acts == ["hold"]


def test_space_acts_too(button: ActButton, acts: list[str]) -> None:
    """A focused button is pressed with Space, as everywhere."""
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert acts == ["hold"]


def test_it_acts_again_after_its_rest(button: ActButton, acts: list[str], qtbot: QtBot) -> None:
    """0.4 s later a press is meant again."""
    QTest.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: not button.is_resting(), timeout=20_000)
    QTest.mouseClick(button, LEFT)
    assert acts == ["hold", "hold"]


@pytest.mark.hazard("H09")
def test_no_button_is_pressed_by_an_enter_meant_for_something_else(button: ActButton) -> None:
    """Qt's automatic default button is off."""
    assert not button.autoDefault()
    assert not button.isDefault()


def test_its_key_is_said_to_those_who_cannot_see_the_cap(button: ActButton) -> None:
    """Name and key are in the accessibility tree."""
    assert button.accessibleName() == "Hold"
    assert button.accessibleDescription() == "Key F7"


@pytest.mark.parametrize("height", [44, 48])
def test_two_lines_stand_off_the_border(qtbot: QtBot, height: int) -> None:
    """A verb that needs two lines in a low button is written smaller; at 40 px nothing helps."""
    theme.use(density=theme.Density.TIGHT)
    made = ActButton("Record what a pump shows", "more.infusion", key="Ctrl+P", height=height)
    qtbot.addWidget(made)
    made.resize(200, height)
    made.show()
    assert made.fits()
    ink = [
        y
        for y in range(height)
        if len({made.grab().toImage().pixel(x, y) for x in range(20, 110)}) > 1
    ]
    assert ink[0] > 2
    assert ink[-1] < height - 3
    assert not made.fits_when(40)
