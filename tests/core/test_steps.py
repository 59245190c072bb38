"""Which rate a change is set to, tried against a slow search over every settable rate.

The search knows the words of ruling 19 and nothing of the code: it lists the rates of the pump one
by one. TITRATOR_EVERY_CASE=1 tries all 30,912 cases; else every 13th.
"""

from __future__ import annotations

import os
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    a_second_check,
    after_a_step,
    moment,
    shipped_policy,
    weaning,
)
from titrator.core import limits
from titrator.core.calculator import Bag
from titrator.core.state import LastTolerated
from titrator.core.steps import (
    StepBounds,
    drug_bounds,
    is_smaller_than_ordered,
    last_tolerated_rate,
    nearest_within,
    rate_after_bag_change,
    rate_down,
    rate_up,
    round_rate_down,
    step_bounds,
)
from titrator.core.units import MCG_PER_KG_MIN, ML_PER_H, UNITS, UNITS_PER_MIN, Quantity
from titrator.core.wean import StageRates, current_stage

if TYPE_CHECKING:
    from collections.abc import Iterator

TENTH = Quantity(Fraction(1, 10), ML_PER_H)


def ml_per_h(value: Fraction | int | str) -> Quantity:
    """A pump rate."""
    return Quantity(Fraction(value), ML_PER_H)


def bounds_of(
    present: Fraction | int | str,
    *,
    at_most: Fraction | int | str = "2.625",
    floor: Fraction | int | str | None = "2.625",
    step: Fraction | int | str = "2.625",
    grain: Fraction | int | str = "2.625",
) -> StepBounds:
    """Bounds at 70 kg and 16 mcg/mL, in mL/h: 2.625 is 0.01 mcg/kg/min."""
    return StepBounds(
        present=ml_per_h(present),
        at_most=ml_per_h(at_most),
        grain=ml_per_h(grain),
        stage=StageRates(
            floor=None if floor is None else ml_per_h(floor),
            step=ml_per_h(step),
            step_at_most=ml_per_h("5.25"),
        ),
        resolution=TENTH,
    )


class Case(NamedTuple):
    """A reduction, everything in tenths of mL/h: what the pump counts in."""

    present: int
    wanted: Fraction
    at_most: Fraction
    floor: Fraction
    step: Fraction


def searched(case: Case) -> int | None:
    """Ruling 19 word by word, over every rate the pump can be set to."""
    usable = [
        rate
        for rate in range(1, case.present)
        if case.present - rate <= case.at_most
        and rate >= case.floor
        and (
            is_at_floor(rate, case) or 4 * (case.present - rate) >= 3 * (case.present - case.wanted)
        )
    ]
    if not usable:
        return None
    nearest = min(abs(rate - case.wanted) for rate in usable)
    return max(rate for rate in usable if abs(rate - case.wanted) == nearest)


def is_at_floor(rate: int, case: Case) -> bool:
    """Less than a tenth of a step above it, or at most half where the next rate would pass it."""
    above = rate - case.floor
    return above < case.step / 10 or (rate - 1 < case.floor and above <= case.step / 2)


def found(case: Case) -> int | None:
    """What the program sets, in tenths of mL/h."""
    rate = rate_down(
        ml_per_h(case.wanted / 10),
        bounds_of(
            Fraction(case.present, 10),
            at_most=case.at_most / 10,
            floor=case.floor / 10,
            step=case.step / 10,
            grain=case.step / 10,
        ),
    )
    if rate is None:
        return None
    tenths = rate.magnitude * 10
    assert tenths.denominator == 1
    return int(tenths)


def all_cases() -> Iterator[Case]:
    """40 to 200 kg, four bags in 250 mL, 0.03 to 0.26 mcg/kg/min, down by 0.01 and by 0.02."""
    for weight in range(40, 201):
        for mg in (4, 8, 16, 32):
            # 0.01 mcg/kg/min x kg x 60 min, in tenths of mL/h of a bag of mg x 1000 / 250 mcg/mL.
            step = Fraction(weight * 60 * 10, 100 * mg * 4)
            for start in range(3, 27):
                present = int(start * step + Fraction(1, 2))
                for increment in (1, 2):
                    wanted = max(start - increment, 1) * step
                    yield Case(present, wanted, increment * step, step, step)


