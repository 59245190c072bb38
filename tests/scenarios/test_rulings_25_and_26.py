"""Rulings 25 and 26: which MAP target counts, and which orders are taken."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    NOREPINEPHRINE_PER_MIN,
    OMIT,
    VASOPRESSIN,
    iso,
    opened,
    prepared,
    weaning,
)


@pytest.mark.ruling(25)
@pytest.mark.hazard("H11")
def test_the_highest_target_of_the_orders_in_force_counts() -> None:
    """Vasopressin's order says 70, norepinephrine's 65: 70 counts, and the difference is shown."""
    shift = prepared(map_mmhg=69)
    assert shift.last.findings == set()
    line = shift.at("08:04:40").order(VASOPRESSIN, map_target_mmhg=70)
    assert line.findings == {"TARGETS_DIFFER"}
    assert shift.at("08:05").start().codes == {"MAP_BELOW_TARGET", "START_GATE_NOT_MET"}
    shift.at("08:05:10").assessment(70)
    # The 69 of 08:04 lies after the claimed start of stability, and 70 is the target now.
    assert shift.at("08:05:20").start().codes == {"START_GATE_NOT_MET"}
    line = shift.at("08:05:30").discontinue(VASOPRESSIN)
    assert line.findings == set()
    line = shift.at("08:05:40").order(VASOPRESSIN)
    assert (line.findings, line.phase) == (set(), "ready")


@pytest.mark.ruling(25)
@pytest.mark.parametrize(("map_mmhg", "phase"), [(64, "setup"), (65, "ready"), (66, "ready")])
@pytest.mark.hazard("H11")
def test_a_map_at_the_target_is_not_low(map_mmhg: int, phase: str) -> None:
    """64 is below 65; 65 and 66 are not."""
    assert prepared(map_mmhg=map_mmhg).last.phase == phase


@pytest.mark.ruling(25)
@pytest.mark.parametrize(("map_mmhg", "codes"), [("64.9", {"MAP_BELOW_TARGET"}), (65, set[str]())])
def test_without_an_order_the_target_is_65(map_mmhg: int | str, codes: set[str]) -> None:
    """The protocol's own target stands in until an order says another."""
    shift = opened()
    shift.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h")
    shift.at("08:02").assessment(map_mmhg)
    line = shift.at("08:03").start()
    assert line.codes - {"ORDER_INCOMPLETE", "START_GATE_NOT_MET"} == codes


@pytest.mark.ruling(25)
def test_an_expired_order_no_longer_sets_the_target() -> None:
    """Vasopressin's 70 holds up to and at 08:06:00, then norepinephrine's 65."""
    shift = weaning(
        map_mmhg=72,
        orders={VASOPRESSIN: {"map_target_mmhg": 70, "valid_until": iso("08:06")}},
    )
    shift.at("08:05:30").assessment(72)
    assert "TARGETS_DIFFER" in shift.at("08:06").look().findings
    assert "TARGETS_DIFFER" not in shift.at("08:06:01").look().findings
    assert shift.at("08:06:30").assessment(68).phase == "weaning"


@pytest.mark.ruling(25)
@pytest.mark.rule("R9")
def test_a_higher_target_starts_no_hold_but_forbids_the_step() -> None:
    """MAP 68 was good under 65. Under 70 it is low, and the next bad reading starts the hold."""
    shift = weaning(map_mmhg=68)
    line = shift.at("08:05:10").order(NOREPINEPHRINE, map_target_mmhg=70)
    assert (line.phase, line.action) == ("weaning", "reassess")
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {"MAP_BELOW_TARGET"}
    assert shift.at("08:07").assessment(70).phase == "weaning"
    assert shift.at("08:08").assessment(69).phase == "holding"


@pytest.mark.ruling(25)
def test_a_lower_target_ends_no_hold_but_judges_its_readings_anew() -> None:
    """62 is low under 65 and good under 60: the hold stays, its hour is fulfilled."""
    shift = weaning()
    assert shift.at("08:06").assessment(62).phase == "holding"
    assert shift.at("08:07").assessment(66).action == "wait"
    assert shift.at("08:07:30").resume().codes == {"HOLD_TOO_SHORT"}
    shift.at("08:08").order(NOREPINEPHRINE, map_target_mmhg=60)
    line = shift.at("08:08:30").order(VASOPRESSIN, map_target_mmhg=60)
    assert (line.phase, line.action) == ("holding", "resume")
    assert shift.at("08:09").resume().phase == "weaning"


