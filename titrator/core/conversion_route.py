"""The factors of one conversion: how a number in one unit becomes an answer, a rate and a verdict.

Every conversion is a plain proportion. Its factors follow from the drug, the bag, the weight and the
units, not from the number: they are worked out once and then hold for any number, so a file of a
million rows needs few of them. What the numbers then mean is judged in `conversion`.
"""

from enum import StrEnum
from fractions import Fraction

import msgspec

from titrator.core.calculator import Bag
from titrator.core.drug_library import Drug
from titrator.core.findings import Code, Finding, RefusedError, finding
from titrator.core.limits import Limit, hard_limits, not_checked, soft_limits
from titrator.core.units import ML_PER_H, Family, Quantity, Unit, UnitKind, UnitMismatchError

DOSE_KINDS = frozenset({UnitKind.DOSE_RATE, UnitKind.DOSE_RATE_PER_KG})
FLOW_KINDS = frozenset({UnitKind.PUMP_RATE, UnitKind.PUMP_RATE_PER_KG})
_PER_KG_KINDS = frozenset({UnitKind.DOSE_RATE_PER_KG, UnitKind.PUMP_RATE_PER_KG})


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """All of a conversion but the number asked.

    Attributes:
        drug: a drug of the library; None for one outside it, to which no limits are applied.
        bag: None where none is given: then no pump rate can be worked out.
        stated_concentration: as typed, where it stands for amount and volume.
        weight: dosing weight, None where none is given.
        to: the unit wanted, None for the usual one.
        resolution: of the pump, above zero.
    """

    drug: Drug | None
    bag: Bag | None
    stated_concentration: Quantity | None
    weight: Quantity | None
    to: Unit | None
    resolution: Quantity


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """One limit seen from what is asked.

    Attributes:
        drug: whose dose is bounded.
        limit: how high, and who says so.
        per_asked: factor from the asked unit to the unit of the limit.
        highest: the limit in the asked unit.
        is_hard: a dose above it is refused.
    """

    drug: Drug
    limit: Limit
    per_asked: Fraction
    highest: Fraction
    is_hard: bool


class PumpRoute(msgspec.Struct, frozen=True, kw_only=True):
    """The factors that lead to the pump.

    Attributes:
        per_asked: factor from the asked unit to mL/h.
        resolution: of the pump.
        lowest: the tightest limit as a rate in mL/h, None without one.
        achieved_unit: unit of the dose a rate gives, None where no dose follows.
        achieved_per_rate: factor from mL/h to it.
    """

    per_asked: Fraction
    resolution: Quantity
    lowest: Fraction | None
    achieved_unit: Unit | None
    achieved_per_rate: Fraction


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """The factors of one setting, for a number in one unit.

    Attributes:
        unit: of the number asked.
        value_unit: of the answer.
        value_per_asked: factor between them.
        bounds: limits that can be checked.
        lowest: the tightest of them in the asked unit, None without one.
        standing: findings that hold whatever the number is.
        pump: None where no pump rate can be worked out.
    """

    unit: Unit
    value_unit: Unit
    value_per_asked: Fraction
    bounds: tuple[Bound, ...]
    lowest: Fraction | None
    standing: tuple[Finding, ...]
    pump: PumpRoute | None


class Missing(StrEnum):
    """What a conversion would need and was not given."""

    WEIGHT = "weight"
    BAG = "bag"


def route_for(setting: Setting, unit: Unit) -> Route:
    """Return the factors for numbers in `unit`.

    Raises:
        RefusedError: UNIT_MISMATCH, WEIGHT_MISSING or CONCENTRATION_MISSING.
    """
    _check_asked_unit(setting.drug, unit)
    if setting.to is not None:
        _check_unit(setting.drug, setting.to)
    one = Quantity(Fraction(1), unit)
    value_unit = _value_unit(setting, unit)
    value = expressed(one, value_unit, setting)
    if isinstance(value, Missing):
        raise RefusedError(*(_refused_for(what) for what in missing(unit, value_unit, setting)))
    bounds, standing = _bounds(setting, one)
    lowest = min((bound.highest for bound in bounds), default=None)
    return Route(
        unit=unit,
        value_unit=value_unit,
        value_per_asked=value.magnitude,
        bounds=bounds,
        lowest=lowest,
        standing=standing,
        pump=_pump_route(setting, one, lowest),
    )


def expressed(quantity: Quantity, unit: Unit, setting: Setting) -> Quantity | Missing:
    """Return `quantity` in `unit`: the bag leads from drug to fluid, the weight to and from per kg.

    Raises:
        RefusedError: UNIT_MISMATCH, the two do not measure the same thing.
    """
    lacking = missing(quantity.unit, unit, setting)
    if lacking:
        return lacking[0]
    try:
        return _per_weight(_in_bag(quantity, unit, setting.bag), unit, setting.weight).to(unit)
    except UnitMismatchError as mismatch:
        sentence = f"{quantity.unit.symbol} was not converted to {unit.symbol}, because {mismatch}."
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence)) from None


def missing(one: Unit, other: Unit, setting: Setting) -> tuple[Missing, ...]:
    """Return what the way between two units would need and `setting` does not give."""
    lacking = []
    if is_flow(one) != is_flow(other) and setting.bag is None:
        lacking.append(Missing.BAG)
    if is_per_kg(one) != is_per_kg(other) and setting.weight is None:
        lacking.append(Missing.WEIGHT)
    return tuple(lacking)


def is_flow(unit: Unit) -> bool:
    """Return whether `unit` is one of fluid over time."""
    return unit.kind in FLOW_KINDS


