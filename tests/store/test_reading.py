"""Reading a log changes nothing beside it, whether its writer runs, has ended or crashed."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.foreign_logs import MADE_BY_HAND, RUNS, change_by_hand
from tests.support.log_entries import NOON, a_bed, a_log_file, an_entry, opened, raw
from tests.support.unprivileged import a_folder_for_everyone, without_privileges
from tests.support.writer_process import writer
from titrator.store.archive import archive
from titrator.store.errors import (
    LogChangedWhileRead,
    LogDamaged,
    LogFileMissing,
    LogUnreadable,
    LogUnusable,
    NotALog,
)
from titrator.store.export import export_entries
from titrator.store.onlooking import see_log
from titrator.store.opening import LOG_NAME, open_log_file
from titrator.store.reading import reading
from titrator.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def numbers(path: Path) -> list[int]:
    """The numbers of the entries that a reader sees."""
    with reading(path) as reader:
        return [row.seq for row in reader.rows()]


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes, but the shared memory, where readers note their place."""
    return {
        file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith("-shm")
    }


def test_a_closed_log_is_read_without_a_trace(data_dir: Path) -> None:
    """No side file appears, no byte and no time of the file changes."""
    path = a_log_file(data_dir, entries=3)
    before = (content(data_dir), path.stat().st_mtime_ns)
    assert numbers(path) == [1, 2, 3]
    assert (content(data_dir), path.stat().st_mtime_ns) == before


@pytest.mark.hazard("H20")
def test_a_log_is_read_while_its_writer_runs(data_dir: Path) -> None:
    """All that was acknowledged is seen, and writing goes on meanwhile."""
    with opened(data_dir) as log:
        log.append(an_entry(1))
        with reading(data_dir / LOG_NAME) as reader:
            rows = reader.rows()
            assert next(rows).seq == 1
            log.append(an_entry(2))
            assert list(rows) == []
        assert numbers(data_dir / LOG_NAME) == [1, 2]


@pytest.fixture
def crashed(data_dir: Path) -> Path:
    """A log whose writer crashed after five entries: they lie in the journal beside it."""
    with writer(data_dir, "bed-a", "crash:5") as process:
        assert len(process.rest()) == 6
    assert (data_dir / f"{LOG_NAME}-wal").stat().st_size
    return data_dir / LOG_NAME


@pytest.mark.hazard("H34")
def test_a_log_is_read_after_a_crash_and_left_as_it_is(crashed: Path) -> None:
    """The reader leaves the recovery to the next writer."""
    before = content(crashed.parent)
    assert numbers(crashed) == [1, 2, 3, 4, 5]
    assert content(crashed.parent) == before


@pytest.mark.parametrize("crash", [False, True])
def test_a_log_in_a_read_only_folder_is_read(crashed: Path, crash: bool) -> None:
    """From a memory stick, or another user's folder: with what lies in the journal."""
    with a_folder_for_everyone() as folder:
        for name in [LOG_NAME, f"{LOG_NAME}-wal"][: 1 + crash]:
            shutil.copyfile(crashed.with_name(name), folder / name)
            (folder / name).chmod(0o444)
        folder.chmod(0o555)
        with without_privileges():
            assert numbers(folder / LOG_NAME) == ([1, 2, 3, 4, 5] if crash else [])
        assert len(list(folder.iterdir())) == 1 + crash


def test_a_log_that_may_not_be_read_is_refused(crashed: Path) -> None:
    """With a journal or without."""
    with a_folder_for_everyone() as folder:
        shutil.copyfile(crashed, folder / LOG_NAME)
        (folder / LOG_NAME).chmod(0o000)
        folder.chmod(0o555)
        with without_privileges(), pytest.raises(LogUnreadable, match="cannot be opened"):
            numbers(folder / LOG_NAME)
        folder.chmod(0o755)
        shutil.copyfile(crashed.with_name(f"{LOG_NAME}-wal"), folder / f"{LOG_NAME}-wal")
        folder.chmod(0o555)
        with without_privileges(), pytest.raises(LogUnreadable, match="cannot be read"):
            numbers(folder / LOG_NAME)


def test_a_writer_that_comes_while_the_file_is_read_as_it_lies_is_noticed(data_dir: Path) -> None:
    """What was read may be a mix: nothing is said about it but to try again."""
    path = a_log_file(data_dir, entries=3)
    with pytest.raises(LogChangedWhileRead) as refusal, reading(path), opened(data_dir) as log:
        log.append(an_entry(3, episode="bed-a"))
    assert refusal.value.next_action == "Try again."
    with pytest.raises(LogChangedWhileRead), reading(path):
        find_damage_while_a_writer_comes(path)


