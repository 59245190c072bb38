"""Declining advice, starting the wean and closing the bed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.fake_desk import refusal
from tests.ui.nurse import ENTER
from titrator.core.commands import CloseEpisode, Decline, StartWean
from titrator.session.screen import Act

if TYPE_CHECKING:
    from tests.ui.fake_desk import FakeDesk
    from tests.ui.nurse import Nurse


@pytest.mark.hazard("H42")
def test_one_tap_on_a_reason_declines(nurse: Nurse, desk: FakeDesk) -> None:
    """The coded reason, no comment."""
    nurse.workplace.open_act(Act.DECLINE)
    nurse.click("decline.falling_trend")
    assert desk.sent == [("ICU-12", Decline(reason="falling_trend", comment=None), "AB")]


def test_a_digit_does_the_same(nurse: Nurse, desk: FakeDesk) -> None:
    """The key on the button."""
    nurse.workplace.open_act(Act.DECLINE)
    nurse.press("3")
    assert desk.sent == [("ICU-12", Decline(reason="prescriber_decided", comment=None), "AB")]


def test_digits_in_a_comment_are_words(nurse: Nurse, desk: FakeDesk) -> None:
    """The comment goes with the reason; Enter in it declines nothing."""
    nurse.workplace.open_act(Act.DECLINE)
    nurse.find("decline.comment").setFocus()
    nurse.press("CT at 15:10", ENTER)
    assert desk.sent == []
    nurse.click("decline.planned_procedure")
    sent = Decline(reason="planned_procedure", comment="CT at 15:10")
    assert desk.sent == [("ICU-12", sent, "AB")]


def test_the_wean_starts_with_one_press(nurse: Nurse, desk: FakeDesk) -> None:
    """What is missing comes back as a refusal."""
    desk.answers = [refusal("START_GATE_NOT_MET")]
    nurse.workplace.open_act(Act.START)
    nurse.press(ENTER)
    assert desk.sent == [("ICU-12", StartWean(), "AB")]
    assert nurse.refusals() == ["START_GATE_NOT_MET"]


@pytest.mark.hazard("H09")
def test_enter_keeps_a_bed_open(nurse: Nurse, desk: FakeDesk) -> None:
    """The safe button has the cursor; closing takes a step to the other one."""
    nurse.workplace.open_act(Act.CLOSE)
    nurse.press(ENTER)
    assert desk.sent == []
    nurse.workplace.open_act(Act.CLOSE)
    nurse.find("close.submit").setFocus()
    nurse.press(ENTER)
    assert desk.sent == [("ICU-12", CloseEpisode(), "AB")]
