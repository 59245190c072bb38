"""packaging/dev.py: what it says when something is missing, and when it has nothing to do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.packaging.dev_script import SCRIPT, dev_script, system_packages
from titrator.cli import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

WITHOUT_SCREEN = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the script in a folder of its own, with a name that has to be quoted."""
    folder = tmp_path / "a folder (copy) with ünusual name"
    shutil.copytree(SCRIPT.parent, folder / "packaging")
    return folder


def started(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What came of the script, started without a screen, a home folder or an input."""
    hidden = WITHOUT_SCREEN | {"HOME", "LC_ALL", "LANG"}
    return subprocess.run(
        [sys.executable, str(checkout / "packaging" / "dev.py"), *arguments],
        env={name: value for name, value in os.environ.items() if name not in hidden},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have a screen")
def test_without_a_screen_run_says_how_to_go_on(checkout: Path) -> None:
    """No window can open: the message names three ways on, and nothing is installed for it."""
    result = started(checkout, "run")
    assert result.returncode == 1
    assert "no screen" in result.stderr
    assert "xvfb-run" in result.stderr
    assert "QT_QPA_PLATFORM=offscreen" in result.stderr
    assert "run convert --help" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (checkout / ".venv").exists()


def test_the_commands_that_need_no_screen_are_those_of_the_program() -> None:
    """One more or one fewer, and a command asks for a screen or a word of old is let through."""
    helped = {"-h", "--help", "--version"}
    assert dev_script().COMMANDS_WITHOUT_WINDOW - helped == set(COMMANDS)


def test_the_self_test_runs_without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It tries the font with Qt on a screen in memory, so it needs what Qt always needs, and no more."""
    for name in WITHOUT_SCREEN:
        monkeypatch.delenv(name, raising=False)
    script, asked = dev_script(), []

    def noted(one: object, answer: object) -> object:
        asked.append(one)
        return answer

    monkeypatch.setattr(script, "environment_with", lambda _, needed: noted(needed, "python"))
    monkeypatch.setattr(script, "call", lambda command, **_: noted(command, 0))
    assert script.main(["run", "--self-test", "--json"]) == 0
    assert asked == [script.QT_ALWAYS, ["python", "-m", "titrator", "--self-test", "--json"]]


def test_an_unknown_command_is_wrong_usage(checkout: Path) -> None:
    """The exit status is 2, and the commands that exist are named."""
    result = started(checkout, "tset")
    assert result.returncode == 2
    assert "'test'" in result.stderr
    assert "Traceback" not in result.stderr


def test_help_is_shown_without_setting_anything_up(checkout: Path) -> None:
    """Asking what there is installs nothing."""
    result = started(checkout, "--help")
    assert result.returncode == 0
    assert "packaging/dev.py run" in result.stdout
    assert not (checkout / ".venv").exists()


def test_an_old_python_is_refused_with_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is needed and what was found are both named."""
    monkeypatch.setattr(dev_script(), "OLDEST_PYTHON", (99, 0))
    assert dev_script().main(["check"]) == 1
    assert "needs Python 99.0 or newer" in capsys.readouterr().err


def test_a_missing_system_library_is_named_with_the_command_that_brings_it() -> None:
    """Somebody who may not install is told what to ask for, word for word."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", "libegl1", "libgl1"]
    text = system_packages().not_root_text(command)
    assert "    apt-get install -y --no-install-recommends libegl1 libgl1\n" in text
    assert "administrator" in text


def test_a_system_without_apt_is_told_what_is_missing() -> None:
    """The Debian names tell what to look for elsewhere."""
    assert "libegl1 libgl1" in system_packages().no_apt_text(["libegl1", "libgl1"])


@pytest.mark.parametrize(
    ("environment", "wanted", "unwanted"),
    [
        ({"DISPLAY": ":0"}, "libxcb-cursor.so.0", "libwayland-cursor.so.0"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "libwayland-cursor.so.0", "libxcb-cursor.so.0"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "libEGL.so.1", "libxcb-cursor.so.0"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}, "libxcb-cursor.so.0", "libwayland-cursor.so.0"),
    ],
)
def test_only_the_libraries_of_the_screen_in_use_are_needed(
    environment: dict[str, str], wanted: str, unwanted: str
) -> None:
    """A Wayland desktop need not have the libraries of X, nor the other way round."""
    needed = system_packages().libraries_for_window(environment)
    assert wanted in needed
    assert unwanted not in needed
    assert "libGL.so.1" in needed


def test_a_library_that_does_not_exist_cannot_be_opened() -> None:
    """The system's own loader is asked, so nothing is found that Qt would not find."""
    assert not system_packages().can_be_opened("libdoes-not-exist.so.9")


def test_a_lock_is_the_same_lock_with_the_line_ends_of_windows(tmp_path: Path) -> None:
    """Git may change line ends at a checkout; that is no reason to install again."""
    unix, windows = tmp_path / "unix", tmp_path / "windows"
    unix.write_bytes(b"a==1\nb==2\n")
    windows.write_bytes(b"a==1\r\nb==2\r\n")
    assert dev_script().fingerprint(unix) == dev_script().fingerprint(windows)


def test_an_environment_is_made_anew_when_a_lock_has_changed() -> None:
    """Adding the test tools to what is there is fine; anything from an old lock is not."""
    script = dev_script()
    run, dev = script.fingerprint(script.RUN_LOCK), script.fingerprint(script.DEV_LOCK)
    assert script.still_true({"requirements.lock": run})
    assert script.still_true({"requirements.lock": run, "requirements-dev.lock": dev})
    assert not script.still_true({"requirements.lock": run, "requirements-dev.lock": "older"})
    assert not script.still_true({"requirements-older.lock": run})
    assert not script.still_true({})


@pytest.mark.parametrize(
    "stamp", ["", "{", "[]", "null", '"x"', json.dumps({"locks": {}}), json.dumps({"python": 1})]
)
def test_a_damaged_note_of_what_is_installed_counts_as_none(
    stamp: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A set-up that was cut off while it wrote the note is simply done again."""
    monkeypatch.setattr(dev_script(), "STAMP", tmp_path / "stamp.json")
    (tmp_path / "stamp.json").write_text(stamp, encoding="utf-8")
    assert dev_script().installed_locks() == {}


def test_the_paths_of_the_environment_fit_the_system() -> None:
    """Windows keeps its programs in Scripts, every other system in bin."""
    folder = "Scripts" if os.name == "nt" else "bin"
    assert dev_script().venv_python().parent.name == folder
