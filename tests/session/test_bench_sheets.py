"""The sheets of the bench say the same to a person, on paper and to a program."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from titrator.core.concentration_change import NewBag
from titrator.core.conversion_entry import Entry
from titrator.core.equivalents import read_infusion
from titrator.core.findings import RefusedError
from titrator.core.rate_table import Span
from titrator.core.units import KG, Quantity
from titrator.session.bench_sheets import (
    bag_time_sheet,
    concentration_sheet,
    conversion_sheet,
    duration_text,
    rate_table_sheet,
    times_text,
)
from titrator.session.formula_sheets import formulas_of, formulas_sheet
from titrator.session.policy import load_policy
from titrator.session.worksheet import (
    asked_for,
    decoded_sheet,
    inputs_sheet,
    require_result,
    worksheet_sheet,
)

if TYPE_CHECKING:
    from titrator.session.sheet import Sheet

POLICY = load_policy(library_dir=None, protocol_file=None)
BAG = {"drug": "norepinephrine", "amount": "4 mg", "volume": "250 mL", "weight": "70 kg"}
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def fact(sheet: Sheet, label: str) -> str:
    """What stands beside a label."""
    return dict(sheet.facts)[label]


def rates(first: str, last: str, step: str, **fields: str) -> Sheet:
    """A rate table."""
    span = Span(first=first, last=last, step=step)
    return rate_table_sheet(Entry(**BAG | fields), span, POLICY)


def test_a_rate_table_marks_the_rows_that_need_to_be_looked_at() -> None:
    """Steps that cannot be made as they stand, and doses above a limit; each in words."""
    sheet = rates("0.49 mcg/kg/min", "0.51 mcg/kg/min", "0.01 mcg/kg/min")
    assert sheet.rows[1][:4] == (
        *("0.5 mcg/kg/min", "131.3 mL/h", "0.5002 mcg/kg/min", "0.0381 % more"),
    )
    assert [row[4] for row in sheet.rows] == [
        "coming down set 128.7 mL/h: 128.6 mL/h is a step of 0.0103 mcg/kg/min",
        *["above soft limit"] * 2,
    ]
    assert sheet.marked == {0, 1, 2}
    assert rates("0.02 mcg/kg/min", "0.03 mcg/kg/min", "0.01 mcg/kg/min").marked == frozenset()
    assert sheet.records[2]["findings"] == "ABOVE_SOFT_LIMIT"
    assert sheet.records[0]["rate_for_step_ml_per_h"] == "128.7"
    assert POLICY.library.fingerprint[:12] in sheet.foot
    assert POLICY.protocol.fingerprint[:12] in sheet.foot


def test_a_rate_that_rounds_to_nothing_and_one_above_a_ceiling_are_named() -> None:
    low = rates("0.0001 mcg/kg/min", "0.0002 mcg/kg/min", "0.0001 mcg/kg/min")
    assert "cannot be set: rounds to 0 mL/h" in low.rows[0][4]
    high = rates("700 mL/h", "800 mL/h", "100 mL/h")
    assert high.columns[0] == "Pump rate"
    assert high.rows[1][4] == "above built-in ceiling; above soft limit"
    assert high.rows[0][3] == "0 %"


def test_what_holds_for_every_row_is_said_once() -> None:
    """Without a weight no limit per kg can be checked; a drug outside the library has none."""
    sheet = rates("1 mcg/min", "2 mcg/min", "1 mcg/min", weight="")
    assert {one.code for one in sheet.notices} == {"LIMIT_NOT_CHECKED"}
    assert sheet.answer["weight"] is None
    other = rates("1 mL/h", "2 mL/h", "1 mL/h", drug="other", to="mcg/min")
    assert other.title == "Rate table: other"
    assert other.records[0]["exact_rate_ml_per_h"] == "1"
    assert [one.code for one in other.notices] == ["LIMIT_NOT_CHECKED"]


def test_another_bag_says_what_the_pump_must_show() -> None:
    entry = Entry(**BAG, rate="18.4 mL/h")
    sheet = concentration_sheet(entry, NewBag(amount="16 mg", volume="250 mL"), POLICY)
    assert fact(sheet, "PUMP MUST SHOW") == "4.6 mL/h"
    assert fact(sheet, "New bag is") == "4 times as strong"
    assert fact(sheet, "Dose after") == "0.0701 mcg/kg/min (exactly)"
    assert fact(sheet, "If the pump is left as it is").endswith("4 times as much")
    assert sheet.answer["new_rate_ml_per_h"] == "4.6"
    weaker = concentration_sheet(entry, NewBag(amount="4 mg", volume="1000 mL"), POLICY)
    assert fact(weaker, "New bag is") == "4 times weaker"
    assert fact(weaker, "If the pump is left as it is").endswith("0.25 times as much")
    same = concentration_sheet(entry, NewBag(amount="8 mg", volume="500 mL"), POLICY)
    assert fact(same, "New bag is") == "the same strength"
    assert "Custom mix: NOT a standard bag" in fact(same, "New bag")
    near = concentration_sheet(
        Entry(**BAG, rate="7.9 mL/h"), NewBag(amount="16 mg", volume="250 mL"), POLICY
    )
    assert "1.27 % more" in fact(near, "Dose after")


def test_a_bag_change_of_an_unknown_drug_or_one_without_soft_limit_is_told() -> None:
    new = NewBag(amount="16 mg", volume="250 mL")
    other = concentration_sheet(Entry(**BAG | {"drug": "other"}, rate="7.9 mL/h"), new, POLICY)
    assert fact(other, "Dose now") == "2.11 mcg/min"
    no_weight = concentration_sheet(Entry(**BAG | {"weight": ""}, rate="7.9 mL/h"), new, POLICY)
    assert fact(no_weight, "Dose now") == "2.11 mcg/min"


def test_a_bag_says_when_it_is_empty() -> None:
    """100 mL at 18.4 mL/h are 5 h 26 min."""
    entry = Entry(**BAG, rate="18.4 mL/h")
    sheet = bag_time_sheet(entry, left="100 mL", period="24 h", at=NOON, policy=POLICY)
    assert fact(sheet, "Bag lasts") == "5 h 26 min"
    assert fact(sheet, "Empty at") == "17:26 (24 h)"
    assert fact(sheet, "Volume in 24 h") == "442 mL"
    assert fact(sheet, "Bags in 24 h") == "3, the one that hangs included"
    assert sheet.answer["lasts_min"] == "326.086956522"
    whole = bag_time_sheet(entry, left="", period="", at=NOON, policy=POLICY)
    assert fact(whole, "Empty at") == "01:35 the next day (24 h)"
    slow = Entry(**BAG, rate="2 mL/h")
    later = bag_time_sheet(slow, left="", period="", at=NOON, policy=POLICY)
    assert fact(later, "Empty at") == "17:00 5 days later (24 h)"
    unknown = bag_time_sheet(
        Entry(drug="other", concentration="1 mg/mL", rate="5 mL/h"),
        left="40 mL",
        period="24 h",
        at=None,
        policy=POLICY,
    )
    labels = [label for label, _ in unknown.facts]
    assert "Empty at" not in labels
    assert "Bags in 24 h" not in labels
    assert fact(unknown, "Dose") == "83.3 mcg/min"


def test_the_formulas_stand_side_by_side() -> None:
    weight = Quantity(Fraction(70), KG)
    infusions = (
        read_infusion("phenylephrine 1 mcg/kg/min", POLICY.library),
        read_infusion("angiotensin II 10 nanogram/kg/min", POLICY.library),
    )
    sheet = formulas_sheet(infusions, weight, POLICY)
    assert sheet.rows[0][:3] == (
        "goradia-2021",
        "0.2 mcg/kg/min",
        "phenylephrine 0.1 + angiotensin II 0.1",
    )
    assert sheet.rows[2][1] == "no number"
    assert sheet.marked == {2, 3}
    assert fact(sheet, "Formulas say").startswith("0.085 mcg/kg/min to 0.2 mcg/kg/min: the highest")
    assert sheet.records[2]["value"] == ""
    alone = formulas_sheet(
        (read_infusion("epinephrine 0.1 mcg/kg/min", POLICY.library),), None, POLICY
    )
    assert fact(alone, "Formulas say") == "0.1 mcg/kg/min: the formulas that have a number agree"
    none = formulas_sheet((), None, POLICY)
    assert none.answer["spread_percent"] is None


def test_durations_and_ratios_in_words() -> None:
    assert duration_text(45) == "45 min"
    assert duration_text(815) == "13 h 35 min"
    assert times_text(Fraction(1)) == "the same"


def check(nurse: str, pharmacist: str, **fields: str) -> Sheet:
    """A worksheet of 0.07 mcg/kg/min, unless `fields` ask something else."""
    entry = Entry(**BAG | (fields or {"dose": "0.07 mcg/kg/min"}))
    return worksheet_sheet(entry, nurse=nurse, pharmacist=pharmacist, at=NOON, policy=POLICY)


def test_a_worksheet_has_three_results_every_worked_line_and_a_code() -> None:
    sheet = check("18.4 mL/h", "18.3 mL/h")
    assert sheet.rows == (
        ("Result", "18.4 mL/h", "18.3 mL/h", "18.4 mL/h"),
        ("From exact", "0.136 % more", "0.408 % less", "18.375 mL/h"),
        ("Agrees", "yes", "NO", ""),
    )
    assert fact(sheet, "Outcome") == "the pharmacist's result differs"
    assert "294 mcg/h ÷ 16 mcg/mL = 18.375 mL/h" in sheet.lines
    assert sheet.marked == {2}
    assert check("18.4 mL/h", "18.4 mL/h").marked == frozenset()
    assert fact(sheet, "Checked at") == "2026-03-01 12:00 UTC (24 h)"


def test_results_that_are_exact_or_cannot_be_compared_say_so() -> None:
    exact = check("10.5 mL/h", "10.5 mL/h", dose="0.04 mcg/kg/min")
    assert exact.rows[1][1] == "exact"
    nothing = check("0 mcg/kg/min", "0 mcg/kg/min", rate="0 mL/h")
    assert nothing.rows[1][1] == "Not known"
    other = check("1 mg/h", "1 mg/h", drug="other", rate="62.5 mL/h", to="mg/h", weight="")
    assert fact(other, "Drug") == "outside the drug library"
    plain = check(
        "2.1 mcg/min", "2.1 mcg/min", dose="0.03 mcg/kg/min", to="mcg/min", amount="", volume=""
    )
    assert "Bag" not in dict(plain.facts)


@pytest.mark.parametrize(
    ("fields", "bag"),
    [
        ({"dose": "0.07 mcg/kg/min"}, "4 mg in 250 mL"),
        (
            {"dose": "0.07 mcg/kg/min", "amount": "", "volume": "", "concentration": "16 mcg/mL"},
            "16 mcg/mL",
        ),
        ({"dose": "0.07 mcg/kg/min", "to": "mcg/min", "amount": "", "volume": ""}, "none given"),
        ({"dose": "5 mcg/min", "weight": ""}, "4 mg in 250 mL"),
    ],
)
def test_a_code_is_read_back_and_worked_out_again(fields: dict[str, str], bag: str) -> None:
    unit = asked_for(Entry(**BAG | fields), POLICY)
    code = fact(check(f"1 {unit}", f"2 {unit}", **fields), "Check code")
    held = decoded_sheet(code, POLICY)
    assert fact(held, "Bag") == bag
    assert fact(held, "Nurse") == f"1 {unit}"
    assert fact(held, "Program now").endswith(", the same")
    assert fact(held, "Drug library").endswith("the one in force here")
    assert held.answer["is_same_now"] == "yes"


def test_a_code_of_another_library_is_told_and_one_that_would_be_refused_now() -> None:
    """The limit may have been lowered since: what was checked then is shown all the same."""
    code = fact(check("18.4 mL/h", "18.4 mL/h"), "Check code")
    empty = load_policy(library_dir=None, protocol_file=None)
    library = type(empty.library)(drugs={}, fingerprint="f" * 64)
    changed = type(empty)(
        **{name: getattr(empty, name) for name in empty.__struct_fields__} | {"library": library}
    )
    held = decoded_sheet(code, changed)
    assert fact(held, "Program now").startswith("refused: Drug")
    assert fact(held, "Drug library").endswith("not the one in force here")
    assert (held.answer["is_same_now"], held.answer["is_library_in_force"]) == ("no", "no")


def test_what_cannot_be_worked_out_makes_no_sheet() -> None:
    with pytest.raises(RefusedError):
        check("18,4 mL/h", "18.4 mL/h")


def test_a_conversion_says_the_line_the_working_and_whether_the_bag_is_standard() -> None:
    sheet = conversion_sheet(Entry(**BAG, dose="0.03 mcg/kg/min"), POLICY)
    assert fact(sheet, "ANSWER").startswith("0.03 mcg/kg/min = 2.1 mcg/min = 7.9 mL/h of 4 mg")
    assert fact(sheet, "Set") == "7.9 mL/h"
    assert fact(sheet, "Exact") == "7.875 mL/h"
    unit = conversion_sheet(Entry(drug="vasopressin", dose="0.03 units/min", to="units/h"), POLICY)
    assert "Set" not in dict(unit.facts)
    assert fact(unit, "Exact") == "1.8 units/h"


def test_formulas_take_doses_as_typed() -> None:
    """An empty one is not running; none at all, or one that cannot be read, is refused."""
    doses = {"norepinephrine": "0.1 mcg/kg/min", "dopamine": ""}
    assert fact(formulas_of(doses, "", POLICY), "Running") == "norepinephrine 0.1 mcg/kg/min"
    with pytest.raises(RefusedError, match="no dose was typed"):
        formulas_of({"dopamine": ""}, "", POLICY)
    with pytest.raises(RefusedError, match=r"0,1.*x"):
        formulas_of({"norepinephrine": "0,1 mcg/kg/min", "dopamine": "x"}, "", POLICY)


def test_the_inputs_are_shown_without_any_result() -> None:
    """What the pharmacist needs, and not 18.4 mL/h."""
    sheet = inputs_sheet(Entry(**BAG, dose="0.07 mcg/kg/min"), POLICY)
    assert fact(sheet, "Asked") == "0.07 mcg/kg/min"
    assert fact(sheet, "Result in") == "mL/h"
    assert "18.4" not in str(sheet)


def test_a_result_is_taken_without_a_word_about_its_being_right() -> None:
    entry = Entry(**BAG, dose="0.07 mcg/kg/min")
    require_result(entry, "99 mL/h", POLICY)
    with pytest.raises(RefusedError):
        require_result(entry, "99", POLICY)
