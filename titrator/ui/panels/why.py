"""Why something is advised or refused: what it rests on, what is missing, rule, source, dissent.

objectNames: `why.decline.<reason>`, a button a reason; `ui.decline_reasons` has the codes.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.screen import WhyCard
from titrator.ui import theme
from titrator.ui.decline_reasons import DeclineRow
from titrator.ui.panels.panel import Block, Panel
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.text import Text, Wrap


class WhyPanel(Panel):
    """One Why card. Where its advice can be declined the reasons stand on it, one tap each.

    Signals:
        declined(str): the code of the reason that was pressed.
    """

    declined = Signal(str)

    def __init__(
        self, card_now: Callable[[], WhyCard], *, bed: str, parent: QWidget | None = None
    ) -> None:
        card = card_now()
        self._card_now, self._card = card_now, card
        self._parts: tuple[QBoxLayout, ...] = ()
        super().__init__("why", card.title, bed=bed, role=Type.STRONG, parent=parent)
        both = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._rows.removeWidget(self.area)
        self._rows.addLayout(both, 1)
        both.addWidget(self.area, 1)
        if card.can_decline:
            reasons = DeclineRow()
            reasons.chosen.connect(self.declined)
            both.addWidget(reasons, 0, Qt.AlignmentFlag.AlignBottom)
        rule = (
            say("Rule {rule}. {text}", rule=card.rule, text=card.text) if card.rule else card.text
        )
        self.body.addWidget(Text(_role(), rule, wrap=Wrap.YES))
        columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        columns.addLayout(self._left(card), 1)
        columns.addLayout(self._right(card), 1)
        self.body.addLayout(columns)
        self.body.addStretch(1)
        self._parts = (both, columns)
        self._turn()

    def restyle(self) -> None:
        """Take border and margins anew; on the smallest screens the reasons stand beside the words."""
        super().restyle()
        self._turn()

    def _turn(self) -> None:
        directions = QBoxLayout.Direction
        down, across = directions.TopToBottom, directions.LeftToRight
        is_tight = theme.is_tight()
        for part, turned in zip(self._parts, ((down, across), (across, down)), strict=False):
            part.setDirection(turned[is_tight])
            part.setSpacing(
                Space.GAP if is_tight else Space.SMALL if turned[0] is down else Space.WIDE
            )

    def holds(self) -> bool:
        """Return whether the card still says the same."""
        return self._card_now() == self._card

    def _left(self, card: WhyCard) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(Space.GAP)
        if card.can_do:
            column.addWidget(Block(say("What you can do now"), card.can_do, role=_role()))
        if card.for_prescriber:
            column.addWidget(Block(say("For the prescriber"), card.for_prescriber, role=_role()))
        if card.inputs:
            column.addWidget(Block(say("What it rests on"), card.inputs, role=_role()))
        if card.missing:
            column.addWidget(Block(say("Missing or too old"), card.missing, role=_role()))
        if card.worked:
            column.addWidget(Block(say("Worked out"), card.worked, role=_role()))
        column.addStretch(1)
        return column

    def _right(self, card: WhyCard) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(Space.GAP)
        if card.source:
            column.addWidget(Block(say("Source"), (card.source,), role=_role()))
        if card.protocol:
            column.addWidget(Block(say("Protocol"), (card.protocol,), role=_role()))
        if card.evidence:
            column.addWidget(Block(say("Evidence, for and against"), card.evidence, role=_role()))
        column.addStretch(1)
        return column


def _role() -> Type:
    """Return how large the words are: the smallest screens show more of them."""
    return Type.SMALL if theme.is_tight() else Type.BODY
