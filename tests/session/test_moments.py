"""A time typed at the bedside: which moment it is, also in the nights when the clock is set."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from titrator.session.moments import Day, read_clock_time

MADRID = ZoneInfo("Europe/Madrid")
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)  # 13:00 in Madrid


@pytest.mark.parametrize(
    ("text", "day", "iso", "said"),
    [
        ("10:55", Day.TODAY, "2026-11-02T10:55:00+01:00", "today 10:55, 2 h 05 min ago"),
        ("1055", Day.TODAY, "2026-11-02T10:55:00+01:00", "today 10:55, 2 h 05 min ago"),
        ("12:31", Day.TODAY, "2026-11-02T12:31:00+01:00", "today 12:31, 29 min ago"),
        ("23:50", Day.YESTERDAY, "2026-11-01T23:50:00+01:00", "yesterday 23:50, 13 h 10 min ago"),
        ("08:00", Day.TOMORROW, "2026-11-03T08:00:00+01:00", "tomorrow 08:00, in 19 h 00 min"),
        ("13:20", Day.TODAY, "2026-11-02T13:20:00+01:00", "today 13:20, in 20 min"),
    ],
)
def test_a_time_of_day_is_meant_in_the_zone_of_the_workstation(
    text: str, day: Day, iso: str, said: str
) -> None:
    """The day is the workstation's own, and what was read is said back with how long ago it is."""
    moment = read_clock_time(text, day, now=NOON, zone=MADRID)
    assert (moment.iso, moment.said, moment.refused) == (iso, said, "")


@pytest.mark.parametrize(
    "text", ["", "24:00", "7:30", "12:60", "12.30", " 1230", "12:3", "１２:30"]
)
def test_what_is_no_time_of_day_is_refused_with_how_to_write_it(text: str) -> None:
    """Nothing is guessed: the sentence shows what was typed and the form to type."""
    moment = read_clock_time(text, Day.TODAY, now=NOON, zone=MADRID)
    assert (moment.iso, moment.said) == ("", "")
    assert (
        moment.refused
        == f'"{text}" was not taken. Type the time on the 24-hour clock, such as 06:30.'
    )


@pytest.mark.hazard("H15")
def test_a_time_the_clock_shows_twice_is_the_later_one() -> None:
    """In the night of 25 October, 02:30 came twice; at 04:00 the later one was 90 min ago."""
    now = datetime(2026, 10, 25, 3, 0, tzinfo=UTC)
    moment = read_clock_time("02:30", Day.TODAY, now=now, zone=MADRID)
    assert moment.iso == "2026-10-25T02:30:00+01:00"
    assert moment.said == "today 02:30, 1 h 30 min ago"


@pytest.mark.hazard("H15")
def test_a_time_the_clock_skips_is_refused() -> None:
    """In the night of 29 March 2026 there was no 02:30."""
    now = datetime(2026, 3, 29, 6, 0, tzinfo=UTC)
    moment = read_clock_time("02:30", Day.TODAY, now=now, zone=MADRID)
    assert moment.refused == "02:30 does not exist today: the clock was put forward."


def test_without_a_zone_the_workstations_own_is_meant() -> None:
    """None is the zone of the workstation, whatever it is: the wall clock reads as typed."""
    moment = read_clock_time("10:55", Day.TODAY, now=NOON, zone=None)
    read = datetime.fromisoformat(moment.iso)
    assert read.tzinfo is not None
    assert (read.hour, read.minute) == (10, 55)
