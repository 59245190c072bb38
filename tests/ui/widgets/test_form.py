"""What all forms have in common: Enter, Esc, refusals in four parts, and one acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.fake_desk import ACCEPTED, PUMP_MISMATCH, REFUSED
from titrator.core.commands import Hold
from titrator.session.screen import Act
from titrator.ui.widgets.card import BlockedCard
from titrator.ui.widgets.choices import AnswerRow, Option
from titrator.ui.widgets.fields import NumberField
from titrator.ui.widgets.form import ActForm, has_focus_inside
from titrator.ui.widgets.marks import Chip

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ENTER = Qt.Key.Key_Return


class TwoQuestions(ActForm):
    """A number, then an answer."""

    def __init__(self) -> None:
        super().__init__(Act.HOLD, bed="ICU-12", heading="Two questions", submit_label="Record")
        self.number = NumberField("Rate", "two.rate", unit="mL/h")
        self.answer = AnswerRow("Worse?", "two.worse", [Option("no", "no"), Option("yes", "yes")])
        self.body.addWidget(self.number)
        self.body.addWidget(self.answer)
        self.require(self.number, self.answer)

    def command(self) -> Hold | None:
        return Hold(reason=self.number.text()) if self.number.check() else None


@pytest.fixture
def sent() -> list[object]:
    """The commands the form sent."""
    return []


@pytest.fixture
def form(qtbot: QtBot, sent: list[object]) -> TwoQuestions:
    """The form on the screen, the cursor in its first field."""
    made = TwoQuestions()
    made.submitted.connect(sent.append)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    first = made.first_focus()
    assert first is not None
    first.setFocus()
    return made


def press(key: Qt.Key) -> None:
    """Press a key where the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def test_enter_goes_to_what_is_missing_and_then_records(
    form: TwoQuestions, sent: list[object]
) -> None:
    """Enter in a filled field goes to the next question; after the last answer it sends."""
    QTest.keyClicks(form.number.line, "7.9")
    press(ENTER)
    assert has_focus_inside(form.answer)
    assert sent == []
    press(Qt.Key.Key_1)
    press(ENTER)
    assert sent == [Hold(reason="7.9 mL/h")]


def test_enter_sends_nothing_while_something_is_missing(
    form: TwoQuestions, sent: list[object]
) -> None:
    """An empty form is not sent, however often Enter is pressed."""
    for _ in range(3):
        press(ENTER)
    assert sent == []


@pytest.mark.hazard("H07")
def test_enter_in_a_field_that_cannot_be_read_says_why(
    form: TwoQuestions, sent: list[object]
) -> None:
    """A comma stays, with the reason under it."""
    QTest.keyClicks(form.number.line, "7,9")
    press(ENTER)
    assert sent == []
    assert form.number.typed() == "7,9"
    assert "comma" in form.number.reason()


@pytest.mark.hazard("H08")
def test_a_held_enter_sends_once(form: TwoQuestions, sent: list[object]) -> None:
    """The repeats of a held key are not new presses."""
    form.number.set_text("7.9")
    form.answer.choose("no")
    for is_repeat in (False, *[True] * 10):
        event = QKeyEvent(
            QEvent.Type.KeyPress, ENTER, Qt.KeyboardModifier.NoModifier, "", is_repeat
        )
        QApplication.sendEvent(form.number.line, event)
    assert len(sent) == 1


@pytest.mark.hazard("H08")
def test_a_second_submission_before_the_answer_does_nothing(
    form: TwoQuestions, sent: list[object]
) -> None:
    """Button and key pressed at once send one command."""
    form.number.set_text("7.9")
    form.submit()
    form.submit()
    form.show_answer(ACCEPTED)
    form.submit()
    assert len(sent) == 1


def test_a_refusal_shows_its_four_parts_and_loses_nothing(form: TwoQuestions) -> None:
    """What, the rule, its source, what can be done; and the text is still there."""
    form.number.set_text("13.1")
    form.submit()
    form.show_answer(REFUSED)
    (card,) = form.findChildren(BlockedCard)
    said = " ".join(label.text() for label in card.findChildren(QLabel))
    for part in (
        PUMP_MISMATCH.what,
        PUMP_MISMATCH.rule,
        PUMP_MISMATCH.source,
        PUMP_MISMATCH.can_do,
    ):
        assert part in said
    assert form.number.typed() == "13.1"


def test_esc_cancels_with_nothing_sent(
    form: TwoQuestions, sent: list[object], qtbot: QtBot
) -> None:
    """Esc closes from any field."""
    with qtbot.waitSignal(form.cancelled):
        press(Qt.Key.Key_Escape)
    assert sent == []


@pytest.mark.hazard("H09")
def test_enter_on_cancel_cancels(form: TwoQuestions, sent: list[object], qtbot: QtBot) -> None:
    """Enter belongs to the button that has the focus, never to the primary one behind it."""
    form.number.set_text("7.9")
    form.answer.choose("no")
    form.cancel_button.setFocus()
    with qtbot.waitSignal(form.cancelled):
        press(ENTER)
    assert sent == []


@pytest.mark.hazard("H19")
def test_every_form_carries_its_bed(form: TwoQuestions) -> None:
    """The bed stands on the form itself."""
    assert [chip.text() for chip in form.findChildren(Chip)] == ["ICU-12"]
    assert "ICU-12" in form.accessibleName()
