"""H53: no result of the calculator outlives what it was worked out from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from titrator.session.drug_choice import LibraryDesk
from titrator.session.policy import load_library
from titrator.ui.bedside.chain import Chain
from titrator.ui.calculator import CalculatorPage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from titrator.ui.widgets.fields import NumberField

pytestmark = pytest.mark.hazard("H53")


@pytest.fixture
def page(qtbot: QtBot) -> CalculatorPage:
    """The calculator of the real desk, showing 0.03 mcg/kg/min at 70 kg."""
    desk = LibraryDesk(load_library(None))
    made = CalculatorPage(desk)
    qtbot.addWidget(made)
    made.resize(1366, 600)
    made.open_with(None, bed="")
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    choose(made, "norepinephrine")
    fields = {made.amount: "4", made.volume: "250", made.weight: "70", made.dose: "0.03"}
    for field, text in fields.items():
        press(field, text)
    QTest.keyClick(made.dose.line, Qt.Key.Key_Return)
    assert figures(made) == {"7.9", "0.03"}
    return made


def choose(page: CalculatorPage, drug: str) -> None:
    """Choose a drug as by hand."""
    page.drug.choose(drug)
    page.drug.chosen.emit(drug)


def press(field: NumberField, text: str) -> None:
    """Type at the keyboard."""
    field.line.setFocus()
    QTest.keyClicks(field.line, text)


def figures(page: CalculatorPage) -> set[str]:
    """Which of the two ends of the chain stand anywhere but in a field that was typed into."""
    shown = [one.text() for one in page.findChildren(Chain)]
    shown += [one.text() for one in page.result.findChildren(QLabel)]
    shown += [one.placeholderText() for one in page.findChildren(QLineEdit)]
    words = " ".join(shown).split(" ")
    return {"7.9", "0.03"} & set(words)


@pytest.mark.parametrize("name", ["amount", "volume", "weight", "dose", "rate"])
@pytest.mark.parametrize("key", ["1", ".", ",", "\b"])
def test_one_key_in_any_field_takes_the_result_away(
    page: CalculatorPage, name: str, key: str
) -> None:
    """A digit, a point, a comma, a backspace: what follows from the former number is gone."""
    field: NumberField = getattr(page, name)
    before = field.line.text()
    press(field, key)
    # Nothing stands in the field of the rate that could be taken away.
    is_changed = (name, key) != ("rate", "\b")
    assert (field.line.text() != before) == is_changed
    assert bool(figures(page)) != is_changed


def test_another_drug_takes_the_result_away(page: CalculatorPage) -> None:
    """And the bag with it: 4 mg of one drug is not 4 units of the other."""
    choose(page, "vasopressin")
    assert figures(page) == set()
    assert page.amount.line.text() == page.volume.line.text() == ""


def test_another_dose_unit_takes_the_result_away(page: CalculatorPage) -> None:
    """0.03 mcg/kg/min is not 0.03 mcg/min."""
    QTest.mouseClick(page.unit, Qt.MouseButton.LeftButton)
    assert figures(page) == set()
