"""Amount and volume as a bag's label says them; the unit of the amount is the drug's."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from titrator.core.findings import RefusedError
from titrator.core.language import say
from titrator.core.number_entry import read_number
from titrator.ui.theme import Space
from titrator.ui.widgets.fields import NumberField


class LabelFields(QWidget):
    """Two fields in a row: amount in volume.

    Signals:
        edited: what was typed changed.
        left: the focus went elsewhere.
    """

    edited = Signal()
    left = Signal()

    def __init__(self, amount: str, volume: str, parent: QWidget | None = None) -> None:
        """Name the fields `amount` and `volume`; the amount has no unit until a drug is known."""
        super().__init__(parent)
        self.amount = NumberField(say("Amount on the label"), amount, unit="", what=say("Amount"))
        self.volume = NumberField(say("in volume"), volume, unit="mL", what=say("Volume"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.GAP)
        for field in (self.amount, self.volume):
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            field.edited.connect(self.edited)
            field.left.connect(self.left)
        self.setFocusProxy(self.amount)

    def set_unit(self, unit: str) -> None:
        """Take the amount in `unit`; what was typed in another one is cleared."""
        self.amount.set_unit(unit)

    def set_texts(self, amount: str, volume: str) -> None:
        """Fill both in, as numbers, because somebody pressed for it."""
        self.amount.set_text(amount)
        self.volume.set_text(volume)
        self.edited.emit()

    def is_answered(self) -> bool:
        """Return whether both hold a number that can be read."""
        return self.amount.is_answered() and self.volume.is_answered()

    def clear(self) -> None:
        """Empty both."""
        self.amount.clear()
        self.volume.clear()

    def words(self) -> str:
        """Return what was typed, ``4 mg in 250 mL``."""
        return say("{amount} in {volume}", amount=self.amount.text(), volume=self.volume.text())

    def agrees_with(self, other: "LabelFields") -> bool:
        """Return whether both readings are the same numbers."""
        if not (self.is_answered() and other.is_answered()):
            return False
        return _same(self.amount, other.amount) and _same(self.volume, other.volume)


def _same(one: NumberField, other: NumberField) -> bool:
    try:
        return read_number(one.number(), "one") == read_number(other.number(), "other")
    except RefusedError:
        return False
