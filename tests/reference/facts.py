"""The facts of a bed as a person would note them on paper, and the tables of the rules' text.

Written from the words of the rules and rulings alone; nothing of the program is used. Times are
seconds before the moment of asking; doses are plain fractions, and their unit is text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from tests.reference import rounding

NOREPINEPHRINE = "norepinephrine"
VASOPRESSIN = "vasopressin"
PROTOCOL_DRUGS = (NOREPINEPHRINE, VASOPRESSIN)

CEILINGS = {
    "vasopressin": (Fraction(4, 100), "units/min"),
    "norepinephrine": (Fraction(3), "mcg/kg/min"),
    "epinephrine": (Fraction(2), "mcg/kg/min"),
    "dobutamine": (Fraction(40), "mcg/kg/min"),
    "dopamine": (Fraction(50), "mcg/kg/min"),
    "phenylephrine": (Fraction(10), "mcg/kg/min"),
    "milrinone": (Fraction(1), "mcg/kg/min"),
    "angiotensin II": (Fraction(40), "nanogram/kg/min"),
}
"""The built-in ceilings; angiotensin II with its start not known."""

UNITS_OF = {
    "vasopressin": {"units/min", "units/h"},
    "norepinephrine": {"mcg/kg/min", "mcg/min"},
    "epinephrine": {"mcg/kg/min", "mcg/min"},
    "phenylephrine": {"mcg/kg/min", "mcg/min"},
    "dobutamine": {"mcg/kg/min"},
    "dopamine": {"mcg/kg/min"},
    "milrinone": {"mcg/kg/min"},
    "angiotensin II": {"nanogram/kg/min"},
}
MUST_BE_ANSWERED = ("mental_state", "capillary_refill", "urine_output", "skin")

MINUTE = 60
ASSESSMENT_AT_MOST = 5 * MINUTE
SUSPENDED_AFTER = 10 * MINUTE
DEFAULT_TARGET = 65


@dataclass(frozen=True, kw_only=True)
class StageText:
    """One row of the stage table, in the order's units."""

    drug: str
    floor: Fraction | None
    step: Fraction
    at_most: Fraction
    interval_min: int


NE_FLOOR = Fraction(1, 100)
PER_KG = {
    "down": StageText(
        drug=NOREPINEPHRINE,
        floor=NE_FLOOR,
        step=Fraction(1, 100),
        at_most=Fraction(2, 100),
        interval_min=15,
    ),
    "vasopressin": StageText(
        drug=VASOPRESSIN,
        floor=None,
        step=Fraction(1, 100),
        at_most=Fraction(1, 100),
        interval_min=60,
    ),
    "off": StageText(
        drug=NOREPINEPHRINE,
        floor=None,
        step=Fraction(1, 100),
        at_most=Fraction(1, 100),
        interval_min=15,
    ),
}
PER_MINUTE = PER_KG | {
    "down": StageText(
        drug=NOREPINEPHRINE,
        floor=Fraction(1),
        step=Fraction(1),
        at_most=Fraction(2),
        interval_min=15,
    ),
    "off": StageText(
        drug=NOREPINEPHRINE, floor=None, step=Fraction(1), at_most=Fraction(1), interval_min=15
    ),
}
NOREPINEPHRINE_FIRST = ("down", "vasopressin", "off")
VASOPRESSIN_FIRST = ("vasopressin", "down", "off")


@dataclass(frozen=True, kw_only=True)
class Infusion:
    """What a pump runs, in mL/h, and the strength of its bag in mcg/mL or units/mL."""

    rate: Fraction
    strength: Fraction


@dataclass(frozen=True, kw_only=True)
class Order:
    """A complete order: its doses in `unit`."""

    unit: str
    increment: Fraction
    maximum: Fraction
    interval_min: int
    target: int = 65
    is_expired: bool = False
    is_discontinued: bool = False

    @property
    def is_in_force(self) -> bool:
        return not (self.is_expired or self.is_discontinued)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """One recorded assessment; unnamed answers were not assessed."""

    age: int
    map_mmhg: int
    source: str
    answers: tuple[tuple[str, str], ...]

    @property
    def worse(self) -> list[str]:
        return [sign for sign, answer in self.answers if answer == "worse"]

    @property
    def unanswered(self) -> list[str]:
        said = dict(self.answers)
        return [
            sign for sign in MUST_BE_ANSWERED if said.get(sign, "not_assessed") == "not_assessed"
        ]


@dataclass(frozen=True, kw_only=True)
class Bed:
    """The facts of one bed at the moment of asking.

    Attributes:
        wean: "not started" or "started".
        is_ready: before the start, whether nothing is missing.
        start_age: since the start of the wean.
        change_age: since the last change of any infusion; None before any.
        was_new_concentration: whether that change was one.
        clock_age: since the step clock was restarted, where that was after the last change.
        holds: whether a hold runs.
        was_suspended: an overdue reassessment suspended it earlier, and nothing ended that.
        is_clock_doubted: time went back, or a restart, and nothing has ended that.
        unsure: spans of which only UTC says that they passed, each with the age of its beginning.
    """

    weight: Fraction
    infusions: dict[str, Infusion]
    orders: dict[str, Order]
    stages: tuple[str, ...] = NOREPINEPHRINE_FIRST
    wean: str = "started"
    is_ready: bool = False
    start_age: int = 0
    change_age: int | None = None
    was_new_concentration: bool = False
    clock_age: int | None = None
    holds: bool = False
    was_suspended: bool = False
    is_clock_doubted: bool = False
    is_map_in_question: bool = False
    unsure: tuple[tuple[int, int], ...] = ()
    assessments: tuple[Assessment, ...] = ()
    resolution: Fraction = Fraction(1, 10)

    @property
    def unit_system(self) -> dict[str, StageText]:
        order = self.orders.get(NOREPINEPHRINE)
        return PER_MINUTE if order is not None and order.unit == "mcg/min" else PER_KG

    @property
    def target(self) -> int:
        targets = [one.target for one in self.orders.values() if one.is_in_force]
        return max(targets, default=DEFAULT_TARGET)

    def surely(self, age: int, *, until: int = 0) -> int:
        """How many seconds surely passed from one moment to another, both as ages."""
        return age - until - sum(span for began, span in self.unsure if until < began <= age)

    def unit(self, drug: str) -> str:
        """The unit in which a protocol drug is stepped."""
        if drug == VASOPRESSIN:
            order = self.orders.get(drug)
            return "units/min" if order is None else order.unit
        return "mcg/min" if self.unit_system is PER_MINUTE else "mcg/kg/min"

    def dose(self, drug: str, unit: str) -> Fraction:
        one = self.infusions[drug]
        return rounding.dose_at(one.rate, unit, one.strength, self.weight)

    def pump(self, drug: str, unit: str) -> rounding.Pump:
        one = self.infusions[drug]
        return rounding.Pump(
            rate=one.rate,
            dose_per_ml_h=rounding.dose_at(Fraction(1), unit, one.strength, self.weight),
            resolution=self.resolution,
        )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A step as asked for. A dose is a number and a unit; `off` and unreadable texts are text."""

    drug: str | None
    to: Fraction | str | None
    unit: str = ""
    shows: Fraction | str | None = field(default=None)
