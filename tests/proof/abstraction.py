"""What is kept of a bed when two of its states are called the same.

Doses, ages and intervals go into buckets whose edges are those of the rules, worked out here from
the state's plain fields. Two states in the same buckets may differ in a digit of a rate or in
seconds that no rule looks at; what the rules do look at must be told apart.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.proof.watch_facts import surely
from tests.reference.facts import NOREPINEPHRINE, VASOPRESSIN

if TYPE_CHECKING:
    from datetime import datetime

    from titrator.core.assessment import Assessment
    from titrator.core.state import State

MINUTE = timedelta(minutes=1)
FRESH = 5 * MINUTE
HOUR = 60 * MINUTE
HALF_DAY = 12 * HOUR
SIGNS = ("mental_state", "capillary_refill", "urine_output", "skin")

Key = tuple[object, ...]


def key(state: State, now: datetime) -> Key:
    """The buckets of one bed at one moment."""
    if state.closed_at is not None:
        return ("closed",)
    if state.weight is None:
        return ("empty",)
    flags = (
        any(drug not in (NOREPINEPHRINE, VASOPRESSIN) for drug in state.infusions),
        _orders(state, now),
        state.is_map_in_question,
        state.is_clock_suspect,
        state.is_overdue_suspended,
        _has_tiny_increment(state),
        _is_unsure(state, now),
    )
    if state.wean_started_at is None:
        return ("before", *flags, _place_before(state), _gate(state, now), _seen(state, now))
    if state.hold is not None:
        return ("held", *flags, _place_held(state), _seen(state, now), _hold(state, now))
    return (
        "free",
        *flags,
        norepinephrine(state),
        vasopressin(state),
        _seen(state, now),
        _is_open(state, now),
        _due(state, now),
        _tolerated(state),
        min(2, sum(surely(state, at, now) <= HALF_DAY for at in state.counted_holds)),
    )


def _place_before(state: State) -> Key:
    """Before the start it matters what runs at all, and whether it may."""
    runs = (norepinephrine(state), vasopressin(state))
    return (*(one not in ("never", "off") for one in runs), _over_what(state), bool(state.hold))


def _place_held(state: State) -> Key:
    """In a hold nothing is reduced: it matters what can be raised, and whether it may run so."""
    runs = (norepinephrine(state), vasopressin(state))
    return (*(one not in ("never", "off") for one in runs), _over_what(state), _tolerated(state))


def _over_what(state: State) -> str:
    over = [one for one in (norepinephrine(state), vasopressin(state)) if one.startswith("over")]
    return over[0] if over else ""


def _seen(state: State, now: datetime) -> str:
    """The last assessment. In a hold it is told apart below how low the readings were."""
    last = state.assessments[-1] if state.assessments else None
    if last is not None and now - last.at > FRESH:
        return "old"
    kind = _kind(last, _target(state, now))
    return "bad" if kind in ("low", "worse") else kind


def oddities(state: State, now: datetime) -> int:
    """How many things are not as in an uneventful wean."""
    first, second, target = _orders(state, now)
    return sum(
        (
            any(drug not in (NOREPINEPHRINE, VASOPRESSIN) for drug in state.infusions),
            first in ("expired", "discontinued"),
            second in ("expired", "discontinued"),
            target != 65,
            state.is_map_in_question,
            state.is_clock_suspect,
            state.is_overdue_suspended,
            bool(_over_what(state)),
            _has_tiny_increment(state),
        )
    )


def _has_tiny_increment(state: State) -> bool:
    """Whether an order's increment is below what the pump can be set to."""
    return any(order.increment.magnitude < Fraction("0.0005") for order in state.orders.values())


# ---------------------------------------------------------------------------------- the doses


def norepinephrine(state: State) -> str:
    """Off, at the floor, one step above it, higher, over the order, over the ceiling."""
    dose = _dose(state, NOREPINEPHRINE)
    if dose is None:
        return "never"
    if dose == 0:
        return "off"
    over = _over(state, NOREPINEPHRINE, dose, Fraction(3))
    if over:
        return over
    if dose < Fraction("0.011"):
        return "at the floor"
    return "one step above" if dose <= Fraction("0.0205") else "high"


def vasopressin(state: State) -> str:
    """Off, at its last step, higher, over the order, over the ceiling."""
    dose = _dose(state, VASOPRESSIN)
    if dose is None:
        return "never"
    if dose == 0:
        return "off"
    over = _over(state, VASOPRESSIN, dose, Fraction("0.04"))
    if over:
        return over
    return "last step" if dose < Fraction("0.011") else "high"


def _dose(state: State, drug: str) -> Fraction | None:
    infusion = state.infusions.get(drug)
    if infusion is None or state.weight is None:
        return None
    label = infusion.bag
    amount = label.amount.magnitude * (1000 if label.amount.unit.symbol == "mg" else 1)
    per_minute = infusion.pump_rate.magnitude * amount / label.volume.magnitude / 60
    return per_minute if drug == VASOPRESSIN else per_minute / state.weight.magnitude


def _over(state: State, drug: str, dose: Fraction, ceiling: Fraction) -> str:
    if dose > ceiling:
        return "over the ceiling"
    order = state.orders.get(drug)
    if order is None or order.is_discontinued:
        return ""
    return "over the order" if dose > order.maximum.magnitude else ""


# ------------------------------------------------------------------------------------- orders


