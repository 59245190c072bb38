"""A log can be read without Titrator, to the last entry and with what is wrong in it."""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from tests.support.log_entries import NOON, a_log_file, an_entry, opened, raw, tamper
from tests.support.unprivileged import a_folder_for_everyone, without_privileges
from tests.support.windows import mode_is
from titrator.store.errors import ExportNotWritten, LogDamaged, LogFileMissing
from titrator.store.export import export_entries, export_to
from titrator.store.opening import LOG_NAME

if TYPE_CHECKING:
    from pathlib import Path


def lines_of(path: Path) -> list[str]:
    """The lines of the export of a log."""
    written: list[str] = []
    export_entries(path, written.append)
    assert all(line.endswith("\n") for line in written)
    return written


def test_each_entry_is_one_line_with_its_columns(data_dir: Path) -> None:
    """In order, the payload as an object, in letters as they are."""
    with opened(data_dir) as log:
        log.append(an_entry(1, at_utc=NOON, payload={"by": "Zoë", "dose": "0.03"}))
    (line,) = lines_of(data_dir / LOG_NAME)
    assert '"by":"Zoë"' in line
    entry = json.loads(line)
    assert entry.pop("hash")
    assert entry == {
        "seq": 1,
        "episode": "bed-a",
        "version": 1,
        "kind": "open",
        "at_utc": NOON,
        "payload": {"by": "Zoë", "dose": "0.03"},
        "policy": "5f" * 32,
        "app": "0.1.0",
        "prev_hash": "0" * 64,
    }


@pytest.mark.hazard("H36")
def test_the_chain_can_be_checked_from_the_export_alone(data_dir: Path) -> None:
    """By anyone with SHA-256: as the description in the module says, without our code."""
    path = a_log_file(data_dir, entries=5)
    last = "0" * 64
    for line in lines_of(path):
        entry = json.loads(line)
        stated = entry.pop("hash")
        entry["payload"] = _plain_json(entry["payload"])
        assert entry["prev_hash"] == last
        assert hashlib.sha256(_plain_json(entry).encode()).hexdigest() == stated
        last = stated


def test_a_new_file_is_written_whole_and_private(data_dir: Path, tmp_path: Path) -> None:
    """It says how many entries it holds, and nothing else is left in the folder."""
    path = a_log_file(data_dir, entries=5)
    folder = tmp_path / "out"
    folder.mkdir()
    assert export_to(path, folder / "log.jsonl") == (5, 0)
    assert (folder / "log.jsonl").read_bytes() == "".join(lines_of(path)).encode()
    assert [file.name for file in folder.iterdir()] == ["log.jsonl"]
    assert mode_is(folder / "log.jsonl", 0o600)


def test_an_existing_file_is_never_overwritten(data_dir: Path, tmp_path: Path) -> None:
    """Not a file, not a folder, not a link to nowhere."""
    path = a_log_file(data_dir, entries=1)
    file, folder, link = tmp_path / "file", tmp_path / "folder", tmp_path / "link"
    file.write_text("kept")
    folder.mkdir()
    taken = [file, folder, path]
    with contextlib.suppress(OSError):  # links need rights on Windows
        link.symlink_to(tmp_path / "nowhere")
        taken += [link] if link.is_symlink() else []
    for out in taken:
        with pytest.raises(ExportNotWritten, match="there is already something of that name"):
            export_to(path, out)
    assert file.read_text() == "kept"


@pytest.mark.hazard("H35")
def test_a_folder_that_cannot_take_the_export_is_named(data_dir: Path, tmp_path: Path) -> None:
    """One that is missing, and one that is read-only."""
    path = a_log_file(data_dir, entries=1)
    with pytest.raises(ExportNotWritten, match="there is no such folder") as refusal:
        export_to(path, tmp_path / "missing" / "log.jsonl")
    assert refusal.value.next_action.startswith("Choose another file name or folder.")
    with a_folder_for_everyone() as folder:
        folder.chmod(0o555)
        with without_privileges(), pytest.raises(ExportNotWritten, match="cannot be written"):
            export_to(path, folder / "log.jsonl")


@pytest.mark.hazard("H36")
def test_a_damaged_entry_stays_in_as_evidence(data_dir: Path, tmp_path: Path) -> None:
    """Marked, with the payload as the text that was found; the others are as always."""
    path = a_log_file(data_dir, entries=5)
    tamper(path, "UPDATE entry SET payload = '{\"dose\": 0.04}', app = 'x' WHERE seq = 3")
    assert export_to(path, tmp_path / "log.jsonl") == (5, 1)
    entries = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [entry.get("intact", True) for entry in entries] == [True, True, False, True, True]
    assert entries[2]["payload"] == '{"dose": 0.04}'


def test_values_that_json_cannot_hold_are_spelt_out(data_dir: Path) -> None:
    """A damaged file can hold anything; its export is still JSON."""
    path = a_log_file(data_dir, entries=2)
    with raw(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = 'CREATE TABLE entry (seq INTEGER PRIMARY KEY, episode, "
            "version, kind, at_utc, payload, policy, app, prev_hash, hash)' WHERE name = 'entry'"
        )
    tamper(
        path,
        "UPDATE entry SET app = x'00ff', policy = 0.5, at_utc = NULL, version = 9223372036854775807,"
        " kind = CAST(x'ff' AS TEXT) WHERE seq = 2",
    )
    entry = json.loads(lines_of(path)[1])
    assert entry["app"] == "b'\\x00\\xff'"
    assert entry["policy"] == "0.5"
    assert entry["at_utc"] is None
    assert entry["version"] == "9223372036854775807"
    assert entry["kind"] == "\udcff"
    assert entry["intact"] is False


def test_a_file_that_cannot_be_read_to_its_end_leaves_no_export(
    data_dir: Path, tmp_path: Path
) -> None:
    """Half an export would look like a whole one."""
    path = a_log_file(data_dir, entries=200)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = b"\x00" * (len(content) - len(content) // 2)
    path.write_bytes(content)
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(LogDamaged):
        export_to(path, folder / "log.jsonl")
    with pytest.raises(LogFileMissing):
        export_to(tmp_path / "missing.sqlite", folder / "log.jsonl")
    assert list(folder.iterdir()) == []


def _plain_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
