"""Rulings 15 to 18: reassessment marks, overdue and suspended, the times in the view, declining.

The wean starts at 08:05 and was last assessed at 08:04; a change at 08:06 has its marks at 08:11,
08:16 and 08:21, then every 15 min.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    Line,
    Shift,
    a_second_check,
    after_a_step,
    completed,
    opened,
    prepared,
    suspended_as_overdue,
    weaning,
)

if TYPE_CHECKING:
    from collections.abc import Callable

EIGHT_MG = {"amount": "8 mg", "second_check": a_second_check("8 mg", "250 mL")}


# Ruling 15 -----------------------------------------------------------------------------------


@pytest.mark.ruling(15)
@pytest.mark.rule("R8")
@pytest.mark.parametrize(
    ("assessed", "due"),
    [
        ("08:05", "08:10"),
        ("08:09:59", "08:10"),
        ("08:10", "08:15"),
        ("08:12", "08:15"),
        ("08:15", "08:20"),
        ("08:20", "08:35"),
        ("08:34:59", "08:35"),
        ("08:35", "08:50"),
        ("10:00", "10:05"),
        ("10:05", "10:20"),
    ],
)
def test_before_any_change_the_marks_count_from_the_start(assessed: str, due: str) -> None:
    """Started at 08:05: 08:10, 08:15, 08:20, then every 15 min; strictly later than the last one."""
    shift = weaning()
    assert shift.last.reassess_at == "08:10"
    assert shift.at(assessed).assessment().reassess_at == due


@pytest.mark.ruling(15)
@pytest.mark.rule("R8")
@pytest.mark.parametrize(
    ("assessed", "due"),
    [("08:06", "08:11"), ("08:11", "08:16"), ("08:16", "08:21"), ("08:21", "08:36")],
)
def test_after_a_step_they_count_from_it(assessed: str, due: str) -> None:
    shift = after_a_step()
    assert shift.last.reassess_at == "08:11"
    assert shift.at(assessed).assessment().reassess_at == due


@pytest.mark.ruling(15)
@pytest.mark.hazard("H03")
@pytest.mark.parametrize(
    ("assessed", "due"),
    [
        ("08:08", "08:09"),
        ("08:09", "08:12"),
        ("08:12", "08:17"),
        ("08:17", "08:32"),
        ("08:32", "08:47"),
    ],
)
def test_after_a_bag_of_another_concentration_they_are_2_5_10_then_25_and_40(
    assessed: str, due: str
) -> None:
    shift = weaning()
    line = shift.at("08:07").bag(NOREPINEPHRINE, "4 mL/h", **EIGHT_MG)
    assert (line.codes, line.reassess_at) == (set(), "08:09")
    assert shift.at(assessed).assessment().reassess_at == due


@pytest.mark.ruling(15)
@pytest.mark.parametrize(("assessed", "due"), [("08:08", "08:12"), ("08:17", "08:22")])
def test_after_a_bag_of_the_same_concentration_they_are_5_10_15(assessed: str, due: str) -> None:
    shift = weaning()
    line = shift.at("08:07").bag(NOREPINEPHRINE, "7.9 mL/h")
    assert (line.codes, line.reassess_at) == (set(), "08:12")
    assert shift.at(assessed).assessment().reassess_at == due


@pytest.mark.ruling(15)
def test_the_next_change_after_such_a_bag_has_the_usual_marks_again() -> None:
    shift = weaning()
    shift.at("08:07").bag(NOREPINEPHRINE, "4 mL/h", **EIGHT_MG)
    shift.at("08:22").assessment()
    line = shift.at("08:22").step(NOREPINEPHRINE, "0.021 mcg/kg/min", "2.8 mL/h")
    assert (line.codes, line.reassess_at) == (set(), "08:27")


@pytest.mark.ruling(15)
def test_due_means_the_mark_itself_and_a_mark_that_was_missed_stays_due() -> None:
    """After the step of 08:06; the step itself opens only at 08:21."""
    shift = after_a_step()
    assert shift.at("08:10:59").look().action == "wait"
    line = shift.at("08:11").look()
    assert (line.action, line.reassess_at) == ("reassess", "08:11")
    assert shift.at("08:17").look().reassess_at == "08:11"


# Ruling 16 -----------------------------------------------------------------------------------


@pytest.mark.ruling(16)
@pytest.mark.hazard("H16")
@pytest.mark.parametrize(
    ("time", "phase", "minutes"),
    [
        ("08:10:59", "weaning", 0),
        ("08:11", "weaning", 0),
        ("08:11:59", "weaning", 0),
        ("08:12", "weaning", 1),
        ("08:20:59", "weaning", 9),
        ("08:21", "weaning", 10),
        ("08:21:01", "suspended", 10),
        ("10:11", "suspended", 120),
    ],
)
def test_more_than_10_minutes_overdue_suspend(time: str, phase: str, minutes: int) -> None:
    """Due at 08:11: exactly 10 min later still weaning, a second more not."""
    line = after_a_step().at(time).look()
    assert (line.phase, line.overdue_min) == (phase, minutes)
    assert line.reassess_at == "08:11"


@pytest.mark.ruling(16)
def test_a_fraction_of_a_second_past_10_minutes_suspends() -> None:
    line = after_a_step().at("2026-03-01T08:21:00.5+00:00").look()
    assert line.phase == "suspended"


@pytest.mark.ruling(16)
@pytest.mark.ruling(22)
@pytest.mark.parametrize(
    ("time", "codes"),
    [("08:21", {"ASSESSMENT_STALE"}), ("08:21:01", {"ASSESSMENT_STALE", "SUSPENDED"})],
)
def test_it_is_judged_before_the_command_of_the_line(time: str, codes: set[str]) -> None:
    step = after_a_step().at(time).step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h")
    assert step.codes == codes


@pytest.mark.ruling(16)
@pytest.mark.ruling(7)
def test_the_assessment_that_comes_too_late_leads_back_on_its_own_line() -> None:
    shift = after_a_step()
    line = shift.at("08:30").assessment()
    assert line.events == ["WeanSuspended", "AssessmentRecorded", "SuspensionEnded"]
    assert (line.phase, line.action, line.reassess_at) == ("weaning", "reduce", "08:36")


@pytest.mark.ruling(16)
def test_being_overdue_does_not_suspend_a_hold() -> None:
    shift = after_a_step()
    shift.at("08:10").hold()
    line = shift.at("09:11").look()
    assert (line.phase, line.action, line.overdue_min) == ("holding", "reassess", 60)


# Ruling 17 -----------------------------------------------------------------------------------


def _held() -> Line:
    return after_a_step().at("08:08").hold()


def _above_a_cap() -> Line:
    shift = weaning(orders={VASOPRESSIN: {"maximum": "0.04 units/min"}})
    return shift.at("08:06").infusion(VASOPRESSIN, "12.3 mL/h")


@pytest.mark.ruling(17)
@pytest.mark.parametrize(
    ("begin", "phase", "opens", "due", "reassess"),
    [
        (lambda: opened().last, "setup", None, None, None),
        (lambda: prepared().last, "ready", None, None, None),
        (lambda: weaning().last, "weaning", "08:05", "08:35", "08:10"),
        (lambda: after_a_step().last, "weaning", "08:21", "08:36", "08:11"),
        (_held, "holding", None, None, "08:11"),
        (_above_a_cap, "suspended", None, None, "08:11"),
        (lambda: suspended_as_overdue().last, "suspended", None, None, "08:10"),
        (lambda: completed().last, "complete", None, None, "08:11"),
    ],
)
def test_which_times_the_view_has_in_each_phase(
    begin: Callable[[], Line], phase: str, opens: str | None, due: str | None, reassess: str | None
) -> None:
    line = begin()
    assert line.phase == phase
    assert (line.opens_at, line.due_at, line.reassess_at) == (opens, due, reassess)


@pytest.mark.ruling(17)
@pytest.mark.rule("R11")
def test_the_times_of_vasopressin_are_60_and_120_minutes() -> None:
    """Norepinephrine reached its floor at 08:06, so vasopressin is next."""
    line = weaning("5.3 mL/h").at("08:06").step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h")
    assert (line.opens_at, line.due_at) == ("09:06", "10:06")


@pytest.mark.ruling(17)
@pytest.mark.rule("R7")
@pytest.mark.hazard("H23")
@pytest.mark.parametrize(("time", "codes"), [("08:20:59", {"STEP_TOO_EARLY"}), ("08:21", set())])
def test_the_next_step_opens_15_minutes_after_the_last_change(time: str, codes: set[str]) -> None:
    shift = after_a_step()
    shift.at("08:20").assessment()
    step = shift.at(time).step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h")
    assert step.codes == codes


@pytest.mark.rule("R7")
@pytest.mark.parametrize(("minutes", "opens"), [(10, "08:21"), (15, "08:21"), (20, "08:26")])
def test_the_longer_interval_of_order_and_stage_counts(minutes: int, opens: str) -> None:
    shift = after_a_step(orders={NOREPINEPHRINE: {"interval_min": minutes}})
    assert shift.last.opens_at == opens


# Ruling 18 -----------------------------------------------------------------------------------


@pytest.mark.ruling(18)
def test_each_decline_moves_the_due_time_by_one_interval_and_nothing_else() -> None:
    """Due 08:36; the interval is 15 min, though a step is due by 30."""
    shift = after_a_step()
    line = shift.at("08:08").decline()
    assert (line.opens_at, line.due_at, line.reassess_at) == ("08:21", "08:51", "08:11")
    assert shift.at("08:09").decline().due_at == "09:06"


@pytest.mark.ruling(18)
def test_a_decline_before_any_change_counts_from_the_start() -> None:
    assert weaning().at("08:06").decline().due_at == "08:50"


@pytest.mark.ruling(18)
def test_a_decline_moves_by_the_longer_interval_of_the_current_stage() -> None:
    """An order every 20 min: 08:36 and 20. Vasopressin: 10:06 and 60."""
    shift = after_a_step(orders={NOREPINEPHRINE: {"interval_min": 20}})
    assert shift.at("08:08").decline().due_at == "08:56"
    shift = weaning("5.3 mL/h")
    shift.at("08:06").step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h")
    assert shift.at("08:08").decline().due_at == "11:06"


@pytest.mark.ruling(18)
def test_a_change_forgets_the_declines() -> None:
    shift = after_a_step()
    shift.at("08:08").decline()
    assert shift.at("08:10").bag(VASOPRESSIN, "9 mL/h").due_at == "08:40"


@pytest.mark.ruling(18)
@pytest.mark.parametrize("begin", [opened, prepared, completed, suspended_as_overdue])
def test_outside_weaning_there_is_nothing_to_decline(begin: Callable[[], Shift]) -> None:
    assert begin().at("08:20:01").decline().codes == {"WRONG_PHASE"}


@pytest.mark.ruling(18)
def test_in_a_hold_and_on_the_line_that_suspends_there_is_nothing_to_decline() -> None:
    shift = after_a_step()
    shift.at("08:07").hold()
    assert shift.at("08:08").decline().codes == {"WRONG_PHASE"}
    assert after_a_step().at("08:21:01").decline().codes == {"WRONG_PHASE"}


def _by_an_artefact(shift: Shift) -> Line:
    shift.at("08:24").assessment()
    return shift.at("08:25").resume(artefact=True)


def _by_a_correction(shift: Shift) -> Line:
    return shift.at("08:25").correct(shift.last, map_mmhg=72)


@pytest.mark.ruling(18)
@pytest.mark.ruling(30)
@pytest.mark.parametrize("end", [_by_an_artefact, _by_a_correction])
def test_a_restarted_step_clock_moves_interval_and_due_time_but_not_the_marks(
    end: Callable[[Shift], Line],
) -> None:
    """Step 08:06, declined once, low at 08:22; ended at 08:25: open 08:40, due 08:55."""
    shift = after_a_step()
    shift.at("08:08").decline()
    shift.at("08:12").assessment()
    assert shift.at("08:22").assessment(64).phase == "holding"
    line = end(shift)
    assert (line.codes, line.phase) == (set(), "weaning")
    assert (line.opens_at, line.due_at, line.reassess_at) == ("08:40", "08:55", "08:36")
    assert shift.at("08:26").decline().due_at == "09:10"
