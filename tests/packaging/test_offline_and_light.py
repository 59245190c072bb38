"""What the running program loads, and that it never reaches for the network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.packaging.dev_script import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PATIENT = ["--amount", "4 mg", "--volume", "250 mL", "--weight", "70 kg"]
CONVERT = ["convert", "--drug", "norepinephrine", *PATIENT, "--dose", "0.03 mcg/kg/min"]
WINDOW = ["--exit-when-usable"]
# Each of these costs a good part of a second, or has no business in an offline program.
TOO_HEAVY = {"asyncio", "numpy", "pint", "pydantic", "ssl", "unittest", "multiprocessing"}
NETWORK = {"PySide6.QtNetwork", "http.client", "urllib.request", "_ssl"}


class Notes(NamedTuple):
    """What a run of the program left behind."""

    status: int
    said: str
    modules: set[str]
    sockets: list[str]


def watched(folder: Path, arguments: list[str]) -> Notes:
    """Run the program with the arguments and return what it loaded and used."""
    notes = folder / "notes.json"
    script = ROOT / "tests" / "packaging" / "watched_program.py"
    finished = subprocess.run(
        [sys.executable, str(script), str(notes), *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    noted = json.loads(notes.read_text(encoding="utf-8"))
    said = finished.stdout + finished.stderr
    return Notes(finished.returncode, said, set(noted["modules"]), noted["sockets"])


@pytest.mark.hazard("H45")
@pytest.mark.parametrize("arguments", [CONVERT, ["doctor"], WINDOW], ids=lambda each: each[0])
def test_the_program_uses_no_network(arguments: list[str], tmp_path: Path) -> None:
    """No socket is made, no name looked up, and nothing that could do so is loaded."""
    notes = watched(tmp_path, arguments)
    assert notes.status == 0, notes.said
    assert notes.sockets == []
    assert not notes.modules & NETWORK


def test_a_conversion_starts_without_the_window(tmp_path: Path) -> None:
    """A batch of a pharmacy calls the command often; Qt and the log would be dead weight."""
    notes = watched(tmp_path, CONVERT)
    assert notes.status == 0, notes.said
    assert not {name for name in notes.modules if name.split(".")[0] == "PySide6"}
    assert "sqlite3" not in notes.modules


def test_the_window_opens_without_anything_heavy(tmp_path: Path) -> None:
    """Start-up stays quick only when what is not painted at first is not loaded at first."""
    notes = watched(tmp_path, WINDOW)
    assert notes.status == 0, notes.said
    assert not notes.modules & TOO_HEAVY
