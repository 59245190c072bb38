"""The handover sheet: what it says of a bed, and what stays open after a handover that was stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.shift import NOREPINEPHRINE, UNCHANGED
from tests.support.weaning import ASSESSMENT, start_weaning
from titrator.core import commands as do

if TYPE_CHECKING:
    from titrator.session.desk import Desk


class AtBed:
    """One bed in a wean since 08:00, on a clock that is told."""

    def __init__(self, desk: Desk, clock: FakeClock) -> None:
        self.desk = desk
        self.clock = clock
        self.bed_id = start_weaning(desk)

    def after(self, minutes: int) -> AtBed:
        """Let minutes pass."""
        self.clock.run(timedelta(minutes=minutes), self.desk.tick)
        return self

    def does(self, command: do.AnyCommand, by: str = "AB") -> bool:
        """Whether a command was accepted."""
        return self.desk.handle(self.bed_id, command, by).is_accepted

    def lines(self, first_letter: str) -> tuple[str, ...]:
        """The lines of one part of the sheet."""
        sheet = self.desk.handover_sheet(self.bed_id, "CD")
        (found,) = [one.lines for one in sheet.parts if one.heading.startswith(first_letter)]
        return found

    def warnings(self) -> tuple[str, ...]:
        """What the banner warns of."""
        return self.desk.bedside(self.bed_id).banner.warnings


@pytest.fixture
def bed(desk: Desk, clock: FakeClock) -> AtBed:
    """A bed in a wean."""
    return AtBed(desk, clock)


def take_over(shows: str) -> do.HandOver:
    """The incoming nurse read that off the only pump."""
    return do.HandOver(pump_shows={NOREPINEPHRINE: shows})


def test_what_is_told_at_the_pumps_is_what_the_sheet_says(bed: AtBed) -> None:
    """The last 12 h and what is next, word for word; the rest is read when every pump agrees."""
    sheet = bed.after(20).desk.handover_sheet(bed.bed_id, "CD")
    told = bed.desk.handover_briefing(bed.bed_id)
    assert [one.heading[0] for one in told] == ["A", "R"]
    assert [one for one in sheet.parts if one in told] == list(told)


def test_the_sheet_has_bed_weight_doses_order_phase_and_protocol(bed: AtBed) -> None:
    """In the order of ISBAR, every figure as on the screen; no name of a patient."""
    sheet = bed.desk.handover_sheet(bed.bed_id, "CD")
    assert (sheet.title, sheet.made) == ("Handover ICU-12", "2026-03-01 08:00 by CD")
    assert [one.heading[0] for one in sheet.parts] == ["I", "S", "B", "A", "R", "B", "W"]
    assert bed.lines("I")[0].startswith("ICU-12. Weight 70 kg measured 08:00.")
    phase, running, *_ = bed.lines("S")
    assert phase == "Phase: wean running."
    assert running.startswith(
        "norepinephrine: 0.0301 mcg/kg/min = 2.11 mcg/min = 7.9 mL/h of 4 mg in 250 mL; "
    )
    order = bed.lines("B  ")[0]
    for element in (
        "route central,",
        "initial rate 0.05 mcg/kg/min",
        "increment 0.01 mcg/kg/min",
        "every 15 min",
        "maximum 0.5 mcg/kg/min",
        "endpoint MAP 65 mmHg or more",
    ):
        assert element in order, element
    assert bed.lines("B  ")[1] == "Wean started 2026-03-01 08:00."
    assert "not approved by a hospital" in bed.lines("B  ")[2]


def test_the_sheet_has_assessments_holds_refusals_and_what_is_next(bed: AtBed) -> None:
    """The last assessment first; a refusal stays open until the same act is done."""
    assert bed.lines("A")[1:] == ("No hold.", "No open refusal.")
    assert bed.lines("A")[0].startswith("2026-03-01 08:00 MAP 72 mmHg arterial line")
    assert not bed.does(do.Resume())
    assert not bed.does(do.Resume())
    opened = [line for line in bed.lines("A") if line.startswith("Open refusal: ")]
    assert len(opened) == 1
    assert opened[0].startswith("Open refusal: 08:00 not done: ")
    assert bed.after(5).does(do.Hold(), by="")
    assert "Hold: 2026-03-01 08:05 hold" in bed.lines("A")
    assert bed.lines("R")[0].startswith("REASSESS")
    assert bed.does(
        do.RecordAssessment(map_mmhg="55", map_source="arterial_line", perfusion=UNCHANGED)
    )
    assert bed.lines("A")[0].startswith("2026-03-01 08:05 MAP 55")


def test_a_bed_that_was_just_opened_says_what_is_not_there(bed: AtBed) -> None:
    """Nothing runs, no order, no assessment: each is said, nothing is blank."""
    opening = do.OpenEpisode(bed="ICU-16", weight="80 kg", weight_kind="stated", adult=True)
    _, bed.bed_id = bed.desk.open_bed(opening, "AB")
    assert bed.desk.handover_sheet(bed.bed_id, "").made == "2026-03-01 08:00"
    assert bed.desk.handover_drugs(bed.bed_id) == ()
    assert "Nothing is recorded as running." in bed.lines("S")
    assert bed.lines("B  ")[:2] == (
        "No titration order is recorded.",
        "The wean was not started.",
    )
    assert bed.lines("A")[0] == "No assessment in the last 12 h."
    assert any(line.startswith("To do: Record what runs.") for line in bed.lines("R"))
    assert bed.lines("Bl") == ("Nothing was recorded as running.",)


def test_a_drug_that_is_off_and_an_order_that_ended_say_so(bed: AtBed) -> None:
    """The pump was found at zero; the prescriber ended the order."""
    off = do.RecordInfusion(
        drug=NOREPINEPHRINE, amount="4 mg", volume="250 mL", pump_shows="0 mL/h"
    )
    assert bed.does(off)
    assert bed.does(do.DiscontinueOrder(drug=NOREPINEPHRINE, prescriber="Dr. Ruiz"))
    assert "norepinephrine: off" in bed.lines("S")
    assert bed.lines("B  ")[0].endswith("NOT IN FORCE")
    bed.after(1)
    ending = do.RecordOrder(
        drug=NOREPINEPHRINE,
        route="central_venous",
        initial="0.05 mcg/kg/min",
        increment="0.01 mcg/kg/min",
        interval_min="15",
        maximum="0.5 mcg/kg/min",
        map_target_mmhg="65",
        prescriber="Dr. Ruiz",
        valid_until="2026-03-01T20:00:00Z",
    )
    assert bed.does(ending)
    assert bed.lines("B  ")[0].endswith("until 2026-03-01 20:00")


@pytest.mark.hazard("H36")
def test_the_head_of_the_log_is_on_the_sheet_with_what_it_cannot_prove(bed: AtBed) -> None:
    """Number and all 64 digits, those of the log after the handover itself."""
    assert bed.does(take_over("7.9 mL/h"), by="CD")
    head = bed.desk.log_head
    first, policy, *limits = bed.lines("W")
    assert first.startswith(f"Entries: {head.seq}. ")
    assert first.split(": ")[-1].replace(" ", "") == head.hash
    assert policy == f"Policy: {bed.desk.policy.fingerprint}"
    assert "cannot prove" in " ".join(limits)


@pytest.mark.hazard("H22")
def test_a_difference_stays_in_the_banner_until_the_pump_is_recorded(bed: AtBed) -> None:
    """Stopped, and seen by whoever comes next; recording what the pump shows settles it."""
    answer = bed.desk.handle(bed.bed_id, take_over("8.9 mL/h"), "CD")
    assert [one.code for one in answer.blocked] == ["PUMP_MISMATCH"]
    assert "record what the pump shows" in answer.blocked[0].can_do
    said = (
        "norepinephrine: dose in app and on pump differ, handover stopped at 08:00. Record what the "
        "pump shows."
    )
    assert said in bed.warnings()
    assert bed.does(ASSESSMENT)
    assert said in bed.warnings()
    found = do.RecordInfusion(
        drug=NOREPINEPHRINE, amount="4 mg", volume="250 mL", pump_shows="8.9 mL/h"
    )
    assert bed.does(found)
    assert said not in bed.warnings()


@pytest.mark.hazard("H22")
@pytest.mark.parametrize("typed", ["7.9 mL/h", "7,9 mL/h"])
def test_what_was_mistyped_leaves_no_warning_once_it_is_settled(bed: AtBed, typed: str) -> None:
    """The same pump read again and agreed; what cannot be read is no difference."""
    bed.does(take_over("8.9 mL/h" if typed == "7.9 mL/h" else typed), by="CD")
    bed.does(take_over(typed), by="CD")
    assert not [text for text in bed.warnings() if "differ" in text]


def test_a_handover_without_rates_differs_in_nothing(bed: AtBed) -> None:
    """It was stopped because no pump was read."""
    assert not bed.does(do.HandOver(), by="CD")
    assert not bed.does(do.HandOver(pump_shows={"dobutamine": "3 mL/h"}), by="CD")
    assert not [text for text in bed.warnings() if "differ" in text]


def test_the_log_says_who_took_over_and_what_the_pumps_showed(bed: AtBed) -> None:
    """The incoming nurse stands beside the entry; without a running drug there is nothing to add."""
    assert bed.does(take_over("7.9 mL/h"), by="CD")
    last = bed.desk.log_lines(bed.bed_id)[0]
    assert (last.text, last.by) == (
        "handed over, pumps read back: norepinephrine 7.9 mL/h",
        "CD",
    )
    opening = do.OpenEpisode(bed="ICU-16", weight="80 kg", weight_kind="stated", adult=True)
    _, bed.bed_id = bed.desk.open_bed(opening, "AB")
    assert bed.does(do.HandOver(), by="CD")
    assert bed.desk.log_lines(bed.bed_id)[0].text == "handed over"
