"""The clocks: what counts as sleep, what as a jump, and that the real ones can be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from titrator.session.clock import Reading, SystemClock, Watch, doubt, monotonic_ns

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


@pytest.mark.hazard("H14")
@pytest.mark.parametrize(
    ("readings", "doubts"),
    [
        ([(1, 1), (2, 2)], [None, None]),
        ([(3601, 1)], [("jumped", 3_600_000)]),
        ([(-3599, 1)], [("jumped", 0)]),
        ([(1320, 1320)], [("slept", 0)]),
        ([(4920, 1320)], [("slept", 3_600_000)]),
        # Half a second more for each one that passes: the fifth leap is too much, and then anew.
        (
            [(1.5, 1), (3, 2), (4.5, 3), (6, 4), (7.5, 5), (9, 6)],
            [None, None, None, None, ("jumped", 2500), None],
        ),
    ],
)
def test_a_clock_that_runs_ahead_is_noticed_at_once_or_by_and_by(
    readings: list[tuple[float, float]], doubts: list[tuple[str, int] | None]
) -> None:
    """And by how much: permission counts by the clock that says less time has passed."""
    watch = Watch(_reading(0, 0))
    found = [watch.look(_reading(*each)) for each in readings]
    assert [each and (each.reason, each.ahead_ms) for each in found] == doubts


def test_two_sound_clocks_may_drift_apart_by_and_by() -> None:
    """A second an hour is what a good clock does in a day; it is no jump, however long it lasts."""
    watch = Watch(_reading(0, 0))
    hours = 12
    for second in range(0, hours * 3600, 5):
        assert watch.look(_reading(second * (1 + 1 / 3600), second)) is None


def test_the_clocks_of_this_workstation_can_be_read() -> None:
    """Both go forward, UTC knows its zone, and times are shown in the workstation's own."""
    clock = SystemClock()
    first, second = clock.read(), clock.read()
    assert first.utc.tzinfo is UTC
    assert first.counted <= second.counted
    assert clock.zone is None
    assert monotonic_ns() > 0
