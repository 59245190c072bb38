"""A printed figure is right, cut off, or wrong; and what the error looks like."""

from __future__ import annotations

import pytest

from tests.support.shift import shipped_policy
from titrator.core.conversion_entry import Entry
from titrator.core.findings import Code, RefusedError
from titrator.core.table_audit import Audited, Printed, Verdict, audit
from titrator.core.wording import as_typed

LIBRARY = shipped_policy().library
BAG = Entry(
    drug="norepinephrine", amount="4 mg", volume="250 mL", weight="70 kg", dose="0.03 mcg/kg/min"
)


def found(figure: str, last_digit: str = "", **fields: str) -> Audited:
    """The verdict on a figure; 7.875 mL/h is right unless `fields` say otherwise."""
    entry = Entry(**{name: getattr(BAG, name) for name in BAG.__struct_fields__} | fields)
    return audit(Printed(entry=entry, figure=figure, last_digit=last_digit), LIBRARY)


@pytest.mark.parametrize(
    ("figure", "last_digit", "verdict"),
    [
        ("7.875", "", Verdict.RIGHT),
        ("7.9", "", Verdict.RIGHT),
        ("7.88", "", Verdict.RIGHT),
        ("7.87", "", Verdict.RIGHT),  # a tie: either way is a rounding
        ("7.8", "", Verdict.CUT_OFF),
        ("8", "", Verdict.RIGHT),
        ("7", "", Verdict.CUT_OFF),
        ("9", "", Verdict.WRONG),
        ("7.7", "", Verdict.WRONG),
        ("7.9", "0.01", Verdict.WRONG),
        ("10", "5", Verdict.RIGHT),
        ("0", "", Verdict.WRONG),
    ],
)
def test_a_figure_is_judged_by_its_last_digit(
    figure: str, last_digit: str, verdict: Verdict
) -> None:
    """0.03 mcg/kg/min x 70 kg / 16 mcg/mL x 60 is 7.875 mL/h."""
    one = found(figure, last_digit)
    assert one.verdict is verdict
    assert as_typed(one.exact) == "7.875 mL/h"


def test_what_should_stand_there_is_rounded_as_the_table_rounds() -> None:
    assert as_typed(found("78.8").right) == "7.9 mL/h"
    assert as_typed(found("9").right) == "8 mL/h"


@pytest.mark.parametrize(
    ("figure", "likely"),
    [
        ("78.8", "10 times too high"),
        ("0.79", "10 times too low"),
        ("0.008", "1,000 times too low"),
        ("472.5", "60 times too high"),
        ("3.94", "2 times too low"),
        ("5.5", ""),
        ("0", ""),
        ("7.9", ""),
    ],
)
def test_an_error_by_a_well_known_factor_is_named(figure: str, likely: str) -> None:
    assert found(figure).likely == likely


def test_a_printed_dose_is_audited_from_its_rate() -> None:
    """7.9 mL/h is 0.0300952 mcg/kg/min."""
    one = found("0.03", dose="", rate="7.9 mL/h", to="mcg/kg/min")
    assert one.verdict is Verdict.RIGHT
    assert as_typed(one.exact) == "0.0300952380952 mcg/kg/min"
    assert one.about == "7.9 mL/h of 4 mg in 250 mL at 70 kg"


def test_a_limit_changes_no_verdict_and_is_told() -> None:
    """5 mcg/kg/min is above the ceiling of 3, and its rate is still worked out."""
    one = found("1312.5", dose="5 mcg/kg/min")
    assert one.verdict is Verdict.RIGHT
    assert [said.code for said in one.findings] == [Code.ABOVE_HARD_CAP]


def test_a_running_rate_above_a_soft_limit_is_told() -> None:
    one = found("0.6", dose="", rate="157.5 mL/h", to="mcg/kg/min")
    assert one.verdict is Verdict.RIGHT
    assert [said.code for said in one.findings] == [Code.ABOVE_SOFT_LIMIT]


def test_nothing_is_nothing() -> None:
    """A dose of 0 is 0 mL/h; any other figure is wrong by no factor."""
    assert found("0", dose="0 mcg/kg/min").verdict is Verdict.RIGHT
    assert found("5", dose="0 mcg/kg/min").likely == ""


