"""Rulings 6 to 9: time going back, leaving suspended, back-ups, the last tolerated dose.

Worked by hand at 70 kg: 10.5 mL/h of 4 mg in 250 mL is 0.04 mcg/kg/min, 7.9 is 0.0301 and 5.3 is
0.0202; 12 mL/h of 20 units in 100 mL is 0.04 units/min.
"""

from __future__ import annotations

import pytest

from tests.support.shift import (
    INCOMPLETE,
    NOREPINEPHRINE,
    NOREPINEPHRINE_BAG,
    UNCHANGED,
    VASOPRESSIN,
    WORSE,
    Shift,
    a_second_check,
    prepared,
    weaning,
)

CUFF = {"map_source": "cuff"}
INCOMPLETE_AND_WORSE = INCOMPLETE | {"mental_state": "worse"}
VASOPRESSIN_TO_0_04 = {VASOPRESSIN: {"maximum": "0.04 units/min"}}


def after_a_step(**settings: object) -> Shift:
    """Norepinephrine from 7.9 to 5.3 mL/h at 08:06: 7.9 mL/h is the last tolerated rate."""
    shift = weaning(**settings)  # type: ignore[arg-type]
    assert shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h").accepted
    return shift


def completed() -> Shift:
    """Only vasopressin ran, at 0.01 units/min; it was stopped at 08:06."""
    shift = weaning(None, "3 mL/h")
    assert shift.at("08:06").step(VASOPRESSIN, "off").accepted
    return shift


def suspended_as_overdue() -> Shift:
    """Nobody reassessed at 08:10."""
    shift = weaning()
    assert shift.at("08:20:01").look().phase == "suspended"
    return shift


# Ruling 6 ------------------------------------------------------------------------------------


@pytest.mark.ruling(6)
@pytest.mark.hazard("H14")
def test_time_has_gone_back_when_a_line_is_earlier_and_not_when_it_is_equal() -> None:
    shift = weaning()
    line = shift.at("08:05").look()
    assert (line.phase, line.findings) == ("weaning", set())
    line = shift.at("08:04:59").look()
    assert (line.phase, line.action) == ("suspended", "reassess")
    assert line.findings == {"CLOCK_NOT_TRUSTED"}


@pytest.mark.ruling(6)
def test_a_refused_line_and_a_look_are_lines_too() -> None:
    """The line before is the look at 08:08, whatever was accepted last."""
    shift = weaning()
    shift.at("08:08").look()
    assert shift.at("08:07").look().phase == "suspended"
    shift = weaning()
    assert not shift.at("08:08").start().accepted
    assert shift.at("08:07").look().phase == "suspended"


@pytest.mark.ruling(6)
@pytest.mark.ruling(22)
@pytest.mark.hazard("H14")
def test_nothing_is_reduced_after_time_went_back() -> None:
    """Drug, dose, pump and the assessment of 08:04 are right; only the clock is not."""
    step = weaning().at("08:04:59").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert step.codes == {"SUSPENDED", "CLOCK_NOT_TRUSTED"}


@pytest.mark.ruling(6)
@pytest.mark.hazard("H14")
def test_stored_times_later_than_the_new_one_become_it_so_a_full_interval_is_waited_again() -> None:
    """The change of 08:06 counts as one of 08:02; the step opens at 08:17 by the new clock."""
    shift = after_a_step()
    shift.at("08:11").assessment()
    shift.at("08:02").look()
    line = shift.at("08:02:30").assessment()
    assert line.phase == "weaning"
    assert (line.opens_at, line.due_at, line.reassess_at) == ("08:17", "08:32", "08:07")
    shift.at("08:16").assessment()
    step = shift.at("08:16:59").step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h")
    assert step.codes == {"STEP_TOO_EARLY"}
    assert shift.at("08:17").step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h").accepted


@pytest.mark.ruling(6)
def test_stored_times_that_are_not_later_stay() -> None:
    """From 08:15 to 08:14: the change of 08:06 still opens the step at 08:21."""
    shift = after_a_step()
    shift.at("08:15").assessment()
    line = shift.at("08:14").assessment()
    assert (line.phase, line.opens_at, line.due_at) == ("weaning", "08:21", "08:36")


