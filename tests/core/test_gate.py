"""The start gate as read, and every reason why it is shut."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from tests.support.shift import moment, shipped_policy
from titrator.core.assessment import Answer, Assessment, MapSource
from titrator.core.commands import NotApplicable, RecordStartGate
from titrator.core.findings import RefusedError
from titrator.core.gate import (
    ANSWERS,
    GateAnswer,
    GateReply,
    StartGate,
    faults,
    findings_of,
    read_gate,
)

PROTOCOL = shipped_policy().protocol
MET = dict.fromkeys(ANSWERS, "met")
NOT_APPLICABLE = NotApplicable(not_applicable="dialysis", prescriber="CD")


def read(since: str | None = "2026-03-01T05:00:00Z", **answers: Any) -> StartGate:
    """A gate read at 08:00; every answer met unless said otherwise."""
    typed = RecordStartGate(map_stable_since=since, **{**MET, **answers})
    return read_gate(typed, at=moment("08:00"), line=7)


def why_shut(
    gate: StartGate | None,
    *assessments: Assessment,
    at: str = "08:00",
    target: int = 65,
    unsure_min: int = 0,
) -> str:
    """The sentence, or nothing when the gate is open."""
    why = faults(
        gate,
        protocol=PROTOCOL,
        assessments=assessments,
        target=Fraction(target),
        now=moment(at),
        unsure=timedelta(minutes=unsure_min),
    )
    found = findings_of(why)
    assert all(one.code == "START_GATE_NOT_MET" for one in found)
    assert len(found) < 2
    return "".join(one.text for one in found)


def a_map(mmhg: int, at: str) -> Assessment:
    """A MAP by cuff with nothing else assessed."""
    signs = ("mental_state", "capillary_refill", "urine_output", "skin", "lactate")
    return Assessment(
        at=moment(at),
        line=2,
        map_mmhg=Fraction(mmhg),
        source=MapSource.CUFF,
        perfusion=dict.fromkeys(signs, Answer.NOT_ASSESSED),
    )


@pytest.mark.ruling(24)
def test_a_gate_with_every_answer_met_is_open() -> None:
    """MAP stable for three hours, seven times met."""
    assert why_shut(read()) == ""


@pytest.mark.ruling(24)
def test_everything_that_keeps_it_shut_stands_in_one_sentence() -> None:
    """Age, duration, each answer, and the contradiction."""
    gate = read("2026-03-01T07:30:00Z", skin="not_met", fluids=None, mental_state="not_assessed")
    assert why_shut(gate, a_map(60, "07:40"), at="09:00:01") == (
        "The start gate is not met: its answers are more than 60 min old; MAP has not been "
        "stable for 120 min; mental state not assessed; skin not met; fluids not assessed; MAP 60 mmHg was "
        "recorded since then."
    )
    assert why_shut(None) == "The start gate is not met: it has not been answered."
    assert why_shut(read(None)) == (
        "The start gate is not met: since when MAP is stable was not given."
    )


@pytest.mark.ruling(24)
@pytest.mark.rule("R3")
@pytest.mark.parametrize(
    ("since", "at", "is_open"),
    [
        ("06:00:00", "08:00", True),
        ("06:00:01", "08:00", False),
        ("06:00:01", "08:00:01", True),
        ("05:00:00", "09:00", True),
        ("05:00:00", "09:00:01", False),
    ],
)
def test_two_hours_open_it_and_answers_hold_for_one(since: str, at: str, *, is_open: bool) -> None:
    """Both ends included, judged at the moment of asking."""
    assert (why_shut(read(f"2026-03-01T{since}Z"), at=at) == "") is is_open


@pytest.mark.ruling(24)
@pytest.mark.parametrize(
    ("mmhg", "at", "target", "is_open"),
    [
        (64, "05:00", 65, False),
        (64, "04:59:59", 65, True),
        (65, "05:00", 65, True),
        (68, "06:00", 70, False),
        (70, "06:00", 70, True),
    ],
)
def test_a_low_map_since_then_contradicts_it(
    mmhg: int, at: str, target: int, *, is_open: bool
) -> None:
    """At or after the claimed start, below the present target."""
    assert (why_shut(read(), a_map(mmhg, at), target=target) == "") is is_open


@pytest.mark.ruling(24)
@pytest.mark.parametrize("name", ANSWERS)
def test_not_applicable_opens_for_lactate_urine_output_and_mental_state(name: str) -> None:
    """With a reason and a prescriber; for nothing else."""
    answer: Any = {name: NOT_APPLICABLE}
    reply = read(**answer).replies[name]
    assert reply.answer is GateAnswer.NOT_APPLICABLE
    assert reply.opens(name) is (name in ("lactate_clearing", "urine_output", "mental_state"))


@pytest.mark.ruling(24)
@pytest.mark.parametrize("answer", [GateAnswer.NOT_MET, GateAnswer.NOT_ASSESSED])
def test_a_reason_and_a_prescriber_open_nothing_but_what_does_not_apply(
    answer: GateAnswer,
) -> None:
    """Not met stays shut, whoever says why."""
    reply = GateReply(answer=answer, reason="dialysis", prescriber="CD")
    assert not reply.opens("urine_output")


@pytest.mark.ruling(24)
def test_without_a_time_or_with_several_low_readings_one_contradiction_is_told() -> None:
    """Nothing contradicts a time that was not given; of two low readings the first is named."""
    assert why_shut(read(None), a_map(60, "07:00")) == (
        "The start gate is not met: since when MAP is stable was not given."
    )
    assert why_shut(read(), a_map(60, "07:00"), a_map(61, "07:30")) == (
        "The start gate is not met: MAP 60 mmHg was recorded since then."
    )


@pytest.mark.ruling(24)
def test_grounds_that_were_not_given_are_read_as_nothing() -> None:
    """Not as something unknown."""
    reply = read(urine_output=NotApplicable()).replies["urine_output"]
    assert (reply.reason, reply.prescriber) == ("", "")
    met = GateReply(answer=GateAnswer.MET)
    assert (met.reason, met.prescriber) == ("", "")


@pytest.mark.ruling(24)
@pytest.mark.parametrize(
    ("reason", "prescriber"), [("dialysis", None), (None, "CD"), ("dialysis", " "), ("", "CD")]
)
def test_not_applicable_without_grounds_stays_shut(
    reason: str | None, prescriber: str | None
) -> None:
    """It is read all the same."""
    answer = NotApplicable(not_applicable=reason, prescriber=prescriber)
    assert why_shut(read(urine_output=answer)) == (
        "The start gate is not met: urine output not applicable."
    )


@pytest.mark.ruling(24)
def test_everything_that_cannot_be_read_is_named_at_once() -> None:
    """The time and two answers."""
    with pytest.raises(RefusedError) as refused:
        read("soon", skin="warm", fluids="yes")
    assert len(refused.value.findings) == 3


@pytest.mark.ruling(24)
@pytest.mark.parametrize(
    ("since", "answers", "text"),
    [
        ("soon", {}, '"soon" is not a time with its zone.'),
        ("x" * 24, {}, f'"{"x" * 24}" is not a time with its zone.'),
        ("x" * 25, {}, f'"{"x" * 24}" is not a time with its zone.'),
        (
            "2026-03-01T05:00:00Z",
            {"skin": "x" * 25},
            f'Gate answer "{"x" * 24}" for skin cannot be read.',
        ),
        ("2026-03-01T05:00:00", {}, '"2026-03-01T05:00:00" is not a time with its zone.'),
        (
            "2026-03-01T05:00:00Z",
            {"capillary_refill": "brisk"},
            'Gate answer "brisk" for capillary refill cannot be read.',
        ),
        (
            "2026-03-01T05:00:00Z",
            {"skin": "not_applicable"},
            'Gate answer "not_applicable" for skin cannot be read.',
        ),
    ],
)
def test_what_cannot_be_read_is_refused(since: str, answers: dict[str, str], text: str) -> None:
    """An answer that does not exist, or no time."""
    with pytest.raises(RefusedError) as refused:
        read(since, **answers)
    assert [(one.code.value, one.text) for one in refused.value.findings] == [
        ("START_GATE_NOT_MET", text)
    ]
