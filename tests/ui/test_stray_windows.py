"""Nothing that is made comes up as a window of its own: it would take the keys from the nurse's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.fake_desk import FakeDesk
from tests.ui.fake_screens import SCREENS
from titrator.session.screen import Act
from titrator.ui.forms import form_for, new_bed_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ui.nurse import Seat
    from titrator.session.screen import HandoverDrug


class Strays(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Note it; nothing is kept from anybody."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture
def strays(qapp: QApplication) -> Iterator[Strays]:
    """What comes up from now on."""
    found = Strays()
    qapp.installEventFilter(found)
    yield found
    qapp.removeEventFilter(found)


@pytest.mark.parametrize("state", SCREENS)
def test_making_a_form_shows_no_window(qapp: QApplication, strays: Strays, state: str) -> None:
    """Every act, in every state of a bed, with pumps that run and without any."""
    for drugs in (True, False):
        desk = _Desk({"ICU-12": state}, has_pumps=drugs)
        for act in Act:
            if act not in {Act.WHY, Act.TREND, Act.LOG}:
                form_for(act, desk, "ICU-12").deleteLater()
        new_bed_form(desk).deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert strays.seen == []


def test_what_stands_ready_takes_no_keys_from_the_window(
    qapp: QApplication, sit_down: Seat, strays: Strays
) -> None:
    """Where everything is off, the handover has no pump to read."""
    nurse = sit_down(_Desk({"ICU-12": "done"}, has_pumps=False))
    before = list(strays.seen)
    nurse.workplace.ready.begin()
    while nurse.workplace.ready.make_next():
        qapp.processEvents()
    assert strays.seen == before
    assert qapp.activeWindow() is nurse.workplace


class _Desk(FakeDesk):
    """A desk at whose beds pumps run, or none does."""

    def __init__(self, states: dict[str, str], *, has_pumps: bool) -> None:
        super().__init__(states)
        self._has_pumps = has_pumps

    def handover_drugs(self, bed_id: str) -> tuple[HandoverDrug, ...]:
        """Return what runs, or nothing."""
        return super().handover_drugs(bed_id) if self._has_pumps else ()
