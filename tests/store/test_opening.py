"""A log is opened whole and private, or refused with one sentence; it is never begun anew."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.log_entries import NOON, a_log_file, an_entry, opened, raw, tamper
from tests.support.unprivileged import NOBODY, a_folder_for_everyone, without_privileges
from tests.support.windows import ON_WINDOWS, needs_mode_bits
from tests.support.writer_process import writer
from titrator.store.ballast import BALLAST_NAME
from titrator.store.errors import (
    DataFolderUnusable,
    LogDamaged,
    LogFileMissing,
    LogInUse,
    LogNotWritten,
    LogUnreadable,
    LogUnusable,
    NetworkFolder,
    NotALog,
)
from titrator.store.opening import LOCK_NAME, LOG_NAME, open_log_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def mode(path: Path) -> int:
    """The permission bits of a file."""
    return stat.S_IMODE(path.stat().st_mode)


@needs_mode_bits
@pytest.mark.hazard("H44")
def test_a_new_log_is_readable_by_its_owner_alone(data_dir: Path) -> None:
    """The folder, the log, its side files and the lock; the log also where it was not."""
    with opened(data_dir) as log:
        log.append(an_entry(1))
        assert mode(data_dir) == 0o700
        names = [LOG_NAME, f"{LOG_NAME}-wal", f"{LOG_NAME}-shm", LOCK_NAME, BALLAST_NAME]
        assert sorted(file.name for file in data_dir.iterdir()) == sorted(names)
        assert {mode(data_dir / name) for name in names} == {0o600}
    (data_dir / LOG_NAME).chmod(0o644)
    with opened(data_dir):
        assert mode(data_dir / LOG_NAME) == 0o600


def test_a_closed_log_is_one_file(data_dir: Path) -> None:
    """Whoever copies it then has all of it; beside it the lock and the reserve on the disk."""
    path = a_log_file(data_dir, entries=3)
    names = [path.name, LOCK_NAME, BALLAST_NAME]
    assert sorted(file.name for file in data_dir.iterdir()) == sorted(names)


@pytest.mark.hazard("H20")
def test_a_second_log_in_the_same_folder_is_refused(data_dir: Path) -> None:
    """The first one goes on; once it is closed the next one opens."""
    with opened(data_dir) as log:
        with pytest.raises(LogInUse), opened(data_dir):
            pass
        log.append(an_entry(1))
    with opened(data_dir) as log:
        assert log.head().seq == 1


def test_logs_of_other_names_in_one_folder_do_not_disturb_each_other(tmp_path: Path) -> None:
    """A scenario can write to a log of its own beside another."""
    first = open_log_file(tmp_path / "a.sqlite", opened_at_utc=NOON)
    second = open_log_file(tmp_path / "b.sqlite", opened_at_utc=NOON)
    with pytest.raises(LogInUse):
        open_log_file(tmp_path / "a.sqlite", opened_at_utc=NOON)
    first.close()
    second.close()


def test_a_name_with_any_signs_is_a_file_of_that_name(tmp_path: Path) -> None:
    """Nothing in a path is taken for an instruction to SQLite."""
    asks = "" if ON_WINDOWS else "?mode=memory"  # no name may hold a question mark there
    path = tmp_path / f"a b{asks}#%41ß.sqlite"
    open_log_file(path, opened_at_utc=NOON).close()
    assert path.exists()


def not_a_database(path: Path) -> None:
    path.write_bytes(b"bed,dose\n" * 1000)


def short_text(path: Path) -> None:
    path.write_bytes(b"bed")


def empty(path: Path) -> None:
    path.touch()


def other_database(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY)")


def cut_short(path: Path) -> None:
    a_log_file(path.parent, entries=40)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def first_page_only(path: Path) -> None:
    a_log_file(path.parent, entries=40)
    path.write_bytes(path.read_bytes()[:4096])


def schema_overwritten(path: Path) -> None:
    a_log_file(path.parent, entries=4)
    content = bytearray(path.read_bytes())
    content[100:110] = b"\xff" * 10
    path.write_bytes(content)


def last_entry_changed(path: Path) -> None:
    tamper(a_log_file(path.parent, entries=4), "UPDATE entry SET app = 'x' WHERE seq = 4")


def entry_before_changed(path: Path) -> None:
    tamper(a_log_file(path.parent, entries=4), "UPDATE entry SET app = 'x' WHERE seq = 3")


def last_entry_alone(path: Path) -> None:
    tamper(a_log_file(path.parent, entries=4), "DELETE FROM entry WHERE seq < 4")


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.hazard("H33")
@pytest.mark.parametrize(
    ("make", "error", "sentence"),
    [
        (not_a_database, NotALog, "is not a Titrator log."),
        (short_text, NotALog, "is not a Titrator log."),
        (empty, NotALog, "is not a Titrator log."),
        (other_database, NotALog, "is not a Titrator log."),
        (cut_short, LogDamaged, "the file is cut short or was changed by another program."),
        (first_page_only, LogDamaged, "the file is cut short or was changed by another program."),
        (schema_overwritten, LogDamaged, "cut short or was changed by another program."),
        (last_entry_changed, LogDamaged, "entry 4: the check code does not match the entry."),
        (entry_before_changed, LogDamaged, "entry 3: the check code does not match the entry."),
        (last_entry_alone, LogDamaged, "entry 4 does not follow the one before it."),
        (a_folder, LogFileMissing, "is a folder, not a log file."),
    ],
)
def test_what_is_not_a_whole_log_is_refused_and_left_as_it_is(
    data_dir: Path, make: Callable[[Path], None], error: type[LogUnusable], sentence: str
) -> None:
    """One sentence, one next action, the lease free again, and not a byte changed."""
    data_dir.mkdir()
    path = data_dir / LOG_NAME
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    for _ in range(2):
        with pytest.raises(LogUnusable) as refusal, opened(data_dir):
            pass
        assert type(refusal.value) is error
        assert str(path) in refusal.value.sentence
        assert refusal.value.sentence.endswith(sentence)
        assert refusal.value.next_action.endswith(".")
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.mark.hazard("H34")
def test_entries_whose_log_is_gone_are_not_poured_into_a_new_one(data_dir: Path) -> None:
    """Someone deleted the log after a crash, but not its journal: nothing is begun over it."""
    with writer(data_dir, "bed-a", "crash:3") as crashed:
        crashed.rest()
    path = data_dir / LOG_NAME
    path.unlink()
    with pytest.raises(LogDamaged, match="the file is gone"), opened(data_dir):
        pass
    assert not path.exists()
    assert (data_dir / f"{LOG_NAME}-wal").stat().st_size


@pytest.mark.hazard("H34")
def test_a_beginning_that_was_cut_off_is_begun_again(data_dir: Path) -> None:
    """A log gets its name when it is whole; what a crash left half made is thrown away."""
    data_dir.mkdir()
    (data_dir / f"{LOG_NAME}.new").write_bytes(b"half")
    (data_dir / f"{LOG_NAME}.new-wal").write_bytes(b"half")
    (data_dir / f"{LOG_NAME}-wal").touch()
    with opened(data_dir) as log:
        log.append(an_entry(1))
    names = [LOG_NAME, LOCK_NAME, BALLAST_NAME]
    assert sorted(file.name for file in data_dir.iterdir()) == sorted(names)


@pytest.mark.hazard("H35")
def test_a_log_that_another_program_keeps_locked_is_refused(data_dir: Path) -> None:
    """With the way out; after that program let go, it opens."""
    path = a_log_file(data_dir, entries=1)
    with raw(path) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LogUnreadable, match="another program is using the file") as refusal:
            open_log_file(path, opened_at_utc=NOON)
        assert "Close other programs that use it" in refusal.value.next_action
    with opened(data_dir) as log:
        assert log.head().seq == 1


@pytest.mark.hazard("H35")
@pytest.mark.parametrize("existing", [False, True])
def test_a_read_only_folder_is_refused(existing: bool) -> None:
    """With a log in it or without; nothing is acknowledged that cannot be kept."""
    with a_folder_for_everyone() as parent:
        folder = parent / "titrator"
        folder.mkdir()
        if existing:
            a_log_file(folder, entries=2).with_name(LOCK_NAME).chmod(0o444)
        folder.chmod(0o555)
        with without_privileges(), pytest.raises(DataFolderUnusable) as refusal, opened(folder):
            pass
        folder.chmod(0o755)
    assert refusal.value.sentence == (
        f"The data folder {folder} cannot be used: it cannot be written."
    )


@pytest.mark.hazard("H35")
def test_a_read_only_log_is_refused_before_anything_is_entered() -> None:
    """SQLite would open it without a word and refuse the first entry."""
    with a_folder_for_everyone() as parent:
        parent.chmod(0o777)
        path = a_log_of_the_user(parent / "titrator")
        path.chmod(0o400)
        with (
            without_privileges(),
            pytest.raises(LogUnreadable, match="cannot be opened or written"),
        ):
            open_log_file(path, opened_at_utc=NOON)


@pytest.mark.hazard("H35")
def test_a_folder_that_cannot_take_the_journal_is_refused() -> None:
    """The log and the lock can be written; the side files that SQLite needs cannot be made."""
    with a_folder_for_everyone() as parent:
        path = a_log_of_the_user(parent / "titrator")
        path.parent.chmod(0o555)
        with without_privileges(), pytest.raises(LogUnreadable, match="or its folder") as refusal:
            open_log_file(path, opened_at_utc=NOON)
    assert "Check who may read and write the file and its folder" in refusal.value.next_action


@pytest.mark.hazard("H35")
def test_a_folder_that_turns_read_only_refuses_the_entry_and_keeps_the_others(
    data_dir: Path,
) -> None:
    """Whatever the disk says at the moment of writing becomes a refusal of the act."""
    with opened(data_dir) as log:
        first = log.append(an_entry(1))
        log._connection.execute("PRAGMA query_only = ON")
        with pytest.raises(LogNotWritten, match="cannot be opened or written"):
            log.append(an_entry(2))
        assert list(log.read("bed-a")) == [first]


def test_a_network_folder_is_refused_before_anything_is_made() -> None:
    """Nothing is created on the server."""
    with pytest.raises(NetworkFolder):
        open_log_file(Path("//server/share/titrator") / LOG_NAME, opened_at_utc=NOON)


@pytest.mark.hazard("H35")
def test_a_disk_too_full_for_a_new_log_is_refused(data_dir: Path) -> None:
    """Nothing half made gets the name of the log; with room again, it is made."""
    with no_file_larger_than(1000), pytest.raises(LogUnreadable) as refusal, opened(data_dir):
        pass
    assert "the disk reported an error" in refusal.value.sentence
    assert not (data_dir / LOG_NAME).exists()
    with opened(data_dir) as log:
        assert log.head().seq == 0


@pytest.mark.hazard("H35")
def test_a_beginning_that_cannot_be_cleared_away_is_refused(data_dir: Path) -> None:
    """Someone made a folder of that name: nothing of theirs is removed."""
    (data_dir / f"{LOG_NAME}.new").mkdir(parents=True)
    with pytest.raises(DataFolderUnusable), opened(data_dir):
        pass


@contextlib.contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """The system refuses to let any file of this process grow further: a disk that gives out."""
    resource = pytest.importorskip("resource", reason="limits on files are a matter of Linux")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def a_log_of_the_user(folder: Path) -> Path:
    """A closed log that belongs to whoever a test without privileges runs as."""
    path = a_log_file(folder, entries=2)
    if sys.platform != "win32" and os.geteuid() == 0:
        for place in (path, path.with_name(LOCK_NAME), folder):
            os.chown(place, NOBODY, NOBODY)
    return path
