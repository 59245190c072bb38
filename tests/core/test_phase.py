"""Which phase shows, and which warnings stand. The scenarios of ruling 5 show how beds get there."""

from __future__ import annotations

import itertools
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    completed,
    iso,
    moment,
    opened,
    prepared,
    shipped_policy,
    weaning,
)
from titrator.core.commands import DoubtClock
from titrator.core.findings import Code, Finding, codes
from titrator.core.phase import (
    Phase,
    findings_above,
    findings_against_assessment,
    findings_against_clock,
    findings_against_order,
    findings_against_policy,
    findings_against_start,
    phase_of,
    standing_findings,
)
from titrator.core.policy import Policy, Standing
from titrator.core.state import EMPTY, HoldRun, Infusion
from titrator.core.units import ML_PER_H, Quantity

if TYPE_CHECKING:
    from titrator.core.state import State

POLICY = shipped_policy()
NOW = moment("08:06")


def a_hold() -> HoldRun:
    """A hold by hand at 08:05:30."""
    shift = weaning()
    shift.at("08:05:30").hold()
    assert shift.bed.state.hold is not None
    return shift.bed.state.hold


HELD = a_hold()


def with_(state: State, **changes: object) -> State:
    """The state with some fields replaced."""
    return msgspec.structs.replace(state, **changes)


def too_much(state: State) -> State:
    """Vasopressin above the built-in ceiling, at 12.1 mL/h."""
    present: Infusion = state.infusions[VASOPRESSIN]
    above = msgspec.structs.replace(present, pump_rate=Quantity(Fraction("12.1"), ML_PER_H))
    return with_(state, infusions={**state.infusions, VASOPRESSIN: above})


@pytest.mark.ruling(5)
@pytest.mark.parametrize(
    ("is_above", "is_held", "is_off", "is_overdue", "is_suspect"),
    [
        case
        for case in itertools.product((True, False), repeat=5)
        if not (case[0] and case[2])  # what is off is above no limit
    ],
)
def test_every_combination_shows_the_phase_that_comes_first(
    is_above: bool, is_held: bool, is_off: bool, is_overdue: bool, is_suspect: bool
) -> None:
    """Above a limit, then a hold, then nothing runs, then overdue or an untrusted clock."""
    state = completed().bed.state if is_off else weaning().bed.state
    state = with_(
        too_much(state) if is_above else state,
        hold=HELD if is_held else None,
        is_overdue_suspended=is_overdue,
        is_clock_suspect=is_suspect,
    )
    expected = Phase.WEANING
    if is_overdue or is_suspect:
        expected = Phase.SUSPENDED
    if is_off:
        expected = Phase.COMPLETE
    if is_held:
        expected = Phase.HOLDING
    if is_above:
        expected = Phase.SUSPENDED
    assert phase_of(state, POLICY, NOW) is expected


@pytest.mark.ruling(12)
def test_before_the_wean_a_bed_is_in_setup_ready_or_held() -> None:
    ready = prepared().bed.state
    assert phase_of(EMPTY, POLICY, NOW) is Phase.SETUP
    assert phase_of(opened().bed.state, POLICY, NOW) is Phase.SETUP
    assert phase_of(ready, POLICY, NOW) is Phase.READY
    assert phase_of(with_(ready, hold=HELD), POLICY, NOW) is Phase.HOLDING
    assert phase_of(ready, POLICY, moment("08:09:01")) is Phase.SETUP


def test_the_names_of_the_phases_are_fixed() -> None:
    """Scenarios and logs carry them."""
    assert [phase.value for phase in Phase] == [
        *("setup", "ready", "weaning", "holding", "complete", "suspended"),
    ]


@pytest.mark.ruling(5)
@pytest.mark.rule("R12")
def test_each_limit_that_is_passed_is_named() -> None:
    """12.1 mL/h is 0.0403: above the ceiling of 0.04 and above the ordered 0.03."""
    state = too_much(weaning().bed.state)
    assert [one.code for one in findings_above(state, POLICY, NOW)] == [
        Code.ABOVE_HARD_CAP,
        Code.ABOVE_ORDER_MAXIMUM,
    ]


