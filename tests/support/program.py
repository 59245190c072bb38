"""Runs the program as a process of its own, as from a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def titrator(*arguments: str, under: tuple[str, ...] = ()) -> int:
    """The exit status of a command; `under` is a command to run it with. What it says is dropped."""
    command = (*under, sys.executable, "-m", "titrator", *arguments)
    finished = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return finished.returncode
