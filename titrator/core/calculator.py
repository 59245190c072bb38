"""Dose rate to pump rate and back, exactly; and the rates a pump can really be set to.

Rounding happens here, once, and each kind has a name: nearest (a conversion, a bag change), down
(the next settable rate below). Which rate a step may use is decided in `steps`.
"""

from fractions import Fraction
from typing import overload

import msgspec

from titrator.core.limits import DoseRate
from titrator.core.units import ML_PER_H, Quantity, UnitKind


class Bag(msgspec.Struct, frozen=True, kw_only=True):
    """What the label of a bag or syringe says; the concentration is only ever derived."""

    amount: Quantity
    volume: Quantity

    @property
    def concentration(self) -> Quantity:
        """Return amount per volume, in mcg/mL or units/mL."""
        return self.amount / self.volume


def dose_at(pump_rate: Quantity, bag: Bag, weight: Quantity | None) -> DoseRate:
    """Return the exact dose that `pump_rate` of `bag` delivers."""
    return DoseRate(per_minute=pump_rate * bag.concentration, weight=weight)


def pump_rate_for(dose: DoseRate, bag: Bag) -> Quantity:
    """Return the exact pump rate in mL/h that delivers `dose` from `bag`; not rounded."""
    return (dose.per_minute / bag.concentration).to(ML_PER_H)


@overload
def dose_of(dose: Quantity, weight: Quantity) -> DoseRate: ...


@overload
def dose_of(dose: Quantity, weight: Quantity | None) -> DoseRate | None: ...


def dose_of(dose: Quantity, weight: Quantity | None) -> DoseRate | None:
    """Return a stated dose both ways; None where it is per kg and the weight is not known."""
    if dose.unit.kind is not UnitKind.DOSE_RATE_PER_KG:
        per_minute = dose
    elif weight is None:
        return None
    else:
        per_minute = dose * weight
    return DoseRate(per_minute=per_minute, weight=weight)


def nearest_settable(pump_rate: Quantity, resolution: Quantity) -> Quantity:
    """Return the settable rate nearest to `pump_rate`, ties away from zero."""
    steps = pump_rate.ratio(resolution)
    return resolution.scaled(nearest_whole(steps.numerator, steps.denominator))


def nearest_whole(above: int, below: int) -> int:
    """Return the whole number nearest to `above` / `below`, ties away from zero.

    Args:
        above: zero or more.
        below: above zero.
    """
    return (2 * above + below) // (2 * below)


def next_settable_below(pump_rate: Quantity, resolution: Quantity) -> Quantity:
    """Return the highest settable rate strictly below `pump_rate`; zero when none is above it."""
    steps = pump_rate.ratio(resolution)
    below = -(-steps.numerator // steps.denominator) - 1
    return resolution.scaled(max(below, 0))


def relative_change(before: DoseRate, after: DoseRate) -> Fraction:
    """Return the change as a ratio of `before`, negative for a reduction; `before` is not zero."""
    return (after.per_minute - before.per_minute).ratio(before.per_minute)
