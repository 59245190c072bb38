"""A dose to a pump rate, back, or one unit to another: exact, and judged on what really flows."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.conversions import NE_BAG, VP_BAG, converted, refused
from tests.support.drugs import ALL_DRUGS, LIBRARY, a_bag, a_drug, a_library, quantity
from titrator.core.conversion import Conversion, codes_of, convert, findings_of, follow, kg_of
from titrator.core.conversion_entry import Entry, read_entry
from titrator.core.conversion_route import Setting, is_per_kg, route_for
from titrator.core.drug_library import Drug
from titrator.core.findings import Code, RefusedError
from titrator.core.units import UNITS, Family, Quantity, Unit, UnitKind

NE = {**NE_BAG, "weight": "70 kg"}
RESOLUTION = quantity("0.1 mL/h")
BAGS = {Family.MASS: a_bag("4 mg", "250 mL"), Family.UNITS: a_bag("20 units", "99 mL")}
PAIRS = [
    (drug, unit)
    for drug in ALL_DRUGS
    for unit in UNITS.values()
    if unit.family is drug.family
    and unit.kind in {UnitKind.DOSE_RATE, UnitKind.DOSE_RATE_PER_KG}
    and (drug.is_dosed_per_kg or not is_per_kg(unit))
    and (is_per_kg(unit) or any(not is_per_kg(usual) for usual in drug.dose_units))
]
WEIGHTS = st.integers(300, 3000).map(lambda tenths: Fraction(tenths, 10))
SHARES = st.fractions(min_value=0, max_value=1, max_denominator=10_000)


def a_setting(drug: Drug | None, weight: Fraction | None, to: Unit | None = None) -> Setting:
    """A setting with the bag that fits the drug."""
    family = Family.MASS if drug is None else drug.family
    return Setting(
        drug=drug,
        bag=BAGS[family],
        stated_concentration=None,
        weight=None if weight is None else Quantity(weight, UNITS["kg"]),
        to=to,
        resolution=RESOLUTION,
    )


def ceiling_in(drug: Drug, unit: Unit, weight: Fraction) -> Quantity:
    """The hard limit of a drug in another unit, worked out the long way round."""
    limit = drug.hard_limit.value
    if is_per_kg(limit.unit) and not is_per_kg(unit):
        limit = limit * Quantity(weight, UNITS["kg"])
    return limit.to(unit)


def codes(found: Conversion) -> list[Code]:
    """The codes of a conversion's findings."""
    return [one.code for one in found.findings]


def test_a_dose_becomes_the_exact_rate_and_the_nearest_settable_one() -> None:
    """7.875 mL/h; the pump is set to 7.9, which really gives 0.0300952380952..."""
    found = converted({**NE, "dose": "0.03 mcg/kg/min"})
    assert found.value == quantity("7.875 mL/h")
    assert found.exact_rate == quantity("7.875 mL/h")
    assert found.pump_rate == quantity("7.9 mL/h")
    assert found.achieved is not None
    assert found.achieved.magnitude == Fraction("126.4") / 60 / 70
    assert found.difference == Fraction("7.9") / Fraction("7.875") - 1
    assert found.rate_within_limits is None
    assert found.findings == ()


