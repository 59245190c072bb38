"""What the screens say about time that nobody saw passing. Pure."""

from datetime import datetime, timedelta, tzinfo

from titrator.core import wording
from titrator.core.language import say
from titrator.core.policy import Policy
from titrator.core.state import ClockDoubt, State
from titrator.core.times import reassess_due_at

_SECOND = timedelta(seconds=1)


def doubt_sentence(state: State, policy: Policy, now: datetime, zone: tzinfo | None) -> str | None:
    """Return what the program saw of the clock, and since when a reassessment is due; else None.

    "This workstation slept 22 minutes; reassessment became due 14:44." It stands until an
    assessment gives the clock its trust back.
    """
    if state.clock_doubt is None:
        return None
    due = reassess_due_at(state, policy)
    if due is None or due > now:
        return f"{what_happened(state.clock_doubt)}."
    at = wording.clock_text(due.astimezone(zone))
    return say(
        "{clock_doubt}; reassessment became due {at}.",
        clock_doubt=what_happened(state.clock_doubt),
        at=at,
    )


def what_happened(doubt: ClockDoubt) -> str:
    """Return the doubt as the beginning of a sentence."""
    match doubt.reason:
        case "slept":
            return say("This workstation slept{gap}", gap=_for(doubt.gap))
        case "stalled":
            # A frozen window, a stopped process: the workstation was awake meanwhile.
            return say("Titrator did not run for {gap}", gap=span_text(doubt.gap))
        case "jumped" if doubt.gap:
            way = say("forward") if doubt.is_ahead else say("back")
            return say(
                "The clock of this workstation was set {gap} {way}",
                gap=span_text(doubt.gap),
                way=way,
            )
        case "jumped":
            return say("The clock of this workstation was set")
        case _:
            return say("Titrator was started again{gap}", gap=_after(doubt.gap))


def span_text(span: timedelta) -> str:
    """Return a span in whole words: ``22 minutes``, ``1 hour 5 minutes``, ``40 seconds``."""
    seconds = span // _SECOND
    if seconds < 60:
        return _seconds(seconds)
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    parts = [_hours(hours)] if hours else []
    return " ".join([*parts, _minutes(minutes)] if minutes or not hours else parts)


def _for(gap: timedelta) -> str:
    return f" {span_text(gap)}" if gap else ""


def _after(gap: timedelta) -> str:
    return say(" after {gap}", gap=span_text(gap)) if gap >= timedelta(minutes=1) else ""


def _seconds(number: int) -> str:
    return say("1 second") if number == 1 else say("{number} seconds", number=number)


def _minutes(number: int) -> str:
    return say("1 minute") if number == 1 else say("{number} minutes", number=number)


def _hours(number: int) -> str:
    return say("1 hour") if number == 1 else say("{number} hours", number=number)
