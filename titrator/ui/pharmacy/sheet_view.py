"""A sheet on the screen: facts, notices, table, working; or why there is none."""

import re
from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from titrator.core.language import english, say
from titrator.session.screen import Blocked
from titrator.session.sheet import Sheet
from titrator.ui import theme
from titrator.ui.theme import ON_ONE_LINE, Space, Type
from titrator.ui.widgets.card import BlockedCard, Rule, notice_line
from titrator.ui.widgets.scrolled import ScrollArea, Scrolled
from titrator.ui.widgets.text import Ink, Text, Wrap, has_long_word

_LABEL_PX, _TIGHT_LABEL_PX = 130, 104
_LONGEST_CELL = 28
_SHARE = re.compile(r"(?<=[a-zA-Z]) (?=[0-9.]+(?: \+|$))")


class SheetView(ScrollArea):
    """Shows one sheet at a time; empty until there is one."""

    def __init__(self, name: str, idle: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._idle = idle
        # A table is wider in a language of long words: it is scrolled, and no figure is cut.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.clear()

    def clear(self) -> None:
        """Show no result."""
        self._show(say("No result"), [Text(Type.BODY, self._idle, ink=Ink.DIM, wrap=Wrap.YES)])

    def show_sheet(self, sheet: Sheet) -> None:
        """Show all of `sheet`."""
        parts: list[QWidget] = [Text(Type.STRONG, sheet.title, wrap=Wrap.YES)]
        table = [Rule(), _Wide(_table(sheet), sheet.title)] if sheet.rows else []
        if sheet.leads_with_table:
            parts += [*table[1:], Rule()]
        parts.append(_facts(sheet))
        parts.extend(notice_line(one, Type.SMALL_STRONG) for one in sheet.notices)
        if not sheet.leads_with_table:
            parts += table
        if sheet.lines:
            parts.append(Rule())
            parts.extend(Text(Type.BODY, line, wrap=Wrap.YES) for line in sheet.lines)
        parts.append(Text(Type.SMALL, sheet.foot, ink=Ink.DIM, wrap=Wrap.YES))
        said = ". ".join(f"{label} {text}" for label, text in sheet.facts)
        self._show(f"{sheet.title}. {said}", parts)

    def show_refused(self, refused: Iterable[Blocked]) -> None:
        """Show why there is no result."""
        cards = [BlockedCard(one) for one in refused]
        self._show(". ".join(card.accessibleName() for card in cards), cards)

    def _show(self, said: str, parts: Iterable[QWidget]) -> None:
        inside = Scrolled()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.SMALL)
        for part in parts:
            rows.addWidget(part)
        rows.addStretch(1)
        self.setAccessibleName(said)
        self.setWidget(inside)


class _Wide(ScrollArea):
    """A table as high as it is; one that is wider than the sheet is scrolled under its words."""

    def __init__(self, table: QWidget, said: str) -> None:
        super().__init__()
        self._table = table
        self.setAccessibleName(said)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(table)
        theme.dress(self.horizontalScrollBar())
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        least = self._table.minimumSizeHint().width()
        width = max(self.width(), least)
        height = self._table.heightForWidth(width)
        if height < 0:
            height = self._table.sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height() if least > self.width() else 0
        self.setFixedHeight(height + bar)
        # A table that is whole is nothing to stop at.
        policies = Qt.FocusPolicy
        self.setFocusPolicy(policies.StrongFocus if bar else policies.NoFocus)


def _facts(sheet: Sheet) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(Space.GAP)
    grid.setVerticalSpacing(Space.HAIR)
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    for row, (label, text) in enumerate(sheet.facts):
        name = Text(Type.SMALL, label, ink=Ink.DIM, wrap=Wrap.YES)
        name.setFixedWidth(_TIGHT_LABEL_PX if theme.is_tight() else _LABEL_PX)
        name.setContentsMargins(0, ON_ONE_LINE, 0, 0)
        grid.addWidget(name, row, 0, top)
        is_loud = label.isupper() or english(label) == "Outcome"
        loud, plain = (Type.STRONG, Type.BODY)
        if theme.is_tight() and has_long_word(text):
            loud, plain = (Type.SMALL_STRONG, Type.SMALL)
        value = Text(loud if is_loud else plain, text, wrap=Wrap.YES)
        grid.addWidget(value, row, 1, top)
    return made


def _table(sheet: Sheet) -> QWidget:
    """Return the table; words of the last column go on a line of their own under their row."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(Space.GAP)
    grid.setVerticalSpacing(2)
    top = Qt.AlignmentFlag.AlignTop
    has_words = len(sheet.columns) > 4 or any(len(row[-1]) > _LONGEST_CELL for row in sheet.rows)
    count = len(sheet.columns) - has_words
    grid.setColumnStretch(count - 1, 1)
    for column, name in enumerate(sheet.columns[:count]):
        grid.addWidget(Text(Type.SMALL_STRONG, name, ink=Ink.DIM), 0, column, top)
    line = 1
    for place, cells in enumerate(sheet.rows):
        role = Type.SMALL_STRONG if place in sheet.marked else Type.SMALL
        for column, cell in enumerate(cells[:count]):
            wrap = Wrap.YES if column == count - 1 else Wrap.NO
            words = Text(role, _with_shares_whole(cell), wrap=wrap)
            words.setMinimumWidth(words.least_width())
            grid.addWidget(words, line, column, top)
        line += 1
        if has_words and cells[-1]:
            words = Text(role, cells[-1], wrap=Wrap.YES)
            words.setIndent(Space.EDGE)
            grid.addWidget(words, line, 0, 1, count)
            line += 1
    return made


def _with_shares_whole(cell: str) -> str:
    """Return the words of a sum with each number beside its drug, not on the line of the next one.

    A small screen has no room for that: its table would have to be scrolled sideways.
    """
    return cell if theme.is_compact() else _SHARE.sub("\N{NO-BREAK SPACE}", cell)
