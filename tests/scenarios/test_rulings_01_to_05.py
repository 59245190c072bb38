"""Rulings 1 to 5: last tolerated dose and bag, MAP typed again, completion, weight, phases.

Worked by hand at 70 kg: 4 mg in 250 mL is 16 mcg/mL, so 2.625 mL/h is 0.01 mcg/kg/min, and 20 units
in 100 mL is 0.2 units/mL, so 3 mL/h is 0.01 units/min.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    UNCHANGED,
    VASOPRESSIN,
    WORSE,
    Shift,
    a_second_check,
    opened,
    prepared,
    weaning,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.shift import Line

EPINEPHRINE = {"amount": "4 mg", "volume": "250 mL"}
EIGHT_MG = {"amount": "8 mg", "second_check": a_second_check("8 mg", "250 mL")}


def after_a_step(**settings: object) -> Shift:
    """Norepinephrine from 7.9 to 5.3 mL/h at 08:06: 7.9 mL/h is the last tolerated rate."""
    shift = weaning(**settings)  # type: ignore[arg-type]
    assert shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h").accepted
    return shift


def completed() -> Shift:
    """Only vasopressin ran, at 0.01 units/min; it was stopped at 08:06."""
    shift = weaning(None, "3 mL/h")
    line = shift.at("08:06").step(VASOPRESSIN, "off")
    assert line.phase == "complete"
    return shift


def suspended_by_a_cap() -> Shift:
    """Vasopressin was found at 12.3 mL/h: 0.041 units/min, above the built-in ceiling."""
    shift = weaning(orders={VASOPRESSIN: {"maximum": "0.04 units/min"}})
    assert shift.at("08:07").infusion(VASOPRESSIN, "12.3 mL/h").phase == "suspended"
    return shift


def suspended_as_overdue() -> Shift:
    """Nobody reassessed at 08:10."""
    shift = weaning()
    assert shift.at("08:20:01").look().phase == "suspended"
    return shift


def suspended_by_the_clock() -> Shift:
    """The time went back from 08:05 to 08:03."""
    shift = weaning()
    assert shift.at("08:03").look().phase == "suspended"
    return shift


def holding() -> Shift:
    """Held by hand at 08:06."""
    shift = weaning()
    assert shift.at("08:06").hold().phase == "holding"
    return shift


# Ruling 1 ------------------------------------------------------------------------------------


@pytest.mark.ruling(1)
def test_after_a_stronger_bag_the_last_tolerated_dose_is_at_the_nearest_rate_of_that_bag() -> None:
    """7.9 mL/h of 16 mcg/mL is 3.95 of 32 mcg/mL; a tie goes away from zero: 4 mL/h."""
    shift = after_a_step()
    assert shift.at("08:08").bag(NOREPINEPHRINE, "2.7 mL/h", **EIGHT_MG).accepted
    assert shift.at("08:09").back_up(NOREPINEPHRINE, "3.9 mL/h").codes == {"PUMP_MISMATCH"}
    line = shift.at("08:09").back_up(NOREPINEPHRINE, "4 mL/h")
    assert line.accepted
    assert line.rate() == "4 mL/h"
    assert line.dose() == "0.0304761904762 mcg/kg/min"


@pytest.mark.ruling(1)
@pytest.mark.ruling(38)
def test_after_a_stronger_bag_the_last_tolerated_rate_passes_no_limit() -> None:
    """4 mL/h of 32 mcg/mL is 0.0305, above an order's maximum of 0.0302: 3.9 mL/h it is."""
    orders = {NOREPINEPHRINE: {"initial": "0.03 mcg/kg/min", "maximum": "0.0302 mcg/kg/min"}}
    shift = after_a_step(orders=orders)
    shift.at("08:08").bag(NOREPINEPHRINE, "2.7 mL/h", **EIGHT_MG)
    assert shift.at("08:09").back_up(NOREPINEPHRINE, "4 mL/h").codes == {"PUMP_MISMATCH"}
    assert shift.at("08:09").back_up(NOREPINEPHRINE, "3.9 mL/h").accepted


