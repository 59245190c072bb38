"""Which bag of the drug library would do, where a change cannot be set with the one that hangs."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from titrator.core import wording
from titrator.core.calculator import Bag
from titrator.core.findings import Code, Finding, finding
from titrator.core.language import say
from titrator.core.order import Order
from titrator.core.policy import Policy
from titrator.core.protocol import Stage
from titrator.core.state import Infusion, State
from titrator.core.steps import (
    drug_bounds,
    rate_after_bag_change,
    rate_down,
    rate_up,
    round_rate_down,
    step_bounds,
)
from titrator.core.units import Quantity
from titrator.core.wean import rate_of

Works = Callable[[Infusion], bool]
"""Whether a change can be made with an infusion as it would run from another bag."""


def step_works(
    to: Quantity | None, stage: Stage, order: Order, state: State, policy: Policy
) -> Works:
    """Return whether a reduction `to` a dose, or None to a round one, can be set (ruling 19)."""

    def works(other: Infusion) -> bool:
        bounds = step_bounds(other, stage=stage, order=order, state=state, policy=policy)
        wanted = round_rate_down(bounds) if to is None else rate_of(to, other, state)
        is_in_reach = wanted < bounds.present and bounds.present - wanted <= bounds.reach
        return is_in_reach and rate_down(wanted, bounds) is not None

    return works


def rise_works(to: Quantity, state: State, policy: Policy, now: datetime) -> Works:
    """Return whether a rise `to` a dose can be set (ruling 37)."""

    def works(other: Infusion) -> bool:
        bounds = drug_bounds(other.drug, state, policy, now)
        return rate_up(rate_of(to, other, state), other, bounds, state, policy) is not None

    return works


def every_bag_works(other: Infusion) -> bool:
    """Return that nothing more is asked than a rate above zero for the running dose."""
    return other.is_running


def not_reachable(
    what: str,
    bag: Bag,
    infusion: Infusion,
    state: State,
    policy: Policy,
    now: datetime,
    *,
    works: Works,
) -> Finding:
    """Return that `infusion` cannot be set to `what` with `bag`, and which bag would do."""
    name = policy.display_name(infusion.drug)
    instead = _bag_that_would_do(infusion, state, policy, now, works)
    hint = (
        say("{instead} would do", instead=_label(instead))
        if instead
        else say("no bag of the drug library would do")
    )
    sentence = say(
        "{name} to {what} cannot be set on this pump with {bag}; {hint}.",
        name=name,
        what=what,
        bag=_label(bag),
        hint=hint,
    )
    return finding(Code.NOT_REACHABLE_ON_PUMP, sentence)


def _bag_that_would_do(
    infusion: Infusion, state: State, policy: Policy, now: datetime, works: Works
) -> Bag | None:
    """Return the strongest of the library's bags with which the change can be set."""
    bounds = drug_bounds(infusion.drug, state, policy, now)
    found = []
    for one in policy.library.drug(infusion.drug).preparations:
        bag = Bag(amount=one.amount, volume=one.volume)
        rate = rate_after_bag_change(infusion, bag, bounds, state, policy)
        if rate is None:
            continue
        if works(msgspec.structs.replace(infusion, bag=bag, pump_rate=rate)):
            found.append(bag)
    return max(found, key=lambda bag: bag.concentration.worth, default=None)


def _label(bag: Bag) -> str:
    return say(
        "{amount} in {volume}",
        amount=wording.as_typed(bag.amount),
        volume=wording.as_typed(bag.volume),
    )
