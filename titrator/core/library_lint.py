"""Whether a drug that could be read makes sense: units, nested limits, ranges, bags, approvals.

These refuse the file. What a pharmacist should only look at is in `library_notices`.
"""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import combinations

from titrator.core import wording
from titrator.core.drug_library import (
    Direction,
    Drug,
    Figure,
    LabelledAs,
    Preparation,
    Review,
)
from titrator.core.language import join, say
from titrator.core.limits import ceiling, has_ceiling
from titrator.core.policy_fault import Fault, FaultCode, fault, shown_value
from titrator.core.units import KG, MIN, ML_PER_H, UNITS, Quantity, UnitKind

# Vasopressin is never dosed per kg, the others as listed.
DOSE_UNITS = {
    "norepinephrine": ("mcg/kg/min", "mcg/min"),
    "epinephrine": ("mcg/kg/min", "mcg/min"),
    "phenylephrine": ("mcg/kg/min", "mcg/min"),
    "dobutamine": ("mcg/kg/min",),
    "dopamine": ("mcg/kg/min",),
    "milrinone": ("mcg/kg/min",),
    "vasopressin": ("units/min", "units/h"),
    "angiotensin II": ("nanogram/kg/min",),
}
# Beyond these no file may step the drugs of the shipped protocols down: the widest the source article
# allows (R6, R7, R11), with the label's hour for vasopressin.
_LARGEST_STEPS_DOWN = {
    "norepinephrine": (("0.02", "mcg/kg/min"), ("2", "mcg/min")),
    "vasopressin": (("0.01", "units/min"),),
}
_SHORTEST_WAITS_DOWN_MIN = {"norepinephrine": 15, "vasopressin": 60}
_SHORTEST_WAIT_MIN = 5
_SALT_TRAPS = frozenset({"norepinephrine"})
# The lightest weight that is accepted: there a dose per minute is the most per kg.
_LIGHTEST = Quantity(Fraction(30), KG)
# Adults for whom a bag must run at a rate that pumps have.
_LIGHT = Quantity(Fraction(40), KG)
_HEAVY = Quantity(Fraction(200), KG)
_SLOWEST = Quantity(Fraction(1), ML_PER_H)
_FASTEST = Quantity(Fraction(999), ML_PER_H)
_APPROVAL = re.compile(r".+, (\d{4}-\d{2}-\d{2})")


def drug_faults(drug: Drug, file: str) -> tuple[Fault, ...]:
    """Return what is wrong with one drug; figures are compared only where their units agree."""
    naming = tuple(_naming(drug, file))
    if not has_ceiling(drug.name):
        return naming
    units = (*_dose_units(drug, file), *_figure_units(drug, file))
    rest = (*_bags(drug, file), *approval_faults(drug.approved_by, _reviews(drug), file))
    if units:
        return (*naming, *units, *rest)
    return (
        *naming,
        *_limits(drug, file),
        *_ranges(drug, file),
        *_steps(drug, file),
        *_strengths(drug, file),
        *rest,
    )


def file_name_of(drug_name: str) -> str:
    """Return the file a drug belongs in: ``angiotensin-ii.toml``."""
    return drug_name.lower().replace(" ", "-") + ".toml"


def approval_faults(
    approved_by: tuple[str, ...], reviews: tuple[Review, ...], file: str
) -> Iterator[Fault]:
    """Return what is wrong with the approvals of a file: unnamed, undated, or claimed by none."""
    for text in approved_by:
        if not is_name_and_date(text):
            why = say(
                '{text} is not a name and a date, such as "A. Name, 2027-03-31".',
                text=shown_value(text),
            )
            yield _fault(FaultCode.NOT_A_DATE, file, "approved_by", text, why)
    if Review.APPROVED in reviews and not approved_by:
        why = say('a figure is marked "approved", but nobody is named here with a date.')
        yield _fault(FaultCode.APPROVAL_MISSING, file, "approved_by", "", why)


def is_name_and_date(text: str) -> bool:
    """Return whether `text` is a name and a date: ``A. Name, 2027-03-31``."""
    match = _APPROVAL.fullmatch(text)
    if match is None:
        return False
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return False
    return True


