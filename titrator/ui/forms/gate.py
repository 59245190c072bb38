"""Start gate: since when MAP is stable, and seven conditions.

*Not applicable* is offered for three of them and asks for the reason and the prescriber.

objectNames: `gate.map_stable_since`, `gate.map_stable_since_day` with `.today`, `.yesterday`, and
per condition `gate.lactate_clearing`, `gate.urine_output`, `gate.mental_state`,
`gate.capillary_refill`, `gate.skin`, `gate.fluids`, `gate.arterial_line`, each with the answers
`.met`, `.not_met`, `.not_assessed`, the first three also `.not_applicable` with
`gate.<condition>_reason` and `gate.<condition>_prescriber`. On small screens also a button a
condition, `gate.list.since` and `gate.list.<condition>`, that has it asked.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.commands import NotApplicable, RecordStartGate
from titrator.core.language import say
from titrator.session.moments import Day
from titrator.session.screen import Act
from titrator.ui import theme
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, add_all
from titrator.ui.forms.gate_list import GateList
from titrator.ui.forms.moment_field import MomentField
from titrator.ui.theme import Space
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.marks import Mark

_ANSWERS = (
    Option("met", say("met")),
    Option("not_met", say("not met")),
    Option("not_assessed", say("not assessed")),
)
_NOT_APPLICABLE = "not_applicable"
_ALL = (*_ANSWERS, Option(_NOT_APPLICABLE, say("not applicable")))
_MARKS = {"met": Mark.TICK, "not_met": Mark.CROSS, "not_assessed": Mark.LATE}
_MAY_NOT_APPLY = (
    ("lactate_clearing", say("Lactate clearing or 2 mmol/L or less")),
    ("urine_output", say("Urine output 0.5 mL/kg/h or more")),
    ("mental_state", say("Mental state at baseline")),
)
_MUST_APPLY = (
    ("capillary_refill", say("Capillary refill 3 sec or less")),
    ("skin", say("Skin warm or improving")),
    ("fluids", say("Fluids judged adequate")),
    ("arterial_line", say("Continuous arterial line")),
)


class Condition(QWidget):
    """One condition of the gate; not applicable only with a reason and a prescriber."""

    def __init__(self, name: str, question: str, *, may_not_apply: bool, px: int) -> None:
        super().__init__()
        options = _ALL if may_not_apply else _ANSWERS
        self.row = AnswerRow(question, f"gate.{name}", options, question_px=px)
        self.reason = TextField(say("Why it does not apply"), f"gate.{name}_reason", longest=80)
        self.prescriber = TextField(say("Prescriber"), f"gate.{name}_prescriber", longest=40)
        self.asked = question
        self._px = px
        self._grounds = QWidget()
        grounds = self._beside = QHBoxLayout(self._grounds)
        grounds.setContentsMargins(px + Space.SMALL, 0, 0, 0)
        grounds.setSpacing(Space.SMALL)
        grounds.addWidget(self.reason, 3)
        grounds.addWidget(self.prescriber, 2)
        self._grounds.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.HAIR)
        rows.addWidget(self.row)
        rows.addWidget(self._grounds)
        self.setFocusProxy(self.row)
        self.row.chosen.connect(self._on_row_chosen)

    def stand_alone(self, *, is_alone: bool) -> None:
        """Have the whole width, and the question elsewhere; or stand among the others."""
        self.row.show_question(is_shown=not is_alone)
        margins = self._beside.contentsMargins()
        margins.setLeft(0 if is_alone else self._px + Space.SMALL)
        self._beside.setContentsMargins(margins)
        for field in (self.reason, self.prescriber):
            field.caption.setVisible(not is_alone)
            field.line.setPlaceholderText(field.about() if is_alone else "")

    def answer(self) -> str:
        """Return what was answered in words, "" for nothing yet."""
        return next((one.label for one in _ALL if one.value == self.row.value()), "")

    def mark(self) -> Mark:
        """Return the mark of the answer."""
        return _MARKS.get(self.row.value() or "", Mark.OPEN)

    def required(self) -> tuple[QWidget, ...]:
        """Return what must be answered, in reading order."""
        return (self.row, self.reason, self.prescriber)

    def reply(self) -> str | NotApplicable | None:
        """Return the answer as a command carries it."""
        if self.row.value() != _NOT_APPLICABLE:
            return self.row.value()
        return NotApplicable(not_applicable=self.reason.text(), prescriber=self.prescriber.text())

    def _on_row_chosen(self) -> None:
        does_not_apply = self.row.value() == _NOT_APPLICABLE
        self._grounds.setVisible(does_not_apply)


class GateForm(BedForm):
    """A time, a day and seven digits."""

    cue_for_about = True

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        self._list: GateList | None = None
        self._is_listed = False
        self._is_made = False
        super().__init__(
            Act.GATE,
            desk,
            bed_id,
            heading=say("Start gate"),
            about=say("what must be true before anything is reduced"),
            submit_label=say("Record the start gate"),
        )
        self._target = desk.bedside(bed_id).last_map.target_mmhg
        since = say("MAP {target} mmHg or more without a break since", target=self._target)
        self.since = MomentField(
            since,
            "gate.map_stable_since",
            desk,
            (Day.TODAY, Day.YESTERDAY),
        )
        self.conditions = {
            **{
                name: Condition(name, question, may_not_apply=True, px=190)
                for name, question in _MAY_NOT_APPLY
            },
            **{
                name: Condition(name, question, may_not_apply=False, px=130)
                for name, question in _MUST_APPLY
            },
        }
        self._since = since
        self._left, self._right = self.columns(59, 41)
        add_all(self._left, [])
        add_all(self._right, [])
        self._is_made = True
        self._spread()
        self.stack_when_compact()
        self.require(self.since)
        for condition in self.conditions.values():
            self.require(*condition.required())

    def restyle(self) -> None:
        """Take fonts and distances anew, and stand as a list on small screens."""
        super().restyle()
        if self._is_made and self._is_listed is not theme.is_compact():
            self._spread()

    def first_focus(self) -> QWidget:
        self._turn_to(self.since)
        return self.since.clock.line

    def return_focus(self) -> QWidget | None:
        found = self.findChild(QWidget, self.last_focus) if self.last_focus else None
        self._turn_to(found)
        return super().return_focus()

    def submit(self) -> None:
        self._turn_to(self.next_gap())
        super().submit()

    def _on_enter(self) -> None:
        self._turn_to(self.next_gap())
        super()._on_enter()

    def command(self) -> RecordStartGate | None:
        if self.next_gap() is not None:
            return None
        replies = {name: one.reply() for name, one in self.conditions.items()}
        return RecordStartGate(map_stable_since=self.since.iso(), **replies)

    def holds(self) -> bool:
        """Return whether it asks for the same MAP target."""
        return self.desk.bedside(self.bed_id).last_map.target_mmhg == self._target

    def refresh(self) -> None:
        """Say how long ago the stable time began, as it is now."""
        self.since.refresh()

    def _pages(self) -> tuple[QWidget, ...]:
        return (self.since, *self.conditions.values())

    def _is_asked(self, widget: QWidget) -> bool:
        if not self._is_listed:
            return super()._is_asked(widget)
        page = next(one for one in self._pages() if one is widget or one.isAncestorOf(widget))
        return page is widget or widget.isVisibleTo(page)

    def _turn_to(self, wanted: QWidget | None) -> None:
        """Ask what `wanted` belongs to; it may not be seen now."""
        if wanted is None or not self._is_listed or self._list is None:
            return
        for place, page in enumerate(self._pages()):
            if page is wanted or page.isAncestorOf(wanted):
                self._list.turn(place)

    def _go_on(self) -> None:
        """After a digit: to what is still open, or to the act."""
        gap = self.next_gap()
        self._turn_to(gap)
        (gap or self.submit_button).setFocus(Qt.FocusReason.TabFocusReason)

    def _spread(self) -> None:
        """Put everything asked into columns, or on small screens behind a list."""
        is_listed = self._is_listed = theme.is_compact()
        conditions = list(self.conditions.values())
        if is_listed or self._list is not None:
            self.since.show_label(is_shown=not is_listed)
            self.since.day.is_led = is_listed
            for one in conditions:
                one.stand_alone(is_alone=is_listed)
                one.row.is_led = is_listed
        if is_listed:
            self._listing().take(self._pages())
            self._say_answers()
        else:
            self._fill_columns()
        for column in (self._left, self._right):
            around = column.parentWidget()
            if around is not None:
                around.setVisible(not is_listed)
        if self._list is not None:
            self._list.setVisible(is_listed)
        if self._is_in_order:
            self._put_in_reading_order()

    def _fill_columns(self) -> None:
        """Put what may not apply to the left, with the time, and the rest to the right."""
        conditions = list(self.conditions.values())
        count = len(_MAY_NOT_APPLY)
        for place, page in enumerate([self.since, *conditions[:count]]):
            self._left.insertWidget(place, page)
        for place, page in enumerate(conditions[count:]):
            self._right.insertWidget(place, page)
        for page in self._pages():
            page.setVisible(True)

    def _listing(self) -> GateList:
        """Return the list; it is made when it is first asked for."""
        if self._list is None:
            asked = [self._since, *(one.asked for one in self.conditions.values())]
            names = ["gate.list.since", *(f"gate.list.{name}" for name in self.conditions)]
            self._list = GateList(asked, names)
            self._list.turned.connect(self._on_turned)
            self.body.insertWidget(0, self._list)
            self.since.edited.connect(self._say_answers)
            self.since.day.decided.connect(self._go_on)
            for one in self.conditions.values():
                one.row.chosen.connect(self._say_answers)
                one.row.decided.connect(self._go_on)
        return self._list

    def _on_turned(self, place: int) -> None:
        self._pages()[place].setFocus(Qt.FocusReason.TabFocusReason)

    def _say_answers(self) -> None:
        """Show in the list what was answered so far."""
        if self._list is None:
            return
        since, *items = self._list.items
        # "today 12:10, 2 h 22 min ago": how long ago is said below it.
        moment = self.since.moment()
        known = moment.said.partition(",")[0] if moment is not None else ""
        since.show_answer(known, Mark.TICK if known else Mark.OPEN)
        for item, one in zip(items, self.conditions.values(), strict=True):
            item.show_answer(one.answer(), one.mark())
