"""The start gate on small screens: all conditions as a list, the answers of one below it.

Eight rows of answers have no room there, and what is scrolled away is forgotten.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.ui import theme
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import SurfaceButton, paint_frame
from titrator.ui.widgets.card import Card
from titrator.ui.widgets.marks import Mark, paint_mark
from titrator.ui.widgets.text import glued, width_on_two_lines

_MARK_PX = 18
_SHARES = (13, 12)  # what is asked in the first column is longer


class Listed(SurfaceButton):
    """One condition: a mark, what is asked, and what was answered. Pressed, it is asked below."""

    def __init__(self, asked: str, name: str) -> None:
        super().__init__()
        self._asked = asked
        self._answer = ""
        self._mark = Mark.OPEN
        self.setObjectName(name)
        self.setCheckable(True)
        self.show_answer("", Mark.OPEN)

    def show_answer(self, answer: str, mark: Mark) -> None:
        """Show what was answered, "" for nothing yet."""
        self._answer, self._mark = answer, mark
        self.setAccessibleName(f"{self._asked}: {answer or say('missing')}")
        self.update()

    def answer(self) -> str:
        """Return the answer that stands there."""
        return self._answer

    def sizeHint(self) -> QSize:
        return QSize(200, TARGET)

    def fits(self) -> bool:
        """Return whether question and answer are whole at the present size."""
        flags = Qt.TextFlag.TextWordWrap
        needed = [
            (place, QFontMetrics(theme.font(role)).boundingRect(place, flags, glued(words)))
            for place, words, role in self._words()
        ]
        return all(
            used.width() <= place.width() and used.height() <= self.height()
            for place, used in needed
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_asked = self.isChecked()
        pen = QPen(QColor(look.accent if is_asked else look.edge), 3 if is_asked else 2)
        fill = QColor(look.sunken if is_asked or self.isDown() else look.card)
        paint_frame(painter, QRectF(self.rect()), fill, pen, has_focus=self.hasFocus())
        spot = QRectF(Space.SMALL, (self.height() - _MARK_PX) / 2, _MARK_PX, _MARK_PX)
        inks = {Mark.TICK: look.ok, Mark.CROSS: look.danger}
        paint_mark(painter, self._mark, spot, QColor(inks.get(self._mark, look.ink)))
        painter.setPen(QColor(look.ink))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        for place, words, role in self._words():
            painter.setFont(theme.font(role))
            painter.drawText(place, flags, glued(words))

    def _words(self) -> list[tuple[QRect, str, Type]]:
        """Return where the question stands, and where its answer, with the words of each."""
        room = self.rect().adjusted(_MARK_PX + 2 * Space.SMALL, 0, -Space.SMALL, 0)
        if not self._answer:
            return [(room, self._asked, Type.SMALL)]
        metrics = QFontMetrics(theme.font(Type.SMALL_STRONG))
        beside = theme.text_width(Type.SMALL_STRONG, self._answer) + 2
        if theme.text_width(Type.SMALL, self._asked) + beside + 2 * Space.SMALL > room.width():
            beside = width_on_two_lines(self._answer, metrics) + 2
        return [
            (room.adjusted(0, 0, -beside - Space.SMALL, 0), self._asked, Type.SMALL),
            (
                QRect(room.right() - beside, 0, beside + 1, room.height()),
                self._answer,
                Type.SMALL_STRONG,
            ),
        ]


class GateList(QWidget):
    """What is asked in two columns, and below it the page of the one that is asked now.

    Signals:
        turned(int): another one was pressed; its page is shown.
    """

    turned = Signal(int)

    def __init__(self, asked: Sequence[str], names: Sequence[str]) -> None:
        super().__init__()
        self._pages: tuple[QWidget, ...] = ()
        self.items = [Listed(one, name) for one, name in zip(asked, names, strict=True)]
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.SNUG)
        grid = QGridLayout()
        grid.setSpacing(Space.HAIR)
        for column, share in enumerate(_SHARES):
            grid.setColumnStretch(column, share)
        half = -(-len(self.items) // len(_SHARES))
        for place, item in enumerate(self.items):
            column, row = divmod(place, half)
            grid.addWidget(item, row, column)
            item.clicked.connect(lambda _=False, place=place: self._on_item_clicked(place))
        rows.addLayout(grid)
        self._card = Card("gate.asked")
        self._below = QVBoxLayout(self._card)
        self._below.setContentsMargins(Space.HAIR, Space.HAIR, Space.HAIR, Space.HAIR)
        rows.addWidget(self._card)
        self.restyle()

    def restyle(self) -> None:
        """Take the border of what is asked now."""
        self._card.set_surface(edge=theme.active().accent, edge_px=2)

    def take(self, pages: Sequence[QWidget]) -> None:
        """Take the pages in, one for each thing asked."""
        self._pages = tuple(pages)
        for page in self._pages:
            self._below.addWidget(page)
        self.turn(self.now())

    def now(self) -> int:
        """Return which one is asked now, counted from 0."""
        return next((place for place, one in enumerate(self.items) if one.isChecked()), 0)

    def turn(self, now: int) -> None:
        """Ask another one."""
        for place, (item, page) in enumerate(zip(self.items, self._pages, strict=True)):
            item.setChecked(place == now)
            page.setVisible(place == now)

    def _on_item_clicked(self, place: int) -> None:
        self.turn(place)
        self.turned.emit(place)
