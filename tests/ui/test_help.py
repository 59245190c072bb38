"""Help by keys: its first page, and every hazard with what guards against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.ui.fake_desk import FakeDesk
from tests.ui.open_help import ALT, opened_help, press
from titrator import resources
from titrator.session.safety import hazard_lines
from titrator.ui.panels.hazards import HazardList
from titrator.ui.panels.help import HelpPanel
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

Key = Qt.Key


@pytest.fixture
def panel(qtbot: QtBot) -> HelpPanel:
    """Help as it opens under F1."""
    return opened_help(qtbot)


def list_in(panel: HelpPanel) -> HazardList:
    """The list that is shown."""
    assert panel.hazards is not None
    assert panel.hazards.isVisible()
    return panel.hazards


def test_alt_h_shows_every_hazard_with_cause_guard_state_and_what_remains(panel: HelpPanel) -> None:
    """All of them, word for word; the sum of them stands above."""
    press(Key.Key_H, ALT)
    said = list_in(panel).toPlainText().replace("\N{NO-BREAK SPACE}", " ")
    said = said.replace("\N{WORD JOINER}", "")
    lines = hazard_lines()
    assert said.startswith(f"{len(lines)} hazards: ")
    for line in lines:
        for words in (line.id, line.hazard, line.cause, line.control, line.status, line.remains):
            assert words in said, line.id


def test_alt_h_goes_back_and_the_cursor_is_in_what_is_shown(panel: HelpPanel) -> None:
    """There and back by the same key, and the arrow keys scroll the list."""
    first: QWidget = panel.area
    assert first.hasFocus()
    press(Key.Key_H, ALT)
    shown = list_in(panel)
    assert shown.hasFocus()
    assert panel.area.isHidden()
    press(Key.Key_PageDown)
    assert shown.verticalScrollBar().value() > 0
    press(Key.Key_H, ALT)
    assert shown.isHidden()
    assert first.isVisible()
    assert first.hasFocus()


def test_the_list_is_reached_by_tab_and_space_too(panel: HelpPanel) -> None:
    """The button stands in the order of Tab, says where it leads, and Esc still closes Help."""
    closed: list[bool] = []
    panel.closed.connect(lambda: closed.append(True))
    for _ in range(10):
        if panel.turn_button.hasFocus():
            break
        press(Key.Key_Tab)
    assert panel.turn_button.accessibleName() == "Hazards and guards"
    press(Key.Key_Space)
    assert list_in(panel).hasFocus()
    assert panel.turn_button.accessibleName() == "Back to help"
    press(Key.Key_Escape)
    assert closed == [True]


def test_a_list_that_is_missing_is_said_and_stops_nothing(
    panel: HelpPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is only read must never end guidance."""
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "titrator")
    press(Key.Key_H, ALT)
    assert "list of hazards is missing or damaged" in list_in(panel).toPlainText()


def test_a_bare_letter_turns_nothing(panel: HelpPanel) -> None:
    """All of them, where the cursor starts: a slip of the hand leaves the page as it was."""
    for letter in range(Key.Key_A.value, Key.Key_Z.value + 1):
        press(Key(letter))
    assert panel.area.isVisible()
    assert panel.hazards is None
    assert panel.manual is None


def test_help_is_opened_again_as_it_was_new(qtbot: QtBot) -> None:
    """F1 on the hazards, closed, F1 again: the first page once more, and built only once."""
    window = Workplace(FakeDesk(states={"ICU-12": "calm"}))
    qtbot.addWidget(window)
    window.show()
    window.open_help()
    panel = window.stage.top()
    assert isinstance(panel, HelpPanel)
    panel.turn()
    panel.turn_manual()
    window.close_top()
    assert window.stage.top() is not panel
    window.open_help()
    assert window.stage.top() is panel
    assert panel.isVisible()
    assert panel.area.isVisible()
    assert panel.hazards is None
    assert panel.manual is None
    window.open_help()
    assert window.stage.top() is None
    window.stop()
