"""Small facts of a bed for the watch: doses, targets, orders, and how much time surely passed.

Worked out from the plain fields of a state with fractions and literals of their own.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.reference.facts import CEILINGS, MUST_BE_ANSWERED
from titrator.core import commands as do

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from titrator.core.assessment import Assessment
    from titrator.core.state import Infusion, State

FIVE = timedelta(minutes=5)
HOUR = timedelta(minutes=60)


def surely(state: State, since: datetime, until: datetime) -> timedelta:
    """How long it surely is from one moment to another: not what UTC alone saw in between."""
    passed = until - since
    for one in state.unsure:
        if since <= one.after < until:
            passed -= one.span
    return passed


def no_good_assessment(state: State, now: datetime) -> Iterator[str]:
    if not state.assessments or state.is_map_in_question:
        yield "no assessment"
        return
    last = state.assessments[-1]
    answers = {name: str(answer) for name, answer in last.perfusion.items()}
    is_good = (
        now - last.at <= FIVE
        and last.source == "arterial_line"
        and all(answers[sign] == "same_or_better" for sign in MUST_BE_ANSWERED)
        and not is_bad(last, map_target(state, now))
    )
    if not is_good:
        yield "no fresh, good, complete assessment"


def is_bad(one: Assessment, target: Fraction) -> bool:
    return one.map_mmhg < target or "worse" in one.perfusion.values()


def map_target(state: State, now: datetime) -> Fraction:
    found = [
        order.map_target_mmhg for drug, order in state.orders.items() if in_force(state, drug, now)
    ]
    return max(found, default=Fraction(65))


def in_force(state: State, drug: str, now: datetime) -> bool:
    order = state.orders.get(drug)
    if order is None or order.is_discontinued:
        return False
    return order.valid_until is None or now <= order.valid_until


def strength(infusion: Infusion) -> Fraction:
    """In mcg/mL, nanogram counted as mcg; or in units/mL."""
    worth = {
        "mg": Fraction(1000),
        "mcg": Fraction(1),
        "g": Fraction(1000000),
        "units": Fraction(1),
        "milliunits": Fraction(1, 1000),
        "nanogram": Fraction(1, 1000),
    }
    amount, volume = infusion.bag.amount, infusion.bag.volume
    litres = 1000 if volume.unit.symbol == "L" else 1
    return amount.magnitude * worth[amount.unit.symbol] / (volume.magnitude * litres)


def per_minute(infusion: Infusion, rate: Fraction) -> Fraction:
    return rate * strength(infusion) / 60


def dose(state: State, infusion: Infusion, unit: str, rate: Fraction | None = None) -> Fraction:
    worth = per_minute(infusion, infusion.pump_rate.magnitude if rate is None else rate)
    if unit.startswith("nanogram"):
        worth *= 1000
    if unit.endswith("/h"):
        worth *= 60
    if "/kg" not in unit or state.weight is None:
        return worth
    return worth / state.weight.magnitude


def above(state: State, infusion: Infusion, rate: Fraction, now: datetime) -> bool:
    """Whether a rate is above the ceiling or the order's maximum; a stopped drug is above none."""
    if rate == 0:
        return False
    ceiling, unit = CEILINGS[infusion.drug]
    since = infusion.running_since
    if infusion.drug == "angiotensin II" and since is not None and now - since < 3 * HOUR:
        ceiling *= 2
    if dose(state, infusion, unit, rate) > ceiling:
        return True
    order = state.orders.get(infusion.drug)
    if order is None or order.is_discontinued:
        return False
    maximum = order.maximum
    return dose(state, infusion, maximum.unit.symbol, rate) > maximum.magnitude


def typed_rate(command: do.AnyCommand) -> Fraction | None:
    if not isinstance(command, do.Step) or command.pump_shows is None:
        return None
    return Fraction(command.pump_shows.split(" ")[0])
