"""The whole log, closed beds included, is checked beside the work: a little now and then."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

# One look takes some milliseconds: under one in a hundred of the time.
_EVERY_MS = 500


class LogCheck(QObject):
    """Takes one step of the check after the other until there is none left.

    What it finds becomes a notice of the desk, so nothing comes back from here.
    """

    def __init__(self, check: Callable[[], Iterator[None]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self._steps: Iterator[None] = iter(())
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.step)

    def start(self) -> None:
        """Begin with the first entry."""
        self._steps = self._check()
        self._timer.start()

    def stop(self) -> None:
        """Look no further."""
        self._timer.stop()

    def is_running(self) -> bool:
        """Return whether there is more to look at."""
        return self._timer.isActive()

    def step(self) -> None:
        """Look at a few entries more; after the last one there is nothing to do."""
        if next(self._steps, _NOTHING) is _NOTHING:
            self.stop()


_NOTHING = object()
