"""What stands there while no bed is open, and while the program cannot work."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.buttons import ActButton, Kind
from titrator.ui.widgets.card import Card
from titrator.ui.widgets.text import Ink, Text, Wrap

_CARD_PX = 760
_SIDE_PX = 40
_SCOPE = say(
    "Advice and timing for adult patients under a titration order. Only the pump shows what flows. "
    "Not an alarm system."
)
_FIRST = say("First steps: sound, clock, protocol, practice")


class EmptyPage(QWidget):
    """No patient at this workstation: open a bed, or only calculate.

    Signals:
        new_bed_requested, calculator_requested, pharmacy_requested, first_steps_requested: the button
            of that name was pressed.
    """

    new_bed_requested = Signal()
    calculator_requested = Signal()
    first_steps_requested = Signal()
    pharmacy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("empty")
        new_bed = ActButton(say("Add bed"), "empty.new_bed", key="F2", kind=Kind.PRIMARY, height=80)
        calculator = ActButton(say("Dose calculator"), "empty.calculator", key="F4", height=80)
        new_bed.acted.connect(self.new_bed_requested)
        calculator.acted.connect(self.calculator_requested)
        pharmacy = ActButton(say("Pharmacy"), "empty.pharmacy", key="Ctrl+Shift+P", height=80)
        pharmacy.acted.connect(self.pharmacy_requested)
        first = ActButton(_FIRST, "empty.first_steps", key="Ctrl+F", height=54)
        first.acted.connect(self.first_steps_requested)
        self._first = new_bed
        _centre(
            self,
            Text(Type.TITLE, say("No patient at this workstation.")),
            Text(Type.BODY, say("Open a bed to be guided, or use the calculator without one.")),
            (new_bed, calculator, pharmacy),
            Text(Type.SMALL, _SCOPE, ink=Ink.DIM, wrap=Wrap.YES),
            below=first,
        )

    def first_focus(self) -> QWidget:
        """Return the widget the cursor starts in."""
        return self._first


class MessagePage(QWidget):
    """One thing went wrong: what, what to do now, and what still works.

    Signals:
        calculator_requested: only offered where the calculator can work.
        close_requested: end the program.
    """

    calculator_requested = Signal()
    close_requested = Signal()

    def __init__(
        self,
        heading: str,
        sentence: str,
        next_action: str,
        *,
        offers_calculator: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.setAccessibleName(f"{heading}. {sentence} {next_action}")
        close = ActButton(say("Close the program"), "message.close", height=64)
        close.acted.connect(self.close_requested)
        buttons: tuple[ActButton, ...] = (close,)
        if offers_calculator:
            calculator = ActButton(
                say("Dose calculator"), "message.calculator", key="F4", height=64
            )
            calculator.acted.connect(self.calculator_requested)
            buttons = (calculator, close)
        self._first = buttons[0]
        _centre(
            self,
            Text(Type.TITLE, heading, wrap=Wrap.YES),
            Text(Type.LEAD, sentence, wrap=Wrap.YES),
            buttons,
            Text(Type.SMALL, _SCOPE, ink=Ink.DIM, wrap=Wrap.YES),
            Text(Type.LEAD, next_action, wrap=Wrap.YES),
        )

    def first_focus(self) -> QWidget:
        """Return the widget the cursor starts in."""
        return self._first


def _centre(
    page: QWidget,
    heading: Text,
    said: Text,
    buttons: tuple[ActButton, ...],
    scope: Text,
    more: Text | None = None,
    below: ActButton | None = None,
) -> None:
    """Lay the words and buttons out as one card in the middle of the page."""
    card = Card()
    needed = sum(one.minimumSizeHint().width() + Space.GAP for one in buttons)
    card.setFixedWidth(max(_CARD_PX, needed + 2 * _SIDE_PX))
    rows = QVBoxLayout(card)
    rows.setContentsMargins(_SIDE_PX, 36, _SIDE_PX, 32)
    rows.setSpacing(Space.EDGE)
    rows.addWidget(heading)
    rows.addWidget(said)
    if more is not None:
        rows.addWidget(more)
    row = QHBoxLayout()
    row.setSpacing(Space.GAP)
    for button in buttons:
        row.addWidget(button, 1)
    rows.addSpacing(Space.SMALL)
    rows.addLayout(row)
    if below is not None:
        rows.addWidget(below)
    rows.addSpacing(Space.SMALL)
    rows.addWidget(scope)
    around = QVBoxLayout(page)
    # Not by an alignment: an aligned card gets the height it would have at another width.
    beside = QHBoxLayout()
    beside.addStretch(1)
    beside.addWidget(card)
    beside.addStretch(1)
    around.addStretch(2)
    around.addLayout(beside)
    around.addStretch(3)
