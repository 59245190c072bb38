"""Ruling 19: which settable rate a reduction uses, and what is too large or cannot be set.

Worked by hand. 70 kg and 16 mcg/mL: 0.01 mcg/kg/min is 2.625 mL/h, 0.1 mL/h is 0.000381. Vasopressin
of 0.6 units/mL: 0.1 mL/h is 0.001 units/min; of 1.8 units/mL 0.003; of 1.62 units/mL 0.0027.
"""

from __future__ import annotations

import pytest

from tests.support.shift import NOREPINEPHRINE, VASOPRESSIN, Line, Shift, weaning

SMALLER = {"STEP_SMALLER_THAN_ORDERED"}


def norepinephrine(
    rate: str, increment: str = "0.01 mcg/kg/min", *, amount: str = "4 mg", weight: str = "70 kg"
) -> Shift:
    """Norepinephrine at `rate`, ordered in steps of `increment`; the first step is open."""
    return weaning(
        rate,
        weight=weight,
        orders={NOREPINEPHRINE: {"initial": "0.1 mcg/kg/min", "increment": increment}},
        bags={
            NOREPINEPHRINE: {"amount": amount, "volume": "250 mL"},
            VASOPRESSIN: {"amount": "20 units", "volume": "100 mL"},
        },
    )


def vasopressin(rate: str, amount: str, increment: str = "0.01 units/min") -> Shift:
    """Vasopressin alone, `amount` in 100 mL."""
    return weaning(
        None,
        rate,
        orders={VASOPRESSIN: {"increment": increment}},
        bags={VASOPRESSIN: {"amount": amount, "volume": "100 mL"}},
    )


def step(shift: Shift, to: str, shows: str) -> Line:
    """The step at 08:06, of norepinephrine or vasopressin by the unit of `to`."""
    drug = VASOPRESSIN if to.endswith("units/min") else NOREPINEPHRINE
    return shift.at("08:06").step(drug, to, shows)


@pytest.mark.ruling(19)
@pytest.mark.rule("R6")
@pytest.mark.hazard("H30")
def test_from_18_4_to_0_05_the_pump_is_set_to_13_2_and_not_to_13_1() -> None:
    """0.05 is 13.125 mL/h; 13.1 would be a real step of 0.0202, above the ordered 0.02."""
    shift = norepinephrine("18.4 mL/h", "0.02 mcg/kg/min")
    assert step(shift, "0.05 mcg/kg/min", "13.1 mL/h").codes == {"PUMP_MISMATCH"}
    line = step(shift, "0.05 mcg/kg/min", "13.2 mL/h")
    assert (line.codes, line.findings) == (set(), set())
    assert line.dose() == "0.0502857142857 mcg/kg/min"


@pytest.mark.ruling(19)
@pytest.mark.rule("R6")
@pytest.mark.hazard("H30")
def test_from_7_9_to_0_02_the_pump_is_set_to_5_3() -> None:
    """0.02 is 5.25 mL/h; 5.2 would be a real step of 2.7 mL/h, above the ordered 2.625."""
    shift = norepinephrine("7.9 mL/h")
    assert step(shift, "0.02 mcg/kg/min", "5.2 mL/h").codes == {"PUMP_MISMATCH"}
    assert step(shift, "0.02 mcg/kg/min", "5.3 mL/h").accepted


@pytest.mark.ruling(19)
@pytest.mark.rule("R10")
def test_the_floor_is_not_passed() -> None:
    """0.01 is 2.625 mL/h; 2.6 would be below it."""
    shift = norepinephrine("5.2 mL/h")
    assert step(shift, "0.01 mcg/kg/min", "2.6 mL/h").codes == {"PUMP_MISMATCH"}
    assert step(shift, "0.01 mcg/kg/min", "2.7 mL/h").accepted


