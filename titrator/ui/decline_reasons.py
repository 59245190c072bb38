"""Why advice is not followed: the coded reasons, as the form and the Why card offer them."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from titrator.core.language import say
from titrator.ui import theme
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.text import Text, Wrap

REASONS = (
    ("planned_procedure", say("Procedure or transport soon"), say("Procedure or transport")),
    ("falling_trend", say("MAP is falling, though on target"), say("MAP is falling")),
    ("prescriber_decided", say("Prescriber decided otherwise"), say("Prescriber decided")),
    ("does_not_fit", say("Does not fit this patient"), say("Does not fit patient")),
    ("pump_or_line", say("Pump, line or bag problem"), say("Pump, line or bag")),
    ("other_patient", say("Another patient comes first"), say("Another patient first")),
)
"""Code, words, and the fewer words there is room for on a card."""
_HEADING_PX = 104
_LOW_PX, _HIGH_PX = 52, 72
_TIGHT_COLUMNS, _BESIDE_PX = 2, 336
_ANY_PX = 16777215  # as wide as a widget may be


class DeclineRow(QWidget):
    """I disagree because ..., and a button a reason: one tap on it is the whole act.

    No digit chooses here as it does in the form: whoever goes on typing a MAP into a form that Why
    has just covered must not record a reason with it. For the same cause nothing is accepted in
    the moment the row appears.

    Signals:
        chosen(str): the code of the reason that was pressed.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._heading = Text(Type.STRONG, say("I disagree because"), wrap=Wrap.YES)
        self._reasons: list[ActButton] = []
        for code, words, short in REASONS:
            button = ActButton(short, f"why.decline.{code}", height=_LOW_PX)
            button.setAccessibleName(
                say("I disagree because: {words}. Recorded at once.", words=words)
            )
            button.acted.connect(lambda code=code: self.chosen.emit(code))
            # A row that may go on to a second line is no wider than its place.
            button.set_narrow(is_narrow=True)
            button.rest()
            self._reasons.append(button)
        self.restyle()

    def restyle(self) -> None:
        """Stand in one line; on the smallest screens in two columns, beside the words."""
        is_tight = theme.is_tight()
        self._grid.setSpacing(Space.HAIR if is_tight else Space.SMALL)
        columns = _TIGHT_COLUMNS if is_tight else len(self._reasons)
        self._heading.setFixedWidth(_BESIDE_PX if is_tight else _HEADING_PX)
        self._grid.addWidget(self._heading, 0, 0, 1, columns if is_tight else 1)
        for place, button in enumerate(self._reasons):
            row, column = divmod(place, columns)
            at = (1 + row, column) if is_tight else (row, 1 + column)
            self._grid.addWidget(button, *at)
            # In low buttons long words are smaller: the one that is short is not louder than they.
            button.set_role(Type.SMALL_STRONG if is_tight else Type.STRONG)
        first = 0 if is_tight else 1
        shares = [0] * first + [1] * columns + [0] * len(self._reasons)
        if not theme.is_compact():
            # Where there is room for one line each, they have it as their words need it.
            shares[first:] = [button.whole_width() for button in self._reasons]
        for column in range(1 + len(self._reasons)):
            self._grid.setColumnStretch(column, shares[column])
        if is_tight:
            self.setFixedWidth(_BESIDE_PX)
        else:
            self.setMinimumWidth(0)
            self.setMaximumWidth(_ANY_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Longer words of another language go on to a third line.
        for height in (TARGET if theme.is_tight() else _LOW_PX, _HIGH_PX):
            for button in self._reasons:
                button.set_height(height)
            if all(button.fits_when(height) for button in self._reasons):
                break
