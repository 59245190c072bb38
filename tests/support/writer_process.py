"""Runs log_writer.py as a process of its own and reads what it acknowledged."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


class Writer:
    """A running log_writer.py, and what it says."""

    def __init__(self, process: subprocess.Popen[str], out: IO[str]) -> None:
        self._process = process
        self._out = out

    def next_line(self) -> str:
        """The next line it said; empty once it has ended."""
        return self._out.readline().rstrip("\n")

    def rest(self) -> list[str]:
        """Every line it said that was not read yet, once it has ended."""
        return self._out.read().splitlines()

    def kill(self) -> None:
        """Ends it at once, without a chance to tidy up."""
        self._process.kill()
        self._process.wait()


@contextlib.contextmanager
def writer(
    folder: Path, episode: str, how: str, *, under: tuple[str, ...] = ()
) -> Iterator[Writer]:
    """A log_writer.py at work, killed at the end; `under` is a command to run it with."""
    command = (*under, sys.executable, "-m", "tests.support.log_writer", str(folder), episode, how)
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        running = Writer(process, process.stdout)
        try:
            yield running
        finally:
            running.kill()