def _as_limited(dose: Quantity, limit: Quantity) -> Quantity:
    """Return `dose` the way `limit` is written; per kg it is the one of the lightest patient."""
    is_alike = dose.unit.dimension == limit.unit.dimension
    return dose if is_alike else dose / _LIGHTEST


def _fault(code: FaultCode, file: str, field: str, value: str, why: str) -> Fault:
    return fault(code, file=file, field=field, value=value, why=why)


def _naming(drug: Drug, file: str) -> Iterator[Fault]:
    if not has_ceiling(drug.name):
        known = ", ".join(DOSE_UNITS)
        why = say(
            "{drug} has no built-in ceiling. Drugs with one: {known}.",
            drug=shown_value(drug.name),
            known=known,
        )
        yield _fault(FaultCode.UNKNOWN_DRUG, file, "name", drug.name, why)
        return
    if file != file_name_of(drug.name):
        why = say(
            "the file of {drug} must be called {file_name}.",
            drug=drug.name,
            file_name=file_name_of(drug.name),
        )
        yield _fault(FaultCode.FILE_NAME, file, "name", drug.name, why)
    if drug.display_name.lower() != drug.name.lower():
        why = say(
            "{display_name} is not {drug} with other capitals.",
            display_name=shown_value(drug.display_name),
            drug=drug.name,
        )
        yield _fault(FaultCode.FILE_NAME, file, "display_name", drug.display_name, why)


def _dose_units(drug: Drug, file: str) -> Iterator[Fault]:
    allowed = DOSE_UNITS[drug.name]
    written = [unit.symbol for unit in drug.dose_units]
    if not written:
        why = say("at least one unit is needed: {allowed}.", allowed=join(say(" or "), allowed))
        yield _fault(FaultCode.MISSING_FIELD, file, "dose_units", "", why)
    for symbol in written:
        if symbol not in allowed:
            why = say(
                "{drug} is dosed in {allowed}, not in {symbol}.",
                drug=drug.name,
                allowed=join(say(" or "), allowed),
                symbol=symbol,
            )
            yield _fault(FaultCode.UNIT_MISMATCH, file, "dose_units", symbol, why)
    if len(set(written)) < len(written):
        why = say("a unit is listed twice.")
        yield _fault(FaultCode.DUPLICATE, file, "dose_units", ", ".join(written), why)


def _figure_units(drug: Drug, file: str) -> Iterator[Fault]:
    highest = ceiling(drug.name).maximum
    for field, limit in _limit_figures(drug):
        if limit.value.unit.dimension != highest.unit.dimension:
            why = say(
                "write it in {highest}, as the built-in ceiling is.", highest=highest.unit.symbol
            )
            yield _unit_fault(file, field, limit.value, why)
    for field, dose in _dose_figures(drug):
        if dose.value.unit.symbol not in DOSE_UNITS[drug.name]:
            allowed = join(say(" or "), DOSE_UNITS[drug.name])
            why = say(
                "{drug} is dosed in {allowed}, not in {dose}.",
                drug=drug.name,
                allowed=allowed,
                dose=dose.value.unit.symbol,
            )
            yield _unit_fault(file, field, dose.value, why)


def _unit_fault(file: str, field: str, value: Quantity, why: str) -> Fault:
    return _fault(FaultCode.UNIT_MISMATCH, file, f"{field}.value", wording.as_typed(value), why)


def _limits(drug: Drug, file: str) -> Iterator[Fault]:
    built_in = ceiling(drug.name)
    hard = drug.hard_limit.value
    for field, limit in _limit_figures(drug):
        shown = wording.as_typed(limit.value)
        if not limit.value:
            why = say("{shown} allows no dose at all.", shown=shown)
            yield _fault(FaultCode.OUTSIDE_LIMITS, file, f"{field}.value", shown, why)
        if limit.value > built_in.maximum:
            highest = wording.as_typed(built_in.maximum)
            why = say(
                "{shown} is looser than the built-in ceiling of {highest}.",
                shown=shown,
                highest=highest,
            )
            yield _fault(FaultCode.PROTOCOL_LOOSER_THAN_CEILING, file, f"{field}.value", shown, why)
    soft = drug.soft_limit
    if soft is not None and soft.value > hard:
        shown = wording.as_typed(soft.value)
        why = say(
            "{shown} is above the hard limit of {hard}.", shown=shown, hard=wording.as_typed(hard)
        )
        yield _fault(FaultCode.LIMITS_NOT_NESTED, file, "soft_limit.value", shown, why)


