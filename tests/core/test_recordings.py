"""What is recorded brings which events. Recording is never refused for being unsafe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.support.shift import (
    INCOMPLETE,
    NOREPINEPHRINE,
    NOREPINEPHRINE_PER_MIN,
    OMIT,
    VASOPRESSIN,
    WORSE,
    Shift,
    moment,
    opened,
    prepared,
    shipped_policy,
    suspended_as_overdue,
    weaning,
)
from titrator.core.commands import DoubtClock
from titrator.core.events import HoldCause
from titrator.core.policy import Standing

if TYPE_CHECKING:
    from tests.support.shift import Line


def test_everything_that_is_wrong_with_an_opening_is_told_at_once() -> None:
    """No adult, no bed, no weight and no word on how it is known."""
    shift = Shift()
    line = shift.at("08:00").act("open_episode", adult=False, bed="")
    assert [one["code"] for one in line.out["refusals"]] == [
        "OUT_OF_SCOPE",
        "OUT_OF_SCOPE",
        "WEIGHT_MISSING",
        "WEIGHT_MISSING",
    ]
    line = shift.at("08:00").open(adult=False)
    assert [one["code"] for one in line.out["refusals"]] == ["OUT_OF_SCOPE"]
    assert not shift.bed.state.is_open


def test_an_infusion_that_is_wrong_twice_is_told_both() -> None:
    """The label has no volume, and the pump rate a comma."""
    line = opened().at("08:01").infusion(NOREPINEPHRINE, "7,9 mL/h", volume=OMIT)
    assert line.codes == {"CONCENTRATION_MISSING", "NOT_A_NUMBER"}


def test_an_opening_holds_bed_and_weight_with_its_kind() -> None:
    """As they are told to every later act."""
    state = opened("71.5 kg").bed.state
    assert (state.bed, state.weight_kind, state.weight_at) == (
        "ICU-12",
        "measured",
        moment("08:00"),
    )


@pytest.mark.ruling(28)
@pytest.mark.parametrize(
    ("time", "rate", "events"),
    [
        ("08:06", "7.9 mL/h", ["InfusionConfirmed"]),
        ("08:06", "7.8 mL/h", ["InfusionFoundChanged"]),
        ("08:06", "0 mL/h", ["InfusionFoundChanged"]),
        ("08:06", "8 mL/h", ["InfusionFoundChanged", "HoldStarted"]),
    ],
)
def test_a_second_reading_of_a_pump_confirms_or_finds_a_change(
    time: str, rate: str, events: list[str]
) -> None:
    """Only an increase starts a hold."""
    assert weaning().at(time).infusion(NOREPINEPHRINE, rate).events == events


@pytest.mark.ruling(28)
def test_an_increase_found_in_a_hold_starts_no_second_one() -> None:
    """The one that runs goes on."""
    shift = weaning()
    shift.at("08:06").hold()
    line = shift.at("08:07").infusion(NOREPINEPHRINE, "8 mL/h")
    assert line.events == ["InfusionFoundChanged"]


@pytest.mark.rule("R9")
@pytest.mark.parametrize(
    ("fields", "events"),
    [
        ({"map_mmhg": 70}, ["AssessmentRecorded"]),
        ({"map_mmhg": 64}, ["AssessmentRecorded", "HoldStarted"]),
        ({"perfusion": WORSE}, ["AssessmentRecorded", "HoldStarted"]),
        ({"map_source": "cuff"}, ["AssessmentRecorded"]),
        ({"map_source": "cuff", "map_mmhg": 64}, ["AssessmentRecorded", "HoldStarted"]),
        ({"perfusion": INCOMPLETE, "map_mmhg": 64}, ["AssessmentRecorded", "HoldStarted"]),
        ({"map_mmhg": 120}, ["MapQuestioned", "CommandRefused"]),
        ({"map_mmhg": 120, "map_again": 120}, ["AssessmentRecorded"]),
    ],
)
def test_an_assessment_is_recorded_and_a_bad_one_holds(
    fields: dict[str, object], events: list[str]
) -> None:
    """By cuff and incomplete too; an implausible MAP waits to be typed again."""
    said = {"map_source": "arterial_line", "map_mmhg": 70} | fields
    assert weaning().at("08:06").act("record_assessment", **said).events == events


@pytest.mark.ruling(7)
@pytest.mark.parametrize(
    ("fields", "events", "phase"),
    [
        ({}, ["AssessmentRecorded", "SuspensionEnded"], "weaning"),
        ({"map_mmhg": 64}, ["AssessmentRecorded", "SuspensionEnded", "HoldStarted"], "holding"),
        (
            {"map_mmhg": 64, "map_source": "cuff"},
            ["AssessmentRecorded", "SuspensionEnded", "HoldStarted"],
            "holding",
        ),
        ({"map_source": "cuff"}, ["AssessmentRecorded"], "suspended"),
        ({"perfusion": INCOMPLETE}, ["AssessmentRecorded"], "suspended"),
    ],
)
def test_a_suspension_ends_by_a_good_or_a_bad_assessment(
    fields: dict[str, object], events: list[str], phase: str
) -> None:
    """One that is neither leaves it suspended."""
    shift = suspended_as_overdue()
    line = shift.at("08:21").assessment(**{"map_mmhg": 70} | fields)  # type: ignore[arg-type]
    assert (line.events, line.phase) == (events, phase)


@pytest.mark.ruling(6)
@pytest.mark.parametrize(
    ("fields", "is_trusted"),
    [({}, True), ({"map_mmhg": 64}, True), ({"map_source": "cuff"}, False)],
)
def test_the_clock_is_trusted_again_after_a_complete_assessment(
    fields: dict[str, object], *, is_trusted: bool
) -> None:
    """A bad one too; a cuff does not do."""
    shift = weaning()
    shift.bed.handle(DoubtClock(reason="slept"), by="", at=moment("08:06"))
    line = shift.at("08:07").assessment(**{"map_mmhg": 70} | fields)  # type: ignore[arg-type]
    assert ("ClockTrusted" in line.events) is is_trusted
    assert shift.bed.state.is_clock_suspect is not is_trusted


def test_before_the_start_nothing_bad_holds() -> None:
    """It only keeps the bed from being ready."""
    line = prepared().at("08:04:40").assessment(40, map_again=40)
    assert (line.events, line.phase) == (["AssessmentRecorded"], "setup")


@pytest.mark.ruling(26)
def test_an_order_and_its_end_are_recorded() -> None:
    """Who ended it stands in the log."""
    shift = opened()
    assert shift.at("08:01").order(VASOPRESSIN).events == ["OrderRecorded"]
    assert shift.at("08:02").discontinue(VASOPRESSIN, prescriber="XY").events == [
        "OrderDiscontinued"
    ]
    assert shift.bed.state.orders[VASOPRESSIN].is_discontinued
    again = shift.at("08:03").discontinue(VASOPRESSIN)
    assert again.out["refusals"][0]["text"] == "There is no order for vasopressin to discontinue."
    shift.at("08:04").order(VASOPRESSIN)
    nobody = shift.at("08:05").discontinue(VASOPRESSIN, prescriber=OMIT)
    assert nobody.out["refusals"][0]["text"] == "Who discontinued the order was not given."


@pytest.mark.ruling(26)
def test_the_unit_system_of_a_running_wean_is_told_when_it_is_kept() -> None:
    """An order in mcg/min would change every step of a wean in mcg/kg/min."""
    line = weaning().at("08:06").order(NOREPINEPHRINE, **NOREPINEPHRINE_PER_MIN)
    assert line.out["refusals"][0]["text"] == (
        "The wean runs in mcg/kg/min; an order in mcg/min would change every step of it."
    )


@pytest.mark.ruling(24)
def test_a_gate_is_recorded_whatever_it_says() -> None:
    """Whether it opens is judged when it is asked."""
    assert prepared().at("08:05").gate(skin="not_met").events == ["StartGateRecorded"]


@pytest.mark.ruling(31)
def test_a_weight_is_recorded_and_ends_the_wean() -> None:
    """From weaning, from a hold, and from a suspension."""
    held = weaning()
    held.at("08:06").hold()
    for shift in (weaning(), held, suspended_as_overdue()):
        line = shift.at("08:21").weight("70 kg")
        assert (line.events[-1], line.phase) == ("WeightChanged", "setup")


def texts(line: Line) -> list[str]:
    """The sentences of a refusal."""
    return [one["text"] for one in line.out["refusals"]]


def last_events(shift: Shift) -> Any:
    """The events of the entry told last."""
    return shift.bed.entries[-1].entry.events


def test_each_reason_not_to_open_a_bed_has_its_sentence() -> None:
    line = Shift().at("08:00").act("open_episode", adult=None, bed=" ", weight="70 kg")
    assert texts(line) == [
        "No bed was named.",
        "The patient is not confirmed to be an adult; children are out of scope.",
        "How the weight is known is missing.",
    ]


def test_a_bed_is_not_opened_under_a_policy_that_cannot_be_used() -> None:
    """Everything else is there; the doses of an open bed stay, a new bed does not open."""
    policy = msgspec.structs.replace(
        shipped_policy(), standing=Standing(refusal="It expired on 2026-02-28.")
    )
    shift = Shift(policy=policy)
    assert texts(shift.at("08:00").open()) == [
        "The policy of this hospital cannot be used. It expired on 2026-02-28."
    ]
    assert not shift.bed.state.is_open


@pytest.mark.ruling(28)
def test_a_pump_at_the_same_rate_with_another_bag_was_found_changed() -> None:
    """8 mg in 250 mL at 7.9 mL/h is twice the dose; half the strength at 15.8 mL/h is the same."""
    shift = weaning()
    line = shift.at("08:06").infusion(NOREPINEPHRINE, "7.9 mL/h", amount="8 mg")
    assert line.events == ["InfusionFoundChanged", "HoldStarted"]
    assert "LARGE_CHANGE" in line.findings
    assert last_events(shift)[1].is_counted
    assert last_events(shift)[1].cause is HoldCause.FOUND_AT_PUMP
    assert len(shift.bed.state.counted_holds) == 1
    same = weaning()
    line = same.at("08:06").infusion(NOREPINEPHRINE, "15.8 mL/h", amount="2 mg")
    assert line.events == ["InfusionFoundChanged"]


@pytest.mark.ruling(26)
def test_another_drug_or_a_wean_not_begun_may_change_the_unit_of_its_order() -> None:
    """Only norepinephrine's unit is the unit of the wean, and only once that runs."""
    ready = prepared()
    assert ready.at("08:05").order(NOREPINEPHRINE, **NOREPINEPHRINE_PER_MIN).accepted
    epinephrine = {
        "route": "central",
        "prescriber": "CD",
        "interval_min": 15,
        "map_target_mmhg": 65,
    }
    shift = weaning()
    per_kg = {"initial": "0.05 mcg/kg/min", "increment": "0.01 mcg/kg/min"}
    assert (
        shift.at("08:06").order("epinephrine", **epinephrine, **per_kg, maximum="0.5 mcg/kg/min")
    ).accepted
    per_min = {"initial": "5 mcg/min", "increment": "1 mcg/min", "maximum": "20 mcg/min"}
    assert shift.at("08:07").order("epinephrine", **epinephrine, **per_min).accepted


