"""`titrator doctor`: every part is examined, and what is wrong hides nothing else."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.log_entries import a_log_file
from titrator.cli import run
from titrator.session import clock
from titrator.session.clock import Reading

if TYPE_CHECKING:
    from pathlib import Path


def doctor(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, Any]]:
    """Exit status and what was found."""
    status = run(["doctor", "--json", *options])
    return status, json.loads(capsys.readouterr().out)


def test_a_sound_installation_is_told_in_full(
    capsys: pytest.CaptureFixture[str], data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Versions, both hashes, where the log is, display, sound and clock; nothing is wrong."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    status, found = doctor(capsys)
    assert status == 0
    assert set(found) == {"versions", "words", "policy", "log", "display", "sound", "clock"}
    assert found["log"] == {"folder": str(data_dir), "log": "none yet"}
    assert len(found["policy"]["protocol check code"]) == 64
    assert found["display"]["display"] == "QT_QPA_PLATFORM=offscreen"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no variable for its folder")
def test_an_unreviewed_translation_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Support sees the language, its names and units, and that no clinician has reviewed it."""
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path))
    usual = {"language": "English", "drug names": "usual", "units": "short"}
    assert doctor(capsys)[1]["words"] == usual
    (tmp_path / "Titrator").mkdir()
    (tmp_path / "Titrator" / "workstation.toml").write_text('language = "es"\n', encoding="utf-8")
    assert doctor(capsys)[1]["words"] == usual | {
        "language": "Español",
        "reviewed by a clinician": "no: Traducción sin revisar por un clínico.",
    }


def test_an_intact_log_is_counted(capsys: pytest.CaptureFixture[str], data_dir: Path) -> None:
    """Four entries, and the hash of the last one to compare with a witness."""
    a_log_file(data_dir, entries=4)
    status, found = doctor(capsys)
    assert status == 0
    assert found["log"]["log"] == "4 entries, intact"
    assert len(found["log"]["check code of the last entry"]) == 64


def test_what_is_wrong_is_said_with_what_to_do_and_the_rest_is_still_told(
    capsys: pytest.CaptureFixture[str], data_dir: Path, tmp_path: Path
) -> None:
    """A log that is no log and a policy folder that is not there: two faults, four sound parts."""
    data_dir.mkdir()
    (data_dir / "titrator-log.sqlite").write_bytes(b"not a log at all" * 100)
    status, found = doctor(capsys, "--policy-dir", str(tmp_path / "gone"))
    assert status == 1
    assert found["log"]["wrong"]
    assert found["log"]["do"]
    assert found["policy"]["wrong"]
    assert "wrong" not in found["clock"]


def test_a_clock_that_was_reset_is_wrong_and_is_told_all_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flat battery took it to 1980: support hears both what it shows and that it cannot be right."""
    shown = Reading(utc=datetime(1980, 1, 1, tzinfo=UTC), counted=timedelta(hours=1))
    monkeypatch.setattr(clock.SystemClock, "read", lambda _: shown)
    status, found = doctor(capsys)
    assert status == 1
    assert "1980-01-01 00:00 UTC, which cannot be right" in found["clock"]["wrong"]
    assert found["clock"]["UTC"] == "1980-01-01T00:00:00+00:00"


def test_without_json_it_is_a_list_to_read_out(capsys: pytest.CaptureFixture[str]) -> None:
    """One fact a line, under its part."""
    assert run(["doctor"]) == 0
    told = capsys.readouterr().out
    assert "versions\n  titrator: " in told
    assert "clock\n" in told
