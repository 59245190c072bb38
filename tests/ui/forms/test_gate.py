"""Start gate: since when, and seven conditions, none of them answered by the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.nurse import ENTER, Key, Nurse
from titrator.core.commands import NotApplicable, RecordStartGate
from titrator.session.screen import Act
from titrator.ui.forms.gate_list import Listed
from titrator.ui.widgets.choices import AnswerRow
from titrator.ui.widgets.text import Text

if TYPE_CHECKING:
    from tests.ui.fake_desk import FakeDesk

ALL_MET = RecordStartGate(
    map_stable_since="2026-11-02T12:10:00+00:00",
    lactate_clearing="met",
    urine_output="met",
    mental_state="met",
    capillary_refill="met",
    skin="met",
    fluids="met",
    arterial_line="met",
)


@pytest.fixture
def at_the_gate(nurse: Nurse) -> Nurse:
    """A nurse with the gate form open, at 14:32 on the desk's clock."""
    nurse.workplace.open_act(Act.GATE)
    return nurse


def test_the_gate_takes_a_time_a_day_and_seven_digits(at_the_gate: Nurse, desk: FakeDesk) -> None:
    """Then Enter; the time goes with its zone."""
    at_the_gate.press("1210", ENTER, "1", "1111111", ENTER)
    assert desk.sent == [("ICU-12", ALL_MET, "AB")]
    assert at_the_gate.keys == 14


def test_the_time_is_said_back_with_how_long_ago_it_was(at_the_gate: Nurse) -> None:
    """Two hours and twenty-two minutes before 14:32."""
    at_the_gate.press("12:10", ENTER, "1")
    said = at_the_gate.find("gate.map_stable_since.said", Text)
    assert said.text() == "today 12:10, 2 h 22 min ago"


@pytest.mark.hazard("H25")
def test_an_open_question_is_not_sent(at_the_gate: Nurse, desk: FakeDesk) -> None:
    """Enter goes to the condition that was left out."""
    at_the_gate.press("1210", ENTER, "1", "111", Key.Key_Tab, Key.Key_Tab, Key.Key_Tab)
    at_the_gate.press("111", ENTER)
    assert at_the_gate.focus().objectName() == "gate.capillary_refill.met"
    assert desk.sent == []


def test_not_applicable_needs_a_reason_and_a_prescriber(at_the_gate: Nurse, desk: FakeDesk) -> None:
    """Both are asked for as soon as it is chosen, and go with the answer."""
    at_the_gate.press("1210", ENTER, "1", "1", "4", "dialysis", ENTER, "Dr. Ruiz", ENTER)
    at_the_gate.press("11111", ENTER)
    command = desk.sent[0][1]
    assert isinstance(command, RecordStartGate)
    assert command.urine_output == NotApplicable(not_applicable="dialysis", prescriber="Dr. Ruiz")


def test_four_conditions_always_apply(at_the_gate: Nurse) -> None:
    """Dialysis and sedation excuse no arterial line."""
    for name in ("lactate_clearing", "urine_output", "mental_state"):
        assert at_the_gate.sees(f"gate.{name}.not_applicable")
    for name in ("capillary_refill", "skin", "fluids", "arterial_line"):
        assert not at_the_gate.sees(f"gate.{name}.not_applicable")


@pytest.fixture
def at_a_small_gate(nurse: Nurse) -> Nurse:
    """The same on the smallest screen, where the conditions are a list."""
    nurse.workplace.resize(911, 465)
    QApplication.processEvents()
    nurse.workplace.open_act(Act.GATE)
    return nurse


def test_a_list_takes_the_same_keys(at_a_small_gate: Nurse, desk: FakeDesk) -> None:
    """A digit answers, and the next condition is asked in its place."""
    at_a_small_gate.press("1210", ENTER, "1", "1111111", ENTER)
    assert desk.sent == [("ICU-12", ALL_MET, "AB")]
    assert at_a_small_gate.keys == 14


def test_a_list_asks_one_condition_at_a_time(at_a_small_gate: Nurse) -> None:
    """The one that was pressed; all of them say what was answered."""
    at_a_small_gate.press("1210", ENTER, "1")
    at_a_small_gate.click("gate.list.skin")
    assert at_a_small_gate.sees("gate.skin.met")
    assert not at_a_small_gate.sees("gate.lactate_clearing.met")
    at_a_small_gate.press("2")
    said = {name: at_a_small_gate.find(f"gate.list.{name}", Listed) for name in ("since", "skin")}
    assert {name: one.answer() for name, one in said.items()} == {
        "since": "today 12:10",
        "skin": "not met",
    }


def test_a_list_goes_back_to_what_was_left_out(at_a_small_gate: Nurse, desk: FakeDesk) -> None:
    """After the last digit, and by Enter; nothing is sent before all are answered."""
    at_a_small_gate.press("1210", ENTER, "1", "1111")
    at_a_small_gate.click("gate.list.fluids")
    at_a_small_gate.press("1")
    assert at_a_small_gate.focus().objectName() == "gate.skin.met"
    at_a_small_gate.click("gate.list.fluids")
    at_a_small_gate.press(ENTER)
    assert at_a_small_gate.focus().objectName() == "gate.skin.met"
    assert desk.sent == []


def test_a_list_asks_why_a_condition_does_not_apply(at_a_small_gate: Nurse, desk: FakeDesk) -> None:
    """Below the answers, and in the same order of keys."""
    at_a_small_gate.press("1210", ENTER, "1", "1", "4", "dialysis", ENTER, "Dr. Ruiz", ENTER)
    at_a_small_gate.press("11111", ENTER)
    command = desk.sent[0][1]
    assert isinstance(command, RecordStartGate)
    assert command.urine_output == NotApplicable(not_applicable="dialysis", prescriber="Dr. Ruiz")


def test_a_larger_window_shows_all_answers_again(at_a_small_gate: Nurse, desk: FakeDesk) -> None:
    """What was answered in the list stands in the rows, and the rest is asked in them."""
    at_a_small_gate.press("1210", ENTER, "1", "111")
    at_a_small_gate.workplace.resize(1366, 697)
    QApplication.processEvents()
    assert not at_a_small_gate.sees("gate.list.skin")
    for name in ("lactate_clearing", "skin", "arterial_line"):
        assert at_a_small_gate.sees(f"gate.{name}.met")
    at_a_small_gate.find("gate.capillary_refill", AnswerRow).setFocus()
    at_a_small_gate.press("1111", ENTER)
    assert desk.sent == [("ICU-12", ALL_MET, "AB")]
