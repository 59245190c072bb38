"""The frame of everything that opens to be read: heading, bed, close, and a body that can scroll."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.ui import theme
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.card import Card
from titrator.ui.widgets.marks import Chip
from titrator.ui.widgets.scrolled import ScrollArea
from titrator.ui.widgets.text import Ink, Text, Wrap

TYPED_INTO = "isTypedInto"
"""The property of a panel or page that may hold something half typed."""


class Panel(Card):
    """A surface with a heading and a Close button; Esc closes it.

    Signals:
        closed: Close or Esc was pressed.
    """

    closed = Signal()
    is_kept = False
    """Whether it is opened again as it is: what takes long to build and says the same each time."""

    def __init__(
        self,
        name: str,
        heading: str,
        *,
        bed: str = "",
        role: Type = Type.TITLE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f"panel.{name}", parent)
        self.setAccessibleName(
            say("{heading}, bed {bed}", heading=heading, bed=bed) if bed else heading
        )
        self._rows = QVBoxLayout(self)
        head = QHBoxLayout()
        self._head = head
        head.setSpacing(Space.GAP)
        head.addWidget(Text(role, heading, wrap=Wrap.YES), 1)
        if bed:
            head.addWidget(Chip(bed, f"panel.{name}.bed"))
        self.close_button = ActButton(say("Close"), f"panel.{name}.close", key="Esc", height=44)
        self.close_button.setFixedWidth(150)
        self.close_button.acted.connect(self.closed)
        head.addWidget(self.close_button)
        self._rows.addLayout(head)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(Space.GAP)
        self.area = ScrollArea()
        self.area.setObjectName(f"panel.{name}.text")
        self.area.setAccessibleName(heading)
        self.area.setWidget(inside)
        self._rows.addWidget(self.area, 1)
        self.restyle()

    def add_to_head(self, button: ActButton) -> None:
        """Put a button before Close."""
        self._head.insertWidget(self._head.count() - 1, button)
        self.setTabOrder(button, self.close_button)

    def holds(self) -> bool:
        """Return whether what it says holds now; one that does not know says no."""
        return False

    def first_focus(self) -> QWidget:
        """Return the widget the cursor starts in."""
        return self.area

    def restyle(self) -> None:
        """Take border and margins anew."""
        self.set_surface(edge=theme.active().accent, edge_px=3)
        side, top = (Space.EDGE, Space.SMALL) if theme.is_compact() else (Space.WIDE, Space.EDGE)
        self._rows.setContentsMargins(side, top, side, top)
        self._rows.setSpacing(Space.SMALL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class Block(QWidget):
    """A small heading with lines of words under it."""

    def __init__(self, heading: str, lines: tuple[str, ...], *, role: Type = Type.BODY) -> None:
        super().__init__()
        self._role = role
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(Space.HAIR)
        self._heading = Text(Type.HEADING, ink=Ink.DIM, wrap=Wrap.YES)
        self._rows.addWidget(self._heading)
        self._lines: list[Text] = []
        self.tell(heading, lines)

    def tell(self, heading: str, lines: tuple[str, ...]) -> None:
        """Show other words; those that are the same stay as they stand."""
        self._heading.say(heading.upper())
        while len(self._lines) < len(lines):
            self._lines.append(Text(self._role, wrap=Wrap.YES))
            self._rows.addWidget(self._lines[-1])
        while len(self._lines) > len(lines):
            self._lines.pop().deleteLater()
        for text, line in zip(self._lines, lines, strict=True):
            text.say(line)
