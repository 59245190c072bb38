"""`titrator log verify` and `titrator log export` say what they found, and end as scripts expect."""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.log_entries import a_bed, a_log_file, opened, tamper
from titrator.cli import log
from titrator.session.clock import SystemClock
from titrator.store.verify import verify

if TYPE_CHECKING:
    from pathlib import Path


def titrator(*arguments: str) -> int:
    """Runs a command as the program's own command line does; returns its exit status."""
    parser = argparse.ArgumentParser(prog="titrator")
    log.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(arguments)
    status = args.run(args)
    assert isinstance(status, int)
    return status


@pytest.fixture
def path(data_dir: Path) -> Path:
    """A log of five entries."""
    return a_log_file(data_dir, entries=5)


def test_an_intact_log_is_said_to_be_intact(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With count, time span, last hash, and what that does not prove."""
    assert titrator("log", "verify", str(path)) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == f"INTACT: {path}"
    assert lines[1] == "5 entries, 2026-03-01T12:00:01.000000Z to 2026-03-01T12:00:03.000000Z."
    assert lines[2].startswith("Check code of entry 5: ")
    assert len(lines[2]) == len("Check code of entry 5: ") + 64
    assert "It cannot show that entries are true" in lines[4]
    assert err == ""


def test_a_single_entry_and_none_are_counted_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """1 entry; 0 entries, without a time span or a hash."""
    assert titrator("log", "verify", str(a_log_file(tmp_path / "one", entries=1))) == 0
    assert "\n1 entry, 2026" in capsys.readouterr().out
    assert titrator("log", "verify", str(a_log_file(tmp_path / "none", entries=0))) == 0
    out = capsys.readouterr().out
    assert "\n0 entries.\n" in out
    assert "Hash" not in out


@pytest.mark.hazard("H36")
def test_a_broken_log_ends_with_one_and_names_the_entry(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And how far it is intact."""
    tamper(path, "UPDATE entry SET app = 'x' WHERE seq = 3")
    assert titrator("log", "verify", str(path)) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"BROKEN: {path}\nEntry 3 was changed after it was written.\n")
    assert "Intact before that: 2 entries, 2026" in out
    assert "Keep the file as it is and call IT support." in out