@pytest.mark.ruling(1)
def test_a_bag_of_the_same_concentration_keeps_the_last_tolerated_rate() -> None:
    """8 mg in 500 mL is 16 mcg/mL too."""
    shift = after_a_step()
    line = shift.at("08:08").bag(NOREPINEPHRINE, "5.3 mL/h", amount="8 mg", volume="500 mL")
    assert line.accepted
    assert shift.at("08:09").back_up(NOREPINEPHRINE, "7.9 mL/h").accepted


@pytest.mark.ruling(1)
def test_the_last_tolerated_rate_is_kept_with_its_bag_through_two_bag_changes() -> None:
    """Back at 16 mcg/mL it is 7.9 mL/h again, not 8 mL/h rounded there and back."""
    shift = after_a_step()
    shift.at("08:07").bag(NOREPINEPHRINE, "2.7 mL/h", **EIGHT_MG)
    second = a_second_check("4 mg", "250 mL")
    assert shift.at("08:08").bag(NOREPINEPHRINE, "5.4 mL/h", second_check=second).accepted
    assert shift.at("08:09").back_up(NOREPINEPHRINE, "8 mL/h").codes == {"PUMP_MISMATCH"}
    assert shift.at("08:09").back_up(NOREPINEPHRINE, "7.9 mL/h").accepted


@pytest.mark.ruling(1)
@pytest.mark.rule("R9")
def test_back_up_is_advised_at_the_rate_of_the_bag_that_hangs() -> None:
    """MAP below rescue: back up now, to 4 mL/h of the new bag."""
    shift = after_a_step()
    shift.at("08:08").bag(NOREPINEPHRINE, "2.7 mL/h", **EIGHT_MG)
    line = shift.at("08:10").assessment(54)
    assert line.action == "back_up"
    assert line.advice["drug"] == NOREPINEPHRINE
    assert line.advice["to"] == "0.0304761904762 mcg/kg/min"
    assert line.advice["pump_rate"] == "4 mL/h"


# Ruling 2 ------------------------------------------------------------------------------------


@pytest.mark.ruling(2)
@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    ("value", "is_taken"),
    [("20", True), ("19.9", False), ("200", True), ("200.1", False), ("72", True)],
)
def test_a_first_map_outside_20_to_200_is_asked_for_again(value: str, is_taken: bool) -> None:
    """The ends themselves are plausible."""
    line = opened().at("08:04").assessment(value)
    assert line.accepted is is_taken
    assert line.codes == (set() if is_taken else {"MAP_IMPLAUSIBLE"})


@pytest.mark.ruling(2)
@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    ("value", "is_taken"), [("97", True), ("97.1", False), ("47", True), ("46.9", False)]
)
def test_a_jump_of_more_than_25_is_asked_for_again(value: str, is_taken: bool) -> None:
    """The last MAP was 72: 25 more or less is taken, a tenth more is not."""
    line = weaning().at("08:10").assessment(value)
    assert line.accepted is is_taken
    assert line.codes == (set() if is_taken else {"MAP_IMPLAUSIBLE"})


@pytest.mark.ruling(2)
def test_the_jump_is_from_the_last_recorded_map_of_any_age_and_source() -> None:
    """A cuff reading of seven hours ago counts."""
    shift = opened()
    shift.at("08:04").assessment(72, map_source="cuff")
    assert shift.at("15:04").assessment(98).codes == {"MAP_IMPLAUSIBLE"}


@pytest.mark.ruling(2)
def test_a_refused_map_is_no_recorded_one() -> None:
    """98 was refused after 72; 90 is measured against 72."""
    shift = weaning()
    assert not shift.at("08:10").assessment(98).accepted
    assert shift.at("08:10").assessment(90).accepted


@pytest.mark.ruling(2)
@pytest.mark.parametrize(
    ("again", "codes"), [("98", set()), ("89", {"MAP_IMPLAUSIBLE"}), (98, set())]
)
def test_an_implausible_map_is_taken_when_typed_twice_alike(
    again: str | int, codes: set[str]
) -> None:
    """72, then 98."""
    assert weaning().at("08:10").assessment(98, map_again=again).codes == codes


