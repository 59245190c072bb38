"""Titration order: the seven elements, the prescriber, and how long it holds; or its end.

objectNames: `order.drug`, `order.unit` with an answer a unit (`order.unit.mcg/kg/min`),
`order.initial`, `order.increment`, `order.maximum`, `order.interval`, `order.map_target`,
`order.route` with `.central`, `.peripheral`, `order.prescriber`, `order.valid_until`,
`order.valid_until_day` with `.today`, `.tomorrow`, and `order.end` (the button that goes to the end
of an order, and back).
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from titrator.core.commands import DiscontinueOrder, RecordOrder
from titrator.core.language import say
from titrator.session.chosen_words import ROUTES
from titrator.session.moments import Day
from titrator.session.screen import Act
from titrator.ui import theme
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, drug_choice
from titrator.ui.forms.moment_field import MomentField
from titrator.ui.theme import FIELD, TARGET, Space
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.card import empty
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.fields import NumberField, TextField
from titrator.ui.widgets.select import SelectField

_ROUTES = (Option("central", say("central line")), Option("peripheral", say("peripheral line")))
_RECORDED = dict(zip(("central", "peripheral"), ROUTES, strict=True))
_ORDERED_PX, _ROUTE_PX = 70, 48
_COLUMNS = 30
_AS_WRITTEN = say("as the prescriber wrote it; one element missing: no wean")
_TARGET = say("Endpoint: MAP at least")
_ENDED = say("the prescriber ended it; nothing more is reduced under it")


class UnitRow(QWidget):
    """The units a drug is ordered in; one alone needs no answer.

    Signals:
        chosen: a unit is known.
        decided: it was chosen by its digit; the cursor may go on.
    """

    chosen = Signal()
    decided = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._row: AnswerRow | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addStretch(1)
        self.set_units(())

    def set_units(self, units: Sequence[str]) -> None:
        """Offer `units`; a single one is chosen."""
        empty(self._rows)
        options = [Option(unit, unit) for unit in units]
        self._row = AnswerRow(
            say("Ordered in"), self._name, options, is_above=True, tight_px=_ORDERED_PX
        )
        self._row.is_led = True
        self._row.decided.connect(self.decided)
        self._row.chosen.connect(self.chosen)
        self._rows.addStretch(1)
        self._rows.addWidget(self._row)
        self.setFocusProxy(self._row)
        self.setVisible(bool(units))
        if len(units) == 1:
            self._row.choose(units[0])
            self.chosen.emit()

    def value(self) -> str:
        """Return the unit, empty while none is known."""
        return (self._row.value() if self._row is not None else None) or ""

    def is_answered(self) -> bool:
        """Return whether a unit is known."""
        return bool(self.value())


class OrderForm(BedForm):
    """Each element in its field, the doses in one unit."""

    cue_for_about = True

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        self._grid = QGridLayout()
        self._is_end = False
        super().__init__(
            Act.ORDER,
            desk,
            bed_id,
            heading=say("Titration order"),
            about=_AS_WRITTEN,
            submit_label=say("Record the order"),
        )
        self._make_fields()
        self._grid.setHorizontalSpacing(Space.GAP)
        self._grid.setVerticalSpacing(Space.SMALL)
        for column in range(_COLUMNS):
            # Each as wide as the others, whatever unit stands in a field.
            self._grid.setColumnStretch(column, 1)
        self.body.addLayout(self._grid)
        self._arrange()
        self._shorten()
        self.require(
            self.drug,
            self.unit,
            self.initial,
            self.increment,
            self.maximum,
            self.interval,
            self.target,
            self.prescriber,
            self.route,
        )
        self.drug.chosen.connect(self._on_drug_chosen)
        self.unit.chosen.connect(self._on_unit_chosen)
        self.unit.decided.connect(self._go_on)
        self.route.decided.connect(self._on_route_decided)
        self.end.acted.connect(self._on_end_acted)

    def first_focus(self) -> QWidget:
        return self.drug.box

    def command(self) -> RecordOrder | DiscontinueOrder | None:
        if self.next_gap() is not None:
            return None
        if self._is_end:
            return DiscontinueOrder(drug=self.drug.value(), prescriber=self.prescriber.text())
        if not (self.until.is_blank() or self.until.is_answered()):
            if not self.until.check() and self.until.clock.reason():
                self.until.setFocus()
            return None
        return RecordOrder(
            drug=self.drug.value(),
            route=_RECORDED[self.route.value() or "central"],
            initial=self.initial.text(),
            increment=self.increment.text(),
            interval_min=self.interval.number(),
            maximum=self.maximum.text(),
            map_target_mmhg=self.target.number(),
            prescriber=self.prescriber.text(),
            valid_until=self.until.iso(),
        )

    def restyle(self) -> None:
        """Take fonts and distances anew, and fewer columns when compact."""
        super().restyle()
        if self._grid.count():
            self._arrange()
            self._shorten()

    def holds(self) -> bool:
        """Nothing in it is of one patient until a drug is chosen."""
        return True

    def refresh(self) -> None:
        """Say how long the order holds from now."""
        self.until.refresh()

    def _make_fields(self) -> None:
        drugs = [(one.name, one.display_name) for one in self.desk.drugs()]
        self.drug = SelectField(
            say("Drug"), "order.drug", drugs, placeholder=say("Choose the drug")
        )
        self.end = ActButton(say("End an order"), "order.end", height=TARGET)
        self.unit = UnitRow("order.unit")
        self.initial = _dose(say("Initial rate"), "order.initial")
        self.increment = _dose(say("Increment"), "order.increment")
        self.maximum = _dose(say("Maximum rate"), "order.maximum")
        self.interval = NumberField(
            say("Interval: at least"),
            "order.interval",
            unit="min",
            what=say("Interval"),
            decimals=1,
        )
        self.target = NumberField(
            _TARGET,
            "order.map_target",
            unit="mmHg",
            what=say("MAP target"),
            decimals=1,
        )
        self.route = AnswerRow(
            say("Route"), "order.route", _ROUTES, is_above=True, tight_px=_ROUTE_PX
        )
        # What stands beside it on the smallest screens is the button to the end of an order.
        self.route.is_led = True
        self.prescriber = TextField(say("Prescriber"), "order.prescriber", longest=40)
        self.until = MomentField(
            say("In force until (optional)"),
            "order.valid_until",
            self.desk,
            (Day.TODAY, Day.TOMORROW),
        )

    def _on_drug_chosen(self) -> None:
        chosen = drug_choice(self.desk, self.drug.value())
        self.unit.set_units(chosen.dose_units if chosen and not self._is_end else ())
        self._on_unit_chosen()
        self._put_in_reading_order()
        self._go_on()

    def _go_on(self) -> None:
        gap = self.next_gap()
        if gap is not None:
            gap.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_route_decided(self) -> None:
        (self.next_gap() or self.until).setFocus(Qt.FocusReason.TabFocusReason)

    def _on_unit_chosen(self) -> None:
        for field in (self.initial, self.increment, self.maximum):
            field.set_unit(self.unit.value())
            field.setEnabled(self.unit.is_answered())

    def _on_end_acted(self) -> None:
        self._is_end = not self._is_end
        shown = not self._is_end
        for widget in self._elements():
            widget.setVisible(shown)
        self.unit.setVisible(shown and self.drug.is_answered())
        self.end.say(say("A new order") if self._is_end else say("End an order"))
        self.submit_button.say(say("Record the end") if self._is_end else say("Record the order"))
        heading = say("End of an order") if self._is_end else say("Titration order")
        self.set_heading(heading, _ENDED if self._is_end else _AS_WRITTEN)
        self.drug.setFocus()

    def _elements(self) -> tuple[QWidget, ...]:
        return (
            self.initial,
            self.increment,
            self.maximum,
            self.interval,
            self.target,
            self.route,
            self.until,
        )

    def _arrange(self) -> None:
        """Put the fields in a grid of 30 parts: five beside each other, or three when compact."""
        while self._grid.count():
            self._grid.takeAt(0)
        doses = (self.initial, self.increment, self.maximum, self.interval, self.target)
        is_narrow = theme.is_compact()
        self.end.set_height(TARGET if is_narrow else FIELD)
        # As high as a field its words would fill it on two lines.
        self.end.setMinimumWidth(0 if is_narrow else self.end.sizeHint().width())
        self._grid.setVerticalSpacing(Space.HAIR if is_narrow else Space.SMALL)
        if theme.is_tight():
            self._arrange_tight(doses)
            return
        share = 10 if is_narrow else 6
        rows: list[list[tuple[QWidget, int]]] = [
            [(self.drug, 10), (self.unit, 14), (self.end, 6)],
            [(field, share) for field in doses[: 30 // share]],
        ]
        if is_narrow:
            rows += [
                [*((field, share) for field in doses[3:]), (self.prescriber, share)],
                [(self.route, 14), (self.until, 16)],
            ]
        else:
            rows.append([(self.prescriber, 6), (self.route, 10), (self.until, 14)])
        for row, fields in enumerate(rows):
            self._put_row(row, fields)

    def _shorten(self) -> None:
        """Have few words on the smallest screens; the field says itself that a drug is chosen in it."""
        is_tight = theme.is_tight()
        self.drug.caption.setVisible(not is_tight)
        self.target.caption.say(say("MAP target") if is_tight else _TARGET)

    def _arrange_tight(self, doses: Sequence[QWidget]) -> None:
        """Have all that is required in four rows; only how long it holds is scrolled to."""
        rows: list[list[tuple[QWidget, int]]] = [
            [(self.drug, 10), (self.unit, 20)],
            [(field, 10) for field in doses[:3]],
            [(field, 10) for field in (*doses[3:], self.prescriber)],
            [(self.route, 20), (self.end, 10)],
            [(self.until, 30)],
        ]
        for row, fields in enumerate(rows):
            self._put_row(row, fields)

    def _put_row(self, row: int, fields: list[tuple[QWidget, int]]) -> None:
        column = 0
        for field, width in fields:
            at = Qt.AlignmentFlag.AlignTop
            if field is self.end:
                at = Qt.AlignmentFlag.AlignBottom
            self._grid.addWidget(field, row, column, 1, width, at)
            column += width


def _dose(label: str, name: str) -> NumberField:
    field = NumberField(label, name, unit="", decimals=4)
    field.setEnabled(False)
    return field
