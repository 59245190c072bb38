"""The log in words: one sentence an entry, as a nurse would write it in the chart."""

from datetime import timedelta, tzinfo
from typing import assert_never

from titrator.core import commands as do
from titrator.core import events as ev
from titrator.core import wording
from titrator.core.assessment import Answer, Assessment, spoken
from titrator.core.state import ClockDoubt
from titrator.core.units import Quantity
from titrator.session.bed import Logged
from titrator.session.clock_words import what_happened
from titrator.session.screen import LogLine

_HOLDS = {
    ev.HoldCause.ASSESSMENT: "hold started by the assessment",
    ev.HoldCause.FOUND_AT_PUMP: "hold started by what the pump showed",
    ev.HoldCause.NURSE: "hold",
    ev.HoldCause.BACK_UP: "hold started with the back up",
}


def log_line(logged: Logged, zone: tzinfo | None) -> LogLine:
    """Return an entry in words."""
    texts = [text for event in logged.entry.events if (text := event_text(event))]
    if not texts and isinstance(logged.entry.command, do.Hold):
        texts = [f"hold: {logged.entry.command.reason or 'again'}"]
    local = logged.at.astimezone(zone)
    refused = any(isinstance(event, ev.CommandRefused) for event in logged.entry.events)
    return LogLine(
        line=logged.entry.line,
        at=logged.at,
        time=wording.clock_text(local),
        text="; ".join(texts) + ("" if logged.is_written else " (not in the log yet)"),
        by=logged.entry.by,
        kind="refused" if refused else "entry" if logged.entry.by else "program",
    )


def event_text(event: ev.AnyEvent) -> str:
    """Return what happened in words, empty where another event of the entry says it."""
    match event:
        case ev.EpisodeOpened() | ev.WeightChanged() | ev.EpisodeClosed() | ev.WeanStarted():
            return _episode(event)
        case ev.InfusionRecorded() | ev.InfusionConfirmed() | ev.InfusionFoundChanged():
            return _infusion(event)
        case ev.DoseReduced() | ev.DrugStopped() | ev.DoseBackedUp() | ev.BagChanged():
            return _change(event)
        case ev.OrderRecorded() | ev.OrderDiscontinued() | ev.OrderCorrected():
            return _order(event)
        case ev.AssessmentRecorded() | ev.AssessmentCorrected():
            corrected = isinstance(event, ev.AssessmentCorrected)
            return ("corrected: " if corrected else "") + _assessment(event.assessment)
        case _:
            return _other(event)


def _episode(
    event: ev.EpisodeOpened | ev.WeightChanged | ev.EpisodeClosed | ev.WeanStarted,
) -> str:
    match event:
        case ev.EpisodeOpened():
            return (
                f"{event.bed} opened, weight {wording.as_typed(event.weight)} {event.weight_kind}"
            )
        case ev.WeightChanged():
            return (
                f"weight changed to {wording.as_typed(event.weight)} {event.weight_kind}; "
                "the wean ended until it is confirmed anew"
            )
        case ev.WeanStarted():
            return "wean started"
        case ev.EpisodeClosed():
            return "closed at this workstation"
        case _:
            assert_never(event)


def _infusion(
    event: ev.InfusionRecorded | ev.InfusionConfirmed | ev.InfusionFoundChanged,
) -> str:
    pump = f"{event.drug} at {_rate(event.pump_rate)} of {bag_text(event)}"
    match event:
        case ev.InfusionRecorded():
            return f"recorded {pump}"
        case ev.InfusionConfirmed():
            return f"pump confirmed, {pump}"
        case ev.InfusionFoundChanged():
            return f"found changed at the pump: {pump}"
        case _:
            assert_never(event)


def bag_text(
    event: ev.InfusionRecorded | ev.InfusionConfirmed | ev.InfusionFoundChanged | ev.BagChanged,
) -> str:
    """Return the bag of an event as on its label, ``4 mg in 250 mL``."""
    return f"{wording.as_typed(event.bag.amount)} in {wording.as_typed(event.bag.volume)}"


