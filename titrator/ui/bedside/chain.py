"""The three-link chain: dose = per minute = pump rate. A number and its unit are never split."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from titrator.ui import theme
from titrator.ui.theme import Space, Type

_SMALLEST, _STEP = 0.1, 0.01  # how small letters may become, and by how much at a time


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
            scale = self._scale(line)
            for place in line:
                if place:
                    painter.setFont(_smaller(_between(), scale))
                    painter.setPen(theme.color(look.dim))
                    painter.drawText(QPointF(x, base), "=")
                    x += self._equals_width(scale)
                painter.setFont(_smaller(self._role(place), scale))
                painter.setPen(theme.color(look.ink))
                painter.drawText(QPointF(x, base), self._links[place])
                x += self._width(place, scale) + Space.SMALL * scale
            base += self._line_height()

    def whole_width(self) -> float:
        """Return the width that all links need on one line."""
        return self._width_of(range(len(self._links)))

    def _width_of(self, line: Sequence[int], scale: float = 1.0) -> float:
        """Return the width of these links and what stands between them, in letters of this size."""
        return sum(self._needed(place, scale) for place in line)

    def _scale(self, line: Sequence[int]) -> float:
        """Return 1, or less where there is no room: a unit that is cut is another unit.

        Smaller letters are measured and not reckoned: where each is as wide as whole pixels are, as
        on Windows, they do not shrink evenly.
        """
        scale, needed = 1.0, self._width_of(line)
        while needed > self.width() and scale > _SMALLEST:
            scale = min(scale * self.width() / needed, scale - _STEP)
            needed = self._width_of(line, scale)
        return scale

    def _lines(self) -> list[list[int]]:
        """Return which links stand on which line at the present width."""
        if self._is_one_line:
            return [list(range(len(self._links)))]
        lines: list[list[int]] = [[]]
        used = 0.0
        for place in range(len(self._links)):
            need = self._needed(place)
            if lines[-1] and used + need > self.width():
                lines.append([])
                used = 0.0
            lines[-1].append(place)
            used += need
        return lines

    def _role(self, place: int) -> Type:
        is_outer = place in {0, len(self._links) - 1}
        return Type.DOSE if is_outer else _between()

    def _needed(self, place: int, scale: float = 1.0) -> float:
        """Return the width of a link with the equals sign before it, where there is one."""
        before = self._equals_width(scale) + Space.SMALL * scale if place else 0.0
        return before + self._width(place, scale)

    def _width(self, place: int, scale: float = 1.0) -> float:
        return _advance(self._role(place), scale, self._links[place])

    def _equals_width(self, scale: float = 1.0) -> float:
        return _advance(_between(), scale, "=") + Space.SMALL * scale

    def _line_height(self) -> int:
        return int(QFontMetricsF(theme.font(Type.DOSE)).height())


def _advance(role: Type, scale: float, text: str) -> float:
    return QFontMetricsF(_smaller(role, scale)).horizontalAdvance(text)


def _smaller(role: Type, scale: float) -> QFont:
    font = theme.font(role)
    if scale < 1:
        font.setPixelSize(max(1, int(font.pixelSize() * scale)))
    return font


def _between() -> Type:
    """The smallest screen has room for dose and rate in full size, not for what lies between."""
    return Type.BODY if theme.is_tight() else Type.DOSE_BETWEEN
