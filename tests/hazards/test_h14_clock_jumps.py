"""H14: however the clock of the workstation is moved, no step opens before its time.

The real time is the one that the counting clock shows: it is never set and counts sleep. Each shift
is drawn from its seed: time passes, the workstation sleeps, its clock is set hours forward or back
or runs away in small leaps, and after each of these a step is tried, with a fresh assessment and
without one.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.every_case import whole_or_fast
from tests.support.fake_clock import FakeClock
from tests.support.shift import (
    ALL_MET,
    BAGS,
    NOREPINEPHRINE,
    ORDERS,
    UNCHANGED,
    VASOPRESSIN,
    shipped_policy,
)
from titrator.core import commands as do
from titrator.session.desk import Desk
from titrator.store.memory_log import MemoryLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from titrator.core.commands import AnyCommand

pytestmark = pytest.mark.hazard("H14")

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
# The clocks may differ by two seconds before it counts as a jump, and anew each hour.
UNNOTICED = timedelta(seconds=4)


class Workstation:
    """One bed, weaned by a nurse who reads the pump right, on a clock that others move."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.log = MemoryLog()
        self.desk = Desk(log=self.log, policy=shipped_policy(), clock=self.clock)
        opening = do.OpenEpisode(bed="ICU-12", weight="70 kg", weight_kind="measured", adult=True)
        _, self.bed_id = self.desk.open_bed(opening, "AB")
        for drug, rate in ((NOREPINEPHRINE, "18.4 mL/h"), (VASOPRESSIN, "9 mL/h")):
            self.must(do.RecordInfusion(drug=drug, pump_shows=rate, **BAGS[drug]))
            order = {name: str(value) for name, value in ORDERS[drug].items()}
            self.must(do.RecordOrder(**order))
        self.assess()
        since = (self.clock.utc - timedelta(hours=3)).isoformat()
        self.must(do.RecordStartGate(map_stable_since=since, **ALL_MET))
        self.must(do.StartWean())
        self.changed_at: timedelta | None = None
        self.steps = 0

    def must(self, command: AnyCommand) -> None:
        """An act that is accepted."""
        answer = self.desk.handle(self.bed_id, command, "AB")
        assert answer.is_accepted, answer.blocked

    def assess(self) -> None:
        """MAP 72 on the arterial line, nothing worse."""
        seen = do.RecordAssessment(
            map_mmhg="72", map_source="arterial_line", perfusion=dict(UNCHANGED)
        )
        self.must(seen)

    def try_a_step(self) -> None:
        """The reduction that the form offers; an accepted one must not come too early."""
        form = self.desk.reduce_form(self.bed_id)
        if not form.options:
            return
        option = form.options[0]
        step = do.Step(drug=form.drug, to=option.to, pump_shows=option.pump_rate)
        if not self.desk.handle(self.bed_id, step, "AB").is_accepted:
            return
        needed = (60 if form.drug == VASOPRESSIN else 15) * MINUTE
        if self.changed_at is not None:
            assert self.clock.counted - self.changed_at >= needed - UNNOTICED
        self.changed_at = self.clock.counted
        self.steps += 1

    def start_again(self) -> None:
        """The program is closed and started; the workstation stays on."""
        self.desk = Desk(log=self.log, policy=shipped_policy(), clock=self.clock)


def leap_in_small_steps(at: Workstation, drawn: random.Random) -> None:
    """The clock runs away by less than is noticed at once, again and again."""
    by = drawn.choice([-1, 1]) * drawn.uniform(1, 2) * SECOND
    for _ in range(drawn.randrange(200)):
        at.clock.set_utc(by)
        at.clock.run(timedelta(seconds=5), at.desk.tick)


def set_the_clock(at: Workstation, drawn: random.Random) -> None:
    """By seconds, by minutes, or by up to a day, forward or back."""
    most = drawn.choice([10, 1000, 86_400])
    at.clock.set_utc(drawn.randrange(-most, most) * SECOND)
    at.desk.tick()


def sleep(at: Workstation, drawn: random.Random) -> None:
    """From a second to 12 hours, the clock set meanwhile or not."""
    at.clock.pass_unseen(drawn.choice([1, 6, 60, 900, 3600, 43_200]) * SECOND)
    if drawn.random() < 0.3:
        at.clock.set_utc(drawn.randrange(-3600, 3600) * SECOND)
    at.desk.tick()


def wait(at: Workstation, drawn: random.Random) -> None:
    """A while in which the workstation is awake."""
    at.clock.run(drawn.choice([10, 60, 300, 900, 1800]) * SECOND, at.desk.tick)


def start_again(at: Workstation, drawn: random.Random) -> None:
    """The program is started anew at once."""
    del drawn
    at.start_again()


WHAT_HAPPENS: list[Callable[[Workstation, random.Random], None]] = [
    wait,
    wait,
    sleep,
    set_the_clock,
    leap_in_small_steps,
    start_again,
]


def test_no_step_opens_early_whatever_the_clock_does() -> None:
    """20 shifts, with TITRATOR_EVERY_CASE 10,000; each fault names its seed."""
    steps = 0
    for seed in range(whole_or_fast(whole=10_000, fast=20)):
        drawn = random.Random(seed)
        at = Workstation()
        try:
            for _ in range(12):
                drawn.choice(WHAT_HAPPENS)(at, drawn)
                at.try_a_step()
                at.assess()
                at.try_a_step()
        except AssertionError as fault:
            message = f"seed {seed}"
            raise AssertionError(message) from fault
        steps += at.steps
    # A workstation that refuses everything would be safe and of no use.
    assert steps > 20


def test_a_clock_set_forward_opens_no_step() -> None:
    """Set an hour on, two minutes after a step: 13 more minutes are waited, by the other clock."""
    at = Workstation()
    at.try_a_step()
    at.clock.run(2 * MINUTE, at.desk.tick)
    at.clock.set_utc(60 * MINUTE)
    at.desk.tick()
    at.assess()
    at.try_a_step()
    assert at.steps == 1
    at.clock.run(13 * MINUTE, at.desk.tick)
    at.assess()
    at.try_a_step()
    assert at.steps == 2


def test_a_clock_that_runs_away_in_small_leaps_opens_no_step() -> None:
    """Four seconds for three: none of the leaps is a jump, and together they are."""
    at = Workstation()
    at.try_a_step()
    for _ in range(8 * 20):
        at.clock.set_utc(1 * SECOND)
        at.clock.run(timedelta(seconds=5), at.desk.tick)
    at.assess()
    at.try_a_step()
    assert at.steps == 1
