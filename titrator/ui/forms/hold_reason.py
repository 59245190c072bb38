"""Hold: it stands already when this opens. Only the reason is asked, and may be left out.

It is sent as a second hold, which changes nothing and keeps the reason in the log.

objectNames: `hold.reason` with an answer a reason (`hold.reason.procedure` ...), `hold.comment`.
"""

from PySide6.QtWidgets import QWidget

from titrator.core.commands import Hold
from titrator.core.language import say
from titrator.session.chosen_words import HOLD_REASONS
from titrator.session.screen import Act
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, add_all, part
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.form import Beside

_REASONS = tuple(Option(code, words) for code, words in HOLD_REASONS.items())
_SAID = say("Nothing is reduced until you resume.")
_NO_REASON = say("Choose a reason, or type one.")


class HoldReasonForm(BedForm):
    """F7 held; a digit and Enter say why, Esc leaves it."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        super().__init__(
            Act.HOLD,
            desk,
            bed_id,
            heading=say("On hold"),
            about=_SAID,
            submit_label=say("Add the reason"),
            cancel_label=say("No reason"),
            beside=Beside.WHY,
        )
        self.reason = AnswerRow("", "hold.reason", _REASONS, question_px=0, folds=True)
        self.comment = TextField(say("In your words (optional)"), "hold.comment", longest=120)
        add_all(self.body, [part(say("Why is it held?")), self.reason, self.comment])

    def first_focus(self) -> QWidget:
        return self.reason

    def holds(self) -> bool:
        """The reasons are the same at every bed and hour."""
        return True

    def command(self) -> Hold | None:
        said = [text for text in (self.reason.value(), self.comment.text()) if text]
        if not said:
            self.comment.set_reason(_NO_REASON)
            return None
        return Hold(reason=", ".join(said))
