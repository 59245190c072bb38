"""A refusal of an act that has no form: its four parts, on a panel of their own."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from titrator.core.language import say
from titrator.session.screen import Act, Blocked
from titrator.ui.bedside.strip import KEYS
from titrator.ui.panels.panel import Panel
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.card import BlockedCard


class RefusedPanel(Panel):
    """Why nothing was done, and what can be done now.

    Signals:
        why_requested: the card behind the refusal was asked for.
    """

    why_requested = Signal()

    def __init__(
        self, blocked: tuple[Blocked, ...], *, bed: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("refused", say("Not done"), bed=bed, parent=parent)
        self.blocked = blocked
        why = ActButton(say("Why?"), "refused.why", key=KEYS[Act.WHY], height=44)
        why.setFixedWidth(150)
        why.acted.connect(self.why_requested)
        self.add_to_head(why)
        for one in blocked:
            self.body.addWidget(BlockedCard(one))
        self.body.addStretch(1)

    def first_focus(self) -> QWidget:
        return self.close_button
