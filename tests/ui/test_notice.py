"""What stands over every screen: a damaged log until it is confirmed, sleep until an assessment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel

from tests.support.fake_clock import FakeClock
from tests.support.weaning import ASSESSMENT, start_weaning
from tests.ui.fake_desk import FakeDesk, refusal
from tests.ui.nurse import ENTER, Key, Seat
from titrator.core.language import Choice, choose
from titrator.session.desk import Desk
from titrator.ui.log_check import LogCheck

DAMAGED = "The log of this workstation was damaged. It was set aside as old.sqlite."


def damaged_desk() -> FakeDesk:
    """A bed on hold, and a notice about the log that waits to be confirmed."""
    return FakeDesk({"ICU-12": "hold"}, standing_notice=DAMAGED, is_notice_to_confirm=True)


@pytest.mark.hazard("H33")
def test_a_damaged_log_stands_there_until_somebody_confirms_it(sit_down: Seat) -> None:
    """On the bed, over help and calculator; the button asks who it is and then lets go of it."""
    desk = damaged_desk()
    nurse = sit_down(desk)
    for key in (Key.Key_F1, Key.Key_F4, Key.Key_F4):
        nurse.press(key)
        nurse.workplace.tick()
        assert DAMAGED in nurse.workplace.notice.text()
        assert nurse.sees("notice.confirm")
    nurse.click("notice.confirm")
    assert desk.acknowledged_by == []
    nurse.press("AB", ENTER)
    assert desk.acknowledged_by == ["AB"]
    assert not nurse.sees("notice.confirm")
    assert DAMAGED not in nurse.workplace.notice.text()


@pytest.mark.hazard("H33")
def test_the_smallest_screen_says_a_damaged_log_in_few_words(sit_down: Seat) -> None:
    """The doses keep their room; the whole is in the tool tip, read out, and on a larger screen."""
    desk = damaged_desk()
    desk.standing_brief = "Log damaged: compare every pump."
    nurse = sit_down(desk)
    words = nurse.find("notice.words", QLabel)
    for width, height, is_brief in ((1093, 543, False), (911, 465, True), (1366, 697, False)):
        nurse.workplace.resize(width, height)
        nurse.workplace.tick()
        assert words.text().startswith(desk.standing_brief if is_brief else DAMAGED)
        assert words.toolTip().startswith(DAMAGED) is is_brief
        assert words.accessibleName().startswith(DAMAGED) is is_brief
        assert nurse.workplace.notice.text().startswith(DAMAGED)


def test_a_confirmation_that_cannot_be_logged_lets_the_notice_stand(sit_down: Seat) -> None:
    """What nobody can look up later did not happen."""
    desk = damaged_desk()
    desk.answers.append(refusal("LOG_NOT_WRITTEN"))
    nurse = sit_down(desk)
    nurse.sign_in("AB")
    nurse.click("notice.confirm")
    assert DAMAGED in nurse.workplace.notice.text()
    assert nurse.sees("notice.confirm")


def test_a_notice_that_passes_by_itself_has_no_button(sit_down: Seat) -> None:
    """A full disk is over when it is over."""
    nurse = sit_down(FakeDesk({"ICU-12": "hold"}, standing_notice="LOG NOT WRITTEN."))
    assert nurse.sees("notice.words")
    assert not nurse.sees("notice.confirm")


@pytest.mark.hazard("H36")
def test_what_the_check_of_the_whole_log_finds_is_said_in_the_window(sit_down: Seat) -> None:
    """It goes on step by step beside the work, and ends by itself."""
    desk = FakeDesk({"ICU-12": "hold"}, damage="Entry 7 was changed.")
    nurse = sit_down(desk)
    check = nurse.workplace.findChild(LogCheck)
    assert isinstance(check, LogCheck)
    nurse.workplace.warm_up()
    while check.is_running():
        assert "Entry 7" not in nurse.workplace.notice.text()
        check.step()
    nurse.workplace.tick()
    assert "Entry 7 was changed." in nurse.workplace.notice.text()
    assert nurse.sees("notice.confirm")


@pytest.mark.hazard("H13")
def test_a_window_that_was_frozen_is_not_said_to_have_slept(
    sit_down: Seat, desk: Desk, clock: FakeClock
) -> None:
    """22 minutes in which the workstation was awake; steps are locked all the same."""
    bed_id = start_weaning(desk)
    nurse = sit_down(desk, clock)
    clock.stand_still(timedelta(minutes=22))
    nurse.workplace.tick()
    said = nurse.workplace.notice.text()
    assert "Titrator did not run for 22 minutes; reassessment became due 08:05." in said
    assert desk.bedside(bed_id).next.heading == "WEAN SUSPENDED: REASSESS"


@pytest.mark.hazard("H13")
def test_after_waking_the_next_second_says_how_long_it_slept_until_an_assessment(
    sit_down: Seat, desk: Desk, clock: FakeClock
) -> None:
    """22 minutes unseen: one tick later banner and prompt stand there; an assessment ends it."""
    bed_id = start_weaning(desk)
    nurse = sit_down(desk, clock)
    clock.pass_unseen(timedelta(minutes=22))
    nurse.workplace.tick()
    said = nurse.workplace.notice.text()
    assert "This workstation slept 22 minutes; reassessment became due 08:05." in said
    assert desk.bedside(bed_id).next.heading == "WEAN SUSPENDED: REASSESS"
    assert nurse.find("strip.heading", QLabel).text() == "** WEAN SUSPENDED: REASSESS"
    clock.run(timedelta(minutes=2), nurse.workplace.tick)
    assert "This workstation slept 22 minutes" in nurse.workplace.notice.text()
    desk.handle(bed_id, ASSESSMENT, "AB")
    nurse.workplace.tick()
    assert "slept" not in nurse.workplace.notice.text()


def test_an_unreviewed_translation_is_said_on_every_screen(sit_down: Seat) -> None:
    """Last in the line under the banner, over the bed, help and calculator, in no alarming colour."""
    choose(Choice(str, caution="Traducción sin revisar por un clínico."))
    try:
        nurse = sit_down(FakeDesk({"ICU-12": "hold"}))
        for key in (Key.Key_F5, Key.Key_Escape, Key.Key_F1, Key.Key_F4):
            nurse.press(key)
            nurse.workplace.tick()
            assert nurse.workplace.notice.isVisible()
            assert nurse.workplace.notice.text().endswith("Traducción sin revisar por un clínico.")
    finally:
        choose(None)
