"""H13: the clock that the program counts with goes on while the workstation sleeps.

A computer cannot be put to sleep by a test. Linux can give a process a clock that stands as if the
computer had slept an hour: the one that counts sleep is an hour ahead of the one that does not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.architecture.source_text import ROOT

pytestmark = pytest.mark.hazard("H13")

SLEPT_S = 3600
ASK = (
    "import time\n"
    "from titrator.session.clock import SystemClock\n"
    "awake = time.clock_gettime(time.CLOCK_MONOTONIC)\n"
    "print(round(SystemClock().read().counted.total_seconds() - awake))\n"
)


def counted_beyond_awake(*under: str) -> int:
    """By how many seconds the program's clock is ahead of one that stands still in sleep."""
    finished = subprocess.run(
        [*under, sys.executable, "-c", ASK],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return int(finished.stdout)


def test_an_hour_of_sleep_is_counted() -> None:
    """Under a clock shifted as by an hour of sleep, the program counts that hour."""
    unshare = shutil.which("unshare")
    shifted = (unshare or "", "--fork", "--time", "--boottime", str(SLEPT_S))
    if (
        not unshare
        or subprocess.run([*shifted, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("no process may be given a shifted clock here (unshare --time needs root)")
    assert counted_beyond_awake(*shifted) - counted_beyond_awake() == SLEPT_S
