"""Deadlines, worked out from stored moments: when a step opens and is due, when to reassess.

Nothing here reads a clock or counts ticks. Two clocks have names: *step* and *reassess*.
"""

from datetime import datetime, timedelta

from titrator.core.policy import Policy
from titrator.core.protocol import Stage
from titrator.core.state import State
from titrator.core.wean import current_stage


def step_interval(stage: Stage, state: State) -> timedelta:
    """Return the longer of the order's and the stage's interval (R7)."""
    order = state.orders.get(stage.drug)
    return stage.interval if order is None else max(order.interval, stage.interval)


def step_opens_at(state: State, policy: Policy) -> datetime | None:
    """Return when the next step may be made: the interval after the last change of anything.

    Before any change that is the start of the wean (ruling 17). None without a wean or stage. It
    counts by the clock that says less time has passed.
    """
    stage = current_stage(state, policy)
    if state.wean_started_at is None or stage is None:
        return None
    if state.step_clock_at is None:
        return state.wean_started_at
    from_then = state.step_clock_at + step_interval(stage, state)
    return from_then + state.unsure_since(state.step_clock_at)


def step_due_at(state: State, policy: Policy) -> datetime | None:
    """Return when the next step is due; a decline moves it by one interval (ruling 18)."""
    stage = current_stage(state, policy)
    if state.wean_started_at is None or stage is None:
        return None
    counted_from = state.step_clock_at or state.wean_started_at
    return counted_from + stage.due_by + state.declines * step_interval(stage, state)


def reassess_due_at(state: State, policy: Policy) -> datetime | None:
    """Return the first reassessment mark after the last assessment (R8, ruling 15).

    Marks count from the last change, before any from the start of the wean, and in a hold
    without either from its beginning. None when none of these was.
    """
    base = marks_from(state)
    if base is None:
        return None
    marks = _first_marks(state, policy)
    last = state.last_assessment
    if last is None:
        return base + marks[0]
    passed = last.at - base  # below zero of an assessment before: the first mark is the next one
    for mark in marks:
        if mark > passed:
            return base + mark
    every = policy.protocol.parameters.reassess_every
    return base + marks[-1] + every * ((passed - marks[-1]) // every + 1)


def is_after_first_marks(state: State, policy: Policy) -> bool:
    """Return whether the marks right after the last change are all behind (ruling 3)."""
    base = marks_from(state)
    last = state.last_assessment
    if base is None or last is None:
        return False
    return last.at >= base + _first_marks(state, policy)[-1]


def overdue(state: State, policy: Policy, now: datetime) -> timedelta:
    """Return how long a reassessment is overdue at `now`, zero when it is not."""
    due = reassess_due_at(state, policy)
    return max(now - due, timedelta()) if due is not None else timedelta()


def marks_from(state: State) -> datetime | None:
    """Return the moment that the reassessment marks count from, None before there is any."""
    if state.last_change_at is not None:
        return state.last_change_at
    if state.wean_started_at is not None:
        return state.wean_started_at
    return state.hold.began_at if state.hold is not None else None


def _first_marks(state: State, policy: Policy) -> tuple[timedelta, ...]:
    parameters = policy.protocol.parameters
    if state.has_new_concentration:
        return parameters.reassess_after_concentration_change
    return parameters.reassess_after_change
