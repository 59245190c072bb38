"""The three-link chain: dose = per minute = pump rate. A number and its unit are never split."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from titrator.ui import theme
from titrator.ui.theme import Space, Type


class Chain(QWidget):
    """Paints the links on one line, the first and the last bold; may go on to a second when narrow."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._links: tuple[str, ...] = ()
        self._is_one_line = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_links(self, links: tuple[str, ...]) -> None:
        """Show ``("0.07 mcg/kg/min", "4.9 mcg/min", "18.4 mL/h")``."""
        if links != self._links:
            self._links = links
            self.setAccessibleName(self.text())
            self.updateGeometry()
            self.update()

    def set_one_line(self, *, is_one: bool) -> None:
        """Stay on one line, in smaller letters where they need more room; a row has no second line."""
        if is_one != self._is_one_line:
            self._is_one_line = is_one
            self.updateGeometry()
            self.update()

    def text(self) -> str:
        """Return the chain as one line of words."""
        return " = ".join(self._links)

    def restyle(self) -> None:
        """Take the size of the font anew."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        lines = len(self._lines())
        return QSize(400, lines * self._line_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = QFontMetricsF(theme.font(Type.DOSE)).ascent()
        for line in self._lines():
            x = 0.0
            for place in line:
                scale = self._scale(place)
                if place:
                    painter.setFont(_smaller(_between(), scale))
                    painter.setPen(theme.color(look.dim))
                    painter.drawText(QPointF(x, base), "=")
                    x += self._equals_width() * scale
                painter.setFont(_smaller(self._role(place), scale))
                painter.setPen(theme.color(look.ink))
                painter.drawText(QPointF(x, base), self._links[place])
                x += (self._width(place) + Space.SMALL) * scale
            base += self._line_height()

    def whole_width(self) -> float:
        """Return the width that all links need on one line."""
        gaps = (len(self._links) - 1) * (self._equals_width() + Space.SMALL)
        return sum(self._width(place) for place in range(len(self._links))) + max(0.0, gaps)

    def _scale(self, place: int) -> float:
        """Return 1, or less where there is no room: a unit that is cut is another unit."""
        equals = self._equals_width() + Space.SMALL if place else 0
        needed = self.whole_width() if self._is_one_line else self._width(place) + equals
        return min(1.0, self.width() / needed) if needed else 1.0

    def _lines(self) -> list[list[int]]:
        """Return which links stand on which line at the present width."""
        if self._is_one_line:
            return [list(range(len(self._links)))]
        lines: list[list[int]] = [[]]
        used = 0.0
        for place in range(len(self._links)):
            need = self._width(place) + (self._equals_width() + Space.SMALL if place else 0)
            if lines[-1] and used + need > self.width():
                lines.append([])
                used = 0.0
            lines[-1].append(place)
            used += need
        return lines

    def _role(self, place: int) -> Type:
        is_outer = place in {0, len(self._links) - 1}
        return Type.DOSE if is_outer else _between()

    def _width(self, place: int) -> float:
        return QFontMetricsF(theme.font(self._role(place))).horizontalAdvance(self._links[place])

    def _equals_width(self) -> float:
        return QFontMetricsF(theme.font(_between())).horizontalAdvance("=") + Space.SMALL

    def _line_height(self) -> int:
        return int(QFontMetricsF(theme.font(Type.DOSE)).height())


def _smaller(role: Type, scale: float) -> QFont:
    font = theme.font(role)
    if scale < 1:
        font.setPixelSize(max(1, int(font.pixelSize() * scale)))
    return font


def _between() -> Type:
    """The smallest screen has room for dose and rate in full size, not for what lies between."""
    return Type.BODY if theme.is_tight() else Type.DOSE_BETWEEN
