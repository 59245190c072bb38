"""The result of the calculator: chain, circumstances, working, limits, or why there is none."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.ui import theme
from titrator.ui.bedside.chain import Chain
from titrator.ui.calculation import LimitLine, Worked
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.card import BlockedCard, Card, Rule, empty, notice_line
from titrator.ui.widgets.marks import HeadroomBar
from titrator.ui.widgets.scrolled import ScrollArea
from titrator.ui.widgets.text import Ink, Text, Wrap

_IDLE = (
    say("Type the bag and a dose or a pump rate, then press Enter."),
    say("For checking. It changes nothing at the bedside. Any edit clears the result."),
)


class ResultCard(Card):
    """Empty until something was worked out; emptied by the first edit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("calculator.result", parent)
        self._worked = Worked()
        self._all = QVBoxLayout(self)
        head = QHBoxLayout()
        head.addWidget(Text(Type.HEADING, say("RESULT"), ink=Ink.DIM), 1)
        self.copy = ActButton(say("Copy the line"), "calculator.copy", height=44)
        self.copy.setFixedWidth(190)
        self.copy.acted.connect(self._on_copy_acted)
        head.addWidget(self.copy)
        self._all.addLayout(head)
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        area = ScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self._all.addWidget(area, 1)
        self.restyle()
        self.clear()

    def clear(self) -> None:
        """Show no result."""
        self.show_worked(Worked())

    def show_worked(self, worked: Worked) -> None:
        """Show `worked`, whichever of its parts there are."""
        self._worked = worked
        empty(self._rows)
        self.copy.setEnabled(bool(worked.chain))
        self.setAccessibleName(self.line() or say("No result"))
        for refused in worked.refused:
            self._rows.addWidget(BlockedCard(refused))
        if worked.chain:
            self._show_answer(worked)
        elif not worked.refused:
            for said in _IDLE:
                self._rows.addWidget(Text(Type.BODY, said, ink=Ink.DIM, wrap=Wrap.YES))
        self._rows.addStretch(1)

    def line(self) -> str:
        """Return the whole answer as one line, "" without one."""
        if not self._worked.chain:
            return ""
        return f"{' = '.join(self._worked.chain)} {self._worked.circumstances}".strip()

    def restyle(self) -> None:
        """Take margins anew."""
        compact = theme.is_compact()
        inset = Space.EDGE if compact else Space.WIDE - Space.HAIR
        inset = Space.GAP if theme.is_tight() else inset
        self._all.setContentsMargins(inset, Space.GAP, inset, Space.GAP)
        self._rows.setSpacing(Space.HAIR if compact else Space.SMALL)

    def _show_answer(self, worked: Worked) -> None:
        chain = Chain("calculator.chain")
        chain.set_links(worked.chain)
        self._rows.addWidget(chain)
        self._rows.addWidget(Text(Type.BODY, worked.circumstances, ink=Ink.DIM, wrap=Wrap.YES))
        for notice in worked.notices:
            self._rows.addWidget(notice_line(notice, Type.STRONG))
        self._rows.addWidget(Rule())
        for line in worked.lines:
            role = Type.STRONG if line in worked.settable else Type.BODY
            self._rows.addWidget(Text(role, line, wrap=Wrap.YES))
        if worked.limits:
            self._rows.addWidget(Rule())
        for limit in worked.limits:
            self._rows.addWidget(_limit(limit))

    def _on_copy_acted(self) -> None:
        QGuiApplication.clipboard().setText(self.line())


def _limit(limit: LimitLine) -> QWidget:
    made = QWidget()
    rows = QVBoxLayout(made)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    words = QHBoxLayout()
    ink = Ink.DANGER if limit.is_above else Ink.DIM
    name = say("above the {limit}", limit=limit.name) if limit.is_above else limit.name
    if limit.used is None:
        name = say("{limit}: not checked", limit=limit.name)
    words.addWidget(Text(Type.SMALL, f"{name} ({limit.source})", ink=ink, wrap=Wrap.YES), 1)
    # On the first line of a name that takes two.
    maximum = Text(Type.SMALL_STRONG, limit.maximum, ink=ink)
    words.addWidget(maximum, 0, Qt.AlignmentFlag.AlignTop)
    rows.addLayout(words)
    bar = HeadroomBar()
    bar.set_used(limit.used, is_above=limit.is_above)
    rows.addWidget(bar)
    return made
