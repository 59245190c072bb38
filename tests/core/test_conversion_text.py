"""The chain for the bedside and the worked lines for whoever checks the sum."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.conversions import NE_BAG, VP_BAG, line_of, steps_of
from tests.support.drugs import LIBRARY, a_drug, a_library
from tests.support.shift import shipped_policy
from titrator.core.conversion import convert
from titrator.core.conversion_entry import Entry, read_entry, read_setting
from titrator.core.conversion_text import bag_text, chain_line, mix_text

NE = {**NE_BAG, "weight": "70 kg"}
MISREAD = re.compile(r"(?<![0-9])\.[0-9]|\.[0-9]*0(?![0-9])|\bU\b|\u00b5|[0-9](?:mcg|mg|mL|kg)\b")


@pytest.mark.rule("R21")
def test_the_chain_of_the_article() -> None:
    """The example that the rules give, letter for letter."""
    line = "0.03 mcg/kg/min = 2.1 mcg/min = 7.9 mL/h of 4 mg in 250 mL at 70 kg"
    assert line_of({**NE, "dose": "0.03 mcg/kg/min"}) == line
    assert line_of({**NE, "dose": "2.1 mcg/min"}) == line


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        (
            {**NE, "rate": "7.9 mL/h"},
            "0.0301 mcg/kg/min = 2.11 mcg/min = 7.9 mL/h of 4 mg in 250 mL at 70 kg",
        ),
        (
            {**NE, "rate": "7.875 mL/h"},
            "0.03 mcg/kg/min = 2.1 mcg/min = 7.875 mL/h of 4 mg in 250 mL at 70 kg",
        ),
        (
            {**NE_BAG, "dose": "2.1 mcg/min"},
            "2.1 mcg/min = 7.9 mL/h of 4 mg in 250 mL",
        ),
        (
            {"drug": "norepinephrine", "concentration": "16 mcg/mL", "dose": "2.1 mcg/min"},
            "2.1 mcg/min = 7.9 mL/h of 16 mcg/mL",
        ),
        (
            {**VP_BAG, "rate": "9 mL/h", "to": "units/min"},
            "0.03 units/min = 9 mL/h of 20 units in 100 mL",
        ),
        (
            {**VP_BAG, "dose": "1.8 units/h", "weight": "70 kg"},
            "1.8 units/h = 0.03 units/min = 9 mL/h of 20 units in 100 mL",
        ),
        (
            {
                "drug": "angiotensin II",
                "amount": "2.5 mg",
                "volume": "250 mL",
                "weight": "70 kg",
                "dose": "20 nanogram/kg/min",
            },
            "20 nanogram/kg/min = 1,400 nanogram/min = 8.4 mL/h of 2.5 mg in 250 mL at 70 kg",
        ),
        (
            {**NE, "rate": "0.1125 mL/kg/h"},
            "0.03 mcg/kg/min = 2.1 mcg/min = 0.1125 mL/kg/h = 7.875 mL/h of 4 mg in 250 mL at 70 kg",
        ),
        (
            {**NE, "dose": "2.1 mcg/min", "to": "mL/min"},
            "0.03 mcg/kg/min = 2.1 mcg/min = 0.131 mL/min = 7.9 mL/h of 4 mg in 250 mL at 70 kg",
        ),
        (
            {"drug": "norepinephrine", "dose": "7.8 mcg/min", "to": "nanogram/kg/min"}
            | {"weight": "90 kg"},
            "86.7 nanogram/kg/min = 0.0867 mcg/kg/min = 7.8 mcg/min at 90 kg",
        ),
        (
            {**VP_BAG, "dose": "0.03 units/min", "to": "units/h"},
            "1.8 units/h = 0.03 units/min = 9 mL/h of 20 units in 100 mL",
        ),
        (
            {**NE_BAG, "dose": "2.1 mcg/min", "to": "mcg/h"},
            "126 mcg/h = 2.1 mcg/min = 7.9 mL/h of 4 mg in 250 mL",
        ),
        (
            {"drug": "other", "concentration": "10 mcg/mL", "dose": "1400 nanogram/min"}
            | {"to": "nanogram/h"},
            "84,000 nanogram/h = 1,400 nanogram/min = 8.4 mL/h of 10 mcg/mL",
        ),
        ({"drug": "other", "dose": "10 mg", "to": "g"}, "10 mg = 0.01 g"),
        ({"drug": "other", "rate": "120 mL/h", "to": "L/h"}, "0.12 L/h = 120 mL/h"),
        (
            {"drug": "other", "concentration": "4 mcg/mL", "dose": "6 mcg/h"},
            "6 mcg/h = 1.5 mL/h of 4 mcg/mL",
        ),
        (
            {"drug": "other", "concentration": "4 mcg/mL", "dose": "1 mcg/kg/h"}
            | {"weight": "55 kg"},
            "1 mcg/kg/h = 0.917 mcg/min = 13.8 mL/h of 4 mcg/mL at 55 kg",
        ),
    ],
)
def test_every_link_that_is_known_stands_in_the_chain(fields: dict[str, str], line: str) -> None:
    assert line_of(fields) == line


@pytest.mark.hazard("H28")
def test_the_chain_hides_no_broken_limit() -> None:
    """12.01 mL/h is 0.04003... units/min, which three digits would show as 0.04."""
    assert (
        line_of({**VP_BAG, "rate": "12.01 mL/h"})
        == "0.04003 units/min = 12.01 mL/h of 20 units in 100 mL"
    )
    assert (
        line_of({**NE, "rate": "787.5375 mL/h"})
        == "3.0001 mcg/kg/min = 210.01 mcg/min = 787.5375 mL/h of 4 mg in 250 mL at 70 kg"
    )


@pytest.mark.hazard("H30")
@pytest.mark.ruling(38)
def test_the_chain_never_names_a_settable_rate_above_a_limit() -> None:
    """The nearest one, 11.9 mL/h, would be 0.0401 units/min."""
    fields = {**VP_BAG, "volume": "99 mL", "dose": "0.04 units/min"}
    assert line_of(fields) == "0.04 units/min = 11.88 mL/h of 20 units in 99 mL"
    assert steps_of(fields)[-2:] == (
        "settable: 11.9 mL/h, really 0.0401 units/min (0.168 % more)",
        "highest settable within the limits: 11.8 mL/h",
    )


def test_a_dose_that_is_not_zero_is_never_shown_with_a_rate_of_zero() -> None:
    fields = {**VP_BAG, "dose": "0.0001 units/min"}
    assert line_of(fields) == "0.0001 units/min = 0.03 mL/h of 20 units in 100 mL"
    assert line_of({**VP_BAG, "dose": "0 units/min"}) == (
        "0 units/min = 0 mL/h of 20 units in 100 mL"
    )


@pytest.mark.parametrize(
    ("fields", "steps"),
    [
        (
            {**NE, "dose": "0.03 mcg/kg/min"},
            (
                "4 mg \u00f7 250 mL = 16 mcg/mL",
                "0.03 mcg/kg/min \u00d7 70 kg = 2.1 mcg/min",
                "2.1 mcg/min \u00d7 60 min/h = 126 mcg/h",
                "126 mcg/h \u00f7 16 mcg/mL = 7.875 mL/h",
                "settable: 7.9 mL/h, really 0.0301 mcg/kg/min (0.317 % more)",
            ),
        ),
        (
            {**NE, "dose": "0.03 mcg/kg/min", "resolution": "0.5 mL/h"},
            (
                "4 mg \u00f7 250 mL = 16 mcg/mL",
                "0.03 mcg/kg/min \u00d7 70 kg = 2.1 mcg/min",
                "2.1 mcg/min \u00d7 60 min/h = 126 mcg/h",
                "126 mcg/h \u00f7 16 mcg/mL = 7.875 mL/h",
                "settable: 8 mL/h, really 0.0305 mcg/kg/min (1.59 % more)",
            ),
        ),
        (
            {**NE, "rate": "7.9 mL/h"},
            (
                "4 mg \u00f7 250 mL = 16 mcg/mL",
                "7.9 mL/h \u00d7 16 mcg/mL = 126.4 mcg/h",
                "126.4 mcg/h \u00f7 60 min/h = 2.10666666667 mcg/min",
                "2.10666666667 mcg/min \u00f7 70 kg = 0.0300952380952 mcg/kg/min",
            ),
        ),
        (
            {**VP_BAG, "dose": "0.03 units/min"},
            (
                "20 units \u00f7 100 mL = 0.2 units/mL",
                "0.03 units/min \u00d7 60 min/h = 1.8 units/h",
                "1.8 units/h \u00f7 0.2 units/mL = 9 mL/h",
                "settable: 9 mL/h, exactly",
            ),
        ),
        (
            {"drug": "norepinephrine", "concentration": "0.016 mg/mL", "dose": "0.13 mg/h"},
            (
                "0.016 mg/mL = 16 mcg/mL",
                "0.13 mg/h = 130 mcg/h",
                "130 mcg/h \u00f7 16 mcg/mL = 8.125 mL/h",
                "settable: 8.1 mL/h, really 0.1296 mg/h (0.308 % less)",
            ),
        ),
        (
            {
                "drug": "angiotensin II",
                "amount": "2.5 mg",
                "volume": "250 mL",
                "weight": "70 kg",
                "dose": "20 nanogram/kg/min",
            },
            (
                "2.5 mg \u00f7 250 mL = 10 mcg/mL",
                "20 nanogram/kg/min \u00d7 70 kg = 1,400 nanogram/min",
                "1,400 nanogram/min = 1.4 mcg/min",
                "1.4 mcg/min \u00d7 60 min/h = 84 mcg/h",
                "84 mcg/h \u00f7 10 mcg/mL = 8.4 mL/h",
                "settable: 8.4 mL/h, exactly",
            ),
        ),
        (
            {
                "drug": "dobutamine",
                "concentration": "1000 mcg/mL",
                "dose": "2.5 mcg/kg/min",
                "to": "mL/kg/min",
            },
            (
                "2.5 mcg/kg/min \u00d7 60 min/h = 150 mcg/kg/h",
                "150 mcg/kg/h \u00f7 1,000 mcg/mL = 0.15 mL/kg/h",
                "0.15 mL/kg/h \u00f7 60 min/h = 0.0025 mL/kg/min",
            ),
        ),
        (
            {**NE, "dose": "2.1 mcg/min", "to": "mcg/kg/min"},
            (
                "2.1 mcg/min \u00f7 70 kg = 0.03 mcg/kg/min",
                "4 mg \u00f7 250 mL = 16 mcg/mL",
                "2.1 mcg/min \u00d7 60 min/h = 126 mcg/h",
                "126 mcg/h \u00f7 16 mcg/mL = 7.875 mL/h",
                "settable: 7.9 mL/h, really 0.0301 mcg/kg/min (0.317 % more)",
            ),
        ),
        (
            {"drug": "norepinephrine", "dose": "7.8 mcg/min", "to": "nanogram/kg/h"}
            | {"weight": "90 kg"},
            (
                "7.8 mcg/min = 7,800 nanogram/min",
                "7,800 nanogram/min \u00d7 60 min/h = 468,000 nanogram/h",
                "468,000 nanogram/h \u00f7 90 kg = 5,200 nanogram/kg/h",
            ),
        ),
        ({"drug": "other", "dose": "10 mg", "to": "g"}, ("10 mg = 0.01 g",)),
        ({"drug": "other", "rate": "120 mL/h", "to": "L/h"}, ("120 mL/h = 0.12 L/h",)),
        (
            {**NE_BAG, "rate": "7.875 mL/h", "to": "mL/min"},
            (
                "7.875 mL/h \u00f7 60 min/h = 0.13125 mL/min",
                "settable: 7.9 mL/h (0.317 % more)",
            ),
        ),
    ],
)
def test_every_line_of_the_working_can_be_checked_by_itself(
    fields: dict[str, str], steps: tuple[str, ...]
) -> None:
    assert steps_of(fields) == steps


@pytest.mark.hazard("H37")
@given(
    dose=st.decimals(0, 3, places=4).map(lambda number: f"{number} mcg/kg/min"),
    weight=st.decimals(30, 300, places=1).map(lambda number: f"{number} kg"),
    amount=st.sampled_from(["4 mg", "8 mg", "16 mg", "0.016 g"]),
    to=st.sampled_from(["", "mcg/min", "mg/h", "mcg/kg/h", "mL/min", "mL/kg/h"]),
)
def test_no_line_can_be_misread(dose: str, weight: str, amount: str, to: str) -> None:
    """No naked decimal, no trailing zero, no U, a space before every unit."""
    fields = {**NE_BAG, "amount": amount, "weight": weight, "dose": dose, "to": to}
    for line in (line_of(fields), *steps_of(fields)):
        assert not MISREAD.search(line), line


def test_a_bag_is_told_as_it_was_given() -> None:
    for fields, text in (
        ({**NE, "dose": "1 mcg/min"}, "4 mg in 250 mL"),
        ({"drug": "other", "concentration": "0.2 units/mL", "dose": "1 units/h"}, "0.2 units/mL"),
        ({"drug": "vasopressin", "dose": "1 units/h"}, ""),
    ):
        setting, _ = read_entry(Entry(**fields), LIBRARY)
        assert bag_text(setting) == text


STANDARD = "Standard bag of the drug library."
STRENGTH = "Standard concentration of the drug library."
CUSTOM = "Custom mix: NOT a standard bag of the drug library. Have it checked by a second person."
OUTSIDE = "Drug outside the drug library: no bag of it is standard, and no limit is applied."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"amount": "4 mg", "volume": "250 mL"}, STANDARD),
        ({"amount": "4000 mcg", "volume": "0.25 L"}, STANDARD),
        ({"amount": "8 mg", "volume": "500 mL"}, CUSTOM),
        ({"concentration": "16 mcg/mL"}, STRENGTH),
        ({"concentration": "17 mcg/mL"}, CUSTOM),
        ({"amount": "4 mg", "volume": "250 mL", "drug": "other"}, OUTSIDE),
        ({}, ""),
    ],
)
def test_a_bag_that_pharmacy_does_not_make_is_called_a_custom_mix(
    fields: dict[str, str], said: str
) -> None:
    """Also where its strength is that of a standard one: the label is another."""
    entry = Entry(**{"drug": "norepinephrine"} | fields)
    assert mix_text(read_setting(entry, shipped_policy().library)) == said


@pytest.mark.parametrize(
    ("fields", "steps"),
    [
        (
            {**NE, "rate": "0.13125 mL/min"},
            (
                "4 mg \u00f7 250 mL = 16 mcg/mL",
                "0.13125 mL/min \u00d7 60 min/h = 7.875 mL/h",
                "7.875 mL/h \u00d7 16 mcg/mL = 126 mcg/h",
                "126 mcg/h \u00f7 60 min/h = 2.1 mcg/min",
                "2.1 mcg/min \u00f7 70 kg = 0.03 mcg/kg/min",
                "settable: 7.9 mL/h, really 0.0301 mcg/kg/min (0.317 % more)",
            ),
        ),
        (
            {
                "drug": "dobutamine",
                "concentration": "1000 mcg/mL",
                "weight": "70 kg",
                "dose": "2.5 mcg/kg/min",
                "to": "mL/kg/min",
            },
            (
                "2.5 mcg/kg/min \u00d7 60 min/h = 150 mcg/kg/h",
                "150 mcg/kg/h \u00f7 1,000 mcg/mL = 0.15 mL/kg/h",
                "0.15 mL/kg/h \u00f7 60 min/h = 0.0025 mL/kg/min",
                "settable: 10.5 mL/h, exactly",
            ),
        ),
        (
            {"drug": "other", "concentration": "4 mg/mL", "dose": "10 mg", "to": "g"},
            ("10 mg = 0.01 g",),
        ),
    ],
)
def test_no_step_of_the_working_is_left_out_and_none_is_made_up(
    fields: dict[str, str], steps: tuple[str, ...]
) -> None:
    """A rate per minute becomes one per hour first; what is per kg on both sides needs no weight."""
    assert steps_of(fields) == steps


@pytest.mark.parametrize(
    ("units", "line"),
    [
        (
            ("mcg/h", "mcg/kg/min"),
            "2 mcg/min = 7.5 mL/h of 4 mg in 250 mL",
        ),
        (
            ("mcg/kg/min", "mcg/min"),
            "0.0286 mcg/kg/min = 2 mcg/min = 7.5 mL/h of 4 mg in 250 mL at 70 kg",
        ),
    ],
)
def test_of_a_drugs_own_units_the_chain_names_the_usual_one_where_it_is_per_kg(
    units: tuple[str, ...], line: str
) -> None:
    """Else the dose per minute; a unit that nobody orders first is not brought in."""
    library = a_library(a_drug("norepinephrine", units, hard="3 mcg/kg/min"))
    setting, asked = read_entry(Entry(**NE, dose="2 mcg/min"), library)
    assert chain_line(setting, asked, convert(setting, asked)) == line
