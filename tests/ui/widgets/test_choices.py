"""Choices and answers: nothing is chosen at first, digits choose, one Tab stop each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from titrator.ui import theme
from titrator.ui.widgets.choices import AnswerRow, ChoiceRow, Option
from titrator.ui.widgets.form import has_focus_inside
from titrator.ui.widgets.select import SelectField

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

THREE = (
    Option("same_or_better", "same or better"),
    Option("worse", "worse"),
    Option("not_assessed", "not assessed"),
)


class Page(QWidget):
    """Two rows of answers and a choice under each other."""

    def __init__(self) -> None:
        super().__init__()
        self.first = AnswerRow("Mental state", "a.mental", THREE)
        self.second = AnswerRow("Skin", "a.skin", THREE)
        self.doses = ChoiceRow(
            "reduce.to",
            [Option("0.05", "0.05 mcg/kg/min", "", "13.2 mL/h"), Option("0.06", "0.06 mcg/kg/min")],
        )
        rows = QVBoxLayout(self)
        for widget in (self.first, self.second, self.doses):
            rows.addWidget(widget)


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    """A page in a window that has the focus."""
    made = Page()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.first.setFocus()
    return made


def press(key: Qt.Key) -> None:
    """Press a key where the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


@pytest.mark.hazard("H25")
def test_nothing_is_chosen_at_first(page: Page) -> None:
    """An unanswered question is missing, never normal."""
    assert page.first.value() is None
    assert page.doses.value() is None
    assert not page.first.is_answered()


def test_a_digit_answers_and_goes_on_to_the_next_row(page: Page) -> None:
    """1 then 3 answers two rows."""
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_3)
    assert page.first.value() == "same_or_better"
    assert page.second.value() == "not_assessed"


def test_a_digit_beyond_the_answers_does_nothing(page: Page) -> None:
    """There is no fourth answer."""
    press(Qt.Key.Key_4)
    assert page.first.value() is None


def test_a_row_is_one_stop_of_the_tab_key(page: Page) -> None:
    """Tab goes from row to row, arrows go inside a row."""
    press(Qt.Key.Key_Tab)
    assert has_focus_inside(page.second)
    press(Qt.Key.Key_Tab)
    assert has_focus_inside(page.doses)


def test_an_answer_can_be_changed(page: Page) -> None:
    """A second click wins; one answer is chosen."""
    for cell in (page.first._cells[0], page.first._cells[1]):
        QTest.mouseClick(cell, Qt.MouseButton.LeftButton)
    assert page.first.value() == "worse"


def test_every_answer_is_named_with_its_question(page: Page) -> None:
    """Read out, an answer says what it answers."""
    names = [cell.accessibleName() for cell in page.first._cells]
    assert names[1] == "Mental state: worse"


@pytest.mark.hazard("H08")
def test_wheel_and_letters_change_no_selection(qtbot: QtBot) -> None:
    """A closed list is changed by opening it and choosing, and by nothing else."""
    field = SelectField("Drug", "drug", [("n", "norepinephrine"), ("v", "vasopressin")])
    qtbot.addWidget(field)
    field.show()
    field.choose("n")
    field.box.setFocus()
    QTest.keyClick(field.box, Qt.Key.Key_V)
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field.box, wheel)
    assert field.value() == "n"


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_a_list_is_opened_and_chosen_from_by_keys(qtbot: QtBot) -> None:
    """Space opens, an arrow moves, Enter chooses; the choice is told."""
    field = SelectField("Drug", "drug", [("n", "norepinephrine"), ("v", "vasopressin")])
    qtbot.addWidget(field)
    told: list[str] = []
    field.chosen.connect(told.append)
    with qtbot.waitExposed(field):
        field.show()
    QTest.keyClick(field.box, Qt.Key.Key_Space)
    view = field.box.view()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(view, key)
    assert told == [field.value()]
    assert field.value() in {"n", "v"}


def test_a_list_that_cannot_be_opened_looks_shut(qtbot: QtBot) -> None:
    """While nothing may be chosen it has the ground of a shut field, and no arrow that says open."""
    field = SelectField("Drug", "drug", [("n", "norepinephrine")])
    qtbot.addWidget(field)
    field.show()
    field.choose("n")
    arrow = QPoint(field.box.width() - 21, field.box.height() // 2)
    open_to_choose = field.box.grab().toImage()
    field.box.setEnabled(False)
    shut = field.box.grab().toImage()
    assert open_to_choose.pixelColor(arrow).name() == theme.active().dim.lower()
    assert shut.pixelColor(arrow).name() == theme.active().page.lower()
