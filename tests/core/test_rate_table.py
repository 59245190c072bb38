"""Doses by pump rate for one bag: what each rate really gives, and which steps can be made."""

from __future__ import annotations

import pytest

from tests.support.shift import shipped_policy
from titrator.core.conversion_entry import Entry
from titrator.core.findings import Code, RefusedError
from titrator.core.rate_table import RateTable, Span, Step, rate_table, said_of_step
from titrator.core.wording import as_typed, shown

LIBRARY = shipped_policy().library
BAG = {"drug": "norepinephrine", "amount": "4 mg", "volume": "250 mL", "weight": "70 kg"}


def table(first: str, last: str, step: str, **fields: str) -> RateTable:
    """A table for 4 mg in 250 mL at 70 kg, unless `fields` say otherwise."""
    return rate_table(Entry(**BAG | fields), Span(first=first, last=last, step=step), LIBRARY)


@pytest.mark.ruling(19)
def test_every_row_has_its_rate_and_what_that_rate_really_gives() -> None:
    """0.05 is ideally 13.125 mL/h; 13.1 would be a step of 0.0103 from 0.06, so 13.2 on the way down."""
    rows = table("0.04 mcg/kg/min", "0.07 mcg/kg/min", "0.01 mcg/kg/min").rows
    assert [as_typed(row.asked) for row in rows] == [
        *("0.04 mcg/kg/min", "0.05 mcg/kg/min", "0.06 mcg/kg/min", "0.07 mcg/kg/min")
    ]
    assert [as_typed(row.rate) for row in rows] == [
        *("10.5 mL/h", "13.1 mL/h", "15.8 mL/h", "18.4 mL/h")
    ]
    achieved = [row.found.achieved for row in rows]
    assert [shown(dose) for dose in achieved if dose is not None] == [
        *("0.04 mcg/kg/min", "0.0499 mcg/kg/min", "0.0602 mcg/kg/min", "0.0701 mcg/kg/min")
    ]
    assert [row.step for row in rows] == [
        *(Step.POSSIBLE, Step.OTHER_RATE, Step.POSSIBLE, Step.NONE)
    ]
    assert said_of_step(rows[1]) == (
        "coming down set 13.2 mL/h: 13.1 mL/h is a step of 0.0103 mcg/kg/min"
    )
    assert said_of_step(rows[0]) == said_of_step(rows[3]) == ""


@pytest.mark.hazard("H31")
def test_a_step_that_the_pump_cannot_make_is_marked() -> None:
    """0.001 mcg/kg/min is 0.0656 mL/h at 70 kg of 64 mcg/mL: less than the pump can be set by."""
    rows = table("0.001 mcg/kg/min", "0.004 mcg/kg/min", "0.001 mcg/kg/min", amount="16 mg").rows
    assert [as_typed(row.rate) for row in rows] == [
        *("0.1 mL/h", "0.1 mL/h", "0.2 mL/h", "0.3 mL/h")
    ]
    assert [row.step for row in rows] == [*[Step.IMPOSSIBLE] * 3, Step.NONE]
    assert said_of_step(rows[0]) == "step down to here is not possible on this pump"


def test_a_higher_dose_that_is_rounded_down_leaves_no_step() -> None:
    """0.0018 is set to 0.1 mL/h, which is less than 0.0017 would need."""
    low, _ = table(
        "0.0017 mcg/kg/min", "0.0018 mcg/kg/min", "0.0001 mcg/kg/min", amount="16 mg"
    ).rows
    assert low.step is Step.IMPOSSIBLE


def test_the_last_dose_stands_in_the_table_also_off_the_step() -> None:
    rows = table("0.01 mcg/kg/min", "0.045 mcg/kg/min", "0.02 mcg/kg/min").rows
    assert [as_typed(row.asked) for row in rows] == [
        *("0.01 mcg/kg/min", "0.03 mcg/kg/min", "0.045 mcg/kg/min")
    ]


def test_a_table_by_pump_rate_gives_the_doses() -> None:
    """7.9 mL/h is 0.0301 mcg/kg/min; there are no steps to judge."""
    found = table("7.9 mL/h", "9.9 mL/h", "1 mL/h")
    assert found.is_by_rate
    assert [shown(row.found.value) for row in found.rows] == [
        *("0.0301 mcg/kg/min", "0.0339 mcg/kg/min", "0.0377 mcg/kg/min")
    ]
    assert {row.step for row in found.rows} == {Step.NONE}
    assert not table("1 mcg/min", "2 mcg/min", "1 mcg/min").is_by_rate


