"""Rulings 27 and 28: which warnings stand and which belong to one line; what is found at a pump."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    Shift,
    iso,
    opened,
    prepared,
    weaning,
)

ROUND_BAGS = {
    NOREPINEPHRINE: {"amount": "6 mg", "volume": "100 mL"},
    VASOPRESSIN: {"amount": "6 units", "volume": "100 mL"},
}
"""At 100 kg 1 mL/h is 0.01 mcg/kg/min and 0.001 units/min."""
EPINEPHRINE_BAG = {"amount": "4 mg", "volume": "250 mL"}


def round_patient(norepinephrine: str = "3 mL/h", vasopressin: str = "30 mL/h") -> Shift:
    """100 kg, round bags, weaning since 08:05; vasopressin's order goes up to 0.04."""
    return weaning(
        norepinephrine,
        vasopressin,
        weight="100 kg",
        bags=ROUND_BAGS,
        orders={VASOPRESSIN: {"maximum": "0.04 units/min"}},
    )


@pytest.mark.ruling(27)
@pytest.mark.rule("R12")
@pytest.mark.hazard("H28")
@pytest.mark.parametrize(
    ("rate", "findings"),
    [
        ("30 mL/h", set[str]()),
        ("30.1 mL/h", {"ABOVE_SOFT_LIMIT"}),
        ("40 mL/h", {"ABOVE_SOFT_LIMIT"}),
        ("40.1 mL/h", {"ABOVE_SOFT_LIMIT", "ABOVE_ORDER_MAXIMUM", "ABOVE_HARD_CAP"}),
        ("60 mL/h", {"ABOVE_SOFT_LIMIT", "ABOVE_ORDER_MAXIMUM", "ABOVE_HARD_CAP"}),
    ],
)
def test_every_limit_a_running_dose_passes_stands_in_the_view(
    rate: str, findings: set[str]
) -> None:
    """Vasopressin 0.03 is the soft limit, 0.04 order and ceiling; no library limit of its own."""
    shift = Shift()
    shift.at("08:00").open("100 kg")
    shift.at("08:01").order(VASOPRESSIN, maximum="0.04 units/min")
    line = shift.at("08:02").infusion(VASOPRESSIN, rate, **ROUND_BAGS[VASOPRESSIN])
    assert (line.accepted, line.findings) == (True, findings)
    assert shift.at("08:03").look().findings == findings


@pytest.mark.ruling(27)
def test_a_warning_goes_when_the_dose_comes_back_within_its_limit() -> None:
    """A limit that is no longer passed is no longer named; a stopped drug passes none."""
    shift = opened("100 kg")
    bag = ROUND_BAGS[VASOPRESSIN]
    assert shift.at("08:01").infusion(VASOPRESSIN, "60 mL/h", **bag).findings == {
        "ABOVE_SOFT_LIMIT",
        "ABOVE_HARD_CAP",
    }
    # 60 to 31 mL/h is -48 %: no large change.
    assert shift.at("08:02").infusion(VASOPRESSIN, "31 mL/h", **bag).findings == {
        "ABOVE_SOFT_LIMIT"
    }
    assert shift.at("08:03").infusion(VASOPRESSIN, "30 mL/h", **bag).findings == set()


@pytest.mark.ruling(27)
def test_a_finding_has_its_rule_text_source_and_next_action() -> None:
    """Each warning can be explained: what, by which rule, from where, and what now."""
    line = opened("100 kg")
    seen = line.at("08:01").infusion(VASOPRESSIN, "60 mL/h", **ROUND_BAGS[VASOPRESSIN])
    for one in seen.view["findings"]:
        assert {"code", "rule", "text", "source"} <= set(one)
        assert all(one.values())
    texts = [one["text"] for one in seen.view["findings"]]
    assert any("0.06 units/min" in text and "0.04 units/min" in text for text in texts)


