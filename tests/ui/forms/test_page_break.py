"""Forms that are higher than a small screen show whole pages; nothing is cut in half."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QScrollArea, QWidget

from tests.ui.nurse import ENTER, Key
from titrator.session.screen import Act
from titrator.ui.widgets.text import Text

if TYPE_CHECKING:
    from tests.ui.nurse import Nurse

ROOMY, COMPACT = (1366, 697), (1093, 543)


def opened(nurse: Nurse, act: Act, size: tuple[int, int]) -> QScrollArea:
    """The place of a form's rows, once the window has its size."""
    nurse.workplace.resize(*size)
    QApplication.processEvents()
    nurse.workplace.open_act(act)
    QTest.qWait(20)
    form = nurse.form()
    assert form is not None
    area = form.findChild(QScrollArea)
    assert area is not None
    return area


def cut(area: QScrollArea) -> list[str]:
    """The controls and words that are in view with a part of them only."""
    view = area.viewport()
    seen = QRect(QPoint(0, 0), view.size())
    kinds = (QAbstractButton, QLineEdit, Text)
    inside = area.widget()
    assert inside is not None
    found: list[QWidget] = [one for kind in kinds for one in inside.findChildren(kind)]
    places = [
        (one, QRect(one.mapTo(inside, QPoint(0, 0)) + inside.pos(), one.size()))
        for one in found
        if one.isVisibleTo(inside)
    ]
    return [
        one.objectName() or type(one).__name__
        for one, place in places
        if seen.intersects(place) and not seen.contains(place)
    ]


def page(nurse: Nurse, act: Act) -> str:
    return nurse.find(f"{act}.page", Text).text()


@pytest.mark.hazard("H09")
@pytest.mark.parametrize(("act", "pages"), [(Act.GATE, 3), (Act.ORDER, 2)])
def test_each_page_is_whole(nurse: Nurse, act: Act, pages: int) -> None:
    """By Page Down from the first to the last, and the heading says which."""
    area = opened(nurse, act, COMPACT)
    for place in range(1, pages + 1):
        assert page(nurse, act) == f"page {place} of {pages} (Page Down)"
        assert not cut(area)
        nurse.press(Key.Key_PageDown)
    assert page(nurse, act).startswith(f"page {pages} of {pages}")
    nurse.press(Key.Key_PageUp)
    assert page(nurse, act).startswith(f"page {pages - 1} of")


def test_the_page_follows_what_is_typed(nurse: Nurse) -> None:
    """The gate is answered by the same keys on a small screen as on a large one."""
    area = opened(nurse, Act.GATE, COMPACT)
    nurse.press("0530", ENTER, "1", "11")
    assert page(nurse, Act.GATE).startswith("page 2 of 3")
    assert not cut(area)
    nurse.press("111")
    assert page(nurse, Act.GATE).startswith("page 3 of 3")
    assert not cut(area)
    nurse.press("11", ENTER)
    assert nurse.form() is None


@pytest.mark.parametrize("act", [Act.GATE, Act.ORDER, Act.CORRECT])
def test_a_large_screen_shows_it_on_one_page(nurse: Nurse, act: Act) -> None:
    """Nothing is scrolled, and no page is named."""
    area = opened(nurse, act, ROOMY)
    assert area.verticalScrollBar().maximum() == 0
    assert not cut(area)
    assert not nurse.sees(f"{act}.page")
