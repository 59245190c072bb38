"""The card behind each advice and each refusal."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.shift import (
    INCOMPLETE,
    NOREPINEPHRINE,
    VASOPRESSIN,
    Shift,
    after_a_step,
    moment,
    opened,
    prepared,
    shipped_policy,
    weaning,
)
from titrator.core import commands as do
from titrator.core.findings import Code, finding
from titrator.session.bedside import bedside_of
from titrator.session.desk import Desk
from titrator.session.forms import blocked
from titrator.session.why import refusal_card, why_card
from titrator.store.memory_log import MemoryLog

if TYPE_CHECKING:
    from titrator.session.screen import WhyCard


def card(shift: Shift, at: str) -> WhyCard:
    """The card behind the advice at a time."""
    bed = shift.bed
    return why_card(bed.state, shift.policy, moment(at), UTC)


def refused(shift: Shift, at: str, *codes: Code) -> WhyCard:
    """The card behind refusals with these codes."""
    findings = blocked(finding(code, f"It was refused: {code.value}.") for code in codes)
    return refusal_card(findings, shift.bed.state, shift.policy, moment(at), UTC)


@pytest.mark.hazard("H42")
def test_why_names_inputs_with_their_time_and_the_dissent() -> None:
    """The card of a reduction: MAP with its age, the worked rate, the trial that disagrees."""
    why = card(weaning(), "08:05")
    assert why.rule == "R6"
    assert why.inputs[0].startswith("MAP 72 mmHg, arterial line, 08:04 (1 min ago)")
    assert "5.3 mL/h \N{MULTIPLICATION SIGN} 16 mcg/mL \N{DIVISION SIGN} 60 min/h" in why.worked[1]
    assert any("DOVSS" in text for text in why.evidence)
    assert "not approved by a hospital" in why.protocol
    empty = card(opened(), "08:00")
    assert empty.inputs[0] == "MAP: not known"
    assert empty.worked == ()


def test_without_a_weight_none_is_named() -> None:
    """Where nothing is recorded yet the card says what is not known, and guesses nothing."""
    why = card(Shift(), "08:00")
    assert why.inputs[0] == "MAP: not known"
    assert not any(line.startswith("Weight") for line in why.inputs)


def test_why_of_a_vasopressin_step_needs_no_weight_line() -> None:
    """Units per minute are not divided by a weight; the last change is named."""
    shift = weaning("2.7 mL/h")
    shift.at("08:06").step(VASOPRESSIN, "0.02 units/min", "6 mL/h")
    shift.at("09:06").assessment()
    why = card(shift, "09:06")
    assert why.title.startswith("Reduce vasopressin to 0.01 units/min")
    assert len([line for line in why.worked if "kg" in line]) == 0
    assert len(why.worked) == 5
    assert "Last change 60 min ago" in why.inputs


@pytest.mark.hazard("H42")
def test_every_input_has_its_time_and_where_it_is_from() -> None:
    """MAP and its source, weight and how it is known, each pump and who read it, each order."""
    inputs = card(after_a_step(), "08:07").inputs
    assert inputs == (
        (
            "MAP 72 mmHg, arterial line, 08:04 (3 min ago); perfusion same or better, "
            "lactate not assessed"
        ),
        "MAP target 65 mmHg or more",
        "Weight 70 kg, measured, 08:00",
        "norepinephrine 0.0202 mcg/kg/min at 5.3 mL/h of 4 mg in 250 mL, pump read 08:06 by AB",
        "vasopressin 0.03 units/min at 9 mL/h of 20 units in 100 mL, pump read 08:01 by AB",
        (
            "Order norepinephrine: increment 0.01 mcg/kg/min every 15 min, maximum 0.5 mcg/kg/min "
            "(CD, recorded 08:02)"
        ),
        (
            "Order vasopressin: increment 0.01 units/min every 60 min, maximum 0.03 units/min "
            "(CD, recorded 08:02)"
        ),
        "Last change 1 min ago",
    )


def test_the_two_clocks_are_worked_out() -> None:
    """Last change 08:06 and an interval of 15 min: 08:21. The first mark is 5 min after it."""
    worked = card(after_a_step(), "08:07").worked
    assert "step: last change 08:06 + 15 min = 08:21" in worked
    assert "reassess: next mark 08:11" in worked


def test_time_that_no_clock_counted_stands_in_the_sum() -> None:
    """10 minutes in which the workstation was off come on top of the interval."""
    shift = after_a_step()
    off_ms = 10 * 60_000
    doubt = do.DoubtClock(reason="restarted", ahead_ms=0, gap_ms=off_ms, unsure_ms=off_ms)
    shift.bed.handle(doubt, by="", at=moment("08:17"))
    worked = card(shift, "08:18").worked
    assert "step: last change 08:06 + 15 min + 10 min that no clock counted = 08:31" in worked


def test_what_is_missing_or_too_old_is_named() -> None:
    """No MAP; a MAP older than 5 min; an answer that was not given; a clock in doubt."""
    assert card(opened(), "08:01").missing[-1] == "No assessment has been recorded."
    empty = refused(opened(), "08:01", Code.ON_HOLD)
    assert empty.missing == ("No MAP yet: steps locked.",)
    old = card(after_a_step(), "08:10").missing
    assert "MAP and perfusion are 6 min old; a reduction needs 5 min at most." in old
    shift = weaning()
    shift.at("08:07").assessment(72, perfusion=INCOMPLETE)
    assert card(shift, "08:08").missing == ("Not assessed: skin.", "Not assessed: lactate.")


def test_a_complete_assessment_leaves_nothing_out() -> None:
    """With lactate measured, nothing is missing."""
    shift = prepared()
    same = dict.fromkeys(
        ("mental_state", "capillary_refill", "urine_output", "skin", "lactate"), "same_or_better"
    )
    assert shift.at("08:05").assessment(72, perfusion=same).accepted
    assert card(shift, "08:06").missing == ()


@pytest.mark.hazard("H42")
def test_a_refusal_has_a_card_of_its_own() -> None:
    """What was refused, each rule with its text, each source, what can be done, the dissent."""
    why = refused(weaning(), "08:06", Code.STEP_TOO_EARLY, Code.ORDER_INCOMPLETE)
    assert (
        why.title == "Not done. It was refused: STEP_TOO_EARLY. It was refused: ORDER_INCOMPLETE."
    )
    assert why.rule == "R7, order"
    assert why.text == "A step every 15 to 30 minutes, not sooner."
    assert why.source == (
        "Source article, Vasopressor Management (educational, pending human review); "
        "The Joint Commission, titration order elements (MM.04.01.01)"
    )
    assert (
        why.can_do[0] == "Wait until the step opens. Keep the dose. Hold and back up stay possible."
    )
    assert len(why.can_do) == 2
    assert any("DOVSS" in one for one in why.evidence)
    assert "version 1" in why.protocol
    assert why.inputs[0].startswith("MAP 72 mmHg")


def test_the_desk_gives_the_card_of_a_refusal() -> None:
    """The window asks with what stands on its screen."""
    desk = Desk(log=MemoryLog(), policy=shipped_policy(), clock=FakeClock(moment("08:00")))
    command = do.OpenEpisode(bed="ICU-12", weight="70 kg", weight_kind="measured", adult=True)
    _, bed_id = desk.open_bed(command, "AB")
    step = do.Step(drug=NOREPINEPHRINE, to="0.02 mcg/kg/min", pump_shows="5.3 mL/h")
    answer = desk.handle(bed_id, step, "AB")
    assert not answer.is_accepted
    why = desk.why_refused(bed_id, answer.blocked)
    assert why.title.startswith("Not done. ")
    assert why.can_do


def test_a_bed_without_an_order_names_the_fields_that_are_missing() -> None:
    """No wean is running; with an order, the rest of the set-up is named instead."""
    shift = opened()
    shift.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h")
    bed = shift.bed
    lines = bedside_of(bed.state, bed.entries, shift.policy, moment("08:02"), UTC).next.lines
    assert lines == (
        (
            "No wean running. Order fields missing for norepinephrine: initial rate, increment, "
            "maximum rate, interval, endpoint (MAP), prescriber, route."
        ),
    )
    shift.at("08:02").order(NOREPINEPHRINE)
    lines = bedside_of(bed.state, bed.entries, shift.policy, moment("08:03"), UTC).next.lines
    assert lines == ("No wean running. Complete the set-up: what is missing is listed.",)


@pytest.mark.hazard("H42")
def test_advice_and_refusal_can_be_declined_from_their_card_while_the_wean_runs() -> None:
    """As the core takes it: not before the start, not during a hold."""
    shift = after_a_step()
    assert card(shift, "08:07").can_decline
    assert refused(shift, "08:07", Code.STEP_TOO_EARLY).can_decline
    shift.at("08:08").hold()
    assert not card(shift, "08:09").can_decline
    assert not refused(shift, "08:09", Code.ON_HOLD).can_decline
