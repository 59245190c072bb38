"""One pytest session that collects the tests once, then runs chosen ones in forked copies.

The tests run without reports, shrinking and explanations: all that counts is which fails first.
"""

from __future__ import annotations

import sys
import time
import warnings
from typing import TYPE_CHECKING, NamedTuple

import pytest
from _pytest.runner import runtestprotocol
from coverage import Coverage
from hypothesis import HealthCheck, Phase, settings

from tests.mutation import planting
from tests.mutation.forks import Died, computing_at_most, in_copies
from tests.mutation.record import file_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from tests.mutation.mutants import Mutant

OPTIONS = [
    "-q",
    "--tb=native",
    "--no-header",
    "--no-summary",
    "-p",
    "no:cacheprovider",
    "-o",
    "faulthandler_timeout=0",
    "-p",
    "no:xdist",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
]
_SECONDS_A_TEST = 20
_SECONDS_TO_IMPORT = 40
_CANNOT_BE_EXCHANGED = "cannot be exchanged"


class Measured(NamedTuple):
    """What one test did on the unchanged program.

    Attributes:
        seconds: of computing, while its lines were noted.
        lines: those it ran, by module.
    """

    test: str
    seconds: float
    lines: dict[str, list[int]]


class Trial(NamedTuple):
    """A mutant and the tests it is to face, each with the seconds it may compute."""

    mutant: Mutant
    tests: Sequence[tuple[str, float]]


class Session:
    """The plugin: hands the collected tests to `then`, which may fork.

    It can measure which lines of `modules` a test runs.

    Attributes:
        imported: the lines that collecting the tests ran, by module.
    """

    def __init__(self, root: Path, modules: Sequence[str], then: Callable[[Session], None]) -> None:
        self._root = root
        self._modules = modules
        self._then = then
        self._items: dict[str, pytest.Item] = {}
        self._importing = self._coverage()
        self.imported: dict[str, list[int]] = {}

    def run(self, tests: Sequence[str]) -> int:
        """Collects the tests in these files and folders, and gives them over."""
        if self._modules:
            self._importing.start()
        return pytest.main([*OPTIONS, *tests], plugins=[self])

    def _coverage(self) -> Coverage:
        paths = [str(self._root / module) for module in self._modules]
        return Coverage(data_file=None, config_file=False, include=paths, messages=False)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Before any test module is read: its settings build on these."""
        without_shrinking()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of running all tests."""
        if self._modules:
            self._importing.stop()
            found = self._contexts(self._importing)
            self.imported = {module: sorted(lines) for module, lines in found.items()}
        if session.testsfailed:
            raise session.Failed("a test file could not be read")
        self._items = {item.nodeid: item for item in session.items}
        # Made here, so that the copies share one folder for the files of the tests.
        session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        self._then(self)
        return True

    @property
    def tests(self) -> list[str]:
        """The names of all tests."""
        return list(self._items)

    def measure(self, tests: Iterable[str], *, processes: int) -> Iterator[list[Measured]]:
        """Runs each test file in a copy; only tests that pass there are told of."""
        files: dict[str, list[str]] = {}
        for test in tests:
            files.setdefault(file_of(test), []).append(test)
        for file, found in in_copies(
            files, lambda one: self._measured(files[one]), processes=processes
        ):
            if isinstance(found, Died):
                message = f"{file} did not run to its end"
                raise RuntimeError(message) from found  # noqa: TRY004 - no matter of types
            yield found

    def _measured(self, tests: Sequence[str]) -> list[Measured]:
        coverage = self._coverage()
        seconds = {}
        coverage.start()
        for test, following in zip(tests, [*tests[1:], None], strict=True):
            coverage.switch_context(test)
            began = time.process_time()
            if self._passes(test, following):
                seconds[test] = time.process_time() - began
        coverage.stop()
        lines: dict[str, dict[str, list[int]]] = {test: {} for test in seconds}
        for module, by_line in self._contexts(coverage).items():
            for line, contexts in by_line.items():
                for test in contexts & seconds.keys():
                    lines[test].setdefault(module, []).append(line)
        return [Measured(test, seconds[test], lines[test]) for test in seconds]

    def _contexts(self, coverage: Coverage) -> dict[str, dict[int, set[str]]]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a file may run none of these modules
            data = coverage.get_data()
        return {
            module: {
                line: set(contexts)
                for line, contexts in data.contexts_by_lineno(str(self._root / module)).items()
            }
            for module in self._modules
        }

    def try_all(
        self, trials: Iterable[Trial], *, processes: int
    ) -> Iterator[tuple[Trial, str | None]]:
        """Yields each mutant with the test that failed; None where all passed.

        A mutant that never ends is noticed too: the test it hung in is not known, the first stands.
        A mutant that cannot be exchanged is not yielded.
        """
        for trial, found in in_copies(trials, self._tried, processes=processes):
            if isinstance(found, Died):
                yield trial, trial.tests[0][0]
            elif found != _CANNOT_BE_EXCHANGED:
                yield trial, found

    def _tried(self, trial: Trial) -> str | None:
        if not planting.exchange(trial.mutant):
            return _CANNOT_BE_EXCHANGED
        names = [test for test, _ in trial.tests]
        for (test, seconds), following in zip(trial.tests, [*names[1:], None], strict=True):
            computing_at_most(seconds)
            if not self._passes(test, following):
                return test
        return None

    def _passes(self, test: str, following: str | None) -> bool:
        nextitem = None if following is None else self._items[following]
        reports = runtestprotocol(self._items[test], log=False, nextitem=nextitem)
        return not any(report.failed for report in reports) and any(
            report.passed and report.when == "call" for report in reports
        )


def without_shrinking() -> None:
    """Makes every property try the same cases, and stop at the first that fails."""
    settings.register_profile(
        "mutants",
        max_examples=60,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutants")


class FirstFailure:
    """The plugin of a session of its own, for a mutant that is there before anything is imported."""

    def __init__(self, without: frozenset[str], seconds: float) -> None:
        self._without = without
        self._seconds = seconds
        self.failed: str | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Before any test module is read: its settings build on these."""
        without_shrinking()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leaves out what takes too long."""
        items[:] = [item for item in items if item.nodeid not in self._without]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes the first that fails, and gives each the same time."""
        if report.failed and self.failed is None:
            self.failed = report.nodeid
        computing_at_most(self._seconds)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be read any more notices the mutant too."""
        if report.failed and self.failed is None:
            self.failed = report.nodeid


def tried_from_the_start(
    mutant: Mutant, stages: Sequence[Sequence[str]], without: frozenset[str]
) -> str | None:
    """The test, or test file, that fails with the mutant in place of its module; None if none does.

    Args:
        mutant: anything, also what an import runs. Its module was not imported yet.
        stages: test files, those that are likely to notice first.
        without: tests that are left out.
    """
    sys.meta_path.insert(0, planting.Plant(mutant))
    for files in stages:
        plugin = FirstFailure(without, _SECONDS_A_TEST)
        computing_at_most(_SECONDS_TO_IMPORT)
        status = pytest.main([*OPTIONS, "-x", *files], plugins=[plugin])
        if plugin.failed is not None:
            return plugin.failed
        if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return files[0]
    return None
