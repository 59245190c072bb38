"""Rulings 37 and 38: which rate a back up must be set to, and that no limit has a tolerance."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.shift import NOREPINEPHRINE, VASOPRESSIN, Shift, prepared, weaning

ROUND_BAGS = {
    NOREPINEPHRINE: {"amount": "6 mg", "volume": "100 mL"},
    VASOPRESSIN: {"amount": "6 units", "volume": "100 mL"},
}
"""At 100 kg 1 mL/h is 0.01 mcg/kg/min and 0.001 units/min."""


def low(norepinephrine: str = "3 mL/h", vasopressin: str = "30 mL/h", **settings: Any) -> Shift:
    """100 kg, round bags, holding since 08:06 with MAP 60."""
    shift = weaning(norepinephrine, vasopressin, weight="100 kg", bags=ROUND_BAGS, **settings)
    assert shift.at("08:06").assessment(60).phase == "holding"
    return shift


def with_maximum(maximum: str) -> dict[str, dict[str, str]]:
    """Norepinephrine's order with another maximum."""
    return {
        NOREPINEPHRINE: {"initial": "0.03 mcg/kg/min", "maximum": f"{maximum} mcg/kg/min"},
    }


@pytest.mark.ruling(37)
@pytest.mark.parametrize(
    ("to", "rate"),
    [
        ("0.04", "4 mL/h"),
        ("0.0404", "4 mL/h"),
        # A tie goes up.
        ("0.0405", "4.1 mL/h"),
        ("0.0406", "4.1 mL/h"),
        ("0.0305", "3.1 mL/h"),
        ("0.0306", "3.1 mL/h"),
    ],
)
@pytest.mark.hazard("H21")
def test_going_up_the_nearest_settable_rate_is_the_right_one(to: str, rate: str) -> None:
    """0.1 mL/h is 0.001 mcg/kg/min; halfway between two rates the higher one is set."""
    shift = low()
    line = shift.at("08:07").back_up(NOREPINEPHRINE, "9.9 mL/h", to=f"{to} mcg/kg/min")
    assert line.codes == {"PUMP_MISMATCH"}
    line = shift.at("08:07").back_up(NOREPINEPHRINE, rate, to=f"{to} mcg/kg/min")
    assert (line.codes, line.rate()) == (set(), rate)


@pytest.mark.ruling(37)
@pytest.mark.ruling(38)
@pytest.mark.hazard("H30")
@pytest.mark.parametrize(
    ("maximum", "to", "rate"),
    [
        ("0.04", "0.04", "4 mL/h"),
        # 3.96 would be set to 4 mL/h, which is 0.04 and passes 0.0396: one resolution lower.
        ("0.0396", "0.0396", "3.9 mL/h"),
        ("0.0396", "0.0395", "3.9 mL/h"),
        ("0.0399", "0.0399", "3.9 mL/h"),
    ],
)
def test_a_rate_rounded_past_the_maximum_is_set_one_resolution_lower(
    maximum: str, to: str, rate: str
) -> None:
    """Limits are checked on the rate that the pump really runs at."""
    shift = low(orders=with_maximum(maximum))
    line = shift.at("08:07").back_up(NOREPINEPHRINE, "4.1 mL/h", to=f"{to} mcg/kg/min")
    assert line.codes == {"PUMP_MISMATCH"}
    line = shift.at("08:07").back_up(NOREPINEPHRINE, rate, to=f"{to} mcg/kg/min")
    assert (line.codes, line.rate()) == (set(), rate)
    assert not line.findings & {"ABOVE_ORDER_MAXIMUM", "ABOVE_HARD_CAP"}


@pytest.mark.ruling(37)
@pytest.mark.rule("R12")
@pytest.mark.hazard("H28", "H30")
@pytest.mark.parametrize(
    ("to", "rate", "codes"),
    [
        # 7 units in 100 mL: 0.04 is 34.286 mL/h; 34.3 would be 0.040017.
        ("0.04 units/min", "34.2 mL/h", set[str]()),
        ("0.04 units/min", "34.3 mL/h", {"PUMP_MISMATCH"}),
        ("0.0401 units/min", "34.2 mL/h", {"ABOVE_HARD_CAP", "ABOVE_ORDER_MAXIMUM"}),
        ("0.04001 units/min", "34.3 mL/h", {"ABOVE_HARD_CAP", "ABOVE_ORDER_MAXIMUM"}),
    ],
)
def test_vasopressin_never_goes_above_its_cap_by_a_back_up(
    to: str, rate: str, codes: set[str]
) -> None:
    """Not as a dose asked for, and not by rounding."""
    bags = ROUND_BAGS | {VASOPRESSIN: {"amount": "7 units", "volume": "100 mL"}}
    orders = {VASOPRESSIN: {"maximum": "0.04 units/min"}}
    shift = weaning("1 mL/h", "25.7 mL/h", weight="100 kg", bags=bags, orders=orders)
    shift.at("08:06").assessment(60)
    assert shift.at("08:07").back_up(VASOPRESSIN, rate, to=to).codes == codes


@pytest.mark.ruling(37)
@pytest.mark.parametrize(
    ("running", "maximum", "to"),
    [
        # 3.04 is nearest to 3 mL/h, which runs already.
        ("3 mL/h", "0.5", "0.0304"),
        # 3.96 would be 4 mL/h, above the maximum; one lower is what runs.
        ("3.9 mL/h", "0.0396", "0.0396"),
    ],
)
def test_a_rise_that_the_pump_cannot_make_is_not_reachable(
    running: str, maximum: str, to: str
) -> None:
    """No settable rate lies above what runs and within the limits."""
    shift = low(running, orders=with_maximum(maximum))
    line = shift.at("08:07").back_up(NOREPINEPHRINE, running, to=f"{to} mcg/kg/min")
    assert (line.codes, line.rate()) == ({"NOT_REACHABLE_ON_PUMP"}, running)


