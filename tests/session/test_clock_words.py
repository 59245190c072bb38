"""What is said of time that nobody saw passing, in whole words."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.support.shift import Shift, moment, opened, shipped_policy, weaning
from titrator.core import commands as do
from titrator.core.state import ClockDoubt
from titrator.session.clock_words import doubt_sentence, span_text, what_happened

MINUTE_MS = 60_000


def doubted(shift: Shift, at: str, **spans: int) -> str | None:
    """The sentence in UTC after the program doubted the clock at this time."""
    doubt = do.DoubtClock(reason="slept", **spans)
    shift.bed.handle(doubt, by="", at=moment(at))
    return doubt_sentence(shift.bed.state, shipped_policy(), moment(at), ZoneInfo("UTC"))


@pytest.mark.hazard("H13")
def test_sleep_says_how_long_and_since_when_a_reassessment_is_due() -> None:
    """Weaning since 08:05: due at 08:10; asleep from 08:06 to 08:28. In the zone of the screen."""
    shift = weaning()
    sentence = doubted(shift, "08:28", gap_ms=22 * MINUTE_MS)
    assert sentence == "This workstation slept 22 minutes; reassessment became due 08:10."
    in_zone = doubt_sentence(
        shift.bed.state, shipped_policy(), moment("08:28"), ZoneInfo("Europe/Berlin")
    )
    assert in_zone == "This workstation slept 22 minutes; reassessment became due 09:10."


@pytest.mark.hazard("H13")
def test_nothing_is_said_to_be_due_that_is_not() -> None:
    """A short sleep, and a bed where no wean runs."""
    assert doubted(weaning(), "08:06", gap_ms=40_000) == "This workstation slept 40 seconds."
    assert doubted(opened(), "08:28", gap_ms=22 * MINUTE_MS) == "This workstation slept 22 minutes."


def test_the_sentence_goes_with_the_next_complete_assessment() -> None:
    """That gives the clock its trust back."""
    shift = weaning()
    doubted(shift, "08:28", gap_ms=22 * MINUTE_MS)
    shift.at("08:29").assessment(72)
    state = shift.bed.state
    assert doubt_sentence(state, shipped_policy(), moment("08:29"), None) is None


@pytest.mark.hazard("H14")
@pytest.mark.parametrize(
    ("reason", "gap_s", "is_ahead", "said"),
    [
        ("slept", 0, False, "This workstation slept"),
        ("slept", 61, False, "This workstation slept 1 minute"),
        ("stalled", 120, False, "Titrator did not run for 2 minutes"),
        ("stalled", 6, False, "Titrator did not run for 6 seconds"),
        ("jumped", 0, False, "The clock of this workstation was set"),
        ("jumped", 3600, True, "The clock of this workstation was set 1 hour forward"),
        ("jumped", 3900, False, "The clock of this workstation was set 1 hour 5 minutes back"),
        ("restart", 0, False, "Titrator was started again"),
        ("restart", 59, False, "Titrator was started again"),
        ("restart", 600, True, "Titrator was started again after 10 minutes"),
        ("later", 0, False, "Titrator was started again"),
    ],
)
def test_each_doubt_has_its_words(reason: str, gap_s: int, is_ahead: bool, said: str) -> None:
    """An older log does not say how long it was."""
    gap = timedelta(seconds=gap_s)
    assert what_happened(ClockDoubt(reason=reason, gap=gap, is_ahead=is_ahead)) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (119, "1 minute"),
        (1320, "22 minutes"),
        (3600, "1 hour"),
        (3660, "1 hour 1 minute"),
        (7200, "2 hours"),
        (43_200 + 2700, "12 hours 45 minutes"),
    ],
)
def test_a_span_is_whole_and_never_rounded_up(seconds: int, said: str) -> None:
    """Seconds below a minute, else minutes."""
    assert span_text(timedelta(seconds=seconds)) == said
