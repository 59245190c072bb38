"""A shift of twelve hours at two beds, second by second: what sounds, and whether a prompt is missed.

The nurse answers what waits some 20 to 115 seconds after it came, reassesses, and steps when a step
is open and the last one is two hours ago, so that the wean lasts the shift. Time is told; every run looks
for two hours each fifteen seconds, the long form each of the 43,200 seconds.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.every_case import whole_or_fast
from tests.support.fake_clock import FakeClock
from tests.support.nurse_of_two import HOUR_S, NurseOfTwo
from tests.support.weaning import ASSESSMENT, start_weaning
from titrator.core import commands as do
from titrator.session.desk import open_desk
from titrator.session.screen import Act

if TYPE_CHECKING:
    from pathlib import Path


SHIFT_S = 12 * HOUR_S
BEDS = ("ICU-12", "ICU-14")


class NurseAtDesk(NurseOfTwo):
    """Acts at the desk itself."""

    def act(self, bed_id: str, act: Act | None, second: int) -> None:
        """Say what is asked for as a command."""
        if act is Act.REASSESS:
            assert self.desk.handle(bed_id, ASSESSMENT, "AB").is_accepted
            self.answered += 1
        elif act is Act.REDUCE:
            form = self.desk.reduce_form(bed_id)
            first = form.options[0]
            step = do.Step(drug=form.drug, to=first.to, pump_shows=f"{first.pump_rate_number} mL/h")
            assert self.desk.handle(bed_id, step, "AB").is_accepted
            self.stepped[bed_id] = second + 2 * HOUR_S


@pytest.mark.hazard("H16")
@pytest.mark.hazard("H18")
def test_a_shift_at_two_beds_has_at_most_eight_sounds_an_hour_and_misses_nothing(
    data_dir: Path,
) -> None:
    """Every sound names a bed where an act waits; no prompt ever becomes overdue."""
    seconds, every = whole_or_fast(SHIFT_S, 2 * HOUR_S), whole_or_fast(1, 5)
    look_every = whole_or_fast(1, 15)
    clock = FakeClock()
    desk = open_desk(data_dir=data_dir, policy_dir=None, clock=clock)
    nurse = NurseAtDesk(desk)
    sounds: list[int] = []
    try:
        bed_ids = [start_weaning(desk, bed) for bed in BEDS]
        for second in range(0, seconds, every):
            clock.pass_unseen(timedelta(seconds=every))
            desk.tick()
            if second % look_every:
                continue
            ring = desk.listen()
            if ring is not None:
                sounds.append(second)
                acts = [desk.bedside(one).next.act for one in bed_ids]
                assert any(acts), f"nothing to do at {second}: {ring.words}"
            for one in bed_ids:
                nurse.look(one, second)
    finally:
        desk.close()
    assert nurse.late == 0
    assert nurse.answered > seconds // 900
    assert sounds
    for start in sounds:
        within = [one for one in sounds if start <= one < start + HOUR_S]
        assert len(within) <= 8, f"{len(within)} sounds in the hour from {start}"


@pytest.mark.hazard("H16")
def test_a_prompt_that_nobody_answers_goes_on_sounding(data_dir: Path) -> None:
    """First two minutes after it was due at 5 min, then each 30 seconds, for as long as it takes."""
    clock = FakeClock()
    desk = open_desk(data_dir=data_dir, policy_dir=None, clock=clock)
    sounds: list[tuple[int, int]] = []
    try:
        start_weaning(desk)
        for second in range(5, 601, 5):
            clock.pass_unseen(timedelta(seconds=5))
            desk.tick()
            ring = desk.listen()
            if ring is not None:
                sounds.append((second, ring.pulses))
    finally:
        desk.close()
    assert sounds == [(second, 3) for second in range(425, 601, 30)]
