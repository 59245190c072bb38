"""Doses, pump rates and which rate to set, a second time and slowly.

Written from the words of the rules and rulings alone; it shares no code and no idea with the
program. Where the program works a rate out, this lists every rate the pump can be set to and asks
of each whether it may be. Plain fractions throughout: a dose is a number, and its unit is text.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What one of each is worth in mcg or in units of drug.
DRUG = {
    "mcg": Fraction(1),
    "mg": Fraction(1000),
    "g": Fraction(1000000),
    "nanogram": Fraction(1, 1000),
    "units": Fraction(1),
    "milliunits": Fraction(1, 1000),
}
IN_UNITS = {"units", "milliunits"}
MILLILITRES = {"mL": 1, "L": 1000}
MINUTES = {"min": 1, "h": 60}


class NoAnswerError(Exception):
    """The question has no answer: a weight is missing, or mass would have to become units."""


# ------------------------------------------------------------------------------- conversions


def per_minute(dose: Fraction, unit: str, weight: Fraction | None) -> Fraction:
    """What a dose rate such as 2 mg/kg/h is in mcg/min, or in units/min."""
    drug, *rest = unit.split("/")
    value = dose * DRUG[drug] / MINUTES[rest[-1]]
    if "kg" not in rest:
        return value
    if weight is None:
        raise NoAnswerError
    return value * weight


def in_unit(mcg_per_min: Fraction, unit: str, weight: Fraction | None) -> Fraction:
    """The number of `unit` that a rate in mcg/min (or units/min) is."""
    one = per_minute(Fraction(1), unit, weight)
    return mcg_per_min / one


def concentration(amount: Fraction, amount_unit: str, volume: Fraction, unit: str) -> Fraction:
    """Mcg or units in one millilitre of a bag."""
    return amount * DRUG[amount_unit] / (volume * MILLILITRES[unit])


def pump_rate(dose: Fraction, unit: str, strength: Fraction, weight: Fraction | None) -> Fraction:
    """The mL/h that give a dose, from a bag of `strength` mcg/mL or units/mL."""
    return per_minute(dose, unit, weight) * 60 / strength


def dose_at(rate: Fraction, unit: str, strength: Fraction, weight: Fraction | None) -> Fraction:
    """The dose in `unit` that a pump at `rate` mL/h gives."""
    return in_unit(rate * strength / 60, unit, weight)


def dose_to_dose(dose: Fraction, unit: str, to: str, weight: Fraction | None) -> Fraction:
    """A dose in another unit. The weight is needed only where one of the two has it."""
    both_per_kg = "/kg" in unit and "/kg" in to
    if (unit.split("/", maxsplit=1)[0] in IN_UNITS) != (to.split("/", maxsplit=1)[0] in IN_UNITS):
        raise NoAnswerError
    used = Fraction(1) if both_per_kg else weight
    return in_unit(per_minute(dose, unit, used), to, used)


# ---------------------------------------------------------------------------- rates of a pump


def neighbours(rate: Fraction, resolution: Fraction) -> tuple[Fraction, Fraction]:
    """The settable rates on both sides; twice the same one where the rate itself can be set."""
    low = rate // resolution * resolution
    return low, low if low == rate else low + resolution


def nearest(rate: Fraction, resolution: Fraction) -> Fraction:
    """The settable rate nearest to one of zero or more; of two equally near the higher."""
    return min(neighbours(rate, resolution), key=lambda one: (abs(one - rate), -one))


def below(rate: Fraction, resolution: Fraction) -> Iterator[Fraction]:
    """Every settable rate below `rate` and above zero, the highest first."""
    low, high = neighbours(rate, resolution)
    one = low if high > low else low - resolution  # not the rate itself
    while one > 0:
        yield one
        one -= resolution


def from_about(rate: Fraction, resolution: Fraction) -> Iterator[Fraction]:
    """Every settable rate from the one at or just below `rate` upwards, without end."""
    one = neighbours(rate, resolution)[0]
    while True:
        yield one
        one += resolution


@dataclass(frozen=True, kw_only=True)
class Pump:
    """A drug at its pump. `dose_per_ml_h` is the dose that one mL/h gives, in the order's unit."""

    rate: Fraction
    dose_per_ml_h: Fraction
    resolution: Fraction = Fraction(1, 10)

    def dose(self, rate: Fraction | None = None) -> Fraction:
        """The dose of the present rate, or of another one."""
        return (self.rate if rate is None else rate) * self.dose_per_ml_h


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What bounds a reduction, in the order's unit.

    Attributes:
        floor: the lowest dose of this stage; None where it ends in off.
        tolerance_step: the step of the drug's first stage.
        step: of this stage.
        at_most: the largest step of this stage.
        increment: as ordered.
    """

    floor: Fraction | None
    tolerance_step: Fraction
    step: Fraction
    at_most: Fraction
    increment: Fraction

    @property
    def largest(self) -> Fraction:
        """The largest real reduction."""
        return min(self.at_most, self.increment)

    @property
    def grain(self) -> Fraction:
        """How far apart round doses are."""
        return min(self.step, self.increment)


def is_within(rate: Fraction, mark: Fraction, step: Fraction, pump: Pump) -> bool:
    """Whether a dose counts as being at `mark` although it may be a little above it."""
    over = pump.dose(rate) - mark
    if over <= 0:
        return True
    if over < step / 10:
        return True
    next_down = next(below(rate, pump.resolution), Fraction(0))
    return pump.dose(next_down) < mark and over <= step / 2


def ends_at_floor(rate: Fraction, stage: Stage, pump: Pump) -> bool:
    """Whether a reduction to this rate ends at the floor of its stage; without a floor none does."""
    return stage.floor is not None and is_within(rate, stage.floor, stage.tolerance_step, pump)


def may_stop(floor: Fraction | None, step: Fraction, pump: Pump) -> bool:
    """Whether off is allowed from here: from the drug's floor, or without one from one step."""
    return is_within(pump.rate, step if floor is None else floor, step, pump)