@pytest.mark.ruling(37)
@pytest.mark.parametrize(
    ("to", "codes"),
    [
        ("0.5", set[str]()),
        ("0.5001", {"ABOVE_ORDER_MAXIMUM"}),
        ("3", {"ABOVE_ORDER_MAXIMUM"}),
        ("3.0001", {"ABOVE_ORDER_MAXIMUM", "ABOVE_HARD_CAP"}),
        ("30", {"ABOVE_ORDER_MAXIMUM", "ABOVE_HARD_CAP"}),
    ],
)
@pytest.mark.hazard("H41")
def test_a_dose_asked_for_above_a_limit_is_refused(to: str, codes: set[str]) -> None:
    """Every limit it passes is named, and nothing is clamped to fit."""
    shift = low()
    line = shift.at("08:07").back_up(NOREPINEPHRINE, "50 mL/h", to=f"{to} mcg/kg/min")
    assert line.codes == codes
    assert line.rate() == ("3 mL/h" if codes else "50 mL/h")


@pytest.mark.ruling(37)
@pytest.mark.rule("R1")
@pytest.mark.parametrize(
    ("to", "rate", "is_outside"),
    [
        ("0.04", "4 mL/h", False),
        # 4.04 is set to 4 mL/h: the real rise is what counts.
        ("0.0404", "4 mL/h", False),
        ("0.041", "4.1 mL/h", True),
        ("0.1", "10 mL/h", True),
    ],
)
def test_a_real_rise_beyond_the_increment_tells_the_prescriber(
    to: str, rate: str, *, is_outside: bool
) -> None:
    """From 0.03 by an ordered 0.01, with no last tolerated dose; on its own line only."""
    shift = low()
    line = shift.at("08:07").back_up(NOREPINEPHRINE, rate, to=f"{to} mcg/kg/min")
    assert line.accepted
    assert ("OUTSIDE_ORDERED_INCREMENT" in line.findings) is is_outside
    assert "OUTSIDE_ORDERED_INCREMENT" not in shift.at("08:08").look().findings


@pytest.mark.ruling(37)
@pytest.mark.rule("R1")
@pytest.mark.parametrize(
    ("to", "rate", "is_outside"),
    [
        (None, "5 mL/h", False),
        ("0.045", "4.5 mL/h", False),
        ("0.05", "5 mL/h", False),
        ("0.051", "5.1 mL/h", True),
    ],
)
def test_up_to_the_last_tolerated_dose_no_increment_counts(
    to: str | None, rate: str, *, is_outside: bool
) -> None:
    """5 mL/h was found lowered to 3: back to 0.05 is free, although it is two increments."""
    shift = weaning("5 mL/h", "30 mL/h", weight="100 kg", bags=ROUND_BAGS)
    shift.at("08:05:30").infusion(NOREPINEPHRINE, "3 mL/h", **ROUND_BAGS[NOREPINEPHRINE])
    shift.at("08:06").assessment(60)
    fields = {} if to is None else {"to": f"{to} mcg/kg/min"}
    line = shift.at("08:07").back_up(NOREPINEPHRINE, rate, **fields)
    assert line.accepted
    assert ("OUTSIDE_ORDERED_INCREMENT" in line.findings) is is_outside


@pytest.mark.ruling(38)
@pytest.mark.hazard("H30")
@pytest.mark.parametrize(
    ("maximum", "phase", "codes"),
    [
        # 7.9 mL/h is 0.030095 mcg/kg/min: the rounding of 0.03 to the pump passes 0.03.
        ("0.03", "setup", {"ABOVE_ORDER_MAXIMUM"}),
        ("0.03009", "setup", {"ABOVE_ORDER_MAXIMUM"}),
        ("0.0301", "ready", set[str]()),
    ],
)
def test_a_running_rate_rounded_past_the_maximum_is_above_it(
    maximum: str, phase: str, codes: set[str]
) -> None:
    """No tolerance: 7.9 mL/h against an ordered maximum of 0.03 must be set to 7.8."""
    orders = {
        NOREPINEPHRINE: {"initial": "0.03 mcg/kg/min", "maximum": f"{maximum} mcg/kg/min"},
    }
    shift = prepared(orders=orders)
    assert shift.last.phase == phase
    assert shift.at("08:05").start().codes == codes
    if codes:
        line = shift.at("08:05:10").infusion(NOREPINEPHRINE, "7.8 mL/h")
        assert (line.phase, line.findings) == ("ready", set())


@pytest.mark.ruling(38)
def test_the_text_of_a_limit_passed_never_looks_like_the_limit() -> None:
    """0.030095 above 0.03 is not shown as 0.03 against 0.03."""
    orders = {NOREPINEPHRINE: {"initial": "0.03 mcg/kg/min", "maximum": "0.03 mcg/kg/min"}}
    line = prepared(orders=orders).at("08:05").start()
    text = line.out["refusals"][0]["text"]
    assert "0.0301 mcg/kg/min" in text
    drug = line.view["drugs"][NOREPINEPHRINE]
    assert drug["dose_text"] == "0.0301 mcg/kg/min"
