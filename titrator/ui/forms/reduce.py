"""Reduce: choose the next lower dose, set the pump, and type what the pump shows.

A stop is an act of its own with its own words; the pump must then show 0.

objectNames: `reduce.to` with the options `reduce.to.1`, `reduce.to.2` ..., `reduce.pump_shows`,
`reduce.checks`.
"""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from titrator.core.commands import Step
from titrator.core.language import say
from titrator.session import screen
from titrator.session.screen import Act, Answer
from titrator.ui import theme
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, DigitChoice, add_all, part
from titrator.ui.forms.read_back import PumpField
from titrator.ui.widgets.card import CheckList
from titrator.ui.widgets.choices import Option

OFF = "off"


class ReduceForm(BedForm):
    """F6, a digit, what the pump shows, Enter; or why nothing may be reduced now."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        self._right: QVBoxLayout | None = None
        super().__init__(
            Act.REDUCE,
            desk,
            bed_id,
            heading=say("Reduce"),
            submit_label=say("Record the reduction"),
        )
        self.choice = DigitChoice("reduce.to")
        self.pump = PumpField("reduce.pump_shows")
        self._checks = CheckList("reduce.checks")
        self._shown: screen.ReduceForm | None = None
        self._offered: tuple[screen.DoseOption, ...] = ()
        self._choose = part(say("1  Choose"))
        self._set = part(say("2  Set the pump, then type what the pump shows"))
        left, right = self.columns(1, 1)
        self._left = left.parentWidget()
        add_all(left, [self._choose, self.choice])
        add_all(right, [self._set, self.pump, self._checks])
        self._right = right
        self.require(self.choice, self.pump)
        self.choice.chosen.connect(self._on_choice_chosen)
        self.refresh()

    def restyle(self) -> None:
        """Take fonts and distances anew; on small screens the checks have the whole width."""
        super().restyle()
        self._place_checks()

    def _place_checks(self) -> None:
        """A refusal leaves them where they are: nothing else stands there then."""
        if self._right is None:
            return
        if theme.is_compact() and self.pump.isVisibleTo(self):
            self.body.addWidget(self._checks)
        elif self._right.indexOf(self._checks) < 0:
            self._right.insertWidget(2, self._checks)

    def first_focus(self) -> QWidget:
        return self.choice if self.submit_button.isEnabled() else self.cancel_button

    def command(self) -> Step | None:
        option = self._chosen()
        if option is None or self._shown is None or not self.pump.check():
            return None
        return Step(drug=self._shown.drug, to=option.to, pump_shows=self.pump.text())

    def show_answer(self, answer: Answer) -> None:
        super().show_answer(answer)
        if not answer.is_accepted:
            self.pump.setFocus()

    def holds(self) -> bool:
        """Return whether the same may be reduced; one that became blocked while open looks otherwise."""
        return self.desk.reduce_form(self.bed_id) == self._shown

    def refresh(self) -> None:
        """Say what may be reduced now; what was chosen and typed stays.

        What becomes blocked while it stands open stays to be seen, and can no longer be sent.
        """
        now = self.desk.reduce_form(self.bed_id)
        before, self._shown = self._shown, now
        if now == before:
            return
        self._checks.set_checks(now.checks)
        can = bool(now.options) and not now.blocked
        if can and now.options != self._offered:
            self._offer(now.options)
        self.submit_button.setEnabled(can)
        if before is None or can:
            self._show_choice(is_shown=can)
        self._say_verbs(now)
        if before is None or now.blocked != before.blocked:
            self.set_blocked(now.blocked)

    def _offer(self, options: tuple[screen.DoseOption, ...]) -> None:
        chosen = self.choice.value()
        self._offered = options
        self.choice.set_options([_option(one) for one in options])
        self.choice.set_low(is_low=len(options) > 2)
        self.choice.choose(chosen)
        self.pump.expect(self._chosen())

    def _show_choice(self, *, is_shown: bool) -> None:
        was_shown = self.pump.isVisibleTo(self)
        for widget in (self._left, self._set, self.pump):
            if widget is not None:
                widget.setVisible(is_shown)
        self._place_checks()
        if is_shown and not was_shown and self.isVisible():
            self._put_in_reading_order()
            self.choice.setFocus()

    def _say_verbs(self, now: screen.ReduceForm) -> None:
        """A stop is worded as one, in the heading and on the button."""
        only_off = [one.to for one in now.options] == [OFF]
        running = say("running {running}", running=now.running) if now.running else ""
        heading = (
            say("Stop {drug}", drug=now.name) if only_off else say("Reduce {drug}", drug=now.name)
        ).rstrip()
        self.set_heading(heading, running)
        self.setAccessibleName(
            say("{heading}, bed {bed_name}", heading=heading, bed_name=self._bed_name)
        )
        chosen = self._chosen()
        is_stop = only_off or (chosen is not None and chosen.to == OFF)
        self._set.say(
            say("2  Stop the pump, then type what the pump shows")
            if is_stop
            else say("2  Set the pump, then type what the pump shows")
        )
        self.submit_button.say(
            say("Record that {now} is off", now=now.name)
            if is_stop
            else say("Record the reduction")
        )

    def _on_choice_chosen(self) -> None:
        self.pump.expect(self._chosen())
        if self._shown is not None:
            self._say_verbs(self._shown)

    def _chosen(self) -> screen.DoseOption | None:
        value = self.choice.value()
        return next((one for one in self._offered if one.to == value), None)


def _option(one: screen.DoseOption) -> Option:
    label = say("Off") if one.to == OFF else one.dose
    return Option(one.to, label, one.note, one.pump_rate)
