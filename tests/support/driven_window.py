"""The real window in a process of its own, driven through its standard input.

Usage: driven_window.py FOLDER [TOLD]

TOLD is a FIFO in which the process beside the window tells what it shows; without it, nobody tells.

Prints "usable", then answers each line it reads, a JSON list, with a line of JSON:
    ["press", "F5"]      a key where the cursor is            -> null
    ["type", "71"]       letters where the cursor is          -> null
    ["by", "AB"]         initials                             -> null
    ["act", "hold"]      ask for an act                       -> null
    ["seen"]             what is on the screen                -> an object
    ["close"]            close it, as by its frame        -> null
    ["block", 7]         do not come back for that many seconds -> null
    ["picture", "f.png"] a picture of the window              -> null
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from titrator.app import run_window
from titrator.session.screen import Act
from titrator.ui import pulse, summoned
from titrator.ui.widgets.countdown import Countdown
from titrator.ui.widgets.fields import TextField
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from collections.abc import Sequence

# Quicker than the real one, and slower than a busy machine.
SILENT_S = "3"


class Driver(QObject):
    """Reads lines on a thread of its own and answers them in the window's."""

    line = Signal(str)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._workplace = workplace
        self.line.connect(self._on_line)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.line.emit(line)

    def _on_line(self, line: str) -> None:
        what, *given = json.loads(line)
        say(getattr(self, f"_{what}")(*given))

    def _press(self, key: str) -> None:
        QTest.keyClick(self._cursor(), getattr(Qt.Key, f"Key_{key}"))

    def _type(self, letters: str) -> None:
        for letter in letters:
            QTest.keyClicks(self._cursor(), letter)

    def _by(self, initials: str) -> None:
        self._workplace.set_by(initials)

    def _act(self, act: str) -> None:
        self._workplace.open_act(Act(act))

    def _close(self) -> None:
        self._workplace.window().close()

    def _block(self, seconds: int) -> None:
        threading.Event().wait(seconds)

    def _picture(self, path: str) -> None:
        self._workplace.window().grab().save(path)

    def _seen(self) -> dict[str, Any]:
        # As of now: a busy machine paints the second's tick late.
        self._workplace.tick()
        shown = [one for one in self._workplace.findChildren(QWidget) if one.isVisible()]
        lines = [one for one in shown if isinstance(one, QLineEdit)]
        return {
            "words": {
                one.objectName(): one.text()
                for one in shown
                if isinstance(one, QLabel) and one.objectName()
            },
            "countdown": next((one.text() for one in shown if isinstance(one, Countdown)), ""),
            "typed": {one.objectName(): one.text() for one in lines},
            "struck": [one.struck() for one in shown if isinstance(one, TextField)],
            "cursor": self._cursor().objectName(),
            "named": [one.objectName() for one in shown],
            "beds": [tab.bed for tab in self._workplace._desk.beds()],
        }

    def _cursor(self) -> QWidget:
        return QApplication.focusWidget() or self._workplace


def say(what: object) -> None:
    """Print one line of JSON."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(folder: Path, told: str = "") -> int:
    """Open the window over the folder and drive it."""
    warm_up, come_to_front = Workplace.warm_up, summoned.come_to_front

    def usable(workplace: Workplace) -> None:
        warm_up(workplace)
        Driver(workplace)
        say("usable")

    def came(window: QWidget) -> None:
        come_to_front(window)
        say("came to the front")

    def telling(process_id: int, window_arguments: Sequence[str]) -> list[str]:
        del window_arguments
        module = "tests.support.standby_process"
        return [sys.executable, "-m", module, told, SILENT_S, str(process_id), str(folder)]

    if told:
        pulse.standby_command = telling
    Workplace.warm_up = usable  # type: ignore[assignment, method-assign]
    summoned.come_to_front = came
    return run_window(data_dir=folder, policy_dir=None, exit_when_usable=False, startup_times=False)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), *sys.argv[2:]))
