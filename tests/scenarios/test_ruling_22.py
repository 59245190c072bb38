"""Ruling 22: a refused step names everything that stands in its way, and nothing else."""

from __future__ import annotations

import pytest

from tests.support.shift import INCOMPLETE, OMIT, UNCHANGED, Shift, prepared, weaning

NOREPINEPHRINE = "norepinephrine"
VASOPRESSIN = "vasopressin"


@pytest.mark.ruling(22)
@pytest.mark.parametrize("shown", ["5.3 mL/h", "99 mL/h", None])
def test_before_the_start_a_step_is_only_the_wrong_phase(shown: str | None) -> None:
    """In setup and in ready no other code is named, whatever the step holds."""
    shift = Shift()
    shift.at("08:00").open()
    line = shift.at("08:01").step("levophed", "-1", pump_shows=shown)
    assert (line.phase, line.codes) == ("setup", {"WRONG_PHASE"})
    ready = prepared()
    line = ready.at("08:05").step(NOREPINEPHRINE, "0.02 mcg/kg/min", pump_shows=shown)
    assert (line.phase, line.codes) == ("ready", {"WRONG_PHASE"})


@pytest.mark.ruling(22)
def test_after_completion_a_step_is_only_the_wrong_phase() -> None:
    """Nothing of the protocol runs, so nothing can be reduced."""
    shift = weaning("2.7 mL/h", None)
    assert shift.at("08:06").step(NOREPINEPHRINE, "off").phase == "complete"
    line = shift.at("08:07").step(NOREPINEPHRINE, "off")
    assert line.codes == {"WRONG_PHASE"}


@pytest.mark.ruling(22)
@pytest.mark.rule("R9")
@pytest.mark.hazard("H24")
def test_on_hold_the_reason_of_the_hold_is_named_beside_it() -> None:
    """A low MAP starts the hold; a step then names the hold and the MAP."""
    shift = weaning()
    assert shift.at("08:07").assessment(64).phase == "holding"
    line = shift.at("08:08").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {"ON_HOLD", "MAP_BELOW_TARGET"}
    shift.at("08:09").assessment(72)
    line = shift.at("08:10").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {"ON_HOLD"}


@pytest.mark.ruling(22)
def test_everything_that_is_wrong_with_a_step_is_named_at_once() -> None:
    """Hold, each fault of a stale assessment, interval, orders and the dose itself."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    perfusion = UNCHANGED | {"skin": "worse", "mental_state": "not_assessed"}
    shift.at("08:07").assessment(63, map_source="cuff", perfusion=perfusion)
    shift.at("08:08").discontinue(VASOPRESSIN)
    line = shift.at("08:12:01").step(VASOPRESSIN, "0.01 units/min", "3 mL/h")
    assert line.codes == {
        "ON_HOLD",
        "ASSESSMENT_STALE",
        "MAP_BELOW_TARGET",
        "MAP_SOURCE_NOT_ALLOWED",
        "PERFUSION_WORSE",
        "PERFUSION_NOT_ASSESSED",
        "STEP_TOO_EARLY",
        "ORDER_NOT_IN_FORCE",
        "OUT_OF_WEAN_ORDER",
        "STEP_TOO_LARGE",
    }


@pytest.mark.ruling(22)
@pytest.mark.hazard("H10")
@pytest.mark.parametrize(
    ("time", "codes"),
    [
        ("08:08:59", set[str]()),
        ("08:09", set[str]()),
        ("08:09:01", {"ASSESSMENT_STALE"}),
    ],
)
def test_an_assessment_permits_a_step_for_five_minutes(time: str, codes: set[str]) -> None:
    """Assessed at 08:04: 4:59 and 5:00 are fresh, 5:01 is stale."""
    line = weaning().at(time).step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == codes


@pytest.mark.ruling(22)
@pytest.mark.hazard("H25")
@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"perfusion": INCOMPLETE}, {"PERFUSION_NOT_ASSESSED"}),
        ({"perfusion": {}}, {"PERFUSION_NOT_ASSESSED"}),
        ({"perfusion": OMIT}, {"PERFUSION_NOT_ASSESSED"}),
        ({"map_source": "cuff"}, {"MAP_SOURCE_NOT_ALLOWED"}),
        (
            {"map_source": "cuff", "perfusion": INCOMPLETE},
            {"MAP_SOURCE_NOT_ALLOWED", "PERFUSION_NOT_ASSESSED"},
        ),
    ],
)
def test_a_cuff_or_an_unanswered_question_permits_no_step(
    fields: dict[str, object], codes: set[str]
) -> None:
    """It is recorded and starts no hold, and yet no step follows from it."""
    shift = weaning()
    line = shift.at("08:07").assessment(72, **fields)
    assert (line.accepted, line.phase) == (True, "weaning")
    line = shift.at("08:08").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == codes


@pytest.mark.ruling(22)
@pytest.mark.rule("R2", "R13")
@pytest.mark.parametrize(
    ("time", "codes"),
    [
        ("08:20:59", {"STEP_TOO_EARLY", "OUT_OF_WEAN_ORDER"}),
        ("08:21", {"OUT_OF_WEAN_ORDER"}),
    ],
)
def test_another_drug_is_too_early_by_the_current_stage(time: str, codes: set[str]) -> None:
    """Vasopressin's own hour does not count while norepinephrine's quarter of an hour governs."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    shift.at("08:16").assessment(70)
    assert shift.at(time).step(VASOPRESSIN, "0.02 units/min", "6 mL/h").codes == codes


