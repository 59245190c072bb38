"""Start gate: since when MAP is stable, and seven conditions.

*Not applicable* is offered for three of them and asks for the reason and the prescriber.

objectNames: `gate.map_stable_since`, `gate.map_stable_since_day` with `.today`, `.yesterday`, and
per condition `gate.lactate_clearing`, `gate.urine_output`, `gate.mental_state`,
`gate.capillary_refill`, `gate.skin`, `gate.fluids`, `gate.arterial_line`, each with the answers
`.met`, `.not_met`, `.not_assessed`, the first three also `.not_applicable` with
`gate.<condition>_reason` and `gate.<condition>_prescriber`.
"""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.commands import NotApplicable, RecordStartGate
from titrator.core.language import say
from titrator.session.moments import Day
from titrator.session.screen import Act
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, add_all
from titrator.ui.forms.moment_field import MomentField
from titrator.ui.theme import Space
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.fields import TextField

_ANSWERS = (
    Option("met", say("met")),
    Option("not_met", say("not met")),
    Option("not_assessed", say("not assessed")),
)
_NOT_APPLICABLE = "not_applicable"
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
        options = [*_ANSWERS]
        if may_not_apply:
            options.append(Option(_NOT_APPLICABLE, say("not applicable")))
        self.row = AnswerRow(question, f"gate.{name}", options, question_px=px)
        self.reason = TextField(say("Why it does not apply"), f"gate.{name}_reason", longest=80)
        self.prescriber = TextField(say("Prescriber"), f"gate.{name}_prescriber", longest=40)
        self._grounds = QWidget()
        grounds = QHBoxLayout(self._grounds)
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
        super().__init__(
            Act.GATE,
            desk,
            bed_id,
            heading=say("Start gate"),
            about=say("what must be true before anything is reduced"),
            submit_label=say("Record the start gate"),
        )
        target = desk.bedside(bed_id).last_map.target_mmhg
        self.since = MomentField(
            say("MAP {target} mmHg or more without a break since", target=target),
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
        left, right = self.columns(59, 41)
        add_all(left, [self.since, *(self.conditions[name] for name, _ in _MAY_NOT_APPLY)])
        add_all(right, [self.conditions[name] for name, _ in _MUST_APPLY])
        self.stack_when_compact()
        self.require(self.since)
        for condition in self.conditions.values():
            self.require(*condition.required())

    def first_focus(self) -> QWidget:
        return self.since.clock.line

    def command(self) -> RecordStartGate | None:
        if self.next_gap() is not None:
            return None
        replies = {name: one.reply() for name, one in self.conditions.items()}
        return RecordStartGate(map_stable_since=self.since.iso(), **replies)

    def refresh(self) -> None:
        """Say how long ago the stable time began, as it is now."""
        self.since.refresh()
