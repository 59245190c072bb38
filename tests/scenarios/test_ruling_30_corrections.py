"""Ruling 30: an earlier entry is put right; the original stays in the log, the right values count."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.shift import (
    INCOMPLETE,
    NOREPINEPHRINE,
    OMIT,
    UNCHANGED,
    VASOPRESSIN,
    WORSE,
    iso,
    opened,
    prepared,
    weaning,
)

# The lines of `weaning()`: 1 open, 2 and 4 infusions, 3 and 5 orders, 6 assessment, 7 gate, 8 start.
NOREPINEPHRINE_ORDER_LINE = 3
VASOPRESSIN_LINE = 4
VASOPRESSIN_ORDER_LINE = 5
ASSESSMENT_LINE = 6
GATE_LINE = 7


@pytest.mark.hazard("H50")
@pytest.mark.ruling(30)
@pytest.mark.rule("R9")
def test_a_hold_that_only_a_wrong_map_started_is_lifted_and_the_step_clock_restarts() -> None:
    """63 was 73. The hold goes, a full interval is waited from the correction, marks do not move."""
    shift = weaning()
    low = shift.at("08:07").assessment(63)
    assert low.phase == "holding"
    line = shift.at("08:08").correct(low, map_mmhg=73)
    assert (line.codes, line.phase, line.opens_at) == (set(), "weaning", "08:23")
    assert (line.due_at, line.reassess_at) == ("08:38", "08:10")
    line = shift.at("08:08:10").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {"STEP_TOO_EARLY"}


@pytest.mark.ruling(30)
def test_a_lifted_hold_leaves_the_count() -> None:
    """The next hold is the first again; without the correction it would need the prescriber."""
    for corrected in (True, False):
        shift = weaning()
        low = shift.at("08:07").assessment(63)
        shift.at("08:08").assessment(70)
        if corrected:
            assert shift.at("08:08:30").correct(low, map_mmhg=73).phase == "weaning"
        else:
            shift.at("09:08").assessment(70)
            assert shift.at("09:08").resume().accepted
        shift.at("09:10").assessment(63)
        shift.at("10:10").assessment(70)
        needed = set() if corrected else {"PRESCRIBER_NEEDED"}
        assert shift.at("10:10").resume().codes == needed


@pytest.mark.ruling(30)
@pytest.mark.parametrize(
    ("then", "phase"),
    [
        ({"map_mmhg": 64}, "holding"),
        ({"perfusion": WORSE}, "holding"),
        ({"map_mmhg": 65}, "weaning"),
        ({"perfusion": INCOMPLETE}, "weaning"),
    ],
)
def test_a_hold_stays_while_another_reading_in_it_is_bad(then: dict[str, Any], phase: str) -> None:
    """Only when no assessment since its beginning is bad any more is it lifted."""
    shift = weaning()
    low = shift.at("08:07").assessment(63)
    shift.at("08:08").assessment(**then)
    assert shift.at("08:09").correct(low, map_mmhg=73).phase == phase


@pytest.mark.ruling(30)
def test_a_hold_is_lifted_once_its_last_bad_reading_is_put_right() -> None:
    """Two were mistyped: after the first correction the hold stays, after the second it goes."""
    shift = weaning()
    first = shift.at("08:07").assessment(63)
    second = shift.at("08:08").assessment(62)
    assert shift.at("08:09").correct(first, map_mmhg=73).phase == "holding"
    assert shift.at("08:10").correct(second, map_mmhg=72).phase == "weaning"


@pytest.mark.ruling(30)
def test_a_hold_by_hand_is_not_lifted_by_a_correction() -> None:
    """Somebody decided on it; a bad reading in it that turns out good changes nothing."""
    shift = weaning()
    shift.at("08:06").hold()
    low = shift.at("08:07").assessment(63)
    assert shift.at("08:08").correct(low, map_mmhg=73).phase == "holding"
    assert shift.at("08:08:10").resume().accepted


@pytest.mark.ruling(30)
@pytest.mark.parametrize(
    "right",
    [{"map_mmhg": 64}, {"map_mmhg": 85, "perfusion": WORSE}, {"perfusion": {"skin": "worse"}}],
)
def test_a_last_assessment_that_becomes_bad_starts_a_hold_now(right: dict[str, Any]) -> None:
    """72 was 62, or an answer was worse."""
    shift = weaning()
    line = shift.at("08:06").correct(ASSESSMENT_LINE, **right)
    assert (line.codes, line.phase) == (set(), "holding")
    assert "HoldStarted" in line.events


@pytest.mark.ruling(30)
def test_an_earlier_assessment_that_becomes_bad_starts_no_hold() -> None:
    """A good one has followed; the patient is as that one says."""
    shift = weaning()
    shift.at("08:06").assessment(70)
    line = shift.at("08:07").correct(ASSESSMENT_LINE, map_mmhg=64)
    assert (line.codes, line.phase) == (set(), "weaning")


@pytest.mark.ruling(30)
def test_before_the_start_a_bad_correction_only_keeps_it_from_being_ready() -> None:
    """There is nothing to hold in the set-up."""
    shift = prepared()
    line = shift.at("08:04:40").correct(ASSESSMENT_LINE, map_mmhg=64)
    assert (line.codes, line.phase) == (set(), "setup")


@pytest.mark.ruling(30)
@pytest.mark.hazard("H10")
def test_a_corrected_assessment_keeps_its_time() -> None:
    """Assessed at 08:04, corrected at 08:08: stale after 08:09:00 as before."""
    shift = weaning()
    assert shift.at("08:08").correct(ASSESSMENT_LINE, map_mmhg=71).accepted
    assert shift.at("08:09").look().action == "reduce"
    line = shift.at("08:09:01").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {"ASSESSMENT_STALE"}


@pytest.mark.ruling(30)
def test_a_single_answer_is_corrected_and_the_others_stay() -> None:
    """The answer that was missing is given; the step is open at once."""
    shift = weaning()
    incomplete = shift.at("08:06").assessment(perfusion=INCOMPLETE)
    assert incomplete.action == "reassess"
    line = shift.at("08:07").correct(incomplete, perfusion={"skin": "same_or_better"})
    assert (line.codes, line.action) == (set(), "reduce")
    line = shift.at("08:08").correct(incomplete, map_source="cuff")
    assert (line.codes, line.action) == (set(), "reassess")


@pytest.mark.ruling(30)
@pytest.mark.parametrize(
    ("right", "code"),
    [
        ({"map_mmhg": "7O"}, "NOT_A_NUMBER"),
        ({"map_mmhg": "-70"}, "BELOW_ZERO"),
        ({"map_mmhg": ""}, "ASSESSMENT_MISSING"),
        ({"map_source": "radial"}, "MAP_SOURCE_NOT_ALLOWED"),
        ({"perfusion": {"skin": "fine"}}, "PERFUSION_NOT_ASSESSED"),
        ({"map_mmhg": 19}, "MAP_IMPLAUSIBLE"),
        ({"map_mmhg": "19.9", "map_again": 20}, "MAP_IMPLAUSIBLE"),
        ({"map_mmhg": 201}, "MAP_IMPLAUSIBLE"),
    ],
)
def test_a_corrected_assessment_is_read_like_a_new_one(right: dict[str, Any], code: str) -> None:
    """What cannot be taken is refused, and the original stands."""
    shift = weaning()
    line = shift.at("08:06").correct(ASSESSMENT_LINE, **right)
    assert (line.codes, line.phase, line.action) == ({code}, "weaning", "reduce")


@pytest.mark.ruling(30)
@pytest.mark.parametrize(
    "right",
    [
        # 72 was recorded: 98 jumps by 26, which a correction may do.
        {"map_mmhg": 98},
        {"map_mmhg": 200},
        {"map_mmhg": 201, "map_again": 201},
    ],
)
def test_a_correction_is_not_asked_about_a_jump(right: dict[str, Any]) -> None:
    """Correcting a slip jumps by nature. Outside 20 to 200 it is typed twice all the same."""
    assert weaning().at("08:06").correct(ASSESSMENT_LINE, **right).accepted


@pytest.mark.ruling(30)
def test_a_corrected_gate_is_judged_anew_and_keeps_its_time() -> None:
    """Skin was met after all; the answers are as old as before."""
    shift = prepared()
    shut = shift.at("08:04:40").gate(skin="not_met")
    assert shut.phase == "setup"
    assert shift.at("08:20").correct(shut, skin="met").accepted
    shift.at("09:04").assessment()
    assert shift.at("09:04:40").look().phase == "ready"
    assert shift.at("09:04:41").look().phase == "setup"


@pytest.mark.ruling(30)
def test_a_corrected_gate_is_read_like_a_new_one() -> None:
    """An answer that does not exist is refused; the gate stays open as it was."""
    shift = prepared()
    line = shift.at("08:04:40").correct(GATE_LINE, skin="fine")
    assert (line.accepted, line.phase) == (False, "ready")
    line = shift.at("08:04:41").correct(GATE_LINE, map_stable_since="soon")
    assert (line.accepted, line.phase) == (False, "ready")
    line = shift.at("08:04:42").correct(GATE_LINE, map_stable_since=iso("07:00"))
    assert (line.accepted, line.phase) == (True, "setup")
    answer = {"not_applicable": "dialysis", "prescriber": "CD"}
    line = shift.at("08:04:43").correct(GATE_LINE, map_stable_since=iso("05:30"), fluids="met")
    assert line.phase == "ready"
    assert shift.at("08:04:44").correct(GATE_LINE, urine_output=answer).phase == "ready"
    assert shift.at("08:04:45").correct(GATE_LINE, fluids=answer).phase == "setup"


@pytest.mark.ruling(30)
def test_a_corrected_order_governs_from_now_on() -> None:
    """The increment was 0.005; the order's own checks hold for a correction too."""
    shift = weaning()
    line = shift.at("08:06").correct(NOREPINEPHRINE_ORDER_LINE, increment="0.005 mcg/kg/min")
    assert (line.codes, line.advice["to"]) == (set(), "0.025 mcg/kg/min")
    line = shift.at("08:06").correct(VASOPRESSIN_ORDER_LINE, maximum="0.0401 units/min")
    assert line.codes == {"ABOVE_HARD_CAP"}
    line = shift.at("08:06").correct(VASOPRESSIN_ORDER_LINE, route="")
    assert line.codes == {"ORDER_INCOMPLETE"}
    line = shift.at("08:06").correct(VASOPRESSIN_ORDER_LINE, map_target_mmhg=90)
    assert line.codes == {"MAP_IMPLAUSIBLE"}
    line = shift.at("08:06").correct(NOREPINEPHRINE_ORDER_LINE, increment="1 mcg/min")
    assert line.codes == {"UNIT_MISMATCH"}


