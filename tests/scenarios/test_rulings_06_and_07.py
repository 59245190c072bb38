"""Ruling 6, time going back; ruling 7, leaving suspended."""

from __future__ import annotations

import pytest

from tests.support.shift import (
    INCOMPLETE,
    NOREPINEPHRINE,
    UNCHANGED,
    WORSE,
    after_a_step,
    prepared,
    suspended_as_overdue,
    weaning,
)

CUFF = {"map_source": "cuff"}
INCOMPLETE_AND_WORSE = INCOMPLETE | {"mental_state": "worse"}


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
