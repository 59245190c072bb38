"""Drugs, bags and quantities for tests, made by hand. The limits are those built in."""

from __future__ import annotations

from fractions import Fraction

from titrator.core.calculator import Bag
from titrator.core.drug_library import Drug, DrugLibrary, Figure, Review
from titrator.core.units import UNITS, Quantity

EITHER = ("mcg/kg/min", "mcg/min")
PER_KG = ("mcg/kg/min",)


def quantity(text: str) -> Quantity:
    """The quantity written as `text`, read by nothing of the program but its table of units."""
    number, unit = text.split(" ")
    return Quantity(Fraction(number), UNITS[unit])


def a_bag(amount: str, volume: str) -> Bag:
    """A bag as its label says."""
    return Bag(amount=quantity(amount), volume=quantity(volume))


def a_drug(
    name: str,
    units: tuple[str, ...] = EITHER,
    *,
    hard: str,
    soft: str | None = None,
    display_name: str = "",
) -> Drug:
    """A drug with the limits given and no bags."""
    return Drug(
        name=name,
        display_name=display_name or name,
        dose_units=tuple(UNITS[unit] for unit in units),
        hard_limit=a_figure(hard),
        soft_limit=None if soft is None else a_figure(soft),
        usual_range=None,
        preparations=(),
        cautions=(),
    )


def a_figure(value: str) -> Figure:
    """A figure that a test states."""
    return Figure(value=quantity(value), source="a test", review=Review.UNREVIEWED)


def a_library(*drugs: Drug) -> DrugLibrary:
    """A library of these drugs."""
    return DrugLibrary(drugs={drug.name: drug for drug in drugs}, fingerprint="made by hand")


NOREPINEPHRINE = a_drug("norepinephrine", hard="3 mcg/kg/min", soft="0.5 mcg/kg/min")
EPINEPHRINE = a_drug("epinephrine", hard="2 mcg/kg/min", soft="0.5 mcg/kg/min")
PHENYLEPHRINE = a_drug("phenylephrine", hard="10 mcg/kg/min", soft="6 mcg/kg/min")
DOBUTAMINE = a_drug("dobutamine", PER_KG, hard="40 mcg/kg/min", soft="20 mcg/kg/min")
DOPAMINE = a_drug("dopamine", PER_KG, hard="50 mcg/kg/min", soft="20 mcg/kg/min")
MILRINONE = a_drug("milrinone", PER_KG, hard="1 mcg/kg/min", soft="0.75 mcg/kg/min")
VASOPRESSIN = a_drug(
    "vasopressin", ("units/min", "units/h"), hard="0.04 units/min", soft="0.03 units/min"
)
ANGIOTENSIN = a_drug(
    "angiotensin II",
    ("nanogram/kg/min",),
    hard="40 nanogram/kg/min",
    soft="40 nanogram/kg/min",
)
ALL_DRUGS = (
    NOREPINEPHRINE,
    EPINEPHRINE,
    PHENYLEPHRINE,
    DOBUTAMINE,
    DOPAMINE,
    MILRINONE,
    VASOPRESSIN,
    ANGIOTENSIN,
)
LIBRARY = a_library(*ALL_DRUGS)
