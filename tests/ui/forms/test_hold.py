"""Hold: one key, at once; the reason is asked afterwards, and a hold ends by Resume."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.fake_desk import ACCEPTED, FakeDesk, refusal
from tests.ui.nurse import ENTER, ESC, Key, Nurse
from titrator.core.commands import Hold, Resume
from titrator.session.screen import Act
from titrator.ui.widgets.text import Text

if TYPE_CHECKING:
    from tests.ui.nurse import Seat


def test_hold_takes_one_key(nurse: Nurse, desk: FakeDesk) -> None:
    """F7 holds with no confirmation."""
    nurse.press(Key.Key_F7)
    assert nurse.keys == 1
    assert desk.sent == [("ICU-12", Hold(), "AB")]


def test_the_reason_comes_after_and_is_a_second_hold(nurse: Nurse, desk: FakeDesk) -> None:
    """A digit for the reason, words of one's own, Enter."""
    nurse.press(Key.Key_F7, "2", "to CT", ENTER)
    assert desk.sent[1] == ("ICU-12", Hold(reason="transport, to CT"), "AB")
    assert nurse.form() is None


def test_the_reason_may_be_left_out(nurse: Nurse, desk: FakeDesk) -> None:
    """Esc closes the question; the hold stands."""
    nurse.press(Key.Key_F7, ESC)
    assert desk.sent == [("ICU-12", Hold(), "AB")]
    assert nurse.form() is None


def test_no_reason_is_not_sent_as_one(nurse: Nurse, desk: FakeDesk) -> None:
    """Enter with nothing chosen and nothing typed asks for one of both."""
    nurse.press(Key.Key_F7, ENTER)
    assert len(desk.sent) == 1
    assert nurse.form() is not None


@pytest.fixture
def holding(sit_down: Seat, desk: FakeDesk) -> Nurse:
    """A nurse at a bed on hold, with the form that ends it open."""
    desk.states["ICU-12"] = "hold"
    nurse = sit_down(desk)
    nurse.sign_in("AB")
    nurse.workplace.open_act(Act.RESUME)
    return nurse


def test_a_hold_ends_with_enter(holding: Nurse, desk: FakeDesk) -> None:
    """Nothing is claimed that was not answered: neither artefact nor prescriber."""
    holding.press(ENTER)
    assert desk.sent == [("ICU-12", Resume(prescriber_informed=None, artefact=None), "AB")]


def test_the_prescriber_is_asked_about_when_the_core_needs_it(
    holding: Nurse, desk: FakeDesk
) -> None:
    """After the refusal the question is there; the answer goes with the next try."""
    desk.answers = [refusal("PRESCRIBER_NEEDED"), ACCEPTED]
    assert not holding.sees("resume.prescriber_informed.yes")
    holding.press(ENTER)
    assert holding.refusals() == ["PRESCRIBER_NEEDED"]
    holding.press("1", ENTER)
    assert desk.sent[1] == ("ICU-12", Resume(prescriber_informed=True, artefact=None), "AB")


def test_an_artefact_is_coded_by_hand(holding: Nurse, desk: FakeDesk) -> None:
    """Yes means that the low reading was a false one."""
    holding.click("resume.artefact.yes")
    holding.click("resume.submit")
    assert desk.sent == [("ICU-12", Resume(prescriber_informed=None, artefact=True), "AB")]


@pytest.mark.ruling(14)
def test_where_no_low_map_can_have_been_an_artefact_nobody_is_asked(
    sit_down: Seat, desk: FakeDesk
) -> None:
    """A hold by hand: no word of a low MAP that nobody read, and Shift+Tab finds no answer to it."""
    desk.states["ICU-12"] = "hold"
    desk.has_possible_artefact = False
    nurse = sit_down(desk)
    nurse.sign_in("AB")
    nurse.workplace.open_act(Act.RESUME)
    assert not nurse.sees("resume.artefact.yes")
    form = nurse.form()
    assert form is not None
    assert not any("artefact" in one.text() for one in form.findChildren(Text))
    nurse.press(ENTER)
    assert desk.sent == [("ICU-12", Resume(prescriber_informed=None, artefact=None), "AB")]


def test_what_is_still_missing_is_said(holding: Nurse, desk: FakeDesk) -> None:
    """A hold that is too short stays, with the refusal in the form."""
    desk.answers = [refusal("HOLD_TOO_SHORT")]
    holding.press(ENTER)
    assert holding.refusals() == ["HOLD_TOO_SHORT"]
    assert holding.form() is not None
