"""The one way in: decided, written down, and only then shown."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    Shift,
    after_a_step,
    moment,
    opened,
    shipped_policy,
    weaning,
)
from titrator.core import commands as do
from titrator.session.bed import BedSession
from titrator.session.clock import Reading
from titrator.session.codec import ClockMark
from titrator.store.errors import LogNotWritten
from titrator.store.memory_log import MemoryLog
from titrator.store.opening import open_log_file

if TYPE_CHECKING:
    from pathlib import Path

    from titrator.store.record import NewRecord, StoredRecord


class FullDisk(MemoryLog):
    """A log that cannot be written while `is_full`."""

    def __init__(self) -> None:
        super().__init__()
        self.is_full = False

    def append(self, record: NewRecord) -> StoredRecord:
        if self.is_full:
            reason = "the disk is full"
            raise LogNotWritten(reason)
        return super().append(record)


def records(shift: Shift) -> list[StoredRecord]:
    """What is in the log of the shift."""
    return list(shift.log.read(shift.bed.episode))


def test_each_act_is_one_entry_with_its_time_version_and_policy() -> None:
    shift = opened()
    shift.at("2026-03-01T09:01:00.25+01:00").hold()
    shift.at("08:02").close()
    stored = records(shift)
    assert [one.version for one in stored] == [1, 2, 3]
    assert [one.kind for one in stored] == ["open", "entry", "close"]
    assert [one.at_utc for one in stored] == [
        "2026-03-01T08:00:00.000000Z",
        "2026-03-01T08:01:00.250000Z",
        "2026-03-01T08:02:00.000000Z",
    ]
    assert {one.policy for one in stored} == {shipped_policy().fingerprint}
    assert [one.at for one in shift.bed.entries] == [
        moment("08:00"),
        moment("2026-03-01T08:01:00.25+00:00"),
        moment("08:02"),
    ]


def test_a_refusal_is_an_entry_too_with_what_was_asked() -> None:
    shift = weaning()
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h")
    assert line.codes == {"STEP_TOO_LARGE"}
    command = records(shift)[-1].payload["command"]
    assert command == {
        "do": "step",
        "drug": "norepinephrine",
        "to": "0.01 mcg/kg/min",
        "pump_shows": "2.7 mL/h",
    }


def test_looking_is_logged_only_when_time_itself_brought_something() -> None:
    shift = weaning()
    before = len(records(shift))
    shift.at("08:06").look()
    assert len(records(shift)) == before
    assert shift.at("08:20:01").look().events == ["WeanSuspended"]
    assert len(records(shift)) == before + 1


@pytest.mark.ruling(6)
def test_a_look_that_was_not_logged_still_tells_what_time_it_is() -> None:
    shift = weaning()
    shift.at("08:06").look()
    assert shift.at("08:05:59").look().events == ["ClockWentBack"]


@pytest.mark.hazard("H34", "H35")
def test_what_could_not_be_written_did_not_happen() -> None:
    """The state, the view and the entries stay; the same act succeeds when the disk has room."""
    log = FullDisk()
    shift = weaning(log=log)
    before, entries = shift.bed.state, len(shift.bed.entries)
    log.is_full = True
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert (line.codes, line.events) == ({"LOG_NOT_WRITTEN"}, [])
    assert line.rate() == "7.9 mL/h"
    assert shift.bed.state is before
    assert len(shift.bed.entries) == entries
    log.is_full = False
    assert shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h").accepted
    assert shift.folded() == shift.bed.state


@pytest.mark.hazard("H35")
def test_the_refusal_for_a_full_disk_says_what_to_do() -> None:
    log = FullDisk()
    shift = weaning(log=log)
    log.is_full = True
    handled = shift.bed.handle(do.Hold(reason="scan"), by="AB", at=moment("08:06"))
    assert not handled.is_accepted
    assert "the disk is full" in handled.refusals[0].text
    assert "on paper" in handled.refusals[0].next_action


@pytest.mark.ruling(6)
def test_an_act_that_was_not_written_does_not_move_the_time() -> None:
    """It was at 08:08; an act at 08:07 is then not one with time gone back."""
    log = FullDisk()
    shift = weaning(log=log)
    log.is_full = True
    shift.at("08:08").assessment(72)
    log.is_full = False
    assert shift.at("08:07").hold().events == ["HoldStarted"]


@pytest.mark.hazard("H35")
def test_a_hold_that_could_not_be_written_is_shown_and_written_as_soon_as_possible() -> None:
    """Not acknowledged, but on the screen; steps are refused meanwhile; the next second writes it."""
    log = FullDisk()
    shift = weaning(log=log)
    written = shift.bed.written
    log.is_full = True
    line = shift.at("08:06").hold()
    assert (line.codes, line.events, line.phase) == (
        {"LOG_NOT_WRITTEN"},
        ["HoldStarted"],
        "holding",
    )
    assert "is recorded as soon as the log can be written" in line.out["refusals"][0]["text"]
    assert (shift.bed.is_waiting, shift.bed.written) == (True, written)
    assert [one.is_written for one in shift.bed.entries[-2:]] == [True, False]
    line = shift.at("08:07").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {"ON_HOLD", "LOG_NOT_WRITTEN"}
    assert shift.folded().hold is None
    log.is_full = False
    assert shift.at("08:08").look().accepted
    assert (shift.bed.is_waiting, shift.bed.written) == (False, written + 1)
    assert shift.folded() == shift.bed.state
    assert records(shift)[-1].at_utc == "2026-03-01T08:06:00.000000Z"
    assert all(one.is_written for one in shift.bed.entries)


@pytest.mark.hazard("H35")
def test_what_waits_is_written_in_order_before_anything_else() -> None:
    """A back up, its hold, and the doubt about the clock, each with its own time and number."""
    log = FullDisk()
    shift = after_a_step(log=log)
    shift.at("08:10").assessment(60)
    log.is_full = True
    assert shift.at("08:12").back_up(NOREPINEPHRINE, "7.9 mL/h").rate() == "7.9 mL/h"
    doubt = shift.bed.handle(do.DoubtClock(reason="slept"), by="", at=moment("08:40"))
    assert [one.code.value for one in doubt.refusals] == ["LOG_NOT_WRITTEN"]
    assert shift.bed.state.is_clock_suspect
    log.is_full = False
    assert shift.at("08:41").assessment(72).accepted
    last = records(shift)[-3:]
    commands = [str(one.payload["command"]) for one in last]
    asked = ("back_up", "doubt_clock", "record_assessment")
    assert all(name in command for name, command in zip(asked, commands, strict=True))
    assert [one.at_utc[11:16] for one in last] == ["08:12", "08:40", "08:41"]
    assert shift.folded() == shift.bed.state


@pytest.mark.hazard("H35")
def test_time_that_ran_out_suspends_though_it_cannot_be_written() -> None:
    """An overdue reassessment forbids steps, log or not."""
    log = FullDisk()
    shift = weaning(log=log)
    log.is_full = True
    line = shift.at("08:20:01").look()
    assert (line.codes, line.phase) == ({"LOG_NOT_WRITTEN"}, "suspended")
    assert shift.at("08:20:02").look().accepted
    log.is_full = False
    shift.at("08:20:03").look()
    assert records(shift)[-1].at_utc == "2026-03-01T08:20:01.000000Z"


@pytest.mark.hazard("H35")
def test_a_refusal_that_cannot_be_written_says_both() -> None:
    """What speaks against the act, and that it is not in the log; nothing waits."""
    log = FullDisk()
    shift = after_a_step(log=log)
    log.is_full = True
    line = shift.at("08:07").back_up(NOREPINEPHRINE, "99 mL/h")
    assert line.codes == {"PUMP_MISMATCH", "LOG_NOT_WRITTEN"}
    assert not shift.bed.is_waiting


@pytest.mark.hazard("H20")
def test_of_two_sessions_at_one_bed_the_second_to_write_is_refused() -> None:
    shift = weaning()
    other = BedSession.recover(
        log=shift.log, policy=shift.policy, episode=shift.bed.episode, app="test"
    )
    assert shift.at("08:06").hold().accepted
    handled = other.handle(do.Hold(), by="CD", at=moment("08:06"))
    assert [one.code.value for one in handled.refusals] == ["LOG_NOT_WRITTEN"]
    assert other.state.hold is None


def test_an_act_without_a_number_gets_the_next_one() -> None:
    shift = weaning()
    handled = shift.bed.handle(do.Hold(), by="AB", at=moment("08:06"))
    assert handled.line == 9
    assert handled.is_accepted


@pytest.mark.hazard("H34", "H39")
def test_a_recovered_bed_goes_on_where_the_log_ended() -> None:
    """Same state, next version, next number, and it knows what time it was."""
    shift = after_a_step()
    shift.at("08:08").decline()
    again = BedSession.recover(
        log=shift.log, policy=shift.policy, episode=shift.bed.episode, app="test"
    )
    assert again.state == shift.bed.state
    assert [one.entry for one in again.entries] == [one.entry for one in shift.bed.entries]
    assert [one.at for one in again.entries] == [one.at for one in shift.bed.entries]
    handled = again.handle(do.Hold(), by="CD", at=moment("08:09"))
    assert (handled.line, handled.is_accepted) == (11, True)
    earlier = again.handle(do.Look(), by="CD", at=moment("08:08:59"))
    assert [type(event).__name__ for event in earlier.events] == ["ClockWentBack"]


@pytest.mark.hazard("H14")
def test_a_bed_knows_what_both_clocks_showed_last_where_its_log_says_so() -> None:
    """Entries of a scenario, and of the first form, say only what UTC was."""
    shift = weaning()
    assert shift.bed.last_seen is None
    mark = ClockMark(boot="1f2e3d4c", counted_ms=7_200_500)
    shift.bed.handle(do.Hold(), by="AB", at=moment("08:06"), clock=mark)
    again = BedSession.recover(
        log=shift.log, policy=shift.policy, episode=shift.bed.episode, app="test"
    )
    counted = timedelta(hours=2, milliseconds=500)
    assert again.last_seen == Reading(utc=moment("08:06"), counted=counted, boot="1f2e3d4c")


def test_a_reduction_is_read_again_though_its_drug_left_the_library() -> None:
    """5.3 mL/h of 16 mcg/mL at 70 kg is 0.0202, by the library of then and by one without the drug."""
    shift = after_a_step()
    drugs = {VASOPRESSIN: shift.policy.library.drugs[VASOPRESSIN]}
    library = msgspec.structs.replace(shift.policy.library, drugs=drugs)
    for policy in (shift.policy, msgspec.structs.replace(shift.policy, library=library)):
        again = BedSession.recover(
            log=shift.log, policy=policy, episode=shift.bed.episode, app="test"
        )
        reached = again.entries[-1].reached
        assert reached is not None
        assert reached.text == "0.0202 mcg/kg/min"


def test_a_bed_without_entries_recovers_to_nothing() -> None:
    bed = BedSession.recover(log=MemoryLog(), policy=shipped_policy(), episode="new", app="test")
    assert not bed.state.is_open
    assert bed.entries == []
    assert bed.last_seen is None


@pytest.mark.hazard("H34")
def test_a_file_tells_the_same_state_as_memory(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite3"
    opened_at = "2026-03-01T07:59:00.000000Z"
    with contextlib.closing(open_log_file(path, opened_at_utc=opened_at)) as log:
        shift = after_a_step(log=log)
        shift.at("08:10").assessment(64)
        shift.at("08:11").step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h")
        state = shift.bed.state
    with contextlib.closing(open_log_file(path, opened_at_utc=opened_at)) as log:
        again = BedSession.recover(log=log, policy=shipped_policy(), episode="scenario", app="test")
    assert again.state == state
