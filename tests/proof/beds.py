"""Beds put together by hand, and the shipped protocols, for proofs that try one decision often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from titrator import resources
from titrator.core.calculator import Bag
from titrator.core.order import Order
from titrator.core.state import Infusion, State
from titrator.core.units import KG, ML, ML_PER_H, UNITS, Quantity
from titrator.session.policy import load_policy

if TYPE_CHECKING:
    from titrator.session.policy import LoadedPolicy

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROTOCOLS = ("norepinephrine-first", "vasopressin-first")


@cache
def shipped(protocol: str) -> LoadedPolicy:
    """The drug library as shipped, with one of the two shipped protocols."""
    path = resources.resource_path(f"protocols/{protocol}.toml")
    return load_policy(library_dir=None, protocol_file=path)


@cache
def with_resolution(protocol: str, resolution: Fraction) -> LoadedPolicy:
    """The same for a pump that is set in steps of `resolution` mL/h."""
    policy = shipped(protocol)
    parameters = msgspec.structs.replace(
        policy.protocol.parameters, pump_resolution=Quantity(resolution, ML_PER_H)
    )
    return msgspec.structs.replace(
        policy, protocol=msgspec.structs.replace(policy.protocol, parameters=parameters)
    )


def bag(amount: Fraction, unit: str, volume: Fraction) -> Bag:
    """A bag by its label."""
    return Bag(amount=Quantity(amount, UNITS[unit]), volume=Quantity(volume, ML))


def infusion(drug: str, hanging: Bag, rate: Fraction) -> Infusion:
    """A drug at its pump."""
    return Infusion(
        drug=drug,
        bag=hanging,
        pump_rate=Quantity(rate, ML_PER_H),
        line=1,
        read_at=NOON,
        read_by="AB",
    )


def order(drug: str, unit: str, increment: Fraction, maximum: Fraction, minutes: int = 15) -> Order:
    """A complete order."""
    return Order(
        drug=drug,
        route="central",
        initial=Quantity(Fraction(0), UNITS[unit]),
        increment=Quantity(increment, UNITS[unit]),
        interval=timedelta(minutes=minutes),
        maximum=Quantity(maximum, UNITS[unit]),
        map_target_mmhg=Fraction(65),
        prescriber="CD",
        recorded_at=NOON,
    )


def bed(weight: Fraction, infusions: list[Infusion], orders: list[Order]) -> State:
    """An open bed at which these infusions run under these orders."""
    return State(
        bed="7",
        weight=Quantity(weight, KG),
        weight_kind="measured",
        weight_at=NOON,
        infusions={one.drug: one for one in infusions},
        orders={one.drug: one for one in orders},
    )