@pytest.mark.ruling(30)
def test_correcting_a_discontinued_order_does_not_bring_it_back() -> None:
    """The prescriber ended it; a slip in its text does not change that."""
    shift = weaning()
    shift.at("08:06").discontinue(VASOPRESSIN)
    shift.at("08:06:10").correct(VASOPRESSIN_ORDER_LINE, route="peripheral")
    assert "ORDER_NOT_IN_FORCE" in shift.at("08:06:20").look().findings


@pytest.mark.ruling(30)
def test_an_entry_that_was_replaced_cannot_be_corrected() -> None:
    """Another gate or another order counts now."""
    shift = prepared()
    shift.at("08:04:40").gate()
    assert shift.at("08:04:41").correct(GATE_LINE, skin="not_met").codes == {"WRONG_PHASE"}
    shift.at("08:04:42").order(VASOPRESSIN)
    line = shift.at("08:04:43").correct(VASOPRESSIN_ORDER_LINE, route="other")
    assert line.codes == {"WRONG_PHASE"}


@pytest.mark.ruling(30)
def test_only_accepted_recordings_can_be_corrected() -> None:
    """Not the opening, the start, a step, a hold, a refused line, a look, or a line that is not."""
    shift = weaning()
    step = shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    refused = shift.at("08:07").assessment("7O")
    looked = shift.at("08:07:10").look()
    for number in (1, 8, step.number, refused.number, looked.number, 99, 0):
        assert shift.at("08:08").correct(number, map_mmhg=70).codes == {"WRONG_PHASE"}


