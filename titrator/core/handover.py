"""Deciding on a handover: the incoming nurse reads every running pump back (hazards H22 and H40).

A pump that shows another rate stops the handover. Which of the two is right is not guessed: the pump
is read again, and what it then shows is recorded, by the one who hands over or by the one who takes over.
"""

from titrator.core import commands as do
from titrator.core import events as ev
from titrator.core import wording
from titrator.core.findings import Code, Finding, RefusedError, finding
from titrator.core.language import say
from titrator.core.readings import is_given, read_pump_rate
from titrator.core.situation import Acted, Situation
from titrator.core.state import Infusion

_DIFFERS = say(
    "Both read this pump again now. If it was mistyped, type it again. If the pump really shows this "
    "rate, keep it, record what the pump shows (Ctrl+P), reassess, find out who changed it and call "
    "the prescriber if nobody knows. Hand over afterwards."
)
_EACH = say("The incoming nurse reads every running pump and types its rate.")
_WHO = say("The incoming nurse types their own initials.")


def hand_over(typed: do.HandOver, bed: Situation) -> Acted:
    """Hand the bed over to the one whose initials are in the stamp.

    Raises:
        RefusedError: nobody named themselves, a running pump was not read, or it shows another rate;
            all that stands in the way.
    """
    found: list[Finding] = []
    if not is_given(bed.stamp.by):
        sentence = say("Who takes over is not known.")
        found.append(finding(Code.SECOND_CHECK_NEEDED, sentence, next_action=_WHO))
    shown = typed.pump_shows or {}
    for infusion in bed.state.running:
        name = bed.policy.library.drug(infusion.drug).display_name
        found += _against(shown.get(infusion.drug), infusion, name)
    if found:
        raise RefusedError(*found)
    rates = {one.drug: one.pump_rate for one in bed.state.running}
    return Acted(events=(ev.HandedOver(pump_rates=rates),))


def _against(text: str | None, infusion: Infusion, name: str) -> tuple[Finding, ...]:
    """Return why what was read off a pump does not agree with what is known, or nothing."""
    if not is_given(text):
        sentence = say("{name}: the pump was not read.", name=name)
        return (finding(Code.PUMP_MISMATCH, sentence, next_action=_EACH),)
    try:
        rate = read_pump_rate(text)
    except RefusedError as refused:
        return refused.findings
    if rate == infusion.pump_rate:
        return ()
    sentence = say(
        "{name}: dose in app and on pump differ. The pump shows {rate}, the program "
        "has {pump_rate}.",
        name=name,
        rate=wording.as_typed(rate),
        pump_rate=wording.as_typed(infusion.pump_rate),
    )
    return (finding(Code.PUMP_MISMATCH, sentence, next_action=_DIFFERS),)
