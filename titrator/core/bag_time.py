"""How long a bag lasts, and how much volume and drug a period takes, at a steady rate."""

from fractions import Fraction

import msgspec

from titrator.core.calculator import Bag, nearest_settable
from titrator.core.conversion import Conversion, convert
from titrator.core.conversion_entry import Entry, read_asked, read_setting
from titrator.core.conversion_route import Setting, is_flow, known, require_bag, with_dose_wanted
from titrator.core.drug_library import DrugLibrary
from titrator.core.findings import Code, RefusedError, finding, require_all
from titrator.core.language import say
from titrator.core.number_entry import read_quantity
from titrator.core.units import MIN, ML, ML_PER_H, Quantity, Spelling, UnitKind

_VOLUME = frozenset({UnitKind.VOLUME})
_TIME = frozenset({UnitKind.TIME})


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """What one infusion takes in a period.

    Attributes:
        span: the period.
        volume: in mL.
        amount: of drug, in the unit of the bag.
        bags: how many bags that takes, the one that hangs and begun ones counted; None where only
            a concentration is known.
    """

    span: Quantity
    volume: Quantity
    amount: Quantity
    bags: int | None


class BagTime(msgspec.Struct, frozen=True, kw_only=True):
    """What a bag lasts.

    Attributes:
        setting: drug, bag, weight.
        rate: what the pump is set to, in mL/h.
        found: the conversion of what was asked, with its findings.
        left: volume left in the bag.
        lasts: time until it is empty, in min; exact.
        period: None where none was asked.
    """

    setting: Setting
    rate: Quantity
    found: Conversion
    left: Quantity
    lasts: Quantity
    period: Period | None


def bag_time(
    entry: Entry,
    *,
    left: str,
    period: str,
    library: DrugLibrary,
    spelling: Spelling = Spelling.SAFE,
) -> BagTime:
    """Return how long the bag of `entry` lasts at its rate, or at the rate of its dose.

    Args:
        entry: drug, bag, weight, and a rate or a dose.
        left: volume left, such as "180 mL"; "" for a full bag.
        period: such as "24 h" or "90 min"; "" for none.
        library: of the hospital.
        spelling: of units.

    Raises:
        RefusedError: every field that was not taken; a rate of zero, which empties nothing.
    """
    of_left, of_period = say("Volume left"), say("Period")
    require_all(
        lambda: _setting(entry, library, spelling),
        lambda: read_asked(entry, spelling),
        lambda: _optional(left, of_left, _VOLUME, spelling),
        lambda: _optional(period, of_period, _TIME, spelling),
    )
    setting = _setting(entry, library, spelling)
    bag = require_bag(setting)
    asked = read_asked(entry, spelling)
    found = convert(with_dose_wanted(setting) if is_flow(asked.unit) else setting, asked)
    exact = known(asked, ML_PER_H, setting)
    rate = exact if is_flow(asked.unit) else nearest_settable(exact, setting.resolution)
    if not rate:
        sentence = say("At 0 mL/h the bag does not run out: there is nothing to work out.")
        raise RefusedError(finding(Code.NOT_RUNNING, sentence))
    stated = setting.stated_concentration is not None
    remaining = _remaining(_optional(left, of_left, _VOLUME, spelling), bag, stated=stated)
    span = _optional(period, of_period, _TIME, spelling)
    return BagTime(
        setting=setting,
        rate=rate,
        found=found,
        left=remaining.to(ML),
        lasts=_time(remaining, rate),
        period=None if span is None else _period(bag, rate, remaining, span, stated=stated),
    )


def _remaining(left: Quantity | None, bag: Bag, *, stated: bool) -> Quantity:
    """Return the volume left; that of the whole bag where its label was typed and nothing else."""
    if stated:
        if left is None:
            sentence = say(
                "Volume left is missing: a concentration alone does not say how much hangs."
            )
            raise RefusedError(finding(Code.NOT_A_NUMBER, sentence))
        return left
    if left is not None and left > bag.volume:
        sentence = say("More is left than the bag holds: read the label and the bag again.")
        raise RefusedError(finding(Code.NOT_A_NUMBER, sentence))
    return left or bag.volume


def _setting(entry: Entry, library: DrugLibrary, spelling: Spelling) -> Setting:
    setting = read_setting(entry, library, spelling)
    require_bag(setting)
    return setting


def _optional(
    text: str, what: str, kinds: frozenset[UnitKind], spelling: Spelling
) -> Quantity | None:
    """Return what was typed, above zero; None where nothing was."""
    if not text:
        return None
    found = read_quantity(text, what, kinds=kinds, spelling=spelling)
    if not found:
        sentence = say("{what} was not taken: it is zero.", what=what)
        raise RefusedError(finding(Code.NOT_A_NUMBER, sentence))
    return found


def _time(volume: Quantity, rate: Quantity) -> Quantity:
    per_minute = rate.to(ML_PER_H).magnitude / 60
    return Quantity(volume.to(ML).magnitude / per_minute, MIN)


def _period(bag: Bag, rate: Quantity, left: Quantity, span: Quantity, *, stated: bool) -> Period:
    volume = Quantity(rate.to(ML_PER_H).magnitude / 60 * span.to(MIN).magnitude, ML)
    more = max(volume - left, Quantity(Fraction(0), ML)).ratio(bag.volume)
    return Period(
        span=span,
        volume=volume,
        amount=(volume * bag.concentration).to(bag.amount.unit),
        bags=None if stated else 1 + -(-more.numerator // more.denominator),
    )
