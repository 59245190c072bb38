"""The bell: whether prompts can be heard, who has tried, and what was silenced."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.weaning import start_weaning
from titrator.session.calls import BellState
from titrator.session.desk import Desk
from titrator.session.policy import load_policy
from titrator.store.errors import LogNotWritten
from titrator.store.memory_log import MemoryLog

if TYPE_CHECKING:
    from titrator.store.record import NewRecord, StoredRecord

POLICY = load_policy(library_dir=None, protocol_file=None)


class FullLog(MemoryLog):
    """A log on a disk that can be full."""

    is_full = False

    def append(self, record: NewRecord) -> StoredRecord:
        if self.is_full:
            raise LogNotWritten("The disk is full.", "Call support.")
        return super().append(record)


class Bench:
    """A desk with a clock, and a loudspeaker that works."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.log = FullLog()
        self.desk = Desk(log=self.log, policy=POLICY, clock=self.clock)
        self.trouble = ""

    def state(self, by: str = "AB") -> BellState:
        return self.desk.bell(trouble=self.trouble, by=by).state

    def label(self) -> str:
        return self.desk.bell(trouble=self.trouble, by="AB").label

    def wait(self, **span: int) -> int:
        """Let time pass, second by second; how many sounds there were."""
        heard = 0
        for _ in range(round(timedelta(**span).total_seconds())):
            self.clock.pass_unseen(timedelta(seconds=1))
            self.desk.tick()
            heard += self.desk.listen() is not None
        return heard

    def wean(self) -> None:
        """A wean that begins: its first mark is 5 min after the start."""
        start_weaning(self.desk)

    def notes(self) -> list[dict[str, object]]:
        """What concerns the workstation, as it stands in the log."""
        episodes = [f"workstation-{seq}" for seq in range(20)]
        return [dict(record.payload) for one in episodes for record in self.log.read(one)]


@pytest.mark.hazard("H17")
def test_until_somebody_has_heard_the_tone_the_bell_says_that_it_is_not_tested() -> None:
    """Yes ends it for the one who said so; the log has who and when."""
    bench = Bench()
    assert bench.state() is BellState.UNTESTED
    bench.desk.sound_was_tested(was_heard=True, by="AB")
    assert bench.state() is BellState.ON
    assert bench.state(by="CD") is BellState.UNTESTED
    (note,) = bench.notes()
    assert (note["workstation"], note["by"], note["heard"]) == ("sound test", "AB", True)


@pytest.mark.hazard("H17")
def test_a_tone_that_was_not_heard_is_sound_off() -> None:
    """Until one is heard."""
    bench = Bench()
    bench.desk.sound_was_tested(was_heard=False, by="AB")
    assert (bench.state(), bench.label()) == (BellState.OFF, "SOUND OFF")
    bench.desk.sound_was_tested(was_heard=True, by="AB")
    assert bench.state() is BellState.ON


def test_a_test_holds_for_one_shift() -> None:
    """13 hours."""
    bench = Bench()
    bench.desk.sound_was_tested(was_heard=True, by="AB")
    bench.clock.pass_unseen(timedelta(hours=13))
    bench.desk.tick()
    assert bench.state() is BellState.ON
    bench.clock.pass_unseen(timedelta(seconds=1))
    bench.desk.tick()
    assert bench.state() is BellState.UNTESTED


@pytest.mark.hazard("H17")
def test_without_a_device_it_is_sound_off_and_what_comes_back_is_tested_again() -> None:
    """It may be another loudspeaker. Late for a moment is not gone."""
    bench = Bench()
    bench.desk.sound_was_tested(was_heard=True, by="AB")
    bench.trouble = "no sound device"
    assert bench.state() is BellState.OFF
    bench.wait(seconds=4)
    bench.trouble = ""
    assert bench.state() is BellState.ON
    bench.trouble = "no sound device"
    assert bench.label() == "SOUND OFF"
    bench.wait(seconds=5)
    assert bench.desk.bell(trouble=bench.trouble, by="AB").sentence == (
        "SOUND OFF: no sound device. Prompts are on the screen only."
    )
    bench.trouble = ""
    assert bench.state() is BellState.UNTESTED


@pytest.mark.hazard("H18")
def test_what_sounds_is_silenced_once_for_120_seconds_and_that_is_logged() -> None:
    """The first mark is 5 min after the start of the wean, and late after 7 min."""
    bench = Bench()
    bench.wean()
    assert bench.wait(minutes=7) == 0
    assert bench.wait(seconds=1) == 1
    assert (bench.state(), bench.label()) == (BellState.SOUNDING, "Silence 120 sec")
    bench.desk.silence("AB")
    assert (bench.state(), bench.label()) == (BellState.SILENT, "Silent 120 sec")
    assert bench.wait(seconds=37) == 0
    assert bench.label() == "Silent 83 sec"
    assert bench.wait(seconds=82) == 0
    assert bench.label() == "Silent 1 sec"
    assert bench.wait(seconds=1) == 1
    assert bench.label() == "Sounding"
    bench.desk.silence("AB")
    assert bench.label() == "Sounding"
    (note,) = bench.notes()
    assert note["workstation"] == "silenced for 120 sec"
    assert note["what"] == "ICU-12 reassessment overdue"


def test_setting_the_clock_back_makes_no_silence_longer() -> None:
    """It is counted by the clock that nobody sets."""
    bench = Bench()
    bench.wean()
    bench.wait(minutes=7, seconds=1)
    bench.desk.silence("AB")
    bench.clock.set_utc(timedelta(hours=-1))
    bench.desk.tick()
    assert bench.label() == "Silent 120 sec"
    bench.wait(seconds=120)
    assert bench.desk.bell(trouble="", by="AB").state is not BellState.SILENT


def test_a_silence_that_cannot_be_logged_is_granted_and_the_notice_says_so() -> None:
    """It ends by itself; the notice stands on every screen. A test that is not logged is none."""
    bench = Bench()
    bench.wean()
    bench.wait(minutes=7, seconds=1)
    bench.log.is_full = True
    bench.desk.silence("AB")
    assert bench.state() is BellState.SILENT
    assert bench.desk.standing_notice.startswith("LOG NOT WRITTEN")
    bench.desk.sound_was_tested(was_heard=True, by="AB")
    bench.wait(seconds=121)
    assert bench.state() is BellState.SOUNDING
