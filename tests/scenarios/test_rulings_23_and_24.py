"""Rulings 23 and 24: what start_wean asks for, and when the start gate is open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.shift import (
    GATE_ANSWERS,
    INCOMPLETE,
    NOREPINEPHRINE,
    OMIT,
    VASOPRESSIN,
    WORSE,
    Shift,
    iso,
    opened,
    prepared,
    weaning,
)

EPINEPHRINE_BAG = {"amount": "4 mg", "volume": "250 mL"}


@pytest.mark.ruling(23)
@pytest.mark.hazard("H42")
def test_start_wean_names_everything_that_is_missing() -> None:
    """Each thing that is entered takes its code away, until nothing is left."""
    shift = opened()
    everything = {"NOT_RUNNING", "START_GATE_NOT_MET", "ASSESSMENT_MISSING"}
    assert shift.at("08:00:30").start().codes == everything
    shift.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h")
    missing = {"ORDER_INCOMPLETE", "START_GATE_NOT_MET", "ASSESSMENT_MISSING"}
    assert shift.at("08:01:30").start().codes == missing
    shift.at("08:02").order(NOREPINEPHRINE)
    assert shift.at("08:02:30").start().codes == {"START_GATE_NOT_MET", "ASSESSMENT_MISSING"}
    shift.at("08:03").gate()
    assert shift.at("08:03:30").start().codes == {"ASSESSMENT_MISSING"}
    line = shift.at("08:04").assessment()
    assert (line.phase, line.action) == ("ready", "start")
    assert shift.at("08:04:30").start().phase == "weaning"


@pytest.mark.ruling(23)
def test_every_running_drug_of_the_protocol_needs_its_order() -> None:
    """Vasopressin runs without one."""
    shift = opened()
    shift.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h")
    shift.at("08:01").infusion(VASOPRESSIN, "9 mL/h")
    shift.at("08:02").order(NOREPINEPHRINE)
    shift.at("08:03").gate()
    shift.at("08:04").assessment()
    assert shift.at("08:05").start().codes == {"ORDER_INCOMPLETE"}


@pytest.mark.ruling(23)
def test_an_incomplete_order_is_not_kept() -> None:
    """It is refused, and the start still misses the order."""
    shift = opened()
    shift.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h")
    assert shift.at("08:02").order(NOREPINEPHRINE, route=OMIT).codes == {"ORDER_INCOMPLETE"}
    shift.at("08:03").gate()
    shift.at("08:04").assessment()
    assert shift.at("08:05").start().codes == {"ORDER_INCOMPLETE"}


@pytest.mark.hazard("H52")
@pytest.mark.ruling(23)
def test_a_discontinued_order_is_not_in_force() -> None:
    """Unlike one that never came, it is named as no longer in force."""
    shift = prepared()
    line = shift.at("08:04:40").discontinue(VASOPRESSIN)
    assert (line.accepted, line.phase) == (True, "setup")
    assert shift.at("08:05").start().codes == {"ORDER_NOT_IN_FORCE"}


@pytest.mark.ruling(23)
@pytest.mark.parametrize(
    ("time", "codes"),
    [("08:05", set[str]()), ("08:05:01", {"ORDER_NOT_IN_FORCE"})],
)
def test_an_order_is_in_force_up_to_and_at_its_end(time: str, codes: set[str]) -> None:
    """`valid_until` 08:05:00: at that second the wean may start."""
    shift = prepared(orders={NOREPINEPHRINE: {"valid_until": iso("08:05")}})
    assert shift.at(time).start().codes == codes


@pytest.mark.ruling(23)
def test_without_a_running_protocol_drug_there_is_nothing_to_wean() -> None:
    """Both at 0 mL/h, or only a drug that no stage speaks of."""
    both_off = prepared("0 mL/h", "0 mL/h")
    assert both_off.at("08:05").start().codes == {"NOT_RUNNING"}
    other = prepared(None, None)
    other.at("08:04:40").infusion("epinephrine", "5 mL/h", **EPINEPHRINE_BAG)
    assert other.at("08:05").start().codes == {"NOT_RUNNING"}


@pytest.mark.ruling(23)
@pytest.mark.parametrize("alone", [("7.9 mL/h", None), (None, "9 mL/h"), ("7.9 mL/h", "0 mL/h")])
def test_one_running_protocol_drug_is_enough(alone: tuple[str | None, str | None]) -> None:
    """The stage of a drug that does not run is skipped."""
    assert prepared(*alone).at("08:05").start().phase == "weaning"


@pytest.mark.ruling(23)
@pytest.mark.rule("R12")
@pytest.mark.parametrize(
    ("rate", "maximum", "codes"),
    [
        # 0.2 units/mL: 9 mL/h is 0.03, 12 mL/h is 0.04, 12.1 mL/h is 0.04033.
        ("9 mL/h", "0.03", set[str]()),
        ("9.1 mL/h", "0.03", {"ABOVE_ORDER_MAXIMUM"}),
        ("12 mL/h", "0.04", set[str]()),
        ("12.1 mL/h", "0.04", {"ABOVE_ORDER_MAXIMUM", "ABOVE_HARD_CAP"}),
    ],
)
def test_no_wean_starts_above_a_limit(rate: str, maximum: str, codes: set[str]) -> None:
    """Each limit that is passed is named; the running dose itself was recorded all the same."""
    shift = prepared(vasopressin=rate, orders={VASOPRESSIN: {"maximum": f"{maximum} units/min"}})
    assert shift.at("08:05").start().codes == codes


@pytest.mark.ruling(23)
@pytest.mark.parametrize(
    ("rate", "codes"), [("525 mL/h", set[str]()), ("525.1 mL/h", {"ABOVE_HARD_CAP"})]
)
def test_a_drug_outside_the_protocol_is_held_to_its_ceiling_too(rate: str, codes: set[str]) -> None:
    """Epinephrine at 16 mcg/mL and 70 kg: 525 mL/h is 2 mcg/kg/min, its ceiling."""
    shift = prepared()
    shift.at("08:04:40").infusion("epinephrine", rate, **EPINEPHRINE_BAG)
    assert shift.at("08:05").start().codes == codes


@pytest.mark.ruling(23)
def test_from_any_later_phase_start_is_only_the_wrong_phase() -> None:
    """Weaning, holding, suspended and complete, with everything else wrong as well."""
    shift = weaning("2.7 mL/h", None)
    assert shift.at("08:06").start().codes == {"WRONG_PHASE"}
    assert shift.at("08:06:01").hold().phase == "holding"
    assert shift.at("08:06:02").start().codes == {"WRONG_PHASE"}
    shift.at("08:06:03").resume()
    line = shift.at("08:25").start()
    assert (line.phase, line.codes) == ("suspended", {"WRONG_PHASE"})
    shift.at("08:26").assessment()
    assert shift.at("08:26:01").step(NOREPINEPHRINE, "off").phase == "complete"
    assert shift.at("09:30").start().codes == {"WRONG_PHASE"}


@pytest.mark.ruling(23)
@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"map_mmhg": 65}, set[str]()),
        ({"map_mmhg": 64}, {"MAP_BELOW_TARGET", "START_GATE_NOT_MET"}),
        ({"map_source": "cuff"}, {"MAP_SOURCE_NOT_ALLOWED"}),
        ({"perfusion": WORSE}, {"PERFUSION_WORSE"}),
        ({"perfusion": INCOMPLETE}, {"PERFUSION_NOT_ASSESSED"}),
    ],
)
@pytest.mark.hazard("H11")
def test_the_start_needs_a_good_complete_assessment(
    fields: dict[str, Any], codes: set[str]
) -> None:
    """Lactate alone may stay unassessed: the gate answers it. A low MAP also contradicts the gate."""
    shift = prepared()
    line = shift.at("08:04:40").assessment(**fields)
    assert (line.accepted, line.phase) == (True, "setup" if codes else "ready")
    assert shift.at("08:05").start().codes == codes


@pytest.mark.ruling(23)
@pytest.mark.hazard("H10")
def test_the_start_needs_a_fresh_assessment() -> None:
    """Assessed at 08:04: 08:09:00 starts, 08:09:01 does not."""
    assert prepared().at("08:09").start().accepted
    assert prepared().at("08:09:01").start().codes == {"ASSESSMENT_STALE"}


@pytest.mark.ruling(24)
@pytest.mark.rule("R3")
@pytest.mark.parametrize(
    ("since", "codes"),
    [
        ("06:04:59", set[str]()),
        ("06:05", set[str]()),
        ("06:05:01", {"START_GATE_NOT_MET"}),
        ("08:04", {"START_GATE_NOT_MET"}),
        ("09:00", {"START_GATE_NOT_MET"}),
    ],
)
def test_map_must_have_been_stable_for_two_hours_when_asked(since: str, codes: set[str]) -> None:
    """Judged when the wean is asked for, at 08:05: exactly 120 minutes open the gate."""
    shift = prepared()
    assert shift.at("08:04:40").gate(since).accepted
    assert shift.at("08:05").start().codes == codes


@pytest.mark.ruling(24)
def test_a_gate_recorded_too_early_opens_by_waiting() -> None:
    """Stable since 06:06:00: refused at 08:05, open at 08:06, without another word."""
    shift = prepared()
    assert shift.at("08:04:40").gate("06:06").phase == "setup"
    assert shift.at("08:05:59").start().codes == {"START_GATE_NOT_MET"}
    assert shift.at("08:06").look().phase == "ready"
    assert shift.at("08:06").start().accepted


@pytest.mark.ruling(24)
@pytest.mark.parametrize(
    ("time", "codes"), [("09:04:30", set[str]()), ("09:04:31", {"START_GATE_NOT_MET"})]
)
def test_gate_answers_hold_for_an_hour(time: str, codes: set[str]) -> None:
    """Answered at 08:04:30: 60 minutes later they still open, one second later they do not."""
    shift = prepared()
    shift.at("09:04").assessment()
    assert shift.at(time).start().codes == codes


def with_low_map_at_six(map_mmhg: int, stable_since: str, **fields: object) -> Shift:
    """Open since 05:00, one MAP at 06:00, all prepared by 08:04."""
    shift = Shift()
    shift.at("05:00").open()
    shift.at("05:01").infusion(NOREPINEPHRINE, "7.9 mL/h")
    shift.at("05:02").order(NOREPINEPHRINE)
    shift.at("06:00").assessment(map_mmhg, **fields)
    shift.at("08:03").gate(stable_since)
    shift.at("08:04").assessment()
    return shift


@pytest.mark.ruling(24)
@pytest.mark.rule("R3")
@pytest.mark.parametrize("source", ["arterial_line", "cuff"])
@pytest.mark.parametrize(
    ("map_mmhg", "since", "codes"),
    [
        (64, "05:59:59", {"START_GATE_NOT_MET"}),
        (64, "06:00", {"START_GATE_NOT_MET"}),
        (64, "06:00:01", set[str]()),
        (65, "05:59:59", set[str]()),
    ],
)
def test_a_low_map_since_the_claimed_stability_contradicts_it(
    map_mmhg: int, since: str, codes: set[str], source: str
) -> None:
    """MAP at 06:00, from line or cuff: at or after the claimed start it contradicts."""
    shift = with_low_map_at_six(map_mmhg, since, map_source=source)
    assert shift.at("08:05").start().codes == codes


@pytest.mark.ruling(24)
@pytest.mark.ruling(25)
def test_the_contradiction_is_judged_by_the_present_target() -> None:
    """A MAP of 68 was fine under 65 and contradicts once 70 is ordered, and the other way round."""
    shift = with_low_map_at_six(68, "05:30")
    assert shift.at("08:04:30").look().phase == "ready"
    line = shift.at("08:04:40").order(NOREPINEPHRINE, map_target_mmhg=70)
    assert line.phase == "setup"
    assert shift.at("08:05").start().codes == {"START_GATE_NOT_MET"}
    assert shift.at("08:05:10").order(NOREPINEPHRINE, map_target_mmhg=68).phase == "ready"
    assert shift.at("08:05:20").start().accepted


@pytest.mark.ruling(24)
@pytest.mark.rule("R4", "R5", "R17")
@pytest.mark.hazard("H25")
@pytest.mark.parametrize("question", GATE_ANSWERS)
@pytest.mark.parametrize("answer", ["not_met", "not_assessed", OMIT])
def test_every_answer_must_be_met(question: str, answer: Any) -> None:
    """Not met, not assessed, or no answer at all: recorded, and the gate stays shut."""
    shift = prepared()
    line = shift.at("08:04:40").gate(**{question: answer})
    assert (line.accepted, line.phase) == (True, "setup")
    assert shift.at("08:05").start().codes == {"START_GATE_NOT_MET"}


@pytest.mark.ruling(24)
@pytest.mark.parametrize("question", GATE_ANSWERS)
def test_not_applicable_opens_for_three_questions_only(question: str) -> None:
    """Lactate, urine output and mental state, with a reason and a prescriber."""
    shift = prepared()
    answer: Any = {"not_applicable": "dialysis", "prescriber": "CD"}
    assert shift.at("08:04:40").gate(**{question: answer}).accepted
    opens = question in {"lactate_clearing", "urine_output", "mental_state"}
    assert shift.at("08:05").start().accepted is opens


@pytest.mark.ruling(24)
@pytest.mark.parametrize(
    "answer",
    [
        {"not_applicable": "dialysis"},
        {"not_applicable": "dialysis", "prescriber": " "},
        {"prescriber": "CD"},
        {"not_applicable": "", "prescriber": "CD"},
        {},
    ],
)
def test_not_applicable_needs_a_reason_and_a_prescriber(answer: dict[str, str]) -> None:
    """Without both, blanks included, it is recorded and does not open the gate."""
    shift = prepared()
    assert shift.at("08:04:40").gate(urine_output=answer).accepted
    assert shift.at("08:05").start().codes == {"START_GATE_NOT_MET"}


@pytest.mark.ruling(24)
def test_a_gate_without_its_time_opens_nothing() -> None:
    """No claim of stability was made."""
    shift = prepared()
    assert shift.at("08:04:40").gate(map_stable_since=OMIT).accepted
    assert shift.at("08:05").start().codes == {"START_GATE_NOT_MET"}


@pytest.mark.ruling(24)
@pytest.mark.parametrize(
    "fields",
    [
        {"map_stable_since": "yesterday"},
        {"map_stable_since": "2026-03-01T05:30:00"},
        {"map_stable_since": 5},
        {"skin": "fine"},
        {"skin": True},
        {"fluids": ["met"]},
    ],
)
def test_a_gate_that_cannot_be_read_is_refused_and_not_kept(fields: dict[str, Any]) -> None:
    """What was recorded before stands."""
    shift = prepared()
    line = shift.at("08:04:40").act("record_start_gate", **gate_with(fields))
    assert not line.accepted
    assert line.codes
    assert line.phase == "ready"


def gate_with(fields: dict[str, Any]) -> dict[str, object]:
    """An open gate with some answers replaced."""
    answers: dict[str, object] = dict.fromkeys(GATE_ANSWERS, "met")
    return answers | {"map_stable_since": iso("05:30")} | fields
