"""What the pump shows, typed off the pump, and whether it is what the chosen dose needs.

The core compares and refuses; this only saves a look when both agree already.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.findings import RefusedError
from titrator.core.language import say
from titrator.core.number_entry import read_number
from titrator.session.screen import DoseOption
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.fields import NumberField
from titrator.ui.widgets.marks import Mark, Symbol
from titrator.ui.widgets.text import Ink, Text, Wrap


class PumpField(QWidget):
    """A large field for the pump rate, and under it a line that says what it matches.

    Signals:
        edited: what was typed changed.
    """

    edited = Signal()

    def __init__(self, name: str, label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.read_back")
        self.field = NumberField(label, name, unit="mL/h", what=say("Pump rate"), is_large=True)
        self.field.line.setAccessibleName(say("What the pump shows, mL/h"))
        self.field.is_reading = True
        self._mark = Symbol(Mark.TICK, 16)
        self._mark.set_role("ok")
        self._said = Text(Type.SMALL_STRONG, wrap=Wrap.YES)
        self._said.setObjectName(f"{name}.match")
        self._must_show = ""
        self._of = ""
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(self._mark)
        row.addWidget(self._said, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.HAIR)
        rows.addWidget(self.field)
        rows.addLayout(row)
        self.setFocusProxy(self.field)
        self.field.edited.connect(self._on_field_edited)
        self._show()

    def text(self) -> str | None:
        """Return what the pump shows, ``13.2 mL/h``; None when nothing was typed."""
        return self.field.text()

    def is_answered(self) -> bool:
        """Return whether a rate stands in it that can be read."""
        return self.field.is_answered()

    def check(self) -> bool:
        """Show why the rate cannot be read, if so; return whether it can be sent."""
        return self.field.check()

    def ask(self) -> None:
        """Show what is wrong, or that the rate is still to be typed."""
        self.field.ask()

    def clear(self) -> None:
        """Empty the field."""
        self.field.clear()
        self._show()

    def expect(self, option: DoseOption | None) -> None:
        """Take the rate of `option` as the one that matches; None: nothing matches."""
        self.expect_rate(option.pump_rate_number if option else "", option.dose if option else "")

    def expect_rate(self, number: str, of: str) -> None:
        """Take `number` ("7.9", in mL/h) as the one that matches `of`; both empty: unknown."""
        self._must_show, self._of = number, of
        self._show()

    def _on_field_edited(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        is_match = self._is_match()
        self._mark.setVisible(is_match)
        self._said.set_ink(Ink.OK if is_match else Ink.DIM)
        if is_match:
            self._said.say(say("matches {of}", of=self._of))
        else:
            # What it must show is not said here: it is to be read off the pump, not copied.
            self._said.say("")

    def _is_match(self) -> bool:
        if not self._must_show or not self.field.is_answered():
            return False
        try:
            typed = read_number(self.field.number(), say("Pump rate"))
            wanted = read_number(self._must_show, say("Pump rate"))
        except RefusedError:
            return False
        return typed == wanted
