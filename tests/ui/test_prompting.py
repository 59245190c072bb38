"""What calls the nurse: the bell and its key, the flash clock, the small timer, the real sound."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.sound_server import chimes_in, sound_server
from tests.ui.fake_desk import FakeDesk
from tests.ui.nurse import Key
from titrator.session.calls import Ring
from titrator.session.screen import Tone
from titrator.ui.bedside.bell import BellButton
from titrator.ui.flash import FlashClock
from titrator.ui.small_timer import SmallTimer

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.ui.nurse import Nurse, Seat

RING = Ring(pulses=3, words="ICU-12 reassessment overdue")


def seated(sit_down: Seat, state: str = "overdue", bell: str = "on") -> tuple[Nurse, FakeDesk]:
    """A nurse at the bed of a hand-made desk."""
    desk = FakeDesk(states={"ICU-12": state}, bell_state=bell)
    nurse = sit_down(desk)
    nurse.sign_in("AB")
    return nurse, desk


@pytest.mark.hazard("H18")
def test_silence_is_one_key_or_one_click(sit_down: Seat) -> None:
    """F3, or the bell that says Silence 120 sec."""
    nurse, desk = seated(sit_down, bell="sounding")
    nurse.press(Key.Key_F3)
    assert (desk.silenced, nurse.keys) == (["AB"], 1)
    nurse.click("banner.bell")
    assert (desk.silenced, nurse.clicks) == (["AB", "AB"], 1)


@pytest.mark.hazard("H17")
@pytest.mark.parametrize(("button", "was_heard"), [("yes", True), ("no", False)])
def test_whether_the_tone_was_heard_is_asked_and_kept(
    sit_down: Seat, button: str, *, was_heard: bool
) -> None:
    """Where nothing sounds the bell opens the test; the answer closes it."""
    nurse, desk = seated(sit_down, bell="untested")
    nurse.workplace.prompting.link.take("on PulseAudio")
    nurse.click("banner.bell")
    nurse.click(f"sound_test.{button}")
    assert desk.tested == [("AB", was_heard)]
    assert not nurse.sees("panel.sound_test")


@pytest.mark.hazard("H17")
def test_a_tone_that_was_not_played_cannot_have_been_heard(sit_down: Seat) -> None:
    """Without a device Yes cannot be pressed, and the reason stands there."""
    nurse, _ = seated(sit_down)
    nurse.workplace.prompting.link.take("off no sound device")
    nurse.press(Key.Key_U, held=Qt.KeyboardModifier.ControlModifier)
    assert not nurse.find("sound_test.yes", QWidget).isEnabled()
    assert nurse.find("sound_test.no", QWidget).isEnabled()
    assert nurse.focus() is nurse.find("panel.sound_test.close")


@pytest.mark.hazard("H17")
def test_sound_off_stands_on_the_screen_with_words(sit_down: Seat) -> None:
    """A crossed bell and the words, in every size; it goes when there is sound again."""
    nurse, desk = seated(sit_down)
    desk.tells_trouble = True
    link = nurse.workplace.prompting.link
    link.take("off no sound device")
    bell = nurse.find("banner.bell", BellButton)
    assert bell.bell().label == "SOUND OFF"
    QApplication.processEvents()
    assert bell.fits()
    assert "no sound device" in bell.accessibleName()
    link.take("on PulseAudio")
    assert bell.bell().label == "Sound on"


def test_yellow_flashes_once_in_two_seconds_and_red_twice_a_second() -> None:
    """A beat is 0.25 s; nothing flashes more than three times a second."""
    flash = FlashClock()
    seen: dict[Tone, list[bool]] = {tone: [] for tone in Tone}
    for _ in range(16):
        for tone in Tone:
            seen[tone].append(flash.is_on(tone))
        flash.beat()
    assert seen[Tone.OVERDUE] == seen[Tone.SUSPENDED] == [*[True] * 4, *[False] * 4] * 2
    assert seen[Tone.DANGER] == [True, False] * 8
    for steady in (Tone.DUE, Tone.HOLD, Tone.CALM, Tone.DONE, Tone.SETUP):
        assert all(seen[steady])


def test_only_the_border_of_the_strip_flashes(sit_down: Seat) -> None:
    """Inside it not one dot differs between on and off."""
    nurse, _ = seated(sit_down)
    strip = nurse.find("strip", QWidget)
    nurse.workplace.setFocus()
    pictures = []
    for is_on in (True, False):
        nurse.workplace.bedside.strip.flash(is_on=is_on)
        whole = strip.grab().toImage()
        pictures.append((whole, whole.copy(12, 12, whole.width() - 24, whole.height() - 24)))
    assert pictures[0][0] != pictures[1][0]
    assert pictures[0][1] == pictures[1][1]


@pytest.mark.hazard("H16")
def test_the_small_timer_says_bed_countdown_and_state_and_a_click_raises_the_window(
    sit_down: Seat,
) -> None:
    """280 by 76 px, on top of others, takes no focus; the same key takes it away."""
    nurse, _ = seated(sit_down)
    held = Qt.KeyboardModifier.ControlModifier
    nurse.press(Key.Key_L, held=held)
    small = nurse.workplace.prompting.small_timer
    assert isinstance(small, SmallTimer)
    assert small.isVisible()
    assert (small.width(), small.height()) == (280, 76)
    assert small.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert small.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert small.text() == "ICU-12 3 min 10 sec ** overdue"
    asked: list[bool] = []
    small.raise_requested.connect(lambda: asked.append(True))
    QTest.mouseClick(small, Qt.MouseButton.LeftButton)
    assert asked == [True]
    nurse.workplace.activateWindow()
    nurse.press(Key.Key_L, held=held)
    assert not small.isVisible()


def test_the_small_timer_is_moved_without_raising_the_window(qtbot: QtBot) -> None:
    """Dragging is no click."""
    small = SmallTimer()
    qtbot.addWidget(small)
    small.show()
    asked: list[bool] = []
    small.raise_requested.connect(lambda: asked.append(True))
    before = small.pos()
    QTest.mousePress(small, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    QTest.mouseMove(small, QPoint(60, 40))
    QTest.mouseRelease(small, Qt.MouseButton.LeftButton, pos=QPoint(60, 40))
    assert small.pos() != before
    assert not asked


@pytest.mark.hazard("H17")
def test_the_window_plays_on_a_real_server_and_says_sound_off_when_it_dies(
    sit_down: Seat, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The overdue ring arrives at the loudspeaker as three chimes; then the server is killed."""
    nurse, desk = seated(sit_down)
    desk.tells_trouble = True
    prompting = nurse.workplace.prompting
    bell = nurse.find("banner.bell", BellButton)
    with sound_server(tmp_path) as server:
        for name in ("HOME", "XDG_RUNTIME_DIR", "PULSE_SERVER"):
            monkeypatch.setitem(os.environ, name, server.environment[name])
        prompting.start()
        try:
            qtbot.waitUntil(lambda: not prompting.link.trouble, timeout=45_000)
            assert bell.bell().label == "Sound on"
            with server.recorded() as samples:
                desk.rings = [RING]
                nurse.workplace.tick()
                qtbot.wait(4_000)
            server.kill()
            qtbot.waitUntil(lambda: bell.bell().label == "SOUND OFF", timeout=5_000)
        finally:
            nurse.workplace.stop()
    assert chimes_in(samples) == 3
    QApplication.processEvents()
