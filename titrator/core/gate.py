"""The start gate: stable pressure, perfusion and volume before anything is reduced (R3-R5, R17)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import partial

import msgspec

from titrator.core import wording
from titrator.core.assessment import Assessment
from titrator.core.commands import NotApplicable, RecordStartGate
from titrator.core.findings import Code, Finding, RefusedError, finding, require_all
from titrator.core.language import join, say, say_code
from titrator.core.protocol import Protocol
from titrator.core.readings import is_given, read_moment

ANSWERS = (
    "lactate_clearing",
    "urine_output",
    "mental_state",
    "capillary_refill",
    "skin",
    "fluids",
    "arterial_line",
)
MAY_NOT_APPLY = ("lactate_clearing", "urine_output", "mental_state")


class GateAnswer(StrEnum):
    """An answer of the start gate."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_ASSESSED = "not_assessed"
    NOT_APPLICABLE = "not_applicable"


class GateReply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer, and for *not applicable* the reason and the prescriber."""

    answer: GateAnswer
    reason: str = ""
    prescriber: str = ""

    def opens(self, name: str) -> bool:
        """Return whether this reply to `name` lets the gate open (ruling 24)."""
        if self.answer is GateAnswer.MET:
            return True
        has_grounds = is_given(self.reason) and is_given(self.prescriber)
        return self.answer is GateAnswer.NOT_APPLICABLE and name in MAY_NOT_APPLY and has_grounds


class StartGate(msgspec.Struct, frozen=True, kw_only=True):
    """The gate as answered; `map_stable_since` is None when it was not given."""

    recorded_at: datetime
    line: int
    map_stable_since: datetime | None
    replies: Mapping[str, GateReply]


def read_gate(typed: RecordStartGate, *, at: datetime, line: int) -> StartGate:
    """Return the gate as typed; missing answers are *not assessed*.

    Raises:
        RefusedError: START_GATE_NOT_MET when an answer or the time cannot be read.
    """
    require_all(
        partial(_read_since, typed.map_stable_since),
        *(partial(_read_reply, name, getattr(typed, name)) for name in ANSWERS),
    )
    since = _read_since(typed.map_stable_since)
    replies = {name: _read_reply(name, getattr(typed, name)) for name in ANSWERS}
    return StartGate(recorded_at=at, line=line, map_stable_since=since, replies=replies)


def _read_since(typed: str | None) -> datetime | None:
    if typed is None:
        return None
    since = read_moment(typed)
    if since is None:
        sentence = say('"{typed}" is not a time with its zone.', typed=typed[:24])
        raise RefusedError(finding(Code.START_GATE_NOT_MET, sentence))
    return since


def _read_reply(name: str, typed: str | NotApplicable | None) -> GateReply:
    if typed is None:
        return GateReply(answer=GateAnswer.NOT_ASSESSED)
    if isinstance(typed, NotApplicable):
        return GateReply(
            answer=GateAnswer.NOT_APPLICABLE,
            reason=typed.not_applicable or "",
            prescriber=typed.prescriber or "",
        )
    if typed not in (GateAnswer.MET, GateAnswer.NOT_MET, GateAnswer.NOT_ASSESSED):
        sentence = say(
            'Gate answer "{typed}" for {name} cannot be read.', typed=typed[:24], name=_spoken(name)
        )
        raise RefusedError(finding(Code.START_GATE_NOT_MET, sentence))
    return GateReply(answer=GateAnswer(typed))


def faults(
    gate: StartGate | None,
    *,
    protocol: Protocol,
    assessments: Sequence[Assessment],
    target: Fraction,
    now: datetime,
    unsure: timedelta,
) -> tuple[str, ...]:
    """Return everything that keeps the gate closed at `now`, each in a few words, or nothing.

    `unsure` is how much of the time since its answers only UTC says has passed.
    """
    if gate is None:
        return (say("it has not been answered"),)
    return (
        *_time_faults(gate, protocol, now, unsure),
        *_reply_faults(gate, protocol),
        *_contradictions(gate, assessments, target),
    )


def findings_of(why: Sequence[str]) -> tuple[Finding, ...]:
    """Return one finding that names everything that keeps the gate closed, or nothing."""
    if not why:
        return ()
    sentence = say("The start gate is not met: {why}.", why=join("; ", why))
    return (finding(Code.START_GATE_NOT_MET, sentence),)


def _time_faults(
    gate: StartGate, protocol: Protocol, now: datetime, unsure: timedelta
) -> list[str]:
    parameters = protocol.parameters
    faults = []
    if now - gate.recorded_at > parameters.gate_answers_max_age:
        oldest = wording.minutes_text(parameters.gate_answers_max_age)
        faults.append(say("its answers are more than {oldest} old", oldest=oldest))
    needed = wording.minutes_text(parameters.map_stable)
    if gate.map_stable_since is None:
        faults.append(say("since when MAP is stable was not given"))
    elif now - gate.map_stable_since - unsure < parameters.map_stable:
        faults.append(say("MAP has not been stable for {needed}", needed=needed))
    return faults


def _reply_faults(gate: StartGate, protocol: Protocol) -> list[str]:
    return [
        say("{name} {answer}", name=_spoken(name), answer=say_code(gate.replies[name].answer))
        for name in protocol.gate_required
        if not gate.replies[name].opens(name)
    ]


def _contradictions(
    gate: StartGate, assessments: Sequence[Assessment], target: Fraction
) -> list[str]:
    since = gate.map_stable_since
    if since is None:
        return []
    return [
        say(
            "MAP {map_mmhg} mmHg was recorded since then",
            map_mmhg=wording.shown_number(one.map_mmhg),
        )
        for one in assessments
        if one.at >= since and one.is_low(target)
    ][:1]


def _spoken(name: str) -> str:
    return say_code(name)
