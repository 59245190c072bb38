"""What forbids a step or a resume at this moment; every reason, not only the first."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from titrator.core import limits, wording
from titrator.core.assessment import Assessment
from titrator.core.calculator import dose_at
from titrator.core.commands import Step
from titrator.core.events import HoldCause
from titrator.core.findings import Code, Finding, RefusedError, codes, finding
from titrator.core.language import join, say
from titrator.core.number_entry import read_quantity
from titrator.core.order import Order
from titrator.core.other_bag import not_reachable, step_works
from titrator.core.phase import (
    Phase,
    findings_above,
    findings_against_assessment,
    findings_against_clock,
    findings_against_order,
    findings_against_policy,
    phase_of,
)
from titrator.core.policy import Policy
from titrator.core.protocol import Ending, Stage
from titrator.core.state import HoldRun, Infusion, State
from titrator.core.steps import (
    StepBounds,
    drug_bounds,
    is_smaller_than_ordered,
    rate_down,
    step_bounds,
)
from titrator.core.times import overdue, step_opens_at
from titrator.core.units import Quantity, UnitKind
from titrator.core.wean import current_stage, is_at_floor, rate_of, stage_of

OFF = "off"
_DOSE_KINDS = frozenset({UnitKind.DOSE_RATE, UnitKind.DOSE_RATE_PER_KG})
_ARTEFACT_WITHIN = timedelta(minutes=5)


class StepPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A reduction that the pump can make: the dose wanted and the rate it must show.

    `to` is None for off. `is_smaller` when at most 90 % of the wanted reduction is made.
    """

    infusion: Infusion
    to: Quantity | None
    pump_rate: Quantity
    is_smaller: bool


