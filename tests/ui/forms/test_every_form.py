"""What holds for every form: its bed, its way out, its reading order, its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from tests.ui.nurse import ENTER, ESC, TAB, Key
from titrator.session.screen import Act
from titrator.ui import theme
from titrator.ui.widgets.marks import Chip
from titrator.ui.widgets.text import Text

if TYPE_CHECKING:
    from tests.ui.fake_desk import FakeDesk
    from tests.ui.nurse import Nurse
    from titrator.ui.forms.bed_form import BedForm

ACTS = [act for act in Act if act not in {Act.WHY, Act.TREND, Act.LOG}]
SIZES = [(1366, 697), (1093, 543), (911, 465)]


def opened(nurse: Nurse, act: Act) -> BedForm:
    """The form of an act, open at the bed."""
    nurse.workplace.open_act(act)
    form = nurse.form()
    assert form is not None
    return form


def controls(form: QWidget) -> list[QWidget]:
    """What can take the cursor and is visible, lists that open in a window of their own not."""
    return [
        one
        for one in form.findChildren(QWidget)
        if one.isVisible()
        and one.window() is form.window()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
    ]


@pytest.mark.hazard("H19")
@pytest.mark.parametrize("act", ACTS)
def test_the_bed_stands_on_every_form(nurse: Nurse, act: Act) -> None:
    """As a chip to see, and in the name that is read out."""
    form = opened(nurse, act)
    chips = [one for one in form.findChildren(Chip) if one.isVisible()]
    assert [one.text() for one in chips] == ["ICU-12"]
    assert "ICU-12" in form.accessibleName()


@pytest.mark.parametrize("act", ACTS)
def test_no_other_window_appears(nurse: Nurse, act: Act) -> None:
    """A widget shown before it has a place would flash up and take the keyboard away."""
    opened(nurse, act)
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [nurse.workplace]
    assert nurse.workplace.isActiveWindow()


@pytest.mark.parametrize("act", ACTS)
def test_esc_closes_and_sends_nothing(nurse: Nurse, desk: FakeDesk, act: Act) -> None:
    """From wherever the cursor is."""
    opened(nurse, act)
    before = len(desk.sent)
    nurse.press(ESC)
    assert nurse.form() is None
    assert len(desk.sent) == before


@pytest.mark.hazard("H09")
@pytest.mark.parametrize("act", [act for act in ACTS if act not in (Act.START, Act.RESUME)])
def test_enter_at_first_records_nothing(nurse: Nurse, desk: FakeDesk, act: Act) -> None:
    """Starting and resuming alone are done by Enter; nothing is lowered or raised by either."""
    opened(nurse, act)
    before = len(desk.sent)
    nurse.press(ENTER)
    assert len(desk.sent) == before


@pytest.mark.hazard("H09")
@pytest.mark.parametrize("act", ACTS)
def test_no_button_presses_itself(nurse: Nurse, act: Act) -> None:
    """No autoDefault button takes an Enter meant for another one."""
    buttons = opened(nurse, act).findChildren(QPushButton)
    assert not [one.objectName() for one in buttons if one.autoDefault() or one.isDefault()]


@pytest.mark.parametrize("act", ACTS)
def test_every_control_has_a_name(nurse: Nurse, act: Act) -> None:
    """One for tests that never changes, and one that is read out."""
    for one in controls(opened(nurse, act)):
        assert one.objectName(), type(one).__name__
        assert one.accessibleName(), one.objectName()


@pytest.mark.parametrize("act", ACTS)
def test_tab_goes_through_the_form_as_it_is_read(nurse: Nurse, act: Act) -> None:
    """Each control once, a row of answers as one stop, the buttons last; then Tab leaves again."""
    form = opened(nurse, act)
    stops = tab_stops(form)
    seen = []
    nurse.find(stops[0]).setFocus()
    for _ in stops:
        seen.append(nurse.focus().objectName())
        nurse.press(TAB)
    assert seen == stops
    assert not form.isAncestorOf(nurse.focus())


def tab_stops(form: BedForm) -> list[str]:
    """The names of what Tab stops at: the body from top to bottom in columns, then the buttons."""
    able = [one for one in controls(form) if one.isEnabled()]
    rows: set[QWidget | None] = set()
    body = []
    for one in able:
        if one.parentWidget() is form:
            continue
        if isinstance(one, QRadioButton):
            if one.parentWidget() in rows:
                continue
            rows.add(one.parentWidget())
        body.append(one.objectName())
    buttons = [f"{form.act}.{name}" for name in ("submit", "cancel", "hold", "why")]
    shown = {one.objectName() for one in able}
    return [*body, *(name for name in buttons if name in shown)]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_at_the_sides(nurse: Nurse, act: Act, size: tuple[int, int]) -> None:
    """The body scrolls up and down only, and every control is within its width."""
    nurse.workplace.resize(*size)
    nothing_is_cut_off(opened(nurse, act))


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_when_a_bed_is_opened(nurse: Nurse, size: tuple[int, int]) -> None:
    """The form that belongs to no bed yet."""
    nurse.workplace.resize(*size)
    nurse.workplace.open_new_bed()
    form = nurse.form()
    assert form is not None
    nothing_is_cut_off(form)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_beside_a_scroll_bar(nurse: Nurse, size: tuple[int, int]) -> None:
    """The gate, with a condition that does not apply, is higher than its place."""
    nurse.workplace.resize(*size)
    form = opened(nurse, Act.GATE)
    if size != (1366, 697):
        nurse.click("gate.list.lactate_clearing")
    nurse.click("gate.lactate_clearing.not_applicable")
    nothing_is_cut_off(form)


def nothing_is_cut_off(form: BedForm) -> None:
    """Every control and word of the body is within the width that is shown."""
    QApplication.processEvents()
    area = form.findChild(QScrollArea)
    assert area is not None
    viewport = area.viewport()
    for one in viewport.findChildren(QWidget):
        if one.isVisible() and isinstance(one, QAbstractButton | QLineEdit | QComboBox | Text):
            place = QRect(one.mapTo(viewport, QPoint(0, 0)), one.size())
            assert place.left() >= 0, one.objectName()
            assert place.right() <= viewport.width(), one.objectName()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("size", SIZES)
def test_every_target_can_be_hit(nurse: Nurse, act: Act, size: tuple[int, int]) -> None:
    """At least 44 px high, fields included, at every size."""
    nurse.workplace.resize(*size)
    form = opened(nurse, act)
    QApplication.processEvents()
    for one in controls(form):
        target = one.parentWidget() if isinstance(one, QLineEdit) else one
        assert target is not None
        assert target.height() >= 44, one.objectName()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("act", [Act.REASSESS, Act.REDUCE, Act.BACK_UP])
def test_what_an_act_needs_is_seen_without_scrolling(
    nurse: Nurse, act: Act, size: tuple[int, int]
) -> None:
    """Every field and answer that must be given, and the buttons, at every size."""
    nurse.workplace.resize(*size)
    form = opened(nurse, act)
    QApplication.processEvents()
    area = form.findChild(QScrollArea)
    assert area is not None
    for one in form._required:
        if one.isVisible():
            bottom = one.mapTo(area.viewport(), QPoint(0, one.height())).y()
            assert bottom <= area.viewport().height() + 24, one.objectName()


def test_a_form_left_for_another_bed_is_there_again(nurse: Nurse, desk: FakeDesk) -> None:
    """What was typed is where it was."""
    desk.states["ICU-14"] = "calm"
    nurse.workplace.tick()
    nurse.press(Key.Key_F6, "1", "13.2")
    nurse.press(Key.Key_2, held=Qt.KeyboardModifier.ControlModifier)
    assert nurse.form() is None
    nurse.press(Key.Key_1, held=Qt.KeyboardModifier.ControlModifier)
    nurse.find("reduce.pump_shows").setFocus()
    nurse.press(ENTER)
    assert len(desk.sent) == 1


def test_the_night_theme_moves_nothing(nurse: Nurse) -> None:
    """The same places, the same words, while a form is open."""
    form = opened(nurse, Act.REASSESS)
    before = [(one.objectName(), one.geometry()) for one in controls(form)]
    theme.switch(nurse.workplace)
    QApplication.processEvents()
    assert [(one.objectName(), one.geometry()) for one in controls(form)] == before
