"""Runs work in forked copies of this process, each with limits on its time and memory.

Time is what the copy itself computes, so that a busy machine changes no result.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_MEMORY = 3 << 30
_WALL_SECONDS = 600


def computing_at_most(seconds: float) -> None:
    """Ends this process when it computes for longer from now on."""
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


class Died(Exception):
    """A copy ended without an answer: it ran into a limit, or something broke, which is told."""


def in_copies(
    jobs: Iterable[Any], work: Callable[[Any], Any], *, processes: int
) -> Iterator[tuple[Any, Any]]:
    """Yields each job with what `work` made of it, or with Died, as they end."""
    running: dict[int, tuple[Any, Path]] = {}
    gc.collect()
    gc.freeze()  # a copy that never collects this memory never copies it
    with tempfile.TemporaryDirectory(prefix="titrator-mutants-") as folder:
        for number, job in enumerate(jobs):
            answer = Path(folder, str(number))
            process = os.fork()
            if process == 0:
                _answer(work, job, answer)
            running[process] = (job, answer)
            if len(running) >= processes:
                yield _one_ended(running)
        while running:
            yield _one_ended(running)


def _one_ended(running: dict[int, tuple[Any, Path]]) -> tuple[Any, Any]:
    process, status = os.wait()
    job, answer = running.pop(process)
    if status != 0:
        return job, Died(f"ended with status {status}")
    result = pickle.loads(answer.read_bytes())
    answer.unlink()
    return job, result


def _answer(work: Callable[[Any], Any], job: Any, answer: Path) -> NoReturn:
    """Does the work, writes what it gave, and ends this process without any farewell."""
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        signal.alarm(_WALL_SECONDS)
        # The folders of its tests go with the answers, also when it dies.
        own = answer.with_suffix(".tests")
        own.mkdir()
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(own)
        result = work(job)
    except BaseException:  # noqa: BLE001 - whatever it is, the one who asked is told
        result = Died(traceback.format_exc())
    computing_at_most(0)
    try:
        answer.write_bytes(pickle.dumps(result))
    except BaseException:  # noqa: BLE001
        os._exit(1)
    os._exit(0)
