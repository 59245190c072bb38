"""A bed at one moment, as every decision sees it; and what a decision brings."""

from datetime import datetime

import msgspec

from titrator.core import wording
from titrator.core.calculator import relative_change
from titrator.core.events import AnyEvent, Stamp
from titrator.core.findings import Code, Finding, RefusedError, finding
from titrator.core.language import say
from titrator.core.limits import DoseRate
from titrator.core.phase import Phase, phase_of
from titrator.core.policy import Policy
from titrator.core.readings import read_pump_rate
from titrator.core.state import State
from titrator.core.units import Quantity


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """State, policy in force, and the stamp of the command that is being decided."""

    state: State
    policy: Policy
    stamp: Stamp

    @property
    def now(self) -> datetime:
        """Return the time the command carries."""
        return self.stamp.at

    @property
    def phase(self) -> Phase:
        """Return the phase that shows now."""
        return phase_of(self.state, self.policy, self.now)

    def large_change(self, drug: str, before: DoseRate, after: DoseRate) -> tuple[Finding, ...]:
        """Return that a dose at least doubled or at most halved, with the percentage.

        The site sets the percentage of a reduction that counts; the increase that undoes it
        counts as well. Never from zero (ruling 27).
        """
        if not before.per_minute:
            return ()
        change = relative_change(before, after)
        down = self.policy.protocol.parameters.large_change_percent / 100
        if -down < change < 1 / (1 - down) - 1:
            return ()
        word = say("lower") if change < 0 else say("higher")
        sentence = say(
            "{drug}: the new dose is {change} {word} than the last one.",
            drug=drug,
            change=wording.percent(change),
            word=word,
        )
        return (finding(Code.LARGE_CHANGE, sentence),)


class Acted(msgspec.Struct, frozen=True, kw_only=True):
    """What a command brings: events, and what is noticed without refusing."""

    events: tuple[AnyEvent, ...] = ()
    noticed: tuple[Finding, ...] = ()
    refusals: tuple[Finding, ...] = ()


def wrong_phase(sentence: str) -> RefusedError:
    """Return the refusal of something that has no place in this phase."""
    return RefusedError(finding(Code.WRONG_PHASE, sentence))


def against_pump(pump_shows: str | None, must_show: Quantity, what: str) -> tuple[Finding, ...]:
    """Return why the pump's own display does not confirm `must_show`, or nothing (H21)."""
    if pump_shows is None:
        sentence = say("{what}: what the pump shows was not typed.", what=what)
        return (finding(Code.PUMP_MISMATCH, sentence),)
    try:
        shown = read_pump_rate(pump_shows)
    except RefusedError as refused:
        return refused.findings
    if shown == must_show:
        return ()
    sentence = say(
        "{what}: the pump shows {shown}, it must show {must_show}.",
        what=what,
        shown=wording.as_typed(shown),
        must_show=wording.as_typed(must_show),
    )
    return (finding(Code.PUMP_MISMATCH, sentence),)
