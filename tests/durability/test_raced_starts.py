"""However many programs start at once, exactly one writes; after a crash the next one takes over.

40 races of three programs, with TITRATOR_EVERY_CASE=1 1,000. Every tenth winner is killed with the
log open.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import IO, TYPE_CHECKING

import pytest

from tests.support.every_case import whole_or_fast
from tests.support.memory_folder import a_quick_folder
from tests.support.writer_process import ROOT
from titrator.store.opening import LOG_NAME
from titrator.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.hazard("H20")

RACES = whole_or_fast(whole=1_000, fast=40)
RACERS = 3


class Racer:
    """A racer.py that runs."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.racer", str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def tell(self) -> None:
        """Let it start, or let go."""
        _given(self._process.stdin).write("go\n")

    def answer(self) -> str:
        """What it says next."""
        return _given(self._process.stdout).readline().rstrip("\n")

    def kill(self) -> None:
        """End it at once, whatever it has open."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                _given(stream).close()


def _given(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


@contextlib.contextmanager
def racers(folder: Path) -> Iterator[list[Racer]]:
    """Programs that wait for the start."""
    running = [Racer(folder) for _ in range(RACERS)]
    try:
        yield running
    finally:
        for racer in running:
            racer.kill()


def race(running: list[Racer]) -> int:
    """Start all at once; return which of them has the log open. The others say that one has."""
    for racer in running:
        racer.tell()
    answers = [racer.answer() for racer in running]
    winners = [place for place, answer in enumerate(answers) if answer.startswith("open ")]
    assert len(winners) == 1, answers
    # A name may still be that of the holder before: it is a courtesy, the lock is what counts.
    others = [answer for place, answer in enumerate(answers) if place not in winners]
    assert all(answer.startswith("held ") for answer in others), answers
    return winners[0]


def test_of_programs_that_start_at_once_exactly_one_writes() -> None:
    """Each race adds one entry, and the chain of all races is whole."""
    with a_quick_folder() as parent, racers(parent / "data") as running:
        for number in range(RACES):
            winner = race(running)
            if number % 10 == 9:
                running[winner].kill()
                running[winner] = Racer(parent / "data")
                rest = [racer for place, racer in enumerate(running) if place != winner]
            else:
                rest = running
            for racer in rest:
                racer.tell()
                assert racer.answer() == "free"
        report = verify(parent / "data" / LOG_NAME)
        assert (report.fault, report.entries) == (None, RACES)
