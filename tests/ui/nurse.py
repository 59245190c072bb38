"""A nurse at the window: presses keys, clicks, and lets time pass, on a clock that is told what to do.

    nurse = Nurse(desk, clock)
    nurse.press(Key.Key_F5, "71", ENTER, "1111", ENTER)     # typed where the cursor is
    nurse.click("reduce.submit")
    nurse.wait(minutes=15)

Every key is counted in `nurse.keys`, every click in `nurse.clicks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from titrator.ui.forms.bed_form import BedForm
from titrator.ui.widgets.card import BlockedCard
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from tests.support.fake_clock import FakeClock
    from titrator.ui.desk_port import DeskPort

Key = Qt.Key
ENTER = Qt.Key.Key_Return
ESC = Qt.Key.Key_Escape
TAB = Qt.Key.Key_Tab
_SEEN = timedelta(seconds=5)
_PAINTED = timedelta(minutes=1)
Seat = Callable[..., "Nurse"]
OneWidget = TypeVar("OneWidget", bound=QWidget)


@contextmanager
def seats() -> Iterator[Seat]:
    """Let nurses sit down at windows, and close every window at the end."""
    seated: list[Nurse] = []

    def sit_down(desk: DeskPort, clock: FakeClock | None = None) -> Nurse:
        seated.append(Nurse(desk, clock))
        return seated[-1]

    yield sit_down
    for nurse in seated:
        nurse.workplace.close()
        nurse.workplace.deleteLater()
    # Without an event loop that ends, nothing else lets go of them.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class Nurse:
    """Hands on one window. Initials are given once, as at the start of a shift."""

    def __init__(self, desk: DeskPort, clock: FakeClock | None = None) -> None:
        self.workplace = Workplace(desk)
        self.workplace.resize(1366, 697)
        self.workplace.show()
        self.workplace.activateWindow()
        QTest.qWaitForWindowActive(self.workplace)
        self._clock = clock
        self._desk = desk
        self.keys = 0
        self.clicks = 0

    def sign_in(self, by: str) -> None:
        """Give initials; these keys and clicks are not counted."""
        self.press(Key.Key_I, held=Qt.KeyboardModifier.ControlModifier)
        self.press(by, ENTER)
        self.keys = self.clicks = 0

    def press(self, *what: Qt.Key | str, held: Qt.KeyboardModifier | None = None) -> None:
        """Press keys one after the other where the cursor is; a text is typed letter by letter."""
        modifiers = held or Qt.KeyboardModifier.NoModifier
        for one in what:
            if isinstance(one, str):
                for letter in one:
                    QTest.keyClicks(self.focus(), letter, modifiers)
                    self.keys += 1
            else:
                QTest.keyClick(self.focus(), one, modifiers)
                self.keys += 1
            QApplication.processEvents()

    def click(self, name: str) -> None:
        """Click the middle of a widget."""
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        self.clicks += 1
        QApplication.processEvents()

    def choose(self, name: str, value: str) -> None:
        """Choose from a closed list by keyboard: open it, go down, take it."""
        box = self.find(name, QComboBox)
        box.setFocus()
        self.press(Key.Key_Space)
        for _ in range(box.findData(value) - max(0, box.currentIndex())):
            QTest.keyClick(box.view(), Key.Key_Down)
            self.keys += 1
        QTest.keyClick(box.view(), ENTER)
        self.keys += 1
        QApplication.processEvents()

    def wait(self, *, minutes: int = 0, seconds: int = 0) -> None:
        """Let time pass: the desk sees every five seconds of it, the window paints once a minute."""
        if self._clock is None:
            raise ValueError("this nurse has no clock")
        left = timedelta(minutes=minutes, seconds=seconds)
        while left >= _PAINTED:
            self._clock.run(_PAINTED - _SEEN, self._desk.tick)
            self._clock.run(_SEEN, self.workplace.tick)
            left -= _PAINTED
        self._clock.run(left, self.workplace.tick)

    def focus(self) -> QWidget:
        """The widget the cursor is in."""
        return QApplication.focusWidget() or self.workplace

    def find(self, name: str, kind: type[OneWidget] = QWidget) -> OneWidget:  # type: ignore[assignment]
        """The visible widget of that name."""
        found = [one for one in self.workplace.findChildren(kind, name) if one.isVisible()]
        assert found, f"nothing visible is named {name}"
        return found[-1]

    def sees(self, name: str) -> bool:
        """Whether a widget of that name is visible."""
        return any(one.isVisible() for one in self.workplace.findChildren(QWidget, name))

    def form(self) -> BedForm | None:
        """The form that is open."""
        forms = [one for one in self.workplace.findChildren(BedForm) if one.isVisible()]
        return forms[-1] if forms else None

    def sees_whole(self, name: str) -> bool:
        """Whether all of a widget stands in the part of the open form that is seen without scrolling."""
        # What a key changed is laid out, then scrolled to.
        QApplication.processEvents()
        QApplication.processEvents()
        form = self.form()
        assert form is not None
        seen, shown = form._scroll.viewport(), self.find(name, QWidget)
        top = shown.mapTo(seen, QPoint(0, 0)).y()
        return top >= 0 and top + shown.height() <= seen.height()

    def refusals(self) -> list[str]:
        """The codes of the refusals on screen."""
        cards = [one for one in self.workplace.findChildren(BlockedCard) if one.isVisible()]
        return [card.objectName().removeprefix("blocked.") for card in cards]
