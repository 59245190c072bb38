"""The calculator: both directions, nothing stale on the screen, nothing written back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.fake_desk import FakeDesk
from titrator.session.policy import load_library
from titrator.ui.bedside.chain import Chain
from titrator.ui.calculator import CalculatorPage
from titrator.ui.widgets.card import BlockedCard
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from titrator.ui.widgets.fields import NumberField


@pytest.fixture
def desk() -> FakeDesk:
    """A desk with the shipped library and one bed."""
    return FakeDesk(states={"ICU-12": "calm"}, library=load_library(None))


@pytest.fixture
def page(qtbot: QtBot, desk: FakeDesk) -> CalculatorPage:
    """The calculator, opened without a bed."""
    made = CalculatorPage(desk)
    qtbot.addWidget(made)
    made.resize(1366, 600)
    made.open_with(None, bed="")
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def choose(page: CalculatorPage, drug: str) -> None:
    """Choose a drug as by hand."""
    page.drug.choose(drug)
    page.drug.chosen.emit(drug)


def type_into(field: NumberField, text: str) -> None:
    """Type at the keyboard."""
    field.line.setFocus()
    QTest.keyClicks(field.line, text)


def fill(page: CalculatorPage, *, drug: str, amount: str, volume: str, weight: str = "") -> None:
    """Type drug, bag and weight."""
    choose(page, drug)
    type_into(page.amount, amount)
    type_into(page.volume, volume)
    if weight:
        type_into(page.weight, weight)


def enter() -> None:
    """Press Enter where the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Return)


def chain(page: CalculatorPage) -> str:
    """Return the chain shown, "" when none is."""
    return " ".join(one.text() for one in page.result.findChildren(Chain))


def said(page: CalculatorPage) -> str:
    """Return all words of the result."""
    return " ".join(label.text() for label in page.result.findChildren(QLabel))


@pytest.mark.rule("R21")
def test_a_dose_gives_the_chain_the_working_and_the_headroom(page: CalculatorPage) -> None:
    """The article's example: 0.03 at 70 kg is 2.1 mcg/min, 7.9 mL/h of 4 mg in 250 mL."""
    fill(page, drug="norepinephrine", amount="4", volume="250", weight="70")
    type_into(page.dose, "0.03")
    enter()
    assert chain(page) == "0.03 mcg/kg/min = 2.1 mcg/min = 7.9 mL/h"
    assert "of 4 mg in 250 mL at 70 kg" in said(page)
    assert "126 mcg/h ÷ 16 mcg/mL = 7.875 mL/h" in said(page)
    assert "3 mcg/kg/min" in said(page)
    assert page.rate.line.placeholderText() == "7.9"


def test_a_pump_rate_gives_the_dose(page: CalculatorPage) -> None:
    """9 mL/h of 20 units in 100 mL is 0.03 units/min; no weight is asked for."""
    fill(page, drug="vasopressin", amount="20", volume="100")
    type_into(page.rate, "9")
    enter()
    assert "0.03 units/min" in chain(page)
    assert not page.weight.isEnabled()


@pytest.mark.hazard("H53")
@pytest.mark.parametrize("edited", ["amount", "volume", "weight", "dose", "rate"])
def test_any_edit_clears_every_result(page: CalculatorPage, edited: str) -> None:
    """One more key anywhere, and no number of the former entry is left."""
    fill(page, drug="norepinephrine", amount="4", volume="250", weight="70")
    type_into(page.dose, "0.03")
    enter()
    assert chain(page)
    type_into(getattr(page, edited), "1")
    assert chain(page) == ""
    assert page.rate.line.placeholderText() == ""
    assert page.dose.line.placeholderText() == ""


@pytest.mark.hazard("H53")
def test_another_drug_clears_bag_dose_and_result(page: CalculatorPage) -> None:
    """A bag typed for one drug is not the bag of another."""
    fill(page, drug="norepinephrine", amount="4", volume="250", weight="70")
    type_into(page.dose, "0.03")
    enter()
    choose(page, "vasopressin")
    assert chain(page) == ""
    assert page.amount.text() is None
    assert page.dose.unit() == "units/min"


