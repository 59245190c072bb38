"""Rulings 8 and 9: back-ups, and when there is a last tolerated dose.

Worked by hand at 70 kg: 10.5 mL/h of 4 mg in 250 mL is 0.04 mcg/kg/min, 7.9 is 0.0301 and 5.3 is
0.0202; 12 mL/h of 20 units in 100 mL is 0.04 units/min.
"""

from __future__ import annotations

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    NOREPINEPHRINE_BAG,
    VASOPRESSIN,
    a_second_check,
    after_a_step,
    completed,
    weaning,
)

CUFF = {"map_source": "cuff"}
VASOPRESSIN_TO_0_04 = {VASOPRESSIN: {"maximum": "0.04 units/min"}}


# Ruling 8 ------------------------------------------------------------------------------------


@pytest.mark.ruling(8)
@pytest.mark.rule("R1")
@pytest.mark.parametrize(
    ("mmhg", "codes"),
    [("65", {"NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN"}), ("64.9", set()), ("54", set())],
)
def test_norepinephrine_goes_above_the_last_tolerated_dose_only_for_a_map_below_target(
    mmhg: str, codes: set[str]
) -> None:
    """The last tolerated dose is 0.0301; 0.04 is above it."""
    shift = after_a_step()
    shift.at("08:11").assessment(mmhg)
    line = shift.at("08:12").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.codes == codes


@pytest.mark.ruling(8)
@pytest.mark.rule("R1")
def test_without_a_last_tolerated_dose_any_rise_needs_a_map_below_target() -> None:
    shift = weaning()
    line = shift.at("08:06").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.codes == {"NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN"}
    shift.at("08:07").assessment(64)
    line = shift.at("08:08").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.accepted


@pytest.mark.ruling(8)
def test_the_low_map_may_be_of_any_age_and_from_a_cuff() -> None:
    shift = after_a_step()
    shift.at("08:11").assessment(64, **CUFF)
    line = shift.at("13:00").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.accepted


@pytest.mark.ruling(8)
@pytest.mark.ruling(25)
def test_whether_that_map_was_low_is_judged_by_the_present_target() -> None:
    """67 was no low MAP for a target of 65, and is one once 70 is ordered."""
    shift = after_a_step()
    shift.at("08:11").assessment(67)
    line = shift.at("08:12").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.codes == {"NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN"}
    shift.at("08:13").order(NOREPINEPHRINE, map_target_mmhg=70)
    line = shift.at("08:14").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.accepted


@pytest.mark.ruling(8)
def test_returning_to_the_last_tolerated_dose_or_less_needs_no_low_map() -> None:
    """0.03 is 7.875 mL/h, nearest 7.9, the last tolerated rate; 0.025 is 6.5625, nearest 6.6."""
    shift = after_a_step()
    line = shift.at("08:07").back_up(NOREPINEPHRINE, "7.9 mL/h", to="0.03 mcg/kg/min")
    assert line.accepted
    shift = after_a_step()
    line = shift.at("08:07").back_up(NOREPINEPHRINE, "6.6 mL/h", to="0.025 mcg/kg/min")
    assert line.accepted


@pytest.mark.ruling(8)
@pytest.mark.rule("R12")
@pytest.mark.hazard("H28")
def test_another_drug_above_its_last_tolerated_dose_is_out_of_the_wean_order() -> None:
    """Vasopressin to its ceiling: refused at target, allowed below it, never above 0.04."""
    shift = weaning(orders=VASOPRESSIN_TO_0_04)
    line = shift.at("08:06").back_up(VASOPRESSIN, "12 mL/h", to="0.04 units/min")
    assert line.codes == {"OUT_OF_WEAN_ORDER"}
    shift.at("08:07").assessment(64)
    line = shift.at("08:08").back_up(VASOPRESSIN, "12.1 mL/h", to="0.0401 units/min")
    assert line.codes == {"ABOVE_HARD_CAP", "ABOVE_ORDER_MAXIMUM"}
    line = shift.at("08:08").back_up(VASOPRESSIN, "12 mL/h", to="0.04 units/min")
    assert line.accepted
    assert line.dose(VASOPRESSIN) == "0.04 units/min"


@pytest.mark.ruling(8)
@pytest.mark.parametrize("to", ["0.02 mcg/kg/min", "0.0201904761904 mcg/kg/min", "0 mcg/kg/min"])
def test_a_back_up_to_what_runs_or_less_is_out_of_the_wean_order(to: str) -> None:
    """5.3 mL/h runs, that is 0.02019047619047..."""
    line = after_a_step().at("08:07").back_up(NOREPINEPHRINE, "5.3 mL/h", to=to)
    assert line.codes == {"OUT_OF_WEAN_ORDER"}


