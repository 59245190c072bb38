"""Correct an entry: only what was wrong is typed; the rest stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.fake_desk import ACCEPTED, FakeDesk, refusal
from tests.ui.nurse import ENTER, TAB, Nurse
from titrator.core.commands import Correct
from titrator.session.correctable import Correctable, CorrectableField, FieldKind
from titrator.session.screen import Act
from titrator.ui.widgets.buttons import ActButton

if TYPE_CHECKING:
    from tests.ui.nurse import Seat

# An offscreen list that opens cannot take the keyboard for itself alone.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

ANSWERS = (("same_or_better", "same or better"), ("worse", "worse"))
MAP = CorrectableField(
    name="map_mmhg", label="MAP", was="72 mmHg", kind=FieldKind.NUMBER, unit="mmHg"
)
SKIN = CorrectableField(
    name="perfusion.skin", label="Skin", was="worse", kind=FieldKind.CHOICE, choices=ANSWERS
)
RATE = CorrectableField(
    name="pump_shows",
    label="What the pump showed",
    was="7.9 mL/h",
    kind=FieldKind.NUMBER,
    unit="mL/h",
    is_sent_with_unit=True,
)
WHO = CorrectableField(name="prescriber", label="Prescriber", was="CD", kind=FieldKind.WORDS)
ENTRIES = (
    Correctable(line=9, time="14:30", text="reassessed, MAP 72 mmHg", fields=(MAP, SKIN)),
    Correctable(line=4, time="13:58", text="recorded norepinephrine", fields=(RATE, WHO)),
)


class CorrectableDesk(FakeDesk):
    """A desk with two entries that can be corrected."""

    def correctable(self, bed_id: str) -> tuple[Correctable, ...]:
        """Return them, the latest first."""
        return ENTRIES


@pytest.fixture
def desk() -> FakeDesk:
    """The desk of these tests."""
    return CorrectableDesk(states={"ICU-12": "calm"})


@pytest.fixture
def correcting(nurse: Nurse) -> Nurse:
    """A nurse with the form open."""
    nurse.workplace.open_act(Act.CORRECT)
    return nurse


@pytest.mark.hazard("H50")
def test_one_wrong_number_is_put_right(correcting: Nurse, desk: FakeDesk) -> None:
    """Only that number is sent, with the entry and the reason."""
    correcting.choose("correct.entry", "9")
    correcting.press(TAB, "71")
    correcting.find("correct.reason").setFocus()
    correcting.press("slip", ENTER)
    sent = Correct(line="9", fields={"map_mmhg": "71"}, reason="slip")
    assert desk.sent == [("ICU-12", sent, "AB")]


def test_a_sign_is_corrected_by_itself(correcting: Nurse, desk: FakeDesk) -> None:
    """The other answers of the assessment stay as they were."""
    correcting.choose("correct.entry", "9")
    correcting.click("correct.perfusion.skin.same_or_better")
    correcting.click("correct.submit")
    sent = Correct(line="9", fields={"perfusion": {"skin": "same_or_better"}})
    assert desk.sent == [("ICU-12", sent, "AB")]


def test_a_rate_is_sent_with_its_unit_and_words_as_they_are(
    correcting: Nurse, desk: FakeDesk
) -> None:
    """As the entry holds them."""
    correcting.choose("correct.entry", "4")
    correcting.press(TAB, "8.9", TAB, "Dr. Ruiz", ENTER)
    sent = Correct(line="4", fields={"pump_shows": "8.9 mL/h", "prescriber": "Dr. Ruiz"})
    assert desk.sent == [("ICU-12", sent, "AB")]


def test_nothing_filled_in_is_not_sent(correcting: Nurse, desk: FakeDesk) -> None:
    """A correction needs at least one right value."""
    correcting.choose("correct.entry", "9")
    correcting.press(ENTER, ENTER)
    assert desk.sent == []


def test_a_number_that_cannot_be_read_is_not_sent(correcting: Nurse, desk: FakeDesk) -> None:
    """The reason stands under the field."""
    correcting.choose("correct.entry", "9")
    correcting.press(TAB, "7,1", ENTER)
    assert desk.sent == []
    assert correcting.sees("correct.map_mmhg.reason")


@pytest.mark.hazard("H12")
def test_an_implausible_right_value_is_typed_again(correcting: Nurse, desk: FakeDesk) -> None:
    """As with a new assessment."""
    desk.answers = [refusal("MAP_IMPLAUSIBLE"), ACCEPTED]
    correcting.choose("correct.entry", "9")
    correcting.press(TAB, "201", ENTER, "201", ENTER)
    command = desk.sent[1][1]
    assert isinstance(command, Correct)
    assert command.fields == {"map_mmhg": "201", "map_again": "201"}


def test_without_an_entry_to_correct_the_form_says_so(sit_down: Seat) -> None:
    """Nothing can be chosen or sent, and Cancel has the cursor."""
    nurse = sit_down(FakeDesk(states={"ICU-12": "calm"}))
    nurse.sign_in("AB")
    nurse.workplace.open_act(Act.CORRECT)
    assert not nurse.find("correct.submit", ActButton).isEnabled()
    assert nurse.focus().objectName() == "correct.cancel"
