"""A real process whose clock leaps as after 22 minutes of sleep says so at the next second.

Linux can give a running process another clock that counts sleep, by a time namespace. UTC goes on as it
was; of the two the clock that says more time has passed is the one that prompts.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.program import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.hazard("H13")

SLEPT_S = 22 * 60


@contextlib.contextmanager
def a_later_clock() -> Iterator[Path]:
    """A time namespace in which the clock that counts sleep is ahead; skips where there is none."""
    unshare = shutil.which("unshare") or ""
    shifted = (unshare, "--time", "--boottime", str(SLEPT_S))
    if (
        not unshare
        or subprocess.run([*shifted, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("no process may be given a shifted clock here (unshare --time needs root)")
    say = "import os, sys; print(os.readlink('/proc/self/ns/time'), flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [*shifted, sys.executable, "-c", say], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield Path(f"/proc/{process.pid}/ns/time")


def test_a_workstation_that_slept_says_how_long_and_asks_for_a_reassessment(data_dir: Path) -> None:
    """At the first second after waking, in a process on the clocks of this machine."""
    with a_later_clock() as namespace:
        finished = subprocess.run(
            [sys.executable, "-m", "tests.support.sleeping_desk", str(data_dir), str(namespace)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if "no other clock may be taken" in finished.stderr:
        pytest.skip("a running process may not take another clock here")
    assert finished.returncode == 0, finished.stderr
    heading, *warnings = finished.stdout.splitlines()
    assert heading == "WEAN SUSPENDED: REASSESS"
    assert warnings[0].startswith("This workstation slept 22 minutes")
