"""A file is worked through slice by slice: how far it is, and at the end what was refused or wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.command_line import PRINTED_ROW, read_csv, write_csv
from titrator.session.convert_rows import FORM
from titrator.session.file_sheets import audit_of_file, conversion_of_file
from titrator.session.policy import load_policy
from titrator.session.table_audit import FORM as TABLE

if TYPE_CHECKING:
    from pathlib import Path

POLICY = load_policy(library_dir=None, protocol_file=None)
ROW = {
    "id": "A1",
    "drug": "norepinephrine",
    "amount": "4 mg",
    "volume": "250 mL",
    "weight": "70 kg",
    "dose": "0.03 mcg/kg/min",
}


def test_a_conversion_tells_how_far_it_is_and_which_rows_were_refused(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    bad = {**ROW, "dose": "0,03 mcg/kg/min"}
    write_csv(source, ["note", *FORM.reads], [*[ROW] * 399, *[bad] * 102])
    *before, last = conversion_of_file(source, target, POLICY)
    assert next(one.words for one in before) == "400 rows"
    assert last.words == f"501 rows written to {target}, 102 refused."
    assert last.sheet is not None
    assert dict(last.sheet.facts)["Shown here"] == "the first 100 of 102"
    assert dict(last.sheet.facts)["Only copied"] == "note"
    assert last.sheet.rows[0][0] == "400"
    assert len(read_csv(target)) == 501


def test_a_conversion_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    """Closing the run is how the window stops it."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    write_csv(source, FORM.reads, [ROW] * 900)
    run = conversion_of_file(source, target, POLICY)
    assert next(run).words == "400 rows"
    run.close()  # type: ignore[attr-defined]
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_file_without_refusals_shows_no_row(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    write_csv(source, FORM.reads, [ROW])
    *_, last = conversion_of_file(source, tmp_path / "out.csv", POLICY)
    assert last.sheet is not None
    assert last.sheet.rows == ()
    assert "Only copied" not in dict(last.sheet.facts)


def test_an_audit_shows_the_wrong_rows_and_those_it_cannot_judge(tmp_path: Path) -> None:
    source = tmp_path / "table.csv"
    wrong, unreadable = (
        {**PRINTED_ROW, "expected_value": "78.8"},
        {**PRINTED_ROW, "expected_value": "x"},
    )
    write_csv(source, TABLE.reads, [*[PRINTED_ROW] * 399, unreadable, *[wrong] * 302])
    first, last = audit_of_file(source, POLICY)
    assert first.words == "400 rows"
    assert last.sheet is not None
    assert last.sheet.rows[0][2] == "not worked out"
    assert last.sheet.rows[1][1:3] == ("78.8 mL/h", "7.9 mL/h, exactly 7.875 mL/h")
    assert dict(last.sheet.facts)["Shown here"] == "the first 300 of 303"
