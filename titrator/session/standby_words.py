"""What the process beside the window says when the window does not answer, or has ended by itself."""

from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import msgspec

from titrator.core import wording
from titrator.core.language import say
from titrator.session.clock_words import span_text
from titrator.store.lease import holder_of
from titrator.store.opening import LOCK_NAME


class StandbyMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message over everything else on the screen; `can_start` offers to start the program."""

    heading: str
    text: str
    can_start: bool


def frozen(since: datetime, zone: tzinfo | None) -> StandbyMessage:
    """Return what is said while the window does not answer."""
    return StandbyMessage(
        heading=say(
            "Titrator does not answer since {zone}.",
            zone=wording.clock_text(since.astimezone(zone)),
        ),
        text=say(
            "Do not rely on its countdown: it may stand still. Hold and back up at the pump, and write "
            "on paper. This message goes away when the window answers again."
        ),
        can_start=False,
    )


def gone(since: datetime, zone: tzinfo | None) -> StandbyMessage:
    """Return what is said when the program ended without being closed."""
    return StandbyMessage(
        heading=say(
            "Titrator ended by itself at {zone}.", zone=wording.clock_text(since.astimezone(zone))
        ),
        text=say(
            "Nothing is prompted and nothing recorded now. Pumps run on as they are set: hold and "
            "back up at the pump. Started again, Titrator comes back with bed, form and countdown."
        ),
        can_start=True,
    )


def did_not_answer(span: timedelta) -> str:
    """Return what the window says itself, once it answers again."""
    return say(
        "This window did not answer for {span}. The countdown is right again.", span=span_text(span)
    )


def is_taken_over(folder: Path, before: int) -> bool:
    """Return whether another process than `before` has the log of a data folder since."""
    holder = holder_of(folder / LOCK_NAME)
    return holder is not None and holder != before
