"""Text to a conversion: what a command line, a form or a cell says, or every reason against it.

Each field is a number with its unit. An empty one is missing, never a default; the one exception is
the resolution of the pump. Whether the parts fit each other is decided in `conversion`.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

import msgspec

from titrator.core import wording
from titrator.core.calculator import Bag
from titrator.core.conversion_route import DOSE_KINDS, FLOW_KINDS, Setting
from titrator.core.drug_library import Drug, DrugLibrary
from titrator.core.findings import Code, Finding, RefusedError, finding
from titrator.core.language import say
from titrator.core.number_entry import read_quantity
from titrator.core.readings import read_weight
from titrator.core.units import (
    ML_PER_H,
    UNITS,
    Quantity,
    Spelling,
    Unit,
    UnitKind,
    UnitMismatchError,
    parse_unit,
)

OTHER = "other"
"""The name that stands for any drug outside the library; no limit is applied to it."""

USUAL_RESOLUTION = Quantity(Fraction(1, 10), ML_PER_H)

_AMOUNT = frozenset({UnitKind.AMOUNT})
_VOLUME = frozenset({UnitKind.VOLUME})
_CONCENTRATION = frozenset({UnitKind.CONCENTRATION})
_WEIGHT = frozenset({UnitKind.BODY_WEIGHT})
_PUMP_RATE = frozenset({UnitKind.PUMP_RATE})
# Outside the library a plain amount or volume may be turned into another unit of its kind.
_ALSO_OUTSIDE = (_AMOUNT, _VOLUME, FLOW_KINDS)

_Read = TypeVar("_Read")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One conversion as typed; empty fields are missing. The names are those of the columns."""

    drug: str = ""
    amount: str = ""
    volume: str = ""
    concentration: str = ""
    weight: str = ""
    dose: str = ""
    rate: str = ""
    to: str = ""
    resolution: str = ""


def read_entry(
    entry: Entry, library: DrugLibrary, spelling: Spelling = Spelling.SAFE
) -> tuple[Setting, Quantity]:
    """Return the setting and the dose or pump rate asked.

    Raises:
        RefusedError: a finding for every field that was not taken.
    """
    findings: list[Finding] = []
    setting = _tried(findings, lambda: read_setting(entry, library, spelling))
    asked = _tried(findings, lambda: read_asked(entry, spelling))
    if setting is None or asked is None:
        raise RefusedError(*findings)
    return setting, asked


def read_setting(entry: Entry, library: DrugLibrary, spelling: Spelling = Spelling.SAFE) -> Setting:
    """Return all of `entry` but what is asked; raises as `read_entry`."""
    findings: list[Finding] = []
    drug = _tried(findings, lambda: _drug(entry.drug, library))
    bag = _tried(findings, lambda: _bag(entry, drug, spelling))
    weight = _tried(findings, lambda: read_dosing_weight(entry, spelling))
    to = _tried(findings, lambda: _wanted_unit(entry, spelling))
    resolution = _tried(findings, lambda: _resolution(entry.resolution, spelling))
    if findings or resolution is None:
        raise RefusedError(*findings)
    is_stated = bag is not None and not entry.amount
    return Setting(
        drug=drug,
        bag=bag,
        stated_concentration=_stated(entry, spelling) if is_stated else None,
        weight=weight,
        to=to,
        resolution=resolution,
    )


def read_asked(entry: Entry, spelling: Spelling = Spelling.SAFE) -> Quantity:
    """Return the dose, or the pump rate, of `entry`: exactly one of them is given.

    Raises:
        RefusedError: NOT_A_NUMBER, BELOW_ZERO or UNIT_MISMATCH.
    """
    if entry.dose and entry.rate:
        sentence = say(
            "Both a dose and a rate are given: leave one empty. Which is meant is not guessed."
        )
        raise RefusedError(finding(Code.NOT_A_NUMBER, sentence))
    if not entry.dose and not entry.rate:
        raise RefusedError(finding(Code.NOT_A_NUMBER, say("Neither a dose nor a rate is given.")))
    what, text, kinds = (
        (say("Dose"), entry.dose, DOSE_KINDS)
        if entry.dose
        else (say("Rate"), entry.rate, FLOW_KINDS)
    )
    if entry.drug == OTHER:
        kinds |= _also(entry.to, spelling)
    return read_quantity(text, what, kinds=kinds, spelling=spelling)


