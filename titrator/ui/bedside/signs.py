"""The small drawn signs on the buttons of the banner."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from titrator.ui import theme
from titrator.ui.theme import Type


class Icon(StrEnum):
    """The small buttons of the banner."""

    CALCULATOR = "calculator"
    NIGHT = "night"
    HELP = "help"
    ADD = "add"


def _calculator(painter: QPainter, area: QRectF, ink: QColor) -> None:
    painter.setPen(QPen(ink, 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(2.5, 1, -2.5, -1), 2, 2)
    painter.drawRect(area.adjusted(5.5, 4, -5.5, -12))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for column in (5.5, 9.0, 12.5):
        for row in (11.0, 15.0):
            spot = area.topLeft() + QPointF(column, row)
            painter.drawRect(QRectF(spot, spot + QPointF(2, 2)))


def _night(painter: QPainter, area: QRectF, ink: QColor) -> None:
    whole, bite = QPainterPath(), QPainterPath()
    whole.addEllipse(area.adjusted(2, 2, -2, -2))
    bite.addEllipse(area.adjusted(7, -1, 3, -5))
    painter.fillPath(whole.subtracted(bite), ink)


def _help(painter: QPainter, area: QRectF, ink: QColor) -> None:
    painter.setPen(ink)
    painter.setFont(theme.font(Type.NAME))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "?")


def _add(painter: QPainter, area: QRectF, ink: QColor) -> None:
    painter.setPen(QPen(ink, 2.4))
    middle = area.center()
    painter.drawLine(middle - QPointF(7, 0), middle + QPointF(7, 0))
    painter.drawLine(middle - QPointF(0, 7), middle + QPointF(0, 7))


SIGNS = {
    Icon.CALCULATOR: _calculator,
    Icon.NIGHT: _night,
    Icon.HELP: _help,
    Icon.ADD: _add,
}
