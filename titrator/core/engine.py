"""The engine: decide what a command brings. Pure; the time is in the stamp.

`decide` is the only door. It first lets time pass (a clock that went back, a reassessment overdue
past its limit), then judges the command, and folds every event through `evolve` with the invariants
checked after each. A refusal is an event too.
"""

from datetime import datetime
from typing import assert_never

import msgspec

from titrator.core import acts, corrections, handover, invariants, recordings
from titrator.core import commands as do
from titrator.core import events as ev
from titrator.core.evolve import evolve
from titrator.core.findings import Finding, RefusedError
from titrator.core.language import say
from titrator.core.phase import Phase, phase_of
from titrator.core.policy import Policy
from titrator.core.situation import Acted, Situation, wrong_phase
from titrator.core.state import State
from titrator.core.times import overdue


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one command.

    Attributes:
        events: in order, what time brought first.
        refusals: empty when it was accepted.
        noticed: findings of the act that refuse nothing.
        state: the state after all events.
    """

    events: tuple[ev.AnyEvent, ...]
    refusals: tuple[Finding, ...]
    noticed: tuple[Finding, ...]
    state: State


def decide(
    state: State,
    command: do.AnyCommand,
    stamp: ev.Stamp,
    policy: Policy,
    *,
    previous_at: datetime | None,
) -> Decision:
    """Return what `command` brings at a bed in `state`.

    Args:
        state: the bed before it.
        command: as typed.
        stamp: when, by whom, and the number of the entry.
        policy: the library and protocol in force.
        previous_at: when the entry before was made; the time has gone back when it was later.

    Raises:
        InvariantViolatedError: a fault of ours; nothing was decided.
    """
    passed = _time_passed(state, stamp, policy, previous_at)
    now = _fold(state, passed, stamp, policy)
    try:
        acted = _act(command, Situation(state=now, policy=policy, stamp=stamp))
    except RefusedError as refused:
        acted = Acted(refusals=refused.findings)
    events = (*acted.events, *_refusal(command, acted.refusals))
    return Decision(
        events=(*passed, *events),
        refusals=acted.refusals,
        noticed=acted.noticed,
        state=_fold(now, events, stamp, policy),
    )


def _time_passed(
    state: State, stamp: ev.Stamp, policy: Policy, previous_at: datetime | None
) -> tuple[ev.AnyEvent, ...]:
    """Return what time alone brings, before the command of this entry (rulings 6 and 16)."""
    if not state.is_open:
        return ()
    if previous_at is not None and stamp.at < previous_at:
        return (ev.ClockWentBack(),)
    limit = policy.protocol.parameters.suspend_after_overdue
    is_weaning = phase_of(state, policy, stamp.at) is Phase.WEANING
    if is_weaning and overdue(state, policy, stamp.at) > limit:
        return (ev.WeanSuspended(),)
    return ()


def _fold(state: State, events: tuple[ev.AnyEvent, ...], stamp: ev.Stamp, policy: Policy) -> State:
    for event in events:
        after = evolve(state, event, stamp)
        invariants.check(state, event, after, policy, stamp)
        state = after
    return state


def _refusal(
    command: do.AnyCommand, refusals: tuple[Finding, ...]
) -> tuple[ev.CommandRefused, ...]:
    if not refusals:
        return ()
    asked = msgspec.to_builtins(command)
    name = asked.pop("do")
    return (ev.CommandRefused(command=name, refusals=refusals, asked=asked),)


def _act(command: do.AnyCommand, bed: Situation) -> Acted:  # noqa: C901, PLR0911, PLR0912 - one case a command
    if isinstance(command, do.Look):
        return Acted()
    if isinstance(command, do.OpenEpisode):
        if bed.state.weight is not None:
            raise wrong_phase(say("This bed was opened already."))
        return recordings.open_episode(command, bed)
    if not bed.state.is_open:
        raise wrong_phase(say("No patient is open at this bed."))
    match command:
        case do.RecordInfusion():
            return recordings.record_infusion(command, bed)
        case do.RecordOrder():
            return recordings.record_order(command, bed)
        case do.DiscontinueOrder():
            return recordings.discontinue_order(command, bed)
        case do.RecordAssessment():
            return recordings.record_assessment(command, bed)
        case do.RecordStartGate():
            return recordings.record_start_gate(command, bed)
        case do.ChangeWeight():
            return recordings.change_weight(command, bed)
        case do.Correct():
            return corrections.correct(command, bed)
        case do.HandOver():
            return handover.hand_over(command, bed)
        case do.DoubtClock():
            doubted = ev.ClockDoubted(
                reason=command.reason,
                ahead_ms=command.ahead_ms,
                gap_ms=command.gap_ms,
                unsure_ms=command.unsure_ms,
            )
            return Acted(events=(doubted,))
        case do.CloseEpisode():
            return Acted(events=(ev.EpisodeClosed(),))
        case _:
            return _guided(command, bed)


def _guided(
    command: do.StartWean | do.Step | do.BackUp | do.Hold | do.Resume | do.ChangeBag | do.Decline,
    bed: Situation,
) -> Acted:
    match command:
        case do.StartWean():
            return acts.start_wean(command, bed)
        case do.Step():
            return acts.step(command, bed)
        case do.BackUp():
            return acts.back_up(command, bed)
        case do.Hold():
            return acts.hold(command, bed)
        case do.Resume():
            return acts.resume(command, bed)
        case do.ChangeBag():
            return acts.change_bag(command, bed)
        case do.Decline():
            return acts.decline(command, bed)
        case _:
            assert_never(command)
