"""Text to a conversion: every field that is wrong is named, and nothing is guessed."""

from __future__ import annotations

import pytest

from tests.support.conversions import NE_BAG, VP_BAG, converted, refused
from tests.support.drugs import LIBRARY, quantity
from titrator.core.conversion_entry import Entry, read_entry
from titrator.core.findings import Code, RefusedError
from titrator.core.units import Spelling

NE = {**NE_BAG, "weight": "70 kg", "dose": "0.03 mcg/kg/min"}


def sentences(fields: dict[str, str]) -> list[str]:
    """What is said against a conversion."""
    with pytest.raises(RefusedError) as caught:
        converted(fields)
    return [one.text for one in caught.value.findings]


def test_the_fields_are_read_as_they_stand() -> None:
    setting, asked = read_entry(Entry(**NE, to="mcg/min", resolution="0.5 mL/h"), LIBRARY)
    assert setting.drug is LIBRARY.drugs["norepinephrine"]
    assert setting.bag is not None
    assert setting.bag.amount == quantity("4 mg")
    assert setting.bag.volume == quantity("250 mL")
    assert setting.stated_concentration is None
    assert setting.weight == quantity("70 kg")
    assert setting.to is quantity("1 mcg/min").unit
    assert setting.resolution == quantity("0.5 mL/h")
    assert asked == quantity("0.03 mcg/kg/min")


def test_the_resolution_is_a_tenth_of_a_ml_per_hour_unless_named() -> None:
    setting, _ = read_entry(Entry(**NE), LIBRARY)
    assert setting.resolution == quantity("0.1 mL/h")


@pytest.mark.parametrize(
    ("text", "bag"),
    [
        ("16 mcg/mL", "4 mg"),
        ("0.016 mg/mL", "4 mg"),
        ("16 mg/L", "4 mg"),
        ("16000 nanogram/mL", "4 mg"),
    ],
)
def test_a_concentration_stands_for_amount_and_volume(text: str, bag: str) -> None:
    fields = {**NE, "amount": "", "volume": "", "concentration": text}
    assert converted(fields).value == quantity("7.875 mL/h")
    both = {**NE, "amount": bag, "concentration": text}
    assert converted(both).value == quantity("7.875 mL/h")


def test_a_concentration_that_is_not_that_of_the_bag_is_refused() -> None:
    fields = {**NE, "concentration": "17 mcg/mL"}
    assert refused(fields) == [Code.CONCENTRATION_MISSING]
    assert sentences(fields) == [
        "The bag has no concentration: 4 mg in 250 mL is 16 mcg/mL, not 17 mcg/mL."
    ]


@pytest.mark.ruling(32)
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"drug": "levophed"}, Code.UNKNOWN_DRUG),
        ({"drug": "Norepinephrine"}, Code.UNKNOWN_DRUG),
        ({"drug": " norepinephrine"}, Code.UNKNOWN_DRUG),
        ({"drug": ""}, Code.UNKNOWN_DRUG),
        ({"amount": ""}, Code.CONCENTRATION_MISSING),
        ({"volume": ""}, Code.CONCENTRATION_MISSING),
        ({"amount": "", "concentration": "16 mcg/mL"}, Code.CONCENTRATION_MISSING),
        ({"amount": "0 mg"}, Code.CONCENTRATION_MISSING),
        ({"volume": "0 mL"}, Code.CONCENTRATION_MISSING),
        ({"amount": "", "volume": "", "concentration": "0 mcg/mL"}, Code.CONCENTRATION_MISSING),
        ({"amount": "4"}, Code.UNIT_MISMATCH),
        ({"amount": "4 mL"}, Code.UNIT_MISMATCH),
        ({"amount": "4 units"}, Code.UNIT_MISMATCH),
        ({"amount": "", "volume": "", "concentration": "0.2 units/mL"}, Code.UNIT_MISMATCH),
        ({"amount": "-4 mg"}, Code.BELOW_ZERO),
        ({"volume": "250"}, Code.UNIT_MISMATCH),
        ({"volume": "250 mg"}, Code.UNIT_MISMATCH),
        ({"concentration": "16"}, Code.UNIT_MISMATCH),
        ({"weight": "70"}, Code.UNIT_MISMATCH),
        ({"weight": "154 lb"}, Code.UNIT_MISMATCH),
        ({"weight": "-70 kg"}, Code.BELOW_ZERO),
        ({"weight": "0 kg"}, Code.WEIGHT_IMPLAUSIBLE),
        ({"weight": "29.9 kg"}, Code.WEIGHT_IMPLAUSIBLE),
        ({"weight": "300.1 kg"}, Code.WEIGHT_IMPLAUSIBLE),
        ({"weight": "7,0 kg"}, Code.NOT_A_NUMBER),
        ({"dose": "0,03 mcg/kg/min"}, Code.NOT_A_NUMBER),
        ({"dose": "-0.03 mcg/kg/min"}, Code.BELOW_ZERO),
        ({"dose": "0.03"}, Code.UNIT_MISMATCH),
        ({"dose": "18.4 mL/h"}, Code.UNIT_MISMATCH),
        ({"dose": "10 mg"}, Code.UNIT_MISMATCH),
        ({"dose": ""}, Code.NOT_A_NUMBER),
        ({"rate": "7.9 mL/h"}, Code.NOT_A_NUMBER),
        ({"dose": "", "rate": "0.03 mcg/kg/min"}, Code.UNIT_MISMATCH),
        ({"dose": "", "rate": "7.9 mL"}, Code.UNIT_MISMATCH),
        ({"to": "mcg/kg"}, Code.UNIT_MISMATCH),
        ({"to": "MCG/MIN"}, Code.UNIT_MISMATCH),
        ({"to": "mg"}, Code.UNIT_MISMATCH),
        ({"to": "kg"}, Code.UNIT_MISMATCH),
        ({"to": "mcg/mL"}, Code.UNIT_MISMATCH),
        ({"resolution": "0 mL/h"}, Code.NOT_A_NUMBER),
        ({"resolution": "0.1"}, Code.UNIT_MISMATCH),
        ({"resolution": "0.1 mL/kg/h"}, Code.UNIT_MISMATCH),
        ({"resolution": "-1 mL/h"}, Code.BELOW_ZERO),
    ],
)
def test_one_wrong_field_gives_one_code(changed: dict[str, str], code: Code) -> None:
    assert refused({**NE, **changed}) == [code]


