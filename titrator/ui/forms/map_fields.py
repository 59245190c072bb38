"""MAP typed into the field of its source, so that the source is said without a key and no default."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.ui import theme
from titrator.ui.theme import Space
from titrator.ui.widgets.fields import NumberField

ARTERIAL_LINE = "arterial_line"
CUFF = "cuff"


class MapFields(QWidget):
    """One field a source, as on a flow sheet. While one holds something, the other is closed.

    Signals:
        edited: what was typed changed.
    """

    edited = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.sources")
        self.line = map_field(say("MAP, arterial line"), name)
        self.cuff = map_field(say("MAP, cuff"), f"{name}_cuff")
        self.line.line.setAccessibleName(say("MAP on the arterial line, mmHg"))
        self.cuff.line.setAccessibleName(say("MAP by cuff, mmHg"))
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        for field in (self.line, self.cuff):
            column = QVBoxLayout()
            column.addWidget(field)
            column.addStretch(1)
            row.addLayout(column, 1)
            field.edited.connect(self._on_field_edited)
        self.setFocusProxy(self.line)
        self.restyle()

    def add_again(self, again: NumberField) -> None:
        """Have a field, not shown yet, for the second typing of a MAP; see `ask_again`."""
        column = QVBoxLayout()
        column.addWidget(again)
        column.addStretch(1)
        self._row.addLayout(column, 1)

    def ask_again(self, again: NumberField, *, is_asked: bool) -> None:
        """Have `again` in the place of the source that is closed: so the refusal stays in sight."""
        is_cuff = self.source() == CUFF
        self.line.setVisible(not (is_asked and is_cuff))
        self.cuff.setVisible(not is_asked or is_cuff)
        again.setVisible(is_asked)
        for place, field in enumerate((self.line, self.cuff, again)):
            self._row.setStretch(place, 0 if field.isHidden() else 1)

    def restyle(self) -> None:
        """Stand beside each other; on small ones, which have the act beside them, below."""
        directions = QBoxLayout.Direction
        is_small = theme.is_compact()
        self._row.setDirection(directions.TopToBottom if is_small else directions.LeftToRight)
        self._row.setSpacing(Space.HAIR if is_small else Space.GAP)

    def number(self) -> str | None:
        """Return the MAP as typed, without its unit; None when nothing was typed."""
        return self.line.number() or self.cuff.number()

    def source(self) -> str | None:
        """Return where it was read, by the field it stands in."""
        if self.line.number():
            return ARTERIAL_LINE
        return CUFF if self.cuff.number() else None

    def is_answered(self) -> bool:
        """Return whether one field holds a number that can be read."""
        return self.line.is_answered() or self.cuff.is_answered()

    def check(self) -> bool:
        """Show what is wrong with what was typed, or that nothing was."""
        if self.number() is None:
            self.line.set_reason(say("Type the MAP: here, or in the field of the cuff."))
            return False
        return self.line.check() and self.cuff.check()

    def _on_field_edited(self) -> None:
        if self.number() is not None:
            self.line.set_reason("" if self.source() == CUFF else self.line.reason())
        self.cuff.setEnabled(not self.line.typed())
        self.line.setEnabled(not self.cuff.typed())
        self.setFocusProxy(self.cuff if self.source() == CUFF else self.line)
        self.edited.emit()


def map_field(label: str, name: str) -> NumberField:
    """Return a field for a MAP in mmHg."""
    field = NumberField(label, name, unit="mmHg", what=say("MAP"), is_large=True, decimals=1)
    field.is_reading = True
    return field
