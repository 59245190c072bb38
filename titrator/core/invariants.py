"""What must hold after every event, whatever led there. A breach is a fault of ours and is raised.

These are judged on the events alone, apart from the rules that permitted them: a second pair of
eyes, not the same ones twice.
"""

from titrator.core import events as ev
from titrator.core import limits
from titrator.core.errors import BugError
from titrator.core.policy import Policy
from titrator.core.state import State
from titrator.core.steps import drug_bounds
from titrator.core.wean import current_stage, is_at_floor, rate_of, stage_rates


class InvariantViolatedError(BugError):
    """A state was reached that must not exist; guidance stops."""


def check(before: State, event: ev.AnyEvent, after: State, policy: Policy, stamp: ev.Stamp) -> None:
    """Raise when `event` broke an invariant.

    Raises:
        InvariantViolatedError: see the sentence; nothing may be shown or logged as accepted.
    """
    _rates_are_not_negative(after)
    match event:
        case ev.DoseReduced():
            _reduction_is_permitted(before, event, after, policy)
            _confirmed_dose_is_within_limits(event.drug, after, policy, stamp)
        case ev.DrugStopped():
            _stop_is_permitted(before, event, after, policy)
        case ev.DoseBackedUp():
            _confirmed_dose_is_within_limits(event.drug, after, policy, stamp)
        case ev.WeanStarted():
            _require(before.assessments != (), "a wean started without an assessment")
        case _:
            pass


def _require(holds: bool, sentence: str) -> None:  # noqa: FBT001 - the condition is the point
    if not holds:
        raise InvariantViolatedError(sentence)


def _rates_are_not_negative(state: State) -> None:
    for infusion in state.infusions.values():
        _require(infusion.pump_rate.magnitude >= 0, "a pump rate is below zero")
        _require(bool(infusion.bag.volume), "a bag has no volume")


def _reduction_is_permitted(
    before: State, event: ev.DoseReduced, after: State, policy: Policy
) -> None:
    stage = current_stage(before, policy)
    if stage is None or stage.drug != event.drug:
        message = "a step out of the wean order"
        raise InvariantViolatedError(message)
    _require(before.hold is None, "a step in a hold")
    _require(not before.is_clock_suspect, "a step on a clock that is not trusted")
    infusion = before.infusions[event.drug]
    reduced_by = infusion.pump_rate - after.infusions[event.drug].pump_rate
    _require(reduced_by.magnitude > 0, "a step that does not reduce")
    rates = stage_rates(stage, infusion, before)
    increment = rate_of(before.orders[event.drug].increment, infusion, before)
    _require(reduced_by <= increment, "a real step above the ordered increment")
    _require(reduced_by <= rates.step_at_most, "a real step above the stage's maximum")
    if rates.floor is not None:
        _require(event.pump_rate >= rates.floor, "a step past the floor")
    _require(bool(event.pump_rate), "a step to zero that is not off")


def _stop_is_permitted(before: State, event: ev.DrugStopped, after: State, policy: Policy) -> None:
    _require(before.hold is None, "a stop in a hold")
    infusion = before.infusions[event.drug]
    _require(is_at_floor(infusion, before, policy), "a stop from above the lowest dose")
    _require(not after.infusions[event.drug].is_running, "a stopped drug that runs")
    stage = current_stage(before, policy)
    _require(stage is not None and stage.drug == event.drug, "a stop out of the wean order")


def _confirmed_dose_is_within_limits(
    drug: str, after: State, policy: Policy, stamp: ev.Stamp
) -> None:
    infusion = after.infusions[drug]
    bounds = drug_bounds(drug, after, policy, stamp.at)
    _require(limits.is_within(after.dose(infusion), bounds), "a confirmed dose above a hard limit")
