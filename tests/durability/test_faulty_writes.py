"""Whichever write to the disk fails, and how: nothing is acknowledged that is not in the log.

The fault is put at the first write, the second, and so on until it is not reached any more: while a
log is made, opened again, added to, archived and set aside. Once for each error; with
TITRATOR_EVERY_CASE both for a fault that passes and for a disk that stays as it is.
"""

from __future__ import annotations

import contextlib
import errno
from typing import TYPE_CHECKING

import pytest

from tests.support.every_case import whole_or_fast
from tests.support.faulty_disk import FaultyDisk, a_faulty_disk
from tests.support.log_entries import NOON, a_bed, an_entry, tamper
from tests.support.log_entries import opened as folder_opened
from tests.support.memory_folder import a_quick_folder
from tests.support.shift import NOREPINEPHRINE, Shift, weaning
from titrator.store.archive import archive
from titrator.store.errors import ArchiveNotWritten, LogNotWritten, LogUnusable
from titrator.store.opening import LOG_NAME, open_log_file, set_log_aside
from titrator.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from titrator.store.sqlite_log import SqliteLog

pytestmark = pytest.mark.hazard("H34", "H35")

ENTRIES = 6
MOST_WRITES = 400
APRIL = "2026-04-01T00:00:00.000000Z"
FAULTS = [
    (errno.ENOSPC, True),
    (errno.EIO, False),
    (errno.EROFS, True),
    (errno.ENOSPC, False),
    (errno.EIO, True),
    (errno.EROFS, False),
][: whole_or_fast(whole=6, fast=3)]
NAMES = [f"{errno.errorcode[error]}-{'stays' if stays else 'passes'}" for error, stays in FAULTS]


@pytest.fixture
def disk() -> Iterator[FaultyDisk]:
    """The disk under every log of the test."""
    with a_faulty_disk() as faulty:
        yield faulty


def opened(path: Path) -> SqliteLog:
    """The log in this file, without a reserve that would be given up."""
    return open_log_file(path, opened_at_utc=NOON)


def told(path: Path) -> list[str]:
    """The hash of every entry, once the log was opened again on a sound disk and verified."""
    with contextlib.closing(opened(path)) as log:
        hashes = [entry.hash for entry in log.read("bed-a")]
    report = verify(path)
    assert (report.fault, report.entries) == (None, len(hashes))
    return hashes


def append(log: SqliteLog, acknowledged: list[str]) -> bool:
    """Try the next entry; return whether it was acknowledged. Each try says something else."""
    append.tries += 1  # type: ignore[attr-defined]
    payload = {"try": append.tries}  # type: ignore[attr-defined]
    try:
        entry = log.append(an_entry(len(acknowledged) + 1, payload=payload))
    except LogNotWritten:
        return False
    acknowledged.append(entry.hash)
    return True


append.tries = 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(("error", "for_good"), FAULTS, ids=NAMES)
def test_no_entry_is_acknowledged_falsely(disk: FaultyDisk, error: int, for_good: bool) -> None:
    """What was acknowledged is in the log, in order; of a refused entry there is nothing."""
    for nth in range(1, MOST_WRITES):
        with a_quick_folder() as folder:
            path = folder / LOG_NAME
            acknowledged: list[str] = []
            log = opened(path)
            append(log, acknowledged)
            disk.arm(nth, error, for_good=for_good)
            answers = [append(log, acknowledged) for _ in range(ENTRIES)]
            failed = disk.failed
            assert all(answers) is (failed == 0)
            disk.disarm()
            # Once the disk is well again the same log goes on.
            assert append(log, acknowledged)
            log.close()
            assert told(path) == acknowledged
        if not failed:
            return
    pytest.fail(f"{ENTRIES} entries take more than {MOST_WRITES} writes")


@pytest.mark.parametrize(("error", "for_good"), FAULTS, ids=NAMES)
def test_no_acknowledged_entry_is_lost_when_the_program_ends_on_a_bad_disk(
    disk: FaultyDisk, error: int, for_good: bool
) -> None:
    """It is closed, as by a person who gives up, while the disk is still bad."""
    for nth in range(1, MOST_WRITES):
        with a_quick_folder() as folder:
            path = folder / LOG_NAME
            acknowledged: list[str] = []
            log = opened(path)
            for _ in range(ENTRIES):
                append(log, acknowledged)
            disk.arm(nth, error, for_good=for_good)
            append(log, acknowledged)
            log.close()
            failed = disk.failed
            disk.disarm()
            found = told(path)
            # A refused entry may lie whole in the journal: nobody was told that it is there.
            assert found[: len(acknowledged)] == acknowledged
            assert len(found) <= len(acknowledged) + 1
        if not failed:
            return
    pytest.fail(f"closing takes more than {MOST_WRITES} writes")


