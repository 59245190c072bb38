"""Decline: advice was not followed, and why. One tap on a coded reason records it.

objectNames: `decline.comment`, and a button a reason: `decline.planned_procedure`,
`decline.falling_trend`, `decline.prescriber_decided`, `decline.does_not_fit`,
`decline.pump_or_line`, `decline.other_patient`.
"""

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from titrator.core.commands import Decline
from titrator.core.language import say
from titrator.session.screen import Act, Answer
from titrator.ui import theme
from titrator.ui.decline_reasons import REASONS
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, add_all
from titrator.ui.theme import TARGET, Space
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.fields import TextField

_COLUMNS, _SMALL_COLUMNS = 3, 2
_REASON_PX = 50


class DeclineForm(BedForm):
    """I do not follow this advice because ..."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        self._grid = QGridLayout()
        self.reasons = [
            ActButton(words, f"decline.{code}", key=str(digit), height=_REASON_PX)
            for digit, (code, words, _) in enumerate(REASONS, start=1)
        ]
        advised = desk.bedside(bed_id).next
        super().__init__(
            Act.DECLINE,
            desk,
            bed_id,
            heading=say("Advice not followed"),
            about=say("advised: {heading}", heading=advised.act_label or advised.heading),
            submit_label=say("Record"),
        )
        self.submit_button.hide()
        self._reason = ""
        self.comment = TextField(
            say("Comment (optional; type it first, one tap on a reason records both)"),
            "decline.comment",
        )
        for place, button in enumerate(self.reasons):
            button.acted.connect(lambda place=place: self._decline(place))
        self._grid.setContentsMargins(0, 0, 0, 0)
        add_all(self.body, [self._grid, self.comment])

    def restyle(self) -> None:
        """Take the distances anew, and lines of two reasons on small screens."""
        super().restyle()
        is_small = theme.is_compact()
        self._grid.setSpacing(Space.HAIR if is_small else Space.SMALL)
        columns = _SMALL_COLUMNS if is_small else _COLUMNS
        for place, button in enumerate(self.reasons):
            button.set_height(TARGET if is_small else _REASON_PX)
            self._grid.addWidget(button, *divmod(place, columns))

    def first_focus(self) -> QWidget:
        # Not a reason: an Enter meant for something else would record it. Digits work from here.
        return self.cancel_button

    def command(self) -> Decline | None:
        if not self._reason:
            return None
        return Decline(reason=self._reason, comment=self.comment.text())

    def show_answer(self, answer: Answer) -> None:
        super().show_answer(answer)
        self._reason = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digits = [str(digit) for digit in range(1, len(self.reasons) + 1)]
        if event.text() in digits and not event.isAutoRepeat():
            self.reasons[digits.index(event.text())].click()
        else:
            super().keyPressEvent(event)

    def _decline(self, place: int) -> None:
        self._reason = REASONS[place][0]
        self.submit()
