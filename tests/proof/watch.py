"""What must hold after every decision, whatever led there: judged apart from the engine.

It looks at the state before and after, at what was asked and what was answered, works with its own
plain fractions and its own literals from the rules' text, and asks nothing of the engine's rules.
Each breach is one sentence; an empty list is what must come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.proof.watch_facts import (
    HOUR,
    above,
    dose,
    in_force,
    is_bad,
    map_target,
    no_good_assessment,
    per_minute,
    strength,
    surely,
    typed_rate,
)
from tests.reference.facts import NOREPINEPHRINE, VASOPRESSIN
from titrator.core import commands as do
from titrator.core import events as ev

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from titrator.core.advice import Advice
    from titrator.core.engine import Decision
    from titrator.core.state import State

INTERVAL = {NOREPINEPHRINE: timedelta(minutes=15), VASOPRESSIN: timedelta(minutes=60)}
FLOOR = {"mcg/kg/min": Fraction("0.01"), "mcg/min": Fraction(1)}
LARGEST = {
    "mcg/kg/min": Fraction("0.02"),
    "mcg/min": Fraction(2),
    "units/min": Fraction("0.01"),
    "units/h": Fraction("0.6"),
}
ACTIONS_OF = {
    "setup": {"complete_setup"},
    "ready": {"start"},
    "weaning": {"reassess", "wait", "reduce", "stop_drug", "call_prescriber"},
    "holding": {"back_up", "call_prescriber", "reassess", "hold", "wait", "resume"},
    "suspended": {"reassess", "call_prescriber"},
    "complete": {"done", "reassess"},
}
UNREADABLE = {
    "NOT_A_NUMBER",
    "BELOW_ZERO",
    "UNIT_MISMATCH",
    "CONCENTRATION_MISSING",
    "UNKNOWN_DRUG",
}
AGAINST_BACK_UP = UNREADABLE | {
    "ABOVE_HARD_CAP",
    "ABOVE_ORDER_MAXIMUM",
    "ABOVE_LIBRARY_LIMIT",
    "NOT_RUNNING",
    "NOT_REACHABLE_ON_PUMP",
    "NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN",
    "OUT_OF_WEAN_ORDER",
    "PRESCRIBER_NEEDED",
    "PUMP_MISMATCH",
}


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One decision with what was known before it."""

    before: State
    command: do.AnyCommand
    at: datetime
    phase_before: str
    decision: Decision
    is_vasopressin_first: bool

    @property
    def after(self) -> State:
        return self.decision.state

    @property
    def codes(self) -> set[str]:
        return {one.code.value for one in self.decision.refusals}


def breaches(seen: Watched) -> list[str]:
    """Everything that must not be, in words; empty when all is well."""
    found = [*_of_answer(seen), *_of_rates(seen)]
    for event in seen.decision.events:
        match event:
            case ev.DoseReduced() | ev.DrugStopped():
                found += _of_step(seen, event.drug)
            case ev.DoseBackedUp():
                found += _of_back_up(seen, event.drug)
            case ev.BagChanged():
                found += _of_bag(seen, event.drug)
            case ev.HoldResumed():
                found += _of_resume(seen, event)
            case ev.WeanStarted():
                found += _of_start(seen)
            case ev.ClockDoubted():
                found += _of_doubt(seen, event)
            case _:
                pass
    return found


def advice_breaches(state: State, advice: Advice, phase: str, now: datetime) -> list[str]:
    """What must not be in advice: an act of another phase, or a dose above a limit."""
    found = []
    if str(advice.action) not in ACTIONS_OF[phase]:
        found.append(f"advice {advice.action} in phase {phase}")
    if advice.pump_rate is None or advice.drug is None:
        return found
    infusion = state.infusions[advice.drug]
    rate = advice.pump_rate.magnitude
    if advice.action in ("reduce", "stop_drug") and rate >= infusion.pump_rate.magnitude:
        found.append("advice to reduce does not reduce")
    if advice.action == "back_up" and rate <= infusion.pump_rate.magnitude:
        found.append("advice to back up does not raise")
    if above(state, infusion, rate, now):
        found.append(f"advice above a limit: {advice.drug} {rate} mL/h")
    return found


# ---------------------------------------------------------------------------- what was answered


