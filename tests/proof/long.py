"""The long forms of the proofs, each from beginning to end. What they found stands in README.md.

    python3 packaging/dev.py prove PROOF...

    conversions   1,000,000 random conversions against the second implementation
    roundings     1,000,000 rounding decisions against a search over every settable rate
    permission    every row of the step's decision table (--whole: all situations crossed)
    resume        every row of the decision table of the end of a hold
    note          the part of the grid that the rounding note counts: 30,912 combinations
    grid          every dose, bag, weight, resolution and increment of every drug
    search        the whole state machine breadth first, both protocols, to the fixpoint
    simulation    100,000 weans with everything that goes wrong (--weans: another number)
    real-data     charted infusions through the session; writes real_data_summary.md
    fuzz          1,000,000 changed inputs through everything that reads a file (--inputs)
    all           all of them, in this order

What is found is printed with its counts and the time it took; a fault is printed with the seed,
number or way that leads to it, and makes the exit status 1. Each proof but search and real-data works
in chunks: --keep DIR writes each finished chunk down, so that a run that was stopped goes on there.
A chunk counts only for the very code it was run with. --processes uses several cores.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzz import fuzzing
from tests.fuzz.parsers import PARSERS
from tests.proof import (
    beds,
    chunks,
    conversions,
    grid,
    permission_table,
    real_data,
    resume_table,
    roundings,
    simulation,
)
from tests.proof.chunks import Tally
from tests.proof.real_data_report import summary, write_episodes
from tests.proof.search import Search

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Proof = Callable[[argparse.Namespace], bool]

ROOT = Path(__file__).resolve().parents[2]
SUMMARY = Path(__file__).with_name("real_data_summary.md")
ROWS_A_CHUNK = 5_000
QUESTIONS_A_CHUNK = 2_900
DECISIONS_A_QUESTION = len(roundings.DECISIONS)
SHARES_OF_THE_TABLE = 64


def main(arguments: Sequence[str]) -> int:
    """Runs the proofs that are named; 1 when any of them found a fault."""
    parser = argparse.ArgumentParser(
        prog="tests.proof.long",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("proof", nargs="+", choices=[*PROOFS, "all"])
    parser.add_argument("--processes", type=int, default=1, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write finished chunks down here")
    parser.add_argument("--cases", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--weans", type=int, default=100_000, metavar="N")
    parser.add_argument("--inputs", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--whole", action="store_true", help="permission: cross all situations")
    parser.add_argument("--oddities", type=int, default=1, help="search: at once, at most")
    parser.add_argument("--data", type=Path, default=_reference_data(), metavar="DIR")
    parser.add_argument("--episodes", type=Path, metavar="CSV", help="real-data: each episode")
    chosen = parser.parse_args(arguments)
    named = list(PROOFS) if "all" in chosen.proof else list(dict.fromkeys(chosen.proof))
    held = [_timed(name, chosen) for name in named]
    return 0 if all(held) else 1


def _reference_data() -> Path | None:
    named = os.environ.get("TITRATOR_REFERENCE_DATA", "")
    return Path(named) if named else None


def _timed(name: str, chosen: argparse.Namespace) -> bool:
    print(f"== {name}", flush=True)
    began, worked = time.monotonic(), time.process_time()
    holds = PROOFS[name](chosen)
    seconds = time.monotonic() - began
    own = time.process_time() - worked
    print(
        f"   {'holds' if holds else 'DOES NOT HOLD'}; {seconds:.0f} s, {own:.0f} s of this process"
    )
    return holds


# ------------------------------------------------------------------------------- in chunks


def _in_chunks(name: str, work: chunks.Work, count: int, chosen: argparse.Namespace) -> Tally:
    kept = None if chosen.keep is None else chosen.keep / f"{name}-{fingerprint()}.jsonl"
    tally = chunks.run(work, range(count), kept=kept, processes=chosen.processes)
    for what, number in sorted(tally.counts.items()):
        print(f"   {number:>12,} {what}")
    for fault in tally.faults[:20]:
        print(f"   FAULT {fault}")
    print(f"   {len(tally.faults):>12,} faults", flush=True)
    return tally


def fingerprint() -> str:
    """Twelve digits over the program, its resources and the proofs: what a chunk was run with."""
    digest = hashlib.sha256()
    for folder in ("titrator", "resources", "tests/proof", "tests/reference", "tests/fuzz"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
                digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def _some_conversions(number: int) -> Tally:
    return conversions.Comparison().run(number, ROWS_A_CHUNK)


def _some_roundings(number: int) -> Tally:
    return roundings.run(number, QUESTIONS_A_CHUNK)


def _conversions(chosen: argparse.Namespace) -> bool:
    count = -(-chosen.cases // ROWS_A_CHUNK)
    return not _in_chunks("conversions", _some_conversions, count, chosen).faults


def _roundings(chosen: argparse.Namespace) -> bool:
    count = -(-chosen.cases // (QUESTIONS_A_CHUNK * DECISIONS_A_QUESTION))
    return not _in_chunks("roundings", _some_roundings, count, chosen).faults


def _permission(chosen: argparse.Namespace) -> bool:
    work = partial(permission_table.part, parts=SHARES_OF_THE_TABLE, whole=chosen.whole)
    name = "permission-whole" if chosen.whole else "permission"
    return not _in_chunks(name, work, SHARES_OF_THE_TABLE, chosen).faults


def _resume(chosen: argparse.Namespace) -> bool:
    return not _in_chunks("resume", resume_table.part, SHARES_OF_THE_TABLE, chosen).faults


def _note(chosen: argparse.Namespace) -> bool:
    return not _in_chunks("note", _note_in_one, 1, chosen).faults


def _note_in_one(_: int) -> Tally:
    return grid.run_note()


def _grid(chosen: argparse.Namespace) -> bool:
    return not _in_chunks("grid", grid.share, grid.PARTS_OF_A_LONG_RUN, chosen).faults


def _simulation(chosen: argparse.Namespace) -> bool:
    count = -(-chosen.weans // simulation.WEANS_A_CHUNK)
    began = time.monotonic()
    tally = _in_chunks("simulation", simulation.chunk, count, chosen)
    rate = tally.counts["weans"] / (time.monotonic() - began)
    print(f"   {rate:.1f} weans a second, those done before included")
    return not tally.faults


def _fuzz(chosen: argparse.Namespace) -> bool:
    rounds = -(-chosen.inputs // (fuzzing.INPUTS_A_CHUNK * len(PARSERS)))
    tally = _in_chunks("fuzz", fuzzing.chunk, rounds * len(PARSERS), chosen)
    total = sum(number for name, number in tally.counts.items() if name.endswith(": inputs"))
    print(f"   {total:>12,} inputs")
    return not tally.faults


# ---------------------------------------------------------------------------------- in one go


def _searched(protocol: str, oddities: int) -> tuple[str, bool]:
    found = Search(protocol, most_oddities=oddities).run()
    faults = "".join(f"\n   FAULT {fault}" for fault in found.faults[:20])
    return f"   {protocol}: {found.report()}{faults}", not (found.faults or found.missing())


def _search(chosen: argparse.Namespace) -> bool:
    search = partial(_searched, oddities=chosen.oddities)
    if chosen.processes == 1:
        results = [search(protocol) for protocol in beds.PROTOCOLS]
    else:
        with ProcessPoolExecutor(chosen.processes, mp_context=get_context("spawn")) as pool:
            results = list(pool.map(search, beds.PROTOCOLS))
    for report, _ in results:
        print(report)
    return all(holds for _, holds in results)


def _real_data(chosen: argparse.Namespace) -> bool:
    if chosen.data is None or not chosen.data.is_dir():
        print("   Name the folder of the charted data: --data DIR, or TITRATOR_REFERENCE_DATA.")
        return False
    outcomes = list(real_data.replay(chosen.data))
    SUMMARY.write_text(summary(outcomes), encoding="utf-8")
    if chosen.episodes is not None:
        write_episodes(outcomes, chosen.episodes)
    faults = [fault for one in outcomes for fault in one.faults]
    print(f"   {len(outcomes):>12,} replays, {len(faults)} faults; see {SUMMARY.name}")
    for fault in faults[:20]:
        print(f"   FAULT {fault}")
    return not faults


PROOFS: dict[str, Proof] = {
    "conversions": _conversions,
    "roundings": _roundings,
    "permission": _permission,
    "resume": _resume,
    "note": _note,
    "grid": _grid,
    "search": _search,
    "simulation": _simulation,
    "real-data": _real_data,
    "fuzz": _fuzz,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
