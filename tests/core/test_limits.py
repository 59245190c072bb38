"""Three nested limits, never clamped. The numbers are literals."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.drugs import (
    ANGIOTENSIN,
    MILRINONE,
    NOREPINEPHRINE,
    VASOPRESSIN,
    a_drug,
    quantity,
)
from titrator.core.findings import Code
from titrator.core.limits import (
    DoseRate,
    Layer,
    ceiling,
    code_of,
    hard_limits,
    has_ceiling,
    is_within,
    judge,
    not_checked,
    soft_limits,
)
from titrator.core.units import UNITS, Quantity

MILLIONTHS = st.integers(0, 100_000).map(lambda n: Fraction(n, 1_000_000))


def a_dose(per_minute: str, weight: str | None = None) -> DoseRate:
    """A dose per minute, and the weight where it is known."""
    return DoseRate(
        per_minute=quantity(per_minute), weight=None if weight is None else quantity(weight)
    )


@pytest.mark.rule("R12")
@pytest.mark.parametrize(
    ("drug", "highest", "source"),
    [
        ("vasopressin", "0.04 units/min", "R12, source article"),
        ("norepinephrine", "3 mcg/kg/min", "proposal, to be reviewed"),
        ("epinephrine", "2 mcg/kg/min", "R14, source article"),
        ("dobutamine", "40 mcg/kg/min", "label"),
        ("dopamine", "50 mcg/kg/min", "label"),
        ("phenylephrine", "10 mcg/kg/min", "label"),
        ("milrinone", "1 mcg/kg/min", "label"),
        ("angiotensin II", "40 nanogram/kg/min", "label"),
    ],
)
def test_the_built_in_ceilings(drug: str, highest: str, source: str) -> None:
    limit = ceiling(drug)
    assert has_ceiling(drug)
    assert limit.maximum == quantity(highest)
    assert limit.layer is Layer.BUILT_IN
    assert limit.source == source


def test_another_drug_has_no_ceiling() -> None:
    assert not has_ceiling("propofol")
    with pytest.raises(KeyError):
        ceiling("propofol")


@pytest.mark.parametrize(
    ("running_for", "highest"),
    [
        (None, 40),
        (timedelta(0), 80),
        (timedelta(hours=2, minutes=59, seconds=59), 80),
        (timedelta(hours=3), 40),
        (timedelta(hours=30), 40),
    ],
)
def test_angiotensin_ii_may_be_higher_in_its_first_three_hours(
    running_for: timedelta | None, highest: int
) -> None:
    """Start unknown counts as late."""
    limit = ceiling("angiotensin II", running_for)
    assert limit.maximum.magnitude == highest
    assert limit.source == ("label, first 3 h" if highest == 80 else "label")
    assert ceiling("vasopressin", running_for).maximum == quantity("0.04 units/min")


@pytest.mark.rule("R12")
@pytest.mark.hazard("H28")
@pytest.mark.ruling(38)
@pytest.mark.parametrize(
    ("dose", "is_allowed"),
    [
        ("0.04 units/min", True),
        ("0.0400 units/min", True),
        ("0.0399999 units/min", True),
        ("2.4 units/h", True),
        ("40 milliunits/min", True),
        ("0 units/min", True),
        ("0.0401 units/min", False),
        ("0.04000001 units/min", False),
        ("0.0400000000000000000000000000001 units/min", False),
        ("2.4001 units/h", False),
        ("40.01 milliunits/min", False),
    ],
)
def test_0_04_passes_and_anything_above_does_not(dose: str, *, is_allowed: bool) -> None:
    limits = hard_limits(VASOPRESSIN, order_maximum=None, running_for=None)
    assert is_within(a_dose(dose), limits) is is_allowed
    found = judge(VASOPRESSIN, a_dose(dose), limits)
    assert [one.code for one in found] == ([] if is_allowed else [Code.ABOVE_HARD_CAP])


@given(dose=MILLIONTHS)
def test_a_dose_is_refused_exactly_when_it_is_above_the_ceiling(dose: Fraction) -> None:
    limits = hard_limits(VASOPRESSIN, order_maximum=None, running_for=None)
    asked = DoseRate(per_minute=Quantity(dose, UNITS["units/min"]), weight=None)
    assert is_within(asked, limits) == (dose * 100 <= 4)


@given(dose=MILLIONTHS, unit=st.sampled_from(["units/min", "units/h", "milliunits/min"]))
def test_the_unit_of_the_entry_never_changes_the_verdict(dose: Fraction, unit: str) -> None:
    limits = hard_limits(VASOPRESSIN, order_maximum=quantity("1.8 units/h"), running_for=None)
    per_minute = Quantity(dose, UNITS["units/min"])
    asked = DoseRate(per_minute=per_minute, weight=None)
    restated = DoseRate(per_minute=per_minute.to(UNITS[unit]), weight=None)
    assert judge(VASOPRESSIN, asked, limits) == judge(VASOPRESSIN, restated, limits)


def test_every_layer_that_is_passed_is_named_outermost_first() -> None:
    """Site limit 0.035 below the ceiling of 0.04, order maximum 0.03 below both."""
    drug = a_drug("vasopressin", ("units/min",), hard="0.035 units/min", soft="0.02 units/min")
    limits = hard_limits(drug, order_maximum=quantity("0.03 units/min"), running_for=None)
    assert [limit.layer for limit in limits] == [Layer.BUILT_IN, Layer.LIBRARY, Layer.ORDER]
    found = judge(drug, a_dose("0.05 units/min"), limits)
    assert [one.text.partition(" is above the ")[2] for one in found] == [
        "built-in ceiling of 0.04 units/min.",
        "drug library limit of 0.035 units/min.",
        "order maximum of 0.03 units/min.",
    ]
    (soft,) = judge(drug, a_dose("0.03 units/min"), soft_limits(drug))
    assert soft.text == "vasopressin 0.03 units/min is above the soft limit of 0.02 units/min."
    assert [one.code for one in found] == [
        Code.ABOVE_HARD_CAP,
        Code.ABOVE_LIBRARY_LIMIT,
        Code.ABOVE_ORDER_MAXIMUM,
    ]
    assert [one.code for one in judge(drug, a_dose("0.032 units/min"), limits)] == [
        Code.ABOVE_ORDER_MAXIMUM
    ]
    assert not judge(drug, a_dose("0.03 units/min"), limits)


@pytest.mark.hazard("H28")
def test_a_dose_above_one_of_several_limits_is_not_within_them() -> None:
    """0.035 is below the ceiling of 0.04 and above the order maximum of 0.03."""
    limits = hard_limits(VASOPRESSIN, order_maximum=quantity("0.03 units/min"), running_for=None)
    assert [limit.source for limit in limits] == ["R12, source article", "titration order"]
    assert not is_within(a_dose("0.035 units/min"), limits)
    assert not is_within(a_dose("0.035 units/min"), limits[::-1])
    assert is_within(a_dose("0.03 units/min"), limits)


@pytest.mark.ruling(27)
def test_a_library_limit_at_the_ceiling_is_not_named_twice() -> None:
    for drug in (VASOPRESSIN, NOREPINEPHRINE, ANGIOTENSIN):
        limits = hard_limits(drug, order_maximum=None, running_for=None)
        assert [limit.layer for limit in limits] == [Layer.BUILT_IN]


def test_a_library_limit_below_the_ceiling_holds_in_the_first_three_hours_too() -> None:
    drug = a_drug("angiotensin II", ("nanogram/kg/min",), hard="30 nanogram/kg/min")
    limits = hard_limits(drug, order_maximum=None, running_for=timedelta(hours=1))
    assert [limit.maximum.magnitude for limit in limits] == [80, 30]


def test_a_soft_limit_asks_and_refuses_nothing() -> None:
    (limit,) = soft_limits(VASOPRESSIN)
    assert limit.layer is Layer.SOFT
    assert limit.maximum == quantity("0.03 units/min")
    assert code_of(limit) is Code.ABOVE_SOFT_LIMIT
    assert soft_limits(a_drug("milrinone", hard="1 mcg/kg/min")) == ()


@pytest.mark.parametrize(
    ("weight", "is_allowed"), [("70 kg", True), ("69.9 kg", False), ("100 kg", True)]
)
def test_a_dose_per_minute_is_judged_per_kg_where_the_weight_is_known(
    weight: str, *, is_allowed: bool
) -> None:
    """210 mcg/min is 3 mcg/kg/min at 70 kg."""
    limits = hard_limits(NOREPINEPHRINE, order_maximum=None, running_for=None)
    assert is_within(a_dose("210 mcg/min", weight), limits) is is_allowed


def test_a_limit_per_kg_without_a_weight_is_told_as_not_checked() -> None:
    limits = hard_limits(NOREPINEPHRINE, order_maximum=quantity("10 mcg/min"), running_for=None)
    found = judge(NOREPINEPHRINE, a_dose("5000 mcg/min"), limits)
    assert [one.code for one in found] == [Code.LIMIT_NOT_CHECKED, Code.ABOVE_ORDER_MAXIMUM]
    assert found[0].text == (
        "norepinephrine: the built-in ceiling of 3 mcg/kg/min was not checked, because the weight "
        "is not known."
    )
    assert found[0].next_action == "Enter the weight to check the per-kg limit."
    assert is_within(a_dose("5000 mcg/min"), limits[:1])
    named = not_checked(MILRINONE, limits[0], "the bag is not known", "Enter the bag.")
    assert (named.next_action, named.source) == ("Enter the bag.", "proposal, to be reviewed")


@pytest.mark.parametrize(
    ("drug", "dose", "sentence"),
    [
        (
            VASOPRESSIN,
            "0.0401 units/min",
            "vasopressin 0.0401 units/min is above the built-in ceiling of 0.04 units/min.",
        ),
        (
            VASOPRESSIN,
            "0.04000001 units/min",
            "vasopressin 0.04000001 units/min is above the built-in ceiling of 0.04 units/min.",
        ),
    ],
)
def test_the_sentence_names_the_value_and_the_limit(drug: object, dose: str, sentence: str) -> None:
    limits = hard_limits(VASOPRESSIN, order_maximum=None, running_for=None)
    (found,) = judge(VASOPRESSIN, a_dose(dose), limits)
    assert found.text == sentence
    assert found.source == "R12, source article"


def test_a_site_limit_is_named_with_all_its_digits() -> None:
    """0.03125 shown as 0.0313 would read as if 0.0313 were allowed."""
    drug = a_drug("vasopressin", ("units/min",), hard="0.03125 units/min")
    limits = hard_limits(drug, order_maximum=None, running_for=None)
    (found,) = judge(drug, a_dose("0.0313 units/min"), limits)
    assert (
        found.text
        == "vasopressin 0.0313 units/min is above the drug library limit of 0.03125 units/min."
    )


def test_a_dose_reads_in_any_unit_that_the_weight_allows() -> None:
    dose = a_dose("2.1 mcg/min", "70 kg")
    assert dose.in_unit(UNITS["mcg/kg/min"]) == quantity("0.03 mcg/kg/min")
    assert dose.in_unit(UNITS["mcg/h"]) == quantity("126 mcg/h")
    assert a_dose("2.1 mcg/min").in_unit(UNITS["mcg/kg/min"]) is None
