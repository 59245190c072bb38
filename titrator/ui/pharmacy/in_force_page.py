"""What is in force here: every figure and sentence of a drug or protocol with source and review."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from titrator.core.language import say, say_written
from titrator.session.policy_bench import PolicyBench
from titrator.session.policy_reading import Passage
from titrator.ui.theme import ON_ONE_LINE, Space, Type
from titrator.ui.widgets.scrolled import ScrollArea, Scrolled
from titrator.ui.widgets.select import SelectField
from titrator.ui.widgets.text import Ink, Text, Wrap


class InForcePage(QWidget):
    """A choice of drug or protocol, and all that its file says."""

    def __init__(self, bench: PolicyBench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("in_force")
        self._bench = bench
        owners = bench.owners()
        self.choice = SelectField(
            "", "in_force.choice", [(one, say_written(one)) for one in owners]
        )
        self.choice.box.setAccessibleName(say("Drug or protocol"))
        self.choice.choose(owners[0])
        self.choice.chosen.connect(self._show)
        self._area = ScrollArea()
        self._area.setObjectName("in_force.lines")
        self._area.setAccessibleName(say("What is in force"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.SMALL)
        rows.addWidget(self.choice)
        rows.addWidget(self._area, 1)
        self._show(owners[0])

    def _show(self, owner: str) -> None:
        inside = Scrolled()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.EDGE)
        grid.setVerticalSpacing(Space.SMALL)
        grid.setColumnStretch(1, 3)
        passages = self._bench.passages(owner)
        grid.setColumnStretch(2, 2 if any(one.known for one in passages) else 0)
        for row, passage in enumerate(passages):
            _put(grid, row, passage)
        grid.setRowStretch(len(passages), 1)
        self._area.setWidget(inside)


def _put(grid: QGridLayout, row: int, passage: Passage) -> None:
    top = Qt.AlignmentFlag.AlignTop
    name = Text(Type.SMALL, passage.name, ink=Ink.DIM, wrap=Wrap.YES)
    name.setFixedWidth(190)
    name.setContentsMargins(0, ON_ONE_LINE, 0, 0)
    grid.addWidget(name, row, 0, top)
    grid.addWidget(Text(Type.BODY, passage.text, wrap=Wrap.YES), row, 1, top)
    ink = Ink.DANGER if passage.is_unverified else Ink.DIM
    grid.addWidget(Text(Type.SMALL, passage.known, ink=ink, wrap=Wrap.YES), row, 2, top)