@pytest.mark.ruling(19)
@pytest.mark.parametrize(
    ("to", "shows", "codes"),
    [
        ("0.0255 units/min", "2.6 mL/h", set()),
        ("0.0255 units/min", "2.5 mL/h", {"PUMP_MISMATCH"}),
        ("0.0254 units/min", "2.5 mL/h", set()),
        ("0.0256 units/min", "2.6 mL/h", set()),
    ],
)
def test_the_rate_nearest_the_wanted_dose_is_taken_of_two_equally_near_the_higher(
    to: str, shows: str, codes: set[str]
) -> None:
    """0.6 units/mL at 3 mL/h: 0.0255 lies between 2.5 and 2.6 mL/h."""
    assert step(vasopressin("3 mL/h", "60 units"), to, shows).codes == codes


@pytest.mark.ruling(19)
@pytest.mark.parametrize("to", ["0.0299 mcg/kg/min", "0.03 mcg/kg/min"])
def test_a_reduction_really_reduces(to: str) -> None:
    """Both are less than half a resolution below 7.9 mL/h; 7.8 is the first rate below it."""
    shift = norepinephrine("7.9 mL/h")
    assert step(shift, to, "7.9 mL/h").codes == {"PUMP_MISMATCH"}
    assert step(shift, to, "7.8 mL/h").accepted


@pytest.mark.ruling(19)
@pytest.mark.parametrize(
    ("to", "codes", "findings"),
    [
        ("0.004 units/min", set(), SMALLER | {"LARGE_CHANGE"}),
        ("0.0039 units/min", {"NOT_REACHABLE_ON_PUMP"}, set()),
    ],
)
def test_three_quarters_of_the_wanted_reduction_are_made_or_the_step_is_not_reachable(
    to: str, codes: set[str], findings: set[str]
) -> None:
    """From 0.012, at most 0.008 ordered: the pump can do 0.006, that is 75 % of 0.008."""
    line = step(vasopressin("0.4 mL/h", "180 units", "0.008 units/min"), to, "0.2 mL/h")
    assert (line.codes, line.findings) == (codes, findings)


@pytest.mark.ruling(19)
@pytest.mark.hazard("H31")
@pytest.mark.parametrize(
    ("to", "is_flagged"), [("0.0045 units/min", True), ("0.0046 units/min", False)]
)
def test_a_step_of_90_percent_or_less_of_the_wanted_one_is_flagged(
    to: str, is_flagged: bool
) -> None:
    """From 0.0135, at most 0.009 ordered: the pump can do 0.0081, that is 90 % of 0.009."""
    line = step(vasopressin("0.5 mL/h", "162 units", "0.009 units/min"), to, "0.2 mL/h")
    assert line.accepted
    assert ("STEP_SMALLER_THAN_ORDERED" in line.findings) is is_flagged


@pytest.mark.ruling(19)
@pytest.mark.hazard("H31")
@pytest.mark.parametrize(
    ("to", "codes"),
    [("0.0327 mcg/kg/min", set()), ("0.031 mcg/kg/min", {"NOT_REACHABLE_ON_PUMP"})],
)
def test_a_strong_bag_makes_a_smaller_step_or_none(to: str, codes: set[str]) -> None:
    """50 kg, 32 mg in 250 mL: 0.01 is 0.234 mL/h, so 0.2 mL/h is 0.0085 and 0.3 too much."""
    line = step(norepinephrine("1 mL/h", amount="32 mg", weight="50 kg"), to, "0.8 mL/h")
    assert line.codes == codes
    assert ("STEP_SMALLER_THAN_ORDERED" in line.findings) is line.accepted


@pytest.mark.ruling(19)
def test_nothing_settable_within_the_increment_is_not_reachable() -> None:
    """50 kg, 32 mg in 250 mL: the smallest reduction is 0.0043, and 0.003 is ordered."""
    shift = norepinephrine("1 mL/h", "0.003 mcg/kg/min", amount="32 mg", weight="50 kg")
    assert step(shift, "0.04 mcg/kg/min", "0.9 mL/h").codes == {"NOT_REACHABLE_ON_PUMP"}


