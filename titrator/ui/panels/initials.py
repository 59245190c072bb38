"""Who is at the bedside: initials typed once, and again when somebody else takes over."""

import re

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from titrator.core.language import say
from titrator.ui import theme
from titrator.ui.panels.panel import TYPED_INTO, Panel
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.buttons import ActButton, Kind
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.text import Text, Wrap

_INITIALS = re.compile(r"[^\W\d_](?:[^\W\d_]|[.-]){0,5}")


class InitialsPanel(Panel):
    """Asks for initials; they stand beside every entry from then on.

    Signals:
        given(str): the initials, as typed.
    """

    given = Signal(str)

    def __init__(self, now: str, *, bed: str = "", parent: QWidget | None = None) -> None:
        super().__init__("initials", say("Who is at the bedside?"), bed=bed, parent=parent)
        said = say(
            "Type your initials. They are kept with each entry until somebody else types theirs."
        )
        self.body.addWidget(Text(Type.BODY, said, wrap=Wrap.YES))
        if now:
            self.body.addWidget(Text(Type.STRONG, say("At the bedside: {by}", by=now)))
        self.setProperty(TYPED_INTO, "yes")
        self._field = TextField(say("Initials"), "initials.by", is_large=True, longest=6)
        self._field.setFixedWidth(280)
        row = QHBoxLayout()
        row.setSpacing(Space.GAP)
        row.addWidget(self._field)
        self._accept_button = ActButton(
            say("That is me"), "initials.accept", key="Enter", kind=Kind.PRIMARY
        )
        self._accept_button.setFixedWidth(280)
        self._accept_button.acted.connect(self._accept)
        row.addWidget(self._accept_button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.restyle()

    def restyle(self) -> None:
        """Let the button be as high as the field beside it."""
        super().restyle()
        if hasattr(self, "_accept_button"):
            self._accept_button.set_height(56 if theme.is_compact() else 64)

    def first_focus(self) -> QWidget:
        return self._field.line

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._accept()
        else:
            super().keyPressEvent(event)

    def _accept(self) -> None:
        typed = self._field.typed()
        if _INITIALS.fullmatch(typed):
            self.given.emit(typed)
        else:
            self._field.set_reason(say("Type one to six letters, without spaces."))
