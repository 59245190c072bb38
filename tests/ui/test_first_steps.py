"""The first steps at a workstation, and the practice bed in its own window."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.fake_desk import FakeDesk
from tests.ui.nurse import ENTER, Key, Nurse, Seat
from titrator import app
from titrator.session.screen import Tone
from titrator.session.training import Training
from titrator.ui import begin_training
from titrator.ui.panels.first_steps import FirstStepsPanel
from titrator.ui.training import TrainingWindow
from titrator.ui.widgets.buttons import ActButton

CTRL = Qt.KeyboardModifier.ControlModifier
# Opens the practice bed in its own window, and closes that once it is shown.
CLOSED_AT_ONCE = """
import sys
from PySide6.QtCore import QTimer
from titrator import app
from titrator.ui.training import TrainingWindow

def start(self):
    as_ever(self)
    QTimer.singleShot(0, self, lambda: close(self))

def close(self):
    print(f"visible {self.isVisible()}, time passes {self._timer.isActive()}")
    self.close()

as_ever, TrainingWindow.start = TrainingWindow.start, start
sys.exit(app.run_training())
"""


def steps(nurse: Nurse) -> FirstStepsPanel:
    """The first steps, open."""
    panel = nurse.workplace.stage.solo.panel()
    assert isinstance(panel, FirstStepsPanel)
    return panel


def said(nurse: Nurse, step: str) -> str:
    """What stands in red under a step, empty where nothing does."""
    name = f"first.{step}.said"
    return nurse.find(name, QWidget).property("text") if nurse.sees(name) else ""


def test_they_are_offered_where_no_bed_is_open_and_by_key_anywhere(sit_down: Seat) -> None:
    """A button on the empty page; Ctrl+F opens and closes them at a bed too, which stays open."""
    nurse = sit_down(FakeDesk())
    nurse.click("empty.first_steps")
    assert steps(nurse).isVisible()
    beside = sit_down(FakeDesk(states={"ICU-12": "overdue"}))
    beside.press(Key.Key_F, held=CTRL)
    assert steps(beside).isVisible()
    beside.press(Key.Key_F, held=CTRL)
    assert beside.workplace.stage.solo.panel() is None
    beside.click("act.more")
    beside.click("more.first_steps")
    assert steps(beside).isVisible()


def test_the_sound_test_leads_back_to_them_with_a_tick(sit_down: Seat) -> None:
    """Heard: the first step is done."""
    desk = FakeDesk(bell_state="untested")
    nurse = sit_down(desk)
    nurse.sign_in("AB")
    nurse.press(Key.Key_F, held=CTRL)
    assert not steps(nurse)._ticks["sound"].isVisible()
    nurse.workplace.prompting.link.take("on a device")
    nurse.click("first.sound")
    desk.bell_state = "on"
    nurse.click("sound_test.yes")
    assert desk.tested == [("AB", True)]
    assert steps(nurse)._ticks["sound"].isVisible()


def test_what_is_said_of_clock_and_protocol_is_noted(sit_down: Seat) -> None:
    """Right gives a tick; wrong says in words not to start a wean here, and whom to call."""
    desk = FakeDesk()
    nurse = sit_down(desk)
    nurse.sign_in("AB")
    nurse.press(Key.Key_F, held=CTRL)
    nurse.click("first.clock.yes")
    assert steps(nurse)._ticks["clock"].isVisible()
    nurse.click("first.protocol.no")
    assert "Call pharmacy" in said(nurse, "protocol")
    nurse.find("first.clock.no", ActButton).acted.emit()
    assert "IT support" in said(nurse, "clock")
    assert not steps(nurse)._ticks["clock"].isVisible()
    assert desk.first_said == [
        ("clock right", "AB"),
        ("protocol wrong", "AB"),
        ("clock wrong", "AB"),
    ]


@pytest.mark.parametrize("is_started", [True, False])
def test_the_practice_bed_is_another_program(sit_down: Seat, *, is_started: bool) -> None:
    """It is started, or it is said that it could not be; the window itself goes on as it is."""
    nurse = sit_down(FakeDesk())
    nurse.press(Key.Key_F, held=CTRL)
    steps(nurse).begin = lambda: is_started
    nurse.click("first.training")
    assert steps(nurse)._ticks["training"].isVisible() is is_started
    assert bool(said(nurse, "training")) is not is_started


def test_it_is_started_with_its_own_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same program with --training, detached; a program that is not there is said."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert not begin_training.begin_training()


@pytest.mark.hazard("H19")
def test_a_whole_practice_wean_by_keys(qtbot: object) -> None:
    """As the hints say; the bar, the watermark, the title and the bed all say TRAINING."""
    window = TrainingWindow(Training())
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    assert window.windowTitle().startswith("TRAINING")
    assert window.mark.isVisible()
    assert window.mark.geometry() == window.workplace.rect()
    assert [tab.bed for tab in window.training.desk.beds()] == ["TRAINING"]
    window.workplace.set_by("AB")
    nurse = Nurse.__new__(Nurse)
    nurse.workplace, nurse.keys, nurse.clicks = window.workplace, 0, 0
    window.workplace.setFocus()
    _practise(nurse, window)
    assert "Done" in window.bar.accessibleName()
    window.close()
    assert not window._timer.isActive()


def _practise(nurse: Nurse, window: TrainingWindow) -> None:
    """Do what the hints say until the drug is off."""
    training = window.training
    for _ in range(120):
        guide = training.guide()
        if training.desk.bedside(training.bed_id).next.tone is Tone.DONE:
            return
        if guide.task.startswith("Press F5"):
            nurse.press(Key.Key_F5, guide.devices.split("MAP ")[1][:2], ENTER, "1111", ENTER)
        elif "Ctrl+S" in guide.task:
            nurse.press(Key.Key_S, held=CTRL)
            nurse.press(ENTER)
        elif "F6" in guide.task:
            rate = guide.devices.split("to ")[-1].split(" ")[0]
            nurse.press(Key.Key_F6, "1", rate, ENTER)
        elif "Ctrl+R" in guide.task:
            nurse.press(Key.Key_R, held=CTRL)
            nurse.press(Key.Key_Backtab, held=Qt.KeyboardModifier.ShiftModifier)
            nurse.press("1", ENTER)
        window.tick()
    raise AssertionError(training.guide().task)


def test_a_practice_bed_that_was_closed_says_so(qtbot: object) -> None:
    """There is nothing to hint at any more."""
    from titrator.core.commands import CloseEpisode

    window = TrainingWindow(Training())
    window.training.desk.handle(window.training.bed_id, CloseEpisode(), "AB")
    window.show_hint()
    assert "closed" in window.bar.accessibleName()
    window.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has a display")
def test_without_a_display_it_says_so() -> None:
    """The exit status is that of the window."""
    ran = subprocess.run(
        [sys.executable, "-m", "titrator", "--training"],
        capture_output=True,
        text=True,
        env={"PATH": ""},
        check=False,
    )
    assert (ran.returncode, "no display" in ran.stderr) == (app.NO_DISPLAY, True)


def test_it_runs_until_it_is_closed() -> None:
    """Time passes once it is shown; closing the window ends the program.

    In a process of its own: a program that was told to end runs no event loop again, and here
    every later test would wait in vain.
    """
    ran = subprocess.run(
        [sys.executable, "-c", CLOSED_AT_ONCE], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (0, "visible True, time passes True\n"), ran.stderr
