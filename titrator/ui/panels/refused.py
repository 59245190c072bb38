"""A refusal of an act that has no form: its four parts, on a panel of their own."""

from PySide6.QtWidgets import QWidget

from titrator.session.screen import Blocked
from titrator.ui.panels.panel import Panel
from titrator.ui.widgets.card import BlockedCard


class RefusedPanel(Panel):
    """Why nothing was done, and what can be done now."""

    def __init__(
        self, blocked: tuple[Blocked, ...], *, bed: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("refused", "Not done", bed=bed, parent=parent)
        for one in blocked:
            self.body.addWidget(BlockedCard(one))
        self.body.addStretch(1)

    def first_focus(self) -> QWidget:
        return self.close_button