@pytest.mark.parametrize(
    ("span", "fields", "codes"),
    [
        (("", "1 mcg/min", "1 mcg/min"), {}, {Code.NOT_A_NUMBER}),
        (("1 mcg/min", "2 mcg/min", "0,5 mcg/min"), {}, {Code.NOT_A_NUMBER}),
        (("0 mcg/min", "2 mcg/min", "1 mcg/min"), {}, {Code.NOT_A_NUMBER}),
        (("1 mcg/min", "2 mcg/min", "0 mcg/min"), {}, {Code.NOT_A_NUMBER}),
        (("2 mcg/min", "1 mcg/min", "1 mcg/min"), {}, {Code.NOT_A_NUMBER}),
        (("1 mcg/min", "2 mcg/min", "1 mcg/kg/min"), {}, {Code.UNIT_MISMATCH}),
        (("0.01 mcg/min", "6 mcg/min", "0.01 mcg/min"), {}, {Code.NOT_A_NUMBER}),
        (("1 mcg/kg/min", "3.1 mcg/kg/min", "1 mcg/kg/min"), {}, {Code.ABOVE_HARD_CAP}),
        (("1 mcg/kg/min", "2 mcg/kg/min", "1 mcg/kg/min"), {"weight": ""}, {Code.WEIGHT_MISSING}),
        (
            ("1 mcg/min", "", "1 mcg/min"),
            {"amount": "", "volume": ""},
            {Code.CONCENTRATION_MISSING, Code.NOT_A_NUMBER},
        ),
    ],
)
def test_what_makes_no_table_is_refused(
    span: tuple[str, str, str], fields: dict[str, str], codes: set[Code]
) -> None:
    """Every reason at once; no table holds a dose above a ceiling."""
    with pytest.raises(RefusedError) as refused:
        table(*span, **fields)
    assert {one.code for one in refused.value.findings} == codes


@pytest.mark.parametrize(
    ("span", "fields", "text", "action"),
    [
        (
            *(("", "1 mcg/min", "1 mcg/min"), {}, "The first of the table is missing."),
            "Type digits with a point, such as 0.5.",
        ),
        (
            *(("1 mcg/min", "2 mcg/min", ""), {}, "The step of the table is missing."),
            "Type digits with a point, such as 0.5.",
        ),
        (
            *(("2 mcg/min", "1 mcg/min", "1 mcg/min"), {}),
            "The table was not made: first and step must be above zero, last not below first.",
            "Type them anew.",
        ),
        (
            *(("1 mcg/min", "2 mcg/kg/min", "1 mcg/h"), {}),
            (
                "The table was not made: first, last and step have different units (mcg/h, mcg/kg/min, "
                "mcg/min)."
            ),
            "Use the unit of the order and of the drug.",
        ),
        (
            *(("1 mcg/min", "2 mcg/h", "1 mcg/min"), {}),
            "The table was not made: first, last and step have different units (mcg/h, mcg/min).",
            "Use the unit of the order and of the drug.",
        ),
        (
            *(("0.01 mcg/min", "5.001 mcg/min", "0.01 mcg/min"), {}),
            "The table was not made: it would have more than 500 rows.",
            "Take a larger step, or make two tables.",
        ),
        (
            ("1 mcg/min", "2 mcg/min", "1 mcg/min"),
            {"drug": "vasopressin", "amount": "20 units", "volume": "100 mL"},
            "vasopressin was not converted in mcg/min: it is measured in units (units/min or units/h).",
            "Use the unit of the order and of the drug.",
        ),
    ],
)
def test_why_a_table_is_not_made_is_said_with_what_to_do(
    span: tuple[str, str, str], fields: dict[str, str], text: str, action: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        table(*span, **fields)
    (one,) = refused.value.findings
    assert (one.text, one.next_action) == (text, action)


def test_a_table_may_have_five_hundred_rows_and_also_one() -> None:
    """On the step, and with a last one off it."""
    assert len(table("0.01 mcg/min", "5 mcg/min", "0.01 mcg/min").rows) == 500
    assert len(table("0.01 mcg/min", "4.995 mcg/min", "0.01 mcg/min").rows) == 500
    assert len(table("1 mcg/min", "1 mcg/min", "1 mcg/min").rows) == 1


def test_a_dose_that_runs_already_is_no_step_down() -> None:
    """0.044 units/h is 0.22 mL/h, set to 0.2 mL/h: 0.04 units/h exactly."""
    vasopressin = {"drug": "vasopressin", "amount": "20 units", "volume": "100 mL"}
    low, high = table("0.04 units/h", "0.044 units/h", "0.1 units/h", **vasopressin).rows
    assert (as_typed(low.rate), as_typed(high.rate)) == ("0.2 mL/h", "0.2 mL/h")
    assert (low.step, low.rate_for_step) == (Step.IMPOSSIBLE, None)


def test_a_table_by_pump_rate_of_a_drug_outside_the_library_tells_the_dose_per_minute() -> None:
    """10 mL/h of 16 mcg/mL is 160 mcg/h; rates may also be given in L/h."""
    for first, last, step in (
        ("10 mL/h", "20 mL/h", "10 mL/h"),
        ("0.01 L/h", "0.02 L/h", "0.01 L/h"),
    ):
        found = table(first, last, step, drug="other", weight="")
        assert found.is_by_rate
        assert [shown(row.found.value) for row in found.rows] == ["2.67 mcg/min", "5.33 mcg/min"]
        assert [as_typed(row.rate) for row in found.rows] == ["10 mL/h", "20 mL/h"]


def test_which_end_of_the_table_is_missing_is_said() -> None:
    """The last, as the first and the step."""
    with pytest.raises(RefusedError) as refused:
        table("1 mcg/min", "", "1 mcg/min")
    assert [one.text for one in refused.value.findings] == ["The last of the table is missing."]


def test_the_four_words_for_a_step_are_called_so_in_files() -> None:
    """Other programs read them."""
    assert [str(one) for one in Step] == ["possible", "other rate", "not possible", "none"]
