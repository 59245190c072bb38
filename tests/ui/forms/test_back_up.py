"""Back up: to the last tolerated dose in a few keys, or to another one that is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.ui.fake_desk import ACCEPTED, REFUSED, FakeDesk
from tests.ui.nurse import ENTER, Key
from titrator.core.commands import BackUp
from titrator.session.screen import BackUpForm
from titrator.ui.widgets.fields import Line
from titrator.ui.widgets.text import Text

if TYPE_CHECKING:
    from tests.ui.nurse import Nurse, Seat


class NoWayBack(FakeDesk):
    """Only vasopressin runs, and no last tolerated dose of it is known."""

    def back_up_form(self, bed_id: str) -> BackUpForm:
        """Return one drug without a dose to go back to."""
        form = super().back_up_form(bed_id)
        return msgspec.structs.replace(form, choices=form.choices[1:])


@pytest.mark.hazard("H41")
def test_back_to_the_last_tolerated_dose_takes_seven_keys(nurse: Nurse, desk: FakeDesk) -> None:
    """F8, one digit, what the pump shows, Enter; the core knows which rate that is."""
    nurse.press(Key.Key_F8, "1", "23.6", ENTER)
    assert nurse.keys == 7
    sent = BackUp(drug="norepinephrine", to=None, pump_shows="23.6 mL/h")
    assert desk.sent == [("ICU-12", sent, "AB")]


@pytest.mark.hazard("H41")
def test_with_an_old_map_it_opens_all_the_same(sit_down: Seat) -> None:
    """Neither an overdue reassessment nor a suspension stands in its way."""
    desk = FakeDesk(states={"ICU-12": "suspended"})
    nurse = sit_down(desk)
    nurse.sign_in("AB")
    nurse.press(Key.Key_F8, "1", "23.6", ENTER)
    assert len(desk.sent) == 1


def test_another_dose_is_named_with_its_drug(nurse: Nurse, desk: FakeDesk) -> None:
    """Drug, dose in its unit, and what the pump shows."""
    nurse.press(Key.Key_F8, "2", "2", "0.04", ENTER, "12", ENTER)
    sent = BackUp(drug="vasopressin", to="0.04 units/min", pump_shows="12 mL/h")
    assert desk.sent == [("ICU-12", sent, "AB")]


def test_without_a_way_back_only_a_named_dose_is_offered(sit_down: Seat) -> None:
    """With one drug there is nothing to choose but its dose."""
    desk = NoWayBack(states={"ICU-12": "hold"})
    nurse = sit_down(desk)
    nurse.sign_in("AB")
    nurse.press(Key.Key_F8, "1", "0.04", ENTER, "12", ENTER)
    sent = BackUp(drug="vasopressin", to="0.04 units/min", pump_shows="12 mL/h")
    assert desk.sent == [("ICU-12", sent, "AB")]


def test_a_refused_back_up_can_be_sent_again(nurse: Nurse, desk: FakeDesk) -> None:
    """The pump is looked at again; nothing else is asked again."""
    desk.answers = [REFUSED, ACCEPTED]
    nurse.press(Key.Key_F8, "1", "23.5", ENTER)
    assert nurse.find("back_up.pump_shows", Line).text() == "23.5"
    nurse.press(Key.Key_Backspace, "6", ENTER)
    assert len(desk.sent) == 2
    assert nurse.form() is None


def test_the_rate_of_a_named_dose_is_said_before_the_pump_is_set(nurse: Nurse) -> None:
    """As soon as the dose is typed, and no longer when it is changed."""
    nurse.press(Key.Key_F8, "2", "2", "0.04", ENTER)
    assert "Set the pump to 12 mL/h" in words(nurse)
    nurse.press("12")
    assert nurse.find("back_up.pump_shows.match", Text).text() == "matches 0.04 units/min"
    nurse.find("back_up.dose").setFocus()
    nurse.press(Key.Key_Backspace)
    assert "12 mL/h" not in words(nurse)


def test_a_named_dose_above_a_limit_is_refused_at_once(nurse: Nurse, desk: FakeDesk) -> None:
    """Before anything is set at the pump, and nothing is sent for it."""
    nurse.press(Key.Key_F8, "2", "2", "9", ENTER)
    assert nurse.refusals() == ["ABOVE_HARD_CAP"]
    assert desk.sent == []


def words(nurse: Nurse) -> str:
    """Everything the form says."""
    form = nurse.form()
    assert form is not None
    return " ".join(one.text() for one in form.findChildren(Text) if one.isVisible())
