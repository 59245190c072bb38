"""Conversions of the program against the second, slow implementation: random, seeded, exact.

Each case is a row of a batch file, so the whole way is tried: reading the text, the conversion, the
limits, the rounding to the pump, and the twelve digits written. Every tenth case also goes through
the conversion of the screen, whose exact fractions must be equal.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context
from fractions import Fraction
from typing import NamedTuple

from tests.proof.chunks import Tally
from tests.reference import rounding
from tests.reference.facts import CEILINGS
from tests.support.shift import shipped_policy
from titrator.core.conversion import convert
from titrator.core.conversion_entry import Entry, read_entry
from titrator.core.findings import RefusedError
from titrator.core.units import Spelling
from titrator.session.convert_rows import RowConverter

FIRST_UNIT = {
    "vasopressin": "units/min",
    "angiotensin II": "nanogram/kg/min",
}
BAGS = {
    "vasopressin": ("units", (5, 20, 40, 50, 60, 100)),
    "angiotensin II": ("mg", (1, 2, 5)),
    "norepinephrine": ("mg", (1, 4, 5, 8, 16, 32)),
    "epinephrine": ("mg", (1, 2, 4, 5, 8, 10)),
    "phenylephrine": ("mg", (10, 20, 40, 80, 100)),
    "dobutamine": ("mg", (250, 500, 1000)),
    "dopamine": ("mg", (200, 400, 800, 1600)),
    "milrinone": ("mg", (10, 20, 40)),
    "other": ("mcg", (1, 25, 500, 1000, 40000)),
}
VOLUMES = (50, 100, 125, 250, 500, 1000)
RESOLUTIONS = ("", "", "0.1 mL/h", "0.01 mL/h", "1 mL/h")
MASS_UNITS = [
    f"{drug}/{kg}{time}"
    for drug in ("mcg", "mg", "nanogram")
    for kg in ("", "kg/")
    for time in ("min", "h")
]
DRUG_UNITS = ["units/min", "units/h", "milliunits/min"]


class Case(NamedTuple):
    """One row: the cells as text, and the numbers in them."""

    drug: str
    amount: Fraction
    amount_unit: str
    volume: Fraction
    weight: Fraction
    asked: Fraction
    unit: str
    to: str
    resolution: str

    @property
    def is_dose(self) -> bool:
        return not self.unit.startswith("mL")

    def cells(self) -> tuple[str, ...]:
        """The cells of the row in the order of the batch columns."""
        asked = f"{text(self.asked)} {self.unit}"
        return (
            "",
            self.drug,
            f"{text(self.amount)} {self.amount_unit}",
            f"{text(self.volume)} mL",
            "",
            f"{text(self.weight)} kg",
            asked if self.is_dose else "",
            "" if self.is_dose else asked,
            self.to,
            self.resolution,
        )


@dataclass
class Answer:
    """What the reference says about one row; exact, before any digits are cut off."""

    refused_as: str = ""
    value: Fraction = Fraction(0)
    unit: str = ""
    pump_rate: Fraction = Fraction(0)
    achieved: Fraction = Fraction(0)
    achieved_unit: str = ""
    difference: Fraction = Fraction(0)
    is_above_ceiling: bool = False


def text(value: Fraction) -> str:
    """A decimal without a needless digit; the fraction must be a finite one."""
    whole, rest = divmod(abs(value), 1)
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    return ("-" if value < 0 else "") + str(whole) + (f".{digits}" if digits else "")


def twelve_digits(value: Fraction) -> Fraction:
    """The value as it is written: twelve significant digits, half to even."""
    context = Context(prec=12, rounding=ROUND_HALF_EVEN)
    return Fraction(context.divide(value.numerator, value.denominator))


def draw(chance: random.Random) -> Case:
    """A random row. Doses lie on both sides of the ceiling, some exactly on it."""
    drug = chance.choice(list(BAGS))
    amount_unit, amounts = BAGS[drug]
    is_rate = chance.random() < 0.4
    unit = "mL/h" if is_rate else _unit(chance, drug, amount_unit)
    to = "" if chance.random() < 0.5 else _unit(chance, drug, amount_unit)
    return Case(
        drug=drug,
        amount=_decimal(chance, chance.choice(amounts)),
        amount_unit=amount_unit,
        volume=Fraction(chance.choice(VOLUMES)),
        weight=Fraction(chance.randint(300, 3000), 10),
        asked=_asked(chance, drug, unit),
        unit=unit,
        to=to,
        resolution=chance.choice(RESOLUTIONS),
    )


def _unit(chance: random.Random, drug: str, amount_unit: str) -> str:
    """Any unit of the drug's family; one in twenty-five that this drug is not dosed in."""
    units = DRUG_UNITS if amount_unit == "units" else MASS_UNITS
    if chance.random() < 0.04:
        return chance.choice([*units, "units/kg/h"] if amount_unit == "units" else units)
    return chance.choice([one for one in units if _is_dosed_in(drug, one)])


def _is_dosed_in(drug: str, unit: str) -> bool:
    """The column "per kg?" of the rules: either, yes, never."""
    is_per_kg = "/kg" in unit
    if drug in ("norepinephrine", "epinephrine", "phenylephrine", "other"):
        return True
    return is_per_kg != (drug == "vasopressin")


def _decimal(chance: random.Random, about: int) -> Fraction:
    return (
        Fraction(about)
        if chance.random() < 0.7
        else Fraction(chance.randint(1, about * 1000), 1000)
    )


