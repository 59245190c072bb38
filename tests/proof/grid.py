"""The whole entry grid: every dose, bag, weight, pump resolution and increment of every drug.

For each combination there must be exactly one outcome: a stop, a settable rate, or that nothing
settable remains; and the rate must keep the increment, the floor, zero and every limit, judged on
what the pump really delivers. The norepinephrine part alone holds the 30,912 combinations for which
plain rounding passed the largest step in 44 of 100.

Only two drugs stand in the shipped protocols. The others are given a stage of their own here, as a
hospital's file would give it, so that the same code is tried with their units, bags and sizes.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from tests.proof import beds
from tests.proof.chunks import Tally
from tests.reference import rounding
from tests.reference.facts import CEILINGS
from titrator.core import commands as do
from titrator.core.advice import next_step
from titrator.core.assessment import SIGNS, Answer, Assessment, MapSource
from titrator.core.engine import decide
from titrator.core.events import DoseReduced, Stamp
from titrator.core.protocol import Ending, Stage, StageDoses, UnitSystem
from titrator.core.steps import rate_down, round_rate_down, step_bounds
from titrator.core.units import UNITS, Quantity
from titrator.core.wean import current_stage, is_at_floor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from titrator.core.policy import Policy
    from titrator.core.state import State

RESOLUTIONS = (Fraction(1, 10), Fraction(1, 100), Fraction(1))
WEIGHTS = range(40, 201)
FEWER_WEIGHTS = range(40, 201, 5)
WHOLE_WAY_EVERY = 499
"""One combination in so many also goes through a whole bed and the engine."""


class Part(NamedTuple):
    """One drug in one unit. Doses are `grain` times 1 to `highest`; without a floor there is none."""

    drug: str
    unit: str
    grain: Fraction
    highest: int
    floor: Fraction | None
    step: Fraction
    at_most: Fraction
    increments: tuple[Fraction, ...]
    bags: tuple[tuple[Fraction, str, int], ...]


class Combination(NamedTuple):
    """One entry of the grid."""

    part: Part
    weight: int
    bag: tuple[Fraction, str, int]
    resolution: Fraction
    increment: Fraction
    dose: Fraction


def _bags(unit: str, *labels: tuple[str | int, int]) -> tuple[tuple[Fraction, str, int], ...]:
    return tuple((Fraction(amount), unit, volume) for amount, volume in labels)


def _mass(drug: str, unit: str, step: str, highest: int, *labels: tuple[str | int, int]) -> Part:
    one = Fraction(step)
    return Part(
        drug=drug,
        unit=unit,
        grain=one,
        highest=highest,
        floor=one,
        step=one,
        at_most=2 * one,
        increments=(one / 2, one, 2 * one),
        bags=_bags("mg", *labels),
    )


_NE_BAGS = ((1, 250), (4, 1000), (2, 250), (4, 250), (8, 250), (16, 250), (32, 250))
_PHENYLEPHRINE_BAGS = ((10, 500), (20, 250), (40, 250), (80, 250), (100, 250))
PARTS = (
    _mass("norepinephrine", "mcg/kg/min", "0.01", 50, *_NE_BAGS[2:]),
    _mass("norepinephrine", "mcg/kg/min", "0.01", 20, *_NE_BAGS[:2]),
    _mass("norepinephrine", "mcg/min", "1", 20, *_NE_BAGS[2:]),
    _mass("epinephrine", "mcg/kg/min", "0.01", 50, (1, 1000), (5, 250), (10, 250), (4, 250), (8, 250)),
    _mass("phenylephrine", "mcg/kg/min", "0.1", 60, *_PHENYLEPHRINE_BAGS),
    _mass("dobutamine", "mcg/kg/min", "0.5", 40, (250, 500), (250, 250), (500, 250), (1000, 250)),
    _mass("dopamine", "mcg/kg/min", "0.5", 40, (200, 250), (400, 250), (800, 250)),
    _mass("milrinone", "mcg/kg/min", "0.05", 15, (20, 100), (40, 200)),
    _mass("angiotensin II", "nanogram/kg/min", "1", 40, ("2.5", 500), ("2.5", 250)),
    Part(
        drug="vasopressin",
        unit="units/min",
        grain=Fraction("0.0005"),
        highest=80,
        floor=None,
        step=Fraction("0.01"),
        at_most=Fraction("0.01"),
        increments=(Fraction("0.0025"), Fraction("0.005"), Fraction("0.01"), Fraction("0.02")),
        bags=_bags("units", (20, 100), (40, 100), (60, 100), (50, 500), (100, 100)),
    ),
)  # fmt: skip


def combinations(part: Part) -> Iterator[Combination]:
    """Every combination of one part, in a fixed order."""
    doses = [part.grain * count for count in range(1, part.highest + 1)]
    for weight, bag, resolution, increment, dose in itertools.product(
        _weights(part), part.bags, RESOLUTIONS, part.increments, doses
    ):
        yield Combination(part, weight, bag, resolution, increment, dose)


def _weights(part: Part) -> Sequence[int]:
    """Each kilogram for norepinephrine per kg, else every fifth; vasopressin knows no weight."""
    if part.drug == "vasopressin":
        return (40, 70, 200)
    is_main = (part.drug, part.unit) == ("norepinephrine", "mcg/kg/min")
    return WEIGHTS if is_main else FEWER_WEIGHTS


def size() -> int:
    """How many combinations there are."""
    return sum(
        len(_weights(part))
        * len(part.bags)
        * len(RESOLUTIONS)
        * len(part.increments)
        * part.highest
        for part in PARTS
    )


def is_of_the_note(one: Combination) -> bool:
    """Whether it is one of the 30,912 for which plain rounding was tried (40 to 200 kg)."""
    amount, _, volume = one.bag
    return (
        (one.part.drug, one.part.unit) == ("norepinephrine", "mcg/kg/min")
        and (volume, one.resolution) == (250, Fraction(1, 10))
        and amount in (4, 8, 16, 32)
        and one.increment == Fraction(2, 100)
        and one.dose >= Fraction(3, 100)
    )


# ------------------------------------------------------------------------------- the protocol


def _policy(part: Part, resolution: Fraction) -> Policy:
    """The shipped protocol; for a drug it does not name, with a stage of that drug instead."""
    policy = beds.with_resolution("norepinephrine-first", resolution)
    if part.drug in policy.protocol.drugs:
        return policy
    stages = (_stage(part, Ending.FLOOR), _stage(part, Ending.OFF))
    return msgspec.structs.replace(
        policy, protocol=msgspec.structs.replace(policy.protocol, stages=stages)
    )


def _stage(part: Part, ending: Ending) -> Stage:
    unit = UNITS[part.unit]
    is_last = ending is Ending.OFF
    doses = StageDoses(
        floor=None if is_last or part.floor is None else Quantity(part.floor, unit),
        step=Quantity(part.step, unit),
        step_at_most=Quantity(part.step if is_last else part.at_most, unit),
    )
    like = beds.shipped("norepinephrine-first").protocol.stages[-1 if is_last else 0]
    return msgspec.structs.replace(
        like,
        drug=part.drug,
        ending=ending,
        doses={UnitSystem.PER_KG: doses, UnitSystem.PER_MINUTE: doses},
    )


# ------------------------------------------------------------------------------ one combination


def check(one: Combination, policy: Policy, tally: Tally, *, whole_way: bool) -> None:
    """Tries one combination; what is wrong goes into the tally."""
    part = one.part
    strength = rounding.concentration(one.bag[0], one.bag[1], Fraction(one.bag[2]), "mL")
    per_ml_h = rounding.dose_at(Fraction(1), part.unit, strength, Fraction(one.weight))
    present = rounding.nearest(one.dose / per_ml_h, one.resolution)
    if present * per_ml_h > one.dose and not _is_within(one, present, strength):
        present -= one.resolution  # a rate rounded up past a limit is set one lower
    if present == 0:
        tally.counts["below what the pump can be set to"] += 1
        return
    state = _bed(one, present)
    outcome, rate = _outcome(one, state, policy)
    tally.counts[outcome] += 1
    faults = _faults(one, present, rate, per_ml_h, strength)
    if whole_way and rate is not None:
        tally.counts["also through a whole bed"] += 1
        faults += _whole_way(one, state, policy, rate, outcome)
    tally.faults += [f"{fault}: {present} -> {rate} mL/h {one}" for fault in faults]


def _is_within(one: Combination, rate: Fraction, strength: Fraction) -> bool:
    ceiling, unit = CEILINGS[one.part.drug]
    weight = Fraction(one.weight)
    is_ordered = rounding.dose_at(rate, one.part.unit, strength, weight) <= _maximum(one)
    return is_ordered and rounding.dose_at(rate, unit, strength, weight) <= ceiling


def _maximum(one: Combination) -> Fraction:
    return max(one.dose, one.part.grain)


def _bed(one: Combination, present: Fraction) -> State:
    amount, unit, volume = one.bag
    running = beds.infusion(one.part.drug, beds.bag(amount, unit, Fraction(volume)), present)
    order = beds.order(one.part.drug, one.part.unit, one.increment, _maximum(one))
    return beds.bed(Fraction(one.weight), [running], [order])


def _outcome(one: Combination, state: State, policy: Policy) -> tuple[str, Fraction | None]:
    """The one thing that may be done next, and the rate it leaves."""
    infusion = state.infusions[one.part.drug]
    stage = current_stage(state, policy)
    if stage is None:
        message = f"a running drug of the protocol has no stage: {one}"
        raise AssertionError(message)
    if stage.ending is Ending.OFF and is_at_floor(infusion, state, policy):
        return "stopped", Fraction(0)
    bounds = step_bounds(
        infusion, stage=stage, order=state.orders[one.part.drug], state=state, policy=policy
    )
    rate = rate_down(round_rate_down(bounds), bounds)
    if rate is None:
        return "not reachable with this bag", None
    return "reduced", rate.magnitude


def _faults(
    one: Combination,
    present: Fraction,
    rate: Fraction | None,
    per_ml_h: Fraction,
    strength: Fraction,
) -> list[str]:
    part = one.part
    if rate is None:
        return _faults_of_none(one, present, per_ml_h)
    lowest = part.step if part.floor is None else part.floor
    before, after = present * per_ml_h, rate * per_ml_h
    half = part.step / 2
    if rate == 0:
        return [] if before <= lowest + half else ["stopped from too high"]
    wrong = {
        "not below what runs": rate >= present,
        "below zero": rate < 0,
        "not settable": (rate / one.resolution).denominator != 1,
        "over the increment": before - after > min(one.increment, part.at_most),
        "past the floor": part.floor is not None and after < part.floor,
        "above a limit": not _is_within(one, rate, strength),
    }
    return [name for name, is_so in wrong.items() if is_so]


def _faults_of_none(one: Combination, present: Fraction, per_ml_h: Fraction) -> list[str]:
    """Whether the slow search finds nothing either."""
    part = one.part
    pump = rounding.Pump(rate=present, dose_per_ml_h=per_ml_h, resolution=one.resolution)
    stage = rounding.Stage(
        floor=part.floor,
        tolerance_step=part.step,
        step=part.step,
        at_most=part.at_most,
        increment=one.increment,
    )
    wanted = rounding.round_dose(stage, pump)
    if wanted is None:
        return ["no round dose below one that runs"]
    return ["a rate was there"] if rounding.rate_down(wanted, stage, pump) is not None else []


def _whole_way(
    one: Combination, state: State, policy: Policy, rate: Fraction, outcome: str
) -> list[str]:
    """The same step as a command at a weaning bed, with the rate read back from the pump."""
    good = Assessment(
        at=beds.NOON,
        line=1,
        map_mmhg=Fraction(72),
        source=MapSource.ARTERIAL_LINE,
        perfusion=dict.fromkeys(SIGNS, Answer.SAME_OR_BETTER),
    )
    weaning = msgspec.structs.replace(state, wean_started_at=beds.NOON, assessments=(good,))
    to = "off" if outcome == "stopped" else _wanted(weaning, policy)
    typed = do.Step(drug=one.part.drug, to=to, pump_shows=f"{_decimal(rate)} mL/h")
    stamp = Stamp(at=beds.NOON, by="AB", line=2)
    said = decide(weaning, typed, stamp, policy, previous_at=beds.NOON)
    if said.refusals:
        return [f"refused: {[one.code.value for one in said.refusals]}"]
    made = [event for event in said.events if isinstance(event, DoseReduced)]
    is_same = [event.pump_rate.magnitude for event in made] == ([rate] if made else [])
    after = said.state.infusions[one.part.drug].pump_rate.magnitude
    return [] if is_same and after == rate else ["the event holds another rate"]


def _wanted(state: State, policy: Policy) -> str:
    """The round dose as a nurse would type it."""
    advised = next_step(state, policy, beds.NOON)
    return str(advised.to)


def _decimal(rate: Fraction) -> str:
    hundredths = rate * 100
    whole, rest = divmod(hundredths.numerator // hundredths.denominator, 100)
    return f"{whole}.{rest:02}"


# ------------------------------------------------------------------------------------ together


def run(every: int, first: int = 0) -> Tally:
    """Tries one combination in `every`, from number `first` on."""
    tally = Tally()
    number = -1
    for part in PARTS:
        policies = {resolution: _policy(part, resolution) for resolution in RESOLUTIONS}
        for one in combinations(part):
            number += 1
            if number % every != first:
                continue
            tally.counts["combinations"] += 1
            tally.counts[f"of {part.drug} in {part.unit}"] += 1
            tally.counts["of the 30,912"] += is_of_the_note(one)
            is_whole = number // every % WHOLE_WAY_EVERY == 0
            check(one, policies[one.resolution], tally, whole_way=is_whole)
    return tally


def run_note() -> Tally:
    """Tries the 30,912 of the rounding note, all of them."""
    tally = Tally()
    part = PARTS[0]
    policies = {resolution: _policy(part, resolution) for resolution in RESOLUTIONS}
    for number, one in enumerate(filter(is_of_the_note, combinations(part))):
        tally.counts["combinations"] += 1
        check(one, policies[one.resolution], tally, whole_way=number % WHOLE_WAY_EVERY == 0)
    return tally


PARTS_OF_A_LONG_RUN = 64


def share(number: int) -> Tally:
    """One of 64 shares of the whole grid."""
    return run(PARTS_OF_A_LONG_RUN, number)


def passes_when_rounded_plainly(one: Combination) -> bool:
    """Whether the nearest rate for a step of 0.02 would really be a step above it."""
    strength = rounding.concentration(one.bag[0], one.bag[1], Fraction(one.bag[2]), "mL")
    per_ml_h = rounding.dose_at(Fraction(1), one.part.unit, strength, Fraction(one.weight))
    before = rounding.nearest(one.dose / per_ml_h, one.resolution)
    after = rounding.nearest((one.dose - one.increment) / per_ml_h, one.resolution)
    return (before - after) * per_ml_h > one.increment
