"""H45: counted outside the program, no socket to a network is made, by Python, Qt or a library.

The trace of the system sees what no hook inside the process does: what C++ and C do beneath it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.architecture.source_text import ROOT
from tests.replay.record import HERE
from titrator.store.opening import LOG_NAME

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H45")

CONVERT = ["convert", "--drug", "vasopressin", "--amount", "20 units", "--volume", "100 mL"]
RUNS = {
    "convert": [*CONVERT, "--dose", "0.03 units/min"],
    "doctor": ["doctor"],
    "window": ["--exit-when-usable"],
    "verify": ["log", "verify", str(HERE / "0.1.0a1-overdue.sqlite")],
}
# A socket of one of these families, or a packet, can leave the workstation.
FAMILIES = re.compile(r"AF_(?!UNIX\b|LOCAL\b|UNSPEC\b)[A-Z0-9]+")


@pytest.fixture(autouse=True)
def a_wean(data_dir: Path) -> None:
    """The log of a bed in a wean, so that the window shows one."""
    data_dir.mkdir()
    shutil.copyfile(HERE / "0.1.0a1-overdue.sqlite", data_dir / LOG_NAME)


def run_under(prefix: list[str], arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """The program, started by another one."""
    return subprocess.run(
        [*prefix, sys.executable, "-m", "titrator", *arguments],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def able(command: list[str], why: str) -> list[str]:
    """The command, if it can be used here; else the test is skipped, and says so."""
    found = shutil.which(command[0])
    if not found or subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip(why)
    return command


@pytest.mark.parametrize("run", RUNS)
def test_no_socket_to_a_network_is_asked_for(run: str, tmp_path: Path) -> None:
    """Of all processes and threads of a run, every call that concerns a network is written down."""
    trace = tmp_path / "trace"
    strace = able(
        ["strace", "-f", "-e", "trace=network", "-o", str(trace)],
        "strace is not installed, or may not trace here",
    )
    finished = run_under(strace, RUNS[run])
    assert finished.returncode == 0, finished.stderr
    calls = trace.read_text(encoding="utf-8").splitlines()
    assert [call for call in calls if FAMILIES.search(call)] == []
    # The trace was kept: the end of the process at least stands in it.
    assert any("+++ exited with 0 +++" in call for call in calls)


@pytest.mark.parametrize("run", RUNS)
def test_it_runs_where_there_is_no_network(run: str) -> None:
    """In a system of its own without even the interface to itself, everything is as always."""
    unshare = able(["unshare", "--net"], "no network can be taken away here (unshare needs root)")
    finished = run_under(unshare, RUNS[run])
    assert finished.returncode == 0, finished.stderr


def test_a_socket_to_a_network_would_be_found(tmp_path: Path) -> None:
    """The trace names its family; what stays on the workstation is let through."""
    trace = tmp_path / "trace"
    strace = able(
        ["strace", "-f", "-e", "trace=network", "-o", str(trace)],
        "strace is not installed, or may not trace here",
    )
    make = "import socket as s; s.socket(s.AF_UNIX).close(); s.socket(s.AF_INET).close()"
    subprocess.run([*strace, sys.executable, "-c", make], check=True)
    found = [call for call in trace.read_text().splitlines() if FAMILIES.search(call)]
    assert len(found) == 1
    assert "AF_INET" in found[0]
