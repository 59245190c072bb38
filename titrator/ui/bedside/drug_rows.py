"""One row a drug: name and bag, the chain and why it stands there, headroom to its limit."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.screen import DrugRow
from titrator.ui import theme
from titrator.ui.bedside.chain import Chain
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.card import Card
from titrator.ui.widgets.marks import HeadroomBar, Mark, Symbol
from titrator.ui.widgets.text import Ink, Text, Wrap

_SHORT = 46
_WITH_NOTE = 52
_TIGHT_LEFT = (152, 184)


class DrugRowCard(Card):
    """One drug. Above a limit the row has a red border, a mark and the word."""

    def __init__(self, drug: str, parent: QWidget | None = None) -> None:
        super().__init__(f"drug.{drug}", parent)
        self._shown: DrugRow | None = None
        self._is_narrow = False
        self._is_short = False
        self._name = Text(Type.NAME)
        self._bag = Text(Type.SMALL, ink=Ink.DIM, wrap=Wrap.YES)
        self._chain = Chain(f"drug.{drug}.chain")
        self._note = Text(Type.SMALL, ink=Ink.DIM, wrap=Wrap.YES)
        self._mark = Symbol(Mark.STOP, 18)
        self._limit_name = Text(Type.SMALL, ink=Ink.DIM)
        self._limit = Text(Type.SMALL, ink=Ink.DIM)
        self._bar = HeadroomBar(f"drug.{drug}.headroom")
        self._lay_out()
        self.restyle()

    def show_row(self, row: DrugRow) -> None:
        """Show the drug; only what differs is painted again."""
        if row == self._shown:
            return
        self._shown = row
        self._name.say(row.name)
        self._bag.say(row.bag)
        self._chain.set_links(row.chain)
        self._note.say(row.note)
        self._note.setVisible(self._has_note())
        self._limit.say(row.limit)
        self._bar.set_used(row.headroom, is_above=row.is_above_limit)
        self._mark.setVisible(row.is_above_limit)
        self._show_limit()
        ink = Ink.DANGER if row.is_above_limit else Ink.DIM
        self._limit_name.set_ink(ink)
        self._limit.set_ink(ink)
        self._fit_right()
        self._paint_edge()

    def set_height(self, height: int) -> None:
        """Be `height` px high; low rows have less around their words."""
        self.setFixedHeight(height)
        low = height < 80
        top = 0 if height < 62 else Space.HAIR if low else Space.SMALL
        self._is_short = height < _WITH_NOTE
        # Name and bag keep clear of the edges, also of the thick one above a limit.
        self._name.set_role(Type.STRONG if self._is_short else Type.NAME)
        self._note.setVisible(self._has_note())
        self._show_limit()
        side = Space.EDGE if theme.is_compact() else Space.INSET
        self._row.setContentsMargins(side, top, side, top)

    def _show_limit(self) -> None:
        """Name the limit and say it; where rows are short, that it is passed, or else how high it is.

        Where the smallest screen has no room for it beside a long chain, or a long note, it gives way,
        unless passed.
        """
        row = self._shown
        if row is None:
            return
        is_above, is_tight = row.is_above_limit, theme.is_tight() and not self._is_narrow
        name = say("limit") if is_tight else row.limit_name
        self._limit_name.say(
            say("above {limit_name}", limit_name=name) if is_above else row.limit_name
        )
        self._limit_name.setVisible(bool(row.limit) and (is_above or not self._is_short))
        self._limit.setVisible(bool(row.limit) and not (is_above and self._is_short))
        room = (
            self.width() - self._left.width() - self._right.width() - 2 * Space.EDGE - 2 * Space.GAP
        )
        note = theme.text_width(Type.SMALL, row.note) if self._has_note() else 0
        needed = max(self._chain.whole_width(), note)
        self._right.setVisible(is_above or not is_tight or needed <= room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_limit()

    def _has_note(self) -> bool:
        """Four rows on the smallest screen have no line for it; the dose comes first."""
        return self._shown is not None and bool(self._shown.note) and not self._is_short

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Let the chain go on to a second line, and leave it room."""
        self._is_narrow = is_narrow
        self.restyle()

    def restyle(self) -> None:
        """Take widths and colours anew."""
        compact = theme.is_compact()
        self._chain.set_one_line(is_one=not self._is_narrow)
        is_slim = compact or self._is_narrow
        left, right = (214, 172) if is_slim else (310, 232)
        if theme.is_tight() and not self._is_narrow:
            left, right = _TIGHT_LEFT[0], 126
        self._lowest_left = left
        self._left.setFixedWidth(left)
        self._lowest_right = right
        self._fit_right()
        self._row.setSpacing(Space.GAP if compact else Space.INSET)
        self._mark.set_role("danger")
        self._paint_edge()

    def needed_left(self) -> int:
        """Return how wide the names are where the bag is to stand on one line, within bounds."""
        shown = self._shown
        if shown is None or not theme.is_tight() or self._is_narrow:
            return self._lowest_left
        bag = theme.text_width(Type.SMALL, shown.bag)
        return max(self._lowest_left, min(bag + 2, _TIGHT_LEFT[1]))

    def set_left(self, width: int) -> None:
        """Have names and bag take `width` px, as in every other row."""
        if width != self._left.width():
            self._left.setFixedWidth(width)
            self._show_limit()

    def _fit_right(self) -> None:
        """Give the limit the room its words need."""
        mark = 0 if self._mark.isHidden() else self._mark.minimumWidth() + Space.HAIR
        words = self._limit_name.sizeHint().width() + mark
        limit = self._limit.sizeHint().width()
        self._right.setFixedWidth(max(self._lowest_right, words, limit))

    def _paint_edge(self) -> None:
        is_above = self._shown is not None and self._shown.is_above_limit
        edge = theme.active().danger if is_above else ""
        self.set_surface(edge=edge, edge_px=3 if is_above else 1)

    def _lay_out(self) -> None:
        self._row = QHBoxLayout(self)
        self._left = _column(self._name, self._bag)
        self._row.addWidget(self._left)
        self._row.addWidget(_column(self._chain, self._note), 1)
        words = QHBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(self._mark)
        words.addWidget(self._limit_name, 1)
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addStretch(1)
        right.addLayout(words)
        right.addWidget(self._bar)
        right.addWidget(self._limit, 0, Qt.AlignmentFlag.AlignRight)
        right.addStretch(1)
        self._row.addWidget(self._right)


