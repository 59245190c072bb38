"""The strip that says what is next: heading, the named countdown, and what follows."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import assert_never

import msgspec

from titrator.core import wording
from titrator.core.advice import Action, Advice, advice
from titrator.core.language import join, say
from titrator.core.phase import Phase, phase_of
from titrator.core.policy import Policy
from titrator.core.state import State
from titrator.core.times import overdue, reassess_due_at, step_due_at, step_opens_at
from titrator.session.bed import Logged
from titrator.session.ladder import ladder
from titrator.session.screen import Act, NextAct, Rung, Tone

_MARKS = {Tone.DUE: "*", Tone.OVERDUE: "**", Tone.SUSPENDED: "**", Tone.DANGER: "***"}


class _Strip(msgspec.Struct, frozen=True, kw_only=True):
    """What differs between the strips."""

    tone: Tone
    heading: str
    lines: tuple[str, ...]
    act: Act | None = None
    act_label: str = ""
    clock: str = ""
    at: datetime | None = None


def next_act(
    state: State,
    entries: Sequence[Logged],
    policy: Policy,
    now: datetime,
    zone: tzinfo | None,
    *,
    rungs: tuple[Rung, ...] | None = None,
) -> NextAct:
    """Return the strip for a bed at `now`; `entries` show which steps were taken.

    `rungs` is the ladder of this state and these entries where it is known already.
    """
    advised = advice(state, policy, now)
    phase = phase_of(state, policy, now)
    strip = _strip(advised, phase, state, policy, now, zone)
    return NextAct(
        tone=strip.tone,
        mark=_MARKS.get(strip.tone, ""),
        heading=strip.heading,
        countdown=countdown(strip.at, now),
        late=strip.at is not None and now > strip.at,
        lines=strip.lines,
        act=strip.act,
        act_label=strip.act_label,
        clock=strip.clock,
        at=strip.at,
        ladder=ladder(state, policy, entries) if rungs is None else rungs,
    )


def countdown(at: datetime | None, now: datetime) -> tuple[str, ...]:
    """Return the time to or since `at` as number and unit in turn, empty without one."""
    if at is None:
        return ()
    return tuple(wording.countdown_text(at - now).split(" "))


def _strip(
    advised: Advice, phase: Phase, state: State, policy: Policy, now: datetime, zone: tzinfo | None
) -> _Strip:
    match advised.action:
        case Action.REASSESS:
            return _reassess(advised, phase, state, policy, now, zone)
        case Action.WAIT:
            return _wait(advised, phase, state, policy, now, zone)
        case Action.REDUCE | Action.STOP_DRUG:
            return _step(advised, state, policy, now, zone)
        case Action.HOLD | Action.BACK_UP | Action.CALL_PRESCRIBER | Action.RESUME:
            return _hold(advised, phase, state, policy, now, zone)
        case Action.COMPLETE_SETUP:
            lines = (_not_running(advised, state, policy),)
            return _Strip(tone=Tone.SETUP, heading=say("SET UP"), lines=lines)
        case Action.START:
            return _Strip(
                tone=Tone.SETUP,
                heading=say("READY TO START"),
                lines=(advised.text,),
                act=Act.START,
                act_label=say("Start the wean"),
            )
        case Action.DONE:
            return _Strip(tone=Tone.DONE, heading=say("ALL OFF"), lines=(advised.text,))
        case _:
            assert_never(advised.action)


def _not_running(advised: Advice, state: State, policy: Policy) -> str:
    """Return that no wean runs, and the fields of each order that is not there."""
    drugs = [one.drug for one in state.running if one.drug in policy.protocol.drugs]
    without = [drug for drug in drugs if drug not in state.orders]
    if not without:
        return say("No wean running. {advised}", advised=advised.text)
    fields = say(
        "initial rate, increment, maximum rate, interval, endpoint (MAP), prescriber, route"
    )
    return say(
        "No wean running. Order fields missing for {without}: {fields}.",
        without=join(say(" and "), without),
        fields=fields,
    )


def _reassess(
    advised: Advice, phase: Phase, state: State, policy: Policy, now: datetime, zone: tzinfo | None
) -> _Strip:
    due = reassess_due_at(state, policy)
    late = overdue(state, policy, now)
    tone, heading = Tone.DUE, say("REASSESS NOW")
    if phase is Phase.SUSPENDED:
        tone, heading = Tone.SUSPENDED, say("WEAN SUSPENDED: REASSESS")
    elif late > policy.protocol.parameters.overdue_after:
        tone, heading = Tone.OVERDUE, say("REASSESS OVERDUE")
    elif due is not None and now < due:
        # No step follows in a hold: only the clock asks for an assessment before its time.
        due = None
        if phase is not Phase.HOLDING:
            heading = say("REASSESS, THEN THE NEXT STEP")
    return _Strip(
        tone=tone,
        heading=heading,
        lines=(advised.text, *_age_line(state, policy, now)),
        act=Act.REASSESS,
        act_label=say("Reassess"),
        clock="reassess",
        at=due,
    )


def _age_line(state: State, policy: Policy, now: datetime) -> tuple[str, ...]:
    last = state.last_assessment
    age = now - last.at if last is not None else None
    if age is None or age <= policy.protocol.parameters.assessment_max_age:
        return ()
    return (say("Last MAP is {age} old: too old to reduce.", age=wording.minutes_text(age)),)


def _wait(
    advised: Advice, phase: Phase, state: State, policy: Policy, now: datetime, zone: tzinfo | None
) -> _Strip:
    due = reassess_due_at(state, policy)
    lines: tuple[str, ...]
    holding, locked = phase is Phase.HOLDING, phase is Phase.SUSPENDED
    if locked:
        lines = (advised.text,)
    elif holding:
        lines = (advised.text, *(one.text for one in advised.missing[:2]))
    else:
        target = wording.shown_number(state.target_mmhg(now, policy.protocol))
        opens = _time(step_opens_at(state, policy), zone)
        then = say(
            "then the next step from {opens} if MAP is {target} mmHg or more",
            opens=opens,
            target=target,
        )
        lines = (say("due {due} · {then}", due=_time(due, zone), then=then),)
    return _Strip(
        tone=Tone.HOLD if holding else Tone.CALM,
        heading=(say("STEPS LOCKED. ") if locked else _held(state, zone)) + say("NEXT: REASSESS"),
        lines=lines,
        act=Act.REASSESS,
        act_label=say("Reassess"),
        clock="reassess",
        at=due,
    )


def _step(
    advised: Advice, state: State, policy: Policy, now: datetime, zone: tzinfo | None
) -> _Strip:
    due = step_due_at(state, policy)
    is_stop = advised.action is Action.STOP_DRUG
    verb = say("STOP") if is_stop else say("REDUCE")
    is_late = due is not None and now > due
    reassess = reassess_due_at(state, policy)
    lines = [advised.text]
    lines.append(
        say(
            "Due by {due} · reassess at {reassess}",
            due=_time(due, zone),
            reassess=_time(reassess, zone),
        )
    )
    return _Strip(
        tone=Tone.CALM,
        heading=say(
            "{verb} {drug}: OPEN NOW, DUE {is_late}",
            verb=verb,
            drug=advised.drug,
            is_late=say("SINCE") if is_late else say("WITHIN"),
        ),
        lines=tuple(lines),
        act=Act.REDUCE,
        act_label=say("Stop {drug}", drug=advised.drug) if is_stop else say("Reduce"),
        clock="step",
        at=due,
    )


def _hold(
    advised: Advice, phase: Phase, state: State, policy: Policy, now: datetime, zone: tzinfo | None
) -> _Strip:
    due = reassess_due_at(state, policy)
    held = _held(state, zone)
    match advised.action:
        case Action.BACK_UP:
            return _Strip(
                tone=Tone.DANGER,
                heading=say("{held}BACK UP {drug}", held=held, drug=advised.drug),
                lines=(advised.text,),
                act=Act.BACK_UP,
                act_label=say("Back up"),
            )
        case Action.CALL_PRESCRIBER:
            # Red is for a MAP that is low, perfusion that is worse and a pump that runs something
            # else; an order that ended, or a dose that cannot be reached, is none of these.
            return _Strip(
                tone=Tone.DUE if phase is Phase.WEANING else Tone.DANGER,
                heading=say("{held}CALL THE PRESCRIBER", held=held),
                lines=(advised.text,),
            )
        case Action.RESUME:
            return _Strip(
                tone=Tone.HOLD,
                heading=say("{held}RESUME WHEN READY", held=held),
                lines=(advised.text,),
                act=Act.RESUME,
                act_label=say("Resume"),
                clock="reassess",
                at=due,
            )
        case _:
            return _Strip(
                tone=Tone.HOLD,
                heading=say("{held}REASSESS", held=held)
                if _is_perfusion_alone(state, policy, now)
                else say("{held}REPEAT MAP", held=held),
                lines=(advised.text,),
                act=Act.REASSESS,
                act_label=say("Reassess"),
                clock="reassess",
                at=due,
            )


def _is_perfusion_alone(state: State, policy: Policy, now: datetime) -> bool:
    """Return whether MAP was on target at the last assessment, and something else was worse."""
    last = state.last_assessment
    return (
        last is not None
        and bool(last.worse)
        and not last.is_low(state.target_mmhg(now, policy.protocol))
    )


def _held(state: State, zone: tzinfo | None) -> str:
    return (
        say("ON HOLD SINCE {began_at}: ", began_at=_time(state.hold.began_at, zone))
        if state.hold
        else ""
    )


def _time(at: datetime | None, zone: tzinfo | None) -> str:
    return "" if at is None else wording.clock_text(at.astimezone(zone))


def tab_status(strip: NextAct) -> str:
    """Return a bed's state in a few words for its tab; a time alone is always one that is left."""
    if strip.countdown and strip.tone in (Tone.CALM, Tone.DUE):
        countdown = " ".join(strip.countdown)
        return say("{countdown} late", countdown=countdown) if strip.late else countdown
    if strip.tone is Tone.OVERDUE and strip.countdown:
        return say("overdue {countdown}", countdown=" ".join(strip.countdown[:2]))
    if strip.tone is Tone.DUE and strip.act is None:
        return say("call prescriber")
    return _TAB_WORDS.get(strip.tone, "")


_TAB_WORDS = {
    Tone.SETUP: say("set up"),
    Tone.DUE: say("reassess now"),
    Tone.OVERDUE: say("overdue"),
    Tone.SUSPENDED: say("suspended"),
    Tone.HOLD: say("hold"),
    Tone.DANGER: say("act now"),
    Tone.DONE: say("all off"),
    Tone.CALM: say("wean"),
}
