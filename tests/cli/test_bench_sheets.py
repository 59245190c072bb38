"""The commands of the pharmacist's bench: text, JSON, CSV, exit statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.command_line import read_csv, titrator

if TYPE_CHECKING:
    from pathlib import Path

BAG = ("--drug", "norepinephrine", "--amount", "4 mg", "--volume", "250 mL", "--weight", "70 kg")
SPAN = ("--from", "0.01 mcg/kg/min", "--to", "0.05 mcg/kg/min", "--step", "0.01 mcg/kg/min")
NEW = ("--new-amount", "16 mg", "--new-volume", "250 mL")
BOTH = ("--nurse", "18.4 mL/h", "--pharmacist", "18.4 mL/h", "--at", "2026-03-01T12:00:00Z")
RUNS = ("--infusion", "phenylephrine 1 mcg/kg/min")


def test_a_rate_table_is_text_json_and_csv(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The same rows in all three; the file has exact numbers and says what it comes from."""
    out = tmp_path / "table.csv"
    said = titrator(capsys, "rate-table", *BAG, *SPAN, "--csv", str(out))
    assert said.status == 0
    assert "0.03 mcg/kg/min  7.9 mL/h" in said.out
    assert said.err == f"5 rows written to {out}.\n"
    rows = read_csv(out)
    assert [row["pump_rate_ml_per_h"] for row in rows] == ["2.6", "5.3", "7.9", "10.5", "13.1"]
    assert rows[2]["achieved_dose"] == "0.0300952380952"
    assert "Drug library " in rows[0]["source"]
    answer = titrator(capsys, "rate-table", *BAG, *SPAN, "--json").json
    assert answer["status"] == "ok"
    assert [row["exact_rate_ml_per_h"] for row in answer["records"]][2] == "7.875"


def test_a_table_above_a_ceiling_is_refused_as_a_whole(capsys: pytest.CaptureFixture[str]) -> None:
    span = ("--first", "1 mcg/kg/min", "--last", "4 mcg/kg/min", "--step", "1 mcg/kg/min")
    said = titrator(capsys, "rate-table", *BAG, *span, "--json")
    assert said.status == 1
    assert [one["code"] for one in said.json["findings"]] == ["ABOVE_HARD_CAP"]
    assert said.json["records"] is None


def test_another_bag(capsys: pytest.CaptureFixture[str]) -> None:
    answer = titrator(capsys, "concentration", *BAG, "--rate", "18.4 mL/h", *NEW, "--json").json
    assert (answer["new_rate_ml_per_h"], answer["ratio"]) == ("4.6", "4")
    said = titrator(capsys, "concentration", *BAG, "--rate", "18.4 mL/h", *NEW)
    assert "PUMP MUST SHOW                4.6 mL/h" in said.out


def test_how_long_a_bag_lasts(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--rate", "18.4 mL/h", "--left", "100 mL", "--at", "2026-03-01T12:00:00Z")
    said = titrator(capsys, "bag-time", *BAG, *options)
    assert "Empty at" in said.out
    assert "17:26 (24 h)" in said.out
    assert titrator(capsys, "bag-time", *BAG, "--rate", "0 mL/h").status == 1


def test_the_formulas_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    answer = titrator(capsys, "equivalent", "--compare", *RUNS, "--json").json
    assert (answer["lowest"], answer["highest"]) == ("0.06", "0.1")
    assert len(answer["records"]) == 4


def test_a_double_check_and_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    """The code alone gives inputs, results, library and time again."""
    made = titrator(
        capsys, "worksheet", "compare", *BAG, "--dose", "0.07 mcg/kg/min", *BOTH, "--json"
    ).json
    assert made["outcome"] == "all three agree"
    held = titrator(capsys, "worksheet", "decode", made["code"], "--json").json
    assert held["asked"] == "0.07 mcg/kg/min"
    assert (held["nurse"], held["engine"]) == ("18.4 mL/h", "18.4 mL/h")
    assert made["library"].startswith(held["library"])
    assert held["at"] == "2026-03-01T12:00:00+00:00"
    assert held["is_same_now"] == "yes"
    now = ("--nurse", "18.4 mL/h", "--pharmacist", "18.4 mL/h")
    text = titrator(capsys, "worksheet", "compare", *BAG, "--dose", "0.07 mcg/kg/min", *now)
    assert "294 mcg/h ÷ 16 mcg/mL = 18.375 mL/h" in text.out


def test_a_misread_code_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    said = titrator(capsys, "worksheet", "decode", "ABCD-EFGH")
    assert said.status == 1
    assert "The check code was not taken" in said.err
    assert "group by group" in said.err


@pytest.mark.parametrize(
    "command",
    [
        ("rate-table", *BAG, "--from", "1 mcg/min"),
        ("rate-table", *SPAN),
        ("concentration", *BAG, *NEW),
        ("bag-time", *BAG, "--rate", "5 mL/h", "--dose", "1 mcg/min"),
        ("bag-time", *BAG, "--rate", "5 mL/h", "--at", "noon"),
        ("worksheet", "compare", *BAG, "--rate", "5 mL/h"),
        ("worksheet", "compare", *BAG, "--rate", "5 mL/h", *BOTH[:4], "--at", "noon"),
        ("worksheet",),
        ("equivalent", "--compare"),
        ("equivalent", "--compare", *RUNS, "--formula", "goradia-2021"),
        ("equivalent", *RUNS, "--formula", "goradia-2021", "--pdf", "x.pdf"),
    ],
)
def test_wrong_usage_is_status_2(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert titrator(capsys, *command).status == 2
