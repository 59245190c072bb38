"""Rulings 34 to 36: units in the view, advice in a hold, and the second check of a bag."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.shift import (
    INCOMPLETE,
    NOREPINEPHRINE,
    NOREPINEPHRINE_PER_MIN,
    OMIT,
    VASOPRESSIN,
    WORSE,
    Shift,
    a_second_check,
    opened,
    prepared,
    weaning,
)

DOUBLE = {"amount": "8 mg", "volume": "250 mL"}
"""32 mcg/mL, twice the article's bag."""


@pytest.mark.ruling(34)
@pytest.mark.rule("R21")
def test_the_article_s_example_is_shown_with_every_unit() -> None:
    """7.9 mL/h of 4 mg in 250 mL at 70 kg: 0.0301 mcg/kg/min and 2.11 mcg/min."""
    line = weaning().last
    drug = line.view["drugs"][NOREPINEPHRINE]
    assert drug["dose"] == "0.0300952380952 mcg/kg/min"
    assert drug["dose_text"] == "0.0301 mcg/kg/min"
    assert drug["per_minute"] == "2.10666666667 mcg/min"
    assert (drug["pump_rate"], drug["status"]) == ("7.9 mL/h", "running")
    drug = line.view["drugs"][VASOPRESSIN]
    assert (drug["dose"], drug["per_minute"]) == ("0.03 units/min", "0.03 units/min")
    assert (drug["pump_rate"], drug["dose_text"]) == ("9 mL/h", "0.03 units/min")


@pytest.mark.ruling(34)
def test_ordered_per_minute_the_dose_is_still_per_kg_and_advice_is_in_the_order_s_unit() -> None:
    """2 mcg/min is asked for; what runs is shown per kg."""
    shift = weaning(orders={NOREPINEPHRINE: NOREPINEPHRINE_PER_MIN})
    assert shift.last.dose() == "0.0300952380952 mcg/kg/min"
    assert (shift.last.advice["to"], shift.last.advice["pump_rate"]) == ("2 mcg/min", "7.5 mL/h")


@pytest.mark.ruling(34)
@pytest.mark.parametrize(
    ("drug", "amount", "volume", "rate", "dose", "per_minute"),
    [
        # 70 kg. 250 mg in 250 mL is 1000 mcg/mL: 21 mL/h is 350 mcg/min.
        ("dobutamine", "250 mg", "250 mL", "21 mL/h", "5 mcg/kg/min", "350 mcg/min"),
        ("dopamine", "400 mg", "250 mL", "13.125 mL/h", "5 mcg/kg/min", "350 mcg/min"),
        ("epinephrine", "4 mg", "250 mL", "10.5 mL/h", "0.04 mcg/kg/min", "2.8 mcg/min"),
        ("phenylephrine", "50 mg", "250 mL", "21 mL/h", "1 mcg/kg/min", "70 mcg/min"),
        ("milrinone", "20 mg", "100 mL", "10.5 mL/h", "0.5 mcg/kg/min", "35 mcg/min"),
        # 2.5 mg in 250 mL is 10000 nanogram/mL: 4.2 mL/h is 700 nanogram/min.
        (
            "angiotensin II",
            "2.5 mg",
            "250 mL",
            "4.2 mL/h",
            "10 nanogram/kg/min",
            "700 nanogram/min",
        ),
        ("vasopressin", "20 units", "100 mL", "9 mL/h", "0.03 units/min", "0.03 units/min"),
    ],
)
def test_every_drug_is_shown_in_its_own_unit_and_per_minute(
    drug: str, amount: str, volume: str, rate: str, dose: str, per_minute: str
) -> None:
    """Per kg where the drug is allowed per kg; vasopressin never is."""
    line = opened().at("08:01").infusion(drug, rate, amount=amount, volume=volume)
    assert line.codes == set()
    seen = line.view["drugs"][drug]
    assert (seen["dose"], seen["per_minute"], seen["pump_rate"]) == (dose, per_minute, rate)


@pytest.mark.ruling(34)
def test_a_stopped_drug_is_shown_as_off_with_a_zero_in_its_unit() -> None:
    """Its place in the view stays."""
    drug = weaning(vasopressin="0 mL/h").last.view["drugs"][VASOPRESSIN]
    assert (drug["status"], drug["dose"], drug["pump_rate"]) == ("off", "0 units/min", "0 mL/h")
    assert drug["per_minute"] == "0 units/min"