@pytest.mark.ruling(2)
def test_a_questioned_map_stands_in_place_of_every_other_assessment_code_of_a_step() -> None:
    """At 08:12 the last assessment is 8 min old as well, but only the question is named."""
    shift = weaning()
    line = shift.at("08:09").assessment(98)
    assert (line.phase, line.action) == ("weaning", "reassess")
    step = shift.at("08:09:30").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert step.codes == {"MAP_IMPLAUSIBLE"}
    step = shift.at("08:12").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert step.codes == {"MAP_IMPLAUSIBLE"}


@pytest.mark.ruling(2)
def test_a_questioned_map_keeps_a_wean_from_starting_and_a_hold_from_ending() -> None:
    shift = prepared()
    assert shift.at("08:04:40").assessment(98).phase == "setup"
    assert shift.at("08:05").start().codes == {"MAP_IMPLAUSIBLE"}
    shift = holding()
    shift.at("08:07").assessment(98)
    assert shift.at("08:08").resume().codes == {"MAP_IMPLAUSIBLE"}


@pytest.mark.ruling(2)
def test_any_recorded_assessment_ends_the_question() -> None:
    """A cuff reading is recorded; what then stands against the step is the cuff."""
    shift = weaning()
    shift.at("08:06").assessment(98)
    assert shift.at("08:07").assessment(72, map_source="cuff").accepted
    step = shift.at("08:08").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert step.codes == {"MAP_SOURCE_NOT_ALLOWED"}
    shift.at("08:08").assessment(72)
    assert shift.at("08:09").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h").accepted


# Ruling 3 ------------------------------------------------------------------------------------


def _worsens(shift: Shift) -> Line:
    return shift.at("08:10").assessment(72, perfusion=WORSE)


def _is_found_higher(shift: Shift) -> Line:
    return shift.at("08:10").infusion(VASOPRESSIN, "3 mL/h")


def _gets_epinephrine(shift: Shift) -> Line:
    return shift.at("08:10").infusion("epinephrine", "5 mL/h", **EPINEPHRINE)


@pytest.mark.ruling(3)
@pytest.mark.parametrize(
    ("act", "afterwards"),
    [(_worsens, "complete"), (_gets_epinephrine, "complete"), (_is_found_higher, "weaning")],
)
def test_a_hold_starts_from_complete_and_ends_there_when_nothing_of_the_protocol_runs(
    act: Callable[[Shift], Line], afterwards: str
) -> None:
    """Epinephrine is no drug of the protocol; vasopressin found running again is."""
    shift = completed()
    line = act(shift)
    assert line.phase == "holding"
    assert "HoldStarted" in line.events
    shift.at("09:10").assessment(72)
    line = shift.at("09:10").resume()
    assert line.accepted
    assert line.phase == afterwards


@pytest.mark.ruling(3)
@pytest.mark.ruling(17)
@pytest.mark.rule("R8")
def test_after_the_last_stop_5_10_and_15_minutes_are_still_reassessed_then_none() -> None:
    shift = completed()
    assert (shift.last.action, shift.last.reassess_at) == ("done", "08:11")
    assert shift.at("08:10:59").look().action == "done"
    assert shift.at("08:11").look().action == "reassess"
    line = shift.at("08:11").assessment()
    assert (line.action, line.reassess_at) == ("done", "08:16")
    line = shift.at("08:16").assessment()
    assert (line.action, line.reassess_at) == ("done", "08:21")
    assert shift.at("08:21").look().action == "reassess"
    line = shift.at("08:21").assessment()
    assert (line.phase, line.action, line.reassess_at) == ("complete", "done", None)
    line = shift.at("12:00").look()
    assert (line.action, line.reassess_at, line.overdue_min) == ("done", None, 0)


@pytest.mark.ruling(3)
def test_nothing_suspends_a_wean_that_is_complete() -> None:
    """Nobody reassessed for hours: it is asked for, and the phase stays."""
    line = completed().at("12:11").look()
    assert (line.phase, line.action) == ("complete", "reassess")
    assert (line.reassess_at, line.overdue_min) == ("08:11", 240)


