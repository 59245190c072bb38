"""Why something is advised or refused: what it rests on, what is missing, rule, source, dissent.

objectNames: `why.decline.<reason>`, a button a reason; `ui.decline_reasons` has the codes.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.screen import WhyCard
from titrator.ui.decline_reasons import DeclineRow
from titrator.ui.panels.panel import Panel, block
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.text import Text, Wrap


class WhyPanel(Panel):
    """One Why card. Where its advice can be declined the reasons stand on it, one tap each.

    Signals:
        declined(str): the code of the reason that was pressed.
    """

    declined = Signal(str)

    def __init__(self, card: WhyCard, *, bed: str, parent: QWidget | None = None) -> None:
        super().__init__("why", card.title, bed=bed, role=Type.STRONG, parent=parent)
        if card.can_decline:
            reasons = DeclineRow()
            reasons.chosen.connect(self.declined)
            self.add_below(reasons)
        rule = (
            say("Rule {rule}. {text}", rule=card.rule, text=card.text) if card.rule else card.text
        )
        self.body.addWidget(Text(Type.BODY, rule, wrap=Wrap.YES))
        columns = QHBoxLayout()
        columns.setSpacing(Space.WIDE)
        columns.addLayout(self._left(card), 1)
        columns.addLayout(self._right(card), 1)
        self.body.addLayout(columns)
        self.body.addStretch(1)

    def _left(self, card: WhyCard) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(Space.GAP)
        if card.can_do:
            column.addWidget(block(say("What you can do now"), card.can_do))
        if card.for_prescriber:
            column.addWidget(block(say("For the prescriber"), card.for_prescriber))
        if card.inputs:
            column.addWidget(block(say("What it rests on"), card.inputs))
        if card.missing:
            column.addWidget(block(say("Missing or too old"), card.missing))
        if card.worked:
            column.addWidget(block(say("Worked out"), card.worked))
        column.addStretch(1)
        return column

    def _right(self, card: WhyCard) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(Space.GAP)
        if card.source:
            column.addWidget(block(say("Source"), (card.source,)))
        if card.protocol:
            column.addWidget(block(say("Protocol"), (card.protocol,)))
        if card.evidence:
            column.addWidget(block(say("Evidence, for and against"), card.evidence))
        column.addStretch(1)
        return column
