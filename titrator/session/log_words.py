"""The log in words: one sentence an entry, as a nurse would write it in the chart."""

from datetime import timedelta, tzinfo
from typing import assert_never

from titrator.core import commands as do
from titrator.core import events as ev
from titrator.core import wording
from titrator.core.assessment import Answer, Assessment, spoken
from titrator.core.language import altered, join, say, say_code
from titrator.core.state import ClockDoubt
from titrator.core.units import Quantity
from titrator.session.bed import Logged
from titrator.session.chosen_words import HOLD_REASONS, chosen_words
from titrator.session.clock_words import what_happened
from titrator.session.screen import LogLine

_HOLDS = {
    ev.HoldCause.ASSESSMENT: say("hold started by the assessment"),
    ev.HoldCause.FOUND_AT_PUMP: say("hold started by what the pump showed"),
    ev.HoldCause.NURSE: say("hold"),
    ev.HoldCause.BACK_UP: say("hold started with the back up"),
}


def log_line(logged: Logged, zone: tzinfo | None) -> LogLine:
    """Return an entry in words."""
    reached = "" if logged.reached is None else logged.reached.text
    texts = [text for event in logged.entry.events if (text := event_text(event, reached))]
    if not texts and isinstance(logged.entry.command, do.Hold):
        reason = logged.entry.command.reason
        texts = [
            say(
                "hold: {reason}",
                reason=chosen_words(reason, HOLD_REASONS) if reason else say("again"),
            )
        ]
    local = logged.at.astimezone(zone)
    refused = any(isinstance(event, ev.CommandRefused) for event in logged.entry.events)
    return LogLine(
        line=logged.entry.line,
        at=logged.at,
        time=wording.clock_text(local),
        text="; ".join(texts) + ("" if logged.is_written else say(" (not in the log yet)")),
        by=logged.entry.by,
        kind="refused" if refused else "entry" if logged.entry.by else "program",
    )


def event_text(event: ev.AnyEvent, reached: str = "") -> str:
    """Return what happened in words, empty where another event of the entry says it.

    `reached` is the dose that the pump gives after a reduction, which only the state tells.
    """
    match event:
        case ev.EpisodeOpened() | ev.WeightChanged() | ev.EpisodeClosed() | ev.WeanStarted():
            return _episode(event)
        case ev.InfusionRecorded() | ev.InfusionConfirmed() | ev.InfusionFoundChanged():
            return _infusion(event)
        case ev.DoseReduced() | ev.DrugStopped() | ev.DoseBackedUp() | ev.BagChanged():
            return _change(event, reached)
        case ev.OrderRecorded() | ev.OrderDiscontinued() | ev.OrderCorrected():
            return _order(event)
        case ev.AssessmentRecorded() | ev.AssessmentCorrected():
            corrected = isinstance(event, ev.AssessmentCorrected)
            said = _assessment(event.assessment)
            return say("corrected: {said}", said=said) if corrected else said
        case _:
            return _other(event)


def _episode(
    event: ev.EpisodeOpened | ev.WeightChanged | ev.EpisodeClosed | ev.WeanStarted,
) -> str:
    match event:
        case ev.EpisodeOpened():
            return say(
                "{bed} opened, weight {weight} {weight_kind}",
                bed=event.bed,
                weight=wording.as_typed(event.weight),
                weight_kind=say_code(event.weight_kind),
            )
        case ev.WeightChanged():
            return say(
                "weight changed to {weight} {weight_kind}; "
                "the wean ended until it is confirmed anew",
                weight=wording.as_typed(event.weight),
                weight_kind=say_code(event.weight_kind),
            )
        case ev.WeanStarted():
            return say("wean started")
        case ev.EpisodeClosed():
            return say("closed at this workstation")
        case _:
            assert_never(event)


def _infusion(
    event: ev.InfusionRecorded | ev.InfusionConfirmed | ev.InfusionFoundChanged,
) -> str:
    pump = say(
        "{drug} at {pump_rate} of {event}",
        drug=event.drug,
        pump_rate=_rate(event.pump_rate),
        event=bag_text(event),
    )
    match event:
        case ev.InfusionRecorded():
            return say("recorded {pump}", pump=pump)
        case ev.InfusionConfirmed():
            return say("pump confirmed, {pump}", pump=pump)
        case ev.InfusionFoundChanged():
            return say("found changed at the pump: {pump}", pump=pump)
        case _:
            assert_never(event)


def bag_text(
    event: ev.InfusionRecorded | ev.InfusionConfirmed | ev.InfusionFoundChanged | ev.BagChanged,
) -> str:
    """Return the bag of an event as on its label, ``4 mg in 250 mL``."""
    return say(
        "{amount} in {volume}",
        amount=wording.as_typed(event.bag.amount),
        volume=wording.as_typed(event.bag.volume),
    )


