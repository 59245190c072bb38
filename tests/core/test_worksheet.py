"""Three results of one double check: who agrees with whom, and when two numbers are the same."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from tests.support.shift import shipped_policy
from titrator.core.check_code import decode, encode
from titrator.core.conversion_entry import Entry
from titrator.core.findings import Code, RefusedError
from titrator.core.units import UNITS, Quantity
from titrator.core.wording import as_typed
from titrator.core.worksheet import (
    RULE,
    Outcome,
    Worksheet,
    checked,
    compare,
    entry_of,
    result_unit,
    short,
)

LIBRARY = shipped_policy().library
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BAG = {"drug": "norepinephrine", "amount": "4 mg", "volume": "250 mL", "weight": "70 kg"}


def sheet(nurse: str, pharmacist: str, **fields: str) -> Worksheet:
    """Of 0.07 mcg/kg/min, which is 18.375 mL/h, unless `fields` ask something else."""
    entry = Entry(**BAG | (fields or {"dose": "0.07 mcg/kg/min"}))
    return compare(entry, nurse=nurse, pharmacist=pharmacist, library=LIBRARY)


@pytest.mark.parametrize(
    ("nurse", "pharmacist", "outcome"),
    [
        ("18.4 mL/h", "18.4 mL/h", Outcome.ALL_AGREE),
        ("18.3 mL/h", "18.4 mL/h", Outcome.NURSE_DIFFERS),
        ("18.4 mL/h", "1.84 mL/h", Outcome.PHARMACIST_DIFFERS),
        ("4.6 mL/h", "4.6 mL/h", Outcome.BOTH_DIFFER),
    ],
)
def test_a_pump_rate_agrees_when_it_is_the_settable_one(
    nurse: str, pharmacist: str, outcome: Outcome
) -> None:
    """Two people with the same wrong number still differ from the program."""
    assert sheet(nurse, pharmacist).outcome is outcome


@pytest.mark.parametrize(
    ("dose", "agrees"),
    [
        ("0.03 mcg/kg/min", True),
        ("0.0301 mcg/kg/min", True),
        ("0.0300952 mcg/kg/min", True),
        ("0.031 mcg/kg/min", False),
        ("0.0300 mcg/kg/min", False),  # four digits say more than is true
        ("0 mcg/kg/min", False),
        ("0.3 mcg/kg/min", False),
    ],
)
def test_a_dose_agrees_when_it_is_the_exact_one_rounded_to_its_digits(
    dose: str, agrees: bool
) -> None:
    """7.9 mL/h is 0.0300952 mcg/kg/min."""
    assert sheet(dose, "0.03 mcg/kg/min", rate="7.9 mL/h").nurse.agrees is agrees


def test_how_far_a_result_is_off_is_told_from_the_exact_one() -> None:
    """18.4 for 18.375 is 0.136 % more; nothing can be said of nothing."""
    off = sheet("18.4 mL/h", "18.4 mL/h").nurse.off
    assert off is not None
    assert off * 735 == 1
    nothing = sheet("0 mcg/kg/min", "0.1 mcg/kg/min", rate="0 mL/h")
    assert nothing.nurse.off is None
    assert (nothing.nurse.agrees, nothing.pharmacist.agrees) == (True, False)


def test_a_dose_in_another_unit_is_checked_as_a_dose() -> None:
    found = sheet("4.9 mcg/min", "4.9 mcg/min", dose="0.07 mcg/kg/min", to="mcg/min")
    assert found.outcome is Outcome.ALL_AGREE
    assert as_typed(found.shown) == "4.9 mcg/min"


@pytest.mark.parametrize(
    ("nurse", "pharmacist", "fields", "codes"),
    [
        ("18.4 mL/h", "18,4 mL/h", {}, {Code.NOT_A_NUMBER}),
        ("18.4 mcg/min", "", {}, {Code.UNIT_MISMATCH, Code.NOT_A_NUMBER}),
        ("18.4 mL/h", "18.4 mL/h", {"dose": "3.1 mcg/kg/min"}, {Code.ABOVE_HARD_CAP}),
    ],
)
def test_what_cannot_be_compared_is_refused(
    nurse: str, pharmacist: str, fields: dict[str, str], codes: set[Code]
) -> None:
    """A result in another unit is the answer to another question."""
    with pytest.raises(RefusedError) as refused:
        sheet(nurse, pharmacist, **fields)
    assert {one.code for one in refused.value.findings} == codes


def test_the_unit_asked_for_is_known_before_anybody_answers() -> None:
    assert result_unit(Entry(**BAG, dose="1 mcg/min"), LIBRARY).symbol == "mL/h"
    assert result_unit(Entry(**BAG, rate="1 mL/h"), LIBRARY).symbol == "mcg/kg/min"


@pytest.mark.parametrize(
    "fields",
    [
        {"dose": "0.07 mcg/kg/min"},
        {"rate": "7.9 mL/h", "resolution": "0.01 mL/h"},
        {"rate": "7.9 mL/h", "amount": "", "volume": "", "concentration": "16 mcg/mL"},
        {"rate": "7.9 mL/h", "drug": "other", "weight": "", "to": "mg/h"},
        {"dose": "0.03 mcg/kg/min", "amount": "", "volume": "", "to": "mcg/min"},
    ],
)
def test_the_code_of_a_sheet_leads_back_to_the_same_result(fields: dict[str, str]) -> None:
    """Inputs, results, library and time; worked out again it is the same."""
    unit = result_unit(Entry(**BAG | fields), LIBRARY).symbol
    first = sheet(f"1 {unit}", f"2 {unit}", **fields)
    held = decode(encode(checked(first, library=LIBRARY, at=NOON)))
    again = compare(entry_of(held), nurse=f"1 {unit}", pharmacist=f"2 {unit}", library=LIBRARY)
    assert short(again.shown) == short(first.shown) == held.engine
    assert (as_typed(held.nurse), as_typed(held.pharmacist)) == (f"1 {unit}", f"2 {unit}")
    assert LIBRARY.fingerprint.startswith(held.library)
    assert held.at == NOON


def other_per_minute(concentration: str, found: str) -> bool:
    """Whether a dose agrees with 60 mL/h of a drug outside the library, told per minute."""
    fields = {"drug": "other", "amount": "", "volume": "", "concentration": concentration}
    return sheet(found, found, **fields, rate="60 mL/h", to="mcg/min").nurse.agrees


@pytest.mark.parametrize("rate", ["18 mL/h", "18.375 mL/h", "18.38 mL/h", "18.30 mL/h"])
def test_a_pump_rate_that_cannot_be_set_agrees_with_nothing(rate: str) -> None:
    """18.375 mL/h is set as 18.4; another rounding of it is another rate on the pump."""
    assert sheet(rate, "18.40 mL/h").outcome is Outcome.NURSE_DIFFERS


@pytest.mark.parametrize(
    ("concentration", "found", "agrees"),
    [
        ("7.85 mcg/mL", "7.8 mcg/min", True),  # a tie: either way is a rounding
        ("7.85 mcg/mL", "7.9 mcg/min", True),
        ("7.853 mcg/mL", "7.8 mcg/min", False),  # 0.053 off, with one decimal at most 0.05
        ("7.853 mcg/mL", "7.9 mcg/min", True),
        ("1.05 mcg/mL", "1 mcg/min", True),  # 4.76 % off
        ("1.0525 mcg/mL", "1 mcg/min", True),  # 4.99 % off
        ("1.0527 mcg/mL", "1 mcg/min", False),  # 5.006 % off
        ("0.951 mcg/mL", "1 mcg/min", False),  # 5.15 % off
        ("0.9526 mcg/mL", "1 mcg/min", True),  # 4.98 % off
    ],
)
def test_a_dose_of_few_digits_agrees_only_within_five_percent(
    concentration: str, found: str, agrees: bool
) -> None:
    """60 mL/h gives each minute what one mL holds."""
    assert other_per_minute(concentration, found) is agrees


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        (
            {"dose": "0.07 mcg/kg/min"},
            ("norepinephrine", "4 mg", "250 mL", None, "70 kg", None, "0.07 mcg/kg/min"),
        ),
        (
            {"rate": "7.9 mL/h", "resolution": "0.01 mL/h"},
            ("norepinephrine", "4 mg", "250 mL", None, "70 kg", "0.01 mL/h", "7.9 mL/h"),
        ),
        (
            {"rate": "7.9 mL/h", "amount": "", "volume": "", "concentration": "16 mcg/mL"},
            ("norepinephrine", None, None, "16 mcg/mL", "70 kg", None, "7.9 mL/h"),
        ),
        (
            {"dose": "0.07 mcg/kg/min", "amount": "", "volume": "", "to": "mcg/min"},
            ("norepinephrine", None, None, None, "70 kg", None, "0.07 mcg/kg/min"),
        ),
        (
            {"rate": "7.9 mL/h", "drug": "other", "weight": "", "to": "mg/h"},
            ("other", "4 mg", "250 mL", None, None, None, "7.9 mL/h"),
        ),
    ],
)
def test_the_code_holds_what_was_typed_and_nothing_else(
    fields: dict[str, str], held: tuple[str | None, ...]
) -> None:
    """Drug, bag or concentration, weight, what the pump can be set to, and what was asked."""
    unit = result_unit(Entry(**BAG | fields), LIBRARY).symbol
    code = checked(sheet(f"1 {unit}", f"2 {unit}", **fields), library=LIBRARY, at=NOON)
    quantities = (code.amount, code.volume, code.concentration, code.weight, code.resolution)
    texts = [None if one is None else as_typed(one) for one in (*quantities, code.asked)]
    assert (code.drug, *texts) == held


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("2/3", "0.666667"),
        ("1234567", "1234570"),
        ("123456.5", "123456"),
        ("123457.5", "123458"),
        ("0.0300952380952", "0.0300952"),
    ],
)
def test_a_code_keeps_six_digits_of_a_result(number: str, kept: str) -> None:
    """A tie goes to the even digit, as in every file."""
    rate = short(Quantity(Fraction(number), UNITS["mL/h"]))
    assert rate == Quantity(Fraction(kept), UNITS["mL/h"])


def test_a_refused_result_says_whose_it_is() -> None:
    """Both at once."""
    with pytest.raises(RefusedError) as refused:
        sheet("18,4 mL/h", "18.4 mcg/min")
    assert [one.text for one in refused.value.findings] == [
        'The nurse\'s result "18,4" was not taken: write a decimal point, not a comma.',
        "The pharmacist's result is in mcg/min: mL/h is asked for.",
    ]


def test_the_sheet_says_what_counts_as_the_same_and_who_differs() -> None:
    """The words stand on paper and in files, where other programs read them."""
    assert RULE == (
        "A pump rate agrees when it is the settable one. A dose agrees when it is the exact one "
        "rounded to the digits given, and at most 5 % from it."
    )
    assert [str(one) for one in Outcome] == [
        "all three agree",
        "the nurse's result differs",
        "the pharmacist's result differs",
        "both people differ from the program",
    ]
