"""A correction as events. What it means is shown by the scenarios of ruling 30."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.support.shift import NOREPINEPHRINE, moment, prepared, weaning
from titrator.core.commands import (
    Correct,
    RecordAssessment,
    RecordInfusion,
    RecordOrder,
    RecordStartGate,
)
from titrator.core.corrections import correct
from titrator.core.events import HoldCause, Stamp
from titrator.core.situation import Situation

if TYPE_CHECKING:
    from tests.support.shift import Shift

pytestmark = pytest.mark.ruling(30)


@pytest.mark.parametrize(
    ("line", "fields", "events"),
    [
        (2, {"pump_shows": "7.8 mL/h"}, ["InfusionCorrected"]),
        (3, {"route": "peripheral"}, ["OrderCorrected"]),
        (6, {"map_mmhg": 70}, ["AssessmentCorrected"]),
        (6, {"map_mmhg": 60}, ["AssessmentCorrected", "HoldStarted"]),
        (6, {"map_mmhg": 10}, ["CommandRefused"]),
        (7, {"skin": "not_met"}, ["StartGateCorrected"]),
        (2, {"pump_shows": "7,8 mL/h"}, ["CommandRefused"]),
        (8, {"map_mmhg": 70}, ["CommandRefused"]),
    ],
)
def test_each_kind_of_entry_has_its_event(
    line: int, fields: dict[str, Any], events: list[str]
) -> None:
    """Lines 2 infusion, 3 order, 6 assessment, 7 gate; line 8 started the wean."""
    assert weaning().at("08:06").correct(line, **fields).events == events


def test_the_entry_then_reads_as_corrected() -> None:
    """A second correction starts from the first one's values."""
    shift = weaning()
    shift.at("08:06").correct(6, map_mmhg=70)
    shift.at("08:06").correct(6, perfusion={"lactate": "same_or_better"})
    entry = shift.bed.state.entries[6]
    assert isinstance(entry, RecordAssessment)
    assert entry.map_mmhg == "70"
    assert entry.perfusion is not None
    assert entry.perfusion["lactate"] == "same_or_better"
    assert entry.perfusion["skin"] == "same_or_better"
    kinds = {number: type(one) for number, one in shift.bed.state.entries.items()}
    assert kinds == {
        2: RecordInfusion,
        3: RecordOrder,
        4: RecordInfusion,
        5: RecordOrder,
        6: RecordAssessment,
        7: RecordStartGate,
    }


def test_what_is_corrected_keeps_its_time_and_its_author() -> None:
    """Assessment, gate, order and infusion alike."""
    shift = weaning()
    shift.by = "XY"
    for line, fields in (
        (2, {"pump_shows": "7.8 mL/h"}),
        (3, {"route": "peripheral"}),
        (6, {"map_mmhg": 70}),
        (7, {"fluids": "not_met"}),
    ):
        assert shift.at("08:08").correct(line, **fields).accepted
    state = shift.bed.state
    assert (state.assessments[0].at, state.assessments[0].by) == (moment("08:04"), "AB")
    assert state.gate is not None
    assert state.gate.recorded_at == moment("08:04:30")
    assert state.orders[NOREPINEPHRINE].recorded_at == moment("08:02")
    infusion = state.infusions[NOREPINEPHRINE]
    assert (infusion.read_at, infusion.read_by) == (moment("08:01"), "AB")


def test_a_refusal_says_what_cannot_be_corrected() -> None:
    """The entry, the field, or that a later entry took its place."""
    shift = prepared()
    at = shift.at("08:04:40")

    def said(line: int, **fields: Any) -> str:
        return str(at.correct(line, **fields).out["refusals"][0]["text"])

    assert said(1, weight="71 kg") == "Entry 1 is not one that can be corrected."
    assert said(2, colour="red") == '"colour" cannot be corrected in this entry.'
    assert said(2, drug="epinephrine") == '"drug" cannot be corrected in this entry.'
    assert said(2) == "A correction needs at least one right value."
    assert said(6, perfusion=5) == "The right values cannot be read."
    at.infusion(NOREPINEPHRINE, "7.8 mL/h")
    assert said(2, pump_shows="7 mL/h") == (
        "norepinephrine changed after entry 2; record what its pump shows now instead."
    )
    at.order(NOREPINEPHRINE)
    assert said(3, route="x") == "The order of entry 3 was replaced since."
    at.gate()
    assert said(7, skin="met") == "The gate was answered again after entry 7."
    at.weight("72 kg")
    assert said(7, skin="met") == (
        "The weight was changed after entry 7, and its answers count no more: "
        "answer the start gate again."
    )


