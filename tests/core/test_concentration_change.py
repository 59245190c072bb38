"""Another bag: the rate that keeps the dose, and what the old rate would do."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.support.shift import shipped_policy
from titrator.core.concentration_change import ConcentrationChange, NewBag, concentration_change
from titrator.core.conversion_entry import Entry
from titrator.core.findings import Code, RefusedError
from titrator.core.wording import as_typed, exact, shown

LIBRARY = shipped_policy().library
OLD = {"drug": "norepinephrine", "amount": "4 mg", "volume": "250 mL", "weight": "70 kg"}


def changed(new: str = "16 mg", into: str = "250 mL", /, **fields: str) -> ConcentrationChange:
    """From 4 mg in 250 mL at 70 kg to another bag."""
    return concentration_change(Entry(**OLD | fields), NewBag(amount=new, volume=into), LIBRARY)


@pytest.mark.hazard("H03")
def test_four_times_the_strength_needs_a_quarter_of_the_rate() -> None:
    """18.4 mL/h of 16 mcg/mL is 4.6 mL/h of 64 mcg/mL; left alone it would be four times the dose."""
    found = changed(rate="18.4 mL/h")
    assert found.ratio == 4
    assert as_typed(found.new_rate) == as_typed(found.exact_rate) == "4.6 mL/h"
    assert shown(found.dose) == shown(found.achieved) == "0.0701 mcg/kg/min"
    assert found.error == 0
    assert found.most_error == Fraction(5, 460)
    assert shown(found.dose_if_left) == "0.28 mcg/kg/min"


def test_rounding_is_told_as_an_error() -> None:
    """7.9 mL/h is ideally 1.975 mL/h of the new bag; 2 mL/h is 1.27 % more."""
    found = changed(rate="7.9 mL/h")
    assert as_typed(found.exact_rate) == "1.975 mL/h"
    assert as_typed(found.new_rate) == "2 mL/h"
    assert found.error == Fraction(25, 1975)


def test_a_dose_is_first_set_at_the_old_bag() -> None:
    """0.05 mcg/kg/min runs at 13.1 mL/h there, which is what is to be kept."""
    found = changed(dose="0.05 mcg/kg/min")
    assert as_typed(found.old_rate) == "13.1 mL/h"
    assert as_typed(found.exact_rate) == "3.275 mL/h"


@pytest.mark.ruling(11)
def test_rounding_never_takes_the_dose_over_a_hard_limit() -> None:
    """12 mL/h of 0.2 is 0.04 units/min: of 0.14 units/mL ideally 17.14, and 17.2 would be above."""
    found = changed(
        "7 units", "50 mL", drug="vasopressin", amount="20 units", volume="100 mL", rate="12 mL/h"
    )
    assert as_typed(found.new_rate) == "17.1 mL/h"
    near = changed(
        "22 units", "150 mL", drug="vasopressin", amount="20 units", volume="100 mL", rate="12 mL/h"
    )
    assert exact(near.exact_rate) == "16.3636363636 mL/h"
    assert as_typed(near.new_rate) == "16.3 mL/h"


def test_a_rate_above_a_limit_describes_what_runs() -> None:
    found = changed(rate="800 mL/h")
    assert [one.code for one in found.at_old.findings] == [
        *(Code.ABOVE_HARD_CAP, Code.ABOVE_SOFT_LIMIT)
    ]


def test_the_dose_is_told_in_a_unit_that_can_be_known() -> None:
    """Without a weight per minute; as wanted; for a drug outside the library per minute."""
    assert shown(changed(rate="7.9 mL/h", weight="").dose) == "2.11 mcg/min"
    assert shown(changed(rate="7.9 mL/h", to="mcg/min").dose) == "2.11 mcg/min"
    assert shown(changed(rate="7.9 mL/h", to="mL/h").dose) == "0.0301 mcg/kg/min"
    assert shown(changed(rate="7.9 mL/h", drug="other").dose) == "2.11 mcg/min"
    milrinone = {"drug": "milrinone", "weight": "", "rate": "5 mL/h"}
    assert shown(changed(**milrinone).dose) == "1.33 mcg/min"


@pytest.mark.parametrize(
    ("bag", "fields", "code"),
    [
        (("", ""), {"rate": "7.9 mL/h"}, Code.CONCENTRATION_MISSING),
        (("16 mg", "250 mL"), {"rate": "7.9 mL/h", "amount": ""}, Code.CONCENTRATION_MISSING),
        (("16 units", "250 mL"), {"rate": "7.9 mL/h"}, Code.UNIT_MISMATCH),
        (("16 mg", "250 mL"), {"rate": "0 mL/h"}, Code.NOT_RUNNING),
        (("16 mg", "250 mL"), {}, Code.NOT_A_NUMBER),
        (("16 mg", "250 mL"), {"dose": "3.1 mcg/kg/min"}, Code.ABOVE_HARD_CAP),
        (("400 mg", "250 mL"), {"rate": "1 mL/h"}, Code.NOT_REACHABLE_ON_PUMP),
    ],
)
def test_what_cannot_be_worked_out_is_refused(
    bag: tuple[str, str], fields: dict[str, str], code: Code
) -> None:
    with pytest.raises(RefusedError) as refused:
        changed(*bag, **fields)
    assert code in {one.code for one in refused.value.findings}


def test_a_refusal_says_which_of_the_two_bags_it_means() -> None:
    with pytest.raises(
        RefusedError,
        match=r"^Old bag: norepinephrine was not converted: it needs amount and volume of the bag\.; New bag: norepinephrine was not converted: it needs amount and volume of the bag\.$",
    ):
        changed("", "", amount="", volume="", rate="7.9 mL/h")


@pytest.mark.ruling(11)
def test_a_dose_above_a_limit_already_is_kept_at_the_nearest_rate() -> None:
    """12.3 mL/h of 0.2 units/mL is 0.041: 16.77 mL/h of 22 units in 150 mL, set to 16.8."""
    vasopressin = {"drug": "vasopressin", "amount": "20 units", "volume": "100 mL"}
    found = changed("22 units", "150 mL", **vasopressin, rate="12.3 mL/h")
    assert exact(found.exact_rate) == "16.7727272727 mL/h"
    assert as_typed(found.new_rate) == "16.8 mL/h"


@pytest.mark.ruling(11)
def test_a_soft_limit_lowers_no_rate() -> None:
    """9 mL/h of 0.2 is 0.03 units/min, the soft limit: of 0.14 units/mL 12.857, set to 12.9."""
    vasopressin = {"drug": "vasopressin", "amount": "20 units", "volume": "100 mL"}
    found = changed("7 units", "50 mL", **vasopressin, rate="9 mL/h")
    assert as_typed(found.new_rate) == "12.9 mL/h"


@pytest.mark.parametrize(
    ("bag", "fields", "texts"),
    [
        (
            ("", ""),
            {"rate": "7.9 mL/h", "amount": ""},
            [
                "Old bag: The bag has no concentration: amount or volume is missing.",
                "New bag: norepinephrine was not converted: it needs amount and volume of the bag.",
            ],
        ),
        (
            ("16 units", "250 mL"),
            {"rate": "7.9 mL/h"},
            ["norepinephrine is not measured in units: a bag of 16 units was not taken."],
        ),
        (
            ("16 mg", "250 mL"),
            {"rate": "0 mL/h"},
            ["Nothing runs at 0 mL/h: there is no rate to work out for the new bag."],
        ),
        (
            ("400 mg", "250 mL"),
            {"rate": "1 mL/h"},
            [
                (
                    "0.00381 mcg/kg/min needs 0.01 mL/h of the new bag: a pump set in steps of "
                    "0.1 mL/h cannot give it."
                ),
            ],
        ),
    ],
)
def test_what_stands_against_a_change_is_said(
    bag: tuple[str, str], fields: dict[str, str], texts: list[str]
) -> None:
    with pytest.raises(RefusedError) as refused:
        changed(*bag, **fields)
    assert [one.text for one in refused.value.findings] == texts


def test_a_new_bag_may_be_given_by_its_concentration_alone() -> None:
    """64 mcg/mL is 16 mg in 250 mL."""
    found = concentration_change(
        Entry(**OLD, rate="18.4 mL/h"), NewBag(concentration="64 mcg/mL"), LIBRARY
    )
    assert found.ratio == 4
    assert as_typed(found.new_rate) == "4.6 mL/h"


@pytest.mark.hazard("H03")
def test_a_rate_that_runs_is_taken_as_the_pump_shows_it() -> None:
    """18.36 mL/h of another pump stays 18.36: 4.59 mL/h of four times the strength."""
    found = changed(rate="18.36 mL/h")
    assert as_typed(found.old_rate) == "18.36 mL/h"
    assert as_typed(found.exact_rate) == "4.59 mL/h"


def test_a_dose_is_told_in_the_unit_it_was_asked_in() -> None:
    """2.1 mcg/min runs at 7.9 mL/h, which is 2.11; not in mcg/kg/min, although the weight is known."""
    assert shown(changed(dose="2.1 mcg/min").dose) == "2.11 mcg/min"
    assert shown(changed(dose="0.126 mg/h", to="mcg/kg/min").dose) == "0.126 mg/h"
