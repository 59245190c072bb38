"""A second start on the same log: it calls the first window, and ends, or may only look.

The first window takes the summons within half a second. One that does not within three is frozen, or
belongs to somebody else who is signed in.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from titrator.core.language import say
from titrator.session.summons import ask_to_show, was_answered
from titrator.ui.empty import MessagePage
from titrator.ui.terminal import tell

_LOOK_EVERY_MS = 100
_LONGEST_LOOKS = 30
_IS_OPEN = say("Titrator is open already.")
_CAME = say(
    "Its window was brought to the front, and this one closes. Look for it on the task bar too."
)
_CALLING = say("Its window is being called to the front.")
_ONE_ONLY = say("One window at a time records at the beds of this workstation.")


class SecondStart(QObject):
    """Asks once and waits for the answer.

    Signals:
        answered: the first window came.
        unanswered: it did not.
    """

    answered = Signal()
    unanswered = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def ask(self) -> None:
        """Ask the first window to come."""
        ask_to_show(self._folder)
        self._timer.start()

    def _look(self) -> None:
        self._looks += 1
        if was_answered(self._folder):
            self._timer.stop()
            self.answered.emit()
        elif self._looks >= _LONGEST_LOOKS:
            self._timer.stop()
            self.unanswered.emit()


def tell_came() -> None:
    """Say in the terminal too, where there is one, that the first window came."""
    tell(f"{_IS_OPEN} {_CAME}", sys.stdout)


def page(*, is_answered: bool) -> MessagePage:
    """Return what is said while it waits, and when the first window came."""
    return MessagePage(_IS_OPEN, _CAME if is_answered else _CALLING, _ONE_ONLY)
