"""Back up: to the last tolerated dose, or to another dose that is named.

Never locked by clocks or an old MAP. The last tolerated dose is sent without a dose of its own: the
core returns to exactly the rate the pump had before the reduction.

objectNames: `back_up.to` with the options `back_up.to.1` ..., `back_up.drug` (for another dose),
`back_up.dose`, `back_up.pump_shows`.
"""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from titrator.core.commands import BackUp
from titrator.session import screen
from titrator.session.screen import Act, Answer
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, DigitChoice, add_all, part
from titrator.ui.forms.read_back import PumpField
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.fields import NumberField
from titrator.ui.widgets.text import Ink, Text, Wrap

OTHER = "another dose"
_OTHER_HINT = "you name it; the order's maximum bounds it"
_NO_WAY_BACK = "No last tolerated dose is known: call the prescriber, and name the dose."


class BackUpForm(BedForm):
    """F8, a digit, what the pump shows, Enter."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        super().__init__(
            Act.BACK_UP, desk, bed_id, heading="Back up", submit_label="Record the back up"
        )
        self._choices = desk.back_up_form(bed_id).choices
        self.choice = DigitChoice("back_up.to", self._options())
        self.drug = AnswerRow(
            "Drug",
            "back_up.drug",
            [Option(one.drug, one.name) for one in self._choices],
            question_px=60,
        )
        self.dose = NumberField("", "back_up.dose", unit="", what="Dose", decimals=4)
        self.dose.name_line("To this dose")
        self._to = Text(Type.BODY, "To")
        self.pump = PumpField("back_up.pump_shows")
        left, right = self.columns(1, 1)
        has_way_back = any(one.option for one in self._choices)
        hint = Text(Type.SMALL, "" if has_way_back else _NO_WAY_BACK, ink=Ink.DIM, wrap=Wrap.YES)
        if has_way_back:
            hint.hide()
        add_all(left, [part("1  Choose"), self.choice, hint])
        set_pump = part("2  Set the pump, then type what the pump shows")
        named = QHBoxLayout()
        named.setSpacing(Space.SMALL)
        self._to.setFixedWidth(60)
        named.addWidget(self._to)
        named.addWidget(self.dose, 1)
        add_all(right, [self.drug, named, set_pump, self.pump])
        self.require(self.choice, self.drug, self.dose, self.pump)
        self.choice.chosen.connect(self._on_choice_chosen)
        self.drug.chosen.connect(self._on_drug_chosen)
        self._show_other(is_shown=False)

    def first_focus(self) -> QWidget:
        return self.choice

    def command(self) -> BackUp | None:
        if self.next_gap() is not None:
            return None
        if self.choice.value() == OTHER:
            return BackUp(drug=self.drug.value(), to=self.dose.text(), pump_shows=self.pump.text())
        return BackUp(drug=self.choice.value(), pump_shows=self.pump.text())

    def show_answer(self, answer: Answer) -> None:
        super().show_answer(answer)
        if not answer.is_accepted:
            self.pump.setFocus()

    def _options(self) -> list[Option]:
        back = [
            Option(one.drug, f"{one.name} {one.option.dose}", one.option.note, one.option.pump_rate)
            for one in self._choices
            if one.option is not None
        ]
        return [*back, Option(OTHER, "Another dose", _OTHER_HINT)]

    def _on_choice_chosen(self) -> None:
        is_other = self.choice.value() == OTHER
        self._show_other(is_shown=is_other)
        self.pump.expect(None if is_other else self._tolerated())

    def _on_drug_chosen(self) -> None:
        self.dose.set_unit(self._named(self.drug.value()).units)

    def _show_other(self, *, is_shown: bool) -> None:
        self.drug.setVisible(is_shown and len(self._choices) > 1)
        self.dose.setVisible(is_shown)
        self._to.setVisible(is_shown)
        if is_shown and len(self._choices) == 1:
            self.drug.choose(self._choices[0].drug)
            self._on_drug_chosen()

    def _tolerated(self) -> screen.DoseOption | None:
        return self._named(self.choice.value()).option

    def _named(self, drug: str | None) -> screen.BackUpChoice:
        return next(one for one in self._choices if one.drug == drug)
