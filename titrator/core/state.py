"""The state of one bed: a fold over events, and what can be read from it directly.

What it *means* (phase, deadlines, permission, advice) is worked out from it elsewhere.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction

import msgspec

from titrator.core.assessment import Assessment
from titrator.core.calculator import Bag, dose_at
from titrator.core.commands import Correctable
from titrator.core.events import HoldCause
from titrator.core.gate import StartGate
from titrator.core.limits import DoseRate
from titrator.core.order import Order
from titrator.core.protocol import Protocol
from titrator.core.units import Quantity, Unit


class Infusion(msgspec.Struct, frozen=True, kw_only=True):
    """One drug at its pump.

    Attributes:
        pump_rate: as last recorded or read back; zero when off.
        line: the recording that is its present state; None after a step, back up or bag change.
        read_at: when the pump was last read, and `read_by` whom.
        running_since: when it was started, only where that was seen; else None.
        found_from: the dose per minute before `line` found it changed; None for a first recording.
    """

    drug: str
    bag: Bag
    pump_rate: Quantity
    line: int | None
    read_at: datetime
    read_by: str
    running_since: datetime | None = None
    found_from: Quantity | None = None

    @property
    def is_running(self) -> bool:
        """Return whether the pump runs."""
        return bool(self.pump_rate)


class LastTolerated(msgspec.Struct, frozen=True, kw_only=True):
    """The pump rate before the latest reduction, with the bag it ran from (ruling 1)."""

    drug: str
    pump_rate: Quantity
    bag: Bag


class HoldRun(msgspec.Struct, frozen=True, kw_only=True):
    """A hold that runs, and the entry that started it.

    `first_assessment` is the index of the first one that belongs to it.
    """

    line: int
    began_at: datetime
    cause: HoldCause
    is_counted: bool
    first_assessment: int


class ClockDoubt(msgspec.Struct, frozen=True, kw_only=True):
    """Why the time is not certain: `reason` and spans as in the event `ClockDoubted`."""

    reason: str
    gap: timedelta
    is_ahead: bool


class Unsure(msgspec.Struct, frozen=True, kw_only=True):
    """A span that only UTC says has passed, after a moment: the workstation was off."""

    after: datetime
    span: timedelta


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known of one bed.

    Attributes:
        last_change_at: of any vasoactive infusion, bag or line; first recordings do not count.
        has_new_concentration: the last change was one of concentration (marks at 2, 5, 10 min).
        step_clock_at: from when the interval counts; None before any change (ruling 18).
        seen_at_back_up: how many assessments there were at the last back up.
        counted_holds: when the holds began that count towards the prescriber rule.
        clock_doubt: what the program itself saw of the clock, until an assessment gives trust.
        unsure: what permission does not count as passed.
        entries: the correctable entries as typed, by their line.
    """

    bed: str = ""
    closed_at: datetime | None = None
    weight: Quantity | None = None
    weight_kind: str = ""
    weight_at: datetime | None = None
    infusions: Mapping[str, Infusion] = {}
    orders: Mapping[str, Order] = {}
    order_lines: Mapping[str, int] = {}
    assessments: tuple[Assessment, ...] = ()
    is_map_in_question: bool = False
    gate: StartGate | None = None
    wean_started_at: datetime | None = None
    last_change_at: datetime | None = None
    has_new_concentration: bool = False
    step_clock_at: datetime | None = None
    declines: int = 0
    last_tolerated: LastTolerated | None = None
    seen_at_back_up: int = 0
    hold: HoldRun | None = None
    counted_holds: tuple[datetime, ...] = ()
    is_overdue_suspended: bool = False
    is_clock_suspect: bool = False
    clock_doubt: ClockDoubt | None = None
    unsure: tuple[Unsure, ...] = ()
    entries: Mapping[int, Correctable] = {}

    @property
    def dosing_weight(self) -> Quantity:
        """Return the weight that doses are worked out with; an open bed has one.

        Raises:
            ValueError: no bed was opened.
        """
        if self.weight is None:
            message = "a weight is known from the first entry on"
            raise ValueError(message)
        return self.weight

    @property
    def is_open(self) -> bool:
        """Return whether an episode runs at this bed."""
        return self.weight is not None and self.closed_at is None

    def moment(self, now: datetime) -> datetime:
        """Return `now`, or when the episode was closed: after closing the view stands."""
        return now if self.closed_at is None else self.closed_at

    def surely_passed(self, since: datetime, until: datetime) -> timedelta:
        """Return how much time passed between two moments, without what only UTC says has passed."""
        spans = (one.span for one in self.unsure if since <= one.after < until)
        return until - since - sum(spans, timedelta())

    def unsure_since(self, since: datetime) -> timedelta:
        """Return how much of the time since a moment only UTC says has passed."""
        return sum((one.span for one in self.unsure if since <= one.after), timedelta())

    @property
    def last_assessment(self) -> Assessment | None:
        """Return the latest recorded assessment."""
        return self.assessments[-1] if self.assessments else None

    @property
    def running(self) -> tuple[Infusion, ...]:
        """Return the infusions that run, in the order they were recorded."""
        return tuple(one for one in self.infusions.values() if one.is_running)

    def dose(self, infusion: Infusion) -> DoseRate:
        """Return the dose an infusion delivers at the patient's weight."""
        return dose_at(infusion.pump_rate, infusion.bag, self.weight)

    def stated(self, dose: DoseRate, unit: Unit) -> Quantity:
        """Return a dose of this bed in `unit`; an open bed has a weight.

        Raises:
            ValueError: the bed is not open, so that nothing can be stated per kg.
        """
        found = dose.in_unit(unit)
        if found is None:
            message = "a weight is known from the first entry on"
            raise ValueError(message)
        return found

    def target_mmhg(self, now: datetime, protocol: Protocol) -> Fraction:
        """Return the MAP target: the highest of the orders in force (ruling 25)."""
        targets = self.targets_in_force(now)
        return max(targets, default=protocol.parameters.map_target_mmhg)

    def targets_in_force(self, now: datetime) -> frozenset[Fraction]:
        """Return the different MAP targets of the orders in force."""
        return frozenset(
            order.map_target_mmhg for order in self.orders.values() if order.is_in_force(now)
        )

    def running_for(self, drug: str, now: datetime) -> timedelta | None:
        """Return how long `drug` has run where its start was seen, else None."""
        infusion = self.infusions.get(drug)
        if infusion is None or infusion.running_since is None:
            return None
        return now - infusion.running_since

    def order_maximum(self, drug: str) -> Quantity | None:
        """Return the maximum that bounds `drug`; an expired order's still does (ruling 26)."""
        order = self.orders.get(drug)
        return None if order is None else order.bounding_maximum


EMPTY = State()
