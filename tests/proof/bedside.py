"""A bed of the simulation: the session, its pumps, and books of what was acknowledged.

Every command goes through here: once to the session, once to the watch, once to the books.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.proof import watch
from tests.proof.watch_facts import HOUR, is_bad, map_target
from titrator.core import commands as do
from titrator.core import events as ev
from titrator.core.advice import advice
from titrator.core.engine import Decision
from titrator.core.evolve import evolve
from titrator.core.phase import phase_of
from titrator.session.bed import BedSession
from titrator.store.memory_log import MemoryLog

if TYPE_CHECKING:
    from datetime import datetime

    from titrator.core.advice import Advice
    from titrator.core.state import State
    from titrator.session.bed import Handled
    from titrator.session.policy import LoadedPolicy


MILLISECOND = timedelta(milliseconds=1)


class Label(NamedTuple):
    """What a bag says, as it is typed."""

    amount: str
    volume: str


@dataclass
class Books:
    """What the nurse could have written on paper by a watch of their own: rates, and when.

    Attributes:
        watch: how much time has really passed, whatever the clock of the workstation says.
        changed: what the watch showed at the last change of a rate or a bag.
        seen: what it showed at each assessment, by the line of its entry.
    """

    rates: dict[str, Fraction] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    watch: timedelta = timedelta()
    changed: timedelta | None = None
    seen: dict[int, timedelta] = field(default_factory=dict)


class Bedside:
    """One bed, watched."""

    def __init__(self, policy: LoadedPolicy, now: datetime, *, is_vasopressin_first: bool) -> None:
        self.policy = policy
        self.is_vasopressin_first = is_vasopressin_first
        self.now = now
        self.log = MemoryLog()
        self.bed = BedSession(log=self.log, policy=policy, episode="one", app="proof")
        self.books = Books()
        self.faults: list[str] = []
        self.counts: Counter[str] = Counter()

    def pass_time(self, by: timedelta, *, really: timedelta | None = None) -> None:
        """Lets the clock go on, by more or less than time really passed; nothing is said."""
        self.now += by
        self.books.watch += by if really is None else really

    def tell(self, command: do.AnyCommand, *, at: datetime | None = None, must: str = "") -> bool:
        """Says one thing. Returns whether it was accepted; where it must be, a refusal is a fault.

        Args:
            command: as typed.
            at: another time than now: entries late or out of order.
            must: why it has to be accepted, where it has to.
        """
        when = self.now if at is None else at
        before = self.bed.state
        handled = self._handle(command, when)
        if must and not handled.is_accepted:
            named = sorted(one.code.value for one in handled.refusals)
            self.faults.append(f"{must}, and refused: {named} {command}")
        if handled.is_accepted:
            self._judge_by_the_watch(command, handled, before)
            self._write_down(command, handled.line)
        self._compare(command)
        return handled.is_accepted

    def advised(self) -> Advice:
        """What is advised now; judged as well."""
        self._handle(do.Look(), self.now)
        phase = self._phase(self.now)
        said = advice(self.bed.state, self.policy, self.now)
        self.counts[f"advice {said.action}"] += 1
        self.faults += watch.advice_breaches(self.bed.state, said, phase, self.now)
        return said

    def restart(self, *, unsure: timedelta = timedelta(), gap: timedelta = timedelta()) -> None:
        """The program ends and comes back: the log alone must tell the same bed.

        `gap` is how long it was away by UTC, and `unsure` how much of that no clock counted.
        """
        self.counts["restarts"] += 1
        known = self.bed.state
        self.bed = BedSession.recover(log=self.log, policy=self.policy, episode="one", app="proof")
        if self.bed.state != known:
            self.faults.append("the log tells another state")
        self.tell(
            do.DoubtClock(
                reason="restart", gap_ms=gap // MILLISECOND, unsure_ms=unsure // MILLISECOND
            )
        )

    def clock_jumps(self, by: timedelta) -> None:
        """Somebody sets the clock of the workstation; the program sees both clocks and says so."""
        self.now += by
        ahead = max(by, timedelta())
        self.tell(
            do.DoubtClock(
                reason="jumped", ahead_ms=ahead // MILLISECOND, gap_ms=abs(by) // MILLISECOND
            )
        )

    @property
    def phase(self) -> str:
        """The phase that shows now."""
        return self._phase(self.now)

    def _phase(self, at: datetime) -> str:
        return str(phase_of(self.bed.state, self.policy, at)) if self.bed.state.weight else ""

    def _phase_met(self, command: do.AnyCommand, before: State, at: datetime) -> str:
        """The phase an act met; the watch asks it of these acts alone."""
        is_asked = isinstance(command, do.Step | do.BackUp | do.Hold) and before.weight is not None
        return str(phase_of(before, self.policy, at)) if is_asked else ""

    def _handle(self, command: do.AnyCommand, at: datetime) -> Handled:
        before = self.bed.state
        handled = self.bed.handle(command, by="AB", at=at)
        for event in handled.events:  # what time brought came first, before the command was judged
            if isinstance(event, ev.ClockWentBack | ev.WeanSuspended):
                before = evolve(before, event, ev.Stamp(at=at, by="AB", line=handled.line))
        self.counts["commands"] += 1
        if not handled.is_accepted:
            self.counts["refused"] += 1
        self.counts.update(f"event {type(one).__name__}" for one in handled.events)
        self.faults += watch.breaches(
            watch.Watched(
                before=before,
                command=command,
                at=at,
                phase_before=self._phase_met(command, before, at),
                decision=Decision(
                    events=handled.events,
                    refusals=handled.refusals,
                    noticed=handled.noticed,
                    state=handled.state,
                ),
                is_vasopressin_first=self.is_vasopressin_first,
            )
        )
        return handled

    # The books ------------------------------------------------------------------------------

    def _judge_by_the_watch(self, command: do.AnyCommand, handled: Handled, before: State) -> None:
        """No step before its interval and no resume within the hour, by time that really passed."""
        books = self.books
        if isinstance(command, do.Step) and books.changed is not None:
            interval = watch.INTERVAL[command.drug or ""]
            if books.watch - books.changed < interval:
                self.faults.append(f"by the nurse's watch a step before its interval: {command}")
        for event in handled.events:
            if isinstance(event, ev.HoldResumed) and not event.is_artefact:
                target = map_target(before, self.now)
                bad = [one.line for one in before.assessments if is_bad(one, target)]
                if any(books.watch - books.seen[line] < HOUR for line in bad):
                    self.faults.append("by the nurse's watch a resume within the hour")

    def _write_down(self, command: do.AnyCommand, line: int) -> None:
        match command:
            case do.RecordInfusion() | do.ChangeBag():
                drug = command.drug or ""
                rate, label = (
                    _number(command.pump_shows),
                    Label(command.amount or "", command.volume or ""),
                )
                is_first = drug not in self.books.rates
                is_same = (self.books.rates.get(drug), self.books.labels.get(drug)) == (rate, label)
                if isinstance(command, do.ChangeBag) or not (is_first or is_same):
                    self.books.changed = self.books.watch
                self.books.rates[drug], self.books.labels[drug] = rate, label
            case do.Step() | do.BackUp():
                self.books.rates[command.drug or ""] = _number(command.pump_shows)
                self.books.changed = self.books.watch
            case do.RecordAssessment():
                self.books.seen[line] = self.books.watch
            case do.Correct() if command.fields and "pump_shows" in command.fields:
                entry = self.bed.state.entries[int(command.line or 0)]
                if isinstance(entry, do.RecordInfusion):
                    self.books.rates[entry.drug or ""] = _number(entry.pump_shows)
            case _:
                pass

    def _compare(self, command: do.AnyCommand) -> None:
        """The state holds what was acknowledged, and nothing else."""
        held = {
            drug: infusion.pump_rate.magnitude
            for drug, infusion in self.bed.state.infusions.items()
        }
        if held != self.books.rates:
            self.faults.append(f"rates {held} after {command}, written down {self.books.rates}")
        if [one.line for one in self.bed.state.assessments] != list(self.books.seen):
            self.faults.append(f"assessments are missing or invented after {command}")


def _number(text: str | None) -> Fraction:
    return Fraction((text or "0").split(" ")[0])
