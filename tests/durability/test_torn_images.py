"""A power cut leaves the journal cut or torn anywhere: the log opens with every entry before that.

50 entries are written; then the files are taken as they lie, and the journal is cut, or spoiled from
some byte on, or spoiled in one sector with whole ones after it, as a disk does that writes out of
turn. TITRATOR_EVERY_CASE=1 takes every byte for a cut (about an hour), else every 1,009th.
"""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support.every_case import whole_or_fast
from tests.support.log_entries import NOON, an_entry
from tests.support.memory_folder import a_quick_folder
from titrator.store.opening import LOG_NAME, open_log_file
from titrator.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.hazard("H34")

BEFORE, LAST = 20, 50
SECTOR = 512
PAGE = 4096
FRAME = PAGE + 24


class Image(NamedTuple):
    """A log as it lies on the disk while it is open: the file, its journal, what was acknowledged.

    `ends` holds how long the journal was when each of the last entries was acknowledged.
    """

    file: bytes
    journal: bytes
    hashes: list[str]
    ends: list[int]

    def entries_within(self, length: int) -> list[str]:
        """The entries that are whole in a journal of which only this much is."""
        return self.hashes[: BEFORE + bisect_right(self.ends, length)]


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    """70 entries; the first 20 are in the file, and the last 50 in the journal alone."""
    with a_quick_folder() as folder:
        path, hashes, ends = folder / LOG_NAME, [], []
        with contextlib.closing(open_log_file(path, opened_at_utc=NOON)) as log:
            hashes = [log.append(an_entry(number + 1)).hash for number in range(BEFORE)]
        journal = folder / f"{LOG_NAME}-wal"
        with contextlib.closing(open_log_file(path, opened_at_utc=NOON)) as log:
            for number in range(BEFORE, BEFORE + LAST):
                hashes.append(log.append(an_entry(number + 1)).hash)
                ends.append(journal.stat().st_size)
            yield Image(path.read_bytes(), journal.read_bytes(), hashes, ends)


def told(folder: Path, image: Image, journal: bytes) -> list[str]:
    """The entries of the log that is opened from these files; each is whole, and so is the chain."""
    path = folder / LOG_NAME
    path.write_bytes(image.file)
    (folder / f"{LOG_NAME}-wal").write_bytes(journal)
    with contextlib.closing(open_log_file(path, opened_at_utc=NOON)) as log:
        return [entry.hash for entry in log.read("bed-a")]


def spoiled(content: bytes) -> bytes:
    """The content with every bit turned."""
    return bytes(byte ^ 0xFF for byte in content)


def places(image: Image, fast: int) -> range:
    """Bytes of the journal, every one or some; the last one is its whole length."""
    return range(0, len(image.journal) + 1, whole_or_fast(whole=1, fast=fast))


def test_the_last_fifty_entries_lie_in_the_journal_alone(image: Image) -> None:
    """Else the tests below would spoil nothing."""
    assert image.ends == sorted(set(image.ends))
    assert image.ends[-1] == len(image.journal)
    with a_quick_folder() as folder:
        assert told(folder, image, b"") == image.hashes[:BEFORE]
        assert told(folder, image, image.journal) == image.hashes


def test_a_journal_cut_at_any_byte_keeps_every_entry_before_it(image: Image) -> None:
    """Exactly those: none is lost that was whole, none is half there."""
    with a_quick_folder() as folder:
        for length in places(image, fast=1009):
            journal = image.journal[:length]
            assert told(folder, image, journal) == image.entries_within(length), f"cut at {length}"


def test_a_journal_spoiled_from_any_byte_on_keeps_every_entry_before_it(image: Image) -> None:
    """The room was there already, and what should be in it never came."""
    rest = spoiled(image.journal)
    with a_quick_folder() as folder:
        for length in places(image, fast=2003):
            journal = image.journal[:length] + rest[length:]
            found = told(folder, image, journal)
            assert found == image.entries_within(length), f"spoiled from {length} on"


def test_a_journal_with_one_lost_sector_keeps_every_entry_before_it(image: Image) -> None:
    """What lies whole behind it does not count: it was never acknowledged without it."""
    step = SECTOR * whole_or_fast(whole=1, fast=9)
    with a_quick_folder() as folder:
        for start in range(0, len(image.journal), step):
            end = start + SECTOR
            lost = spoiled(image.journal[start:end])
            journal = image.journal[:start] + lost + image.journal[end:]
            found = told(folder, image, journal)
            assert found == image.entries_within(start), f"lost sector at {start}"


def test_a_file_torn_while_the_journal_is_moved_into_it_loses_nothing(image: Image) -> None:
    """The journal is synced before and goes last: half of the file is new, one sector is neither.

    Only pages that are in the journal are written then, so only such a page can be torn.
    """
    old = image.file
    with a_quick_folder() as folder:
        assert told(folder, image, image.journal) == image.hashes
        new = (folder / LOG_NAME).read_bytes()
        assert len(new) > len(old)
        torn = 0
        for place in range(0, len(new), whole_or_fast(whole=SECTOR, fast=SECTOR * 7)):
            page, end = place // PAGE * PAGE, place + SECTOR
            files = [new[:place] + old[place:]]
            if new[page : page + PAGE] != old[page : page + PAGE]:
                torn += 1
                files.append(new[:place] + spoiled(new[place:end]) + old[end:])
            for file in files:
                found = told(folder, image._replace(file=file), image.journal)
                assert found == image.hashes, f"torn at {place}"
        assert torn > 5


def test_a_torn_log_is_intact_to_who_verifies_it(image: Image) -> None:
    """At the end of each entry, one byte less, and in the middle of a frame."""
    with a_quick_folder() as folder:
        for end in image.ends:
            for length in (end, end - 1, end - FRAME // 2):
                assert told(folder, image, image.journal[:length])
                report = verify(folder / LOG_NAME)
                assert report.fault is None
                assert report.entries == len(image.entries_within(length))
