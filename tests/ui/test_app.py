"""Starting the window for real, as a process of its own: with a display and without, twice, broken."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from tests.architecture.source_text import ROOT
from tests.support.site_folder import a_site
from titrator.app import has_display
from titrator.core.built_in_library import built_in_library
from titrator.session.clock import SystemClock
from titrator.session.desk import open_desk
from titrator.session.drug_choice import LibraryDesk
from titrator.ui.calculator import CalculatorPage

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

LONGEST_S = 60
OPEN = [sys.executable, "-m", "titrator", "--exit-when-usable"]
# Opens the window over the real log, with one thing in it made to fail.
BROKEN = """
import sys
from pathlib import Path
from titrator.session.desk import Desk
from titrator.app import run_window

def broken(self):
    raise {error}

Desk.beds = broken
sys.exit(run_window(
    data_dir=Path(sys.argv[1]), policy_dir=None, exit_when_usable=True, startup_times=False
))
"""


def started(
    command: list[str], data_dir: Path, **changes: str | None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; `changes` set variables of its environment, None takes one away."""
    environment = os.environ | {"TITRATOR_DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT)}
    for name, value in changes.items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )


def test_the_window_opens_is_usable_and_ends_with_0(data_dir: Path) -> None:
    """--exit-when-usable paints, takes input, ends with 0, and has made the log."""
    ended = started([*OPEN, "--startup-times"], data_dir)
    assert ended.returncode == 0, ended.stderr
    found = re.search(r"first_paint_ns=(\d+) usable_ns=(\d+)", ended.stdout)
    assert found is not None
    assert 0 < int(found[1]) < int(found[2])
    assert list(data_dir.iterdir())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has no display")
def test_without_a_display_it_says_how_to_go_on(data_dir: Path) -> None:
    """Qt would end the process; the program says it first, and ends with 2."""
    gone: dict[str, str | None] = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    ended = started(OPEN, data_dir, **gone)
    assert ended.returncode == 2
    assert "no display" in ended.stderr
    assert "DISPLAY" in ended.stderr


def test_a_display_is_looked_for_on_linux_only() -> None:
    """Windows and macOS always have one."""
    assert has_display("win32", {})
    assert has_display("linux", {"WAYLAND_DISPLAY": "wayland-0"})
    assert not has_display("linux", {"DISPLAY": ""})


@pytest.mark.hazard("H51")
@pytest.mark.parametrize(
    "error", ["ValueError('a mistake of ours')", "__import__('titrator').core.errors.BugError('x')"]
)
def test_a_mistake_of_ours_stops_guidance_and_shows_no_traceback(
    data_dir: Path, error: str
) -> None:
    """The trace goes to a file for support; nothing of it reaches the nurse."""
    script = BROKEN.format(error=error)
    ended = started([sys.executable, "-c", script, str(data_dir)], data_dir)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr + ended.stdout
    assert "Traceback" in (data_dir / "diagnostics.txt").read_text(encoding="utf-8")


@pytest.mark.hazard("H35")
def test_a_folder_that_cannot_be_one_is_said_in_the_window(tmp_path: Path) -> None:
    """A file where the data folder should be: the window still opens, and ends with 1."""
    place = tmp_path / "taken"
    place.write_text("not a folder", encoding="utf-8")
    ended = started(OPEN, place)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr + ended.stdout