def read_dosing_weight(entry: Entry, spelling: Spelling = Spelling.SAFE) -> Quantity | None:
    """Return the weight of `entry`, None where none is given.

    Raises:
        RefusedError: WEIGHT_IMPLAUSIBLE, NOT_A_NUMBER, BELOW_ZERO or UNIT_MISMATCH.
    """
    text = entry.weight
    if not text:
        return None
    if entry.drug != OTHER:
        # A conversion keeps no weight, so neither its kind nor a second typing is asked for.
        return read_weight(text, kind="stated", again=text, former=None)
    weight = read_quantity(text, say("Weight"), kinds=_WEIGHT, spelling=spelling)
    if not weight:
        raise RefusedError(finding(Code.WEIGHT_IMPLAUSIBLE, say("Weight 0 kg is no weight.")))
    return weight


def _tried(findings: list[Finding], read: Callable[[], _Read]) -> _Read | None:
    try:
        return read()
    except RefusedError as refused:
        findings.extend(refused.findings)
        return None


def _drug(name: str, library: DrugLibrary) -> Drug | None:
    return None if name == OTHER else library.drug(name)


def _bag(entry: Entry, drug: Drug | None, spelling: Spelling) -> Bag | None:
    stated = _stated(entry, spelling) if entry.concentration else None
    if entry.amount or entry.volume:
        bag = _label(entry, spelling)
    elif stated is not None:
        amount, _, volume = stated.unit.symbol.partition("/")
        bag = Bag(
            amount=Quantity(stated.magnitude, UNITS[amount]),
            volume=Quantity(Fraction(1), UNITS[volume]),
        )
    else:
        return None
    if not bag.amount or not bag.volume:
        raise _no_concentration(say("amount, volume or concentration is zero"))
    if stated is not None and bag.concentration != stated:
        worked_out = wording.as_typed(bag.concentration)
        label = say(
            "{amount} in {volume}",
            amount=wording.as_typed(bag.amount),
            volume=wording.as_typed(bag.volume),
        )
        raise _no_concentration(
            say(
                "{label} is {worked_out}, not {stated}",
                label=label,
                worked_out=worked_out,
                stated=wording.as_typed(stated),
            )
        )
    if drug is not None and bag.amount.unit.family is not drug.family:
        sentence = say(
            "{drug} is not measured in {unit}: a bag of {amount} was not taken.",
            drug=drug.display_name,
            unit=bag.amount.unit.symbol,
            amount=wording.as_typed(bag.amount),
        )
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))
    return bag


def _stated(entry: Entry, spelling: Spelling) -> Quantity:
    return read_quantity(
        entry.concentration, say("Concentration"), kinds=_CONCENTRATION, spelling=spelling
    )


def _label(entry: Entry, spelling: Spelling) -> Bag:
    if not entry.amount or not entry.volume:
        raise _no_concentration(say("amount or volume is missing"))
    return Bag(
        amount=read_quantity(entry.amount, say("Amount"), kinds=_AMOUNT, spelling=spelling),
        volume=read_quantity(entry.volume, say("Volume"), kinds=_VOLUME, spelling=spelling),
    )


def _no_concentration(why: str) -> RefusedError:
    sentence = say("The bag has no concentration: {why}.", why=why)
    return RefusedError(finding(Code.CONCENTRATION_MISSING, sentence))


def _wanted_unit(entry: Entry, spelling: Spelling) -> Unit | None:
    if not entry.to:
        return None
    try:
        unit = parse_unit(entry.to, spelling)
    except UnitMismatchError as unknown:
        sentence = say("The unit wanted was not taken: {unknown}.", unknown=unknown.sentence)
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence)) from None
    allowed = DOSE_KINDS | FLOW_KINDS
    if entry.drug == OTHER:
        allowed = allowed.union(*_ALSO_OUTSIDE)
    if unit.kind not in allowed:
        sentence = say(
            "The unit wanted was not taken: {unit} is no unit of a dose or pump rate.",
            unit=unit.symbol,
        )
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))
    return unit


def _also(to: str, spelling: Spelling) -> frozenset[UnitKind]:
    """Return what else may be asked for `to`, outside the library: what it measures itself."""
    try:
        wanted = parse_unit(to, spelling)
    except UnitMismatchError:
        return frozenset()
    return next((kinds for kinds in _ALSO_OUTSIDE if wanted.kind in kinds), frozenset())


def _resolution(text: str, spelling: Spelling) -> Quantity:
    if not text:
        return USUAL_RESOLUTION
    resolution = read_quantity(text, say("Resolution"), kinds=_PUMP_RATE, spelling=spelling)
    if not resolution:
        sentence = say("Resolution 0 mL/h was not taken: a pump is set in steps above zero.")
        raise RefusedError(finding(Code.NOT_A_NUMBER, sentence))
    return resolution
