"""The clocks: what counts as sleep, what as a jump, and that the real ones can be read."""

from __future__ import annotations

import inspect
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from titrator.session import clock
from titrator.session.clock import (
    ClockResetError,
    Doubt,
    Reading,
    SystemClock,
    Watch,
    doubt,
    doubt_after_restart,
    monotonic_ns,
    require_plausible,
)

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


@pytest.mark.hazard("H13")
@pytest.mark.parametrize(
    ("awake_s", "why"),
    [(None, "slept"), (0, "slept"), (60, "slept"), (61, "stalled"), (120, "stalled")],
)
def test_a_program_that_stood_still_is_not_said_to_have_slept(
    awake_s: float | None, why: str
) -> None:
    """Two minutes unseen: the clock that stands still in sleep says which of both took longer."""
    awake = None if awake_s is None else timedelta(seconds=100 + awake_s)
    before = msgspec.structs.replace(_reading(0, 0), awake=timedelta(seconds=100))
    after = msgspec.structs.replace(_reading(120, 120), awake=awake)
    found = Watch(before).look(after)
    assert found is not None
    assert (found.reason, found.gap_ms, found.ahead_ms) == (why, 120_000, 0)
    assert doubt(_reading(0, 0), after) == "slept"


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


@pytest.mark.hazard("H13", "H14")
@pytest.mark.parametrize(
    ("readings", "gap_ms"),
    [
        ([(1320, 1320)], 1_320_000),
        # Asleep an hour by one clock and a minute by the other: the one that says more is told.
        ([(3600, 60)], 3_600_000),
        ([(60, 3600)], 3_600_000),
        ([(-3599, 1)], 3_600_000),
        ([(3601, 1)], 3_600_000),
        # Nobody looked for six seconds; how long the workstation has been on is another matter.
        ([(60, 60), (66, 66)], 6_000),
    ],
)
def test_a_doubt_says_how_long_it_was(readings: list[tuple[float, float]], gap_ms: int) -> None:
    """Of sleep how long nobody looked, of a jump how far it went."""
    watch = Watch(_reading(0, 0))
    found = [watch.look(_reading(*each)) for each in readings]
    assert found[-1] is not None
    assert found[-1].gap_ms == gap_ms


def _at(utc_s: float, counted_s: float, boot: str) -> Reading:
    return msgspec.structs.replace(_reading(utc_s, counted_s), boot=boot)


@pytest.mark.hazard("H14")
@pytest.mark.parametrize(
    ("last", "first", "doubt"),
    [
        # The same start of the workstation: the counting clock knows how long it was.
        (_at(0, 100, "a"), _at(600, 700, "a"), (0, 600_000, 0)),
        (_at(0, 100, "a"), _at(602, 700, "a"), (0, 602_000, 0)),
        (_at(0, 100, "a"), _at(602.5, 700, "a"), (2500, 602_500, 0)),
        (_at(0, 100, "a"), _at(4200, 700, "a"), (3_600_000, 4_200_000, 0)),
        (_at(0, 100, "a"), _at(-4200, 700, "a"), (0, 0, 0)),
        # Another start: only what it has been up for is sure.
        (_at(0, 100, "a"), _at(600, 20, "b"), (0, 600_000, 580_000)),
        (_at(0, 100, "a"), _at(600, 700, "b"), (0, 600_000, 0)),
        (_at(0, 100, "a"), _at(10, 20, "b"), (0, 10_000, 0)),
        # A system that does not name its starts: the least that can have passed.
        (_at(0, 100, ""), _at(600, 700, ""), (0, 600_000, 0)),
        (_at(0, 100, ""), _at(4200, 700, ""), (0, 4_200_000, 3_600_000)),
        (_at(0, 100, ""), _at(600, 20, ""), (0, 600_000, 580_000)),
        # Up for exactly as long as before: both may be one start, in which nothing was counted.
        (_at(0, 100, ""), _at(600, 100, ""), (0, 600_000, 600_000)),
        # It named its start before and does not now, or the other way round: another start.
        (_at(0, 100, "a"), _at(600, 700, ""), (0, 600_000, 0)),
        (_at(0, 100, ""), _at(600, 110, "a"), (0, 600_000, 490_000)),
        (None, _at(600, 20, "a"), (0, 0, 0)),
    ],
)
def test_after_a_restart_only_what_was_counted_is_sure(
    last: Reading | None, first: Reading, doubt: tuple[int, int, int]
) -> None:
    """By how much UTC was set forward, how long nobody looked, how much of that nobody counted."""
    found = doubt_after_restart(last, first)
    assert found.reason == "restart"
    assert (found.ahead_ms, found.gap_ms, found.unsure_ms) == doubt


