"""Which pump rate a change must be set to: down by a step, up by a back up, at a new bag.

Pick a settable rate first, then check every limit on what it really delivers.
Nothing is clamped: where no settable rate will do, there is none.
"""

from datetime import datetime
from fractions import Fraction

import msgspec

from titrator.core import limits
from titrator.core.calculator import (
    Bag,
    dose_at,
    nearest_settable,
    next_settable_below,
    pump_rate_for,
)
from titrator.core.limits import Limit
from titrator.core.order import Order
from titrator.core.policy import Policy
from titrator.core.protocol import Stage
from titrator.core.state import Infusion, LastTolerated, State
from titrator.core.units import Quantity
from titrator.core.wean import StageRates, counts_as_at, rate_of, stage_rates

_LEAST_SHARE = Fraction(3, 4)
_FLAGGED_SHARE = Fraction(9, 10)


class StepBounds(msgspec.Struct, frozen=True, kw_only=True):
    """What bounds a reduction, as pump rates: the ordered increment and the stage.

    Attributes:
        present: the rate that runs.
        at_most: the largest real reduction, the smaller of increment and stage maximum.
        grain: the smaller of increment and the stage's step; advised doses are multiples of it.
    """

    present: Quantity
    at_most: Quantity
    grain: Quantity
    stage: StageRates
    resolution: Quantity

    @property
    def reach(self) -> Quantity:
        """Return how far a *wanted* dose may be below: one pump resolution more (ruling 20)."""
        return self.at_most + self.resolution


def step_bounds(
    infusion: Infusion, *, stage: Stage, order: Order, state: State, policy: Policy
) -> StepBounds:
    """Return the bounds of a reduction of `infusion` under its order and stage."""
    rates = stage_rates(stage, infusion, state)
    increment = rate_of(order.increment, infusion, state)
    return StepBounds(
        present=infusion.pump_rate,
        at_most=min(increment, rates.step_at_most),
        grain=min(increment, rates.step),
        stage=rates,
        resolution=policy.protocol.parameters.pump_resolution,
    )


def rate_down(wanted: Quantity, bounds: StepBounds) -> Quantity | None:
    """Return the settable rate nearest `wanted` that a reduction may use (ruling 19).

    Args:
        wanted: the exact pump rate of the wanted dose, below the present one.
        bounds: what bounds the step.

    Returns:
        The rate: its real reduction is at most the increment, the floor is not passed, and at
        least three quarters of the wanted reduction are made unless it ends at the floor; of
        two equally near the higher. None when nothing settable remains.
    """
    resolution = bounds.resolution
    lowest = max(
        _settable_at_or_above(bounds.present - bounds.at_most, resolution),
        _settable_at_or_above(bounds.stage.floor or resolution, resolution),
        resolution,
    )
    highest = next_settable_below(bounds.present, resolution)
    if highest < lowest:
        return None
    above = _settable_at_or_above(wanted, resolution)
    near = {min(max(rate, lowest), highest) for rate in (above - resolution, above)}
    usable = [rate for rate in near if _reduces_enough(rate, wanted, bounds)]
    return min(usable, key=lambda rate: (_apart(rate, wanted), -rate.worth), default=None)


def is_smaller_than_ordered(pump_rate: Quantity, wanted: Quantity, bounds: StepBounds) -> bool:
    """Return whether the real reduction is at most 90 % of the wanted one (ruling 19)."""
    real = bounds.present - pump_rate
    return real <= (bounds.present - wanted).scaled(_FLAGGED_SHARE)