@pytest.mark.ruling(6)
def test_a_good_assessment_on_the_very_line_that_went_back_clears_the_flag() -> None:
    """The start of 08:05 counts as one of 08:03."""
    line = weaning().at("08:03").assessment()
    assert (line.phase, line.findings) == ("weaning", set())
    assert (line.opens_at, line.reassess_at) == ("08:03", "08:08")


@pytest.mark.ruling(6)
@pytest.mark.ruling(7)
@pytest.mark.parametrize(
    ("fields", "phase", "is_trusted"),
    [
        ({}, "weaning", True),
        (CUFF, "suspended", False),
        ({"perfusion": INCOMPLETE}, "suspended", False),
        ({"map_mmhg": 64}, "holding", True),
        ({"perfusion": WORSE}, "holding", True),
        ({"map_mmhg": 64} | CUFF, "holding", False),
        ({"perfusion": INCOMPLETE_AND_WORSE}, "holding", False),
    ],
)
def test_only_a_complete_arterial_assessment_clears_the_flag_good_or_bad(
    fields: dict[str, object], phase: str, is_trusted: bool
) -> None:
    shift = weaning()
    shift.at("08:03").look()
    line = shift.at("08:04").act(
        "record_assessment",
        **{"map_mmhg": 72, "map_source": "arterial_line", "perfusion": UNCHANGED} | fields,
    )
    assert line.phase == phase
    assert line.findings == (set() if is_trusted else {"CLOCK_NOT_TRUSTED"})


@pytest.mark.ruling(6)
def test_in_setup_an_untrusted_clock_blocks_the_start_until_a_complete_assessment() -> None:
    shift = prepared()
    assert shift.at("08:04:29").look().phase == "setup"
    assert shift.at("08:05").start().codes == {"CLOCK_NOT_TRUSTED"}
    shift.at("08:06").assessment()
    assert shift.at("08:06").start().accepted


@pytest.mark.ruling(6)
def test_in_a_hold_an_untrusted_clock_blocks_the_resume() -> None:
    shift = weaning()
    shift.at("08:06").hold()
    shift.at("08:07").assessment()
    line = shift.at("08:06:30").look()
    assert (line.phase, line.findings) == ("holding", {"CLOCK_NOT_TRUSTED"})
    assert shift.at("08:08").resume().codes == {"CLOCK_NOT_TRUSTED"}
    shift.at("08:09").assessment()
    assert shift.at("08:09").resume().phase == "weaning"


@pytest.mark.ruling(6)
def test_a_bad_assessment_that_was_later_counts_from_the_new_time_for_the_hold() -> None:
    """Low at 08:20, then it is 08:10: the hour ends at 09:10."""
    shift = weaning()
    assert shift.at("08:20").assessment(64).phase == "holding"
    shift.at("08:10").look()
    shift.at("09:09").assessment()
    assert shift.at("09:09:59").resume().codes == {"HOLD_TOO_SHORT"}
    assert shift.at("09:10").resume().accepted


@pytest.mark.ruling(6)
@pytest.mark.ruling(24)
@pytest.mark.parametrize(
    ("time", "codes"), [("09:00", set()), ("09:00:01", {"START_GATE_NOT_MET"})]
)
def test_gate_answers_that_were_later_age_from_the_new_time(time: str, codes: set[str]) -> None:
    """Answered at 08:04:30, then it is 08:00: an hour later they have run out."""
    shift = prepared()
    shift.at("08:00").look()
    shift.at("09:00").assessment()
    assert shift.at(time).start().codes == codes


@pytest.mark.ruling(6)
@pytest.mark.hazard("H41")
def test_hold_and_back_up_work_on_the_line_on_which_time_goes_back() -> None:
    assert weaning().at("08:00").hold().phase == "holding"
    assert after_a_step().at("08:00").back_up(NOREPINEPHRINE, "7.9 mL/h").phase == "holding"


# Ruling 7 ------------------------------------------------------------------------------------


