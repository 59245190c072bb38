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


def doubt(before: Reading, after: Reading) -> str:
    """Return why time may not have been seen passing between two readings, or nothing.

    ``slept`` when more than five seconds went by unseen, ``jumped`` when the two clocks disagree
    by more than two seconds (reliability.md C2).
    """
    counted = after.counted - before.counted
    if counted > _LONGEST_GAP:
        return "slept"
    if abs((after.utc - before.utc) - counted) > _LARGEST_DRIFT:
        return "jumped"
    return ""


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
