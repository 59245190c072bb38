"""Changes the program at one place at a time and looks whether a test notices. See README.md here.

    python3 packaging/dev.py mutate                 the limits, units, gates and clocks
    python3 packaging/dev.py mutate --all           these, and the rest of the core
    python3 packaging/dev.py mutate permission.py   modules by their names
    python3 packaging/dev.py mutate --near          only with the tests named after each module
    python3 packaging/dev.py mutate --report        only counts, from what is kept
    python3 packaging/dev.py mutate --sample        a few, the same every time; nothing is kept

It goes on where it was stopped. The exit status is 1 when a mutant of the first group survived that is
not listed with a reason in equivalent.toml, or too many of the rest did.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mutation import report, sample, session
from tests.mutation.equivalent import Equivalents
from tests.mutation.forks import Died, in_copies
from tests.mutation.mutants import mutants_of, signature_of
from tests.mutation.record import Record, file_mark, file_of
from tests.mutation.suite import NAMED, REST, SUITE, Suite, mirrors_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.mutation.mutants import Mutant

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
KEPT = HERE / "record.jsonl"
JOURNAL = ROOT / "build" / "mutation" / "journal.jsonl"
MEASURED = ROOT / "build" / "mutation" / "measured.json"
COMPILED = ROOT / "build" / "mutation" / "compiled"
# Loaded before anything is forked: what every test needs and no mutant is in.
_LOADED_ONCE = ("hypothesis", "msgspec", "PySide6.QtTest", "PySide6.QtWidgets")


def main(arguments: Sequence[str]) -> int:
    """Tries what is not known yet; 1 when something survived that may not."""
    parser = argparse.ArgumentParser(
        prog="tests.mutation.mutate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("module", nargs="*", help="such as permission.py")
    parser.add_argument("--all", action="store_true", help="the rest of the core too")
    parser.add_argument("--near", action="store_true", help="only tests named after the module")
    parser.add_argument("--report", action="store_true", help="try nothing")
    parser.add_argument("--sample", action="store_true", help="a few, as the build server does")
    parser.add_argument("--processes", type=int, default=1, metavar="N")
    chosen = parser.parse_args(arguments)
    modules = _modules(chosen)
    equivalents = Equivalents(HERE / "equivalent.toml")
    if chosen.sample:
        return _try_sample(equivalents, processes=chosen.processes)
    if not chosen.report:
        _try(modules, equivalents, processes=chosen.processes, is_near_only=chosen.near)
    record = Record(ROOT, KEPT, JOURNAL)
    everything = _mutants([*NAMED, *REST])
    record.write(everything)
    report.into_readme(HERE / "README.md", everything, record, equivalents)
    return report.on(_mutants(modules), record, equivalents)


def _modules(chosen: argparse.Namespace) -> list[str]:
    known = [*NAMED, *REST]
    if not chosen.module:
        return known if chosen.all else list(NAMED)
    return [one for one in known if Path(one).name in {Path(name).name for name in chosen.module}]


def _mutants(modules: Sequence[str]) -> list[Mutant]:
    return [mutant for module in modules for mutant in mutants_of(ROOT / module, module)]


def _try(
    modules: Sequence[str], equivalents: Equivalents, *, processes: int, is_near_only: bool
) -> None:
    _get_ready()
    mutants = [one for one in _mutants(modules) if one not in equivalents]
    # In the order of a lot, so that a run that is stopped has tried a fair sample of the modules.
    mutants.sort(key=sample.lot)
    _round("the tests named after the module", mutants, processes, is_near=True)
    if not is_near_only:
        _round("all tests", mutants, processes, is_near=False)


def _get_ready() -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.chdir(ROOT)
    # Whatever the machine says: a mutant of an import would else compile every other module again.
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(COMPILED)
    for name in _LOADED_ONCE:
        importlib.import_module(name)


def _round(title: str, mutants: Sequence[Mutant], processes: int, *, is_near: bool) -> None:
    """Lets the mutants that no test has killed face tests: near ones first, since they are quick."""
    record = Record(ROOT, KEPT, JOURNAL)
    open_ones = [one for one in mutants if not record.is_killed_still(one)]
    modules = dict.fromkeys(one.unit.module for one in open_ones)
    near = [file for module in modules for file in mirrors_of(module, ROOT)]
    tests = near if is_near else SUITE
    if not open_ones or not tests:
        return
    print(f"{len(open_ones)} of {len(mutants)} mutants face {title}", flush=True)
    _collected(tests, lambda one: _exchange_all(one, open_ones, processes))
    _import_all(open_ones, processes, is_near=is_near)


def _collected(tests: Sequence[str], then: Callable[[session.Session], None]) -> None:
    """Collects tests in a copy: they, and with them the program, must not be loaded here."""
    with tempfile.TemporaryDirectory(prefix="titrator-mutants-") as folder:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
        process = os.fork()
        if process == 0:
            os._exit(session.Session(ROOT, [*NAMED, *REST], then).run(tests))
        if os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) != 0:
            message = "the tests could not be run"
            raise SystemExit(message)


def _exchange_all(collected: session.Session, mutants: Sequence[Mutant], processes: int) -> None:
    """In the copy that has collected the tests: whatever can be exchanged in place."""
    suite = _measured(collected, processes).limited_to(collected.tests)
    record = Record(ROOT, KEPT, JOURNAL)

    def trials() -> Iterator[session.Trial]:
        for mutant in mutants:
            tests = suite.tests_of(mutant, record)
            files = [file_of(test) for test, _ in tests]
            if tests and not record.survived(mutant, files):
                yield session.Trial(mutant, tests)

    for trial, by in collected.try_all(trials(), processes=processes):
        record.note(trial.mutant, by, [file_of(test) for test, _ in trial.tests])
        _tell(trial.mutant, by)


def _measured(collected: session.Session, processes: int) -> Suite:
    """The lines and the time of every test, measured anew where these modules or it have changed."""
    program = " ".join(file_mark(ROOT / module) for module in (*NAMED, *REST))
    suite = Suite.read(MEASURED, program, ROOT)
    missing = suite.not_measured(collected.tests)
    if missing:
        print(f"measuring {len(missing)} of {len(collected.tests)} tests", flush=True)
        for found in collected.measure(missing, processes=processes):
            suite.add(found)
            suite.write(MEASURED)
    suite.imported = collected.imported
    suite.write(MEASURED)
    return suite


def _import_all(mutants: Sequence[Mutant], processes: int, *, is_near: bool) -> None:
    """What an import runs, and what survived so far in a line that an import runs too."""
    record = Record(ROOT, KEPT, JOURNAL)
    suite = Suite.parse(json.loads(MEASURED.read_text(encoding="utf-8")), ROOT)
    jobs = []
    for mutant in mutants:
        stages = suite.stages_of(mutant, record, is_near=is_near)
        files = [file for stage in stages for file in stage]
        is_done = record.is_killed_still(mutant) or record.survived(mutant, files)
        if not is_done and (not record.is_known(mutant) or suite.is_run_by_import(mutant)):
            jobs.append((mutant, stages))
    if jobs:
        print(f"{len(jobs)} mutants to try from the import on", flush=True)
    slow = suite.slow

    def work(job: tuple[Mutant, list[list[str]]]) -> str | None:
        return session.tried_from_the_start(*job, slow)

    for (mutant, stages), found in in_copies(jobs, work, processes=processes):
        by = stages[0][0] if isinstance(found, Died) else found
        record.note(mutant, by, [file for stage in stages for file in stage])
        _tell(mutant, by)


def _try_sample(equivalents: Equivalents, *, processes: int) -> int:
    """Tries a few of the first group; 1 when one of them survived."""
    _get_ready()
    mutants = [one for one in _mutants(NAMED) if one not in equivalents]
    survivors, count = sample.survivors(ROOT, mutants, Record(ROOT, KEPT, JOURNAL), processes)
    for mutant in survivors:
        _tell(mutant, None)
    print(f"{count - len(survivors)} of {count} mutants were noticed by the tests they faced")
    if survivors:
        print("python3 packaging/dev.py mutate MODULE lets the others face all tests")
    return 1 if survivors else 0


def _tell(mutant: Mutant, by: str | None) -> None:
    if by is None:
        print("survived " + "\n".join(signature_of(mutant)), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
