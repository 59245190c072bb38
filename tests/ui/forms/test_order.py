"""Titration order: the seven elements in their fields, the doses in one unit, or its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.nurse import ENTER, Nurse
from titrator.core.commands import DiscontinueOrder, RecordOrder
from titrator.session.screen import Act
from titrator.ui.widgets.fields import Line

if TYPE_CHECKING:
    from tests.ui.fake_desk import FakeDesk

# An offscreen list that opens cannot take the keyboard for itself alone.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

DOSES = ("0.05", ENTER, "0.01", ENTER, "0.5", ENTER, "15", ENTER, "65", ENTER)
NOREPINEPHRINE = RecordOrder(
    drug="norepinephrine",
    route="intravenous, central line",
    initial="0.05 mcg/kg/min",
    increment="0.01 mcg/kg/min",
    interval_min="15",
    maximum="0.5 mcg/kg/min",
    map_target_mmhg="65",
    prescriber="Dr. Ruiz",
)


@pytest.fixture
def ordering(nurse: Nurse) -> Nurse:
    """A nurse with the order form open."""
    nurse.workplace.open_act(Act.ORDER)
    return nurse


@pytest.mark.parametrize("size", [(1366, 697), (1093, 543), (911, 465)])
def test_an_order_is_recorded_by_the_same_keys_at_every_size(
    nurse: Nurse, desk: FakeDesk, size: tuple[int, int]
) -> None:
    """Drug, unit, five numbers, prescriber, route, Enter: never by way of the end of an order."""
    nurse.workplace.resize(*size)
    QApplication.processEvents()
    nurse.workplace.open_act(Act.ORDER)
    nurse.choose("order.drug", "norepinephrine")
    nurse.press("1", *DOSES, "Dr. Ruiz", ENTER, "1", ENTER)
    assert desk.sent == [("ICU-12", NOREPINEPHRINE, "AB")]


def test_a_drug_with_one_unit_needs_no_answer(ordering: Nurse, desk: FakeDesk) -> None:
    """Vasopressin is ordered in units/min alone here, and the fields say so."""
    ordering.choose("order.drug", "vasopressin")
    assert ordering.focus().objectName() == "order.initial"
    ordering.press("0.03", ENTER, "0.01", ENTER, "0.03", ENTER, "60", ENTER, "65", ENTER)
    ordering.press("Dr. Ruiz", ENTER, "1", ENTER)
    command = desk.sent[0][1]
    assert isinstance(command, RecordOrder)
    assert (command.initial, command.maximum) == ("0.03 units/min", "0.03 units/min")


@pytest.mark.hazard("H47")
def test_another_unit_clears_the_doses(ordering: Nurse) -> None:
    """0.05 mcg/kg/min must not become 0.05 mcg/min."""
    ordering.choose("order.drug", "norepinephrine")
    ordering.press("1", "0.05", ENTER, "0.01")
    ordering.click("order.unit.mcg/min")
    assert ordering.find("order.initial", Line).text() == ""
    assert ordering.find("order.increment", Line).text() == ""


def test_how_long_it_holds_is_sent_with_its_zone(ordering: Nurse, desk: FakeDesk) -> None:
    """08:00 tomorrow, on the workstation's clock."""
    ordering.choose("order.drug", "norepinephrine")
    ordering.press("1", *DOSES, "Dr. Ruiz", ENTER, "1", "08:00", ENTER)
    assert desk.sent == []  # the day is not chosen yet
    ordering.press("2", ENTER)
    command = desk.sent[0][1]
    assert isinstance(command, RecordOrder)
    assert command.valid_until == "2026-11-03T08:00:00+00:00"


def test_a_time_that_cannot_be_read_is_not_sent(ordering: Nurse, desk: FakeDesk) -> None:
    """8 is no time of day; the field says how to write it."""
    ordering.choose("order.drug", "norepinephrine")
    ordering.press("1", *DOSES, "Dr. Ruiz", ENTER, "1", "8", ENTER)
    assert desk.sent == []
    assert ordering.sees("order.valid_until.reason")


def test_the_end_of_an_order_is_recorded_with_the_prescriber(
    ordering: Nurse, desk: FakeDesk
) -> None:
    """Only drug and prescriber are asked for."""
    ordering.click("order.end")
    ordering.choose("order.drug", "norepinephrine")
    assert not ordering.sees("order.initial")
    ordering.press("Dr. Ruiz", ENTER)
    sent = DiscontinueOrder(drug="norepinephrine", prescriber="Dr. Ruiz")
    assert desk.sent == [("ICU-12", sent, "AB")]
