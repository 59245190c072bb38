"""Fails a whole run in which a hazard, a rule or a ruling was shown by no test that passed.

That a test carries such a name is read from its text (tests/architecture/test_safety.py). A test may
still be skipped on the machine it runs on; then what it names was not shown there. Of the hazards
only those count that are said to be controlled, wholly or in part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = ("hazard", "rule", "ruling")
passed: set[tuple[str, str]] = set()
"""What the tests that passed name, kind and name, on all processes of the run."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts what each test names where its report carries it to the main process."""
    for item in items:
        for mark in item.iter_markers():
            if mark.name in KINDS:
                item.user_properties += [(mark.name, str(name)) for name in mark.args]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Notes what a test has shown once it has passed."""
    if report.when == "call" and report.passed:
        passed.update((kind, str(name)) for kind, name in report.user_properties if kind in KINDS)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run that left one of them unshown has failed; one that failed already says enough."""
    if exitstatus == 0 and is_whole(session.config) and unshown(passed):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Names them."""
    if exitstatus == 0 and is_whole(config) and (missing := unshown(passed)):
        terminalreporter.section("claimed, and shown by no test that passed", red=True)
        terminalreporter.write_line(", ".join(missing))
        terminalreporter.write_line("Their tests were skipped here; -rs says why.")


def is_whole(config: pytest.Config) -> bool:
    """Whether all tests were asked for, in the process that hears of all of them."""
    chosen = config.option
    is_main = not hasattr(config, "workerinput")
    asks_all = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    is_of_last_failed = getattr(chosen, "lf", False)
    picks = (chosen.keyword, chosen.markexpr, chosen.collectonly, chosen.deselect)
    return is_main and asks_all and not any(picks) and not is_of_last_failed


def unshown(shown: Iterable[tuple[str, str]]) -> list[str]:
    """Every hazard that is said to be controlled, rule and ruling that is not among `shown`."""
    from tests.architecture.evidence import hazards, known
    from titrator.core.hazard_list import ControlStatus

    later = {("hazard", one.id) for one in hazards() if one.status is ControlStatus.LATER}
    claimed = {(kind, str(name)) for kind in KINDS for name in known()[kind]}
    return [f"{kind} {name}" for kind, name in sorted(claimed - later - set(shown))]
