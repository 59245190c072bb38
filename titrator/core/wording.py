"""Every number, dose and time as text: 0.04 units/min, never .04, 0.040 or U.

The one formatter of the house. Two forms: `exact` for files and programs (12 significant digits),
`shown` for people (three significant digits, but never so few that a broken limit is hidden).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

from titrator.core.units import Quantity

_EXACT_DIGITS = 12
_SHOWN_DIGITS = 3


def exact_number(value: Fraction) -> str:
    """Return `value` as a decimal: exact within 12 significant digits, else rounded half-even."""
    return _plain(_rounded(value, _EXACT_DIGITS, ROUND_HALF_EVEN))


def exact(quantity: Quantity) -> str:
    """Return a quantity for files and programs: ``0.0300952380952 mcg/kg/min``."""
    return f"{exact_number(quantity.magnitude)} {quantity.unit.symbol}"


def shown_number(value: Fraction, limits: Iterable[Fraction] = ()) -> str:
    """Return `value` for people: three significant digits, whole digits never dropped.

    Args:
        value: what is shown.
        limits: figures it may not be confused with; where `value` is beyond one of them, so is
            what is printed (0.0404 is not shown as 0.04).
    """
    digits = max(_SHOWN_DIGITS, len(str(int(abs(value)))))
    rounded = _rounded(value, digits, ROUND_HALF_UP)
    for limit in limits:
        while _side(Fraction(rounded), limit) != _side(value, limit):
            digits += 1
            rounded = _rounded(value, digits, ROUND_HALF_UP)
    return _grouped(_plain(rounded))


def shown(quantity: Quantity, limits: Iterable[Quantity] = ()) -> str:
    """Return a quantity for people: ``0.0301 mcg/kg/min``; see `shown_number`."""
    bounds = [limit.to(quantity.unit).magnitude for limit in limits]
    return f"{shown_number(quantity.magnitude, bounds)} {quantity.unit.symbol}"


def as_typed(quantity: Quantity) -> str:
    """Return a quantity with all its digits for people: a pump rate, a bag, a weight."""
    return f"{_grouped(exact_number(quantity.magnitude))} {quantity.unit.symbol}"


def percent(value: Fraction) -> str:
    """Return a ratio as a percentage, such as ``66.7 %``."""
    return f"{shown_number(abs(value) * 100)} %"


def clock_text(at: datetime) -> str:
    """Return the time of day on the 24-hour clock, ``14:05``, in the zone `at` carries."""
    return at.strftime("%H:%M")


def minutes_text(span: timedelta) -> str:
    """Return whole minutes passed, ``12 min``; never rounded up."""
    return f"{int(span.total_seconds() // 60)} min"


def countdown_text(span: timedelta) -> str:
    """Return a span to the second: ``11 min 42 sec``, ``1 h 02 min``."""
    seconds = int(abs(span).total_seconds())
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {seconds % 60:02d} sec"


def _rounded(value: Fraction, digits: int, rounding: str) -> Decimal:
    with localcontext(Context(prec=digits, rounding=rounding)):
        return Decimal(value.numerator) / Decimal(value.denominator)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def _grouped(text: str) -> str:
    whole, point, rest = text.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{point}{rest}"


def _side(value: Fraction, limit: Fraction) -> int:
    return (value > limit) - (value < limit)
