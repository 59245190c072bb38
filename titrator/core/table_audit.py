"""One row of a printed drip table, worked out again: is the figure that was printed right?

The arithmetic is judged, not the dose: no limit makes a printed figure wrong. What a limit says of
the dose is told beside it. A figure that was cut off where it should have been rounded is told apart
from one that is wrong: it is less than one of its last digit away.
"""

from enum import StrEnum
from fractions import Fraction

import msgspec

from titrator.core import wording
from titrator.core.calculator import nearest_whole
from titrator.core.conversion import convert
from titrator.core.conversion_entry import OTHER, Entry, read_entry
from titrator.core.conversion_route import Setting
from titrator.core.conversion_text import bag_text
from titrator.core.drug_library import DrugLibrary
from titrator.core.findings import Code, Finding, RefusedError, finding
from titrator.core.language import say
from titrator.core.number_entry import read_number
from titrator.core.units import Quantity, Spelling

_FACTORS = (10, 100, 1000, 60, 2)


class Verdict(StrEnum):
    """What a printed figure is."""

    RIGHT = "right"
    CUT_OFF = "cut off, not rounded"
    WRONG = "wrong"


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a table as printed.

    Attributes:
        entry: what the figure is worked out from; the drug need not be in the library.
        figure: the printed number, without its unit.
        last_digit: what one of its last digit is worth, such as 0.1; "" where its own digits say so.
    """

    entry: Entry
    figure: str
    last_digit: str = ""


class Audited(msgspec.Struct, frozen=True, kw_only=True):
    """What was found.

    Attributes:
        printed: the figure, in the unit of `exact`.
        exact: what it should be.
        right: `exact`, rounded as the table rounds.
        about: what the figure belongs to: dose or rate, bag, weight, in the safe form.
        likely: what the error looks like, "" where it looks like nothing known.
        findings: what the limits of the drug library say of the dose; they change no verdict.
    """

    verdict: Verdict
    printed: Quantity
    exact: Quantity
    right: Quantity
    about: str
    likely: str
    findings: tuple[Finding, ...]


def audit(row: Printed, library: DrugLibrary, spelling: Spelling = Spelling.SAFE) -> Audited:
    """Return the verdict on one row.

    Raises:
        RefusedError: a cell cannot be read, or the figure cannot be worked out from the others.
    """
    # As a drug without limits, which have no say in what is right.
    as_other = msgspec.structs.replace(row.entry, drug=OTHER)
    setting, asked = read_entry(as_other, DrugLibrary(drugs={}, fingerprint=""), spelling)
    exact = convert(setting, asked).value
    figure = read_number(row.figure, say("The printed figure"))
    last_digit = read_number(
        row.last_digit or _last_digit(row.figure), say("The last digit printed")
    )
    if not last_digit:
        sentence = say("The last digit printed was not taken: it is zero.")
        raise RefusedError(finding(Code.NOT_A_NUMBER, sentence))
    printed = Quantity(figure, exact.unit)
    return Audited(
        verdict=_verdict(abs(exact.magnitude - figure), last_digit),
        printed=printed,
        exact=exact,
        right=Quantity(_rounded(exact.magnitude, last_digit), exact.unit),
        about=_about(setting, asked),
        likely=_likely(figure, exact.magnitude),
        findings=_said_of(row.entry, library, spelling),
    )


def _about(setting: Setting, asked: Quantity) -> str:
    weight = (
        ""
        if setting.weight is None
        else say(" at {weight}", weight=wording.as_typed(setting.weight))
    )
    return say(
        "{asked} of {setting}{weight}",
        asked=wording.as_typed(asked),
        setting=bag_text(setting),
        weight=weight,
    )


def _said_of(entry: Entry, library: DrugLibrary, spelling: Spelling) -> tuple[Finding, ...]:
    if entry.drug not in library.drugs:
        return ()
    try:
        found = convert(*read_entry(entry, library, spelling)).findings
    except RefusedError as refused:
        found = refused.findings
    # A limit per kg in a table without weights says nothing about the table.
    return tuple(one for one in found if one.code is not Code.LIMIT_NOT_CHECKED)


def _verdict(off: Fraction, last_digit: Fraction) -> Verdict:
    if off * 2 <= last_digit:
        return Verdict.RIGHT
    return Verdict.CUT_OFF if off < last_digit else Verdict.WRONG


def _last_digit(figure: str) -> str:
    decimals = len(figure.partition(".")[2])
    return wording.exact_number(Fraction(1, 10**decimals))


def _rounded(exact: Fraction, last_digit: Fraction) -> Fraction:
    times = exact / last_digit
    return last_digit * nearest_whole(times.numerator, times.denominator)


def _likely(figure: Fraction, exact: Fraction) -> str:
    """Say by which well-known factor the figure is off, give or take one in twenty."""
    if not figure or not exact:
        return ""
    for factor in _FACTORS:
        if abs(exact / figure - factor) * 20 <= factor:
            return say("{factor:,} times too low", factor=factor)
        if abs(figure / exact - factor) * 20 <= factor:
            return say("{factor:,} times too high", factor=factor)
    return ""