@pytest.mark.ruling(19)
@pytest.mark.rule("R6")
@pytest.mark.hazard("H30", "H31")
def test_every_reduction_is_the_one_a_search_over_all_rates_finds() -> None:
    """None is above the ordered increment, though nearest rounding would be in four of ten."""
    cases = list(all_cases())
    assert len(cases) == 30_912
    stride = 1 if os.environ.get("TITRATOR_EVERY_CASE") else 13
    for case in cases[::stride]:
        rate = found(case)
        assert rate == searched(case), case
        assert rate is None or case.present - rate <= case.at_most


@pytest.mark.ruling(19)
@given(
    present=st.integers(1, 60),
    wanted=st.fractions(0, 60, max_denominator=16),
    at_most=st.fractions(0, 20, max_denominator=16),
    floor=st.fractions(0, 20, max_denominator=16),
    step=st.fractions(Fraction(1, 16), 20, max_denominator=16),
)
def test_few_and_coarse_rates_too_are_the_ones_a_search_finds(
    present: int, wanted: Fraction, at_most: Fraction, floor: Fraction, step: Fraction
) -> None:
    """Strong bags, where one resolution is a large part of a step, or more than one."""
    case = Case(present, min(wanted, present - Fraction(1, 16)), at_most, floor, step)
    assert found(case) == searched(case)


@pytest.mark.ruling(19)
@pytest.mark.parametrize(
    ("present", "at_most", "wanted", "rate"),
    [
        ("18.4", "5.25", "13.125", "13.2"),
        ("7.9", "2.625", "5.25", "5.3"),
        ("5.3", "2.625", "2.625", "2.7"),
        ("7.95", "2.625", "5.25", "5.4"),
        ("2.6", "2.625", "1.3", None),
        ("0.1", "2.625", "0.05", None),
        # Between two rates the nearer one, in the middle the higher.
        ("8", "2.625", "5.44", "5.4"),
        ("8", "2.625", "5.45", "5.5"),
        ("8", "2.625", "5.46", "5.5"),
        # The increment leaves 0.3 of 0.4: three quarters are enough, less is not.
        ("10", "0.3", "9.6", "9.7"),
        ("10", "0.3", "9.59", None),
        # At the floor less than that will do.
        ("3", "2.625", "2", "2.7"),
    ],
)
def test_worked_reductions(present: str, at_most: str, wanted: str, rate: str | None) -> None:
    """From 7.95, which this pump cannot be set to, 5.3 would be 2.65, above 2.625."""
    expected = None if rate is None else ml_per_h(rate)
    assert rate_down(ml_per_h(wanted), bounds_of(present, at_most=at_most)) == expected


@pytest.mark.ruling(19)
def test_without_a_floor_the_lowest_rate_is_one_resolution_and_never_zero() -> None:
    bounds = bounds_of("0.2", floor=None)
    assert rate_down(ml_per_h("0.01"), bounds) is None  # 0.1 of the wanted 0.19 is too little
    assert rate_down(ml_per_h("0.1"), bounds) == ml_per_h("0.1")
    assert rate_down(ml_per_h("0.07"), bounds) == ml_per_h("0.1")


@pytest.mark.ruling(19)
@pytest.mark.parametrize(("rate", "is_smaller"), [("9.1", True), ("9.099", False), ("9.5", True)])
def test_a_reduction_of_90_percent_or_less_is_a_smaller_one(rate: str, is_smaller: bool) -> None:
    """From 10 to 9 wanted: 0.9 of it leads to 9.1."""
    assert is_smaller_than_ordered(ml_per_h(rate), ml_per_h(9), bounds_of(10)) is is_smaller


@pytest.mark.ruling(20)
@pytest.mark.parametrize(
    ("present", "at_most", "floor", "wanted"),
    [
        ("7.9", "2.625", "2.625", "5.25"),
        ("18.4", "5.25", "2.625", "13.125"),
        ("8", "5.25", "2.625", "5.25"),
        ("5.3", "2.625", "2.625", "2.625"),
        ("7.9", "2.625", None, "5.25"),
        ("2.7", "2.625", None, "2.625"),
        # Counted from a floor of 2: 2 and 4.625 and 7.25.
        ("8", "2.625", "2", "7.25"),
    ],
)
def test_the_lowest_round_dose_that_the_increment_reaches(
    present: str, at_most: str, floor: str | None, wanted: str
) -> None:
    """Multiples of 2.625 above the floor, above zero without one; 8 less 5.35 reaches 2.65 only."""
    bounds = bounds_of(present, at_most=at_most, floor=floor)
    assert round_rate_down(bounds) == ml_per_h(wanted)