@pytest.mark.ruling(19)
@pytest.mark.ruling(29)
@pytest.mark.rule("R10")
def test_a_step_that_ends_at_the_floor_may_be_smaller_than_three_quarters() -> None:
    """From 2.9 mL/h to 0.01: 2.7 makes 0.2 of the wanted 0.275 mL/h, 72.7 %, and is at the floor."""
    line = step(norepinephrine("2.9 mL/h"), "0.01 mcg/kg/min", "2.7 mL/h")
    assert (line.codes, line.findings) == (set(), SMALLER)


@pytest.mark.ruling(19)
def test_the_stage_bounds_an_order_with_a_larger_increment() -> None:
    """0.05 is ordered, the stage allows 0.02: 0.0498 is one resolution too much and taken."""
    shift = norepinephrine("18.4 mL/h", "0.05 mcg/kg/min")
    assert step(shift, "0.04 mcg/kg/min", "10.5 mL/h").codes == {"STEP_TOO_LARGE"}
    assert step(shift, "0.0497 mcg/kg/min", "13.2 mL/h").codes == {"STEP_TOO_LARGE"}
    assert step(shift, "0.0498 mcg/kg/min", "13.2 mL/h").accepted


@pytest.mark.ruling(19)
@pytest.mark.rule("R6")
@pytest.mark.parametrize(
    ("to", "codes"),
    [
        ("0.02 mcg/kg/min", set()),
        ("0.0198 mcg/kg/min", set()),
        ("0.0197 mcg/kg/min", {"STEP_TOO_LARGE"}),
    ],
)
def test_the_wanted_dose_may_undershoot_the_increment_by_one_pump_resolution(
    to: str, codes: set[str]
) -> None:
    """0.0301 to 0.02 is an ordered 0.01; the lowest that still is one is 5.175 mL/h, 0.01971."""
    assert step(norepinephrine("7.9 mL/h"), to, "5.3 mL/h").codes == codes


@pytest.mark.ruling(19)
@pytest.mark.parametrize(
    ("to", "codes"), [("0.019 units/min", set()), ("0.0189 units/min", {"STEP_TOO_LARGE"})]
)
def test_one_resolution_of_undershoot_exactly_is_allowed(to: str, codes: set[str]) -> None:
    """0.6 units/mL: from 0.03 by 0.01 and 0.001 more; set is 2 mL/h, a real step of 0.01."""
    assert step(vasopressin("3 mL/h", "60 units"), to, "2 mL/h").codes == codes


@pytest.mark.ruling(19)
@pytest.mark.ruling(20)
@pytest.mark.rule("R6", "R10")
def test_the_ladder_of_advice_leads_to_the_floor_and_never_past_it() -> None:
    """Steps of 0.02: 18.4, 13.2 (0.0503), 8 (0.0305), 5.3 (0.0202), 2.7 mL/h (0.0103).

    From 8 mL/h even 0.02 and one resolution reach 0.0101 only, so 0.02 is offered; 5.25 mL/h lies
    between two rates and the higher is taken.
    """
    shift = norepinephrine("18.4 mL/h", "0.02 mcg/kg/min")
    ladder = []
    for minute in (5, 20, 35, 50):
        advised = shift.at(f"08:{minute:02}").assessment().advice
        ladder.append((advised["to"], advised["pump_rate"]))
        taken = shift.at(f"08:{minute:02}").step(
            NOREPINEPHRINE, advised["to"], advised["pump_rate"]
        )
        assert taken.accepted
    assert ladder == [
        ("0.05 mcg/kg/min", "13.2 mL/h"),
        ("0.03 mcg/kg/min", "8 mL/h"),
        ("0.02 mcg/kg/min", "5.3 mL/h"),
        ("0.01 mcg/kg/min", "2.7 mL/h"),
    ]
    assert shift.last.dose() == "0.0102857142857 mcg/kg/min"
