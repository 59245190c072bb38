"""The program reaches for no network, seen from outside of it, and runs where there is none.

tests/packaging/test_offline_and_light.py asks Python; here the system is asked, which sees Qt as well.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.replay.record import HERE
from tests.support.program import titrator
from tests.support.system_calls import traced
from titrator.store.opening import LOG_NAME

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H45")

A_WEAN = HERE / "0.1.0a1-overdue.sqlite"
RUNS = {
    "window": ["--exit-when-usable"],
    "doctor": ["doctor"],
    "verify": ["log", "verify"],
}


def arguments(run: str, data_dir: Path) -> list[str]:
    """The command line of a run over the log of a bed in a wean, so that the window shows one."""
    data_dir.mkdir()
    path = data_dir / LOG_NAME
    shutil.copyfile(A_WEAN, path)
    return [*RUNS[run], str(path)] if run == "verify" else RUNS[run]


@pytest.mark.parametrize("run", RUNS)
def test_no_internet_socket_is_made(run: str, data_dir: Path, tmp_path: Path) -> None:
    """Of any kind, by any part of the program; Qt may speak to the screen beside it."""
    trace = tmp_path / "trace"
    assert titrator(*arguments(run, data_dir), under=traced(trace, "socket,connect")) == 0
    families = set(re.findall(r"socket\((AF_\w+)", trace.read_text(encoding="utf-8")))
    assert families <= {"AF_UNIX"}


@pytest.mark.parametrize("run", RUNS)
def test_the_program_runs_where_there_is_no_network(run: str, data_dir: Path) -> None:
    """Not even the one that a computer has with itself."""
    unshare = shutil.which("unshare") or ""
    alone = (unshare, "--net")
    if not unshare or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no process may be cut off from the network here (unshare --net needs root)")
    assert titrator(*arguments(run, data_dir), under=alone) == 0