def _orders(state: State, now: datetime) -> tuple[str, str, Fraction]:
    running = {one.drug for one in state.running}
    named = [
        _order(state, drug, now) if drug in running else "of a drug that does not run"
        for drug in (NOREPINEPHRINE, VASOPRESSIN)
    ]
    return named[0], named[1], _target(state, now)


def _order(state: State, drug: str, now: datetime) -> str:
    order = state.orders.get(drug)
    if order is None:
        return "none"
    if order.is_discontinued:
        return "discontinued"
    is_over = order.valid_until is not None and now > order.valid_until
    return "expired" if is_over else "in force"


def _target(state: State, now: datetime) -> Fraction:
    in_force = [
        order.map_target_mmhg
        for drug, order in state.orders.items()
        if _order(state, drug, now) == "in force"
    ]
    return max(in_force, default=Fraction(65))


# --------------------------------------------------------------------------------- assessments


def _kind(one: Assessment | None, target: Fraction) -> str:
    if one is None:
        return "none"
    if one.map_mmhg < 55:
        return "rescue"
    if one.map_mmhg < target:
        return "low"
    if "worse" in one.perfusion.values():
        return "worse"
    is_answered = all(one.perfusion[sign] != "not_assessed" for sign in SIGNS)
    return "good" if is_answered and one.source == "arterial_line" else "not enough"


def _is_bad(one: Assessment, target: Fraction) -> bool:
    return one.map_mmhg < target or "worse" in one.perfusion.values()


# ---------------------------------------------------------------------------------------- time


def _is_open(state: State, now: datetime) -> bool:
    """Whether the longer interval of what is to be reduced next has passed."""
    if state.step_clock_at is None:
        return True
    is_hour = norepinephrine(state) in ("at the floor", "off", "never")
    is_hour = is_hour and vasopressin(state) not in ("off", "never")
    return surely(state, state.step_clock_at, now) >= (HOUR if is_hour else 15 * MINUTE)


def _is_unsure(state: State, now: datetime) -> bool:
    """Whether the last change, the last assessment or the gate looks older than it surely is."""
    moments = [state.step_clock_at, state.assessments[-1].at if state.assessments else None]
    moments.append(state.gate.recorded_at if state.gate and not state.wean_started_at else None)
    return any(at is not None and surely(state, at, now) != now - at for at in moments)


def marks(state: State) -> datetime | None:
    """When the next reassessment is due."""
    base = state.last_change_at or state.wean_started_at
    if base is None:
        return None
    first = (2, 5, 10) if state.has_new_concentration else (5, 10, 15)
    last = state.assessments[-1].at if state.assessments else None
    minutes = list(first)
    while True:
        for mark in minutes:
            if last is None or base + mark * MINUTE > last:
                return base + mark * MINUTE
        minutes = [minutes[-1] + 15]


def _due(state: State, now: datetime) -> str:
    due = marks(state)
    if due is None or now < due:
        return "not due"
    return "due" if now - due <= 10 * MINUTE else "overdue"


def _gate(state: State, now: datetime) -> str:
    gate = state.gate
    if gate is None:
        return "none"
    if any(reply.answer != "met" for reply in gate.replies.values()):
        return "not met"
    unsure = now - gate.recorded_at - surely(state, gate.recorded_at, now)
    if gate.map_stable_since is None or now - gate.map_stable_since - unsure < 2 * HOUR:
        return "not met"
    if now - gate.recorded_at > HOUR:
        return "expired"
    target = _target(state, now)
    since = gate.map_stable_since
    is_against = any(one.at >= since and one.map_mmhg < target for one in state.assessments)
    return "contradicted" if is_against else "open"


def _tolerated(state: State) -> str:
    """The drug that can go back to its last tolerated dose."""
    known = state.last_tolerated
    return "none" if known is None else known.drug


def _hold(state: State, now: datetime) -> Key:
    """How a hold began, and what it waits for."""
    hold = state.hold
    if hold is None:
        return ()
    target = _target(state, now)
    bad = [one.at for one in state.assessments if _is_bad(one, target)]
    within = sum(
        at <= hold.began_at and surely(state, at, hold.began_at) <= HALF_DAY
        for at in state.counted_holds
    )
    return (
        hold.cause == "assessment",
        hold.is_counted and within >= 2,
        not bad or surely(state, bad[-1], now) >= HOUR,
        _low_run(state, target, now),
        _artefact(state, target, now),
    )


def _low_run(state: State, target: Fraction, now: datetime) -> str:
    """The present run of low readings since the last back up."""
    since = state.assessments[state.seen_at_back_up :]
    if state.seen_at_back_up and not since:
        return "just backed up"
    run: list[datetime] = []
    for one in since:
        run = [*run, one.at] if one.map_mmhg < target else []
    if not run:
        return "not low"
    if run[-1] - run[0] >= 2 * MINUTE:
        return "low twice"
    return "low once" if now - run[0] < 2 * MINUTE else "low once, two minutes ago"


def _artefact(state: State, target: Fraction, now: datetime) -> str:
    hold = state.hold
    if hold is None or str(hold.cause) != "assessment":
        return "no"
    first, *others = state.assessments[hold.first_assessment :]
    if "worse" in first.perfusion.values() or any(_is_bad(one, target) for one in others):
        return "no"
    if any(_kind(one, target) == "good" and one.at - first.at <= FRESH for one in others):
        return "repeated well"
    return "may be" if now - first.at <= FRESH else "no"