@pytest.mark.ruling(8)
def test_a_back_up_to_exactly_what_runs_is_out_of_the_wean_order() -> None:
    """9 mL/h is 0.03 units/min to the last digit."""
    shift = weaning(orders=VASOPRESSIN_TO_0_04)
    shift.at("08:06").assessment(64)
    line = shift.at("08:07").back_up(VASOPRESSIN, "9 mL/h", to="0.03 units/min")
    assert line.codes == {"OUT_OF_WEAN_ORDER"}


@pytest.mark.ruling(8)
def test_a_back_up_without_a_dose_needs_a_last_tolerated_dose_of_that_very_drug() -> None:
    assert weaning().at("08:06").back_up(NOREPINEPHRINE, "7.9 mL/h").codes == {"PRESCRIBER_NEEDED"}
    line = after_a_step().at("08:07").back_up(VASOPRESSIN, "9 mL/h")
    assert line.codes == {"PRESCRIBER_NEEDED"}


@pytest.mark.ruling(8)
@pytest.mark.rule("R9")
def test_a_stopped_drug_with_a_bag_may_be_backed_up() -> None:
    shift = completed()
    line = shift.at("08:07").back_up(VASOPRESSIN, "3 mL/h")
    assert line.accepted
    assert (line.phase, line.rate(VASOPRESSIN)) == ("holding", "3 mL/h")


@pytest.mark.ruling(8)
def test_a_drug_recorded_at_zero_may_be_backed_up_and_one_without_a_bag_may_not() -> None:
    """0.05 mcg/kg/min is 13.125 mL/h of 16 mcg/mL at 70 kg, nearest 13.1."""
    shift = weaning()
    shift.at("08:06").infusion("epinephrine", "0 mL/h", **NOREPINEPHRINE_BAG)
    shift.at("08:07").assessment(64)
    line = shift.at("08:08").back_up("epinephrine", "13.1 mL/h", to="0.05 mcg/kg/min")
    assert line.accepted
    line = shift.at("08:09").back_up("phenylephrine", "5 mL/h", to="0.5 mcg/kg/min")
    assert line.codes == {"NOT_RUNNING"}


@pytest.mark.ruling(8)
@pytest.mark.hazard("H21")
@pytest.mark.parametrize("shown", ["7.8 mL/h", "8 mL/h", None])
def test_a_back_up_is_confirmed_by_what_the_pump_shows(shown: str | None) -> None:
    line = after_a_step().at("08:07").back_up(NOREPINEPHRINE, shown)
    assert line.codes == {"PUMP_MISMATCH"}


@pytest.mark.rule("R9")
@pytest.mark.hazard("H41")
def test_a_back_up_is_never_locked_out_by_an_old_map_or_a_suspension() -> None:
    """Nothing was recorded since 08:04 and the wean is suspended."""
    shift = after_a_step()
    assert shift.at("14:00").look().phase == "suspended"
    line = shift.at("14:00").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert (line.codes, line.phase) == (set(), "holding")


# Ruling 9 ------------------------------------------------------------------------------------


@pytest.mark.ruling(9)
def test_a_back_up_ends_the_last_tolerated_dose() -> None:
    """18.4 to 15.8 to 13.2 mL/h: back to 15.8, and from there there is nothing to go back to."""
    orders = {NOREPINEPHRINE: {"initial": "0.1 mcg/kg/min"}}
    shift = weaning("18.4 mL/h", orders=orders)
    assert shift.at("08:06").step(NOREPINEPHRINE, "0.06 mcg/kg/min", "15.8 mL/h").accepted
    shift.at("08:21").assessment()
    assert shift.at("08:21").step(NOREPINEPHRINE, "0.05 mcg/kg/min", "13.2 mL/h").accepted
    assert shift.at("08:22").back_up(NOREPINEPHRINE, "18.4 mL/h").codes == {"PUMP_MISMATCH"}
    assert shift.at("08:22").back_up(NOREPINEPHRINE, "15.8 mL/h").accepted
    line = shift.at("08:23").back_up(NOREPINEPHRINE, "18.4 mL/h")
    assert line.codes == {"PRESCRIBER_NEEDED"}


