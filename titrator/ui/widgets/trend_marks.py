"""The marks of the trend: each act has a shape and a word of its own."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from titrator.session.trend_screen import TrendSign

SIZE = 14


def paint_sign(painter: QPainter, sign: TrendSign, middle: QPointF, colour: QColor) -> None:
    """Paint the shape of `sign` around `middle`, 14 px high."""
    painter.save()
    painter.translate(middle)
    painter.setPen(QPen(colour, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(colour)
    _SHAPES[sign](painter)
    painter.restore()


def _polygon(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def _step(painter: QPainter) -> None:
    _polygon(painter, (-5, -4), (5, -4), (0, 5))


def _off(painter: QPainter) -> None:
    painter.drawRect(QRectF(-4.5, -4.5, 9, 9))


def _back_up(painter: QPainter) -> None:
    _polygon(painter, (-5, 4), (5, 4), (0, -5))


def _bag(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(-4, -3, 8, 9), 2, 2)
    painter.drawLine(QPointF(0, -6), QPointF(0, -3))


def _found(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _polygon(painter, (0, -6), (6, 0), (0, 6), (-6, 0))


def _weight(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(0, 0), 5, 5)
    painter.drawPoint(QPointF(0, 0))


def _start(painter: QPainter) -> None:
    painter.drawLine(QPointF(-4, -6), QPointF(-4, 6))
    _polygon(painter, (-4, -6), (5, -3), (-4, 0))


def _hold(painter: QPainter) -> None:
    painter.drawRect(QRectF(-4.5, -5, 2.4, 10))
    painter.drawRect(QRectF(2.1, -5, 2.4, 10))


def _resumed(painter: QPainter) -> None:
    _polygon(painter, (-4, -5), (5, 0), (-4, 5))


def _suspended(painter: QPainter) -> None:
    painter.drawLine(QPointF(-5, -5), QPointF(5, 5))
    painter.drawLine(QPointF(-5, 5), QPointF(5, -5))


_SHAPES: Mapping[TrendSign, Callable[[QPainter], None]] = {
    TrendSign.STEP: _step,
    TrendSign.OFF: _off,
    TrendSign.BACK_UP: _back_up,
    TrendSign.BAG: _bag,
    TrendSign.FOUND: _found,
    TrendSign.WEIGHT: _weight,
    TrendSign.START: _start,
    TrendSign.HOLD: _hold,
    TrendSign.RESUMED: _resumed,
    TrendSign.SUSPENDED: _suspended,
}
