"""What is said when a form comes back after an interruption. Pure."""

from collections.abc import Iterable
from datetime import timedelta

from titrator.core import wording
from titrator.core.language import say
from titrator.session.screen import Act

_WERE = {
    Act.REASSESS: say("reassessing {bed}"),
    Act.REDUCE: say("reducing at {bed}"),
    Act.HOLD: say("saying why {bed} is on hold"),
    Act.BACK_UP: say("backing up at {bed}"),
    Act.RESUME: say("resuming at {bed}"),
    Act.BAG_CHANGE: say("changing a bag at {bed}"),
    Act.GATE: say("answering the start gate of {bed}"),
    Act.ORDER: say("entering an order at {bed}"),
    Act.INFUSION: say("recording what runs at {bed}"),
    Act.WEIGHT: say("changing the weight at {bed}"),
    Act.CORRECT: say("correcting an entry of {bed}"),
    Act.HAND_OVER: say("taking over {bed}"),
    Act.DECLINE: say("saying why advice was not followed at {bed}"),
}
_NEW_BED = say("opening a bed")
_NAMES = {
    Act.REASSESS: say("Reassess"),
    Act.REDUCE: say("Reduce"),
    Act.HOLD: say("reason for the hold"),
    Act.BACK_UP: say("Back up"),
    Act.RESUME: say("Resume"),
    Act.BAG_CHANGE: say("Bag change"),
    Act.GATE: say("Start gate"),
    Act.ORDER: say("Titration order"),
    Act.INFUSION: say("Record what a pump shows"),
    Act.WEIGHT: say("Dosing weight"),
    Act.CORRECT: say("Correct an entry"),
    Act.HAND_OVER: say("Hand over"),
    Act.DECLINE: say("Advice not followed"),
}
OVERTAKEN = say("Another act was recorded since: read and answer again.")
HOLD_IS_OVER = say("What was half typed about the hold was let go: the hold is over.")


def waiting(bed: str, acts: Iterable[tuple[str, str]]) -> str:
    """Return the line that says what waits half typed at a bed.

    "Half typed at ICU-12 and kept: Reassess (F5), Bag change (F9)."

    Args:
        bed: its name.
        acts: of the forms, with the key that opens each.
    """
    named = [f"{_NAMES[Act(act)]} ({key})" for act, key in acts]
    return say("Half typed at {bed} and kept: {acts}.", bed=bed, acts=", ".join(named))


def cue(act: str, bed: str, readings: Iterable[tuple[str, timedelta]], progress: str) -> str:
    """Return the line that says what was being done.

    "You were reassessing ICU-12: MAP typed 6 min ago, perfusion 2 of 4."

    Args:
        act: of the form.
        bed: its name.
        readings: what was read off a device, and how long ago each was typed.
        progress: how far the rest is, ``perfusion 2 of 4``; may be empty.
    """
    template = _WERE[Act(act)] if act in _WERE else _NEW_BED
    typed = [say("{what} typed {age}", what=what, age=_ago(age)) for what, age in readings]
    parts = [*typed, progress] if progress else typed
    said = say("You were {doing}", doing=template.format(bed=bed))
    return f"{said}: {', '.join(parts)}." if parts else f"{said}."


def counted(what: str, done: int, of: int) -> str:
    """Return how far a form is: ``perfusion 2 of 4``; empty where nothing is counted."""
    return say("{what} {done} of {of}", what=what, done=done, of=of) if of else ""


def too_old(text: str, age: timedelta) -> str:
    """Return why a reading that was typed must be typed again."""
    return say(
        "{text} was typed {age}: too old. Read it again and type it.", text=text, age=_ago(age)
    )


def _ago(age: timedelta) -> str:
    return say("{age} ago", age=wording.minutes_text(age))
