"""A double check: two people work out the same thing by themselves, and this program a third time.

The pharmacist's result is asked for before anything else is shown; who sees another's answer first
does not check, but agree. What counts as the same is said on the sheet.
"""

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec

from titrator.core import wording
from titrator.core.check_code import Checked
from titrator.core.conversion import Conversion, convert
from titrator.core.conversion_entry import OTHER, USUAL_RESOLUTION, Entry, read_entry
from titrator.core.conversion_route import DOSE_KINDS, FLOW_KINDS, Setting, is_flow
from titrator.core.drug_library import DrugLibrary
from titrator.core.findings import Code, RefusedError, finding, require_all
from titrator.core.language import say
from titrator.core.number_entry import read_quantity
from titrator.core.units import ML_PER_H, Quantity, Unit

RULE = say(
    "A pump rate agrees when it is the settable one. A dose agrees when it is the exact one rounded to "
    "the digits given, and at most 5 % from it."
)
_MOST_OFF = Fraction(1, 20)
_SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_EVEN)


class Outcome(StrEnum):
    """Who agrees with whom."""

    ALL_AGREE = "all three agree"
    NURSE_DIFFERS = "the nurse's result differs"
    PHARMACIST_DIFFERS = "the pharmacist's result differs"
    BOTH_DIFFER = "both people differ from the program"


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One person's result beside the program's.

    Attributes:
        value: as typed.
        off: from the exact result, as a ratio of it; None where that is zero.
        agrees: by `RULE`.
    """

    value: Quantity
    off: Fraction | None
    agrees: bool


class Worksheet(msgspec.Struct, frozen=True, kw_only=True):
    """The comparison.

    Attributes:
        setting, asked: what was to be worked out.
        engine: the conversion, with its findings.
        shown: the program's result: the settable rate, or the exact dose.
        nurse, pharmacist: what each found.
        outcome: who agrees with whom.
    """

    setting: Setting
    asked: Quantity
    engine: Conversion
    shown: Quantity
    nurse: Found
    pharmacist: Found
    outcome: Outcome


def compare(entry: Entry, *, nurse: str, pharmacist: str, library: DrugLibrary) -> Worksheet:
    """Return the three results of one double check.

    Args:
        entry: what was to be worked out.
        nurse: the nurse's result with its unit.
        pharmacist: the pharmacist's own.
        library: of the hospital.

    Raises:
        RefusedError: a field that was not taken, or a dose above a hard limit.
    """
    setting, asked = read_entry(entry, library)
    engine = convert(setting, asked)
    unit = engine.value.unit
    of_nurse, of_pharmacist = say("The nurse's result"), say("The pharmacist's result")
    require_all(
        lambda: read_result(nurse, of_nurse, unit),
        lambda: read_result(pharmacist, of_pharmacist, unit),
    )
    by_nurse = _found(read_result(nurse, of_nurse, unit), nurse, engine)
    by_pharmacist = _found(read_result(pharmacist, of_pharmacist, unit), pharmacist, engine)
    return Worksheet(
        setting=setting,
        asked=asked,
        engine=engine,
        shown=_shown(engine),
        nurse=by_nurse,
        pharmacist=by_pharmacist,
        outcome=_outcome(by_nurse, by_pharmacist),
    )


def read_result(text: str, what: str, unit: Unit) -> Quantity:
    """Return a result as typed, in the unit that is asked for.

    Raises:
        RefusedError: NOT_A_NUMBER, BELOW_ZERO, or UNIT_MISMATCH for another unit: whoever found
            another one did not work out the same thing.
    """
    found = read_quantity(text, what, kinds=DOSE_KINDS | FLOW_KINDS)
    if found.unit is not unit:
        sentence = say(
            "{what} is in {found}: {unit} is asked for.",
            what=what,
            found=found.unit.symbol,
            unit=unit.symbol,
        )
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))
    return found


def result_unit(entry: Entry, library: DrugLibrary) -> Unit:
    """Return the unit the result is asked for in; raises as `compare`."""
    setting, asked = read_entry(entry, library)
    return convert(setting, asked).value.unit


def checked(sheet: Worksheet, *, library: DrugLibrary, at: datetime) -> Checked:
    """Return what the check code of the sheet holds."""
    stated = sheet.setting.stated_concentration
    label = sheet.setting.bag if stated is None else None
    return Checked(
        drug=OTHER if sheet.setting.drug is None else sheet.setting.drug.name,
        amount=None if label is None else label.amount,
        volume=None if label is None else label.volume,
        concentration=stated,
        weight=sheet.setting.weight,
        asked=sheet.asked,
        nurse=sheet.nurse.value,
        pharmacist=sheet.pharmacist.value,
        resolution=None
        if sheet.setting.resolution == USUAL_RESOLUTION
        else sheet.setting.resolution,
        engine=short(sheet.shown),
        library=library.fingerprint[:6],
        at=at,
    )


def entry_of(held: Checked) -> Entry:
    """Return the inputs of a decoded check, to work it out again."""
    asked = wording.exact(held.asked)
    return Entry(
        drug=held.drug,
        amount=_text(held.amount),
        volume=_text(held.volume),
        concentration=_text(held.concentration),
        weight=_text(held.weight),
        dose="" if is_flow(held.asked.unit) else asked,
        rate=asked if is_flow(held.asked.unit) else "",
        to=held.engine.unit.symbol,
        resolution=_text(held.resolution),
    )


def short(quantity: Quantity) -> Quantity:
    """Return `quantity` in the six digits that a check code keeps of a result."""
    above, below = quantity.magnitude.as_integer_ratio()
    return Quantity(Fraction(_SIX_DIGITS.divide(Decimal(above), Decimal(below))), quantity.unit)


def _text(quantity: Quantity | None) -> str:
    return "" if quantity is None else wording.exact(quantity)


def _shown(engine: Conversion) -> Quantity:
    """Return the result to hold others against: the settable rate where a pump rate is asked for."""
    rate = engine.pump_rate
    return rate if rate is not None and rate.unit is engine.value.unit else engine.value


def _found(value: Quantity, typed: str, engine: Conversion) -> Found:
    exact = engine.value.magnitude
    off = None if not exact else value.magnitude / exact - 1
    shown = _shown(engine)
    if shown.unit is ML_PER_H:
        return Found(value=value, off=off, agrees=value == shown)
    return Found(value=value, off=off, agrees=_agrees(value.magnitude, typed, exact))


def _agrees(value: Fraction, typed: str, exact: Fraction) -> bool:
    """Return whether a dose is the exact one rounded to the digits typed, and close to it."""
    decimals = len(typed.partition(" ")[0].partition(".")[2])
    apart = abs(value - exact)
    return apart * 2 * 10**decimals <= 1 and apart <= exact * _MOST_OFF


def _outcome(nurse: Found, pharmacist: Found) -> Outcome:
    if nurse.agrees:
        return Outcome.ALL_AGREE if pharmacist.agrees else Outcome.PHARMACIST_DIFFERS
    return Outcome.NURSE_DIFFERS if pharmacist.agrees else Outcome.BOTH_DIFFER
