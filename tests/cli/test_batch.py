"""Files in, files out: every row answered in its order, or the file refused whole."""

from __future__ import annotations

import csv
import io
import os
import sys
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from tests.support.command_line import Said, read_csv, titrator, write_csv
from tests.support.unprivileged import a_folder_for_everyone, without_privileges
from titrator.cli.batch import process
from titrator.session.batch import BatchFileError, Form
from titrator.session.convert_rows import FORM

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Batch = Callable[..., Said]

GOOD = {
    "id": "1",
    "drug": "norepinephrine",
    "amount": "4 mg",
    "volume": "250 mL",
    "weight": "70 kg",
    "dose": "0.03 mcg/kg/min",
}
HEADER = b"id,drug,amount,volume,concentration,weight,dose,rate,to,resolution\n"
ROW = b"1,norepinephrine,4 mg,250 mL,,70 kg,0.03 mcg/kg/min,,,\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """IN, not yet written."""
    return tmp_path / "in.csv"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """OUT, not yet written."""
    return tmp_path / "out.csv"


@pytest.fixture
def batch(capsys: pytest.CaptureFixture[str], source: Path, target: Path) -> Batch:
    """Runs `titrator convert --batch IN --out OUT`."""
    return lambda *more: titrator(
        capsys, "convert", "--batch", str(source), "--out", str(target), *more
    )


def refused_whole(batch: Batch, target: Path) -> str:
    """The sentence with which a file is refused; nothing of it may be left behind."""
    said = batch()
    assert said.status == 1
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert not target.exists()
    assert not list(target.parent.glob("*.part"))
    return said.err


@pytest.mark.hazard("H54")
def test_every_row_is_answered_in_its_order(batch: Batch, source: Path, target: Path) -> None:
    """Good and bad rows, one output row each; all input columns first, unchanged."""
    rows = [
        GOOD,
        {**GOOD, "id": "2", "dose": "0,03 mcg/kg/min"},
        {**GOOD, "id": "3", "dose": "", "rate": "7.9 mL/h"},
        {**GOOD, "id": "4", "dose": "3.1 mcg/kg/min"},
        {"id": "5", "drug": "vasopressin", "dose": "0.03 units/min", "to": "units/h"},
        {**GOOD, "id": "1", "weight": ""},
        {**GOOD, "id": "7", "rate": "7.9 mL/h"},
        {**GOOD, "id": "8", "drug": "", "amount": "", "weight": "7", "dose": ""},
        {"id": "9", "drug": "other", "dose": "10 mg", "to": "g"},
    ]
    write_csv(source, FORM.reads, rows)
    said = batch()
    assert said.status == 0
    assert said.out == ""
    assert said.err == f"9 rows written to {target}, 5 refused.\n"
    found = read_csv(target)
    assert list(found[0]) == [*FORM.reads, *FORM.writes]
    for before, after in zip(rows, found, strict=True):
        assert {name: after[name] for name in FORM.reads if after[name]} == {
            name: cell for name, cell in before.items() if cell
        }
    assert [row["status"] for row in found] == [
        *("ok", "refused", "ok", "refused", "ok", "refused", "refused", "refused", "ok")
    ]
    assert [row["findings"] for row in found] == [
        "",
        "NOT_A_NUMBER",
        "",
        "ABOVE_HARD_CAP",
        "",
        "WEIGHT_MISSING",
        "NOT_A_NUMBER",
        "UNKNOWN_DRUG; CONCENTRATION_MISSING; UNIT_MISMATCH; NOT_A_NUMBER",
        "LIMIT_NOT_CHECKED",
    ]
    assert {name: found[0][name] for name in FORM.writes} == {
        "status": "ok",
        "value": "7.875",
        "unit": "mL/h",
        "pump_rate_ml_per_h": "7.9",
        "achieved_dose": "0.0300952380952",
        "achieved_unit": "mcg/kg/min",
        "difference_percent": "0.31746031746",
        "findings": "",
        "reason": "",
    }
    assert found[4]["value"] == "1.8"
    assert found[4]["pump_rate_ml_per_h"] == ""
    assert found[8]["achieved_dose"] == found[8]["achieved_unit"] == ""
    for row in found:
        assert (row["status"] == "refused") == (row["reason"] != "")
        assert (row["status"] == "refused") == (row["value"] == "")


@pytest.mark.hazard("H54")
def test_a_file_is_answered_as_each_of_its_rows_alone(
    batch: Batch, capsys: pytest.CaptureFixture[str], source: Path, target: Path
) -> None:
    """The same core: no field of a row differs from the single command's."""
    rows = [
        {**GOOD, "dose": dose, "weight": weight}
        for dose in ("0.03 mcg/kg/min", "2.1 mcg/min", "0.5 mcg/kg/min", "5 mcg/kg/min", "x")
        for weight in ("70 kg", "93.5 kg", "", "20 kg")
    ]
    write_csv(source, FORM.reads, rows)
    assert batch().status == 0
    for row in read_csv(target):
        given = [f"--{name}={row[name]}" for name in FORM.reads[1:] if row[name]]
        alone = titrator(capsys, "convert", *given, "--json").json
        codes = dict.fromkeys(one["code"] for one in alone["findings"])
        assert row["findings"] == "; ".join(codes)
        for name in FORM.writes:
            if name != "findings":
                assert row[name] == (alone[name] or ""), name


