"""The act button: a verb, the key that does the same, and one press at a time."""

from enum import StrEnum

from PySide6.QtCore import QElapsedTimer, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from titrator.core.language import say, says_what_is_kept
from titrator.ui import theme
from titrator.ui.theme import CRITICAL_TARGET, RADIUS, TARGET, Space, Type
from titrator.ui.widgets.text import width_on_two_lines

ACCEPT_AGAIN_MS = 400
_EDGE_PX = 2
_SMALLER = (Type.BUTTON, Type.STRONG, Type.SMALL_STRONG)
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_EVERYWHERE = ("Enter", "Esc")
"""Keys that do the same everywhere: a narrow button of the smallest screens does not show them."""
_NARROW_PX, _TIGHT_PX = 160, 132


class Kind(StrEnum):
    """How a button stands out: one primary at most on a screen."""

    PRIMARY = "primary"
    PLAIN = "plain"
    DANGER = "danger"


class _Pressed(QPushButton):
    """A button that Enter presses too, and with which a held key does nothing more."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            event.accept()
        elif event.key() in _RETURN:
            self.click()
        else:
            super().keyPressEvent(event)


class SurfaceButton(_Pressed):
    """A button that paints its own surface."""

    def __init__(self, label: str = "") -> None:
        # Not with its label: see `ActButton`.
        super().__init__()
        self.setText(label)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def restyle(self) -> None:
        """Take the size of the font anew."""
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class ActButton(_Pressed):
    """A button that acts once a press: double clicks and held keys do nothing more.

    Signals:
        acted: pressed by mouse, Space or Enter; at most once in 400 ms.
    """

    acted = Signal()

    def __init__(
        self,
        label: str,
        name: str,
        *,
        key: str = "",
        kind: Kind = Kind.PLAIN,
        height: int = CRITICAL_TARGET,
        parent: QWidget | None = None,
    ) -> None:
        # Not with its label: whoever offers Qt a label is asked for an icon, and loads every icon.
        super().__init__(parent)
        self.setText(label)
        self.setObjectName(name)
        self.setAutoDefault(False)
        self._key = key
        self._kind = kind
        self._height = height
        self._is_narrow = False
        self._role = Type.BUTTON if height > TARGET + Space.SMALL else Type.STRONG
        self._rested = QElapsedTimer()
        self._outline = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name_it()
        self.clicked.connect(self._on_self_clicked)

    def say(self, label: str) -> None:
        """Show another verb; the key stays."""
        if label != self.text():
            self.setText(label)
            self._name_it()
            self.updateGeometry()

    def set_kind(self, kind: Kind) -> None:
        """Stand out more or less."""
        if kind is not self._kind:
            self._kind = kind
            self.update()

    def set_key(self, key: str) -> None:
        """Show the cap of another key; "" shows none."""
        if key != self._key:
            self._key = key
            self._name_it()
            self.updateGeometry()
            self.update()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Be no wider than its words on two lines; on the smallest screens Enter and Esc go unsaid."""
        if is_narrow is not self._is_narrow:
            self._is_narrow = is_narrow
            self.updateGeometry()

    def set_outline(self, colour: str) -> None:
        """Have a border that reads on a tinted surface; "" goes back to the theme's."""
        if colour != self._outline:
            self._outline = colour
            self.update()

    def set_height(self, height: int) -> None:
        """Be `height` px high."""
        if height != self._height:
            self._height = height
            self.updateGeometry()

    def set_role(self, role: Type) -> None:
        """Have words of this size: a row of buttons with long words has smaller ones."""
        if role is not self._role:
            self._role = role
            self.updateGeometry()
            self.update()

    def setFixedWidth(self, w: int) -> None:
        """Be `w` px wide, or as much wider as the words of another language need."""
        super().setFixedWidth(self.wide_enough(w))

    def wide_enough(self, least: int) -> int:
        """Return `least` px, or as much more as the words need on as many lines as there is height."""
        while least < self.sizeHint().width() and not self._fits_into(least, self._height):
            least += Space.SMALL
        return least

    def restyle(self) -> None:
        """Take the size of the font anew."""
        self.updateGeometry()

    def rest(self) -> None:
        """Accept nothing for 400 ms: what was meant once is done once."""
        # Time is looked up and not waited for: a button must never wait for a timer to be of use.
        self._rested.start()

    def is_resting(self) -> bool:
        """Return whether a press would be taken for one that was made before."""
        return self._rested.isValid() and self._rested.elapsed() < ACCEPT_AGAIN_MS

    def _on_self_clicked(self) -> None:
        if self.is_resting():
            return
        self.rest()
        self.acted.emit()

    def _name_it(self) -> None:
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(say("Key {key}", key=self._key) if self._key else "")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def sizeHint(self) -> QSize:
        if self._is_narrow:
            return self.minimumSizeHint().expandedTo(
                QSize(_TIGHT_PX if theme.is_tight() else _NARROW_PX, 0)
            )
        return self._whole()

    def whole_width(self) -> int:
        """Return the width that has room for its words on one line."""
        return self._whole().width()

    def _whole(self) -> QSize:
        """Return the size that has room for its words on one line."""
        width = theme.text_width(self._role, self.text())
        if self._cap():
            width += Space.GAP + self._cap_width()
        return QSize(width + 2 * Space.INSET, self._height)

    def _cap(self) -> str:
        """Return the key that is shown on it, "" for none."""
        return (
            "" if self._is_narrow and theme.is_tight() and self._key in _EVERYWHERE else self._key
        )

    def minimumSizeHint(self) -> QSize:
        least = self._whole() - QSize(Space.EDGE, 0)
        metrics = QFontMetrics(theme.font(self._role))
        is_high = 2 * metrics.lineSpacing() < self._height
        has_room = is_high and not says_what_is_kept()
        if not (is_high if self._is_narrow else theme.is_tight() or has_room):
            return least
        # On the smallest screens, and where words are long and it is high, a verb takes two lines.
        whole = theme.text_width(self._role, self.text())
        words = whole - width_on_two_lines(self.text(), metrics)
        return least - QSize(words, 0)

    def fits(self) -> bool:
        """Return whether words and key cap are whole at the present size."""
        return self._fits_into(self.width(), self.height())

    def fits_when(self, height: int) -> bool:
        """Return whether they would be whole at another height."""
        return self._fits_into(self.width(), height)

    def _fits_into(self, width: int, height: int) -> bool:
        room = width - (self._cap_width() + Space.GAP if self._cap() else 0) - Space.EDGE
        needed = _wrapped(self._role_in(room, height), self.text(), room)
        return needed.width() <= room and needed.height() <= height - 2 * _EDGE_PX

    def _role_in(self, room: int, height: int) -> Type:
        """Return how large the words are: two lines in a low button are smaller, off its border."""
        is_high = height > TARGET + Space.SMALL
        if is_high or theme.text_width(self._role, self.text()) <= room:
            return self._role
        inside = height - 2 * _EDGE_PX
        for role in _SMALLER[_SMALLER.index(self._role) : -1]:
            if _wrapped(role, self.text(), room).height() <= inside:
                return role
        return _SMALLER[-1]

    def _cap_width(self) -> int:
        return key_cap_width(self._key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._paint_surface(painter)
        cap = self._cap_width() + Space.GAP if self._cap() else 0
        room = self.width() - cap - 2 * Space.SMALL
        # A label too long for its place goes on to a second line; it is never cut.
        role = self._role_in(room, self.height())
        words = min(_wrapped_width(role, self.text(), room), room)
        left = (self.width() - words - cap) / 2
        painter.setFont(theme.font(role))
        painter.setPen(ink)
        # Below the last line there is nothing but a few long letters: two lines stand a bit higher.
        area = QRectF(left, 0 if role is self._role else -1, words + 2, self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, self.text())
        if self._cap():
            paint_key_cap(painter, self._cap(), left + words + Space.GAP, self.height() / 2, ink)

    def _paint_surface(self, painter: QPainter) -> QColor:
        look = theme.active()
        is_primary = self._kind is Kind.PRIMARY and self.isEnabled()
        fill = QColor(look.primary if is_primary else look.card)
        ink = QColor(look.on_primary if is_primary else look.ink)
        if not self.isEnabled():
            ink = QColor(look.dim)
        if self.isDown():
            fill = fill.darker(112)
        elif self.underMouse() and self.isEnabled():
            fill = fill.darker(104) if look is theme.LIGHT else fill.lighter(112)
        edge = {Kind.PRIMARY: look.primary, Kind.PLAIN: look.edge, Kind.DANGER: look.danger}
        width = 3 if self._kind is Kind.DANGER else 2
        colour = self._outline or edge[self._kind]
        pen = QPen(QColor(colour if self.isEnabled() else look.line), width)
        if not self.isEnabled():
            pen.setStyle(Qt.PenStyle.DashLine)
        paint_frame(painter, QRectF(self.rect()), fill, pen, has_focus=self.hasFocus())
        return ink


def _wrapped_width(role: Type, text: str, room: int) -> int:
    """Return how wide `text` is on one line, or wrapped where that does not fit into `room`."""
    whole = theme.text_width(role, text)
    if whole <= room:
        return whole
    return _wrapped(role, text, room).width()


def _wrapped(role: Type, text: str, room: int) -> QRect:
    """Return what `text` takes on as many lines as it needs in `room` px."""
    metrics = QFontMetrics(theme.font(role))
    return metrics.boundingRect(QRect(0, 0, room, 1000), Qt.TextFlag.TextWordWrap, text)


def paint_frame(
    painter: QPainter, area: QRectF, fill: QColor, pen: QPen, *, has_focus: bool
) -> None:
    """Paint a control's surface; the focus ring is 2 px in text colour, inside, off the border."""
    half = pen.widthF() / 2
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawRoundedRect(area.adjusted(half, half, -half, -half), RADIUS, RADIUS)
    if has_focus:
        ring = theme.readable_on(fill)
        painter.setPen(QPen(QColor(ring), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = pen.widthF() + 2
        inner = area.adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(inner, RADIUS - 3, RADIUS - 3)


def key_cap_width(key: str) -> int:
    """Return how wide the cap of `key` is painted."""
    return theme.text_width(Type.KEY, key) + 16


def paint_key_cap(painter: QPainter, key: str, left: float, middle: float, ink: QColor) -> None:
    """Paint the cap of `key` with its left edge and vertical middle given."""
    area = QRectF(left, middle - 11, key_cap_width(key), 22)
    painter.setFont(theme.font(Type.KEY))
    painter.setPen(QPen(ink, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, key)
