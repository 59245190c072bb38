"""The log in a file keeps the contract, and what it acknowledged, whatever happens to the file."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.store.log_contract import EventLogContract
from tests.support.log_entries import (
    NOON,
    a_bed,
    a_log_file,
    an_entry,
    leave_cells,
    opened,
    raw,
    tamper,
)
from titrator.store.archive import archive
from titrator.store.chain import BEGINNING
from titrator.store.errors import LogDamaged, LogNotWritten, LogUnreadable, VersionConflict
from titrator.store.lease import take_lease
from titrator.store.memory_log import MemoryLog
from titrator.store.opening import LOG_NAME
from titrator.store.schema import connect
from titrator.store.sqlite_log import SqliteLog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from titrator.store.record import StoredRecord

LATER = "2026-03-01T20:00:00.000000Z"


@pytest.fixture
def log(data_dir: Path) -> Iterator[SqliteLog]:
    """An empty log in a data folder of the test's own."""
    with opened(data_dir) as opened_log:
        yield opened_log


class TestSqliteLog(EventLogContract):
    """Runs the contract on a log in a file."""

    @pytest.fixture
    def log(self, data_dir: Path) -> Iterator[SqliteLog]:
        with opened(data_dir) as opened_log:
            yield opened_log


def test_both_logs_give_the_same_hashes(log: SqliteLog) -> None:
    """A scenario run in memory and one in a file are the same chain."""
    memory = MemoryLog()
    for version in (1, 2, 3):
        assert log.append(an_entry(version)) == memory.append(an_entry(version))
    assert log.episodes() == memory.episodes()


def test_the_first_entry_of_a_log_has_the_hash_worked_out_by_hand(log: SqliteLog) -> None:
    """SHA-256 of the canonical JSON of its nine other columns, by sha256sum.

    If this changes, no older log can be verified any more.
    """
    entry = log.append(an_entry(1))
    assert entry.hash == "8d2668c8e4d20fc9891248ddf907c24a3993e735302ccb4a85d50c34485f1483"


def test_reopening_continues_the_chain(data_dir: Path) -> None:
    """What was closed is read back, and the next entry follows the last one."""
    with opened(data_dir) as log:
        first = log.append(an_entry(1))
    with opened(data_dir) as log:
        assert list(log.read("bed-a")) == [first]
        second = log.append(an_entry(2))
        assert (second.seq, second.prev_hash) == (2, first.hash)


@pytest.mark.hazard("H20")
def test_two_writers_on_one_file_cannot_both_write_the_same_version(
    log: SqliteLog, data_dir: Path
) -> None:
    """Even if the lease failed, the file itself refuses: the second one is told to look again."""
    lease = take_lease(data_dir / "second.lock", opened_at_utc=LATER)
    path = data_dir / LOG_NAME
    second = SqliteLog(connect(path, "mode=rw"), path, lease, BEGINNING)
    with contextlib.closing(second):
        log.append(an_entry(1))
        second.append(an_entry(1, episode="bed-b"))
        log.append(an_entry(2))
        with pytest.raises(VersionConflict):
            second.append(an_entry(2))
        assert second.append(an_entry(3)).seq == 4
        assert log.head() == second.head()


def append_without_end(log: SqliteLog, written: list[StoredRecord]) -> None:
    """Appends until something stops it; `written` holds what was acknowledged."""
    while True:
        written.append(log.append(an_entry(len(written) + 1)))


@pytest.mark.hazard("H35")
def test_a_full_disk_acknowledges_nothing_and_the_next_try_succeeds(log: SqliteLog) -> None:
    """What is in the log stays readable; once there is room the same entry is written."""
    written = [log.append(an_entry(1))]
    (pages,) = log._connection.execute("PRAGMA page_count").fetchone()
    log._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LogNotWritten) as refusal:
        append_without_end(log, written)
    assert refusal.value.sentence == "LOG NOT WRITTEN: the disk is full."
    assert "Write this act and its time on paper" in refusal.value.next_action
    assert list(log.read("bed-a")) == written
    assert log.head().seq == len(written)
    log._connection.execute("PRAGMA max_page_count = 1073741823")
    assert log.append(an_entry(len(written) + 1)).seq == len(written) + 1


@pytest.mark.hazard("H35")
def test_another_program_that_locks_the_file_is_named_and_waited_out(
    log: SqliteLog, data_dir: Path
) -> None:
    """An entry that has to wait too long is refused, not lost: it can be written again."""
    log._connection.execute("PRAGMA busy_timeout = 0")
    with raw(data_dir / LOG_NAME) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogNotWritten, match="another program is using the file"):
            log.append(an_entry(1))
        other.execute("ROLLBACK")
    assert log.append(an_entry(1)).seq == 1


def test_a_closed_log_acknowledges_nothing(log: SqliteLog) -> None:
    """Nothing pretends to be written after the log was let go of."""
    log.close()
    with pytest.raises(LogNotWritten):
        log.append(an_entry(1))
    with pytest.raises(LogUnreadable):
        log.head()


@pytest.mark.hazard("H36")
@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE entry SET payload = '{}' WHERE seq = 1", "entry 1: the check code does not match"),
        (
            "UPDATE entry SET app = CAST(x'ff' AS TEXT) WHERE seq = 1",
            "entry 1: the check code does not",
        ),
        ("DELETE FROM entry WHERE seq = 3", "an entry before entry 5 is missing"),
    ],
)
def test_a_bed_whose_entries_were_tampered_with_is_not_read(
    data_dir: Path, change: str, finding: str
) -> None:
    """State is never worked out from entries that are not as they were written."""
    tamper(a_log_file(data_dir, entries=8), change)
    with opened(data_dir) as log:
        with pytest.raises(LogDamaged, match=finding) as refusal:
            log.read("bed-a")
        assert "Do not delete or replace the file" in refusal.value.next_action
        assert len(list(log.read("bed-b"))) == 4