def test_columns_may_stand_in_any_order_and_unused_ones_may_be_missing(
    batch: Batch, source: Path, target: Path
) -> None:
    write_csv(source, ["dose", "drug", "volume", "amount", "weight"], [GOOD | {"id": ""}][:0])
    source.write_text(
        "dose,drug,volume,amount,weight\n0.03 mcg/kg/min,norepinephrine,250 mL,4 mg,70 kg\n"
    )
    assert batch().status == 0
    assert read_csv(target)[0]["value"] == "7.875"


def test_other_columns_are_copied_unchanged_and_this_is_said(
    batch: Batch, source: Path, target: Path
) -> None:
    write_csv(
        source, ["note", *FORM.reads, "wieght"], [{**GOOD, "note": ' a,b\n"c" ', "wieght": "0"}]
    )
    said = batch()
    assert 'Column "note" is not one that is read: copied unchanged.' in said.err
    assert 'Column "wieght"' in said.err
    row = read_csv(target)[0]
    assert row["note"] == ' a,b\n"c" '
    assert list(row)[:2] == ["note", "id"]


def test_the_name_of_a_column_cannot_write_over_the_terminal(
    batch: Batch, source: Path, target: Path
) -> None:
    source.write_bytes(b'"x\x1b[2J\ny",' + HEADER)
    assert 'Column "x\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}y"' in batch().err
    assert target.exists()


def test_a_cell_with_line_breaks_of_every_kind_survives(
    batch: Batch, source: Path, target: Path
) -> None:
    source.write_bytes(
        HEADER + b'"a\rb\nc\r\nd",norepinephrine,4 mg,250 mL,,70 kg,1 mcg/min,,,\r\n'
    )
    assert batch().status == 0
    with target.open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["id"] == "a\rb\nc\r\nd"


def test_a_byte_order_mark_is_tolerated(batch: Batch, source: Path, target: Path) -> None:
    source.write_bytes(b"\xef\xbb\xbf" + HEADER + ROW)
    assert batch().status == 0
    assert read_csv(target)[0]["id"] == "1"


def test_empty_lines_are_no_rows(batch: Batch, source: Path, target: Path) -> None:
    source.write_bytes(HEADER + b"\n" + ROW + b"\r\n" + ROW.rstrip() + b"\n\n")
    assert "2 rows written" in batch().err
    assert len(read_csv(target)) == 2


def test_a_header_alone_is_a_file_without_rows(batch: Batch, source: Path, target: Path) -> None:
    source.write_bytes(HEADER)
    said = batch()
    assert said.status == 0
    assert "0 rows written" in said.err
    assert read_csv(target) == []


@pytest.mark.hazard("H54")
def test_a_row_with_too_few_or_too_many_cells_says_so(
    batch: Batch, source: Path, target: Path
) -> None:
    source.write_bytes(HEADER + b"1,norepinephrine,4 mg\n" + ROW.rstrip() + b",extra\n" + ROW)
    assert batch().status == 0
    found = read_csv(target)
    assert [row["status"] for row in found] == ["refused", "refused", "ok"]
    assert found[0]["reason"].startswith("The row has 3 cells and the header 10")
    assert found[0]["amount"] == "4 mg"
    assert found[1]["reason"].startswith("The row has 11 cells")


