"""`titrator audit`: exactly the wrong figures of a printed table, with what should stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.command_line import PRINTED_ROW, read_csv, titrator, write_csv
from titrator.session.table_audit import FORM

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Right, cut off, wrong, a dose, and two that cannot be worked out."""
    path = tmp_path / "table.csv"
    rows = [
        PRINTED_ROW,
        {**PRINTED_ROW, "id": "A2", "expected_value": "7.8"},
        {**PRINTED_ROW, "id": "A3", "expected_value": "78.8"},
        {**PRINTED_ROW, "id": "", "dose": "", "rate_ml_h": "7.9", "expected_field": "dose"}
        | {"expected_value": "0.05", "drug": "esmolol"},
        {**PRINTED_ROW, "id": "A5", "expected_field": "weight_kg"},
        {**PRINTED_ROW, "id": "A6", "dose_unit": "ug/kg/min"},
    ]
    write_csv(path, FORM.reads, rows)
    with path.open("a", encoding="utf-8") as file:
        file.write("A7,norepinephrine\n")
    return path


def test_wrong_rows_are_listed_and_rows_that_cannot_be_judged(
    capsys: pytest.CaptureFixture[str], table: Path
) -> None:
    said = titrator(capsys, "audit", str(table))
    assert said.status == 0
    wrong, dose, field, unit, width = said.out.splitlines()
    assert wrong == (
        "A3: wrong. Printed 78.8 mL/h, right 7.9 mL/h, exactly 7.875 mL/h; 10 times too high."
        " norepinephrine 0.03 mcg/kg/min of 4 mg in 250 mL at 70 kg."
    )
    assert dose == (
        "row 4: wrong. Printed 0.05 mcg/kg/min, right 0.03 mcg/kg/min, exactly 0.0300952380952"
        " mcg/kg/min. esmolol 7.9 mL/h of 4 mg in 250 mL at 70 kg."
    )
    assert field == (
        'A5: not worked out. Column "weight_kg" is not worked out: only rate_ml_h and dose are.'
    )
    assert unit.startswith('A6: not worked out. Dose "0.03 ug/kg/min" was not taken')
    assert width.startswith("row 7: not worked out. The row has more or fewer cells")
    assert said.err == "7 rows: 2 wrong, 1 cut off instead of rounded, 1 right, 3 not worked out.\n"


def test_every_row_is_listed_on_request(capsys: pytest.CaptureFixture[str], table: Path) -> None:
    said = titrator(capsys, "audit", str(table), "--all", "--accept-synonyms")
    verdicts = [line.split(": ")[1].split(".")[0] for line in said.out.splitlines()]
    assert verdicts == [
        *("right", "cut off, not rounded", "wrong", "wrong"),
        *("not worked out", "right", "not worked out"),
    ]


def test_the_answer_for_programs_is_one_json_object(
    capsys: pytest.CaptureFixture[str], table: Path
) -> None:
    answer = titrator(capsys, "audit", str(table), "--json").json
    assert answer["status"] == "ok"
    assert (answer["rows"], answer["wrong"], answer["refused"]) == ("7", "2", "3")
    assert answer["listed"][0] == {
        "row": "3",
        "id": "A3",
        "verdict": "wrong",
        "printed": "78.8 mL/h",
        "right": "7.9 mL/h, exactly 7.875 mL/h",
        "about": "norepinephrine 0.03 mcg/kg/min of 4 mg in 250 mL at 70 kg",
        "why": "10 times too high",
        "warned": "",
    }
    assert answer["listed"][2]["verdict"] == "refused"


def test_a_file_that_is_no_such_table_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("id,drug\n1,x\n")
    said = titrator(capsys, "audit", str(path), "--json")
    assert said.status == 1
    assert "the column dose_unit is missing" in said.json["reason"]


def test_the_misprints_of_real_tables_are_found_and_nothing_else(
    capsys: pytest.CaptureFixture[str], reference_data: Path
) -> None:
    """Of 477 printed figures the 86 that are known to be wrong, each with its right value."""
    path = reference_data / "printed_tables.csv"
    answer = titrator(capsys, "audit", str(path), "--accept-synonyms", "--json").json
    wrong = {row["id"]: row for row in answer["listed"]}
    known = {row["id"]: row["calc_value"] for row in read_csv(path) if row["agrees"] == "no"}
    assert wrong.keys() == known.keys()
    assert all(row["verdict"] == "wrong" for row in wrong.values())
    assert len(wrong) == 86
    for name, calculated in known.items():
        shown = wrong[name]["right"].replace(",", " ").split()
        assert any(part.startswith(calculated[:5]) for part in shown), name
