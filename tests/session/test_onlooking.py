"""The desk that only looks: everything to be read, nothing to be done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.weaning import ASSESSMENT, start_weaning
from tests.support.windows import ON_WINDOWS
from titrator.core import commands as do
from titrator.session.desk import Desk
from titrator.session.onlooking import Onlooker, open_to_look
from titrator.store.errors import LogInUse
from titrator.store.opening import LOG_NAME

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H20")

HOLDER = LogInUse(4242, "2026-03-01T08:00:00Z", " (process 4242, since 08:00)")


@pytest.fixture
def writer(desk: Desk) -> Desk:
    """The desk that has the log."""
    return desk


def looking(data_dir: Path, clock: FakeClock) -> Onlooker:
    """A desk that looks at the same log."""
    return open_to_look(data_dir=data_dir, policy_dir=None, clock=clock, holder=HOLDER)


def test_what_it_shows_is_what_the_writer_shows(
    writer: Desk, data_dir: Path, clock: FakeClock
) -> None:
    """The bed, its screen and its log, without an entry of its own."""
    bed_id = start_weaning(writer)
    desk = looking(data_dir, clock)
    assert desk.beds() == writer.beds()
    assert desk.bedside(bed_id) == writer.bedside(bed_id)
    assert desk.log_lines(bed_id) == writer.log_lines(bed_id)
    assert desk.log_head == writer.log_head


def test_it_says_who_has_the_log_and_what_to_do(
    writer: Desk, data_dir: Path, clock: FakeClock
) -> None:
    """On every screen; nothing there can be confirmed."""
    del writer
    desk = looking(data_dir, clock)
    assert desk.standing_notice == (
        "READ ONLY. Titrator is already open with this data folder (process 4242, since 08:00). It "
        "does not answer. Hold and back up at the pump and write on paper. To record here, end the "
        "other program, then start this one again."
    )
    assert desk.standing_brief == desk.standing_notice
    assert not desk.is_notice_to_confirm


def test_it_takes_no_act(writer: Desk, data_dir: Path, clock: FakeClock) -> None:
    """Hold, a new bed, a confirmation, a second passing: refused or without effect."""
    bed_id = start_weaning(writer)
    desk = looking(data_dir, clock)
    head = writer.log_head
    answers = [
        desk.handle(bed_id, do.Hold(), "AB"),
        desk.open_bed(do.OpenEpisode(bed="ICU-14"), "AB")[0],
        desk.acknowledge("AB"),
    ]
    what = (
        "Nothing can be recorded here. Titrator is already open with this data folder "
        "(process 4242, since 08:00)."
    )
    assert writer.locked == ()
    for answer in answers:
        assert not answer.is_accepted
        (one,) = answer.blocked
        assert (one.code, one.what) == ("LOG_NOT_WRITTEN", what)
        assert answer.blocked == desk.locked
    clock.pass_unseen(timedelta(minutes=22))
    desk.tick()
    assert writer.log_head == head


def test_what_is_recorded_meanwhile_is_seen_within_5_seconds(
    writer: Desk, data_dir: Path, clock: FakeClock
) -> None:
    """A look every 5 seconds; nothing new changes nothing."""
    bed_id = start_weaning(writer)
    desk = looking(data_dir, clock)
    before = desk.log_lines(bed_id)
    writer.handle(bed_id, ASSESSMENT, "AB")
    clock.pass_unseen(timedelta(seconds=4))
    desk.tick()
    assert desk.log_lines(bed_id) == before
    clock.pass_unseen(timedelta(seconds=1))
    desk.tick()
    assert len(desk.log_lines(bed_id)) == len(before) + 1
    clock.pass_unseen(timedelta(seconds=5))
    desk.tick()
    assert desk.log_lines(bed_id) == writer.log_lines(bed_id)


@pytest.mark.skipif(ON_WINDOWS, reason="Windows moves no file that is open")
def test_a_log_that_cannot_be_read_just_now_leaves_what_was_seen(
    writer: Desk, data_dir: Path, clock: FakeClock
) -> None:
    """Set aside by support, for example."""
    start_weaning(writer)
    desk = looking(data_dir, clock)
    (data_dir / LOG_NAME).rename(data_dir / "elsewhere")
    clock.pass_unseen(timedelta(seconds=5))
    desk.tick()
    assert [tab.bed for tab in desk.beds()] == ["ICU-12"]
    (data_dir / "elsewhere").rename(data_dir / LOG_NAME)
