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


class Label(NamedTuple):
    """What a bag says, as it is typed."""

    amount: str
    volume: str


@dataclass
class Books:
    """What the nurse could have written on paper: rates acknowledged, and when."""

    rates: dict[str, Fraction] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    seen: int = 0


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

    def pass_time(self, by: timedelta) -> None:
        """Lets the clock go on; nothing is said."""
        self.now += by

    def tell(self, command: do.AnyCommand, *, at: datetime | None = None, must: str = "") -> bool:
        """Says one thing. Returns whether it was accepted; where it must be, a refusal is a fault.

        Args:
            command: as typed.
            at: another time than now: entries late or out of order.
            must: why it has to be accepted, where it has to.
        """
        when = self.now if at is None else at
        handled = self._handle(command, when)
        if must and not handled.is_accepted:
            named = sorted(one.code.value for one in handled.refusals)
            self.faults.append(f"{must}, and refused: {named} {command}")
        if handled.is_accepted:
            self._write_down(command)
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

    def restart(self) -> None:
        """The program ends and comes back: the log alone must tell the same bed."""
        self.counts["restarts"] += 1
        known = self.bed.state
        self.bed = BedSession.recover(log=self.log, policy=self.policy, episode="one", app="proof")
        if self.bed.state != known:
            self.faults.append("the log tells another state")
        self.tell(do.DoubtClock(reason="restart"))

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

    def _write_down(self, command: do.AnyCommand) -> None:
        match command:
            case do.RecordInfusion() | do.ChangeBag():
                drug = command.drug or ""
                self.books.rates[drug] = _number(command.pump_shows)
                self.books.labels[drug] = Label(command.amount or "", command.volume or "")
            case do.Step() | do.BackUp():
                self.books.rates[command.drug or ""] = _number(command.pump_shows)
            case do.RecordAssessment():
                self.books.seen += 1
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
        if len(self.bed.state.assessments) != self.books.seen:
            self.faults.append(f"assessments are missing or invented after {command}")


def _number(text: str | None) -> Fraction:
    return Fraction((text or "0").split(" ")[0])
