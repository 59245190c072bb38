"""The view of a bed for other programs. The scenarios show its meaning; here is how it is written."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    NOREPINEPHRINE_PER_MIN,
    VASOPRESSIN,
    completed,
    moment,
    opened,
    prepared,
    shipped_policy,
    weaning,
)
from titrator.core.findings import Code, finding
from titrator.core.state import EMPTY
from titrator.core.units import (
    MCG_PER_KG_MIN,
    MCG_PER_MIN,
    NANOGRAM_PER_KG_MIN,
    NANOGRAM_PER_MIN,
    UNITS_PER_MIN,
    Unit,
)
from titrator.session.view import finding_object, per_minute_unit, shown_dose, time_text, view_of

POLICY = shipped_policy()


def test_a_bed_that_is_not_open_has_a_view_that_asks_for_the_set_up() -> None:
    """Nothing runs, nothing is due, nothing is wrong."""
    view = view_of(EMPTY, POLICY, moment("08:00"))
    assert (view["phase"], view["drugs"], view["findings"]) == ("setup", {}, [])
    assert (view["reassess_due_at"], view["overdue_min"]) == (None, 0)
    advice = view["advice"]
    assert isinstance(advice, dict)
    assert (advice["action"], advice["drug"], advice["to"]) == ("complete_setup", None, None)
    assert advice["pump_rate"] is None


@pytest.mark.ruling(17)
def test_step_times_are_told_in_weaning_only() -> None:
    """Before the start, on hold and after completion they are null."""
    shift = weaning()
    assert (shift.last.opens_at, shift.last.due_at) == ("08:05", "08:35")
    held = shift.at("08:06").hold()
    assert (held.opens_at, held.due_at, held.reassess_at) == (None, None, "08:10")
    before = prepared().last
    assert (before.opens_at, before.due_at, before.reassess_at) == (None, None, None)
    after = completed().last
    assert (after.opens_at, after.due_at, after.reassess_at) == (None, None, "08:11")


@pytest.mark.ruling(16)
def test_overdue_is_told_in_whole_minutes_past_the_mark() -> None:
    """Due at 08:10: 0 up to 08:10:59, 1 from 08:11:00, without deducting the two of the alarm."""
    shift = weaning()
    told = [
        shift.at(time).look().overdue_min
        for time in ("08:09", "08:10", "08:10:59", "08:11", "08:12:59")
    ]
    assert told == [0, 0, 0, 1, 2]


def test_what_was_noticed_on_the_line_stands_after_what_stands() -> None:
    """Standing warnings first, then those of the act."""
    noticed = finding(Code.LARGE_CHANGE, "twice as much")
    shift = weaning()
    shift.at("08:06").discontinue(VASOPRESSIN)
    view = view_of(shift.bed.state, POLICY, moment("08:06"), [noticed])
    found = view["findings"]
    assert isinstance(found, list)
    assert [one["code"] for one in found] == ["ORDER_NOT_IN_FORCE", "LARGE_CHANGE"]


def test_a_finding_is_written_with_its_five_parts() -> None:
    """Code, rule, text, source and next action."""
    assert finding_object(finding(Code.ON_HOLD, "On hold.", source="us", next_action="wait")) == {
        "code": "ON_HOLD",
        "rule": "R9",
        "text": "On hold.",
        "source": "us",
        "next_action": "wait",
    }


@pytest.mark.hazard("H15")
def test_a_time_is_written_in_utc() -> None:
    """Whatever zone it carries."""
    at = datetime(2026, 3, 1, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    assert time_text(at) == "2026-03-01T08:00:00Z"
    assert time_text(None) is None


@pytest.mark.ruling(34)
@pytest.mark.parametrize(
    ("main", "per_minute"),
    [
        (MCG_PER_KG_MIN, MCG_PER_MIN),
        (UNITS_PER_MIN, UNITS_PER_MIN),
        (NANOGRAM_PER_KG_MIN, NANOGRAM_PER_MIN),
    ],
)
def test_each_drug_has_its_unit_per_minute(main: Unit, per_minute: Unit) -> None:
    """mcg/min, units/min or nanogram/min."""
    assert per_minute_unit(main) is per_minute


@pytest.mark.ruling(38)
@pytest.mark.hazard("H28", "H37")
@pytest.mark.parametrize(
    ("rate", "text"),
    [
        # 7 units in 100 mL: 25.7 mL/h is 0.02998, 25.8 mL/h 0.0301, 34.2 mL/h 0.0399,
        # 34.3 mL/h 0.0400167, above the cap by a hair.
        ("25.7 mL/h", "0.02998 units/min"),
        ("25.8 mL/h", "0.0301 units/min"),
        ("34.2 mL/h", "0.0399 units/min"),
        ("34.3 mL/h", "0.04002 units/min"),
    ],
)
def test_the_digits_shown_never_hide_a_limit_that_is_passed(rate: str, text: str) -> None:
    """0.0400167 is not shown as 0.04, and 0.02998 not as the soft limit of 0.03."""
    shift = opened()
    line = shift.at("08:01").infusion(VASOPRESSIN, rate, amount="7 units", volume="100 mL")
    assert line.view["drugs"][VASOPRESSIN]["dose_text"] == text


@pytest.mark.ruling(38)
def test_an_order_per_minute_is_told_from_the_dose_per_kg_as_well() -> None:
    """7.9 mL/h is 2.10667 mcg/min; ordered up to 2.11 the digits of both units stay below it."""
    orders = {NOREPINEPHRINE: NOREPINEPHRINE_PER_MIN | {"initial": "1 mcg/min"}}
    orders[NOREPINEPHRINE]["maximum"] = "2.11 mcg/min"
    state = weaning(orders=orders).bed.state
    infusion = state.infusions[NOREPINEPHRINE]
    assert shown_dose(infusion, MCG_PER_MIN, state, POLICY) == "2.107 mcg/min"
    # 2.11 mcg/min is 0.0301429 mcg/kg/min.
    assert shown_dose(infusion, MCG_PER_KG_MIN, state, POLICY) == "0.0301 mcg/kg/min"
