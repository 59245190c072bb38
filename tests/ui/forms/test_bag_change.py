"""Bag change: the label typed again, by two people who do not see each other's reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.fake_desk import FakeDesk, refusal
from tests.ui.nurse import ENTER, Key
from titrator.core.commands import ChangeBag, SecondCheck
from titrator.session.screen import BagChoice
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.fields import Line
from titrator.ui.widgets.text import Text

if TYPE_CHECKING:
    from tests.ui.nurse import Nurse, Seat

FIRST_READING = (Key.Key_F9, "1", "16", ENTER, "250", ENTER)


def test_the_same_strength_needs_one_person(nurse: Nurse, desk: FakeDesk) -> None:
    """F9, the drug, amount, volume, and what the pump shows."""
    nurse.press(Key.Key_F9, "1", "4", ENTER, "250", ENTER, "18.4", ENTER)
    assert nurse.keys == 13
    sent = ChangeBag(drug="norepinephrine", amount="4 mg", volume="250 mL", pump_shows="18.4 mL/h")
    assert desk.sent == [("ICU-12", sent, "AB")]


@pytest.mark.hazard("H03")
def test_what_the_label_means_is_shown_once_both_are_typed(nurse: Nurse) -> None:
    """Not while amount or volume is still being typed."""
    said = "bag_change.preview"
    nurse.press(Key.Key_F9, "1", "16", ENTER, "25")
    assert nurse.find(said, Text).text() == "What it means is shown once both are typed."
    nurse.press("0", ENTER)
    assert "4 times as strong" in nurse.find(said, Text).text()


@pytest.mark.hazard("H03")
def test_another_strength_needs_a_second_person_who_sees_nothing_of_the_first(
    nurse: Nurse, desk: FakeDesk
) -> None:
    """While the second one types, no label of the bed shows the first reading or its meaning."""
    nurse.press(*FIRST_READING, ENTER)
    form = nurse.form()
    assert form is not None
    shown = [one.text() for one in form.findChildren(Text) if one.isVisible()]
    typed = [one.text() for one in form.findChildren(Line) if one.isVisible()]
    assert not [text for text in shown if "64" in text or "4 times" in text]
    assert typed == ["", "", ""]
    nurse.press("16", ENTER, "250", ENTER, "CD", ENTER, "4.6", ENTER)
    assert nurse.keys == 24
    sent = ChangeBag(
        drug="norepinephrine",
        amount="16 mg",
        volume="250 mL",
        pump_shows="4.6 mL/h",
        second_check=SecondCheck(amount="16 mg", volume="250 mL", by="CD"),
    )
    assert desk.sent == [("ICU-12", sent, "AB")]


@pytest.mark.hazard("H03")
def test_before_the_second_reading_nothing_can_be_recorded(nurse: Nurse, desk: FakeDesk) -> None:
    """Neither the rate is asked for nor the button open."""
    nurse.press(*FIRST_READING)
    assert not nurse.sees("bag_change.pump_shows")
    assert not nurse.find("bag_change.submit", ActButton).isEnabled()
    assert desk.sent == []


@pytest.mark.hazard("H03")
def test_two_readings_that_differ_are_shown_and_no_rate_is_named(
    nurse: Nurse, desk: FakeDesk
) -> None:
    """Both read again; sent all the same, the core refuses it, so it stays in the log."""
    nurse.press(*FIRST_READING, ENTER, "8", ENTER, "250", ENTER, "CD", ENTER)
    form = nurse.form()
    assert form is not None
    shown = " ".join(one.text() for one in form.findChildren(Text) if one.isVisible())
    assert "The two readings differ: 16 mg in 250 mL, and 8 mg in 250 mL by CD." in shown
    assert "4.6" not in shown
    assert not nurse.sees("bag_change.pump_shows")
    nurse.press(ENTER)
    command = desk.sent[0][1]
    assert isinstance(command, ChangeBag)
    assert command.second_check == SecondCheck(amount="8 mg", volume="250 mL", by="CD")


@pytest.mark.hazard("H03")
def test_where_somebody_else_is_needed_their_fields_come_back_empty(
    nurse: Nurse, desk: FakeDesk
) -> None:
    """Refused because the second initials were the first ones: the second person types again."""
    desk.answers = [refusal("SECOND_CHECK_NEEDED")]
    nurse.press(*FIRST_READING, ENTER, "16", ENTER, "250", ENTER, "AB", ENTER, "4.6", ENTER)
    assert nurse.refusals() == ["SECOND_CHECK_NEEDED"]
    assert nurse.focus().objectName() == "bag_change.second_amount"
    assert not nurse.find("bag_change.second_by", Line).text()
    nurse.press("16", ENTER, "250", ENTER, "CD", ENTER)
    assert nurse.refusals() == []
    nurse.press(ENTER)
    command = desk.sent[-1][1]
    assert isinstance(command, ChangeBag)
    assert command.second_check == SecondCheck(amount="16 mg", volume="250 mL", by="CD")
    assert command.pump_shows == "4.6 mL/h"


def test_another_label_starts_anew(nurse: Nurse) -> None:
    """Changed after both readings, the second one is gone with what was said about the first."""
    nurse.press(*FIRST_READING, ENTER, "16", ENTER, "250", ENTER, "CD", ENTER)
    amount = nurse.find("bag_change.amount", Line)
    amount.setFocus()
    nurse.press(Key.Key_Backspace, Key.Key_Backspace, "4", ENTER, ENTER)
    assert "Same concentration" in nurse.find("bag_change.preview", Text).text()
    assert nurse.sees("bag_change.pump_shows")
    assert not nurse.sees("bag_change.hand_over")


class OneBag(FakeDesk):
    """Only norepinephrine runs."""

    def bag_choices(self, bed_id: str) -> tuple[BagChoice, ...]:
        """Return the one bag."""
        return super().bag_choices(bed_id)[:1]


def test_the_only_bag_need_not_be_chosen(sit_down: Seat) -> None:
    """Twelve keys with a rate of four characters; the form names the drug and its label."""
    desk = OneBag(states={"ICU-12": "calm"})
    nurse = sit_down(desk)
    nurse.sign_in("AB")
    nurse.press(Key.Key_F9)
    form = nurse.form()
    assert form is not None
    said = " ".join(one.text() for one in form.findChildren(Text) if one.isVisible())
    assert "norepinephrine now: 4 mg in 250 mL" in said
    nurse.press("4", ENTER, "250", ENTER, "18.4", ENTER)
    assert nurse.keys == 12
    sent = ChangeBag(drug="norepinephrine", amount="4 mg", volume="250 mL", pump_shows="18.4 mL/h")
    assert desk.sent == [("ICU-12", sent, "AB")]