@pytest.mark.ruling(25)
def test_a_higher_target_makes_an_earlier_reading_bad_for_the_hold_time() -> None:
    """hold_min counts from the last reading that is bad by the present target."""
    shift = weaning()
    shift.at("08:06").hold()
    shift.at("08:07").assessment(68)
    shift.at("08:08").order(NOREPINEPHRINE, map_target_mmhg=70)
    shift.at("08:09").assessment(72)
    assert shift.at("08:10").resume().codes == {"HOLD_TOO_SHORT"}
    shift.at("09:06").assessment(72)
    assert shift.at("09:06:59").resume().codes == {"HOLD_TOO_SHORT"}
    assert shift.at("09:07").resume().accepted


@pytest.mark.ruling(26)
@pytest.mark.parametrize(
    "fields",
    [
        {"initial": "5 mcg/min"},
        {"increment": "1 mcg/min"},
        {"maximum": "35 mcg/min"},
        {"initial": "5 mcg/min", "increment": "1 mcg/min"},
    ],
)
def test_the_doses_of_an_order_share_one_unit(fields: dict[str, Any]) -> None:
    """No step is ever converted silently, so an order speaks one language."""
    assert opened().at("08:01").order(NOREPINEPHRINE, **fields).codes == {"UNIT_MISMATCH"}


@pytest.mark.ruling(26)
@pytest.mark.rule("R12")
@pytest.mark.hazard("H28")
@pytest.mark.parametrize(
    ("drug", "fields", "codes"),
    [
        (VASOPRESSIN, {"maximum": "0.04 units/min"}, set[str]()),
        (VASOPRESSIN, {"maximum": "2.4 units/h"}, {"UNIT_MISMATCH"}),
        (VASOPRESSIN, {"maximum": "0.0401 units/min"}, {"ABOVE_HARD_CAP"}),
        (VASOPRESSIN, {"maximum": "0.0400001 units/min"}, {"ABOVE_HARD_CAP"}),
        (
            VASOPRESSIN,
            {"initial": "0.04 units/min", "maximum": "0.04 units/min"},
            set[str](),
        ),
        (
            VASOPRESSIN,
            {"initial": "0.0401 units/min", "maximum": "0.0401 units/min"},
            {"ABOVE_HARD_CAP"},
        ),
        (
            VASOPRESSIN,
            {"initial": "0.0401 units/min", "maximum": "0.04 units/min"},
            {"ABOVE_HARD_CAP", "ABOVE_ORDER_MAXIMUM"},
        ),
        (
            VASOPRESSIN,
            {"initial": "0.0301 units/min", "maximum": "0.03 units/min"},
            {"ABOVE_ORDER_MAXIMUM"},
        ),
        (NOREPINEPHRINE, {"maximum": "3 mcg/kg/min"}, set[str]()),
        (NOREPINEPHRINE, {"maximum": "3.0001 mcg/kg/min"}, {"ABOVE_HARD_CAP"}),
        (NOREPINEPHRINE, {"initial": "0.5 mcg/kg/min"}, set[str]()),
        (NOREPINEPHRINE, {"initial": "0.5001 mcg/kg/min"}, {"ABOVE_ORDER_MAXIMUM"}),
    ],
)
def test_an_order_lies_within_its_own_maximum_and_the_ceiling(
    drug: str, fields: dict[str, Any], codes: set[str]
) -> None:
    """Equality passes; each limit that is passed is named; soft limits do not judge orders."""
    line = opened().at("08:01").order(drug, **fields)
    assert line.codes == codes
    assert line.findings == set()


@pytest.mark.ruling(26)
@pytest.mark.parametrize(
    ("maximum", "codes"), [("210 mcg/min", set[str]()), ("210.1 mcg/min", {"ABOVE_HARD_CAP"})]
)
def test_an_order_per_minute_is_held_to_the_ceiling_per_kg(maximum: str, codes: set[str]) -> None:
    """3 mcg/kg/min at 70 kg is 210 mcg/min."""
    fields = NOREPINEPHRINE_PER_MIN | {"maximum": maximum}
    assert opened().at("08:01").order(NOREPINEPHRINE, **fields).codes == codes


