"""The window comes to the front when the program is started a second time on the same log."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from titrator.session.summons import Summons

_LOOK_EVERY_MS = 500


class Summoned(QObject):
    """Looks twice a second whether another start asks for this window."""

    def __init__(self, summons: Summons, window: QWidget, tell: Callable[[], object]) -> None:
        """Bring `window` to the front when asked, and call `tell` to say so in it."""
        super().__init__(window)
        self._summons = summons
        self._window = window
        self._tell = tell
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Come to the front if somebody asked."""
        if self._summons.is_asked():
            come_to_front(self._window)
            self._tell()


def come_to_front(window: QWidget) -> None:
    """Show a window over the others; where the system does not let it, ask for attention."""
    minimised = Qt.WindowState.WindowMinimized
    window.setWindowState((window.windowState() & ~minimised) | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)
