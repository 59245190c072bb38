"""The one clock of everything that flashes, so that two things never flash against each other.

A beat is a quarter of a second. Red is on and off by turns of one beat, 2 times a second; yellow by
turns of four, once in two seconds; never more than three times a second (WCAG 2.3.1). Only borders
flash: words stay legible all the time.
"""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from titrator.session.screen import Tone

_BEAT_MS = 250
_BEATS = {Tone.DANGER: 1, Tone.OVERDUE: 4, Tone.SUSPENDED: 4}


class FlashClock(QObject):
    """Beats while something flashes, and rests otherwise.

    Signals:
        beaten: another beat; ask `is_on` what is to be seen.
    """

    beaten = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._beats = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self.beat)

    def show(self, tones: Iterable[Tone]) -> None:
        """Beat where one of `tones` flashes; it begins with the border on."""
        is_needed = any(tone in _BEATS for tone in tones)
        if is_needed == self._timer.isActive():
            return
        self._beats = 0
        if is_needed:
            self._timer.start()
        else:
            self._timer.stop()

    def beat(self) -> None:
        """Let one beat pass."""
        self._beats += 1
        self.beaten.emit()

    def is_on(self, tone: Tone) -> bool:
        """Return whether the border of a surface of `tone` is to be seen now."""
        turns = _BEATS.get(tone)
        return turns is None or self._beats // turns % 2 == 0
