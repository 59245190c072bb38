"""The dosing weight in kg and how it is known; typed twice when the core asks for it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.screen import Answer
from titrator.ui.theme import Space
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.fields import NumberField

_KINDS = (
    Option("measured", say("measured")),
    Option("stated", say("stated")),
    Option("estimated", say("estimated")),
)
_IMPLAUSIBLE = "WEIGHT_IMPLAUSIBLE"


class WeightFields(QWidget):
    """Fields named `weight`, `weight_kind` and `weight_again` below the name given."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weight = NumberField(
            say("Dosing weight"), f"{name}.weight", unit="kg", what=say("Weight")
        )
        self.again = NumberField(
            say("The same weight again"),
            f"{name}.weight_again",
            unit="kg",
            what=say("Weight"),
        )
        self.kind = AnswerRow(say("It is"), f"{name}.weight_kind", _KINDS, question_px=60)
        self.again.hide()
        self._lines = rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.SMALL)
        # Beside each other: below it, the field would scroll away why it is asked for.
        typed = QHBoxLayout()
        typed.setSpacing(Space.GAP)
        for field in (self.weight, self.again):
            typed.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(typed)
        rows.addWidget(self.kind)
        self.setFocusProxy(self.weight)
        self.weight.edited.connect(self._on_weight_edited)

    def explain(self, words: QWidget) -> None:
        """Put `words` under the weight."""
        self._lines.insertWidget(self._lines.indexOf(self.kind), words)

    def required(self) -> tuple[QWidget, ...]:
        """Return what must be answered, in reading order."""
        return (self.weight, self.again, self.kind)

    def show_answer(self, answer: Answer) -> None:
        """Ask for the weight a second time when the core found it unusual."""
        if any(one.code == _IMPLAUSIBLE for one in answer.blocked):
            self.again.show()
            self.again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_weight_edited(self) -> None:
        self.again.clear()
        self.again.hide()