@pytest.mark.hazard("H53")
def test_dose_and_rate_are_never_both_there(page: CalculatorPage) -> None:
    """Typing a rate takes the dose away: which of two is meant is not guessed."""
    fill(page, drug="norepinephrine", amount="4", volume="250", weight="70")
    type_into(page.dose, "0.03")
    type_into(page.rate, "5")
    assert page.dose.typed() == ""
    assert page.rate.typed() == "5"


@pytest.mark.rule("R12")
@pytest.mark.hazard("H28")
@pytest.mark.parametrize(
    ("dose", "is_given"), [("0.04", True), ("0.0400", True), ("0.0401", False)]
)
def test_vasopressin_is_given_up_to_its_ceiling_and_refused_above(
    page: CalculatorPage, dose: str, *, is_given: bool
) -> None:
    """0.04 units/min passes, 0.0401 does not, and the refusal says what can be done."""
    fill(page, drug="vasopressin", amount="20", volume="100")
    type_into(page.dose, dose)
    enter()
    assert bool(chain(page)) == is_given
    assert bool(page.result.findChildren(BlockedCard)) != is_given


@pytest.mark.hazard("H07")
def test_a_comma_gives_no_result_and_says_why(page: CalculatorPage) -> None:
    """0,03 stays as typed; nothing is worked out."""
    fill(page, drug="norepinephrine", amount="4", volume="250", weight="70")
    type_into(page.dose, "0,03")
    enter()
    assert chain(page) == ""
    assert page.dose.typed() == "0,03"
    assert "comma" in page.dose.reason()


def test_enter_goes_to_what_is_missing(page: CalculatorPage) -> None:
    """Without a weight nothing is worked out; the cursor goes to the weight."""
    fill(page, drug="norepinephrine", amount="4", volume="250")
    type_into(page.dose, "0.03")
    enter()
    assert chain(page) == ""
    assert page.weight.line.hasFocus()


def test_it_starts_from_the_open_bed_says_so_and_writes_nothing_back(
    page: CalculatorPage, desk: FakeDesk
) -> None:
    """Bag and weight are those that run at ICU-12; the desk hears of no command."""
    page.open_with(desk.conversion_start("ICU-12"), bed="ICU-12")
    assert (page.amount.text(), page.volume.text(), page.weight.text()) == (
        "4 mg",
        "250 mL",
        "70 kg",
    )
    started = page.findChild(QLabel, "calculator.from")
    assert started is not None
    assert "ICU-12" in started.text()
    type_into(page.dose, "0.05")
    enter()
    assert chain(page)
    assert desk.sent == []


def test_the_other_dose_unit_is_one_press_away(page: CalculatorPage) -> None:
    """2.1 mcg/min of the same bag is the same pump rate."""
    fill(page, drug="norepinephrine", amount="4", volume="250", weight="70")
    page.unit.click()
    assert page.dose.unit() == "mcg/min"
    type_into(page.dose, "2.1")
    enter()
    assert "7.9 mL/h" in chain(page)


def test_the_line_can_be_copied(page: CalculatorPage) -> None:
    """The chain goes to the clipboard as one line of words."""
    fill(page, drug="norepinephrine", amount="4", volume="250", weight="70")
    type_into(page.dose, "0.03")
    enter()
    page.result.copy.click()
    assert QApplication.clipboard().text() == (
        "0.03 mcg/kg/min = 2.1 mcg/min = 7.9 mL/h of 4 mg in 250 mL at 70 kg"
    )


def test_a_reason_leaves_every_field_in_sight_on_the_smallest_screen(
    qtbot: QtBot, desk: FakeDesk
) -> None:
    """The comma is explained under its row, over the whole width; the pump rate is still seen."""
    window = Workplace(desk)
    qtbot.addWidget(window)
    window.resize(911, 465)
    window.show()
    window.open_calculator()
    page = window.stage.calculator
    assert page is not None
    page.dose.retype("0,03")
    for _ in range(3):
        QApplication.processEvents()
    assert "decimal point" in page.dose.reason()
    for field in (
        page.drug.box,
        page.amount.line,
        page.weight.line,
        page.dose.line,
        page.rate.line,
    ):
        assert field.visibleRegion().boundingRect().height() == field.height()
    reason = page.findChild(QLabel, "calculator.dose.reason")
    assert reason is not None
    assert reason.visibleRegion().boundingRect().height() == reason.height()
    assert reason.width() > page.dose.width()