@pytest.mark.ruling(34)
@pytest.mark.rule("R9")
def test_a_back_up_is_advised_in_the_order_s_unit_with_its_pump_rate() -> None:
    """From 5.3 mL/h back to 7.9 mL/h, per kg or per minute as ordered."""
    per_kg = weaning()
    per_kg.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    line = per_kg.at("08:07").assessment(54)
    assert (line.action, line.advice["drug"]) == ("back_up", NOREPINEPHRINE)
    assert line.advice["pump_rate"] == "7.9 mL/h"
    assert line.advice["to"] == "0.0300952380952 mcg/kg/min"
    per_minute = weaning(orders={NOREPINEPHRINE: NOREPINEPHRINE_PER_MIN})
    per_minute.at("08:06").step(NOREPINEPHRINE, "1.2 mcg/min", "4.5 mL/h")
    line = per_minute.at("08:07").assessment(54)
    assert (line.action, line.advice["pump_rate"]) == ("back_up", "7.9 mL/h")
    assert line.advice["to"] == "2.10666666667 mcg/min"


def after_a_step() -> Shift:
    """Weaning, norepinephrine reduced to 5.3 mL/h at 08:06; marks 08:11, 08:16, 08:21, 08:36."""
    shift = weaning()
    assert shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h").accepted
    return shift


@pytest.mark.ruling(35)
@pytest.mark.rule("R9")
def test_a_hold_is_told_from_the_first_low_reading_to_the_resume() -> None:
    """Hold, back up at the second low one, hold, wait, reassess when due, resume after an hour."""
    shift = after_a_step()
    assert shift.at("08:08").assessment(64).action == "hold"
    assert shift.at("08:09:59").assessment(64).action == "hold"
    assert shift.at("08:10").assessment(64).action == "back_up"
    assert shift.at("08:12").look().action == "back_up"
    line = shift.at("08:12").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert (line.codes, line.phase, line.action) == (set(), "holding", "hold")
    assert shift.at("08:16:59").look().action == "hold"
    # The back up is a change: marks at 08:17, 08:22, 08:27, then every 15 minutes.
    assert shift.at("08:17").look().action == "reassess"
    assert shift.at("08:17").assessment(66).action == "wait"
    assert shift.at("08:22").look().action == "reassess"
    assert shift.at("08:22").assessment(66).action == "wait"
    assert shift.at("08:27").assessment(66).action == "wait"
    assert shift.at("08:42").assessment(66).action == "wait"
    assert shift.at("08:57").assessment(66).action == "wait"
    # The last bad one was at 08:10. At 09:09:59 the hour is not over.
    assert shift.at("09:06").assessment(66).action == "wait"
    assert shift.at("09:09:59").look().action == "wait"
    assert shift.at("09:10").look().action == "resume"
    assert shift.at("09:10").resume().phase == "weaning"


@pytest.mark.ruling(35)
@pytest.mark.rule("R9")
def test_back_up_comes_before_a_due_reassessment() -> None:
    """A MAP below 55 asks for it at once, and goes on asking when the mark has come."""
    shift = after_a_step()
    assert shift.at("08:08").assessment(54).action == "back_up"
    line = shift.at("08:12").look()
    assert (line.action, line.reassess_at) == ("back_up", "08:11")


@pytest.mark.ruling(35)
@pytest.mark.parametrize(("map_mmhg", "action"), [(55, "hold"), ("54.9", "call_prescriber")])
def test_without_a_last_tolerated_dose_the_prescriber_is_called(
    map_mmhg: int | str, action: str
) -> None:
    """Nothing was reduced yet. 55 is not below 55."""
    shift = weaning()
    assert shift.at("08:08").assessment(map_mmhg).action == action
    line = shift.at("08:20:30").look()
    assert line.action == ("reassess" if action == "hold" else "call_prescriber")


@pytest.mark.ruling(35)
def test_a_due_reassessment_comes_before_hold_and_wait() -> None:
    """Both after a bad one and after a good one."""
    shift = after_a_step()
    assert shift.at("08:07").assessment(perfusion=WORSE).action == "hold"
    assert shift.at("08:10:59").look().action == "hold"
    assert shift.at("08:11").look().action == "reassess"
    assert shift.at("08:11").assessment().action == "wait"
    assert shift.at("08:16").look().action == "reassess"


