"""The rarer acts: each a large button with its key."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from titrator.core.language import say
from titrator.session.screen import Act
from titrator.ui import theme
from titrator.ui.bedside.strip import KEYS
from titrator.ui.panels.panel import Panel
from titrator.ui.theme import TARGET, Space
from titrator.ui.widgets.buttons import ActButton, Kind

_ACTS = (
    (Act.HAND_OVER, say("Hand over")),
    (Act.TREND, say("Trend")),
    (Act.RESUME, say("Resume after a hold")),
    (Act.INFUSION, say("Record what a pump shows")),
    (Act.ORDER, say("Titration order")),
    (Act.GATE, say("Start gate")),
    (Act.START, say("Start the wean")),
    (Act.WEIGHT, say("Dosing weight")),
    (Act.CORRECT, say("Correct an entry")),
    (Act.DECLINE, say("Advice not followed")),
    (Act.CLOSE, say("Close this bed")),
)
_COLUMNS = 3


class MorePanel(Panel):
    """Acts that are not needed every quarter of an hour.

    Signals:
        act_requested(Act): one of them was pressed.
        small_timer_requested, sound_test_requested, sheet_requested, first_steps_requested: the button of that name was pressed.
        pharmacy_requested: the pharmacist's place was asked for; it is no act at this bed.
    """

    act_requested = Signal(object)
    small_timer_requested = Signal()
    sound_test_requested = Signal()
    sheet_requested = Signal()
    first_steps_requested = Signal()
    pharmacy_requested = Signal()

    def __init__(self, *, bed: str, parent: QWidget | None = None) -> None:
        super().__init__("more", say("More acts"), bed=bed, parent=parent)
        self._grid = grid = QGridLayout()
        grid.setSpacing(Space.GAP)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self._buttons: list[ActButton] = []
        for place, (act, label) in enumerate(_ACTS):
            kind = Kind.DANGER if act is Act.CLOSE else Kind.PLAIN
            button = ActButton(label, f"more.{act}", key=KEYS[act], kind=kind, height=60)
            button.acted.connect(lambda act=act: self.act_requested.emit(act))
            grid.addWidget(button, *divmod(place, _COLUMNS))
            self._buttons.append(button)
        for name, label, key, signal in (
            ("small_timer", say("Small timer on top"), "Ctrl+L", self.small_timer_requested),
            ("sound_test", say("Test the sound"), "Ctrl+U", self.sound_test_requested),
            ("sheet", say("Handover sheet"), "Ctrl+H", self.sheet_requested),
            ("first_steps", say("First steps"), "Ctrl+F", self.first_steps_requested),
        ):
            button = ActButton(label, f"more.{name}", key=key, height=60)
            button.acted.connect(signal)
            grid.addWidget(button, *divmod(len(self._buttons), _COLUMNS))
            self._buttons.append(button)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.pharmacy = ActButton(say("Pharmacy"), "more.pharmacy", key="Ctrl+Shift+P", height=44)
        self.pharmacy.setFixedWidth(260)
        self.pharmacy.acted.connect(self.pharmacy_requested)
        self.add_to_head(self.pharmacy)
        self.restyle()

    def restyle(self) -> None:
        """Take the heights anew: all rows fit on a small screen too."""
        super().restyle()
        self._fit_rows()
        if hasattr(self, "_grid"):
            self._grid.setVerticalSpacing(Space.HAIR if theme.is_compact() else Space.SMALL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Be low on the smallest screen, and where a small one has a line for each act.

        Elsewhere long words take two lines, and scroll.
        """
        buttons = getattr(self, "_buttons", ())
        columns = [buttons[place::_COLUMNS] for place in range(_COLUMNS)]
        needed = sum(
            max(one.sizeHint().width() - Space.EDGE for one in column)
            for column in columns
            if column
        )
        has_lines = theme.is_compact() and needed < self.width() - Space.WIDE
        is_low = theme.is_tight() or has_lines
        for button in buttons:
            button.set_height(TARGET if is_low else 48)

    def first_focus(self) -> QWidget:
        return self._buttons[0]