@pytest.mark.ruling(7)
@pytest.mark.parametrize(
    ("fields", "phase"),
    [
        ({}, "weaning"),
        ({"map_mmhg": 65}, "weaning"),
        (CUFF, "suspended"),
        ({"perfusion": INCOMPLETE}, "suspended"),
        ({"map_mmhg": 64}, "holding"),
        ({"map_mmhg": "64.9"} | CUFF, "holding"),
        ({"perfusion": WORSE}, "holding"),
        ({"perfusion": INCOMPLETE_AND_WORSE}, "holding"),
    ],
)
def test_what_an_assessment_of_each_kind_does_to_an_overdue_suspension(
    fields: dict[str, object], phase: str
) -> None:
    """Each moves the next reassessment from 08:10 to 08:35: marks 08:10, 08:15, 08:20, 08:35."""
    shift = suspended_as_overdue()
    assert (shift.last.reassess_at, shift.last.overdue_min) == ("08:10", 10)
    line = shift.at("08:21").act(
        "record_assessment",
        **{"map_mmhg": 72, "map_source": "arterial_line", "perfusion": UNCHANGED} | fields,
    )
    assert line.phase == phase
    assert (line.reassess_at, line.overdue_min) == ("08:35", 0)


@pytest.mark.ruling(7)
def test_a_hold_from_suspended_ends_being_overdue() -> None:
    """A low cuff reading started it; an hour later the resume leads to weaning."""
    shift = suspended_as_overdue()
    shift.at("08:21").assessment(64, **CUFF)
    shift.at("09:21").assessment()
    assert shift.at("09:21").resume().phase == "weaning"


# Ruling 8 ------------------------------------------------------------------------------------


@pytest.mark.ruling(8)
@pytest.mark.rule("R1")
@pytest.mark.parametrize(
    ("mmhg", "codes"),
    [("65", {"NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN"}), ("64.9", set()), ("54", set())],
)
def test_norepinephrine_goes_above_the_last_tolerated_dose_only_for_a_map_below_target(
    mmhg: str, codes: set[str]
) -> None:
    """The last tolerated dose is 0.0301; 0.04 is above it."""
    shift = after_a_step()
    shift.at("08:11").assessment(mmhg)
    line = shift.at("08:12").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.codes == codes


@pytest.mark.ruling(8)
@pytest.mark.rule("R1")
def test_without_a_last_tolerated_dose_any_rise_needs_a_map_below_target() -> None:
    shift = weaning()
    line = shift.at("08:06").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.codes == {"NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN"}
    shift.at("08:07").assessment(64)
    line = shift.at("08:08").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.accepted


@pytest.mark.ruling(8)
def test_the_low_map_may_be_of_any_age_and_from_a_cuff() -> None:
    shift = after_a_step()
    shift.at("08:11").assessment(64, **CUFF)
    line = shift.at("13:00").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.accepted


@pytest.mark.ruling(8)
def test_returning_to_the_last_tolerated_dose_or_less_needs_no_low_map() -> None:
    """0.03 is 7.875 mL/h, nearest 7.9, the last tolerated rate; 0.025 is 6.5625, nearest 6.6."""
    shift = after_a_step()
    line = shift.at("08:07").back_up(NOREPINEPHRINE, "7.9 mL/h", to="0.03 mcg/kg/min")
    assert line.accepted
    shift = after_a_step()
    line = shift.at("08:07").back_up(NOREPINEPHRINE, "6.6 mL/h", to="0.025 mcg/kg/min")
    assert line.accepted


@pytest.mark.ruling(8)
@pytest.mark.rule("R12")
@pytest.mark.hazard("H28")
def test_another_drug_above_its_last_tolerated_dose_is_out_of_the_wean_order() -> None:
    """Vasopressin to its ceiling: refused at target, allowed below it, never above 0.04."""
    shift = weaning(orders=VASOPRESSIN_TO_0_04)
    line = shift.at("08:06").back_up(VASOPRESSIN, "12 mL/h", to="0.04 units/min")
    assert line.codes == {"OUT_OF_WEAN_ORDER"}
    shift.at("08:07").assessment(64)
    line = shift.at("08:08").back_up(VASOPRESSIN, "12.1 mL/h", to="0.0401 units/min")
    assert line.codes == {"ABOVE_HARD_CAP", "ABOVE_ORDER_MAXIMUM"}
    line = shift.at("08:08").back_up(VASOPRESSIN, "12 mL/h", to="0.04 units/min")
    assert line.accepted
    assert line.dose(VASOPRESSIN) == "0.04 units/min"