def _of_answer(seen: Watched) -> Iterator[str]:
    """Hold, back up and recording are always possible; a refusal changes nothing."""
    command, codes = seen.command, seen.codes
    is_open = seen.before.weight is not None and seen.before.closed_at is None
    if isinstance(command, do.Hold) and bool(codes) is (is_open and seen.phase_before != "setup"):
        yield f"hold in {seen.phase_before}: {codes}"
    if isinstance(command, do.BackUp):
        allowed = AGAINST_BACK_UP if is_open and seen.phase_before != "setup" else {"WRONG_PHASE"}
        if not codes <= allowed:
            yield f"back up in {seen.phase_before} refused with {codes - allowed}"
    if isinstance(command, do.RecordInfusion) and is_open and not codes <= UNREADABLE:
        yield f"recording refused with {codes - UNREADABLE}"
    acted = [event for event in seen.decision.events if not isinstance(event, _BROUGHT_BY_TIME)]
    if codes and not all(isinstance(one, ev.CommandRefused | ev.MapQuestioned) for one in acted):
        yield "a refusal that changed something"
    if codes and not acted:
        yield "a refusal that left no trace"


_BROUGHT_BY_TIME = (ev.ClockWentBack, ev.WeanSuspended)


def _of_rates(seen: Watched) -> Iterator[str]:
    """Rates change only by the acts that may change them, one drug at a time, never below zero."""
    changed = {
        drug
        for drug, infusion in seen.after.infusions.items()
        if drug not in seen.before.infusions
        or infusion.pump_rate != seen.before.infusions[drug].pump_rate
    }
    if any(one.pump_rate.magnitude < 0 for one in seen.after.infusions.values()):
        yield "a rate below zero"
    if len(changed) > 1:
        yield "more than one drug changed"
    may_change = do.RecordInfusion | do.Step | do.BackUp | do.ChangeBag | do.Correct
    if changed and (seen.codes or not isinstance(seen.command, may_change)):
        yield "a rate changed by something else"
    for drug in changed:
        is_zero = seen.after.infusions[drug].pump_rate.magnitude == 0
        if is_zero and isinstance(seen.command, do.Step) and seen.command.to != "off":
            yield "zero without off"


# ------------------------------------------------------------------------------------ the acts


def _of_step(seen: Watched, drug: str) -> Iterator[str]:
    before = seen.before
    if seen.phase_before != "weaning" or before.hold is not None or before.is_clock_suspect:
        yield f"a step in {seen.phase_before}"
    yield from no_good_assessment(before, seen.at)
    order = before.orders.get(drug)
    if order is None or not in_force(before, drug, seen.at):
        yield "a step without an order in force"
        return
    changes = [one for one in (before.last_change_at, before.step_clock_at) if one is not None]
    needed = max(INTERVAL[drug], order.interval)
    if any(surely(before, one, seen.at) < needed for one in changes):
        yield "a step before its interval"
    yield from _out_of_order(seen, drug)
    yield from _of_size(seen, drug)
    if typed_rate(seen.command) != seen.after.infusions[drug].pump_rate.magnitude:
        yield "the pump does not show what was recorded"


def _of_size(seen: Watched, drug: str) -> Iterator[str]:
    unit = seen.before.orders[drug].increment.unit.symbol
    old, new = seen.before.infusions[drug], seen.after.infusions[drug]
    before, after = dose(seen.before, old, unit), dose(seen.after, new, unit)
    floor = FLOOR.get(unit)
    if after == 0:
        lowest = LARGEST[unit] if floor is None else floor
        if before > lowest * Fraction(3, 2):
            yield "stopped from too high"
        return
    increment = seen.before.orders[drug].increment.magnitude
    if not 0 < before - after <= min(increment, LARGEST[unit]):
        yield "a real step above the increment, or none"
    if floor is not None and before > floor * Fraction(3, 2) and after < floor:
        yield "past the floor"
    if above(seen.after, new, new.pump_rate.magnitude, seen.at):
        yield "a confirmed dose above a limit"


def _out_of_order(seen: Watched, drug: str) -> Iterator[str]:
    """At most half a step above the floor counts as at the floor, by any tolerance."""
    before = seen.before
    other = before.infusions.get(VASOPRESSIN if drug == NOREPINEPHRINE else NOREPINEPHRINE)
    if other is None or other.pump_rate.magnitude == 0:
        return
    if seen.is_vasopressin_first:
        if drug == NOREPINEPHRINE:
            yield "norepinephrine before vasopressin is off"
        return
    if drug == VASOPRESSIN and not _is_low(before):
        yield "vasopressin before norepinephrine is at its floor"
    if drug == NOREPINEPHRINE and seen.after.infusions[drug].pump_rate.magnitude == 0:
        yield "norepinephrine off before vasopressin"


def _is_low(state: State) -> bool:
    infusion = state.infusions[NOREPINEPHRINE]
    order = state.orders.get(NOREPINEPHRINE)
    unit = "mcg/min" if order and order.increment.unit.symbol == "mcg/min" else "mcg/kg/min"
    return dose(state, infusion, unit) <= FLOOR[unit] * Fraction(3, 2)


