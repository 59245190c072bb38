"""What a person can ask for, in the imperative, as it was typed.

A command carries text exactly as entered: reading it is part of deciding, so that a value that
cannot be read is refused, and remembered, like any other. Missing fields are None. `by` (initials)
and the time stand beside the command, not in it.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec

Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=10**15)]
"""A span as the log keeps it; longer than any two dates are apart is no span."""


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="do"):
    """Base of all commands."""


class OpenEpisode(Command, frozen=True, kw_only=True, tag="open_episode"):
    """Begin at a bed with an adult patient and a dosing weight."""

    bed: str | None = None
    weight: str | None = None
    weight_kind: str | None = None
    weight_again: str | None = None
    adult: bool | None = None


class RecordInfusion(Command, frozen=True, kw_only=True, tag="record_infusion"):
    """Record what runs now; for a drug already recorded, what was found at its pump."""

    drug: str | None = None
    amount: str | None = None
    volume: str | None = None
    pump_shows: str | None = None


class RecordOrder(Command, frozen=True, kw_only=True, tag="record_order"):
    """Record a titration order: the seven elements, the prescriber, and how long it holds."""

    drug: str | None = None
    route: str | None = None
    initial: str | None = None
    increment: str | None = None
    interval_min: str | None = None
    maximum: str | None = None
    map_target_mmhg: str | None = None
    prescriber: str | None = None
    valid_until: str | None = None


class DiscontinueOrder(Command, frozen=True, kw_only=True, tag="discontinue_order"):
    """Record that the prescriber ended an order."""

    drug: str | None = None
    prescriber: str | None = None


class RecordAssessment(Command, frozen=True, kw_only=True, tag="record_assessment"):
    """Record MAP with its source and the perfusion answers; MAP a second time where asked."""

    map_mmhg: str | None = None
    map_source: str | None = None
    map_again: str | None = None
    perfusion: Mapping[str, str] | None = None


class NotApplicable(msgspec.Struct, frozen=True, kw_only=True):
    """A gate answer that does not apply, why, and who says so."""

    not_applicable: str | None = None
    prescriber: str | None = None


class RecordStartGate(Command, frozen=True, kw_only=True, tag="record_start_gate"):
    """Record the answers of the start gate."""

    map_stable_since: str | None = None
    lactate_clearing: str | NotApplicable | None = None
    urine_output: str | NotApplicable | None = None
    mental_state: str | NotApplicable | None = None
    capillary_refill: str | NotApplicable | None = None
    skin: str | NotApplicable | None = None
    fluids: str | NotApplicable | None = None
    arterial_line: str | NotApplicable | None = None


class StartWean(Command, frozen=True, kw_only=True, tag="start_wean"):
    """Begin to be guided."""


class Step(Command, frozen=True, kw_only=True, tag="step"):
    """Record a reduction made at the pump; `to` is a dose or ``off``."""

    drug: str | None = None
    to: str | None = None
    pump_shows: str | None = None


class BackUp(Command, frozen=True, kw_only=True, tag="back_up"):
    """Go back up: to the last tolerated dose, or to a dose named."""

    drug: str | None = None
    to: str | None = None
    pump_shows: str | None = None


class Hold(Command, frozen=True, kw_only=True, tag="hold"):
    """Stop reducing for now."""

    reason: str | None = None


class Resume(Command, frozen=True, kw_only=True, tag="resume"):
    """End a hold."""

    prescriber_informed: bool | None = None
    artefact: bool | None = None


class SecondCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The bag label as a second person typed it, unseen."""

    amount: str | None = None
    volume: str | None = None
    by: str | None = None


class ChangeBag(Command, frozen=True, kw_only=True, tag="change_bag"):
    """Record a new bag from its label, and what the pump then shows."""

    drug: str | None = None
    amount: str | None = None
    volume: str | None = None
    pump_shows: str | None = None
    second_check: SecondCheck | None = None


class ChangeWeight(Command, frozen=True, kw_only=True, tag="change_weight"):
    """Record another dosing weight; it ends the wean until it is confirmed anew."""

    weight: str | None = None
    weight_kind: str | None = None
    weight_again: str | None = None


class Correct(Command, frozen=True, kw_only=True, tag="correct"):
    """Put an earlier entry right; the original stays in the log."""

    line: str | None = None
    fields: Mapping[str, object] | None = None
    reason: str | None = None


class Decline(Command, frozen=True, kw_only=True, tag="decline"):
    """Record that advice was not followed, and why."""

    reason: str | None = None
    comment: str | None = None


class HandOver(Command, frozen=True, kw_only=True, tag="hand_over"):
    """Take a bed over: what each running pump shows, by drug, read by the one who takes over."""

    pump_shows: Mapping[str, str] | None = None


class Look(Command, frozen=True, kw_only=True, tag="look"):
    """Ask for the view; a second passing is this command."""


class DoubtClock(Command, frozen=True, kw_only=True, tag="doubt_clock"):
    """The program itself says that time may not have been seen passing; no person asks for it.

    `reason` is restart, slept, stalled or jumped; the spans, in milliseconds, are those of `ClockDoubted`.
    """

    reason: str = ""
    ahead_ms: Milliseconds = 0
    gap_ms: Milliseconds = 0
    unsure_ms: Milliseconds = 0


class CloseEpisode(Command, frozen=True, kw_only=True, tag="close_episode"):
    """End the episode at this bed."""


Correctable = RecordInfusion | RecordOrder | RecordAssessment | RecordStartGate
"""What may be put right later (ruling 30)."""

AnyCommand = (
    OpenEpisode
    | RecordInfusion
    | RecordOrder
    | DiscontinueOrder
    | RecordAssessment
    | RecordStartGate
    | StartWean
    | Step
    | BackUp
    | Hold
    | Resume
    | ChangeBag
    | ChangeWeight
    | Correct
    | Decline
    | HandOver
    | Look
    | DoubtClock
    | CloseEpisode
)