def round_rate_down(bounds: StepBounds) -> Quantity:
    """Return the exact rate of the lowest round dose the increment reaches (ruling 20).

    Round doses are multiples of the grain above the floor, or above zero without a floor. There is
    always one below the present rate where that is above the floor, or above one step without a
    floor: the reach is more than a grain, and a grain is at most a step.
    """
    floor = bounds.stage.floor
    base = floor if floor is not None else bounds.present.scaled(0)
    first = 0 if floor is not None else 1
    reached = (bounds.present - bounds.reach - base).ratio(bounds.grain)
    multiple = max(first, -(-reached.numerator // reached.denominator))
    return base + bounds.grain.scaled(multiple)


def rate_up(
    wanted: Quantity, infusion: Infusion, bounds: tuple[Limit, ...], state: State, policy: Policy
) -> Quantity | None:
    """Return the nearest settable rate that passes no limit, above the present one (ruling 37).

    `wanted` itself is within every limit. None when that leaves nothing above what runs.
    """
    resolution = policy.protocol.parameters.pump_resolution
    rate = nearest_within(wanted, infusion.bag, bounds, state, resolution)
    return rate if rate > infusion.pump_rate else None


def nearest_within(
    wanted: Quantity, bag: Bag, bounds: tuple[Limit, ...], state: State, resolution: Quantity
) -> Quantity:
    """Return the nearest settable rate, or the next one down where that passes a limit."""
    rate = nearest_settable(wanted, resolution)
    if limits.is_within(dose_at(rate, bag, state.weight), bounds):
        return rate
    return next_settable_below(rate, resolution)


def rate_after_bag_change(
    infusion: Infusion, bag: Bag, bounds: tuple[Limit, ...], state: State, policy: Policy
) -> Quantity | None:
    """Return the rate that a new bag must run at for the running dose (ruling 11).

    A stopped drug stays at zero. None when a running drug would have to be set to zero.
    """
    if not infusion.is_running:
        return infusion.pump_rate
    resolution = policy.protocol.parameters.pump_resolution
    dose = state.dose(infusion)
    rate = nearest_settable(pump_rate_for(dose, bag), resolution)
    becomes_too_much = limits.is_within(dose, bounds) and not limits.is_within(
        dose_at(rate, bag, state.weight), bounds
    )
    if becomes_too_much:
        rate = next_settable_below(rate, resolution)
    return rate or None


def last_tolerated_rate(
    drug: str, state: State, policy: Policy, bounds: tuple[Limit, ...]
) -> Quantity | None:
    """Return the last tolerated rate of `drug` with the bag that hangs now (rulings 1 and 9).

    None when there is none: it must be of the drug changed last, and above what runs.
    """
    tolerated = state.last_tolerated
    if tolerated is None or tolerated.drug != drug:
        return None
    infusion = state.infusions[drug]
    rate = _with_present_bag(tolerated, infusion, bounds, state, policy)
    former = dose_at(tolerated.pump_rate, tolerated.bag, state.weight).per_minute
    is_above = former > state.dose(infusion).per_minute and rate > infusion.pump_rate
    return rate if is_above else None


def _with_present_bag(
    tolerated: LastTolerated,
    infusion: Infusion,
    bounds: tuple[Limit, ...],
    state: State,
    policy: Policy,
) -> Quantity:
    if tolerated.bag.concentration == infusion.bag.concentration:
        return tolerated.pump_rate
    dose = dose_at(tolerated.pump_rate, tolerated.bag, state.weight)
    resolution = policy.protocol.parameters.pump_resolution
    exact = pump_rate_for(dose, infusion.bag)
    return nearest_within(exact, infusion.bag, bounds, state, resolution)


def drug_bounds(drug: str, state: State, policy: Policy, now: datetime) -> tuple[Limit, ...]:
    """Return the hard limits of `drug` at this bed: ceiling, library, order maximum."""
    return limits.hard_limits(
        policy.library.drug(drug),
        order_maximum=state.order_maximum(drug),
        running_for=state.running_for(drug, now),
    )


def _reduces_enough(rate: Quantity, wanted: Quantity, bounds: StepBounds) -> bool:
    ends_at_floor = bounds.stage.floor is not None and counts_as_at(
        rate, bounds.stage, bounds.resolution
    )
    real = bounds.present - rate
    return ends_at_floor or real >= (bounds.present - wanted).scaled(_LEAST_SHARE)


def _settable_at_or_above(rate: Quantity, resolution: Quantity) -> Quantity:
    steps = rate.ratio(resolution)
    return resolution.scaled(-(-steps.numerator // steps.denominator))


def _apart(one: Quantity, other: Quantity) -> Fraction:
    return abs(one.worth - other.worth)