@pytest.mark.ruling(30)
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("6.5", "WRONG_PHASE"),
        ("1.5", "WRONG_PHASE"),
        ("six", "NOT_A_NUMBER"),
        (OMIT, "NOT_A_NUMBER"),
        ("-6", "BELOW_ZERO"),
    ],
)
def test_a_correction_names_the_number_of_a_line(line: object, code: str) -> None:
    """Six and a half is neither line 6 nor line 7."""
    shift = weaning()
    tried = shift.at("08:06").act("correct", line=line, fields={"map_mmhg": 70}, reason="slip")
    assert tried.codes == {code}


@pytest.mark.ruling(30)
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"weight": "70 kg"},
        {"pump_shows": "9 mL/h"},
        {"at": "2026-03-01T08:00:00Z"},
        {"do": "hold"},
        {"map_mmhg": None, "perfusion": "good"},
    ],
)
def test_a_correction_names_fields_of_that_entry(fields: dict[str, Any]) -> None:
    """No field, one of another entry, or the time cannot be corrected."""
    line = weaning().at("08:06").correct(ASSESSMENT_LINE, **fields)
    assert (line.codes, line.phase) == ({"WRONG_PHASE"}, "weaning")


@pytest.mark.ruling(30)
def test_a_whole_entry_may_be_given_again_but_not_as_another_drug() -> None:
    """The drug may stand among the right values; another one would be another entry."""
    shift = weaning()
    whole = {"drug": VASOPRESSIN, "amount": "20 units", "volume": "100 mL"}
    at = shift.at("08:06")
    assert at.correct(VASOPRESSIN_LINE, **whole, pump_shows="8.9 mL/h").accepted
    line = at.correct(VASOPRESSIN_LINE, drug=NOREPINEPHRINE)
    assert (line.codes, line.rate(VASOPRESSIN)) == ({"WRONG_PHASE"}, "8.9 mL/h")


@pytest.mark.ruling(30)
def test_a_correction_does_not_replay_what_was_refused_since() -> None:
    """The start that the low MAP refused stays refused; it is asked for again."""
    shift = prepared(map_mmhg=64)
    assert not shift.at("08:04:40").start().accepted
    line = shift.at("08:04:50").correct(ASSESSMENT_LINE, map_mmhg=74)
    assert (line.codes, line.phase) == (set(), "ready")


@pytest.mark.hazard("H50")
@pytest.mark.ruling(30)
@pytest.mark.hazard("H36")
def test_the_original_stays_in_the_log() -> None:
    """Both the wrong and the right value are there, in order, with the reason."""
    shift = opened()
    shift.at("08:01").assessment(63, perfusion=UNCHANGED)
    shift.at("08:02").correct(2, map_mmhg=73)
    entries = [one.entry for one in shift.bed.entries]
    assert [entry.command.__struct_config__.tag for entry in entries] == [
        "open_episode",
        "record_assessment",
        "correct",
    ]
    assert shift.folded() == shift.bed.state
