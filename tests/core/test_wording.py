"""Every number as text: safe to read, exact for programs, and never hiding a broken limit."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.drugs import quantity
from titrator.core import wording
from titrator.core.units import UNITS, Quantity

NUMBERS = st.fractions(min_value=0, max_value=10**9, max_denominator=10**9)
# ISMP: a zero before the point, none at the end, commas from 1,000 on, no exponent.
SAFE = re.compile(r"(0|[1-9][0-9]{0,2}(,[0-9]{3})*)(\.[0-9]*[1-9])?")


@pytest.mark.hazard("H37")
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0.03 mcg/kg/min", "0.03 mcg/kg/min"),
        ("0.030 mcg/kg/min", "0.03 mcg/kg/min"),
        ("0.04 units/min", "0.04 units/min"),
        ("0.0300952380952 mcg/kg/min", "0.0301 mcg/kg/min"),
        ("1.0 mcg/min", "1 mcg/min"),
        ("2.10 mcg/min", "2.1 mcg/min"),
        ("10 mL/h", "10 mL/h"),
        ("100 mL", "100 mL"),
        ("131.25 mL/h", "131 mL/h"),
        ("999.6 mL/h", "1,000 mL/h"),
        ("9.996 mL/h", "10 mL/h"),
        ("1400 nanogram/min", "1,400 nanogram/min"),
        ("1234567 mcg", "1,234,567 mcg"),
        ("12345.678 mL", "12,346 mL"),
        ("0 mL/h", "0 mL/h"),
        ("0.00000123456 g", "0.00000123 g"),
        ("0.0045 mg", "0.0045 mg"),
        ("2.115 mcg/min", "2.12 mcg/min"),
        ("2.125 mcg/min", "2.13 mcg/min"),
    ],
)
def test_a_quantity_is_shown_with_three_digits_and_none_that_mislead(text: str, shown: str) -> None:
    assert wording.shown(quantity(text)) == shown


@pytest.mark.hazard("H28")
@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("0.0404 units/min", "0.04 units/min", "0.0404 units/min"),
        ("0.04004 units/min", "0.04 units/min", "0.04004 units/min"),
        ("0.04000001 units/min", "0.04 units/min", "0.04000001 units/min"),
        ("0.0399999 units/min", "0.04 units/min", "0.0399999 units/min"),
        ("0.04 units/min", "0.04 units/min", "0.04 units/min"),
        ("2.4 units/h", "0.04 units/min", "2.4 units/h"),
        ("2.4001 units/h", "0.04 units/min", "2.4001 units/h"),
        ("3.004 mcg/kg/min", "3 mcg/kg/min", "3.004 mcg/kg/min"),
        ("2.996 mcg/kg/min", "3 mcg/kg/min", "2.996 mcg/kg/min"),
        ("0.03125 mcg/min", "0.03125 mcg/min", "0.03125 mcg/min"),
    ],
)
def test_digits_are_added_until_no_limit_is_hidden(text: str, limit: str, shown: str) -> None:
    assert wording.shown(quantity(text), [quantity(limit)]) == shown


def test_every_limit_is_respected_at_once() -> None:
    """Three digits give 0.123, which is right for both; four would land on the first limit."""
    limits = [Fraction("0.1235"), Fraction("0.12345")]
    assert wording.shown_number(Fraction("0.12349"), limits) == "0.12349"


@pytest.mark.hazard("H28")
def test_a_dose_on_a_limit_with_endless_digits_is_cut_off() -> None:
    """2.5 units/h is 0.041666... units/min; rounded up it would read as above the limit."""
    limit = quantity("2.5 units/h")
    dose = limit.to(UNITS["units/min"])
    assert wording.shown(dose, [limit]) == "0.0416 units/min"
    other = quantity("0.04165 units/min")
    assert wording.shown(dose, [limit, other]) == "0.04166 units/min"


@pytest.mark.hazard("H28")
@given(value=NUMBERS, limits=st.lists(NUMBERS, max_size=3), same=st.booleans())
def test_what_is_shown_never_crosses_a_limit(
    value: Fraction, limits: list[Fraction], *, same: bool
) -> None:
    """Above stays above, below stays below; on the limit is never shown as above it."""
    bounds = [*limits, value] if same else limits
    shown = Fraction(wording.shown_number(value, bounds).replace(",", ""))
    for bound in bounds:
        if value > bound:
            assert shown > bound
        else:
            assert shown <= bound
            assert shown < bound or value == bound


@pytest.mark.hazard("H37")
@given(value=NUMBERS)
def test_every_number_for_people_is_in_the_safe_form(value: Fraction) -> None:
    for text in (wording.shown_number(value), wording.as_typed(Quantity(value, UNITS["mL"]))):
        assert SAFE.fullmatch(text.removesuffix(" mL"))


@given(value=NUMBERS)
def test_nothing_but_zero_is_shown_as_zero(value: Fraction) -> None:
    assert (wording.shown_number(value) == "0") == (value == 0)
    assert (wording.exact_number(value) == "0") == (value == 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction("7.875"), "7.875"),
        (Fraction("0.0300952380952"), "0.0300952380952"),
        (Fraction(2, 3), "0.666666666667"),
        (Fraction(1, 3), "0.333333333333"),
        (Fraction(625, 3), "208.333333333"),
        (Fraction("0.1234567890125"), "0.123456789012"),
        (Fraction("0.1234567890135"), "0.123456789014"),
        (Fraction("123456789012.5"), "123456789012"),
        (Fraction(10), "10"),
        (Fraction(0), "0"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(10**15), "1000000000000000"),
        (Fraction(1, 10**15), "0.000000000000001"),
    ],
)
def test_a_number_for_programs_is_exact_or_rounded_half_even_at_twelve_digits(
    value: Fraction, text: str
) -> None:
    assert wording.exact_number(value) == text


@given(above=st.integers(-(10**20), 10**20), below=st.integers(1, 10**20), by=st.integers(1, 999))
def test_a_ratio_reads_the_same_whether_reduced_or_not(above: int, below: int, by: int) -> None:
    text = wording.exact_number(Fraction(above, below))
    assert wording.exact_ratio(above * by, below * by) == text


@given(value=st.decimals(0, 10**6, places=5))
def test_a_short_decimal_survives_its_text(value: Decimal) -> None:
    assert Fraction(wording.exact_number(Fraction(value))) == Fraction(value)


def test_quantities_for_programs_and_in_full() -> None:
    assert wording.exact(quantity("1234.5 mL")) == "1234.5 mL"
    assert wording.as_typed(quantity("1234.5 mL")) == "1,234.5 mL"
    assert wording.as_typed(quantity("131.25 mL/h")) == "131.25 mL/h"


def test_a_negative_number_keeps_its_sign() -> None:
    assert wording.shown_number(Fraction("-1234.5")) == "-1,235"


def test_a_ratio_is_told_in_percent_without_its_sign() -> None:
    assert wording.percent(Fraction(2, 3)) == "66.7 %"
    assert wording.percent(Fraction(-1, 3)) == "33.3 %"


def test_times_are_told_on_the_24_hour_clock_and_spans_in_words() -> None:
    assert wording.clock_text(datetime(2026, 3, 1, 14, 5, tzinfo=UTC)) == "14:05"
    assert wording.minutes_text(timedelta(minutes=12, seconds=59)) == "12 min"
    assert wording.hours_text(timedelta(hours=12, seconds=59)) == "12 h"
    assert wording.hours_text(timedelta(hours=12, minutes=30)) == "12 h 30 min"
    assert wording.hours_text(timedelta(minutes=59)) == "59 min"
    assert wording.countdown_text(timedelta(minutes=11, seconds=42)) == "11 min 42 sec"
    assert wording.countdown_text(-timedelta(minutes=11, seconds=4)) == "11 min 04 sec"
    assert wording.countdown_text(timedelta(hours=1, minutes=2, seconds=3)) == "1 h 02 min"
    assert wording.countdown_text(timedelta(seconds=59)) == "0 min 59 sec"
    assert wording.countdown_text(timedelta(minutes=59, seconds=59)) == "59 min 59 sec"
    assert wording.countdown_text(timedelta(hours=1)) == "1 h 00 min"
    assert wording.countdown_text(timedelta(hours=2, minutes=59, seconds=59)) == "2 h 59 min"


def test_a_dose_that_goes_back_into_a_field_has_no_commas() -> None:
    assert wording.plain_number(Fraction("0.0300952380952")) == "0.0301"
    assert wording.plain_number(Fraction(20)) == "20"


@pytest.mark.parametrize(
    ("number", "text"),
    [("-0.5", "-0.5"), ("-0.004", "-0.004"), ("-12345", "-12,345"), ("0", "0")],
)
def test_a_number_below_zero_and_above_minus_one_keeps_its_sign_too(number: str, text: str) -> None:
    """Its whole digits alone would be a plain zero."""
    assert wording.shown_number(Fraction(number)) == text
    assert wording.as_typed(Quantity(Fraction(number), UNITS["mL"])) == f"{text} mL"
