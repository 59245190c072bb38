"""A real process whose clocks leap as after 22 minutes of sleep, or of standing still, says so.

Linux can give a running process other clocks, by a time namespace. UTC goes on as it was; of the two the
clock that says more time has passed is the one that prompts.
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
def later_clocks(*clocks: str) -> Iterator[Path]:
    """A time namespace in which these clocks are ahead; skips where there is none."""
    unshare = shutil.which("unshare") or ""
    shifted = [unshare, "--time"]
    for one in clocks:
        shifted += [one, str(SLEPT_S)]
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


@pytest.mark.parametrize(
    ("clocks", "said"),
    [
        (("--boottime",), "This workstation slept 22 minutes"),
        (("--boottime", "--monotonic"), "Titrator did not run for 22 minutes"),
    ],
    ids=["slept", "stood still"],
)
def test_time_that_went_by_unseen_is_told_and_asks_for_a_reassessment(
    data_dir: Path, clocks: tuple[str, ...], said: str
) -> None:
    """At the next second, in a process on the clocks of this machine; asleep one of them stands."""
    with later_clocks(*clocks) as namespace:
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
    assert warnings[0].startswith(said)
