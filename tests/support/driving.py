"""Starts a `driven_window` and talks to it; ends it, and what it started, whatever happens."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests.support.program import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Window:
    """A window in a process of its own, usable."""

    def __init__(self, folder: Path, told: str = "", platform: str = "offscreen") -> None:
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.support.driven_window",
                str(folder),
                *filter(None, [told]),
            ],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": platform},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            start_new_session=True,
        )
        assert self.hear() == "usable"

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def hear(self) -> Any:
        """What it says next."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the window has ended"
        return json.loads(line)

    def tell(self, *what: object) -> None:
        """Have it do something; the answer is for `hear`."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")

    def ask(self, *what: object) -> Any:
        """Have it do something, and return its answer."""
        self.tell(*what)
        return self.hear()

    def signal(self, number: int) -> None:
        """Stop, continue or kill it."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it at once, whatever it has open, as a crash does."""
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """End it and everything it started."""
        if sys.platform == "win32":  # which has no groups of processes
            self._process.kill()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()


@contextlib.contextmanager
def a_window(folder: Path, told: str = "", platform: str = "offscreen") -> Iterator[Window]:
    """A window over a folder, gone afterwards; `told` is the FIFO of what stands beside it."""
    window = Window(folder, told, platform)
    try:
        yield window
    finally:
        window.end()
