"""The short code under a double check: letters and digits that hold the whole of it.

A code such as ``4KQ7-...`` can be read over the telephone or typed off paper. It holds the inputs, the
three results, which drug library and when; nothing of the patient. The
alphabet leaves out what is misread (0 and O, 1, I and L) and has 31 characters, a prime number, so
that the two check characters at the end find every single wrong character and every two neighbours
changed about. It is no signature: whoever has this program can make one.
"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import msgspec

from titrator.core.conversion_entry import OTHER
from titrator.core.findings import Code, RefusedError, finding
from titrator.core.language import say
from titrator.core.units import UNITS, Quantity, Unit

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_BASE = len(ALPHABET)
_CHECK_BASES = (3, 12)  # primitive roots of 31: their powers are all different
_GROUP = 4
_FORM = 1
_LONGEST = 200
# Their places are part of every code ever printed: new names go to the end.
_DRUGS = (
    OTHER,
    "norepinephrine",
    "epinephrine",
    "vasopressin",
    "dopamine",
    "dobutamine",
    "phenylephrine",
    "milrinone",
    "angiotensin II",
)
_UNITS = tuple(UNITS.values())
_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_MAY_BE_MISSING = ("amount", "volume", "concentration", "weight", "resolution")
_LIBRARY_BITS = 24
_MOST_DECIMALS = 15
_WIDTH_BITS = 6


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a code holds.

    Attributes:
        drug: a drug of the library, or ``other``.
        amount, volume: of the bag, or None with a concentration.
        concentration: as stated, or None.
        weight: None where none was given.
        resolution: of the pump, None where it is the usual 0.1 mL/h.
        asked: the dose or the pump rate that was converted.
        engine: the result of this program, as it was shown.
        nurse, pharmacist: the results that two people found, each by themselves, in the same unit.
        library: the first six characters of the fingerprint of the drug library.
        at: to the minute, UTC.
    """

    drug: str
    amount: Quantity | None
    volume: Quantity | None
    concentration: Quantity | None
    weight: Quantity | None
    resolution: Quantity | None
    asked: Quantity
    nurse: Quantity
    pharmacist: Quantity
    engine: Quantity
    library: str
    at: datetime


def encode(checked: Checked) -> str:
    """Return the code in groups of four characters.

    Raises:
        RefusedError: a number has more than 15 decimals, or about 19 digits and more; a time is
            before 2025.
    """
    bits = _Bits()
    bits.put(_FORM, 4)
    bits.put(_DRUGS.index(checked.drug), 5)
    for name in _MAY_BE_MISSING:
        quantity = getattr(checked, name)
        bits.put(quantity is not None, 1)
        if quantity is not None:
            _put_quantity(bits, quantity)
    _put_quantity(bits, checked.asked)
    _put_quantity(bits, checked.engine)
    for found in (checked.nurse, checked.pharmacist):
        # Mostly all three are the same, and one bit says so.
        bits.put(found != checked.engine, 1)
        if found != checked.engine:
            _put_decimal(bits, found.to(checked.engine.unit))
    bits.put(int(checked.library, 16), _LIBRARY_BITS)
    minutes = (checked.at - _EPOCH) // _MINUTE
    if minutes < 0:
        raise _unfit(say("the time is before 2025"))
    bits.put_number(minutes)
    return _grouped(_with_checks(bits.digits()))


def decode(code: str) -> Checked:
    """Return what a code holds; small letters, spaces and missing hyphens do not matter.

    Raises:
        RefusedError: a character was misread, or it is no such code.
    """
    digits = _digits(code)
    bits = _Bits.from_digits(digits[: -len(_CHECK_BASES)])
    try:
        return _read(bits)
    except (IndexError, ValueError, OverflowError):
        raise _misread(say("it does not hold a double check of this program")) from None


def _read(bits: "_Bits") -> Checked:
    form = bits.take(4)
    if form != _FORM:
        raise _misread(say("it has form {form}, which this version does not know", form=form))
    drug = _DRUGS[bits.take(5)]
    found = {name: _take_quantity(bits) if bits.take(1) else None for name in _MAY_BE_MISSING}
    asked = _take_quantity(bits)
    engine = _take_quantity(bits)
    nurse, pharmacist = (
        _take_decimal(bits, engine.unit) if bits.take(1) else engine for _ in range(2)
    )
    library = f"{bits.take(_LIBRARY_BITS):0{_LIBRARY_BITS // 4}x}"
    at = _EPOCH + bits.take_number() * _MINUTE
    bits.require_end()
    return Checked(
        drug=drug,
        **found,
        asked=asked,
        engine=engine,
        nurse=nurse,
        pharmacist=pharmacist,
        library=library,
        at=at,
    )


