"""The closed table of units, and exact quantities in them.

Owns which units exist, what each is worth, and arithmetic that refuses to mix them. It does not
know drugs, limits or how a number is shown. Every factor is a whole fraction, so no conversion
ever rounds; pint, the general library for this, is the independent oracle in the tests.
"""

from collections.abc import Iterator
from enum import Enum, StrEnum, auto
from fractions import Fraction
from functools import cache, total_ordering
from typing import NamedTuple

import msgspec

from titrator.core.language import say

_QUOTED = 36  # characters of a text that is no unit


class UnitKind(StrEnum):
    """What a unit measures; a field of a form or a file accepts one kind."""

    AMOUNT = "amount"
    VOLUME = "volume"
    BODY_WEIGHT = "body weight"
    TIME = "time"
    DOSE_RATE = "dose rate"
    DOSE_RATE_PER_KG = "dose rate per kg"
    PUMP_RATE = "pump rate"
    PUMP_RATE_PER_KG = "pump rate per kg"
    CONCENTRATION = "concentration"


class Family(Enum):
    """How a drug is measured: by mass, or in its own units. The two never convert."""

    MASS = auto()
    UNITS = auto()


class Dimension(NamedTuple):
    """Exponents of the five base quantities. Body weight is not drug mass."""

    mass: int
    drug_units: int
    volume: int
    body_weight: int
    time: int

    def times(self, other: "Dimension") -> "Dimension":
        """Return the dimension of a product."""
        return Dimension(*(a + b for a, b in zip(self, other, strict=True)))

    def per(self, other: "Dimension") -> "Dimension":
        """Return the dimension of a quotient."""
        return Dimension(*(a - b for a, b in zip(self, other, strict=True)))


class Unit(msgspec.Struct, frozen=True, eq=False):
    """One unit of the closed table. There is one object a symbol, so identity is equality.

    Attributes:
        symbol: as written, ``mcg/kg/min``.
        factor: worth in mcg, units, mL, kg and min.
        kind: what it measures.
        dimension: its exponents.
    """

    symbol: str
    factor: Fraction
    kind: UnitKind
    dimension: Dimension

    @property
    def family(self) -> Family | None:
        """Return how the drug in this unit is measured, None where no drug is in it."""
        if self.dimension.mass:
            return Family.MASS
        return Family.UNITS if self.dimension.drug_units else None