def findings_against_step_now(state: State, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    """Return what forbids any step at `now`, whatever the drug and dose (ruling 22)."""
    return (
        *_hold(state),
        *_suspension(state, policy, now),
        *findings_against_clock(state),
        *findings_against_assessment(state, policy, now),
        *_too_early(state, policy, now),
    )


def _hold(state: State) -> tuple[Finding, ...]:
    if state.hold is None:
        return ()
    return (finding(Code.ON_HOLD, say("On hold; nothing is reduced in a hold.")),)


def _suspension(state: State, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    if phase_of(state, policy, now) is not Phase.SUSPENDED:
        return ()
    refused = findings_against_policy(policy)
    above = findings_above(state, policy, now)
    if refused:
        return (*refused, *above)
    if above:
        why = say("a running dose is above a limit")
    elif state.is_overdue_suspended:
        why = say(
            "a reassessment is {state} overdue",
            state=wording.minutes_text(overdue(state, policy, now)),
        )
    else:
        why = say("the clock is not trusted")
    return (finding(Code.SUSPENDED, say("The wean is suspended: {why}.", why=why)), *above)


def _too_early(state: State, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    opens = step_opens_at(state, policy)
    if opens is None or now >= opens:
        return ()
    sentence = say("The next step opens in {opens}.", opens=wording.countdown_text(opens - now))
    return (finding(Code.STEP_TOO_EARLY, sentence),)


def step_plan(
    typed: Step, state: State, policy: Policy, now: datetime
) -> tuple[tuple[Finding, ...], StepPlan | None]:
    """Return every finding about the drug, its order and `to`, and the plan where there is one."""
    try:
        known = policy.library.drug(typed.drug)
    except RefusedError as refused:
        return refused.findings, None
    drug = known.name
    infusion = state.infusions.get(drug)
    if infusion is None or not infusion.is_running:
        sentence = say("{drug} is not recorded as running.", drug=known.display_name)
        return (finding(Code.NOT_RUNNING, sentence),), None
    found = [*findings_against_order(drug, state, policy, now)]
    order = state.orders.get(drug)
    current = current_stage(state, policy)
    if current is None or current.drug != drug:
        found.append(_out_of_order(known.display_name, current, policy))
    stage = stage_of(drug, state, policy)
    plan: StepPlan | None
    if typed.to == OFF:
        found += _against_off(infusion, current, state, policy)
        plan = StepPlan(
            infusion=infusion, to=None, pump_rate=infusion.pump_rate.scaled(0), is_smaller=False
        )
    else:
        against, plan = _plan_to(typed.to, infusion, stage, order, state, policy, now)
        found += against
    concerns_dose = codes(found) - {Code.ORDER_NOT_IN_FORCE}
    return tuple(found), None if concerns_dose else plan


def _out_of_order(name: str, current: Stage | None, policy: Policy) -> Finding:
    first = policy.display_name(current.drug) if current else ""
    turn = say("{first} comes first", first=first) if first else say("nothing is left to reduce")
    sentence = say("{name} is not next in the wean order: {turn}.", name=name, turn=turn)
    return finding(Code.OUT_OF_WEAN_ORDER, sentence)


def _against_off(
    infusion: Infusion, current: Stage | None, state: State, policy: Policy
) -> list[Finding]:
    drug = infusion.drug
    name = policy.display_name(drug)
    found = []
    if current is not None and current.drug == drug and current.ending is not Ending.OFF:
        sentence = say("{name} is not stopped in this stage; it goes to its floor.", name=name)
        found.append(finding(Code.OUT_OF_WEAN_ORDER, sentence))
    # What is too high to be stopped is known only of a drug that a stage speaks of (ruling 22).
    if drug in policy.protocol.drugs and not is_at_floor(infusion, state, policy):
        present = wording.as_typed(infusion.pump_rate)
        sentence = say(
            "{name} at {present} is too high to be stopped in one act.", name=name, present=present
        )
        found.append(finding(Code.ABRUPT_STOP, sentence))
    return found


def _plan_to(
    to_text: str | None,
    infusion: Infusion,
    stage: Stage | None,
    order: Order | None,
    state: State,
    policy: Policy,
    now: datetime,
) -> tuple[list[Finding], StepPlan | None]:
    try:
        to = read_dose(to_text, infusion.drug, order, policy)
    except RefusedError as refused:
        return list(refused.findings), None
    name = policy.display_name(infusion.drug)
    if not to:
        sentence = say("{name} to zero is a stop: choose off, as an act of its own.", name=name)
        return [finding(Code.ABRUPT_STOP, sentence)], None
    wanted = rate_of(to, infusion, state)
    found = [
        *limits.judge(
            policy.library.drug(infusion.drug),
            dose_at(wanted, infusion.bag, state.weight),
            drug_bounds(infusion.drug, state, policy, now),
        ),
        *_not_a_reduction(name, to, wanted, infusion, state),
    ]
    if stage is None or order is None:
        return found, None
    bounds = step_bounds(infusion, stage=stage, order=order, state=state, policy=policy)
    found += _against_size(name, to, wanted, bounds)
    if found:
        return found, None
    rate = rate_down(wanted, bounds)
    if rate is None:
        works = step_works(to, stage, order, state, policy)
        what = wording.shown(to)
        return [not_reachable(what, infusion.bag, infusion, state, policy, now, works=works)], None
    is_smaller = is_smaller_than_ordered(rate, wanted, bounds)
    return [], StepPlan(infusion=infusion, to=to, pump_rate=rate, is_smaller=is_smaller)


def read_dose(text: str | None, drug: str, order: Order | None, policy: Policy) -> Quantity:
    """Return a dose as typed, in the order's unit, or without an order in a unit of the drug.

    Raises:
        RefusedError: UNIT_MISMATCH, or what number entry gives.
    """
    dose = read_quantity(text, say("Dose"), kinds=_DOSE_KINDS)
    allowed = policy.library.drug(drug).dose_units if order is None else (order.unit,)
    if dose.unit not in allowed:
        name = policy.display_name(drug)
        wanted = join(say(" or "), (unit.symbol for unit in allowed))
        sentence = say(
            "Dose {dose} of {name} was not taken: use {wanted}.",
            dose=wording.as_typed(dose),
            name=name,
            wanted=wanted,
        )
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))
    return dose


def _not_a_reduction(
    name: str, to: Quantity, wanted: Quantity, infusion: Infusion, state: State
) -> tuple[Finding, ...]:
    if wanted < infusion.pump_rate:
        return ()
    present = wording.shown(state.stated(state.dose(infusion), to.unit), [to])
    sentence = say(
        "{to} is not below the running {present} of {name}.",
        to=wording.shown(to),
        present=present,
        name=name,
    )
    return (finding(Code.NOT_A_REDUCTION, sentence),)


def _against_size(name: str, to: Quantity, wanted: Quantity, bounds: StepBounds) -> list[Finding]:
    found = []
    floor = bounds.stage.floor
    if floor is not None and wanted < floor:
        sentence = say(
            "{to} of {name} is below the floor of this stage.", to=wording.shown(to), name=name
        )
        found.append(finding(Code.OUT_OF_WEAN_ORDER, sentence))
    if bounds.present - wanted > bounds.reach:
        sentence = say(
            "{name} to {to} is a larger reduction than the order and "
            "the protocol allow in one step.",
            name=name,
            to=wording.shown(to),
        )
        found.append(finding(Code.STEP_TOO_LARGE, sentence))
    return found


def findings_against_resume(
    state: State, policy: Policy, now: datetime, *, informed: bool, artefact: bool
) -> tuple[Finding, ...]:
    """Return what keeps a hold from ending (R9, rulings 13 and 14)."""
    if state.hold is None:
        return (finding(Code.WRONG_PHASE, say("There is no hold to resume from.")),)
    found = (
        *(_suspension(state, policy, now) or findings_against_policy(policy)),
        *findings_against_clock(state),
        *findings_against_assessment(state, policy, now),
    )
    if artefact and is_artefact(state, policy, now):
        return found
    prescriber = () if informed else _prescriber(state.hold, state, policy)
    return (*found, *_too_short(state, policy, now), *prescriber)


def _too_short(state: State, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    target = state.target_mmhg(now, policy.protocol)
    bad = [one.at for one in state.assessments if one.is_bad(target)]
    needed = policy.protocol.parameters.hold
    passed = state.surely_passed(bad[-1], now) if bad else needed
    if passed >= needed:
        return ()
    sentence = say(
        "The last bad assessment was {passed} ago; a hold lasts {needed} from it.",
        passed=wording.minutes_text(passed),
        needed=wording.minutes_text(needed),
    )
    return (finding(Code.HOLD_TOO_SHORT, sentence),)


def _prescriber(hold: HoldRun, state: State, policy: Policy) -> tuple[Finding, ...]:
    parameters = policy.protocol.parameters
    within = [
        at
        for at in state.counted_holds
        if state.surely_passed(at, hold.began_at) <= parameters.hold_window
    ]
    if not hold.is_counted or len(within) < parameters.holds_before_prescriber:
        return ()
    sentence = say(
        "This is hold {count} within {window}: the prescriber must be informed.",
        count=len(within),
        window=wording.hours_text(parameters.hold_window),
    )
    return (finding(Code.PRESCRIBER_NEEDED, sentence),)


def is_artefact(state: State, policy: Policy, now: datetime) -> bool:
    """Return whether the low reading of this hold may be coded as an artefact (ruling 14)."""
    hold = state.hold
    if hold is None or hold.cause is not HoldCause.ASSESSMENT:
        return False
    target = state.target_mmhg(now, policy.protocol)
    first, *others = state.assessments[hold.first_assessment :]
    started_low_only = first.is_low(target) and not first.worse
    no_other_bad = not any(one.is_bad(target) for one in others)
    return started_low_only and no_other_bad and _repeated_well(first, others, state, policy, now)


def _repeated_well(
    first: Assessment, others: Sequence[Assessment], state: State, policy: Policy, now: datetime
) -> bool:
    target = state.target_mmhg(now, policy.protocol)
    return any(
        one.is_good(target, policy.protocol.parameters) and one.at - first.at <= _ARTEFACT_WITHIN
        for one in others
    )
