"""The watch itself: shown decisions that no engine may make, it must say so."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.proof import beds
from tests.proof.permission_situations import PLACES
from tests.proof.permission_told import just_started
from tests.proof.watch import Watched, advice_breaches, breaches
from tests.reference.facts import NOREPINEPHRINE, VASOPRESSIN
from titrator.core import commands as do
from titrator.core import events as ev
from titrator.core.advice import Action, Advice
from titrator.core.engine import Decision
from titrator.core.evolve import evolve
from titrator.core.findings import Code, finding
from titrator.core.state import Unsure
from titrator.core.units import ML_PER_H, Quantity

if TYPE_CHECKING:
    from titrator.core.state import State

LATER = beds.NOON + timedelta(minutes=1)
STARTED = just_started("norepinephrine-first", PLACES["norepinephrine-first"][0]).state
STEP = do.Step(drug=NOREPINEPHRINE, to="0.02 mcg/kg/min", pump_shows="2 mL/h")


def rate(number: str) -> Quantity:
    """A pump rate in mL/h."""
    return Quantity(Fraction(number), ML_PER_H)


def said(
    *events: ev.AnyEvent,
    command: do.AnyCommand = STEP,
    before: State = STARTED,
    phase: str = "weaning",
    minutes: int = 1,
    refused: Code | None = None,
) -> list[str]:
    """What the watch says of a decision with these events, `minutes` after the start."""
    at = beds.NOON + timedelta(minutes=minutes)
    after = before
    for event in events:
        after = evolve(after, event, ev.Stamp(at=at, by="AB", line=99))
    refusals = () if refused is None else (finding(refused, "No."),)
    decision = Decision(events=events, refusals=refusals, noticed=(), state=after)
    seen = Watched(
        before=before,
        command=command,
        at=at,
        phase_before=phase,
        decision=decision,
        is_vasopressin_first=False,
    )
    return breaches(seen)


def reduced(to: str, drug: str = NOREPINEPHRINE) -> ev.DoseReduced:
    """A reduction to a pump rate."""
    return ev.DoseReduced(drug=drug, to=rate(to), pump_rate=rate(to))


def test_an_allowed_step_is_no_breach() -> None:
    """From 0.03 to 0.02 one minute after the start, assessed and read back."""
    assert said(reduced("2")) == []


@pytest.mark.parametrize(
    ("found", "changed"),
    [
        ("a step in holding", {"phase": "holding"}),
        ("no fresh, good, complete assessment", {"minutes": 6}),
    ],
)
def test_a_step_at_the_wrong_time_is_seen(found: str, changed: dict[str, object]) -> None:
    """In a hold, or with an assessment older than five minutes."""
    assert found in said(reduced("2"), **changed)  # type: ignore[arg-type]


def test_a_step_before_its_interval_is_seen() -> None:
    """14 minutes after the last change."""
    changed = msgspec.structs.replace(
        STARTED, last_change_at=beds.NOON - timedelta(minutes=13), step_clock_at=None
    )
    assert "a step before its interval" in said(reduced("2"), before=changed)


def test_time_that_only_utc_saw_opens_no_step_no_resume_and_no_start() -> None:
    """Half an hour since a change, an hour since a bad reading, two stable hours: a minute less."""
    off = (Unsure(after=beds.NOON - timedelta(minutes=20), span=timedelta(minutes=17)),)
    changed = msgspec.structs.replace(
        STARTED, step_clock_at=beds.NOON - timedelta(minutes=30), unsure=off
    )
    assert "a step before its interval" in said(reduced("2"), before=changed)
    low = msgspec.structs.replace(
        STARTED.assessments[0], at=beds.NOON - timedelta(minutes=61), map_mmhg=Fraction(60)
    )
    held = msgspec.structs.replace(STARTED, assessments=(low, *STARTED.assessments), unsure=off)
    resumed = ev.HoldResumed(is_artefact=False, prescriber_informed=False)
    assert "a resume within the hour" in said(resumed, command=do.Resume(), before=held)
    assert STARTED.gate is not None
    early = msgspec.structs.replace(STARTED.gate, recorded_at=beds.NOON - timedelta(minutes=21))
    gated = msgspec.structs.replace(STARTED, gate=early, unsure=off)
    found = said(ev.WeanStarted(), command=do.StartWean(), before=gated)
    assert "a start with an old gate, or before two stable hours" in found


def test_a_doubt_that_is_not_kept_is_seen() -> None:
    """A jump that made the last change older, and a span that nobody kept."""
    jump = ev.ClockDoubted(reason="jumped", ahead_ms=60_000, unsure_ms=60_000)
    assert said(jump, command=do.DoubtClock()) == []
    at = beds.NOON + timedelta(minutes=1)
    decision = Decision(events=(jump,), refusals=(), noticed=(), state=STARTED)
    kept_nothing = Watched(
        before=STARTED,
        command=do.DoubtClock(),
        at=at,
        phase_before="weaning",
        decision=decision,
        is_vasopressin_first=False,
    )
    assert set(breaches(kept_nothing)) == {
        "a doubt that doubts nothing",
        "a span that only UTC saw is not kept",
        "a jump of the clock counted as time that passed",
    }


@pytest.mark.parametrize(
    ("to", "found"),
    [
        ("1.9", "a real step above the increment, or none"),
        ("3", "a real step above the increment, or none"),
        ("0.5", "past the floor"),
        ("2.5", "the pump does not show what was recorded"),
        ("-1", "a rate below zero"),
        ("0", "zero without off"),
    ],
)
def test_a_step_of_the_wrong_size_is_seen(to: str, found: str) -> None:
    """Too large, none at all, past the floor, not what was read back, below zero, to zero."""
    assert found in said(reduced(to))


def test_a_step_out_of_order_is_seen() -> None:
    """Vasopressin before norepinephrine is at its floor; norepinephrine off before vasopressin."""
    vasopressin = do.Step(drug=VASOPRESSIN, to="0.02 units/min", pump_shows="4 mL/h")
    found = said(reduced("4", VASOPRESSIN), command=vasopressin)
    assert "vasopressin before norepinephrine is at its floor" in found
    off = do.Step(drug=NOREPINEPHRINE, to="off", pump_shows="0 mL/h")
    found = said(ev.DrugStopped(drug=NOREPINEPHRINE), command=off)
    assert {"norepinephrine off before vasopressin", "stopped from too high"} <= set(found)


def test_a_back_up_above_a_limit_or_without_a_hold_is_seen() -> None:
    """Vasopressin to 0.041 units/min, above its ceiling and order; no hold started."""
    typed = do.BackUp(drug=VASOPRESSIN, pump_shows="8.2 mL/h")
    raised = ev.DoseBackedUp(drug=VASOPRESSIN, pump_rate=rate("8.2"))
    found = said(raised, command=typed)
    assert {"a back up above a limit", "a back up without a hold"} <= set(found)
    assert "raised above the last tolerated dose without need" in found


def test_a_refused_hold_back_up_or_recording_is_seen() -> None:
    """None of them may be locked out by the clock, by staleness or by a hold."""
    assert said(command=do.Hold(), phase="suspended", refused=Code.CLOCK_NOT_TRUSTED)
    assert said(command=do.BackUp(), phase="weaning", refused=Code.ASSESSMENT_STALE)
    assert said(command=do.RecordInfusion(), refused=Code.ABOVE_HARD_CAP)


def test_a_refusal_that_changes_something_is_seen() -> None:
    """Refused is refused: no event but the refusal itself."""
    found = said(reduced("2"), refused=Code.STEP_TOO_EARLY)
    assert "a refusal that changed something" in found
    assert "a refusal that left no trace" in said(refused=Code.STEP_TOO_EARLY)


def test_a_resume_or_a_start_without_its_conditions_is_seen() -> None:
    """A resume without a hold, a start without a gate."""
    resumed = ev.HoldResumed(is_artefact=False, prescriber_informed=False)
    assert "a resume without a hold" in said(resumed, command=do.Resume())
    bare = msgspec.structs.replace(STARTED, gate=None)
    assert "a start without a gate" in said(ev.WeanStarted(), command=do.StartWean(), before=bare)


def test_a_bag_change_that_changes_the_dose_is_seen() -> None:
    """The bag is twice as strong and the rate stays what it was."""
    twice = beds.bag(Fraction("9.6"), "mg", Fraction(100))
    changed = ev.BagChanged(drug=NOREPINEPHRINE, bag=twice, pump_rate=rate("3"), second_by="EF")
    command = do.ChangeBag(drug=NOREPINEPHRINE)
    assert "a bag change that changed the dose" in said(changed, command=command)


def test_advice_of_another_phase_or_above_a_limit_is_seen() -> None:
    """A reduction advised in a hold, upwards, and above the ceiling of vasopressin."""
    advised = Advice(
        action=Action.REDUCE, text="", rule="", drug=VASOPRESSIN, pump_rate=rate("8.1")
    )
    found = advice_breaches(STARTED, advised, "holding", LATER)
    assert "advice reduce in phase holding" in found
    assert "advice to reduce does not reduce" in found
    assert any(one.startswith("advice above a limit") for one in found)