def _ranges(drug: Drug, file: str) -> Iterator[Fault]:
    hard = drug.hard_limit.value
    for field, dose in _dose_figures(drug):
        shown = wording.as_typed(dose.value)
        if not dose.value:
            why = say("{shown} is no dose.", shown=shown)
            yield _fault(FaultCode.OUTSIDE_LIMITS, file, f"{field}.value", shown, why)
        if _as_limited(dose.value, hard) > hard:
            why = say(
                "{shown} is above the hard limit of {hard}.",
                shown=shown,
                hard=wording.as_typed(hard),
            )
            yield _fault(FaultCode.OUTSIDE_LIMITS, file, f"{field}.value", shown, why)
    for field, low, high in _pairs(drug):
        if low.value.unit.dimension != high.value.unit.dimension or low.value > high.value:
            ends = say(
                "{low} and {high}",
                low=wording.as_typed(low.value),
                high=wording.as_typed(high.value),
            )
            why = say("{ends} are not a low end and a high end in one unit.", ends=ends)
            yield _fault(FaultCode.OUTSIDE_LIMITS, file, field, ends, why)


def _steps(drug: Drug, file: str) -> Iterator[Fault]:
    for position, one in enumerate(drug.titration, start=1):
        field = f"titration[{position}]"
        is_down = one.direction is Direction.DOWN
        shortest = _SHORTEST_WAIT_MIN
        if is_down:
            shortest = _SHORTEST_WAITS_DOWN_MIN.get(drug.name, shortest)
        if one.interval_at_least.value < Quantity(Fraction(shortest), MIN):
            shown = wording.as_typed(one.interval_at_least.value)
            why = say(
                "{shown} is shorter than the built-in {shortest} min.",
                shown=shown,
                shortest=shortest,
            )
            yield _looser(file, f"{field}.interval_at_least.value", shown, why)
        for number, unit in _LARGEST_STEPS_DOWN.get(drug.name, ()) if is_down else ():
            largest = Quantity(Fraction(number), UNITS[unit])
            step = one.step_at_most.value
            if step.unit.dimension == largest.unit.dimension and step > largest:
                shown = wording.as_typed(step)
                why = say(
                    "{shown} is larger than the built-in {largest}.",
                    shown=shown,
                    largest=wording.as_typed(largest),
                )
                yield _looser(file, f"{field}.step_at_most.value", shown, why)


def _looser(file: str, field: str, value: str, why: str) -> Fault:
    return _fault(FaultCode.PROTOCOL_LOOSER_THAN_CEILING, file, field, value, why)


def _limit_figures(drug: Drug) -> Iterator[tuple[str, Figure]]:
    yield "hard_limit", drug.hard_limit
    if drug.soft_limit is not None:
        yield "soft_limit", drug.soft_limit


def _pairs(drug: Drug) -> Iterator[tuple[str, Figure, Figure]]:
    if drug.usual_range is not None:
        yield ("usual_range", *drug.usual_range)
    for position, start in enumerate(drug.start, start=1):
        yield f"start[{position}]", start.low, start.high


def _dose_figures(drug: Drug) -> Iterator[tuple[str, Figure]]:
    for field, low, high in _pairs(drug):
        yield f"{field}.low", low
        yield f"{field}.high", high
    for position, titration in enumerate(drug.titration, start=1):
        yield f"titration[{position}].step_at_most", titration.step_at_most


def _reviews(drug: Drug) -> tuple[Review, ...]:
    figures = (*_limit_figures(drug), *_dose_figures(drug))
    return (
        *(figure.review for _, figure in figures),
        *(titration.interval_at_least.review for titration in drug.titration),
        *(bag.review for bag in drug.preparations),
        *(note.review for note in drug.notes),
    )


