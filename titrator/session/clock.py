"""The only reader of time. Two clocks: UTC, and one that counts sleep.

UTC stamps every entry. The counting clock tells whether the workstation slept or UTC was moved:
Linux has CLOCK_BOOTTIME for it; Windows has QueryInterruptTime (chosen from its documentation, not
tried on Windows here).
"""

import ctypes
import sys
import time
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

import msgspec

_LARGEST_DRIFT = timedelta(seconds=2)
_LONGEST_GAP = timedelta(seconds=5)
_AGREED_FOR = timedelta(hours=1)
_MILLISECOND = timedelta(milliseconds=1)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Both clocks, read together. `counted` runs on through sleep and is never set."""

    utc: datetime
    counted: timedelta


class Clock(Protocol):
    """What tells the time; a fake one in tests."""

    @property
    def zone(self) -> tzinfo | None:
        """Return the zone that times are shown in; None for the workstation's own."""

    def read(self) -> Reading:
        """Return both clocks now."""


class SystemClock:
    """The clocks of this workstation."""

    @property
    def zone(self) -> tzinfo | None:
        """Return None: the workstation's own zone, daylight saving included."""
        return None

    def read(self) -> Reading:
        """Return both clocks now."""
        counted = timedelta(microseconds=_counted_ns() // 1000)
        return Reading(utc=datetime.now(UTC), counted=counted)


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """Why time may not have been seen passing, ``slept`` or ``jumped``.

    `ahead_ms` is by how many milliseconds UTC went further than the clock that counts, else 0.
    """

    reason: str
    ahead_ms: int


class Watch:
    """Holds each reading against the one before it, and against one that both clocks agreed on."""

    def __init__(self, first: Reading) -> None:
        self._last = first
        self._agreed = first

    def look(self, reading: Reading) -> Doubt | None:
        """Return what is doubtful about the time up to `reading`, or nothing.

        The older reading shows a clock that runs away by less than two seconds at a time. It is
        let go after an hour, since two sound clocks differ a little too.
        """
        why = doubt(self._last, reading) or ("jumped" if _disagree(self._agreed, reading) else "")
        ahead = _ahead(self._agreed, reading)
        self._last = reading
        if why or reading.counted - self._agreed.counted > _AGREED_FOR:
            self._agreed = reading
        return Doubt(reason=why, ahead_ms=max(0, ahead // _MILLISECOND)) if why else None


def doubt(before: Reading, after: Reading) -> str:
    """Return why time may not have been seen passing between two readings, or nothing.

    ``slept`` when more than five seconds went by unseen, ``jumped`` when the two clocks disagree
    by more than two seconds (reliability.md C2).
    """
    if after.counted - before.counted > _LONGEST_GAP:
        return "slept"
    return "jumped" if _disagree(before, after) else ""


def _disagree(before: Reading, after: Reading) -> bool:
    return abs(_ahead(before, after)) > _LARGEST_DRIFT


def _ahead(before: Reading, after: Reading) -> timedelta:
    """Return how much further UTC went than the clock that counts; negative when less far."""
    return (after.utc - before.utc) - (after.counted - before.counted)


if sys.platform == "win32":  # pragma: no cover - Windows only

    def _counted_ns() -> int:
        ticks = ctypes.c_ulonglong()
        ctypes.windll.kernelbase.QueryInterruptTime(ctypes.byref(ticks))
        return ticks.value * 100

else:

    def _counted_ns() -> int:
        clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
        return time.clock_gettime_ns(clock)


def monotonic_ns() -> int:
    """Return the clock that start-up times are measured with."""
    return time.monotonic_ns()
