"""Whatever the clocks of a workstation do: no permission comes early, and waking prompts at once.

The real time is known here, and none of the program's clocks shows it for sure. Each scenario is drawn
from its seed: the workstation is awake, sleeps, its clock is set, its zone changes, it goes through a
night in which summer time begins or ends, the program is started anew, or the whole workstation is,
with a clock that was set meanwhile. 60 scenarios, with TITRATOR_EVERY_CASE=1 10,000.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

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
from titrator.session.screen import Act
from titrator.store.memory_log import MemoryLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from titrator.core.commands import AnyCommand

pytestmark = pytest.mark.hazard("H13", "H14", "H15")

# In blocks, so that the whole form can be shared among processes.
BLOCKS = whole_or_fast(whole=20, fast=1)
SCENARIOS = whole_or_fast(whole=500, fast=60)  # in each block
HAPPENINGS = 10
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
# The two clocks may differ by two seconds before that counts as a jump, and anew each hour.
UNNOTICED = 4 * SECOND
INTERVALS = {NOREPINEPHRINE: 15 * MINUTE, VASOPRESSIN: 60 * MINUTE}
HOLD = 60 * MINUTE
# Half an hour before summer time begins and ends in these zones, and a plain day.
NIGHTS = [
    (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Berlin"),
    (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Berlin"),
    (datetime(2026, 3, 8, 6, 30, tzinfo=UTC), "America/New_York"),
    (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "America/New_York"),
    (datetime(2026, 4, 4, 14, 30, tzinfo=UTC), "Australia/Lord_Howe"),
    (datetime(2026, 3, 1, 8, 0, tzinfo=UTC), "Asia/Kolkata"),
]
# What a strip asks for when it prompts: to reassess, or to act on a reading that was low.
PROMPTS = {Act.REASSESS, Act.BACK_UP}


class Ward:
    """One bed, a nurse who tries whatever is offered, and the time that really passes."""

    def __init__(self, drawn: random.Random) -> None:
        self.drawn = drawn
        at, zone = drawn.choice(NIGHTS)
        self.clock = FakeClock(at)
        self.clock.zone_shown = ZoneInfo(zone)
        self.clock.boot = "first"
        self.real = timedelta()
        self.log = MemoryLog()
        self.desk = Desk(log=self.log, policy=shipped_policy(), clock=self.clock)
        self.changed_at: timedelta | None = None
        self.bad_at: timedelta | None = None
        self.counts = {"steps": 0, "resumes": 0, "prompts": 0}
        self._begin()

    def _begin(self) -> None:
        opening = do.OpenEpisode(bed="ICU-12", weight="70 kg", weight_kind="measured", adult=True)
        _, self.bed_id = self.desk.open_bed(opening, "AB")
        for drug, rate in ((NOREPINEPHRINE, "18.4 mL/h"), (VASOPRESSIN, "9 mL/h")):
            self.must(do.RecordInfusion(drug=drug, pump_shows=rate, **BAGS[drug]))
            order = {name: str(value) for name, value in ORDERS[drug].items()}
            self.must(do.RecordOrder(**order))
        self.assess(72)
        since = (self.clock.utc - 3 * HOUR).isoformat()
        self.must(do.RecordStartGate(map_stable_since=since, **ALL_MET))
        self.must(do.StartWean())

    def must(self, command: AnyCommand) -> None:
        """An act that is accepted."""
        answer = self.desk.handle(self.bed_id, command, "AB")
        assert answer.is_accepted, answer.blocked

    def assess(self, map_mmhg: int) -> None:
        """A complete reading on the arterial line."""
        seen = do.RecordAssessment(
            map_mmhg=str(map_mmhg), map_source="arterial_line", perfusion=dict(UNCHANGED)
        )
        self.must(seen)
        if map_mmhg < 65:
            self.bad_at = self.real

    def pass_time(self, span: timedelta) -> None:
        """Real time passes; both clocks go with it."""
        self.real += span
        self.clock.pass_unseen(span)

    def try_what_is_offered(self) -> None:
        """A step where the form offers one, a resume in a hold; neither may come too early."""
        form = self.desk.reduce_form(self.bed_id)
        if form.options:
            option = form.options[0]
            step = do.Step(drug=form.drug, to=option.to, pump_shows=option.pump_rate)
            if self.desk.handle(self.bed_id, step, "AB").is_accepted:
                needed = INTERVALS[form.drug]
                assert self.changed_at is None or self.real - self.changed_at >= needed - UNNOTICED
                self.changed_at = self.real
                self.counts["steps"] += 1
        resume = do.Resume(prescriber_informed=True)
        if self.desk.handle(self.bed_id, resume, "AB").is_accepted:
            assert self.bad_at is not None
            assert self.real - self.bad_at >= HOLD - UNNOTICED
            self.counts["resumes"] += 1

    def must_prompt(self) -> None:
        """Within two seconds: the strip asks for a reassessment, whatever the clocks say."""
        self.pass_time(SECOND)
        self.desk.tick()
        bedside = self.desk.bedside(self.bed_id)
        assert bedside.next.act in PROMPTS or "CALL THE PRESCRIBER" in bedside.next.heading, (
            bedside.next.heading
        )
        self.counts["prompts"] += 1


def wait(ward: Ward) -> None:
    """Awake: a tick a second, or at least every five."""
    for _ in range(ward.drawn.choice([5, 10, 60, 300, 905]) // 5):
        ward.pass_time(5 * SECOND)
        ward.desk.tick()


def sleep(ward: Ward) -> None:
    """From a second to 12 hours; the clock may be set meanwhile."""
    span = ward.drawn.choice([1, 6, 60, 900, 3600, 7200, 43_200]) * SECOND
    ward.pass_time(span)
    if ward.drawn.random() < 0.3:
        ward.clock.set_utc(ward.drawn.randrange(-3600, 3600) * SECOND)
    ward.desk.tick()
    if span > 5 * SECOND:
        ward.must_prompt()


def set_the_clock(ward: Ward) -> None:
    """By up to a day, forward or back."""
    by = ward.drawn.choice([-1, 1]) * ward.drawn.choice([3, 60, 900, 3600, 86_400]) * SECOND
    ward.clock.set_utc(by)
    ward.desk.tick()
    ward.must_prompt()


def change_the_zone(ward: Ward) -> None:
    """The workstation is told that it is elsewhere: no time passes."""
    before = ward.desk.bedside(ward.bed_id).next
    ward.clock.zone_shown = ZoneInfo(ward.drawn.choice(NIGHTS)[1])
    ward.desk.tick()
    after = ward.desk.bedside(ward.bed_id).next
    assert (after.act, after.countdown) == (before.act, before.countdown)


def start_the_program_again(ward: Ward) -> None:
    """At once, or after a while in which the clock may be set."""
    ward.pass_time(ward.drawn.choice([2, 600, 7200]) * SECOND)
    if ward.drawn.random() < 0.5:
        ward.clock.set_utc(ward.drawn.randrange(-86_400, 86_400) * SECOND)
    ward.desk = Desk(log=ward.log, policy=shipped_policy(), clock=ward.clock)
    ward.must_prompt()


def start_the_workstation_again(ward: Ward) -> None:
    """It was off for a while; its clock may have been set, or have lost its battery."""
    ward.pass_time(ward.drawn.choice([30, 600, 28_800]) * SECOND)
    if ward.drawn.random() < 0.5:
        ward.clock.set_utc(ward.drawn.randrange(-86_400, 86_400) * SECOND)
    ward.clock.start_anew(f"start {ward.drawn.random()}", up_for=20 * SECOND)
    ward.desk = Desk(log=ward.log, policy=shipped_policy(), clock=ward.clock)
    ward.must_prompt()


def read_low(ward: Ward) -> None:
    """A low reading: a hold, from which a resume is tried later."""
    ward.assess(60)


WHAT_HAPPENS: list[Callable[[Ward], None]] = [
    wait,
    wait,
    wait,
    sleep,
    set_the_clock,
    change_the_zone,
    start_the_program_again,
    start_the_workstation_again,
    read_low,
]


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_permission_comes_early_and_waking_prompts_at_once(block: int) -> None:
    """Each fault names its seed."""
    counts = {"steps": 0, "resumes": 0, "prompts": 0}
    for seed in range(block * SCENARIOS, (block + 1) * SCENARIOS):
        ward = Ward(random.Random(seed))
        try:
            for _ in range(HAPPENINGS):
                ward.drawn.choice(WHAT_HAPPENS)(ward)
                ward.try_what_is_offered()
                ward.assess(72)
                ward.try_what_is_offered()
        except AssertionError as fault:
            message = f"seed {seed}"
            raise AssertionError(message) from fault
        for name, number in ward.counts.items():
            counts[name] += number
    print(f"block {block}: {SCENARIOS} scenarios, {counts}")  # noqa: T201
    # A workstation that permitted nothing would be safe and of no use.
    assert counts["steps"] > SCENARIOS
    assert counts["resumes"] > SCENARIOS // 20
    assert counts["prompts"] > SCENARIOS
