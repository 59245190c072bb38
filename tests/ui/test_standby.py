"""A frozen window is said to be frozen, by a process beside it; so is one that is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.driving import a_window
from tests.support.program import ROOT
from tests.support.weaning import start_weaning
from titrator.session.clock import SystemClock
from titrator.session.desk import open_desk
from titrator.session.standby_words import StandbyMessage
from titrator.ui.pulse import Pulse, standby_command
from titrator.ui.standby_message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

pytestmark = [
    pytest.mark.hazard("H38"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows stops no process, and has no FIFO"),
]

SAID = StandbyMessage(heading="Titrator does not answer since 14:32.", text="Hold.", can_start=True)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[IO[str]]:
    """What the process beside the window says, line by line."""
    place = tmp_path / "told"
    os.mkfifo(place)
    # For writing too: so it opens at once, and never ends between two lines.
    with os.fdopen(os.open(place, os.O_RDWR), encoding="utf-8") as lines:
        yield lines


@pytest.fixture
def weaning(data_dir: Path) -> Path:
    """A log with a bed that weans, let go of."""
    desk = open_desk(data_dir=data_dir, policy_dir=None, clock=SystemClock())
    start_weaning(desk)
    desk.close()
    return data_dir


def place_of(told: IO[str]) -> str:
    """The path of the FIFO."""
    return str(Path(f"/proc/self/fd/{told.fileno()}").readlink())


@pytest.mark.hazard("H39")
def test_a_frozen_window_is_said_to_be_frozen_and_a_killed_one_to_be_gone(
    weaning: Path, told: IO[str]
) -> None:
    """Real processes: stopped, going on, killed; and the message ends when it is started again."""
    with a_window(weaning, told=place_of(told)) as window:
        assert told.readline() == "standing by\n"
        window.signal(signal.SIGSTOP)
        assert told.readline().startswith("Titrator does not answer since ")
        window.signal(signal.SIGCONT)
        assert told.readline() == "over\n"
        assert window.ask("seen")["beds"] == ["ICU-12"]
        window.kill()
        assert told.readline().startswith("Titrator ended by itself at ")
        with a_window(weaning) as again:
            assert told.readline() == "over\n"
            assert told.readline() == "ended\n"
            assert again.ask("seen")["beds"] == ["ICU-12"]


def test_a_window_that_is_closed_says_farewell(weaning: Path, told: IO[str]) -> None:
    """The process beside it ends with it, and says nothing."""
    with a_window(weaning, told=place_of(told)) as window:
        assert told.readline() == "standing by\n"
        window.ask("close")
        assert told.readline() == "ended\n"


def test_without_a_window_the_process_beside_it_has_nothing_to_do(data_dir: Path) -> None:
    """Its own command, as the window starts it; it ends at the farewell without loading Qt."""
    command = standby_command(4242, ["--data-dir", str(data_dir)])
    script = "import sys; sys.argv = sys.argv[2:]; from titrator.__main__ import main; "
    script += "status = main(); print(sorted(name for name in sys.modules if 'PySide6' in name)); "
    script += "sys.exit(status)"
    ended = subprocess.run(
        [command[0], "-c", script, *command[1:]],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        input="q",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "[]\n"), ended.stderr


def test_the_window_says_for_how_long_it_did_not_answer(qtbot: QtBot) -> None:
    """At the first beat after it; not at the very first one."""
    told: list[timedelta] = []
    pulse = Pulse([sys.executable, "-c", "input()"], told.append, silent_ms=-1)
    pulse.beat()
    assert told == []
    pulse.beat()
    assert len(told) == 1
    pulse.stop()
    pulse.stop()


def test_where_no_process_can_be_started_the_window_works_as_without(qtbot: QtBot) -> None:
    """A beat goes nowhere."""
    pulse = Pulse(["/no/such/program"], lambda _: None)
    pulse.beat()
    pulse.stop()


def test_the_message_stays_on_top_and_is_closed_by_esc_or_when_it_is_over(qtbot: QtBot) -> None:
    """Every word is there for a screen reader; starting again is only asked for by its button."""
    over = [False]
    message = Message(SAID, lambda: over[0])
    qtbot.addWidget(message)
    message.show()
    assert message.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert message.accessibleName() == "Titrator does not answer since 14:32. Hold."
    message.look()
    assert message.isVisible()
    over[0] = True
    message.look()
    assert [message.isVisible(), message.is_start_wanted] == [False, False]
    message.show()
    message.buttons[0].click()
    assert [message.isVisible(), message.is_start_wanted] == [False, True]


def test_esc_closes_the_message(qtbot: QtBot) -> None:
    """As everywhere."""
    message = Message(SAID, lambda: False)
    qtbot.addWidget(message)
    message.show()
    message.activateWindow()
    QTest.qWaitForWindowActive(message)
    message.buttons[1].setFocus()
    QTest.keyClick(QApplication.focusWidget() or message, Qt.Key.Key_Escape)
    assert not message.isVisible()
