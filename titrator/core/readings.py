"""What is read off devices and labels: weight, bag, pump rate, MAP, minutes, a moment.

Each function returns the typed value or raises RefusedError with the code that rulings 31 and 32
give. What the value then means for the wean is decided elsewhere.
"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from titrator.core import wording
from titrator.core.calculator import Bag
from titrator.core.drug_library import Drug
from titrator.core.findings import Code, RefusedError, finding, require_all
from titrator.core.language import say
from titrator.core.number_entry import read_number, read_quantity
from titrator.core.units import ML_PER_H, Quantity, UnitKind

WEIGHT_KINDS = ("measured", "stated", "estimated")
_WEIGHT = frozenset({UnitKind.BODY_WEIGHT})
_AMOUNT = frozenset({UnitKind.AMOUNT})
_VOLUME = frozenset({UnitKind.VOLUME})
_PUMP_RATE = frozenset({UnitKind.PUMP_RATE})
_ACCEPTED_KG = (Fraction(30), Fraction(300))
_USUAL_KG = (Fraction(35), Fraction(250))
_WEIGHT_CHANGE = Fraction(1, 10)
_LONGEST_MINUTES = 366 * 24 * 60
_FIRST_YEAR = 1900
_LAST_YEAR = 2999


def read_weight(
    text: str | None, *, kind: str | None, again: str | None, former: Quantity | None
) -> Quantity:
    """Return the dosing weight, kg only.

    Args:
        text: as typed, ``70 kg``.
        kind: measured, stated or estimated.
        again: typed a second time, needed outside 35 to 250 kg and for a change over 10 %.
        former: the weight so far, None for a first one.

    Raises:
        RefusedError: WEIGHT_MISSING, WEIGHT_IMPLAUSIBLE, NOT_A_NUMBER, BELOW_ZERO, UNIT_MISMATCH.
    """
    require_all(
        lambda: _require_kind(kind), lambda: _read_kilograms(text, again=again, former=former)
    )
    return _read_kilograms(text, again=again, former=former)


def _require_kind(kind: str | None) -> None:
    if not kind:
        raise RefusedError(finding(Code.WEIGHT_MISSING, say("How the weight is known is missing.")))
    if kind not in WEIGHT_KINDS:
        sentence = say(
            'Weight is "{kind}": it must be measured, stated or estimated.', kind=kind[:24]
        )
        raise RefusedError(finding(Code.WEIGHT_MISSING, sentence))


def _read_kilograms(text: str | None, *, again: str | None, former: Quantity | None) -> Quantity:
    if not is_given(text):
        raise RefusedError(finding(Code.WEIGHT_MISSING, say("The weight is missing.")))
    weight = read_quantity(text, say("Weight"), kinds=_WEIGHT)
    low, high = _ACCEPTED_KG
    if not low <= weight.magnitude <= high:
        sentence = say(
            "Weight {weight} is outside 30 kg to 300 kg.", weight=wording.as_typed(weight)
        )
        # Typing it twice, the usual way out, does not help here.
        action = say("Check that it is kg: no other weight is taken.")
        raise RefusedError(finding(Code.WEIGHT_IMPLAUSIBLE, sentence, next_action=action))
    if _must_be_typed_twice(weight, former) and not _is_same_weight(weight, again):
        sentence = say(
            "Weight {weight} is unusual and was not typed twice alike.",
            weight=wording.as_typed(weight),
        )
        raise RefusedError(finding(Code.WEIGHT_IMPLAUSIBLE, sentence))
    return weight


def _must_be_typed_twice(weight: Quantity, former: Quantity | None) -> bool:
    low, high = _USUAL_KG
    if not low <= weight.magnitude <= high:
        return True
    return former is not None and abs(weight.ratio(former) - 1) > _WEIGHT_CHANGE


def _is_same_weight(weight: Quantity, again: str | None) -> bool:
    try:
        return read_quantity(again, say("Weight again"), kinds=_WEIGHT) == weight
    except RefusedError:
        return False


def read_bag(drug: Drug, *, amount: str | None, volume: str | None) -> Bag:
    """Return the bag as its label says, for a drug measured in the same family.

    Raises:
        RefusedError: CONCENTRATION_MISSING for a missing or zero part, UNIT_MISMATCH for another
            drug's unit, or what number entry gives.
    """
    if not amount or not volume:
        raise _no_concentration(drug, say("amount or volume is missing"))
    require_all(
        lambda: read_quantity(amount, say("Amount"), kinds=_AMOUNT),
        lambda: read_quantity(volume, say("Volume"), kinds=_VOLUME),
    )
    label_amount = read_quantity(amount, say("Amount"), kinds=_AMOUNT)
    label_volume = read_quantity(volume, say("Volume"), kinds=_VOLUME)
    if label_amount.unit.family is not drug.family:
        sentence = say(
            "{drug} is not measured in {unit}: amount {amount} was not taken.",
            drug=drug.display_name,
            unit=label_amount.unit.symbol,
            amount=wording.as_typed(label_amount),
        )
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))
    if not label_amount or not label_volume:
        raise _no_concentration(drug, say("amount or volume is zero"))
    return Bag(amount=label_amount, volume=label_volume)


def _no_concentration(drug: Drug, why: str) -> RefusedError:
    sentence = say(
        "The bag of {drug} has no concentration: {why}.", drug=drug.display_name, why=why
    )
    return RefusedError(finding(Code.CONCENTRATION_MISSING, sentence))


def read_pump_rate(text: str | None) -> Quantity:
    """Return the rate read off a pump, in mL/h."""
    return read_quantity(text, say("Pump rate"), kinds=_PUMP_RATE).to(ML_PER_H)


def read_minutes(text: str | None, what: str) -> timedelta:
    """Return a number of minutes as a span, at most a year of them.

    Raises:
        RefusedError: what number entry gives, or NOT_A_NUMBER for a span no order could mean.
    """
    minutes = read_number(text, what)
    if minutes > _LONGEST_MINUTES:
        sentence = say("{what} is longer than any interval.", what=what)
        raise RefusedError(finding(Code.NOT_A_NUMBER, sentence))
    return timedelta(microseconds=int(minutes * 60_000_000))


def read_moment(text: str | None) -> datetime | None:
    """Return an ISO 8601 time with its zone as UTC, or None when it is not one.

    Only years from 1900 to 2999 are times here: every deadline must be one that can be told.
    """
    try:
        moment = datetime.fromisoformat(text or "")
        utc = moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
    return utc if utc is not None and _FIRST_YEAR <= utc.year <= _LAST_YEAR else None


def is_given(text: str | None) -> bool:
    """Return whether something was written: a blank is as good as nothing, and never an answer."""
    return bool(text and text.strip())
