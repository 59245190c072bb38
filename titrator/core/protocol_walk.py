"""Whether a protocol leads every patient from every dose to off, one act at a time.

The real advice is asked, state by state, as the bedside would ask it: each state must have exactly
one next act, and that act must be one a pump can be set to. Tried for light and heavy adults, for
each bag of the drug library, in each unit system.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from itertools import product

import msgspec

from titrator.core import wording
from titrator.core.advice import Action, next_step
from titrator.core.calculator import Bag, dose_of, nearest_settable, pump_rate_for
from titrator.core.drug_library import Drug, Preparation
from titrator.core.language import join, say
from titrator.core.library_lint import bag_text
from titrator.core.order import Order
from titrator.core.policy import Policy
from titrator.core.policy_fault import Fault, FaultCode, fault
from titrator.core.protocol import Protocol, UnitSystem
from titrator.core.protocol_lint import unit_in
from titrator.core.state import Infusion, State
from titrator.core.units import KG, Quantity
from titrator.core.wean import is_all_off

WEIGHTS_KG = tuple(range(40, 201, 10))
_ENDS_KG = (40, 200)
_AT = datetime(2000, 1, 1, tzinfo=UTC)
# From this many steps above the floor every later dose is walked through on the way down.
_STEPS_ABOVE = 4


class _Bedded(msgspec.Struct, frozen=True, kw_only=True):
    """One drug as it would run: from which bag, how many steps above its floor; 0 is at the floor."""

    drug: Drug
    bag: Preparation
    steps_above: int


def walk_faults(policy: Policy, file: str) -> tuple[Fault, ...]:
    """Return every kind of patient for whom no next act is left before all drugs are off."""
    found: dict[str, Fault] = {}
    for system, weight in product(UnitSystem, _ENDS_KG):
        for running in _combinations(policy):
            ended = _walked(_state(running, system, weight, policy), policy)
            if ended in (Action.DONE, Action.CALL_PRESCRIBER):
                continue
            names = join(say(" and "), (one.drug.display_name for one in running))
            why = say(
                "with {names} running, ordered in {system}, no act leads on to off.",
                names=names,
                system=system,
            )
            found.setdefault(why, _fault(FaultCode.NO_NEXT_ACT, file, "stage", names, why))
    return tuple(found.values())


def reach_notices(
    policy: Policy, file: str, weights: Iterable[int] = WEIGHTS_KG
) -> tuple[Fault, ...]:
    """Return the bags with which a step of the protocol cannot be set, and at which weights."""
    tried = tuple(weights)
    return tuple(
        _unreachable(drug, bag, system, heavy, policy, file)
        for drug in _drugs(policy)
        for system in _systems(drug)
        for bag in drug.preparations
        if (heavy := _weights_without_a_step(drug, bag, system, tried, policy))
    )


def _combinations(policy: Policy) -> Iterator[tuple[_Bedded, ...]]:
    """Return every set of running drugs, each at its floor and well above it."""
    choices = [
        (
            None,
            *(
                _Bedded(drug=drug, bag=drug.preparations[0], steps_above=n)
                for n in (0, _STEPS_ABOVE)
            ),
        )
        for drug in _drugs(policy)
        if drug.preparations
    ]
    for chosen in product(*choices):
        running = tuple(one for one in chosen if one is not None)
        if running:
            yield running


def _drugs(policy: Policy) -> tuple[Drug, ...]:
    return tuple(policy.library.drug(name) for name in policy.protocol.drugs)


def _systems(drug: Drug) -> tuple[UnitSystem, ...]:
    """Return the unit systems in which the doses of a drug differ."""
    units = {unit_in(drug, system): system for system in reversed(UnitSystem)}
    return tuple(units.values())


def _weights_without_a_step(
    drug: Drug, bag: Preparation, system: UnitSystem, weights: tuple[int, ...], policy: Policy
) -> list[int]:
    bedded = _Bedded(drug=drug, bag=bag, steps_above=_STEPS_ABOVE)
    return [
        weight
        for weight in weights
        if _walked(_state((bedded,), system, weight, policy), policy) is not Action.DONE
    ]


def _unreachable(
    drug: Drug, bag: Preparation, system: UnitSystem, weights: list[int], policy: Policy, file: str
) -> Fault:
    at = (
        f"{weights[0]} kg"
        if len(weights) == 1
        else say("{lowest} kg to {highest} kg", lowest=weights[0], highest=weights[-1])
    )
    resolution = wording.as_typed(policy.protocol.parameters.pump_resolution)
    why = say(
        "a step of {drug} ordered in {unit} cannot be set with "
        "{bag} at {at}: the pump moves by {resolution}.",
        drug=drug.display_name,
        unit=unit_in(drug, system).symbol,
        bag=bag_text(bag),
        at=at,
        resolution=resolution,
    )
    return _fault(FaultCode.STEP_NOT_REACHABLE, file, "stage", bag_text(bag), why)


def _fault(code: FaultCode, file: str, field: str, value: str, why: str) -> Fault:
    return fault(code, file=file, field=field, value=value, why=why)


def _state(
    running: tuple[_Bedded, ...], system: UnitSystem, weight_kg: int, policy: Policy
) -> State:
    weight = Quantity(Fraction(weight_kg), KG)
    return State(
        weight=weight,
        infusions={one.drug.name: _infusion(one, system, weight, policy) for one in running},
        orders={drug.name: _order(drug, system, policy.protocol) for drug in _drugs(policy)},
    )


def _infusion(one: _Bedded, system: UnitSystem, weight: Quantity, policy: Policy) -> Infusion:
    doses = policy.protocol.first_stage(one.drug.name).doses[system]
    lowest = doses.floor if doses.floor is not None else doses.step
    wanted = lowest + doses.step_at_most.scaled(one.steps_above)
    dose = min(wanted, _capped(one.drug, wanted, weight))
    bag = Bag(amount=one.bag.amount, volume=one.bag.volume)
    resolution = policy.protocol.parameters.pump_resolution
    rate = nearest_settable(pump_rate_for(dose_of(dose, weight), bag), resolution)
    return Infusion(
        drug=one.drug.name,
        bag=bag,
        pump_rate=rate or resolution,
        line=None,
        read_at=_AT,
        read_by="",
    )


def _capped(drug: Drug, like: Quantity, weight: Quantity) -> Quantity:
    """Return the hard limit written as `like` is: per minute where that is how doses are ordered."""
    hard = drug.hard_limit.value
    return hard if hard.unit.dimension == like.unit.dimension else hard * weight


def _order(drug: Drug, system: UnitSystem, protocol: Protocol) -> Order:
    """Return the widest order the protocol allows."""
    stage = protocol.first_stage(drug.name)
    most = stage.doses[system].step_at_most
    return Order(
        drug=drug.name,
        route="intravenous",
        initial=most,
        increment=most,
        interval=stage.interval,
        maximum=most,
        map_target_mmhg=protocol.parameters.map_target_mmhg,
        prescriber="",
        recorded_at=_AT,
    )


def _walked(state: State, policy: Policy) -> Action:
    """Return the act that is left when the advice was followed to its end: DONE when all is off.

    It ends: each act lowers one pump rate.
    """
    advised = next_step(state, policy, _AT)
    while advised.pump_rate is not None:
        before = state.infusions[advised.drug]
        after = msgspec.structs.replace(before, pump_rate=advised.pump_rate)
        state = msgspec.structs.replace(state, infusions={**state.infusions, advised.drug: after})
        advised = next_step(state, policy, _AT)
    is_left = advised.action is Action.DONE and not is_all_off(state, policy)
    return Action.WAIT if is_left else advised.action
