"""A line of a scenario becomes a command with every value as it was written.

Which lines stop a run is shown by the scenarios of ruling 33.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import get_args

import pytest

from titrator.core import commands as do
from titrator.session.scenario import ScenarioLine, UnreadableLineError, read_line

AT = "2026-03-01T08:06:00Z"


def read(**fields: object) -> ScenarioLine:
    """The line with these fields at 08:06."""
    return read_line(json.dumps({"at": AT} | fields))


@pytest.mark.hazard("H07", "H29")
@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("65", "65"),
        ("65.0", "65.0"),
        ("65.10", "65.10"),
        ("0.1", "0.1"),
        ("1e2", "1e2"),
        ("-1", "-1"),
        ("1234567890.123456789012345678", "1234567890.123456789012345678"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ('"65"', "65"),
        ('" 65"', " 65"),
        ("true", "true"),
        ("[65]", '["65"]'),
        ('{"a": 65}', '{"a": "65"}'),
    ],
)
def test_a_number_keeps_its_digits_and_anything_else_becomes_text(written: str, text: str) -> None:
    """No binary number is made on the way; what the text means the core decides."""
    line = read_line(f'{{"at":"{AT}","do":"record_assessment","map_mmhg":{written}}}')
    assert line.command == do.RecordAssessment(map_mmhg=text)


def test_what_is_missing_or_null_is_missing() -> None:
    line = read(do="record_assessment", map_mmhg=None, by=None)
    assert line.command == do.RecordAssessment()
    assert line.by == ""


def test_initials_are_kept_as_text() -> None:
    assert read(do="look", by="AB").by == "AB"
    assert read(do="look", by=7).by == "7"


@pytest.mark.parametrize(
    ("value", "kept"), [(True, True), (False, False), ("true", None), (1, None), (None, None)]
)
def test_yes_and_no_are_only_true_and_false(value: object, kept: bool | None) -> None:
    """Anything else is no answer, and what needs one is refused."""
    assert read(do="resume", artefact=value).command == do.Resume(artefact=kept)


def test_perfusion_is_a_mapping_of_answers() -> None:
    line = read(do="record_assessment", perfusion={"skin": "worse", "lactate": None, "x": 1})
    assert line.command == do.RecordAssessment(
        perfusion={"skin": "worse", "lactate": "null", "x": "1"}
    )


@pytest.mark.parametrize("value", ["worse", 5, ["skin"]])
def test_perfusion_that_is_no_mapping_stays_visible_and_is_no_answer(value: object) -> None:
    line = read(do="record_assessment", perfusion=value)
    text = value if isinstance(value, str) else json.dumps(value)
    assert line.command == do.RecordAssessment(perfusion={text: ""})


def test_a_gate_answer_is_a_word_or_why_it_does_not_apply() -> None:
    dialysis = {"not_applicable": "dialysis", "prescriber": "CD", "more": "x"}
    line = read(do="record_start_gate", urine_output=dialysis, skin="met", fluids=3)
    assert line.command == do.RecordStartGate(
        urine_output=do.NotApplicable(not_applicable="dialysis", prescriber="CD"),
        skin="met",
        fluids="3",
    )


@pytest.mark.parametrize(
    ("value", "check"),
    [
        (
            {"amount": "8 mg", "volume": "250 mL", "by": "EF"},
            do.SecondCheck(amount="8 mg", volume="250 mL", by="EF"),
        ),
        ({"amount": None}, do.SecondCheck()),
        ({}, do.SecondCheck()),
        ("8 mg", None),
        (True, None),
    ],
)
def test_a_second_check_is_a_mapping_or_none_was_made(
    value: object, check: do.SecondCheck | None
) -> None:
    assert read(do="change_bag", second_check=value).command == do.ChangeBag(second_check=check)


def test_the_right_values_of_a_correction_stay_nested() -> None:
    fields = {"map_mmhg": 70, "perfusion": {"skin": "worse"}, "adult": True, "none": None}
    assert read(do="correct", line=4, fields=fields).command == do.Correct(
        line="4",
        fields={"map_mmhg": "70", "perfusion": {"skin": "worse"}, "adult": True, "none": "null"},
    )


def test_fields_that_the_act_does_not_have_are_named() -> None:
    line = read(do="hold", reason="scan", dose="0.03", **{"x" * 60: 1})
    assert line.command == do.Hold(reason="scan")
    assert line.ignored == ("dose", "x" * 40)


@pytest.mark.parametrize(
    "at", ["2026-03-01T08:06:00Z", "2026-03-01T09:06:00+01:00", "2026-02-28T22:06:00-10:00"]
)
def test_every_zone_is_one_moment(at: str) -> None:
    line = read_line(json.dumps({"at": at, "do": "look"}))
    assert line.at == datetime(2026, 3, 1, 8, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("look", "not JSON"),
        ("[]", "not a JSON object"),
        ("[" * 100_000, "not JSON"),
        (f'{{"at":"{AT}","do":"look","do":"hold"}}', "twice"),
        (f'{{"at":"{AT}","do":"hold","reason":[[[[[1]]]]]}}', "too deeply"),
        (f'{{"at":"{AT}","do":"hold","reason":"\\ud800"}}', "not JSON"),
        ('{"do":"look"}', "no time"),
        ('{"at":5,"do":"look"}', "no time"),
        (f'{{"at":"{AT}"}}', "not an act"),
        (f'{{"at":"{AT}","do":["look"]}}', "not an act"),
        (f'{{"at":"{AT}","do":"dance"}}', "'dance' is not an act"),
    ],
)
def test_an_unreadable_line_says_why(text: str, why: str) -> None:
    with pytest.raises(UnreadableLineError, match=why):
        read_line(text)


def test_every_act_of_a_person_can_be_told_and_none_of_the_program() -> None:
    """doubt_clock is what the program itself says after a restart, a sleep or a jump."""
    tags = {str(one.__struct_config__.tag) for one in get_args(do.AnyCommand)}
    for tag in tags - {"doubt_clock"}:
        assert read(do=tag).command.__struct_config__.tag == tag
    with pytest.raises(UnreadableLineError):
        read(do="doubt_clock", reason="slept")