def is_per_kg(unit: Unit) -> bool:
    """Return whether `unit` is per kg of body weight."""
    return unit.kind in _PER_KG_KINDS


def limits_of(drug: Drug | None) -> tuple[Limit, ...]:
    """Return the limits a conversion of `drug` is judged by; none for a drug outside the library."""
    if drug is None:
        return ()
    return hard_limits(drug, order_maximum=None, running_for=None) + soft_limits(drug)


def _value_unit(setting: Setting, unit: Unit) -> Unit:
    if setting.to is not None:
        return setting.to
    if unit.kind in DOSE_KINDS:
        return ML_PER_H
    if setting.drug is not None:
        return setting.drug.dose_units[0]
    sentence = f"{unit.symbol} was not converted: the unit wanted is missing, such as mcg/kg/min."
    raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))


def _pump_route(setting: Setting, one: Quantity, lowest: Fraction | None) -> PumpRoute | None:
    if one.unit.kind not in DOSE_KINDS | FLOW_KINDS:
        return None
    rate = expressed(one, ML_PER_H, setting)
    if isinstance(rate, Missing):
        is_fluid_wanted = setting.to is not None and is_flow(setting.to)
        if rate is Missing.WEIGHT and not is_flow(one.unit) and not is_fluid_wanted:
            # A bag was given with the dose, so the pump rate is wanted: half an answer is none.
            raise RefusedError(_refused_for(rate))
        return None
    achieved_unit = _achieved_unit(setting, one.unit)
    achieved = None
    if achieved_unit is not None:
        achieved = expressed(Quantity(Fraction(1), ML_PER_H), achieved_unit, setting)
    is_known = isinstance(achieved, Quantity)
    return PumpRoute(
        per_asked=rate.magnitude,
        resolution=setting.resolution,
        lowest=None if lowest is None else lowest * rate.magnitude,
        achieved_unit=achieved_unit if is_known else None,
        achieved_per_rate=achieved.magnitude if isinstance(achieved, Quantity) else Fraction(0),
    )


def _achieved_unit(setting: Setting, unit: Unit) -> Unit | None:
    if setting.to is not None and setting.to.kind in DOSE_KINDS:
        return setting.to
    if unit.kind in DOSE_KINDS:
        return unit
    return None if setting.drug is None else setting.drug.dose_units[0]


def _bounds(setting: Setting, one: Quantity) -> tuple[tuple[Bound, ...], tuple[Finding, ...]]:
    if setting.drug is None:
        return (), (_OUTSIDE_LIBRARY,)
    bounds = []
    standing = []
    soft = soft_limits(setting.drug)
    for limit in limits_of(setting.drug):
        per_asked = expressed(one, limit.maximum.unit, setting)
        if isinstance(per_asked, Missing):
            because, action = f"the {per_asked} is not known", f"Enter the {per_asked} to check it."
            standing.append(not_checked(setting.drug, limit, because, action))
            continue
        bounds.append(
            Bound(
                drug=setting.drug,
                limit=limit,
                per_asked=per_asked.magnitude,
                highest=limit.maximum.magnitude / per_asked.magnitude,
                is_hard=limit not in soft,
            )
        )
    return tuple(bounds), tuple(standing)


def _in_bag(quantity: Quantity, unit: Unit, bag: Bag | None) -> Quantity:
    if bag is None or is_flow(quantity.unit) == is_flow(unit):
        return quantity
    if is_flow(unit) and quantity.unit.family is not bag.amount.unit.family:
        message = f"the bag is in {bag.amount.unit.symbol}"
        raise UnitMismatchError(message)
    concentration = bag.concentration
    return quantity / concentration if is_flow(unit) else quantity * concentration


def _per_weight(quantity: Quantity, unit: Unit, weight: Quantity | None) -> Quantity:
    if weight is None or is_per_kg(quantity.unit) == is_per_kg(unit):
        return quantity
    return quantity / weight if is_per_kg(unit) else quantity * weight


def _refused_for(what: Missing) -> Finding:
    if what is Missing.WEIGHT:
        sentence = "The conversion was not made: it needs the weight, and none is given."
        return finding(Code.WEIGHT_MISSING, sentence)
    sentence = "The conversion was not made: it needs amount and volume of the bag."
    return finding(Code.CONCENTRATION_MISSING, sentence)


def _check_asked_unit(drug: Drug | None, unit: Unit) -> None:
    _check_unit(drug, unit)
    if drug is None or is_flow(unit) or is_per_kg(unit):
        return
    if all(is_per_kg(usual) for usual in drug.dose_units):
        _refuse_unit(drug, unit, "it is always dosed per kg")


def _check_unit(drug: Drug | None, unit: Unit) -> None:
    if drug is None or is_flow(unit):
        return
    if unit.family is not drug.family:
        _refuse_unit(drug, unit, f"it is measured in {_MEASURED_IN[drug.family]}")
    if is_per_kg(unit) and not drug.is_dosed_per_kg:
        _refuse_unit(drug, unit, "it is never dosed per kg")


def _refuse_unit(drug: Drug, unit: Unit, why: str) -> None:
    usual = " or ".join(one.symbol for one in drug.dose_units)
    sentence = f"{drug.display_name} was not converted in {unit.symbol}: {why} ({usual})."
    raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))


_MEASURED_IN = {Family.MASS: "mcg, mg or nanogram", Family.UNITS: "units"}
_OUTSIDE_LIBRARY = finding(
    Code.LIMIT_NOT_CHECKED,
    "No limit was applied: the drug is outside the drug library.",
    next_action="Check the dose against the limits of this hospital.",
)
