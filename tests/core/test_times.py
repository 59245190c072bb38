"""Deadlines from stored moments: when a step opens and is due, and when to reassess."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    completed,
    moment,
    opened,
    prepared,
    shipped_policy,
    weaning,
)
from titrator.core.state import Unsure
from titrator.core.times import (
    is_after_first_marks,
    overdue,
    reassess_due_at,
    step_due_at,
    step_interval,
    step_opens_at,
)

if TYPE_CHECKING:
    from titrator.core.protocol import Stage
    from titrator.core.state import State

POLICY = shipped_policy()


def with_(state: State, **fields: object) -> State:
    """The state with some fields replaced; times are written as in a shift."""
    told = {
        name: moment(value) if isinstance(value, str) else value for name, value in fields.items()
    }
    return msgspec.structs.replace(state, **told)


def stage_of(drug: str) -> Stage:
    """The first stage of a drug in the shipped protocol."""
    return POLICY.protocol.first_stage(drug)


@pytest.mark.rule("R7", "R11")
def test_without_an_order_the_interval_is_that_of_the_stage() -> None:
    state = opened().bed.state
    assert step_interval(stage_of(NOREPINEPHRINE), state) == timedelta(minutes=15)
    assert step_interval(stage_of(VASOPRESSIN), state) == timedelta(minutes=60)


@pytest.mark.rule("R7")
@pytest.mark.parametrize(("ordered", "minutes"), [(5, 15), (15, 15), (16, 16), (90, 90)])
def test_of_two_intervals_the_longer_counts(ordered: int, minutes: int) -> None:
    state = weaning(orders={NOREPINEPHRINE: {"interval_min": ordered}}).bed.state
    assert step_interval(stage_of(NOREPINEPHRINE), state) == timedelta(minutes=minutes)


@pytest.mark.ruling(17)
def test_without_a_wean_or_without_anything_to_reduce_no_step_opens_or_is_due() -> None:
    for shift in (opened(), prepared(), completed()):
        assert step_opens_at(shift.bed.state, POLICY) is None
        assert step_due_at(shift.bed.state, POLICY) is None


@pytest.mark.ruling(17)
def test_a_change_before_the_wean_opens_no_step() -> None:
    """A bag changed at 08:02 starts the step clock; without a wean there is still nothing to open."""
    state = with_(prepared().bed.state, step_clock_at="08:02")
    assert step_opens_at(state, POLICY) is None
    assert step_due_at(state, POLICY) is None


@pytest.mark.ruling(17)
def test_before_any_change_a_step_opens_with_the_wean_and_is_due_30_minutes_later() -> None:
    state = weaning().bed.state
    assert step_opens_at(state, POLICY) == moment("08:05")
    assert step_due_at(state, POLICY) == moment("08:35")


@pytest.mark.ruling(18)
def test_interval_and_due_time_count_from_the_step_clock_and_not_from_the_change() -> None:
    state = with_(weaning().bed.state, last_change_at="08:10", step_clock_at="08:20")
    assert step_opens_at(state, POLICY) == moment("08:35")
    assert step_due_at(state, POLICY) == moment("08:50")
    assert step_due_at(with_(state, declines=2), POLICY) == moment("09:20")


def test_before_any_change_start_or_hold_there_is_nothing_to_reassess() -> None:
    state = opened().bed.state
    assert reassess_due_at(state, POLICY) is None
    assert overdue(state, POLICY, moment("12:00")) == timedelta()
    assert not is_after_first_marks(state, POLICY)
    assert prepared().bed.state.last_assessment is not None
    assert not is_after_first_marks(prepared().bed.state, POLICY)


@pytest.mark.ruling(15)
def test_marks_count_from_the_change_else_the_start_else_the_beginning_of_a_hold() -> None:
    shift = prepared()
    shift.at("08:05").hold()
    held = shift.bed.state
    assert reassess_due_at(held, POLICY) == moment("08:10")
    started = with_(held, wean_started_at="08:20")
    assert reassess_due_at(started, POLICY) == moment("08:25")
    assert reassess_due_at(with_(started, last_change_at="08:30"), POLICY) == moment("08:35")


@pytest.mark.ruling(15)
@pytest.mark.rule("R8")
@pytest.mark.parametrize(
    ("is_new", "assessed", "due"),
    [
        (False, "08:33", "08:35"),
        (False, "08:35", "08:40"),
        (False, "08:45", "09:00"),
        (False, "08:55", "09:00"),
        (False, "09:00", "09:15"),
        (True, "08:31", "08:32"),
        (True, "08:32", "08:35"),
        (True, "08:40", "08:55"),
        (True, "08:50", "08:55"),
        (True, "08:55", "09:10"),
    ],
)
def test_the_first_mark_strictly_after_the_last_assessment_is_due(
    is_new: bool, assessed: str, due: str
) -> None:
    """A change at 08:30: 5, 10, 15 min and every 15; after a new concentration 2, 5, 10, 25, 40."""
    shift = weaning()
    shift.at(assessed).assessment()
    state = with_(shift.bed.state, last_change_at="08:30", has_new_concentration=is_new)
    assert reassess_due_at(state, POLICY) == moment(due)


@pytest.mark.ruling(15)
def test_never_assessed_counts_as_not_yet_assessed() -> None:
    state = with_(weaning().bed.state, assessments=())
    assert reassess_due_at(state, POLICY) == moment("08:10")
    assert not is_after_first_marks(state, POLICY)


@pytest.mark.ruling(16)
@pytest.mark.parametrize(
    ("now", "late"),
    [
        ("08:05", timedelta()),
        ("08:10", timedelta()),
        ("08:10:01", timedelta(seconds=1)),
        ("08:20", timedelta(minutes=10)),
    ],
)
def test_overdue_counts_from_the_mark(now: str, late: timedelta) -> None:
    assert overdue(weaning().bed.state, POLICY, moment(now)) == late


@pytest.mark.ruling(3)
@pytest.mark.parametrize(
    ("assessed", "is_after"), [("08:20:59", False), ("08:21", True), ("08:40", True)]
)
def test_the_first_marks_are_behind_once_one_assessment_is_at_or_after_the_last(
    assessed: str, is_after: bool
) -> None:
    """Stopped at 08:06: marks 08:11, 08:16 and 08:21."""
    shift = completed()
    shift.at(assessed).assessment()
    assert is_after_first_marks(shift.bed.state, POLICY) is is_after


@pytest.mark.hazard("H15")
def test_a_deadline_is_a_length_of_time_whatever_the_zone_of_the_lines() -> None:
    """Told with +01:00 before and +02:00 after the clocks went forward: 15 min are 15 min."""
    shift = weaning()
    assert (
        shift.at("2026-03-01T09:06:00+01:00")
        .step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
        .accepted
    )
    line = shift.at("2026-03-01T10:11:00+02:00").assessment()
    assert (line.phase, line.opens_at, line.reassess_at) == ("weaning", "08:21", "08:16")


@pytest.mark.hazard("H14")
def test_time_in_which_the_workstation_was_off_opens_no_step() -> None:
    """Changed at 08:06, off after 08:10 for 39 min that only UTC knows: open at 09:00, not 08:21."""
    unsure = (Unsure(after=moment("08:10"), span=timedelta(minutes=39)),)
    state = with_(weaning().bed.state, step_clock_at="08:06", unsure=unsure)
    assert step_opens_at(state, POLICY) == moment("09:00")
    assert step_due_at(state, POLICY) == moment("08:36")
    later = with_(state, step_clock_at="08:50")
    assert step_opens_at(later, POLICY) == moment("09:05")
