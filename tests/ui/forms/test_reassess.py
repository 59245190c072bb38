"""Reassess: nine keys, every answer given by hand, the source said by the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.ui.fake_desk import ACCEPTED, refusal
from tests.ui.nurse import ENTER, TAB, Key
from titrator.core.commands import RecordAssessment
from titrator.ui.widgets.fields import Line
from titrator.ui.widgets.text import Text

if TYPE_CHECKING:
    from tests.ui.fake_desk import FakeDesk
    from tests.ui.nurse import Nurse

ALT = Qt.KeyboardModifier.AltModifier
SAME = {
    "mental_state": "same_or_better",
    "capillary_refill": "same_or_better",
    "urine_output": "same_or_better",
    "skin": "same_or_better",
    "lactate": "not_assessed",
}


def test_an_uneventful_reassessment_takes_nine_keys(nurse: Nurse, desk: FakeDesk) -> None:
    """F5, two digits, Enter, four answers, Enter."""
    nurse.press(Key.Key_F5, "71", ENTER, "1111", ENTER)
    assert nurse.keys == 9
    sent = RecordAssessment(map_mmhg="71", map_source="arterial_line", perfusion=SAME)
    assert desk.sent == [("ICU-12", sent, "AB")]
    assert nurse.form() is None


@pytest.mark.hazard("H12")
def test_the_field_says_where_the_map_was_read(nurse: Nurse, desk: FakeDesk) -> None:
    """Typed under the cuff it is a cuff reading; the other field is closed meanwhile."""
    nurse.press(Key.Key_F5, TAB, "71")
    assert not nurse.find("reassess.map", Line).isEnabled()
    nurse.press(ENTER, "1111", ENTER)
    command = desk.sent[0][1]
    assert isinstance(command, RecordAssessment)
    assert (command.map_mmhg, command.map_source) == ("71", "cuff")


@pytest.mark.hazard("H25")
def test_nothing_is_answered_until_somebody_answers(nurse: Nurse, desk: FakeDesk) -> None:
    """Enter goes to the next gap and sends nothing while one is left."""
    nurse.press(Key.Key_F5, "71", ENTER, ENTER, ENTER)
    assert nurse.focus().objectName() == "reassess.mental_state.same_or_better"
    nurse.press("123")
    assert nurse.focus().objectName() == "reassess.skin.same_or_better"
    nurse.press(ENTER)
    assert desk.sent == []
    nurse.press("1", ENTER)
    command = desk.sent[0][1]
    assert isinstance(command, RecordAssessment)
    assert command.perfusion == SAME | {
        "capillary_refill": "worse",
        "urine_output": "not_assessed",
    }


@pytest.mark.hazard("H25")
def test_four_equal_answers_in_one_stroke_need_a_map_first(nurse: Nurse, desk: FakeDesk) -> None:
    """Alt+1 before a MAP says what is missing; after it, four answers, and lactate stays open."""
    nurse.press(Key.Key_F5)
    nurse.press(Key.Key_1, held=ALT)
    nurse.press("71", ENTER)
    assert nurse.focus().objectName() == "reassess.mental_state.same_or_better"
    nurse.press(Key.Key_1, held=ALT)
    nurse.press(ENTER)
    command = desk.sent[0][1]
    assert isinstance(command, RecordAssessment)
    assert command.perfusion == SAME


@pytest.mark.hazard("H12")
def test_an_implausible_map_is_typed_again(nurse: Nurse, desk: FakeDesk) -> None:
    """The field for it appears with the refusal; nothing that was answered is lost."""
    desk.answers = [refusal("MAP_IMPLAUSIBLE"), ACCEPTED]
    nurse.press(Key.Key_F5, "45", ENTER, "1211", ENTER)
    assert nurse.refusals() == ["MAP_IMPLAUSIBLE"]
    assert nurse.focus().objectName() == "reassess.map_again"
    assert not nurse.sees("reassess.map_cuff")
    nurse.press("45", ENTER)
    again = desk.sent[1][1]
    assert isinstance(again, RecordAssessment)
    assert (again.map_mmhg, again.map_again) == ("45", "45")
    assert again.perfusion == SAME | {"capillary_refill": "worse"}


def test_another_map_need_not_be_typed_twice(nurse: Nurse, desk: FakeDesk) -> None:
    """Where the first one was a slip, the second field goes with it."""
    desk.answers = [refusal("MAP_IMPLAUSIBLE")]
    nurse.press(Key.Key_F5, "17", ENTER, "1111", ENTER)
    nurse.find("reassess.map", Line).setFocus()
    nurse.press(Key.Key_Backspace, "1")
    assert not nurse.sees("reassess.map_again")
    assert nurse.sees("reassess.map_cuff")


def test_a_map_by_cuff_is_typed_again_beside_the_cuff(nurse: Nurse, desk: FakeDesk) -> None:
    """The field of the arterial line gives way then."""
    desk.answers = [refusal("MAP_IMPLAUSIBLE")]
    nurse.press(Key.Key_F5, TAB, "45", ENTER, "1111", ENTER)
    assert nurse.sees("reassess.map_cuff")
    assert not nurse.sees("reassess.map")
    nurse.press("45", ENTER)
    command = desk.sent[1][1]
    assert isinstance(command, RecordAssessment)
    assert (command.map_source, command.map_again) == ("cuff", "45")


@pytest.mark.hazard("H12")
@pytest.mark.parametrize("size", [(1366, 697), (1093, 543)])
def test_why_a_map_is_typed_again_is_read_beside_the_field_for_it(
    nurse: Nurse, desk: FakeDesk, size: tuple[int, int]
) -> None:
    """Card and field are both whole in the part of the form that is seen."""
    nurse.workplace.resize(*size)
    desk.answers = [refusal("MAP_IMPLAUSIBLE")]
    nurse.press(Key.Key_F5, "45", ENTER, "1111", ENTER)
    for name in ("blocked.MAP_IMPLAUSIBLE", "reassess.map_again"):
        assert nurse.sees_whole(name), name


@pytest.mark.hazard("H07")
def test_a_comma_is_refused_with_the_reason_and_kept(nurse: Nurse, desk: FakeDesk) -> None:
    """What cannot be read stays in the field, and Enter goes no further."""
    nurse.press(Key.Key_F5, "7,1", ENTER)
    assert nurse.find("reassess.map", Line).text() == "7,1"
    assert "write a decimal point, not a comma" in nurse.find("reassess.map.reason", Text).text()
    assert nurse.focus().objectName() == "reassess.map"
    assert desk.sent == []