@pytest.mark.hazard("H33", "H36")
@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE entry SET payload = '{}' WHERE seq = 3", "entry 3: the check code does not match"),
        ("DELETE FROM entry WHERE seq = 2", "an entry before entry 3 is missing"),
        ("DELETE FROM entry WHERE seq = 6", "entry 7 does not follow the one before"),
        ("DELETE FROM open_episode", "the list of open episodes is not what the entries say"),
    ],
)
def test_damage_in_what_is_closed_is_found_a_few_entries_at_a_time(
    data_dir: Path, change: str, finding: str
) -> None:
    """The start looks at open beds only; the rest is checked while the window is open."""
    with opened(data_dir) as log:
        a_bed(log, "closed", entries=5, day="2026-02-01")
        a_bed(log, "short", entries=1, day="2026-02-02", closed=False)
        log.append(an_entry(1, episode="bed-a"))
        log.append(an_entry(2, episode="bed-a"))
        assert [head.seq for head in log.check(3)] == [3, 6, 8, 8]
    tamper(data_dir / LOG_NAME, change)
    with opened(data_dir) as log, pytest.raises(LogDamaged, match=finding):
        list(log.check(3))


@pytest.mark.hazard("H33")
def test_a_bed_whose_last_entries_the_index_hides_is_not_read(data_dir: Path) -> None:
    """It would be shown at a dose that it had hours ago, each entry of it being whole."""
    with opened(data_dir) as log:
        a_bed(log, "bed-a", entries=8, day="2026-03-01", closed=False)
    leave_cells(data_dir / LOG_NAME, "entry_by_episode", 4)
    with (
        opened(data_dir) as log,
        pytest.raises(LogDamaged, match="the index of its entries leaves"),
    ):
        log.read("bed-a")


@pytest.mark.hazard("H33")
def test_a_closed_bed_whose_entries_the_index_hides_is_found_in_the_background(
    data_dir: Path,
) -> None:
    """By the time every entry was looked at."""
    with opened(data_dir) as log:
        a_bed(log, "bed-a", entries=4, day="2026-03-01")
        a_bed(log, "bed-b", entries=4, day="2026-03-01")
    leave_cells(data_dir / LOG_NAME, "entry_by_episode", 6)
    with opened(data_dir) as log, pytest.raises(LogDamaged, match="the index of its entries is"):
        list(log.check(3))


@pytest.mark.parametrize("steps", range(8))
def test_entries_written_during_the_check_are_no_damage(data_dir: Path, steps: int) -> None:
    """The beds go on while the window checks a few entries at a time."""
    with opened(data_dir) as log:
        for bed in ("bed-a", "bed-b", "bed-c"):
            a_bed(log, bed, entries=2, day="2026-03-01", closed=False)
        check = log.check(1)
        heads = [next(check).seq for _ in range(steps)]
        log.append(an_entry(3, episode="bed-c"))
        log.append(an_entry(1, episode="bed-d"))
        assert [*heads, *(head.seq for head in check)][-1] in (6, 8)


@pytest.mark.hazard("H33")
@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM open_episode WHERE episode = 'bed-b'",
        "UPDATE open_episode SET episode = 'bed-c' WHERE episode = 'bed-b'",
        "INSERT INTO open_episode VALUES ('bed-a')",
        "INSERT INTO open_episode VALUES ('bed-z')",
    ],
)
def test_a_list_of_open_beds_that_is_wrong_is_not_begun_with(data_dir: Path, change: str) -> None:
    """A bed in a wean must not be missing from the screen without a word."""
    with opened(data_dir) as log:
        a_bed(log, "bed-a", entries=4, day="2026-03-01")
        a_bed(log, "bed-b", entries=4, day="2026-03-01", closed=False)
    tamper(data_dir / LOG_NAME, change)
    with opened(data_dir) as log, pytest.raises(LogDamaged, match="the list of open episodes"):
        log.open_episodes()


def test_what_was_carried_over_from_an_archive_is_checked_too(data_dir: Path) -> None:
    """Numbers up to that of the archive may have gaps between them; the rest may not."""
    with opened(data_dir) as log:
        a_bed(log, "bed-a", entries=2, day="2026-02-01", closed=False)
        a_bed(log, "bed-b", entries=3, day="2026-02-02")
    archive(data_dir, before_utc=LATER, opened_at_utc=NOON)
    with opened(data_dir) as log:
        log.append(an_entry(3, episode="bed-a"))
        assert [head.seq for head in log.check(2)] == [5, 6]
    tamper(data_dir / LOG_NAME, "UPDATE entry SET app = 'x' WHERE seq = 1")
    with opened(data_dir) as log, pytest.raises(LogDamaged, match="entry 1: the check code"):
        list(log.check(2))


def test_a_log_whose_journal_cannot_be_given_up_is_not_replaced(tmp_path: Path) -> None:
    """Such as one that is no file at all; beside a new file an old journal would be misread."""
    lease = take_lease(tmp_path / "lock", opened_at_utc=NOON)
    log = SqliteLog(sqlite3.connect(":memory:"), tmp_path / LOG_NAME, lease, BEGINNING)
    with contextlib.closing(log), pytest.raises(LogUnreadable, match="another program"):
        log.close_for_good()
