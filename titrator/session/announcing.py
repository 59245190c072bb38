"""What is said of a countdown to those who read the screen by ear: at 5, 1 and 0 min, and no more."""

from titrator.core.language import say
from titrator.session.screen import NextAct

_SECONDS = {"h": 3600, "min": 60, "sec": 1}
_MARKS = (0, 60, 300)
"""Seconds left, the most urgent first."""


def to_announce(before: NextAct | None, after: NextAct) -> str:
    """Return what is said when the strip goes from `before` to `after`; mostly nothing.

    A clock that begins anew, or gives way to another one, is not the passing of a mark.
    """
    if before is None or (before.at, before.clock) != (after.at, after.clock):
        return ""
    then, now = _left(before), _left(after)
    if then is None or now is None:
        return ""
    for mark in _MARKS:
        if then > mark >= now:
            return (
                say("{heading}, in {minutes} min", heading=after.heading, minutes=mark // 60)
                if mark
                else after.heading
            )
    return ""


def _left(shown: NextAct) -> int | None:
    """Return the seconds left on the countdown, negative when it is late; None without one."""
    if not shown.countdown:
        return None
    numbers, units = shown.countdown[::2], shown.countdown[1::2]
    total = sum(int(number) * _SECONDS[unit] for number, unit in zip(numbers, units, strict=True))
    return -total if shown.late else total