@pytest.mark.ruling(26)
def test_who_ended_an_order_stands_in_the_log() -> None:
    shift = opened()
    shift.at("08:01").order(VASOPRESSIN)
    shift.at("08:02").discontinue(VASOPRESSIN, prescriber="XY")
    assert last_events(shift)[0].prescriber == "XY"


@pytest.mark.ruling(2)
def test_an_implausible_map_is_refused_with_its_reason() -> None:
    assert texts(weaning().at("08:06").assessment(10)) == [
        "MAP 10 mmHg is outside 20 to 200 mmHg. It was not typed twice alike."
    ]


@pytest.mark.rule("R9")
def test_a_bad_assessment_in_a_hold_starts_no_second_one() -> None:
    """The one that runs goes on, and is counted once."""
    shift = weaning()
    shift.at("08:06").assessment(60)
    line = shift.at("08:07").assessment(60)
    assert line.events == ["AssessmentRecorded"]
    assert len(shift.bed.state.counted_holds) == 1


@pytest.mark.ruling(26)
def test_an_order_may_come_for_a_drug_that_had_none_while_the_wean_runs() -> None:
    """Only vasopressin was there when it began; there is no norepinephrine order to keep to."""
    shift = weaning(None, "9 mL/h")
    assert shift.at("08:06").order(NOREPINEPHRINE).accepted
    line = shift.at("08:07").discontinue("epinephrine")
    assert texts(line) == ["There is no order for EPINEPHrine to discontinue."]
