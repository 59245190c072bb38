"""Which phase a bed is in, and what stands against what already runs (ruling 5)."""

from datetime import datetime, timedelta
from enum import StrEnum

from titrator.core import assessment, gate, limits
from titrator.core.findings import Code, Finding, finding
from titrator.core.language import join, say
from titrator.core.policy import Policy
from titrator.core.state import State
from titrator.core.steps import drug_bounds
from titrator.core.wean import is_all_off

_WITHOUT_POLICY = say("Keep the doses. Hold, back up and reassess work. Call pharmacy now.")


class Phase(StrEnum):
    """The phases of a bed; their names are fixed, other programs read them."""

    SETUP = "setup"
    READY = "ready"
    WEANING = "weaning"
    HOLDING = "holding"
    COMPLETE = "complete"
    SUSPENDED = "suspended"


def phase_of(state: State, policy: Policy, now: datetime) -> Phase:
    """Return the phase that shows at `now`."""
    if state.wean_started_at is None:
        return _before_the_wean(state, policy, now)
    if findings_above(state, policy, now):
        return Phase.SUSPENDED
    if state.hold is not None:
        return Phase.HOLDING
    if is_all_off(state, policy):
        return Phase.COMPLETE
    if state.is_overdue_suspended or state.is_clock_suspect or policy.standing.refusal:
        return Phase.SUSPENDED
    return Phase.WEANING


def _before_the_wean(state: State, policy: Policy, now: datetime) -> Phase:
    if state.hold is not None:
        return Phase.HOLDING
    return Phase.SETUP if findings_against_start(state, policy, now) else Phase.READY


def findings_above(state: State, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    """Return a finding for each hard limit that a running dose is above."""
    return tuple(
        one
        for infusion in state.running
        for one in limits.judge(
            policy.library.drug(infusion.drug),
            state.dose(infusion),
            drug_bounds(infusion.drug, state, policy, now),
        )
    )


def findings_against_assessment(state: State, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    """Return what the last assessment forbids, or that its MAP waits to be typed again."""
    if state.is_map_in_question:
        sentence = say("The MAP typed last is implausible and was not typed a second time.")
        return (finding(Code.MAP_IMPLAUSIBLE, sentence),)
    return assessment.findings_against(
        state.last_assessment,
        target=state.target_mmhg(now, policy.protocol),
        now=now,
        parameters=policy.protocol.parameters,
    )


def findings_against_order(
    drug: str, state: State, policy: Policy, now: datetime
) -> tuple[Finding, ...]:
    """Return why `drug` has no order that may be acted on, or nothing (ruling 23)."""
    name = policy.library.drug(drug).display_name
    order = state.orders.get(drug)
    if order is None:
        return (
            finding(
                Code.ORDER_INCOMPLETE, say("There is no complete order for {name}.", name=name)
            ),
        )
    if order.is_in_force(now):
        return ()
    ended = say("was discontinued") if order.is_discontinued else say("has expired")
    return (
        finding(
            Code.ORDER_NOT_IN_FORCE, say("The order for {name} {ended}.", name=name, ended=ended)
        ),
    )


def findings_against_clock(state: State) -> tuple[Finding, ...]:
    """Return that the clock went back and nothing has given it its trust back."""
    if not state.is_clock_suspect:
        return ()
    sentence = say("How much time has passed is not certain; a fresh assessment is needed.")
    return (finding(Code.CLOCK_NOT_TRUSTED, sentence),)


def findings_against_policy(policy: Policy) -> tuple[Finding, ...]:
    """Return that the hospital's own policy cannot be used, so that nothing may be guided by it."""
    why = policy.standing.refusal
    if not why:
        return ()
    sentence = say("The policy of this hospital cannot be used. {why}", why=why)
    return (finding(Code.SUSPENDED, sentence, next_action=_WITHOUT_POLICY),)


def findings_against_start(state: State, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    """Return everything missing before a wean may start (ruling 23)."""
    in_protocol = [one.drug for one in state.running if one.drug in policy.protocol.drugs]
    nothing_runs = finding(Code.NOT_RUNNING, say("No drug of the protocol is recorded as running."))
    return (
        *(() if in_protocol else (nothing_runs,)),
        *(one for drug in in_protocol for one in findings_against_order(drug, state, policy, now)),
        *findings_against_gate(state, policy, now),
        *findings_against_assessment(state, policy, now),
        *findings_above(state, policy, now),
        *findings_against_clock(state),
        *findings_against_policy(policy),
    )


def findings_against_gate(state: State, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    """Return why the start gate is closed at `now`: one finding, or nothing."""
    return gate.findings_of(faults_of_gate(state, policy, now))


def faults_of_gate(state: State, policy: Policy, now: datetime) -> tuple[str, ...]:
    """Return what keeps the gate closed, each in a few words; time only UTC saw makes nothing stable."""
    answered = state.gate
    return gate.faults(
        answered,
        protocol=policy.protocol,
        assessments=state.assessments,
        target=state.target_mmhg(now, policy.protocol),
        now=now,
        unsure=timedelta() if answered is None else state.unsure_since(answered.recorded_at),
    )


def standing_findings(state: State, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    """Return the warnings that stand at `now`, refusing nothing by themselves (ruling 27)."""
    soft = tuple(
        one
        for infusion in state.running
        for one in limits.judge(
            policy.library.drug(infusion.drug),
            state.dose(infusion),
            limits.soft_limits(policy.library.drug(infusion.drug)),
        )
    )
    return (
        *findings_above(state, policy, now),
        *soft,
        *_targets(state, now),
        *findings_against_clock(state),
        *findings_against_policy(policy),
        *_orders_after_start(state, policy, now),
    )


def _targets(state: State, now: datetime) -> tuple[Finding, ...]:
    targets = sorted(state.targets_in_force(now))
    if len(targets) < 2:
        return ()
    listed = join(say(" and "), (str(target) for target in targets))
    sentence = say(
        "The orders have different MAP targets ({listed} mmHg); the higher one is used.",
        listed=listed,
    )
    return (finding(Code.TARGETS_DIFFER, sentence),)


def _orders_after_start(state: State, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    if state.wean_started_at is None:
        return ()
    return tuple(
        one
        for infusion in state.running
        if infusion.drug in policy.protocol.drugs
        for one in findings_against_order(infusion.drug, state, policy, now)
    )
