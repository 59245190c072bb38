"""A time of day typed at the bedside to a moment with its zone, and back to words. Pure."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

import msgspec

from titrator.core import wording
from titrator.core.language import say, say_code

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):?([0-5][0-9])")
_HOW = say("Type the time on the 24-hour clock, such as 06:30.")


class Day(StrEnum):
    """Which day a time of day is meant on."""

    YESTERDAY = "yesterday"
    TODAY = "today"
    TOMORROW = "tomorrow"


_DAYS = {Day.YESTERDAY: -1, Day.TODAY: 0, Day.TOMORROW: 1}


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """What a typed time means.

    Attributes:
        iso: with its zone, for a command; empty when it could not be read.
        said: the same in words, ``today 06:30, 2 h 05 min ago``.
        refused: why it was not taken, empty when it was.
    """

    iso: str
    said: str
    refused: str


def read_clock_time(text: str, day: Day, *, now: datetime, zone: tzinfo | None) -> Moment:
    """Return the moment that `text` (``06:30`` or ``0630``) means on `day`.

    A time that the clock shows twice in the night it is set back is taken as the later one: less
    time has passed then. A time that the clock skips is refused.

    Args:
        text: as typed.
        day: counted from today, the day of `now` in `zone`.
        now: any zone.
        zone: the zone it is typed in; None for the workstation's own.
    """
    match = _CLOCK.fullmatch(text) if text.isascii() else None
    if match is None:
        return Moment(
            iso="", said="", refused=say('"{text}" was not taken. {how}', text=text[:12], how=_HOW)
        )
    date = now.astimezone(zone).date() + timedelta(days=_DAYS[day])
    # Without a zone, astimezone() reads it in the workstation's own.
    local = datetime(
        date.year, date.month, date.day, int(match[1]), int(match[2]), fold=1, tzinfo=zone
    )
    moment = local.astimezone(UTC)
    shown = moment.astimezone(zone)
    if (shown.hour, shown.minute) != (local.hour, local.minute):
        why = say(
            "{local} does not exist {day}: the clock was put forward.",
            local=wording.clock_text(local),
            day=day,
        )
        return Moment(iso="", said="", refused=why)
    return Moment(iso=shown.isoformat(), said=_said(shown, day, now), refused="")


def _said(moment: datetime, day: Day, now: datetime) -> str:
    gap = moment - now
    span = timedelta(minutes=abs(gap) // timedelta(minutes=1))
    hours, minutes = span // timedelta(hours=1), span % timedelta(hours=1) // timedelta(minutes=1)
    length = f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"
    ago = (
        say("in {length}", length=length)
        if gap > timedelta()
        else say("{length} ago", length=length)
    )
    return f"{say_code(day)} {wording.clock_text(moment)}, {ago}"
