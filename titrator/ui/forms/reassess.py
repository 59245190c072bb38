"""Reassess: MAP with its source, and the perfusion answers.

The source has no default and costs no key: each source has its own field, and typing into one says
where the MAP was read (see `map_fields`). Lactate stays not assessed unless it is answered.

objectNames: `reassess.map` (arterial line), `reassess.map_cuff`, `reassess.map_again` (only after
MAP_IMPLAUSIBLE), and per sign `reassess.mental_state`, `reassess.capillary_refill`,
`reassess.urine_output`, `reassess.skin`, `reassess.lactate`, each with the answers
`.same_or_better`, `.worse`, `.not_assessed`.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from titrator.core.commands import RecordAssessment
from titrator.core.language import say
from titrator.session.screen import Act, Answer
from titrator.ui import theme
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, add_all
from titrator.ui.forms.map_fields import MapFields, map_field
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.text import Ink, Text, Wrap

SAME = "same_or_better"
_ANSWERS = (
    Option(SAME, say("same or better")),
    Option("worse", say("worse")),
    Option("not_assessed", say("not assessed")),
)
_SIGNS = (
    ("mental_state", say("Mental state")),
    ("capillary_refill", say("Capillary refill")),
    ("urine_output", say("Urine output")),
    ("skin", say("Skin")),
)
_ABOUT = say("MAP in the field of its source; perfusion compared with before")
_RECORD = say("Record the assessment")
_IMPLAUSIBLE = "MAP_IMPLAUSIBLE"


class ReassessForm(BedForm):
    """F5, MAP, Enter, four answers, Enter. Nothing is answered at first."""

    cue_for_about = True

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        super().__init__(
            Act.REASSESS,
            desk,
            bed_id,
            heading=say("Reassess"),
            about=_ABOUT,
            submit_label=_RECORD,
        )
        self.map = MapFields("reassess.map")
        self.map_again = map_field(say("The same MAP, typed again"), "reassess.map_again")
        self.map_again.hide()
        self.signs = {name: _sign(name, question) for name, question in _SIGNS}
        self.lactate = _sign("lactate", say("Lactate, optional"))
        self._former = Text(Type.SMALL, ink=Ink.DIM, wrap=Wrap.YES)
        hint = say("Alt+1: all four same or better")
        self._all_same = Text(Type.SMALL, hint, ink=Ink.DIM, wrap=Wrap.YES)
        self._lay_out()
        self.require(self.map, self.map_again, *self.signs.values())
        self.map.edited.connect(self._on_map_edited)
        shortcut = QShortcut(QKeySequence("Alt+1"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self._answer_all_same)
        self.refresh()

    def restyle(self) -> None:
        """Take fonts and distances anew; on small screens what is asked needs the width."""
        super().restyle()
        self.submit_button.say(say("Record") if theme.is_compact() else _RECORD)

    def first_focus(self) -> QWidget:
        return self.map.line.line

    def command(self) -> RecordAssessment | None:
        if self.next_gap() is not None:
            return None
        answers = {**self.signs, "lactate": self.lactate}
        return RecordAssessment(
            map_mmhg=self.map.number(),
            map_source=self.map.source(),
            map_again=self.map_again.number(),
            perfusion={name: row.value() or "not_assessed" for name, row in answers.items()},
        )

    def progress(self) -> tuple[str, int, int]:
        done = [row for row in self.signs.values() if row.is_answered()]
        return say("perfusion"), len(done), len(self.signs)

    def show_answer(self, answer: Answer) -> None:
        super().show_answer(answer)
        if any(one.code == _IMPLAUSIBLE for one in answer.blocked):
            self.map.ask_again(self.map_again, is_asked=True)
            self.map_again.setFocus(Qt.FocusReason.OtherFocusReason)

    def holds(self) -> bool:
        """Say the MAP before with its age as it is now: nothing else in it is of a moment."""
        self.refresh()
        return True

    def refresh(self) -> None:
        """Say the MAP before with its age as it is now."""
        last = self.desk.bedside(self.bed_id).last_map
        target = say("Target {target_mmhg} mmHg or more.", target_mmhg=last.target_mmhg)
        if last.value:
            before = say(
                "Last MAP {mmhg} mmHg, {source}, {time}, {age}.",
                mmhg=last.value,
                source=last.source,
                time=last.time,
                age=last.age,
            )
            self._former.say(f"{before} {target}")
        else:
            self._former.say(say("No MAP yet. {target}", target=target))

    def _on_map_edited(self) -> None:
        self.map_again.clear()
        self.map.ask_again(self.map_again, is_asked=False)

    def _answer_all_same(self) -> None:
        """Answer four times the same in one stroke, but never before a MAP was typed."""
        if not self.map.is_answered():
            self.map.check()
            return
        for row in self.signs.values():
            row.choose(SAME)

    def _lay_out(self) -> None:
        left, right = self.columns(39, 61)
        right.setSpacing(Space.HAIR)
        self.map.add_again(self.map_again)
        add_all(left, [self.map, self._former, self._all_same])
        add_all(right, [*self.signs.values(), self.lactate])


def _sign(name: str, question: str) -> AnswerRow:
    row = AnswerRow(question, f"reassess.{name}", _ANSWERS, question_px=128, tight_px=78)
    row.is_seen = True
    return row
