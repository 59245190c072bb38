"""The link to the process that plays. Nothing here waits for it, and nothing here can hang with it.

It says five times a second that a device takes samples. Where that is not said for 0.8 s there is no
sound, whatever the reason: that is what the window shows. A process that says nothing at all is ended
and begun anew.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from titrator.core.language import say
from titrator.session.places import own_program

if TYPE_CHECKING:
    from PySide6.QtCore import QProcess

_LATE_MS = 800
_HANGS_MS = 12_000
_AGAIN_MS = 5_000
_END_MS = 2_000
_NOT_YET = say("it has not started yet")


class SoundLink(QObject):
    """Plays chimes, and knows whether they can be heard.

    Signals:
        changed: `trouble` is another.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trouble = _NOT_YET
        self._process: QProcess | None = None
        self._rest = ""
        self._late = _timer(self, _LATE_MS, self._on_late_timeout)
        self._hangs = _timer(self, _HANGS_MS, self._on_hangs_timeout)
        self._again = _timer(self, _AGAIN_MS, self.start)

    @property
    def trouble(self) -> str:
        """Return why there is no sound, empty while a device takes what is played."""
        return self._trouble

    def start(self) -> None:
        """Begin the process; returns at once."""
        # Only here: it brings ten enumerations, and nothing sounds before the window can be used.
        from PySide6.QtCore import QProcess

        process = QProcess(self)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._on_process_said)
        process.finished.connect(self._on_process_finished)
        process.errorOccurred.connect(self._on_process_error)
        self._process = process
        self._rest = ""
        program, *arguments = own_program()
        process.start(program, [*arguments, "sound", "--serve"])
        self._hangs.start()

    def play(self, pulses: int) -> None:
        """Play that many chimes, if anything can be played; `trouble` says when not."""
        if self._process is not None and not self._trouble:
            self._process.write(f"play {pulses}\n".encode())

    def stop(self) -> None:
        """Let the process end, and make sure that it does."""
        for timer in (self._late, self._hangs, self._again):
            timer.stop()
        process, self._process = self._process, None
        if process is None:
            return
        process.finished.disconnect(self._on_process_finished)
        process.closeWriteChannel()
        if not process.waitForFinished(_END_MS):
            process.kill()
            process.waitForFinished(_END_MS)
        process.deleteLater()

    def take(self, line: str) -> None:
        """Take one line that the process said."""
        word, _, rest = line.partition(" ")
        self._hangs.start()
        if word == "on":
            self._late.start()
            self._set_trouble("")
        elif word == "off":
            self._late.stop()
            self._set_trouble(_in_words(rest))

    def _set_trouble(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self.changed.emit()

    def _on_process_said(self) -> None:
        if self._process is None:
            return
        said = bytes(self._process.readAllStandardOutput().data())
        text = self._rest + said.decode(errors="replace")
        *lines, self._rest = text.split("\n")
        for line in lines:
            self.take(line.strip())

    def _on_late_timeout(self) -> None:
        self._set_trouble(say("the sound device does not answer"))

    def _on_hangs_timeout(self) -> None:
        self._set_trouble(say("the sound device does not answer"))
        if self._process is not None:
            self._process.kill()

    def _on_process_finished(self) -> None:
        self._late.stop()
        self._hangs.stop()
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        self._set_trouble(say("what plays the sounds has stopped"))
        self._again.start()

    def _on_process_error(self, error: "QProcess.ProcessError") -> None:
        if error.name == "FailedToStart":
            self._on_process_finished()


def _timer(parent: QObject, interval_ms: int, then: object) -> QTimer:
    made = QTimer(parent)
    made.setSingleShot(True)
    made.setInterval(interval_ms)
    made.timeout.connect(then)
    return made


def _in_words(trouble: str) -> str:
    """Return what the process for sound said; what its library adds stays as it is."""
    if trouble == "the device takes no samples":
        return say("the device takes no samples")
    if reason := _within("no sound device (", trouble, ")"):
        return say("no sound device ({reason})", reason=reason)
    if reason := _within("miniaudio cannot be loaded: ", trouble, ""):
        return say("miniaudio cannot be loaded: {reason}", reason=reason)
    return trouble


def _within(before: str, trouble: str, after: str) -> str:
    """Return what stands between, empty where `trouble` is not of this form."""
    if trouble.startswith(before) and trouble.endswith(after):
        return trouble[len(before) : len(trouble) - len(after)]
    return ""
