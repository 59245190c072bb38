"""What every test of the window gets: the program's own look, and a nurse for those who ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFont

from tests.ui.nurse import seats
from titrator.ui import theme
from titrator.ui.fonts import load_fonts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

    from tests.support.fake_clock import FakeClock
    from tests.ui.nurse import Nurse, Seat
    from titrator.session.desk import Desk


@pytest.fixture(scope="session", autouse=True)
def _fonts(qapp: QApplication) -> None:
    """The figures of the tests are as wide as those of the program."""
    assert load_fonts() == ()
    theme.use(theme.LIGHT)
    theme.prepare(qapp)
    # Or what is compared to the pixel differed by a cursor on a machine that is busy for a moment.
    qapp.setCursorFlashTime(0)


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    """A theme, a density or a window of one test does not reach the next one."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    was = theme.active()
    theme.use(theme.LIGHT, theme.Density.ROOMY)
    if was is not theme.LIGHT:
        theme.put_on(qapp)


@pytest.fixture(params=["as they are", "as wide as whole pixels"])
def letters(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters of this system, and those of Windows: they do not shrink evenly."""
    plain = theme.font

    def hinted(role: theme.Type) -> QFont:
        font = plain(role)
        font.setHintingPreference(QFont.HintingPreference.PreferFullHinting)
        return font

    if request.param != "as they are":
        monkeypatch.setattr(theme, "font", hinted)


@pytest.fixture
def sit_down(qapp: object) -> Iterator[Seat]:
    """Nurses at windows, closed at the end."""
    with seats() as seat:
        yield seat


@pytest.fixture
def nurse(sit_down: Seat, desk: Desk, clock: FakeClock) -> Nurse:
    """A nurse at an empty workstation."""
    return sit_down(desk, clock)
