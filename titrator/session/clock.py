"""The only reader of time. Two clocks: UTC, and one that counts sleep; a third tells why it went on.

UTC stamps every entry. The counting clock tells whether time went by unseen or UTC was moved. It is
never set and runs on through sleep: on Linux CLOCK_BOOTTIME (CLOCK_MONOTONIC stands still in sleep), on
Windows QueryInterruptTime (GetTickCount64 was seen to leave out time, and the monotonic clock of Python
stands still in sleep from 3.13 on). Where there is none, as under wine, GetTickCount64 stands in: what
it leaves out is a jump of UTC to us, which opens no step. Neither was tried in a sleep of Windows.

The third stands still in sleep: CLOCK_MONOTONIC, on Windows QueryUnbiasedInterruptTime. Nothing is
permitted by it. It chooses a word: a workstation that slept, or a program that did not run.
"""

import sys
import time
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Protocol

import msgspec

from titrator.core.errors import KnownError
from titrator.core.language import say

_LARGEST_DRIFT = timedelta(seconds=2)
_LONGEST_GAP = timedelta(seconds=5)
_AGREED_FOR = timedelta(hours=1)
_MILLISECOND = timedelta(milliseconds=1)
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# This program was not there before: a clock that says so was reset, by a flat battery for example.
_NOT_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


class ClockResetError(KnownError):
    """The clock shows a time at which this program did not exist."""

    def __init__(self, utc: datetime) -> None:
        """Say what it shows."""
        super().__init__(
            say(
                "The clock of this workstation shows {utc:%Y-%m-%d %H:%M} UTC, which cannot be right.",
                utc=utc,
            ),
            say("Set date and time of this workstation, then start again."),
        )


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Both clocks, read together.

    Attributes:
        utc: what stamps entries; it can be set.
        counted: runs on through sleep and is never set; begins anew when the workstation starts.
        boot: changes each time the workstation starts; empty where the system does not say.
        awake: like `counted`, but stands still in sleep; None where no clock does.
    """

    utc: datetime
    counted: timedelta
    boot: str = ""
    awake: timedelta | None = None


class Clock(Protocol):
    """What tells the time; a fake one in tests."""

    @property
    def zone(self) -> tzinfo | None:
        """Return the zone that times are shown in; None for the workstation's own."""

    def read(self) -> Reading:
        """Return both clocks now."""


class SystemClock:
    """The clocks of this workstation."""

    def __init__(self) -> None:
        """Ask the system once which of its starts this is."""
        self._boot = _boot()

    @property
    def zone(self) -> tzinfo | None:
        """Return None: the workstation's own zone, daylight saving included."""
        return None

    def read(self) -> Reading:
        """Return the clocks now."""
        awake_ns = _awake_ns()
        awake = None if awake_ns is None else _span(awake_ns)
        counted = _span(_counted_ns())
        return Reading(utc=datetime.now(UTC), counted=counted, boot=self._boot, awake=awake)