def test_a_rate_becomes_the_first_dose_unit_of_the_drug() -> None:
    found = converted({**NE, "rate": "7.875 mL/h"})
    assert found.value == quantity("0.03 mcg/kg/min")
    assert found.value.unit.symbol == "mcg/kg/min"
    assert found.pump_rate == quantity("7.9 mL/h")
    assert found.achieved is not None
    assert found.achieved > quantity("0.03 mcg/kg/min")


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({**VP_BAG, "rate": "9 mL/h", "to": "units/min"}, "0.03 units/min"),
        ({**VP_BAG, "rate": "9 mL/h"}, "0.03 units/min"),
        ({**VP_BAG, "rate": "9 mL/h", "to": "units/h"}, "1.8 units/h"),
        ({**VP_BAG, "dose": "1.8 units/h"}, "9 mL/h"),
        ({**VP_BAG, "dose": "0.03 units/min", "to": "mL/min"}, "0.15 mL/min"),
        ({**NE, "rate": "7.875 mL/h", "to": "mcg/min"}, "2.1 mcg/min"),
        ({**NE, "dose": "2.1 mcg/min", "to": "mcg/kg/min"}, "0.03 mcg/kg/min"),
        ({**NE, "rate": "0.1125 mL/kg/h"}, "0.03 mcg/kg/min"),
        ({**NE, "rate": "7.875 mL/h", "to": "mL/kg/h"}, "0.1125 mL/kg/h"),
        ({**NE, "dose": "1.8 mcg/kg/h"}, "7.875 mL/h"),
        ({**NE, "dose": "0.126 mg/h"}, "7.875 mL/h"),
        ({**NE, "dose": "0 mcg/min"}, "0 mL/h"),
        ({**NE, "rate": "0 mL/h"}, "0 mcg/kg/min"),
        (
            {"drug": "norepinephrine", "dose": "0.03 mcg/kg/min", "to": "mcg/kg/h"},
            "1.8 mcg/kg/h",
        ),
        (
            {
                "drug": "norepinephrine",
                "dose": "7.8 mcg/min",
                "to": "nanogram/kg/min",
                "weight": "90 kg",
            },
            "260/3 nanogram/kg/min",
        ),
        (
            {
                "drug": "dobutamine",
                "concentration": "1000 mcg/mL",
                "dose": "2.5 mcg/kg/min",
                "to": "mL/kg/min",
            },
            "0.0025 mL/kg/min",
        ),
        ({"drug": "norepinephrine", "rate": "180 mL/h", "to": "L/h"}, "0.18 L/h"),
        ({"drug": "norepinephrine", "rate": "1 mL/kg/h", "to": "mL/kg/min"}, "1/60 mL/kg/min"),
        ({"drug": "other", "dose": "10 mg", "to": "g"}, "0.01 g"),
        ({"drug": "other", "dose": "50 mL", "to": "L"}, "0.05 L"),
        ({"drug": "other", "rate": "50 mL", "to": "L"}, "0.05 L"),
        ({"drug": "other", "dose": "120 mL/h", "to": "L/h"}, "0.12 L/h"),
        (
            {
                "drug": "other",
                "concentration": "50 mcg/mL",
                "weight": "12 kg",
                "dose": "5 mcg/kg/h",
            },
            "1.2 mL/h",
        ),
    ],
)
def test_every_way_from_one_unit_to_another(fields: dict[str, str], value: str) -> None:
    found = converted(fields).value
    assert found == quantity(value)
    assert found.unit is quantity(value).unit


def test_a_dose_in_another_unit_gives_the_pump_rate_too_where_a_bag_is_given() -> None:
    found = converted({**NE, "dose": "2.1 mcg/min", "to": "mcg/kg/min"})
    assert found.pump_rate == quantity("7.9 mL/h")
    assert found.achieved is not None
    assert found.achieved.unit.symbol == "mcg/kg/min"
    without = converted({"drug": "vasopressin", "dose": "0.03 units/min", "to": "units/h"})
    assert without.pump_rate is None
    assert without.achieved is None
    assert without.difference is None


def test_the_resolution_of_the_pump_decides_what_can_be_set() -> None:
    fields = {**NE, "dose": "0.03 mcg/kg/min"}
    for resolution, rate in (("1 mL/h", "8"), ("0.01 mL/h", "7.88"), ("0.5 mL/h", "8")):
        found = converted({**fields, "resolution": resolution})
        assert found.pump_rate == quantity(f"{rate} mL/h")
        assert found.value == quantity("7.875 mL/h")


@pytest.mark.rule("R12")
@pytest.mark.hazard("H28")
@pytest.mark.ruling(38)
@pytest.mark.parametrize("dose", ["0.04 units/min", "0.0400 units/min", "2.4 units/h"])
@pytest.mark.parametrize("volume", ["100 mL", "99 mL", "250 mL", "97 mL"])
def test_0_04_units_per_minute_is_always_converted(dose: str, volume: str) -> None:
    """Whatever the bag makes of the rounding: the dose is allowed."""
    found = converted({**VP_BAG, "volume": volume, "dose": dose})
    assert found.value.unit.symbol == "mL/h"


@pytest.mark.rule("R12")
@pytest.mark.hazard("H28")
@pytest.mark.parametrize(
    "dose", ["0.0401 units/min", "0.04000001 units/min", "2.4001 units/h", "40.1 milliunits/min"]
)
def test_above_0_04_units_per_minute_nothing_is_converted(dose: str) -> None:
    assert refused({**VP_BAG, "dose": dose}) == [Code.ABOVE_HARD_CAP]
    assert refused({"drug": "vasopressin", "dose": dose, "to": "units/h"}) == [Code.ABOVE_HARD_CAP]


