"""Rulings 10 to 12: advice in a hold, a bag change at a limit, holding in every phase.

Low is a MAP below 65. Worked by hand: 9 mL/h of 20 units in 100 mL is 0.03 units/min.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    WORSE,
    Shift,
    a_second_check,
    after_a_step,
    completed,
    opened,
    prepared,
    suspended_as_overdue,
    weaning,
)

if TYPE_CHECKING:
    from collections.abc import Callable

VASOPRESSIN_TO_0_04 = {VASOPRESSIN: {"maximum": "0.04 units/min"}}


def actions(shift: Shift, *readings: tuple[str, int | str]) -> list[str]:
    """Records a MAP at each time; the actions advised after them."""
    return [shift.at(time).assessment(mmhg).action for time, mmhg in readings]


# Ruling 10 -----------------------------------------------------------------------------------


@pytest.mark.ruling(10)
@pytest.mark.rule("R9")
@pytest.mark.parametrize(("second", "action"), [("08:21:59", "hold"), ("08:22", "back_up")])
def test_a_second_low_map_counts_two_minutes_after_the_first(second: str, action: str) -> None:
    shift = after_a_step()
    assert actions(shift, ("08:11", 72), ("08:20", 64), (second, 63)) == ["wait", "hold", action]


@pytest.mark.ruling(10)
@pytest.mark.rule("R9")
@pytest.mark.parametrize(("mmhg", "action"), [("55", "hold"), ("54.9", "back_up")])
def test_below_rescue_back_up_is_advised_at_once(mmhg: str, action: str) -> None:
    shift = after_a_step()
    assert actions(shift, ("08:10", mmhg)) == [action]


@pytest.mark.ruling(10)
def test_below_rescue_the_prescriber_is_named_beside_the_back_up() -> None:
    line = after_a_step().at("08:10").assessment(54)
    assert (line.action, line.advice["pump_rate"]) == ("back_up", "7.9 mL/h")
    assert "Call the prescriber" in line.advice["text"]
    shift = after_a_step()
    shift.at("08:10").assessment(55)
    line = shift.at("08:12").assessment(55)
    assert line.action == "back_up"
    assert "prescriber" not in line.advice["text"]


@pytest.mark.ruling(10)
def test_a_reading_at_target_starts_the_count_of_low_ones_anew() -> None:
    """Low 08:20, 65 at 08:21, low 08:22: the first of the present run is that of 08:22."""
    shift = after_a_step()
    shift.at("08:11").assessment()
    readings: list[tuple[str, int | str]] = [("08:20", 64), ("08:21", 65), ("08:22", 64)]
    assert actions(shift, *readings) == ["hold", "wait", "hold"]
    assert actions(shift, ("08:23:59", 64), ("08:24", 64)) == ["hold", "back_up"]


@pytest.mark.ruling(10)
def test_the_first_low_reading_need_not_have_started_the_hold() -> None:
    shift = after_a_step()
    shift.at("08:07").hold()
    assert actions(shift, ("08:08", 64), ("08:10", 64)) == ["hold", "back_up"]


@pytest.mark.ruling(10)
def test_a_third_low_reading_soon_after_the_second_still_asks_to_back_up() -> None:
    """The two minutes count from the first of the run, not from the reading before."""
    shift = after_a_step()
    assert actions(shift, ("08:08", 64), ("08:10", 64), ("08:10:30", 63))[1:] == ["back_up"] * 2


@pytest.mark.ruling(10)
@pytest.mark.rule("R9")
def test_after_a_back_up_low_readings_count_anew_and_hold_is_advised_until_one_comes() -> None:
    """Low, low, back up at 08:13; low at 08:14 is a first one, at 08:16 a second."""
    shift = after_a_step()
    assert actions(shift, ("08:10", 64), ("08:12", 64)) == ["hold", "back_up"]
    line = shift.at("08:13").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert (line.phase, line.action) == ("holding", "hold")
    assert shift.at("08:13:30").look().action == "hold"
    assert actions(shift, ("08:14", 64)) == ["hold"]
    assert actions(shift, ("08:16", 64)) == ["call_prescriber"]


@pytest.mark.ruling(10)
def test_after_a_back_up_without_a_low_reading_too_hold_is_advised_until_the_next_one() -> None:
    """Backed up by choice with MAP at 72: nothing forbids the resume, a reading is awaited."""
    shift = after_a_step()
    assert shift.at("08:07").back_up(NOREPINEPHRINE, "7.9 mL/h").action == "hold"
    assert actions(shift, ("08:08", 72)) == ["resume"]


@pytest.mark.ruling(10)
def test_after_a_back_up_a_good_reading_ends_the_advice_to_hold() -> None:
    shift = after_a_step()
    shift.at("08:10").assessment(54)
    shift.at("08:11").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert actions(shift, ("08:13", 66)) == ["wait"]


@pytest.mark.ruling(10)
def test_below_rescue_after_a_back_up_the_prescriber_is_called_at_once() -> None:
    shift = after_a_step()
    shift.at("08:10").assessment(54)
    shift.at("08:11").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert actions(shift, ("08:12", 54)) == ["call_prescriber"]


@pytest.mark.ruling(10)
def test_worse_perfusion_without_a_low_map_stays_a_hold() -> None:
    shift = after_a_step()
    first = shift.at("08:11").assessment(72, perfusion=WORSE)
    second = shift.at("08:15").assessment(72, perfusion=WORSE)
    assert [first.action, second.action] == ["hold", "hold"]


# Ruling 11 -----------------------------------------------------------------------------------


@pytest.mark.ruling(11)
@pytest.mark.ruling(38)
@pytest.mark.rule("R12")
@pytest.mark.hazard("H30")
def test_a_bag_whose_nearest_rate_would_pass_a_limit_runs_at_the_next_lower_one() -> None:
    """0.04 units/min of 0.35 units/mL is 6.857 mL/h; 6.9 would be 0.04025, so 6.8 is right."""
    bag = {"amount": "35 units", "second_check": a_second_check("35 units", "100 mL")}
    shift = weaning(None, "12 mL/h", orders=VASOPRESSIN_TO_0_04)
    assert shift.at("08:07").bag(VASOPRESSIN, "6.9 mL/h", **bag).codes == {"PUMP_MISMATCH"}
    line = shift.at("08:07").bag(VASOPRESSIN, "6.8 mL/h", **bag)
    assert line.accepted
    assert line.dose(VASOPRESSIN) == "0.0396666666667 units/min"


@pytest.mark.ruling(11)
def test_a_bag_away_from_the_limits_runs_at_the_nearest_rate() -> None:
    """0.03 units/min of 0.35 units/mL is 5.143 mL/h; of 0.4 units/mL 4.5 mL/h exactly."""
    shift = weaning(orders=VASOPRESSIN_TO_0_04)
    bag = {"amount": "35 units", "second_check": a_second_check("35 units", "100 mL")}
    assert shift.at("08:07").bag(VASOPRESSIN, "5.1 mL/h", **bag).accepted
    shift = weaning()
    bag = {"amount": "40 units", "second_check": a_second_check("40 units", "100 mL")}
    assert shift.at("08:07").bag(VASOPRESSIN, "4.5 mL/h", **bag).accepted


@pytest.mark.ruling(11)
def test_a_dose_already_above_its_limit_keeps_the_nearest_rate() -> None:
    """0.041 units/min of 0.35 units/mL is 7.03 mL/h: recording is not refused for being unsafe."""
    bag = {"amount": "35 units", "second_check": a_second_check("35 units", "100 mL")}
    shift = weaning(orders=VASOPRESSIN_TO_0_04)
    shift.at("08:07").infusion(VASOPRESSIN, "12.3 mL/h")
    line = shift.at("08:08").bag(VASOPRESSIN, "7 mL/h", **bag)
    assert (line.codes, line.phase) == (set(), "suspended")


@pytest.mark.ruling(11)
@pytest.mark.parametrize("shown", ["0 mL/h", "0.1 mL/h"])
def test_a_bag_too_strong_for_a_running_drug_is_not_reachable(shown: str) -> None:
    """0.03 units/min of 20 units/mL is 0.09 mL/h; 0.1 would be 0.0333, and 0 would be off."""
    bag = {"volume": "1 mL", "second_check": a_second_check("20 units", "1 mL")}
    line = weaning().at("08:07").bag(VASOPRESSIN, shown, **bag)
    assert line.codes == {"NOT_REACHABLE_ON_PUMP"}


# Ruling 12 -----------------------------------------------------------------------------------


@pytest.mark.ruling(12)
@pytest.mark.hazard("H41")
@pytest.mark.parametrize(
    ("begin", "phase"),
    [
        (prepared, "ready"),
        (weaning, "weaning"),
        (after_a_step, "weaning"),
        (completed, "complete"),
        (suspended_as_overdue, "suspended"),
    ],
)
def test_holding_is_possible_in_every_phase_but_setup(
    begin: Callable[[], Shift], phase: str
) -> None:
    shift = begin()
    assert shift.last.phase == phase
    line = shift.at("08:20:01" if phase == "suspended" else "08:08").hold()
    assert (line.codes, line.phase) == (set(), "holding")


@pytest.mark.ruling(12)
def test_in_setup_there_is_nothing_to_hold_or_to_back_up() -> None:
    shift = opened()
    shift.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h")
    assert shift.at("08:02").hold().codes == {"WRONG_PHASE"}
    line = shift.at("08:02").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.codes == {"WRONG_PHASE"}


@pytest.mark.ruling(12)
def test_a_hold_from_ready_resumes_to_ready_and_to_setup_when_something_is_missing_again() -> None:
    """The gate of 08:04:30 has run out at 09:04:31."""
    shift = prepared()
    assert shift.at("08:05").hold().phase == "holding"
    assert shift.at("08:06").start().codes == {"WRONG_PHASE"}
    line = shift.at("08:07").resume()
    assert (line.codes, line.phase) == (set(), "ready")
    assert shift.at("08:08").hold().phase == "holding"
    shift.at("09:05").assessment()
    assert shift.at("09:05").resume().phase == "setup"


@pytest.mark.ruling(12)
def test_a_back_up_from_ready_leads_to_a_hold_and_not_to_a_wean() -> None:
    """With MAP at target only to a last tolerated dose: here one found reduced just before."""
    shift = prepared()
    line = shift.at("08:05").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.codes == {"NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN"}
    shift.at("08:05").infusion(NOREPINEPHRINE, "5.3 mL/h")
    line = shift.at("08:06").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert (line.codes, line.phase) == (set(), "holding")
    shift.at("08:10").assessment()
    assert shift.at("08:10").resume().phase == "ready"


@pytest.mark.ruling(12)
def test_a_hold_while_holding_is_accepted_and_changes_nothing() -> None:
    """The low reading of 08:10 remains what started the hold: it may still be an artefact."""
    shift = after_a_step()
    before = shift.at("08:10").assessment(64)
    line = shift.at("08:10:30").hold()
    assert line.accepted
    assert line.view == before.view
    shift.at("08:14").assessment()
    assert shift.at("08:14").resume(artefact=True).accepted
