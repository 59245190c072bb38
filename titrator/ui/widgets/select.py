"""A field that is chosen from a list: nothing changes it but opening the list and choosing."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QComboBox, QListView, QSizePolicy, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.ui import theme
from titrator.ui.theme import FIELD, RADIUS, TARGET, Space, Type
from titrator.ui.widgets.text import Text

_OPENING = (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Up)
_PASSED_ON = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
)


class _Box(QComboBox):
    """A combo box deaf to the wheel and to letters while closed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setView(QListView(self))
        theme.dress(self.view())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(12)
        self.restyle()

    def restyle(self) -> None:
        """Take font and height anew."""
        self.setFont(theme.font(Type.FIELD))
        self.view().setFont(theme.font(Type.LEAD))
        self.setFixedHeight(TARGET if theme.is_compact() else FIELD)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENING and not event.isAutoRepeat():
            self.showPopup()
        elif event.key() in _PASSED_ON:
            event.ignore()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 3 if self.hasFocus() else 2
        painter.setPen(QPen(QColor(look.accent if self.hasFocus() else look.edge), width))
        painter.setBrush(QColor(look.card if self.isEnabled() else look.page))
        area = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(area, RADIUS - 2, RADIUS - 2)
        is_chosen = self.currentIndex() >= 0
        painter.setPen(QColor(look.ink if is_chosen else look.dim))
        painter.setFont(theme.font(Type.FIELD if is_chosen else Type.BODY))
        shown = self.currentText() if is_chosen else self.placeholderText()
        words = self.rect().adjusted(Space.EDGE - 2, 0, -36, 0)
        # Of a path it is the end that tells one from another.
        modes = Qt.TextElideMode
        elide = modes.ElideLeft if "/" in shown else modes.ElideRight
        shown = QFontMetrics(painter.font()).elidedText(shown, elide, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
        if not self.isEnabled():
            return  # There is no list to open.
        x, y = self.width() - 28, self.height() / 2 - 4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.dim))
        painter.drawPolygon(
            QPolygonF([QPointF(x, y), QPointF(x + 14, y), QPointF(x + 7, y + 9)]),
        )


class SelectField(QWidget):
    """A label and a closed list. Space or an arrow key opens it; nothing is chosen at first.

    Signals:
        chosen(str): the value chosen by hand.
    """

    chosen = Signal(str)

    def __init__(
        self,
        label: str,
        name: str,
        options: Iterable[tuple[str, str]] = (),
        *,
        placeholder: str = say("Choose"),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.box = _Box(name)
        self.box.setAccessibleName(label)
        self.box.setPlaceholderText(placeholder)
        self.caption = Text(Type.BODY, label)
        if not label:
            self.caption.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.HAIR)
        rows.addWidget(self.caption)
        rows.addWidget(self.box)
        self.setFocusProxy(self.box)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_options(options)
        self.box.activated.connect(self._on_box_activated)

    def set_options(self, options: Iterable[tuple[str, str]]) -> None:
        """Offer (value, words) pairs; nothing is chosen afterwards."""
        self.box.clear()
        for value, words in options:
            self.box.addItem(words, value)
        self.box.setCurrentIndex(-1)

    def value(self) -> str | None:
        """Return the value chosen, None when none is."""
        chosen = self.box.currentData()
        return chosen if isinstance(chosen, str) else None

    def choose(self, value: str | None) -> None:
        """Choose by program; `chosen` is not sent. None or an unknown value chooses nothing."""
        self.box.setCurrentIndex(self.box.findData(value) if value is not None else -1)

    def choose_again(self, value: str) -> None:
        """Choose as if by hand, where `value` is still offered."""
        self.choose(value)
        self._on_box_activated()

    def is_answered(self) -> bool:
        """Return whether something is chosen."""
        return self.value() is not None

    def _on_box_activated(self) -> None:
        value = self.value()
        if value is not None:
            self.chosen.emit(value)