def test_a_rate_that_implies_a_dose_above_the_ceiling_describes_what_runs() -> None:
    """12.1 mL/h of 0.2 units/mL is 0.0403... units/min: converted, with the finding."""
    found = converted({**VP_BAG, "rate": "12.1 mL/h"})
    assert found.value.magnitude == Fraction("2.42") / 60
    assert codes(found) == [Code.ABOVE_HARD_CAP, Code.ABOVE_SOFT_LIMIT]


def test_a_soft_limit_is_a_finding() -> None:
    assert codes(converted({**VP_BAG, "dose": "0.031 units/min"})) == [Code.ABOVE_SOFT_LIMIT]
    assert codes(converted({**VP_BAG, "dose": "0.03 units/min"})) == []


@pytest.mark.hazard("H30")
@pytest.mark.ruling(38)
def test_a_dose_within_the_ceiling_whose_nearest_rate_is_above_it_says_which_rate_is_not() -> None:
    """20 units in 99 mL: 0.04 is 11.88 mL/h; 11.9 would be 0.04006..., so 11.8 it is."""
    found = converted({**VP_BAG, "volume": "99 mL", "dose": "0.04 units/min"})
    assert found.value == quantity("11.88 mL/h")
    assert found.pump_rate == quantity("11.9 mL/h")
    assert found.rate_within_limits == quantity("11.8 mL/h")
    assert codes(found) == [Code.ABOVE_HARD_CAP, Code.ABOVE_SOFT_LIMIT]
    assert found.findings[0].text == (
        "Rounded to 11.9 mL/h, vasopressin 0.0401 units/min is above the built-in ceiling of "
        "0.04 units/min. The highest settable rate within it is 11.8 mL/h."
    )
    assert found.findings[0].next_action == "Set the pump to 11.8 mL/h, not higher."


@pytest.mark.hazard("H30")
def test_a_soft_limit_that_only_rounding_passes_asks_and_forbids_nothing() -> None:
    """0.5 mcg/kg/min at 70 kg is 131.25 mL/h; 131.3 is 0.50019..."""
    found = converted({**NE, "dose": "0.5 mcg/kg/min"})
    assert codes(found) == [Code.ABOVE_SOFT_LIMIT]
    assert found.rate_within_limits is None
    assert found.findings[0].text == (
        "Rounded to 131.3 mL/h, norepinephrine 0.5002 mcg/kg/min is above the soft limit of "
        "0.5 mcg/kg/min. The highest settable rate within it is 131.2 mL/h."
    )
    assert found.findings[0].next_action == "Give the reason; it is kept."


@pytest.mark.hazard("H31")
def test_a_dose_that_rounds_to_nothing_is_told_as_not_reachable() -> None:
    """0.0001 units/min is 0.03 mL/h: a pump in steps of 0.1 mL/h would stand still."""
    found = converted({**VP_BAG, "dose": "0.0001 units/min"})
    assert found.pump_rate == quantity("0 mL/h")
    assert found.difference == -1
    assert codes(found) == [Code.NOT_REACHABLE_ON_PUMP]
    assert found.findings[0].text == (
        "0.03 mL/h rounds to 0 mL/h: a pump set in steps of 0.1 mL/h cannot give it from this bag."
    )
    nothing = converted({**VP_BAG, "dose": "0 units/min"})
    assert nothing.difference == 0
    assert codes(nothing) == []


def test_every_limit_of_a_stricter_hospital_is_named() -> None:
    strict = a_library(a_drug("vasopressin", ("units/min",), hard="0.03 units/min"))
    asked = {**VP_BAG, "dose": "0.05 units/min"}
    assert refused(asked, library=strict) == [Code.ABOVE_HARD_CAP, Code.ABOVE_LIBRARY_LIMIT]
    assert refused({**asked, "dose": "0.031 units/min"}, library=strict) == [
        Code.ABOVE_LIBRARY_LIMIT
    ]


def test_a_per_kg_limit_without_a_weight_is_told_as_not_checked() -> None:
    found = converted({**NE_BAG, "dose": "5000 mcg/min"})
    assert codes(found) == [Code.LIMIT_NOT_CHECKED, Code.LIMIT_NOT_CHECKED]
    assert all("the weight is not known" in one.text for one in found.findings)


def test_a_per_kg_limit_needs_no_weight_for_a_dose_per_kg() -> None:
    asked = {"drug": "norepinephrine", "dose": "3.1 mcg/kg/min", "to": "mcg/kg/h"}
    assert refused(asked) == [Code.ABOVE_HARD_CAP]
    assert codes(converted({**asked, "dose": "3 mcg/kg/min"})) == [Code.ABOVE_SOFT_LIMIT]


