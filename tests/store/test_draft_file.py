"""The small private file beside the log: the old content or the new one, and never a hindrance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.windows import mode_is
from titrator.store.draft_file import read_small, write_small

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H39")


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    """Replaced as a whole, with nothing left beside it."""
    path = tmp_path / "drafts"
    assert write_small(path, b"a long first content")
    assert write_small(path, b"second")
    assert read_small(path, at_most=6) == b"second"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.hazard("H44")
def test_its_owner_alone_can_read_it(tmp_path: Path) -> None:
    """Also when a file lay there that others could read."""
    path = tmp_path / "drafts"
    path.write_bytes(b"before")
    path.chmod(0o644)
    assert write_small(path, b"after")
    assert mode_is(path, 0o600)


def test_what_is_not_there_or_too_long_reads_as_nothing(tmp_path: Path) -> None:
    """Seven bytes where six are allowed, a folder, and no file at all."""
    path = tmp_path / "drafts"
    path.write_bytes(b"1234567")
    assert read_small(path, at_most=6) == b""
    assert read_small(tmp_path, at_most=6) == b""
    assert read_small(tmp_path / "none", at_most=6) == b""


def test_a_place_that_cannot_be_written_is_said_and_nothing_raised(tmp_path: Path) -> None:
    """A folder in the place of the file, and one that does not exist."""
    taken = tmp_path / "taken"
    taken.mkdir()
    assert not write_small(taken, b"x")
    assert list(tmp_path.iterdir()) == [taken]
    assert not write_small(tmp_path / "none" / "drafts", b"x")