def _column(*widgets: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addStretch(1)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return made


class DrugRows(QWidget):
    """All drugs of a bed, as high as there is room for; four fit even on a small screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: dict[str, DrugRowCard] = {}
        self._is_low = False
        self._is_narrow = False
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[DrugRow]) -> None:
        """Show `rows` from top to bottom."""
        wanted = [row.drug for row in rows]
        if wanted != list(self._cards):
            self._make(wanted)
        for row in rows:
            self._cards[row.drug].show_row(row)
        self._align()

    def _align(self) -> None:
        """Have the doses begin at one place in every row."""
        left = max((card.needed_left() for card in self._cards.values()), default=0)
        for card in self._cards.values():
            card.set_left(left)

    def count(self) -> int:
        """Return how many drugs are shown."""
        return len(self._cards)

    def restyle(self) -> None:
        """Take heights and distances anew."""
        compact = theme.is_compact()
        gap = Space.SMALL if compact or self.count() > 2 else Space.GAP
        self._rows.setSpacing(Space.HAIR if compact and self.count() > 3 else gap)
        for card in self._cards.values():
            card.set_narrow(is_narrow=self._is_narrow)
            card.set_height(self._row_height())
        self._align()

    def set_low(self, *, is_low: bool) -> None:
        """Take less height where something else needs it."""
        if is_low != self._is_low:
            self._is_low = is_low
            self.restyle()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Be a column among others: less wide, and higher instead."""
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.restyle()

    def needed_height(self) -> int:
        """Return the height of all rows with the distances between them."""
        count = self.count()
        return count * self._row_height() + max(0, count - 1) * self._rows.spacing()

    def _row_height(self) -> int:
        if self._is_narrow:
            return 104
        if theme.is_tight() and (self._is_low or self.count() > 2):
            return _SHORT if self._is_low or self.count() > 3 else 56
        if theme.is_compact() and self.count() > 3:
            return 57
        if self.count() > 2 or (theme.is_compact() and self._is_low):
            return 62 if theme.is_compact() else 66
        return 70 if theme.is_compact() or self._is_low else 92

    def _make(self, drugs: list[str]) -> None:
        for card in self._cards.values():
            card.hide()
            card.setParent(None)
            card.deleteLater()
        self._cards = {drug: DrugRowCard(drug) for drug in drugs}
        for card in self._cards.values():
            self._rows.addWidget(card)
            # At once: the layout would show it only when the event loop comes round.
            card.show()
        self.setVisible(bool(drugs))
        self.restyle()