class UnitMismatchError(ValueError):
    """Two quantities were mixed, or a unit does not exist.

    Attributes:
        sentence: half a sentence that says which.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Spelling(Enum):
    """Which spellings of a unit are read."""

    SAFE = auto()
    SYNONYMS = auto()


@total_ordering
class Quantity:
    """An exact magnitude with its unit. Compares by what it is worth: 1 mg equals 1,000 mcg.

    A plain class, so that the log writes it as text ("7.9 mL/h") and not as its inner parts.
    """

    __slots__ = ("magnitude", "unit")

    magnitude: Fraction
    unit: Unit

    def __init__(self, magnitude: Fraction, unit: Unit) -> None:
        object.__setattr__(self, "magnitude", magnitude)
        object.__setattr__(self, "unit", unit)

    def __setattr__(self, name: str, value: object) -> None:
        message = "a quantity never changes; make a new one"
        raise AttributeError(message)

    def __repr__(self) -> str:
        return f"Quantity({self.magnitude} {self.unit.symbol})"

    @property
    def worth(self) -> Fraction:
        """Return the magnitude in base units."""
        unit = self.unit
        return self.magnitude if unit in _WORTH_ONE else self.magnitude * unit.factor

    def to(self, unit: Unit) -> "Quantity":
        """Return the same quantity in `unit`.

        Raises:
            UnitMismatchError: `unit` measures something else.
        """
        if unit is self.unit:
            return self
        self._require_same_dimension(unit)
        return Quantity(self.worth / unit.factor, unit)

    def ratio(self, other: "Quantity") -> Fraction:
        """Return how many times `other` this is; both measure the same thing."""
        if other.unit is self.unit:
            return self.magnitude / other.magnitude
        self._require_same_dimension(other.unit)
        return self.worth / other.worth

    def scaled(self, by: Fraction | int) -> "Quantity":
        """Return this quantity times a plain number."""
        return Quantity(self.magnitude * by, self.unit)

    def __add__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.magnitude + other.to(self.unit).magnitude, self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.magnitude - other.to(self.unit).magnitude, self.unit)

    def __mul__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.worth * other.worth, _unit_of_product(self.unit, other.unit))

    def __truediv__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.worth / other.worth, _unit_of_quotient(self.unit, other.unit))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        return self.unit.dimension == other.unit.dimension and self.worth == other.worth

    def __lt__(self, other: "Quantity") -> bool:
        if other.unit is self.unit:
            return self.magnitude < other.magnitude
        self._require_same_dimension(other.unit)
        return self.worth < other.worth

    def __hash__(self) -> int:
        return hash((self.unit.dimension, self.worth))

    def __bool__(self) -> bool:
        return self.magnitude != 0

    def _require_same_dimension(self, unit: Unit) -> None:
        if self.unit.dimension != unit.dimension:
            raise UnitMismatchError(
                say(
                    "{one} and {other} do not measure the same thing",
                    one=self.unit.symbol,
                    other=unit.symbol,
                )
            )


def parse_unit(text: str, spelling: Spelling = Spelling.SAFE) -> Unit:
    """Return the unit written as `text`; with `Spelling.SYNONYMS` also error-prone spellings.

    Raises:
        UnitMismatchError: no such unit. Nothing is guessed, case included.
    """
    if spelling is Spelling.SYNONYMS:
        text = "/".join(_SYNONYMS.get(part, part) for part in text.split("/"))
    found = UNITS.get(text)
    if found is None:
        raise UnitMismatchError(say("{text} is not a unit read here", text=repr(text)[:_QUOTED]))
    return found


_NONE = Dimension(0, 0, 0, 0, 0)
_AMOUNTS = {
    "mcg": (Fraction(1), _NONE._replace(mass=1)),
    "mg": (Fraction(1000), _NONE._replace(mass=1)),
    "g": (Fraction(1_000_000), _NONE._replace(mass=1)),
    "nanogram": (Fraction(1, 1000), _NONE._replace(mass=1)),
    "units": (Fraction(1), _NONE._replace(drug_units=1)),
    "milliunits": (Fraction(1, 1000), _NONE._replace(drug_units=1)),
}
_VOLUMES = {
    "mL": (Fraction(1), _NONE._replace(volume=1)),
    "L": (Fraction(1000), _NONE._replace(volume=1)),
}
_TIMES = {
    "min": (Fraction(1), _NONE._replace(time=1)),
    "h": (Fraction(60), _NONE._replace(time=1)),
}
_KG = _NONE._replace(body_weight=1)
# ismp: read on request from files made elsewhere, never written
_SYNONYMS = {
    "\N{MICRO SIGN}g": "mcg",
    "\N{GREEK SMALL LETTER MU}g": "mcg",
    "ug": "mcg",
    "ng": "nanogram",
    "hr": "h",
    "hour": "h",
    "minute": "min",
    "U": "units",
    "IU": "units",
    "ml": "mL",
    "l": "L",
}


def _rates(
    tops: dict[str, tuple[Fraction, Dimension]], plain: UnitKind, per_kg: UnitKind
) -> Iterator[Unit]:
    for top, (worth, dimension) in tops.items():
        for time, (minutes, time_dimension) in _TIMES.items():
            rate = dimension.per(time_dimension)
            yield Unit(f"{top}/{time}", worth / minutes, plain, rate)
            yield Unit(f"{top}/kg/{time}", worth / minutes, per_kg, rate.per(_KG))


def _all_units() -> Iterator[Unit]:
    for symbol, (worth, dimension) in _AMOUNTS.items():
        yield Unit(symbol, worth, UnitKind.AMOUNT, dimension)
    for symbol, (worth, dimension) in _VOLUMES.items():
        yield Unit(symbol, worth, UnitKind.VOLUME, dimension)
    for symbol, (worth, dimension) in _TIMES.items():
        yield Unit(symbol, worth, UnitKind.TIME, dimension)
    yield Unit("kg", Fraction(1), UnitKind.BODY_WEIGHT, _KG)
    yield from _rates(_AMOUNTS, UnitKind.DOSE_RATE, UnitKind.DOSE_RATE_PER_KG)
    yield from _rates(_VOLUMES, UnitKind.PUMP_RATE, UnitKind.PUMP_RATE_PER_KG)
    for amount, (worth, dimension) in _AMOUNTS.items():
        for volume, (millilitres, volume_dimension) in _VOLUMES.items():
            yield Unit(
                f"{amount}/{volume}",
                worth / millilitres,
                UnitKind.CONCENTRATION,
                dimension.per(volume_dimension),
            )


UNITS = {unit.symbol: unit for unit in _all_units()}
# Of mcg/mL and mg/L, which are worth the same, the first is the one that bags are labelled in.
_BASE_UNITS = {unit.dimension: unit for unit in reversed(UNITS.values()) if unit.factor == 1}
# What most quantities on the way to a result are in: a multiplication that changes nothing.
_WORTH_ONE = frozenset(unit for unit in UNITS.values() if unit.factor == 1)

ML = UNITS["mL"]
KG = UNITS["kg"]
MIN = UNITS["min"]
ML_PER_H = UNITS["mL/h"]
MCG_PER_MIN = UNITS["mcg/min"]
MCG_PER_KG_MIN = UNITS["mcg/kg/min"]
UNITS_PER_MIN = UNITS["units/min"]
NANOGRAM_PER_MIN = UNITS["nanogram/min"]
NANOGRAM_PER_KG_MIN = UNITS["nanogram/kg/min"]


# A screen multiplies and divides a thousand times a second; the table is closed, and so are these.
@cache
def _unit_of_product(one: Unit, other: Unit) -> Unit:
    return _base_unit(one.dimension.times(other.dimension))


@cache
def _unit_of_quotient(one: Unit, other: Unit) -> Unit:
    return _base_unit(one.dimension.per(other.dimension))


def _base_unit(dimension: Dimension) -> Unit:
    unit = _BASE_UNITS.get(dimension)
    if unit is None:
        raise UnitMismatchError(say("these two quantities make nothing that is measured here"))
    return unit
