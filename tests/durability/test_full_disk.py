"""A disk that really is full: the reserve is given up, then entries are refused, and none is lost."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support.log_entries import an_entry, opened
from titrator.store.ballast import BALLAST_NAME
from titrator.store.errors import LogNotWritten
from titrator.store.opening import LOG_NAME
from titrator.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from titrator.store.sqlite_log import SqliteLog

pytestmark = pytest.mark.hazard("H35")

DISK = "80m"  # room for the reserve, which is not made on a disk that is nearly full


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own; skips where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)]
    if not mount or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here (that needs root)")
    try:
        yield place
    finally:
        subprocess.run([shutil.which("umount") or "umount", str(place)], check=True)


def fill(disk: Path, name: str) -> None:
    """Take all the room there is."""
    block = b"\0" * 4096
    with (disk / name).open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(block):
            pass


def append(log: SqliteLog, acknowledged: list[str]) -> bool:
    """Try the next entry; return whether it was acknowledged."""
    try:
        entry = log.append(an_entry(len(acknowledged) + 1, payload={"text": "x" * 4000}))
    except LogNotWritten:
        return False
    acknowledged.append(entry.hash)
    return True


def test_a_full_disk_is_written_for_a_while_and_then_refused(disk: Path) -> None:
    """Hundreds of entries fit into the reserve; once there is room again the log goes on."""
    folder = disk / "data"
    acknowledged: list[str] = []
    with opened(folder) as log:
        assert append(log, acknowledged)
        assert (folder / BALLAST_NAME).exists()
        fill(disk, "film")
        before = len(acknowledged)
        while append(log, acknowledged):
            pass
        assert [log.has_reserve, (folder / BALLAST_NAME).exists()] == [False, False]
        assert len(acknowledged) - before > 200
        with pytest.raises(LogNotWritten, match="LOG NOT WRITTEN: the disk is full"):
            log.append(an_entry(len(acknowledged) + 1))
        assert [entry.hash for entry in log.read("bed-a")] == acknowledged
        (disk / "film").unlink()
        assert append(log, acknowledged)
    with opened(folder) as log:
        assert [entry.hash for entry in log.read("bed-a")] == acknowledged
        assert log.has_reserve
    assert verify(folder / LOG_NAME).entries == len(acknowledged)
