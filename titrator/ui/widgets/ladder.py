"""The wean as a ladder: doses done, the one now, those ahead, in one line."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from titrator.core.language import say
from titrator.session.screen import Rung
from titrator.ui import theme
from titrator.ui.theme import Space, Tint, Type

_BAR = 8
_PLACES = {"done": say("done"), "now": say("now"), "ahead": say("ahead")}
_WIDEST = 66


class Ladder(QWidget):
    """One bar and label a rung; a gap between the groups (one group a stage)."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._rungs: tuple[Rung, ...] = ()
        self._tint: Tint | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_rungs(self, rungs: Sequence[Rung]) -> None:
        """Show `rungs` from left to right."""
        if tuple(rungs) == self._rungs:
            return
        self._rungs = tuple(rungs)
        said = "; ".join(
            f"{rung.label} {_PLACES.get(rung.place, rung.place)}" for rung in self._rungs
        )
        self.setAccessibleName(say("Wean: {said}", said=said) if said else "")
        self.update()

    def set_tint(self, tint: Tint) -> None:
        """Paint on a tinted surface."""
        self._tint = tint
        self.update()

    def restyle(self) -> None:
        """Take the size of the font anew."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        height = QFontMetrics(theme.font(Type.SMALL)).height()
        return QSize(300, _BAR + Space.HAIR + height)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._rungs:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gaps = sum(a.group != b.group for a, b in zip(self._rungs, self._rungs[1:], strict=False))
        count = len(self._rungs)
        room = self.width() - gaps * Space.INSET - (count - 1) * Space.HAIR
        width = min(room / count, _WIDEST)
        x, group = 0.0, self._rungs[0].group
        bars: list[QRectF] = []
        for rung in self._rungs:
            if rung.group != group:
                x += Space.INSET
                group = rung.group
            bars.append(QRectF(x, 0, width, _BAR))
            x += width + Space.HAIR
        told = self._told([self._label_at(*one) for one in zip(self._rungs, bars, strict=True)])
        for place, (rung, bar) in enumerate(zip(self._rungs, bars, strict=True)):
            self._paint_rung(painter, rung, bar, has_label=place in told)

    def _label_at(self, rung: Rung, bar: QRectF) -> QRectF:
        return self._under(bar, theme.text_width(_role(rung), rung.label))

    def _told(self, labels: Sequence[QRectF]) -> set[int]:
        """Return which labels are written: the dose now, the end, and each that touches no other."""
        last = len(labels) - 1
        now = next((place for place, one in enumerate(self._rungs) if one.place == "now"), last)
        told: set[int] = set()
        for place in (now, last, *range(last)):
            wide = labels[place].adjusted(-Space.HAIR / 2, 0, Space.HAIR / 2, 0)
            if not any(wide.intersects(labels[other]) for other in told - {place}):
                told.add(place)
        return told

    def _paint_rung(self, painter: QPainter, rung: Rung, bar: QRectF, *, has_label: bool) -> None:
        tint = self._tint or theme.tint("calm")
        is_now = rung.place == "now"
        fill = {"done": tint.done, "now": tint.now}.get(rung.place, tint.ahead)
        painter.setPen(QPen(QColor(tint.dim), 1))
        painter.setBrush(theme.color(fill))
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), _BAR / 2, _BAR / 2)
        if not has_label:
            return
        painter.setPen(theme.color(tint.ink if is_now else tint.dim))
        painter.setFont(theme.font(_role(rung)))
        painter.drawText(self._label_at(rung, bar), rung.label)

    def _under(self, bar: QRectF, width: float) -> QRectF:
        """Return the place of a label: in the middle of its bar, and whole; never a number cut."""
        left = min(bar.center().x() - width / 2, self.width() - width)
        return QRectF(max(0.0, left), _BAR + 3, width + 2, self.height() - _BAR)


def _role(rung: Rung) -> Type:
    return Type.SMALL_STRONG if rung.place == "now" else Type.SMALL