@pytest.mark.ruling(27)
@pytest.mark.parametrize(
    ("before", "found", "is_large"),
    [
        ("3 mL/h", "6 mL/h", True),
        ("3 mL/h", "5.9 mL/h", False),
        ("3 mL/h", "1.5 mL/h", True),
        ("3 mL/h", "1.6 mL/h", False),
        ("3 mL/h", "30 mL/h", True),
        ("3 mL/h", "0.3 mL/h", True),
        ("3 mL/h", "0 mL/h", True),
        ("0 mL/h", "3 mL/h", False),
    ],
)
@pytest.mark.hazard("H06")
def test_a_dose_at_least_doubled_or_halved_is_a_large_change(
    before: str, found: str, is_large: bool
) -> None:
    """Exactly double and exactly half count; from zero nothing does; the next line is clean."""
    shift = round_patient(before)
    line = shift.at("08:06").infusion(NOREPINEPHRINE, found, **ROUND_BAGS[NOREPINEPHRINE])
    assert ("LARGE_CHANGE" in line.findings) is is_large
    assert "LARGE_CHANGE" not in shift.at("08:07").look().findings


@pytest.mark.ruling(27)
@pytest.mark.rule("R6")
@pytest.mark.parametrize(
    ("running", "rate", "is_large"), [("2 mL/h", "1 mL/h", True), ("2.1 mL/h", "1.1 mL/h", False)]
)
def test_a_protocol_step_may_halve_the_dose_and_is_flagged(
    running: str, rate: str, is_large: bool
) -> None:
    """0.02 to 0.01 is -50 %: flagged with the percentage, not refused. 0.021 to 0.011 is -48 %."""
    shift = round_patient(running)
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.01 mcg/kg/min", rate)
    assert line.accepted
    assert ("LARGE_CHANGE" in line.findings) is is_large
    texts = [one["text"] for one in line.view["findings"] if one["code"] == "LARGE_CHANGE"]
    assert all("50 %" in text for text in texts)
    assert shift.at("08:07").look().findings == set()


@pytest.mark.ruling(27)
def test_a_stop_is_a_large_change_and_a_refusal_is_none() -> None:
    """Off from 0.01 is -100 %. What was refused changed nothing."""
    shift = round_patient("1 mL/h", "10 mL/h")
    line = shift.at("08:06").step(VASOPRESSIN, "off", "1 mL/h")
    assert (line.codes, line.findings) == ({"PUMP_MISMATCH"}, set())
    line = shift.at("08:06").step(VASOPRESSIN, "off")
    assert (line.codes, line.findings) == (set(), {"LARGE_CHANGE"})


@pytest.mark.ruling(27)
@pytest.mark.ruling(36)
def test_a_bag_of_ten_times_the_strength_is_no_large_change() -> None:
    """The dose stays the same; only the label differs by an order of magnitude."""
    shift = round_patient("30 mL/h")
    line = shift.at("08:06").bag(
        NOREPINEPHRINE,
        "3 mL/h",
        amount="60 mg",
        volume="100 mL",
        second_check={"amount": "60 mg", "volume": "100 mL", "by": "EF"},
    )
    assert (line.codes, line.findings, line.dose()) == (set(), set(), "0.3 mcg/kg/min")


@pytest.mark.ruling(27)
@pytest.mark.rule("R6")
def test_a_step_the_pump_makes_smaller_is_flagged_on_its_line_only() -> None:
    """100 kg, 240 mcg/mL: 0.1 mL/h is 0.004. From 0.04 by 0.01 it can go to 0.032: 80 %."""
    bags = ROUND_BAGS | {NOREPINEPHRINE: {"amount": "24 mg", "volume": "100 mL"}}
    shift = weaning("1 mL/h", "9 mL/h", weight="100 kg", bags=bags)
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.03 mcg/kg/min", "0.8 mL/h")
    assert (line.codes, line.findings) == (set(), {"STEP_SMALLER_THAN_ORDERED"})
    assert line.dose() == "0.032 mcg/kg/min"
    assert shift.at("08:07").look().findings == set()


@pytest.mark.ruling(27)
def test_orders_are_missed_in_the_view_once_the_wean_has_started() -> None:
    """Before the start the set-up asks for them; afterwards a missing one stands as a warning."""
    shift = opened()
    assert shift.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h").findings == set()
    started = weaning(vasopressin=None)
    line = started.at("08:06").infusion(VASOPRESSIN, "9 mL/h")
    assert line.findings == {"ORDER_INCOMPLETE"}
    assert started.at("08:07").order(VASOPRESSIN).findings == set()
    assert started.at("08:08").discontinue(NOREPINEPHRINE).findings == {"ORDER_NOT_IN_FORCE"}
    # A drug that no stage speaks of needs no order to wean the others.
    line = started.at("08:09").infusion("epinephrine", "5 mL/h", **EPINEPHRINE_BAG)
    assert line.findings == {"ORDER_NOT_IN_FORCE"}


