"""Opening a bed and the dosing weight: in kg, known how, typed twice where it is unusual."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.ui.fake_desk import ACCEPTED, FakeDesk, refusal
from tests.ui.nurse import ENTER, Key, Nurse
from titrator.core.commands import ChangeWeight, OpenEpisode
from titrator.session.screen import Act
from titrator.ui.widgets.text import Text

if TYPE_CHECKING:
    from tests.ui.nurse import Seat

CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_first_bed_is_opened_by_keyboard_alone(sit_down: Seat) -> None:
    """New bed, initials once, then bed, adult, weight and how it is known."""
    desk = FakeDesk()
    nurse = sit_down(desk)
    nurse.press(ENTER, "AB", ENTER, "ICU-7", ENTER, "1", "70", ENTER, "1", ENTER)
    sent = OpenEpisode(bed="ICU-7", weight="70 kg", weight_kind="measured", adult=True)
    assert desk.sent == [("ICU-7", sent, "AB")]
    assert [tab.bed for tab in desk.beds()] == ["ICU-7"]


def test_enter_on_a_field_that_is_empty_says_what_to_do(nurse: Nurse, desk: FakeDesk) -> None:
    """Neither nothing happens nor anything is sent; the words go with the first letter."""
    nurse.press(Key.Key_N, held=CTRL)
    assert not nurse.sees("open_bed.bed.reason")
    nurse.press(ENTER)
    assert nurse.find("open_bed.bed.reason", Text).text() == "Type this first."
    nurse.press("I")
    assert not nurse.sees("open_bed.bed.reason")
    nurse.press("CU-7", ENTER, "1", ENTER)
    assert nurse.find("open_bed.weight.reason", Text).text() == "Type this first."
    assert desk.sent == []


@pytest.mark.hazard("H48")
def test_who_is_no_adult_is_said_so_and_refused_by_the_core(nurse: Nurse, desk: FakeDesk) -> None:
    """No is an answer like yes: it is sent, so that the refusal is in the log."""
    desk.answers = [refusal("OUT_OF_SCOPE")]
    nurse.press(Key.Key_N, held=CTRL)
    nurse.press("ICU-7", ENTER, "2", "35", ENTER, "1", ENTER)
    command = desk.sent[0][1]
    assert isinstance(command, OpenEpisode)
    assert command.adult is False
    assert nurse.refusals() == ["OUT_OF_SCOPE"]


@pytest.mark.hazard("H01")
def test_an_unusual_weight_is_typed_twice(nurse: Nurse, desk: FakeDesk) -> None:
    """154 may be lb: the second field appears with the refusal, and goes with another weight."""
    desk.answers = [refusal("WEIGHT_IMPLAUSIBLE"), ACCEPTED]
    nurse.workplace.open_act(Act.WEIGHT)
    assert not nurse.sees("weight.weight_again")
    nurse.press("154", ENTER, "2", ENTER)
    assert nurse.focus().objectName() == "weight.weight_again"
    nurse.press("154", ENTER)
    sent = ChangeWeight(weight="154 kg", weight_kind="stated", weight_again="154 kg")
    assert desk.sent[1] == ("ICU-12", sent, "AB")


@pytest.mark.hazard("H01")
@pytest.mark.parametrize("size", [(1366, 697), (1093, 543), (911, 465)])
def test_why_a_weight_is_typed_again_is_read_beside_the_field_for_it(
    nurse: Nurse, desk: FakeDesk, size: tuple[int, int]
) -> None:
    """Card and field are both whole in the part of the form that is seen."""
    nurse.workplace.resize(*size)
    desk.answers = [refusal("WEIGHT_IMPLAUSIBLE")]
    nurse.workplace.open_act(Act.WEIGHT)
    nurse.press("154", ENTER, "2", ENTER)
    for name in ("blocked.WEIGHT_IMPLAUSIBLE", "weight.weight_again"):
        assert nurse.sees_whole(name), name


@pytest.mark.hazard("H01")
def test_the_second_field_goes_when_the_weight_is_typed_anew(nurse: Nurse, desk: FakeDesk) -> None:
    """What was typed for the former weight says nothing about the new one."""
    desk.answers = [refusal("WEIGHT_IMPLAUSIBLE"), ACCEPTED]
    nurse.workplace.open_act(Act.WEIGHT)
    nurse.press("154", ENTER, "2", ENTER, "15")
    nurse.find("weight.weight").setFocus()
    nurse.press(Key.Key_Backspace, Key.Key_Backspace, Key.Key_Backspace, "70", ENTER)
    sent = ChangeWeight(weight="70 kg", weight_kind="stated", weight_again=None)
    assert desk.sent[1] == ("ICU-12", sent, "AB")


@pytest.mark.hazard("H02")
def test_how_the_weight_is_known_has_no_default(nurse: Nurse, desk: FakeDesk) -> None:
    """Enter after the weight goes to the question and sends nothing."""
    nurse.workplace.open_act(Act.WEIGHT)
    nurse.press("70", ENTER, ENTER)
    assert nurse.focus().objectName() == "weight.weight_kind.measured"
    assert desk.sent == []