@pytest.mark.hazard("H32")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="variables of Linux")
def test_an_unsigned_policy_locks_guidance_and_leaves_the_calculator(
    data_dir: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    """Where the administrator named a key: the window says why, and the calculator still opens."""
    (tmp_path / "Titrator").mkdir()
    site = a_site(tmp_path / "site")
    text = f'policy_dir = "{site}"\npublic_keys = ["Pharmacy: {"ab" * 32}"]\n'
    (tmp_path / "Titrator" / "workstation.toml").write_text(text, encoding="utf-8")
    ended = started(OPEN, data_dir, XDG_CONFIG_DIRS=str(tmp_path))
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr + ended.stdout
    assert not data_dir.exists() or not list(data_dir.glob("*.sqlite"))
    page = CalculatorPage(LibraryDesk(built_in_library()), notice="Only built-in limits.")
    qtbot.addWidget(page)
    page.open_with(None, bed="")
    said = page.findChild(QLabel, "calculator.from")
    assert said is not None
    assert "Only built-in limits." in said.text()
    page.drug.choose("vasopressin")
    page.drug.chosen.emit("vasopressin")
    assert said.text() == "Only built-in limits."


@pytest.mark.hazard("H20")
def test_a_second_window_on_the_same_log_is_refused_and_says_so(data_dir: Path) -> None:
    """While one window has the log, another opens, says so, and ends with 1."""
    first = open_desk(data_dir=data_dir, policy_dir=None, clock=SystemClock())
    try:
        ended = started(OPEN, data_dir)
    finally:
        first.close()
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr + ended.stdout
    assert started(OPEN, data_dir).returncode == 0


# Opens the window with something changed before it, and tells the words that are put into it.
TELLING = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QLabel
from titrator import resources
from titrator.session import self_test
from titrator.app import run_window
from titrator.ui.shell import Shell

put = Shell.put

def telling(shell, content):
    print(*[each.text() for each in content.findChildren(QLabel)], sep="; ")
    put(shell, content)

Shell.put = telling
{changed}
sys.exit(run_window(
    data_dir=Path(sys.argv[1]), policy_dir=None, exit_when_usable=True, startup_times=False
))
"""
MISCALCULATING = TELLING.format(
    changed='self_test.arithmetic_faults = lambda: ("1 mg is not 1,000 mcg.",)'
)


@pytest.mark.hazard("H45")
def test_a_start_whose_self_test_fails_guides_nobody(data_dir: Path) -> None:
    """The fault is on the screen, no log is opened and no calculator offered, and it ends with 1."""
    ended = started([sys.executable, "-c", MISCALCULATING, str(data_dir)], data_dir)
    assert ended.returncode == 1, ended.stderr
    assert "The self-test of this program failed: 1 mg is not 1,000 mcg." in ended.stdout
    assert "must not be used here" in ended.stdout
    assert "alculator" not in ended.stdout
    assert not data_dir.exists()


# The shipped files lie in a folder of the test.
ELSEWHERE = TELLING.format(changed='resources._PACKAGE = Path(sys.argv[2]) / "titrator"')


def started_with(shipped: Path, data_dir: Path) -> subprocess.CompletedProcess[str]:
    """The window over the shipped files in `shipped`/resources."""
    return started([sys.executable, "-c", ELSEWHERE, str(data_dir), str(shipped)], data_dir)


@pytest.mark.hazard("H45")
def test_a_program_without_its_font_opens_to_say_so(data_dir: Path, tmp_path: Path) -> None:
    """The whole folder is gone: a window with the reason, and no trace of Python."""
    shutil.copytree(ROOT / "resources", tmp_path / "resources")
    shutil.rmtree(tmp_path / "resources" / "fonts")
    ended = started_with(tmp_path, data_dir)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "Titrator must not be used here." in ended.stdout
    assert "Inter-Bold.otf) is missing or damaged." in ended.stdout
    assert "call IT support: the program must be installed again." in ended.stdout
    assert not data_dir.exists()


@pytest.mark.hazard("H45")
def test_a_shipped_file_that_was_changed_tells_the_nurse_what_to_do(
    data_dir: Path, tmp_path: Path
) -> None:
    """The pump and paper first, then whom to call; the calculator stays, with the built-in limits."""
    shutil.copytree(ROOT / "resources", tmp_path / "resources")
    with (tmp_path / "resources" / "drug_library" / "vasopressin.toml").open("ab") as file:
        file.write(b"# changed\n")
    ended = started_with(tmp_path, data_dir)
    assert ended.returncode == 1
    assert "Titrator cannot guide here. Use pump and paper." in ended.stdout
    assert "vasopressin.toml" in ended.stdout
    assert "Call IT support: the program must be installed again." in ended.stdout
    assert "SHA256SUMS" not in ended.stdout


# Opens the window where a library of Qt is not there.
WITHOUT_QT = """
import sys
from pathlib import Path
sys.modules["PySide6.QtWidgets"] = None
from titrator.app import run_window
sys.exit(run_window(
    data_dir=Path(sys.argv[1]), policy_dir=None, exit_when_usable=True, startup_times=False
))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a message box there waits for a person")
def test_where_qt_cannot_be_loaded_that_is_said_in_a_sentence(data_dir: Path) -> None:
    """No window can say it: the terminal, or the journal of the desktop, does; it ends with 1."""
    ended = started([sys.executable, "-c", WITHOUT_QT, str(data_dir)], data_dir)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "Titrator cannot open its window, since a part of it is missing" in ended.stderr
    assert "Go on at the pump, write on paper, and call IT support" in ended.stderr
