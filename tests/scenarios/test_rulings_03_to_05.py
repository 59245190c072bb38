"""Rulings 3 to 5: holds after completion, another weight, and which phase shows.

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
    after_a_step,
    completed,
    opened,
    prepared,
    suspended_as_overdue,
    weaning,
)
from titrator.resources import shipped_library_files
from titrator.session.policy import load_policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.shift import Line

EPINEPHRINE = {"amount": "4 mg", "volume": "250 mL"}


def suspended_by_a_cap() -> Shift:
    """Vasopressin was found at 12.3 mL/h: 0.041 units/min, above the built-in ceiling."""
    shift = weaning(orders={VASOPRESSIN: {"maximum": "0.04 units/min"}})
    assert shift.at("08:07").infusion(VASOPRESSIN, "12.3 mL/h").phase == "suspended"
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
@pytest.mark.hazard("H32")
def test_a_library_limit_below_the_ceiling_suspends_too(tmp_path: Path) -> None:
    """The hospital allows epinephrine up to 1 mcg/kg/min: 262.5 mL/h of 16 mcg/mL."""
    for name, content in shipped_library_files().items():
        text = content.decode()
        if name == "epinephrine.toml":
            ceiling = 'hard_limit = { value = "2 mcg/kg/min"'
            assert ceiling in text
            text = text.replace(ceiling, 'hard_limit = { value = "1 mcg/kg/min"')
            text = text.replace(
                'high = { value = "2 mcg/kg/min"', 'high = { value = "1 mcg/kg/min"'
            )
        (tmp_path / name).write_text(text, encoding="utf-8")
    shift = weaning(policy=load_policy(library_dir=tmp_path, protocol_file=None))
    line = shift.at("08:06").infusion("epinephrine", "262.6 mL/h", **EPINEPHRINE)
    assert (line.phase, line.action) == ("suspended", "call_prescriber")
    assert line.findings == {"ABOVE_LIBRARY_LIMIT", "ABOVE_SOFT_LIMIT"}
    line = shift.at("08:07").infusion("epinephrine", "262.5 mL/h", **EPINEPHRINE)
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