@pytest.mark.ruling(22)
@pytest.mark.rule("R7")
@pytest.mark.hazard("H23")
@pytest.mark.parametrize(
    ("interval", "time", "codes"),
    [
        (15, "08:20:59", {"STEP_TOO_EARLY"}),
        (15, "08:21", set[str]()),
        # The stage's quarter of an hour outlasts a shorter order; a longer order outlasts the stage.
        (10, "08:20:59", {"STEP_TOO_EARLY"}),
        (10, "08:21", set[str]()),
        (20, "08:25:59", {"STEP_TOO_EARLY"}),
        (20, "08:26", set[str]()),
    ],
)
def test_the_longer_interval_of_order_and_stage_must_have_passed(
    interval: int, time: str, codes: set[str]
) -> None:
    """14:59 is too early and 15:00 is not."""
    shift = weaning("18.4 mL/h", orders={NOREPINEPHRINE: {"interval_min": interval}})
    # 0.0701 to 0.06: 15.8 mL/h is 0.0602, a real step of 0.0099.
    assert shift.at("08:06").step(NOREPINEPHRINE, "0.06 mcg/kg/min", "15.8 mL/h").accepted
    shift.at("08:20").assessment(70)
    if interval == 20:
        shift.at("08:25").assessment(70)
    # 0.0602 to 0.05: 13.2 mL/h is 0.0503, a real step of 0.0099.
    line = shift.at(time).step(NOREPINEPHRINE, "0.05 mcg/kg/min", "13.2 mL/h")
    assert line.codes == codes


@pytest.mark.ruling(22)
@pytest.mark.rule("R12")
def test_while_suspended_above_an_order_the_limit_is_named_too() -> None:
    """A new order lies below what runs: no hold, but no step either."""
    shift = weaning()
    line = shift.at("08:06").order(
        NOREPINEPHRINE, initial="0.02 mcg/kg/min", maximum="0.02 mcg/kg/min"
    )
    assert (line.accepted, line.phase, line.action) == (True, "suspended", "call_prescriber")
    line = shift.at("08:07").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {"SUSPENDED", "ABOVE_ORDER_MAXIMUM"}


@pytest.mark.ruling(22)
@pytest.mark.rule("R12")
@pytest.mark.hazard("H28")
def test_a_found_dose_above_the_cap_names_hold_suspension_and_every_limit() -> None:
    """Vasopressin found at 0.0433 units/min: above the ceiling and above its order."""
    shift = weaning()
    line = shift.at("08:06").infusion(VASOPRESSIN, "13 mL/h")
    assert (line.accepted, line.phase) == (True, "suspended")
    line = shift.at("08:07").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {
        "ON_HOLD",
        "SUSPENDED",
        "ABOVE_HARD_CAP",
        "ABOVE_ORDER_MAXIMUM",
        "STEP_TOO_EARLY",
    }


@pytest.mark.ruling(22)
def test_an_overdue_reassessment_names_the_suspension_and_the_stale_assessment() -> None:
    """Due at 08:10 and never made: from 08:20:01 nothing is reduced."""
    shift = weaning()
    line = shift.at("08:20").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert (line.phase, line.codes) == ("weaning", {"ASSESSMENT_STALE"})
    line = shift.at("08:20:01").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert (line.phase, line.codes) == ("suspended", {"SUSPENDED", "ASSESSMENT_STALE"})