@pytest.mark.ruling(8)
@pytest.mark.parametrize("to", ["0.02 mcg/kg/min", "0.0201904761904 mcg/kg/min", "0 mcg/kg/min"])
def test_a_back_up_to_what_runs_or_less_is_out_of_the_wean_order(to: str) -> None:
    """5.3 mL/h runs, that is 0.02019047619047..."""
    line = after_a_step().at("08:07").back_up(NOREPINEPHRINE, "5.3 mL/h", to=to)
    assert line.codes == {"OUT_OF_WEAN_ORDER"}


@pytest.mark.ruling(8)
def test_a_back_up_without_a_dose_needs_a_last_tolerated_dose_of_that_very_drug() -> None:
    assert weaning().at("08:06").back_up(NOREPINEPHRINE, "7.9 mL/h").codes == {"PRESCRIBER_NEEDED"}
    line = after_a_step().at("08:07").back_up(VASOPRESSIN, "9 mL/h")
    assert line.codes == {"PRESCRIBER_NEEDED"}


@pytest.mark.ruling(8)
@pytest.mark.rule("R9")
def test_a_stopped_drug_with_a_bag_may_be_backed_up() -> None:
    shift = completed()
    line = shift.at("08:07").back_up(VASOPRESSIN, "3 mL/h")
    assert line.accepted
    assert (line.phase, line.rate(VASOPRESSIN)) == ("holding", "3 mL/h")


@pytest.mark.ruling(8)
def test_a_drug_recorded_at_zero_may_be_backed_up_and_one_without_a_bag_may_not() -> None:
    """0.05 mcg/kg/min is 13.125 mL/h of 16 mcg/mL at 70 kg, nearest 13.1."""
    shift = weaning()
    shift.at("08:06").infusion("epinephrine", "0 mL/h", **NOREPINEPHRINE_BAG)
    shift.at("08:07").assessment(64)
    line = shift.at("08:08").back_up("epinephrine", "13.1 mL/h", to="0.05 mcg/kg/min")
    assert line.accepted
    line = shift.at("08:09").back_up("phenylephrine", "5 mL/h", to="0.5 mcg/kg/min")
    assert line.codes == {"NOT_RUNNING"}


@pytest.mark.ruling(8)
@pytest.mark.hazard("H21")
@pytest.mark.parametrize("shown", ["7.8 mL/h", "8 mL/h", None])
def test_a_back_up_is_confirmed_by_what_the_pump_shows(shown: str | None) -> None:
    line = after_a_step().at("08:07").back_up(NOREPINEPHRINE, shown)
    assert line.codes == {"PUMP_MISMATCH"}


@pytest.mark.rule("R9")
@pytest.mark.hazard("H41")
def test_a_back_up_is_never_locked_out_by_an_old_map_or_a_suspension() -> None:
    """Nothing was recorded since 08:04 and the wean is suspended."""
    shift = after_a_step()
    assert shift.at("14:00").look().phase == "suspended"
    line = shift.at("14:00").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert (line.codes, line.phase) == (set(), "holding")


# Ruling 9 ------------------------------------------------------------------------------------


@pytest.mark.ruling(9)
def test_a_back_up_ends_the_last_tolerated_dose() -> None:
    """18.4 to 15.8 to 13.2 mL/h: back to 15.8, and from there there is nothing to go back to."""
    orders = {NOREPINEPHRINE: {"initial": "0.1 mcg/kg/min"}}
    shift = weaning("18.4 mL/h", orders=orders)
    assert shift.at("08:06").step(NOREPINEPHRINE, "0.06 mcg/kg/min", "15.8 mL/h").accepted
    shift.at("08:21").assessment()
    assert shift.at("08:21").step(NOREPINEPHRINE, "0.05 mcg/kg/min", "13.2 mL/h").accepted
    assert shift.at("08:22").back_up(NOREPINEPHRINE, "18.4 mL/h").codes == {"PUMP_MISMATCH"}
    assert shift.at("08:22").back_up(NOREPINEPHRINE, "15.8 mL/h").accepted
    line = shift.at("08:23").back_up(NOREPINEPHRINE, "18.4 mL/h")
    assert line.codes == {"PRESCRIBER_NEEDED"}