@pytest.mark.ruling(20)
def test_a_wanted_dose_may_be_one_resolution_further_than_the_increment() -> None:
    assert bounds_of("7.9").reach == ml_per_h("2.725")


@pytest.mark.ruling(20)
@pytest.mark.ruling(26)
def test_the_smaller_of_order_and_stage_bounds_a_step() -> None:
    """Ordered 0.005: 1.3125 mL/h. Ordered 0.05: the stage allows 5.25 mL/h in rounds of 2.625."""
    for increment, at_most, grain in (
        ("0.005 mcg/kg/min", "1.3125", "1.3125"),
        ("0.05 mcg/kg/min", "5.25", "2.625"),
    ):
        state = weaning(orders={NOREPINEPHRINE: {"increment": increment}}).bed.state
        stage = current_stage(state, shipped_policy())
        assert stage is not None
        bounds = step_bounds(
            state.infusions[NOREPINEPHRINE],
            stage=stage,
            order=state.orders[NOREPINEPHRINE],
            state=state,
            policy=shipped_policy(),
        )
        assert (bounds.at_most, bounds.grain) == (ml_per_h(at_most), ml_per_h(grain))
        assert (bounds.present, bounds.resolution) == (ml_per_h("7.9"), TENTH)


# Going up, and other bags --------------------------------------------------------------------


def at_most(maximum: str, unit: str = "mcg/kg/min") -> tuple[limits.Limit, ...]:
    """One limit."""
    return (
        limits.Limit(
            layer=limits.Layer.ORDER,
            maximum=Quantity(Fraction(maximum), UNITS[unit]),
            source="titration order",
        ),
    )


def a_bag(amount: str, unit: str, volume: str = "100") -> Bag:
    """A bag by its label."""
    return Bag(
        amount=Quantity(Fraction(amount), UNITS[unit]),
        volume=Quantity(Fraction(volume), UNITS["mL"]),
    )


@pytest.mark.ruling(37)
@pytest.mark.hazard("H30")
@pytest.mark.parametrize(
    ("wanted", "maximum", "rate"),
    [
        ("10.5", "0.5", "10.5"),
        ("10.55", "0.5", "10.6"),
        ("10.54", "0.5", "10.5"),
        ("10.55", "0.0402", "10.5"),
        ("7.94", "0.5", None),
        ("7.95", "0.0302", None),
    ],
)
def test_going_up_it_is_the_nearest_rate_that_passes_no_limit(
    wanted: str, maximum: str, rate: str | None
) -> None:
    """From 7.9 mL/h. 10.6 is 0.04038, above 0.0402; 7.94 rounds to what runs already."""
    state = weaning().bed.state
    infusion = state.infusions[NOREPINEPHRINE]
    found_rate = rate_up(ml_per_h(wanted), infusion, at_most(maximum), state, shipped_policy())
    assert found_rate == (None if rate is None else ml_per_h(rate))


@pytest.mark.ruling(11)
@pytest.mark.rule("R12")
def test_a_rate_that_rounds_past_a_limit_is_set_one_resolution_lower() -> None:
    """0.04 units/min of 0.35 units/mL is 6.857 mL/h; 6.9 is 0.04025."""
    state = weaning().bed.state
    bag = a_bag("35", "units")
    limit = at_most("0.04", "units/min")
    assert nearest_within(ml_per_h("6.857"), bag, limit, state, TENTH) == ml_per_h("6.8")
    assert nearest_within(ml_per_h("6.849"), bag, limit, state, TENTH) == ml_per_h("6.8")


@pytest.mark.ruling(11)
@pytest.mark.parametrize(
    ("units_in_100_ml", "shows", "rate"),
    [
        ("20", "9 mL/h", "9"),
        ("35", "9 mL/h", "5.1"),
        ("35", "12 mL/h", "6.8"),
        ("35", "12.3 mL/h", "7"),
        ("3000", "12 mL/h", None),
        ("3000", "0 mL/h", "0"),
        ("20000", "9 mL/h", None),
    ],
)
def test_the_rate_of_a_new_bag_for_the_running_dose(
    units_in_100_ml: str, shows: str, rate: str | None
) -> None:
    """Nearest, one lower at a limit, not where the dose is above it already; never 0 while it runs.

    0.04 units/min of 30 units/mL is 0.08 mL/h; 0.1 would be 0.05, and one lower is 0.
    """
    shift = weaning(orders={VASOPRESSIN: {"maximum": "0.04 units/min"}})
    if shows != "9 mL/h":
        shift.at("08:06").infusion(VASOPRESSIN, shows)
    state = shift.bed.state
    found_rate = rate_after_bag_change(
        state.infusions[VASOPRESSIN],
        a_bag(units_in_100_ml, "units"),
        drug_bounds(VASOPRESSIN, state, shipped_policy(), moment("08:07")),
        state,
        shipped_policy(),
    )
    assert found_rate == (None if rate is None else ml_per_h(rate))