@pytest.mark.ruling(26)
def test_an_order_in_units_per_hour_is_taken_and_held_to_the_ceiling() -> None:
    """2.4 units/h is 0.04 units/min."""
    at = opened().at("08:01")
    hourly = {"initial": "1.8 units/h", "increment": "0.6 units/h", "maximum": "2.4 units/h"}
    assert at.order(VASOPRESSIN, **hourly).accepted
    assert at.order(VASOPRESSIN, **hourly | {"maximum": "2.41 units/h"}).codes == {"ABOVE_HARD_CAP"}


@pytest.mark.hazard("H52")
@pytest.mark.ruling(26)
@pytest.mark.parametrize("missing", [OMIT, None, ""])
@pytest.mark.parametrize(
    "element",
    ["route", "initial", "increment", "interval_min", "maximum", "map_target_mmhg", "prescriber"],
)
def test_an_order_without_one_of_its_elements_is_incomplete(element: str, missing: Any) -> None:
    """Drug, route, initial rate, increment, frequency, maximum, endpoint; and who ordered it."""
    shift = opened()
    line = shift.at("08:01").order(NOREPINEPHRINE, **{element: missing})
    assert line.codes == {"ORDER_INCOMPLETE"}


@pytest.mark.ruling(26)
@pytest.mark.parametrize(
    "zero",
    [
        {"increment": "0 mcg/kg/min"},
        {"interval_min": 0},
        {"interval_min": "0.0"},
        {"maximum": "0 mcg/kg/min", "initial": "0 mcg/kg/min"},
    ],
)
def test_an_order_with_a_zero_is_incomplete(zero: dict[str, Any]) -> None:
    """A zero increment, interval or maximum orders nothing."""
    assert opened().at("08:01").order(NOREPINEPHRINE, **zero).codes == {"ORDER_INCOMPLETE"}


@pytest.mark.ruling(26)
@pytest.mark.parametrize(
    ("target", "codes"),
    [
        ("59.9", {"MAP_IMPLAUSIBLE"}),
        (60, set[str]()),
        (85, set[str]()),
        ("85.1", {"MAP_IMPLAUSIBLE"}),
        (0, {"MAP_IMPLAUSIBLE"}),
    ],
)
def test_a_target_lies_between_60_and_85(target: int | str, codes: set[str]) -> None:
    """Both ends included."""
    assert opened().at("08:01").order(NOREPINEPHRINE, map_target_mmhg=target).codes == codes


@pytest.mark.ruling(26)
def test_an_increment_above_the_stage_is_taken_and_the_stage_governs() -> None:
    """Ordered 0.05, the stage allows 0.02: from 0.0701 a step to 0.04 is too large."""
    shift = weaning("18.4 mL/h", orders={NOREPINEPHRINE: {"increment": "0.05 mcg/kg/min"}})
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.04 mcg/kg/min", "10.6 mL/h")
    assert line.codes == {"STEP_TOO_LARGE"}
    assert shift.at("08:06").step(NOREPINEPHRINE, "0.05 mcg/kg/min", "13.2 mL/h").accepted


@pytest.mark.ruling(26)
def test_a_new_order_replaces_the_old_one() -> None:
    """Its increment governs at once; the old one's maximum no longer bounds."""
    shift = weaning()
    assert shift.last.advice["to"] == "0.02 mcg/kg/min"
    line = shift.at("08:06").order(NOREPINEPHRINE, increment="0.005 mcg/kg/min")
    assert line.advice["to"] == "0.025 mcg/kg/min"
    line = shift.at("08:06:10").order(
        VASOPRESSIN, maximum="0.02 units/min", initial="0.02 units/min"
    )
    assert (line.phase, line.findings) == ("suspended", {"ABOVE_ORDER_MAXIMUM"})
    line = shift.at("08:06:20").order(VASOPRESSIN)
    assert (line.phase, line.findings) == ("weaning", set())


