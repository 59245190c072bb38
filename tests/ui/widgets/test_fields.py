"""A number is sent as typed, or not at all: nothing is stripped, completed, clamped or guessed."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from titrator.ui.widgets.fields import NumberField, TextField

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

# What a field of a pump rate takes, written down here a second time on purpose.
TAKEN = re.compile(r"(0|[1-9][0-9]{0,3})(\.[0-9]{1,3})?")


@pytest.fixture
def field(qtbot: QtBot) -> NumberField:
    """The field of a pump rate."""
    made = NumberField("Pump shows", "step.pump_shows", unit="mL/h")
    qtbot.addWidget(made)
    return made


@pytest.mark.hazard("H06")
@pytest.mark.hazard("H07")
@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("0,03", "write a decimal point, not a comma"),
        ("1.234,5", "it is not a number"),
        (".5", "write a zero before the point"),
        ("5.", "digits are missing after the point"),
        ("1e2", "without an exponent"),
        (" 5", "spaces do not belong"),
        ("1.2.3", "more than one point"),
        ("005", "does not start with an extra zero"),
        ("-15", "below zero"),
        ("٥", "only the digits 0 to 9"),
        ("NaN", "it is not a number"),
        ("12345", "at most 4 digits before the point"),
        ("0.0001", "at most 4 digits before the point and 3 after it"),
    ],
)
def test_what_cannot_be_read_stays_and_says_why(field: NumberField, typed: str, why: str) -> None:
    """The text stays letter for letter, the reason stands under it, and it is no answer."""
    field.line.insert(typed)
    assert not field.check()
    assert field.typed() == typed
    assert why in field.reason()
    assert not field.is_answered()
    assert field.line.accessibleDescription() == field.reason()


@pytest.mark.hazard("H06")
def test_every_short_text_is_sent_as_typed_or_refused(field: NumberField) -> None:
    """Of all 9,330 texts of up to five keys, what is taken is exactly what was typed."""
    taken = 0
    for length in range(1, 6):
        for keys in product("019.,e", repeat=length):
            typed = "".join(keys)
            field.set_text(typed)
            field.check()
            assert field.text() == f"{typed} mL/h"
            assert field.is_answered() == bool(TAKEN.fullmatch(typed)) == (not field.reason())
            taken += field.is_answered()
    # 0; 1 and 9 with up to three digits more; each whole number with up to three decimals.
    assert taken > 100


def test_an_empty_field_is_missing_and_no_mistake(field: NumberField) -> None:
    """Nothing typed is None in a command, and no reason appears for it."""
    assert field.text() is None
    assert field.check()
    assert not field.reason()


def test_a_number_is_sent_with_the_unit_it_stands_beside(field: NumberField) -> None:
    """13.2 beside mL/h is "13.2 mL/h"."""
    QTest.keyClicks(field.line, "13.2")
    assert field.text() == "13.2 mL/h"
    assert field.number() == "13.2"


@pytest.mark.hazard("H08")
def test_a_held_key_types_once(field: NumberField) -> None:
    """A key that sticks gives one digit, not a dose ten times as high."""
    for is_repeat in (False, True, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress,
            Qt.Key.Key_1,
            Qt.KeyboardModifier.NoModifier,
            "1",
            is_repeat,
        )
        QApplication.sendEvent(field.line, event)
    assert field.typed() == "1"


@pytest.mark.hazard("H08")
def test_the_wheel_changes_no_number(field: NumberField) -> None:
    """Scrolling over a field leaves it as it is."""
    field.set_text("7.9")
    for turn in (120, -120):
        wheel = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(0, 0),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(field.line, wheel)
    assert field.typed() == "7.9"


def test_another_unit_clears_what_was_typed_for_the_former(field: NumberField) -> None:
    """4 typed for mg is not 4 units."""
    field.set_text("4")
    field.set_unit("units")
    assert field.text() is None


def test_a_field_is_named_with_its_unit_for_those_who_cannot_see_it(qtbot: QtBot) -> None:
    """The accessible name says what is asked and in what unit."""
    named = NumberField("Dosing weight", "weight.kg", unit="kg")
    words = TextField("Prescriber", "order.prescriber")
    for widget in (named, words):
        qtbot.addWidget(widget)
    assert named.line.accessibleName() == "Dosing weight, kg"
    assert words.line.accessibleName() == "Prescriber"
