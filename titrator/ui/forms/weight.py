"""Dosing weight: another one, which ends the wean until it is confirmed anew.

objectNames: `weight.weight`, `weight.weight_again` (only after WEIGHT_IMPLAUSIBLE),
`weight.weight_kind` with the answers `.measured`, `.stated`, `.estimated`.
"""

from PySide6.QtWidgets import QWidget

from titrator.core.commands import ChangeWeight
from titrator.core.language import say
from titrator.session.screen import Act, Answer
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, add_all
from titrator.ui.forms.weight_fields import WeightFields
from titrator.ui.theme import Type
from titrator.ui.widgets.text import Text, Wrap

_ENDS = say(
    "Every dose per kg then means another rate. The wean ends: to go on, answer the start gate "
    "and start the wean anew. Pumps, bags and orders stay as recorded."
)


class WeightForm(BedForm):
    """The weight typed, and twice when it is unusual or far from the former one."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        super().__init__(
            Act.WEIGHT,
            desk,
            bed_id,
            heading=say("Dosing weight"),
            about=say("now {weight}", weight=desk.bedside(bed_id).banner.weight),
            submit_label=say("Change the weight"),
        )
        self.weight = WeightFields("weight")
        left, right = self.columns(6, 4)
        add_all(left, [self.weight])
        add_all(right, [Text(Type.BODY, _ENDS, wrap=Wrap.YES)])
        self.require(*self.weight.required())

    def first_focus(self) -> QWidget:
        return self.weight.weight.line

    def command(self) -> ChangeWeight | None:
        if self.next_gap() is not None:
            return None
        return ChangeWeight(
            weight=self.weight.weight.text(),
            weight_kind=self.weight.kind.value(),
            weight_again=self.weight.again.text(),
        )

    def show_answer(self, answer: Answer) -> None:
        super().show_answer(answer)
        self.weight.show_answer(answer)
