"""The dose calculator: works without a bed, shows its working, and writes nothing back.

Any edit clears every result at once, so that no number on the screen ever belongs to another entry.
"""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from titrator.core.conversion_entry import Entry
from titrator.core.language import say, unit_label
from titrator.ui import theme
from titrator.ui.calculation import Worked, work_out
from titrator.ui.calculator_result import ResultCard
from titrator.ui.desk_port import ConversionStart, DrugChoice, DrugSource
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.buttons import ActButton, Kind
from titrator.ui.widgets.card import Card
from titrator.ui.widgets.fields import NumberField
from titrator.ui.widgets.scrolled import ScrollArea, Scrolled
from titrator.ui.widgets.select import SelectField
from titrator.ui.widgets.text import Text, Wrap

_FIELDS_PX, _NUMBER_PX, _TIGHT_NUMBER_PX = 250, 116, 88


class _UnitButton(ActButton):
    """As narrow as its words: on the smallest screen the result needs the width."""

    def sizeHint(self) -> QSize:
        return super().sizeHint() - QSize(Space.INSET, 0)


class CalculatorPage(QWidget):
    """Entry at the left, result at the right.

    Signals:
        closed: Close or Esc was pressed.
    """

    closed = Signal()

    def __init__(
        self, desk: DrugSource, *, notice: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("calculator")
        self._desk = desk
        self._notice = notice
        self._drugs: dict[str, DrugChoice] = {one.name: one for one in desk.drugs()}
        self.drug = SelectField(
            "", "calculator.drug", [(one.name, one.display_name) for one in desk.drugs()]
        )
        self.drug.box.setAccessibleName(say("Drug"))
        self.amount = _number(say("Amount"), "calculator.amount", "")
        self.volume = _number(say("Volume"), "calculator.volume", "mL")
        self.weight = _number(say("Dosing weight"), "calculator.weight", "kg")
        self._other_unit = ""
        self._dose = Text(Type.BODY, say("Dose"))
        self.unit = _UnitButton("", "calculator.dose_unit", height=48)
        self.unit.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.unit.hide()
        self.dose = _number(say("Dose"), "calculator.dose", "", decimals=5)
        self.rate = _number(say("Pump rate"), "calculator.rate", "mL/h")
        self.work_out_button = ActButton(
            say("Work out"), "calculator.work_out", key="Enter", kind=Kind.PRIMARY, height=52
        )
        self.close_button = ActButton(say("Close"), "calculator.close", key="Esc", height=52)
        self.result = ResultCard()
        self._from = Text(Type.SMALL, wrap=Wrap.YES)
        self._from.setObjectName("calculator.from")
        self._lay_out()
        self._connect()
        self.restyle()

    # ---------------------------------------------------------------- open and close

    def open_with(self, start: ConversionStart | None, *, bed: str) -> None:
        """Open; where something runs at the open bed, with its bag and weight, and say so."""
        if start is None:
            said = "" if bed else say("No bed is open: type everything.")
            self._from.say(" ".join(one for one in (self._notice, said) if one))
        else:
            self._start_from(start)
            self._from.say(say("Started from {bed}: its running bag and dosing weight.", bed=bed))
        self._from.setVisible(bool(self._from.text()))
        self.clear_results()

    def first_focus(self) -> QWidget:
        """Return where the cursor starts: the first thing missing."""
        if self.drug.value() is None:
            return self.drug.box
        return next((one.line for one in self._bag_fields() if not one.typed()), self.dose.line)

    def _start_from(self, start: ConversionStart) -> None:
        self.drug.choose(start.drug)
        self._take_drug()
        for field, text in (
            (self.amount, start.amount),
            (self.volume, start.volume),
            (self.weight, start.weight),
        ):
            number, _, unit = text.partition(" ")
            field.set_unit(unit)
            field.set_text(number)
        self.dose.clear()
        self.rate.clear()

    # ---------------------------------------------------------------- entry

    def entry(self) -> Entry:
        """Return what was typed, each number with its unit."""
        needs_weight = self.weight.isEnabled()
        return Entry(
            drug=self.drug.value() or "",
            amount=self.amount.text() or "",
            volume=self.volume.text() or "",
            weight=(self.weight.text() or "") if needs_weight else "",
            dose=self.dose.text() or "",
            rate=self.rate.text() or "",
            to=self.dose.unit() if self.rate.typed() else "",
        )

    def work_out(self) -> None:
        """Show the answer to what is typed now, or what is missing."""
        fields = (*self._bag_fields(), self.dose, self.rate)
        for field in fields:
            field.check()
        if any(field.reason() for field in fields):
            return
        missing = self._missing()
        if missing is not None:
            missing.setFocus(Qt.FocusReason.TabFocusReason)
            return
        worked = work_out(self.entry(), self._desk.library)
        self._show_other(worked)
        self.result.show_worked(worked)

    def clear_results(self) -> None:
        """Take every result away."""
        self.result.clear()
        for field in (self.dose, self.rate):
            field.line.setPlaceholderText("")

    def _missing(self) -> QWidget | None:
        if self.drug.value() is None:
            return self.drug.box
        for field in self._bag_fields():
            if not field.typed():
                return field.line
        if not self.dose.typed() and not self.rate.typed():
            return self.rate.line if self.dose.line.hasFocus() else self.dose.line
        return None

    def _show_other(self, worked: Worked) -> None:
        derived = self.rate if self.dose.typed() else self.dose
        derived.line.setPlaceholderText(worked.other)

    def _bag_fields(self) -> tuple[NumberField, ...]:
        if self.weight.isEnabled():
            return self.amount, self.volume, self.weight
        return self.amount, self.volume

    def _take_drug(self) -> None:
        """Take units over from the drug chosen; a drug never dosed per kg needs no weight."""
        drug = self._drugs.get(self.drug.value() or "")
        if drug is None:
            return
        self.amount.set_unit(drug.amount_unit)
        self._set_unit(drug.dose_units[0])
        self.weight.setEnabled(any("/kg" in unit for unit in drug.dose_units))

    def _set_unit(self, unit: str) -> None:
        """Have the dose typed in `unit`, and offer the drug's other unit."""
        self.dose.set_unit(unit)
        others = [one for one in self._drugs[self.drug.value() or ""].dose_units if one != unit]
        self.unit.setVisible(bool(others))
        if others:
            self._other_unit = others[0]
            self.unit.say(say("Use {unit}", unit=unit_label(others[0])))
            self.unit.setAccessibleName(say("Type the dose in {others}", others=others[0]))
            self.unit.setToolTip(self.unit.accessibleName())
        self._fit_card()

    # ---------------------------------------------------------------- signals

    def _on_drug_chosen(self) -> None:
        for field in (self.amount, self.volume, self.dose, self.rate):
            field.clear()
        self._take_drug()
        self._from.say(self._notice)
        self._from.setVisible(bool(self._notice))
        self.clear_results()

    def _on_unit_acted(self) -> None:
        self._set_unit(self._other_unit)
        self.clear_results()

    def _on_dose_edited(self) -> None:
        if self.rate.typed():
            self.rate.clear()
        self.clear_results()

    def _on_rate_edited(self) -> None:
        if self.dose.typed():
            self.dose.clear()
        self.clear_results()

    def _connect(self) -> None:
        self.drug.chosen.connect(self._on_drug_chosen)
        self.unit.acted.connect(self._on_unit_acted)
        for field in (self.amount, self.volume, self.weight):
            field.edited.connect(self.clear_results)
        self.dose.edited.connect(self._on_dose_edited)
        self.rate.edited.connect(self._on_rate_edited)
        self.work_out_button.acted.connect(self.work_out)
        self.close_button.acted.connect(self.closed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.work_out()
        else:
            super().keyPressEvent(event)

    # ---------------------------------------------------------------- layout

    def restyle(self) -> None:
        """Take margins and distances anew."""
        compact = theme.is_compact()
        side = Space.GAP if compact else Space.EDGE
        gap = Space.SMALL if compact else Space.GAP
        self._all.setContentsMargins(side, gap, side, side)
        self._all.setSpacing(gap)
        inset = Space.EDGE if compact else Space.WIDE - Space.HAIR
        inset = Space.GAP if theme.is_tight() else inset
        self._rows.setContentsMargins(inset, Space.HAIR if theme.is_tight() else gap, inset, gap)
        for rows in (self._rows, self._fields):
            rows.setSpacing(2 if theme.is_tight() else Space.HAIR if compact else Space.SMALL)
        between = Space.SMALL if compact else Space.GAP
        self._grid.setVerticalSpacing(2 if theme.is_tight() else between)
        self._fit_card()
        self.unit.set_height(44 if compact else 48)
        # On the smallest screen a reason takes its place, and every field is still seen.
        self._fields.removeWidget(self._from)
        self._fields.insertWidget(2 if theme.is_tight() else 1, self._from)
        for label in self._labels:
            label.setMinimumHeight(44 if compact else 48)
        for button in (self.work_out_button, self.close_button):
            button.set_height(46 if compact else 56)

    def _fit_card(self) -> None:
        """Be wide enough for the longest label beside a number with the longest unit."""
        labels = (self._grid.itemAtPosition(row, 0) for row in range(self._grid.rowCount()))
        words = max((one.sizeHint().width() for one in labels if one is not None), default=0)
        # Not that of the row: a new label of the button is in it only when the layout comes round.
        dose = self._dose.sizeHint().width() + Space.SMALL + self.unit.sizeHint().width()
        words = max(words, 0 if self.unit.isHidden() else dose)
        unit = QFontMetrics(theme.font(Type.FIELD)).horizontalAdvance(unit_label("mcg/kg/min"))
        number = _TIGHT_NUMBER_PX if theme.is_tight() else _NUMBER_PX
        fields = max(_FIELDS_PX, unit + number, self._bag.minimumSizeHint().width())
        needed = words + Space.GAP + fields
        needed += 2 * self._rows.contentsMargins().left()
        # Beside them stands a scroll bar, on a small screen and with a reason among the fields.
        needed += Space.INSET
        self._card.setFixedWidth(max(456 if theme.is_compact() else 570, needed))

    def _lay_out(self) -> None:
        self._all = QHBoxLayout(self)
        self._card = Card("calculator.entry")
        self._rows = QVBoxLayout(self._card)
        # On the smallest screen the fields scroll, with a reason among them; the buttons never do.
        inside = Scrolled()
        self._fields = QVBoxLayout(inside)
        self._fields.setContentsMargins(0, 0, 0, 0)
        self._fields.addWidget(Text(Type.TITLE, say("Dose calculator")))
        self._fields.addWidget(self._from)
        self._grid = QGridLayout()
        self._labels: list[QWidget] = []
        self._grid.setHorizontalSpacing(Space.GAP)
        self._grid.setColumnStretch(1, 1)
        bag = self._bag = _beside(self.amount, Text(Type.BODY, say("in")), self.volume)
        for row, (label, widget) in enumerate(
            (
                (Text(Type.BODY, say("Drug")), self.drug),
                (Text(Type.BODY, say("Bag, from the label")), bag),
                (Text(Type.BODY, say("Dosing weight")), self.weight),
                (_beside(self._dose, self.unit), self.dose),
                (Text(Type.BODY, say("or pump rate")), self.rate),
            )
        ):
            self._grid.addWidget(label, 4 * row, 0)
            self._grid.addWidget(widget, 4 * row, 1)
            self._labels.append(label)
        # A reason has the whole width under its row: on one line where half a row would take five.
        for below, field in (
            (5, self.amount),
            (6, self.volume),
            (9, self.weight),
            (13, self.dose),
            (17, self.rate),
        ):
            self._grid.addWidget(field.take_reason(), below, 0, 1, 2)
        self._fields.addLayout(self._grid)
        self._fields.addStretch(1)
        area = ScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self._rows.addWidget(area, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.GAP)
        buttons.addWidget(self.work_out_button, 3)
        buttons.addWidget(self.close_button, 2)
        self._rows.addSpacing(Space.HAIR)
        self._rows.addLayout(buttons)
        self._all.addWidget(self._card)
        self._all.addWidget(self.result, 1)


def _number(label: str, name: str, unit: str, *, decimals: int = 3) -> NumberField:
    field = NumberField("", name, unit=unit, what=label, decimals=decimals)
    field.name_line(label)
    return field


def _beside(*widgets: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.SMALL)
    for widget in widgets:
        row.addWidget(widget, 1 if isinstance(widget, NumberField) else 0)
    return made
