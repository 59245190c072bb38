"""What tells a slow machine from a window that hangs: what its process had of the processor since a key.

On a busy machine a program may wait for its turn for half a minute, and whoever types into it waits as
well. Once it sleeps, or has had more of the processor than any key needs, the key has been taken.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Of the letters in /proc: runnable, and waiting for the disk.
_AT_WORK = frozenset("RD")
_LOOK_EVERY_S = 0.15
_QUIET_LOOKS = 3  # a window that paints once a second rests in between
_ENOUGH_CPU_S = 0.5  # opening the largest form takes a third of it under wine


class Look(NamedTuple):
    """What a process is seen to do, and the processor's time it has had since its start."""

    is_at_work: bool
    cpu_s: float


def look_at(process: Path) -> Look:
    """Returns what the process with this folder in /proc does; one that ended does nothing."""
    states = [_behind_name(thread)[:1] for thread in _numbered(process / "task")]
    told = _behind_name(process)
    ticks = int(told[11]) + int(told[12]) if told else 0
    return Look(
        any(state[0] in _AT_WORK for state in states if state), ticks / os.sysconf("SC_CLK_TCK")
    )


def wait_until_taken(
    look: Callable[[], Look], longest_s: float, *, look_every_s: float = _LOOK_EVERY_S
) -> float | None:
    """Waits until a process rested at several looks in a row, or had its share of the processor.

    Returns how many seconds that took, or None when neither came within `longest_s`.
    """
    began, first, quiet = time.monotonic(), look().cpu_s, 0
    while time.monotonic() - began <= longest_s:
        time.sleep(look_every_s)
        seen = look()
        quiet = 0 if seen.is_at_work else quiet + 1
        if quiet == _QUIET_LOOKS or seen.cpu_s - first >= _ENOUGH_CPU_S:
            return time.monotonic() - began
    return None


def _numbered(folder: Path) -> Iterator[Path]:
    try:
        inside = list(folder.iterdir())
    except OSError:  # it ended meanwhile
        return
    yield from (path for path in inside if path.name.isdigit())


def _behind_name(folder: Path) -> list[str]:
    """Returns the words behind the name, which itself may hold anything; none when it is gone."""
    try:
        told = (folder / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return told.rpartition(") ")[2].split()