def test_a_rate_without_its_bag_is_judged_by_no_limit_and_says_so() -> None:
    found = converted({"drug": "vasopressin", "rate": "900 mL/h", "to": "L/h"})
    assert codes(found) == [Code.LIMIT_NOT_CHECKED, Code.LIMIT_NOT_CHECKED]
    assert all("the bag is not known" in one.text for one in found.findings)
    assert found.achieved is None


def test_a_drug_outside_the_library_has_no_limits_and_says_so() -> None:
    found = converted(
        {"drug": "other", "concentration": "16 mcg/mL", "dose": "500 mcg/kg/min", "weight": "4 kg"}
    )
    assert codes(found) == [Code.LIMIT_NOT_CHECKED]
    assert found.findings[0].text == ("No limit was applied: the drug is outside the drug library.")
    rate = converted({"drug": "other", "rate": "3 mL/h", "to": "mL/min", "resolution": "1 mL/h"})
    assert rate.achieved is None
    assert rate.difference == 0


@given(pair=st.sampled_from(PAIRS), weight=WEIGHTS, share=SHARES)
def test_dose_to_rate_to_dose_is_the_same_dose(
    pair: tuple[Drug, Unit], weight: Fraction, share: Fraction
) -> None:
    """For every drug and every unit it may be dosed in, up to its ceiling."""
    drug, unit = pair
    asked = ceiling_in(drug, unit, weight).scaled(share)
    there = convert(a_setting(drug, weight), asked)
    assert there.value.unit.symbol == "mL/h"
    back = convert(a_setting(drug, weight, unit), there.value)
    assert back.value == asked
    assert back.value.unit is unit


@pytest.mark.hazard("H04")
@given(pair=st.sampled_from(PAIRS), other=st.data(), weight=WEIGHTS, share=SHARES)
def test_the_unit_of_the_entry_never_changes_the_verdict(
    pair: tuple[Drug, Unit], other: st.DataObject, weight: Fraction, share: Fraction
) -> None:
    """Twice the ceiling is the highest that is tried: about half of the doses are refused."""
    drug, unit = pair
    second = other.draw(st.sampled_from([one for known, one in PAIRS if known is drug]))
    asked = ceiling_in(drug, unit, weight).scaled(2 * share)
    restated = ceiling_in(drug, second, weight).scaled(2 * share)
    assert verdict(drug, weight, asked) == verdict(drug, weight, restated)
    assert (verdict(drug, weight, asked)[0] == "refused") == (2 * share > 1)


def verdict(drug: Drug, weight: Fraction, asked: Quantity) -> tuple[object, ...]:
    """Whether a dose is converted, to which rate, and the codes of what is said."""
    try:
        found = convert(a_setting(drug, weight), asked)
    except RefusedError as error:
        return ("refused", [one.code for one in error.findings])
    return ("ok", found.value.magnitude, found.pump_rate, found.rate_within_limits, codes(found))


@pytest.mark.hazard("H30")
@pytest.mark.ruling(38)
@given(
    drug=st.sampled_from(ALL_DRUGS),
    weight=WEIGHTS,
    share=st.fractions(min_value=Fraction(99, 100), max_value=1, max_denominator=10_000),
    resolution=st.sampled_from(["0.1 mL/h", "1 mL/h", "0.01 mL/h"]),
)
def test_a_settable_rate_above_a_ceiling_is_never_left_unsaid(
    drug: Drug, weight: Fraction, share: Fraction, resolution: str
) -> None:
    """Near the ceiling: either the rate keeps it, or the finding and the highest rate that does."""
    setting = a_setting(drug, weight)
    setting = Setting(
        drug=drug,
        bag=setting.bag,
        stated_concentration=None,
        weight=setting.weight,
        to=None,
        resolution=quantity(resolution),
    )
    found = convert(setting, drug.hard_limit.value.scaled(share))
    assert found.achieved is not None
    assert found.pump_rate is not None
    is_above = found.achieved > drug.hard_limit.value
    assert is_above == (Code.ABOVE_HARD_CAP in codes(found))
    assert is_above == (found.rate_within_limits is not None)
    if found.rate_within_limits is not None:
        given_by_it = convert(
            a_setting(drug, weight, found.achieved.unit), found.rate_within_limits
        )
        assert given_by_it.value <= drug.hard_limit.value
        assert found.rate_within_limits + quantity(resolution) > found.value