def _change(
    event: ev.DoseReduced | ev.DrugStopped | ev.DoseBackedUp | ev.BagChanged, reached: str
) -> str:
    match event:
        case ev.DoseReduced():
            return say(
                "{drug} reduced to {to}, pump {pump_rate}",
                drug=event.drug,
                to=reached,
                pump_rate=_rate(event.pump_rate),
            )
        case ev.DrugStopped():
            return say("{drug} stopped", drug=event.drug)
        case ev.DoseBackedUp():
            return say(
                "{drug} backed up, pump {pump_rate}",
                drug=event.drug,
                pump_rate=_rate(event.pump_rate),
            )
        case ev.BagChanged():
            second = (
                say(", label also read by {second_by}", second_by=event.second_by)
                if event.second_by
                else ""
            )
            return say(
                "{drug} new bag {event}, pump {pump_rate}{second}",
                drug=event.drug,
                event=bag_text(event),
                pump_rate=_rate(event.pump_rate),
                second=second,
            )
        case _:
            assert_never(event)


def _order(event: ev.OrderRecorded | ev.OrderDiscontinued | ev.OrderCorrected) -> str:
    if isinstance(event, ev.OrderDiscontinued):
        return say(
            "order for {drug} discontinued by {prescriber}",
            drug=event.drug,
            prescriber=event.prescriber,
        )
    order = event.order
    verb = say("corrected") if isinstance(event, ev.OrderCorrected) else say("recorded")
    return say(
        "order {verb}: {drug}, increment {increment} every "
        "{interval}, maximum {maximum}, MAP "
        "{map_target_mmhg} mmHg or more ({prescriber})",
        verb=verb,
        drug=order.drug,
        increment=wording.as_typed(order.increment),
        interval=wording.minutes_text(order.interval),
        maximum=wording.as_typed(order.maximum),
        map_target_mmhg=wording.shown_number(order.map_target_mmhg),
        prescriber=order.prescriber,
    )


def _assessment(one: Assessment) -> str:
    source = say_code(one.source)
    return say(
        "reassessed, MAP {map_mmhg} mmHg {source}, {one}",
        map_mmhg=wording.shown_number(one.map_mmhg),
        source=source,
        one=perfusion_text(one),
    )


def perfusion_text(one: Assessment) -> str:
    """Return the perfusion answers in words: what is worse, or not assessed, or all well."""
    if one.worse:
        return say("worse: {worse}", worse=spoken(one.worse))
    if one.unanswered:
        return say("not assessed: {unanswered}", unanswered=spoken(one.unanswered))
    if one.perfusion["lactate"] is Answer.NOT_ASSESSED:
        return say("perfusion same or better, lactate not assessed")
    return say("perfusion same or better")


def _other(event: ev.AnyEvent) -> str:  # noqa: C901, PLR0911, PLR0912 - one case an event
    match event:
        case ev.HoldStarted():
            return _HOLDS[event.cause] + (
                f": {chosen_words(event.reason, HOLD_REASONS)}" if event.reason else ""
            )
        case ev.HoldResumed():
            return (
                say("resumed, low reading was an artefact") if event.is_artefact else say("resumed")
            )
        case ev.HoldLifted():
            return say("hold lifted by the correction")
        case ev.StartGateRecorded():
            return say("start gate answered")
        case ev.StartGateCorrected():
            return say("start gate corrected")
        case ev.InfusionCorrected():
            return say(
                "corrected: {drug} at {pump_rate}",
                drug=event.drug,
                pump_rate=_rate(event.pump_rate),
            )
        case ev.AdviceDeclined():
            comment = f", {event.comment}" if event.comment else ""
            return say(
                "advice declined: {reason}{comment}",
                reason=say_code(event.reason),
                comment=comment,
            )
        case ev.HandedOver():
            pumps = ", ".join(f"{drug} {_rate(rate)}" for drug, rate in event.pump_rates.items())
            return say("handed over") + (
                say(", pumps read back: {pumps}", pumps=pumps) if pumps else ""
            )
        case ev.WeanSuspended():
            return say("wean suspended: a reassessment is overdue")
        case ev.ClockWentBack():
            return say("the clock went back; a fresh assessment is needed")
        case ev.ClockDoubted():
            return _doubt(event)
        case ev.CommandRefused():
            return say("not done: {why}", why=join(" ", (one.text for one in event.refusals)))
        case _:
            return ""


def _doubt(event: ev.ClockDoubted) -> str:
    gap = timedelta(milliseconds=event.gap_ms)
    doubt = ClockDoubt(reason=event.reason, gap=gap, is_ahead=bool(event.ahead_ms))
    return say("{said}; a fresh assessment is needed", said=altered(what_happened(doubt), _inside))


def _inside(sentence: str) -> str:
    """Return a sentence as part of another; the name of the program keeps its capital."""
    return sentence if sentence.startswith("Titrator") else sentence[0].lower() + sentence[1:]


def _rate(pump_rate: Quantity) -> str:
    return wording.as_typed(pump_rate)
