"""H42: what the program says is advice under an order, with its source, and can be declined."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    Shift,
    after_a_step,
    completed,
    moment,
    opened,
    prepared,
    suspended_as_overdue,
    weaning,
)
from titrator.session.bedside import bedside_of
from titrator.session.why import why_card
from titrator.ui.panels import help as help_panel

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.hazard("H42")

ORDERING = re.compile(
    r"\b(order is|must be given|administer|give the patient|prescribed)\b", re.IGNORECASE
)


def held() -> Shift:
    """On hold after two low readings."""
    shift = after_a_step()
    shift.at("08:10").assessment(63)
    shift.at("08:13").assessment(62)
    return shift


SHIFTS: dict[str, tuple[Callable[[], Shift], str]] = {
    "set-up": (opened, "08:00"),
    "ready": (prepared, "08:04:30"),
    "weaning": (weaning, "08:05"),
    "after a step": (after_a_step, "08:06"),
    "held": (held, "08:13"),
    "suspended": (suspended_as_overdue, "08:20:01"),
    "complete": (completed, "08:06"),
}


@pytest.mark.parametrize("name", SHIFTS)
def test_every_advice_shows_its_source_its_dissent_and_its_approval(name: str) -> None:
    """In every phase the card behind it says where it is from and that no hospital approved it."""
    make, at = SHIFTS[name]
    shift = make()
    bed, now = shift.bed, moment(at)
    screen = bedside_of(bed.state, bed.entries, shift.policy, now, UTC)
    why = why_card(bed.state, shift.policy, now, UTC)
    assert "educational, pending human review" in why.source
    assert any("Favours vasopressin first" in line for line in why.evidence)
    assert "not approved by a hospital" in why.protocol
    assert "Protocol not approved by a hospital" in screen.banner.warnings
    assert not ORDERING.search(f"{why.title} {why.text}")


def test_without_an_order_for_every_running_drug_nothing_is_guided() -> None:
    """Everything else is there; vasopressin runs without an order, and the start says so."""
    shift = prepared()
    shift.at("08:04:40").discontinue(VASOPRESSIN)
    line = shift.at("08:05").start()
    assert line.codes == {"ORDER_NOT_IN_FORCE"}
    assert line.phase == "setup"


def test_advice_can_be_declined_with_a_reason_that_is_kept() -> None:
    """The step stays open, and the log says why it was not taken."""
    shift = weaning()
    line = shift.at("08:06").decline(reason="falling_trend")
    assert (line.codes, line.phase) == (set(), "weaning")
    entry = shift.bed.entries[-1].entry
    assert [type(event).__name__ for event in entry.events] == ["AdviceDeclined"]
    assert "falling_trend" in str(entry.events)
    assert shift.at("08:06:10").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h").accepted


def test_help_says_what_the_program_is_not() -> None:
    """It advises and times, drives no pump, is no alarm, and replaces no order and no judgement."""
    said = " ".join((*help_panel.INTENDED_USE, *help_panel.LIMITS))
    for words in (
        "advises and times",
        "replaces no order and no judgement",
        "drives no pump",
        "not an alarm system",
        "Not for children",
        "proposals until the hospital has reviewed and approved them",
    ):
        assert words in said
