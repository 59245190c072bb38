"""Text to an exact number or quantity, or a refusal that says why.

The only reader of numbers: forms, commands, scenario lines and batch cells all come here. Nothing
is stripped, completed, clamped or guessed, and nothing depends on the locale.
"""

import re
from fractions import Fraction

from titrator.core.findings import Code, RefusedError, finding
from titrator.core.language import join, say, say_code
from titrator.core.units import (
    Quantity,
    Spelling,
    Unit,
    UnitKind,
    UnitMismatchError,
    parse_unit,
)

_NUMBER = re.compile(r"([+-]?)((?:0|[1-9][0-9]*)(?:\.[0-9]+)?)")
_LONGEST = 40
_SHOWN = 24


def read_number(text: str | None, what: str, *, has_unit: bool = False) -> Fraction:
    """Return the exact number written as `text`, zero or more.

    Args:
        text: a decimal with a point, an optional sign, no exponent, comma or space.
        what: the field, for the sentence: ``MAP``.
        has_unit: a unit is written behind the number, and belongs there.

    Raises:
        RefusedError: NOT_A_NUMBER or BELOW_ZERO (ruling 32).
    """
    if text is None or text == "":
        raise RefusedError(finding(Code.NOT_A_NUMBER, say("{what} is empty.", what=what)))
    found = ratio_of(text)
    if found is None:
        sentence = say(
            "{what} {text} was not taken: {why}.",
            what=what,
            text=_quoted(text),
            why=_why(text, has_unit=has_unit),
        )
        raise RefusedError(finding(Code.NOT_A_NUMBER, sentence))
    if found[0] < 0:
        sentence = say(
            "{what} {text} was not taken: it is below zero.", what=what, text=_quoted(text)
        )
        raise RefusedError(finding(Code.BELOW_ZERO, sentence))
    return Fraction(*found)


def ratio_of(text: str) -> tuple[int, int] | None:
    """Return the number written as `text` as two whole numbers, not reduced; None if it is none.

    For files of a million rows: quick, and without the sentence. It may be below zero.
    """
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    sign, digits = match.groups()
    whole, _, decimals = digits.partition(".")
    above = int(whole + decimals)
    return -above if sign == "-" else above, 10 ** len(decimals)


def read_quantity(
    text: str | None, what: str, *, kinds: frozenset[UnitKind], spelling: Spelling = Spelling.SAFE
) -> Quantity:
    """Return the quantity written as `text`: a number, one space, a unit of one of `kinds`.

    Raises:
        RefusedError: NOT_A_NUMBER, BELOW_ZERO, or UNIT_MISMATCH where the number can be read and the
            unit is missing or of another kind (ruling 32).
    """
    typed = text or ""
    number_text, _, unit_text = typed.partition(" ")
    # A text that begins with a space is not empty, and is not said to be.
    value = read_number(number_text or typed, what, has_unit=True)
    return Quantity(value, _read_unit(unit_text, what, typed, kinds, spelling))


def _read_unit(
    unit_text: str, what: str, text: str, kinds: frozenset[UnitKind], spelling: Spelling
) -> Unit:
    if not unit_text:
        sentence = say(
            "{what} {text} was not taken: the unit is missing ({wanted}).",
            what=what,
            text=_quoted(text),
            wanted=_wanted(kinds),
        )
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))
    try:
        unit = parse_unit(unit_text, spelling)
    except UnitMismatchError:
        sentence = say(
            "{what} {text} was not taken: {unit_text} is not a unit here.",
            what=what,
            text=_quoted(text),
            unit_text=_quoted(unit_text),
        )
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence)) from None
    if unit.kind not in kinds:
        sentence = say(
            "{what} {text} was not taken: {unit} is not a unit of {wanted}.",
            what=what,
            text=_quoted(text),
            unit=unit.symbol,
            wanted=_wanted(kinds),
        )
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))
    return unit


def _wanted(kinds: frozenset[UnitKind]) -> str:
    return join(say(" or "), (say_code(kind) for kind in sorted(kinds)))


def _quoted(text: str) -> str:
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:_SHOWN])
    return f'"{shown}"' if len(text) <= _SHOWN else say('"{shown} and more"', shown=shown)


def _why(text: str, *, has_unit: bool) -> str:
    """Say what is wrong with `text` in words that help to type it right."""
    if len(text) > _LONGEST:
        return say("it is too long to be a number read off a device")
    for pattern, reason in _REASONS:
        if re.search(pattern, text):
            return reason
    if re.search(r"^[0-9.]+[A-Za-z]", text):
        # Where no unit is written, a space before it is the next thing that would be refused.
        return say("write a space between the number and its unit") if has_unit else _ONLY_DIGITS
    return say("it is not a number")


_ONLY_DIGITS = say("only the digits 0 to 9 and a point are read")
# Compiled when a text is refused, which a start need not wait for.
_REASONS = (
    (r"[^\x00-\x7f]", _ONLY_DIGITS),
    (r"^\s*$", say("it is empty")),
    (r"^[+-]?[0-9]*(,[0-9]+)+(\.[0-9]+)?$", say("write a decimal point, not a comma")),
    (r"^[+-]?\.[0-9]+$", say("write a zero before the point, such as 0.5")),
    (r"^[+-]?[0-9]+\.$", say("digits are missing after the point")),
    (r"^[+-]?[0-9.]+[eE][+-]?[0-9]+$", say("write the number in full, without an exponent")),
    (r"^[+-]?0[0-9]", say("a number does not start with an extra zero")),
    (r"\s", say("spaces do not belong in a number")),
    (r"^[+-]?[0-9]*\..*\.", say("it has more than one point")),
)
