"""Everything one bed's screen says at one moment. Pure: entries, state, policy, time in."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import islice

from titrator.core import gate, wording
from titrator.core.findings import Code, Finding
from titrator.core.language import say, say_code
from titrator.core.order import Order
from titrator.core.phase import (
    Phase,
    faults_of_gate,
    findings_against_assessment,
    findings_against_order,
    phase_of,
    standing_findings,
)
from titrator.core.policy import Policy, policy_notices
from titrator.core.state import State
from titrator.session.bed import Logged
from titrator.session.clock_words import doubt_sentence
from titrator.session.drug_rows import drug_rows
from titrator.session.handover_difference import handover_differences
from titrator.session.log_words import log_line, perfusion_text
from titrator.session.next_act import next_act
from titrator.session.screen import (
    Act,
    Banner,
    Bedside,
    LastMap,
    LogLine,
    MapPoint,
    NextAct,
    Task,
)

_TREND = timedelta(hours=12)
_GREY_AFTER = timedelta(minutes=15)
_RECENT = 6
_PHASES = {
    Phase.SETUP: say("set up"),
    Phase.READY: say("ready to start"),
    Phase.WEANING: say("wean running"),
    Phase.HOLDING: say("on hold"),
    Phase.COMPLETE: say("all off"),
    Phase.SUSPENDED: say("wean suspended"),
}


def bedside_of(
    state: State,
    entries: Sequence[Logged],
    policy: Policy,
    now: datetime,
    zone: tzinfo | None,
    *,
    strip: NextAct | None = None,
) -> Bedside:
    """Return what the bedside screen says at `now`, with times in `zone`; `strip` if it is known."""
    phase = phase_of(state, policy, now)
    return Bedside(
        banner=_banner(state, entries, policy, now, zone),
        next=strip or next_act(state, entries, policy, now, zone),
        last_map=_last_map(state, policy, now, zone),
        drugs=drug_rows(state, policy, now, zone),
        tasks=_tasks(state, policy, now) if phase in (Phase.SETUP, Phase.READY) else (),
        log=log_lines(reversed(entries), zone, at_most=_RECENT),
        phase=_PHASES[phase],
    )


def log_lines(
    entries: Iterable[Logged], zone: tzinfo | None, *, at_most: int | None = None
) -> tuple[LogLine, ...]:
    """Return entries in words, in the order given."""
    return tuple(log_line(logged, zone) for logged in islice(entries, at_most))


def _banner(
    state: State,
    entries: Sequence[Logged],
    policy: Policy,
    now: datetime,
    zone: tzinfo | None,
) -> Banner:
    target = wording.shown_number(state.target_mmhg(now, policy.protocol))
    brief = weight = say("weight not known")
    if state.weight is not None and state.weight_at is not None:
        at = wording.clock_text(state.weight_at.astimezone(zone))
        brief = f"{wording.as_typed(state.weight)} {say_code(state.weight_kind)}"
        weight = f"{brief} {at}"
    slept = doubt_sentence(state, policy, now, zone)
    warnings = [slept] if slept else []
    warnings += handover_differences(state, entries, policy, zone)
    warnings += [one.text for one in standing_findings(state, policy, now)]
    warnings += policy_notices(policy, now.astimezone(zone).date())
    return Banner(
        bed=state.bed,
        weight=weight,
        weight_brief=brief,
        target=say("MAP target {target} mmHg or more", target=target),
        target_brief=say("MAP target {target} mmHg", target=target),
        phase=_PHASES[phase_of(state, policy, now)],
        warnings=tuple(warnings),
    )


def _last_map(state: State, policy: Policy, now: datetime, zone: tzinfo | None) -> LastMap:
    target = state.target_mmhg(now, policy.protocol)
    readings = tuple(
        MapPoint(at=one.at, mmhg=int(one.map_mmhg))
        for one in state.assessments
        if now - one.at <= _TREND
    )
    last = state.last_assessment
    if last is None:
        return LastMap(
            value="",
            source="",
            time="",
            age=say("No MAP yet: steps locked."),
            perfusion=say("No assessment yet"),
            is_stale=False,
            is_low=False,
            target_mmhg=int(target),
            readings=readings,
        )
    age = now - last.at
    return LastMap(
        value=wording.shown_number(last.map_mmhg),
        source=say_code(last.source),
        time=wording.clock_text(last.at.astimezone(zone)),
        age=say("{age} ago", age=wording.minutes_text(age)),
        perfusion=_sentence(perfusion_text(last)),
        is_stale=age > _GREY_AFTER,
        is_low=last.is_low(target),
        target_mmhg=int(target),
        readings=readings,
        is_worse=bool(last.worse),
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


_BRIEFLY = {
    Code.ORDER_INCOMPLETE: say("missing"),
    Code.ORDER_NOT_IN_FORCE: say("has ended"),
    Code.START_GATE_NOT_MET: say("not met yet"),
    Code.ASSESSMENT_MISSING: say("missing"),
    Code.ASSESSMENT_STALE: say("too old"),
    Code.MAP_IMPLAUSIBLE: say("retype MAP"),
    Code.MAP_BELOW_TARGET: say("MAP low"),
    Code.MAP_SOURCE_NOT_ALLOWED: say("MAP by cuff"),
    Code.PERFUSION_WORSE: say("worse"),
    Code.PERFUSION_NOT_ASSESSED: say("incomplete"),
}
"""What the first thing missing comes to, on a button that has no room for its sentence."""


def _tasks(state: State, policy: Policy, now: datetime) -> tuple[Task, ...]:
    """Return what the set-up needs, each thing with whether it is there."""
    in_protocol = [one.drug for one in state.running if one.drug in policy.protocol.drugs]
    infusions = Task(
        act=Act.INFUSION,
        label=say("Record what runs"),
        detail=", ".join(in_protocol) or say("No drug of the protocol is recorded as running"),
        brief=_counted(len(in_protocol)),
        is_done=bool(in_protocol),
    )
    orders = tuple(
        _task(
            Act.ORDER,
            say("Order for {drug}", drug=drug),
            findings_against_order(drug, state, policy, now),
            lacks=_lack_of_order(state.orders.get(drug)),
            done=say("Complete and in force"),
        )
        for drug in in_protocol or policy.protocol.drugs[:1]
    )
    closed = faults_of_gate(state, policy, now)
    against = findings_against_assessment(state, policy, now)
    return (
        infusions,
        *orders,
        _task(
            Act.GATE,
            say("Start gate"),
            gate.findings_of(closed),
            lacks=f"{_sentence('; '.join(closed))}.",
            done=say("All conditions met"),
        ),
        _task(Act.REASSESS, say("Fresh assessment"), against, done=_read_last(state, now)),
        Task(
            act=Act.START,
            label=say("Start the wean"),
            detail=say("When everything above is there"),
            brief=say("when all is there"),
            is_done=False,
        ),
    )


def _counted(drugs: int) -> str:
    if not drugs:
        return say("nothing yet")
    return say("1 drug") if drugs == 1 else say("{count} drugs", count=drugs)


def _lack_of_order(order: Order | None) -> str:
    """Return why an order does not count, under the heading that names its drug."""
    if order is None:
        return say("No complete one is recorded.")
    return say("It was discontinued.") if order.is_discontinued else say("It has expired.")


def _task(act: Act, label: str, missing: Iterable[Finding], *, done: str, lacks: str = "") -> Task:
    """Return a task with what it lacks, or with what stands there when it lacks nothing.

    `lacks` says it where the sentences of a refusal would name once more what `label` names.
    """
    found = tuple(missing)
    return Task(
        act=act,
        label=label,
        detail=(lacks or " ".join(one.text for one in found)) if found else done,
        brief=_BRIEFLY.get(found[0].code, say("not yet")) if found else say("complete"),
        is_done=not found,
    )


def _read_last(state: State, now: datetime) -> str:
    """Return the last MAP with its age, empty before there is one."""
    last = state.last_assessment
    if last is None:
        return ""
    mmhg, age = wording.shown_number(last.map_mmhg), wording.minutes_text(now - last.at)
    return say("MAP {mmhg} mmHg, {age} ago", mmhg=mmhg, age=age)