def rate_down(to: Fraction, stage: Stage, pump: Pump) -> Fraction | None:
    """The rate for a reduction to the dose `to`; None when nothing settable remains."""
    wanted = pump.dose() - to
    found: list[Fraction] = []
    for rate in below(pump.rate, pump.resolution):
        real = pump.dose() - pump.dose(rate)
        if real > stage.largest:
            break  # every lower one is a larger step still
        if stage.floor is not None and pump.dose(rate) < stage.floor:
            break
        if real >= wanted * Fraction(3, 4) or ends_at_floor(rate, stage, pump):
            found.append(rate)
    if not found:
        return None
    return min(found, key=lambda rate: (abs(pump.dose(rate) - to), -rate))


def is_noted_as_small(to: Fraction, rate: Fraction, pump: Pump) -> bool:
    """Whether the step comes out smaller than wanted by a tenth or more."""
    real = pump.dose() - pump.dose(rate)
    return real <= (pump.dose() - to) * Fraction(9, 10)


def is_too_large(to: Fraction, stage: Stage, pump: Pump) -> bool:
    """Whether the wanted reduction is above the largest by more than the pump's own grain."""
    return pump.dose() - to > stage.largest + pump.dose(pump.resolution)


def round_dose(stage: Stage, pump: Pump) -> Fraction | None:
    """The dose that advice offers: the lowest round one in reach. None when none is lower."""
    reach = stage.largest + pump.dose(pump.resolution)
    start = Fraction(0) if stage.floor is None else stage.floor
    dose = start if stage.floor is not None else start + stage.grain
    while dose < pump.dose():
        if pump.dose() - dose <= reach:
            return dose
        dose += stage.grain
    return None


def rate_up(to: Fraction, passes: Callable[[Fraction], bool], pump: Pump) -> Fraction | None:
    """The rate for an increase to `to`, nearest of those that pass every limit.

    Args:
        to: the dose wanted.
        passes: whether a pump rate stays within all limits.
        pump: as it runs.
    """
    best: Fraction | None = None
    for rate in from_about(pump.rate, pump.resolution):
        if not passes(rate):
            break
        if best is not None and abs(pump.dose(rate) - to) > abs(pump.dose(best) - to):
            break
        best = rate
    return best if best is not None and best > pump.rate else None


def rate_of_new_bag(
    exact: Fraction, resolution: Fraction, passes: Callable[[Fraction], bool]
) -> Fraction | None:
    """What the pump must show after a bag change, for a dose that runs.

    Args:
        exact: the rate that would give the same dose.
        resolution: of the pump.
        passes: whether a pump rate stays within all limits.
    """
    rate = nearest(exact, resolution)
    if passes(exact) and not passes(rate):
        rate -= resolution
    return rate if rate > 0 else None
