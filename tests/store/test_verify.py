"""Whatever was done to a log behind its back, verify names the first entry that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.log_entries import (
    a_log_file,
    an_entry,
    insert,
    opened,
    raw,
    rows_of,
    sealed,
    tamper,
)
from titrator.store.errors import LogUnusable
from titrator.store.faults import Fault
from titrator.store.opening import LOG_NAME
from titrator.store.record import Head
from titrator.store.verify import WHAT_A_CHAIN_SHOWS, read_witness, verify

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

pytestmark = pytest.mark.hazard("H36")

ENTRIES = 10


@pytest.fixture
def path(data_dir: Path) -> Path:
    """A log of ten entries, of two beds in turn."""
    return a_log_file(data_dir, entries=ENTRIES)


def fault_of(path: Path) -> Fault:
    """What verify finds wrong."""
    fault = verify(path).fault
    assert fault is not None
    return fault


def test_an_untouched_log_is_intact(data_dir: Path, path: Path) -> None:
    """The count and the last hash are those of the log, and it says from when to when."""
    with opened(data_dir) as log:
        head = log.head()
    report = verify(path)
    assert (report.entries, report.head, report.fault) == (10, head, None)
    assert report.first_at_utc == "2026-03-01T12:00:01.000000Z"
    assert report.last_at_utc == "2026-03-01T12:00:05.000000Z"


def test_an_empty_log_is_intact(data_dir: Path) -> None:
    """Nothing was recorded, and nothing was lost that a chain could show."""
    report = verify(a_log_file(data_dir, entries=0))
    assert (report.entries, report.head.seq, report.fault) == (0, 0, None)
    assert report.first_at_utc is report.last_at_utc is None


@pytest.mark.parametrize(
    ("text", "seq", "digest"),
    [
        ("10:8d2668c8e4d20fc9", 10, "8d2668c8e4d20fc9"),
        (f" 1:{'AB' * 32}\n", 1, "ab" * 32),
    ],
)
def test_a_witness_is_read_as_the_sheet_says_it(text: str, seq: int, digest: str) -> None:
    """Typed off paper: the beginning of the hash is enough, in either case."""
    assert read_witness(text) == Head(seq=seq, hash=digest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10",
        "10:",
        "10:8d2668c8e4d20fc",
        "0:8d2668c8e4d20fc9",
        "x:8d2668c8e4d20fc9",
        f"10:{'ab' * 33}",
        "10:8d2668c8e4d20fcg",
        "٣:8d2668c8e4d20fc9",
    ],
)
def test_what_is_no_witness_is_refused(text: str) -> None:
    """Fifteen digits are too few, and a log has no entry 0."""
    with pytest.raises(ValueError, match="is not a number, a colon"):
        read_witness(text)


def test_a_tail_that_was_cut_off_is_found_with_a_witness_only(path: Path) -> None:
    """The chain of what is left is whole; the sheet of the shift before says that there was more."""
    last = rows_of(path)[-1]
    tamper(path, "DELETE FROM entry WHERE seq > 8")
    assert verify(path).fault is None
    fault = verify(path, witness=Head(seq=10, hash=last.hash)).fault
    assert fault is not None
    assert (fault.seq, fault.kind) == (9, "cut")
    assert fault.sentence == (
        "The log ends with entry 8, but entry 10 was written: entries were cut off at its end."
    )


def test_a_log_that_was_written_anew_is_found_with_a_witness_only(path: Path) -> None:
    """Every hash is right, and none is the one that was noted."""
    rows = rows_of(path)
    noted, head = Head(seq=9, hash=rows[8].hash), "0" * 64
    tamper(path, "DELETE FROM entry")
    for row in rows:
        forged = sealed(row._replace(app="0.0.9", prev_hash=head))
        head = forged.hash
        tamper(path, insert(forged))
    assert verify(path).fault is None
    fault = verify(path, witness=noted).fault
    assert fault is not None
    assert (fault.seq, fault.kind) == (9, "rewritten")


def test_a_log_in_use_is_verified_up_to_what_was_acknowledged(data_dir: Path) -> None:
    """The pharmacist need not wait for the nurse."""
    with opened(data_dir) as log:
        log.append(an_entry(1))
        assert verify(data_dir / LOG_NAME).head == log.head()


@pytest.mark.parametrize("seq", range(1, ENTRIES + 1))
@pytest.mark.parametrize(
    "change",
    [
        "episode = 'bed-c'",
        "version = version + 1",
        "kind = CASE kind WHEN 'entry' THEN 'close' ELSE 'entry' END",
        "at_utc = '2026-03-01T12:00:00.000001Z'",
        "payload = replace(payload, '0.03', '0.04')",
        "payload = payload || ' '",
        "payload = CAST(x'ff' AS TEXT)",
        "policy = policy || '0'",
        "app = '0.1.1'",
        "prev_hash = replace(hex(zeroblob(32)), '00', 'ab')",
        "hash = replace(hex(zeroblob(32)), '00', 'ab')",
    ],
)
def test_a_change_of_any_column_of_any_entry_is_found_there(
    path: Path, seq: int, change: str
) -> None:
    """Ten entries, each column but the number."""
    tamper(path, f"UPDATE entry SET {change} WHERE seq = {seq}")
    fault = fault_of(path)
    assert (fault.seq, fault.kind) == (seq, "changed")
    assert fault.sentence == f"Entry {seq} was changed after it was written."
    assert verify(path).entries == seq - 1


@pytest.mark.parametrize("seq", range(1, ENTRIES + 1))
def test_an_entry_under_another_number_is_missing_where_it_was(path: Path, seq: int) -> None:
    """The number is part of what is hashed."""
    tamper(path, f"UPDATE entry SET seq = 1000 WHERE seq = {seq}")
    assert (fault_of(path).seq, fault_of(path).kind) == (seq, "missing")


def test_a_value_of_another_type_is_a_change(path: Path) -> None:
    """Even where the table was made to accept it and then put back."""
    loosen = "UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'entry'"
    tighten = "UPDATE sqlite_schema SET sql = sql || ' STRICT' WHERE name = 'entry'"
    with raw(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(loosen)
    tamper(path, "UPDATE entry SET app = x'00ff' WHERE seq = 3")
    with raw(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(tighten)
    assert (fault_of(path).seq, fault_of(path).kind) == (3, "changed")


@pytest.mark.parametrize("seq", range(1, ENTRIES))
def test_a_deleted_entry_is_missing(path: Path, seq: int) -> None:
    """Whether the others keep their numbers or are moved up to hide the gap."""
    tamper(path, f"DELETE FROM entry WHERE seq = {seq}")
    assert (fault_of(path).seq, fault_of(path).kind) == (seq, "missing")
    tamper(path, *moved(range(seq + 1, ENTRIES + 1), by=-1))
    assert (fault_of(path).seq, fault_of(path).kind) == (seq, "missing")


def test_a_cut_tail_shows_only_in_count_and_last_hash(path: Path) -> None:
    """What a chain cannot prove is said where it is shown, with what to compare instead."""
    whole = verify(path)
    tamper(path, "DELETE FROM entry WHERE seq > 8")
    cut = verify(path)
    assert cut.fault is None
    assert (cut.entries, whole.entries) == (8, 10)
    assert cut.head != whole.head
    assert "entries were not cut off at the end" in WHAT_A_CHAIN_SHOWS
    assert "handover sheet" in WHAT_A_CHAIN_SHOWS


@pytest.mark.parametrize(("first", "second"), [(1, 2), (3, 4), (3, 9), (1, 10)])
def test_two_swapped_entries_are_named(path: Path, first: int, second: int) -> None:
    """Each is whole, and stands in the other's place."""
    tamper(
        path,
        f"UPDATE entry SET seq = -1 WHERE seq = {first}",
        f"UPDATE entry SET seq = {first} WHERE seq = {second}",
        f"UPDATE entry SET seq = {second} WHERE seq = -1",
    )
    fault = fault_of(path)
    assert (fault.seq, fault.kind) == (first, "swapped")
    assert fault.sentence == f"Entries {first} and {second} were swapped."