@pytest.mark.ruling(23)
@pytest.mark.parametrize(
    ("valid_until", "at", "expected"),
    [
        (None, "20:00", set()),
        ("09:00", "09:00", set()),
        ("09:00", "09:00:01", {Code.ORDER_NOT_IN_FORCE}),
    ],
)
def test_an_order_is_in_force_up_to_its_last_moment(
    valid_until: str | None, at: str, expected: set[Code]
) -> None:
    shift = opened()
    fields = {} if valid_until is None else {"valid_until": iso(valid_until)}
    assert shift.at("08:01").order(NOREPINEPHRINE, **fields).accepted
    found = findings_against_order(NOREPINEPHRINE, shift.bed.state, POLICY, moment(at))
    assert set(codes(found)) == expected
    assert all(one.text == "The order for norepinephrine has expired." for one in found)


@pytest.mark.ruling(23)
def test_no_order_is_incomplete_and_an_ended_one_not_in_force() -> None:
    shift = opened()
    found = findings_against_order(NOREPINEPHRINE, shift.bed.state, POLICY, NOW)
    assert set(codes(found)) == {Code.ORDER_INCOMPLETE}
    shift.at("08:01").order(NOREPINEPHRINE)
    shift.at("08:02").discontinue(NOREPINEPHRINE)
    (found_one,) = findings_against_order(NOREPINEPHRINE, shift.bed.state, POLICY, NOW)
    assert found_one.code is Code.ORDER_NOT_IN_FORCE
    assert found_one.text == "The order for norepinephrine was discontinued."


@pytest.mark.ruling(2)
def test_a_map_in_question_is_all_that_is_said_of_the_assessment() -> None:
    late = moment("12:00")
    state = weaning().bed.state
    assert codes(findings_against_assessment(state, POLICY, late)) == {Code.ASSESSMENT_STALE}
    asked = with_(state, is_map_in_question=True)
    (found,) = findings_against_assessment(asked, POLICY, late)
    assert (found.code, found.text) == (
        Code.MAP_IMPLAUSIBLE,
        "The MAP typed last is implausible and was not typed a second time.",
    )


def without_a_policy() -> Policy:
    """What ships, in place of a policy of the hospital that has expired."""
    standing = Standing(refusal="It expired on 2026-02-28.")
    return msgspec.structs.replace(POLICY, standing=standing)


CANNOT_BE_USED = Finding(
    code=Code.SUSPENDED,
    rule="R8",
    text="The policy of this hospital cannot be used. It expired on 2026-02-28.",
    source="Titrator rules",
    next_action="Keep the doses. Hold, back up and reassess work. Call pharmacy now.",
)


@pytest.mark.ruling(5)
def test_without_its_policy_a_running_wean_is_suspended_and_told_why() -> None:
    """Every dose may stay, nothing may be reduced; a hold shows before it, and so does the end."""
    policy = without_a_policy()
    state = weaning().bed.state
    assert findings_against_policy(POLICY) == ()
    assert findings_against_policy(policy) == (CANNOT_BE_USED,)
    assert standing_findings(state, policy, NOW) == (CANNOT_BE_USED,)
    assert phase_of(state, policy, NOW) is Phase.SUSPENDED
    assert phase_of(with_(state, hold=HELD), policy, NOW) is Phase.HOLDING
    assert phase_of(completed().bed.state, policy, NOW) is Phase.COMPLETE


def test_without_its_policy_a_bed_that_is_all_prepared_may_not_start() -> None:
    """The one thing that is missing; with the policy it could start."""
    ready = prepared().bed.state
    assert findings_against_start(ready, POLICY, NOW) == ()
    assert findings_against_start(ready, without_a_policy(), NOW) == (CANNOT_BE_USED,)
    assert phase_of(ready, without_a_policy(), NOW) is Phase.SETUP


@pytest.mark.ruling(6)
def test_an_untrusted_clock_is_said() -> None:
    state = weaning().bed.state
    assert findings_against_clock(state) == ()
    suspect = with_(state, is_clock_suspect=True)
    assert codes(findings_against_clock(suspect)) == {Code.CLOCK_NOT_TRUSTED}


