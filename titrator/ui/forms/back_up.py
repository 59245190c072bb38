"""Back up: to the last tolerated dose, or to another dose that is named.

Never locked by clocks or an old MAP. The last tolerated dose is sent without a dose of its own: the
core returns to exactly the rate the pump had before the reduction.

objectNames: `back_up.to` with the options `back_up.to.1` ..., `back_up.drug` with an answer a drug
and `back_up.dose` (both for another dose), `back_up.pump_shows`.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from titrator.core.commands import BackUp
from titrator.core.language import say
from titrator.session import screen
from titrator.session.screen import Act, Answer
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, DigitChoice, add_all, part
from titrator.ui.forms.read_back import PumpField
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.fields import NumberField
from titrator.ui.widgets.text import Ink, Text, Wrap

OTHER = say("another dose")
_OTHER_HINT = say("at most the order's maximum")
_NO_WAY_BACK = say("No last tolerated dose is known: call the prescriber, and name the dose.")
_SET_PUMP = say("2  Set the pump, then type what the pump shows")
_LABEL_PX = 60


class BackUpForm(BedForm):
    """F8, a digit, what the pump shows, Enter."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        super().__init__(
            Act.BACK_UP,
            desk,
            bed_id,
            heading=say("Back up"),
            submit_label=say("Record the back up"),
        )
        self._choices = desk.back_up_form(bed_id).choices
        self.choice = DigitChoice("back_up.to", self._options())
        drugs = [Option(one.drug, one.name) for one in self._choices]
        self.drug = AnswerRow(say("Drug"), "back_up.drug", drugs, question_px=_LABEL_PX)
        self.dose = NumberField("", "back_up.dose", unit="", what=say("Dose"), decimals=4)
        self.dose.name_line(say("To this dose"))
        self._to = Text(Type.BODY, say("To"))
        self._to.setFixedWidth(_LABEL_PX)
        self.pump = PumpField("back_up.pump_shows")
        self._set_pump = part(_SET_PUMP)
        self._lay_out()
        self.require(self.choice, self.drug, self.dose, self.pump)
        self.choice.chosen.connect(self._on_choice_chosen)
        self.drug.chosen.connect(self._on_drug_chosen)
        self.dose.edited.connect(self._forget_rate)
        self.dose.left.connect(self._look_at_dose)
        self._show_other(is_shown=False)

    def first_focus(self) -> QWidget:
        return self.choice

    def holds(self) -> bool:
        """Return whether the doses to go back to are the same."""
        return self.desk.back_up_form(self.bed_id).choices == self._choices

    def command(self) -> BackUp | None:
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
        return [*back, Option(OTHER, say("Another dose"), _OTHER_HINT)]

    def _on_choice_chosen(self) -> None:
        self._show_other(is_shown=self.choice.value() == OTHER)
        self._forget_rate()
        if self.choice.value() == OTHER:
            self._look_at_dose()
        else:
            self.pump.expect(self._named(self.choice.value()).option)

    def _on_drug_chosen(self) -> None:
        self.dose.set_unit(self._named(self.drug.value()).units)
        self.dose.clear()
        self._forget_rate()

    def _forget_rate(self) -> None:
        """What was said about another dose no longer holds."""
        self._set_pump.say(_SET_PUMP)
        self.pump.expect(None)
        self.set_blocked(())

    def _look_at_dose(self) -> None:
        """Say where the pump must be set for the dose named, or why it may not be."""
        drug, to = self.drug.value(), self.dose.text()
        if drug is None or to is None or not self.dose.is_answered():
            return
        seen = self.desk.raise_preview(self.bed_id, drug=drug, to=to)
        if seen.pump_rate:
            self._set_pump.say(
                say(
                    "2  Set the pump to {pump_rate}, then type what it shows",
                    pump_rate=seen.pump_rate,
                )
            )
        self.pump.expect_rate(seen.pump_rate_number, to)
        self.set_blocked(seen.refused)

    def _show_other(self, *, is_shown: bool) -> None:
        self.drug.setVisible(is_shown and len(self._choices) > 1)
        self.dose.setVisible(is_shown)
        self._to.setVisible(is_shown)
        if is_shown and len(self._choices) == 1 and not self.drug.is_answered():
            self.drug.choose(self._choices[0].drug)
            self._on_drug_chosen()

    def _named(self, drug: str | None) -> screen.BackUpChoice:
        return next(one for one in self._choices if one.drug == drug)

    def _lay_out(self) -> None:
        left, right = self.columns(1, 1)
        hint = Text(Type.SMALL, _NO_WAY_BACK, ink=Ink.DIM, wrap=Wrap.YES)
        if any(one.option for one in self._choices):
            hint.hide()
        named = QHBoxLayout()
        named.setSpacing(Space.SMALL)
        named.addWidget(self._to, 0, Qt.AlignmentFlag.AlignTop)
        named.addWidget(self.dose, 1)
        add_all(left, [part(say("1  Choose")), self.choice, hint])
        add_all(right, [self.drug, named, self._set_pump, self.pump])
