"""What was found, kept so that a run that was stopped goes on where it was.

One line a unit. A kill holds as long as the text of the unit and of the test that failed stay the same; a
survival as long as no test file it faced has changed. While a run is on, each finding is
written at once into a journal beside it.
"""

from __future__ import annotations

import ast
import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.mutation.mutants import Mutant, Unit


@cache
def file_mark(path: Path) -> str:
    """Eight digits over a file; nothing where there is none."""
    try:
        content = path.read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:8]


def file_of(test: str) -> str:
    """The file a test is in, by its name."""
    return test.partition("::")[0]


@cache
def _functions(path: Path) -> dict[str, str]:
    """Eight digits over each function of a test file, decorators included."""
    try:
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
    except (OSError, SyntaxError):
        return {}
    lines = source.splitlines()
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            text = "\n".join(lines[first - 1 : node.end_lineno])
            found[node.name] = hashlib.sha256(text.encode()).hexdigest()[:8]
    return found


def test_mark(root: Path, test: str) -> str:
    """Eight digits over a test with its cases, or over a whole file where that is named."""
    file, _, name = test.partition("::")
    if not name:
        return file_mark(root / file)
    return _functions(root / file).get(name.partition("[")[0], "")


def forget_files() -> None:
    """Reads every file anew from now on."""
    file_mark.cache_clear()
    _functions.cache_clear()


class Record:
    """The findings by module, unit and key of the mutant."""

    def __init__(self, root: Path, kept: Path, journal: Path) -> None:
        self._root = root
        self._kept = kept
        self._journal = journal
        self._units: dict[tuple[str, str], dict[str, Any]] = {}
        for path in (kept, journal):
            for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
                self._take(json.loads(line))

    def _take(self, line: dict[str, Any]) -> None:
        if "key" in line:
            self._put(
                line["module"], line["unit"], line["source"], line["key"], line["by"], line["at"]
            )
            return
        for test, keys in line["killed"].items():
            mark = line["tests"][test.partition("[")[0]]
            for key in keys:
                self._put(line["module"], line["unit"], line["source"], key, test, mark)
        for key, mark in line["survived"].items():
            self._put(line["module"], line["unit"], line["source"], key, None, mark)

    def _put(
        self, module: str, unit: str, source: str, key: str, by: str | None, mark: str
    ) -> None:
        found = self._units.setdefault((module, unit), {"source": source, "found": {}})
        if found["source"] != source:
            found = self._units[module, unit] = {"source": source, "found": {}}
        found["found"][key] = (by, mark)

    def _of(self, mutant: Mutant) -> tuple[str | None, str] | None:
        found = self._units.get((mutant.unit.module, mutant.unit.name))
        if found is None or found["source"] != mutant.unit.fingerprint:
            return None
        answer: tuple[str | None, str] | None = found["found"].get(mutant.key)
        return answer

    def is_known(self, mutant: Mutant) -> bool:
        """Whether it was tried with the unit as it is, whatever became of the tests since."""
        return self._of(mutant) is not None

    def killer(self, mutant: Mutant) -> str | None:
        """The test that failed with it; None where it survived or was not tried."""
        found = self._of(mutant)
        return None if found is None else found[0]

    def is_killed_still(self, mutant: Mutant) -> bool:
        """Whether it was killed, by a test that is as it was."""
        by, mark = self._of(mutant) or (None, "")
        return by is not None and mark == test_mark(self._root, by)

    def survived(self, mutant: Mutant, files: Iterable[str]) -> bool:
        """Whether it survived exactly these test files as they are now."""
        return self._of(mutant) == (None, self._faced(files))

    def _faced(self, files: Iterable[str]) -> str:
        marks = [f"{file} {file_mark(self._root / file)}" for file in sorted(set(files))]
        return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:8]

    def killers_in(self, unit: Unit) -> dict[str, int]:
        """The tests that killed mutants of a unit, whatever its text, and how many."""
        return self._counted([self._units.get((unit.module, unit.name), {"found": {}})])

    def killers_in_module(self, module: str) -> dict[str, int]:
        """The tests that killed mutants of a module, and how many."""
        return self._counted(one for (name, _), one in self._units.items() if name == module)

    def _counted(self, units: Iterable[dict[str, Any]]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for one in units:
            for by, _ in one["found"].values():
                if by is not None:
                    counts[by] = counts.get(by, 0) + 1
        return counts

    def note(self, mutant: Mutant, by: str | None, files: Iterable[str]) -> None:
        """Keeps what became of a mutant, on disk at once."""
        mark = self._faced(files) if by is None else test_mark(self._root, by)
        unit = mutant.unit
        self._put(unit.module, unit.name, unit.fingerprint, mutant.key, by, mark)
        line = {
            "module": unit.module,
            "unit": unit.name,
            "source": unit.fingerprint,
            "key": mutant.key,
            "by": by,
            "at": mark,
        }
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        with self._journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def write(self, mutants: Iterable[Mutant]) -> None:
        """Writes all that is known of these mutants in one piece, and ends the journal."""
        lines: dict[tuple[str, str], dict[str, Any]] = {}
        for mutant in mutants:
            found = self._of(mutant)
            if found is None:
                continue
            unit = mutant.unit
            line = lines.setdefault(
                (unit.module, unit.name),
                {
                    "module": unit.module,
                    "unit": unit.name,
                    "source": unit.fingerprint,
                    "tests": {},
                    "killed": {},
                    "survived": {},
                },
            )
            by, mark = found
            if by is None:
                line["survived"][mutant.key] = mark
            else:
                line["tests"][by.partition("[")[0]] = mark
                line["killed"].setdefault(by, []).append(mutant.key)
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines.values())
        self._kept.write_text(text, encoding="utf-8")
        self._journal.unlink(missing_ok=True)