@pytest.mark.ruling(9)
@pytest.mark.ruling(28)
@pytest.mark.parametrize(
    ("drug", "shows"), [(NOREPINEPHRINE, "5.4 mL/h"), (VASOPRESSIN, "9.1 mL/h")]
)
def test_any_increase_found_at_a_pump_ends_the_last_tolerated_dose(drug: str, shows: str) -> None:
    """Even the smallest, and of another drug too."""
    shift = after_a_step(orders=VASOPRESSIN_TO_0_04)
    assert shift.at("08:07").infusion(drug, shows).accepted
    line = shift.at("08:08").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert line.codes == {"PRESCRIBER_NEEDED"}


@pytest.mark.ruling(9)
def test_a_back_up_of_another_drug_ends_the_last_tolerated_dose() -> None:
    shift = after_a_step(orders=VASOPRESSIN_TO_0_04)
    shift.at("08:07").assessment(64)
    assert shift.at("08:08").back_up(VASOPRESSIN, "12 mL/h", to="0.04 units/min").accepted
    line = shift.at("08:09").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert line.codes == {"PRESCRIBER_NEEDED"}


@pytest.mark.ruling(9)
@pytest.mark.hazard("H22")
def test_a_reduction_found_at_a_pump_creates_a_last_tolerated_dose_of_that_drug() -> None:
    """Also in place of that of another drug: it is of the drug changed last."""
    shift = weaning()
    shift.at("08:06").infusion(NOREPINEPHRINE, "7 mL/h")
    assert shift.at("08:07").back_up(NOREPINEPHRINE, "7.9 mL/h").accepted
    shift = after_a_step()
    shift.at("08:07").infusion(VASOPRESSIN, "6 mL/h")
    assert shift.at("08:08").back_up(NOREPINEPHRINE, "7.9 mL/h").codes == {"PRESCRIBER_NEEDED"}
    assert shift.at("08:08").back_up(VASOPRESSIN, "9 mL/h").accepted


@pytest.mark.ruling(9)
def test_a_bag_change_neither_makes_nor_ends_a_last_tolerated_dose() -> None:
    """4.1 mL/h of 16 mcg/mL becomes 2.3 of 28 (exactly 2.34): a little less, yet no reduction."""
    stronger = {"amount": "7 mg", "second_check": a_second_check("7 mg", "250 mL")}
    shift = weaning("4.1 mL/h")
    assert shift.at("08:06").bag(NOREPINEPHRINE, "2.3 mL/h", **stronger).accepted
    assert shift.at("08:07").back_up(NOREPINEPHRINE, "2.4 mL/h").codes == {"PRESCRIBER_NEEDED"}
    shift = after_a_step()
    assert shift.at("08:07").bag(VASOPRESSIN, "9 mL/h").accepted
    assert shift.at("08:08").back_up(NOREPINEPHRINE, "7.9 mL/h").accepted


@pytest.mark.ruling(9)
@pytest.mark.ruling(1)
def test_a_last_tolerated_dose_that_a_strong_bag_cannot_tell_from_what_runs_is_none() -> None:
    """8.1 and 7.9 mL/h of 16 mcg/mL are 1.0125 and 0.9875 of 128: both are set as 1 mL/h."""
    shift = weaning("8.1 mL/h")
    assert shift.at("08:06").step(NOREPINEPHRINE, "0.0301 mcg/kg/min", "7.9 mL/h").accepted
    second = a_second_check("32 mg", "250 mL")
    line = shift.at("08:07").bag(NOREPINEPHRINE, "1 mL/h", amount="32 mg", second_check=second)
    assert line.accepted
    assert shift.at("08:08").back_up(NOREPINEPHRINE, "1 mL/h").codes == {"PRESCRIBER_NEEDED"}


@pytest.mark.ruling(9)
@pytest.mark.rule("R9")
def test_without_a_last_tolerated_dose_the_prescriber_is_called() -> None:
    line = weaning().at("08:06").assessment(54)
    assert (line.phase, line.action) == ("holding", "call_prescriber")


@pytest.mark.ruling(9)
@pytest.mark.rule("R9")
@pytest.mark.hazard("H41")
def test_back_up_is_not_advised_where_the_order_no_longer_allows_it() -> None:
    """The prescriber lowered the maximum to 0.025: 7.9 mL/h may not be set any more."""
    shift = after_a_step()
    low = {"initial": "0.02 mcg/kg/min", "maximum": "0.025 mcg/kg/min"}
    assert shift.at("08:07").order(NOREPINEPHRINE, **low).accepted
    line = shift.at("08:08").assessment(54)
    assert (line.phase, line.action) == ("holding", "call_prescriber")
    line = shift.at("08:09").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert line.codes == {"ABOVE_ORDER_MAXIMUM"}