@pytest.mark.hazard("H47")
@pytest.mark.ruling(26)
def test_once_started_norepinephrine_keeps_its_unit_system() -> None:
    """Before the start the other system may still be ordered; afterwards it is a unit mismatch."""
    shift = prepared()
    assert shift.at("08:04:40").order(NOREPINEPHRINE, **NOREPINEPHRINE_PER_MIN).accepted
    assert shift.at("08:04:50").order(NOREPINEPHRINE).accepted
    assert shift.at("08:05").start().accepted
    line = shift.at("08:05:10").order(NOREPINEPHRINE, **NOREPINEPHRINE_PER_MIN)
    assert line.codes == {"UNIT_MISMATCH"}
    assert line.advice["to"] == "0.02 mcg/kg/min"
    shift.at("08:05:20").discontinue(NOREPINEPHRINE)
    line = shift.at("08:05:30").order(NOREPINEPHRINE, **NOREPINEPHRINE_PER_MIN)
    assert line.codes == {"UNIT_MISMATCH"}
    assert shift.at("08:05:40").order(NOREPINEPHRINE).accepted


@pytest.mark.ruling(26)
def test_the_unit_of_vasopressin_may_change_while_weaning() -> None:
    """It has one unit system; units/h and units/min are the same steps."""
    hourly = {"initial": "1.8 units/h", "increment": "0.6 units/h", "maximum": "1.8 units/h"}
    shift = weaning("2.7 mL/h")
    line = shift.at("08:06").order(VASOPRESSIN, **hourly)
    assert line.accepted
    assert (line.advice["to"], line.advice["pump_rate"]) == ("1.2 units/h", "6 mL/h")
    line = shift.at("08:06").step(VASOPRESSIN, "0.02 units/min", "6 mL/h")
    assert line.codes == {"UNIT_MISMATCH"}
    assert shift.at("08:06").step(VASOPRESSIN, "1.2 units/h", "6 mL/h").accepted


@pytest.mark.ruling(26)
@pytest.mark.rule("R12")
def test_an_expired_maximum_still_bounds_and_a_discontinued_one_does_not() -> None:
    """Vasopressin found at 0.0333 units/min, above the order's 0.03 and below the ceiling."""
    expired = weaning(orders={VASOPRESSIN: {"valid_until": iso("08:06")}})
    line = expired.at("08:07").infusion(VASOPRESSIN, "10 mL/h")
    assert (line.accepted, line.phase) == (True, "suspended")
    assert {"ABOVE_ORDER_MAXIMUM", "ORDER_NOT_IN_FORCE", "ABOVE_SOFT_LIMIT"} == line.findings
    ended = weaning()
    ended.at("08:06").discontinue(VASOPRESSIN)
    line = ended.at("08:07").infusion(VASOPRESSIN, "10 mL/h")
    assert (line.accepted, line.phase) == (True, "holding")
    assert {"ORDER_NOT_IN_FORCE", "ABOVE_SOFT_LIMIT"} == line.findings


@pytest.mark.ruling(26)
@pytest.mark.hazard("H41")
def test_an_expired_maximum_bounds_a_back_up_too() -> None:
    """MAP is low, the last order is over: up to its maximum is possible, above it is not."""
    shift = weaning(
        orders={
            NOREPINEPHRINE: {
                "valid_until": iso("08:06"),
                "initial": "0.04 mcg/kg/min",
                "maximum": "0.04 mcg/kg/min",
            }
        }
    )
    shift.at("08:07").assessment(60)
    # 0.04 is 10.5 mL/h exactly; 10.6 mL/h is 0.0404.
    line = shift.at("08:08").back_up(NOREPINEPHRINE, "10.6 mL/h", to="0.0404 mcg/kg/min")
    assert line.codes == {"ABOVE_ORDER_MAXIMUM"}
    assert shift.at("08:08").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min").accepted


@pytest.mark.ruling(26)
def test_discontinuing_what_is_not_ordered_is_refused() -> None:
    """No order, or one that was ended already."""
    shift = prepared()
    assert shift.at("08:04:40").discontinue("epinephrine").codes == {"ORDER_NOT_IN_FORCE"}
    assert shift.at("08:04:50").discontinue(VASOPRESSIN).accepted
    assert shift.at("08:05").discontinue(VASOPRESSIN).codes == {"ORDER_NOT_IN_FORCE"}
    line = shift.at("08:05").discontinue(NOREPINEPHRINE, prescriber=OMIT)
    assert line.codes == {"ORDER_INCOMPLETE"}