def test_a_cell_of_a_megabyte_is_a_refused_row(batch: Batch, source: Path, target: Path) -> None:
    write_csv(
        source,
        FORM.reads,
        [{**GOOD, "dose": "9" * 1_000_000}, {**GOOD, "drug": "x" * 1_000_000}, GOOD],
    )
    assert batch().status == 0
    found = read_csv_with_long_cells(target)
    assert [row["status"] for row in found] == ["refused", "refused", "ok"]
    assert all(len(row["reason"]) < 300 for row in found)
    assert len(found[0]["dose"]) == 1_000_000


def read_csv_with_long_cells(path: Path) -> list[dict[str, str]]:
    """As `read_csv`, for cells beyond the usual limit of the library."""
    before = csv.field_size_limit(10_000_000)
    try:
        return read_csv(path)
    finally:
        csv.field_size_limit(before)


@pytest.mark.hazard("H54")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (HEADER + ROW + b"2,\xff\xfe\n", "line 3 is not UTF-8 text"),
        ("id,drug,dose\n1,x,1\n".encode("utf-16"), "line 1 holds a NUL byte"),
        (HEADER + b"1,nor\0epinephrine\n", "line 2 holds a NUL byte"),
        (HEADER + b'1,"norepinephrine,4 mg\n', "line 2 cannot be read as CSV. Check the quotation"),
        (HEADER + b'1,"norepi"nephrine,4 mg\n', "line 2 cannot be read as CSV. Check the"),
        (
            b"id\rdrug\rdose\r",
            "line 1 cannot be read as CSV. Check the quotation marks, the ends of",
        ),
        (b"id,drug,dose,drug\n", 'column "drug" stands in the header more than once'),
        (b"id,drug,dose,status\n", 'column "status" has the name of a column of the result'),
        (b"id,dose\n1,2\n", "the column drug is missing"),
        (b"id,drug\n1,2\n", "the column dose or rate is missing"),
        (b"id;drug;dose\n1;2;3\n", "the column drug is missing"),
    ],
)
def test_a_damaged_file_is_refused_whole_and_leaves_nothing(
    batch: Batch, source: Path, target: Path, content: bytes, why: str
) -> None:
    source.write_bytes(content)
    sentence = refused_whole(batch, target)
    assert why in sentence
    assert sentence.endswith("Nothing was written.\n")


def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    batch: Batch, source: Path, target: Path
) -> None:
    source.write_bytes(HEADER + b"x" * (16 * 1024 * 1024 + 1))
    assert "line 2 is longer than 16 million bytes" in refused_whole(batch, target)


def test_a_file_that_is_not_there_is_told(batch: Batch, target: Path) -> None:
    assert "cannot be read (No such file or directory)" in refused_whole(batch, target)


def test_a_folder_is_no_file(batch: Batch, source: Path, target: Path) -> None:
    source.mkdir()
    assert "it is a folder" in refused_whole(batch, target)
    source.rmdir()
    source.write_bytes(HEADER + ROW)
    target.mkdir()
    said = batch()
    assert said.status == 1
    assert "it is a folder" in said.err
    assert list(target.iterdir()) == []


def test_out_in_a_folder_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str], source: Path, tmp_path: Path
) -> None:
    source.write_bytes(HEADER + ROW)
    out = tmp_path / "missing" / "out.csv"
    said = titrator(capsys, "convert", "--batch", str(source), "--out", str(out))
    assert said.status == 1
    assert "cannot be written (No such file or directory)" in said.err


def test_out_in_a_folder_that_may_not_be_written_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with a_folder_for_everyone() as folder:
        source, out = folder / "in.csv", folder / "out.csv"
        source.write_bytes(HEADER + ROW)
        folder.chmod(0o555)
        with without_privileges():
            said = titrator(capsys, "convert", "--batch", str(source), "--out", str(out))
        folder.chmod(0o755)
        assert said.status == 1
        assert "cannot be written (Permission denied)" in said.err
        assert not out.exists()


