"""Rulings 20 and 21: which dose advice offers, and what it says when no step is possible.

The patient of 100 kg with norepinephrine 6 mg in 100 mL makes the numbers round: 1 mL/h is
0.01 mcg/kg/min, and one pump resolution is 0.001 mcg/kg/min.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.shift import NOREPINEPHRINE_PER_MIN, VASOPRESSIN_BAG, weaning

if TYPE_CHECKING:
    from tests.support.shift import Line, Shift

ROUND_BAGS = {
    "norepinephrine": {"amount": "6 mg", "volume": "100 mL"},
    "vasopressin": {"amount": "6 units", "volume": "100 mL"},
}
"""At 100 kg 1 mL/h is 0.01 mcg/kg/min and 0.001 units/min."""


def round_patient(
    norepinephrine: str | None, vasopressin: str | None = "30 mL/h", *, increment: str = "0.01"
) -> Shift:
    """100 kg, round bags, weaning since 08:05."""
    orders = {"norepinephrine": {"increment": f"{increment} mcg/kg/min"}}
    return weaning(norepinephrine, vasopressin, weight="100 kg", bags=ROUND_BAGS, orders=orders)


def offered(line: Line) -> tuple[str, str, str]:
    """What advice asks for: the act, the dose and the pump rate."""
    return line.action, line.advice["to"], line.advice["pump_rate"]


@pytest.mark.ruling(20)
@pytest.mark.rule("R6")
@pytest.mark.parametrize(
    ("running", "increment", "to", "rate"),
    [
        # The increment and one resolution reach 0.011 down: 0.031 - 0.02 is exactly that.
        ("3.1 mL/h", "0.01", "0.02 mcg/kg/min", "2.1 mL/h"),
        ("3.2 mL/h", "0.01", "0.03 mcg/kg/min", "3 mL/h"),
        ("3 mL/h", "0.01", "0.02 mcg/kg/min", "2 mL/h"),
        # An increment below the stage's step makes the grid finer: 0.01 + k x 0.005.
        ("3 mL/h", "0.005", "0.025 mcg/kg/min", "2.5 mL/h"),
        ("3.1 mL/h", "0.005", "0.025 mcg/kg/min", "2.6 mL/h"),
        ("3.2 mL/h", "0.005", "0.03 mcg/kg/min", "3 mL/h"),
        # One above it does not make it coarser, and reaches farther.
        ("5 mL/h", "0.02", "0.03 mcg/kg/min", "3 mL/h"),
        ("5.1 mL/h", "0.02", "0.03 mcg/kg/min", "3.1 mL/h"),
        ("5.2 mL/h", "0.02", "0.04 mcg/kg/min", "4 mL/h"),
        ("2.6 mL/h", "0.015", "0.01 mcg/kg/min", "1.1 mL/h"),
        ("2.7 mL/h", "0.015", "0.02 mcg/kg/min", "2 mL/h"),
        # The stage's maximum of 0.02 bounds a larger increment.
        ("5.1 mL/h", "0.03", "0.03 mcg/kg/min", "3.1 mL/h"),
        ("5.2 mL/h", "0.03", "0.04 mcg/kg/min", "4 mL/h"),
        # Never below the floor.
        ("2 mL/h", "0.02", "0.01 mcg/kg/min", "1 mL/h"),
        ("1.1 mL/h", "0.01", "0.01 mcg/kg/min", "1 mL/h"),
    ],
)
def test_the_lowest_round_dose_that_the_increment_reaches_is_offered(
    running: str, increment: str, to: str, rate: str
) -> None:
    """Floor + k x the smaller of step and increment; reach is increment plus one resolution."""
    shift = round_patient(running, increment=increment)
    assert offered(shift.last) == ("reduce", to, rate)
    assert shift.at("08:06").step("norepinephrine", to, rate).accepted


@pytest.mark.ruling(20)
@pytest.mark.rule("R6")
def test_the_example_of_the_rules_is_offered_as_written() -> None:
    """From 18.4 mL/h (0.07) an increment of 0.02 goes to 0.05, and that is 13.2 mL/h."""
    shift = weaning("18.4 mL/h", orders={"norepinephrine": {"increment": "0.02 mcg/kg/min"}})
    assert offered(shift.last) == ("reduce", "0.05 mcg/kg/min", "13.2 mL/h")
    line = shift.at("08:06").step("norepinephrine", "0.05 mcg/kg/min", "13.2 mL/h")
    assert line.accepted
    assert line.dose() == "0.0502857142857 mcg/kg/min"


@pytest.mark.ruling(20)
@pytest.mark.parametrize(
    ("running", "to", "rate"),
    [
        # 0.1 mL/h is 0.02667 mcg/min. 2.10667 - 1 = 1.10667 is beyond 1.02667: 2 is offered.
        ("7.9 mL/h", "2 mcg/min", "7.5 mL/h"),
        # 2.02667 - 1 is exactly the increment and one resolution; 3.8 mL/h is 1.01333.
        ("7.6 mL/h", "1 mcg/min", "3.9 mL/h"),
        ("7.7 mL/h", "2 mcg/min", "7.5 mL/h"),
    ],
)
def test_round_doses_per_minute_are_whole_micrograms(running: str, to: str, rate: str) -> None:
    """In the mcg/min system floor and step are 1 mcg/min, whatever the weight."""
    shift = weaning(running, orders={"norepinephrine": NOREPINEPHRINE_PER_MIN})
    assert offered(shift.last) == ("reduce", to, rate)
    assert shift.at("08:06").step("norepinephrine", to, rate).accepted


@pytest.mark.ruling(20)
@pytest.mark.rule("R11")
@pytest.mark.parametrize(
    ("running", "to", "rate"),
    [
        # 30 mL/h is 0.03; one resolution is 0.0001 units/min.
        ("30 mL/h", "0.02 units/min", "20 mL/h"),
        ("30.1 mL/h", "0.02 units/min", "20.1 mL/h"),
        ("30.2 mL/h", "0.03 units/min", "30 mL/h"),
        ("20 mL/h", "0.01 units/min", "10 mL/h"),
        ("15 mL/h", "0.01 units/min", "10 mL/h"),
    ],
)
def test_without_a_floor_the_round_doses_lie_above_zero(running: str, to: str, rate: str) -> None:
    """Vasopressin goes 0.03, 0.02, 0.01: k x 0.01 above zero, never to zero as a dose."""
    shift = weaning(
        "1 mL/h",
        running,
        weight="100 kg",
        bags=ROUND_BAGS,
        orders={"vasopressin": {"maximum": "0.04 units/min"}},
    )
    assert offered(shift.last) == ("reduce", to, rate)
    assert shift.last.advice["drug"] == "vasopressin"


def coarse_pump() -> Shift:
    """40 kg, 16 mg in 50 mL: one resolution is 0.0133 mcg/kg/min, more than the increment."""
    bags = {
        "norepinephrine": {"amount": "16 mg", "volume": "50 mL"},
        "vasopressin": VASOPRESSIN_BAG,
    }
    return weaning("0.3 mL/h", weight="40 kg", bags=bags)


@pytest.mark.ruling(21)
@pytest.mark.hazard("H31")
def test_when_nothing_settable_remains_the_prescriber_is_called_and_told_why() -> None:
    """0.04 is asked down by 0.01, but the pump can only go to 0.0267."""
    shift = coarse_pump()
    assert shift.last.action == "call_prescriber"
    assert "NOT_REACHABLE_ON_PUMP" in shift.last.findings
    for to in ("0.03 mcg/kg/min", "0.035 mcg/kg/min"):
        line = shift.at("08:06").step("norepinephrine", to, "0.2 mL/h")
        assert line.codes == {"NOT_REACHABLE_ON_PUMP"}
        assert line.dose() == "0.04 mcg/kg/min"


@pytest.mark.hazard("H31")
def test_an_unreachable_step_names_a_bag_that_would_do() -> None:
    """16 mg in 250 mL at 40 kg: 1.5 mL/h is 0.04, and 1.2 mL/h is 0.032, a step of 0.008."""
    shift = coarse_pump()
    bag = "16 mg in 250 mL would do."
    assert bag in shift.last.advice["text"]
    line = shift.at("08:06").step("norepinephrine", "0.03 mcg/kg/min", "0.2 mL/h")
    assert line.out["refusals"][0]["text"].endswith(bag)
    new = {"amount": "16 mg", "volume": "250 mL"}
    checked = {**new, "by": "EF"}
    assert shift.at("08:06").bag("norepinephrine", "1.5 mL/h", **new, second_check=checked).accepted
    shift.at("08:16").assessment()
    shift.at("08:21").assessment()
    line = shift.at("08:21").step("norepinephrine", "0.03 mcg/kg/min", "1.2 mL/h")
    assert (line.codes, line.dose()) == (set(), "0.032 mcg/kg/min")


@pytest.mark.ruling(21)
def test_without_an_order_in_force_the_prescriber_is_called() -> None:
    """The order is ended while it governs the stage; nothing is said about the pump."""
    shift = weaning()
    line = shift.at("08:06").discontinue("norepinephrine")
    assert line.action == "call_prescriber"
    assert line.findings == {"ORDER_NOT_IN_FORCE"}


@pytest.mark.ruling(21)
def test_an_order_of_another_drug_that_ends_does_not_stop_the_stage() -> None:
    """Only the order for the current stage's drug is needed to advise a step."""
    line = weaning().at("08:06").discontinue("vasopressin")
    assert line.action == "reduce"
    assert line.findings == {"ORDER_NOT_IN_FORCE"}


@pytest.mark.ruling(21)
@pytest.mark.rule("R8")
def test_in_weaning_advice_keeps_its_precedence() -> None:
    """Reassess due, wait, no fresh good assessment, order, step: each as soon as the former ends."""
    shift = weaning()
    shift.at("08:06").step("norepinephrine", "0.02 mcg/kg/min", "5.3 mL/h")
    assert shift.at("08:07").discontinue("norepinephrine").action == "wait"
    assert shift.at("08:10:59").look().action == "wait"
    assert shift.at("08:11").look().action == "reassess"
    assert shift.at("08:11").assessment(70).action == "wait"
    assert shift.at("08:16").assessment(70).action == "wait"
    assert shift.at("08:20:59").look().action == "wait"
    assert shift.at("08:21").look().action == "reassess"
    assert shift.at("08:21").assessment(70).action == "call_prescriber"
    assert shift.at("08:26").look().action == "call_prescriber"
    assert shift.at("08:26:01").look().action == "reassess"
    assert shift.at("08:27").order("norepinephrine").action == "reassess"
    assert shift.at("08:27").assessment(70).action == "reduce"
