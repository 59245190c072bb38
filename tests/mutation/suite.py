"""Which modules are changed, and which tests a mutant has to face, the likeliest first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.mutation.record import file_mark, file_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tests.mutation.mutants import Mutant
    from tests.mutation.record import Record
    from tests.mutation.session import Measured

_ROOT_OF_CORE = "titrator/core/"
# Limits, units, number entry, calculator, gates, engine and clock rules: every mutant is answered for.
NAMED = (
    *(
        f"{_ROOT_OF_CORE}{name}.py"
        for name in (
            "limits",
            "units",
            "number_entry",
            "calculator",
            "gate",
            "permission",
            "assessment",
            "phase",
            "engine",
            "times",
            "state",
        )
    ),
    "titrator/session/clock.py",
)
SUITE = ("tests/core", "tests/session", "tests/scenarios", "tests/replay")
# What holds for the records of all modules.
_OF_EVERY_MODULE = "tests/core/test_records.py"
# A test that computes for longer is left to the ordinary test run.
_LONGEST_SECONDS = 2.0
_MOST_SECONDS_A_MUTANT = 60.0


def _rest() -> tuple[str, ...]:
    from pathlib import Path

    root = Path(__file__).resolve().parents[2]
    found = sorted(
        path.relative_to(root).as_posix() for path in (root / _ROOT_OF_CORE).glob("*.py")
    )
    return tuple(one for one in found if one not in NAMED)


REST = _rest()


class Suite:
    """The measured tests.

    Attributes:
        imported: the lines that collecting the tests runs, by module.
    """

    def __init__(self, program: str, root: Path) -> None:
        self._program = program
        self._root = root
        self._tests: dict[str, dict[str, Any]] = {}
        self._files: dict[str, dict[str, Any]] = {}
        self._running: dict[tuple[str, int], list[str]] | None = None
        self.imported: dict[str, list[int]] = {}

    # -------------------------------------------------------------------------- on disk

    @classmethod
    def read(cls, path: Path, program: str, root: Path) -> Suite:
        """What was measured of this very program; nothing of another one."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            kept = {}
        if kept.get("program") != program:
            return cls(program, root)
        return cls.parse(kept, root)

    @classmethod
    def parse(cls, kept: dict[str, Any], root: Path) -> Suite:
        """From the text of a file that was written here."""
        suite = cls(kept["program"], root)
        suite._files = {
            file: found
            for file, found in kept["files"].items()
            if found["mark"] == file_mark(root / file)
        }
        suite.imported = kept["imported"]
        return suite

    def write(self, path: Path) -> None:
        """Keeps it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = {"program": self._program, "files": self._files, "imported": self.imported}
        path.write_text(json.dumps(kept), encoding="utf-8")

    def not_measured(self, tests: Iterable[str]) -> list[str]:
        """Those in files that are new or have changed."""
        return [test for test in tests if file_of(test) not in self._files]

    def add(self, found: Iterable[Measured]) -> None:
        """Takes in what was measured."""
        for test, seconds, lines in found:
            file = file_of(test)
            mark = file_mark(self._root / file)
            entry = self._files.setdefault(file, {"mark": mark, "tests": {}})
            entry["tests"][test] = {"seconds": round(seconds, 4), "lines": lines}

    # ------------------------------------------------------------------------- the choice

    def _all(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for file in self._files.values():
            yield from file["tests"].items()

    @property
    def slow(self) -> frozenset[str]:
        """Tests that no mutant faces."""
        return frozenset(test for test, found in self._all() if found["seconds"] > _LONGEST_SECONDS)

    def limited_to(self, tests: Iterable[str]) -> Suite:
        """Only these tests, those that were collected."""
        files = {file_of(test) for test in tests}
        limited = Suite(self._program, self._root)
        limited._files = {file: found for file, found in self._files.items() if file in files}
        limited.imported = self.imported
        return limited

    def _by_line(self) -> dict[tuple[str, int], list[str]]:
        if self._running is None:
            self._running = {}
            self._tests = dict(self._all())
            for test, found in self._tests.items():
                if found["seconds"] <= _LONGEST_SECONDS:
                    for module, lines in found["lines"].items():
                        for line in lines:
                            self._running.setdefault((module, line), []).append(test)
        return self._running

    def tests_of(self, mutant: Mutant, record: Record) -> list[tuple[str, float]]:
        """The tests that run the changed line, and the seconds each may compute."""
        module = mutant.unit.module
        lines = self._lines_of(mutant)
        by_line = self._by_line()
        running = {test for line in lines for test in by_line.get((module, line), [])}
        kills = record.killers_in(mutant.unit)
        last = record.killer(mutant)
        mirrors = tuple(mirrors_of(module, self._root))

        def order(test: str) -> tuple[bool, int, bool, float]:
            seconds = self._tests[test]["seconds"]
            return test != last, -kills.get(test, 0), not test.startswith(mirrors), seconds

        chosen, total = [], 0.0
        for test in sorted(running, key=order):
            seconds = self._tests[test]["seconds"]
            total += seconds
            if total > _MOST_SECONDS_A_MUTANT:
                break
            chosen.append((test, 3 + 5 * seconds))
        return chosen

    def _lines_of(self, mutant: Mutant) -> Sequence[int]:
        """The lines whose tests may notice; none of a table that an import reads."""
        if not mutant.is_called:
            reading = mutant.unit.readers
            imported = self.imported.get(mutant.unit.module, [])
            return [] if set(reading) & set(imported) else reading
        start, end, _ = mutant.edit
        return range(mutant.line, mutant.line + mutant.source.count(b"\n", start, end) + 1)

    def is_run_by_import(self, mutant: Mutant) -> bool:
        """Whether collecting the tests runs its line."""
        if not mutant.is_called:
            return not self._lines_of(mutant)
        return mutant.line in self.imported.get(mutant.unit.module, [])

    def stages_of(self, mutant: Mutant, record: Record, *, is_near: bool) -> list[list[str]]:
        """The test files a mutant of an import faces: those named after it, then all that use it."""
        module = mutant.unit.module
        mirrors = list(mirrors_of(module, self._root))
        if is_near:
            return [mirrors] if mirrors else []
        kills = record.killers_in_module(module)
        files = sorted({file_of(test) for test in kills}, key=lambda one: -_kills(kills, one))
        stages = [mirrors, [one for one in files if one not in mirrors][:3]]
        faced = {file for stage in stages for file in stage}
        using = [file for file in self._files if file not in faced and self._uses(file, module)]
        last = record.killer(mutant)
        if last is not None:
            stages.insert(0, [file_of(last)])
        return [stage for stage in (*stages, sorted(using)) if stage]

    def _uses(self, file: str, module: str) -> bool:
        return any(module in found["lines"] for found in self._files[file]["tests"].values())


def _kills(kills: dict[str, int], file: str) -> int:
    return sum(count for test, count in kills.items() if file_of(test) == file)


def mirrors_of(module: str, root: Path) -> Iterator[str]:
    """The test files that are named after a module, and the one that is about all."""
    folder, _, name = module.removeprefix("titrator/").removesuffix(".py").rpartition("/")
    paths: Sequence[Path] = [
        *(root / "tests" / folder).glob(f"test_{name}.py"),
        *sorted((root / "tests" / folder).glob(f"test_{name}_*.py")),
    ]
    for path in paths:
        yield path.relative_to(root).as_posix()
    if folder == "core" and (root / _OF_EVERY_MODULE).exists():
        yield _OF_EVERY_MODULE
