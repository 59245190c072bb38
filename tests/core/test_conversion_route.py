"""Which units a drug may be converted in, what a conversion needs, and factors that stay exact."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.conversions import NE_BAG, VP_BAG, converted, refused
from tests.support.drugs import DOBUTAMINE, NOREPINEPHRINE, a_bag, quantity
from titrator.core.conversion_route import (
    Factor,
    Missing,
    Setting,
    expressed,
    known,
    limits_of,
    missing,
    require_bag,
    route_for,
    with_dose_wanted,
)
from titrator.core.findings import Code, RefusedError
from titrator.core.units import UNITS

PER_KG = {"drug": "dobutamine", "amount": "500 mg", "volume": "250 mL", "weight": "70 kg"}
RATIOS = st.tuples(st.integers(0, 10**6), st.integers(1, 10**6))


def a_setting(weight: str | None = None, to: str | None = None) -> Setting:
    """Norepinephrine, 4 mg in 250 mL."""
    return Setting(
        drug=NOREPINEPHRINE,
        bag=a_bag("4 mg", "250 mL"),
        stated_concentration=None,
        weight=None if weight is None else quantity(weight),
        to=None if to is None else UNITS[to],
        resolution=quantity("0.1 mL/h"),
    )


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (
            {**VP_BAG, "weight": "70 kg", "dose": "0.0004 units/kg/min"},
            "vasopressin was not converted in units/kg/min: it is never dosed per kg (units/min or units/h).",
        ),
        (
            {**VP_BAG, "weight": "70 kg", "rate": "9 mL/h", "to": "units/kg/h"},
            "vasopressin was not converted in units/kg/h: it is never dosed per kg (units/min or units/h).",
        ),
        (
            {**VP_BAG, "dose": "3 mcg/min"},
            "vasopressin was not converted in mcg/min: it is measured in units (units/min or units/h).",
        ),
        (
            {**VP_BAG, "rate": "9 mL/h", "to": "mcg/min"},
            "vasopressin was not converted in mcg/min: it is measured in units (units/min or units/h).",
        ),
        (
            {**NE_BAG, "dose": "0.03 units/min"},
            "norepinephrine was not converted in units/min: it is measured in mcg, mg or nanogram (mcg/kg/min or mcg/min).",
        ),
        (
            {**NE_BAG, "rate": "9 mL/h", "to": "units/min"},
            "norepinephrine was not converted in units/min: it is measured in mcg, mg or nanogram (mcg/kg/min or mcg/min).",
        ),
        (
            {**PER_KG, "dose": "350 mcg/min"},
            "dobutamine was not converted in mcg/min: it is always dosed per kg (mcg/kg/min).",
        ),
        (
            {"drug": "other", "dose": "10 mg", "to": "mL"},
            'Dose "10 mg" was not taken: mg is not a unit of dose rate or dose rate per kg or volume.',
        ),
        (
            {"drug": "other", "rate": "9 mL/h"},
            "mL/h was not converted: the unit wanted is missing, such as mcg/kg/min.",
        ),
        (
            {"drug": "other", "concentration": "16 mcg/mL", "dose": "5 units/min"},
            "units/min was not converted to mL/h, because the bag is in mcg.",
        ),
        (
            {"drug": "other", "concentration": "16 mcg/mL", "rate": "5 mL/h", "to": "units/h"},
            "mL/h was not converted to units/h, because mcg/min and units/h do not measure the same thing.",
        ),
        (
            {"drug": "other", "dose": "5 units/min", "to": "mcg/min"},
            "units/min was not converted to mcg/min, because units/min and mcg/min do not measure the same thing.",
        ),
    ],
)
def test_a_unit_that_the_drug_is_not_dosed_in_is_refused(fields: dict[str, str], why: str) -> None:
    with pytest.raises(RefusedError) as caught:
        converted(fields)
    (one,) = caught.value.findings
    assert one.code is Code.UNIT_MISMATCH
    assert one.text == why


def test_a_drug_always_dosed_per_kg_may_be_shown_per_minute() -> None:
    found = converted({**PER_KG, "dose": "5 mcg/kg/min", "to": "mcg/min"})
    assert found.value == quantity("350 mcg/min")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({**NE_BAG, "dose": "0.03 mcg/kg/min"}, [Code.WEIGHT_MISSING]),
        ({**NE_BAG, "rate": "7.9 mL/h"}, [Code.WEIGHT_MISSING]),
        ({**NE_BAG, "rate": "0.1 mL/kg/h", "to": "mcg/min"}, [Code.WEIGHT_MISSING]),
        ({**NE_BAG, "dose": "0.03 mcg/kg/min", "to": "mcg/min"}, [Code.WEIGHT_MISSING]),
        ({**NE_BAG, "dose": "0.03 mcg/kg/min", "to": "mcg/kg/h"}, [Code.WEIGHT_MISSING]),
        ({"drug": "norepinephrine", "dose": "2 mcg/min"}, [Code.CONCENTRATION_MISSING]),
        (
            {"drug": "norepinephrine", "dose": "0.03 mcg/kg/min"},
            [Code.CONCENTRATION_MISSING, Code.WEIGHT_MISSING],
        ),
        ({"drug": "vasopressin", "rate": "9 mL/h"}, [Code.CONCENTRATION_MISSING]),
        (
            {"drug": "other", "dose": "5 mcg/kg/min", "concentration": "16 mcg/mL"},
            [Code.WEIGHT_MISSING],
        ),
    ],
)
def test_what_is_missing_is_named_all_of_it(fields: dict[str, str], expected: list[Code]) -> None:
    """A rate without a weight is never answered in another unit than the drug's first one."""
    assert refused(fields) == expected