def _change(event: ev.DoseReduced | ev.DrugStopped | ev.DoseBackedUp | ev.BagChanged) -> str:
    match event:
        case ev.DoseReduced():
            to = wording.as_typed(event.to)
            return f"{event.drug} reduced to {to}, pump {_rate(event.pump_rate)}"
        case ev.DrugStopped():
            return f"{event.drug} stopped"
        case ev.DoseBackedUp():
            return f"{event.drug} backed up, pump {_rate(event.pump_rate)}"
        case ev.BagChanged():
            second = f", label also read by {event.second_by}" if event.second_by else ""
            return f"{event.drug} new bag {bag_text(event)}, pump {_rate(event.pump_rate)}{second}"
        case _:
            assert_never(event)


def _order(event: ev.OrderRecorded | ev.OrderDiscontinued | ev.OrderCorrected) -> str:
    if isinstance(event, ev.OrderDiscontinued):
        return f"order for {event.drug} discontinued by {event.prescriber}"
    order = event.order
    verb = "corrected" if isinstance(event, ev.OrderCorrected) else "recorded"
    return (
        f"order {verb}: {order.drug}, increment {wording.as_typed(order.increment)} every "
        f"{wording.minutes_text(order.interval)}, maximum {wording.as_typed(order.maximum)}, MAP "
        f"{wording.shown_number(order.map_target_mmhg)} mmHg or more ({order.prescriber})"
    )


def _assessment(one: Assessment) -> str:
    source = one.source.replace("_", " ")
    return (
        f"reassessed, MAP {wording.shown_number(one.map_mmhg)} mmHg {source}, {perfusion_text(one)}"
    )


def perfusion_text(one: Assessment) -> str:
    """Return the perfusion answers in words: what is worse, or not assessed, or all well."""
    if one.worse:
        return f"worse: {spoken(one.worse)}"
    if one.unanswered:
        return f"not assessed: {spoken(one.unanswered)}"
    if one.perfusion["lactate"] is Answer.NOT_ASSESSED:
        return "perfusion same or better, lactate not assessed"
    return "perfusion same or better"


def _other(event: ev.AnyEvent) -> str:  # noqa: C901, PLR0911, PLR0912 - one case an event
    match event:
        case ev.HoldStarted():
            return _HOLDS[event.cause] + (f": {event.reason}" if event.reason else "")
        case ev.HoldResumed():
            return "resumed, low reading was an artefact" if event.is_artefact else "resumed"
        case ev.HoldLifted():
            return "hold lifted by the correction"
        case ev.StartGateRecorded():
            return "start gate answered"
        case ev.StartGateCorrected():
            return "start gate corrected"
        case ev.InfusionCorrected():
            return f"corrected: {event.drug} at {_rate(event.pump_rate)}"
        case ev.AdviceDeclined():
            comment = f", {event.comment}" if event.comment else ""
            return f"advice declined: {event.reason.replace('_', ' ')}{comment}"
        case ev.HandedOver():
            pumps = ", ".join(f"{drug} {_rate(rate)}" for drug, rate in event.pump_rates.items())
            return "handed over" + (f", pumps read back: {pumps}" if pumps else "")
        case ev.WeanSuspended():
            return "wean suspended: a reassessment is overdue"
        case ev.ClockWentBack():
            return "the clock went back; a fresh assessment is needed"
        case ev.ClockDoubted():
            return _doubt(event)
        case ev.CommandRefused():
            return "not done: " + " ".join(one.text for one in event.refusals)
        case _:
            return ""


def _doubt(event: ev.ClockDoubted) -> str:
    gap = timedelta(milliseconds=event.gap_ms)
    doubt = ClockDoubt(reason=event.reason, gap=gap, is_ahead=bool(event.ahead_ms))
    said = what_happened(doubt)
    return f"{said[0].lower()}{said[1:]}; a fresh assessment is needed"


def _rate(pump_rate: Quantity) -> str:
    return wording.as_typed(pump_rate)
