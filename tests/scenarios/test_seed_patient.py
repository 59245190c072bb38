"""The patient of the source article, from opening the bed to a hold, and to the end of a wean.

70 kg, norepinephrine 0.03 mcg/kg/min from 4 mg in 250 mL, vasopressin 0.03 units/min from 20 units in
100 mL. What is expected is worked by hand: 7.9 mL/h of 16 mcg/mL is 2.10667 mcg/min.
"""

from __future__ import annotations

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    UNCHANGED,
    VASOPRESSIN,
    Line,
    Shift,
    after_a_step,
    weaning,
)

ALL_SAME = UNCHANGED | {"lactate": "same_or_better"}


def the_first_25_minutes() -> Shift:
    """Opening, set-up, a start too early, a step, a fall of MAP, and the way back up."""
    shift = Shift()
    shift.at("08:00").open()
    shift.at("08:00:30").infusion(NOREPINEPHRINE, "7.9 mL/h")
    shift.at("08:01").infusion(VASOPRESSIN, "9 mL/h")
    shift.at("08:02").order(NOREPINEPHRINE)
    shift.at("08:02:30").order(VASOPRESSIN)
    shift.at("08:03").start()
    shift.at("08:04").assessment(72, perfusion=ALL_SAME)
    shift.at("08:04:30").gate(stable_since="05:30")
    shift.at("08:05").start()
    shift.at("08:05:30").step(VASOPRESSIN, "0.02 units/min", "6 mL/h")
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    shift.at("08:11").assessment(70)
    shift.at("08:12").step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h")
    shift.at("08:20").assessment(63)
    shift.at("08:23").assessment(62)
    shift.at("08:24").back_up(NOREPINEPHRINE, "7.9 mL/h")
    shift.at("08:25").look()
    return shift


REFUSED: dict[int, set[str]] = {
    6: {"START_GATE_NOT_MET", "ASSESSMENT_MISSING"},
    10: {"OUT_OF_WEAN_ORDER"},
    13: {"STEP_TOO_EARLY"},
}
"""By line; every other line is accepted."""

PHASES = ["setup"] * 7 + ["ready"] + ["weaning"] * 5 + ["holding"] * 4
ACTIONS = (
    ["complete_setup"] * 7
    + ["start", "reduce", "reduce"]
    + ["wait", "wait", "wait"]
    + ["hold", "back_up", "hold", "hold"]
)


@pytest.mark.rule("R2", "R3", "R4", "R5", "R7", "R9", "R13", "R17")
@pytest.mark.hazard("H26")
def test_what_is_refused_and_what_is_advised_line_by_line() -> None:
    """Vasopressin may not be reduced first, and the second step is 9 min too early."""
    lines = the_first_25_minutes().lines
    assert {line.number: line.codes for line in lines if not line.accepted} == REFUSED
    assert [line.phase for line in lines] == PHASES
    assert [line.action for line in lines] == ACTIONS


@pytest.mark.rule("R2", "R6", "R21")
def test_the_first_advice_is_a_step_of_norepinephrine_with_its_pump_rate() -> None:
    line = the_first_25_minutes().lines[8]
    assert dict(line.advice) == {
        "action": "reduce",
        "drug": "norepinephrine",
        "to": "0.02 mcg/kg/min",
        "pump_rate": "5.3 mL/h",
        "text": "Reduce norepinephrine to 0.02 mcg/kg/min: set the pump to 5.3 mL/h.",
        "rule": "R6",
    }
    assert line.view["drugs"] == {
        "norepinephrine": {
            "dose": "0.0300952380952 mcg/kg/min",
            "dose_text": "0.0301 mcg/kg/min",
            "per_minute": "2.10666666667 mcg/min",
            "pump_rate": "7.9 mL/h",
            "status": "running",
        },
        "vasopressin": {
            "dose": "0.03 units/min",
            "dose_text": "0.03 units/min",
            "per_minute": "0.03 units/min",
            "pump_rate": "9 mL/h",
            "status": "running",
        },
    }


@pytest.mark.rule("R7", "R8")
def test_the_times_after_the_step_of_08_06() -> None:
    """15 min to the next step, due by 30; reassess after 5 min and again after 10."""
    lines = the_first_25_minutes().lines
    after_step, after_assessment = lines[10], lines[11]
    assert (after_step.opens_at, after_step.due_at, after_step.reassess_at) == (
        "08:21",
        "08:36",
        "08:11",
    )
    assert after_assessment.reassess_at == "08:16"


@pytest.mark.rule("R9")
def test_two_low_readings_three_minutes_apart_lead_back_to_the_last_tolerated_dose() -> None:
    lines = the_first_25_minutes().lines
    advised = lines[14].advice
    assert (advised["drug"], advised["to"], advised["pump_rate"]) == (
        "norepinephrine",
        "0.0300952380952 mcg/kg/min",
        "7.9 mL/h",
    )
    assert lines[15].rate() == "7.9 mL/h"
    assert lines[15].reassess_at == "08:29"
    assert lines[16].view["drugs"] == lines[15].view["drugs"]


