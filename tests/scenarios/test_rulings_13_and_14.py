"""Ruling 13, how long a hold lasts and when the prescriber is asked; ruling 14, artefacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.shift import (
    INCOMPLETE,
    NOREPINEPHRINE,
    WORSE,
    Shift,
    after_a_step,
    prepared,
    weaning,
)

if TYPE_CHECKING:
    pass


def actions(shift: Shift, *readings: tuple[str, int | str]) -> list[str]:
    """Records a MAP at each time; the actions advised after them."""
    return [shift.at(time).assessment(mmhg).action for time, mmhg in readings]


# Ruling 13 -----------------------------------------------------------------------------------


@pytest.mark.ruling(13)
@pytest.mark.rule("R9")
@pytest.mark.parametrize(("time", "codes"), [("09:09:59", {"HOLD_TOO_SHORT"}), ("09:10", set())])
def test_a_hold_lasts_an_hour_from_the_last_bad_assessment(time: str, codes: set[str]) -> None:
    """Low at 08:08 and, by perfusion alone, bad again at 08:10."""
    shift = weaning()
    shift.at("08:08").assessment(64)
    shift.at("08:10").assessment(72, perfusion=WORSE)
    shift.at("09:09").assessment()
    assert shift.at(time).resume().codes == codes


@pytest.mark.ruling(13)
def test_the_last_bad_assessment_may_be_one_before_the_hold() -> None:
    """Worse at 08:05 in setup, good and started since; a hold by hand waits until 09:05."""
    shift = prepared()
    shift.at("08:05").assessment(72, perfusion=WORSE)
    shift.at("08:06").assessment()
    assert shift.at("08:07").start().accepted
    shift.at("08:08").hold()
    shift.at("09:04").assessment()
    assert shift.at("09:04:59").resume().codes == {"HOLD_TOO_SHORT"}
    assert shift.at("09:05").resume().accepted


@pytest.mark.ruling(13)
def test_without_a_bad_assessment_the_hold_time_is_fulfilled() -> None:
    shift = weaning()
    shift.at("08:06").hold()
    assert shift.at("08:07").resume().phase == "weaning"


@pytest.mark.ruling(13)
@pytest.mark.rule("R9")
def test_a_resume_needs_a_good_fresh_assessment() -> None:
    """Exactly 5 min is fresh, a second more is not; a bad, cuff or incomplete one is not good."""
    shift = weaning()
    shift.at("08:06").hold()
    assert shift.at("08:09:01").resume().codes == {"ASSESSMENT_STALE"}
    shift.at("08:10").assessment(72, map_source="cuff")
    assert shift.at("08:10").resume().codes == {"MAP_SOURCE_NOT_ALLOWED"}
    shift.at("08:11").assessment(72, perfusion=INCOMPLETE)
    assert shift.at("08:11").resume().codes == {"PERFUSION_NOT_ASSESSED"}
    shift.at("08:12").assessment(64)
    assert shift.at("08:12").resume().codes == {"MAP_BELOW_TARGET", "HOLD_TOO_SHORT"}
    shift.at("09:12").assessment(72)
    assert shift.at("09:17").resume().accepted


@pytest.mark.ruling(13)
def test_outside_a_hold_there_is_nothing_to_resume() -> None:
    assert weaning().at("08:06").resume().codes == {"WRONG_PHASE"}


def after_a_first_hold() -> Shift:
    """Low at 08:20 (first counted hold), resumed at 09:20."""
    shift = weaning()
    assert shift.at("08:20").assessment(64).phase == "holding"
    shift.at("09:20").assessment()
    assert shift.at("09:20").resume().phase == "weaning"
    return shift


@pytest.mark.ruling(13)
@pytest.mark.rule("R9")
@pytest.mark.parametrize(
    ("began", "codes"), [("20:20", {"PRESCRIBER_NEEDED"}), ("20:20:01", set())]
)
def test_a_second_counted_hold_within_12_hours_needs_the_prescriber(
    began: str, codes: set[str]
) -> None:
    """12 h from beginning to beginning still counts; a second more does not."""
    shift = after_a_first_hold()
    assert shift.at(began).assessment(64).phase == "holding"
    shift.at("21:21").assessment()
    assert shift.at("21:21").resume().codes == codes
    assert shift.at("21:21").resume(prescriber_informed=True).accepted is bool(codes)


@pytest.mark.ruling(13)
def test_prescriber_informed_false_is_not_informed() -> None:
    shift = after_a_first_hold()
    shift.at("09:25").assessment(64)
    shift.at("10:25").assessment()
    line = shift.at("10:25").resume(prescriber_informed=False)
    assert line.codes == {"PRESCRIBER_NEEDED"}
    assert line.action == "resume"
    assert shift.at("10:25").resume(prescriber_informed=True).phase == "weaning"


@pytest.mark.ruling(13)
def test_holds_by_hand_and_by_back_up_do_not_count_and_need_no_prescriber() -> None:
    """By hand, by back up, then one low MAP (the first counted), then by hand again."""
    shift = after_a_step()
    shift.at("08:07").hold()
    shift.at("08:08").assessment()
    assert shift.at("08:08").resume().accepted
    assert shift.at("08:09").back_up(NOREPINEPHRINE, "7.9 mL/h").phase == "holding"
    shift.at("08:10").assessment()
    assert shift.at("08:10").resume().accepted
    assert shift.at("08:15").assessment(64).phase == "holding"
    shift.at("09:15").assessment()
    assert shift.at("09:15").resume().accepted
    shift.at("09:16").hold()
    assert shift.at("09:17").resume().accepted


@pytest.mark.ruling(13)
@pytest.mark.ruling(28)
def test_an_increase_found_at_a_pump_counts_as_a_hold() -> None:
    """No assessment was bad, so nothing but the prescriber is missing after the second one."""
    shift = weaning()
    assert shift.at("08:07").infusion(NOREPINEPHRINE, "8 mL/h").phase == "holding"
    shift.at("08:08").assessment()
    assert shift.at("08:08").resume().accepted
    assert shift.at("08:09").infusion(NOREPINEPHRINE, "8.1 mL/h").phase == "holding"
    assert shift.at("08:10").resume().codes == {"PRESCRIBER_NEEDED"}


# Ruling 14 -----------------------------------------------------------------------------------


@pytest.mark.ruling(14)
@pytest.mark.ruling(18)
@pytest.mark.rule("R9")
def test_a_low_reading_coded_as_an_artefact_opens_the_resume_and_restarts_the_step_clock() -> None:
    """Low 08:20, good 08:25, exactly 5 min; resumed at 08:27 the step opens at 08:42."""
    shift = after_a_step()
    shift.at("08:11").assessment()
    shift.at("08:20").assessment(64)
    shift.at("08:25").assessment()
    assert shift.at("08:26").resume().codes == {"HOLD_TOO_SHORT"}
    line = shift.at("08:27").resume(artefact=True)
    assert (line.codes, line.phase, line.action) == (set(), "weaning", "wait")
    assert (line.opens_at, line.due_at) == ("08:42", "08:57")


@pytest.mark.ruling(14)
def test_a_good_repeat_later_than_five_minutes_is_no_artefact() -> None:
    shift = after_a_step()
    shift.at("08:20").assessment(64)
    shift.at("08:25:01").assessment()
    assert shift.at("08:26").resume(artefact=True).codes == {"HOLD_TOO_SHORT"}


@pytest.mark.ruling(14)
def test_the_repeat_must_be_complete_on_the_arterial_line() -> None:
    shift = after_a_step()
    shift.at("08:20").assessment(64)
    shift.at("08:22").assessment(72, map_source="cuff")
    shift.at("08:24").assessment(72, perfusion=INCOMPLETE)
    shift.at("08:25:01").assessment()
    assert shift.at("08:26").resume(artefact=True).codes == {"HOLD_TOO_SHORT"}


@pytest.mark.ruling(14)
@pytest.mark.parametrize(("time", "codes"), [("08:27", set()), ("08:27:01", {"ASSESSMENT_STALE"})])
def test_for_an_artefact_too_the_good_assessment_must_be_fresh(time: str, codes: set[str]) -> None:
    shift = after_a_step()
    shift.at("08:20").assessment(64)
    shift.at("08:22").assessment()
    assert shift.at(time).resume(artefact=True).codes == codes


@pytest.mark.ruling(14)
def test_worse_perfusion_is_no_artefact_nor_is_a_second_low_reading() -> None:
    shift = after_a_step()
    shift.at("08:20").assessment(64, perfusion=WORSE)
    shift.at("08:22").assessment()
    assert shift.at("08:23").resume(artefact=True).codes == {"HOLD_TOO_SHORT"}
    shift = after_a_step()
    shift.at("08:20").assessment(64)
    shift.at("08:21").assessment(64)
    shift.at("08:22").assessment()
    assert shift.at("08:23").resume(artefact=True).codes == {"HOLD_TOO_SHORT"}
    shift = after_a_step()
    shift.at("08:20").assessment(64)
    shift.at("08:22").assessment()
    shift.at("08:23").assessment(72, perfusion=WORSE)
    shift.at("08:24").assessment()
    assert shift.at("08:24").resume(artefact=True).codes == {"HOLD_TOO_SHORT"}


@pytest.mark.ruling(14)
def test_a_hold_that_no_assessment_started_has_no_artefact() -> None:
    """A hold by hand, then low, then good: the field is ignored."""
    shift = after_a_step()
    shift.at("08:07").hold()
    shift.at("08:08").assessment(64)
    shift.at("08:10").assessment()
    assert shift.at("08:11").resume(artefact=True).codes == {"HOLD_TOO_SHORT"}


@pytest.mark.ruling(14)
def test_an_artefact_that_does_not_count_leaves_the_usual_conditions() -> None:
    """After the hour the resume is open anyway; the step clock then is not restarted."""
    shift = after_a_step()
    shift.at("08:20").assessment(64)
    shift.at("08:26").assessment()
    shift.at("09:20").assessment()
    line = shift.at("09:20").resume(artefact=True)
    assert line.accepted
    assert line.opens_at == "08:21"


@pytest.mark.ruling(14)
@pytest.mark.ruling(13)
def test_a_hold_by_an_artefact_leaves_the_count() -> None:
    """The low reading of 08:30 then starts the first hold that counts."""
    shift = after_a_step()
    shift.at("08:20").assessment(64)
    shift.at("08:22").assessment()
    assert shift.at("08:22").resume(artefact=True).accepted
    shift.at("08:30").assessment(64)
    shift.at("09:30").assessment()
    assert shift.at("09:30").resume().accepted


@pytest.mark.ruling(14)
@pytest.mark.ruling(13)
def test_for_an_artefact_in_a_second_hold_the_prescriber_rule_does_not_apply() -> None:
    shift = after_a_first_hold()
    shift.at("09:25").assessment(64)
    shift.at("09:27").assessment()
    assert shift.at("09:27").resume().codes == {"HOLD_TOO_SHORT", "PRESCRIBER_NEEDED"}
    assert shift.at("09:27").resume(artefact=True).phase == "weaning"
