"""What the running program loads, and that it never reaches for the network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.bench.weaned_log import a_bed_in_a_wean
from tests.packaging.dev_script import ROOT
from tests.support.long_log import a_long_log

PATIENT = ["--amount", "4 mg", "--volume", "250 mL", "--weight", "70 kg"]
CONVERT = ["convert", "--drug", "norepinephrine", *PATIENT, "--dose", "0.03 mcg/kg/min"]
WINDOW = ["--exit-when-usable"]
# Each of these costs a good part of a second, or has no business in an offline program.
TOO_HEAVY = {"asyncio", "numpy", "pint", "pydantic", "ssl", "unittest", "multiprocessing"}
NETWORK = {"PySide6.QtNetwork", "http.client", "urllib.request", "_ssl"}


FIRST_PAINT = {
    *("titrator", "titrator.app", "titrator.cli", "titrator.core", "titrator.core.errors"),
    *("titrator.resources", "titrator.ui", "titrator.ui.fonts", "titrator.ui.shell"),
    *("titrator.ui.quick_enums", "titrator.ui.quick_import", "titrator.ui.theme"),
    # The language is chosen before the first word is painted.
    *("titrator.core.language", "titrator.session", "titrator.session.machine_folders"),
    "titrator.session.site_words",
}
# The frame is painted before any of these is loaded; each takes a part of a hundredth of a second.
NOT_AT_FIRST_PAINT = {
    *("msgspec", "sqlite3", "json", "tomllib", "uuid", "decimal", "fractions"),
    # Only what PySide6 brings along for programmers would need these.
    *("argparse", "logging", "gettext", "inspect"),
}
# Windows is asked for the time that counts sleep through it.
_BESIDE_A_CLOCK = () if sys.platform == "win32" else ("ctypes",)
# What opens later is loaded once the window can be used.
NOT_WHEN_USABLE = (
    *(
        "titrator.ui.forms",
        "titrator.ui.overview",
        "titrator.ui.pharmacy",
        "titrator.ui.calculator",
    ),
    *("titrator.ui.calculation", "titrator.ui.empty", "titrator.ui.fault", "titrator.ui.glance"),
    *("titrator.ui.small_timer", "titrator.ui.standby", "titrator.ui.second_start"),
    *("titrator.ui.panels.why", "titrator.ui.panels.log", "titrator.ui.panels.trend"),
    *("titrator.ui.panels.help", "titrator.ui.panels.more", "titrator.ui.panels.beds"),
    *(
        "titrator.ui.widgets.trend_chart",
        "titrator.ui.widgets.choices",
        "titrator.ui.widgets.select",
    ),
    *("titrator.sound", "titrator.session.trend", "titrator.session.policy_bench"),
    *("titrator.session.policy_check", "titrator.session.replaying", "titrator.session.batch"),
    *("titrator.core.conversion", "titrator.core.equivalents", "titrator.core.policy_preview"),
    *("titrator.store.archive", "titrator.store.export", "titrator.store.verify"),
    *(
        "titrator.store.memory_log",
        "nacl",
        "miniaudio",
        "cffi",
        *_BESIDE_A_CLOCK,
        "csv",
        "html",
        "email",
        "dataclasses",
    ),
)
# Windows asks for its clocks and folders through modules of its own.
MOST_MODULES = {
    "at_first_paint": 175 if sys.platform == "win32" else 155,
    "when_usable": 365 if sys.platform == "win32" else 345,
}
# Of these 115 are those of the namespace Qt, which come together.
MOST_ENUMERATIONS = 170


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


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What is loaded at the first paint and when the window is usable, with a bed in a wean."""
    folder = tmp_path_factory.mktemp("start")
    log, notes = folder / "data", folder / "notes.json"
    a_long_log(log, episodes=1, entries_each=2, open_bed=a_bed_in_a_wean())
    finished = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "packaging" / "watched_start.py"), str(notes)],
        cwd=folder,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "TITRATOR_DATA_DIR": str(log)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    noted = json.loads(notes.read_text(encoding="utf-8"))
    return {moment: set(names) for moment, names in noted.items()}


def test_the_frame_is_painted_before_anything_else_is_loaded(loaded: dict[str, set[str]]) -> None:
    """Of the program itself no more than the frame, its colours and its font."""
    at_paint = loaded["at_first_paint"]
    assert {name for name in at_paint if name.split(".")[0] == "titrator"} == FIRST_PAINT
    assert not at_paint & NOT_AT_FIRST_PAINT


def test_what_opens_later_is_loaded_later(loaded: dict[str, set[str]]) -> None:
    """A bed is on the screen and takes keys; forms, panels, calculator and checks are not loaded."""
    found = {
        name
        for name in loaded["when_usable"]
        for later in NOT_WHEN_USABLE
        if name == later or name.startswith(f"{later}.")
    }
    assert not found
    assert not loaded["when_usable"] & (TOO_HEAVY | NETWORK)


@pytest.mark.parametrize("moment", MOST_MODULES)
def test_a_start_loads_a_bounded_number_of_modules(
    moment: str, loaded: dict[str, set[str]]
) -> None:
    """Each takes its time, also where none of them is heavy."""
    assert len(loaded[moment]) <= MOST_MODULES[moment]


def test_few_kinds_of_qt_are_loaded(loaded: dict[str, set[str]]) -> None:
    """Naming a widget that Qt made, a gradient or an icon would load each kind there is: 10 ms."""
    made = loaded["enumerations_of_qt"]
    assert len(made) <= MOST_ENUMERATIONS
    assert "PySide6.QtGui.QGradient.Preset" not in made
    assert "PySide6.QtGui.QAccessible.Role" not in made
    assert "PySide6.QtWidgets.QStyle.StandardPixmap" not in made


def test_no_source_is_read(loaded: dict[str, set[str]]) -> None:
    """PySide6 reads the source of whatever is imported after it, unless it is told not to."""
    read = {
        Path(name).name
        for name in loaded["sources_read"]
        if Path(name).is_relative_to(ROOT / "titrator")
    }
    assert not read
