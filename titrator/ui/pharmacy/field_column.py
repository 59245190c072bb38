"""A column of fields for a sheet: a drug chosen, and numbers typed with their units."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from titrator.core.conversion_entry import OTHER
from titrator.core.drug_library import DrugLibrary
from titrator.core.language import drug_name, say
from titrator.ui import theme
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.scrolled import ScrollArea, Scrolled
from titrator.ui.widgets.select import SelectField
from titrator.ui.widgets.text import Text, Wrap

_LONGEST = 40
_ROLES = (Type.FIELD, Type.STRONG, Type.SMALL_STRONG, Type.SMALL)
_LINE_EDGES_PX = 6
_LABEL_PX, _TIGHT_LABEL_PX = 128, 114


class FieldColumn(ScrollArea):
    """Fields by name; one that two tools share keeps what was typed.

    Signals:
        edited: something was typed or chosen.
    """

    edited = Signal()

    def __init__(self, name: str, library: DrugLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setObjectName(f"{name}.fields")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        drugs = [(one.name, drug_name(one.display_name)) for one in library.drugs.values()]
        self.drug = SelectField(
            "", f"{name}.drug", [*drugs, (OTHER, say("other, outside the library"))]
        )
        self.drug.box.setAccessibleName(say("Drug"))
        self.drug.chosen.connect(lambda _: self.edited.emit())
        self._has_drug = True
        self._fields: dict[str, TextField] = {}
        self._labels: dict[str, Text] = {}
        self._shown: tuple[str, ...] = ()
        inside = Scrolled()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(Space.HAIR)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.drug, 0, 0, 1, 2)
        self.setWidget(inside)

    def set_fields(self, fields: Iterable[tuple[str, str, str]], *, has_drug: bool = True) -> None:
        """Show these fields: name, label and example of each."""
        self._has_drug = has_drug
        self.drug.setVisible(has_drug)
        for widget in (*self._fields.values(), *self._labels.values()):
            self._grid.removeWidget(widget)
            widget.hide()
        shown = []
        for row, (name, label, example) in enumerate(fields, start=1):
            if name not in self._fields:
                self._fields[name] = self._made(name)
                self._labels[name] = _label()
            field = self._fields[name]
            field.name_line(say("{label}, such as {example}", label=label, example=example))
            self._labels[name].say(label)
            self._grid.addWidget(self._labels[name], row, 0)
            self._grid.addWidget(field, row, 1)
            self._grid.setRowStretch(row, 0)
            self._labels[name].show()
            field.show()
            shown.append(name)
        self._grid.setRowStretch(len(shown) + 1, 1)
        self._shown = tuple(shown)

    def restyle(self) -> None:
        """Take the width of the labels anew: on the smallest screen a dose must fit beside them."""
        for label in self._labels.values():
            label.setFixedWidth(_label_px())
        for field in self._fields.values():
            _fit(field)

    def field(self, name: str) -> TextField:
        """Return a field."""
        return self._fields[name]

    def typed(self) -> dict[str, str]:
        """Return what stands in the fields that are shown, letter for letter."""
        typed = {name: self._fields[name].typed() for name in self._shown}
        return typed | {"drug": self.drug.value() or ""} if self._has_drug else typed

    def clear(self) -> None:
        """Empty every field."""
        self.drug.choose(None)
        for field in self._fields.values():
            field.clear()

    def _made(self, name: str) -> TextField:
        field = TextField("", f"{self._name}.{name.replace(' ', '_')}", longest=_LONGEST)
        field.keeps_draft = False
        field.edited.connect(self.edited)
        # The beginning of a number is what must be seen, also of one longer than the field.
        field.left.connect(lambda: field.line.setCursorPosition(0))
        field.line.textChanged.connect(lambda: _fit(field))
        field.line.installEventFilter(self)
        return field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit what is typed again when its line is another width, wherever that came from."""
        if event.type() == QEvent.Type.Resize:
            for field in self._fields.values():
                if field.line is watched:
                    _fit(field)
        return False


def _fit(field: TextField) -> None:
    """Write a dose smaller where its unit would be cut: 0.125 mcg/kg/min on the smallest screen."""
    line = field.line
    room = line.width() - _LINE_EDGES_PX
    fits = (role for role in _ROLES if theme.text_width(role, line.text()) <= room)
    line.setFont(theme.font(next(fits, _ROLES[-1])))


def _label() -> Text:
    made = Text(Type.SMALL, "", wrap=Wrap.YES)
    made.setFixedWidth(_label_px())
    return made


def _label_px() -> int:
    return _TIGHT_LABEL_PX if theme.is_tight() else _LABEL_PX
