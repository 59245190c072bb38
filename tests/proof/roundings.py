"""Which rate to set, against the slow search over every settable rate: random, seeded, exact.

Each case is one drug at its pump and asks six things: which stage is current, which rate a wanted
reduction is set to, whether it is noted as small, which round dose advice offers, what a new bag
must run at, and which rate a wanted increase is set to.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.proof import beds
from tests.proof.chunks import Tally
from tests.reference import rounding
from tests.reference.facts import (
    CEILINGS,
    NOREPINEPHRINE,
    PER_KG,
    PER_MINUTE,
    VASOPRESSIN,
    StageText,
)
from titrator.core.calculator import Bag, dose_of, pump_rate_for
from titrator.core.limits import is_within
from titrator.core.steps import (
    drug_bounds,
    is_smaller_than_ordered,
    rate_after_bag_change,
    rate_down,
    rate_up,
    round_rate_down,
    step_bounds,
)
from titrator.core.units import ML_PER_H, UNITS, Quantity
from titrator.core.wean import current_stage, is_at_floor, stage_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from titrator.core.state import Infusion, State
    from titrator.session.policy import LoadedPolicy

DECISIONS = ("stage", "stop", "down", "small", "round", "bag", "up")
RESOLUTIONS = (*[Fraction(1, 10)] * 12, Fraction(1, 100), *[Fraction(1)] * 3)
STRENGTHS = {
    NOREPINEPHRINE: [(4, 1000), (4, 250), (8, 250), (16, 250), (32, 250), (10, 50), (1, 100)],
    VASOPRESSIN: [(20, 100), (40, 100), (60, 100), (50, 500), (100, 100), (20, 250)],
}


class Question(NamedTuple):
    """One drug at its pump, and what is wanted; doses in the order's unit."""

    drug: str
    unit: str
    weight: Fraction
    resolution: Fraction
    bag: tuple[Fraction, Fraction]
    new_bag: tuple[Fraction, Fraction]
    rate: Fraction
    increment: Fraction
    maximum: Fraction
    down_to: Fraction
    up_to: Fraction


def draw(chance: random.Random) -> Question:
    """A random question. Doses crowd around the floor, one step above it, and the maximum."""
    drug = chance.choice((NOREPINEPHRINE, NOREPINEPHRINE, VASOPRESSIN))
    unit = _unit(chance, drug)
    weight = Fraction(chance.randint(300, 3000), 10)
    scale = _step(drug, unit)
    resolution = chance.choice(RESOLUTIONS)
    bag = _bag(chance, drug)
    one = _dose_per_ml_h(drug, unit, weight, bag)
    dose = scale * Fraction(
        chance.choice((50, 100, 103, 110, 150, 200, 300, chance.randint(1, 900))), 100
    )
    rate = dose / one
    if chance.random() < 0.9:
        rate = max(rounding.nearest(rate, resolution), resolution)
    increment = scale * chance.choice(
        (
            Fraction(1),
            Fraction(2),
            Fraction(1, 2),
            Fraction(3),
            Fraction(chance.randint(1, 300), 100),
        )
    )
    maximum = rate * one * Fraction(chance.choice((100, 101, 120, 200, 1000)), 100)
    return Question(
        drug=drug,
        unit=unit,
        weight=weight,
        resolution=resolution,
        bag=bag,
        new_bag=_bag(chance, drug),
        rate=rate,
        increment=increment,
        maximum=maximum,
        down_to=_down_to(chance, rate, one, increment, scale, resolution),
        up_to=rate * one + _share(chance, increment),
    )


def _unit(chance: random.Random, drug: str) -> str:
    if drug == VASOPRESSIN:
        return chance.choice(("units/min", "units/min", "units/h"))
    return chance.choice(("mcg/kg/min", "mcg/kg/min", "mcg/min"))


def _step(drug: str, unit: str) -> Fraction:
    if drug == VASOPRESSIN:
        return Fraction(1, 100) * (60 if unit == "units/h" else 1)
    return Fraction(1) if unit == "mcg/min" else Fraction(1, 100)