@pytest.mark.hazard("H14")
def test_a_clock_that_was_reset_is_refused_before_anything_is_stamped() -> None:
    """The first moment of 2026 passes; a microsecond before it this program was not there."""
    new_year = datetime(2026, 1, 1, tzinfo=UTC)
    require_plausible(Reading(utc=new_year, counted=timedelta()))
    before = new_year - timedelta(microseconds=1)
    with pytest.raises(ClockResetError) as refusal:
        require_plausible(Reading(utc=before, counted=timedelta()))
    assert refusal.value.sentence == (
        "The clock of this workstation shows 2025-12-31 23:59 UTC, which cannot be right."
    )
    assert refusal.value.next_action == ("Set date and time of this workstation, then start again.")


def test_what_both_clocks_agreed_on_is_held_for_an_hour() -> None:
    """UTC gains 1.5 s within the hour and another second after it: held against the beginning."""
    watch = Watch(_reading(10_000, 10_000))
    for second in range(5, 3601, 5):
        assert watch.look(_reading(10_000 + second * (1 + 1.5 / 3600), 10_000 + second)) is None
    found = watch.look(_reading(13_607.5, 13_605))
    assert found is not None
    assert (found.reason, found.ahead_ms) == ("jumped", 2500)


class Clocks:
    """The clocks of a system: one that counts sleep, 5 ms after the start, and one that does not."""

    CLOCK_BOOTTIME = 7
    CLOCK_MONOTONIC = 1

    def clock_gettime_ns(self, clock: int) -> int:
        return {7: 5_000_999, 1: 2_000_000}[clock]


class OneClock:
    """The clock of a system that has no other."""

    CLOCK_MONOTONIC = 1

    def clock_gettime_ns(self, clock: int) -> int:
        return {1: 2_000_000}[clock]


@pytest.mark.hazard("H13")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has another counting clock")
def test_the_clock_that_counts_sleep_is_the_one_that_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In whole microseconds; a start of the workstation is named by eight characters."""
    (tmp_path / "boot_id").write_text("0f3c2b1a-77aa-4c1d\n", encoding="ascii")
    monkeypatch.setattr(clock, "time", Clocks())
    monkeypatch.setattr(clock, "_BOOT_ID", tmp_path / "boot_id")
    reading = SystemClock().read()
    assert reading.counted == timedelta(microseconds=5000)
    assert reading.awake == timedelta(microseconds=2000)
    assert reading.boot == "0f3c2b1a"
    assert clock.COUNTING_CLOCK == "CLOCK_BOOTTIME of Linux"
    assert Reading(utc=EIGHT, counted=timedelta()).boot == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has another counting clock")
def test_where_one_clock_does_both_none_tells_sleep_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The monotonic clock counts, and nothing is said of being awake."""
    monkeypatch.setattr(clock, "time", OneClock())
    reading = SystemClock().read()
    assert reading.counted == timedelta(microseconds=2000)
    assert reading.awake is None


@pytest.mark.parametrize("record", [Reading, Doubt])
def test_what_was_read_never_changes_and_its_fields_are_named(
    record: type[msgspec.Struct],
) -> None:
    """The two clocks are never swapped by their order."""
    assert record.__struct_config__.frozen
    parameters = inspect.signature(record).parameters.values()
    assert all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in parameters)


def test_the_clocks_of_this_workstation_can_be_read() -> None:
    """Both go forward, UTC knows its zone, and times are shown in the workstation's own."""
    real = SystemClock()
    first, second = real.read(), real.read()
    assert first.utc.tzinfo is UTC
    assert first.counted <= second.counted
    assert real.zone is None
    named = Path("/proc/sys/kernel/random/boot_id")
    assert first.boot == (named.read_text("ascii").partition("-")[0] if named.exists() else "")
    assert monotonic_ns() > 0