@pytest.mark.parametrize("weight", ["30 kg", "300 kg"])
def test_the_bounds_of_the_weight_are_allowed(weight: str) -> None:
    assert converted({**NE, "weight": weight}).pump_rate is not None


def test_outside_the_library_any_weight_above_zero_is_taken() -> None:
    fields = {"drug": "other", "concentration": "16 mcg/mL", "dose": "0.2 mcg/kg/min"}
    assert converted({**fields, "weight": "18 kg"}).value == quantity("13.5 mL/h")
    assert refused({**fields, "weight": "0 kg"}) == [Code.WEIGHT_IMPLAUSIBLE]
    assert refused({**fields, "weight": "18"}) == [Code.UNIT_MISMATCH]


def test_everything_wrong_is_named_at_once() -> None:
    fields = {
        "drug": "levophed",
        "amount": "4 mg",
        "weight": "154 lb",
        "dose": "0,03 mcg/kg/min",
        "to": "ug/min",
        "resolution": "0 mL/h",
    }
    assert refused(fields) == [
        Code.UNKNOWN_DRUG,
        Code.CONCENTRATION_MISSING,
        Code.UNIT_MISMATCH,
        Code.UNIT_MISMATCH,
        Code.NOT_A_NUMBER,
        Code.NOT_A_NUMBER,
    ]
    assert all(len(one) < 250 for one in sentences(fields))


def test_dose_and_rate_together_are_not_guessed_between() -> None:
    assert (
        sentences({**NE, "rate": "7.9 mL/h"})[0]
        == "Both a dose and a rate are given: leave one empty. Which is meant is not guessed."
    )
    assert sentences({**NE, "dose": ""}) == ["Neither a dose nor a rate is given."]


@pytest.mark.parametrize(
    "fields",
    [
        {"dose": "10 mg", "to": "mcg/kg/min"},
        {"dose": "6 kg", "to": "kg"},
        {"dose": "10 mg"},
        {"dose": "10 mg", "to": "gram"},
        {"dose": "10 mL/h", "to": "mcg/min"},
        {"dose": "10 mg", "to": "mL"},
        {"rate": "10 mg", "to": "mL/h"},
    ],
)
def test_outside_the_library_a_field_takes_only_what_the_unit_wanted_measures(
    fields: dict[str, str],
) -> None:
    assert Code.UNIT_MISMATCH in refused({"drug": "other", **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"drug": "vasopressin", "amount": "20 IU", "volume": "100 ml", "dose": "1.8 U/hr"},
        {"drug": "vasopressin", "concentration": "0.2 IU/ml", "rate": "9 ml/hour"},
        {"drug": "vasopressin", "dose": "1.8 U/hour", "to": "U/minute"},
        {"drug": "other", "dose": "9 ml/hr", "to": "l/h"},
    ],
)
def test_synonyms_are_read_on_demand_and_never_written(fields: dict[str, str]) -> None:
    assert Code.UNIT_MISMATCH in refused(fields)
    found = converted(fields, spelling=Spelling.SYNONYMS)
    assert found.value.unit.symbol in {"mL/h", "units/min", "L/h"}