@pytest.mark.parametrize("seq", [1, 2, 5, 10])
def test_an_inserted_entry_is_named(path: Path, seq: int) -> None:
    """One with a right hash, put where the others were moved to make room."""
    before = rows_of(path)[seq - 1]
    forged = sealed(before._replace(episode="bed-x", version=1))
    tamper(path, *moved(reversed(range(seq, ENTRIES + 1)), by=1), insert(forged))
    fault = fault_of(path)
    assert (fault.seq, fault.kind) == (seq, "inserted")
    assert fault.sentence.startswith(f"Entry {seq} was inserted")


def test_an_entry_before_the_first_one_was_inserted(path: Path) -> None:
    """Numbers begin at 1."""
    forged = sealed(rows_of(path)[0]._replace(seq=0))
    tamper(path, insert(forged))
    assert (fault_of(path).seq, fault_of(path).kind) == (0, "inserted")


@pytest.mark.parametrize("seq", range(1, ENTRIES))
def test_an_entry_written_anew_with_its_hash_is_named(path: Path, seq: int) -> None:
    """The entry after it still knows the hash that it followed."""
    forged = sealed(rows_of(path)[seq - 1]._replace(payload='{"dose":"0.04"}'))
    tamper(path, f"DELETE FROM entry WHERE seq = {seq}", insert(forged))
    fault = fault_of(path)
    assert (fault.seq, fault.kind) == (seq, "changed")
    assert fault.sentence == f"Entry {seq} was replaced after entry {seq + 1} was written."


