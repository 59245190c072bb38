"""What can be read from a state directly."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    completed,
    iso,
    moment,
    opened,
    shipped_policy,
    weaning,
)
from titrator.core.state import EMPTY, State, Unsure
from titrator.core.units import MCG_PER_KG_MIN, MCG_PER_MIN, ML_PER_H, UNITS_PER_MIN, Quantity

PROTOCOL = shipped_policy().protocol


def test_nothing_is_known_of_a_bed_that_was_never_opened() -> None:
    assert not EMPTY.is_open
    assert EMPTY.last_assessment is None
    assert EMPTY.running == ()
    assert EMPTY.order_maximum(NOREPINEPHRINE) is None
    assert EMPTY.running_for(NOREPINEPHRINE, moment("08:00")) is None


def test_before_the_first_entry_every_count_is_zero_and_every_answer_no() -> None:
    """No weight of any kind, no assessment seen, nothing declined, nothing doubted."""
    assert (EMPTY.bed, EMPTY.weight_kind) == ("", "")
    assert (EMPTY.seen_at_back_up, EMPTY.declines) == (0, 0)
    doubts = (EMPTY.is_map_in_question, EMPTY.has_new_concentration, EMPTY.is_clock_suspect)
    assert doubts == (False, False, False)
    assert EMPTY.is_overdue_suspended is False


@pytest.mark.ruling(33)
def test_a_closed_bed_is_not_open_and_its_moment_stands() -> None:
    shift = weaning()
    assert shift.bed.state.moment(moment("09:00")) == moment("09:00")
    shift.at("08:10").close()
    state = shift.bed.state
    assert not state.is_open
    assert state.moment(moment("09:00")) == moment("08:10")


@pytest.mark.rule("R21")
def test_what_a_pump_delivers_per_minute_and_per_kg() -> None:
    """7.9 mL/h of 16 mcg/mL at 70 kg: 2.10667 mcg/min, 0.0300952 mcg/kg/min."""
    state = weaning().bed.state
    dose = state.dose(state.infusions[NOREPINEPHRINE])
    assert state.stated(dose, MCG_PER_MIN) == Quantity(Fraction(158, 75), MCG_PER_MIN)
    assert state.stated(dose, MCG_PER_KG_MIN) == Quantity(Fraction(158, 5250), MCG_PER_KG_MIN)


def test_a_dose_per_kg_without_a_weight_is_our_fault_and_raised() -> None:
    state = weaning().bed.state
    dose = EMPTY.dose(state.infusions[NOREPINEPHRINE])
    with pytest.raises(ValueError, match=r"^a weight is known from the first entry on$"):
        EMPTY.stated(dose, MCG_PER_KG_MIN)
    with pytest.raises(ValueError, match=r"^a weight is known from the first entry on$"):
        _ = EMPTY.dosing_weight


def test_what_runs_is_what_has_a_rate() -> None:
    state = completed().bed.state
    assert state.running == ()
    assert state.infusions[VASOPRESSIN].pump_rate == Quantity(Fraction(0), ML_PER_H)


@pytest.mark.ruling(25)
@pytest.mark.parametrize(
    ("at", "target"), [("08:59", 80), ("09:00", 80), ("09:00:01", 70), ("09:30", 70)]
)
def test_the_target_is_the_highest_of_the_orders_in_force(at: str, target: int) -> None:
    """80 until 09:00, then 70."""
    shift = opened()
    shift.at("08:01").order(NOREPINEPHRINE, map_target_mmhg=80, valid_until=iso("09:00"))
    shift.at("08:02").order(VASOPRESSIN, map_target_mmhg=70)
    assert shift.bed.state.target_mmhg(moment(at), PROTOCOL) == target


@pytest.mark.ruling(25)
def test_without_an_order_in_force_the_target_is_65() -> None:
    shift = opened()
    assert shift.bed.state.target_mmhg(moment("08:01"), PROTOCOL) == 65
    shift.at("08:01").order(NOREPINEPHRINE, map_target_mmhg=80)
    shift.at("08:02").discontinue(NOREPINEPHRINE)
    assert shift.bed.state.target_mmhg(moment("08:03"), PROTOCOL) == 65
    assert shift.bed.state.targets_in_force(moment("08:03")) == frozenset()


@pytest.mark.ruling(26)
def test_an_expired_order_still_bounds_and_a_discontinued_one_does_not() -> None:
    shift = opened()
    shift.at("08:01").order(VASOPRESSIN, valid_until=iso("08:02"))
    assert shift.bed.state.order_maximum(VASOPRESSIN) == Quantity(Fraction("0.03"), UNITS_PER_MIN)
    shift.at("08:03").discontinue(VASOPRESSIN)
    assert shift.bed.state.order_maximum(VASOPRESSIN) is None


def test_how_long_a_drug_has_run_is_told_where_its_start_was_seen() -> None:
    shift = completed()
    shift.at("08:07").back_up(VASOPRESSIN, "3 mL/h")
    state = shift.bed.state
    assert state.running_for(VASOPRESSIN, moment("09:00")) == timedelta(minutes=53)
    assert weaning().bed.state.running_for(VASOPRESSIN, moment("09:00")) is None


@pytest.mark.hazard("H14")
@pytest.mark.parametrize(
    ("since", "minutes"),
    [("08:00", 30), ("08:10", 20), ("08:10:01", 49), ("08:45", 15), ("08:50", 20)],
)
def test_what_only_utc_says_has_passed_is_not_sure(since: str, minutes: int) -> None:
    """30 min after 08:10 and 10 min after 08:45 nobody counted; it is 09:10."""
    state = with_unsure(("08:10", 30), ("08:45", 10))
    passed = state.surely_passed(moment(since), moment("09:10"))
    assert passed // timedelta(minutes=1) == minutes


def test_a_span_after_the_later_moment_takes_nothing_from_what_passed_before() -> None:
    """From 08:00 to 08:40 only the first of two spans counts."""
    state = with_unsure(("08:10", 30), ("08:45", 10))
    assert state.surely_passed(moment("08:00"), moment("08:40")) == timedelta(minutes=10)
    assert state.surely_passed(moment("08:00"), moment("08:45")) == timedelta(minutes=15)


def with_unsure(*spans: tuple[str, int]) -> State:
    """A state in which these spans, in minutes, are not sure."""
    unsure = tuple(
        Unsure(after=moment(after), span=timedelta(minutes=minutes)) for after, minutes in spans
    )
    return State(unsure=unsure)
