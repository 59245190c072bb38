"""`titrator --self-test`: one line a part, one object for programs, and the status that decides."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.support.command_line import titrator
from titrator.cli import self_test
from titrator.session.self_test import Part

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ["release", "arithmetic", "policy", "clock", "log", "font", "sound", "files"]


def test_a_sound_installation_passes(
    capsys: pytest.CaptureFixture[str], data_dir: Path, qapp: object
) -> None:
    """Eight parts, each passed; the log folder is made, and no log is in it."""
    said = titrator(capsys, "--self-test", "--json")
    assert said.status == 0, said.out
    assert said.json["passed"] is True
    assert list(said.json["parts"]) == PARTS
    assert list(data_dir.iterdir()) == []


def test_what_fails_is_said_and_hides_nothing(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    qapp: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file where the data folder should be, and no policy: both fail, the others are tried."""
    (tmp_path / "a-file").write_text("", encoding="utf-8")
    monkeypatch.setattr(self_test, "_sound", lambda: Part(name="sound", is_passed=True, found=""))
    said = titrator(
        capsys,
        "--self-test",
        "--data-dir",
        str(tmp_path / "a-file"),
        "--policy-dir",
        str(tmp_path / "no-policy"),
    )
    assert said.status == 1
    failed = [line.split()[1] for line in said.out.splitlines() if line.startswith("FAILED")]
    assert failed == ["policy:", "log:"]
    assert said.out.splitlines()[-1] == "THE SELF-TEST FAILED: do not use it here."


def test_what_the_system_refuses_is_said() -> None:
    """A part that the system stops fails with the system's words."""

    def refused() -> Part:
        raise OSError(5, os.strerror(5))

    part = self_test._tried("log", refused)
    assert part == Part(name="log", is_passed=False, found="Input/output error.")


def test_a_library_that_is_missing_fails_its_part_and_hides_no_other() -> None:
    """Qt, or what it needs of the system, is not there: said, and no trace of Python."""

    def unloadable() -> Part:
        raise ImportError("libEGL.so.1: cannot open shared object file")

    part = self_test._tried("font", unloadable)
    assert not part.is_passed
    assert part.found == "A part cannot be loaded: libEGL.so.1: cannot open shared object file."
