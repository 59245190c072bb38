"""What is shown to be checked at a new workstation, and the note of what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.fake_clock import FakeClock
from titrator.session.desk import open_desk

if TYPE_CHECKING:
    from pathlib import Path


def test_time_and_policy_are_said_as_they_are_in_force(data_dir: Path) -> None:
    """Weekday, date and 24-hour time; title, version, approval, hash and origin of the protocol."""
    desk = open_desk(data_dir=data_dir, policy_dir=None, clock=FakeClock())
    shown = desk.first_steps()
    assert shown.clock == "08:00 on Sunday, 2026-03-01 (24-hour clock)"
    first, second, third = shown.protocol
    assert "not approved by a hospital" in first
    assert second.replace(" ", "").endswith(desk.policy.fingerprint[:32] + ".")
    assert third.startswith("Protocol file: ")
    desk.close()


def test_what_was_said_is_an_entry_of_the_workstation(data_dir: Path) -> None:
    """In the log, with initials; it opens no bed."""
    desk = open_desk(data_dir=data_dir, policy_dir=None, clock=FakeClock())
    before = desk.log_head.seq
    desk.note_first_step("clock right", "AB")
    assert desk.log_head.seq == before + 1
    assert desk.beds() == ()
    desk.close()