def test_entries_put_between_two_that_belong_together_are_named(path: Path) -> None:
    """Entry 6, moved and sealed again by the forger, says that it followed entry 3."""
    third = rows_of(path)[2]
    forged = sealed(rows_of(path)[5]._replace(prev_hash=third.hash))
    tamper(path, "DELETE FROM entry WHERE seq = 6", insert(forged))
    assert (fault_of(path).seq, fault_of(path).kind) == (4, "inserted")


def test_entries_put_before_the_first_one_are_named(path: Path) -> None:
    """Entry 4, sealed again, says that it was the first."""
    forged = sealed(rows_of(path)[3]._replace(prev_hash="0" * 64))
    tamper(path, "DELETE FROM entry WHERE seq = 4", insert(forged))
    assert (fault_of(path).seq, fault_of(path).kind) == (1, "inserted")


def test_a_first_entry_that_followed_another_shows_that_one_is_missing(path: Path) -> None:
    """The log once began before it."""
    forged = sealed(rows_of(path)[0]._replace(prev_hash="ab" * 32))
    tamper(path, "DELETE FROM entry WHERE seq = 1", insert(forged))
    assert (fault_of(path).seq, fault_of(path).kind) == (1, "missing")


@pytest.mark.parametrize(
    "change",
    [
        {"version": 7},
        {"payload": '{"dose":0.04}'},
        {"at_utc": "2026-03-01 12:00:00.000000Z"},
    ],
)
def test_a_last_entry_that_titrator_would_not_write_was_inserted(
    path: Path, change: dict[str, Any]
) -> None:
    """Its hash and its place are right; what it says is not."""
    forged = sealed(rows_of(path)[9]._replace(**change))
    tamper(path, "DELETE FROM entry WHERE seq = 10", insert(forged))
    fault = fault_of(path)
    assert (fault.seq, fault.kind) == (10, "inserted")
    assert "not written by Titrator" in fault.sentence