@pytest.mark.ruling(22)
@pytest.mark.hazard("H14")
def test_a_clock_that_went_back_is_named() -> None:
    """Time going back suspends, and the step says so."""
    shift = weaning()
    line = shift.at("08:04").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert {"SUSPENDED", "CLOCK_NOT_TRUSTED"} <= line.codes
    assert "CLOCK_NOT_TRUSTED" in line.findings


@pytest.mark.hazard("H52")
@pytest.mark.ruling(22)
@pytest.mark.parametrize(
    ("until", "time", "codes"),
    [
        ("2026-03-01T08:07:00Z", "08:07", set[str]()),
        ("2026-03-01T08:07:00Z", "08:07:01", {"ORDER_NOT_IN_FORCE"}),
        ("2026-03-01T09:07:00+01:00", "08:07", set[str]()),
        ("2026-03-01T09:07:00+01:00", "08:07:01", {"ORDER_NOT_IN_FORCE"}),
    ],
)
def test_an_order_holds_up_to_and_at_its_end(until: str, time: str, codes: set[str]) -> None:
    """`valid_until` itself is still in force."""
    shift = weaning(orders={NOREPINEPHRINE: {"valid_until": until}})
    line = shift.at(time).step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == codes


@pytest.mark.ruling(22)
@pytest.mark.hazard("H21")
@pytest.mark.parametrize("shown", ["5.2 mL/h", "5.4 mL/h", "53 mL/h", "0 mL/h", "7.9 mL/h", None])
def test_the_pump_must_show_the_advised_rate(shown: str | None) -> None:
    """Another rate, or none read back, is refused and nothing is recorded."""
    line = weaning().at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", pump_shows=shown)
    assert line.codes == {"PUMP_MISMATCH"}
    assert line.rate() == "7.9 mL/h"


@pytest.mark.ruling(22)
@pytest.mark.hazard("H21")
def test_a_pump_mismatch_stands_beside_codes_that_do_not_concern_the_dose() -> None:
    """There is a right rate all the same, so a wrong one is named."""
    line = weaning().at("08:09:01").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.2 mL/h")
    assert line.codes == {"ASSESSMENT_STALE", "PUMP_MISMATCH"}


@pytest.mark.ruling(22)
@pytest.mark.parametrize(
    ("drug", "to", "codes"),
    [
        (VASOPRESSIN, "0.02 units/min", {"OUT_OF_WEAN_ORDER"}),
        (VASOPRESSIN, "0.01 units/min", {"OUT_OF_WEAN_ORDER", "STEP_TOO_LARGE"}),
        (VASOPRESSIN, "off", {"OUT_OF_WEAN_ORDER", "ABRUPT_STOP"}),
        (NOREPINEPHRINE, "off", {"OUT_OF_WEAN_ORDER", "ABRUPT_STOP"}),
        (NOREPINEPHRINE, "0.01 mcg/kg/min", {"STEP_TOO_LARGE"}),
        (NOREPINEPHRINE, "0.04 mcg/kg/min", {"NOT_A_REDUCTION"}),
        (NOREPINEPHRINE, "2 mcg/min", {"UNIT_MISMATCH"}),
        (NOREPINEPHRINE, "0.02 units/min", {"UNIT_MISMATCH"}),
        (NOREPINEPHRINE, "0,02 mcg/kg/min", {"NOT_A_NUMBER"}),
        (NOREPINEPHRINE, "-0.02 mcg/kg/min", {"BELOW_ZERO"}),
        ("levophed", "0.02 mcg/kg/min", {"UNKNOWN_DRUG"}),
    ],
)
def test_a_fault_of_the_drug_or_the_dose_leaves_no_right_rate(
    drug: str, to: str, codes: set[str]
) -> None:
    """Where the drug or the dose is wrong there is no right rate to compare with."""
    line = weaning().at("08:06").step(drug, to, "99 mL/h")
    assert line.codes == codes


