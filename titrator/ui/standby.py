"""The process beside the window: silent until the window does not answer, or is gone.

It hears the window's beats on its standard input. Qt is loaded only when there is something to say.
"""

import contextlib
import queue
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from titrator.session import standby_words
from titrator.session.clock import SystemClock
from titrator.session.places import own_program

if TYPE_CHECKING:
    from titrator.session.standby_words import StandbyMessage

_SILENT_S = 5
_BEAT, _FAREWELL, _END = b".", b"q", b""


def stand_by(process_id: int, folder: Path, window_arguments: Sequence[str]) -> int:
    """Wait beside the window of `process_id` until it is closed; return the exit status.

    Args:
        process_id: of the window.
        folder: of its log.
        window_arguments: what the window was started with, to start it again.
    """
    beats: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=listen, args=(sys.stdin.buffer, beats), daemon=True).start()

    def is_over() -> bool:
        return standby_words.is_taken_over(folder, process_id)

    return Standby(beats, is_over, lambda: _start_again(window_arguments)).run()


class Standby:
    """Hears beats, and says so when there are none."""

    def __init__(
        self,
        beats: "queue.SimpleQueue[bytes]",
        is_taken_over: Callable[[], bool],
        start_again: Callable[[], object],
        *,
        silent_s: float = _SILENT_S,
    ) -> None:
        """Hear `beats`: a point is a sign of life, "q" a farewell, nothing the end of the window."""
        self._beats = beats
        self._is_taken_over = is_taken_over
        self._start_again = start_again
        self._silent_s = silent_s
        self._clock = SystemClock()

    def run(self) -> int:
        """Wait until the window is closed, or is gone and that was seen."""
        while True:
            try:
                heard = self._beats.get(timeout=self._silent_s)
            except queue.Empty:
                heard = self._say_frozen()
            if heard == _FAREWELL:
                return 0
            if heard == _END:
                self._say_gone()
                return 0

    def _say_frozen(self) -> bytes:
        """Say that the window does not answer until it does; return what was heard then."""
        since = self._now() - timedelta(seconds=self._silent_s)
        heard: list[bytes] = []
        self._show(standby_words.frozen(since, self._clock.zone), lambda: self._hears(heard))
        # Closed by hand: nothing more is said until the window answers.
        return heard[0] if heard else self._beats.get()

    def _say_gone(self) -> None:
        message = standby_words.gone(self._now(), self._clock.zone)
        if self._show(message, self._is_taken_over):
            self._start_again()

    def _show(self, message: "StandbyMessage", is_over: Callable[[], bool]) -> bool:
        """Show a message until it is over or closed; return whether to start the program again."""
        from titrator.ui import standby_message

        return standby_message.show(message, is_over)

    def _hears(self, heard: list[bytes]) -> bool:
        with contextlib.suppress(queue.Empty):
            heard.append(self._beats.get_nowait())
        return bool(heard)

    def _now(self) -> datetime:
        return self._clock.read().utc


def window_arguments(data_dir: Path | None, policy_dir: Path | None) -> list[str]:
    """Return the arguments that start a window on the same folders."""
    named = (("--data-dir", data_dir), ("--policy-dir", policy_dir))
    return [part for name, path in named if path is not None for part in (name, str(path))]


def listen(source: BinaryIO, beats: "queue.SimpleQueue[bytes]") -> None:
    """Hand over each byte, and at the end nothing."""
    while byte := source.read(1):
        beats.put(byte)
    beats.put(_END)


def _start_again(window_arguments: Sequence[str]) -> None:
    from PySide6.QtCore import QProcess

    program, *arguments = own_program()
    QProcess.startDetached(program, [*arguments, *window_arguments])
