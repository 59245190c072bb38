"""Breadth-first search of the whole state machine, on buckets of doses, ages and intervals.

From an empty bed everything in the alphabet is said, and every edge in time is passed, at every
kind of state that is reached; the real engine decides, and the watch judges each decision. It ends
when no new kind of state is found: the fixpoint of the abstraction.

At most `oddities` exceptional conditions (an ended order, another drug, a doubtful clock, an overdue
suspension, a dose above a limit, a MAP to be typed again) stand at once in a state that is gone on
from; each kind of state is gone on from once, from the first bed that was found in it.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tests.proof import alphabet, beds, watch
from tests.proof.abstraction import key, oddities
from tests.proof.permission_situations import PLACES
from tests.proof.permission_told import just_started
from titrator.core import commands as do
from titrator.core.advice import advice
from titrator.core.engine import decide
from titrator.core.events import Stamp
from titrator.core.phase import phase_of
from titrator.core.state import EMPTY, State

if TYPE_CHECKING:
    from datetime import datetime

    from titrator.core.engine import Decision
    from titrator.core.policy import Policy

NONSENSE_EVERY = 8
"""What is refused in every state is said at one in so many."""

PHASES = {"setup", "ready", "weaning", "holding", "complete", "suspended"}
ADVICE = {
    "complete_setup",
    "start",
    "reassess",
    "reduce",
    "wait",
    "hold",
    "back_up",
    "resume",
    "call_prescriber",
    "stop_drug",
    "done",
}
NOT_OF_THE_ENGINE = {"LOG_NOT_WRITTEN", "PROTOCOL_LOOSER_THAN_CEILING", "ABOVE_LIBRARY_LIMIT"}
"""Given by the log and by the reading of policy files; the shipped library has no limit of its own."""
CODES = {
    "NOT_A_NUMBER", "UNIT_MISMATCH", "WEIGHT_MISSING", "WEIGHT_IMPLAUSIBLE",
    "CONCENTRATION_MISSING", "ABOVE_HARD_CAP", "ABOVE_ORDER_MAXIMUM", "BELOW_ZERO",
    "NOT_REACHABLE_ON_PUMP", "PUMP_MISMATCH", "ORDER_INCOMPLETE", "ORDER_NOT_IN_FORCE",
    "START_GATE_NOT_MET", "ASSESSMENT_MISSING", "ASSESSMENT_STALE", "MAP_BELOW_TARGET",
    "MAP_IMPLAUSIBLE", "MAP_SOURCE_NOT_ALLOWED", "PERFUSION_WORSE", "PERFUSION_NOT_ASSESSED",
    "STEP_TOO_EARLY", "STEP_TOO_LARGE", "OUT_OF_WEAN_ORDER",
    "NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN", "ON_HOLD", "HOLD_TOO_SHORT", "PRESCRIBER_NEEDED",
    "SUSPENDED", "CLOCK_NOT_TRUSTED", "ABRUPT_STOP", "SECOND_CHECK_NEEDED",
    "SECOND_CHECK_MISMATCH", "NOT_RUNNING", "NOT_A_REDUCTION", "OUT_OF_SCOPE", "UNKNOWN_DRUG",
    "WRONG_PHASE",
}  # fmt: skip
"""Every refusal code that the engine itself can give."""


class Node(NamedTuple):
    """A bed at a moment, and the way there for the report of a fault."""

    state: State
    now: datetime
    line: int
    way: tuple[object, ...]


@dataclass
class Found:
    """What a search saw."""

    states: int = 0
    transitions: int = 0
    left: int = 0
    gone_on: int = 0
    phases: set[str] = field(default_factory=set)
    advice: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    findings: set[str] = field(default_factory=set)
    said: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def missing(self) -> set[str]:
        """Every phase, advice and code of the engine that was not reached."""
        return (PHASES - self.phases) | (ADVICE - self.advice) | (CODES - self.codes)

    def report(self) -> str:
        """The counts in words."""
        return (
            f"{self.states} kinds of state, {self.transitions} transitions, "
            f"{self.left} kinds not gone on from; phases {len(self.phases)} of {len(PHASES)}, "
            f"advice {len(self.advice)} of {len(ADVICE)}, codes {len(self.codes & CODES)} of "
            f"{len(CODES)}, missing: {', '.join(sorted(self.missing())) or 'none'}; "
            f"faults: {len(self.faults)}"
        )


def beginnings(protocol: str) -> list[Node]:
    """An empty bed, one that is ready, one after a step, and weans just started at each place."""
    ready = just_started(protocol, PLACES[protocol][0], is_started=False)
    stepped = just_started(protocol, PLACES[protocol][0])
    advised = follow(advice(stepped.state, stepped.policy, beds.NOON))
    if advised is not None:
        stepped.must(0, advised)
    nodes = [
        Node(EMPTY, beds.NOON, 0, ()),
        Node(ready.state, beds.NOON, ready.line, ((), "ready")),
        Node(stepped.state, beds.NOON, stepped.line, ((), "one step made")),
    ]
    for place in PLACES[protocol]:
        if place.name != "all off" and place.dobutamine is None:
            bed = just_started(protocol, place)
            nodes.append(Node(bed.state, beds.NOON, bed.line, ((), f"begun with {place.name}")))
    return nodes


class Search:
    """One search under one protocol."""

    def __init__(self, protocol: str, *, most_oddities: int) -> None:
        self.policy: Policy = beds.shipped(protocol)
        self.is_vasopressin_first = protocol == "vasopressin-first"
        self.most_oddities = most_oddities
        self.found = Found()
        self.known: set[tuple[object, ...]] = set()
        self.queue: deque[Node] = deque()
        for node in beginnings(protocol):
            self._meet(node)

    def run(self, most_transitions: int | None = None) -> Found:
        """Goes on until nothing new is found, or so many transitions were made."""
        while self.queue:
            if most_transitions is not None and self.found.transitions >= most_transitions:
                break
            self._go_on_from(self.queue.popleft())
        self.found.states = len(self.known)
        self.found.left += len(self.queue)
        return self.found

    def _go_on_from(self, node: Node) -> None:
        self.found.gone_on += 1
        phase = "" if node.state.weight is None else self._look_at(node)
        for one in alphabet.said(node.state, node.now, self.policy):
            self._say(node, phase, one)
        if self.found.gone_on % NONSENSE_EVERY == 0 and node.state.weight is not None:
            for one in alphabet.nonsense(node.state):
                self._say_nonsense(node, phase, one)
        if node.state.is_open:
            for name, at in alphabet.moments(node.state, node.now, self.policy):
                self._wait(node, phase, name, at, do.Look())
            for name, at, doubt in alphabet.clocks(node.state, node.now, self.policy):
                self._wait(node, phase, name, at, doubt)

    def _look_at(self, node: Node) -> str:
        """The phase that shows; its advice, where it is an act, is done and must be accepted."""
        phase = str(phase_of(node.state, self.policy, node.now))
        advised = advice(node.state, self.policy, node.now)
        self.found.phases.add(phase)
        self.found.advice.add(str(advised.action))
        if node.state.closed_at is not None:
            return phase
        faults = watch.advice_breaches(node.state, advised, phase, node.now)
        self._note(node, f"advice {advised.action}", faults)
        command = follow(advised)
        if command is not None:
            self._say(node, phase, alphabet.Said("as advised", command, is_advised=True))
        return phase

    def _say(self, node: Node, phase: str, one: alphabet.Said) -> None:
        decision = self._decide(node, one.command, node.now)
        self.found.said[one.name] += 1
        codes = {finding.code.value for finding in decision.refusals}
        self.found.codes |= codes
        self.found.findings |= {finding.code.value for finding in decision.noticed}
        faults = self._judge(node, one.command, node.now, phase, decision)
        if one.is_advised and codes:
            faults.append(f"advised and refused: {sorted(codes)}")
        self._note(node, one.name, faults)
        if decision.state is not node.state:
            self._meet(Node(decision.state, node.now, node.line + 1, (node.way, one.name)))

    def _say_nonsense(self, node: Node, phase: str, one: alphabet.Said) -> None:
        known = len(self.known)
        before = len(self.found.faults)
        self._say(node, phase, one)
        if len(self.known) > known or len(self.found.faults) > before:
            self._note(node, one.name, ["nonsense changed something"])

    def _wait(
        self, node: Node, phase: str, name: str, at: datetime, command: do.AnyCommand
    ) -> None:
        decision = self._decide(node, command, at)
        self.found.said[name] += 1
        self._note(node, name, self._judge(node, command, at, phase, decision))
        self._meet(Node(decision.state, at, node.line + 1, (node.way, f"{name} {at:%H:%M:%S}")))

    def _decide(self, node: Node, command: do.AnyCommand, at: datetime) -> Decision:
        self.found.transitions += 1
        stamp = Stamp(at=at, by="AB", line=node.line + 1)
        return decide(node.state, command, stamp, self.policy, previous_at=node.now)

    def _judge(
        self, node: Node, command: do.AnyCommand, at: datetime, phase: str, decision: Decision
    ) -> list[str]:
        return watch.breaches(
            watch.Watched(
                before=node.state,
                command=command,
                at=at,
                phase_before=phase,
                decision=decision,
                is_vasopressin_first=self.is_vasopressin_first,
            )
        )

    def _note(self, node: Node, name: str, faults: list[str]) -> None:
        self.found.faults += [f"{fault} after {_told(node.way)}, {name}" for fault in faults]

    def _meet(self, node: Node) -> None:
        kind = key(node.state, node.now)
        if kind in self.known:
            return
        self.known.add(kind)
        if oddities(node.state, node.now) > self.most_oddities:
            self.found.left += 1
            return
        self.queue.append(node)


def follow(advised: object) -> do.AnyCommand | None:
    """The command that does what is advised; None where advice is no act."""
    action = str(getattr(advised, "action", ""))
    drug = getattr(advised, "drug", "")
    rate = getattr(advised, "pump_rate", None)
    shows = None if rate is None else alphabet.ml_per_h(rate)
    match action:
        case "start":
            return do.StartWean()
        case "reduce" | "stop_drug":
            return do.Step(drug=drug, to=getattr(advised, "to", None), pump_shows=shows)
        case "back_up":
            return do.BackUp(drug=drug, pump_shows=shows)
        case "resume":
            return do.Resume(prescriber_informed=True)
        case "hold":
            return do.Hold(reason="as advised")
        case _:
            return None


def _told(way: tuple[object, ...]) -> str:
    names = []
    while way:
        before, name = way
        names.append(str(name))
        way = before if isinstance(before, tuple) else ()
    return "; ".join(reversed(names))
