"""Correct an entry: choose it, and type only what was wrong. The original stays in the log.

objectNames: `correct.entry`, `correct.reason`, and per value of the entry `correct.<name>`, such as
`correct.map_mmhg`, `correct.perfusion.skin`, `correct.pump_shows`; `correct.map_again` only after
MAP_IMPLAUSIBLE.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QRadioButton, QVBoxLayout, QWidget

from titrator.core.commands import Correct
from titrator.core.language import say
from titrator.session.correctable import Correctable, CorrectableField, FieldKind
from titrator.session.screen import Act, Answer
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, add_all
from titrator.ui.forms.map_fields import map_field
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.card import empty
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.fields import NumberField, TextField
from titrator.ui.widgets.select import SelectField
from titrator.ui.widgets.text import Ink, Text, Wrap

_NOTHING = say("There is no entry at this bed that can still be corrected.")
_HOW = say("Fill in only what was wrong; the rest stays. Weight and bag have acts of their own.")
_COLUMNS = 2
_IMPLAUSIBLE = "MAP_IMPLAUSIBLE"


class CorrectForm(BedForm):
    """What was wrong, put right, with the reason."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        super().__init__(
            Act.CORRECT,
            desk,
            bed_id,
            heading=say("Correct an entry"),
            about=say("the original stays in the log"),
            submit_label=say("Record the correction"),
        )
        self._entries = {str(one.line): one for one in desk.correctable(bed_id)}
        self.entry = SelectField(
            say("Which entry"),
            "correct.entry",
            [(line, f"{one.time}  {one.text}") for line, one in self._entries.items()],
            placeholder=say("Choose the entry"),
        )
        self.entry.setEnabled(bool(self._entries))
        self.reason = TextField(say("What happened (optional)"), "correct.reason", longest=120)
        if not self._entries:
            self.reason.hide()
        self.map_again = map_field(say("The same MAP, typed again"), "correct.map_again")
        self.map_again.hide()
        self._said = Text(
            Type.SMALL, _HOW if self._entries else _NOTHING, ink=Ink.DIM, wrap=Wrap.YES
        )
        self._fields: dict[str, tuple[CorrectableField, Row]] = {}
        page = QWidget()
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.WIDE)
        self._grid.setVerticalSpacing(Space.SMALL)
        add_all(self.body, [self.entry, self._said, page, self.map_again, self.reason])
        self.submit_button.setEnabled(bool(self._entries))
        self.require(self.entry, self.map_again)
        self.entry.chosen.connect(self._on_entry_chosen)

    def first_focus(self) -> QWidget:
        return self.entry.box if self._entries else self.cancel_button

    def command(self) -> Correct | None:
        if self.next_gap() is not None or not self._all_readable():
            return None
        fields = self._right_values()
        if not fields:
            self._said.set_ink(Ink.DANGER)
            self._said.say(
                say("Nothing was filled in yet: type or choose at least one right value.")
            )
            return None
        return Correct(line=self.entry.value(), fields=fields, reason=self.reason.text())

    def show_answer(self, answer: Answer) -> None:
        super().show_answer(answer)
        if any(one.code == _IMPLAUSIBLE for one in answer.blocked):
            self.map_again.show()
            self.map_again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _all_readable(self) -> bool:
        rows = [row for _, row in self._fields.values()]
        return all(row.check() for row in rows if isinstance(row, TextField))

    def _right_values(self) -> dict[str, object]:
        """Return what was filled in, by name; answers to signs under `perfusion`."""
        right: dict[str, object] = {}
        signs: dict[str, str] = {}
        for name, (field, row) in self._fields.items():
            value = _value(field, row)
            if value is None:
                continue
            group, _, sign = name.partition(".")
            if sign:
                signs[sign] = value
            else:
                right[group] = value
        if signs:
            right["perfusion"] = signs
        if self.map_again.isVisibleTo(self):
            right["map_again"] = self.map_again.number()
        return right

    def _on_entry_chosen(self) -> None:
        empty(self._grid)
        self._fields = {}
        self.map_again.clear()
        self.map_again.hide()
        self._said.set_ink(Ink.DIM)
        self._said.say(_HOW)
        self._show_entry(self._entries[self.entry.value() or ""])

    def _show_entry(self, entry: Correctable) -> None:
        for place, field in enumerate(entry.fields):
            row = _row(field)
            self._fields[field.name] = (field, row)
            at, column = divmod(place, _COLUMNS)
            self._grid.addWidget(row, at, column, Qt.AlignmentFlag.AlignTop)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._put_in_reading_order()


class _Answers(QWidget):
    """A question with its answers under it, as high as a field."""

    def __init__(self, question: str, name: str, options: list[Option]) -> None:
        super().__init__()
        self.row = AnswerRow("", name, options)
        for cell in self.row.findChildren(QRadioButton):
            cell.setAccessibleName(f"{question}: {cell.text()}")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.HAIR)
        rows.addWidget(Text(Type.BODY, question))
        rows.addWidget(self.row)
        self.setFocusProxy(self.row)


Row = NumberField | TextField | _Answers


def _row(field: CorrectableField) -> Row:
    label = (
        say("{label} (was {was})", label=field.label, was=field.was) if field.was else field.label
    )
    name = f"correct.{field.name}"
    if field.kind is FieldKind.NUMBER:
        return NumberField(label, name, unit=field.unit, what=field.label, decimals=4)
    if field.kind is FieldKind.WORDS:
        return TextField(label, name, longest=80)
    options = [Option(value, words) for value, words in field.choices]
    return _Answers(label, name, options)


def _value(field: CorrectableField, row: Row) -> str | None:
    if isinstance(row, _Answers):
        return row.row.value()
    if isinstance(row, NumberField) and not field.is_sent_with_unit:
        return row.number()
    return row.text()
