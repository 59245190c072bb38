"""Reading a number: exactly what is written, or a refusal that helps to write it right."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from titrator.core.findings import Code, Finding, RefusedError
from titrator.core.number_entry import read_number, read_quantity
from titrator.core.units import Spelling, UnitKind

DOSE = frozenset({UnitKind.DOSE_RATE, UnitKind.DOSE_RATE_PER_KG})
WEIGHT = frozenset({UnitKind.BODY_WEIGHT})


def refusal(text: str | None) -> tuple[Code, str]:
    """The code and the sentence with which a number is refused."""
    with pytest.raises(RefusedError) as caught:
        read_number(text, "Dose")
    (one,) = caught.value.findings
    return one.code, one.text


def quantity_refusal(
    text: str | None, kinds: frozenset[UnitKind] = DOSE, spelling: Spelling = Spelling.SAFE
) -> tuple[Code, str]:
    """The same for a number with its unit."""
    with pytest.raises(RefusedError) as caught:
        read_quantity(text, "Dose", kinds=kinds, spelling=spelling)
    (one,) = caught.value.findings
    return one.code, one.text


@pytest.mark.ruling(32)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", Fraction(0)),
        ("0.03", Fraction(3, 100)),
        ("0.030", Fraction(3, 100)),
        ("+0.03", Fraction(3, 100)),
        ("-0", Fraction(0)),
        ("-0.00", Fraction(0)),
        ("250", Fraction(250)),
        ("1.0", Fraction(1)),
        ("4.999788012355566", Fraction("4.999788012355566")),
        ("0.04000001", Fraction("0.04000001")),
        ("1" * 40, Fraction(int("1" * 40))),
    ],
)
def test_a_decimal_with_a_point_is_read_exactly(text: str, expected: Fraction) -> None:
    assert read_number(text, "Dose") == expected


@pytest.mark.hazard("H06")
@pytest.mark.hazard("H07")
@pytest.mark.ruling(32)
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        (None, "is empty"),
        ("   ", "is empty"),
        ("0,03", "not a comma"),
        ("1,234", "not a comma"),
        ("1,234.5", "not a comma"),
        (",5", "not a comma"),
        (".5", "a zero before the point"),
        ("-.5", "a zero before the point"),
        ("5.", "digits are missing after the point"),
        ("1e2", "without an exponent"),
        ("4e-2", "without an exponent"),
        ("1.5E+3", "without an exponent"),
        ("00.5", "an extra zero"),
        ("007", "an extra zero"),
        ("1.2.3", "more than one point"),
        (".1.2", "more than one point"),
        ("5 0", "spaces do not belong"),
        (" 5", "spaces do not belong"),
        ("5\n", "spaces do not belong"),
        ("5mg", "only the digits 0 to 9 and a point"),
        ("O.05", "it is not a number"),
        ("nan", "it is not a number"),
        ("NaN", "it is not a number"),
        ("inf", "it is not a number"),
        ("-infinity", "it is not a number"),
        ("1/3", "it is not a number"),
        ("0x10", "only the digits 0 to 9"),
        ("1_000", "it is not a number"),
        ("--1", "it is not a number"),
        ("=1+1", "it is not a number"),
        ("\uff11", "only the digits 0 to 9"),
        ("\u0661", "only the digits 0 to 9"),
        ("\u22125", "only the digits 0 to 9"),
        ("0\u00b75", "only the digits 0 to 9"),
        ("1\u00a0000", "only the digits 0 to 9"),
        ("1" * 41, "too long"),
        pytest.param("9" * 1_000_000, "too long", id="a million digits"),
    ],
)
def test_anything_else_is_refused_and_says_why(text: str | None, why: str) -> None:
    """Nothing is stripped, completed or guessed."""
    code, sentence = refusal(text)
    assert code is Code.NOT_A_NUMBER
    assert why in sentence
    assert sentence.startswith("Dose ")
    assert len(sentence) < 150


@pytest.mark.ruling(32)
@pytest.mark.parametrize("text", ["-1", "-0.03", "-15"])
def test_a_number_below_zero_is_refused_as_such(text: str) -> None:
    code, sentence = refusal(text)
    assert code is Code.BELOW_ZERO
    assert text in sentence


@pytest.mark.ruling(32)
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "Dose is empty."),
        ("", "Dose is empty."),
        ("-0.5", 'Dose "-0.5" was not taken: it is below zero.'),
        ("abc", 'Dose "abc" was not taken: it is not a number.'),
        ("x" * 24, f'Dose "{"x" * 24}" was not taken: it is not a number.'),
        ("x" * 25, f'Dose "{"x" * 24} and more" was not taken: it is not a number.'),
        ("x" * 40, f'Dose "{"x" * 24} and more" was not taken: it is not a number.'),
        (
            "1" * 41,
            (
                f'Dose "{"1" * 24} and more" was not taken: '
                "it is too long to be a number read off a device."
            ),
        ),
    ],
)
def test_a_refusal_is_one_whole_sentence(text: str | None, sentence: str) -> None:
    """Up to 24 characters are quoted; more than 40 are no number, whatever they are."""
    assert refusal(text)[1] == sentence


@pytest.mark.ruling(32)
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\uff11", "only the digits 0 to 9 and a point are read"),
        ("  ", "it is empty"),
        ("1,5", "write a decimal point, not a comma"),
        ("+,5", "write a decimal point, not a comma"),
        ("1,234,567.8", "write a decimal point, not a comma"),
        (".5", "write a zero before the point, such as 0.5"),
        ("+.5", "write a zero before the point, such as 0.5"),
        ("5.", "digits are missing after the point"),
        ("-15.", "digits are missing after the point"),
        ("1E2", "write the number in full, without an exponent"),
        ("-1.5e+10", "write the number in full, without an exponent"),
        ("00", "a number does not start with an extra zero"),
        ("-01.5", "a number does not start with an extra zero"),
        ("1 5", "spaces do not belong in a number"),
        ("1..5", "it has more than one point"),
        ("-1.5.", "it has more than one point"),
        ("5mg", "only the digits 0 to 9 and a point are read"),
        ("7l", "only the digits 0 to 9 and a point are read"),
    ],
)
def test_each_reason_is_told_in_these_words(text: str, reason: str) -> None:
    """The one that helps to type it right comes first."""
    assert refusal(text)[1] == f'Dose "{text}" was not taken: {reason}.'


def test_what_was_typed_is_quoted_without_what_could_not_be_printed() -> None:
    _, sentence = refusal("1\x07\x1b[2J")
    assert "\x07" not in sentence
    assert "\x1b" not in sentence
    assert "1\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}[2J" in sentence


@pytest.mark.hazard("H06")
def test_every_short_key_sequence_is_read_as_written_or_refused() -> None:
    """All texts of up to four keys out of 0 1 5 9 . , - and space: no other value ever results."""
    read = 0
    for length in range(1, 5):
        for keys in itertools.product("0159.,- ", repeat=length):
            text = "".join(keys)
            try:
                value = read_number(text, "Dose")
            except RefusedError:
                continue
            read += 1
            assert value == Fraction(text)
            assert "," not in text
            assert " " not in text
    # 256 whole numbers without an extra zero, 16 + 64 + 48 with a point, and -0 and -0.0.
    assert read == 386


@given(st.text(max_size=45))
def test_any_text_is_read_exactly_or_refused_in_one_sentence(text: str) -> None:
    refused: tuple[Finding, ...] = ()
    value = None
    try:
        value = read_number(text, "Dose")
    except RefusedError as error:
        refused = error.findings
    if value is None:
        assert len(refused) == 1
        assert refused[0].code in {Code.NOT_A_NUMBER, Code.BELOW_ZERO}
    else:
        assert value == Fraction(text) >= 0


def test_a_quantity_is_a_number_one_space_and_a_unit() -> None:
    dose = read_quantity("0.03 mcg/kg/min", "Dose", kinds=DOSE)
    assert dose.magnitude == Fraction(3, 100)
    assert dose.unit.symbol == "mcg/kg/min"


@pytest.mark.ruling(32)
@pytest.mark.parametrize(
    ("text", "code", "why"),
    [
        ("0.03", Code.UNIT_MISMATCH, "the unit is missing (dose rate or dose rate per kg)"),
        ("0.03 ", Code.UNIT_MISMATCH, "the unit is missing"),
        ("0.03  mcg/min", Code.UNIT_MISMATCH, '" mcg/min" is not a unit'),
        ("0.03 U/min", Code.UNIT_MISMATCH, '"U/min" is not a unit'),
        ("0.03 mcg/min ", Code.UNIT_MISMATCH, "is not a unit"),
        ("18.4 mL/h", Code.UNIT_MISMATCH, "mL/h is not a unit of dose rate or dose rate per kg"),
        ("4 mg", Code.UNIT_MISMATCH, "mg is not a unit of dose rate"),
        ("", Code.NOT_A_NUMBER, "is empty"),
        (None, Code.NOT_A_NUMBER, "is empty"),
        (" 4 mcg/min", Code.NOT_A_NUMBER, '" 4 mcg/min" was not taken: spaces do not belong'),
        (" ", Code.NOT_A_NUMBER, "it is empty"),
        ("0,03 mcg/min", Code.NOT_A_NUMBER, "not a comma"),
        ("4mcg/min", Code.NOT_A_NUMBER, ": write a space between the number and its unit."),
        ("-1 mcg/min", Code.BELOW_ZERO, "below zero"),
        pytest.param(
            "1 " + "x" * 1_000_000, Code.UNIT_MISMATCH, "and more", id="a unit of a megabyte"
        ),
    ],
)
def test_a_quantity_without_its_right_unit_is_refused(
    text: str | None, code: Code, why: str
) -> None:
    """A wrong number is told before a wrong unit."""
    found, sentence = quantity_refusal(text)
    assert found is code
    assert why in sentence
    assert len(sentence) < 200


@pytest.mark.ruling(32)
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "Dose is empty."),
        (
            "0.03",
            'Dose "0.03" was not taken: the unit is missing (dose rate or dose rate per kg).',
        ),
        ("0.03 U/min", 'Dose "0.03 U/min" was not taken: "U/min" is not a unit here.'),
        (
            "4 mg",
            'Dose "4 mg" was not taken: mg is not a unit of dose rate or dose rate per kg.',
        ),
    ],
)
def test_a_refused_unit_is_told_in_one_whole_sentence(text: str | None, sentence: str) -> None:
    """What was typed, and what is taken here."""
    assert quantity_refusal(text)[1] == sentence


@pytest.mark.hazard("H01")
@pytest.mark.parametrize("text", ["154 lb", "70 g", "70000 g", "11 st", "70 KG", "70 kgs", "70kg"])
def test_a_weight_is_read_in_kg_only(text: str) -> None:
    code, _ = quantity_refusal(text, WEIGHT)
    assert code in {Code.UNIT_MISMATCH, Code.NOT_A_NUMBER}


@pytest.mark.hazard("H05")
def test_a_pump_rate_in_the_field_of_the_dose_is_refused_by_its_name() -> None:
    code, sentence = quantity_refusal("18.4 mL/h")
    assert code is Code.UNIT_MISMATCH
    assert sentence.startswith('Dose "18.4 mL/h" was not taken')


def test_synonyms_are_read_only_when_asked_for() -> None:
    dose = read_quantity("3 ug/hr", "Dose", kinds=DOSE, spelling=Spelling.SYNONYMS)
    assert dose.unit.symbol == "mcg/h"
    assert quantity_refusal("3 ug/hr")[0] is Code.UNIT_MISMATCH
    assert quantity_refusal("3 mU/min", spelling=Spelling.SYNONYMS)[0] is Code.UNIT_MISMATCH


@pytest.mark.ruling(32)
def test_everything_that_may_be_typed_is_named_in_the_order_of_the_alphabet() -> None:
    """Whatever order a set of six kinds has in this process."""
    kinds = frozenset(UnitKind) - {UnitKind.BODY_WEIGHT, UnitKind.TIME}
    with pytest.raises(RefusedError) as refused:
        read_quantity("5 kg", "Dose", kinds=kinds)
    assert refused.value.findings[0].text == (
        'Dose "5 kg" was not taken: kg is not a unit of amount or concentration or dose rate or dose '
        "rate per kg or pump rate or pump rate per kg or volume."
    )
