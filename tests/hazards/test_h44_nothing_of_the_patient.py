"""H44: the log holds a bed, initials and what was done, and nothing of who the patient is or who runs it.

A name is planted wherever a program could pick one up by itself: the account, the home folder, the
computer's environment. Free text that a person types is kept as typed, and is not tried here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, get_args

import msgspec
import pytest

from tests.architecture.source_text import ROOT
from titrator.core import commands, events

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H44")

PLANTED = "Quixote-4711"
ACCOUNT = ("USER", "LOGNAME", "USERNAME", "HOSTNAME", "COMPUTERNAME", "NAME", "EMAIL", "PATIENT")
TOLD: list[dict[str, object]] = [
    {
        "at": "2026-03-01T08:00:00Z",
        "do": "open_episode",
        "by": "AB",
        "bed": "ICU-12",
        "adult": True,
        "weight": "70 kg",
        "weight_kind": "measured",
    },
    {
        "at": "2026-03-01T08:01:00Z",
        "do": "record_infusion",
        "by": "AB",
        "drug": "norepinephrine",
        "amount": "4 mg",
        "volume": "250 mL",
        "pump_shows": "7.9 mL/h",
    },
    {"at": "2026-03-01T08:02:00Z", "do": "start_wean", "by": "AB"},
]
ABOUT_A_PERSON = {
    "name",
    "surname",
    "patient",
    "birth",
    "born",
    "dob",
    "mrn",
    "ssn",
    "address",
    "phone",
    "sex",
    "gender",
    "diagnosis",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder of somebody."""
    folder = tmp_path / PLANTED
    folder.mkdir()
    return folder


def titrator(home: Path, *arguments: str) -> str:
    """What a command says to somebody whose account and home carry the planted name."""
    account = dict.fromkeys(ACCOUNT, PLANTED)
    finished = subprocess.run(
        [sys.executable, "-m", "titrator", *arguments],
        cwd=home,
        env=os.environ | account | {"HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_a_planted_name_is_nowhere_in_log_or_export(home: Path) -> None:
    """A shift replayed into a real log, exported, and the window opened over a log of its own."""
    scenario = home / "scenario.jsonl"
    scenario.write_text("".join(json.dumps(line) + "\n" for line in TOLD), encoding="utf-8")
    titrator(home, "replay", "scenario.jsonl", "--log", "shift.sqlite")
    exported = titrator(home, "log", "export", "shift.sqlite")
    assert exported.count("\n") == 3
    assert PLANTED not in exported
    titrator(home, "--data-dir", "data", "--exit-when-usable")
    kept = [home / "shift.sqlite", *(home / "data").iterdir()]
    assert len(kept) > 1
    assert [path.name for path in kept if PLANTED.encode() in path.read_bytes()] == []


def test_no_field_asks_who_the_patient_is() -> None:
    """Of all that can be told or logged, no field is one for a name, a birth date or a number."""
    kinds = (*get_args(commands.AnyCommand), *get_args(events.AnyEvent))
    assert len(kinds) > 40
    fields = {
        f"{kind.__name__}.{field.name}"
        for kind in kinds
        for field in msgspec.structs.fields(kind)
        if ABOUT_A_PERSON & set(field.name.split("_"))
    }
    assert fields == set()
