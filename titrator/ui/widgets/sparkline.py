"""The last readings as a small line over the target: enough to see where it is going."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from titrator.session.screen import MapPoint
from titrator.ui import theme

_MARGIN_MMHG = 5


class Sparkline(QWidget):
    """Readings by time, a dashed line at the target and the zone below it tinted."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._points: tuple[MapPoint, ...] = ()
        self._target = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_readings(self, points: Sequence[MapPoint], target_mmhg: int) -> None:
        """Show `points`, oldest first."""
        if (tuple(points), target_mmhg) != (self._points, self._target):
            self._points, self._target = tuple(points), target_mmhg
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 52)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 52)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._points:
            return
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2, 4, -5, -4)
        values = [*(point.mmhg for point in self._points), self._target]
        low, high = min(values) - _MARGIN_MMHG, max(values) + _MARGIN_MMHG
        level = area.bottom() - area.height() * (self._target - low) / (high - low)
        below = QRectF(area.left(), level, area.width(), area.bottom() - level)
        painter.fillRect(below, QColor(look.sunken))
        painter.setPen(QPen(QColor(look.dim), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), level), QPointF(area.right(), level))
        line = [self._place(point, area, low, high) for point in self._points]
        painter.setPen(QPen(QColor(look.ink), 2))
        painter.drawPolyline(QPolygonF(line))
        painter.setBrush(QColor(look.ink))
        painter.drawEllipse(line[-1], 3, 3)

    def _place(self, point: MapPoint, area: QRectF, low: int, high: int) -> QPointF:
        first, last = self._points[0].at, self._points[-1].at
        span = (last - first).total_seconds()
        part = (point.at - first).total_seconds() / span if span else 1.0
        y = area.bottom() - area.height() * (point.mmhg - low) / (high - low)
        return QPointF(area.left() + area.width() * part, y)
