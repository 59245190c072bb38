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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["convert", "--drug", "x", "--dose", "1 mg/h", "--dose", "2 mg/h"],
            "--dose is given twice",
        ),
        (["convert", "--drug", "x", "--drug=y"], "--drug is given twice"),
        (["equivalent", "--weight", "70 kg", "--weight", "80 kg"], "--weight is given twice"),
        (["replay", "a", "--log", "b", "--log", "b"], "--log is given twice"),
        (
            ["policy", "diff", "a", "b", "--library", "c", "--library", "c"],
            "--library is given twice",
        ),
        (["replay", "a", "--proto", "b"], "unrecognized arguments: --proto b"),
        (["log", "verify", "a", "--wit", "1:2"], "unrecognized arguments: --wit 1:2"),
    ],
)
def test_of_an_option_given_twice_or_cut_short_nothing_is_guessed(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage, exit 2: neither the first nor the last of two doses is taken."""
    with pytest.raises(SystemExit) as left:
        run(arguments)
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_an_option_that_may_be_repeated_still_may(capsys: pytest.CaptureFixture[str]) -> None:
    """Several infusions of one patient are several --infusion."""
    infusions = ("norepinephrine 0.03 mcg/kg/min", "vasopressin 0.03 units/min")
    asked = [part for one in infusions for part in ("--infusion", one)]
    assert run(["equivalent", *asked, "--weight", "70 kg", "--formula", "goradia-2021"]) == 0
    assert capsys.readouterr().out.startswith("0.105 mcg/kg/min of norepinephrine")


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