def _span(nanoseconds: int) -> timedelta:
    """Return whole microseconds."""
    return timedelta(microseconds=nanoseconds // 1000)


def require_plausible(reading: Reading) -> None:
    """Raise where the clock cannot be right.

    Raises:
        ClockResetError: it shows a time before this program was made.
    """
    if reading.utc < _NOT_BEFORE:
        raise ClockResetError(reading.utc)


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """Why time may not have been seen passing.

    Attributes:
        reason: ``slept``, ``stalled``, ``jumped`` or ``restart``.
        ahead_ms: by how many milliseconds UTC went further than the clock that counts, else 0.
        gap_ms: how long nobody looked, by the clock that says more; of a jump, how far it went.
        unsure_ms: how much of that no clock counted, since the workstation was off.
    """

    reason: str
    ahead_ms: int
    gap_ms: int
    unsure_ms: int = 0


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
        unseen = max(reading.counted - self._last.counted, reading.utc - self._last.utc)
        self._last = reading
        if why or reading.counted - self._agreed.counted > _AGREED_FOR:
            self._agreed = reading
        if not why:
            return None
        gap = abs(ahead) if why == "jumped" else unseen
        ahead_ms = max(0, ahead // _MILLISECOND)
        return Doubt(reason=why, ahead_ms=ahead_ms, gap_ms=gap // _MILLISECOND)


def doubt(before: Reading, after: Reading) -> str:
    """Return why time may not have been seen passing between two readings, or nothing.

    ``slept`` or ``stalled`` when more than five seconds went by unseen, ``jumped`` when the two
    clocks disagree by more than two seconds.
    """
    unseen = after.counted - before.counted
    if unseen > _LONGEST_GAP:
        return "stalled" if _awake(before, after) * 2 > unseen else "slept"
    return "jumped" if _disagree(before, after) else ""


def doubt_after_restart(last: Reading | None, first: Reading) -> Doubt:
    """Return what is doubtful about the time between the last entry and a new start.

    Args:
        last: both clocks when the last entry was made; None where it does not say.
        first: both clocks after the start.
    """
    if last is None:
        return Doubt(reason="restart", ahead_ms=0, gap_ms=0)
    gap = max(first.utc - last.utc, timedelta())
    is_same_start = first.boot == last.boot != ""
    # Where the system does not name its starts, this is the least that can have passed.
    goes_on = is_same_start or (not first.boot and first.counted >= last.counted)
    counted = first.counted - last.counted if goes_on else first.counted
    ahead = gap - counted if gap - counted > _LARGEST_DRIFT else timedelta()
    # Within one start the counting clock is right, so UTC was moved. After another one the
    # workstation was off for a while, and only UTC says for how long.
    return Doubt(
        reason="restart",
        ahead_ms=ahead // _MILLISECOND if is_same_start else 0,
        gap_ms=gap // _MILLISECOND,
        unsure_ms=0 if is_same_start else ahead // _MILLISECOND,
    )


def _awake(before: Reading, after: Reading) -> timedelta:
    """Return how much of the time between two readings the workstation was awake, 0 if unknown."""
    if before.awake is None or after.awake is None:
        return timedelta()
    return after.awake - before.awake


def _disagree(before: Reading, after: Reading) -> bool:
    return abs(_ahead(before, after)) > _LARGEST_DRIFT


def _ahead(before: Reading, after: Reading) -> timedelta:
    """Return how much further UTC went than the clock that counts; negative when less far."""
    return (after.utc - before.utc) - (after.counted - before.counted)


if sys.platform == "win32":  # pragma: no cover - Windows only
    import ctypes

    try:
        _query_interrupt_time = ctypes.WinDLL("kernelbase").QueryInterruptTime
        COUNTING_CLOCK = "QueryInterruptTime of Windows"
    except (AttributeError, OSError):
        _query_interrupt_time = None
        COUNTING_CLOCK = "GetTickCount64 of Windows, for want of QueryInterruptTime"
    _get_tick_count = ctypes.WinDLL("kernel32").GetTickCount64
    _get_tick_count.restype = ctypes.c_ulonglong

    _query_unbiased = getattr(ctypes.WinDLL("kernel32"), "QueryUnbiasedInterruptTime", None)

    def _counted_ns() -> int:
        if _query_interrupt_time is None:
            return int(_get_tick_count()) * 1_000_000
        ticks = ctypes.c_ulonglong()
        _query_interrupt_time(ctypes.byref(ticks))
        return ticks.value * 100

    def _awake_ns() -> int | None:
        if _query_interrupt_time is None or _query_unbiased is None:
            return None
        ticks = ctypes.c_ulonglong()
        _query_unbiased(ctypes.byref(ticks))
        return ticks.value * 100

else:
    COUNTING_CLOCK = "CLOCK_BOOTTIME of Linux"

    def _counted_ns() -> int:
        clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
        return time.clock_gettime_ns(clock)

    def _awake_ns() -> int | None:
        # Elsewhere the monotonic clock is the one that counts, and no other tells sleep apart.
        counts_none = hasattr(time, "CLOCK_BOOTTIME")
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC) if counts_none else None


def _boot() -> str:
    """Return a short name of this start of the workstation, empty where none is to be had."""
    try:
        return _BOOT_ID.read_text(encoding="ascii")[:8]
    except OSError:  # pragma: no cover - not Linux
        return ""


def monotonic_ns() -> int:
    """Return the clock that start-up times are measured with."""
    return time.monotonic_ns()
