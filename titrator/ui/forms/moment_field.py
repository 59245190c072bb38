"""A time of day and which day: typed, chosen, and said back in words before it is sent."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say, say_code
from titrator.session.moments import Day, Moment
from titrator.ui.desk_port import DeskPort
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.text import Ink, Text

_WIDTH = 130
_MISSING = say("Type the time.")


class MomentField(QWidget):
    """The fields are `<name>` (the time) and `<name>_day` (the day); no day is chosen at first.

    Signals:
        edited: the time or the day changed.
    """

    edited = Signal()

    def __init__(
        self,
        label: str,
        name: str,
        desk: DeskPort,
        days: Sequence[Day],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.clock = TextField("", name, longest=5)
        self.clock.line.setAccessibleName(say("{label}, time of day, 24-hour clock", label=label))
        self.clock.line.setPlaceholderText("hh:mm")
        self.clock.setFixedWidth(_WIDTH)
        options = [Option(day.value, say_code(day)) for day in days]
        self.day = AnswerRow("", f"{name}_day", options, is_above=True)
        self._said = Text(Type.SMALL, ink=Ink.DIM)
        self._said.setObjectName(f"{name}.said")
        self._label = Text(Type.BODY, label)
        self._lay_out()
        self.setFocusProxy(self.clock)
        self.clock.edited.connect(self._on_edited)
        self.clock.left.connect(self._on_left)
        self.day.chosen.connect(self._on_edited)

    def show_label(self, *, is_shown: bool) -> None:
        """Show the label, or not where it stands elsewhere."""
        self._label.setVisible(is_shown)

    def moment(self) -> Moment | None:
        """Return what was typed and chosen as a moment; None while either is missing."""
        text, day = self.clock.text(), self.day.value()
        if text is None or day is None:
            return None
        return self._desk.moment(text, Day(day))

    def iso(self) -> str | None:
        """Return the moment for a command; None when nothing was typed or it cannot be read."""
        moment = self.moment()
        return moment.iso if moment is not None and moment.iso else None

    def is_blank(self) -> bool:
        """Return whether no time was typed."""
        return self.clock.text() is None

    def is_answered(self) -> bool:
        """Return whether a moment stands there that could be read."""
        return self.iso() is not None

    def check(self) -> bool:
        """Show why the time was not taken, or go to the day where only that is missing."""
        typed = self.clock.text()
        if typed is None:
            self.clock.set_reason(_MISSING)
            return False
        self.clock.set_reason(self._desk.moment(typed, self._day()).refused)
        if self.clock.reason():
            return False
        if not self.day.is_answered():
            self.day.setFocus()
        return self.day.is_answered()

    def refresh(self) -> None:
        """Say the moment back, with how long ago it is now."""
        moment = self.moment()
        self._said.say(moment.said if moment is not None else "")

    def _day(self) -> Day:
        return Day(self.day.value() or Day.TODAY)

    def _on_edited(self) -> None:
        moment = self.moment()
        is_whole = len(self.clock.typed()) > 3
        self.clock.set_reason(moment.refused if moment is not None and is_whole else "")
        self.refresh()
        self.edited.emit()

    def _on_left(self) -> None:
        typed = self.clock.text()
        if typed is not None:
            self.clock.set_reason(self._desk.moment(typed, self._day()).refused)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(self.clock)
        row.addWidget(self.day)
        row.addWidget(self._said, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.HAIR)
        rows.addWidget(self._label)
        rows.addLayout(row)
