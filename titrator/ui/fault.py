"""The page for a program that cannot guide: what happened, what to do, and the calculator if it can."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from titrator.ui import theme
from titrator.ui.calculator import CalculatorPage
from titrator.ui.empty import MessagePage


class FaultPage(QWidget):
    """A calm message over the whole window.

    Signals:
        close_requested: end the program.
    """

    close_requested = Signal()

    def __init__(
        self,
        heading: str,
        sentence: str,
        next_action: str,
        *,
        calculator: CalculatorPage | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("fault")
        # Less than the roomy layout needs, or the window could never become small enough for the
        # compact one.
        self.setMinimumSize(*theme.SMALLEST)
        self._calculator = calculator
        self._message = MessagePage(
            heading, sentence, next_action, offers_calculator=calculator is not None
        )
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._message)
        self._message.close_requested.connect(self.close_requested)
        if calculator is not None:
            self._pages.addWidget(calculator)
            self._message.calculator_requested.connect(self._open_calculator)
            calculator.closed.connect(self._close_calculator)
            QShortcut(QKeySequence("F4"), self).activated.connect(self._open_calculator)
            QShortcut(QKeySequence("Esc"), self).activated.connect(self._close_calculator)
        self._message.first_focus().setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme.fit(self)

    def _open_calculator(self) -> None:
        if self._calculator is not None:
            self._calculator.open_with(None, bed="")
            self._pages.setCurrentWidget(self._calculator)
            self._calculator.first_focus().setFocus()

    def _close_calculator(self) -> None:
        self._pages.setCurrentWidget(self._message)
        self._message.first_focus().setFocus()
