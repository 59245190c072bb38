"""`titrator equivalent`: what runs, as norepinephrine; always labelled, never for switching."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.command_line import Said, read_csv, titrator, write_csv
from titrator.session.equivalent_rows import FORM

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Equivalent = Callable[..., Said]

NE = ("--infusion", "norepinephrine 0.03 mcg/kg/min")
VP = ("--infusion", "vasopressin 0.03 units/min")
GORADIA = ("--formula", "goradia-2021")


@pytest.fixture
def equivalent(capsys: pytest.CaptureFixture[str]) -> Equivalent:
    """Runs `titrator equivalent`."""
    return lambda *arguments: titrator(capsys, "equivalent", *arguments)


def test_the_example_of_the_interface(equivalent: Equivalent) -> None:
    said = equivalent(*NE, *VP, "--weight", "70 kg", *GORADIA, "--json")
    assert said.status == 0
    answer = said.json
    assert (answer["value"], answer["unit"]) == ("0.105", "mcg/kg/min")
    assert answer["formula"] == "goradia-2021"
    assert "Goradia 2021" in answer["source"]
    assert [(part["drug"], part["dose"], part["value"]) for part in answer["parts"]] == [
        ("norepinephrine", "0.03 mcg/kg/min", "0.03"),
        ("vasopressin", "0.03 units/min", "0.075"),
    ]
    assert answer["parts"][1]["factor"] == "2.5"
    assert answer["parts"][1]["factor_per"] == "units/min"
    assert answer["note"].endswith("Not for switching one drug to another.")
    assert [one["code"] for one in answer["findings"]] == ["NOT_VERIFIED"]


@pytest.mark.hazard("H55")
def test_the_answer_for_people_carries_its_label(equivalent: Equivalent) -> None:
    said = equivalent(*NE, *VP, *GORADIA)
    assert said.status == 0
    lines = said.out.splitlines()
    assert lines[0] == "0.105 mcg/kg/min of norepinephrine, by goradia-2021"
    assert lines[1] == "  norepinephrine 0.03 + vasopressin 0.075 mcg/kg/min"
    assert lines[3] == "Describes how much support runs. Not for switching one drug to another."
    assert lines[4].startswith("NOT_VERIFIED: ")


@pytest.mark.parametrize("name", ["angiotensin II", "angiotensin_ii"])
def test_a_name_of_two_words_is_one_drug(equivalent: Equivalent, name: str) -> None:
    """As it is written, and as the column of a file is called."""
    said = equivalent("--infusion", f"{name} 20 nanogram/kg/min", *GORADIA, "--json")
    assert said.json["value"] == "0.2"
    assert said.json["parts"][0]["drug"] == "angiotensin II"


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ((*NE, "--formula", "goradia"), ["NOT_VERIFIED"]),
        (("--infusion", "levophed 1 mcg/min", *NE, *GORADIA), ["UNKNOWN_DRUG"]),
        (("--infusion", "norepinephrine 2 mcg/min", *GORADIA), ["WEIGHT_MISSING"]),
        ((*NE, "--weight", "154 lb", *GORADIA), ["UNIT_MISMATCH"]),
        ((*NE, "--weight", "20 kg", *GORADIA), ["WEIGHT_IMPLAUSIBLE"]),
        (("--infusion", "vasopressin 1.8 U/h", *GORADIA), ["UNIT_MISMATCH"]),
        (
            ("--infusion", "x 1 mcg/min", "--infusion", "dopamine 5", *GORADIA),
            ["UNKNOWN_DRUG", "UNIT_MISMATCH"],
        ),
    ],
)
def test_what_cannot_be_counted_is_refused(
    equivalent: Equivalent, arguments: tuple[str, ...], codes: list[str]
) -> None:
    said = equivalent(*arguments, "--json")
    assert said.status == 1
    assert [one["code"] for one in said.json["findings"]] == codes
    assert said.json["value"] is None


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "--formula and at least one --infusion are needed"),
        ((*NE,), "--formula and at least one --infusion are needed"),
        ((*GORADIA,), "--formula and at least one --infusion are needed"),
        ((*NE, *NE, *GORADIA), "norepinephrine is given twice"),
        ((*NE, *GORADIA, "--out", "x.csv"), "--out goes with --batch"),
        (("--batch", "x.csv"), "--batch needs --out"),
        (("--batch", "x.csv", "--out", "y.csv", *GORADIA), "columns of the file"),
    ],
)
def test_wrong_usage_ends_with_two(
    equivalent: Equivalent, arguments: tuple[str, ...], sentence: str
) -> None:
    said = equivalent(*arguments)
    assert said.status == 2
    assert sentence in said.err


def test_synonyms_are_read_on_demand(equivalent: Equivalent) -> None:
    said = equivalent("--infusion", "vasopressin 1.8 U/hr", *GORADIA, "--accept-synonyms", "--json")
    assert said.json["value"] == "0.075"
    assert said.json["parts"][0]["dose"] == "1.8 units/h"


def test_every_row_of_a_file_is_answered(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """An empty cell is not running; a row that cannot be counted says why."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = [
        {"norepinephrine": "0.03 mcg/kg/min", "vasopressin": "0.03 units/min"},
        {"norepinephrine": "2.1 mcg/min", "weight": "70 kg", "vasopressin": "1.8 units/h"},
        {},
        {"norepinephrine": "2.1 mcg/min"},
        {"formula": "mimic-code", "angiotensin_ii": "20 nanogram/kg/min"},
        {"formula": ""},
        {"norepinephrine": "0.03", "weight": "70", "dopamine": "5 mcg/kg/min"},
        {"vasopressin": "2.5 units/h"},
        {"norepinephrine": "9" * 1000 + " mcg/kg/min"},
    ]
    write_csv(source, FORM.reads, [{"formula": "goradia-2021", **row} for row in rows])
    said = titrator(capsys, "equivalent", "--batch", str(source), "--out", str(target))
    assert said.status == 0
    assert said.err == f"9 rows written to {target}, 5 refused.\n"
    found = read_csv(target)
    assert list(found[0]) == [*FORM.reads, *FORM.writes]
    assert [row["value"] for row in found] == [
        *("0.105", "0.105", "0", "", "", "", "", "0.104166666667", "")
    ]
    assert [row["findings"] for row in found] == [
        "NOT_VERIFIED",
        "NOT_VERIFIED",
        "",
        "WEIGHT_MISSING",
        "UNKNOWN_DRUG",
        "NOT_VERIFIED",
        "UNIT_MISMATCH",
        "ABOVE_HARD_CAP; ABOVE_SOFT_LIMIT; NOT_VERIFIED",
        "NOT_A_NUMBER",
    ]
    assert found[0]["parts"] == "norepinephrine 0.03 + vasopressin 0.075 mcg/kg/min"
    assert found[2]["parts"] == "nothing running"
    for row in found:
        assert row["note"].endswith("Not for switching one drug to another.")
        assert (row["status"] == "refused") == (row["reason"] != "")
    # The weight is said to be wrong once, though two drugs would have needed it.
    assert found[6]["reason"].count("Weight") == 1
