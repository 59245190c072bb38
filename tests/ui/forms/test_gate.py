"""Start gate: since when, and seven conditions, none of them answered by the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.nurse import ENTER, Key, Nurse
from titrator.core.commands import NotApplicable, RecordStartGate
from titrator.session.screen import Act
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
