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
from titrator.core.language import join, say
from titrator.core.limits import Limit, hard_limits, not_checked, soft_limits
from titrator.core.units import (
    KG,
    ML_PER_H,
    UNITS,
    Family,
    Quantity,
    Unit,
    UnitKind,
    UnitMismatchError,
)

Ratio = tuple[int, int]
"""An exact number as two whole numbers, the lower one above zero. Not reduced: as exact as a
Fraction, and several times quicker where a million of them are worked out."""

DOSE_KINDS = frozenset({UnitKind.DOSE_RATE, UnitKind.DOSE_RATE_PER_KG})
FLOW_KINDS = frozenset({UnitKind.PUMP_RATE, UnitKind.PUMP_RATE_PER_KG})
_ONE_KG = Quantity(Fraction(1), KG)
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


class Factor(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What leads from a number in one unit to the number in another.

    Attributes:
        at_one_kg: the factor for a weight of 1 kg.
        weight_power: 1 where the weight in kg multiplies, -1 where it divides, 0 where it has no
            part; the factor so holds for every weight.
    """

    at_one_kg: Ratio
    weight_power: int

    def of(self, number: Ratio, kg: Ratio) -> Ratio:
        """Return `number` in the other unit, for a weight of `kg`."""
        above = number[0] * self.at_one_kg[0]
        below = number[1] * self.at_one_kg[1]
        if self.weight_power > 0:
            return above * kg[0], below * kg[1]
        if self.weight_power < 0:
            return above * kg[1], below * kg[0]
        return above, below


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """One limit seen from what is asked.

    Attributes:
        drug: whose dose is bounded.
        limit: how high, and who says so.
        maximum: its number, in its own unit.
        per_asked: factor from the asked unit to the unit of the limit.
        is_hard: a dose above it is refused.
    """

    drug: Drug
    limit: Limit
    maximum: Ratio
    per_asked: Factor
    is_hard: bool

    def is_passed_by(self, asked: Ratio, kg: Ratio) -> bool:
        """Return whether `asked` is above the limit; equality is allowed."""
        above, below = self.per_asked.of(asked, kg)
        return above * self.maximum[1] > self.maximum[0] * below


class PumpRoute(msgspec.Struct, frozen=True, kw_only=True):
    """The factors that lead to the pump.

    Attributes:
        per_asked: factor from the asked unit to mL/h.
        resolution_ml_per_h: of the pump.
        achieved_unit: unit of the dose a rate gives, None where no dose follows.
        achieved_per_rate: factor from mL/h to it, None likewise.
    """

    per_asked: Factor
    resolution_ml_per_h: Ratio
    achieved_unit: Unit | None
    achieved_per_rate: Factor | None


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """The factors of one setting, for a number in one unit and any weight.

    Attributes:
        unit: of the number asked.
        value_unit: of the answer.
        value_per_asked: factor between them.
        bounds: limits that can be checked.
        standing: findings that hold whatever the number is.
        pump: None where no pump rate can be worked out.
    """

    unit: Unit
    value_unit: Unit
    value_per_asked: Factor
    bounds: tuple[Bound, ...]
    standing: tuple[Finding, ...]
    pump: PumpRoute | None


class Missing(StrEnum):
    """What a conversion would need and was not given."""

    WEIGHT = "weight"
    BAG = "bag"


def route_for(setting: Setting, unit: Unit) -> Route:
    """Return the factors for numbers in `unit`; of the weight it only matters whether there is one.

    Raises:
        RefusedError: UNIT_MISMATCH, WEIGHT_MISSING or CONCENTRATION_MISSING.
    """
    _check_asked_unit(setting.drug, unit)
    if setting.to is not None:
        _check_unit(setting.drug, setting.to)
    value_unit = _value_unit(setting, unit)
    value = _factor(unit, value_unit, setting)
    if isinstance(value, Missing):
        raise RefusedError(
            *(_refused_for(what, setting) for what in missing(unit, value_unit, setting))
        )
    bounds, standing = _bounds(setting, unit)
    return Route(
        unit=unit,
        value_unit=value_unit,
        value_per_asked=value,
        bounds=bounds,
        standing=standing,
        pump=_pump_route(setting, unit),
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
        sentence = say(
            "{quantity} was not converted to {unit}, because {mismatch}.",
            quantity=quantity.unit.symbol,
            unit=unit.symbol,
            mismatch=mismatch.sentence,
        )
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence)) from None


def known(quantity: Quantity, unit: Unit, setting: Setting) -> Quantity:
    """Return `quantity` in `unit`, as `expressed` does, where nothing is missing for it.

    Raises:
        RefusedError: UNIT_MISMATCH, WEIGHT_MISSING or CONCENTRATION_MISSING.
    """
    found = expressed(quantity, unit, setting)
    if isinstance(found, Missing):
        raise RefusedError(_refused_for(found, setting))
    return found


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


def require_bag(setting: Setting) -> Bag:
    """Return the bag.

    Raises:
        RefusedError: CONCENTRATION_MISSING.
    """
    if setting.bag is None:
        raise RefusedError(_refused_for(Missing.BAG, setting))
    return setting.bag


def with_dose_wanted(setting: Setting) -> Setting:
    """Return `setting` with a dose per minute wanted, where a drug has no usual unit of its own.

    Raises:
        RefusedError: CONCENTRATION_MISSING.
    """
    bag = require_bag(setting)
    if setting.drug is not None or setting.to is not None:
        return setting
    drug = bag.concentration.unit.symbol.partition("/")[0]
    return msgspec.structs.replace(setting, to=UNITS[f"{drug}/min"])


def _value_unit(setting: Setting, unit: Unit) -> Unit:
    if setting.to is not None:
        return setting.to
    if unit.kind in DOSE_KINDS:
        return ML_PER_H
    if setting.drug is not None:
        return setting.drug.dose_units[0]
    why = say("the unit wanted is missing, such as mcg/kg/min")
    sentence = say("{unit} was not converted: {why}.", unit=unit.symbol, why=why)
    raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))


def _factor(unit: Unit, other: Unit, setting: Setting) -> Factor | Missing:
    weight = None if setting.weight is None else _ONE_KG
    at_one_kg = msgspec.structs.replace(setting, weight=weight)
    found = expressed(Quantity(Fraction(1), unit), other, at_one_kg)
    if isinstance(found, Missing):
        return found
    power = int(is_per_kg(unit)) - int(is_per_kg(other))
    return Factor(at_one_kg=found.magnitude.as_integer_ratio(), weight_power=power)


def _pump_route(setting: Setting, unit: Unit) -> PumpRoute | None:
    if unit.kind not in DOSE_KINDS | FLOW_KINDS:
        return None
    rate = _factor(unit, ML_PER_H, setting)
    if isinstance(rate, Missing):
        is_fluid_wanted = setting.to is not None and is_flow(setting.to)
        if rate is Missing.WEIGHT and not is_flow(unit) and not is_fluid_wanted:
            # A bag was given with the dose, so the pump rate is wanted: half an answer is none.
            raise RefusedError(_refused_for(rate, setting))
        return None
    achieved_unit = _achieved_unit(setting, unit)
    achieved = None if achieved_unit is None else _factor(ML_PER_H, achieved_unit, setting)
    is_known = isinstance(achieved, Factor)
    return PumpRoute(
        per_asked=rate,
        resolution_ml_per_h=setting.resolution.to(ML_PER_H).magnitude.as_integer_ratio(),
        achieved_unit=achieved_unit if is_known else None,
        achieved_per_rate=achieved if isinstance(achieved, Factor) else None,
    )


def _achieved_unit(setting: Setting, unit: Unit) -> Unit | None:
    if setting.to is not None and setting.to.kind in DOSE_KINDS:
        return setting.to
    if unit.kind in DOSE_KINDS:
        return unit
    return None if setting.drug is None else setting.drug.dose_units[0]


def _bounds(setting: Setting, unit: Unit) -> tuple[tuple[Bound, ...], tuple[Finding, ...]]:
    drug = setting.drug
    if drug is None:
        return (), (_OUTSIDE_LIBRARY,)
    bounds = []
    standing = []
    soft = soft_limits(drug)
    for limit in limits_of(drug):
        factor = _factor(unit, limit.maximum.unit, setting)
        if isinstance(factor, Missing):
            because = say("the {factor} is not known", factor=factor)
            action = say("Enter the {factor} to check it.", factor=factor)
            standing.append(not_checked(drug, limit, because, action))
        else:
            bounds.append(
                Bound(
                    drug=drug,
                    limit=limit,
                    maximum=limit.maximum.magnitude.as_integer_ratio(),
                    per_asked=factor,
                    is_hard=limit not in soft,
                )
            )
    return tuple(bounds), tuple(standing)


def _in_bag(quantity: Quantity, unit: Unit, bag: Bag | None) -> Quantity:
    if bag is None or is_flow(quantity.unit) == is_flow(unit):
        return quantity
    if is_flow(unit) and quantity.unit.family is not bag.amount.unit.family:
        raise UnitMismatchError(say("the bag is in {unit}", unit=bag.amount.unit.symbol))
    concentration = bag.concentration
    return quantity / concentration if is_flow(unit) else quantity * concentration


def _per_weight(quantity: Quantity, unit: Unit, weight: Quantity | None) -> Quantity:
    if weight is None or is_per_kg(quantity.unit) == is_per_kg(unit):
        return quantity
    return quantity / weight if is_per_kg(unit) else quantity * weight


def _refused_for(what: Missing, setting: Setting) -> Finding:
    subject = say("The number") if setting.drug is None else setting.drug.display_name
    if what is Missing.WEIGHT:
        why = say("it needs the weight, and none is given")
        sentence = say("{subject} was not converted: {why}.", subject=subject, why=why)
        return finding(Code.WEIGHT_MISSING, sentence)
    why = say("it needs amount and volume of the bag")
    sentence = say("{subject} was not converted: {why}.", subject=subject, why=why)
    return finding(Code.CONCENTRATION_MISSING, sentence)


def _check_asked_unit(drug: Drug | None, unit: Unit) -> None:
    _check_unit(drug, unit)
    if drug is None or is_flow(unit) or is_per_kg(unit):
        return
    if all(is_per_kg(usual) for usual in drug.dose_units):
        _refuse_unit(drug, unit, say("it is always dosed per kg"))


def _check_unit(drug: Drug | None, unit: Unit) -> None:
    if drug is None or is_flow(unit):
        return
    if unit.family is not drug.family:
        _refuse_unit(drug, unit, _MEASURED_IN[drug.family])
    if is_per_kg(unit) and not drug.is_dosed_per_kg:
        _refuse_unit(drug, unit, say("it is never dosed per kg"))


def _refuse_unit(drug: Drug, unit: Unit, why: str) -> None:
    usual = join(say(" or "), (one.symbol for one in drug.dose_units))
    sentence = say(
        "{drug} was not converted in {unit}: {why} ({usual}).",
        drug=drug.display_name,
        unit=unit.symbol,
        why=why,
        usual=usual,
    )
    raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))


_MEASURED_IN = {
    Family.MASS: say("it is measured in mcg, mg or nanogram"),
    Family.UNITS: say("it is measured in units"),
}
_OUTSIDE_LIBRARY = finding(
    Code.LIMIT_NOT_CHECKED,
    say("No limit was applied: the drug is outside the drug library."),
    next_action=say("Check the dose against the limits of this hospital."),
)
