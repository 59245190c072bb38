"""What a command says under wine is passed on, also where wine leaves something running behind it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.packaging.windows_scripts import windows_script

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="wine runs on Linux")
wine_prefix = windows_script("wine_prefix")
# Each stands in for the program of that name.
_WINE = """#!/bin/sh
printf 'first\\r\\nlast\\r\\n'
{left}
exit 3
"""
_DRIVER_LEFT = "mkfifo held\nread -r never < held &\n"
_SERVER = """#!/bin/sh
echo "$1" >> stopped
if [ "$1" = -k ]; then echo > held; fi
"""


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A prefix whose wine is a script in a folder of its own."""
    monkeypatch.setattr(wine_prefix, "BUILD", tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return wine_prefix.Prefix("tried")


def _stand_in(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(script, encoding="utf-8")
    (folder / name).chmod(0o755)


def test_what_a_command_says_is_passed_on_with_its_status(
    prefix: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines end as on this system, and nothing is stopped."""
    _stand_in(tmp_path, "wine", _WINE.format(left=""))
    _stand_in(tmp_path, "wineserver", _SERVER)
    assert prefix.show(["python.exe"], tmp_path) == 3
    assert capsys.readouterr().out == "first\nlast\n"
    assert not (tmp_path / "stopped").exists()


def test_a_driver_that_wine_leaves_behind_is_stopped(
    prefix: Any,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It holds the pipe of the command that started it: a run of all tests once never came back."""
    monkeypatch.setattr(wine_prefix, "_LAST_WORDS_S", 0.05)
    _stand_in(tmp_path, "wine", _WINE.format(left=_DRIVER_LEFT))
    _stand_in(tmp_path, "wineserver", _SERVER)
    assert prefix.show(["python.exe"], tmp_path) == 3
    assert capsys.readouterr().out == "first\nlast\n"
    assert (tmp_path / "stopped").read_text(encoding="utf-8").split() == ["-k", "-w"]
