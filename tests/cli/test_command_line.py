"""The command line itself: what is a command, what is the window, and that no traceback shows."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from titrator.cli import run

if TYPE_CHECKING:
    from pathlib import Path


def titrator(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as a person starts it."""
    return subprocess.run(
        [sys.executable, "-m", "titrator", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**_PLAIN, **environment},
    )


_PLAIN = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/nonexistent"}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--help"], 0),
        (["--version"], 0),
        (["adrenaline"], 2),
        (["convert"], 2),
        (["policy"], 2),
        (["log", "verify"], 2),
        (["--nonsense"], 2),
        (["replay", "/nonexistent/file"], 1),
        (["log", "verify", "/nonexistent/file"], 1),
        (["policy", "check", "/nonexistent/folder"], 1),
    ],
)
def test_the_exit_status_tells_wrong_usage_from_a_refusal(
    arguments: list[str], status: int
) -> None:
    """0 done, 1 refused, 2 wrong usage; and never a traceback."""
    done = titrator(*arguments)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    if status:
        assert done.stderr.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has a display")
def test_without_a_display_the_window_says_so() -> None:
    """Exit status 2, one sentence and how to go on."""
    done = titrator()
    assert done.returncode == 2
    assert "no display" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    """`titrator policy show | head -0` ends quietly."""
    command = [sys.executable, "-m", "titrator", "policy", "show"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        out, err = process.stdout, process.stderr
        assert out is not None
        assert err is not None
        out.close()
        assert err.read() == b""
    assert process.returncode == 1


def test_a_command_does_not_need_the_others(tmp_path: Path) -> None:
    """Help of one command names its options only."""
    with pytest.raises(SystemExit) as left:
        run(["replay", "--help"])
    assert left.value.code == 0