def test_the_log_alone_tells_the_same_state() -> None:
    shift = the_first_25_minutes()
    assert shift.folded() == shift.bed.state


def follow_the_advice(shift: Shift, time: str) -> Line:
    """Reassesses well at `time` and does what is then advised."""
    advised = shift.at(time).assessment().advice
    assert advised["action"] in {"reduce", "stop_drug"}, advised
    return shift.at(time).step(advised["drug"], advised["to"], advised["pump_rate"])


@pytest.mark.rule("R2", "R6", "R7", "R10", "R11", "R13")
@pytest.mark.hazard("H26", "H27")
def test_a_whole_wean_follows_the_order_of_the_protocol_to_its_end() -> None:
    """Norepinephrine to its floor, vasopressin off hour by hour, then norepinephrine off."""
    shift = weaning()
    at = ["08:06", "08:21", "09:21", "10:21", "11:21", "11:36"]
    steps = [follow_the_advice(shift, time) for time in at]
    done = [(line.rate(NOREPINEPHRINE), line.rate(VASOPRESSIN)) for line in steps]
    assert all(line.accepted for line in steps)
    assert done == [
        ("5.3 mL/h", "9 mL/h"),
        ("2.7 mL/h", "9 mL/h"),
        ("2.7 mL/h", "6 mL/h"),
        ("2.7 mL/h", "3 mL/h"),
        ("2.7 mL/h", "0 mL/h"),
        ("0 mL/h", "0 mL/h"),
    ]
    assert [line.opens_at for line in steps] == [
        "08:21",
        "09:21",
        "10:21",
        "11:21",
        "11:36",
        None,
    ]
    assert (steps[-1].phase, steps[-1].action) == ("complete", "done")
    assert shift.folded() == shift.bed.state


@pytest.mark.rule("R11")
@pytest.mark.hazard("H23")
@pytest.mark.parametrize(("time", "codes"), [("09:20:59", {"STEP_TOO_EARLY"}), ("09:21", set())])
def test_vasopressin_waits_60_minutes_after_the_last_change_of_norepinephrine(
    time: str, codes: set[str]
) -> None:
    shift = after_a_step()
    shift.at("08:21").assessment()
    assert shift.at("08:21").step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h").accepted
    shift.at("09:20").assessment()
    assert shift.at(time).step(VASOPRESSIN, "0.02 units/min", "6 mL/h").codes == codes


@pytest.mark.hazard("H10")
@pytest.mark.parametrize(
    ("time", "codes"), [("08:08:59", set()), ("08:09", set()), ("08:09:01", {"ASSESSMENT_STALE"})]
)
def test_an_assessment_permits_a_step_for_five_minutes(time: str, codes: set[str]) -> None:
    """Assessed at 08:04."""
    step = weaning().at(time).step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert step.codes == codes


@pytest.mark.hazard("H11")
@pytest.mark.rule("R9")
@pytest.mark.parametrize(
    ("mmhg", "codes"),
    [("64.9", {"ON_HOLD", "MAP_BELOW_TARGET"}), ("65", set()), ("66", set())],
)
def test_a_map_at_target_is_at_target(mmhg: str, codes: set[str]) -> None:
    shift = weaning()
    shift.at("08:06").assessment(mmhg)
    step = shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert step.codes == codes


@pytest.mark.hazard("H21")
@pytest.mark.parametrize("shown", ["5.2 mL/h", "5.4 mL/h", "7.9 mL/h", None])
def test_a_step_is_confirmed_by_what_the_pump_shows(shown: str | None) -> None:
    step = weaning().at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", shown)
    assert step.codes == {"PUMP_MISMATCH"}


@pytest.mark.hazard("H25")
@pytest.mark.parametrize("sign", ["mental_state", "capillary_refill", "urine_output", "skin"])
def test_each_of_the_four_signs_must_be_answered_for_a_step(sign: str) -> None:
    """Lactate alone may stay not assessed."""
    shift = weaning()
    shift.at("08:06").assessment(72, perfusion=ALL_SAME | {sign: "not_assessed"})
    step = shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert step.codes == {"PERFUSION_NOT_ASSESSED"}


@pytest.mark.rule("R8", "R19")
@pytest.mark.parametrize(
    "sign", ["mental_state", "capillary_refill", "urine_output", "skin", "lactate"]
)
def test_each_sign_that_is_worse_starts_a_hold(sign: str) -> None:
    line = weaning().at("08:06").assessment(72, perfusion=ALL_SAME | {sign: "worse"})
    assert (line.phase, line.action) == ("holding", "hold")
