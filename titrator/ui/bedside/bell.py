"""The bell in the banner: whether prompts can be heard, and the one key that silences them."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from titrator.core.language import say
from titrator.session.calls import Bell, BellState
from titrator.ui import theme
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton, paint_frame, paint_key_cap

_SIGN = 20
_CROSSED = frozenset({BellState.SILENT, BellState.OFF, BellState.UNTESTED})
_TONES = {
    BellState.SOUNDING: "overdue",
    BellState.OFF: "overdue",
    BellState.UNTESTED: "suspended",
    BellState.SILENT: "suspended",
}
KEY = "F3"


class BellButton(ActButton):
    """A bell, crossed when nothing is heard, with words for all but the state that is well."""

    def __init__(self) -> None:
        super().__init__("", "banner.bell", key=KEY, height=TARGET)
        self._bell = Bell(state=BellState.ON, label=say("Sound on"), sentence="")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._say()

    def show_bell(self, bell: Bell) -> None:
        """Show another state."""
        if bell != self._bell:
            self._bell = bell
            self._say()
            self.updateGeometry()
            self.update()

    def bell(self) -> Bell:
        """Return what is shown."""
        return self._bell

    def _say(self) -> None:
        said = f"{self._bell.label}. {self._bell.sentence}".strip()
        self.setAccessibleName(said)
        self.setToolTip(f"{said} ({KEY})")

    def _has_cap(self) -> bool:
        """The key is shown where it matters: on something that sounds."""
        return not theme.is_compact() and self._bell.state is BellState.SOUNDING

    def _words(self) -> str:
        return "" if self._bell.state is BellState.ON else self._bell.label

    def _words_width(self) -> int:
        # The widest figures, so that running seconds move nothing beside them.
        steady = "".join("0" if sign.isdigit() else sign for sign in self._words())
        return theme.text_width(Type.SMALL_STRONG, steady) + Space.SMALL if steady else 0

    def sizeHint(self) -> QSize:
        cap = self._cap_width() + Space.SMALL if self._has_cap() else 0
        return QSize(2 * Space.GAP + _SIGN + self._words_width() + cap, TARGET)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def fits(self) -> bool:
        return self.width() >= self.sizeHint().width()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = _TONES.get(self._bell.state)
        if tone is None:
            ink = self._paint_surface(painter)
        else:
            tint = theme.tint(tone)
            ink = QColor(tint.ink)
            pen = QPen(QColor(tint.edge), 2)
            area = QRectF(self.rect())
            paint_frame(painter, area, QColor(tint.fill), pen, has_focus=self.hasFocus())
        middle = self.height() / 2
        sign = QRectF(Space.GAP, middle - _SIGN / 2, _SIGN, _SIGN)
        paint_bell(painter, sign, ink, is_crossed=self._bell.state in _CROSSED)
        left = Space.GAP + _SIGN + Space.SMALL
        painter.setPen(ink)
        painter.setFont(theme.font(Type.SMALL_STRONG))
        words = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._words())
        if self._has_cap():
            place = Space.GAP + _SIGN + self._words_width() + Space.SMALL
            paint_key_cap(painter, self._key, place, middle, ink)


def paint_bell(painter: QPainter, area: QRectF, ink: QColor, *, is_crossed: bool) -> None:
    """Paint a bell, with a line across it when it is silent."""
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(area.width() / 20, area.height() / 20)
    shape = QPainterPath(QPointF(3, 15))
    shape.cubicTo(QPointF(6, 13), QPointF(4, 4), QPointF(10, 3))
    shape.cubicTo(QPointF(16, 4), QPointF(14, 13), QPointF(17, 15))
    shape.closeSubpath()
    painter.fillPath(shape, ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(10, 17), 2, 1.6)
    if is_crossed:
        painter.setPen(QPen(ink, 2.2))
        painter.drawLine(QPointF(1.5, 18.5), QPointF(18.5, 1.5))
    painter.restore()
