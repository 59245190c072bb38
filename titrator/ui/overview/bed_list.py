"""Every bed of the workstation as a list: state, what is next and when, doses, last MAP."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.screen import Bedside
from titrator.ui import theme
from titrator.ui.bedside.strip import MARKS
from titrator.ui.theme import CARD_RADIUS, Space, Type
from titrator.ui.widgets.buttons import key_cap_width, paint_key_cap
from titrator.ui.widgets.marks import paint_mark
from titrator.ui.widgets.scrolled import ScrollArea
from titrator.ui.widgets.text import glued

_KEYS = 9
_MARK_PX = 32
_BESIDE_PX = 400  # how wide a card is at least where two stand beside each other


class BedCard(QPushButton):
    """One bed; its surface has the colour, border, mark and words of its state."""

    def __init__(self, bed_id: str, place: int) -> None:
        super().__init__()
        self.bed_id = bed_id
        self._key = f"Ctrl+{place}" if place <= _KEYS else ""
        self._bed: Bedside | None = None
        self.setObjectName(f"beds.{place}")
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bed(self, bed: Bedside, *, is_chosen: bool) -> None:
        """Show the bed as it is now."""
        self.setChecked(is_chosen)
        if bed != self._bed:
            self._bed = bed
            self.setAccessibleName(". ".join(text for text, _ in _words(bed)))
            self._take_height()
            self.update()

    def nextCheckState(self) -> None:
        """Stay as the window says; a click alone opens nothing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(380, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        bed = self._bed
        if bed is None:
            return
        tint = theme.tint(bed.next.tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = max(2.0, tint.edge_px) / 2
        area = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.setPen(QPen(QColor(tint.edge), 2 * half))
        painter.setBrush(QColor(tint.fill))
        painter.drawRoundedRect(area, CARD_RADIUS, CARD_RADIUS)
        if self.isChecked():
            painter.fillRect(QRectF(9, 16, 5, self.height() - 32), QColor(tint.ink))
        if self.hasFocus():
            painter.setPen(QPen(QColor(tint.ink), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(4, 4, -4, -4), CARD_RADIUS - 3, CARD_RADIUS - 3)
        spot = QRectF(Space.INSET, 14, 22, 22)
        paint_mark(painter, MARKS[bed.next.tone], spot, QColor(tint.ink))
        if self._key:
            left = self.width() - Space.EDGE - key_cap_width(self._key)
            paint_key_cap(painter, self._key, left, 25, QColor(tint.dim))
        painter.setPen(QColor(tint.ink))
        y = float(Space.GAP)
        for place, (text, role) in enumerate(_words(bed)):
            painter.setFont(theme.font(role))
            room = self._room(place)
            height = _height_of(text, role, room.width())
            place_of = QRectF(room.left(), y, room.width(), height + 1)
            painter.drawText(place_of, Qt.TextFlag.TextWordWrap, glued(text))
            y += height

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_height()

    def restyle(self) -> None:
        """Take the height of the words anew."""
        self._take_height()

    def _take_height(self) -> None:
        """Be as high as the words need at this width; none is cut."""
        if self._bed is not None:
            words = sum(
                _height_of(text, role, self._room(place).width())
                for place, (text, role) in enumerate(_words(self._bed))
            )
            self.setFixedHeight(round(words) + 2 * Space.GAP)

    def fits(self) -> bool:
        """Return whether bed and countdown keep clear of the key, and all words are seen."""
        if self._bed is None:
            return True
        room, (text, role) = self._room(0), _words(self._bed)[0]
        words = _bounds(text, role, room.width())
        key = key_cap_width(self._key) if self._key else 0
        return room.left() + words.width() <= self.width() - Space.EDGE - key

    def _room(self, place: int) -> QRectF:
        """Return from where to where words stand: the first are between the mark and the key."""
        left, right = float(Space.INSET), float(self.width() - Space.EDGE)
        if place == 0:
            left += _MARK_PX
            right -= key_cap_width(self._key) + Space.SMALL if self._key else 0
        return QRectF(left, 0, max(100.0, right - left), 0)


def _height_of(text: str, role: Type, width: float) -> float:
    return _bounds(text, role, width).height()


def _bounds(text: str, role: Type, width: float) -> QRectF:
    room = QRectF(0, 0, width, 10_000)
    metrics = QFontMetricsF(theme.font(role))
    return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, glued(text))


def _words(bed: Bedside) -> tuple[tuple[str, Type], ...]:
    """Return bed and countdown, what is next, the last MAP, and the doses that run."""
    following, last = bed.next, bed.last_map
    when = " ".join(following.countdown)
    if following.late and when:
        when = say("{countdown} late", countdown=when)
    running = (f"{row.name} {row.chain[0]}" for row in bed.drugs if row.is_running)
    # A name stays with its dose, and each drug has a line of its own.
    doses = "\n".join(one.replace(" ", "\N{NO-BREAK SPACE}") for one in running)
    mmhg = (
        say("MAP {last} mmHg, {age}", last=last.value, age=last.age)
        if last.value
        else say("No MAP yet: steps locked.")
    )
    return (
        (f"{bed.banner.bed}  {when}".strip(), Type.NAME),
        (f"{following.mark} {following.heading}".strip(), Type.STRONG),
        (mmhg, Type.BODY),
        (doses or say("nothing runs"), Type.SMALL),
    )


class BedList(QWidget):
    """The beds in the order they were opened.

    Signals:
        bed_chosen(str): a bed was pressed.
    """

    bed_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("beds")
        self._cards: list[BedCard] = []
        self._columns = 1
        inside = QWidget()
        self._rows = QGridLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(Space.SMALL)
        area = ScrollArea()
        area.setObjectName("beds.area")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self._area = area
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)

    def show_beds(self, beds: Sequence[tuple[str, Bedside]], chosen: str) -> None:
        """Show every bed, the chosen one marked."""
        if [bed_id for bed_id, _ in beds] != [card.bed_id for card in self._cards]:
            self._make([bed_id for bed_id, _ in beds])
        for card, (bed_id, bed) in zip(self._cards, beds, strict=True):
            card.show_bed(bed, is_chosen=bed_id == chosen)

    def first_focus(self) -> QWidget | None:
        """Return the card of the chosen bed."""
        return next((card for card in self._cards if card.isChecked()), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        steps = {keys.Key_Down: self._columns, keys.Key_Up: -self._columns}
        step = {**steps, keys.Key_Right: 1, keys.Key_Left: -1}.get(Qt.Key(event.key()))
        at = next((i for i, card in enumerate(self._cards) if card.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        card = self._cards[max(0, min(at + step, len(self._cards) - 1))]
        card.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(card)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if self.width() >= 2 * _BESIDE_PX + Space.SMALL else 1
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _place(self) -> None:
        """Put the cards in reading order, two beside each other where there is room."""
        while self._rows.count():
            self._rows.takeAt(0)
        for place, card in enumerate(self._cards):
            self._rows.addWidget(card, *divmod(place, self._columns), Qt.AlignmentFlag.AlignTop)
        last = -(-len(self._cards) // self._columns)
        # Also the row below the last: it takes what is left, else each card would take its share.
        for row in range(max(self._rows.rowCount(), last + 1)):
            self._rows.setRowStretch(row, int(row == last))
        for column in range(2):
            self._rows.setColumnStretch(column, int(column < self._columns))

    def _make(self, bed_ids: list[str]) -> None:
        for card in self._cards:
            self._rows.removeWidget(card)
            card.hide()
            card.setParent(None)
            card.deleteLater()
        self._cards = [BedCard(bed_id, place) for place, bed_id in enumerate(bed_ids, start=1)]
        for card in self._cards:
            card.clicked.connect(lambda _=False, one=card: self.bed_chosen.emit(one.bed_id))
        self._place()
        for card in self._cards:
            card.show()
        for before, after in pairwise(self._cards):
            QWidget.setTabOrder(before, after)
