"""What every test of the window gets: the program's own look, and a nurse for those who ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tests.support.fake_clock import FakeClock
from tests.ui.nurse import seats
from titrator.resources import resource_path
from titrator.session.desk import Desk, open_desk
from titrator.ui import theme
from titrator.ui.fonts import load_fonts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.ui.nurse import Nurse


@pytest.fixture(scope="session", autouse=True)
def _fonts(qapp: QApplication) -> None:
    """The figures of the tests are as wide as those of the program."""
    assert load_fonts(resource_path("fonts"))
    theme.use(theme.LIGHT)
    theme.prepare(qapp)


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    """A theme, a density or a window of one test does not reach the next one."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    was = theme.active()
    theme.use(theme.LIGHT, theme.Density.ROOMY)
    if was is not theme.LIGHT:
        theme.put_on(qapp)


@pytest.fixture
def clock() -> FakeClock:
    """Eight in the morning."""
    return FakeClock()


@pytest.fixture
def desk(data_dir: Path, clock: FakeClock) -> Iterator[Desk]:
    """A desk over a folder that does not exist yet."""
    opened = open_desk(data_dir=data_dir, policy_dir=None, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def nurse(qapp: object, desk: Desk, clock: FakeClock) -> Iterator[Nurse]:
    """A nurse at an empty workstation."""
    with seats() as sit_down:
        yield sit_down(desk, clock)