def _put_quantity(bits: "_Bits", quantity: Quantity) -> None:
    bits.put(_UNITS.index(quantity.unit), 7)
    _put_decimal(bits, quantity)


def _put_decimal(bits: "_Bits", quantity: Quantity) -> None:
    decimals = 0
    while decimals <= _MOST_DECIMALS and (quantity.magnitude * 10**decimals).denominator != 1:
        decimals += 1
    if decimals > _MOST_DECIMALS:
        raise _unfit(
            say(
                "{quantity} has no end within {most_decimals} decimals",
                quantity=quantity.unit.symbol,
                most_decimals=_MOST_DECIMALS,
            )
        )
    bits.put(decimals, 4)
    bits.put_number(int(quantity.magnitude * 10**decimals))


def _take_quantity(bits: "_Bits") -> Quantity:
    return _take_decimal(bits, _UNITS[bits.take(7)])


def _take_decimal(bits: "_Bits", unit: Unit) -> Quantity:
    decimals = bits.take(4)
    return Quantity(Fraction(bits.take_number(), 10**decimals), unit)


class _Bits:
    """Numbers put one after another into one large one, and taken out again in the same order."""

    def __init__(self, value: int = 1) -> None:
        # The leading one keeps zeros at the beginning.
        self._value = value
        self._left = value.bit_length() - 1

    @staticmethod
    def from_digits(digits: list[int]) -> "_Bits":
        value = 0
        for digit in digits:
            value = value * _BASE + digit
        return _Bits(value)

    def put(self, number: int, width: int) -> None:
        """Add a number below 2 to the power of `width`."""
        self._value = self._value << width | number

    def put_number(self, number: int) -> None:
        """Add a number below 2 to the power of 63: how many bits, and the bits.

        Raises:
            RefusedError: it is larger; how many bits would run into what was put before.
        """
        width = number.bit_length()
        if width >> _WIDTH_BITS:
            raise _unfit(say("a number has too many digits"))
        self.put(width, _WIDTH_BITS)
        self.put(number, width)

    def take(self, width: int) -> int:
        """Return the next number; when nothing is left, ValueError of the shift."""
        self._left -= width
        return self._value >> self._left & ((1 << width) - 1)

    def take_number(self) -> int:
        """Return the next number that `put_number` added."""
        return self.take(self.take(_WIDTH_BITS))

    def require_end(self) -> None:
        """Raise ValueError when something is left."""
        if self._left:
            raise ValueError(self._left)

    def digits(self) -> list[int]:
        """Return all of it as digits of the alphabet."""
        found, value = [], self._value
        while value:
            value, digit = divmod(value, _BASE)
            found.append(digit)
        return found[::-1]


def _with_checks(digits: list[int]) -> list[int]:
    return [*digits, *(_check(digits, base) for base in _CHECK_BASES)]


def _check(digits: list[int], base: int) -> int:
    return sum(digit * pow(base, place, _BASE) for place, digit in enumerate(digits)) % _BASE


def _grouped(digits: list[int]) -> str:
    text = "".join(ALPHABET[digit] for digit in digits)
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def _digits(code: str) -> list[int]:
    letters = code.upper().replace("-", "").replace(" ", "")
    wrong = next((letter for letter in letters if letter not in ALPHABET), None)
    if wrong is not None:
        shown = wrong if wrong.isprintable() else "\N{REPLACEMENT CHARACTER}"
        raise _misread(
            say('"{shown}" is never part of one (neither are 0, 1, I, L and O)', shown=shown)
        )
    if not 3 <= len(letters) <= _LONGEST:
        raise _misread(say("it has {count} characters", count=len(letters)))
    digits = [ALPHABET.index(letter) for letter in letters]
    body = digits[: -len(_CHECK_BASES)]
    if _with_checks(body) != digits:
        raise _misread(say("a character is wrong, missing, or in the place of another"))
    return digits


def _misread(why: str) -> RefusedError:
    sentence = say("The check code was not taken: {why}.", why=why)
    action = say("Read it off the sheet again, group by group.")
    return RefusedError(finding(Code.NOT_A_NUMBER, sentence, next_action=action))


def _unfit(why: str) -> RefusedError:
    sentence = say("No check code was made: {why}.", why=why)
    return RefusedError(finding(Code.NOT_A_NUMBER, sentence, next_action=say("Type fewer digits.")))
