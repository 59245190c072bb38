"""Another bag of the same drug: which rate keeps the dose, and what the old rate would do.

A changed norepinephrine concentration is the most dangerous moment of an infusion. Nothing is
recorded here; the bedside act has its second person and its own rules.
"""

from fractions import Fraction

import msgspec

from titrator.core import wording
from titrator.core.calculator import nearest_settable, next_settable_below
from titrator.core.conversion import Conversion, convert
from titrator.core.conversion_entry import Entry, read_asked, read_setting
from titrator.core.conversion_route import (
    Setting,
    expressed,
    is_flow,
    known,
    limits_of,
    missing,
    require_bag,
)
from titrator.core.drug_library import DrugLibrary
from titrator.core.findings import Code, Finding, RefusedError, finding, require_all
from titrator.core.language import say
from titrator.core.limits import Layer, Limit
from titrator.core.units import ML_PER_H, UNITS, Quantity, Spelling, Unit


class NewBag(msgspec.Struct, frozen=True, kw_only=True):
    """The other bag, as typed from its label."""

    amount: str = ""
    volume: str = ""
    concentration: str = ""


class ConcentrationChange(msgspec.Struct, frozen=True, kw_only=True):
    """Both bags at the same dose.

    Attributes:
        old, new: with their bags; drug, weight and resolution are the same.
        old_rate: what runs, in mL/h.
        dose: what that gives.
        exact_rate: of the new bag, for the same dose.
        new_rate: what the pump must show.
        ratio: how many times the old concentration the new one is.
        achieved: the dose that `new_rate` really gives.
        error: of `achieved` to `dose`, as a ratio; negative when less.
        most_error: what rounding to the pump's steps can do at most at this rate.
        dose_if_left: what the old rate would give from the new bag.
        at_old, if_left: conversions of the old rate with the old and with the new bag, with their
            findings.
    """

    old: Setting
    new: Setting
    old_rate: Quantity
    dose: Quantity
    exact_rate: Quantity
    new_rate: Quantity
    ratio: Fraction
    achieved: Quantity
    error: Fraction
    most_error: Fraction
    dose_if_left: Quantity
    at_old: Conversion
    if_left: Conversion


def concentration_change(
    entry: Entry, new_bag: NewBag, library: DrugLibrary, spelling: Spelling = Spelling.SAFE
) -> ConcentrationChange:
    """Return what changing from the bag of `entry` to `new_bag` means.

    Args:
        entry: drug, old bag, weight and what runs: a rate, or a dose.
        new_bag: the other bag.
        library: of the hospital.
        spelling: of units.

    Raises:
        RefusedError: every field that was not taken; a dose above a hard limit; a new rate that the
            pump cannot be set to.
    """
    for_new = msgspec.structs.replace(
        entry, amount=new_bag.amount, volume=new_bag.volume, concentration=new_bag.concentration
    )
    of_old, of_new = say("old"), say("new")
    require_all(
        lambda: _with_bag(entry, of_old, library, spelling),
        lambda: _with_bag(for_new, of_new, library, spelling),
        lambda: read_asked(entry, spelling),
    )
    old = _with_bag(entry, of_old, library, spelling)
    new = _with_bag(for_new, of_new, library, spelling)
    return _changed(old, new, read_asked(entry, spelling))


def _with_bag(entry: Entry, which: str, library: DrugLibrary, spelling: Spelling) -> Setting:
    try:
        setting = read_setting(entry, library, spelling)
        require_bag(setting)
    except RefusedError as refused:
        raise RefusedError(*(_of_bag(one, which) for one in refused.findings)) from None
    return setting


def _of_bag(found: Finding, which: str) -> Finding:
    """Return a finding that says of which of the two bags it speaks."""
    if found.code is not Code.CONCENTRATION_MISSING:
        return found
    return msgspec.structs.replace(
        found, text=say("{which} bag: {text}", which=which.capitalize(), text=found.text)
    )


def _changed(old: Setting, new: Setting, asked: Quantity) -> ConcentrationChange:
    unit = _dose_unit(old, asked)
    if not is_flow(asked.unit):
        # A dose above a hard limit is refused; a rate describes what runs.
        convert(old, asked)
    exact_old = known(asked, ML_PER_H, old)
    is_shown = is_flow(asked.unit)
    old_rate = exact_old if is_shown else nearest_settable(exact_old, old.resolution)
    if not old_rate:
        sentence = say("Nothing runs at 0 mL/h: there is no rate to work out for the new bag.")
        raise RefusedError(finding(Code.NOT_RUNNING, sentence))
    dose = known(old_rate, unit, old)
    exact = known(dose, ML_PER_H, new)
    new_rate = _settable(exact, dose, new)
    achieved = known(new_rate, unit, new)
    at_old = convert(_to(old, unit), old_rate)
    if_left = convert(_to(new, unit), old_rate)
    return ConcentrationChange(
        old=old,
        new=new,
        old_rate=old_rate,
        dose=dose,
        exact_rate=exact,
        new_rate=new_rate,
        ratio=exact.ratio(old_rate) ** -1,
        achieved=achieved,
        error=achieved.ratio(dose) - 1,
        most_error=new.resolution.ratio(new_rate) / 2,
        dose_if_left=if_left.value,
        at_old=at_old,
        if_left=if_left,
    )


def _to(setting: Setting, unit: Unit) -> Setting:
    return msgspec.structs.replace(setting, to=unit)


def _dose_unit(setting: Setting, asked: Quantity) -> Unit:
    """Return the unit the dose is told in: the one asked, wanted or usual, else per hour as it is."""
    if not is_flow(asked.unit):
        return asked.unit
    if setting.to is not None and not is_flow(setting.to):
        return setting.to
    for unit in () if setting.drug is None else setting.drug.dose_units:
        if not missing(ML_PER_H, unit, setting):
            return unit
    symbol = require_bag(setting).concentration.unit.symbol.partition("/")[0]
    return UNITS[f"{symbol}/min"]


def _settable(exact: Quantity, dose: Quantity, new: Setting) -> Quantity:
    """Return the rate to set: the nearest, or the next lower where that passes a limit (ruling 11)."""
    rate = nearest_settable(exact, new.resolution)
    hard = limits_of(new.drug)
    if any(_is_above(rate, one, new) and not _is_above(exact, one, new) for one in hard):
        rate = next_settable_below(rate, new.resolution)
    if rate:
        return rate
    sentence = say(
        "{dose} needs {exact} of the new bag: a pump set in steps of {resolution} cannot give it.",
        dose=wording.shown(dose),
        exact=wording.as_typed(exact),
        resolution=wording.as_typed(new.resolution),
    )
    raise RefusedError(finding(Code.NOT_REACHABLE_ON_PUMP, sentence))


def _is_above(rate: Quantity, limit: Limit, setting: Setting) -> bool:
    dose = expressed(rate, limit.maximum.unit, setting)
    return limit.layer is not Layer.SOFT and isinstance(dose, Quantity) and dose > limit.maximum