# Ruling 4 ------------------------------------------------------------------------------------

PHASES: list[tuple[Callable[[], Shift], str]] = [
    (opened, "setup"),
    (prepared, "ready"),
    (weaning, "weaning"),
    (holding, "holding"),
    (completed, "complete"),
    (suspended_as_overdue, "suspended"),
    (suspended_by_a_cap, "suspended"),
    (suspended_by_the_clock, "suspended"),
]


@pytest.mark.ruling(4)
@pytest.mark.hazard("H02")
@pytest.mark.parametrize(("begin", "phase"), PHASES)
def test_a_weight_change_leads_to_setup_from_every_phase(
    begin: Callable[[], Shift], phase: str
) -> None:
    """Never to suspended, not even with a dose above its cap."""
    shift = begin()
    assert shift.last.phase == phase
    line = shift.at("08:30").weight("71 kg")
    assert line.accepted
    assert (line.phase, line.action) == ("setup", "complete_setup")
    assert (line.opens_at, line.due_at, line.reassess_at) == (None, None, None)


@pytest.mark.ruling(4)
def test_a_weight_change_ends_gate_start_and_hold() -> None:
    """The assessment of 08:04 and both orders are still there, so only the gate is missing."""
    shift = holding()
    shift.at("08:07").weight("71 kg")
    assert shift.at("08:07").resume().codes == {"WRONG_PHASE"}
    assert shift.at("08:08").start().codes == {"START_GATE_NOT_MET"}


@pytest.mark.ruling(4)
def test_after_a_weight_change_rate_change_and_last_tolerated_dose_stay() -> None:
    """5.3 mL/h at 71 kg is 84.8 / 60 / 71; the interval still counts from the step at 08:06."""
    shift = after_a_step()
    line = shift.at("08:07").weight("71 kg")
    assert line.rate() == "5.3 mL/h"
    assert line.dose() == "0.0199061032864 mcg/kg/min"
    shift.at("08:08").gate()
    line = shift.at("08:09").start()
    assert line.phase == "weaning"
    assert (line.opens_at, line.due_at, line.reassess_at) == ("08:21", "08:36", "08:11")
    assert shift.at("08:10").back_up(NOREPINEPHRINE, "7.9 mL/h").accepted


@pytest.mark.ruling(4)
@pytest.mark.ruling(13)
def test_after_a_weight_change_the_count_of_holds_stays() -> None:
    """The hold of 08:10 is the first, the one after the new start the second."""
    shift = weaning()
    assert shift.at("08:10").assessment(64).phase == "holding"
    shift.at("08:11").weight("71 kg")
    shift.at("10:10").assessment(72)
    shift.at("10:10").gate(stable_since="08:10:01")
    assert shift.at("10:10:01").start().phase == "weaning"
    assert shift.at("10:12").assessment(64).phase == "holding"
    shift.at("11:12").assessment(72)
    assert shift.at("11:12").resume().codes == {"PRESCRIBER_NEEDED"}


@pytest.mark.ruling(4)
@pytest.mark.ruling(23)
def test_a_lower_weight_that_makes_a_dose_too_high_keeps_the_wean_from_starting() -> None:
    """7.9 mL/h at 69.5 kg is 0.0303, above an order's maximum of 0.0302."""
    orders = {NOREPINEPHRINE: {"initial": "0.03 mcg/kg/min", "maximum": "0.0302 mcg/kg/min"}}
    shift = weaning(orders=orders)
    line = shift.at("08:06").weight("69.5 kg")
    assert line.phase == "setup"
    assert line.findings == {"ABOVE_ORDER_MAXIMUM"}
    shift.at("08:07").gate()
    assert shift.at("08:08").start().codes == {"ABOVE_ORDER_MAXIMUM"}


# Ruling 5 ------------------------------------------------------------------------------------