def _of_back_up(seen: Watched, drug: str) -> Iterator[str]:
    old, new = seen.before.infusions[drug], seen.after.infusions[drug]
    if new.pump_rate.magnitude <= old.pump_rate.magnitude:
        yield "a back up that does not raise"
    if above(seen.after, new, new.pump_rate.magnitude, seen.at):
        yield "a back up above a limit"
    if seen.after.hold is None:
        yield "a back up without a hold"
    tolerated = seen.before.last_tolerated
    is_to_tolerated = tolerated is not None and tolerated.drug == drug
    last = seen.before.assessments[-1] if seen.before.assessments else None
    is_low = last is None or last.map_mmhg < map_target(seen.before, seen.at)
    if not is_to_tolerated and not is_low:
        yield "raised above the last tolerated dose without need"


def _of_bag(seen: Watched, drug: str) -> Iterator[str]:
    """The dose stays what it was, within half of what the pump can be set to, or one below a limit."""
    old, new = seen.before.infusions[drug], seen.after.infusions[drug]
    exact = per_minute(old, old.pump_rate.magnitude) * 60 / strength(new)
    off_by = new.pump_rate.magnitude - exact
    if not Fraction(-3, 20) < off_by <= Fraction(1, 20):
        yield "a bag change that changed the dose"
    was_above = above(seen.before, old, old.pump_rate.magnitude, seen.at)
    if not was_above and above(seen.after, new, new.pump_rate.magnitude, seen.at):
        yield "a bag change above a limit"


def _of_resume(seen: Watched, event: ev.HoldResumed) -> Iterator[str]:
    before = seen.before
    yield from no_good_assessment(before, seen.at)
    if before.is_clock_suspect:
        yield "a resume on a clock that is not trusted"
    if event.is_artefact:
        return
    target = map_target(before, seen.at)
    bad = [one.at for one in before.assessments if is_bad(one, target)]
    if bad and surely(before, bad[-1], seen.at) < HOUR:
        yield "a resume within the hour"
    hold = before.hold
    if hold is None:
        yield "a resume without a hold"
        return
    counted = [
        at
        for at in before.counted_holds
        if at <= hold.began_at and surely(before, at, hold.began_at) <= 12 * HOUR
    ]
    if hold.is_counted and len(counted) >= 2 and not event.prescriber_informed:
        yield "a second hold ended without the prescriber"


def _of_doubt(seen: Watched, event: ev.ClockDoubted) -> Iterator[str]:
    """Time that did not pass, or that UTC alone saw, is kept, and nothing becomes older by it."""
    after = seen.after
    if not after.is_clock_suspect:
        yield "a doubt that doubts nothing"
    spans = [timedelta(milliseconds=event.unsure_ms)] if event.unsure_ms else []
    if [one.span for one in after.unsure] != [*(one.span for one in seen.before.unsure), *spans]:
        yield "a span that only UTC saw is not kept"
    ahead = timedelta(milliseconds=event.ahead_ms)
    for was, is_now in zip(_moments(seen.before), _moments(after), strict=True):
        really = max(timedelta(), seen.at - was - ahead)
        if seen.at - is_now > really or is_now > seen.at:
            yield "a jump of the clock counted as time that passed"


def _moments(state: State) -> list[datetime]:
    """Every moment that permission counts from."""
    single = [state.last_change_at, state.step_clock_at, state.wean_started_at]
    if state.gate is not None:
        single += [state.gate.recorded_at, state.gate.map_stable_since]
    if state.hold is not None:
        single.append(state.hold.began_at)
    kept = [one for one in single if one is not None]
    return [*kept, *(one.at for one in state.assessments), *state.counted_holds]


def _of_start(seen: Watched) -> Iterator[str]:
    before, gate = seen.before, seen.before.gate
    yield from no_good_assessment(before, seen.at)
    if gate is None or gate.map_stable_since is None:
        yield "a start without a gate"
        return
    unsure = seen.at - gate.recorded_at - surely(before, gate.recorded_at, seen.at)
    is_stable = seen.at - gate.map_stable_since - unsure >= 2 * HOUR
    if seen.at - gate.recorded_at > HOUR or not is_stable:
        yield "a start with an old gate, or before two stable hours"
    if any(reply.answer not in ("met", "not_applicable") for reply in gate.replies.values()):
        yield "a start with an open answer"
    target = map_target(before, seen.at)
    if any(one.at >= gate.map_stable_since and one.map_mmhg < target for one in before.assessments):
        yield "a start against a low reading"
    for drug, infusion in before.infusions.items():
        if infusion.pump_rate.magnitude == 0:
            continue
        if drug in INTERVAL and not in_force(before, drug, seen.at):
            yield "a start without an order in force"
        if above(before, infusion, infusion.pump_rate.magnitude, seen.at):
            yield "a start above a limit"
