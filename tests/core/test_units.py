"""The closed table of units, and arithmetic that refuses to mix what does not belong together."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.drugs import quantity
from titrator.core.units import (
    UNITS,
    Dimension,
    Family,
    Quantity,
    Spelling,
    Unit,
    UnitKind,
    UnitMismatchError,
    parse_unit,
)

NUMBERS = st.fractions(min_value=0, max_value=10**6, max_denominator=10**6)
PAIRS_OF_ONE_DIMENSION = [
    (one, other)
    for one in UNITS.values()
    for other in UNITS.values()
    if one.dimension == other.dimension
]


@pytest.mark.parametrize(
    "symbol",
    [
        *("mcg", "mg", "g", "nanogram", "units", "milliunits", "mL", "L", "kg", "min", "h"),
        *("mcg/kg/min", "mcg/kg/h", "mg/kg/h", "mcg/min", "mcg/h", "mg/min", "mg/h", "g/h"),
        *("units/min", "milliunits/min", "units/h", "units/kg/h", "nanogram/kg/min"),
        *("mL/h", "mL/min", "mL/kg/h", "mg/mL", "mcg/mL", "units/mL", "nanogram/mL", "mg/L"),
    ],
)
def test_every_unit_of_the_interface_is_read(symbol: str) -> None:
    assert parse_unit(symbol).symbol == symbol


@pytest.mark.parametrize(
    ("kind", "symbol", "words"),
    [
        (UnitKind.AMOUNT, "mg", "amount"),
        (UnitKind.VOLUME, "mL", "volume"),
        (UnitKind.BODY_WEIGHT, "kg", "body weight"),
        (UnitKind.TIME, "h", "time"),
        (UnitKind.DOSE_RATE, "units/h", "dose rate"),
        (UnitKind.DOSE_RATE_PER_KG, "mcg/kg/min", "dose rate per kg"),
        (UnitKind.PUMP_RATE, "mL/h", "pump rate"),
        (UnitKind.PUMP_RATE_PER_KG, "mL/kg/h", "pump rate per kg"),
        (UnitKind.CONCENTRATION, "mg/L", "concentration"),
    ],
)
def test_a_unit_knows_what_it_measures(kind: UnitKind, symbol: str, words: str) -> None:
    """In the words that a refused unit is told with."""
    assert kind.value == words
    assert UNITS[symbol].kind is kind


@pytest.mark.parametrize(
    ("symbol", "family"),
    [
        ("mcg/kg/min", Family.MASS),
        ("mg/mL", Family.MASS),
        ("units/h", Family.UNITS),
        ("milliunits", Family.UNITS),
        ("mL/h", None),
        ("kg", None),
    ],
)
def test_a_drug_is_measured_by_mass_or_in_its_own_units(symbol: str, family: Family | None) -> None:
    assert UNITS[symbol].family is family


@pytest.mark.hazard("H37")
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "U", "IU", "u", "iu", "\u00b5g", "\u03bcg", "ug", "ng", "MCG", "Mcg", "mcgs"),
        *("lb", "mcg/lb/min", "mcg /min", "mcg/ min", " mcg", "mcg ", "mcg/min ", "mcg//min"),
        *("ml", "ML", "l", "hr", "mcg/hr", "mcg/minute", "kg/min", "mL/mL", "mg/kg", "%", "mEq"),
        *("mcg/min/kg", "min/mcg", "gtt/min", "cc", "mcg/kg", "units/units", "m\u0441g", "m"),
    ],
)
def test_any_other_spelling_is_no_unit(text: str) -> None:
    """Case, spaces, look-alike letters and error-prone abbreviations are refused, not guessed."""
    with pytest.raises(UnitMismatchError) as refused:
        parse_unit(text)
    assert str(refused.value) == f"{text!r} is not a unit read here"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\u00b5g", "mcg"),
        ("\u03bcg/kg/min", "mcg/kg/min"),
        ("ug/min", "mcg/min"),
        ("ng/kg/min", "nanogram/kg/min"),
        ("U/hr", "units/h"),
        ("IU", "units"),
        ("ml/hour", "mL/h"),
        ("l", "L"),
        ("mcg/minute", "mcg/min"),
        ("mcg/kg/min", "mcg/kg/min"),
    ],
)
def test_synonyms_of_files_made_elsewhere_become_the_safe_form(text: str, safe: str) -> None:
    assert parse_unit(text, Spelling.SYNONYMS).symbol == safe


@pytest.mark.parametrize("text", ["u", "iu", "mU", "M", "MCG", "hrs", "mcg/m", "lb", "HR"])
def test_other_spellings_stay_refused_with_synonyms(text: str) -> None:
    """Only the ten spellings of the interface are synonyms; mU and /m are not among them."""
    with pytest.raises(UnitMismatchError):
        parse_unit(text, Spelling.SYNONYMS)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("4 mg", "mcg", "4000"),
        ("1 g", "mcg", "1000000"),
        ("20 nanogram/kg/min", "mcg/kg/min", "0.02"),
        ("1.8 units/h", "units/min", "0.03"),
        ("0.03 units/min", "units/h", "1.8"),
        ("40 milliunits/min", "units/min", "0.04"),
        ("0.04 units/min", "milliunits/min", "40"),
        ("2.1 mcg/min", "mg/h", "0.126"),
        ("420 mcg/kg/h", "mcg/kg/min", "7"),
        ("16 mcg/mL", "mg/L", "16"),
        ("0.12 L/h", "mL/min", "2"),
    ],
)
def test_a_conversion_is_exact(text: str, unit: str, expected: str) -> None:
    assert quantity(text).to(UNITS[unit]).magnitude == Fraction(expected)


def test_an_endless_decimal_stays_exact() -> None:
    """12.5 mg/h is 208.333... mcg/min, of which a decimal of any length loses a part."""
    assert quantity("12.5 mg/h").to(UNITS["mcg/min"]).magnitude == Fraction(625, 3)


@pytest.mark.hazard("H04")
@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("4 mg", "units"),
        ("4 mg", "mL"),
        ("70 kg", "g"),
        ("0.03 mcg/kg/min", "mcg/min"),
        ("2.1 mcg/min", "mcg/kg/min"),
        ("2.1 mcg/min", "mcg"),
        ("2.1 mcg/min", "mL/min"),
        ("0.03 units/min", "mcg/min"),
        ("7.9 mL/h", "mL/kg/h"),
    ],
)
def test_what_measures_something_else_never_converts(text: str, unit: str) -> None:
    """Body weight is no drug mass, and per kg is no mere spelling."""
    with pytest.raises(UnitMismatchError, match="do not measure the same thing"):
        quantity(text).to(UNITS[unit])


@given(number=NUMBERS, pair=st.sampled_from(PAIRS_OF_ONE_DIMENSION))
def test_there_and_back_is_the_same(number: Fraction, pair: tuple[Unit, Unit]) -> None:
    one, other = pair
    there = Quantity(number, one).to(other)
    assert there.to(one).magnitude == number
    assert there == Quantity(number, one)
    assert hash(there) == hash(Quantity(number, one))


@given(number=NUMBERS, more=NUMBERS, pair=st.sampled_from(PAIRS_OF_ONE_DIMENSION))
def test_the_unit_never_changes_which_is_more(
    number: Fraction, more: Fraction, pair: tuple[Unit, Unit]
) -> None:
    one, other = pair
    low, high = Quantity(number, one), Quantity(number + more, one)
    assert (low < high) == (more > 0)
    assert (low.to(other) < high) == (more > 0)
    assert low <= high.to(other)
    assert (high - low).to(other) == Quantity(more, one)
    assert (low.to(other) + Quantity(more, one)) == high


def test_quantities_multiply_and_divide_into_what_they_measure_together() -> None:
    concentration = quantity("4 mg") / quantity("250 mL")
    assert concentration == quantity("16 mcg/mL")
    assert concentration.unit.symbol == "mcg/mL"
    assert (quantity("20 units") / quantity("100 mL")).unit.symbol == "units/mL"
    assert (quantity("7.9 mL/h") * concentration).to(UNITS["mcg/h"]).magnitude == Fraction("126.4")
    assert (quantity("0.03 mcg/kg/min") * quantity("70 kg")) == quantity("2.1 mcg/min")
    assert (quantity("2.1 mcg/min") / quantity("70 kg")) == quantity("0.03 mcg/kg/min")


def test_a_product_that_measures_nothing_here_is_refused() -> None:
    whole = r"^these two quantities make nothing that is measured here$"
    with pytest.raises(UnitMismatchError, match=whole):
        quantity("4 mg") * quantity("4 mg")
    with pytest.raises(UnitMismatchError, match=whole):
        quantity("4 mg") / quantity("4 units")


def test_a_ratio_has_no_unit() -> None:
    assert quantity("1 mg").ratio(quantity("250 mcg")) == 4
    with pytest.raises(UnitMismatchError):
        quantity("1 mg").ratio(quantity("250 mL"))


def test_quantities_of_different_kinds_are_unequal_and_have_no_order() -> None:
    assert quantity("1 mg") != quantity("1 units")
    assert quantity("1 mg") != "1 mg"
    with pytest.raises(UnitMismatchError, match=r"^mg and units do not measure the same thing$"):
        assert quantity("1 mg") < quantity("1 units")


class Anything:
    """Says that it equals whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


