"""H15: in both nights in which the clocks change, 15 minutes are 15 minutes.

25 October 2026, Berlin: at 03:00 it is 02:00 again. 29 March 2026: after 01:59 it is 03:00.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.shift import NOREPINEPHRINE, VASOPRESSIN, At, Shift, shipped_policy
from titrator.core import commands as do
from titrator.session.bedside import bedside_of
from titrator.session.desk import Desk
from titrator.store.memory_log import MemoryLog

if TYPE_CHECKING:
    from titrator.session.screen import NextAct

pytestmark = pytest.mark.hazard("H15")

BERLIN = ZoneInfo("Europe/Berlin")


def local(text: str, *, fold: int = 0) -> str:
    """A moment in Berlin as a line writes it, with its offset; fold 1 is the second 02:30."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).isoformat()


def set_up(start: str, stable_since: str) -> At:
    """The article's patient with all but the start, recorded at one moment of the night."""
    at = Shift().at(start)
    at.open()
    for drug, rate in ((NOREPINEPHRINE, "7.9 mL/h"), (VASOPRESSIN, "9 mL/h")):
        at.infusion(drug, rate)
        at.order(drug)
    at.assessment(72)
    at.gate(stable_since=stable_since)
    return at


def after_a_step(at_local: str) -> Shift:
    """Norepinephrine went from 7.9 to 5.3 mL/h at this moment."""
    at = set_up(local(at_local), stable_since=f"{at_local[:8]}01T00:00:00Z")
    assert at.start().accepted
    assert at.step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h").accepted
    return at.shift


@pytest.mark.parametrize(
    ("changed_at", "asked_at", "fold", "codes"),
    [
        ("2026-10-25T02:50", "2026-10-25T02:04:59", 1, {"STEP_TOO_EARLY"}),
        ("2026-10-25T02:50", "2026-10-25T02:05", 1, set()),
        ("2026-03-29T01:50", "2026-03-29T03:04:59", 0, {"STEP_TOO_EARLY"}),
        ("2026-03-29T01:50", "2026-03-29T03:05", 0, set()),
    ],
)
def test_a_step_opens_after_15_real_minutes(
    changed_at: str, asked_at: str, fold: int, codes: set[str]
) -> None:
    """02:50 and 02:05 are 15 minutes apart in October, 01:50 and 03:05 in March."""
    at = after_a_step(changed_at).at(local(asked_at, fold=fold))
    at.assessment(72)
    assert at.step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h").codes == codes


def test_a_clock_that_really_went_back_is_told_from_the_change() -> None:
    """The first 02:05 lies before 02:50; the second one, an hour later, does not."""
    second = after_a_step("2026-10-25T02:50").at(local("2026-10-25T02:05", fold=1)).look()
    assert "CLOCK_NOT_TRUSTED" not in second.findings
    first = after_a_step("2026-10-25T02:50").at(local("2026-10-25T02:05", fold=0)).look()
    assert "CLOCK_NOT_TRUSTED" in first.findings


@pytest.mark.parametrize(
    ("since", "start", "fold", "codes"),
    [
        ("2026-10-25T01:30", "2026-10-25T02:29:59", 1, {"START_GATE_NOT_MET"}),
        ("2026-10-25T01:30", "2026-10-25T02:30", 1, set()),
        ("2026-03-29T01:00", "2026-03-29T03:59:59", 0, {"START_GATE_NOT_MET"}),
        ("2026-03-29T01:00", "2026-03-29T04:00", 0, set()),
    ],
)
def test_two_hours_of_stable_map_are_two_real_hours(
    since: str, start: str, fold: int, codes: set[str]
) -> None:
    """From 01:30 to the second 02:30 in October; from 01:00 to 04:00 in March."""
    at = set_up(local(start, fold=fold), stable_since=local(since))
    assert at.start().codes == codes


@pytest.mark.parametrize(
    ("changed_at", "looked_at", "due"),
    [
        ("2026-10-25T02:50", "2026-10-25T02:54", "2026-10-25T00:55Z"),
        ("2026-03-29T01:56", "2026-03-29T01:58", "2026-03-29T01:01Z"),
    ],
)
def test_the_countdown_runs_through_the_change(changed_at: str, looked_at: str, due: str) -> None:
    """Reassess 5 min after the step, whatever the clock on the wall shows then."""
    shift = after_a_step(changed_at)
    now = datetime.fromisoformat(local(looked_at))
    deadline = datetime.fromisoformat(due)
    before = strip(shift, now)
    assert before.at == deadline
    assert not before.late
    for minutes in range(1, 4):
        after = strip(shift, now + timedelta(minutes=minutes))
        assert after.at == deadline
        assert after.late == (now.astimezone(UTC) + timedelta(minutes=minutes) > deadline)


def strip(shift: Shift, now: datetime) -> NextAct:
    """What is next, on a workstation in Berlin."""
    bed = shift.bed
    return bedside_of(bed.state, bed.entries, shift.policy, now.astimezone(UTC), BERLIN).next


class BerlinClock(FakeClock):
    """The clock of a workstation in Berlin."""

    @property
    def zone(self) -> tzinfo:
        return BERLIN


@pytest.mark.parametrize(
    ("before_utc", "shown"),
    [
        ("2026-10-25T00:59:50+00:00", ["02:59", "02:00"]),
        ("2026-03-29T00:59:50+00:00", ["01:59", "03:00"]),
    ],
)
def test_the_desk_takes_the_change_for_no_jump(before_utc: str, shown: list[str]) -> None:
    """The clock on the wall leaps, and time at the bed goes on: nothing is doubted or suspended."""
    clock = BerlinClock(datetime.fromisoformat(before_utc))
    desk = Desk(log=MemoryLog(), policy=shipped_policy(), clock=clock)
    opening = do.OpenEpisode(bed="ICU-12", weight="70 kg", weight_kind="measured", adult=True)
    _, bed_id = desk.open_bed(opening, "AB")
    wall = [desk.clock_text()]
    clock.run(timedelta(seconds=20), desk.tick)
    wall.append(desk.clock_text())
    assert wall == shown
    assert [line.text for line in desk.log_lines(bed_id)] == [
        "ICU-12 opened, weight 70 kg measured"
    ]
