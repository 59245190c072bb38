"""The clocks: what counts as sleep, what as a jump, and that the real ones can be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from titrator.session.clock import Reading, SystemClock, doubt, monotonic_ns

EIGHT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def _reading(utc_s: float, counted_s: float) -> Reading:
    return Reading(utc=EIGHT + timedelta(seconds=utc_s), counted=timedelta(seconds=counted_s))


@pytest.mark.hazard("H13")
@pytest.mark.parametrize(
    ("utc_s", "counted_s", "why"),
    [
        (1, 1, ""),
        (5, 5, ""),
        (5.1, 5.1, "slept"),
        (3, 1, ""),
        (3.1, 1, "jumped"),
        (-1, 1, ""),
        (-1.1, 1, "jumped"),
        (-3600, 1, "jumped"),
        (1320, 1320, "slept"),
    ],
)
def test_sleep_and_jumps_are_told_apart(utc_s: float, counted_s: float, why: str) -> None:
    """More than 5 s unseen is sleep; more than 2 s between the two clocks is a jump."""
    assert doubt(_reading(0, 0), _reading(utc_s, counted_s)) == why


def test_the_clocks_of_this_workstation_can_be_read() -> None:
    """Both go forward, UTC knows its zone, and times are shown in the workstation's own."""
    clock = SystemClock()
    first, second = clock.read(), clock.read()
    assert first.utc.tzinfo is UTC
    assert first.counted <= second.counted
    assert clock.zone is None
    assert monotonic_ns() > 0
