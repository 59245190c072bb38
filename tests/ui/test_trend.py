"""The trend at the bedside: a cursor, a window of time that moves, and the same as a table."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTableView

from tests.ui.fake_desk import FakeDesk
from tests.ui.fake_trend import half_a_day
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.trend_chart import TrendChart
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> Workplace:
    """A bed with its trend open."""
    made = Workplace(FakeDesk(states={"ICU-12": "calm"}))
    qtbot.addWidget(made)
    made.resize(1366, 697)
    made.show()
    made.activateWindow()
    QTest.qWaitForWindowActive(made)
    QTest.keyClick(made, Key.Key_T, CTRL)
    return made


def chart(window: Workplace) -> TrendChart:
    found = window.findChild(TrendChart, "trend.chart")
    assert found is not None
    return found


def said(window: Workplace) -> str:
    label = window.findChild(QLabel, "trend.said")
    return "" if label is None else label.text()


def test_it_opens_at_the_latest_entry(window: Workplace) -> None:
    """The cursor is in the picture, at the last entry, and the line says it."""
    assert chart(window).hasFocus()
    assert said(window) == half_a_day().entries[-1].said
    assert chart(window).accessibleDescription() == said(window)


def test_left_and_right_go_from_entry_to_entry(window: Workplace) -> None:
    """Every entry is said; entries of one second count as one."""
    picture = chart(window)
    QTest.keyClick(picture, Key.Key_Home)
    entries = half_a_day().entries
    ats = sorted({one.at for one in entries})
    seen = []
    for _ in ats:
        entry = picture.entry()
        seen.append(entry.at if entry is not None else None)
        QTest.keyClick(picture, Key.Key_Right)
    assert seen == ats
    assert said(window) == entries[-1].said
    QTest.keyClick(picture, Key.Key_Left)
    assert picture.entry() == entries[-2]


def test_the_window_of_time_is_moved_by_page_keys(window: Workplace) -> None:
    """Half a window at a time, not past now; the cursor brings it along."""
    picture = chart(window)
    now = half_a_day().now
    QTest.keyClick(picture, Key.Key_PageUp)
    assert picture.window_end() == now - timedelta(hours=6)
    for _ in range(9):
        QTest.keyClick(picture, Key.Key_PageUp)
    first = half_a_day().entries[0].at
    assert picture.window_end() == first + timedelta(hours=1)
    QTest.keyClick(picture, Key.Key_End)
    assert picture.window_end() == now
    QTest.keyClick(picture, Key.Key_Home)
    assert picture.window_end() == first - timedelta(minutes=15) + timedelta(hours=12)


def wheel(picture: TrendChart) -> None:
    """One notch of the wheel up, over the picture."""
    middle = QPointF(picture.rect().center())
    event = QWheelEvent(
        middle,
        picture.mapToGlobal(middle),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(picture, event)


def test_the_wheel_moves_it_only_where_the_cursor_is(window: Workplace) -> None:
    """One hour a notch; nothing while something else has the focus."""
    picture = chart(window)
    wheel(picture)
    assert picture.window_end() == half_a_day().now - timedelta(hours=1)
    window.setFocus()
    wheel(picture)
    assert picture.window_end() == half_a_day().now - timedelta(hours=1)


def test_a_click_reads_the_nearest_entry(window: Workplace) -> None:
    """At the right edge that is the last one."""
    picture = chart(window)
    QTest.keyClick(picture, Key.Key_Home)
    QTest.keyClick(picture, Key.Key_PageDown)
    QTest.keyClick(picture, Key.Key_PageDown)
    spot = QPoint(picture.width() - 20, 60)
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=spot)
    assert picture.entry() == half_a_day().entries[-1]


def test_the_same_stands_in_a_table(window: Workplace) -> None:
    """Time, MAP, each dose, what was done; it opens at the entry of the cursor, and goes back."""
    picture = chart(window)
    QTest.keyClick(picture, Key.Key_Left)
    entry = picture.entry()
    assert entry is not None
    button = window.findChild(ActButton, "trend.as_table")
    assert button is not None
    QTest.keyClick(button, Key.Key_Return)
    table = window.findChild(QTableView, "trend.table")
    assert table is not None
    model = table.model()
    row = table.currentIndex().row()
    texts = [model.index(row, column).data() for column in range(model.columnCount())]
    assert texts == [entry.time, entry.mmhg, *entry.doses, entry.what]
    assert [model.headerData(at, Qt.Orientation.Horizontal) for at in range(5)] == [
        "Time",
        "MAP",
        "norepinephrine",
        "vasopressin",
        "What was done",
    ]
    assert model.rowCount() == len(half_a_day().entries)


def test_ctrl_t_and_esc_close_it(window: Workplace) -> None:
    """The strip and the last MAP stayed where they were all the time."""
    assert window.bedside.strip.isVisible()
    assert window.bedside.last_map.isVisible()
    QTest.keyClick(window, Key.Key_T, CTRL)
    assert window.bedside.panel() is None