@pytest.mark.ruling(23)
@pytest.mark.rule("R3", "R4", "R5", "R17")
def test_everything_missing_before_a_start_is_named_at_once() -> None:
    found = findings_against_start(opened().bed.state, POLICY, NOW)
    assert codes(found) == {Code.NOT_RUNNING, Code.START_GATE_NOT_MET, Code.ASSESSMENT_MISSING}
    assert found[0].text == "No drug of the protocol is recorded as running."
    outside = opened()
    outside.at("08:01").infusion("epinephrine", "5 mL/h", amount="4 mg", volume="250 mL")
    found = findings_against_start(outside.bed.state, POLICY, NOW)
    assert codes(found) == {Code.NOT_RUNNING, Code.START_GATE_NOT_MET, Code.ASSESSMENT_MISSING}
    state = with_(too_much(prepared().bed.state), is_clock_suspect=True, orders={})
    found = findings_against_start(state, POLICY, NOW + timedelta(hours=2))
    assert codes(found) == {
        Code.ORDER_INCOMPLETE,
        Code.START_GATE_NOT_MET,
        Code.ASSESSMENT_STALE,
        Code.ABOVE_HARD_CAP,
        Code.CLOCK_NOT_TRUSTED,
    }


@pytest.mark.ruling(27)
def test_nothing_stands_against_the_articles_patient() -> None:
    """Vasopressin at 0.03 units/min is at its soft limit, not above it."""
    assert standing_findings(weaning().bed.state, POLICY, NOW) == ()


@pytest.mark.ruling(25)
@pytest.mark.ruling(27)
def test_targets_that_differ_stand_while_both_orders_are_in_force() -> None:
    state = weaning(orders={VASOPRESSIN: {"map_target_mmhg": 70}}).bed.state
    (found,) = standing_findings(state, POLICY, NOW)
    assert found.code is Code.TARGETS_DIFFER
    assert found.text == (
        "The orders have different MAP targets (65 and 70 mmHg); the higher one is used."
    )
    state = weaning(orders={NOREPINEPHRINE: {"map_target_mmhg": 72}}).bed.state
    (found,) = standing_findings(state, POLICY, NOW)
    assert (
        found.text
        == "The orders have different MAP targets (65 and 72 mmHg); the higher one is used."
    )


@pytest.mark.ruling(27)
def test_a_missing_order_stands_only_after_the_start_and_only_for_a_running_protocol_drug() -> None:
    shift = weaning()
    started = with_(shift.bed.state, orders={})
    assert codes(standing_findings(started, POLICY, NOW)) == {Code.ORDER_INCOMPLETE}
    assert standing_findings(with_(started, wean_started_at=None), POLICY, NOW) == ()
    shift = completed()
    shift.at("08:07").infusion("epinephrine", "5 mL/h", amount="4 mg", volume="250 mL")
    assert standing_findings(with_(shift.bed.state, orders={}), POLICY, NOW) == ()


@pytest.mark.ruling(27)
def test_a_dose_above_its_soft_limit_stands_beside_what_else_it_is_above() -> None:
    found = standing_findings(too_much(weaning().bed.state), POLICY, NOW)
    assert codes(found) == {Code.ABOVE_HARD_CAP, Code.ABOVE_ORDER_MAXIMUM, Code.ABOVE_SOFT_LIMIT}


@pytest.mark.hazard("H14", "H58")
@pytest.mark.parametrize(("off_min", "is_open"), [(30, False), (0, True)])
def test_map_is_not_stable_by_time_in_which_the_workstation_was_off(
    off_min: int, *, is_open: bool
) -> None:
    """Stable since 07:00 as answered at 08:05; at 09:01 half an hour of that is not sure."""
    shift = prepared()
    shift.at("08:05").gate("07:00")
    gap = 55 * 60_000
    off = DoubtClock(reason="restart", gap_ms=gap, unsure_ms=off_min * 60_000)
    shift.bed.handle(off, by="", at=moment("09:00"))
    shift.at("09:01").assessment()
    found = findings_against_start(shift.bed.state, POLICY, moment("09:01"))
    assert [one.code for one in found] == ([] if is_open else [Code.START_GATE_NOT_MET])