def find_damage_while_a_writer_comes(path: Path) -> None:
    """What a reader meets when the file changes under it."""
    with opened(path.parent) as log:
        log.append(an_entry(4, episode="bed-a"))
    raise LogDamaged(path, "what a mix may look like")


def a_pipe(path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows keeps its pipes in no folder")
    os.mkfifo(path)


def a_folder(path: Path) -> None:
    path.mkdir()


def a_text(path: Path) -> None:
    path.write_text("bed,dose\n" * 100)


def nothing(_path: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("make", "error", "sentence"),
    [
        (nothing, LogFileMissing, "does not exist."),
        (a_folder, LogFileMissing, "is a folder, not a log file."),
        (a_pipe, LogFileMissing, "is not a file."),
        (a_text, NotALog, "is not a Titrator log."),
    ],
)
def test_what_is_not_a_log_is_refused(
    tmp_path: Path, make: Callable[[Path], None], error: type[LogUnusable], sentence: str
) -> None:
    """Each with its own sentence."""
    make(tmp_path / "file")
    with pytest.raises(error) as refusal:
        numbers(tmp_path / "file")
    assert refusal.value.sentence == f"{tmp_path / 'file'} {sentence}"


def opened_for_writing(path: Path) -> None:
    with opened(path.parent):
        pass


def opened_by_its_name(path: Path) -> None:
    open_log_file(path, opened_at_utc=NOON).close()


def seen_from_another_window(path: Path) -> None:
    see_log(path.parent)


def archived(path: Path) -> None:
    archive(path.parent, before_utc=NOON, opened_at_utc=NOON)


def exported(path: Path) -> None:
    export_entries(path, str)


@pytest.mark.hazard("H36")
@pytest.mark.parametrize("kind", MADE_BY_HAND)
@pytest.mark.parametrize(
    "way_in",
    [
        numbers,
        verify,
        exported,
        archived,
        seen_from_another_window,
        opened_for_writing,
        opened_by_its_name,
    ],
)
def test_a_log_that_computes_is_refused_before_its_first_entry_is_read(
    data_dir: Path, way_in: Callable[[Path], object], kind: str
) -> None:
    """To read it would run what its maker wrote, by whatever command somebody names the file to."""
    path = a_log_file(data_dir, entries=2)
    change_by_hand(path, kind)
    with pytest.raises(NotALog) as refusal:
        way_in(path)
    assert refusal.value.sentence == f"{path} is not a Titrator log."


@pytest.mark.hazard("H36")
@pytest.mark.parametrize("kind", MADE_BY_HAND)
def test_an_archive_that_computes_is_refused_with_the_log_that_leads_to_it(
    data_dir: Path, kind: str
) -> None:
    """The walk along the chain opens files that nobody named."""
    with opened(data_dir) as log:
        a_bed(log, "closed", entries=2, day="2026-02-01")
        a_bed(log, "bed-a", entries=2, day="2026-03-01", closed=False)
    done = archive(data_dir, before_utc=NOON, opened_at_utc=NOON)
    assert done is not None
    change_by_hand(done.file, kind)
    with pytest.raises(NotALog) as refusal:
        verify(data_dir / LOG_NAME)
    assert str(done.file) in refusal.value.sentence


@pytest.mark.hazard("H36")
def test_what_runs_on_writing_alone_does_not_hide_the_entries(data_dir: Path) -> None:
    """A strange trigger or condition is named after the entries: to read them runs neither."""
    path = a_log_file(data_dir, entries=2)
    with raw(path) as connection:
        connection.execute(f"CREATE TRIGGER more BEFORE INSERT ON entry BEGIN SELECT {RUNS}; END")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, 'app TEXT NOT NULL', "
            f"'app TEXT NOT NULL CHECK ({RUNS} > 0)') WHERE name = 'entry'"
        )
    assert numbers(path) == [1, 2]
    report = verify(path)
    assert report.entries == 2
    assert report.fault is not None
    assert "guards against changes are missing or altered" in report.fault.sentence


@pytest.mark.parametrize("name", ["a" * 1_000_000, "nul\0byte"])
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str) -> None:
    """A megabyte on the command line is not a path."""
    with pytest.raises(LogFileMissing, match="cannot be reached"):
        numbers(tmp_path / name)


def test_damage_beside_a_journal_is_named_as_damage(crashed: Path) -> None:
    """Not as a file that cannot be locked."""
    crashed.with_name(f"{LOG_NAME}-wal").write_bytes(b"")
    crashed.write_bytes(b"bed,dose\n" * 100)
    with pytest.raises(NotALog):
        numbers(crashed)