def test_a_drug_that_nobody_knows_here_is_audited_all_the_same() -> None:
    one = found("7.9", drug="nitroglycerin")
    assert one.verdict is Verdict.RIGHT
    assert one.findings == ()


def test_a_limit_per_kg_is_not_asked_of_a_table_without_weights() -> None:
    one = found("7.9", dose="2.1 mcg/min", weight="")
    assert one.findings == ()
    assert one.about == "2.1 mcg/min of 4 mg in 250 mL"


@pytest.mark.parametrize(
    ("figure", "last_digit", "fields", "code"),
    [
        ("7,9", "", {}, Code.NOT_A_NUMBER),
        ("", "", {}, Code.NOT_A_NUMBER),
        ("7.9", "0", {}, Code.NOT_A_NUMBER),
        ("7.9", "", {"weight": ""}, Code.WEIGHT_MISSING),
        ("7.9", "", {"amount": "", "volume": ""}, Code.CONCENTRATION_MISSING),
        ("7.9", "", {"dose": "0.03 ug/kg/min"}, Code.UNIT_MISMATCH),
    ],
)
def test_what_cannot_be_worked_out_is_refused(
    figure: str, last_digit: str, fields: dict[str, str], code: Code
) -> None:
    """Nothing is guessed."""
    with pytest.raises(RefusedError) as refused:
        found(figure, last_digit, **fields)
    assert code in [one.code for one in refused.value.findings]


@pytest.mark.parametrize(
    ("figure", "likely"),
    [
        ("82.6875", "10 times too high"),  # 10.5 times
        ("82.845", ""),  # 10.52 times
        ("74.8125", "10 times too high"),  # 9.5 times
        ("74.6", ""),  # 9.473 times
        ("0.75", "10 times too low"),  # 1/10.5
        ("0.7486", ""),  # 1/10.5196
        ("0.8289", "10 times too low"),  # 1/9.5005
        ("0.8311", ""),  # 1/9.4754
        ("748.125", "100 times too high"),  # 95 times
        ("826.875", "100 times too high"),  # 105 times
        ("747", ""),  # 94.86 times
        ("828", ""),  # 105.14 times
        ("0.075", "100 times too low"),  # 1/105
        ("0.0828", "100 times too low"),  # 1/95.1
    ],
)
def test_a_factor_is_named_within_one_in_twenty_of_it(figure: str, likely: str) -> None:
    """Of 7.875 mL/h; beyond that it looks like nothing known."""
    assert found(figure).likely == likely


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        ("7.85", Verdict.WRONG),  # 0.025 off, where half of the last digit is 0.005
        ("7.84", Verdict.WRONG),
        ("7.865", Verdict.WRONG),
        ("7.874", Verdict.WRONG),  # off by its last digit: not cut off, but wrong
        ("7.8750", Verdict.RIGHT),
        ("6.8751", Verdict.WRONG),
    ],
)
def test_every_digit_printed_counts(figure: str, verdict: Verdict) -> None:
    """7.875 mL/h is right, to the digits that stand there."""
    assert found(figure).verdict is verdict


def test_without_a_last_digit_the_figure_itself_says_it() -> None:
    """As where a table has no column for it."""
    row = Printed(entry=BAG, figure="7.9")
    assert audit(row, LIBRARY).verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    ("figure", "last_digit", "text"),
    [
        (
            "7,9",
            "",
            'The printed figure "7,9" was not taken: write a decimal point, not a comma.',
        ),
        (
            "7.9",
            "0,1",
            'The last digit printed "0,1" was not taken: write a decimal point, not a comma.',
        ),
        ("7.9", "0", "The last digit printed was not taken: it is zero."),
    ],
)
def test_a_cell_that_was_not_taken_is_named(figure: str, last_digit: str, text: str) -> None:
    """The row of a long table can then be found and put right."""
    with pytest.raises(RefusedError) as refused:
        found(figure, last_digit)
    assert [one.text for one in refused.value.findings] == [text]


def test_the_three_verdicts_are_called_so_in_files() -> None:
    """Other programs read them."""
    assert [str(one) for one in Verdict] == ["right", "cut off, not rounded", "wrong"]
