"""Our factors against those of pint, a general library made by others: every pair of units.

pint is not told our factors, only what `mcg` is called there; drug units and body weight are made
known to it as quantities of their own.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pint
import pytest

from titrator.core.units import UNITS

if TYPE_CHECKING:
    from titrator.core.units import Unit

NAMES = {
    "mcg": "microgram",
    "mg": "milligram",
    "g": "gram",
    "nanogram": "nanogram",
    "units": "drug_unit",
    "milliunits": "millidrug_unit",
    "mL": "milliliter",
    "L": "liter",
    "kg": "body_kilogram",
    "min": "minute",
    "h": "hour",
}


@pytest.fixture(scope="module")
def in_pint() -> dict[str, Any]:
    """One of each of our units, as pint understands its name."""
    registry: Any = pint.UnitRegistry(non_int_type=Fraction)
    registry.define("drug_unit = [drug_activity]")
    registry.define("body_kilogram = [body_weight]")
    return {symbol: _in_pint(registry, symbol) for symbol in UNITS}


def _in_pint(registry: Any, symbol: str) -> Any:
    top, *below = symbol.split("/")
    found = registry.Quantity(Fraction(1), NAMES[top])
    for name in below:
        found /= registry.Quantity(Fraction(1), NAMES[name])
    return found


@pytest.mark.hazard("H04")
@pytest.mark.parametrize("one", UNITS.values(), ids=lambda unit: unit.symbol)
def test_every_factor_is_that_of_pint(one: Unit, in_pint: dict[str, Any]) -> None:
    """Where pint converts, so do we, by the same factor; where it refuses, so do we."""
    for other in UNITS.values():
        theirs = in_pint[one.symbol]
        if theirs.dimensionality == in_pint[other.symbol].dimensionality:
            factor = theirs.to(in_pint[other.symbol].units).magnitude
            assert one.dimension == other.dimension, other.symbol
            assert one.factor / other.factor == factor, other.symbol
            assert isinstance(factor, Fraction | int), "pint itself must be exact here"
        else:
            assert one.dimension != other.dimension, other.symbol
