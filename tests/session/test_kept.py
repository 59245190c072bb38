"""A bed's screen and its next reduction are worked out once a moment, and anew when they differ."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.weaning import ASSESSMENT, start_weaning
from titrator.core import commands as do
from titrator.session.desk import Desk


def test_within_a_moment_the_same_is_given(desk: Desk) -> None:
    """Two who ask in the same moment get one and the same object."""
    bed_id = start_weaning(desk)
    assert desk.bedside(bed_id) is desk.bedside(bed_id)
    assert desk.reduce_form(bed_id) is desk.reduce_form(bed_id)


def test_a_second_later_it_is_worked_out_anew(desk: Desk, clock: FakeClock) -> None:
    """The age of the last MAP grows with every minute."""
    bed_id = start_weaning(desk)
    bedside, reduction = desk.bedside(bed_id), desk.reduce_form(bed_id)
    clock.pass_unseen(timedelta(minutes=1))
    desk.tick()
    assert desk.bedside(bed_id).last_map.age != bedside.last_map.age
    assert desk.reduce_form(bed_id) is not reduction


def test_an_act_in_the_same_moment_is_seen(desk: Desk) -> None:
    """No time passes between a hold and what the screens say of it."""
    bed_id = start_weaning(desk)
    bedside, reduction = desk.bedside(bed_id), desk.reduce_form(bed_id)
    assert desk.handle(bed_id, do.Hold(), "AB").is_accepted
    assert desk.bedside(bed_id).phase == "on hold"
    assert desk.bedside(bed_id) is not bedside
    assert desk.reduce_form(bed_id).blocked
    assert not reduction.blocked


def test_each_bed_has_its_own(desk: Desk) -> None:
    """What is kept of one bed is never given for another."""
    first, second = start_weaning(desk, "ICU-12"), start_weaning(desk, "ICU-14")
    assert desk.bedside(first).banner.bed == "ICU-12"
    assert desk.bedside(second).banner.bed == "ICU-14"
    assert desk.bedside(first).banner.bed == "ICU-12"


def test_a_closed_bed_is_let_go_of(desk: Desk) -> None:
    """Nothing of a bed that was closed is given again."""
    bed_id = start_weaning(desk)
    assert desk.bedside(bed_id).phase == "wean running"
    for command in (do.Hold(), ASSESSMENT, do.CloseEpisode()):
        assert desk.handle(bed_id, command, "AB").is_accepted
    with pytest.raises(KeyError):
        desk.bedside(bed_id)
