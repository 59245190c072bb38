"""What was acknowledged survives a kill at each step of a commit, and a sync that fails.

The kills are put by strace at the first sync, the second, and so on, and at each acknowledgement;
TITRATOR_EVERY_CASE=1 takes them all, and 1,000 kills at random moments. Each acknowledged entry was
synced: tests/store/test_crash.py counts that.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.support.every_case import whole_or_fast
from tests.support.log_entries import NOON, a_bed, a_log_file, an_entry, opened
from tests.support.memory_folder import a_quick_folder
from tests.support.program import titrator
from tests.support.system_calls import spoiled
from tests.support.writer_process import writer
from titrator.store.archive import ARCHIVE_FOLDER
from titrator.store.opening import LOG_NAME
from titrator.store.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H34")

ENTRIES = 40
STRIDE = whole_or_fast(whole=1, fast=13)
# In blocks, each with a log of its own, so that the whole form can be shared among processes.
BLOCKS = whole_or_fast(whole=20, fast=1)
RANDOM_KILLS = whole_or_fast(whole=50, fast=10)  # in each block


def told(folder: Path) -> list[str]:
    """Every entry as `number hash`, after the log was opened again and verified."""
    with opened(folder) as log:
        found = [f"{entry.seq} {entry.hash}" for entry in log.read("bed-a")]
    report = verify(folder / LOG_NAME)
    assert (report.fault, report.entries) == (None, len(found))
    return found


def must_hold(folder: Path, acknowledged: list[str], fault: str) -> None:
    """Nothing acknowledged is lost; at most one entry more, whose word nobody heard."""
    found = told(folder)
    assert found[: len(acknowledged)] == acknowledged, fault
    assert len(found) <= len(acknowledged) + 1, fault


@pytest.mark.parametrize("calls", ["fdatasync", "fsync", "write"])
def test_a_kill_at_each_step_of_a_commit_loses_nothing(calls: str) -> None:
    """Just before the sync of a commit, of the folder, and just before it is acknowledged."""
    for nth in range(1, ENTRIES, STRIDE):
        with a_quick_folder() as folder:
            under = spoiled(calls, how="signal=KILL", nth=nth)
            with writer(folder / "data", "bed-a", f"crash:{ENTRIES // 2}", under=under) as process:
                acknowledged = [line for line in process.rest() if line != "open"]
            must_hold(folder / "data", acknowledged, f"killed at {calls} {nth}")


@pytest.mark.hazard("H35")
@pytest.mark.parametrize("error", ["EIO", "ENOSPC", "EROFS"])
def test_a_sync_that_fails_acknowledges_nothing(error: str) -> None:
    """Each sync of the journal in turn; the log is then continued by the next program.

    SQLite drops the error of one of them: that of the folder, when the journal is new. The name of
    the journal was synced when the log was opened, as the next test shows.
    """
    dropped = []
    for nth in range(1, ENTRIES // 2, STRIDE):
        with a_quick_folder() as folder:
            a_log_file(folder / "data", entries=0)
            under = spoiled("fdatasync", how=f"error={error}", nth=nth)
            with writer(folder / "data", "bed-a", f"crash:{ENTRIES // 4}", under=under) as process:
                said = process.rest()
            acknowledged = [line for line in said if line[0].isdigit()]
            refused = [line for line in said if line.startswith("refused LOG NOT WRITTEN")]
            if len(acknowledged) < ENTRIES // 4:
                assert len(refused) == 1, f"{error} at sync {nth}"
            elif nth <= ENTRIES // 4:
                dropped.append(nth)
            must_hold(folder / "data", acknowledged, f"{error} at sync {nth}")
            with opened(folder / "data") as log:
                version = sum(1 for _ in log.read("bed-a")) + 1
                assert log.append(an_entry(version)).version == version

    assert dropped in ([], [2])


@pytest.mark.hazard("H35")
def test_a_log_whose_name_cannot_be_synced_is_not_opened() -> None:
    """File and journal must be found in the folder after a power cut, or no entry is taken."""
    with a_quick_folder() as folder:
        a_log_file(folder / "data", entries=2)
        under = spoiled("fsync", how="error=EIO", nth=1, for_good=True)
        with writer(folder / "data", "bed-b", "crash:4", under=under) as process:
            assert process.rest() == []
        with opened(folder / "data") as log:
            assert log.head().seq == 2


@pytest.mark.parametrize("block", range(BLOCKS))
def test_kills_at_random_moments_lose_nothing(data_dir: Path, block: int) -> None:
    """Ten, in the whole form 1,000; the log of a block is the same one all along, and grows."""
    acknowledged: list[str] = []
    for seed in range(block * RANDOM_KILLS, (block + 1) * RANDOM_KILLS):
        heard = random.Random(seed).randrange(40)
        with writer(data_dir, "bed-a", "forever") as process:
            assert process.next_line() == "open"
            acknowledged += [process.next_line() for _ in range(heard)]
            process.kill()
            acknowledged += process.rest()
        must_hold(data_dir, acknowledged, f"seed {seed}")
        acknowledged = told(data_dir)


@pytest.mark.parametrize("calls", ["fdatasync", "fsync", "rename", "unlink"])
def test_a_kill_at_each_step_of_archiving_loses_nothing(calls: str) -> None:
    """The archive may be there or not: chain, open bed and the next entry are as they were."""
    for nth in range(1, ENTRIES, STRIDE):
        with a_quick_folder() as parent:
            folder = parent / "data"
            with opened(folder) as log:
                a_bed(log, "bed-a", entries=3, day="2026-03-01")
                a_bed(log, "bed-b", entries=2, day="2026-03-02", closed=False)
                a_bed(log, "bed-c", entries=2, day="2026-03-03")
            under = spoiled(calls, how="signal=KILL", nth=nth)
            arguments = ["log", "archive", "--before", "2026-04-01", "--data-dir", str(folder)]
            ended = titrator(*arguments, under=under)
            with opened(folder) as log:
                assert len(list(log.read("bed-b"))) == 2
                assert log.append(an_entry(3, episode="bed-b", at_utc=NOON)).seq == 8
            report = verify(folder / LOG_NAME)
            assert (report.fault, report.entries) == (None, 8), f"killed at {calls} {nth}"
        if ended == 0:
            assert report.files[0].parent.name == ARCHIVE_FOLDER
            return
    assert STRIDE > 1
