"""What the arithmetic must answer, worked out by hand: tried at each start, before anything is guided.

A broken installation, a swapped library or a faulty machine shows here first. The figures are written
out on purpose and taken from nowhere: a check that reads its answer from the code it checks finds
nothing.
"""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import NamedTuple

from titrator.core import wording
from titrator.core.calculator import (
    Bag,
    dose_at,
    dose_of,
    nearest_settable,
    next_settable_below,
    pump_rate_for,
)
from titrator.core.findings import RefusedError
from titrator.core.language import say
from titrator.core.limits import DoseRate, Layer, ceiling, is_within
from titrator.core.number_entry import read_quantity
from titrator.core.units import ML_PER_H, UNITS, Quantity, UnitKind, UnitMismatchError


class Worked(NamedTuple):
    """One conversion worked by hand; every quantity as it would be typed.

    Attributes:
        rate: the exact pump rate in mL/h.
        settable: the rate nearest to it on a pump with steps of 0.1 mL/h, as shown.
        below: the highest settable rate strictly under it.
    """

    amount: str
    volume: str
    weight: str
    dose: str
    rate: str
    settable: str
    below: str


_PER_KG = "mcg/kg/min"
_WORKED = (
    # 0.03 x 70 = 2.1 mcg/min = 126 mcg/h; the bag holds 16 mcg/mL
    Worked("4 mg", "250 mL", "70 kg", f"0.03 {_PER_KG}", "7.875", "7.9 mL/h", "7.8 mL/h"),
    # 0.02 x 70 x 60 / 16 = 5.25: a tie, rounded away from zero
    Worked("4 mg", "250 mL", "70 kg", f"0.02 {_PER_KG}", "5.25", "5.3 mL/h", "5.2 mL/h"),
    # 0.04 x 60 / 0.2 units/mL
    Worked("20 units", "100 mL", "70 kg", "0.04 units/min", "12", "12 mL/h", "11.9 mL/h"),
    # 0.05 x 80 x 60 / 16
    Worked("4 mg", "250 mL", "80 kg", f"0.05 {_PER_KG}", "15", "15 mL/h", "14.9 mL/h"),
    # 5 x 64 x 60 / 1600
    Worked("400 mg", "250 mL", "64 kg", f"5 {_PER_KG}", "12", "12 mL/h", "11.9 mL/h"),
    # 0.375 x 80 x 60 / 200
    Worked("20 mg", "100 mL", "80 kg", f"0.375 {_PER_KG}", "9", "9 mL/h", "8.9 mL/h"),
    # 20 x 70 = 1400 nanogram/min = 84 mcg/h; 10 mcg/mL
    Worked("2.5 mg", "250 mL", "70 kg", "20 nanogram/kg/min", "8.4", "8.4 mL/h", "8.3 mL/h"),
    # 2000 / 16; no weight in it
    Worked("4 mg", "250 mL", "70 kg", "2 mg/h", "125", "125 mL/h", "124.9 mL/h"),
)
_CEILINGS = (
    ("vasopressin", "0.04 units/min"),
    ("norepinephrine", "3 mcg/kg/min"),
    ("epinephrine", "2 mcg/kg/min"),
    ("dobutamine", "40 mcg/kg/min"),
    ("dopamine", "50 mcg/kg/min"),
    ("phenylephrine", "10 mcg/kg/min"),
    ("milrinone", "1 mcg/kg/min"),
    ("angiotensin II", "40 nanogram/kg/min"),
)
_EARLY = ("angiotensin II", timedelta(hours=1), "80 nanogram/kg/min")
_EQUAL = (
    ("1 mg", "1000 mcg"),
    ("1 g", "1000 mg"),
    ("1 mcg", "1000 nanogram"),
    ("1 units", "1000 milliunits"),
    ("1 L", "1000 mL"),
    ("1 mg/mL", "1 g/L"),
    ("60 mcg/h", "1 mcg/min"),
    ("60 units/h", "1 units/min"),
    ("60 mcg/kg/h", "1 mcg/kg/min"),
)
_SHOWN = (("0.04 units/min", "0.04 units/min"), ("0.0300952 mcg/kg/min", "0.0301 mcg/kg/min"))
_UNITS = 55
# ismp: each of these must be refused
_REFUSED = (".5 mg", "1,5 mg", "1e3 mg", "5 µg", "5 U", "-1 mg", "5")
_RESOLUTION = Quantity(Fraction(1, 10), ML_PER_H)
_EVERY_KIND = frozenset(UnitKind)


