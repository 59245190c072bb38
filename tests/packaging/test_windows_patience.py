"""A slow machine and a window that hangs are told apart by what the process had of the processor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.packaging.windows_scripts import windows_script

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

patience = windows_script("patience")


def a_process(folder: Path, *states: str, ticks: tuple[int, int] = (0, 0)) -> Path:
    """A process as Linux shows it: the state of each thread, and its time in program and system."""
    for number, state in enumerate(states, start=10):
        place = folder / "task" / str(number)
        place.mkdir(parents=True)
        (place / "stat").write_text(f"{number} (a) R (b) {state} 1 1 1 0 -1 0 0 0 0 0 0 0 20 0\n")
    of_all = f"10 (a) R (b) S 1 1 1 0 -1 0 0 0 0 0 {ticks[0]} {ticks[1]} 20 0 1\n"
    (folder / "stat").write_text(of_all)
    return folder


@pytest.mark.skipif(not hasattr(os, "sysconf"), reason="the scripts run on Linux")
@pytest.mark.parametrize(
    ("states", "is_at_work"), [(("S", "S"), False), (("S", "R"), True), (("D",), True)]
)
def test_a_process_is_at_work_when_a_thread_of_it_runs_or_waits_for_the_disk(
    tmp_path: Path, states: tuple[str, ...], is_at_work: bool
) -> None:
    """Runnable counts as running: it may wait for its turn. A name with letters in it means nothing."""
    assert patience.look_at(a_process(tmp_path, *states)).is_at_work is is_at_work


@pytest.mark.skipif(not hasattr(os, "sysconf"), reason="the scripts run on Linux")
def test_what_a_process_had_of_the_processor_is_counted(tmp_path: Path) -> None:
    """In the program and in the system; a process that is gone had nothing more."""
    had = patience.look_at(a_process(tmp_path, "S", ticks=(150, 50))).cpu_s
    assert had == 200 / os.sysconf("SC_CLK_TCK")
    assert patience.look_at(tmp_path / "gone") == (False, 0)


def looks(*told: tuple[bool, float]) -> Callable[[], object]:
    """Each look in turn; one too many is an error."""
    left = iter(told)
    return lambda: patience.Look(*next(left))


def test_three_quiet_looks_in_a_row_are_rest() -> None:
    """A pause between two pieces of work is none."""
    work, rest = (True, 1.0), (False, 1.0)
    look = looks(work, work, rest, rest, work, rest, rest, rest)
    assert patience.wait_until_taken(look, 600, look_every_s=0) is not None
    with pytest.raises(StopIteration):
        look()


def test_half_a_second_of_the_processor_is_enough_for_a_key() -> None:
    """A window that is always behind on a busy machine never rests; its key is taken all the same."""
    look = looks((True, 7.0), (True, 7.25), (True, 7.5))
    assert patience.wait_until_taken(look, 600, look_every_s=0) is not None
    with pytest.raises(StopIteration):
        look()


def test_a_process_that_gets_nowhere_is_said_and_not_waited_for() -> None:
    """However patient the trial is, it ends."""

    def look() -> object:
        return patience.Look(is_at_work=True, cpu_s=7.0)

    assert patience.wait_until_taken(look, 0, look_every_s=0) is None
