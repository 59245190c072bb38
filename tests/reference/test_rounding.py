"""The program's arithmetic beside a second one that was written from the rules' words alone.

The slow search is itself tried on figures that stand in the rules, worked by hand. A million
conversions and a million rounding decisions: `packaging/dev.py prove conversions roundings`.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.proof import conversions, roundings
from tests.reference import rounding

SIXTEEN = Fraction(16)
SEVENTY = Fraction(70)


def article_pump(rate: str) -> rounding.Pump:
    """The article's norepinephrine: 4 mg in 250 mL at 70 kg."""
    one = rounding.dose_at(Fraction(1), "mcg/kg/min", SIXTEEN, SEVENTY)
    return rounding.Pump(rate=Fraction(rate), dose_per_ml_h=one)


def stage(increment: str = "0.02") -> rounding.Stage:
    """The first stage of the shipped protocol, in mcg/kg/min."""
    return rounding.Stage(
        floor=Fraction("0.01"),
        tolerance_step=Fraction("0.01"),
        step=Fraction("0.01"),
        at_most=Fraction("0.02"),
        increment=Fraction(increment),
    )


def test_the_article_s_chain_is_reproduced_by_the_reference() -> None:
    """0.03 mcg/kg/min = 2.1 mcg/min = 7.875 mL/h of 4 mg in 250 mL at 70 kg."""
    assert rounding.per_minute(Fraction("0.03"), "mcg/kg/min", SEVENTY) == Fraction("2.1")
    assert rounding.pump_rate(Fraction("0.03"), "mcg/kg/min", SIXTEEN, SEVENTY) == Fraction("7.875")
    assert rounding.dose_to_dose(Fraction("1.8"), "units/h", "units/min", None) == Fraction("0.03")


@pytest.mark.hazard("H30")
@pytest.mark.ruling(19)
def test_the_reference_finds_the_rate_that_the_rules_name() -> None:
    """From 18.4 mL/h (0.07) to 0.05 it is 13.2 mL/h, not 13.1: that would be a step of 0.0202."""
    assert rounding.rate_down(Fraction("0.05"), stage(), article_pump("18.4")) == Fraction("13.2")
    assert rounding.is_within(
        Fraction("2.7"), Fraction("0.01"), Fraction("0.01"), article_pump("2.7")
    )


def test_a_conversion_without_a_weight_or_between_families_has_no_answer() -> None:
    """The reference guesses nothing either."""
    with pytest.raises(rounding.NoAnswerError):
        rounding.per_minute(Fraction(1), "mcg/kg/min", None)
    with pytest.raises(rounding.NoAnswerError):
        rounding.dose_to_dose(Fraction(1), "units/min", "mcg/min", None)


@pytest.mark.hazard("H04", "H28", "H29")
@given(st.integers(0, 10**9))
@settings(max_examples=30)
def test_conversions_agree_with_the_reference(seed: int) -> None:
    """Values, rates, achieved doses, differences and the ceilings are the same, to the last digit."""
    assert conversions.Comparison().run(seed, 80).faults == []


@pytest.mark.hazard("H30", "H31")
@pytest.mark.ruling(11, 19, 20, 29, 37, 38)
@given(st.integers(0, 10**9))
@settings(max_examples=30)
def test_rounding_decisions_agree_with_the_reference(seed: int) -> None:
    """Stage, stop, step down, round dose, new bag and step up come out the same rate."""
    assert roundings.run(seed, 40).faults == []
