"""A handover: every running pump read by the one who takes over; a difference stops it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.support.shift import NOREPINEPHRINE, VASOPRESSIN, Line, completed, opened, weaning
from titrator.core.events import CommandRefused, HandedOver

if TYPE_CHECKING:
    from tests.support.shift import Shift

AGREED = {NOREPINEPHRINE: "7.9 mL/h", VASOPRESSIN: "9 mL/h"}


def texts(line: Line) -> list[str]:
    """The sentences of the refusals."""
    return [str(one["text"]) for one in line.out["refusals"]]


@pytest.mark.hazard("H22")
def test_pumps_that_agree_are_read_anew_and_nothing_else_changes() -> None:
    """Who read them last is the incoming nurse; doses, clocks and phase stay."""
    shift = weaning()
    before = shift.folded()
    line = shift.at("08:10").act("hand_over", by="CD", pump_shows=AGREED)
    assert line.events == ["HandedOver"]
    after = shift.folded()
    assert [one.read_by for one in after.running] == ["CD", "CD"]
    assert [one.pump_rate for one in after.running] == [one.pump_rate for one in before.running]
    assert (after.step_clock_at, after.last_change_at) == (
        before.step_clock_at,
        before.last_change_at,
    )
    assert line.phase == "weaning"


@pytest.mark.hazard("H22")
def test_a_pump_that_shows_another_rate_stops_it_and_says_both() -> None:
    """Recorded with both figures; the drug that agrees is not named."""
    line = (
        weaning()
        .at("08:10")
        .act("hand_over", by="CD", pump_shows=AGREED | {NOREPINEPHRINE: "8.9 mL/h"})
    )
    assert line.events == ["CommandRefused"]
    assert line.codes == {"PUMP_MISMATCH"}
    (said,) = texts(line)
    assert said == (
        "norepinephrine: dose in app and on pump differ. The pump shows 8.9 mL/h, the program has "
        "7.9 mL/h."
    )


@pytest.mark.hazard("H40")
@pytest.mark.parametrize("shown", [None, {}, {VASOPRESSIN: ""}, {VASOPRESSIN: "9 mL/h"}])
def test_a_running_pump_that_was_not_read_stops_it(shown: dict[str, str] | None) -> None:
    """Each one unread is named."""
    line = weaning().at("08:10").act("hand_over", by="CD", pump_shows=shown)
    assert line.codes == {"PUMP_MISMATCH"}
    assert "norepinephrine: the pump was not read." in texts(line)


def test_what_cannot_be_read_is_refused_as_anywhere() -> None:
    """A comma, another unit."""
    shift = weaning()
    comma = shift.at("08:10").act(
        "hand_over", by="CD", pump_shows=AGREED | {VASOPRESSIN: "9,0 mL/h"}
    )
    assert comma.codes == {"NOT_A_NUMBER"}
    unit = shift.at("08:11").act(
        "hand_over", by="CD", pump_shows=AGREED | {VASOPRESSIN: "9 mcg/min"}
    )
    assert unit.codes == {"UNIT_MISMATCH"}


def test_nobody_takes_over_without_initials() -> None:
    """And the pumps are named with it, all at once."""
    line = weaning().at("08:10").act("hand_over", by="", pump_shows={})
    assert line.codes == {"SECOND_CHECK_NEEDED", "PUMP_MISMATCH"}
    assert len(line.out["refusals"]) == 3


def test_what_is_off_is_not_asked_for() -> None:
    """A bed where nothing runs is handed over by initials alone; a drug not running is not kept."""
    assert opened().at("08:05").act("hand_over", by="CD").events == ["HandedOver"]
    shift = completed()
    line = shift.at("23:00").act("hand_over", by="CD", pump_shows={NOREPINEPHRINE: "0 mL/h"})
    assert line.events == ["HandedOver"]
    assert all(one.read_by != "CD" for one in shift.folded().infusions.values())


def actions(line: Line, shift: Shift) -> list[str]:
    """What is to be done, of each refusal of the entry told last."""
    assert not line.accepted
    (event,) = shift.bed.entries[-1].entry.events
    assert isinstance(event, CommandRefused)
    return [one.next_action for one in event.refusals]


@pytest.mark.hazard("H22", "H40")
def test_what_stops_a_handover_is_told_with_what_to_do() -> None:
    shift = weaning()
    shown = {NOREPINEPHRINE: "8.9 mL/h"}
    line = shift.at("08:10").act("hand_over", by=" ", pump_shows=shown)
    assert texts(line) == [
        "Who takes over is not known.",
        (
            "norepinephrine: dose in app and on pump differ. The pump shows 8.9 mL/h, the program has "
            "7.9 mL/h."
        ),
        "vasopressin: the pump was not read.",
    ]
    assert actions(line, shift) == [
        "The incoming nurse types their own initials.",
        (
            "Both read this pump again now. If it was mistyped, type it again. If the pump really shows "
            "this rate, keep it, record what the pump shows (Ctrl+P), reassess, find out who changed it "
            "and call the prescriber if nobody knows. Hand over afterwards."
        ),
        "The incoming nurse reads every running pump and types its rate.",
    ]


def test_what_each_pump_showed_stands_in_the_log() -> None:
    """Of those that run."""
    shift = weaning()
    shift.at("08:10").act("hand_over", by="CD", pump_shows=AGREED)
    (event,) = shift.bed.entries[-1].entry.events
    assert isinstance(event, HandedOver)
    rates = {drug: rate.magnitude for drug, rate in event.pump_rates.items()}
    assert rates == {NOREPINEPHRINE: Fraction("7.9"), VASOPRESSIN: Fraction(9)}


@pytest.mark.hazard("H40")
def test_a_rate_that_cannot_be_read_hides_nothing_else_that_stands_in_the_way() -> None:
    """One pump typed with a comma, the other not read: both are said at once."""
    line = weaning().at("08:10").act("hand_over", by="CD", pump_shows={NOREPINEPHRINE: "7,9 mL/h"})
    assert line.events == ["CommandRefused"]
    assert texts(line)[1] == "vasopressin: the pump was not read."
    assert texts(line)[0].endswith("write a decimal point, not a comma.")
