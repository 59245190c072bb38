"""Bag change: the label typed again; a second person, blind, when the strength differs.

What the label means is shown only once amount and volume are typed. While the second person types,
the first reading and everything that would give it away are hidden.

objectNames: `bag_change.drug` with an answer a drug, `bag_change.amount`,
`bag_change.volume`, `bag_change.hand_over`, `bag_change.second_amount`,
`bag_change.second_volume`, `bag_change.second_by`, `bag_change.pump_shows`.
"""

from enum import Enum, auto

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.commands import ChangeBag, SecondCheck
from titrator.core.language import say
from titrator.session.screen import Act, Answer, BagPreview
from titrator.ui import theme
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bag_label import LabelFields
from titrator.ui.forms.bed_form import BedForm, add_all, part, under
from titrator.ui.forms.read_back import PumpField
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.form import has_focus_inside
from titrator.ui.widgets.text import Ink, Text, Wrap

_NEEDED = "SECOND_CHECK_NEEDED"
_HEADING = say("Bag change")
_RECORD = say("Record the new bag")
_UNSEEN = say("Read the label yourself. The first reading is hidden until you have typed yours.")
_SECOND_DONE = say("Compare both readings")
_DIFFER = say("The two readings differ: {first}, and {second} by {by}. Both read the label again.")
_AGREE = say("Both read {second}. Second person: {by}.")


class Turn(Enum):
    """Whose reading is being typed; BOTH when the second one is there."""

    FIRST = auto()
    SECOND = auto()
    BOTH = auto()


