"""The message of the process beside the window: small, over everything else, closed by hand."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.standby_words import StandbyMessage
from titrator.ui import theme
from titrator.ui.fonts import load_fonts
from titrator.ui.theme import CRITICAL_TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton, Kind
from titrator.ui.widgets.card import Card
from titrator.ui.widgets.marks import Mark, Symbol
from titrator.ui.widgets.text import Ink, Text, Wrap

_WIDTH_PX = 600
_LOOK_EVERY_MS = 250
# Where nothing is painted nobody can close a message.
_UNSEEN = ("offscreen", "minimal")
_UNSEEN_MS = 60_000


class Message(QWidget):
    """What happened, what to do, and a button to close it.

    Signals:
        closed: by its button, by Esc, by the frame, or because it is over.
    """

    closed = Signal()

    def __init__(self, said: StandbyMessage, is_over: Callable[[], bool]) -> None:
        """Show `said` until it is closed, or `is_over` says so."""
        super().__init__(None, Qt.WindowType.WindowStaysOnTopHint)
        self.setObjectName("standby")
        self.setWindowTitle("Titrator")
        self.setAccessibleName(f"{said.heading} {said.text}")
        self.is_start_wanted = False
        self._is_over = is_over
        close = ActButton(
            say("Close this message"), "standby.close", key="Esc", height=CRITICAL_TARGET
        )
        close.acted.connect(self.close)
        self.buttons = [close]
        if said.can_start:
            start = ActButton(
                say("Start Titrator again"),
                "standby.start",
                kind=Kind.PRIMARY,
                height=CRITICAL_TARGET,
            )
            start.acted.connect(self._on_start)
            self.buttons.insert(0, start)
        self._lay_out(said)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Close when what is said is over."""
        if self._is_over():
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._timer.stop()
        self.closed.emit()

    def _on_start(self) -> None:
        self.is_start_wanted = True
        self.close()

    def _lay_out(self, said: StandbyMessage) -> None:
        card = Card()
        card.set_surface(edge=theme.active().danger, edge_px=3)
        symbol = Symbol(Mark.STOP, 32)
        symbol.set_role("danger")
        head = QHBoxLayout()
        head.setSpacing(Space.GAP)
        head.addWidget(symbol, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Text(Type.TITLE, said.heading, ink=Ink.DANGER, wrap=Wrap.YES), 1)
        row = QHBoxLayout()
        row.setSpacing(Space.GAP)
        for button in self.buttons:
            row.addWidget(button, 1)
        rows = QVBoxLayout(card)
        rows.setContentsMargins(Space.WIDE, Space.EDGE, Space.WIDE, Space.EDGE)
        rows.setSpacing(Space.EDGE)
        rows.addLayout(head)
        rows.addWidget(Text(Type.LEAD, said.text, wrap=Wrap.YES))
        rows.addLayout(row)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)
        # Words that wrap ask for the height of their narrowest width until they are shown.
        self.setFixedSize(_WIDTH_PX, around.heightForWidth(_WIDTH_PX))


def show(said: StandbyMessage, is_over: Callable[[], bool]) -> bool:
    """Show a message until it is closed or over; return whether to start the program again."""
    application = QApplication.instance() or _application()
    message = Message(said, is_over)
    message.closed.connect(application.quit)
    if QGuiApplication.platformName() in _UNSEEN:
        QTimer.singleShot(_UNSEEN_MS, message, message.close)
    message.show()
    message.raise_()
    message.activateWindow()
    message.buttons[0].setFocus()
    QCoreApplication.exec()
    message.deleteLater()
    return message.is_start_wanted


def _application() -> QApplication:
    QLocale.setDefault(QLocale.c())
    made = QApplication(["titrator"])
    made.setApplicationName("Titrator")
    load_fonts()
    theme.follow_system(made)
    theme.prepare(made)
    return made