@given(
    fields=st.sampled_from(
        [
            {**VP_BAG, "dose": "0.04 units/min"},
            {**VP_BAG, "dose": "0.05 units/min"},
            {**VP_BAG, "volume": "99 mL", "dose": "0.04 units/min"},
            {**VP_BAG, "rate": "12.1 mL/h"},
            {**VP_BAG, "dose": "0.0001 units/min"},
            {**NE_BAG, "dose": "2 mcg/min"},
            {**NE, "dose": "0.5 mcg/kg/min"},
            {"drug": "vasopressin", "dose": "0.03 units/min", "to": "units/h"},
        ]
    )
)
def test_the_codes_for_a_file_are_those_of_the_sentences(fields: dict[str, str]) -> None:
    setting, asked = read_entry(Entry(**fields), LIBRARY)
    number = asked.magnitude.as_integer_ratio()
    outcome = follow(route_for(setting, asked.unit), number, kg_of(setting.weight))
    in_words = dict.fromkeys(one.code for one in findings_of(outcome))
    assert codes_of(outcome) == tuple(in_words)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"dose": "0.6 mcg/kg/min", "to": "mcg/kg/h"}, (Code.ABOVE_SOFT_LIMIT,)),
        ({"dose": "0.5 mcg/kg/min", "to": "mcg/kg/h"}, ()),
        (
            {"dose": "3.1 mcg/kg/min", "to": "mcg/kg/h"},
            (Code.ABOVE_HARD_CAP, Code.ABOVE_SOFT_LIMIT),
        ),
    ],
)
def test_a_row_of_a_file_without_a_bag_has_the_codes_of_its_dose(
    fields: dict[str, str], found: tuple[Code, ...]
) -> None:
    """No pump, but the limits per kg hold all the same."""
    setting, asked = read_entry(Entry(drug="norepinephrine", **fields), LIBRARY)
    number = asked.magnitude.as_integer_ratio()
    outcome = follow(route_for(setting, asked.unit), number, kg_of(setting.weight))
    assert outcome.pump is None
    assert codes_of(outcome) == found
    assert outcome.is_plain is (not found)


@pytest.mark.parametrize(
    ("fields", "is_plain", "is_refused"),
    [
        ({**VP_BAG, "dose": "0.03 units/min"}, True, False),
        ({**VP_BAG, "dose": "0.031 units/min"}, False, False),
        ({**VP_BAG, "dose": "0.041 units/min"}, False, True),
        ({**VP_BAG, "rate": "12.1 mL/h"}, False, False),
        ({**VP_BAG, "volume": "99 mL", "dose": "0.03 units/min"}, True, False),
        ({**VP_BAG, "volume": "98 mL", "dose": "0.03 units/min"}, True, False),
        ({**VP_BAG, "volume": "97 mL", "dose": "0.03 units/min"}, True, False),
        ({**VP_BAG, "volume": "96 mL", "dose": "0.03 units/min"}, True, False),
        ({**VP_BAG, "volume": "95 mL", "dose": "0.03 units/min"}, False, False),
        ({**VP_BAG, "dose": "0.0001 units/min"}, False, False),
        ({**NE_BAG, "dose": "2 mcg/min"}, False, False),
    ],
)
def test_only_a_row_of_which_nothing_is_to_be_said_is_plain(
    fields: dict[str, str], *, is_plain: bool, is_refused: bool
) -> None:
    """Of 95 mL 0.03 units/min is 8.55 mL/h, set to 8.6: 0.0302, above the soft limit."""
    setting, asked = read_entry(Entry(**fields), LIBRARY)
    number = asked.magnitude.as_integer_ratio()
    outcome = follow(route_for(setting, asked.unit), number, kg_of(setting.weight))
    assert (outcome.is_plain, outcome.is_refused) == (is_plain, is_refused)


@pytest.mark.hazard("H30")
def test_a_limit_that_rounding_passes_names_its_source() -> None:
    """As a limit passed by the dose itself does: who reads it must see whose limit it is."""
    rounded = converted({**VP_BAG, "volume": "99 mL", "dose": "0.04 units/min"}).findings[0]
    running = converted({**VP_BAG, "rate": "12.1 mL/h"}).findings[0]
    assert rounded.code is running.code is Code.ABOVE_HARD_CAP
    assert rounded.source == running.source == "R12, source article"


def test_without_a_weight_the_factor_of_one_kilogram_holds() -> None:
    """It has a part in none."""
    assert kg_of(None) == (1, 1)
    assert kg_of(quantity("70.5 kg")) == (141, 2)