def _bag(chance: random.Random, drug: str) -> tuple[Fraction, Fraction]:
    amount, volume = chance.choice(STRENGTHS[drug])
    return Fraction(amount), Fraction(volume)


def _share(chance: random.Random, of: Fraction) -> Fraction:
    return of * Fraction(
        chance.choice((1, 10, 25, 50, 75, 90, 100, 100, 101, 110, chance.randint(1, 200))), 100
    )


def _down_to(
    chance: random.Random,
    rate: Fraction,
    one: Fraction,
    increment: Fraction,
    scale: Fraction,
    resolution: Fraction,
) -> Fraction:
    """A dose below the running one: a round one, a share of a step, or just between two rates."""
    kind = chance.randint(0, 5)
    if kind in (0, 4, 5):
        return rate * one - _share(chance, increment)
    if kind == 1:
        return scale * chance.randint(0, 8)
    if kind == 2:
        count = chance.randint(1, 12)
        return (
            rounding.neighbours(rate, resolution)[0] - resolution * count + resolution / 2
        ) * one
    return Fraction(chance.randint(1, 90), 100) * rate * one


def _dose_per_ml_h(
    drug: str, unit: str, weight: Fraction, bag: tuple[Fraction, Fraction]
) -> Fraction:
    amount_unit = "units" if drug == VASOPRESSIN else "mg"
    strength = rounding.concentration(bag[0], amount_unit, bag[1], "mL")
    return rounding.dose_at(Fraction(1), unit, strength, weight)


@dataclass
class Verdict:
    """What one side says; None where it says that nothing will do."""

    stage: str
    stop: bool
    down: Fraction | None
    small: bool | None
    round: Fraction | None
    bag: Fraction | None
    up: Fraction | None


# -------------------------------------------------------------------------------- the reference


def by_reference(asked: Question) -> Verdict:
    """What the rules' words say."""
    pump = rounding.Pump(
        rate=asked.rate,
        dose_per_ml_h=_dose_per_ml_h(asked.drug, asked.unit, asked.weight, asked.bag),
        resolution=asked.resolution,
    )
    first = _stage_text(asked, "vasopressin" if asked.drug == VASOPRESSIN else "down")
    is_low = first.floor is not None and rounding.is_within(
        pump.rate, first.floor, first.step, pump
    )
    now = _stage_text(asked, "off") if is_low else first
    stage = rounding.Stage(
        floor=now.floor,
        tolerance_step=first.step,
        step=now.step,
        at_most=now.at_most,
        increment=asked.increment,
    )
    can_stop = rounding.may_stop(first.floor, first.step, pump)
    is_down = 0 < asked.down_to < pump.dose()
    down = rounding.rate_down(asked.down_to, stage, pump) if is_down else None
    return Verdict(
        stage="off" if now.floor is None else "floor",
        stop=can_stop,
        down=down,
        small=None if down is None else rounding.is_noted_as_small(asked.down_to, down, pump),
        round=None if can_stop else rounding.round_dose(stage, pump),
        bag=_bag_by_reference(asked),
        up=_up_by_reference(asked, pump),
    )


def _stage_text(asked: Question, name: str) -> StageText:
    stage = (PER_MINUTE if asked.unit == "mcg/min" else PER_KG)[name]
    if asked.unit != "units/h":
        return stage
    return StageText(
        drug=stage.drug,
        floor=None,
        step=stage.step * 60,
        at_most=stage.at_most * 60,
        interval_min=stage.interval_min,
    )


def _passes(asked: Question, bag: tuple[Fraction, Fraction]) -> Callable[[Fraction], bool]:
    one = _dose_per_ml_h(asked.drug, asked.unit, asked.weight, bag)
    ceiling, unit = CEILINGS[asked.drug]
    in_unit = _dose_per_ml_h(asked.drug, unit, asked.weight, bag)
    return lambda rate: rate * one <= asked.maximum and rate * in_unit <= ceiling


