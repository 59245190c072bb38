"""An assessment as read, and what it means: low, bad, complete, good."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.support.shift import moment, shipped_policy
from titrator.core.assessment import (
    Assessment,
    MapSource,
    findings_against,
    is_same_number,
    must_be_typed_again,
    read_assessment,
    spoken,
)
from titrator.core.commands import RecordAssessment
from titrator.core.findings import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

PARAMETERS = shipped_policy().protocol.parameters
TARGET = Fraction(65)
ANSWERED = dict.fromkeys(
    ("mental_state", "capillary_refill", "urine_output", "skin"), "same_or_better"
)


def read(
    map_mmhg: str | None = "70",
    source: str | None = "arterial_line",
    perfusion: Mapping[str, str] | None = ANSWERED,
) -> Assessment:
    """An assessment read at 08:00."""
    typed = RecordAssessment(map_mmhg=map_mmhg, map_source=source, perfusion=perfusion)
    return read_assessment(typed, at=moment("08:00"), line=6, by="AB")


def test_an_assessment_holds_what_was_typed_and_when() -> None:
    """MAP exactly, source, five answers, time, line and initials."""
    seen = read("65.25")
    assert (seen.map_mmhg, seen.source) == (Fraction(261, 4), "arterial_line")
    assert seen.perfusion == ANSWERED | {"lactate": "not_assessed"}
    assert (seen.at, seen.line, seen.by) == (moment("08:00"), 6, "AB")


def test_an_assessment_of_nobody_in_particular_carries_no_initials() -> None:
    """What the table of an old log holds is shown without a name, never under another one."""
    seen = Assessment(
        at=moment("08:00"), line=6, map_mmhg=Fraction(70), source=MapSource.CUFF, perfusion={}
    )
    assert seen.by == ""


@pytest.mark.ruling(32)
@pytest.mark.parametrize(
    ("map_mmhg", "source", "perfusion", "code", "text"),
    [
        (None, "cuff", {}, "ASSESSMENT_MISSING", "The assessment has no MAP."),
        ("", "cuff", {}, "ASSESSMENT_MISSING", "The assessment has no MAP."),
        (
            *("70", None, {}, "MAP_SOURCE_NOT_ALLOWED"),
            'MAP source "" is not arterial line or cuff.',
        ),
        (
            *("70", "line", {}, "MAP_SOURCE_NOT_ALLOWED"),
            'MAP source "line" is not arterial line or cuff.',
        ),
        (
            *("70", "x" * 25, {}, "MAP_SOURCE_NOT_ALLOWED"),
            f'MAP source "{"x" * 24}" is not arterial line or cuff.',
        ),
        (
            *("70", "cuff", {"skin": "warm"}, "PERFUSION_NOT_ASSESSED"),
            'Perfusion answer "warm" is not one of those asked for.',
        ),
        (
            *("70", "cuff", {"nails": "worse"}, "PERFUSION_NOT_ASSESSED"),
            'Perfusion answer "nails" is not one of those asked for.',
        ),
        (
            *("7O", "cuff", {}, "NOT_A_NUMBER"),
            'MAP "7O" was not taken: only the digits 0 to 9 and a point are read.',
        ),
        ("-70", "cuff", {}, "BELOW_ZERO", 'MAP "-70" was not taken: it is below zero.'),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_code(
    map_mmhg: str | None, source: str | None, perfusion: dict[str, str], code: str, text: str
) -> None:
    """Nothing is taken in its place."""
    with pytest.raises(RefusedError) as refused:
        read(map_mmhg, source, perfusion)
    assert [(one.code.value, one.text) for one in refused.value.findings] == [(code, text)]


def test_everything_that_cannot_be_read_is_named_at_once() -> None:
    """MAP, source and answers."""
    with pytest.raises(RefusedError) as refused:
        read("7O", "line", {"skin": "warm"})
    assert [one.code.value for one in refused.value.findings] == [
        "NOT_A_NUMBER",
        "MAP_SOURCE_NOT_ALLOWED",
        "PERFUSION_NOT_ASSESSED",
    ]


@pytest.mark.rule("R9")
@pytest.mark.hazard("H11")
@pytest.mark.parametrize(
    ("map_mmhg", "is_low"), [("64", True), ("64.9", True), ("65", False), ("66", False)]
)
def test_a_map_at_the_target_is_not_low(map_mmhg: str, *, is_low: bool) -> None:
    """Below 65 is low."""
    seen = read(map_mmhg)
    assert (seen.is_low(TARGET), seen.is_bad(TARGET)) == (is_low, is_low)


@pytest.mark.rule("R9", "R18", "R19")
@pytest.mark.hazard("H24")
@pytest.mark.parametrize(
    "sign", ["mental_state", "capillary_refill", "urine_output", "skin", "lactate"]
)
def test_one_worse_sign_makes_it_bad_whatever_the_map(sign: str) -> None:
    """Each of the five."""
    seen = read("90", perfusion=ANSWERED | {sign: "worse"})
    assert seen.worse == (sign,)
    assert seen.is_bad(TARGET)
    assert not seen.is_good(TARGET, PARAMETERS)


@pytest.mark.rule("R8", "R17")
@pytest.mark.hazard("H12", "H25")
@pytest.mark.parametrize(
    ("source", "perfusion", "is_complete"),
    [
        ("arterial_line", ANSWERED, True),
        ("arterial_line", ANSWERED | {"lactate": "same_or_better"}, True),
        ("arterial_line", ANSWERED | {"lactate": "worse"}, True),
        ("cuff", ANSWERED, False),
        ("arterial_line", ANSWERED | {"skin": "not_assessed"}, False),
        ("arterial_line", None, False),
    ],
)
def test_only_the_line_and_four_answers_make_it_complete(
    source: str, perfusion: dict[str, str] | None, *, is_complete: bool
) -> None:
    """Lactate may stay unassessed; a cuff is recorded and permits nothing."""
    assert read(source=source, perfusion=perfusion).is_complete(PARAMETERS) is is_complete


@pytest.mark.ruling(2)
@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    ("mmhg", "former", "again"),
    [
        ("20", None, False),
        ("19.9", None, True),
        ("200", None, False),
        ("200.1", None, True),
        ("70", "95", False),
        ("70", "95.1", True),
        ("70", "45", False),
        ("70", "44.9", True),
        ("0", None, True),
    ],
)
def test_an_implausible_map_is_typed_again(mmhg: str, former: str | None, *, again: bool) -> None:
    """Outside 20 to 200, or more than 25 from the last one; the ends are plausible."""
    why = must_be_typed_again(Fraction(mmhg), None if former is None else Fraction(former))
    assert (why != "") is again


@pytest.mark.ruling(2)
def test_an_implausible_map_is_told_with_its_reason() -> None:
    """What was typed, and what it is held against."""
    assert must_be_typed_again(Fraction(250), None) == "MAP 250 mmHg is outside 20 to 200 mmHg"
    assert must_be_typed_again(Fraction(100), Fraction(70)) == (
        "MAP 100 mmHg is more than 25 mmHg from the last one (70 mmHg)"
    )


@pytest.mark.ruling(2)
@pytest.mark.parametrize(
    ("text", "is_same"),
    [("70", True), ("70.0", True), ("71", False), ("7O", False), ("", False), (None, False)],
)
def test_the_second_reading_is_the_same_number(text: str | None, *, is_same: bool) -> None:
    """Compared as numbers; what is no number is not the same."""
    assert is_same_number(text, Fraction(70)) is is_same


@pytest.mark.hazard("H10")
def test_everything_that_forbids_a_step_is_named_with_its_value() -> None:
    """Age, MAP, source, worse and unanswered signs."""
    seen = read("60", "cuff", {"skin": "worse", "mental_state": "same_or_better"})
    found = findings_against(seen, target=TARGET, now=moment("08:05:01"), parameters=PARAMETERS)
    assert [(one.code.value, one.text) for one in found] == [
        ("ASSESSMENT_STALE", "The last assessment is over 5 min old; at most 5 min is allowed."),
        ("MAP_BELOW_TARGET", "MAP 60 mmHg is below the target of 65 mmHg."),
        ("MAP_SOURCE_NOT_ALLOWED", "The last MAP was taken by cuff."),
        ("PERFUSION_WORSE", "Worse at the last assessment: skin."),
        ("PERFUSION_NOT_ASSESSED", "Not assessed: capillary refill, urine output."),
    ]


@pytest.mark.hazard("H10")
def test_a_good_one_forbids_nothing_for_five_minutes_and_none_at_all_is_missing() -> None:
    """4:59 and 5:00 are fresh."""
    for age in (timedelta(), timedelta(minutes=4, seconds=59), timedelta(minutes=5)):
        now = moment("08:00") + age
        assert findings_against(read(), target=TARGET, now=now, parameters=PARAMETERS) == ()
    (one,) = findings_against(None, target=TARGET, now=moment("08:00"), parameters=PARAMETERS)
    assert (one.code, one.text) == ("ASSESSMENT_MISSING", "No assessment has been recorded.")


@pytest.mark.hazard("H10")
def test_an_old_one_tells_how_old_it_is() -> None:
    """Six minutes are six minutes; only what would read as the allowed five is over five."""
    now = moment("08:06")
    (one,) = findings_against(read(), target=TARGET, now=now, parameters=PARAMETERS)
    assert one.text == "The last assessment is 6 min old; at most 5 min is allowed."


def test_signs_are_told_in_words() -> None:
    """No underscore reaches a nurse."""
    assert spoken(("mental_state", "skin")) == "mental state, skin"


def test_a_long_perfusion_answer_is_cut_in_the_sentence() -> None:
    """After 24 characters."""
    for text in ("x" * 24, "x" * 25):
        with pytest.raises(RefusedError) as refused:
            read(perfusion={**ANSWERED, "skin": text})
        (one,) = refused.value.findings
        assert one.text == f'Perfusion answer "{"x" * 24}" is not one of those asked for.'