@pytest.mark.parametrize(("error", "for_good"), FAULTS, ids=NAMES)
def test_a_log_is_opened_whole_or_refused(disk: FaultyDisk, error: int, for_good: bool) -> None:
    """A new one and one that is there: after a refusal the next start finds it as it was."""
    for nth in range(1, MOST_WRITES):
        with a_quick_folder() as folder:
            new, old = folder / "new.sqlite", folder / "old.sqlite"
            acknowledged: list[str] = []
            with contextlib.closing(opened(old)) as log:
                append(log, acknowledged)
            disk.arm(nth, error, for_good=for_good)
            for path in (new, old):
                with contextlib.suppress(LogUnusable):
                    opened(path).close()
            failed = disk.failed
            disk.disarm()
            assert told(old) == acknowledged
            assert told(new) == []
        if not failed:
            return
    pytest.fail(f"opening takes more than {MOST_WRITES} writes")


ACTS: list[Callable[[Shift, str], object]] = [
    lambda shift, at: shift.at(at).step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h"),
    lambda shift, at: shift.at(at).assessment(60),
    lambda shift, at: shift.at(at).back_up(NOREPINEPHRINE, "7.9 mL/h"),
    lambda shift, at: shift.at(at).hold(),
    lambda shift, at: shift.at(at).look(),
]


@pytest.mark.parametrize(("error", "for_good"), FAULTS, ids=NAMES)
def test_a_bed_shows_nothing_that_its_log_will_not_tell(
    disk: FaultyDisk, error: int, for_good: bool
) -> None:
    """Every act is tried on the bad disk; once it is well, log and screen tell the same state."""
    for nth in range(1, MOST_WRITES):
        with a_quick_folder() as folder, contextlib.closing(opened(folder / LOG_NAME)) as log:
            shift = weaning(log=log)
            disk.arm(nth, error, for_good=for_good)
            for minute, act in enumerate(ACTS, start=6):
                act(shift, f"08:{minute:02}")
                line = shift.last
                is_written = not shift.bed.is_waiting
                assert is_written or line.codes >= {"LOG_NOT_WRITTEN"} or line.events == []
            failed = disk.failed
            disk.disarm()
            shift.at("08:12").look()
            assert not shift.bed.is_waiting
            assert shift.folded() == shift.bed.state
        if not failed:
            return
    pytest.fail(f"the acts take more than {MOST_WRITES} writes")


@pytest.mark.parametrize(("error", "for_good"), FAULTS, ids=NAMES)
def test_archiving_on_a_bad_disk_loses_nothing(
    disk: FaultyDisk, error: int, for_good: bool
) -> None:
    """Done or refused: the chain through archive and log has every entry, and open beds go on."""
    for nth in range(1, MOST_WRITES):
        with a_quick_folder() as parent:
            folder = parent / "data"
            with folder_opened(folder) as log:
                a_bed(log, "bed-a", entries=3, day="2026-03-01")
                a_bed(log, "bed-b", entries=2, day="2026-03-02", closed=False)
                a_bed(log, "bed-c", entries=2, day="2026-03-03")
            disk.arm(nth, error, for_good=for_good)
            done = None
            with contextlib.suppress(LogUnusable, ArchiveNotWritten):
                done = archive(folder, before_utc=APRIL, opened_at_utc=NOON)
            failed = disk.failed
            disk.disarm()
            report = verify(folder / LOG_NAME)
            assert (report.fault, report.entries) == (None, 7)
            assert len(report.files) == (1 if done is None else 2)
            with folder_opened(folder) as log:
                assert len(list(log.read("bed-b"))) == 2
                assert log.append(an_entry(3, episode="bed-b")).seq == 8
        if not failed:
            assert done is not None
            return
    pytest.fail(f"archiving takes more than {MOST_WRITES} writes")


@pytest.mark.hazard("H33")
@pytest.mark.parametrize(("error", "for_good"), FAULTS, ids=NAMES)
def test_setting_aside_on_a_bad_disk_loses_nothing(
    disk: FaultyDisk, error: int, for_good: bool
) -> None:
    """Refused, the damaged log is where it was; else the new one has what was whole."""
    for nth in range(1, MOST_WRITES):
        with a_quick_folder() as parent:
            folder = parent / "data"
            with folder_opened(folder) as log:
                a_bed(log, "bed-b", entries=2, day="2026-03-02", closed=False)
            path = folder / LOG_NAME
            tamper(path, "DROP INDEX entry_marks")
            content = path.read_bytes()
            disk.arm(nth, error, for_good=for_good)
            done = None
            with contextlib.suppress(LogUnusable):
                done = set_log_aside(folder, opened_at_utc=NOON)
            failed = disk.failed
            disk.disarm()
            if done is None:
                assert path.read_bytes() == content
                done = set_log_aside(folder, opened_at_utc=NOON)
            assert (folder / done.file).read_bytes() == content
            with folder_opened(folder) as log:
                assert log.append(an_entry(3, episode="bed-b")).seq == 3
        if not failed:
            return
    pytest.fail(f"setting aside takes more than {MOST_WRITES} writes")
