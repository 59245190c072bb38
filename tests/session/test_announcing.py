"""A countdown speaks at 5, 1 and 0 min only, to those who read the screen by ear."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import msgspec
import pytest

from tests.ui.fake_screens import SCREENS
from titrator.session.announcing import to_announce
from titrator.session.screen import NextAct

AT = datetime(2026, 11, 2, 14, 44, tzinfo=UTC)


def strip(*countdown: str, late: bool = False, heading: str = "NEXT: REASSESS") -> NextAct:
    """A strip with this countdown to one deadline."""
    calm = SCREENS["calm"].bedside.next
    return msgspec.structs.replace(
        calm, countdown=countdown, late=late, heading=heading, at=AT, clock="reassess"
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (("5", "min", "01", "sec"), ("5", "min", "00", "sec"), "NEXT: REASSESS, in 5 min"),
        (("1", "min", "01", "sec"), ("1", "min", "00", "sec"), "NEXT: REASSESS, in 1 min"),
        (("1", "h", "00", "min"), ("4", "min", "58", "sec"), "NEXT: REASSESS, in 5 min"),
        (("0", "min", "01", "sec"), ("0", "min", "00", "sec"), "NEXT: REASSESS"),
        (("6", "min", "00", "sec"), ("0", "min", "00", "sec"), "NEXT: REASSESS"),
    ],
)
def test_passing_five_one_or_no_minutes_is_said(
    before: tuple[str, ...], after: tuple[str, ...], said: str
) -> None:
    """Once, and where a window was busy for minutes only the most urgent of them."""
    assert to_announce(strip(*before), strip(*after)) == said


def test_a_quarter_of_an_hour_speaks_three_times() -> None:
    """Each second from 15 min before to 15 min after the deadline."""
    shown = []
    for left in range(900, -901, -1):
        minutes, seconds = divmod(abs(left), 60)
        is_late = left < 0
        heading = "REASSESS OVERDUE" if is_late else "NEXT: REASSESS"
        parts = (str(minutes), "min", f"{seconds:02d}", "sec")
        shown.append(strip(*parts, late=is_late, heading=heading))
    said = [to_announce(one, two) for one, two in pairwise(shown)]
    assert [one for one in said if one] == [
        "NEXT: REASSESS, in 5 min",
        "NEXT: REASSESS, in 1 min",
        "NEXT: REASSESS",
    ]


def test_a_clock_that_begins_anew_says_nothing() -> None:
    """Nor one that gives way to another, nor a strip without a countdown, nor the first painting."""
    early, near = strip("15", "min", "00", "sec"), strip("0", "min", "40", "sec")
    later = msgspec.structs.replace(near, at=AT.replace(hour=15))
    step = msgspec.structs.replace(near, clock="step")
    assert to_announce(early, later) == ""
    assert to_announce(early, step) == ""
    assert to_announce(None, near) == ""
    assert to_announce(early, strip()) == ""
    assert to_announce(strip(), near) == ""