def test_what_is_no_quantity_may_judge_itself_whether_it_is_equal() -> None:
    """As Python asks both sides; a quantity does not answer for what it does not know."""
    assert quantity("1 mg") == Anything()


def test_only_zero_counts_as_nothing() -> None:
    assert not quantity("0 mg")
    assert quantity("0.0001 nanogram")


def test_a_quantity_scales_by_a_plain_number() -> None:
    assert quantity("0.1 mL/h").scaled(79) == quantity("7.9 mL/h")
    assert quantity("9 mL/h").scaled(Fraction(1, 3)) == quantity("3 mL/h")


def test_a_quantity_never_changes() -> None:
    dose = quantity("0.03 units/min")
    with pytest.raises(AttributeError, match=r"^a quantity never changes; make a new one$"):
        dose.magnitude = Fraction(3)
    assert repr(dose) == "Quantity(3/100 units/min)"


def test_dimensions_add_up() -> None:
    per_minute = Dimension(mass=1, drug_units=0, volume=0, body_weight=0, time=-1)
    minutes = UNITS["min"].dimension
    assert per_minute.times(minutes) == UNITS["mcg"].dimension
    assert UNITS["mcg"].dimension.per(minutes) == per_minute
    assert UNITS["mcg"].dimension == Dimension(
        mass=1, drug_units=0, volume=0, body_weight=0, time=0
    )
    assert UNITS["units/kg/h"].dimension == Dimension(
        mass=0, drug_units=1, volume=0, body_weight=-1, time=-1
    )


def test_a_unit_is_the_one_object_of_its_symbol() -> None:
    """A copy is another unit: nothing but the closed table makes one."""
    assert msgspec.structs.replace(UNITS["mg"]) != UNITS["mg"]


def test_a_long_text_that_is_no_unit_is_cut_in_the_sentence() -> None:
    """A quotation mark and 35 letters of it are enough to know it by."""
    with pytest.raises(UnitMismatchError) as refused:
        parse_unit("x" * 1_000)
    assert refused.value.sentence == f"'{'x' * 35} is not a unit read here"
    assert str(refused.value) == refused.value.sentence
