"""A damaged log is set aside whole; a new one goes on after its last good entry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.foreign_logs import MADE_BY_HAND, change_by_hand
from tests.support.log_entries import (
    NOON,
    a_bed,
    a_log_file,
    an_entry,
    insert,
    leave_cells,
    opened,
    raw,
    rows_of,
    sealed,
    tamper,
)
from tests.support.unprivileged import a_folder_for_everyone, without_privileges
from tests.support.windows import mode_is
from titrator.store.errors import DataFolderUnusable, LogDamaged, LogFileMissing, LogInUse
from titrator.store.opening import LOG_NAME, set_log_aside
from titrator.store.record import Head
from titrator.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from titrator.store.salvage import SetAside

pytestmark = pytest.mark.hazard("H33")

ASIDE = "titrator-log.damaged-2026-03-01T120000Z.sqlite"


def put_aside(folder: Path) -> SetAside:
    """What became of the damaged log of a folder."""
    return set_log_aside(folder, opened_at_utc=NOON)


@pytest.fixture
def folder(data_dir: Path) -> Path:
    """One bed that was closed and two that are open, their entries in turn: 20 in all."""
    with opened(data_dir) as log:
        a_bed(log, "closed", entries=4, day="2026-03-01")
        for version in range(1, 9):
            log.append(an_entry(version, episode="bed-a"))
            log.append(an_entry(version, episode="bed-b"))
    return data_dir


def guards_gone(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("DROP TRIGGER entry_delete_guard")


def last_entry_changed(path: Path) -> None:
    tamper(path, "UPDATE entry SET payload = '{}' WHERE seq = 20")


def early_entry_changed(path: Path) -> None:
    tamper(path, "UPDATE entry SET payload = '{}' WHERE seq = 6")


def first_entry_changed(path: Path) -> None:
    tamper(path, "UPDATE entry SET payload = '{}' WHERE seq = 5")


def entry_missing(path: Path) -> None:
    tamper(path, "DELETE FROM entry WHERE seq = 7")


def index_hides_entries(path: Path) -> None:
    leave_cells(path, "entry_by_episode", 12)


def list_forgot_a_bed(path: Path) -> None:
    tamper(path, "DELETE FROM open_episode WHERE episode = 'bed-b'")


@pytest.mark.parametrize(
    ("damage", "after", "carried", "lost"),
    [
        (guards_gone, 20, {"bed-a", "bed-b"}, {}),
        (last_entry_changed, 19, {"bed-a"}, {"bed-b": 6}),
        (early_entry_changed, 20, {"bed-a"}, {"bed-b": None}),
        (first_entry_changed, 20, {"bed-b"}, {"bed-a": None}),
        (entry_missing, 20, {"bed-b"}, {"bed-a": 5}),
        (index_hides_entries, 20, {"bed-a", "bed-b"}, {}),
        (list_forgot_a_bed, 20, {"bed-a", "bed-b"}, {}),
    ],
)
def test_what_is_whole_goes_on_and_the_rest_is_named(
    folder: Path,
    damage: Callable[[Path], None],
    after: int,
    carried: set[str],
    lost: dict[str, int | None],
) -> None:
    """An open bed with a damaged entry is not carried over; its first entry is told, if whole."""
    path = folder / LOG_NAME
    hashes = {row.seq: row.hash for row in rows_of(path)}
    damage(path)
    content = path.read_bytes()
    done = put_aside(folder)
    assert (done.file, done.after) == (ASIDE, Head(seq=after, hash=hashes[after]))
    assert set(done.carried) == carried
    assert {one.episode: one.first and one.first.seq for one in done.lost} == lost
    assert (folder / ASIDE).read_bytes() == content
    with opened(folder) as log:
        assert log.origin.cause == "set aside"
        assert log.origin.file == ASIDE
        assert {one.episode for one in log.open_episodes()} == carried
        for episode in carried:
            assert [entry.version for entry in log.read(episode)] == list(range(1, 9))
        entry = log.append(an_entry(1, episode="bed-c"))
        assert (entry.seq, entry.prev_hash) == (after + 1, hashes[after])
    report = verify(path)
    assert (report.fault, report.entries, report.files) == (None, 1, (path,))


@pytest.mark.hazard("H44")
def test_nothing_is_left_beside_the_two_files_and_both_are_private(folder: Path) -> None:
    """The new log, the damaged one, lock and reserve; readable by their owner alone."""
    guards_gone(folder / LOG_NAME)
    put_aside(folder)
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == [ASIDE, LOG_NAME, "titrator.lock", "titrator.reserve"]
    assert all(mode_is(file, 0o600) for file in files)


def test_a_second_damaged_log_of_the_same_second_gets_a_name_of_its_own(folder: Path) -> None:
    """Nothing that was set aside is ever written over; each log follows the one before."""
    guards_gone(folder / LOG_NAME)
    put_aside(folder)
    with opened(folder) as log:
        log.append(an_entry(9, episode="bed-a"))
    guards_gone(folder / LOG_NAME)
    done = put_aside(folder)
    assert done.file == ASIDE.replace("Z.sqlite", "Z-2.sqlite")
    assert done.after.seq == 21
    with opened(folder) as log:
        assert len(list(log.read("bed-a"))) == 9


def test_a_log_without_entries_of_its_own_hands_on_what_it_followed(folder: Path) -> None:
    """Damaged right after it was begun: the chain still does not start anew."""
    guards_gone(folder / LOG_NAME)
    put_aside(folder)
    tamper(folder / LOG_NAME, "DELETE FROM entry")
    guards_gone(folder / LOG_NAME)
    assert put_aside(folder).after.seq == 20


@pytest.mark.parametrize("found", [b"", b"bed,dose\n" * 1000])
def test_a_file_that_holds_nothing_readable_is_set_aside_too(folder: Path, found: bytes) -> None:
    """The new log begins at the beginning, and says why."""
    path = folder / LOG_NAME
    path.write_bytes(found)
    done = put_aside(folder)
    assert (done.after.seq, done.carried, done.lost) == (0, (), ())
    assert (folder / ASIDE).read_bytes() == found
    with opened(folder) as log:
        assert (log.origin.cause, log.origin.file, log.head().seq) == ("set aside", ASIDE, 0)
        assert log.append(an_entry(1)).seq == 1


@pytest.mark.parametrize("kind", MADE_BY_HAND)
def test_from_a_file_that_computes_nothing_is_carried_over(folder: Path, kind: str) -> None:
    """Reading it runs what its maker wrote; no log of ours does."""
    change_by_hand(folder / LOG_NAME, kind)
    done = put_aside(folder)
    assert (done.after.seq, done.carried, done.lost) == (0, (), ())


def test_a_journal_whose_log_is_gone_is_set_aside(folder: Path) -> None:
    """It would be poured into the new one."""
    path = folder / LOG_NAME
    path.rename(folder / f"{LOG_NAME}-wal")
    with pytest.raises(LogDamaged), opened(folder):
        pass
    assert put_aside(folder).after.seq == 0
    assert (folder / f"{ASIDE}-wal").exists()
    with opened(folder) as log:
        assert log.append(an_entry(1)).seq == 1


@pytest.mark.parametrize("page", range(1, 14))
def test_a_page_that_was_lost_takes_no_more_than_what_was_on_it(data_dir: Path, page: int) -> None:
    """Whichever it is, entries or an index: what is carried over is whole, and the chain goes on."""
    with opened(data_dir) as log:
        for version in range(1, 51):
            log.append(an_entry(version, episode="bed-a"))
            log.append(an_entry(version, episode="bed-b"))
        whole = {name: list(log.read(name)) for name in ("bed-a", "bed-b")}
    path = data_dir / LOG_NAME
    content = bytearray(path.read_bytes())
    assert len(content) // 4096 == 14
    content[page * 4096 : (page + 1) * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    done = put_aside(data_dir)
    assert {*done.carried, *(one.episode for one in done.lost)} == {"bed-a", "bed-b"}
    with opened(data_dir) as log:
        assert log.head() == done.after
        for episode in done.carried:
            assert list(log.read(episode)) == whole[episode]
        assert log.append(an_entry(1, episode="bed-c")).seq == done.after.seq + 1
    assert verify(path).fault is None


def test_a_lost_page_and_a_changed_entry_together_are_gone_round(data_dir: Path) -> None:
    """The chain goes on after the last entry that is whole, whatever lies before it."""
    with opened(data_dir) as log:
        a_bed(log, "closed", entries=100, day="2026-03-01")
        log.append(an_entry(1, episode="bed-a"))
    path = data_dir / LOG_NAME
    tamper(path, "UPDATE entry SET payload = '{}' WHERE seq = 2")
    for page in range(1, path.stat().st_size // 4096):
        content = bytearray(path.read_bytes())
        content[page * 4096 : (page + 1) * 4096] = b"\xff" * 4096
        folder = data_dir / str(page)
        folder.mkdir()
        (folder / LOG_NAME).write_bytes(content)
        after = put_aside(folder).after.seq
        assert after > 80 or page == 1  # the root of the tree
        with opened(folder) as log:
            assert log.append(an_entry(1, episode="bed-b")).seq == after + 1


def test_a_number_beyond_all_numbers_ends_the_search(folder: Path) -> None:
    """A flipped bit in the number of an entry must not keep the workstation from starting."""
    path = folder / LOG_NAME
    tamper(
        path,
        f"UPDATE entry SET seq = {2**63 - 1} WHERE seq = 20",
        "DROP INDEX entry_by_episode",
        "DROP TABLE open_episode",
        "DROP INDEX entry_marks",
    )
    done = put_aside(folder)
    assert done.after.seq == 19
    assert {one.episode for one in done.lost} == {"bed-b"}


@pytest.mark.hazard("H36")
def test_a_forged_entry_that_is_whole_is_gone_on_from(folder: Path) -> None:
    """What one entry alone proves is only that it is whole; `log verify` of the old file says more."""
    path = folder / LOG_NAME
    forged = sealed(rows_of(path)[19]._replace(app="9.9", prev_hash="ab" * 32))
    tamper(path, "DELETE FROM entry WHERE seq = 20", insert(forged))
    with pytest.raises(LogDamaged), opened(folder):
        pass
    assert put_aside(folder).after == Head(seq=20, hash=forged.hash)
    assert verify(folder / ASIDE).fault is not None


@pytest.mark.hazard("H20")
def test_a_log_in_use_is_not_set_aside(folder: Path) -> None:
    """Whoever has it open may be writing."""
    with opened(folder), pytest.raises(LogInUse):
        put_aside(folder)


def test_a_folder_of_that_name_is_not_set_aside(data_dir: Path) -> None:
    """It was not put there by this program."""
    (data_dir / LOG_NAME).mkdir(parents=True)
    with pytest.raises(LogFileMissing, match="is a folder"):
        put_aside(data_dir)


@pytest.mark.hazard("H35")
def test_without_room_the_damaged_log_stays_where_it_is(folder: Path) -> None:
    """The start is refused; nothing was renamed."""
    guards_gone(folder / LOG_NAME)
    (folder / f"{LOG_NAME}.new").mkdir()
    with pytest.raises(DataFolderUnusable):
        put_aside(folder)
    assert sorted(each.name for each in folder.iterdir()) == [
        LOG_NAME,
        f"{LOG_NAME}.new",
        "titrator.lock",
        "titrator.reserve",
    ]


@pytest.mark.hazard("H35")
def test_a_folder_that_may_not_be_listed_is_named() -> None:
    """One sentence, as for every other folder that cannot be used."""
    with a_folder_for_everyone() as parent:
        folder = parent / "titrator"
        a_log_file(folder, entries=1).with_name("titrator.lock").chmod(0o666)
        folder.chmod(0o311)
        with without_privileges(), pytest.raises(DataFolderUnusable, match="cannot be written"):
            put_aside(folder)
        folder.chmod(0o755)


@pytest.mark.hazard("H34")
@pytest.mark.parametrize("done", range(5))
def test_setting_aside_that_was_cut_off_is_finished_at_the_next_start(
    folder: Path, done: int
) -> None:
    """After each of its steps: noted, log renamed, journal renamed, new log named, note removed."""
    path, journal = folder / LOG_NAME, folder / f"{LOG_NAME}-wal"
    guards_gone(path)
    content = path.read_bytes()
    put_aside(folder)
    new = path.read_bytes()
    if done < 3:
        path.rename(folder / f"{LOG_NAME}.new")
    if done < 2:
        journal.write_bytes(b"journal")
    else:
        (folder / f"{ASIDE}-wal").write_bytes(b"journal")
    if done < 1:
        (folder / ASIDE).rename(path)
    if done < 4:
        (folder / f"{LOG_NAME}.setting-aside").write_text(json.dumps({"file": ASIDE}))
    with opened(folder) as log:
        assert len(list(log.read("bed-a"))) == 8
        assert log.origin.file == ASIDE
    assert (folder / ASIDE).read_bytes() == content
    assert (folder / f"{ASIDE}-wal").read_bytes() == b"journal"
    assert path.read_bytes() == new
    assert not (folder / f"{LOG_NAME}.setting-aside").exists()
    assert not (folder / f"{LOG_NAME}.new").exists()
