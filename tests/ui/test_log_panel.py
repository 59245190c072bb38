"""The whole log behind F11: the latest at once, the older ones a moment later, none twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTextEdit

from tests.support.weaning import ASSESSMENT, start_weaning
from tests.ui.fake_screens import NOW
from tests.ui.nurse import Key
from titrator.core.commands import Hold
from titrator.session.screen import LogLine
from titrator.ui.panels.log import LogPanel

if TYPE_CHECKING:
    from tests.ui.nurse import Nurse
    from titrator.session.desk import Desk


@pytest.fixture
def bed_id(nurse: Nurse, desk: Desk) -> str:
    """A bed with 95 entries, its nurse in front of it."""
    made = start_weaning(desk, "ICU-12")
    while desk.log_lines(made, at_most=1)[0].line < 95:
        desk.handle(made, ASSESSMENT, "AB")
    nurse.workplace.show_now()
    nurse.sign_in("AB")
    return made


def test_the_latest_entries_are_there_at_once_and_in_view(nurse: Nurse, bed_id: str) -> None:
    """A long stay opens as quickly as a short one, at its end."""
    del bed_id
    panel = _opened(nurse)
    assert _numbers(panel)[-1] == 95
    assert _numbers(panel)[0] > 60
    assert _is_at_end(panel)


def test_a_moment_later_every_entry_stands_there_once_in_order(nurse: Nurse, bed_id: str) -> None:
    """From the first to the last of this bed, and the end is still in view."""
    panel = _opened(nurse)
    _fill(panel)
    assert _numbers(panel) == list(range(1, 96))
    assert _is_at_end(panel)
    del bed_id


def test_who_reads_further_up_stays_where_they_read(nurse: Nurse, desk: Desk, bed_id: str) -> None:
    """Neither older entries written above nor a new one below moves what is in view."""
    panel = _opened(nurse)
    bar = _text(panel).verticalScrollBar()
    bar.setValue(bar.maximum() - 100)
    _fill(panel)
    assert bar.maximum() - bar.value() == 100
    stood = bar.value()
    desk.handle(bed_id, ASSESSMENT, "AB")
    panel.refresh()
    assert _numbers(panel)[-1] == 96
    assert bar.value() == stood


@pytest.mark.parametrize(("more", "last"), [(1, 96), (5, 100), (30, 125)])
def test_what_is_logged_while_it_stands_open_is_written_below(
    nurse: Nurse, desk: Desk, bed_id: str, more: int, last: int
) -> None:
    """Also where the number gets a figure more, and more than a screen at once, as after a sleep."""
    panel = _opened(nurse)
    _fill(panel)
    for _ in range(more):
        desk.handle(bed_id, Hold(), "AB")
    panel.refresh()
    _fill(panel)
    assert _numbers(panel) == list(range(1, last + 1))
    assert _is_at_end(panel)


def test_what_stands_ready_goes_when_an_entry_says_something_else_by_now() -> None:
    """An entry that was not in the log yet is there a moment later, under the same number."""
    lines = [LogLine(line=1, at=NOW, time="14:32", text="hold", by="AB", kind="entry")]
    panel = LogPanel(lambda *, before=None, at_most: tuple(lines), bed="ICU-12")
    assert panel.holds()
    lines[0] = msgspec.structs.replace(lines[0], text="hold (not in the log yet)")
    assert not panel.holds()
    panel.deleteLater()


def test_another_theme_loses_nothing(nurse: Nurse, bed_id: str) -> None:
    """All of it is written anew in the colours of the night."""
    del bed_id
    panel = _opened(nurse)
    _fill(panel)
    nurse.press(Key.Key_F12)
    _fill(panel)
    assert _numbers(panel) == list(range(1, 96))


def _opened(nurse: Nurse) -> LogPanel:
    nurse.workplace.open_log()
    QApplication.processEvents()
    panel = nurse.workplace.bedside.panel()
    assert isinstance(panel, LogPanel)
    return panel


def _fill(panel: LogPanel) -> None:
    (filling,) = panel.findChildren(QTimer)
    while filling.isActive():
        QApplication.processEvents()


def _text(panel: LogPanel) -> QTextEdit:
    (text,) = panel.findChildren(QTextEdit)
    return text


def _is_at_end(panel: LogPanel) -> bool:
    bar = _text(panel).verticalScrollBar()
    return bar.maximum() > 0 and bar.value() == bar.maximum()


def _numbers(panel: LogPanel) -> list[int]:
    """The entries by their number, from top to bottom."""
    lines = panel.words().splitlines()
    return [int(line) for line in lines if line.isdecimal()]