def test_a_flow_per_kg_needs_no_weight() -> None:
    """And no rate in mL/h follows, so the pump is not spoken of."""
    found = converted({**NE_BAG, "dose": "0.03 mcg/kg/min", "to": "mL/kg/h"})
    assert found.value == quantity("0.1125 mL/kg/h")
    assert found.pump_rate is None


def test_the_way_between_two_units_says_what_it_lacks() -> None:
    no_bag = Setting(
        drug=None,
        bag=None,
        stated_concentration=None,
        weight=None,
        to=None,
        resolution=quantity("0.1 mL/h"),
    )
    assert missing(UNITS["mcg/kg/min"], UNITS["mL/h"], no_bag) == (Missing.BAG, Missing.WEIGHT)
    assert missing(UNITS["mcg/min"], UNITS["mg/h"], no_bag) == ()
    assert expressed(quantity("1 mcg/min"), UNITS["mL/h"], no_bag) is Missing.BAG
    assert expressed(quantity("60 mcg/min"), UNITS["mg/h"], no_bag) == quantity("3.6 mg/h")
    assert limits_of(None) == ()


def test_a_route_holds_for_every_weight() -> None:
    """Of the weight it only matters whether there is one."""
    unit = UNITS["mcg/kg/min"]
    assert route_for(a_setting("70 kg"), unit) == route_for(a_setting("93.5 kg"), unit)
    with pytest.raises(RefusedError):
        route_for(a_setting(), unit)


@pytest.mark.parametrize(
    ("power", "expected"), [(0, Fraction(8, 5)), (1, Fraction(112)), (-1, Fraction(8, 350))]
)
def test_the_weight_multiplies_divides_or_has_no_part(power: int, expected: Fraction) -> None:
    """4 times 2/5, at 70 kg."""
    factor = Factor(at_one_kg=(2, 5), weight_power=power)
    assert Fraction(*factor.of((4, 1), (70, 1))) == expected


@given(number=RATIOS, factor=RATIOS, kg=st.integers(1, 3000))
def test_whole_numbers_are_as_exact_as_fractions(
    number: tuple[int, int], factor: tuple[int, int], kg: int
) -> None:
    weight = Fraction(kg, 10)
    for power in (-1, 0, 1):
        found = Factor(at_one_kg=factor, weight_power=power).of(number, weight.as_integer_ratio())
        assert Fraction(*found) == Fraction(*number) * Fraction(*factor) * weight**power