def test_an_unknown_unit_is_quoted_in_part_only() -> None:
    (sentence,) = sentences({**VP_BAG, "rate": "9 mL/h", "to": "x\x07" * 500_000})
    assert len(sentence) < 120
    assert "\x07" not in sentence


@pytest.mark.ruling(32)
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": ""}, "The bag has no concentration: amount or volume is missing."),
        (
            {"amount": "0 mg"},
            "The bag has no concentration: amount, volume or concentration is zero.",
        ),
        ({"amount": "4"}, 'Amount "4" was not taken: the unit is missing (amount).'),
        ({"volume": "250 mg"}, 'Volume "250 mg" was not taken: mg is not a unit of volume.'),
        (
            {"amount": "4 units"},
            "norepinephrine is not measured in units: a bag of 4 units was not taken.",
        ),
        (
            {"amount": "", "volume": "", "concentration": "0.2 units/mL"},
            "norepinephrine is not measured in units: a bag of 0.2 units was not taken.",
        ),
        (
            {"concentration": "16"},
            'Concentration "16" was not taken: the unit is missing (concentration).',
        ),
        ({"weight": "0 kg"}, "Weight 0 kg is outside 30 kg to 300 kg."),
        ({"weight": "0 kg", "drug": "other"}, "Weight 0 kg is no weight."),
        (
            {"weight": "18", "drug": "other"},
            'Weight "18" was not taken: the unit is missing (body weight).',
        ),
        ({"dose": "-0.03 mcg/kg/min"}, 'Dose "-0.03" was not taken: it is below zero.'),
        ({"dose": ""}, "Neither a dose nor a rate is given."),
        (
            {"rate": "7.9 mL/h"},
            "Both a dose and a rate are given: leave one empty. Which is meant is not guessed.",
        ),
        (
            {"dose": "", "rate": "7.9 mL"},
            'Rate "7.9 mL" was not taken: mL is not a unit of pump rate or pump rate per kg.',
        ),
        ({"to": "mcg/kg"}, "The unit wanted was not taken: 'mcg/kg' is not a unit read here."),
        (
            {"to": "kg"},
            "The unit wanted was not taken: kg is no unit of a dose or pump rate.",
        ),
        (
            {"to": "\x07" + "x" * 70},
            f"The unit wanted was not taken: '\\x07{'x' * 31} is not a unit read here.",
        ),
        (
            {"resolution": "0 mL/h"},
            "Resolution 0 mL/h was not taken: a pump is set in steps above zero.",
        ),
        (
            {"resolution": "0.1"},
            'Resolution "0.1" was not taken: the unit is missing (pump rate).',
        ),
    ],
)
def test_why_a_field_is_not_taken_is_said(changed: dict[str, str], sentence: str) -> None:
    """One sentence, with what was typed in it."""
    assert sentences({**NE, **changed}) == [sentence]


def test_outside_the_library_a_weight_is_read_with_its_synonyms_too() -> None:
    """And within it a bag, a weight and a resolution as they are written elsewhere."""
    fields = {"drug": "other", "concentration": "16 ug/ml", "dose": "0.2 ug/kg/minute"}
    found = converted(
        {**fields, "weight": "18 kg", "resolution": "1 ml/h"}, spelling=Spelling.SYNONYMS
    )
    assert (found.value, found.pump_rate) == (quantity("13.5 mL/h"), quantity("14 mL/h"))


def test_outside_the_library_an_amount_or_a_volume_alone_may_be_restated() -> None:
    """Also with a pump rate that is asked per hour and wanted per minute."""
    for dose, to, value in (("10 mg", "g", "0.01 g"), ("50 mL", "L", "0.05 L")):
        assert converted({"drug": "other", "dose": dose, "to": to}).value == quantity(value)
    assert refused({"drug": "vasopressin", "dose": "10 units", "to": "milliunits"}) == [
        *(Code.UNIT_MISMATCH, Code.UNIT_MISMATCH),
    ]


def test_without_a_drug_nothing_is_converted() -> None:
    """None is assumed; the sentence shows that none was given."""
    with pytest.raises(RefusedError) as refused:
        read_entry(Entry(dose="1 mcg/min"), LIBRARY)
    assert refused.value.findings[0].text.startswith('Drug "" is not in the drug library (')