@pytest.mark.ruling(22)
@pytest.mark.rule("R6")
@pytest.mark.parametrize(
    ("running", "to", "codes"),
    [
        # 100 kg, 60 mcg/mL: 1 mL/h is 0.01. One resolution (0.001) may be undershot, no more.
        ("3.1 mL/h", "0.02", set[str]()),
        ("3.1 mL/h", "0.0199", {"STEP_TOO_LARGE"}),
        ("3.2 mL/h", "0.02", {"STEP_TOO_LARGE"}),
        ("3 mL/h", "0.03", {"NOT_A_REDUCTION"}),
        ("3 mL/h", "0.0301", {"NOT_A_REDUCTION"}),
        ("1.5 mL/h", "0.01", set[str]()),
        ("1.5 mL/h", "0.009", {"OUT_OF_WEAN_ORDER"}),
        ("1.5 mL/h", "0.0099", {"OUT_OF_WEAN_ORDER"}),
    ],
)
def test_the_wanted_dose_is_held_to_increment_floor_and_the_running_dose(
    running: str, to: str, codes: set[str]
) -> None:
    """Each limit at equality, and the least bit beyond it."""
    rates = {("3.1 mL/h", "0.02"): "2.1 mL/h", ("1.5 mL/h", "0.01"): "1 mL/h"}
    bags = {
        NOREPINEPHRINE: {"amount": "6 mg", "volume": "100 mL"},
        VASOPRESSIN: {"amount": "20 units", "volume": "100 mL"},
    }
    shift = weaning(running, weight="100 kg", bags=bags)
    shown = rates.get((running, to), "9.9 mL/h")
    assert shift.at("08:06").step(NOREPINEPHRINE, f"{to} mcg/kg/min", shown).codes == codes


@pytest.mark.ruling(22)
@pytest.mark.rule("R6")
@pytest.mark.parametrize("to", ["0 mcg/kg/min", "0.0 mcg/kg/min", "0.00 mcg/kg/min"])
def test_a_dose_of_zero_is_not_the_act_of_stopping(to: str) -> None:
    """Also where off would be allowed, zero as a dose is an abrupt stop."""
    assert "ABRUPT_STOP" in weaning().at("08:06").step(NOREPINEPHRINE, to, "0 mL/h").codes
    line = weaning("2.7 mL/h", None).at("08:06").step(NOREPINEPHRINE, to, "0 mL/h")
    assert line.codes == {"ABRUPT_STOP"}
    assert line.status() == "running"


@pytest.mark.ruling(22)
def test_a_drug_outside_the_protocol_is_out_of_wean_order() -> None:
    """Epinephrine runs and has an order, but no stage speaks of it."""
    shift = prepared()
    shift.at("08:04:40").infusion("epinephrine", "5 mL/h", amount="4 mg", volume="250 mL")
    shift.at("08:04:50").order(
        "epinephrine",
        route="central",
        initial="0.05 mcg/kg/min",
        increment="0.01 mcg/kg/min",
        interval_min=15,
        maximum="0.5 mcg/kg/min",
        map_target_mmhg=65,
        prescriber="CD",
    )
    assert shift.at("08:05").start().accepted
    line = shift.at("08:06").step("epinephrine", "0.01 mcg/kg/min", "2.7 mL/h")
    assert line.codes == {"OUT_OF_WEAN_ORDER"}
    # No stage says from which dose it may be stopped: the decision table found ABRUPT_STOP here.
    assert shift.at("08:06").step("epinephrine", "off").codes == {"OUT_OF_WEAN_ORDER"}


@pytest.mark.ruling(22)
@pytest.mark.parametrize("to", ["0.01 units/min", "off"])
def test_a_drug_that_does_not_run_cannot_be_reduced(to: str) -> None:
    """Never recorded, or recorded at 0 mL/h: there is nothing to reduce."""
    never = weaning(vasopressin=None)
    assert "NOT_RUNNING" in never.at("08:06").step(VASOPRESSIN, to, "0 mL/h").codes
    at_zero = weaning(vasopressin="0 mL/h")
    assert "NOT_RUNNING" in at_zero.at("08:06").step(VASOPRESSIN, to, "0 mL/h").codes


@pytest.mark.rule("R9", "R19")
@pytest.mark.parametrize(
    "sign", ["mental_state", "capillary_refill", "urine_output", "skin", "lactate"]
)
def test_any_worse_perfusion_answer_starts_a_hold_and_permits_no_step(sign: str) -> None:
    """MAP at target does not outweigh a single failure sign, lactate included."""
    shift = weaning()
    assert (
        shift.at("08:07").assessment(80, perfusion=UNCHANGED | {sign: "worse"}).phase == "holding"
    )
    line = shift.at("08:08").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {"ON_HOLD", "PERFUSION_WORSE"}
