"""Buttons that turn pages: the one that is open has a bar, and says so to a screen reader."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.ui import theme
from titrator.ui.theme import TARGET, Space
from titrator.ui.widgets.buttons import ActButton

_BAR_PX = 5


class _Turn(ActButton):
    """One of the buttons."""

    def __init__(self, label: str, name: str) -> None:
        super().__init__(label, name, height=TARGET)
        self._is_open = False

    def open_now(self, is_open: bool) -> None:  # noqa: FBT001  one of two states, named by the method
        """Show whether this is the page that is open."""
        self._is_open = is_open
        self.setAccessibleDescription(say("open") if is_open else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_open:
            painter = QPainter(self)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.active().ink))
            bar = QRectF(10, self.height() - _BAR_PX - 3, self.width() - 20, _BAR_PX)
            painter.drawRoundedRect(bar, 2, 2)


class Turning(QWidget):
    """A row or a column of such buttons; the first page is open at first.

    Signals:
        turned(int): the place of the page, counted from 0.
    """

    turned = Signal(int)

    def __init__(
        self,
        name: str,
        labels: Sequence[tuple[str, str]],
        *,
        is_column: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row: QBoxLayout = QVBoxLayout(self) if is_column else QHBoxLayout(self)
        self._row = row
        row.setContentsMargins(0, 0, 0, 0)
        self.buttons: list[_Turn] = []
        for place, (key, label) in enumerate(labels):
            button = _Turn(label, f"{name}.{key}")
            button.acted.connect(lambda place=place: self.turn(place))
            row.addWidget(button)
            self.buttons.append(button)
        if is_column:
            row.addStretch(1)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._show(0)
        self.restyle()

    def restyle(self) -> None:
        """Take the distances anew."""
        self._row.setSpacing(Space.HAIR // 2 if theme.is_tight() else Space.SMALL)

    def turn(self, place: int) -> None:
        """Open the page at `place`."""
        self._show(place)
        self.turned.emit(place)

    def _show(self, place: int) -> None:
        for number, button in enumerate(self.buttons):
            button.open_now(number == place)