class BagChangeForm(BedForm):
    """F9, a digit, amount, volume, what the pump shows; a second person where needed."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        super().__init__(Act.BAG_CHANGE, desk, bed_id, heading=_HEADING, submit_label=_RECORD)
        self._bags = desk.bag_choices(bed_id)
        self._turn = Turn.FIRST
        self._preview: BagPreview | None = None
        options = [Option(one.drug, one.name) for one in self._bags]
        self.choice = AnswerRow(say("Which bag"), "bag_change.drug", options, question_px=90)
        self.label = LabelFields("bag_change.amount", "bag_change.volume")
        self.second = LabelFields("bag_change.second_amount", "bag_change.second_volume")
        self.second_by = TextField(say("Initials of the second person"), "bag_change.second_by")
        self.second_by.line.setMaxLength(6)
        # The second person reads and types in one go: nobody is shown half of it later.
        for field in (self.second.amount, self.second.volume, self.second_by):
            field.keeps_draft = False
        self.hand_over = ActButton(
            say("Second person types now"), "bag_change.hand_over", key="Enter", height=54
        )
        self.pump = PumpField("bag_change.pump_shows")
        self._means = Text(Type.BODY, wrap=Wrap.YES)
        self._means.setObjectName("bag_change.preview")
        self._compared = Text(Type.BODY, wrap=Wrap.YES)
        self._set_pump = part("")
        self._lay_out()
        self.require(
            self.choice,
            self.label.amount,
            self.label.volume,
            self.second.amount,
            self.second.volume,
            self.second_by,
            self.pump,
        )
        self._connect()
        self._show_turn()
        if len(self._bags) == 1:
            # One bag hangs: there is nothing to choose, and the heading names it.
            self.choice.choose_again(self._bags[0].drug)

    def first_focus(self) -> QWidget:
        if not self._bags:
            return self.cancel_button
        return self.choice if len(self._bags) > 1 else self.label

    def holds(self) -> bool:
        """Return whether the same bags hang."""
        return self.desk.bag_choices(self.bed_id) == self._bags

    def next_gap(self) -> QWidget | None:
        gap = super().next_gap()
        if self.hand_over.isVisibleTo(self) and (gap is None or gap is self.pump):
            return self.hand_over
        return gap

    def submit(self) -> None:
        if self._turn is Turn.SECOND:
            self._compare()
        else:
            super().submit()

    def command(self) -> ChangeBag | None:
        if self.next_gap() is not None:
            return None
        return ChangeBag(
            drug=self.choice.value(),
            amount=self.label.amount.text(),
            volume=self.label.volume.text(),
            pump_shows=self.pump.text(),
            second_check=self._second_check(),
        )

    def show_answer(self, answer: Answer) -> None:
        super().show_answer(answer)
        if any(one.code == _NEEDED for one in answer.blocked):
            # Somebody else is needed: their fields, not those of the one who typed twice.
            self.second.clear()
            self.second_by.clear()
            self._on_hand_over()
        elif not answer.is_accepted:
            self.pump.setFocus()

    def _second_check(self) -> SecondCheck | None:
        if self._turn is not Turn.BOTH:
            return None
        return SecondCheck(
            amount=self.second.amount.text(),
            volume=self.second.volume.text(),
            by=self.second_by.text(),
        )

    def _on_enter(self) -> None:
        self._look_at_label()
        super()._on_enter()

    def _on_choice_chosen(self) -> None:
        chosen = next(one for one in self._bags if one.drug == self.choice.value())
        self.set_heading(
            _HEADING, say("{chosen} now: {running}", chosen=chosen.name, running=chosen.running)
        )
        for label in (self.label, self.second):
            label.set_unit(chosen.amount_unit)
        self._begin_again()

    def _on_label_edited(self) -> None:
        self._begin_again()

    def _begin_again(self) -> None:
        """Another drug or label: what was said about the former one no longer holds."""
        self._turn = Turn.FIRST
        self._preview = None
        self.second.clear()
        self.second_by.clear()
        self.pump.clear()
        self.set_blocked(())
        self._show_turn()

    def _look_at_label(self) -> None:
        """Say what the label means, once amount and volume are typed."""
        drug = self.choice.value()
        amount, volume = self.label.amount.text(), self.label.volume.text()
        if self._preview is not None or drug is None or not self.label.is_answered():
            return
        self._preview = self.desk.bag_preview(
            self.bed_id, drug=drug, amount=amount or "", volume=volume or ""
        )
        self.set_blocked(self._preview.refused)
        self._show_turn()
        if self._needs_second():
            QTimer.singleShot(0, self, self._offer_hand_over)

    def _offer_hand_over(self) -> None:
        if self.hand_over.isVisible() and not has_focus_inside(self.label):
            self.hand_over.setFocus()

    def _needs_second(self) -> bool:
        return self._preview is not None and self._preview.needs_second_person

    def _on_hand_over(self) -> None:
        self._turn = Turn.SECOND
        self._show_turn()
        self.second.setFocus()

    def _compare(self) -> None:
        """End the second person's turn; both readings are shown beside each other."""
        gap = self.next_gap()
        if gap is not None:
            gap.setFocus()
            return
        self._turn = Turn.BOTH
        self.set_blocked(())
        self._show_turn()
        (self.pump if self._agree() else self.label).setFocus()

    def _agree(self) -> bool:
        """Return whether nothing speaks against the label yet: one reading, or two alike."""
        return self._turn is not Turn.BOTH or self.label.agrees_with(self.second)

    def _show_turn(self) -> None:
        is_second = self._turn is Turn.SECOND
        agree = self._agree()
        self._first_page.setVisible(not is_second)
        self._second_page.setVisible(is_second)
        waits = self._needs_second() and self._turn is Turn.FIRST
        self.hand_over.setVisible(waits)
        for widget in (self._set_pump, self.pump):
            widget.setVisible(agree and not waits and not is_second)
        self._say_what_it_means(agree=agree)
        self.submit_button.say(_SECOND_DONE if is_second else _RECORD)
        self.submit_button.setEnabled(not waits)

    def _say_what_it_means(self, *, agree: bool) -> None:
        shown = self._preview
        self._means.say(shown.text if shown else say("What it means is shown once both are typed."))
        self._means.set_ink(Ink.NORMAL if shown else Ink.DIM)
        # The smallest screens have no line for what is still to come.
        self._means.setVisible(shown is not None or not theme.is_tight())
        must = shown.pump_must_show if shown and agree else ""
        self._set_pump.say(
            say("Set the pump to {must}, then type what the pump shows", must=must)
            if must
            else say("Set the pump, then type what it shows")
        )
        self.pump.expect_rate(must.split(" ")[0].replace(",", ""), say("the running dose"))
        words = {"first": self.label.words(), "second": self.second.words()}
        template = _AGREE if agree else _DIFFER
        is_both = self._turn is Turn.BOTH
        self._compared.say(template.format(**words, by=self.second_by.typed()) if is_both else "")
        self._compared.set_ink(Ink.OK if agree else Ink.DANGER)
        self._compared.setVisible(is_both)

    def _connect(self) -> None:
        self.choice.chosen.connect(self._on_choice_chosen)
        self.label.edited.connect(self._on_label_edited)
        self.label.left.connect(self._look_at_label)
        self.hand_over.acted.connect(self._on_hand_over)

    def _lay_out(self) -> None:
        none = Text(Type.BODY, say("No bag is recorded at this bed."), ink=Ink.DIM)
        (none if self._bags else self.choice).hide()
        self._first_page, first = _page()
        columns = QHBoxLayout()
        columns.setSpacing(Space.WIDE)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(Space.SMALL)
            columns.addLayout(column, 1)
        add_all(left, [self.label, self._means])
        asked = under(self._set_pump, self.pump)
        add_all(right, [self._compared, asked, self.hand_over])
        add_all(first, [none, self.choice, columns])
        self._second_page, second = _page()
        unseen = Text(Type.BODY, _UNSEEN, ink=Ink.DIM, wrap=Wrap.YES)
        row = QHBoxLayout()
        row.setSpacing(Space.GAP)
        row.addWidget(self.second, 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.second_by, 1, Qt.AlignmentFlag.AlignTop)
        add_all(second, [part(say("Second person: type from the label")), unseen, row])
        add_all(self.body, [self._first_page, self._second_page])


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    rows = QVBoxLayout(page)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(Space.SMALL)
    return page, rows