def _asked(chance: random.Random, drug: str, unit: str) -> Fraction:
    if unit == "mL/h":
        return Fraction(chance.randint(0, 30000), chance.choice((10, 100, 1000)))
    if drug in CEILINGS and chance.random() < 0.15:
        ceiling, in_unit = CEILINGS[drug]
        beside = chance.choice((0, 0, 1, -1)) * Fraction(1, 10 ** chance.randint(3, 9))
        if in_unit == unit:
            return ceiling + beside
    size = 10 ** chance.randint(0, 5)
    return Fraction(chance.randint(0, 60000), size)


def expected(case: Case) -> Answer:
    """The reference's answer to a row."""
    has_no_unit = case.drug == "other" and not case.is_dose and not case.to
    is_never = case.drug == "vasopressin" and "/kg" in case.to
    if has_no_unit or is_never or (case.is_dose and not _is_dosed_in(case.drug, case.unit)):
        return Answer(refused_as="UNIT_MISMATCH")
    strength = rounding.concentration(case.amount, case.amount_unit, case.volume, "mL")
    weight = case.weight
    if case.is_dose:
        rate = rounding.pump_rate(case.asked, case.unit, strength, weight)
    else:
        rate = case.asked
    above = _is_above(case, rate, strength)
    if case.is_dose and above:
        return Answer(refused_as="ABOVE_HARD_CAP")
    resolution = Fraction((case.resolution or "0.1").split()[0])
    settable = rounding.nearest(rate, resolution)
    unit = case.to or _usual(case)
    value = rate if case.is_dose and not case.to else rounding.dose_at(rate, unit, strength, weight)
    shown_in = case.to or (case.unit if case.is_dose else _usual(case))
    return Answer(
        value=value,
        unit=unit,
        pump_rate=settable,
        achieved=rounding.dose_at(settable, shown_in, strength, weight),
        achieved_unit=shown_in,
        difference=Fraction(0) if rate == 0 else (settable / rate - 1) * 100,
        is_above_ceiling=above or _is_above(case, settable, strength),
    )


def _usual(case: Case) -> str:
    if case.is_dose:
        return "mL/h"
    return FIRST_UNIT.get(case.drug, "mcg/kg/min")


def _is_above(case: Case, rate: Fraction, strength: Fraction) -> bool:
    if case.drug not in CEILINGS:
        return False
    ceiling, unit = CEILINGS[case.drug]
    return rounding.dose_at(rate, unit, strength, case.weight) > ceiling


class Comparison:
    """The program's two ways to convert beside the reference."""

    def __init__(self) -> None:
        self.library = shipped_policy().library
        self.rows = RowConverter(self.library, Spelling.SAFE)

    def run(self, seed: int, count: int) -> Tally:
        """Compares `count` random rows drawn from a seed."""
        chance = random.Random(seed)
        tally = Tally()
        for number in range(count):
            case = draw(chance)
            answer = expected(case)
            tally.counts[answer.refused_as or "answered"] += 1
            tally.counts[f"asked as a {'dose' if case.is_dose else 'rate'}"] += 1
            said = self._against_row(case, answer)
            if number % 10 == 0:
                tally.counts["also through the screen's conversion"] += 1
                said += self._against_screen(case, answer)
            if said:
                tally.faults.append(f"seed {seed} case {number} {case.cells()}: {said}")
        return tally

    def _against_row(self, case: Case, answer: Answer) -> str:
        status, value, unit, rate, achieved, achieved_unit, difference, findings, _ = (
            self.rows.answer(case.cells())
        )
        if answer.refused_as:
            is_same = status == "refused" and answer.refused_as in findings and not value
            return "" if is_same else f"row not refused: {status} {findings}"
        if status != "ok":
            return f"row refused: {findings}"
        pairs = {
            "unit": (unit, answer.unit),
            "value": (Fraction(value), twelve_digits(answer.value)),
            "pump rate": (Fraction(rate), twelve_digits(answer.pump_rate)),
            "achieved": (Fraction(achieved), twelve_digits(answer.achieved)),
            "achieved unit": (achieved_unit, answer.achieved_unit),
            "difference": (Fraction(difference or 0), twelve_digits(answer.difference)),
            "ceiling": ("ABOVE_HARD_CAP" in findings, answer.is_above_ceiling),
        }
        return _differing(pairs)

    def _against_screen(self, case: Case, answer: Answer) -> str:
        names = (
            "drug",
            "amount",
            "volume",
            "concentration",
            "weight",
            "dose",
            "rate",
            "to",
            "resolution",
        )
        entry = Entry(**dict(zip(names, case.cells()[1:], strict=True)))
        try:
            said = convert(*read_entry(entry, self.library))
        except RefusedError as refused:
            named = {one.code for one in refused.findings}
            is_same = answer.refused_as in named
            return "" if is_same else f"screen refused: {named}"
        if answer.refused_as or said.pump_rate is None or said.achieved is None:
            return "screen answered otherwise"
        return _differing(
            {
                "value": (said.value.magnitude, answer.value),
                "unit": (said.value.unit.symbol, answer.unit),
                "pump rate": (said.pump_rate.magnitude, answer.pump_rate),
                "achieved": (said.achieved.magnitude, answer.achieved),
            }
        )


def _differing(pairs: dict[str, tuple[object, object]]) -> str:
    return "".join(
        f" {name}: program {ours}, reference {theirs};"
        for name, (ours, theirs) in pairs.items()
        if ours != theirs
    )
