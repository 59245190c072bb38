"""Declining advice, starting the wean and closing the bed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.fake_desk import refusal
from tests.ui.nurse import ENTER, ESC, Key
from titrator.core.commands import CloseEpisode, Decline, StartWean
from titrator.session.screen import Act
from titrator.ui.widgets.buttons import ActButton

if TYPE_CHECKING:
    from tests.ui.fake_desk import FakeDesk
    from tests.ui.nurse import Nurse, Seat


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


@pytest.mark.hazard("H42")
def test_one_tap_on_the_why_card_declines(nurse: Nurse, desk: FakeDesk) -> None:
    """The reasons stand on the card; the tap is the act, it is said, and the bed is there again."""
    nurse.press(Key.Key_F2)
    rested(nurse)
    nurse.click("why.decline.falling_trend")
    assert desk.sent == [("ICU-12", Decline(reason="falling_trend", comment=None), "AB")]
    assert not nurse.sees("panel.why")
    assert "Recorded: advice not followed." in nurse.workplace.notice.text()


@pytest.mark.hazard("H08")
def test_a_double_click_on_why_declines_nothing(nurse: Nurse, desk: FakeDesk) -> None:
    """The card takes nothing in the moment it appears."""
    nurse.press(Key.Key_F2)
    nurse.click("why.decline.falling_trend")
    assert desk.sent == []


@pytest.mark.hazard("H39")
def test_what_is_typed_on_into_a_why_card_declines_nothing(nurse: Nurse, desk: FakeDesk) -> None:
    """Digits and Enter meant for the form that the card covers."""
    nurse.press(Key.Key_F5, "7", Key.Key_F2)
    rested(nurse)
    nurse.press("1", ENTER, "1111", ENTER)
    assert desk.sent == []
    nurse.press(ESC)
    assert nurse.form() is not None


def test_a_reason_on_the_card_asks_who_is_there_first(sit_down: Seat, desk: FakeDesk) -> None:
    """As every act does; given, the reason is recorded for the bed of the card."""
    hands = sit_down(desk)
    hands.press(Key.Key_F2)
    rested(hands)
    hands.click("why.decline.does_not_fit")
    assert desk.sent == []
    hands.press("CD", ENTER)
    assert desk.sent == [("ICU-12", Decline(reason="does_not_fit", comment=None), "CD")]


def test_a_reason_that_is_refused_says_why(nurse: Nurse, desk: FakeDesk) -> None:
    """By the core, or because nothing can be recorded here."""
    desk.answers = [refusal("WRONG_PHASE")]
    for sent in (1, 1):
        nurse.press(Key.Key_F2)
        rested(nurse)
        nurse.click("why.decline.pump_or_line")
        assert len(desk.sent) == sent
        assert nurse.refusals() == ["WRONG_PHASE"]
        nurse.press(ESC)
        desk.locked = refusal("WRONG_PHASE").blocked


def rested(nurse: Nurse) -> None:
    """Let the 400 ms pass in which a card that has just appeared takes nothing."""
    for button in nurse.workplace.findChildren(ActButton):
        button._rested.invalidate()