@pytest.mark.hazard("H54")
def test_a_full_disk_leaves_the_old_file(source: Path, tmp_path: Path) -> None:
    """An error while rows are written: what stood at OUT stays, and nothing half stands beside."""
    source.write_bytes(HEADER + ROW)
    target = tmp_path / "out.csv"
    target.write_text("before")

    def answer(_: Sequence[str]) -> Sequence[str]:
        raise OSError(28, "No space left on device")

    with pytest.raises(BatchFileError, match="No space left on device"):
        process(source, target, FORM, answer)
    assert target.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_an_interrupted_run_leaves_nothing_half_written(source: Path, tmp_path: Path) -> None:
    source.write_bytes(HEADER + ROW)

    def answer(_: Sequence[str]) -> Sequence[str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        process(source, tmp_path / "out.csv", FORM, answer)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_an_old_result_is_replaced_at_the_end(batch: Batch, source: Path, target: Path) -> None:
    source.write_bytes(HEADER + ROW)
    target.write_text("before")
    assert batch().status == 0
    assert len(read_csv(target)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_stays_a_link(batch: Batch, source: Path, target: Path, tmp_path: Path) -> None:
    source.write_bytes(HEADER + ROW)
    real = tmp_path / "real.csv"
    target.symlink_to(real)
    assert batch().status == 0
    assert target.is_symlink()
    assert len(read_csv(real)) == 1


@pytest.mark.parametrize("name", ["in.csv", "./in.csv", "link.csv"])
def test_out_may_not_be_in(
    capsys: pytest.CaptureFixture[str], source: Path, tmp_path: Path, name: str
) -> None:
    source.write_bytes(HEADER + ROW)
    if name == "link.csv":
        os.link(source, tmp_path / name)
    said = titrator(capsys, "convert", "--batch", str(source), "--out", f"{tmp_path}/{name}")
    assert said.status == 2
    assert "IN is never changed" in said.err
    assert source.read_bytes() == HEADER + ROW


def test_the_tally_for_programs_is_one_json_object(
    batch: Batch, source: Path, target: Path
) -> None:
    source.write_bytes(HEADER + ROW + b"x\n")
    said = batch("--json")
    assert said.json == {
        "status": "ok",
        "rows": "2",
        "refused": "1",
        "copied_columns": [],
        "out": str(target),
    }


def test_a_refused_file_for_programs_is_one_json_object(batch: Batch, source: Path) -> None:
    source.write_bytes(b"")
    said = batch("--json")
    assert said.status == 1
    assert said.json["status"] == "refused"
    assert "the file is empty" in said.json["reason"]


def test_a_long_file_needs_no_more_memory_than_a_short_one(source: Path, target: Path) -> None:
    """20 million characters go through while less than 4 million bytes are held."""
    source.write_text("id,note\n" + ("1," + "x" * 1000 + "\n") * 20_000, encoding="utf-8")
    form = Form(reads=("id",), needs=(), writes=("status", "reason"))
    tracemalloc.start()
    tally = process(source, target, form, lambda _: ("ok", ""))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert tally.rows == 20_000
    assert peak < 4_000_000


class Terminal(io.StringIO):
    """A standard error that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_a_long_run_shows_how_far_it_is_on_a_terminal_only(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.write_text("id\n" + "1\n" * 20_001, encoding="utf-8")
    form = Form(reads=("id",), needs=(), writes=("status", "reason"))
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        monkeypatch.setattr(sys, "stderr", stream)
        tally = process(source, target, form, lambda _: ("ok", ""))
        assert (tally.rows, tally.refused) == (20_001, 0)
    assert terminal.getvalue() == "\r10,000 rows\r20,000 rows\n"
    assert pipe.getvalue() == ""


def test_fluid_without_a_drug_gives_no_dose(batch: Batch, source: Path, target: Path) -> None:
    """60 mL/h is 1 mL/min, and says nothing of a dose."""
    write_csv(source, FORM.reads, [{"drug": "other", "rate": "60 mL/h", "to": "mL/min"}])
    assert batch().status == 0
    (row,) = read_csv(target)
    assert (row["value"], row["unit"]) == ("1", "mL/min")
    assert (row["pump_rate_ml_per_h"], row["achieved_dose"], row["achieved_unit"]) == ("60", "", "")