def test_missing_guards_are_named_though_every_entry_is_intact(path: Path) -> None:
    """Someone prepared the file for changes."""
    with raw(path) as connection:
        connection.execute("DROP TRIGGER entry_update_guard")
    report = verify(path)
    assert report.entries == 10
    assert report.fault == Fault(
        seq=None,
        kind="file",
        sentence="Every entry that is there is intact, but in the file the guards against changes "
        "are missing or altered.",
    )


def test_a_bed_whose_first_entry_was_cut_off_too_leaves_its_name_in_the_list(path: Path) -> None:
    """The list gives a cut away even without a witness; with one, what was cut off is named."""
    witness = Head(seq=10, hash=rows_of(path)[9].hash)
    tamper(path, "DELETE FROM entry WHERE seq > 1")
    fault = fault_of(path)
    assert (fault.seq, fault.kind) == (None, "file")
    assert "or entries were cut off at the end" in fault.sentence
    told = verify(path, witness=witness).fault
    assert told is not None
    assert (told.seq, told.kind) == (2, "cut")


def test_an_index_that_hides_entries_is_named(path: Path) -> None:
    """A bed would be read without its last entries, though all of them are there."""
    with raw(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = sql || ' WHERE version < 3' "
            "WHERE name = 'entry_by_episode'"
        )
    with raw(path) as connection:
        connection.execute("REINDEX entry_by_episode")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, ' WHERE version < 3', '') "
            "WHERE name = 'entry_by_episode'"
        )
    fault = fault_of(path)
    assert (fault.seq, fault.kind) == (None, "file")
    assert "inner structure is damaged" in fault.sentence


def test_a_file_that_cannot_be_read_further_says_from_where(data_dir: Path) -> None:
    """Entries in front of the damage are still counted as intact."""
    path = a_log_file(data_dir, entries=200)
    size = 4096
    content = bytearray(path.read_bytes())
    # Page by page from the end, until one holds entries and not the index.
    for start in range(len(content) - size, size, -size):
        broken = bytearray(content)
        broken[start : start + size] = b"\x00" * size
        path.write_bytes(broken)
        fault = fault_of(path)
        if fault.kind == "unreadable":
            assert fault.seq is not None
            assert verify(path).entries == fault.seq - 1 > 0
            break
    else:
        pytest.fail("no page of the file holds entries")


def test_no_single_byte_can_change_what_an_intact_log_says(data_dir: Path) -> None:
    """Every 29th byte of a file is altered in turn: found, or not part of any entry."""
    path = a_log_file(data_dir, entries=6)
    whole, rows = path.read_bytes(), rows_of(path)
    found = 0
    for place in range(0, len(whole), 29):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        try:
            report = verify(path)
        except LogUnusable:
            found += 1
            continue
        if report.fault is not None:
            found += 1
        else:
            assert rows_of(path) == rows
            assert report.entries == 6
    assert found > 100


def test_a_file_cut_short_anywhere_is_never_intact(data_dir: Path) -> None:
    """At each 512 bytes: damaged, or no log at all, or readable up to where it ends."""
    path = a_log_file(data_dir, entries=20)
    whole = path.read_bytes()
    found = [what_is_said_of(path, whole[:length]) for length in range(0, len(whole), 512)]
    assert found[0] == "NotALog"
    assert set(found[1:]) == {"LogDamaged", "unreadable"}


def what_is_said_of(path: Path, content: bytes) -> str:
    """The class of the refusal, or the kind of the fault."""
    path.write_bytes(content)
    try:
        fault = fault_of(path)
    except LogUnusable as error:
        return type(error).__name__
    assert fault.sentence.endswith(" on: it is cut short.")
    return fault.kind


def moved(numbers: Iterable[int], *, by: int) -> list[str]:
    """The statements that give entries other numbers, in an order without collisions."""
    return [f"UPDATE entry SET seq = {seq + by} WHERE seq = {seq}" for seq in numbers]
