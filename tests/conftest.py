"""What every test gets: no screen, no network, its own data folder, and no unexpected warning."""

from __future__ import annotations

import logging
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# The first one fails a whole run that left a hazard, a rule or a ruling unshown.
pytest_plugins = ["tests.support.shown_hazards", "tests.support.workstation"]

# Before anything loads Qt: it reads both when it starts.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if sys.platform == "win32":  # where a screen in memory knows no fonts but those it is told of
    fonts = Path(__file__).resolve().parents[1] / "resources" / "fonts"
    os.environ.setdefault("QT_QPA_FONTDIR", str(fonts))
# TITRATOR_TEST_LOCALE runs the suite under another locale, to show that numbers stay the same.
os.environ["LC_ALL"] = os.environ.get("TITRATOR_TEST_LOCALE", "C.UTF-8")

# No deadline: a busy machine is no fault of the program.
settings.register_profile("dev", max_examples=100, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "nightly",
    max_examples=10_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


class NetworkUsedError(Exception):
    """A test, or the program under test, reached for the network."""


def _refuse_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("connect", "connect_ex", "sendto"):
        original = getattr(socket.socket, name)

        def refuse(self: socket.socket, *arguments: Any, _original: Any = original) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                raise NetworkUsedError(f"a connection to {arguments[-1]!r} was attempted")
            return _original(self, *arguments)

        monkeypatch.setattr(socket.socket, name, refuse)

    def refuse_lookup(host: object, *_: object, **__: object) -> NoReturn:
        raise NetworkUsedError(f"the address of {host!r} was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", refuse_lookup)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program uses no network; a test that does fails with the address."""
    _refuse_network(monkeypatch)


@pytest.fixture(autouse=True)
def data_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of this test's own, where the program keeps its log. Not yet made."""
    folder = tmp_path / "titrator-data"
    monkeypatch.setenv("TITRATOR_DATA_DIR", str(folder))
    return folder


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of published and charted values to compare with; the test is skipped without."""
    named = os.environ.get("TITRATOR_REFERENCE_DATA", "")
    if not named:
        pytest.skip("set TITRATOR_REFERENCE_DATA to the folder of reference values to run this")
    folder = Path(named)
    if not folder.is_dir():
        pytest.fail(f"TITRATOR_REFERENCE_DATA is {named!r}, and there is no such folder")
    return folder


class _Warnings(logging.Handler):
    """Keeps what is logged at level warning or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_unexpected_warning(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that logs a warning it did not ask for with the mark logs_warning."""
    handler = _Warnings()
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    root.removeHandler(handler)
    if handler.texts and request.node.get_closest_marker("logs_warning") is None:
        pytest.fail("logged without being expected: " + "; ".join(handler.texts))


# Their subject is not one line of code but all of it; measuring lines there only makes them slow.
_NOT_MEASURED = ("tests/proof/", "tests/reference/", "tests/durability/test_clock_scenarios.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The proofs run without measuring coverage; the gate rests on the tests beside the code."""
    for item in items:
        if item.nodeid.startswith(_NOT_MEASURED):
            item.add_marker(pytest.mark.no_cover)
