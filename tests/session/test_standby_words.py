"""What is said beside a window that does not answer or is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from titrator.session.standby_words import did_not_answer, frozen, gone, is_taken_over
from titrator.store.opening import open_log

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H38")

SINCE = datetime(2026, 11, 2, 13, 32, tzinfo=UTC)
ZONE = timezone(timedelta(hours=1))


def test_a_window_that_does_not_answer_is_not_to_be_relied_on() -> None:
    """Since when, in the zone of the workstation, and what to do at the pump."""
    said = frozen(SINCE, ZONE)
    assert said.heading == "Titrator does not answer since 14:32."
    assert said.text == (
        "Do not rely on its countdown: it may stand still. Hold and back up at the pump, and write on "
        "paper. This message goes away when the window answers again."
    )
    assert not said.can_start


def test_a_window_that_ended_by_itself_can_be_started_again() -> None:
    """When, that nothing is prompted now, and what comes back."""
    said = gone(SINCE, ZONE)
    assert said.heading == "Titrator ended by itself at 14:32."
    assert "Nothing is prompted and nothing recorded now." in said.text
    assert "bed, form and countdown" in said.text
    assert said.can_start


def test_a_window_that_answers_again_says_for_how_long_it_did_not() -> None:
    """In whole words."""
    assert did_not_answer(timedelta(seconds=40)) == (
        "This window did not answer for 40 seconds. The countdown is right again."
    )


def test_another_process_that_has_the_log_is_seen(data_dir: Path) -> None:
    """None yet, the one before, and another one."""
    assert not is_taken_over(data_dir, 4242)
    log = open_log(data_dir, opened_at_utc="2026-03-01T08:00:00.000000Z")
    assert is_taken_over(data_dir, 4242)
    log.close()
    lock = data_dir / "titrator.lock"
    lock.write_text('{"pid": 4242, "since_utc": ""}', encoding="utf-8")
    assert not is_taken_over(data_dir, 4242)
    lock.write_text("{", encoding="utf-8")
    assert not is_taken_over(data_dir, 4242)