@pytest.mark.ruling(35)
def test_advice_waits_until_everything_but_the_prescriber_is_there() -> None:
    """A stale, incomplete or cuff assessment keeps it waiting; the prescriber does not."""
    shift = after_a_step()
    shift.at("08:07").infusion(NOREPINEPHRINE, "5.4 mL/h")
    assert shift.at("08:08").look().action == "resume"
    assert shift.at("08:09:01").look().action == "wait"
    assert shift.at("08:10").assessment(perfusion=INCOMPLETE).action == "wait"
    assert shift.at("08:11").assessment(map_source="cuff").action == "wait"
    assert shift.at("08:11:30").assessment().action == "resume"
    assert shift.at("08:11:40").resume().accepted
    shift.at("08:11:50").infusion(NOREPINEPHRINE, "5.5 mL/h")
    line = shift.at("08:11:55").look()
    assert (line.phase, line.action) == ("holding", "resume")
    assert shift.at("08:11:56").resume().codes == {"PRESCRIBER_NEEDED"}


@pytest.mark.ruling(35)
def test_a_hold_by_hand_may_be_resumed_as_soon_as_a_good_assessment_is_fresh() -> None:
    """Nothing bad was seen, so no hour has to pass."""
    shift = weaning()
    assert shift.at("08:06").hold().action == "resume"
    assert shift.at("08:09:01").look().action == "wait"
    assert shift.at("08:10").look().action == "reassess"
    assert shift.at("08:10").assessment().action == "resume"


@pytest.mark.ruling(36)
@pytest.mark.hazard("H03")
def test_a_bag_of_another_strength_needs_a_second_person() -> None:
    """8 mg in 250 mL: 7.9 mL/h becomes 3.95, set to 4 mL/h (ties away from zero)."""
    shift = weaning()
    at = shift.at("08:06")
    assert at.bag(NOREPINEPHRINE, "4 mL/h", **DOUBLE).codes == {"SECOND_CHECK_NEEDED"}
    checked = a_second_check("8 mg", "250 mL")
    line = at.bag(NOREPINEPHRINE, "4 mL/h", **DOUBLE, second_check=checked)
    assert (line.codes, line.rate(), line.phase) == (set(), "4 mL/h", "weaning")
    assert line.dose() == "0.0304761904762 mcg/kg/min"
    assert (line.opens_at, line.reassess_at) == ("08:21", "08:08")


@pytest.mark.hazard("H57")
@pytest.mark.ruling(36)
@pytest.mark.hazard("H03")
@pytest.mark.parametrize(
    ("check", "code"),
    [
        (OMIT, "SECOND_CHECK_NEEDED"),
        (None, "SECOND_CHECK_NEEDED"),
        ({}, "SECOND_CHECK_NEEDED"),
        ("EF", "SECOND_CHECK_NEEDED"),
        ({"amount": "8 mg", "volume": "250 mL"}, "SECOND_CHECK_NEEDED"),
        ({"amount": "8 mg", "volume": "250 mL", "by": ""}, "SECOND_CHECK_NEEDED"),
        ({"amount": "8 mg", "volume": "250 mL", "by": " "}, "SECOND_CHECK_NEEDED"),
        ({"amount": "8 mg", "volume": "250 mL", "by": "AB"}, "SECOND_CHECK_NEEDED"),
        ({"amount": "8 mg", "volume": "250 mL", "by": "ab"}, "SECOND_CHECK_NEEDED"),
        ({"amount": "8 mg", "volume": "250 mL", "by": " AB "}, "SECOND_CHECK_NEEDED"),
        ({"amount": "80 mg", "volume": "250 mL", "by": "EF"}, "SECOND_CHECK_MISMATCH"),
        ({"amount": "8 mg", "volume": "500 mL", "by": "EF"}, "SECOND_CHECK_MISMATCH"),
        ({"amount": "16 mg", "volume": "500 mL", "by": "EF"}, "SECOND_CHECK_MISMATCH"),
        ({"amount": "8 mg", "by": "EF"}, "SECOND_CHECK_MISMATCH"),
        ({"volume": "250 mL", "by": "EF"}, "SECOND_CHECK_MISMATCH"),
        ({"by": "EF"}, "SECOND_CHECK_MISMATCH"),
        ({"amount": "8,0 mg", "volume": "250 mL", "by": "EF"}, "SECOND_CHECK_MISMATCH"),
        ({"amount": "8", "volume": "250 mL", "by": "EF"}, "SECOND_CHECK_MISMATCH"),
    ],
)
def test_the_second_person_is_another_one_and_types_the_same_label(check: Any, code: str) -> None:
    """Amount and volume must both be equal, not only their ratio."""
    shift = weaning()
    line = shift.at("08:06").bag(NOREPINEPHRINE, "4 mL/h", **DOUBLE, second_check=check)
    assert (line.codes, line.rate(), line.opens_at) == ({code}, "7.9 mL/h", "08:05")


