"""One program at a time writes; the others are told who."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.support.log_entries import NOON, opened
from tests.support.writer_process import writer
from titrator.store.errors import LogInUse
from titrator.store.lease import take_lease
from titrator.store.opening import LOCK_NAME

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.hazard("H20")
def test_a_second_taker_is_told_who_holds_the_lease(tmp_path: Path) -> None:
    """Also within one process: two windows are two writers."""
    path = tmp_path / LOCK_NAME
    lease = take_lease(path, opened_at_utc=NOON)
    with pytest.raises(LogInUse) as refusal:
        take_lease(path, opened_at_utc="2026-03-01T13:00:00.000000Z")
    assert (refusal.value.process_id, refusal.value.since_utc) == (os.getpid(), NOON)
    assert f"(process {os.getpid()}, since " in refusal.value.sentence
    assert "Go to the window that is open" in refusal.value.next_action
    lease.release()
    lease.release()
    take_lease(path, opened_at_utc=NOON).release()


def test_the_lock_file_is_never_removed(tmp_path: Path) -> None:
    """Removing it would let a third program lock a new one beside the second."""
    path = tmp_path / LOCK_NAME
    take_lease(path, opened_at_utc=NOON).release()
    assert path.exists()


@pytest.mark.hazard("H20")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "with this data folder."),
        (b"\xff\xfe", "with this data folder."),
        (b"[]", "with this data folder."),
        (b'{"pid": "x"}', "with this data folder."),
        (b'{"pid": 7, "since_utc": "noon"}', "with this data folder (process 7, since noon)."),
    ],
)
def test_a_lock_file_that_says_nothing_readable_still_locks(
    tmp_path: Path, text: bytes, sentence: str
) -> None:
    """What counts is the lock, not the text."""
    path = tmp_path / LOCK_NAME
    lease = take_lease(path, opened_at_utc=NOON)
    path.write_bytes(text)
    with pytest.raises(LogInUse) as refusal:
        take_lease(path, opened_at_utc=NOON)
    assert refusal.value.sentence == f"Titrator is already open {sentence}"
    lease.release()


@pytest.mark.hazard("H20")
def test_a_second_program_is_refused_until_the_first_one_dies(data_dir: Path) -> None:
    """A kill releases the lease at once: there is no stale lock to guess about."""
    with writer(data_dir, "bed-a", "hold") as first:
        assert first.next_line() == "open"
        first_process = int(first.next_line())
        with pytest.raises(LogInUse) as refusal, opened(data_dir):
            pass
        assert refusal.value.process_id == first_process
        first.kill()
    with opened(data_dir) as log:
        assert log.head().seq == 0


@pytest.mark.hazard("H20")
def test_of_many_programs_started_at_once_exactly_one_writes(data_dir: Path) -> None:
    """The others say so and end; none of them waits, none of them overwrites."""
    for _ in range(3):
        with (
            writer(data_dir, "bed-a", "hold") as first,
            writer(data_dir, "bed-a", "hold") as second,
        ):
            said = sorted((first.next_line(), second.next_line()))
            assert said == ["", "open"]
