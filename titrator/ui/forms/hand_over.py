"""Hand over: the incoming nurse signs, and reads every running pump back without seeing what it should be.

A pump that shows another rate stops the handover; the form says in red what to do, and it is recorded.

objectNames: `hand_over.by`, and for each running drug `hand_over.pump.<drug>`.
"""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from titrator.core.commands import HandOver
from titrator.core.language import say
from titrator.session.screen import Act, Answer, Blocked
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, add_all, part
from titrator.ui.forms.read_back import PumpField
from titrator.ui.panels.panel import Block
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.form import Beside
from titrator.ui.widgets.text import Ink, Text, Wrap

_INITIALS = re.compile(r"[^\W\d_](?:[^\W\d_]|[.-]){0,5}")
_SAID = say("The whole sheet opens once every pump agrees; Ctrl+H shows it now.")
_NOTHING = say("Nothing is recorded as running. Look at the pumps all the same.")
_COLUMNS = 3


class HandOverForm(BedForm):
    """F10, initials, each running pump, Enter."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        super().__init__(
            Act.HAND_OVER,
            desk,
            bed_id,
            heading=say("Hand over"),
            submit_label=say("Take over"),
            beside=Beside.HOLD_AND_WHY,
        )
        self.by = _Initials(say("Your initials"), "hand_over.by", is_large=True, longest=6)
        self.by.line.setAccessibleName(say("Initials of the incoming nurse"))
        # Who signs does so in one go: a signature is not put back after an interruption.
        self.by.keeps_draft = False
        self._drugs = drugs = desk.handover_drugs(bed_id)
        self.pumps = {one.drug: PumpField(f"hand_over.pump.{one.drug}", one.name) for one in drugs}
        for one in drugs:
            said = say("What the pump of {name} shows, mL/h", name=one.name)
            self.pumps[one.drug].field.line.setAccessibleName(said)
        left, right = self.columns(1, 1)
        fields = QGridLayout()
        fields.setHorizontalSpacing(Space.GAP)
        fields.setVerticalSpacing(Space.HAIR)
        for place, field in enumerate((self.by, *self.pumps.values())):
            fields.addWidget(field, *divmod(place, _COLUMNS), Qt.AlignmentFlag.AlignTop)
        for column in range(_COLUMNS):
            fields.setColumnStretch(column, 1)
        read = part(say("Incoming nurse: sign, read each pump, type what it shows"))
        nothing = Text(Type.BODY, _NOTHING, ink=Ink.DIM, wrap=Wrap.YES)
        # Not shown here: it has no form around it yet, and would come up as a window of its own.
        if drugs:
            nothing.hide()
        add_all(left, [read, fields, nothing])
        self._blocks = [
            Block(one.heading, one.lines, role=Type.SMALL) for one in desk.handover_briefing(bed_id)
        ]
        # A refusal stands beside the pumps that are to be read again, in place of what is only told.
        self._refusals = QVBoxLayout()
        right.addLayout(self._refusals)
        self._told = [Text(Type.SMALL, _SAID, ink=Ink.DIM, wrap=Wrap.YES), *self._blocks]
        add_all(right, self._told)
        self.require(self.by, *self.pumps.values())

    def first_focus(self) -> QWidget:
        return self.by.line

    def holds(self) -> bool:
        """Return whether the same pumps run; what is told is said as it is now."""
        self.refresh()
        return self.desk.handover_drugs(self.bed_id) == self._drugs

    def refresh(self) -> None:
        """Say what is told as it is now."""
        now = self.desk.handover_briefing(self.bed_id)
        for told, made in zip(now, self._blocks, strict=True):
            made.tell(told.heading, told.lines)

    def signed_by(self) -> str:
        return self.by.typed()

    def command(self) -> HandOver | None:
        if self.next_gap() is not None or not all(one.check() for one in self.pumps.values()):
            return None
        shown = {drug: one.text() or "" for drug, one in self.pumps.items()}
        return HandOver(pump_shows=shown)

    def set_blocked(self, blocked: tuple[Blocked, ...]) -> None:
        super().set_blocked(blocked)
        for one in self._told:
            one.setVisible(not blocked)

    def show_answer(self, answer: Answer) -> None:
        super().show_answer(answer)
        if not answer.is_accepted and self.pumps:
            next(iter(self.pumps.values())).setFocus()


class _Initials(TextField):
    """Initials: one to six letters."""

    def is_answered(self) -> bool:
        return _INITIALS.fullmatch(self.typed()) is not None

    def check(self) -> bool:
        """Say what initials are, where none stand there; return whether they do."""
        is_one = self.is_answered()
        self.set_reason("" if is_one else say("Type one to six letters, without spaces."))
        return is_one
