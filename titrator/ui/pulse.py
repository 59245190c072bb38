"""The window's sign of life, each second, to a small process beside it.

A window that is frozen cannot say so itself, and no other thread may paint in it. So a process of the
same program waits beside it, and shows a message of its own when no sign of life comes for five
seconds, or the window is gone without having been closed. It loads nothing to paint with until then.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtCore import QElapsedTimer, QObject, QProcess, QTimer

from titrator.session.places import own_program

_BEAT_MS = 1_000
_SILENT_MS = 5_000
_END_MS = 1_000
BEAT, FAREWELL = b".", b"q"


def standby_command(process_id: int, window_arguments: Sequence[str]) -> list[str]:
    """Return the command that waits beside the window of `process_id`."""
    return [*own_program(), "--standby", str(process_id), *window_arguments]


class Pulse(QObject):
    """Beats while the window answers."""

    def __init__(
        self,
        command: Sequence[str],
        tell: Callable[[timedelta], object],
        parent: QObject | None = None,
        *,
        silent_ms: int = _SILENT_MS,
    ) -> None:
        """Start the process beside the window; `tell` hears how long the window did not answer."""
        super().__init__(parent)
        self._tell = tell
        self._silent_ms = silent_ms
        self._since = QElapsedTimer()
        self._process = QProcess(self)
        for keep in (self._process.setStandardOutputFile, self._process.setStandardErrorFile):
            keep(QProcess.nullDevice())
        program, *arguments = command
        # Where it cannot be started the window works as without; its countdown still stands still.
        self._process.start(program, arguments)
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self.beat)
        self._timer.start()

    def beat(self) -> None:
        """Give a sign of life, and say so if the last one was long ago."""
        is_first = not self._since.isValid()
        silent_ms = 0 if is_first else self._since.elapsed()
        self._since.start()
        if self._process.state() is QProcess.ProcessState.Running:
            self._process.write(BEAT)
        if not is_first and silent_ms > self._silent_ms:
            self._tell(timedelta(milliseconds=silent_ms))

    def stop(self) -> None:
        """Say that the window is closed; the process beside it ends."""
        self._timer.stop()
        if self._process.state() is QProcess.ProcessState.NotRunning:
            return
        self._process.write(FAREWELL)
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(_END_MS):
            # Not even begun yet, or held up: nobody needs it any more.
            self._process.kill()
            self._process.waitForFinished(_END_MS)