def test_a_hold_goes_with_the_entry_that_started_it_wrongly() -> None:
    """By a mistyped MAP, by a mistyped rate, by a drug that did not run; and stays where it must."""

    def after(wrong: Any, **fields: Any) -> list[str]:
        shift = weaning()
        line = wrong(shift.at("08:06"))
        shift.at("08:06:10").assessment(fields.pop("then", 70))
        return shift.at("08:07").correct(line, **fields).events

    def low(at: Any) -> Any:
        return at.assessment(60)

    def more(at: Any) -> Any:
        return at.infusion(NOREPINEPHRINE, "79 mL/h")

    def new(at: Any) -> Any:
        return at.infusion("epinephrine", "5 mL/h", amount="4 mg", volume="250 mL")

    assert after(low, map_mmhg=70) == ["AssessmentCorrected", "HoldLifted"]
    assert after(low, map_mmhg=70, then=60) == ["AssessmentCorrected"]
    assert after(more, pump_shows="7.9 mL/h") == ["InfusionCorrected", "HoldLifted"]
    assert after(more, pump_shows="8 mL/h") == ["InfusionCorrected"]
    assert after(more, pump_shows="7.9 mL/h", then=60) == ["InfusionCorrected"]
    assert after(new, pump_shows="0 mL/h") == ["InfusionCorrected", "HoldLifted"]
    assert after(new, pump_shows="1 mL/h") == ["InfusionCorrected"]


def events_of(shift: Shift) -> tuple[Any, ...]:
    """The events of the entry told last."""
    return tuple(shift.bed.entries[-1].entry.events)


def test_why_an_entry_was_corrected_stays_with_it() -> None:
    """As typed, and as nothing where nothing was typed."""
    shift = weaning()
    fields = {"map_mmhg": "70"}
    shift.at("08:06").act("correct", line=6, fields=fields, reason="read the wrong line")
    assert events_of(shift)[0].reason == "read the wrong line"
    shift.at("08:07").act("correct", line=6, fields=fields)
    assert events_of(shift)[0].reason == ""
    line = shift.at("08:08").act("correct", line=6, reason="x")
    assert line.out["refusals"][0]["text"] == "A correction needs at least one right value."


def test_a_later_assessment_is_corrected_with_its_own_time_and_author() -> None:
    """Line 9 at 08:06, not line 6 at 08:04."""
    shift = weaning()
    shift.by = "XY"
    wrong = shift.at("08:06").assessment(70)
    shift.by = "AB"
    assert shift.at("08:07").correct(wrong, map_mmhg=71).accepted
    seen = shift.bed.state.assessments[1]
    assert (int(seen.map_mmhg), seen.at, seen.by) == (71, moment("08:06"), "XY")


def test_a_hold_by_hand_does_not_end_by_a_correction() -> None:
    """Nor does one that a pump started, by another drug's corrected rate."""
    shift = weaning()
    shift.at("08:06").hold()
    wrong = shift.at("08:06:30").assessment(60)
    line = shift.at("08:07").correct(wrong, map_mmhg=70)
    assert (line.events, line.phase) == (["AssessmentCorrected"], "holding")
    found = weaning()
    found.at("08:06").infusion(NOREPINEPHRINE, "8 mL/h")
    line = found.at("08:07").correct(4, pump_shows="0 mL/h")
    assert (line.events, line.phase) == (["InfusionCorrected"], "holding")


