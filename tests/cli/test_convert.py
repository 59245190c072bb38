"""`titrator convert`: one conversion, as a person or another program asks for it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.command_line import Said, titrator

if TYPE_CHECKING:
    from collections.abc import Callable

    Convert = Callable[..., Said]

NE = ("--drug", "norepinephrine", "--amount", "4 mg", "--volume", "250 mL", "--weight", "70 kg")
VP = ("--drug", "vasopressin", "--amount", "20 units", "--volume", "100 mL")
FIELDS = [
    "status",
    "value",
    "unit",
    "pump_rate_ml_per_h",
    "achieved_dose",
    "achieved_unit",
    "difference_percent",
    "steps",
    "findings",
    "line",
    "reason",
]


@pytest.fixture
def convert(capsys: pytest.CaptureFixture[str]) -> Convert:
    """Runs `titrator convert`."""
    return lambda *arguments: titrator(capsys, "convert", *arguments)


def codes(said: Said) -> list[str]:
    """The codes of the findings in a JSON answer."""
    return [one["code"] for one in said.json["findings"]]


def test_the_first_example_of_the_interface(convert: Convert) -> None:
    said = convert(*NE, "--dose", "0.03 mcg/kg/min", "--json")
    assert said.status == 0
    assert said.json == {
        "status": "ok",
        "value": "7.875",
        "unit": "mL/h",
        "pump_rate_ml_per_h": "7.9",
        "achieved_dose": "0.0300952380952",
        "achieved_unit": "mcg/kg/min",
        "difference_percent": "0.31746031746",
        "steps": [
            "4 mg \u00f7 250 mL = 16 mcg/mL",
            "0.03 mcg/kg/min \u00d7 70 kg = 2.1 mcg/min",
            "2.1 mcg/min \u00d7 60 min/h = 126 mcg/h",
            "126 mcg/h \u00f7 16 mcg/mL = 7.875 mL/h",
            "settable: 7.9 mL/h, really 0.0301 mcg/kg/min (0.317 % more)",
        ],
        "findings": [],
        "line": "0.03 mcg/kg/min = 2.1 mcg/min = 7.9 mL/h of 4 mg in 250 mL at 70 kg",
        "reason": None,
    }
    assert said.err == ""


def test_the_second_example_of_the_interface(convert: Convert) -> None:
    said = convert(*VP, "--rate", "9 mL/h", "--to", "units/min", "--json")
    assert said.status == 0
    assert (said.json["value"], said.json["unit"]) == ("0.03", "units/min")
    assert said.json["line"] == "0.03 units/min = 9 mL/h of 20 units in 100 mL"


def test_an_answer_for_people_is_the_chain_the_working_and_what_was_noticed(
    convert: Convert,
) -> None:
    said = convert(*VP, "--dose", "0.031 units/min")
    assert said.status == 0
    assert said.out.splitlines() == [
        "0.031 units/min = 9.3 mL/h of 20 units in 100 mL",
        "  20 units \u00f7 100 mL = 0.2 units/mL",
        "  0.031 units/min \u00d7 60 min/h = 1.86 units/h",
        "  1.86 units/h \u00f7 0.2 units/mL = 9.3 mL/h",
        "  settable: 9.3 mL/h, exactly",
        "Standard bag of the drug library.",
        (
            "ABOVE_SOFT_LIMIT: vasopressin 0.031 units/min is above the soft limit of "
            "0.03 units/min. Source: Source article. Give the reason; it is kept."
        ),
    ]


@pytest.mark.rule("R12")
@pytest.mark.hazard("H28")
def test_a_refusal_for_programs_has_every_field_and_no_number(convert: Convert) -> None:
    said = convert(*VP, "--dose", "0.0401 units/min", "--json")
    assert said.status == 1
    assert set(said.json) == set(FIELDS)
    sentence = "vasopressin 0.0401 units/min is above the built-in ceiling of 0.04 units/min."
    assert said.json["findings"] == [
        {
            "code": "ABOVE_HARD_CAP",
            "rule": "hard limit",
            "text": sentence,
            "source": "R12, source article",
        }
    ]
    assert said.json["reason"] == sentence
    left = {"status", "findings", "reason"}
    assert all(said.json[field] is None for field in FIELDS if field not in left)


def test_a_refusal_for_people_is_a_sentence_and_what_to_do(convert: Convert) -> None:
    said = convert(*VP, "--dose", "0,03 units/min")
    assert said.status == 1
    assert said.out == ""
    assert said.err == (
        'Dose "0,03" was not taken: write a decimal point, not a comma. '
        "Type digits with a point, such as 0.5. [NOT_A_NUMBER]\n"
    )


def test_every_reason_is_told(convert: Convert) -> None:
    said = convert("--drug", "levophed", "--weight", "154 lb", "--dose", ".5 mcg/min", "--json")
    assert said.status == 1
    assert codes(said) == ["UNKNOWN_DRUG", "UNIT_MISMATCH", "NOT_A_NUMBER"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((*NE, "--dose", ""), "NOT_A_NUMBER"),
        ((*NE, "--dose", "-1 mcg/min"), "BELOW_ZERO"),
        ((*NE, "--dose", "1e2 mcg/min"), "NOT_A_NUMBER"),
        ((*NE, "--dose", "NaN mcg/min"), "NOT_A_NUMBER"),
        ((*NE, "--dose", "\uff11 mcg/min"), "NOT_A_NUMBER"),
        ((*NE, "--dose", "1 ug/min"), "UNIT_MISMATCH"),
        ((*NE, "--dose", "1 units/min"), "UNIT_MISMATCH"),
        ((*NE, "--rate", "7.9 mL/h", "--to", "kg"), "UNIT_MISMATCH"),
        ((*NE, "--dose", "0.03 mcg/kg/min", "--resolution", "0 mL/h"), "NOT_A_NUMBER"),
        (("--drug", "norepinephrine", "--rate", "7.9 mL/h"), "CONCENTRATION_MISSING"),
        ((*NE[:6], "--rate", "7.9 mL/h"), "WEIGHT_MISSING"),
        ((*NE[:6], "--weight", "7 kg", "--rate", "7.9 mL/h"), "WEIGHT_IMPLAUSIBLE"),
    ],
)
def test_bad_input_is_refused_with_its_code(
    convert: Convert, arguments: tuple[str, ...], code: str
) -> None:
    said = convert(*arguments, "--json")
    assert said.status == 1
    assert codes(said)[0] == code


def test_a_megabyte_of_digits_is_refused_in_a_short_sentence(convert: Convert) -> None:
    said = convert(*NE, "--dose", "9" * 1_000_000 + " mcg/min")
    assert said.status == 1
    assert "too long to be a number" in said.err
    assert len(said.err) < 300


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "--drug is missing"),
        (("--drug", "vasopressin"), "one of --dose and --rate"),
        ((*VP, "--dose", "0.03 units/min", "--rate", "9 mL/h"), "one of --dose and --rate"),
        ((*VP, "--dose", "0.03 units/min", "--out", "x.csv"), "--out goes with --batch"),
        (("--batch", "in.csv"), "--batch needs --out"),
        (("--batch", "in.csv", "--out", "out.csv", "--weight", "70 kg"), "--weight is a column"),
        ((*VP, "--doze", "0.03 units/min"), "unrecognized arguments"),
        ((*VP, "--dose"), "expected one argument"),
    ],
)
def test_wrong_usage_ends_with_two(
    convert: Convert, arguments: tuple[str, ...], sentence: str
) -> None:
    said = convert(*arguments)
    assert said.status == 2
    assert sentence in said.err
    assert said.out == ""


def test_synonyms_are_read_on_demand_and_the_safe_form_is_written(convert: Convert) -> None:
    arguments = ("--drug", "vasopressin", "--concentration", "0.2 U/ml", "--rate", "9 ml/hr")
    assert codes(convert(*arguments, "--json")) == ["UNIT_MISMATCH", "UNIT_MISMATCH"]
    said = convert(*arguments, "--json", "--accept-synonyms")
    assert said.json["line"] == "0.03 units/min = 9 mL/h of 0.2 units/mL"


def test_a_drug_outside_the_library_is_converted_without_limits_and_this_is_said(
    convert: Convert,
) -> None:
    said = convert(
        *("--drug", "other", "--concentration", "16 mcg/mL", "--weight", "18 kg"),
        *("--dose", "0.2 mcg/kg/min", "--json"),
    )
    assert said.json["value"] == "13.5"
    assert codes(said) == ["LIMIT_NOT_CHECKED"]


def test_a_library_of_the_hospital_takes_the_place_of_the_shipped_one(
    convert: Convert, tmp_path: Path
) -> None:
    shipped = Path(__file__).parents[2] / "resources" / "drug_library"
    site = tmp_path / "site"
    shutil.copytree(shipped, site)
    text = (site / "vasopressin.toml").read_text(encoding="utf-8")
    assert "0.04 units/min" in text
    asked = (*VP, "--dose", "0.04 units/min", "--json", "--library", str(site))
    assert convert(*asked).status == 0
    (site / "vasopressin.toml").write_text(text[: len(text) // 2], encoding="utf-8")
    said = convert(*asked)
    assert said.status == 1
    assert said.json["status"] == "refused"
    assert "vasopressin.toml" in said.json["reason"]


@pytest.mark.hazard("H32")
def test_a_library_that_loosens_the_ceiling_is_refused_with_both_values_and_the_code(
    convert: Convert, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed copy of the shipped folder: what is said first is the limit, not the check sum."""
    site = tmp_path / "site"
    shutil.copytree(Path(__file__).parents[2] / "resources" / "drug_library", site)
    path = site / "vasopressin.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"0.04 units/min"', '"0.05 units/min"', 1), encoding="utf-8")
    asked = (*VP, "--dose", "0.02 units/min", "--library", str(site))
    looser = (
        "vasopressin.toml, hard_limit.value: 0.05 units/min is looser than the built-in ceiling "
        "of 0.04 units/min."
    )
    said = convert(*asked, "--json")
    assert said.status == 1
    assert codes(said) == ["PROTOCOL_LOOSER_THAN_CEILING"]
    assert said.json["reason"].startswith(looser)
    for refused in (
        convert(*asked),
        titrator(capsys, "replay", str(tmp_path / "none.jsonl"), "--library", str(site)),
    ):
        assert refused.status == 1
        assert refused.err.startswith(looser)
        assert refused.err.endswith("[PROTOCOL_LOOSER_THAN_CEILING]\n")


def test_a_library_that_cannot_be_read_is_told_in_a_sentence(
    convert: Convert, tmp_path: Path
) -> None:
    said = convert(*VP, "--dose", "0.03 units/min", "--library", str(tmp_path / "missing"))
    assert said.status == 1
    assert "there is no such folder" in said.err
    assert "Traceback" not in said.err


def test_a_custom_mix_is_said_to_be_none_of_the_standard_bags(convert: Convert) -> None:
    """5 mg in 250 mL is not in the drug library, 4 mg in 250 mL is; without a bag nothing is said."""
    custom = ("--drug", "norepinephrine", "--amount", "5 mg", "--volume", "250 mL")
    rate = ("--rate", "7.9 mL/h", "--to", "mcg/min")
    assert "Custom mix: NOT a standard bag" in convert(*custom, *rate).out
    assert "Standard bag of the drug library." in convert(*NE, *rate).out
    bare = convert("--drug", "vasopressin", "--dose", "0.03 units/min", "--to", "units/h")
    assert "bag" not in bare.out
