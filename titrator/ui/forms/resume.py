"""Resume: end a hold. What a hold still lacks comes back as a refusal that says it.

Whether the prescriber was informed is asked once the core says that it must be known. After an
assessment that opens the resume, the form opens by itself: then its own key resumes, and Enter, which
a hand may press once more by habit, stays on hold.

Whether the low MAP was an artefact is asked only where it can have been one (ruling 14): anywhere
else the answer would change nothing, and the words would claim a low MAP that nobody read.

objectNames: `resume.prescriber_informed` and, where it is asked, `resume.artefact`, each with the
answers `.yes` and `.no`.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from titrator.core.commands import Resume
from titrator.core.language import say
from titrator.session.screen import Act, Answer
from titrator.ui.bedside.strip import KEYS
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, add_all
from titrator.ui.theme import Type
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.text import Ink, Text, Wrap

_YES_NO = (Option("yes", say("yes")), Option("no", say("no")))
_NEEDED = "PRESCRIBER_NEEDED"
_ARTEFACT = say(
    "Answer yes only when the low MAP was a false reading (damped line, movement) and a good "
    "reading on the arterial line followed within 5 min. Then no hold is counted."
)


class ResumeForm(BedForm):
    """Enter resumes when nothing is missing; where an artefact is asked about, that may stay open."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        super().__init__(
            Act.RESUME,
            desk,
            bed_id,
            heading=say("Resume"),
            about=say("The wean goes on; nothing is reduced by this."),
            submit_label=say("Resume the wean"),
        )
        self.artefact = _artefact_row() if desk.may_be_artefact(bed_id) else None
        self.informed = AnswerRow(
            say("The prescriber was informed of this hold"),
            "resume.prescriber_informed",
            _YES_NO,
            question_px=360,
        )
        self.informed.hide()
        add_all(self.body, [self.informed])
        if self.artefact is not None:
            hint = Text(Type.SMALL, _ARTEFACT, ink=Ink.DIM, wrap=Wrap.YES)
            add_all(self.body, [self.artefact, hint])
        self.require(self.informed)
        self._is_following = False

    def first_focus(self) -> QWidget:
        return self.cancel_button if self._is_following else self.submit_button

    def follow(self) -> None:
        self._is_following = True
        self.cancel_button.say(say("Stay on hold"))
        self.submit_button.set_key(KEYS[Act.RESUME])

    def again(self) -> None:
        if self._is_following:
            self.submit()

    def command(self) -> Resume | None:
        return Resume(prescriber_informed=_said(self.informed), artefact=_said(self.artefact))

    def show_answer(self, answer: Answer) -> None:
        super().show_answer(answer)
        if any(one.code == _NEEDED for one in answer.blocked):
            self.informed.show()
            self.informed.setFocus(Qt.FocusReason.OtherFocusReason)


def _artefact_row() -> AnswerRow:
    return AnswerRow(
        say("The low MAP was an artefact (optional)"), "resume.artefact", _YES_NO, question_px=360
    )


def _said(row: AnswerRow | None) -> bool | None:
    value = None if row is None else row.value()
    return None if value is None else value == "yes"
