"""What can still be put right: the entries that count now, field by field as they were typed."""

from __future__ import annotations

import pytest

from titrator.core import commands as do
from titrator.session.correctable import Correctable, FieldKind
from titrator.session.desk import Desk
from titrator.session.moments import Day

PUMP = do.RecordInfusion(
    drug="norepinephrine", amount="4 mg", volume="250 mL", pump_shows="7.9 mL/h"
)
ORDER = do.RecordOrder(
    drug="norepinephrine",
    route="intravenous, central line",
    initial="0.05 mcg/kg/min",
    increment="0.01 mcg/kg/min",
    interval_min="15",
    maximum="0.5 mcg/kg/min",
    map_target_mmhg="65",
    prescriber="CD",
)
SEEN = do.RecordAssessment(
    map_mmhg="72", map_source="arterial_line", perfusion={"skin": "same_or_better"}
)
GATE = do.RecordStartGate(
    urine_output=do.NotApplicable(not_applicable="dialysis", prescriber="CD"), fluids="met"
)


@pytest.fixture
def bed_id(desk: Desk) -> str:
    """A bed with a patient."""
    command = do.OpenEpisode(bed="ICU-12", weight="70 kg", weight_kind="measured", adult=True)
    return desk.open_bed(command, "AB")[1]


def found(desk: Desk, bed_id: str, *commands: do.AnyCommand) -> tuple[Correctable, ...]:
    """What can be corrected after these entries."""
    for command in commands:
        assert desk.handle(bed_id, command, "AB").is_accepted
    return desk.correctable(bed_id)


@pytest.mark.ruling(30)
def test_the_latest_entry_comes_first_with_its_time_and_words(desk: Desk, bed_id: str) -> None:
    """Opening the bed cannot be corrected; each of the other four can."""
    entries = found(desk, bed_id, PUMP, ORDER, SEEN, GATE)
    assert [one.line for one in entries] == [5, 4, 3, 2]
    assert entries[0].text == "start gate answered"
    assert entries[3].time == "08:00"


@pytest.mark.ruling(30)
def test_an_assessment_is_corrected_by_its_map_source_and_signs(desk: Desk, bed_id: str) -> None:
    """Each sign by itself; what was not answered reads as not assessed."""
    (entry,) = found(desk, bed_id, SEEN)
    by_name = {one.name: one for one in entry.fields}
    assert by_name["map_mmhg"].was == "72 mmHg"
    assert not by_name["map_mmhg"].is_sent_with_unit
    assert by_name["map_source"].was == "arterial line"
    assert by_name["perfusion.skin"].was == "same or better"
    assert by_name["perfusion.mental_state"].was == "not assessed"
    assert by_name["perfusion.skin"].kind is FieldKind.CHOICE


@pytest.mark.ruling(30)
def test_an_infusion_is_corrected_in_the_units_it_was_typed_in(desk: Desk, bed_id: str) -> None:
    """The numbers go back with their units, as in the entry."""
    (entry,) = found(desk, bed_id, PUMP)
    shown = [(one.name, one.was, one.unit, one.is_sent_with_unit) for one in entry.fields]
    assert shown == [
        ("amount", "4 mg", "mg", True),
        ("volume", "250 mL", "mL", True),
        ("pump_shows", "7.9 mL/h", "mL/h", True),
    ]


@pytest.mark.ruling(30)
def test_an_infusion_found_changed_later_is_the_one_to_correct(desk: Desk, bed_id: str) -> None:
    """The first recording no longer counts, so it is not offered."""
    later = do.RecordInfusion(
        drug="norepinephrine", amount="4 mg", volume="250 mL", pump_shows="8 mL/h"
    )
    assert [one.line for one in found(desk, bed_id, PUMP, later)] == [3]


@pytest.mark.ruling(30)
def test_only_the_present_order_and_gate_are_offered(desk: Desk, bed_id: str) -> None:
    """A new order replaces the old one, and so does a new gate."""
    assert [one.line for one in found(desk, bed_id, PUMP, ORDER, GATE, ORDER, GATE)] == [6, 5, 2]


@pytest.mark.ruling(30)
def test_order_and_gate_read_as_they_were_typed(desk: Desk, bed_id: str) -> None:
    """A minute and a MAP target have their unit on screen only; a reply not given is said so."""
    gate, order, _ = found(desk, bed_id, PUMP, ORDER, GATE)
    was = {one.name: (one.was, one.is_sent_with_unit) for one in order.fields}
    assert was["interval_min"] == ("15 min", False)
    assert was["maximum"] == ("0.5 mcg/kg/min", True)
    assert was["prescriber"] == ("CD", False)
    replies = {one.name: one.was for one in gate.fields}
    assert replies["urine_output"] == "not applicable"
    assert replies["fluids"] == "met"
    assert replies["skin"] == "not assessed"


def test_the_desk_reads_a_time_on_its_own_clock(desk: Desk) -> None:
    """At 08:00, half past six was an hour and a half ago."""
    assert desk.moment("06:30", Day.TODAY).said == "today 06:30, 1 h 30 min ago"