@pytest.mark.ruling(9)
def test_there_is_no_last_tolerated_rate_but_of_the_drug_changed_last() -> None:
    shift = weaning()
    shift.at("08:06").infusion(VASOPRESSIN, "6 mL/h")
    state = shift.bed.state
    policy = shipped_policy()
    assert last_tolerated_rate(VASOPRESSIN, state, policy, ()) == ml_per_h(9)
    assert last_tolerated_rate(NOREPINEPHRINE, state, policy, ()) is None
    assert last_tolerated_rate(VASOPRESSIN, weaning().bed.state, policy, ()) is None


@pytest.mark.ruling(9)
@pytest.mark.parametrize(
    ("tolerated", "shows", "rate"),
    [
        # 16 mcg/mL tolerated, 40 mcg/mL runs: 5.3 mL/h is 2.12 there, set to 2.1.
        ("5.3", "2", "2.1"),
        ("5.3", "2.1", None),
        # 5.15 mL/h is 2.06, set to 2.1: more than what runs, but no higher dose was tolerated.
        ("5.15", "2.06", None),
        ("5.15", "2.059", "2.1"),
        ("5.15", "2.061", None),
    ],
)
def test_a_last_tolerated_rate_is_above_what_runs_as_a_dose_and_as_a_rate(
    tolerated: str, shows: str, rate: str | None
) -> None:
    state = weaning().bed.state
    infusion = msgspec.structs.replace(
        state.infusions[NOREPINEPHRINE],
        bag=a_bag("10", "mg", "250"),
        pump_rate=ml_per_h(shows),
    )
    before = LastTolerated(
        drug=NOREPINEPHRINE, pump_rate=ml_per_h(tolerated), bag=a_bag("4", "mg", "250")
    )
    state = msgspec.structs.replace(
        state, infusions={NOREPINEPHRINE: infusion}, last_tolerated=before
    )
    found_rate = last_tolerated_rate(NOREPINEPHRINE, state, shipped_policy(), ())
    assert found_rate == (None if rate is None else ml_per_h(rate))


@pytest.mark.ruling(1)
@pytest.mark.parametrize(("maximum", "rate"), [("0.5", "4"), ("0.0302", "3.9")])
def test_with_another_bag_the_last_tolerated_rate_is_the_nearest_that_passes_no_limit(
    maximum: str, rate: str
) -> None:
    """7.9 mL/h of 16 mcg/mL is 3.95 of 32; 4 mL/h is 0.0305."""
    shift = after_a_step()
    second = a_second_check("8 mg", "250 mL")
    shift.at("08:07").bag(NOREPINEPHRINE, "2.7 mL/h", amount="8 mg", second_check=second)
    found_rate = last_tolerated_rate(
        NOREPINEPHRINE, shift.bed.state, shipped_policy(), at_most(maximum)
    )
    assert found_rate == ml_per_h(rate)


@pytest.mark.ruling(26)
@pytest.mark.rule("R12")
@pytest.mark.hazard("H32")
def test_a_drug_is_bounded_by_its_ceiling_and_by_its_order() -> None:
    """The library's own limit is the ceiling itself and is not named twice."""
    state = weaning().bed.state
    bounds = drug_bounds(VASOPRESSIN, state, shipped_policy(), moment("08:06"))
    assert [one.maximum for one in bounds] == [
        Quantity(Fraction("0.04"), UNITS_PER_MIN),
        Quantity(Fraction("0.03"), UNITS_PER_MIN),
    ]
    bounds = drug_bounds("epinephrine", state, shipped_policy(), moment("08:06"))
    assert [one.maximum for one in bounds] == [Quantity(Fraction(2), MCG_PER_KG_MIN)]
