"""Every number, dose and time as text: 0.04 units/min, never .04, 0.040 or U.

The one formatter of the house. Two forms: `exact` for files and programs (12 significant digits),
`shown` for people (three significant digits, but never so few that a broken limit is hidden).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from titrator.core.language import with_unit
from titrator.core.units import Quantity

_EXACT = Context(prec=12, rounding=ROUND_HALF_EVEN)
_SHOWN_DIGITS = 3


def exact_number(value: Fraction) -> str:
    """Return `value` as a decimal: exact within 12 significant digits, else rounded half-even."""
    return exact_ratio(value.numerator, value.denominator)


def exact_ratio(above: int, below: int) -> str:
    """Return `above` / `below` as `exact_number` does; the two need not be reduced."""
    return _plain(_EXACT.divide(Decimal(above), Decimal(below)))


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
    bounds = tuple(limits)
    rounding = ROUND_HALF_UP
    if value in bounds and not _has_an_end(value):
        # No decimal says a limit such as 5/12: it is cut off, since rounded up it would be passed.
        rounding = ROUND_DOWN
        bounds = tuple(bound for bound in bounds if bound != value)
    digits = _shown_digits(value)
    rounded = _rounded(value, Context(prec=digits, rounding=rounding))
    while any(_side(Fraction(rounded), bound) != _side(value, bound) for bound in bounds):
        digits += 1
        rounded = _rounded(value, Context(prec=digits, rounding=rounding))
    return _grouped(_plain(rounded))


def plain_number(value: Fraction) -> str:
    """Return what `shown_number` says without its commas, to be read as a number again."""
    return _plain(_rounded(value, Context(prec=_shown_digits(value), rounding=ROUND_HALF_UP)))


def shown(quantity: Quantity, limits: Iterable[Quantity] = ()) -> str:
    """Return a quantity for people: ``0.0301 mcg/kg/min``; see `shown_number`."""
    bounds = [limit.to(quantity.unit).magnitude for limit in limits]
    return with_unit(shown_number(quantity.magnitude, bounds), quantity.unit.symbol)


def as_typed(quantity: Quantity) -> str:
    """Return a quantity with all its digits for people: a pump rate, a bag, a weight."""
    return with_unit(_grouped(exact_number(quantity.magnitude)), quantity.unit.symbol)


def percent(value: Fraction) -> str:
    """Return a ratio as a percentage, such as ``66.7 %``."""
    return f"{shown_number(abs(value) * 100)} %"


def clock_text(at: datetime) -> str:
    """Return the time of day on the 24-hour clock, ``14:05``, in the zone `at` carries."""
    return at.strftime("%H:%M")


def minutes_text(span: timedelta) -> str:
    """Return whole minutes passed, ``12 min``; never rounded up."""
    return f"{span // timedelta(minutes=1)} min"


def hours_text(span: timedelta) -> str:
    """Return a long span in whole hours and minutes, ``12 h``, ``12 h 30 min``; never rounded up."""
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def countdown_text(span: timedelta) -> str:
    """Return a span to the second: ``11 min 42 sec``, ``1 h 02 min``."""
    seconds = abs(span) // timedelta(seconds=1)
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {seconds % 60:02d} sec"


def _shown_digits(value: Fraction) -> int:
    return max(_SHOWN_DIGITS, len(str(int(abs(value)))))


def _rounded(value: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def _has_an_end(value: Fraction) -> bool:
    """Return whether a decimal can say `value` exactly: 5/16 yes, 5/12 no."""
    return pow(10, value.denominator.bit_length(), value.denominator) == 0


def _plain(value: Decimal) -> str:
    text = str(value)
    if "E" in text:
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
