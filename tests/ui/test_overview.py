"""Several beds on a large screen: whose keys they are is never in doubt."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from tests.ui.fake_desk import FakeDesk
from titrator.core.commands import Hold
from titrator.ui.overview.column import BedChip, BedColumn
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def window_of(qtbot: QtBot, *, size: tuple[int, int] = (1920, 1009), **states: str) -> Workplace:
    """A window with beds in these states."""
    beds = {name.replace("_", "-"): state for name, state in states.items()}
    made = Workplace(FakeDesk(states=beds))
    qtbot.addWidget(made)
    made.set_by("AB")
    made.resize(*size)
    made.show()
    made.activateWindow()
    QTest.qWaitForWindowActive(made)
    made.show_now()
    QApplication.processEvents()
    return made


def desk_of(window: Workplace) -> FakeDesk:
    desk = window._desk
    assert isinstance(desk, FakeDesk)
    return desk


def seen(window: Workplace, name: str) -> QWidget:
    found = [one for one in window.findChildren(QWidget, name) if one.isVisible()]
    assert found, name
    return found[0]


def chosen(window: Workplace) -> list[str]:
    """The beds whose chip says that the keys act there."""
    return [
        chip.text()
        for chip in window.findChildren(BedChip)
        if chip.isVisible() and "keys act here" in chip.accessibleName()
    ]


def test_two_beds_stand_side_by_side_without_a_patient_banner(qtbot: QtBot) -> None:
    """Weight and target stand in each column, not over both."""
    window = window_of(qtbot, ICU_12="calm", ICU_14="overdue")
    assert window.stage.is_overview()
    columns = [one for one in window.findChildren(BedColumn) if one.isVisible()]
    assert len(columns) == 2
    weight = window.findChild(QLabel, "banner.weight")
    assert weight is not None
    assert weight.text() == ""


@pytest.mark.hazard("H19")
def test_keys_act_on_the_chosen_bed_alone(qtbot: QtBot) -> None:
    """F7 holds the bed on the dark chips; Ctrl and a number choose another one."""
    window = window_of(qtbot, ICU_12="calm", ICU_14="hold")
    assert chosen(window) == ["ICU-12", "ICU-12"]
    QTest.keyClick(window, Key.Key_2, CTRL)
    assert chosen(window) == ["ICU-14", "ICU-14"]
    QTest.keyClick(window, Key.Key_F7)
    sent = desk_of(window).sent
    assert [(bed, type(command)) for bed, command, _ in sent] == [("ICU-14", Hold)]


@pytest.mark.hazard("H19")
def test_a_key_cap_stands_only_where_the_key_acts(qtbot: QtBot) -> None:
    """The buttons of the other column have none; pressed, they act on their own bed."""
    window = window_of(qtbot, ICU_12="calm", ICU_14="overdue")
    here = seen(window, "overview.1.strip.primary")
    there = seen(window, "overview.2.strip.primary")
    assert here.accessibleDescription() == "Key F5"
    assert there.accessibleDescription() == ""
    QTest.mouseClick(there, Qt.MouseButton.LeftButton)
    form = window.stage.form()
    assert form is not None
    assert "ICU-14" in form.accessibleName()


def test_a_form_takes_the_whole_screen_and_gives_it_back(qtbot: QtBot) -> None:
    """Open at one bed there is one patient on the screen, with the banner; Esc shows both again."""
    window = window_of(qtbot, ICU_12="calm", ICU_14="hold")
    QTest.keyClick(window, Key.Key_F5)
    assert not window.stage.is_overview()
    weight = window.findChild(QLabel, "banner.weight")
    assert weight is not None
    assert weight.text() == "70 kg measured 06:10"
    window.close_top()
    assert window.stage.is_overview()
    assert chosen(window) == ["ICU-12", "ICU-12"]


def test_more_than_two_beds_are_a_list_beside_the_chosen_one(qtbot: QtBot) -> None:
    """A click in the list chooses; so does Enter after Down."""
    window = window_of(qtbot, ICU_12="calm", ICU_14="hold", ICU_16="overdue")
    assert seen(window, "beds").isVisible()
    QTest.mouseClick(seen(window, "beds.3"), Qt.MouseButton.LeftButton)
    assert set(chosen(window)) == {"ICU-16"}
    card = seen(window, "beds.3")
    card.setFocus()
    QTest.keyClick(card, Key.Key_Up)
    QTest.keyClick(seen(window, "beds.2"), Key.Key_Return)
    assert set(chosen(window)) == {"ICU-14"}


def test_the_cards_of_the_list_stand_close_to_each_other(qtbot: QtBot) -> None:
    """What is left of the height is below them, not between them."""
    window = window_of(qtbot, ICU_12="calm", ICU_14="hold", ICU_16="done")
    cards = [seen(window, f"beds.{place}").geometry() for place in (1, 2, 3)]
    assert [lower.top() - upper.bottom() - 1 for upper, lower in pairwise(cards)] == [8, 8]


def test_a_smaller_screen_shows_one_bed(qtbot: QtBot) -> None:
    """And goes back to several when it is large again."""
    window = window_of(qtbot, ICU_12="calm", ICU_14="hold")
    window.resize(1366, 697)
    window.show_now()
    assert not window.stage.is_overview()
    window.resize(1920, 1009)
    window.show_now()
    assert window.stage.is_overview()


def test_the_list_of_beds_opens_by_key_on_any_screen(qtbot: QtBot) -> None:
    """Ctrl+B shows every bed; Enter opens one."""
    window = window_of(qtbot, size=(1093, 543), ICU_12="calm", ICU_14="hold", ICU_16="overdue")
    QTest.keyClick(window, Key.Key_B, CTRL)
    card = QApplication.focusWidget()
    assert card is not None
    assert card.objectName() == "beds.1"
    assert "NEXT: REASSESS" in card.accessibleName()
    QTest.keyClick(card, Key.Key_Right)
    QTest.keyClick(seen(window, "beds.2"), Key.Key_Return)
    assert seen(window, "bed.2").property("checked")
    QTest.keyClick(window, Key.Key_B, CTRL)
    QTest.keyClick(window, Key.Key_B, CTRL)
    assert window.stage.top() is None


def test_tabs_that_do_not_fit_leave_the_urgent_bed_and_a_list(qtbot: QtBot) -> None:
    """Of eight beds at 1093 px: the open one, the most urgent one, and how many are due."""
    states = {f"ICU_{place}": "calm" for place in range(12, 19)} | {"ICU_20": "danger"}
    window = window_of(qtbot, size=(1093, 543), **states)
    tabs = [one for one in window.banner.findChildren(QPushButton) if one.isVisible()]
    names = [one.accessibleName() for one in tabs if one.objectName().startswith("bed.")]
    assert [name.split(",")[0] for name in names] == ["Bed ICU-12", "Bed ICU-20"]
    button = seen(window, "banner.all_beds")
    assert button.property("text") == "8 beds, 1 due"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.stage.solo.panel() is not None
