"""A countdown as large figures with their units beside them: ``11 min 42 sec``."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from titrator.ui import theme
from titrator.ui.theme import Space, Type

_STEP = 0.01  # by how much smaller letters become at a time


class Countdown(QWidget):
    """Paints figures and units in turn; the words after them say when it counts up."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._parts: tuple[str, ...] = ()
        self._after = ""
        self._colour = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_parts(self, parts: tuple[str, ...], *, after: str = "") -> None:
        """Show ``("11", "min", "42", "sec")``, and `after` in words, such as ``late``."""
        if (parts, after) == (self._parts, self._after):
            return
        left = self._left_of_change(parts) if after == self._after else 0
        self._parts, self._after = parts, after
        self.setAccessibleName(self.text())
        # Each second little more than the seconds is painted: an idle window costs next to nothing.
        self.update(left, 0, self.width() - left, self.height())

    def text(self) -> str:
        """Return what stands there in words: ``3 min 10 sec late``."""
        return " ".join((*self._parts, self._after) if self._after else self._parts)

    def set_colour(self, colour: str) -> None:
        """Write in the ink of a tinted surface; "" goes back to the theme's."""
        if colour != self._colour:
            self._colour = colour
            self.update()

    def fits(self) -> bool:
        """Return whether all of it is seen."""
        fonts = (theme.font(Type.COUNTDOWN), theme.font(Type.MARKED))
        words = (
            [*self._parts[:-1], f"{self._parts[-1]} {self._after}".rstrip()] if self._parts else []
        )
        return sum(_advance(place, one, fonts) for place, one in enumerate(words)) <= (
            self.width() + Space.GAP
        )

    def restyle(self) -> None:
        """Take the size of the font anew."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        height = QFontMetricsF(theme.font(Type.COUNTDOWN)).capHeight()
        return QSize(200, int(height) + 2 * Space.HAIR)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color(self._colour or theme.active().ink))
        fonts = _fonts(self._parts, self._after, self.width())
        base = self.height() - Space.HAIR
        x = 0.0
        for place, words in enumerate(_words(self._parts, self._after)):
            end = x + _advance(place, words, fonts)
            if end >= event.rect().left():
                painter.setFont(fonts[place % 2])
                painter.drawText(QPointF(x, base), words)
            x = end

    def _left_of_change(self, parts: tuple[str, ...]) -> int:
        """Return where what will be painted begins to differ from what stands there; 0 at worst."""
        fonts = _fonts(self._parts, self._after, self.width())
        if fonts[0].pixelSize() != theme.font(Type.COUNTDOWN).pixelSize():
            return 0
        x = 0.0
        for place, (before, after) in enumerate(zip(self._parts[:-1], parts[:-1], strict=False)):
            if before != after:
                break
            x += _advance(place, before, fonts)
        # Letters may lean over their edge by a hair.
        return max(0, int(x) - Space.HAIR)


def _words(parts: tuple[str, ...], after: str) -> tuple[str, ...]:
    """Return the parts with what stands after the last of them."""
    return (*parts[:-1], f"{parts[-1]} {after}".rstrip()) if parts else ()


def _fonts(parts: tuple[str, ...], after: str, room: int) -> tuple[QFont, QFont]:
    """Return the fonts of figures and of words, both smaller where `room` px do not hold them all."""
    fonts = (theme.font(Type.COUNTDOWN), theme.font(Type.MARKED))
    words = _words(parts, after)
    gaps = sum(_gap(place) for place in range(len(words) - 1))
    letters = _letters(words, fonts)
    if letters + gaps <= room:
        return fonts
    # Measured again: where letters are as wide as whole pixels are, they do not shrink evenly.
    share = (room - gaps) / letters
    smaller = _smaller(fonts, share)
    while smaller[0].pixelSize() > 1 and _letters(words, smaller) + gaps > room:
        share -= _STEP
        smaller = _smaller(fonts, share)
    return smaller


def _letters(words: tuple[str, ...], fonts: tuple[QFont, QFont]) -> float:
    """Return how wide the words are without what stands free between them."""
    return sum(_advance(place, one, fonts) - _gap(place) for place, one in enumerate(words))


def _smaller(fonts: tuple[QFont, QFont], share: float) -> tuple[QFont, QFont]:
    """Return the fonts of figures and of words at this share of their size."""
    figures, units = QFont(fonts[0]), QFont(fonts[1])
    for font in (figures, units):
        font.setPixelSize(max(1, int(font.pixelSize() * share)))
    return figures, units


def _advance(place: int, words: str, fonts: tuple[QFont, QFont]) -> float:
    """Return how far the next part stands from the beginning of the one at `place`."""
    return QFontMetricsF(fonts[place % 2]).horizontalAdvance(words) + _gap(place)


def _gap(place: int) -> int:
    """Return how much stands free after a figure, or after the unit behind it."""
    return Space.GAP if place % 2 else Space.SNUG
