"""Surfaces: a card, the frame of an act, and the checks and refusals that stand on them."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.screen import Blocked, Check
from titrator.ui import theme
from titrator.ui.theme import CARD_RADIUS, Space, Type
from titrator.ui.widgets.marks import Mark, Symbol
from titrator.ui.widgets.text import Ink, Text, Wrap, has_long_word

_LONG = 400


class Card(QWidget):
    """A rounded surface. `set_surface` gives it another fill and border."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._fill = ""
        self._edge = ""
        self._edge_px = 1

    def set_surface(self, fill: str = "", edge: str = "", edge_px: int = 1) -> None:
        """Paint with colours given; "" is the theme's own card or hairline."""
        self._fill, self._edge, self._edge_px = fill, edge, edge_px
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = self._edge_px / 2
        painter.setPen(QPen(QColor(self._edge or look.line), self._edge_px))
        painter.setBrush(QColor(self._fill or look.card))
        area = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(area, CARD_RADIUS, CARD_RADIUS)


class Rule(QWidget):
    """A hairline between parts of a card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1 + 2 * Space.HAIR)

    def paintEvent(self, event: QPaintEvent) -> None:
        line = QRectF(0, Space.HAIR, self.width(), 1)
        QPainter(self).fillRect(line, QColor(theme.active().line))


class CheckList(QWidget):
    """Conditions in two columns, each with a mark and words: met, or not."""

    def __init__(self, name: str = "", *, columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._columns = columns
        self._shown: tuple[Check, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.INSET)
        self._grid.setVerticalSpacing(Space.HAIR)

    def set_checks(self, checks: Iterable[Check]) -> None:
        """Show `checks` in reading order."""
        wanted = tuple(checks)
        if wanted == self._shown:
            return
        self._shown = wanted
        empty(self._grid)
        for place, check in enumerate(wanted):
            row, column = divmod(place, self._columns)
            self._grid.addWidget(_check_row(check), row, column, Qt.AlignmentFlag.AlignTop)
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 1)


def _check_row(check: Check) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(Space.SMALL)
    mark = Symbol(Mark.TICK if check.is_met else Mark.CROSS, 20)
    mark.set_role("ok" if check.is_met else "danger")
    line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    said = check.text if check.is_met else say("not met: {check}", check=check.text)
    line.addWidget(Text(Type.SMALL, said, ink=Ink.NORMAL, wrap=Wrap.YES), 1)
    return row


class BlockedCard(Card):
    """A refusal in four parts: what, with the value; the rule; its source; what can be done."""

    def __init__(self, blocked: Blocked, parent: QWidget | None = None) -> None:
        super().__init__(f"blocked.{blocked.code}", parent)
        self.setAccessibleName(
            say("Not done. {what} {can_do}", what=blocked.what, can_do=blocked.can_do)
        )
        rows = QHBoxLayout(self)
        rows.setContentsMargins(Space.EDGE, Space.GAP, Space.EDGE, Space.GAP)
        rows.setSpacing(Space.GAP)
        mark = Symbol(Mark.STOP, 30)
        mark.set_role("danger")
        rows.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(Space.HAIR)
        # A unit that is spelled out is never split, and has no room in large letters everywhere.
        is_small = theme.is_tight() and has_long_word(blocked.what)
        loud = Type.SMALL_STRONG if is_small else Type.STRONG
        said.addWidget(Text(loud, say("Not done. {what}", what=blocked.what), wrap=Wrap.YES))
        is_long = len(blocked.what) + len(blocked.can_do) > _LONG
        role = Type.SMALL if is_long else Type.BODY
        said.addWidget(Text(role, blocked.can_do, wrap=Wrap.YES))
        source = say("Rule {rule}. Source: {source}.", rule=blocked.rule, source=blocked.source)
        said.addWidget(Text(Type.SMALL, source, ink=Ink.DIM, wrap=Wrap.YES))
        rows.addLayout(said, 1)
        self.restyle()

    def restyle(self) -> None:
        """Take the danger border of the theme."""
        self.set_surface(edge=theme.active().danger, edge_px=2)


def empty(layout: QGridLayout | QHBoxLayout | QVBoxLayout) -> None:
    """Take every widget out of `layout` and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()


def notice_line(notice: Blocked, role: Type) -> QWidget:
    """Return a warning: what an answer passes or what could not be checked, what to do, its source."""
    made = QWidget()
    made.setObjectName(f"notice.{notice.code}")
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.SMALL)
    mark = Symbol(Mark.LATE, 20)
    mark.set_role("danger")
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    said = say(
        "{what} {can_do} Source: {source}.",
        what=notice.what,
        can_do=notice.can_do,
        source=notice.source,
    )
    row.addWidget(Text(role, said, wrap=Wrap.YES), 1)
    return made
