"""What happened, in the past tense. The same events always give the same state.

When, by whom and with which entry stands in the stamp, once for all events of one command.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from titrator.core.assessment import Assessment
from titrator.core.calculator import Bag
from titrator.core.commands import (
    Milliseconds,
    RecordAssessment,
    RecordInfusion,
    RecordOrder,
    RecordStartGate,
)
from titrator.core.findings import Finding
from titrator.core.gate import StartGate
from titrator.core.order import Order
from titrator.core.units import Quantity


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """When something happened (UTC), who acted (initials), and the number of the entry."""

    at: datetime
    by: str
    line: int


class HoldCause(StrEnum):
    """What started a hold."""

    ASSESSMENT = "assessment"
    FOUND_AT_PUMP = "found at pump"
    NURSE = "nurse"
    BACK_UP = "back up"


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag=True):
    """Base of all events."""


class EpisodeOpened(Event, frozen=True, kw_only=True):
    """A bed was opened for an adult patient."""

    bed: str
    weight: Quantity
    weight_kind: str


class InfusionRecorded(Event, frozen=True, kw_only=True):
    """A drug was recorded for the first time; no change, it starts no interval."""

    drug: str
    bag: Bag
    pump_rate: Quantity
    typed: RecordInfusion


class InfusionConfirmed(Event, frozen=True, kw_only=True):
    """The pump was read again and shows what was known."""

    drug: str
    bag: Bag
    pump_rate: Quantity
    typed: RecordInfusion


class InfusionFoundChanged(Event, frozen=True, kw_only=True):
    """The pump was found at another rate, or with another bag, than recorded."""

    drug: str
    bag: Bag
    pump_rate: Quantity
    typed: RecordInfusion


class OrderRecorded(Event, frozen=True, kw_only=True):
    """A complete order was recorded."""

    order: Order
    typed: RecordOrder


class OrderDiscontinued(Event, frozen=True, kw_only=True):
    """The prescriber ended an order."""

    drug: str
    prescriber: str


class AssessmentRecorded(Event, frozen=True, kw_only=True):
    """MAP and perfusion were assessed."""

    assessment: Assessment
    typed: RecordAssessment


class MapQuestioned(Event, frozen=True, kw_only=True):
    """An implausible MAP was typed once and waits to be typed again."""

    typed: RecordAssessment


class StartGateRecorded(Event, frozen=True, kw_only=True):
    """The start gate was answered."""

    gate: StartGate
    typed: RecordStartGate


class WeanStarted(Event, frozen=True, kw_only=True):
    """Guidance began."""


class DoseReduced(Event, frozen=True, kw_only=True):
    """A reduction was made at the pump and read back."""

    drug: str
    to: Quantity
    pump_rate: Quantity


class DrugStopped(Event, frozen=True, kw_only=True):
    """A drug was stopped at the pump, as an act of its own."""

    drug: str


class DoseBackedUp(Event, frozen=True, kw_only=True):
    """A drug was raised at the pump and read back."""

    drug: str
    pump_rate: Quantity


class HoldStarted(Event, frozen=True, kw_only=True):
    """Reducing stopped. Only a counted hold counts towards the prescriber rule."""

    cause: HoldCause
    is_counted: bool
    reason: str = ""


class HoldResumed(Event, frozen=True, kw_only=True):
    """A hold ended; `is_artefact` when its low reading was coded as one."""

    is_artefact: bool
    prescriber_informed: bool


class HoldLifted(Event, frozen=True, kw_only=True):
    """A correction showed that a hold had only a wrong value for its cause."""


class BagChanged(Event, frozen=True, kw_only=True):
    """Another bag was hung; `second_by` is who typed its label independently."""

    drug: str
    bag: Bag
    pump_rate: Quantity
    second_by: str


class WeightChanged(Event, frozen=True, kw_only=True):
    """The dosing weight changed; the wean ended until confirmed anew."""

    weight: Quantity
    weight_kind: str


class AssessmentCorrected(Event, frozen=True, kw_only=True):
    """An earlier assessment was put right; it keeps its time."""

    assessment: Assessment
    typed: RecordAssessment
    reason: str


class InfusionCorrected(Event, frozen=True, kw_only=True):
    """An earlier recording of an infusion was put right; this is no change at the pump."""

    line: int
    drug: str
    bag: Bag
    pump_rate: Quantity
    typed: RecordInfusion
    reason: str


class OrderCorrected(Event, frozen=True, kw_only=True):
    """An earlier order was put right."""

    line: int
    order: Order
    typed: RecordOrder
    reason: str


class StartGateCorrected(Event, frozen=True, kw_only=True):
    """Earlier gate answers were put right."""

    gate: StartGate
    typed: RecordStartGate
    reason: str


class AdviceDeclined(Event, frozen=True, kw_only=True):
    """Advice was not followed, with a coded reason."""

    reason: str
    comment: str


class HandedOver(Event, frozen=True, kw_only=True):
    """Another nurse took the bed over; every running pump was read and agreed."""

    pump_rates: Mapping[str, Quantity]


class WeanSuspended(Event, frozen=True, kw_only=True):
    """A reassessment was overdue past its limit."""


class SuspensionEnded(Event, frozen=True, kw_only=True):
    """An assessment ended the suspension for an overdue one."""


class ClockWentBack(Event, frozen=True, kw_only=True):
    """The time came earlier than before; every stored time after it becomes it (ruling 6)."""


class ClockDoubted(Event, frozen=True, kw_only=True):
    """The program was restarted, slept, stood still, or saw the clock jump; `reason` says which.

    Attributes, in milliseconds; 0 where an older log does not say:
        ahead_ms: how much further the clock went than the time that has really passed.
        gap_ms: how long nobody looked, by the clock that says more; of a jump, how far it went.
        unsure_ms: how much of that no clock counted, since the workstation was off.
    """

    reason: str
    ahead_ms: Milliseconds = 0
    gap_ms: Milliseconds = 0
    unsure_ms: Milliseconds = 0


class ClockTrusted(Event, frozen=True, kw_only=True):
    """A complete assessment gave the clock its trust back."""


class EpisodeClosed(Event, frozen=True, kw_only=True):
    """The episode at this bed ended."""


class CommandRefused(Event, frozen=True, kw_only=True):
    """Something was not accepted; what was asked stays in the log."""

    command: str
    refusals: tuple[Finding, ...]
    asked: Mapping[str, object]


AnyEvent = (
    EpisodeOpened
    | InfusionRecorded
    | InfusionConfirmed
    | InfusionFoundChanged
    | OrderRecorded
    | OrderDiscontinued
    | AssessmentRecorded
    | MapQuestioned
    | StartGateRecorded
    | WeanStarted
    | DoseReduced
    | DrugStopped
    | DoseBackedUp
    | HoldStarted
    | HoldResumed
    | HoldLifted
    | BagChanged
    | WeightChanged
    | AssessmentCorrected
    | InfusionCorrected
    | OrderCorrected
    | StartGateCorrected
    | AdviceDeclined
    | HandedOver
    | WeanSuspended
    | SuspensionEnded
    | ClockWentBack
    | ClockDoubted
    | ClockTrusted
    | EpisodeClosed
    | CommandRefused
)
