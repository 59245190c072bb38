"""A second start calls the first window and ends; where none comes it may look, and do nothing."""

from __future__ import annotations

import re
import signal
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.support.driving import a_window
from tests.support.weaning import start_weaning
from tests.ui.fake_desk import REFUSED, FakeDesk
from tests.ui.nurse import Key, Seat
from tests.ui.test_app import OPEN, started
from titrator.session.clock import SystemClock
from titrator.session.desk import open_desk
from titrator.session.screen import Act
from titrator.session.summons import Summons, ask_to_show
from titrator.ui.panels.refused import RefusedPanel
from titrator.ui.summoned import Summoned

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.hazard("H20")

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows stops no process so")


@pytest.fixture
def weaning(data_dir: Path) -> Path:
    """A log with a bed that weans, let go of."""
    desk = open_desk(data_dir=data_dir, policy_dir=None, clock=SystemClock())
    start_weaning(desk)
    desk.close()
    return data_dir


@needs_signals
def test_a_second_start_brings_the_first_window_to_the_front_and_ends(weaning: Path) -> None:
    """Two real processes: the first one comes and says why, the second one says so and ends."""
    with a_window(weaning) as first:
        second = started(OPEN, weaning)
        assert second.returncode == 0, second.stderr
        assert second.stdout.startswith("Titrator is open already. Its window was brought to")
        assert first.hear() == "came to the front"
        assert "started a second time" in first.ask("seen")["words"]["notice.words"]
        assert first.ask("seen")["beds"] == ["ICU-12"]


@needs_signals
@pytest.mark.hazard("H38")
def test_where_the_first_window_is_frozen_the_second_one_may_look(weaning: Path) -> None:
    """It says who has the log; bed, log and calculator are there, and every act is refused."""
    with a_window(weaning) as first:
        first.signal(signal.SIGSTOP)
        with a_window(weaning) as second:
            seen = second.ask("seen")
            assert seen["beds"] == ["ICU-12"]
            said = seen["words"]["notice.words"]
            assert re.match(
                r"READ ONLY\. Titrator is already open with this data folder \(process \d+, since "
                r"\d\d:\d\d on [-0-9]{10}\)\. It does not answer\. Hold and back up at the pump",
                said,
            )
            assert str(first.pid) in said
            second.ask("act", "hold")
            assert "blocked.LOG_NOT_WRITTEN" in second.ask("seen")["named"]
            for key, shown in (("F11", "panel.log"), ("F4", "calculator")):
                second.ask("press", key)
                assert shown in second.ask("seen")["named"]
        first.signal(signal.SIGCONT)
        assert first.hear() == "came to the front"
        assert first.ask("seen")["beds"] == ["ICU-12"]


def test_a_window_that_is_minimised_comes_back(qtbot: QtBot, tmp_path: Path) -> None:
    """Once for each summons."""
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    told: list[str] = []
    summoned = Summoned(Summons(tmp_path), window, lambda: told.append("told"))
    summoned.look()
    assert window.isMinimized()
    ask_to_show(tmp_path)
    summoned.look()
    summoned.look()
    assert not window.isMinimized()
    assert window.windowState() & Qt.WindowState.WindowActive
    assert told == ["told"]


@pytest.mark.parametrize("act", [act for act in Act if act not in {Act.WHY, Act.TREND, Act.LOG}])
def test_every_act_is_locked_with_the_reason_where_nothing_can_be_recorded(
    sit_down: Seat, act: Act
) -> None:
    """No form opens and nothing is sent."""
    desk = FakeDesk({"ICU-12": "calm"}, locked=REFUSED.blocked)
    nurse = sit_down(desk)
    nurse.workplace.open_act(act)
    assert isinstance(nurse.workplace.bedside.panel(), RefusedPanel)
    assert nurse.refusals() == ["PUMP_MISMATCH"]
    assert desk.sent == []


def test_no_bed_is_opened_where_nothing_can_be_recorded(sit_down: Seat) -> None:
    """With a bed on the screen and without."""
    for states in ({}, {"ICU-12": "calm"}):
        nurse = sit_down(FakeDesk(dict(states), locked=REFUSED.blocked))
        nurse.press(Key.Key_N, held=Qt.KeyboardModifier.ControlModifier)
        assert nurse.refusals() == ["PUMP_MISMATCH"]