@pytest.mark.hazard("H52")
@pytest.mark.ruling(27)
def test_an_expired_order_stands_as_a_warning_from_the_first_moment_after_its_end() -> None:
    """At its end it is in force, one second later it is not."""
    shift = weaning(orders={VASOPRESSIN: {"valid_until": iso("08:06")}})
    assert shift.at("08:06").look().findings == set()
    assert shift.at("08:06:01").look().findings == {"ORDER_NOT_IN_FORCE"}


@pytest.mark.ruling(27)
@pytest.mark.hazard("H14")
def test_a_distrusted_clock_stands_until_a_complete_assessment() -> None:
    """It is in the view of every line, not only on the one that went back."""
    shift = weaning()
    assert "CLOCK_NOT_TRUSTED" in shift.at("08:04").look().findings
    assert "CLOCK_NOT_TRUSTED" in shift.at("08:04:30").look().findings
    assert shift.at("08:05").assessment().findings == set()


@pytest.mark.ruling(28)
@pytest.mark.hazard("H22")
@pytest.mark.parametrize(
    "label",
    [{}, {"amount": "8 mg", "volume": "500 mL"}, {"amount": "4000 mcg", "volume": "250 mL"}],
)
def test_the_same_rate_and_concentration_is_a_confirmation(label: dict[str, Any]) -> None:
    """Read back after a step: nothing restarts, nobody holds."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    line = shift.at("08:10").infusion(NOREPINEPHRINE, "5.3 mL/h", **label)
    assert (line.phase, line.opens_at, line.reassess_at) == ("weaning", "08:21", "08:11")
    assert line.events == ["InfusionConfirmed"]


@pytest.mark.ruling(28)
@pytest.mark.hazard("H22")
@pytest.mark.parametrize(
    ("drug", "found", "opens_at"),
    [(VASOPRESSIN, "8.9 mL/h", "08:25"), (NOREPINEPHRINE, "7.8 mL/h", "08:25")],
)
def test_a_rate_found_lower_is_a_change_and_restarts_the_interval(
    drug: str, found: str, opens_at: str
) -> None:
    """Of any drug, by the interval of the current stage; the marks are 5, 10 and 15 minutes."""
    shift = weaning()
    shift.at("08:09").assessment()
    line = shift.at("08:10").infusion(drug, found)
    assert (line.phase, line.opens_at, line.reassess_at) == ("weaning", opens_at, "08:15")


@pytest.mark.ruling(28)
def test_a_concentration_found_changed_gives_the_closer_marks() -> None:
    """32 mcg/mL at 3.9 mL/h is 0.0297 mcg/kg/min: a little lower. Marks at 2, 5, 10, then 25 min."""
    shift = weaning()
    line = shift.at("08:06").infusion(NOREPINEPHRINE, "3.9 mL/h", amount="8 mg", volume="250 mL")
    assert (line.phase, line.opens_at, line.reassess_at) == ("weaning", "08:21", "08:08")
    assert shift.at("08:08").assessment().reassess_at == "08:11"
    assert shift.at("08:11").assessment().reassess_at == "08:16"
    assert shift.at("08:16").assessment().reassess_at == "08:31"
    assert shift.at("08:31").assessment().reassess_at == "08:46"


@pytest.mark.ruling(28)
def test_another_bag_at_the_same_dose_is_a_change_without_a_hold() -> None:
    """Half the strength at twice the rate: the same dose per minute, not a higher one."""
    shift = weaning()
    line = shift.at("08:06").infusion(NOREPINEPHRINE, "15.8 mL/h", amount="2 mg", volume="250 mL")
    assert (line.phase, line.opens_at, line.reassess_at) == ("weaning", "08:21", "08:08")
    assert line.dose() == "0.0300952380952 mcg/kg/min"


@pytest.mark.ruling(28)
def test_a_change_found_during_the_set_up_makes_the_first_step_wait() -> None:
    """Found 7.8 mL/h at 08:04:40: the wean starts, and its first step opens at 08:19:40."""
    shift = prepared()
    line = shift.at("08:04:40").infusion(NOREPINEPHRINE, "7.8 mL/h")
    assert line.phase == "ready"
    line = shift.at("08:05").start()
    assert (line.phase, line.opens_at, line.action) == ("weaning", "08:19:40", "wait")
    shift.at("08:15").assessment()
    line = shift.at("08:19:39").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {"STEP_TOO_EARLY"}
    line = shift.at("08:19:40").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.accepted


@pytest.mark.ruling(28)
@pytest.mark.parametrize("drug", [NOREPINEPHRINE, VASOPRESSIN])
def test_a_higher_dose_found_at_a_pump_starts_a_hold(drug: str) -> None:
    """The least rise does, of any drug; without a low MAP it can be resumed at once."""
    shift = weaning()
    found = {NOREPINEPHRINE: "8 mL/h", VASOPRESSIN: "9.1 mL/h"}[drug]
    shift.at("08:05:30").order(VASOPRESSIN, maximum="0.04 units/min")
    line = shift.at("08:06").infusion(drug, found)
    assert (line.accepted, line.phase) == (True, "holding")
    assert shift.at("08:07").resume().phase == "weaning"


@pytest.mark.ruling(28)
@pytest.mark.rule("R9")
def test_a_found_increase_counts_towards_the_prescriber_rule() -> None:
    """The second one within 12 h is not resumed without the prescriber; a manual hold is no count."""
    shift = weaning()
    shift.at("08:06").infusion(NOREPINEPHRINE, "8 mL/h")
    assert shift.at("08:07").resume().accepted
    shift.at("08:08").hold()
    shift.at("08:08:10").assessment()
    assert shift.at("08:08:20").resume().accepted
    shift.at("08:09").infusion(NOREPINEPHRINE, "8.1 mL/h")
    assert shift.at("08:10").resume().codes == {"PRESCRIBER_NEEDED"}
    assert shift.at("08:10").resume(prescriber_informed=False).codes == {"PRESCRIBER_NEEDED"}
    assert shift.at("08:10").resume(prescriber_informed=True).phase == "weaning"


@pytest.mark.ruling(28)
def test_a_drug_first_recorded_running_after_the_start_starts_a_counted_hold() -> None:
    """A new vasoactive drug: hold, but no interval, since a first recording is no change."""
    shift = weaning()
    line = shift.at("08:06").infusion("epinephrine", "1 mL/h", **EPINEPHRINE_BAG)
    assert line.phase == "holding"
    line = shift.at("08:07").resume()
    assert (line.phase, line.opens_at) == ("weaning", "08:05")
    shift.at("08:08").infusion("dopamine", "1 mL/h", amount="400 mg", volume="250 mL")
    assert shift.at("08:09").resume().codes == {"PRESCRIBER_NEEDED"}


@pytest.mark.ruling(28)
def test_a_drug_first_recorded_at_zero_starts_nothing() -> None:
    """A bag that hangs ready does not run. Found running later, it is an increase."""
    shift = weaning()
    line = shift.at("08:06").infusion("epinephrine", "0 mL/h", **EPINEPHRINE_BAG)
    assert (line.phase, line.opens_at, line.status("epinephrine")) == ("weaning", "08:05", "off")
    line = shift.at("08:07").infusion("epinephrine", "1 mL/h", **EPINEPHRINE_BAG)
    assert (line.phase, line.findings) == ("holding", set())


@pytest.mark.ruling(28)
def test_before_the_start_neither_an_increase_nor_a_new_drug_holds() -> None:
    """There is nothing to hold yet."""
    shift = prepared()
    assert shift.at("08:04:40").infusion(NOREPINEPHRINE, "8 mL/h").phase == "ready"
    line = shift.at("08:04:50").infusion("epinephrine", "1 mL/h", **EPINEPHRINE_BAG)
    assert line.phase == "ready"


@pytest.mark.ruling(28)
@pytest.mark.hazard("H27")
def test_a_drug_found_off_at_its_pump_is_off() -> None:
    """What the pump shows is the truth, also where a step to off would have been refused."""
    shift = weaning()
    line = shift.at("08:06").infusion(VASOPRESSIN, "0 mL/h")
    assert (line.accepted, line.phase, line.status(VASOPRESSIN)) == (True, "weaning", "off")
    assert (line.opens_at, line.findings) == ("08:21", {"LARGE_CHANGE"})