def test_the_json_form_holds_the_same(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object; numbers are strings, as in every answer of the program."""
    assert titrator("log", "verify", str(path), "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert len(report["head"].pop("hash")) == 64
    assert report.pop("limits").startswith("An intact chain shows")
    assert report == {
        "status": "intact",
        "entries": "5",
        "head": {"seq": "5"},
        "first_at_utc": "2026-03-01T12:00:01.000000Z",
        "last_at_utc": "2026-03-01T12:00:03.000000Z",
        "fault": None,
        "follows": {"seq": "0", "hash": "0" * 64, "cause": "beginning", "file": ""},
        "files": [str(path)],
    }


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "DELETE FROM entry WHERE seq = 2",
            {"kind": "missing", "seq": "2", "sentence": "Entry 2 is missing."},
        ),
        (
            "DROP INDEX entry_marks",
            {
                "kind": "file",
                "seq": None,
                "sentence": "Every entry that is there is intact, but in the file the guards "
                "against changes are missing or altered.",
            },
        ),
    ],
)
def test_the_json_form_of_a_broken_log_names_the_fault(
    path: Path, capsys: pytest.CaptureFixture[str], statement: str, fault: dict[str, object]
) -> None:
    """Its kind, the entry if it is one, and the sentence."""
    tamper(path, statement)
    assert titrator("log", "verify", str(path), "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["status"], report["fault"]) == ("broken", fault)


def test_what_is_not_a_log_gets_one_sentence(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing file, a folder, a text, a cut log: status 1, and no traceback."""
    text = tmp_path / "text"
    text.write_text("bed,dose\n" * 100)
    path.write_bytes(path.read_bytes()[:5000])
    for file, sentence in [
        (tmp_path / "missing", f"{tmp_path / 'missing'} does not exist. Give the path"),
        (tmp_path, f"{tmp_path} is a folder, not a log file. Give the path"),
        (text, f"{text} is not a Titrator log. Give the path"),
        (path, f"The log {path} is damaged: the file is cut short or was changed by another"),
    ]:
        for action in ("verify", "export"):
            assert titrator("log", action, str(file)) == 1
            out, err = capsys.readouterr()
            assert out == ""
            assert err.startswith(sentence)
            assert err.count("\n") == 1


def test_a_refusal_in_json_is_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the reason and the next action."""
    assert titrator("log", "verify", str(tmp_path / "missing"), "--json") == 1
    assert json.loads(capsys.readouterr().out) == {
        "status": "refused",
        "reason": f"{tmp_path / 'missing'} does not exist.",
        "next": "Give the path of a log file.",
    }


def test_an_export_is_one_object_a_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the standard output, and nothing else there."""
    assert titrator("log", "export", str(path)) == 0
    out, err = capsys.readouterr()
    assert [json.loads(line)["seq"] for line in out.splitlines()] == [1, 2, 3, 4, 5]
    assert err == ""


def test_an_export_to_a_file_says_how_much_it_wrote(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And never overwrites."""
    out_file = tmp_path / "log.jsonl"
    assert titrator("log", "export", str(path), "--out", str(out_file)) == 0
    assert capsys.readouterr() == ("", f"5 entries written to {out_file}.\n")
    before = out_file.read_bytes()
    assert titrator("log", "export", str(path), "--out", str(out_file)) == 1
    assert "there is already something of that name" in capsys.readouterr().err
    assert out_file.read_bytes() == before


@pytest.mark.hazard("H36")
@pytest.mark.parametrize("to_file", [False, True])
def test_an_export_with_a_damaged_entry_is_whole_and_ends_with_one(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], to_file: bool
) -> None:
    """A script must not take it for a good one."""
    tamper(path, "UPDATE entry SET app = 'x' WHERE seq = 3")
    arguments = ["--out", str(tmp_path / "log.jsonl")] if to_file else []
    assert titrator("log", "export", str(path), *arguments) == 1
    out, err = capsys.readouterr()
    written = (tmp_path / "log.jsonl").read_text() if to_file else out
    assert len(written.splitlines()) == 5
    assert '1 entry not as written, marked "intact":false.' in err


@pytest.mark.parametrize("arguments", [["log"], ["log", "verify"], ["log", "delete", "file"]])
def test_wrong_usage_ends_with_two(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """As every command of the program does."""
    with pytest.raises(SystemExit) as ended:
        titrator(*arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.hazard("H36")
def test_a_witness_finds_a_tail_that_was_cut_off(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The number and the hash as the handover sheet printed them."""
    assert titrator("log", "verify", str(path), "--witness", f"6:{'ab' * 32}") == 1
    out = capsys.readouterr().out
    assert "entries were cut off at its end." in out
    assert titrator("log", "verify", str(path), "--witness", f"5:{'ab' * 8}", "--json") == 1
    assert json.loads(capsys.readouterr().out)["fault"]["kind"] == "rewritten"


@pytest.mark.parametrize(
    "wrong",
    [
        ["verify", "log.sqlite", "--witness", "5"],
        ["archive"],
        ["archive", "--before", "yesterday"],
        ["archive", "--before", "2026-02-30"],
        ["archive", "--keep-days", "0"],
        ["archive", "--keep-days", "36501"],
        ["archive", "--keep-days", "30", "--before", "2026-02-01"],
    ],
)
def test_what_was_typed_wrongly_is_wrong_usage(
    wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """With what is expected instead."""
    with pytest.raises(SystemExit) as ended:
        titrator("log", *wrong)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_closed_episodes_are_archived_and_the_chain_is_verified_through(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both files are named; without the archive it is said what was not checked."""
    with opened(data_dir) as kept:
        a_bed(kept, "bed-a", entries=3, day="2026-03-01")
        a_bed(kept, "bed-b", entries=2, day="2026-03-02", closed=False)
    folder = ["--data-dir", str(data_dir)]
    assert titrator("log", "archive", "--before", "2026-02-01", *folder) == 0
    assert capsys.readouterr().out == (
        "Nothing to archive: no episode was over before 2026-02-01.\n"
    )
    assert titrator("log", "archive", "--before", "2026-02-01", *folder, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"status": "nothing to archive"}
    assert titrator("log", "archive", "--before", "2026-03-03", *folder) == 0
    file = data_dir / "archive" / "titrator-log-2026-03-01-to-2026-03-01-entries-1-to-3.sqlite"
    assert capsys.readouterr().out.splitlines() == [
        f"Archived 1 episode, entries 1 to 3: {file}",
        "In the log now: 2 entries. Open episodes stayed there.",
    ]
    path = data_dir / "titrator-log.sqlite"
    assert titrator("log", "verify", str(path)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("5 entries, ")
    assert lines[2:5] == ["One chain through 2 files:", f"  {file}", f"  {path}"]
    file.unlink()
    assert titrator("log", "verify", str(path)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("2 entries, ")
    assert lines[2] == (
        f"Entries 1 to 3 are in archive/{file.name} and before it, which are not beside this file: "
        "they were not checked."
    )


def test_what_is_older_than_the_hospital_keeps_is_archived(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten days ago goes with three days kept, and stays with thirty; a job says the same each day."""
    day = (SystemClock().read().utc - timedelta(days=10)).date().isoformat()
    with opened(data_dir) as kept:
        a_bed(kept, "bed-a", entries=3, day=day)
        a_bed(kept, "bed-b", entries=2, day=day, closed=False)
    assert titrator("log", "archive", "--keep-days", "30") == 0
    assert capsys.readouterr().out.startswith("Nothing to archive: no episode was over before ")
    assert titrator("log", "archive", "--keep-days", "3") == 0
    assert "Archived 1 episode, entries 1 to 3: " in capsys.readouterr().out
    assert titrator("log", "archive", "--keep-days", "3") == 0
    assert "Nothing to archive" in capsys.readouterr().out
    report = verify(data_dir / "titrator-log.sqlite")
    assert (report.fault, report.entries, len(report.files)) == (None, 5, 2)


def test_an_archive_is_told_to_programs_too(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every number as a string."""
    with opened(data_dir) as kept:
        for number in range(2):
            a_bed(kept, f"bed-{number}", entries=3, day="2026-03-01")
    assert titrator("log", "archive", "--before", "2026-03-03", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["episodes"], told["first"], told["last"], told["kept"]) == (
        "archived",
        "2",
        "1",
        "6",
        "0",
    )
    assert titrator("log", "verify", str(data_dir / "titrator-log.sqlite"), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["entries"], told["follows"]["cause"], len(told["files"])) == ("6", "beginning", 2)
    assert titrator("log", "archive", "--before", "2026-03-03", "--data-dir", "/nowhere/x") == 1
    assert "does not exist" in capsys.readouterr().err
