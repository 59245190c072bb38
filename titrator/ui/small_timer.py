"""The small window that stays on top of others: bed, countdown, and a word for its state.

An extra, never the only place: some desktops keep no window on top. It takes no keys and no focus, can
be moved, and a click on it brings the program to the front. It remembers nothing.
"""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from titrator.core.language import say
from titrator.session.calls import SmallTimer as Said
from titrator.session.screen import Tone
from titrator.ui import theme
from titrator.ui.bedside.strip import MARKS
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.marks import paint_mark

WIDTH, HEIGHT = 280, 76
_EDGE = 3
_FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
)


class SmallTimer(QWidget):
    """Paints what is next at the bed where it is most urgent.

    Signals:
        raise_requested: it was clicked.
    """

    raise_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, _FLAGS)
        self.setObjectName("small_timer")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFixedSize(WIDTH, HEIGHT)
        self._said: Said | None = None
        self._is_edge_on = True
        self._grabbed: QPoint | None = None
        self._was_moved = False

    def show_timer(self, said: Said | None) -> None:
        """Show one moment; None where no bed is open."""
        if said == self._said:
            return
        self._said = said
        self.setAccessibleName(self.text())
        self.update()

    def flash(self, *, is_on: bool) -> None:
        """Show the border, or not, as the flash clock says."""
        if is_on != self._is_edge_on:
            self._is_edge_on = is_on
            self.update()

    def text(self) -> str:
        """Return what stands there in words."""
        if self._said is None:
            return say("No bed is open")
        return f"{self._said.bed} {' '.join(self._said.countdown)} {self._said.word}"

    def tone(self) -> Tone | None:
        """Return how it looks."""
        return self._said.tone if self._said else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = theme.tint(self._said.tone if self._said else "")
        edge = tint.edge if self._is_edge_on else tint.fill
        painter.fillRect(self.rect(), QColor(edge))
        inner = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.fillRect(inner, QColor(tint.fill))
        ink = theme.color(tint.ink)
        painter.setPen(QPen(ink))
        if self._said is None:
            painter.setFont(theme.font(Type.BODY))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
            return
        self._paint_words(painter, self._said, ink)

    def _paint_words(self, painter: QPainter, said: Said, ink: QColor) -> None:
        paint_mark(painter, MARKS[said.tone], QRectF(Space.GAP, 10, 18, 18), ink)
        left = Space.GAP + 18 + Space.SMALL
        top = QRectF(left, 6, WIDTH - left - Space.GAP, 26)
        painter.setPen(ink)
        painter.setFont(theme.font(Type.SMALL_STRONG))
        word_width = QFontMetrics(painter.font()).horizontalAdvance(said.word)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(top, right, said.word)
        painter.setFont(theme.font(Type.STRONG))
        room = int(top.width()) - word_width - Space.SMALL
        elided = Qt.TextElideMode.ElideRight
        bed = QFontMetrics(painter.font()).elidedText(said.bed, elided, room)
        painter.drawText(top, Qt.AlignmentFlag.AlignVCenter, bed)
        painter.setFont(theme.font(Type.TITLE))
        painter.drawText(QPointF(Space.GAP, HEIGHT - 15), " ".join(said.countdown))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grabbed = event.globalPosition().toPoint() - self.pos()
        self._was_moved = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            return
        wanted = event.globalPosition().toPoint() - self._grabbed
        if self._was_moved or (wanted - self.pos()).manhattanLength() > Space.SMALL:
            self._was_moved = True
            self.move(wanted)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None and not self._was_moved:
            self.raise_requested.emit()
        self._grabbed = None
