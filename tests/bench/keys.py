"""How long a key takes to the paint of what it did, on the real window over a real log.

Typing in the form of a reassessment, and the function keys that open and close something, each on a
frame of 60 a second. The figures are of 100 keys the 99th, in the time of the processor of this process,
so that other programs do not count; the same on the wall is shown beside it. The window is as it stands a
second after its start: what opens later is loaded. Its bed has been there for three days, assessed every
ten minutes, so that what grows with a stay is seen. The first press of each key is told by itself, the
slowest of them, since it may make what later presses only show. Hold is in the log before it is painted.

Between two keys of a hand lies a moment in which the window makes ready what the next may open. It gets
that moment here too, and it is not counted. Keys that leave none, one upon the other, make what they
open; they are told beside the figures, and nothing is promised of them.
"""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter_ns, process_time_ns
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.bench.bedside import application, shown, stay_long
from tests.bench.figures import Figure, ms
from titrator.session.clock import SystemClock

if TYPE_CHECKING:
    from titrator.ui.window import Workplace

FRAME_NS = 16_000_000
ROUNDS = 25
Key = Qt.Key
_OPENING = (
    *(Key.Key_F1, Key.Key_F1, Key.Key_F4, Key.Key_F4, Key.Key_F11, Key.Key_F11),
    *(Key.Key_F5, Key.Key_Escape, Key.Key_F6, Key.Key_Escape, Key.Key_F8, Key.Key_Escape),
    *(Key.Key_F2, Key.Key_F2, Key.Key_F9, Key.Key_Escape, Key.Key_F10, Key.Key_Escape),
    *(Key.Key_F3, Key.Key_F3),
)
_ENTRIES = 432


class Slow:
    """How long each key took, with the slowest first."""

    def __init__(self, window: Workplace, *, is_hasty: bool = False) -> None:
        self.processor: list[int] = []
        self.wall: list[int] = []
        self._window = window
        self._is_hasty = is_hasty

    def press(self, key: Qt.Key | str) -> None:
        """Press a key where the cursor is, and paint."""
        if not self._is_hasty:
            self._let_it_be_ready()
        at, wall = process_time_ns(), perf_counter_ns()
        where = QApplication.focusWidget() or QApplication.activeWindow()
        if where is None:
            raise RuntimeError("the window has no cursor")
        if isinstance(key, str):
            QTest.keyClicks(where, key)
        else:
            QTest.keyClick(where, key)
        # What is let go goes before the paint; by itself it would wait for the end of the program.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
        self.processor.append(process_time_ns() - at)
        self.wall.append(perf_counter_ns() - wall)

    def _let_it_be_ready(self) -> None:
        """Let a moment pass; nothing is made ready while something is open."""
        is_at_rest = self._window.stage.top() is None
        while is_at_rest and self._window.ready.make_next():
            QApplication.processEvents()


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """Press keys in a window over a log with one bed in a wean; return the slowest of a hundred."""
    application()
    with tempfile.TemporaryDirectory(prefix="titrator-keys-") as folder:
        stay_long(Path(folder), "ICU-12", entries=_ENTRIES)
        return _measured(Path(folder), rounds)


def _measured(folder: Path, rounds: int) -> list[Figure]:
    with shown(folder, SystemClock()) as window:
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        _warm_up(window)
        first, typed, opened, held = (Slow(window) for _ in range(4))
        hasty = Slow(window, is_hasty=True)
        for key in _OPENING:
            first.press(key)
        for _ in range(rounds):
            _type_a_map(window, typed)
            for key in _OPENING:
                opened.press(key)
        for key in _OPENING * rounds:
            hasty.press(key)
        for key in (Key.Key_F7, Key.Key_Escape) * rounds * 4:
            held.press(key)
    _figure("key_hasty", "function keys one upon the other, which no hand does", hasty.processor)
    return [
        *_figures("key_typed", "key typed to paint", typed),
        *_figures("key_opening", "function key to paint", opened),
        *_figures("key_hold", "hold and its Esc to paint", held),
        _figure("key_first", "function key, its first press", first.processor, share=1),
    ]


def _warm_up(window: Workplace) -> None:
    """Let the window load what opens later, and do then what the program does."""
    window.warming_up.start()
    while window.warming_up.is_running():
        QApplication.processEvents()
    gc.freeze()


def _type_a_map(window: QWidget, typed: Slow) -> None:
    """Type and take back a MAP in the form, which is left as it was."""
    QTest.keyClick(window, Key.Key_F5)
    QApplication.processEvents()
    field = QApplication.focusWidget()
    if not isinstance(field, QLineEdit):
        raise RuntimeError(f"the form begins with {field}, not with a field")  # noqa: TRY004
    for key in ("7", "1", Key.Key_Backspace, Key.Key_Backspace) * 4:
        typed.press(key)
    QTest.keyClick(field, Key.Key_Escape)
    QApplication.processEvents()


def _figures(name: str, title: str, slow: Slow) -> list[Figure]:
    title = f"{title}, 99 of 100"
    return [
        _figure(name, f"{title}, processor", slow.processor),
        _figure(f"{name}_wall", f"{title}, wall", slow.wall, is_wall=True),
    ]


def _figure(
    name: str, title: str, times: list[int], *, share: float = 0.99, is_wall: bool = False
) -> Figure:
    """Return the time below which `share` of them are; the slowest for all of them."""
    most = sorted(times)[min(int(len(times) * share), len(times) - 1)]
    print(f"  {title}: median {ms(median(times))}, told {ms(most)}, of {len(times)}")
    return Figure(name, title, ms(most), "16 ms", most / FRAME_NS, 1.0, is_wall=is_wall)
