"""A reserve on the disk: given up once, when the disk is full, and never the cause of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.log_entries import NOON, an_entry, opened
from tests.support.unprivileged import a_folder_for_everyone, without_privileges
from tests.support.windows import mode_is
from titrator.store import ballast
from titrator.store.ballast import BALLAST_NAME, Ballast
from titrator.store.errors import LogNotWritten
from titrator.store.opening import open_log_file

if TYPE_CHECKING:
    from pathlib import Path

    from titrator.store.sqlite_log import SqliteLog

pytestmark = pytest.mark.hazard("H35")

MIB = 1024 * 1024


def test_the_reserve_is_four_mebibytes_that_are_really_taken(tmp_path: Path) -> None:
    """A file with holes in it would free nothing. Made once, and again where it is not whole."""
    file = tmp_path / BALLAST_NAME
    for content in (None, None, b"half"):
        if content is not None:
            file.write_bytes(content)
        assert Ballast(tmp_path).is_there
        assert file.stat().st_size == 4 * MIB
        assert mode_is(file, 0o600)
        if sys.platform != "win32":  # which tells no blocks; it makes no holes either
            assert file.stat().st_blocks * 512 >= 4 * MIB


def test_the_reserve_is_given_up_once(tmp_path: Path) -> None:
    """After that there is none, and the next start makes it anew."""
    reserve = Ballast(tmp_path)
    assert reserve.give_up()
    assert not (tmp_path / BALLAST_NAME).exists()
    assert not reserve.is_there
    assert not reserve.give_up()
    assert Ballast(tmp_path).is_there


def test_a_disk_that_is_nearly_full_is_not_filled_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below 64 MiB of room none is made."""
    assert ballast.ROOM_NEEDED_BYTES == 64 * MIB
    monkeypatch.setattr(ballast, "ROOM_NEEDED_BYTES", 2**60)
    assert not Ballast(tmp_path).is_there
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_reserve_is_no_hindrance() -> None:
    """The log may still be written there; that there is no reserve is said."""
    with a_folder_for_everyone() as folder:
        folder.chmod(0o555)
        with without_privileges():
            assert not Ballast(folder).is_there


def fill_up(log: SqliteLog) -> None:
    """Let the file grow no further, as on a full disk."""
    (pages,) = log._connection.execute("PRAGMA page_count").fetchone()
    log._connection.execute(f"PRAGMA max_page_count = {pages}")


def append_until_refused(log: SqliteLog) -> int:
    """How many entries were acknowledged."""
    version = sum(1 for _ in log.read("bed-a"))
    while True:
        try:
            log.append(an_entry(version + 1))
        except LogNotWritten:
            return version
        version += 1


def test_a_full_disk_takes_the_reserve_and_the_entry_is_tried_once_more(data_dir: Path) -> None:
    """Here the file may not grow whatever is freed: refused, but the reserve is gone."""
    with opened(data_dir) as log:
        assert log.has_reserve
        fill_up(log)
        acknowledged = append_until_refused(log)
        assert [log.has_reserve, (data_dir / BALLAST_NAME).exists()] == [False, False]
        assert len(list(log.read("bed-a"))) == acknowledged
        append_until_refused(log)


def test_another_fault_than_a_full_disk_leaves_the_reserve(data_dir: Path) -> None:
    """It would help nobody."""
    with opened(data_dir) as log:
        log._connection.execute("PRAGMA query_only = ON")
        with pytest.raises(LogNotWritten):
            log.append(an_entry(1))
        assert log.has_reserve


def test_a_log_elsewhere_than_in_the_data_folder_has_no_reserve(tmp_path: Path) -> None:
    """The log of a scenario is nobody's only record."""
    log = open_log_file(tmp_path / "scenario.sqlite", opened_at_utc=NOON)
    assert log.has_reserve
    log.close()
    assert not (tmp_path / BALLAST_NAME).exists()