@pytest.mark.ruling(36)
@pytest.mark.parametrize(
    "check",
    [("8 mg", "250 mL"), ("8000 mcg", "250 mL"), ("8.0 mg", "0.25 L"), ("0.008 g", "250.00 mL")],
)
def test_the_two_readings_are_equal_as_quantities(check: tuple[str, str]) -> None:
    """8 mg and 8000 mcg are the same amount."""
    checked = a_second_check(*check)
    line = weaning().at("08:06").bag(NOREPINEPHRINE, "4 mL/h", **DOUBLE, second_check=checked)
    assert line.accepted


@pytest.mark.ruling(36)
@pytest.mark.parametrize("label", [("4 mg", "250 mL"), ("8 mg", "500 mL"), ("4000 mcg", "250 mL")])
def test_a_bag_of_the_same_strength_needs_no_second_person(label: tuple[str, str]) -> None:
    """The interval restarts; the marks are 5, 10 and 15 minutes."""
    amount, volume = label
    line = weaning().at("08:06").bag(NOREPINEPHRINE, "7.9 mL/h", amount=amount, volume=volume)
    assert (line.codes, line.opens_at, line.reassess_at) == (set(), "08:21", "08:11")


@pytest.mark.ruling(36)
@pytest.mark.hazard("H21")
@pytest.mark.parametrize("shown", ["3.9 mL/h", "7.9 mL/h", "40 mL/h"])
def test_the_pump_must_show_the_right_rate_for_the_new_bag(shown: str) -> None:
    """The rate is checked as well, and named beside the missing second check."""
    at = weaning().at("08:06")
    checked = a_second_check("8 mg", "250 mL")
    line = at.bag(NOREPINEPHRINE, shown, **DOUBLE, second_check=checked)
    assert line.codes == {"PUMP_MISMATCH"}
    line = at.bag(NOREPINEPHRINE, shown, **DOUBLE)
    assert line.codes == {"PUMP_MISMATCH", "SECOND_CHECK_NEEDED"}
    line = at.act("change_bag", drug=NOREPINEPHRINE, **DOUBLE, second_check=checked)
    assert line.codes == {"PUMP_MISMATCH"}


@pytest.mark.ruling(36)
def test_a_bag_is_changed_in_every_phase() -> None:
    """Set-up, ready, holding, suspended, complete: a bag runs out when it does."""
    phases = []
    shift = prepared("2.7 mL/h", None)
    phases.append(shift.at("08:04:35").bag(NOREPINEPHRINE, "2.7 mL/h").phase)
    shift.at("08:19").assessment()
    shift.at("08:20").start()
    phases.append(shift.at("08:20:10").bag(NOREPINEPHRINE, "2.7 mL/h").phase)
    shift.at("08:20:20").hold()
    phases.append(shift.at("08:20:30").bag(NOREPINEPHRINE, "2.7 mL/h").phase)
    shift.at("08:20:40").resume()
    line = shift.at("08:36:31").bag(NOREPINEPHRINE, "2.7 mL/h")
    assert line.accepted
    phases.append(line.phase)
    shift.at("08:52").assessment()
    assert shift.at("08:52:30").step(NOREPINEPHRINE, "off").phase == "complete"
    line = shift.at("08:53").bag(NOREPINEPHRINE, "0 mL/h")
    phases.append(line.phase)
    assert phases == ["ready", "weaning", "holding", "suspended", "complete"]
    early = opened()
    early.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h")
    line = early.at("08:02").bag(NOREPINEPHRINE, "7.9 mL/h")
    assert (line.phase, line.codes) == ("setup", set())


@pytest.mark.ruling(36)
def test_a_stopped_drug_stays_at_zero_with_its_new_bag() -> None:
    """The pump must show 0 mL/h; the second person is needed all the same."""
    shift = weaning(vasopressin="0 mL/h")
    new = {"amount": "40 units", "volume": "100 mL"}
    checked = a_second_check("40 units", "100 mL")
    at = shift.at("08:06")
    assert at.bag(VASOPRESSIN, "0 mL/h", **new).codes == {"SECOND_CHECK_NEEDED"}
    line = at.bag(VASOPRESSIN, "4.5 mL/h", **new, second_check=checked)
    assert line.codes == {"PUMP_MISMATCH"}
    line = at.bag(VASOPRESSIN, "0 mL/h", **new, second_check=checked)
    assert (line.codes, line.status(VASOPRESSIN)) == (set(), "off")


@pytest.mark.ruling(36)
def test_the_bag_of_a_drug_that_was_never_recorded_cannot_be_changed() -> None:
    """There is nothing to compare its label with."""
    line = weaning(vasopressin=None).at("08:06").bag(VASOPRESSIN, "9 mL/h")
    assert line.codes == {"NOT_RUNNING"}
