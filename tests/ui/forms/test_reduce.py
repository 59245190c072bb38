"""Reduce: a dose is chosen, never typed; the pump is set, and what it shows is read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.fake_desk import ACCEPTED, REFUSED, FakeDesk, refusal
from tests.ui.nurse import ENTER, ESC, Key
from titrator.core.commands import Step
from titrator.session.screen import DoseOption, ReduceForm
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.choices import ChoiceRow
from titrator.ui.widgets.fields import Line
from titrator.ui.widgets.text import Text

if TYPE_CHECKING:
    from tests.ui.nurse import Nurse, Seat

OFF = DoseOption(to="off", dose="off", note="stop", pump_rate="0 mL/h", pump_rate_number="0")


class StoppingDesk(FakeDesk):
    """The next act is to stop the drug."""

    def reduce_form(self, bed_id: str) -> ReduceForm:
        """Return the stop as the one choice."""
        return msgspec.structs.replace(super().reduce_form(bed_id), options=(OFF,))


def test_a_step_with_read_back_takes_seven_keys(nurse: Nurse, desk: FakeDesk) -> None:
    """F6, one digit, four characters off the pump, Enter."""
    nurse.press(Key.Key_F6, "1", "13.2", ENTER)
    assert nurse.keys == 7
    sent = Step(drug="norepinephrine", to="0.05 mcg/kg/min", pump_shows="13.2 mL/h")
    assert desk.sent == [("ICU-12", sent, "AB")]


def test_a_step_takes_four_clicks_and_the_rate(nurse: Nurse, desk: FakeDesk) -> None:
    """Reduce, the dose, the field, Record."""
    nurse.click("act.reduce")
    nurse.click("reduce.to.2")
    nurse.click("reduce.pump_shows")
    nurse.press("15.8")
    nurse.click("reduce.submit")
    assert nurse.clicks == 4
    command = desk.sent[0][1]
    assert isinstance(command, Step)
    assert command.to == "0.06 mcg/kg/min"


def test_what_is_typed_after_a_refusal_is_seen_on_the_smallest_screen(
    nurse: Nurse, desk: FakeDesk
) -> None:
    """The refusal is shown from its beginning; the next digit brings the field into view."""
    nurse.workplace.resize(911, 465)
    desk.answers = [REFUSED]
    nurse.press(Key.Key_F6, "1", "53", ENTER)
    for _ in range(3):
        QApplication.processEvents()
    nurse.press("2")
    line = nurse.find("reduce.pump_shows", Line)
    assert line.visibleRegion().boundingRect().height() == line.height()


def test_no_dose_is_chosen_at_first(nurse: Nurse, desk: FakeDesk) -> None:
    """Enter alone chooses nothing and records nothing."""
    nurse.press(Key.Key_F6, ENTER, ENTER)
    assert nurse.find("reduce.to", ChoiceRow).value() is None
    nurse.press("1", ENTER)
    assert desk.sent == []


@pytest.mark.hazard("H21")
def test_the_field_says_when_the_pump_shows_what_the_dose_needs(nurse: Nurse) -> None:
    """13.20 is the same rate as 13.2; 13.1 is not; the rate to read is not shown beside it."""
    said = "reduce.pump_shows.match"
    nurse.press(Key.Key_F6, "1", "13.2")
    assert nurse.find(said, Text).text() == "matches 0.05 mcg/kg/min"
    nurse.press("0")
    assert nurse.find(said, Text).text() == "matches 0.05 mcg/kg/min"
    nurse.press(Key.Key_Backspace, Key.Key_Backspace, "1")
    assert nurse.find(said, Text).text() == ""


@pytest.mark.hazard("H21")
def test_a_refused_step_keeps_what_was_typed(nurse: Nurse, desk: FakeDesk) -> None:
    """The refusal stands above; the cursor is back at the pump, and it can be sent again."""
    desk.answers = [REFUSED, ACCEPTED]
    nurse.press(Key.Key_F6, "1", "13.1", ENTER)
    assert nurse.refusals() == ["PUMP_MISMATCH"]
    assert nurse.find("reduce.pump_shows", Line).text() == "13.1"
    nurse.press(Key.Key_Backspace, "2", ENTER)
    assert [command.pump_shows for _, command, _ in desk.sent if isinstance(command, Step)] == [
        "13.1 mL/h",
        "13.2 mL/h",
    ]
    assert nurse.form() is None


def test_esc_records_nothing(nurse: Nurse, desk: FakeDesk) -> None:
    """Cancelled with everything filled in, nothing is sent."""
    nurse.press(Key.Key_F6, "1", "13.2", ESC)
    assert desk.sent == []
    assert nurse.form() is None


def test_what_stands_in_the_way_is_said_and_nothing_can_be_sent(sit_down: Seat) -> None:
    """With an old MAP the form shows the refusal; Enter closes it, since Cancel has the cursor."""
    desk = FakeDesk(states={"ICU-12": "overdue"})
    nurse = sit_down(desk)
    nurse.sign_in("AB")
    nurse.press(Key.Key_F6)
    assert nurse.refusals() == ["ASSESSMENT_STALE"]
    assert not nurse.find("reduce.submit", ActButton).isEnabled()
    assert not nurse.sees("reduce.pump_shows")
    assert nurse.focus().objectName() == "reduce.cancel"


def test_a_step_that_is_blocked_meanwhile_can_no_longer_be_sent(
    nurse: Nurse, desk: FakeDesk
) -> None:
    """A second later the MAP is too old; the form says so while it stands open."""
    nurse.press(Key.Key_F6, "1", "13.2")
    desk.states["ICU-12"] = "overdue"
    nurse.workplace.tick()
    nurse.press(ENTER)
    assert nurse.refusals() == ["ASSESSMENT_STALE"]
    assert desk.sent == []


def test_a_second_passing_takes_nothing_away(nurse: Nurse, desk: FakeDesk) -> None:
    """Choice and text stay while the same doses are offered, and a refusal stays to be read."""
    desk.answers = [refusal("PUMP_MISMATCH")]
    nurse.press(Key.Key_F6, "2", "15.7", ENTER)
    nurse.workplace.tick()
    assert nurse.refusals() == ["PUMP_MISMATCH"]
    assert nurse.find("reduce.to", ChoiceRow).value() == "0.06 mcg/kg/min"
    assert nurse.find("reduce.pump_shows", Line).text() == "15.7"


@pytest.mark.hazard("H27")
def test_a_stop_is_an_act_of_its_own(sit_down: Seat) -> None:
    """Its own heading and button, chosen by hand, and the pump must then show 0."""
    desk = StoppingDesk(states={"ICU-12": "calm"})
    nurse = sit_down(desk)
    nurse.sign_in("AB")
    nurse.press(Key.Key_F6)
    form = nurse.form()
    assert form is not None
    assert form.accessibleName() == "Stop norepinephrine, bed ICU-12"
    assert nurse.find("reduce.submit", ActButton).text() == "Record that norepinephrine is off"
    nurse.press("1", "0", ENTER)
    assert desk.sent[0][1] == Step(drug="norepinephrine", to="off", pump_shows="0 mL/h")


@pytest.mark.hazard("H05")
def test_a_dose_is_never_typed(nurse: Nurse) -> None:
    """The only field to type into is what the pump shows, and it is in mL/h."""
    nurse.press(Key.Key_F6)
    form = nurse.form()
    assert form is not None
    fields = [line for line in form.findChildren(Line) if line.isVisible()]
    assert [line.accessibleName() for line in fields] == ["What the pump shows, mL/h"]


def test_enter_on_an_empty_pump_rate_says_what_to_do(nurse: Nurse, desk: FakeDesk) -> None:
    """The rate is read off the pump; no empty field is sent."""
    nurse.press(Key.Key_F6, "1", ENTER)
    assert nurse.find("reduce.pump_shows.reason", Text).text() == "Type this first."
    assert desk.sent == []