def test_what_is_missing_on_the_way_is_refused_by_name() -> None:
    """`known` and `require_bag` are for whoever cannot go on without."""
    with pytest.raises(RefusedError) as weightless:
        known(quantity("1 mL/h"), UNITS["mcg/kg/min"], a_setting())
    assert weightless.value.findings[0].code is Code.WEIGHT_MISSING
    assert known(quantity("60 mL/h"), UNITS["mcg/min"], a_setting()) == quantity("16 mcg/min")
    with pytest.raises(RefusedError) as bagless:
        require_bag(msgspec.structs.replace(a_setting(), bag=None))
    assert bagless.value.findings[0].code is Code.CONCENTRATION_MISSING


def test_a_drug_outside_the_library_is_dosed_per_minute_unless_another_unit_is_wanted() -> None:
    other = msgspec.structs.replace(a_setting(), drug=None)
    assert with_dose_wanted(other).to is UNITS["mcg/min"]
    assert with_dose_wanted(a_setting()).to is None
    wanted = msgspec.structs.replace(other, to=UNITS["mg/h"])
    assert with_dose_wanted(wanted).to is UNITS["mg/h"]


def test_a_flow_per_kg_without_a_weight_is_a_dose_per_kg_and_no_pump_rate() -> None:
    """0.1125 mL/kg/h of 16 mcg/mL; what the pump must show is not known, and not refused."""
    found = converted({**NE_BAG, "rate": "0.1125 mL/kg/h"})
    assert (found.value, found.pump_rate) == (quantity("0.03 mcg/kg/min"), None)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {**NE_BAG, "rate": "7.9 mL/h"},
            "norepinephrine was not converted: it needs the weight, and none is given.",
        ),
        (
            {"drug": "norepinephrine", "dose": "2 mcg/min"},
            "norepinephrine was not converted: it needs amount and volume of the bag.",
        ),
        (
            {"drug": "other", "dose": "5 mcg/kg/min", "concentration": "16 mcg/mL"},
            "The number was not converted: it needs the weight, and none is given.",
        ),
    ],
)
def test_what_is_missing_is_said(fields: dict[str, str], text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        converted(fields)
    assert caught.value.findings[0].text == text


def test_a_limit_that_was_not_checked_is_told_with_what_would_check_it() -> None:
    weightless = converted({**NE_BAG, "dose": "5000 mcg/min"}).findings
    assert [(one.text, one.next_action) for one in weightless] == [
        (
            (
                "norepinephrine: the built-in ceiling of 3 mcg/kg/min was not checked, because the "
                "weight is not known."
            ),
            "Enter the weight to check it.",
        ),
        (
            (
                "norepinephrine: the soft limit of 0.5 mcg/kg/min was not checked, because the weight "
                "is not known."
            ),
            "Enter the weight to check it.",
        ),
    ]
    bagless = converted({"drug": "vasopressin", "rate": "900 mL/h", "to": "L/h"}).findings
    assert [one.next_action for one in bagless] == ["Enter the bag to check it."] * 2
    outside = converted({"drug": "other", "concentration": "16 mcg/mL", "dose": "5 mcg/min"})
    (one,) = outside.findings
    assert (one.text, one.next_action) == (
        "No limit was applied: the drug is outside the drug library.",
        "Check the dose against the limits of this hospital.",
    )


def test_where_no_dose_follows_from_a_rate_no_unit_is_named_for_it() -> None:
    """Dobutamine is dosed per kg: without a weight 5 mL/h of it is no dose, and no label for one."""
    setting = msgspec.structs.replace(a_setting(to="mL/min"), drug=DOBUTAMINE)
    pump = route_for(setting, UNITS["mL/h"]).pump
    assert pump is not None
    assert (pump.achieved_unit, pump.achieved_per_rate) == (None, None)
