"""Ruling 30: a recorded infusion is put right, and with it the hold that only the slip started."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.shift import NOREPINEPHRINE, VASOPRESSIN, weaning

# The lines of `weaning()`: 1 open, 2 and 4 infusions, 3 and 5 orders, 6 assessment, 7 gate, 8 start.
NOREPINEPHRINE_LINE = 2
VASOPRESSIN_LINE = 4
EPINEPHRINE_BAG = {"amount": "4 mg", "volume": "250 mL"}


@pytest.mark.ruling(30)
def test_a_corrected_infusion_is_not_a_change() -> None:
    """9 mL/h was 8.9: the dose is right from now on, no interval starts; a higher one holds nobody."""
    shift = weaning()
    line = shift.at("08:06").correct(VASOPRESSIN_LINE, pump_shows="8.9 mL/h")
    assert (line.codes, line.phase, line.opens_at) == (set(), "weaning", "08:05")
    assert line.dose(VASOPRESSIN) == "0.0296666666667 units/min"
    line = shift.at("08:06:30").correct(VASOPRESSIN_LINE, pump_shows="9 mL/h")
    assert (line.codes, line.phase, line.opens_at) == (set(), "weaning", "08:05")
    assert line.findings == set()


@pytest.mark.ruling(30)
def test_a_corrected_label_changes_the_dose_and_needs_no_second_person() -> None:
    """The bag was 8 mg, not 4 mg: the same pump rate is twice the dose."""
    shift = weaning()
    line = shift.at("08:06").correct(NOREPINEPHRINE_LINE, amount="8 mg")
    assert (line.codes, line.dose()) == (set(), "0.0601904761905 mcg/kg/min")
    assert (line.phase, line.rate(), line.opens_at) == ("weaning", "7.9 mL/h", "08:05")


@pytest.mark.ruling(30)
@pytest.mark.parametrize(
    ("right", "code"),
    [
        ({"pump_shows": "9"}, "UNIT_MISMATCH"),
        ({"pump_shows": "9,0 mL/h"}, "NOT_A_NUMBER"),
        ({"amount": "0 units"}, "CONCENTRATION_MISSING"),
        ({"amount": "20 mg"}, "UNIT_MISMATCH"),
        ({"volume": ""}, "CONCENTRATION_MISSING"),
    ],
)
def test_a_corrected_infusion_is_read_like_a_new_one(right: dict[str, Any], code: str) -> None:
    """What cannot be taken is refused, and the original stands."""
    line = weaning().at("08:06").correct(VASOPRESSIN_LINE, **right)
    assert (line.codes, line.rate(VASOPRESSIN)) == ({code}, "9 mL/h")


@pytest.mark.ruling(30)
def test_an_infusion_entry_that_is_no_longer_the_present_state_cannot_be_corrected() -> None:
    """After a step, a change found at the pump, or a new bag the entry is history."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    line = shift.at("08:07").correct(NOREPINEPHRINE_LINE, pump_shows="8 mL/h")
    assert (line.codes, line.rate()) == ({"WRONG_PHASE"}, "5.3 mL/h")
    found = shift.at("08:08").infusion(VASOPRESSIN, "8.9 mL/h")
    line = shift.at("08:08:10").correct(VASOPRESSIN_LINE, pump_shows="8 mL/h")
    assert line.codes == {"WRONG_PHASE"}
    assert shift.at("08:08:20").correct(found, pump_shows="8.8 mL/h").accepted
    shift.at("08:08:30").bag(VASOPRESSIN, "8.8 mL/h")
    assert shift.at("08:08:40").correct(found, pump_shows="8 mL/h").codes == {"WRONG_PHASE"}


@pytest.mark.hazard("H50")
@pytest.mark.ruling(30)
@pytest.mark.rule("R12")
def test_a_correction_leads_out_of_a_suspension_above_a_limit() -> None:
    """90 mL/h was 9.0: what runs is within its limits, without an assessment."""
    shift = weaning()
    wrong = shift.at("08:06").infusion(VASOPRESSIN, "90 mL/h")
    assert wrong.phase == "suspended"
    line = shift.at("08:07").correct(wrong, pump_shows="9 mL/h")
    assert (line.codes, line.findings, line.phase) == (set(), set(), "weaning")


@pytest.mark.ruling(30)
@pytest.mark.hazard("H06")
@pytest.mark.parametrize(
    ("right", "phase"),
    [
        ("7.9 mL/h", "weaning"),
        ("7.8 mL/h", "weaning"),
        # 8 mL/h is still more than the 7.9 that ran before: the hold was right.
        ("8 mL/h", "holding"),
    ],
)
def test_a_hold_that_only_a_mistyped_rate_started_is_lifted(right: str, phase: str) -> None:
    """79 mL/h was 7.9. The hold leaves the count and the step clock restarts."""
    shift = weaning()
    wrong = shift.at("08:06").infusion(NOREPINEPHRINE, "79 mL/h")
    assert wrong.phase == "holding"
    line = shift.at("08:07").correct(wrong, pump_shows=right)
    assert (line.codes, line.phase) == (set(), phase)
    if phase == "weaning":
        assert line.opens_at == "08:22"
        assert shift.at("08:08").infusion(NOREPINEPHRINE, "8.1 mL/h").phase == "holding"
        assert shift.at("08:08:30").resume().accepted


@pytest.mark.ruling(30)
@pytest.mark.parametrize(("right", "phase"), [("0 mL/h", "weaning"), ("0.1 mL/h", "holding")])
def test_a_hold_for_a_new_drug_is_lifted_when_it_does_not_run(right: str, phase: str) -> None:
    """Epinephrine was recorded running and only hangs ready."""
    shift = weaning()
    wrong = shift.at("08:06").infusion("epinephrine", "5 mL/h", **EPINEPHRINE_BAG)
    assert wrong.phase == "holding"
    assert shift.at("08:07").correct(wrong, pump_shows=right).phase == phase


@pytest.mark.ruling(30)
def test_a_hold_with_a_bad_reading_in_it_outlasts_the_corrected_infusion() -> None:
    """The low MAP would have started a hold of its own."""
    shift = weaning()
    wrong = shift.at("08:06").infusion(NOREPINEPHRINE, "79 mL/h")
    shift.at("08:07").assessment(63)
    assert shift.at("08:08").correct(wrong, pump_shows="7.9 mL/h").phase == "holding"


@pytest.mark.ruling(30)
def test_a_hold_that_another_entry_started_outlasts_a_correction() -> None:
    """By hand first; the mistyped rate came later and started nothing."""
    shift = weaning()
    shift.at("08:05:30").hold()
    wrong = shift.at("08:06").infusion(NOREPINEPHRINE, "79 mL/h")
    assert shift.at("08:07").correct(wrong, pump_shows="7.9 mL/h").phase == "holding"


@pytest.mark.ruling(30)
def test_a_correction_is_no_new_reading_of_the_pump() -> None:
    """Who read it, and when, stays."""
    shift = weaning()
    before = shift.bed.state.infusions[VASOPRESSIN]
    shift.at("08:06").correct(VASOPRESSIN_LINE, pump_shows="8.9 mL/h")
    after = shift.bed.state.infusions[VASOPRESSIN]
    assert (after.read_at, after.read_by) == (before.read_at, before.read_by)
