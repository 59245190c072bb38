"""How long the trend of three days takes: to work out, to paint, and to move the cursor.

    python3 packaging/dev.py bench trend

Three days of a wean are told through the real session. The figures are the time of the processor, so
that other programs do not count; the exit status is 1 when painting misses one frame of 60 a second.

This is a measurement, not a test.
"""

from __future__ import annotations

import sys
from datetime import UTC, timedelta
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.bench.bedside import application
from tests.support.long_days import days_of_wean
from titrator.session.trend import trend_of
from titrator.ui.widgets.trend_chart import TrendChart

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 65
FRAME_MS = 16.0
TIMES = 60


def main() -> int:
    """Measure, print the figures, and return 1 when a frame is missed."""
    application()
    shift = days_of_wean(ROUNDS)
    now = shift.bed.entries[-1].at + timedelta(minutes=2)
    entries, state, policy = shift.bed.entries, shift.bed.state, shift.policy
    trend = trend_of(entries, state, policy, now, UTC)
    span = now - entries[0].at
    print(f"{len(entries)} entries in {span.total_seconds() / 3600:.0f} h")
    _timed("worked out, once a minute", lambda: trend_of(entries, state, policy, now, UTC))
    chart = TrendChart("bench")
    chart.resize(1278, 280)
    chart.show_trend(trend)
    chart.show()
    QApplication.processEvents()
    ends = iter([timedelta(hours=-1)] * TIMES * 2)

    def moved() -> None:
        chart.move_window(next(ends))
        chart.repaint()

    def stepped() -> None:
        QTest.keyClick(chart, Qt.Key.Key_Left)
        chart.repaint()

    slowest = max(
        _timed("window moved and painted", moved),
        _timed("cursor moved and painted", stepped),
    )
    print("Every frame is kept." if slowest <= FRAME_MS else "TOO SLOW: a frame is missed.")
    return 0 if slowest <= FRAME_MS else 1


def _timed(title: str, do: Callable[[], object]) -> float:
    """Print the median and the slowest of many; return the 95th of a hundred, in milliseconds."""
    taken = []
    for _ in range(TIMES):
        begun = process_time()
        do()
        taken.append((process_time() - begun) * 1000)
    taken.sort()
    most = taken[int(len(taken) * 0.95)]
    print(f"{title:28} median {median(taken):6.2f} ms, 95 of 100 within {most:6.2f} ms")
    return most


if __name__ == "__main__":
    sys.exit(main())
