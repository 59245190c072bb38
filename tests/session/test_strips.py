"""The strip of a bed is worked out once a moment, and anew whenever anything differs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support.weaning import ASSESSMENT, start_weaning
from titrator.core import commands as do

if TYPE_CHECKING:
    from tests.support.fake_clock import FakeClock
    from titrator.session.desk import Desk


def test_the_same_strip_is_given_within_a_moment_and_another_one_after_it(
    desk: Desk, clock: FakeClock
) -> None:
    """A second later the countdown differs; the ladder of the same state is the same object."""
    bed_id = start_weaning(desk)
    first = desk.bedside(bed_id).next
    assert desk.bedside(bed_id).next is first
    clock.pass_unseen(timedelta(seconds=1))
    desk.tick()
    second = desk.bedside(bed_id).next
    assert second.countdown != first.countdown
    assert second.ladder is first.ladder


def test_an_act_within_the_same_moment_shows_at_once(desk: Desk) -> None:
    """No second passes between an act and what the strip says of it; a closed bed is let go of."""
    bed_id = start_weaning(desk)
    before = desk.bedside(bed_id).next
    assert desk.handle(bed_id, do.Hold(), "AB").is_accepted
    held = desk.bedside(bed_id).next
    assert held.heading != before.heading
    assert desk.handle(bed_id, ASSESSMENT, "AB").is_accepted
    assert desk.bedside(bed_id).next is not held
    assert desk.handle(bed_id, do.CloseEpisode(), "AB").is_accepted
    assert desk.beds() == ()
