"""The one door: time first, then the command, every event folded; the same in, the same out."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    Shift,
    completed,
    moment,
    shipped_policy,
    suspended_as_overdue,
    weaning,
)
from titrator.core import commands as do
from titrator.core import events as ev
from titrator.core.engine import Decision, decide
from titrator.core.evolve import evolve
from titrator.core.findings import Code
from titrator.core.invariants import InvariantViolatedError
from titrator.core.state import EMPTY, State
from titrator.core.units import ML_PER_H, Quantity

POLICY = shipped_policy()
STEP = do.Step(drug=NOREPINEPHRINE, to="0.02 mcg/kg/min", pump_shows="5.3 mL/h")


def decided(
    state: State, command: do.AnyCommand, at: str = "08:06", previous: str | None = None
) -> Decision:
    """What the engine says to a command at this time."""
    stamp = ev.Stamp(at=moment(at), by="AB", line=99)
    before = None if previous is None else moment(previous)
    return decide(state, command, stamp, POLICY, previous_at=before)


def names(decision: Decision) -> list[str]:
    """The names of its events."""
    return [type(event).__name__ for event in decision.events]


def test_an_accepted_act_gives_its_event_and_the_state_after_it() -> None:
    """The state is the fold of the events."""
    state = weaning().bed.state
    decision = decided(state, STEP)
    assert (names(decision), decision.refusals) == (["DoseReduced"], ())
    stamp = ev.Stamp(at=moment("08:06"), by="AB", line=99)
    assert evolve(state, decision.events[0], stamp) == decision.state
    assert decision.state != state


def test_the_same_command_at_the_same_time_gives_the_same_decision() -> None:
    """Nothing is read but what is given."""
    state = weaning().bed.state
    assert decided(state, STEP) == decided(state, STEP)
    refused = do.Step(drug=VASOPRESSIN, to="off", pump_shows="0 mL/h")
    assert decided(state, refused) == decided(state, refused)


def test_a_refusal_is_an_event_that_holds_what_was_asked() -> None:
    """The state is as it was; command, fields and findings are in the log."""
    state = weaning().bed.state
    decision = decided(state, do.Step(drug=VASOPRESSIN, to="off"))
    assert decision.state == state
    (event,) = decision.events
    assert isinstance(event, ev.CommandRefused)
    assert (event.command, event.refusals) == ("step", decision.refusals)
    assert event.asked == {"drug": VASOPRESSIN, "to": "off", "pump_shows": None}


@pytest.mark.ruling(16)
@pytest.mark.hazard("H16")
@pytest.mark.parametrize(
    ("at", "events"), [("08:20", []), ("08:20:01", ["WeanSuspended"]), ("09:00", ["WeanSuspended"])]
)
def test_time_alone_suspends_before_the_command_is_judged(at: str, events: list[str]) -> None:
    """Due at 08:10 and never made: more than ten minutes later."""
    assert names(decided(weaning().bed.state, do.Look(), at)) == events


@pytest.mark.ruling(16)
def test_what_time_brings_comes_before_what_the_command_brings() -> None:
    """The suspension first, then the refusal that names it, or the assessment that ends it."""
    state = weaning().bed.state
    late = decided(state, STEP, "08:20:01")
    assert names(late) == ["WeanSuspended", "CommandRefused"]
    assert Code.SUSPENDED in {one.code for one in late.refusals}
    good = do.RecordAssessment(
        map_mmhg="70",
        map_source="arterial_line",
        perfusion=dict.fromkeys(
            ("mental_state", "capillary_refill", "urine_output", "skin"), "same_or_better"
        ),
    )
    saved = decided(state, good, "08:20:01")
    assert names(saved) == ["WeanSuspended", "AssessmentRecorded", "SuspensionEnded"]


@pytest.mark.ruling(16)
def test_time_suspends_only_a_running_wean_and_only_once() -> None:
    """Not when suspended already, not on hold, not after completion."""
    held = weaning()
    held.at("08:06").hold()
    for shift in (suspended_as_overdue(), held, completed()):
        assert names(decided(shift.bed.state, do.Look(), "12:00")) == []


@pytest.mark.ruling(6)
@pytest.mark.hazard("H14")
@pytest.mark.parametrize(
    ("previous", "events"),
    [("08:06:01", ["ClockWentBack"]), ("08:06", []), ("08:05:59", []), (None, [])],
)
def test_a_time_before_the_last_entry_is_the_clock_going_back(
    previous: str | None, events: list[str]
) -> None:
    """Equal is not earlier."""
    assert names(decided(weaning().bed.state, do.Look(), previous=previous)) == events


@pytest.mark.ruling(33)
def test_without_an_open_episode_time_brings_nothing() -> None:
    """Before it is opened, and after it is closed."""
    assert names(decided(EMPTY, do.Look(), previous="09:00")) == []
    shift = weaning()
    shift.at("08:06").close()
    assert names(decided(shift.bed.state, do.Look(), "12:00")) == []
    assert names(decided(shift.bed.state, do.Look(), "08:00", previous="08:06")) == []


@pytest.mark.hazard("H13")
@pytest.mark.parametrize("reason", ["restart", "slept", "stalled", "jumped"])
def test_the_program_itself_may_doubt_the_clock(reason: str) -> None:
    """Then nothing is reduced until a fresh complete assessment."""
    shift = weaning()
    command = do.DoubtClock(reason=reason)
    decision = decided(shift.bed.state, command)
    assert decision.events == (ev.ClockDoubted(reason=reason),)
    refused = decided(decision.state, STEP, "08:07")
    assert Code.CLOCK_NOT_TRUSTED in {one.code for one in refused.refusals}


@pytest.mark.ruling(33)
def test_a_bed_is_opened_once_and_before_anything_else() -> None:
    """A second opening, an act at a bed that was never opened, and one at a bed that is closed."""
    opened_again = decided(weaning().bed.state, do.OpenEpisode(weight="70 kg"))
    assert [(one.code, one.text) for one in opened_again.refusals] == [
        (Code.WRONG_PHASE, "This bed was opened already.")
    ]
    shift = weaning()
    shift.at("08:06").close()
    for state in (EMPTY, shift.bed.state):
        refused = decided(state, do.Hold(), "08:07")
        assert names(refused) == ["CommandRefused"]
        assert [(one.code, one.text) for one in refused.refusals] == [
            (Code.WRONG_PHASE, "No patient is open at this bed.")
        ]


def test_a_fault_of_ours_is_raised_before_anything_is_decided() -> None:
    """A pump that runs below zero: whatever is asked, no event is made on top of it."""
    state = weaning().bed.state
    infusion = msgspec.structs.replace(
        state.infusions[NOREPINEPHRINE], pump_rate=Quantity(Fraction(-1), ML_PER_H)
    )
    broken = msgspec.structs.replace(state, infusions={NOREPINEPHRINE: infusion})
    with pytest.raises(InvariantViolatedError, match=r"^a pump rate is below zero$"):
        decided(broken, do.DoubtClock(reason="slept"))


def test_closing_ends_the_episode() -> None:
    """And nothing else does."""
    decision = decided(weaning().bed.state, do.CloseEpisode())
    assert names(decision) == ["EpisodeClosed"]
    assert not decision.state.is_open


def every_command() -> list[do.AnyCommand]:
    """One of each, without any of its fields."""
    kinds = do.AnyCommand.__args__
    return [kind() for kind in kinds]


@pytest.mark.parametrize("command", every_command(), ids=lambda one: type(one).__name__)
def test_every_command_has_exactly_one_outcome_in_every_phase(command: do.AnyCommand) -> None:
    """Empty fields included: accepted or refused with a reason, and never a fault of ours."""
    suspended = suspended_as_overdue()
    held = weaning()
    held.at("08:06").assessment(60)
    shifts: list[Shift] = [Shift(), weaning(), held, suspended, completed()]
    for shift in shifts:
        decision = decided(shift.bed.state, command, "08:30", previous="08:20:01")
        refusals = [one for one in decision.events if isinstance(one, ev.CommandRefused)]
        assert bool(decision.refusals) is bool(refusals)
        assert len(refusals) < 2


def test_what_is_no_command_is_a_fault_of_ours_and_decides_nothing() -> None:
    """It never ends as an act that nobody asked for and that changed nothing."""
    with pytest.raises(AssertionError, match="HandOverTomorrow"):
        decided(weaning().bed.state, "HandOverTomorrow")  # type: ignore[arg-type]
