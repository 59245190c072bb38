"""Ruling 1, the last tolerated dose and another bag; ruling 2, MAP typed again.

Worked by hand at 70 kg: 4 mg in 250 mL is 16 mcg/mL, so 2.625 mL/h is 0.01 mcg/kg/min.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    Shift,
    a_second_check,
    after_a_step,
    opened,
    prepared,
    weaning,
)

if TYPE_CHECKING:
    pass

EIGHT_MG = {"amount": "8 mg", "second_check": a_second_check("8 mg", "250 mL")}


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
