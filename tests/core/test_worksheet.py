"""Three results of one double check: who agrees with whom, and when two numbers are the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.support.shift import shipped_policy
from titrator.core.check_code import decode, encode
from titrator.core.conversion_entry import Entry
from titrator.core.findings import Code, RefusedError
from titrator.core.wording import as_typed
from titrator.core.worksheet import (
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
