"""What no file may loosen, once more as numbers, and whether a policy that was read keeps to it.

Written from the rules of the project and not from its code.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from titrator.core.calculator import dose_of
from titrator.core.findings import Code
from titrator.core.limits import Layer, hard_limits, judge
from titrator.core.protocol import Ending, UnitSystem
from titrator.core.units import UNITS, Quantity

if TYPE_CHECKING:
    from titrator.core.drug_library import Drug, DrugLibrary
    from titrator.core.protocol import Protocol

# In mcg or in units, a minute, and per kg or not: worked by hand from the units of the interface.
WORTH = {
    "mcg/kg/min": (Fraction(1), True),
    "mcg/kg/h": (Fraction(1, 60), True),
    "mg/kg/h": (Fraction(1000, 60), True),
    "nanogram/kg/min": (Fraction(1, 1000), True),
    "mcg/min": (Fraction(1), False),
    "mcg/h": (Fraction(1, 60), False),
    "mg/min": (Fraction(1000), False),
    "mg/h": (Fraction(1000, 60), False),
    "units/min": (Fraction(1), False),
    "units/h": (Fraction(1, 60), False),
    "milliunits/min": (Fraction(1, 1000), False),
    "units/kg/h": (Fraction(1, 60), True),
}
LIGHTEST_KG = 30
WEIGHT = Quantity(Fraction(70), UNITS["kg"])
CEILING = {
    "norepinephrine": (Fraction(3), "mcg/kg/min"),
    "epinephrine": (Fraction(2), "mcg/kg/min"),
    "dobutamine": (Fraction(40), "mcg/kg/min"),
    "dopamine": (Fraction(50), "mcg/kg/min"),
    "phenylephrine": (Fraction(10), "mcg/kg/min"),
    "milrinone": (Fraction(1), "mcg/kg/min"),
    "angiotensin II": (Fraction(40), "nanogram/kg/min"),
    "vasopressin": (Fraction(4, 100), "units/min"),
}
LARGEST_STEP = {
    ("norepinephrine", UnitSystem.PER_KG): (Fraction(2, 100), "mcg/kg/min"),
    ("norepinephrine", UnitSystem.PER_MINUTE): (Fraction(2), "mcg/min"),
    ("vasopressin", UnitSystem.PER_KG): (Fraction(1, 100), "units/min"),
    ("vasopressin", UnitSystem.PER_MINUTE): (Fraction(1, 100), "units/min"),
}
SHORTEST_WAIT = {"norepinephrine": timedelta(minutes=15), "vasopressin": timedelta(minutes=60)}
MINUTE = timedelta(minutes=1)


def looser(library: DrugLibrary, protocol: Protocol) -> list[str]:
    """Everything in a policy that is looser than what is built in."""
    limits = [fault for drug in library.drugs.values() for fault in _limits(drug)]
    return [*limits, *_protocol(protocol)]


def _exceeds(dose: Quantity, most: tuple[Fraction, str]) -> bool:
    """Whether a dose is more than `most`; one per minute is judged at the lightest patient."""
    factor, is_per_kg = WORTH[dose.unit.symbol]
    bound_factor, bound_is_per_kg = WORTH[most[1]]
    value, bound = dose.magnitude * factor, most[0] * bound_factor
    if bound_is_per_kg and not is_per_kg:
        value /= LIGHTEST_KG
    return value > bound or (is_per_kg and not bound_is_per_kg)


def _limits(drug: Drug) -> list[str]:
    """What in a drug file is looser than built in, by the numbers above."""
    most = CEILING[drug.name]
    found = []
    if _exceeds(drug.hard_limit.value, most):
        found.append(f"hard limit {drug.hard_limit.value}")
    if drug.soft_limit is not None and _exceeds(drug.soft_limit.value, most):
        found.append(f"soft limit {drug.soft_limit.value}")
    just_above = Quantity(most[0] * Fraction(10_000_001, 10_000_000), UNITS[most[1]])
    dose = dose_of(just_above, WEIGHT)
    limits = hard_limits(drug, order_maximum=None, running_for=None)
    if Code.ABOVE_HARD_CAP not in {one.code for one in judge(drug, dose, limits)}:
        found.append("a dose above the built-in ceiling")
    if limits[0].layer is not Layer.BUILT_IN:
        found.append("no built-in ceiling")
    return found


def _protocol(protocol: Protocol) -> list[str]:
    """What in a protocol is looser than built in, by the numbers above."""
    found = []
    for stage in protocol.stages:
        if stage.interval < SHORTEST_WAIT[stage.drug]:
            found.append(f"{stage.drug} every {stage.interval}")
        for system, doses in stage.doses.items():
            most = LARGEST_STEP[stage.drug, system]
            named = (doses.step, doses.step_at_most, doses.floor)
            found += [str(dose) for dose in named if dose is not None and _exceeds(dose, most)]
        if stage.ending is Ending.OFF and any(one.floor for one in stage.doses.values()):
            found.append("off from above a floor")
    return found + _parameters(protocol)


def _parameters(protocol: Protocol) -> list[str]:
    """Every parameter outside the range that a site may choose from."""
    chosen = protocol.parameters
    inside = {
        "target": 60 <= chosen.map_target_mmhg <= 85,
        "stable": 60 * MINUTE <= chosen.map_stable <= 360 * MINUTE,
        "age": MINUTE <= chosen.assessment_max_age <= 15 * MINUTE,
        "gate age": chosen.gate_answers_max_age <= 60 * MINUTE,
        "every": 5 * MINUTE <= chosen.reassess_every <= 15 * MINUTE,
        "after a change": timedelta() < chosen.reassess_after_change[0] <= 5 * MINUTE,
        "overdue": chosen.overdue_after <= 2 * MINUTE,
        "suspend": chosen.suspend_after_overdue <= 10 * MINUTE,
        "hold": 15 * MINUTE <= chosen.hold <= 240 * MINUTE,
        "holds": 1 <= chosen.holds_before_prescriber <= 2,
        "window": chosen.hold_window >= 720 * MINUTE,
        "rescue": chosen.rescue_map_mmhg >= 55,
        "large": chosen.large_change_percent <= 50,
        "gate": bool(protocol.gate_required),
    }
    return [name for name, is_inside in inside.items() if not is_inside]
