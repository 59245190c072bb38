"""The smallest PySide6 window there is: one label. What the program's start is compared with.

Paints, waits until it would take input, and ends. Prints both moments as the program does.
"""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel


class FirstPaint(QObject):
    """Notes when the label was painted first, then lets the event loop come round once more."""

    def __init__(self) -> None:
        super().__init__()
        self.first_paint_ns = 0
        self.painted_processor_ns = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Called by Qt before each event of the label."""
        if event.type() == QEvent.Type.Paint and not self.first_paint_ns:
            self.first_paint_ns = time.monotonic_ns()
            self.painted_processor_ns = time.process_time_ns()
            QTimer.singleShot(0, self._usable)
        return super().eventFilter(watched, event)

    def _usable(self) -> None:
        now, processor_ns = time.monotonic_ns(), time.process_time_ns()
        # Only now: the figures must be those of the window, not of what prints them.
        from tests.bench.peak import peak_kib

        print(
            f"first_paint_ns={self.first_paint_ns} usable_ns={now}\n"
            f"first_paint_processor_ns={self.painted_processor_ns} "
            f"usable_processor_ns={processor_ns} peak_kib={peak_kib()}"
        )
        QApplication.exit(0)


def main() -> int:
    """Open the window and return the exit status."""
    application = QApplication(sys.argv)
    label = QLabel("Titrator")
    watcher = FirstPaint()
    label.installEventFilter(watcher)
    label.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
