"""Long work in numbered chunks on several cores, each chunk written down once it is done.

Stopped at any moment and started again, a run goes on after the chunks that stand in its file. A
chunk is named by its number, which is its seed: the same number is the same work everywhere.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    Work = Callable[[int], "Tally"]


@dataclass
class Tally:
    """What was tried, how often, and everything that should not be."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Takes in what another part found."""
        self.counts += other.counts
        self.faults += other.faults


def run(work: Work, numbers: Iterable[int], *, kept: Path | None, processes: int) -> Tally:
    """Does `work` for every number that is not yet in the file `kept`. Returns all together."""
    done = _read(kept)
    left = [number for number in numbers if number not in done]
    total = Tally()
    for number in numbers:
        if number in done:
            total.add(done[number])
    if done:
        _say(f"{len(done)} chunks were done before; {len(left)} are left.")
    for number, tally in _each(work, left, processes):
        total.add(tally)
        _keep(kept, number, tally)
        _say(f"chunk {number} done, {len(tally.faults)} faults")
    return total


def _each(work: Work, numbers: list[int], processes: int) -> Iterable[tuple[int, Tally]]:
    if processes == 1:
        for number in numbers:
            yield number, work(number)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(work, number): number for number in numbers}
        for one in as_completed(running):
            yield running[one], one.result()


def _read(kept: Path | None) -> dict[int, Tally]:
    if kept is None or not kept.exists():
        return {}
    done = {}
    for line in kept.read_text(encoding="utf-8").splitlines():
        try:
            row: dict[str, Any] = json.loads(line)
        except ValueError:
            continue  # the last line of a run that was stopped while it wrote
        done[row["chunk"]] = Tally(Counter(row["counts"]), row["faults"])
    return done


def _keep(kept: Path | None, number: int, tally: Tally) -> None:
    if kept is None:
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    row = {"chunk": number, "counts": tally.counts, "faults": tally.faults}
    with kept.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def _say(text: str) -> None:
    if sys.stderr.isatty():
        print(text, file=sys.stderr)