def _bag_by_reference(asked: Question) -> Fraction | None:
    dose = asked.rate * _dose_per_ml_h(asked.drug, asked.unit, asked.weight, asked.bag)
    exact = dose / _dose_per_ml_h(asked.drug, asked.unit, asked.weight, asked.new_bag)
    return rounding.rate_of_new_bag(exact, asked.resolution, _passes(asked, asked.new_bag))


def _up_by_reference(asked: Question, pump: rounding.Pump) -> Fraction | None:
    passes = _passes(asked, asked.bag)
    if not passes(asked.up_to / pump.dose_per_ml_h):
        return None
    return rounding.rate_up(asked.up_to, passes, pump)


# ---------------------------------------------------------------------------------- the program


def by_program(asked: Question) -> Verdict:
    """What the core says of the same bed."""
    policy = beds.with_resolution("norepinephrine-first", asked.resolution)
    running = beds.infusion(asked.drug, _hanging(asked, asked.bag), asked.rate)
    order = beds.order(asked.drug, asked.unit, asked.increment, asked.maximum)
    state = beds.bed(asked.weight, [running], [order])
    stage = current_stage(state, policy)
    if stage is None or stage is not stage_of(asked.drug, state, policy):
        message = f"a running drug of the protocol has no stage: {asked}"
        raise AssertionError(message)
    bounds = step_bounds(running, stage=stage, order=order, state=state, policy=policy)
    wanted = _exact_rate(asked, asked.down_to, running, state)
    is_down = asked.down_to > 0 and wanted < running.pump_rate
    down = rate_down(wanted, bounds) if is_down else None
    can_stop = is_at_floor(running, state, policy)
    grain = _dose_per_ml_h(asked.drug, asked.unit, asked.weight, asked.bag)
    new_rate = rate_after_bag_change(
        running,
        _hanging(asked, asked.new_bag),
        drug_bounds(asked.drug, state, policy, beds.NOON),
        state,
        policy,
    )
    return Verdict(
        stage=stage.ending.value,
        stop=can_stop,
        down=_plain(down),
        small=None if down is None else is_smaller_than_ordered(down, wanted, bounds),
        round=None if can_stop else round_rate_down(bounds).magnitude * grain,
        bag=_plain(new_rate),
        up=_up_by_program(asked, running, state, policy),
    )


def _hanging(asked: Question, bag: tuple[Fraction, Fraction]) -> Bag:
    return beds.bag(bag[0], "units" if asked.drug == VASOPRESSIN else "mg", bag[1])


def _exact_rate(asked: Question, dose: Fraction, running: Infusion, state: State) -> Quantity:
    stated = dose_of(Quantity(dose, UNITS[asked.unit]), state.dosing_weight)
    return pump_rate_for(stated, running.bag)


def _up_by_program(
    asked: Question, running: Infusion, state: State, policy: LoadedPolicy
) -> Fraction | None:
    bounds = drug_bounds(asked.drug, state, policy, beds.NOON)
    wanted = dose_of(Quantity(asked.up_to, UNITS[asked.unit]), state.dosing_weight)
    if not is_within(wanted, bounds):
        return None
    return _plain(rate_up(pump_rate_for(wanted, running.bag), running, bounds, state, policy))


def _plain(rate: Quantity | None) -> Fraction | None:
    return None if rate is None else rate.to(ML_PER_H).magnitude


# ------------------------------------------------------------------------------------- together


def run(seed: int, count: int) -> Tally:
    """Compares `count` random questions drawn from a seed; each is several decisions."""
    chance = random.Random(seed)
    tally = Tally()
    for number in range(count):
        asked = draw(chance)
        reference, program = by_reference(asked), by_program(asked)
        for name in DECISIONS:
            ours, theirs = getattr(program, name), getattr(reference, name)
            tally.counts[name if theirs is not None else f"{name}: none"] += 1
            if ours != theirs:
                tally.faults.append(
                    f"seed {seed} case {number} {name}: program {ours}, reference {theirs}: {asked}"
                )
    return tally
