"""Whatever is changed, swapped, removed or inserted in a log of 1,000 entries is found.

Every character of every entry is changed in turn against its seal (the fast form takes every 11th);
entries are swapped, removed and copied in the file itself, and bytes of the file are turned: every
53rd place and every 97th byte with TITRATOR_EVERY_CASE=1, fewer without.
"""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.every_case import whole_or_fast
from tests.support.log_entries import a_log_file, insert, rows_of, tamper
from tests.support.memory_folder import a_quick_folder
from titrator.store.chain import Row, open_seal
from titrator.store.errors import LogUnusable
from titrator.store.opening import LOG_NAME
from titrator.store.record import Head
from titrator.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.hazard("H36")

ENTRIES = 1_000
LAST = ENTRIES


@pytest.fixture(scope="module")
def log() -> Iterator[Path]:
    """A log of 1,000 entries of two beds."""
    with a_quick_folder() as folder:
        yield a_log_file(folder, entries=ENTRIES)


@pytest.fixture
def copy(log: Path) -> Iterator[Path]:
    """A copy of it to tamper with."""
    with a_quick_folder() as folder:
        shutil.copyfile(log, folder / LOG_NAME)
        yield folder / LOG_NAME


def is_whole(row: Row) -> bool:
    """Whether the seal of the entry is unbroken."""
    try:
        open_seal(row)
    except ValueError:
        return False
    return True


def changed_at(text: str, place: int) -> str:
    """The text with one character changed to another of its kind."""
    other = "1" if text[place] == "0" else "0"
    return f"{text[:place]}{other}{text[place + 1 :]}"


def test_no_character_of_any_entry_can_be_changed(log: Path) -> None:
    """In any column; what is a number counts as its digits."""
    stride = whole_or_fast(whole=1, fast=11)
    tried = 0
    for row in rows_of(log):
        assert is_whole(row)
        for name, value in row._asdict().items():
            text = str(value)
            for place in range(row.seq % stride, len(text), stride):
                other: object = changed_at(text, place)
                altered = int(str(other)) if isinstance(value, int) else other
                if altered == value:
                    continue
                tried += 1
                assert not is_whole(row._replace(**{name: altered})), (row.seq, name, place)  # type: ignore[arg-type]
    assert tried > ENTRIES


def removed(rows: list[Row], place: int) -> list[str]:
    """One entry is gone and its number is free."""
    return [f"DELETE FROM entry WHERE seq = {rows[place].seq}"]


def removed_and_closed_up(rows: list[Row], place: int) -> list[str]:
    """One entry is gone and the next ones took their numbers one lower."""
    gone = rows[place].seq
    return [
        f"DELETE FROM entry WHERE seq = {gone}",
        f"UPDATE entry SET seq = -seq WHERE seq > {gone}",
        "UPDATE entry SET seq = -seq - 1 WHERE seq < 0",
    ]


def swapped_with_the_next(rows: list[Row], place: int) -> list[str]:
    """Two entries changed places."""
    seq = rows[place].seq
    return [
        f"UPDATE entry SET seq = 0 WHERE seq = {seq}",
        f"UPDATE entry SET seq = {seq} WHERE seq = {seq + 1}",
        f"UPDATE entry SET seq = {seq + 1} WHERE seq = 0",
    ]


def copied_in_behind(rows: list[Row], place: int) -> list[str]:
    """An entry was put in once more, and the next ones made room."""
    seq = rows[place].seq
    return [
        f"UPDATE entry SET seq = -seq WHERE seq > {seq}",
        "UPDATE entry SET seq = -seq + 1 WHERE seq < 0",
        insert(rows[place]._replace(seq=seq + 1)),
    ]


@pytest.mark.parametrize(
    "how", [removed, removed_and_closed_up, swapped_with_the_next, copied_in_behind]
)
def test_no_entry_can_be_moved_taken_out_or_put_in(
    log: Path, how: Callable[[list[Row], int], list[str]]
) -> None:
    """Wherever it is; but the last one, whose going only a witness shows."""
    rows = rows_of(log)
    stride = whole_or_fast(whole=53, fast=331)
    for place in range(0, LAST - 1, stride):
        with a_quick_folder() as folder:
            path = folder / LOG_NAME
            shutil.copyfile(log, path)
            tamper(path, *how(rows, place))
            report = verify(path)
            assert report.fault is not None, place
            assert abs(report.entries - place) <= 1, place


def test_a_tail_cut_off_anywhere_is_found_with_the_witness(copy: Path) -> None:
    """The sheet of the shift says number and hash of the last entry."""
    witness = Head(seq=LAST, hash=rows_of(copy)[-1].hash)
    assert verify(copy, witness=witness).fault is None
    for left in (LAST - 1, LAST - 2, 700, 1):
        tamper(copy, f"DELETE FROM entry WHERE seq > {left}")
        assert verify(copy).entries == left
        fault = verify(copy, witness=witness).fault
        assert fault is not None
        assert (fault.kind, fault.seq) == ("cut", left + 1)


def test_a_byte_of_the_file_that_is_turned_is_found_or_says_nothing(log: Path, copy: Path) -> None:
    """Not found may only be what belongs to no entry, such as room that is not in use."""
    content = log.read_bytes()
    rows = rows_of(log)
    drawn = random.Random(0)
    places = range(0, len(content), 97)
    if not whole_or_fast(whole=1, fast=0):
        places = drawn.sample(range(len(content)), 150)  # type: ignore[assignment]
    found = 0
    for place in places:
        turned = content[place] ^ (1 << drawn.randrange(8))
        copy.write_bytes(content[:place] + bytes([turned]) + content[place + 1 :])
        try:
            report = verify(copy)
        except LogUnusable:
            found += 1
            continue
        if report.fault is None:
            assert (report.entries, rows_of(copy)) == (ENTRIES, rows), place
        else:
            found += 1
    assert found > len(places) // 2