def test_only_a_last_assessment_put_right_starts_a_counted_hold_and_only_in_a_wean() -> None:
    """An earlier one, or one before the start, holds nothing."""
    shift = weaning()
    shift.at("08:06").assessment(70)
    assert shift.at("08:07").correct(6, map_mmhg=60).events == ["AssessmentCorrected"]
    ready = prepared()
    assert ready.at("08:05").correct(6, map_mmhg=60).events == ["AssessmentCorrected"]
    started = weaning()
    started.at("08:06").correct(6, map_mmhg=60)
    assert started.bed.state.hold is not None
    assert started.bed.state.hold.is_counted
    assert len(started.bed.state.counted_holds) == 1


def test_a_hold_stays_where_one_of_the_assessments_since_was_bad() -> None:
    """Started by a mistyped rate; then 60, then 70."""
    shift = weaning()
    wrong = shift.at("08:06").infusion(NOREPINEPHRINE, "79 mL/h")
    shift.at("08:06:10").assessment(60)
    shift.at("08:06:40").assessment(70)
    line = shift.at("08:07").correct(wrong, pump_shows="7.9 mL/h")
    assert (line.events, line.phase) == (["InfusionCorrected"], "holding")


def test_an_implausible_map_put_right_is_refused_until_it_is_typed_twice_alike() -> None:
    at = weaning().at("08:06")
    line = at.correct(6, map_mmhg=10)
    assert line.out["refusals"][0]["text"] == (
        "MAP 10 mmHg is outside 20 to 200 mmHg. It was not typed twice alike."
    )


def test_an_entry_is_named_by_its_whole_number() -> None:
    """Half of line 5 is no line, and a word is none."""
    at = weaning().at("08:06")

    def said(line: object) -> str:
        corrected = at.act("correct", line=line, fields={"map_mmhg": 70}, reason="")
        return str(corrected.out["refusals"][0]["text"])

    assert said("2.5") == "Entry 2.5 is not one that can be corrected."
    assert said("x") == 'Line "x" was not taken: it is not a number.'


def test_the_drug_itself_may_be_named_among_the_right_values() -> None:
    line = weaning().at("08:06").correct(2, drug=NOREPINEPHRINE, pump_shows="7.8 mL/h")
    assert line.events == ["InfusionCorrected"]


def test_a_right_value_of_another_form_cannot_be_read() -> None:
    line = weaning().at("08:06").correct(2, pump_shows={"rate": "7.8 mL/h"})
    assert line.out["refusals"][0]["text"] == "The right values cannot be read."


def test_an_implausible_map_typed_twice_alike_is_put_right() -> None:
    line = weaning().at("08:06").correct(6, map_mmhg=10, map_again=10)
    assert line.events == ["AssessmentCorrected", "HoldStarted"]


def test_a_hold_of_another_cause_stays_whatever_rate_is_put_right() -> None:
    """Found at the pump is what a corrected rate can undo, nothing else."""
    shift = weaning()
    wrong = shift.at("08:06").infusion(NOREPINEPHRINE, "79 mL/h")
    hold = shift.bed.state.hold
    assert hold is not None
    by_hand = msgspec.structs.replace(hold, cause=HoldCause.NURSE)
    bed = Situation(
        state=msgspec.structs.replace(shift.bed.state, hold=by_hand),
        policy=shift.policy,
        stamp=Stamp(at=moment("08:07"), by="AB", line=99),
    )
    right = Correct(line=str(wrong.number), fields={"pump_shows": "7.9 mL/h"}, reason="")
    assert [type(one).__name__ for one in correct(right, bed).events] == ["InfusionCorrected"]


def test_a_gate_that_a_new_weight_took_away_cannot_be_corrected() -> None:
    shift = weaning()
    shift.at("08:06").weight("70 kg")
    assert shift.at("08:07").correct(7, skin="not_met").codes == {"WRONG_PHASE"}


def test_an_order_that_was_ended_stays_so_when_it_is_put_right() -> None:
    shift = weaning()
    shift.at("08:06").discontinue(NOREPINEPHRINE)
    assert shift.at("08:07").correct(3, route="peripheral").accepted
    assert shift.bed.state.orders[NOREPINEPHRINE].is_discontinued


def test_a_long_name_of_a_field_is_cut_in_the_sentence() -> None:
    line = weaning().at("08:06").correct(2, **{"x" * 25: "1"})
    assert line.out["refusals"][0]["text"] == (f'"{"x" * 24}" cannot be corrected in this entry.')
