"""The glance view: after two idle minutes, large, without a prompt or a form under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.fake_desk import FakeDesk
from titrator.session.screen import Act
from titrator.ui.idle import IdleHands
from titrator.ui.shell import Shell
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Key = Qt.Key


class Hands:
    """Hands that are idle when the test says so."""

    def __init__(self) -> None:
        self.idle = False
        self.watched: QObject | None = None

    def is_idle(self) -> bool:
        return self.idle

    def watch(self, window: QObject) -> None:
        self.watched = window


class Room:
    """A window with the hands before it."""

    def __init__(self, qtbot: QtBot, **states: str) -> None:
        self.hands = Hands()
        beds = {name.replace("_", "-"): state for name, state in states.items()}
        self.desk = FakeDesk(states=beds)
        self.window = Workplace(self.desk, idle=self.hands)
        qtbot.addWidget(self.window)
        self.window.set_by("AB")
        self.window.resize(1366, 697)
        self.window.show()
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)

    def nobody_for_two_minutes(self) -> None:
        self.hands.idle = True
        self.window.tick()
        QApplication.processEvents()

    def glance(self) -> QWidget:
        found = self.window.findChild(QWidget, "glance")
        assert found is not None
        return found

    def is_glance(self) -> bool:
        return self.window.idle.is_shown()


@pytest.fixture
def room(qtbot: QtBot) -> Room:
    """One bed in a calm wean."""
    return Room(qtbot, ICU_12="calm")


def test_it_comes_after_two_idle_minutes_and_says_all(room: Room) -> None:
    """Bed, state word, what is next with its countdown, doses, last MAP with its age; no weight."""
    assert not room.is_glance()
    room.nobody_for_two_minutes()
    assert room.is_glance()
    said = room.glance().accessibleName()
    for words in (
        "ICU-12 wean running",
        "NEXT: REASSESS",
        "11 min 42 sec",
        "norepinephrine 0.07 mcg/kg/min",
        "vasopressin 0.03 units/min",
        "MAP 71 mmHg 2 min ago",
    ):
        assert words in said
    assert "70 kg" not in said
    assert room.glance().size() == room.window.size()


def test_the_first_key_only_brings_the_screen_back(room: Room) -> None:
    """Hold is not done by a key meant to wake the screen; the next key acts."""
    before = QApplication.focusWidget()
    room.nobody_for_two_minutes()
    QTest.keyClick(room.glance(), Key.Key_F7)
    assert not room.is_glance()
    assert not room.desk.sent
    assert QApplication.focusWidget() is before
    room.hands.idle = False
    QTest.keyClick(room.window, Key.Key_F7)
    assert len(room.desk.sent) == 1


@pytest.mark.parametrize("key", [Key.Key_Tab, Key.Key_Escape, Key.Key_Return, Key.Key_F5])
def test_no_key_does_anything_else(room: Room, key: Qt.Key) -> None:
    """Whatever the key: the same place as before."""
    room.nobody_for_two_minutes()
    QTest.keyClick(room.glance(), key)
    assert not room.is_glance()
    assert room.window.stage.top() is None


def test_a_click_and_the_wheel_do_as_a_key_does(room: Room) -> None:
    """A click on the place of a button does not press it."""
    room.nobody_for_two_minutes()
    spot = room.window.bedside.strip.primary.mapTo(room.window, room.window.rect().topLeft())
    QTest.mouseClick(room.glance(), Qt.MouseButton.LeftButton, pos=spot)
    assert not room.is_glance()
    assert room.window.stage.top() is None


@pytest.mark.hazard("H16")
@pytest.mark.parametrize("state", ["due", "overdue", "suspended", "danger"])
def test_a_prompt_is_never_hidden(room: Room, qtbot: QtBot, state: str) -> None:
    """It does not come over a prompt of any bed, and goes by itself when there is one."""
    other = Room(qtbot, ICU_12="calm", ICU_14=state)
    other.nobody_for_two_minutes()
    assert not other.is_glance()
    room.nobody_for_two_minutes()
    assert room.is_glance()
    room.desk.states["ICU-12"] = state
    room.window.tick()
    assert not room.is_glance()


def test_a_notice_that_must_be_seen_is_not_covered(room: Room) -> None:
    """The log cannot be written: that stands on the screen."""
    room.desk.standing_notice = "The log cannot be written."
    room.nobody_for_two_minutes()
    assert not room.is_glance()


def test_what_is_being_typed_is_not_covered(room: Room) -> None:
    """A form, the calculator and the initials stay; a page that is only read is there again after."""
    room.window.open_act(Act.REASSESS)
    room.nobody_for_two_minutes()
    assert not room.is_glance()
    room.window.close_top()
    room.window.open_calculator()
    room.window.tick()
    assert not room.is_glance()
    room.window.open_calculator()
    room.window.open_initials()
    room.window.tick()
    assert not room.is_glance()
    room.window.close_top()
    room.window.open_log()
    panel = room.window.stage.top()
    room.window.tick()
    assert room.is_glance()
    QTest.keyClick(room.glance(), Key.Key_F5)
    assert room.window.stage.top() is panel


def test_an_empty_workstation_has_no_glance(qtbot: QtBot) -> None:
    """Without a bed there is nothing to look at."""
    room = Room(qtbot)
    room.nobody_for_two_minutes()
    assert not room.is_glance()


def test_hands_are_watched_at_the_frame(qtbot: QtBot) -> None:
    """Idle counts from the last key or movement that came to the window, begun as the program does."""
    hands, shell = Hands(), Shell()
    qtbot.addWidget(shell)
    shell.show()
    window = Workplace(FakeDesk(states={"ICU-12": "calm"}), idle=hands)
    window.start()
    shell.put(window)
    window.warm_up()
    window.stop()
    assert hands.watched is not None
    assert hands.watched is shell.windowHandle()
    real = IdleHands()
    assert not real.is_idle()


def test_figures_can_be_read_from_two_metres(room: Room) -> None:
    """Of one bed the smallest writing is 52 px: its lines have ink 30 px high and more."""
    room.nobody_for_two_minutes()
    image = room.glance().grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = [
        any(image.pixelColor(x, y).lightness() < 90 for x in range(30, 900, 3))
        for y in range(20, image.height() - 20)
    ]
    runs = "".join("x" if row else " " for row in rows).split()
    assert len(runs) >= 6
    assert min(len(run) for run in runs) >= 30
