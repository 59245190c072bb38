"""Open a bed: its name, the dosing weight and how it is known, and that the patient is an adult.

objectNames: `open_bed.bed`, `open_bed.weight`, `open_bed.weight_again` (only after
WEIGHT_IMPLAUSIBLE), `open_bed.weight_kind` with the answers `.measured`, `.stated`, `.estimated`,
`open_bed.adult` with the answers `.yes`, `.no`.
"""

from PySide6.QtWidgets import QWidget

from titrator.core.commands import OpenEpisode
from titrator.core.language import say
from titrator.session.screen import Answer
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, add_all
from titrator.ui.forms.weight_fields import WeightFields
from titrator.ui.theme import Type
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.form import Beside
from titrator.ui.widgets.text import Ink, Text, Wrap

_ADULT = (Option("yes", say("yes, an adult")), Option("no", say("no")))
_NO_NAMES = say("A bed, not a patient: no name, no number.")
_KG_ONLY = say("In kg, never in lb. All doses per kg are counted with it.")


class OpenBedForm(BedForm):
    """What must be known of a patient before anything is recorded."""

    def __init__(self, desk: DeskPort) -> None:
        super().__init__(
            "open_bed",
            desk,
            "",
            heading=say("Open a bed"),
            submit_label=say("Open the bed"),
            beside=Beside.NOTHING,
        )
        self.bed = TextField(say("Bed"), "open_bed.bed", longest=12)
        self.weight = WeightFields("open_bed")
        self.adult = AnswerRow(say("An adult?"), "open_bed.adult", _ADULT, question_px=84)
        left, right = self.columns(4, 6)
        add_all(left, [self.bed, _hint(_NO_NAMES), self.adult])
        self.weight.explain(_hint(_KG_ONLY))
        add_all(right, [self.weight])
        self.require(self.bed, self.adult, *self.weight.required())

    def first_focus(self) -> QWidget:
        return self.bed.line

    def command(self) -> OpenEpisode | None:
        if self.next_gap() is not None:
            return None
        return OpenEpisode(
            bed=self.bed.text(),
            weight=self.weight.weight.text(),
            weight_kind=self.weight.kind.value(),
            weight_again=self.weight.again.text(),
            adult=self.adult.value() == "yes",
        )

    def show_answer(self, answer: Answer) -> None:
        super().show_answer(answer)
        self.weight.show_answer(answer)


def _hint(words: str) -> Text:
    return Text(Type.SMALL, words, ink=Ink.DIM, wrap=Wrap.YES)
