"""The manual under F1, by keys: every page has words and a picture, and every key is named in Help."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from tests.ui.open_help import ALT, opened_help, press
from titrator import resources
from titrator.resources import resource_path
from titrator.session.screen import Act
from titrator.ui.bedside.strip import KEYS as ACT_KEYS
from titrator.ui.panels.help import KEYS, HelpPanel
from titrator.ui.panels.manual import Manual
from titrator.ui.panels.manual_pages import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

Key = Qt.Key
SUBJECTS = (
    "screen",
    "Converting",
    "Starting",
    "Reassessing",
    "Stepping",
    "Holding",
    "bag",
    "Handing over",
    "Sound",
    "wrong",
    "pharmacist",
)


@pytest.fixture
def panel(qtbot: QtBot) -> HelpPanel:
    """Help as it opens under F1."""
    return opened_help(qtbot)


def manual_in(panel: HelpPanel) -> Manual:
    """The manual that is shown."""
    assert panel.manual is not None
    assert panel.manual.isVisible()
    return panel.manual


def test_every_page_is_read_by_keys_alone(panel: HelpPanel) -> None:
    """Alt+M opens it; Page Down goes through all subjects and stops at the last one."""
    press(Key.Key_M, ALT)
    manual = manual_in(panel)
    for place, subject in enumerate(SUBJECTS, start=1):
        said = manual.area.accessibleName()
        assert subject in said
        assert manual._heading.text().startswith(f"{place} of {len(SUBJECTS)} ")
        assert manual.picture.is_there(), subject
        press(Key.Key_PageDown)
    assert SUBJECTS[-1] in manual.area.accessibleName()
    assert not manual.on.isEnabled()
    for _ in SUBJECTS:
        press(Key.Key_Left)
    assert SUBJECTS[0] in manual.area.accessibleName()
    press(Key.Key_Right)
    assert SUBJECTS[1] in manual.area.accessibleName()


def test_alt_m_and_alt_h_go_there_and_back(panel: HelpPanel) -> None:
    """One of the three is shown at a time, and the cursor is in it."""
    press(Key.Key_M, ALT)
    assert manual_in(panel).area.hasFocus()
    press(Key.Key_H, ALT)
    assert panel.manual is not None
    assert panel.manual.isHidden()
    assert panel.hazards is not None
    assert panel.hazards.hasFocus()
    press(Key.Key_M, ALT)
    press(Key.Key_M, ALT)
    assert panel.area.isVisible()
    assert panel.area.hasFocus()


def test_the_buttons_turn_too(panel: HelpPanel, qtbot: QtBot) -> None:
    """For hands at the mouse."""
    panel.manual_button.click()
    manual = manual_in(panel)
    manual.on.acted.emit()
    assert SUBJECTS[1] in manual.area.accessibleName()
    manual.back.acted.emit()
    assert SUBJECTS[0] in manual.area.accessibleName()


def test_the_pictures_are_small_and_readable() -> None:
    """A width that words can be read in, and together less than half a megabyte."""
    sizes = []
    for page in PAGES:
        path = resource_path(f"help/{page.picture}.png")
        sizes.append(path.stat().st_size)
        assert QImage(str(path)).width() >= 700, page.picture
    assert sum(sizes) < 500_000


def test_a_picture_that_is_missing_is_said_and_stops_nothing(
    panel: HelpPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words stand there all the same."""
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "titrator")
    press(Key.Key_M, ALT)
    manual = manual_in(panel)
    assert not manual.picture.is_there()
    assert "missing" in manual.picture.accessibleName()
    assert manual.area.accessibleName()


def test_every_key_of_the_row_of_acts_and_of_the_sound_is_named() -> None:
    """What a nurse needs at three in the morning is on the first page."""
    named = {key for key, _ in KEYS}
    for act in (Act.REASSESS, Act.REDUCE, Act.HOLD, Act.BACK_UP, Act.BAG_CHANGE, Act.HAND_OVER):
        assert ACT_KEYS[act] in named
    assert {"F3", "Ctrl+U", "Ctrl+L", "Ctrl+H", "Ctrl+F"} <= named