def arithmetic_faults() -> tuple[str, ...]:
    """Return a sentence for each answer that is not the one worked by hand; nothing when all are."""
    parts = (_unit_faults, _worked_faults, _back_faults, _ceiling_faults, _entry_faults)
    try:
        return tuple(fault for part in parts for fault in part())
    except (RefusedError, UnitMismatchError, KeyError, ArithmeticError) as error:
        return (
            say(
                "A worked example could not be calculated at all ({error}).",
                error=type(error).__name__,
            ),
        )


def _unit_faults() -> Iterator[str]:
    for one, other in _EQUAL:
        if _read(one) != _read(other):
            yield say("{one} is not {other}.", one=one, other=other)
    if len(UNITS) != _UNITS:
        yield say("{count} units are known; there must be {units}.", count=len(UNITS), units=_UNITS)
    for text, expected in _SHOWN:
        if wording.shown(_read(text)) != expected:
            yield say(
                "{text} is shown as {shown}, not as {expected}.",
                text=text,
                shown=wording.shown(_read(text)),
                expected=expected,
            )


def _worked_faults() -> Iterator[str]:
    for worked in _WORKED:
        bag = Bag(amount=_read(worked.amount), volume=_read(worked.volume))
        rate = pump_rate_for(dose_of(_read(worked.dose), _read(worked.weight)), bag)
        answers = (
            (wording.exact_number(rate.magnitude), worked.rate),
            (wording.as_typed(nearest_settable(rate, _RESOLUTION)), worked.settable),
            (wording.as_typed(next_settable_below(rate, _RESOLUTION)), worked.below),
        )
        what = say(
            "{dose} at {weight} from {amount} in {volume}",
            dose=worked.dose,
            weight=worked.weight,
            amount=worked.amount,
            volume=worked.volume,
        )
        for answer, expected in answers:
            if answer != expected:
                yield say(
                    "{what} comes to {answer}, not to {expected}.",
                    what=what,
                    answer=answer,
                    expected=expected,
                )


def _back_faults() -> Iterator[str]:
    """Yield where 7.9 mL/h of 16 mcg/mL at 70 kg is not 126.4 / 60 / 70 = 79/2625 mcg/kg/min."""
    bag = Bag(amount=_read("4 mg"), volume=_read("250 mL"))
    dose = dose_at(_read("7.9 mL/h"), bag, _read("70 kg")).in_unit(UNITS["mcg/kg/min"])
    if dose is None or dose.magnitude != Fraction(79, 2625):
        yield say(
            "7.9 mL/h of 4 mg in 250 mL at 70 kg does not come to 0.0300952380952 mcg/kg/min."
        )


def _ceiling_faults() -> Iterator[str]:
    named = ((drug, None, text) for drug, text in _CEILINGS)
    for drug, running_for, text in (*named, _EARLY):
        limit = ceiling(drug, running_for)
        if limit.layer is not Layer.BUILT_IN or limit.maximum != _read(text):
            yield say(
                "The built-in ceiling of {drug} is {maximum}, not {text}.",
                drug=drug,
                maximum=wording.shown(limit.maximum),
                text=text,
            )
    for text, is_allowed in (("0.04 units/min", True), ("0.0401 units/min", False)):
        dose = DoseRate(per_minute=_read(text), weight=None)
        if is_within(dose, (ceiling("vasopressin"),)) is not is_allowed:
            yield say(
                "{text} of vasopressin is {judged}.",
                text=text,
                judged=say("refused") if is_allowed else say("let through"),
            )


def _entry_faults() -> Iterator[str]:
    """Yield each way of writing that must be refused and was read."""
    for text in _REFUSED:
        try:
            _read(text)
        except RefusedError:
            continue
        yield say('"{text}" was read as a quantity.', text=text)


def _read(text: str) -> Quantity:
    return read_quantity(text, "self-test", kinds=_EVERY_KIND)