def _bags(drug: Drug, file: str) -> Iterator[Fault]:
    for position, bag in enumerate(drug.preparations, start=1):
        field = f"preparation[{position}]"
        shown = bag_text(bag)
        for part in (bag.amount, bag.volume):
            if not part:
                yield _fault(
                    FaultCode.MISSING_FIELD,
                    file,
                    field,
                    shown,
                    say("{shown} is no bag.", shown=shown),
                )
        if drug.dose_units and bag.amount.unit.family != drug.family:
            why = say(
                "{shown}: {drug} is not measured in {amount}.",
                shown=shown,
                drug=drug.name,
                amount=bag.amount.unit.symbol,
            )
            yield _fault(FaultCode.UNIT_MISMATCH, file, f"{field}.amount", shown, why)
        yield from _labelled(drug, bag, file, field)
    for (first, one), (second, other) in combinations(enumerate(drug.preparations, start=1), 2):
        if (one.amount, one.volume) == (other.amount, other.volume):
            why = say(
                "{other} is the same bag as preparation[{first}].",
                other=bag_text(other),
                first=first,
            )
            field = f"preparation[{second}]"
            yield _fault(FaultCode.DUPLICATE, file, field, bag_text(other), why)


def _labelled(drug: Drug, bag: Preparation, file: str, field: str) -> Iterator[Fault]:
    if drug.name not in _SALT_TRAPS:
        if bag.labelled_as is not None:
            why = say(
                "salt or base is not told apart for {drug}; remove the field.", drug=drug.name
            )
            yield _fault(FaultCode.SALT_OR_BASE, file, f"{field}.labelled_as", "", why)
        return
    if bag.labelled_as is None:
        why = say("say whether the amount counts base or salt: they differ about two-fold.")
        yield _fault(FaultCode.SALT_OR_BASE, file, f"{field}.labelled_as", "", why)
    if bag.labelled_as is LabelledAs.SALT:
        why = say(
            "doses here count base, and amounts of salt are not converted; use a bag whose label counts base."
        )
        yield _fault(FaultCode.SALT_OR_BASE, file, f"{field}.labelled_as", "salt", why)


def _strengths(drug: Drug, file: str) -> Iterator[Fault]:
    """Find a bag with which the usual doses cannot be run: mg typed for g, mcg for mg."""
    low, high = drug.usual_range or (None, drug.hard_limit)
    highest = _per_minute(high.value, _LIGHT)
    lowest = None if low is None else _per_minute(low.value, _HEAVY)
    for position, bag in enumerate(drug.preparations, start=1):
        if not (bag.amount and bag.volume) or bag.amount.unit.family != drug.family:
            continue
        strength = bag.amount / bag.volume
        too_slow = highest / strength < _SLOWEST
        if too_slow or (lowest is not None and lowest / strength > _FASTEST):
            how = (
                say("below 1 mL/h at the high end of the usual doses at 40 kg")
                if too_slow
                else say("above 999 mL/h at the low end of the usual doses at 200 kg")
            )
            why = say("{bag} would run {how}.", bag=bag_text(bag), how=how)
            field = f"preparation[{position}]"
            yield _fault(FaultCode.IMPLAUSIBLE_STRENGTH, file, field, bag_text(bag), why)


def pump_rate_of(dose: Quantity, bag: Preparation, weight: Quantity) -> Quantity:
    """Return the exact pump rate of a dose from a bag that is not empty, at `weight`."""
    return (_per_minute(dose, weight) / (bag.amount / bag.volume)).to(ML_PER_H)


def _per_minute(dose: Quantity, weight: Quantity) -> Quantity:
    return dose * weight if dose.unit.kind is UnitKind.DOSE_RATE_PER_KG else dose


def bag_text(bag: Preparation) -> str:
    """Return a bag as its label says it: ``4 mg in 250 mL``."""
    return say(
        "{amount} in {volume}",
        amount=wording.as_typed(bag.amount),
        volume=wording.as_typed(bag.volume),
    )