@pytest.mark.ruling(9)
@pytest.mark.ruling(28)
@pytest.mark.parametrize(
    ("drug", "shows"), [(NOREPINEPHRINE, "5.4 mL/h"), (VASOPRESSIN, "9.1 mL/h")]
)
def test_any_increase_found_at_a_pump_ends_the_last_tolerated_dose(drug: str, shows: str) -> None:
    """Even the smallest, and of another drug too."""
    shift = after_a_step(orders=VASOPRESSIN_TO_0_04)
    assert shift.at("08:07").infusion(drug, shows).accepted
    line = shift.at("08:08").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert line.codes == {"PRESCRIBER_NEEDED"}


@pytest.mark.ruling(9)
def test_a_back_up_of_another_drug_ends_the_last_tolerated_dose() -> None:
    shift = after_a_step(orders=VASOPRESSIN_TO_0_04)
    shift.at("08:07").assessment(64)
    assert shift.at("08:08").back_up(VASOPRESSIN, "12 mL/h", to="0.04 units/min").accepted
    line = shift.at("08:09").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert line.codes == {"PRESCRIBER_NEEDED"}


@pytest.mark.ruling(9)
@pytest.mark.hazard("H22")
def test_a_reduction_found_at_a_pump_creates_a_last_tolerated_dose_of_that_drug() -> None:
    """Also in place of that of another drug: it is of the drug changed last."""
    shift = weaning()
    shift.at("08:06").infusion(NOREPINEPHRINE, "7 mL/h")
    assert shift.at("08:07").back_up(NOREPINEPHRINE, "7.9 mL/h").accepted
    shift = after_a_step()
    shift.at("08:07").infusion(VASOPRESSIN, "6 mL/h")
    assert shift.at("08:08").back_up(NOREPINEPHRINE, "7.9 mL/h").codes == {"PRESCRIBER_NEEDED"}
    assert shift.at("08:08").back_up(VASOPRESSIN, "9 mL/h").accepted


@pytest.mark.ruling(9)
def test_a_bag_change_neither_makes_nor_ends_a_last_tolerated_dose() -> None:
    """4.1 mL/h of 16 mcg/mL becomes 2.3 of 28 (exactly 2.34): a little less, yet no reduction."""
    stronger = {"amount": "7 mg", "second_check": a_second_check("7 mg", "250 mL")}
    shift = weaning("4.1 mL/h")
    assert shift.at("08:06").bag(NOREPINEPHRINE, "2.3 mL/h", **stronger).accepted
    assert shift.at("08:07").back_up(NOREPINEPHRINE, "2.4 mL/h").codes == {"PRESCRIBER_NEEDED"}
    shift = after_a_step()
    assert shift.at("08:07").bag(VASOPRESSIN, "9 mL/h").accepted
    assert shift.at("08:08").back_up(NOREPINEPHRINE, "7.9 mL/h").accepted


@pytest.mark.ruling(9)
@pytest.mark.rule("R9")
def test_without_a_last_tolerated_dose_the_prescriber_is_called() -> None:
    line = weaning().at("08:06").assessment(54)
    assert (line.phase, line.action) == ("holding", "call_prescriber")


@pytest.mark.ruling(9)
@pytest.mark.rule("R9")
@pytest.mark.hazard("H41")
def test_back_up_is_not_advised_where_the_order_no_longer_allows_it() -> None:
    """The prescriber lowered the maximum to 0.025: 7.9 mL/h may not be set any more."""
    shift = after_a_step()
    low = {"initial": "0.02 mcg/kg/min", "maximum": "0.025 mcg/kg/min"}
    assert shift.at("08:07").order(NOREPINEPHRINE, **low).accepted
    line = shift.at("08:08").assessment(54)
    assert (line.phase, line.action) == ("holding", "call_prescriber")
    line = shift.at("08:09").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert line.codes == {"ABOVE_ORDER_MAXIMUM"}
