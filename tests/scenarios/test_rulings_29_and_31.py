"""Rulings 29 and 31: what counts as at the floor and may be stopped; a weight typed again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    NOREPINEPHRINE_PER_MIN,
    VASOPRESSIN,
    VASOPRESSIN_BAG,
    Shift,
    opened,
    weaning,
)

ROUND_BAGS = {
    NOREPINEPHRINE: {"amount": "6 mg", "volume": "100 mL"},
    VASOPRESSIN: {"amount": "6 units", "volume": "100 mL"},
}
"""At 100 kg 1 mL/h is 0.01 mcg/kg/min and 0.001 units/min."""


def round_patient(norepinephrine: str | None, vasopressin: str | None, **settings: Any) -> Shift:
    """100 kg, round bags, weaning since 08:05."""
    settings = {"orders": {VASOPRESSIN: {"maximum": "0.04 units/min"}}} | settings
    return weaning(norepinephrine, vasopressin, weight="100 kg", bags=ROUND_BAGS, **settings)


@pytest.mark.ruling(29)
@pytest.mark.rule("R10")
@pytest.mark.parametrize(
    ("rate", "is_at_floor"),
    [("0.9 mL/h", True), ("1 mL/h", True), ("1.1 mL/h", False), ("1.2 mL/h", False)],
)
def test_at_or_below_the_floor_counts_and_a_tenth_of_a_step_above_does_not(
    rate: str, is_at_floor: bool
) -> None:
    """0.009 and 0.01 are at the floor; 0.011 is a tenth of a step above it, and less is needed."""
    line = round_patient(rate, "30 mL/h").last
    assert line.action == "reduce"
    assert line.advice["drug"] == (VASOPRESSIN if is_at_floor else NOREPINEPHRINE)


@pytest.mark.ruling(29)
@pytest.mark.rule("R10")
@pytest.mark.parametrize(
    ("label", "rate", "is_at_floor"),
    [
        # 70 kg, 16 mcg/mL: 2.7 mL/h is 0.01029, a crumb of 0.03 steps; 2.8 mL/h is 0.01067;
        # 2.9 mL/h is 0.01105, more than a tenth above, and 2.8 mL/h does not pass the floor.
        (("4 mg", "250 mL", "70 kg"), "2.7 mL/h", True),
        (("4 mg", "250 mL", "70 kg"), "2.8 mL/h", True),
        (("4 mg", "250 mL", "70 kg"), "2.9 mL/h", False),
        # 100 kg, 240 mcg/mL: 0.1 mL/h is 0.004. 0.012 is 0.2 steps above, and 0.008 is too low.
        (("24 mg", "100 mL", "100 kg"), "0.3 mL/h", True),
        (("24 mg", "100 mL", "100 kg"), "0.4 mL/h", False),
        # 0.1 mL/h is 0.0075: 0.015 is exactly half a step above the floor.
        (("45 mg", "100 mL", "100 kg"), "0.2 mL/h", True),
        # 0.1 mL/h is 0.0076: 0.0152 is more than half a step above.
        (("45.6 mg", "100 mL", "100 kg"), "0.2 mL/h", False),
    ],
)
def test_a_pump_too_coarse_for_the_floor_is_at_it_from_half_a_step_above(
    label: tuple[str, str, str], rate: str, is_at_floor: bool
) -> None:
    """The next settable rate would pass the floor, and the dose is at most half a step above it."""
    amount, volume, weight = label
    bags = {
        NOREPINEPHRINE: {"amount": amount, "volume": volume},
        VASOPRESSIN: VASOPRESSIN_BAG,
    }
    shift = weaning(rate, "9 mL/h", weight=weight, bags=bags)
    assert (shift.last.advice["drug"] == VASOPRESSIN) is is_at_floor
    line = shift.at("08:06").step(VASOPRESSIN, "0.02 units/min", "6 mL/h")
    assert line.codes == (set() if is_at_floor else {"OUT_OF_WEAN_ORDER"})


@pytest.mark.ruling(29)
def test_a_dose_that_is_neither_at_the_floor_nor_reducible_goes_to_the_prescriber() -> None:
    """0.0152 is not at the floor, and 0.0076 would pass it."""
    bags = {
        NOREPINEPHRINE: {"amount": "45.6 mg", "volume": "100 mL"},
        VASOPRESSIN: VASOPRESSIN_BAG,
    }
    line = weaning("0.2 mL/h", "9 mL/h", weight="100 kg", bags=bags).last
    assert (line.action, line.findings) == ("call_prescriber", {"NOT_REACHABLE_ON_PUMP"})


@pytest.mark.ruling(29)
@pytest.mark.parametrize(
    ("rate", "is_at_floor"),
    [
        # 70 kg, 16 mcg/mL: 3.7 mL/h is 0.98667 mcg/min, 4.1 mL/h is 1.09333, 4.2 mL/h is 1.12.
        ("3.7 mL/h", True),
        ("4.1 mL/h", True),
        ("4.2 mL/h", False),
    ],
)
def test_per_minute_the_floor_and_its_tolerance_are_of_one_microgram(
    rate: str, is_at_floor: bool
) -> None:
    """Floor 1 mcg/min, a tenth of a step is 0.1 mcg/min."""
    line = weaning(rate, orders={NOREPINEPHRINE: NOREPINEPHRINE_PER_MIN}).last
    assert (line.advice["drug"] == VASOPRESSIN) is is_at_floor


@pytest.mark.ruling(29)
@pytest.mark.rule("R11")
@pytest.mark.hazard("H27")
@pytest.mark.parametrize(
    ("rate", "codes"),
    [
        ("5 mL/h", set[str]()),
        ("10 mL/h", set[str]()),
        ("10.9 mL/h", set[str]()),
        ("11 mL/h", {"ABRUPT_STOP"}),
        ("20 mL/h", {"ABRUPT_STOP"}),
    ],
)
def test_vasopressin_is_stopped_from_one_step_with_the_same_tolerance(
    rate: str, codes: set[str]
) -> None:
    """0.01 and 0.0109 units/min may go to off, 0.011 may not."""
    shift = round_patient("1 mL/h", rate)
    assert shift.last.action == ("reduce" if codes else "stop_drug")
    assert shift.at("08:06").step(VASOPRESSIN, "off").codes == codes


@pytest.mark.ruling(29)
@pytest.mark.parametrize(
    ("amount", "codes"),
    [
        # 0.1 mL/h of 450 units in 100 mL is 0.0075 units/min: 0.015 is one step and a half.
        ("450 units", set[str]()),
        # 456 units: 0.0076, and 0.0152 is more than that.
        ("456 units", {"ABRUPT_STOP"}),
    ],
)
def test_a_coarse_vasopressin_bag_may_stop_from_a_step_and_a_half(
    amount: str, codes: set[str]
) -> None:
    """The next settable rate down would pass 0.01 units/min."""
    bags = ROUND_BAGS | {VASOPRESSIN: {"amount": amount, "volume": "100 mL"}}
    shift = weaning("1 mL/h", "0.2 mL/h", weight="100 kg", bags=bags)
    assert shift.at("08:06").step(VASOPRESSIN, "off").codes == codes


@pytest.mark.ruling(29)
@pytest.mark.rule("R2")
@pytest.mark.parametrize(
    ("rate", "codes"), [("1 mL/h", set[str]()), ("1.1 mL/h", {"ABRUPT_STOP", "OUT_OF_WEAN_ORDER"})]
)
def test_norepinephrine_is_stopped_from_its_floor_and_only_in_the_last_stage(
    rate: str, codes: set[str]
) -> None:
    """At 0.011 the first stage is not done yet."""
    shift = round_patient(rate, None)
    assert shift.at("08:06").step(NOREPINEPHRINE, "off").codes == codes


@pytest.mark.ruling(29)
@pytest.mark.rule("R2", "R13")
@pytest.mark.hazard("H26")
def test_norepinephrine_is_not_stopped_at_its_floor_while_vasopressin_runs() -> None:
    """Off comes in the third stage, and the second is not done: only the order is wrong."""
    shift = round_patient("1 mL/h", "10 mL/h")
    assert shift.at("08:06").step(NOREPINEPHRINE, "off").codes == {"OUT_OF_WEAN_ORDER"}
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.005 mcg/kg/min", "0.5 mL/h")
    assert line.codes == {"OUT_OF_WEAN_ORDER"}


@pytest.mark.ruling(29)
def test_in_the_last_stage_a_positive_dose_is_allowed_and_off_is_advised() -> None:
    """From 0.01 to 0.005, then off; half a dose is flagged as a large change."""
    shift = round_patient("1 mL/h", None)
    assert (shift.last.action, shift.last.advice["to"]) == ("stop_drug", "off")
    assert shift.last.advice["pump_rate"] == "0 mL/h"
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.005 mcg/kg/min", "0.5 mL/h")
    assert (line.codes, line.dose()) == (set(), "0.005 mcg/kg/min")
    shift.at("08:17").assessment()
    line = shift.at("08:21").assessment()
    assert (line.action, line.advice["to"]) == ("stop_drug", "off")
    line = shift.at("08:21").step(NOREPINEPHRINE, "off")
    assert (line.phase, line.status()) == ("complete", "off")


@pytest.mark.ruling(29)
def test_the_increment_does_not_limit_off() -> None:
    """Ordered in steps of 0.005, both drugs are still stopped from 0.01 in one act."""
    small = {
        NOREPINEPHRINE: {"increment": "0.005 mcg/kg/min"},
        VASOPRESSIN: {"increment": "0.005 units/min"},
    }
    both = round_patient("1 mL/h", "10 mL/h", orders=small)
    assert both.last.action == "stop_drug"
    assert both.at("08:06").step(VASOPRESSIN, "off").accepted
    alone = round_patient("1 mL/h", None, orders=small)
    assert alone.at("08:06").step(NOREPINEPHRINE, "off").accepted


@pytest.mark.ruling(31)
@pytest.mark.hazard("H01", "H02")
@pytest.mark.parametrize(
    ("weight", "again", "codes"),
    [
        # 10 % of 70 kg is 7 kg: 63 and 77 pass, the next tenth of a kilogram is typed twice.
        ("77 kg", None, set[str]()),
        ("63 kg", None, set[str]()),
        ("77.1 kg", None, {"WEIGHT_IMPLAUSIBLE"}),
        ("62.9 kg", None, {"WEIGHT_IMPLAUSIBLE"}),
        ("77.1 kg", "77.1 kg", set[str]()),
        ("62.9 kg", "62.90 kg", set[str]()),
        ("77.1 kg", "77 kg", {"WEIGHT_IMPLAUSIBLE"}),
        ("77.1 kg", "77.1", {"WEIGHT_IMPLAUSIBLE"}),
        ("77.1 kg", "77,1 kg", {"WEIGHT_IMPLAUSIBLE"}),
        ("154 kg", None, {"WEIGHT_IMPLAUSIBLE"}),
        ("154 kg", "154 kg", set[str]()),
        ("29.9 kg", "29.9 kg", {"WEIGHT_IMPLAUSIBLE"}),
        ("300.1 kg", "300.1 kg", {"WEIGHT_IMPLAUSIBLE"}),
        ("30 kg", "30 kg", set[str]()),
        ("300 kg", "300 kg", set[str]()),
    ],
)
def test_a_weight_far_from_the_former_one_is_typed_twice(
    weight: str, again: str | None, codes: set[str]
) -> None:
    """10 % itself passes. 154 after 70 is what pounds look like."""
    fields = {} if again is None else {"weight_again": again}
    shift = weaning()
    line = shift.at("08:06").weight(weight, **fields)
    assert line.codes == codes
    assert line.phase == ("weaning" if codes else "setup")


@pytest.mark.ruling(31)
@pytest.mark.hazard("H01")
@pytest.mark.parametrize(
    ("weight", "again", "codes"),
    [
        ("35 kg", None, set[str]()),
        ("34.9 kg", None, {"WEIGHT_IMPLAUSIBLE"}),
        ("34.9 kg", "34.9 kg", set[str]()),
        ("34.9 kg", "35 kg", {"WEIGHT_IMPLAUSIBLE"}),
        ("250 kg", None, set[str]()),
        ("250.1 kg", None, {"WEIGHT_IMPLAUSIBLE"}),
        ("250.1 kg", "250.1 kg", set[str]()),
        ("30 kg", "30 kg", set[str]()),
        ("29.9 kg", "29.9 kg", {"WEIGHT_IMPLAUSIBLE"}),
        ("300 kg", "300 kg", set[str]()),
        ("300.1 kg", "300.1 kg", {"WEIGHT_IMPLAUSIBLE"}),
        ("0 kg", "0 kg", {"WEIGHT_IMPLAUSIBLE"}),
    ],
)
def test_an_unusual_first_weight_is_typed_twice(
    weight: str, again: str | None, codes: set[str]
) -> None:
    """Outside 35 to 250 kg; outside 30 to 300 kg it is never taken."""
    fields = {} if again is None else {"weight_again": again}
    assert Shift().at("08:00").open(weight, **fields).codes == codes


@pytest.mark.ruling(31)
@pytest.mark.hazard("H02")
@pytest.mark.parametrize("weight", ["70 kg", "70.0 kg", "71 kg"])
def test_any_accepted_weight_leads_back_to_the_set_up(weight: str) -> None:
    """Also the same one: the wean is confirmed anew. Doses follow from the pump rates."""
    shift = weaning()
    line = shift.at("08:06").weight(weight)
    assert (line.accepted, line.phase, line.action) == (True, "setup", "complete_setup")
    assert line.rate() == "7.9 mL/h"
    assert line.dose() == {"71 kg": "0.0296713615023 mcg/kg/min"}.get(
        weight, "0.0300952380952 mcg/kg/min"
    )
    assert shift.at("08:06").start().codes == {"START_GATE_NOT_MET"}


@pytest.mark.ruling(31)
def test_a_usual_weight_may_be_typed_again_too() -> None:
    """Where it need not be typed twice, nothing depends on the second reading."""
    shift = opened()
    assert shift.at("08:01").weight("72 kg", weight_again="72 kg").accepted
