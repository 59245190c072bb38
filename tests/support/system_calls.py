"""Runs a program under strace: to see what it asks of the system, or to make a call of it fail.

Killing a program proves little about the disk, since what was written is in the system's memory and
survives. What was synced is seen from outside the program, by its calls.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@functools.cache
def _strace() -> str:
    """The path of strace where it is there and may trace, else nothing."""
    strace = shutil.which("strace") or ""
    if not strace or subprocess.run([strace, "-o", "/dev/null", "true"], check=False).returncode:
        return ""
    return strace


def traced(trace: Path, calls: str) -> tuple[str, ...]:
    """The command to run a program under, its `calls` (such as "fsync,write") noted in a file."""
    return (_required(), "-f", "-o", str(trace), "-e", f"trace={calls}")


def spoiled(calls: str, *, how: str, nth: int, for_good: bool = False) -> tuple[str, ...]:
    """The command to run a program under, the n-th of its `calls` done as `how` says.

    `how` is "error=ENOSPC", or "signal=KILL", which comes just before the call is done.
    """
    when = f"{nth}+" if for_good else f"{nth}"
    inject = f"inject={calls}:{how}:when={when}"
    return (_required(), "-f", "-o", "/dev/null", "-e", f"trace={calls}", "-e", inject)


def _required() -> str:
    if not _strace():
        pytest.skip("strace is not installed, or may not trace here")
    return _strace()
