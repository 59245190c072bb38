"""Small painted things: state marks, chips, the headroom bar. Each says by shape, not colour alone."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from titrator.ui import theme
from titrator.ui.theme import Space, Type

_OCTAGON = [
    *((5.2, 1.5), (10.8, 1.5), (14.5, 5.2), (14.5, 10.8)),
    *((10.8, 14.5), (5.2, 14.5), (1.5, 10.8), (1.5, 5.2)),
]


class Mark(StrEnum):
    """The shapes that stand beside words; one a state."""

    TICK = "tick"
    CROSS = "cross"
    STOP = "stop"
    BELL = "bell"
    LATE = "late"
    PAUSE = "pause"
    LOCKED = "locked"
    CLOCK = "clock"
    LIST = "list"
    OPEN = "open"


class Symbol(QWidget):
    """One mark, painted in a colour role or in a colour given."""

    def __init__(self, mark: Mark, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = mark
        self._role = "ink"
        self._colour = ""
        self.setFixedSize(size, size)

    def mark(self) -> Mark:
        """Return the mark shown."""
        return self._mark

    def set_mark(self, mark: Mark) -> None:
        """Show another mark."""
        if mark is not self._mark:
            self._mark = mark
            self.update()

    def set_role(self, role: str) -> None:
        """Paint in a colour role of the theme."""
        self._role = role
        self.update()

    def set_colour(self, colour: str) -> None:
        """Paint in the ink of a tinted surface; "" goes back to the role."""
        self._colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.color(self._colour or getattr(theme.active(), self._role))
        paint_mark(painter, self._mark, QRectF(self.rect()), colour)


def paint_mark(painter: QPainter, mark: Mark, area: QRectF, colour: QColor) -> None:
    """Paint `mark` into the square `area`."""
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(area.width() / 16, area.height() / 16)
    pen = QPen(colour, 2.2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _PAINTERS[mark](painter, colour)
    painter.restore()


def _tick(painter: QPainter, colour: QColor) -> None:
    painter.drawPolyline(QPolygonF([QPointF(3, 8.5), QPointF(6.5, 12), QPointF(13, 4.5)]))


def _cross(painter: QPainter, colour: QColor) -> None:
    painter.drawLine(QPointF(4, 4), QPointF(12, 12))
    painter.drawLine(QPointF(12, 4), QPointF(4, 12))


def _filled(painter: QPainter, colour: QColor, points: list[tuple[float, float]]) -> None:
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def _hole(painter: QPainter) -> QPen:
    """Return a pen in the colour that reads on a filled mark."""
    pen = QPen(QColor(theme.readable_on(painter.pen().color())), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def _stop(painter: QPainter, colour: QColor) -> None:
    _filled(
        painter,
        colour,
        _OCTAGON,
    )
    painter.setPen(_hole(painter))
    painter.drawLine(QPointF(5, 8), QPointF(11, 8))


def _late(painter: QPainter, colour: QColor) -> None:
    _filled(painter, colour, [(8, 2), (14.5, 13.5), (1.5, 13.5)])
    painter.setPen(_hole(painter))
    painter.drawLine(QPointF(8, 6.5), QPointF(8, 9.5))
    painter.drawPoint(QPointF(8, 12))


def _bell(painter: QPainter, colour: QColor) -> None:
    dome = QPainterPath(QPointF(2.8, 12))
    dome.cubicTo(4.6, 10.2, 4.0, 8.8, 4.0, 6.8)
    dome.cubicTo(4.0, 3.6, 5.8, 2.2, 8.0, 2.2)
    dome.cubicTo(10.2, 2.2, 12.0, 3.6, 12.0, 6.8)
    dome.cubicTo(12.0, 8.8, 11.4, 10.2, 13.2, 12)
    dome.closeSubpath()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPath(dome)
    painter.drawEllipse(QPointF(8, 13.4), 1.7, 1.7)


def _pause(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.drawRect(QRectF(3.5, 3, 2.2, 10))
    painter.drawRect(QRectF(10.3, 3, 2.2, 10))


def _locked(painter: QPainter, colour: QColor) -> None:
    painter.drawArc(QRectF(4.5, 1.8, 7, 9), 0, 180 * 16)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(3, 7, 10, 7), 1, 1)


def _clock(painter: QPainter, colour: QColor) -> None:
    painter.drawEllipse(QPointF(8, 8), 6, 6)
    painter.drawPolyline(QPolygonF([QPointF(8, 4.8), QPointF(8, 8), QPointF(10.4, 9.6)]))


def _list(painter: QPainter, colour: QColor) -> None:
    for y in (4.0, 8.0, 12.0):
        painter.drawPoint(QPointF(2.8, y))
        painter.drawLine(QPointF(6, y), QPointF(13.5, y))


def _open(painter: QPainter, colour: QColor) -> None:
    painter.drawEllipse(QPointF(8, 8), 5.5, 5.5)


_PAINTERS = {
    Mark.TICK: _tick,
    Mark.CROSS: _cross,
    Mark.STOP: _stop,
    Mark.BELL: _bell,
    Mark.LATE: _late,
    Mark.PAUSE: _pause,
    Mark.LOCKED: _locked,
    Mark.CLOCK: _clock,
    Mark.LIST: _list,
    Mark.OPEN: _open,
}


class Chip(QWidget):
    """A word in a rounded frame: the bed an act belongs to."""

    def __init__(self, text: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.say(text)

    def say(self, text: str) -> None:
        """Show `text`."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def text(self) -> str:
        """Return what stands there."""
        return self._text

    def restyle(self) -> None:
        """Take the size of the font anew."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font(Type.SMALL_STRONG))
        return QSize(metrics.horizontalAdvance(self._text) + 28, metrics.height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(look.ink), 2))
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setFont(theme.font(Type.SMALL_STRONG))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)


class HeadroomBar(QWidget):
    """How much of a limit is used: 0 to 100, the limit as a red post, above it as a cross."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._used: int | None = None
        self._is_above = False
        self.setFixedHeight(18)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_used(self, used: int | None, *, is_above: bool) -> None:
        """Show `used` percent of the limit; None paints no bar."""
        if (used, is_above) != (self._used, self._is_above):
            self._used, self._is_above = used, is_above
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._used is None:
            return
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() - Space.HAIR
        track = QRectF(0.5, 5, width, 8)
        painter.setPen(QPen(QColor(look.edge), 1))
        painter.setBrush(QColor(look.track))
        painter.drawRoundedRect(track, 4, 4)
        filled = QPainterPath()
        used = min(self._used, 100)
        filled.addRoundedRect(QRectF(0.5, 5, max(width * used / 100, 8 if used else 0), 8), 4, 4)
        painter.fillPath(filled, QColor(look.danger if self._is_above else look.dim))
        theme.fill(painter, QRectF(self.width() - 5, 1, 3, 16), look.danger)