@pytest.mark.ruling(5)
@pytest.mark.rule("R12")
@pytest.mark.hazard("H28")
def test_a_dose_above_the_ceiling_shows_suspended_and_the_hold_goes_on_underneath() -> None:
    """The increase found at the pump started a hold; once the dose is back it shows again."""
    shift = suspended_by_a_cap()
    assert shift.last.action == "call_prescriber"
    assert shift.last.events == ["InfusionFoundChanged", "HoldStarted"]
    assert "ABOVE_HARD_CAP" in shift.last.findings
    line = shift.at("08:08").infusion(VASOPRESSIN, "9 mL/h")
    assert line.phase == "holding"
    assert "ABOVE_HARD_CAP" not in line.findings


@pytest.mark.ruling(5)
@pytest.mark.rule("R12")
def test_the_ceiling_itself_does_not_suspend() -> None:
    """12 mL/h is 0.04 units/min exactly."""
    shift = weaning(orders={VASOPRESSIN: {"maximum": "0.04 units/min"}})
    line = shift.at("08:07").infusion(VASOPRESSIN, "12 mL/h")
    assert line.phase == "holding"
    assert line.findings == {"ABOVE_SOFT_LIMIT"}


@pytest.mark.ruling(5)
def test_an_order_that_brings_the_dose_within_its_maximum_ends_the_suspension_at_once() -> None:
    """An order for at most 0.03 while 0.0301 runs suspends; the former order leads straight back."""
    shift = weaning()
    low = {"initial": "0.02 mcg/kg/min", "maximum": "0.03 mcg/kg/min"}
    line = shift.at("08:06").order(NOREPINEPHRINE, **low)
    assert (line.phase, line.action) == ("suspended", "call_prescriber")
    assert line.findings == {"ABOVE_ORDER_MAXIMUM"}
    line = shift.at("08:07").order(NOREPINEPHRINE)
    assert (line.phase, line.action) == ("weaning", "reduce")


@pytest.mark.ruling(5)
@pytest.mark.ruling(30)
def test_a_correction_that_brings_the_dose_within_its_limits_ends_the_suspension() -> None:
    """19 mL/h would be 0.063 units/min; the pump ran at 9 mL/h all along."""
    shift = opened()
    wrong = shift.at("08:01").infusion(VASOPRESSIN, "9 mL/h")
    shift.at("08:02").order(VASOPRESSIN)
    shift.at("08:04").assessment()
    shift.at("08:04").gate()
    assert shift.at("08:05").start().phase == "weaning"
    line = shift.at("08:06").correct(wrong, pump_shows="19 mL/h")
    assert (line.phase, line.action) == ("suspended", "call_prescriber")
    line = shift.at("08:07").correct(wrong, pump_shows="9 mL/h")
    assert line.phase == "weaning"


@pytest.mark.ruling(5)
def test_a_cap_suspends_even_a_hold_and_even_a_wean_that_is_complete() -> None:
    """Epinephrine at 2.01 mcg/kg/min: 527.7 mL/h of 16 mcg/mL is 2.0103."""
    for shift in (holding(), completed()):
        line = shift.at("08:10").infusion("epinephrine", "527.7 mL/h", **EPINEPHRINE)
        assert line.phase == "suspended"
        line = shift.at("08:11").infusion("epinephrine", "525 mL/h", **EPINEPHRINE)
        assert line.phase == "holding"


@pytest.mark.ruling(5)
def test_a_hold_shows_before_complete_and_complete_before_an_untrusted_clock() -> None:
    shift = completed()
    line = shift.at("08:05:59").look()
    assert (line.phase, line.findings) == ("complete", {"CLOCK_NOT_TRUSTED"})
    assert shift.at("08:06").hold().phase == "holding"


@pytest.mark.ruling(5)
@pytest.mark.parametrize("begin", [suspended_as_overdue, suspended_by_the_clock])
def test_the_other_two_suspensions_advise_to_reassess(begin: Callable[[], Shift]) -> None:
    shift = begin()
    assert shift.last.action == "reassess"
    assert shift.at("08:20:30").assessment(72, perfusion=UNCHANGED).phase == "weaning"


@pytest.mark.ruling(5)
def test_a_hold_shows_before_an_overdue_suspension() -> None:
    shift = suspended_as_overdue()
    assert shift.at("08:21").hold().phase == "holding"
