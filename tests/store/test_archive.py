"""Closed episodes leave the log for an archive; the chain goes on, and nothing is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.log_entries import (
    NOON,
    a_bed,
    an_entry,
    insert,
    opened,
    raw,
    rows_of,
    sealed,
    tamper,
)
from tests.support.windows import mode_is
from titrator.store.archive import ARCHIVE_FOLDER, Archived, archive
from titrator.store.errors import (
    ArchiveNotWritten,
    LogDamaged,
    LogFileMissing,
    LogInUse,
    LogUnreadable,
)
from titrator.store.opening import LOG_NAME
from titrator.store.reading import reading
from titrator.store.record import Head
from titrator.store.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

APRIL = "2026-04-01T00:00:00.000000Z"
MAY = "2026-05-01T00:00:00.000000Z"


def archived(folder: Path, before_utc: str = APRIL) -> Archived:
    """What was archived; something must have been."""
    done = archive(folder, before_utc=before_utc, opened_at_utc=NOON)
    assert done is not None
    return done


@pytest.fixture
def folder(data_dir: Path) -> Path:
    """March: bed A closed, bed B open since before it ended, bed C closed; April: bed D closed."""
    with opened(data_dir) as log:
        a_bed(log, "bed-a", entries=3, day="2026-03-01")
        a_bed(log, "bed-b", entries=2, day="2026-03-02", closed=False)
        a_bed(log, "bed-c", entries=4, day="2026-03-03")
        a_bed(log, "bed-d", entries=2, day="2026-04-02")
        log.append(an_entry(3, episode="bed-b"))
    return data_dir


def test_closed_episodes_go_and_open_ones_stay_whole(folder: Path) -> None:
    """Bed B was open before C was closed: it is in both files, and the log can go on with it."""
    with opened(folder) as log:
        before = {each.episode: list(log.read(each.episode)) for each in log.episodes()}
        head = log.head()
    done = archived(folder)
    assert done == Archived(
        file=folder
        / ARCHIVE_FOLDER
        / "titrator-log-2026-03-01-to-2026-03-03-entries-1-to-9.sqlite",
        episodes=2,
        first=1,
        last=9,
        kept=5,
    )
    with opened(folder) as log:
        assert [each.episode for each in log.episodes()] == ["bed-b", "bed-d"]
        assert [each.episode for each in log.open_episodes()] == ["bed-b"]
        assert list(log.read("bed-b")) == before["bed-b"]
        assert list(log.read("bed-d")) == before["bed-d"]
        assert log.head() == head
        assert log.append(an_entry(4, episode="bed-b")).prev_hash == head.hash
    with reading(done.file) as reader:
        assert [row.seq for row in reader.rows()] == [1, 2, 3, 4, 5, 6, 7, 8, 9]


@pytest.mark.hazard("H36")
def test_the_archive_and_the_log_are_one_chain(folder: Path) -> None:
    """Verified together from the first entry on; the archive alone too, also from elsewhere."""
    before = verify(folder / LOG_NAME)
    done = archived(folder)
    report = verify(folder / LOG_NAME)
    assert (report.fault, report.entries, report.head) == (None, 12, before.head)
    assert report.files == (done.file, folder / LOG_NAME)
    assert report.first_at_utc == "2026-03-01T12:00:01.000000Z"
    assert (verify(done.file).fault, verify(done.file).entries) == (None, 9)
    done.file.rename(folder / "elsewhere.sqlite")
    alone = verify(folder / LOG_NAME)
    assert (alone.fault, alone.entries, alone.origin.head.seq) == (None, 3, 9)
    assert alone.origin.cause == "archived"
    assert (verify(folder / "elsewhere.sqlite").fault, alone.head) == (None, report.head)


def test_one_archive_follows_the_other(folder: Path) -> None:
    """A month later bed D goes too; three files are one chain, and B is still where it was."""
    first = archived(folder)
    second = archived(folder, MAY)
    assert second.file.name == "titrator-log-2026-04-02-to-2026-04-02-entries-10-to-11.sqlite"
    assert (second.episodes, second.first, second.last, second.kept) == (1, 10, 11, 3)
    report = verify(folder / LOG_NAME)
    assert report.files == (first.file, second.file, folder / LOG_NAME)
    assert (report.fault, report.entries) == (None, 12)
    assert verify(second.file).files == (first.file, second.file)
    with opened(folder) as log:
        assert [entry.version for entry in log.read("bed-b")] == [1, 2, 3]
        assert log.append(an_entry(1, episode="bed-e")).seq == 13
    assert verify(folder / LOG_NAME).entries == 13


def test_a_log_may_be_left_without_entries_of_its_own(data_dir: Path) -> None:
    """The next entry still follows the last one."""
    with opened(data_dir) as log:
        a_bed(log, "bed-a", entries=3, day="2026-03-01")
        head = log.head()
    assert archived(data_dir).kept == 0
    with opened(data_dir) as log:
        assert log.head() == head
        assert log.episodes() == ()
        assert log.append(an_entry(1, episode="bed-b")).seq == 4
    assert verify(data_dir / LOG_NAME).entries == 4


@pytest.mark.parametrize(
    "before_utc", ["2026-03-01T12:00:03.000000Z", "2026-01-01T00:00:00.000000Z"]
)
def test_nothing_is_archived_before_its_time(folder: Path, before_utc: str) -> None:
    """The moment itself is not before it; then nothing is written at all."""
    content = (folder / LOG_NAME).read_bytes()
    assert archive(folder, before_utc=before_utc, opened_at_utc=NOON) is None
    assert (folder / LOG_NAME).read_bytes() == content
    assert not (folder / ARCHIVE_FOLDER).exists()


def test_an_episode_that_is_open_is_never_taken_out(data_dir: Path) -> None:
    """However old it is; entries of others around it do not matter."""
    with opened(data_dir) as log:
        a_bed(log, "old", entries=2, day="2020-01-01", closed=False)
    assert archive(data_dir, before_utc=MAY, opened_at_utc=NOON) is None
    with opened(data_dir) as log:
        a_bed(log, "bed-a", entries=2, day="2026-03-01")
    archived(data_dir)
    with opened(data_dir) as log:
        assert [each.episode for each in log.open_episodes()] == ["old"]
        assert len(list(log.read("old"))) == 2


@pytest.mark.hazard("H44")
def test_an_archive_is_readable_by_its_owner_alone(folder: Path) -> None:
    """As the log was, and so is the new log; nothing else is left in the folder."""
    done = archived(folder)
    for file in (done.file, folder / LOG_NAME):
        assert mode_is(file, 0o600)
    assert mode_is(done.file.parent, 0o700)
    assert sorted(each.name for each in folder.iterdir()) == [
        "archive",
        "titrator-log.sqlite",
        "titrator.lock",
        "titrator.reserve",
    ]


@pytest.mark.hazard("H20")
def test_a_log_in_use_is_not_archived(folder: Path) -> None:
    """Neither while a window has it open, nor while another program reads it."""
    with opened(folder), pytest.raises(LogInUse):
        archived(folder)
    with raw(folder / LOG_NAME) as reader:
        reader.execute("PRAGMA busy_timeout = 0")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entry").fetchone()
        with pytest.raises(LogUnreadable, match="another program is using the file"):
            archived(folder)
    assert verify(folder / LOG_NAME).entries == 12
    assert archived(folder).last == 9


def test_a_log_that_is_not_there_is_not_made(data_dir: Path) -> None:
    """Archiving the wrong folder leaves no trace in it."""
    with pytest.raises(LogFileMissing):
        archived(data_dir)
    assert not data_dir.exists()


@pytest.mark.hazard("H33", "H36")
def test_a_log_that_is_not_intact_is_not_archived(folder: Path) -> None:
    """An archive of it would look whole."""
    tamper(folder / LOG_NAME, "UPDATE entry SET app = 'x' WHERE seq = 2")
    with pytest.raises(LogDamaged, match="Entry 2 was changed after it was written"):
        archived(folder)
    assert not (folder / ARCHIVE_FOLDER).exists()


@pytest.mark.hazard("H34")
def test_an_archive_that_was_cut_off_is_taken_up_again(folder: Path) -> None:
    """It was written, and then the power went before the new log took its place."""
    content = (folder / LOG_NAME).read_bytes()
    done = archived(folder)
    (folder / LOG_NAME).write_bytes(content)
    (folder / f"{LOG_NAME}.new").write_bytes(b"half")
    assert archived(folder) == done
    assert verify(folder / LOG_NAME).entries == 12


@pytest.mark.hazard("H34")
@pytest.mark.parametrize(
    ("found", "finding"),
    [
        (b"something else", "it cannot be read back"),
        (None, "what is there is not what was to be written"),
    ],
)
def test_a_file_that_has_the_name_of_the_archive_is_left_alone(
    folder: Path, tmp_path: Path, found: bytes | None, finding: str
) -> None:
    """Nothing is taken out of the log for a file that holds something else."""
    file = folder / ARCHIVE_FOLDER / "titrator-log-2026-03-01-to-2026-03-03-entries-1-to-9.sqlite"
    file.parent.mkdir()
    if found is None:
        with opened(tmp_path / "other") as log:
            a_bed(log, "bed-x", entries=9, day="2026-03-01")
        found = (tmp_path / "other" / LOG_NAME).read_bytes()
    file.write_bytes(found)
    with pytest.raises(ArchiveNotWritten, match=finding):
        archived(folder)
    assert file.read_bytes() == found
    assert verify(folder / LOG_NAME).entries == 12


@pytest.mark.hazard("H35")
def test_an_archive_that_cannot_be_written_leaves_the_log_as_it_was(folder: Path) -> None:
    """With the reason; the same for the new log."""
    (folder / ARCHIVE_FOLDER).write_text("a file")
    with pytest.raises(ArchiveNotWritten, match="there is a file where a folder should be"):
        archived(folder)
    (folder / ARCHIVE_FOLDER).unlink()
    (folder / f"{LOG_NAME}.new").mkdir()
    with pytest.raises(ArchiveNotWritten) as refusal:
        archived(folder)
    assert str(folder / LOG_NAME) in refusal.value.sentence
    assert verify(folder / LOG_NAME).entries == 12


@pytest.mark.hazard("H36")
@pytest.mark.parametrize(
    ("statement", "seq", "kind"),
    [
        ("UPDATE entry SET app = 'x' WHERE seq = 5", 5, "changed"),
        ("DELETE FROM entry WHERE seq = 5", None, "missing"),
        ("DELETE FROM entry WHERE seq = 4", 5, "missing"),
        ("UPDATE entry SET seq = -4 WHERE seq = 4", -4, "inserted"),
        ("UPDATE entry SET app = 'x' WHERE seq = 11", 11, "changed"),
        ("DELETE FROM entry WHERE seq = 10", 10, "missing"),
        ("UPDATE origin SET hash = replace(hash, '0', '1')", 10, "missing"),
        ("UPDATE origin SET seq = 8", 10, "missing"),
        ("DELETE FROM origin", None, "file"),
        ("DELETE FROM open_episode", None, "file"),
        ("INSERT INTO open_episode VALUES ('bed-d')", None, "file"),
    ],
)
def test_what_was_done_to_a_log_that_follows_an_archive_is_found(
    folder: Path, statement: str, seq: int | None, kind: str
) -> None:
    """To entries carried over, to later ones, to where it begins, to the list of what is open."""
    archived(folder)
    tamper(folder / LOG_NAME, statement)
    fault = verify(folder / LOG_NAME).fault
    assert fault is not None
    assert (fault.seq, fault.kind) == (seq, kind)


@pytest.mark.hazard("H36")
def test_what_was_done_to_an_archive_is_found(folder: Path) -> None:
    """The file it is in is the last one that was looked at."""
    done = archived(folder)
    tamper(done.file, "UPDATE entry SET payload = '{}' WHERE seq = 7")
    report = verify(folder / LOG_NAME)
    assert report.fault is not None
    assert (report.fault.seq, report.fault.kind) == (7, "changed")
    assert report.files == (done.file,)


@pytest.mark.hazard("H36")
def test_an_archive_that_was_replaced_by_another_log_is_found(folder: Path, tmp_path: Path) -> None:
    """Whole in itself, but the log does not follow it; nor is it followed round in a circle."""
    done = archived(folder)
    with opened(tmp_path / "other") as log:
        a_bed(log, "bed-x", entries=9, day="2026-03-01")
    done.file.write_bytes((tmp_path / "other" / LOG_NAME).read_bytes())
    fault = verify(folder / LOG_NAME).fault
    assert fault is not None
    assert (fault.seq, fault.kind) == (10, "missing")
    done.file.write_bytes((folder / LOG_NAME).read_bytes())
    report = verify(folder / LOG_NAME)
    assert (report.fault, report.files) == (None, (folder / LOG_NAME,))


@pytest.mark.hazard("H36")
def test_an_entry_carried_over_that_the_archive_does_not_hold_is_found(folder: Path) -> None:
    """A forger who seals it anew is still contradicted by the archive."""
    done = archived(folder)
    path = folder / LOG_NAME
    forged = sealed(rows_of(path)[1]._replace(app="9.9"))
    tamper(path, f"DELETE FROM entry WHERE seq = {forged.seq}", insert(forged))
    fault = verify(path).fault
    assert fault is not None
    assert (fault.seq, fault.kind) == (5, "inserted")
    odd = sealed(rows_of(path)[1]._replace(payload='{"dose":0.04}'))
    tamper(path, f"DELETE FROM entry WHERE seq = {odd.seq}", insert(odd))
    fault = verify(path).fault
    assert fault is not None
    assert fault.sentence == "Entry 5 was inserted: it was not written by Titrator."
    done.file.unlink()
    assert verify(path).fault is not None


@pytest.mark.hazard("H36")
@pytest.mark.parametrize(
    ("seq", "kind"), [(1, None), (4, None), (9, None), (10, None), (12, None), (13, "cut")]
)
def test_a_witness_is_found_wherever_the_entry_lies(
    folder: Path, seq: int, kind: str | None
) -> None:
    """In the archive, at the seam, in the log; what it saw beyond the end was cut off."""
    hashes = {row.seq: row.hash for row in rows_of(folder / LOG_NAME)}
    archived(folder)
    witness = Head(seq=seq, hash=hashes.get(seq, "ab" * 32)[:16])
    fault = verify(folder / LOG_NAME, witness=witness).fault
    assert (fault and fault.kind) == kind
    other = Head(seq=seq, hash="0123456789abcdef")
    fault = verify(folder / LOG_NAME, witness=other).fault
    assert fault is not None
    assert fault.kind == ("cut" if kind else "rewritten")


@pytest.mark.hazard("H36")
def test_a_witness_of_what_was_archived_elsewhere_is_not_found_here(folder: Path) -> None:
    """The log alone cannot say; but the entry at the seam it can."""
    seam = rows_of(folder / LOG_NAME)[8]
    archived(folder).file.unlink()
    fault = verify(folder / LOG_NAME, witness=Head(seq=3, hash="ab" * 32)).fault
    assert fault is not None
    assert fault.sentence == "Entry 3 is in an archive that does not lie beside the log."
    assert verify(folder / LOG_NAME, witness=Head(seq=9, hash=seam.hash)).fault is None
    fault = verify(folder / LOG_NAME, witness=Head(seq=9, hash="ab" * 32)).fault
    assert fault is not None
    assert (fault.seq, fault.kind) == (9, "rewritten")
