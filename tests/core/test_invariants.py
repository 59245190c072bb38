"""What must never hold is raised, whatever rule let it through. Each event here is made up."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    completed,
    moment,
    opened,
    shipped_policy,
    weaning,
)
from titrator.core import events as ev
from titrator.core.calculator import Bag
from titrator.core.errors import BugError
from titrator.core.evolve import evolve
from titrator.core.invariants import InvariantViolatedError, check
from titrator.core.state import HoldRun, State
from titrator.core.units import MCG_PER_KG_MIN, ML_PER_H, UNITS, Quantity

POLICY = shipped_policy()
STAMP = ev.Stamp(at=moment("08:06"), by="AB", line=9)


def a_hold() -> HoldRun:
    """A hold by hand at 08:05:30."""
    shift = weaning()
    shift.at("08:05:30").hold()
    assert shift.bed.state.hold is not None
    return shift.bed.state.hold


HELD = a_hold()


def ml_per_h(value: str) -> Quantity:
    """A pump rate."""
    return Quantity(Fraction(value), ML_PER_H)


def bed(norepinephrine: str = "7.9 mL/h", vasopressin: str = "9 mL/h", **changes: object) -> State:
    """A bed that weans, changed by hand."""
    return msgspec.structs.replace(weaning(norepinephrine, vasopressin).bed.state, **changes)


def reduced(rate: str, drug: str = NOREPINEPHRINE) -> ev.DoseReduced:
    """A reduction to a pump rate."""
    wanted = Quantity(Fraction("0.02"), MCG_PER_KG_MIN)
    return ev.DoseReduced(drug=drug, to=wanted, pump_rate=ml_per_h(rate))


def judge(before: State, event: ev.AnyEvent) -> None:
    """Lets the event happen and checks it."""
    check(before, event, evolve(before, event, STAMP), POLICY, STAMP)


def test_a_breach_is_a_fault_of_ours() -> None:
    assert issubclass(InvariantViolatedError, BugError)


@pytest.mark.parametrize(
    ("before", "event"),
    [
        (bed(), reduced("5.3")),
        (bed(), reduced("7.8")),
        (bed("5.3 mL/h"), reduced("2.7")),
        (bed("5.2 mL/h"), reduced("2.625")),
        (bed("2.7 mL/h"), reduced("6", VASOPRESSIN)),
        (bed("2.7 mL/h", "3 mL/h"), ev.DrugStopped(drug=VASOPRESSIN)),
        (bed(), ev.DoseBackedUp(drug=NOREPINEPHRINE, pump_rate=ml_per_h("131.2"))),
        (bed(), ev.WeanStarted()),
        (bed(), ev.EpisodeClosed()),
    ],
)
def test_what_is_permitted_passes(before: State, event: ev.AnyEvent) -> None:
    """131.2 mL/h is 0.49981 mcg/kg/min, within an order for at most 0.5; 2.625 is the floor."""
    judge(before, event)


@pytest.mark.hazard("H51")
@pytest.mark.rule("R2", "R6", "R10", "R13")
@pytest.mark.hazard("H24", "H26")
@pytest.mark.parametrize(
    ("before", "event", "sentence"),
    [
        (bed(), reduced("6", VASOPRESSIN), "a step out of the wean order"),
        (bed(hold=HELD), reduced("5.3"), "a step in a hold"),
        (bed(is_clock_suspect=True), reduced("5.3"), "a step on a clock that is not trusted"),
        (bed(), reduced("7.9"), "a step that does not reduce"),
        (bed(), reduced("8"), "a step that does not reduce"),
        (bed(), reduced("5.2"), "a real step above the ordered increment"),
        (bed("2.9 mL/h"), reduced("2.6"), "a step past the floor"),
        (bed("2.7 mL/h", "3 mL/h"), reduced("0", VASOPRESSIN), "a step to zero that is not off"),
        (bed(), reduced("-0.1"), "a pump rate is below zero"),
    ],
)
def test_a_reduction_that_must_not_be_is_raised(
    before: State, event: ev.AnyEvent, sentence: str
) -> None:
    with pytest.raises(InvariantViolatedError, match=f"^{sentence}$"):
        judge(before, event)


@pytest.mark.rule("R6")
def test_a_reduction_above_the_stages_maximum_is_raised_whatever_was_ordered() -> None:
    """0.05 is ordered; from 18.4 mL/h the stage allows 5.25 less, and 13.1 is 5.3."""
    orders = {NOREPINEPHRINE: {"initial": "0.1 mcg/kg/min", "increment": "0.05 mcg/kg/min"}}
    before = weaning("18.4 mL/h", orders=orders).bed.state
    judge(before, reduced("13.2"))
    with pytest.raises(InvariantViolatedError, match=r"^a real step above the stage's maximum$"):
        judge(before, reduced("13.1"))


def test_a_reduction_when_nothing_is_left_to_reduce_is_raised() -> None:
    with pytest.raises(InvariantViolatedError, match=r"^a step out of the wean order$"):
        judge(completed().bed.state, reduced("0", VASOPRESSIN))


@pytest.mark.rule("R2", "R11", "R13")
@pytest.mark.hazard("H27")
@pytest.mark.parametrize(
    ("before", "drug", "sentence"),
    [
        (bed(), NOREPINEPHRINE, "a stop from above the lowest dose"),
        (bed("2.7 mL/h"), VASOPRESSIN, "a stop from above the lowest dose"),
        (bed("2.7 mL/h"), NOREPINEPHRINE, "a stop out of the wean order"),
        (bed("7.9 mL/h", "3 mL/h"), VASOPRESSIN, "a stop out of the wean order"),
        (bed("2.7 mL/h", "3 mL/h", hold=HELD), VASOPRESSIN, "a stop in a hold"),
    ],
)
def test_a_stop_that_must_not_be_is_raised(before: State, drug: str, sentence: str) -> None:
    with pytest.raises(InvariantViolatedError, match=f"^{sentence}$"):
        judge(before, ev.DrugStopped(drug=drug))


def test_a_stopped_drug_that_still_runs_is_raised() -> None:
    before = bed("2.7 mL/h", "3 mL/h")
    event = ev.DrugStopped(drug=VASOPRESSIN)
    with pytest.raises(InvariantViolatedError, match=r"^a stopped drug that runs$"):
        check(before, event, before, POLICY, STAMP)


@pytest.mark.rule("R12")
@pytest.mark.hazard("H28", "H30")
@pytest.mark.parametrize(
    ("drug", "rate"), [(NOREPINEPHRINE, "131.3"), (VASOPRESSIN, "9.1"), (VASOPRESSIN, "12.1")]
)
def test_a_confirmed_dose_above_a_limit_is_raised(drug: str, rate: str) -> None:
    """131.3 mL/h is 0.50019, above the ordered 0.5; 9.1 is 0.0303, above the ordered 0.03."""
    event = ev.DoseBackedUp(drug=drug, pump_rate=ml_per_h(rate))
    with pytest.raises(InvariantViolatedError, match=r"^a confirmed dose above a hard limit$"):
        judge(bed(), event)


def test_a_reduction_to_a_dose_above_a_limit_is_raised_too() -> None:
    """An order for at most 0.015 came, and a step went to 0.0202."""
    shift = weaning()
    low = {"initial": "0.01 mcg/kg/min", "maximum": "0.015 mcg/kg/min"}
    shift.at("08:05:30").order(NOREPINEPHRINE, **low)
    with pytest.raises(InvariantViolatedError, match=r"^a confirmed dose above a hard limit$"):
        judge(shift.bed.state, reduced("5.3"))


def test_a_wean_that_starts_without_an_assessment_is_raised() -> None:
    with pytest.raises(InvariantViolatedError, match=r"^a wean started without an assessment$"):
        judge(opened().bed.state, ev.WeanStarted())


def test_a_bag_without_a_volume_is_raised() -> None:
    bag = Bag(amount=Quantity(Fraction(4), UNITS["mg"]), volume=Quantity(Fraction(0), UNITS["mL"]))
    before = bed()
    broken = msgspec.structs.replace(before.infusions[NOREPINEPHRINE], bag=bag)
    after = msgspec.structs.replace(before, infusions={**before.infusions, NOREPINEPHRINE: broken})
    with pytest.raises(InvariantViolatedError, match=r"^a bag has no volume$"):
        check(before, ev.AdviceDeclined(reason="scan", comment=""), after, POLICY, STAMP)


@pytest.mark.rule("R2")
def test_a_stop_when_nothing_is_left_to_stop_is_raised() -> None:
    """All drugs of the protocol are off: another stop belongs to no stage."""
    done = completed().bed.state
    with pytest.raises(InvariantViolatedError, match=r"^a stop out of the wean order$"):
        judge(done, ev.DrugStopped(drug=VASOPRESSIN))
