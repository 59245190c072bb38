"""Fails a whole run in which a hazard that is said to be controlled was shown by no test that passed.

That a test carries the name of a hazard is read from its text (tests/architecture/test_safety.py). A
test may still be skipped on the machine it runs on; then the hazard was not shown there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

passed: set[str] = set()
"""The hazards of the tests that passed, on all processes of the run."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the hazards of each test where its report carries them to the main process."""
    for item in items:
        for mark in item.iter_markers("hazard"):
            item.user_properties += [("hazard", name) for name in mark.args]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Notes what a test has shown once it has passed."""
    if report.when == "call" and report.passed:
        passed.update(str(name) for kind, name in report.user_properties if kind == "hazard")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run that left a hazard unshown has failed; one that failed already says enough."""
    if exitstatus == 0 and is_whole(session.config) and unshown(passed):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Names them."""
    if exitstatus == 0 and is_whole(config) and (missing := unshown(passed)):
        terminalreporter.section("hazards that no test has shown", red=True)
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


def unshown(names: Iterable[str]) -> list[str]:
    """The hazards that are said to be controlled, wholly or in part, and are not among `names`."""
    from tests.architecture.evidence import hazards
    from titrator.core.hazard_list import ControlStatus

    claimed = {one.id for one in hazards() if one.status is not ControlStatus.LATER}
    return sorted(claimed - set(names))
