"""Dose rate to pump rate and back, exactly; and what a pump can be set to."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.drugs import a_bag, quantity
from titrator.core.calculator import (
    dose_at,
    dose_of,
    nearest_settable,
    nearest_whole,
    next_settable_below,
    pump_rate_for,
    relative_change,
)
from titrator.core.limits import DoseRate
from titrator.core.units import UNITS, Quantity

RATES = st.fractions(min_value=0, max_value=1000, max_denominator=10_000)
RESOLUTIONS = st.sampled_from(["0.1 mL/h", "0.01 mL/h", "1 mL/h", "0.5 mL/h", "0.001 L/h"])


def per_minute(dose: str, weight: str | None = None) -> DoseRate:
    """A stated dose both ways."""
    found = dose_of(quantity(dose), None if weight is None else quantity(weight))
    assert found is not None
    return found


def is_settable(rate: Quantity, resolution: Quantity) -> bool:
    """Whether a pump can show the rate: a whole number of its steps."""
    return rate.ratio(resolution).denominator == 1


@pytest.mark.parametrize(
    ("dose", "weight", "amount", "volume", "rate"),
    [
        # Worked examples, each from a label or by hand.
        ("0.5 mcg/kg/min", "60 kg", "500 mcg", "1 mL", "3.6"),
        ("2 mcg/kg/min", "60 kg", "800 mcg", "1 mL", "9"),
        ("2 mcg/kg/min", "60 kg", "1600 mcg", "1 mL", "4.5"),
        ("0.1 mcg/kg/min", "70 kg", "64 mcg", "1 mL", "6.5625"),
        ("0.03 mcg/kg/min", "70 kg", "4 mg", "250 mL", "7.875"),
        ("0.03 mcg/kg/min", "70 kg", "8 mg", "250 mL", "3.9375"),
        ("0.03 mcg/kg/min", "70 kg", "16 mg", "250 mL", "1.96875"),
        ("0.03 mcg/kg/min", "70 kg", "32 mg", "250 mL", "0.984375"),
        ("0.25 mcg/kg/min", "80 kg", "64 mcg", "1 mL", "18.75"),
        ("0.03 units/min", None, "0.4 units", "1 mL", "4.5"),
        ("0.03 units/min", None, "20 units", "100 mL", "9"),
        ("20 nanogram/kg/min", "70 kg", "10000 nanogram", "1 mL", "8.4"),
        ("0.5 mcg/kg/min", "70 kg", "20 mg", "100 mL", "10.5"),
        ("10 mcg/min", None, "32 mcg", "1 mL", "18.75"),
    ],
)
def test_published_examples(
    dose: str, weight: str | None, amount: str, volume: str, rate: str
) -> None:
    bag = a_bag(amount, volume)
    asked = per_minute(dose, weight)
    assert pump_rate_for(asked, bag) == quantity(f"{rate} mL/h")
    there = dose_at(quantity(f"{rate} mL/h"), bag, asked.weight)
    assert there.in_unit(quantity(dose).unit) == quantity(dose)


@pytest.mark.rule("R21")
def test_the_example_of_the_article() -> None:
    """0.03 mcg/kg/min at 70 kg is 2.1 mcg/min."""
    assert per_minute("0.03 mcg/kg/min", "70 kg").per_minute == quantity("2.1 mcg/min")


@pytest.mark.hazard("H03")
def test_the_concentration_is_derived_from_the_label() -> None:
    assert a_bag("4 mg", "250 mL").concentration == quantity("16 mcg/mL")
    assert a_bag("20 units", "100 mL").concentration == quantity("0.2 units/mL")
    assert a_bag("2.5 mg", "0.25 L").concentration == quantity("10000 nanogram/mL")


def test_a_dose_per_kg_without_a_weight_is_no_dose() -> None:
    assert dose_of(quantity("0.03 mcg/kg/min"), None) is None
    assert dose_of(quantity("2.1 mcg/min"), None) is not None


@pytest.mark.parametrize(
    ("rate", "resolution", "nearest"),
    [
        ("7.875", "0.1 mL/h", "7.9"),
        ("7.84", "0.1 mL/h", "7.8"),
        ("7.85", "0.1 mL/h", "7.9"),
        ("0.05", "0.1 mL/h", "0.1"),
        ("0.0499999", "0.1 mL/h", "0"),
        ("0", "0.1 mL/h", "0"),
        ("7.9", "0.1 mL/h", "7.9"),
        ("0.5", "1 mL/h", "1"),
        ("1.5", "1 mL/h", "2"),
        ("2.5", "1 mL/h", "3"),
        ("1.96875", "0.01 mL/h", "1.97"),
        ("7.25", "0.5 mL/h", "7.5"),
    ],
)
def test_a_rate_is_rounded_to_the_nearest_ties_away_from_zero(
    rate: str, resolution: str, nearest: str
) -> None:
    """Not half-even: 2.5 becomes 3, as a person would round it."""
    found = nearest_settable(quantity(f"{rate} mL/h"), quantity(resolution))
    assert found == quantity(f"{nearest} mL/h")


@given(rate=RATES, resolution=RESOLUTIONS)
def test_the_nearest_settable_rate_is_settable_and_half_a_step_away_at_most(
    rate: Fraction, resolution: str
) -> None:
    asked, step = Quantity(rate, UNITS["mL/h"]), quantity(resolution)
    found = nearest_settable(asked, step)
    assert is_settable(found, step)
    off = abs((found - asked).ratio(step))
    assert off * 2 <= 1
    if off * 2 == 1:
        assert found > asked


@given(rate=RATES, resolution=RESOLUTIONS)
def test_the_next_settable_rate_below_is_really_below(rate: Fraction, resolution: str) -> None:
    asked, step = Quantity(rate, UNITS["mL/h"]), quantity(resolution)
    below = next_settable_below(asked, step)
    assert is_settable(below, step)
    assert below < asked or not below
    assert below + step >= asked


@pytest.mark.parametrize(
    ("rate", "below"), [("7.9", "7.8"), ("7.875", "7.8"), ("0.1", "0"), ("0.05", "0"), ("0", "0")]
)
def test_the_settable_rate_below(rate: str, below: str) -> None:
    found = next_settable_below(quantity(f"{rate} mL/h"), quantity("0.1 mL/h"))
    assert found == quantity(f"{below} mL/h")


@given(above=st.integers(0, 10**9), below=st.integers(1, 10**6))
def test_the_nearest_whole_number(above: int, below: int) -> None:
    found = nearest_whole(above, below)
    assert abs(Fraction(above, below) - found) * 2 <= 1
    assert Fraction(above, below) - found != Fraction(1, 2)


def test_a_change_is_told_as_a_share_of_what_ran_before() -> None:
    before, after = per_minute("0.03 units/min"), per_minute("0.01 units/min")
    assert relative_change(before, after) == Fraction(-2, 3)
    assert relative_change(after, before) == 2
