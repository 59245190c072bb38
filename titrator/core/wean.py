"""Where a wean stands: which stage is current, and whether a drug is at its floor or may stop.

Everything is judged on pump rates, that is on what the pump really delivers.
"""

from fractions import Fraction

import msgspec

from titrator.core.calculator import dose_of, next_settable_below, pump_rate_for
from titrator.core.policy import Policy
from titrator.core.protocol import Ending, Stage, StageDoses, UnitSystem
from titrator.core.state import Infusion, State
from titrator.core.units import MCG_PER_MIN, Quantity

_CRUMB = Fraction(1, 10)
_HALF = Fraction(1, 2)


def unit_system(state: State) -> UnitSystem:
    """Return the unit system of the wean: norepinephrine's order decides."""
    order = state.orders.get("norepinephrine")
    is_per_minute = order is not None and order.unit is MCG_PER_MIN
    return UnitSystem.PER_MINUTE if is_per_minute else UnitSystem.PER_KG


class StageRates(msgspec.Struct, frozen=True, kw_only=True):
    """The doses of a stage as pump rates of the bag that hangs, exact and not settable."""

    floor: Quantity | None
    step: Quantity
    step_at_most: Quantity


def rate_of(dose: Quantity, infusion: Infusion, state: State) -> Quantity:
    """Return the exact pump rate of a stated dose at the patient's weight."""
    return pump_rate_for(dose_of(dose, state.dosing_weight), infusion.bag)


def stage_rates(stage: Stage, infusion: Infusion, state: State) -> StageRates:
    """Return the doses of `stage` for the bag of `infusion`, in the unit system of the wean."""
    doses: StageDoses = stage.doses[unit_system(state)]
    return StageRates(
        floor=None if doses.floor is None else rate_of(doses.floor, infusion, state),
        step=rate_of(doses.step, infusion, state),
        step_at_most=rate_of(doses.step_at_most, infusion, state),
    )


def current_stage(state: State, policy: Policy) -> Stage | None:
    """Return the first stage whose drug runs above that stage's end; None when all are done."""
    for stage in policy.protocol.stages:
        infusion = state.infusions.get(stage.drug)
        if infusion is None or not infusion.is_running:
            continue
        if stage.ending is Ending.OFF or not is_at_floor(infusion, state, policy):
            return stage
    return None


def stage_of(drug: str, state: State, policy: Policy) -> Stage | None:
    """Return the stage a reduction of `drug` falls under: its first that is not yet done."""
    infusion = state.infusions[drug]
    stages = [stage for stage in policy.protocol.stages if stage.drug == drug]
    if not stages:
        return None
    return stages[-1] if is_at_floor(infusion, state, policy) else stages[0]


def is_at_floor(infusion: Infusion, state: State, policy: Policy) -> bool:
    """Return whether a drug of the protocol is at the dose it may be stopped from.

    That is its floor, or for a drug without a floor one step (ruling 29): at or below it, less
    than a tenth of a step above it, or at most half a step above when the next settable rate
    down would pass it.
    """
    rates = stage_rates(policy.protocol.first_stage(infusion.drug), infusion, state)
    return counts_as_at(infusion.pump_rate, rates, policy.protocol.parameters.pump_resolution)


def counts_as_at(pump_rate: Quantity, rates: StageRates, resolution: Quantity) -> bool:
    """Return whether `pump_rate` counts as at the floor of `rates`, or its step without one."""
    reference = rates.floor if rates.floor is not None else rates.step
    above = (pump_rate - reference).ratio(rates.step)
    if above < _CRUMB:
        return True
    passes = next_settable_below(pump_rate, resolution) < reference
    return passes and above <= _HALF


def is_all_off(state: State, policy: Policy) -> bool:
    """Return whether no drug of the protocol runs."""
    return not any(one.drug in policy.protocol.drugs for one in state.running)
