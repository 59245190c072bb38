"""What to do next at a bed, and why. Advice names one act; the nurse decides."""

from datetime import datetime
from enum import StrEnum
from typing import assert_never

import msgspec

from titrator.core import limits, wording
from titrator.core.assessment import Assessment, spoken
from titrator.core.calculator import dose_at
from titrator.core.findings import Code, Finding, codes, finding
from titrator.core.language import join, say
from titrator.core.limits import DoseRate
from titrator.core.other_bag import not_reachable, step_works
from titrator.core.permission import OFF, findings_against_resume
from titrator.core.phase import (
    Phase,
    findings_above,
    findings_against_assessment,
    findings_against_clock,
    findings_against_order,
    findings_against_policy,
    findings_against_start,
    phase_of,
)
from titrator.core.policy import Policy
from titrator.core.protocol import Ending, Stage
from titrator.core.state import Infusion, State
from titrator.core.steps import (
    drug_bounds,
    last_tolerated_rate,
    rate_down,
    round_rate_down,
    step_bounds,
)
from titrator.core.times import is_after_first_marks, reassess_due_at, step_opens_at
from titrator.core.units import Quantity
from titrator.core.wean import current_stage, is_at_floor


class Action(StrEnum):
    """The one act that is advised; the names are fixed, other programs read them."""

    COMPLETE_SETUP = "complete_setup"
    START = "start"
    REASSESS = "reassess"
    REDUCE = "reduce"
    WAIT = "wait"
    HOLD = "hold"
    BACK_UP = "back_up"
    RESUME = "resume"
    CALL_PRESCRIBER = "call_prescriber"
    STOP_DRUG = "stop_drug"
    DONE = "done"


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """One act with its reason.

    Attributes:
        drug: the drug it concerns, empty where none.
        to: the dose, in the order's unit, ``off``, or empty.
        pump_rate: what the pump is to show, None where nothing is to be set.
        text: the sentence for people.
        rule: the rule it rests on.
        missing: findings that stand in the way of more.
    """

    action: Action
    text: str
    rule: str
    drug: str = ""
    to: str = ""
    pump_rate: Quantity | None = None
    missing: tuple[Finding, ...] = ()


def advice(state: State, policy: Policy, now: datetime) -> Advice:
    """Return what to do next at `now`; every phase has exactly one answer."""
    match phase_of(state, policy, now):
        case Phase.SETUP:
            missing = findings_against_start(state, policy, now) if state.is_open else ()
            text = say("Complete the set-up: what is missing is listed.")
            return Advice(
                action=Action.COMPLETE_SETUP, text=text, rule="R3-R5, R17", missing=missing
            )
        case Phase.READY:
            text = say("Everything is there: the wean may start.")
            return Advice(action=Action.START, text=text, rule="R3-R5, R17")
        case Phase.SUSPENDED:
            return _in_suspension(state, policy, now)
        case Phase.HOLDING:
            return _in_hold(state, policy, now)
        case Phase.COMPLETE:
            return _when_complete(state, policy, now)
        case Phase.WEANING:
            return _in_weaning(state, policy, now)
        case phase:
            assert_never(phase)


def _reassess(text: str, missing: tuple[Finding, ...] = ()) -> Advice:
    return Advice(action=Action.REASSESS, text=text, rule="R8", missing=missing)


def is_reassess_due(state: State, policy: Policy, now: datetime) -> bool:
    """Return whether the mark has come; the moment itself is due (ruling 15)."""
    due = reassess_due_at(state, policy)
    return due is not None and now >= due


def _in_suspension(state: State, policy: Policy, now: datetime) -> Advice:
    above = findings_above(state, policy, now)
    if above:
        text = say(
            "{above} Call the prescriber; guidance stops until this is resolved.",
            above=above[0].text,
        )
        return Advice(action=Action.CALL_PRESCRIBER, text=text, rule=above[0].rule, missing=above)
    clock = findings_against_clock(state)
    refused = findings_against_policy(policy)
    if refused and not clock and not is_reassess_due(state, policy, now):
        text = join(" ", (refused[0].text, refused[0].next_action))
        return Advice(action=Action.WAIT, text=text, rule=refused[0].rule, missing=refused)
    why = clock[0].text if clock else say("A reassessment is overdue.")
    return _reassess(say("{why} Keep the dose and reassess now.", why=why), clock)


def _when_complete(state: State, policy: Policy, now: datetime) -> Advice:
    is_due = is_reassess_due(state, policy, now) or state.clock_doubt is not None
    if not is_after_first_marks(state, policy) and is_due:
        return _reassess(say("Reassess: the last drug was stopped not long ago."))
    text = say("All drugs of the protocol are off. Keep watching MAP, perfusion and urine output.")
    return Advice(action=Action.DONE, text=text, rule="R8")


def _in_weaning(state: State, policy: Policy, now: datetime) -> Advice:
    against = findings_against_assessment(state, policy, now)
    if Code.MAP_IMPLAUSIBLE in codes(against):
        return _reassess(say("Read the MAP again and type it a second time."), against)
    if is_reassess_due(state, policy, now):
        return _reassess(say("Reassess now: MAP and perfusion."))
    opens = step_opens_at(state, policy)
    if opens is not None and now < opens:
        text = say("Keep the dose. The next step is not open yet.")
        return Advice(action=Action.WAIT, text=text, rule="R7")
    if against:
        return _reassess(say("The step is open. Reassess first: a fresh MAP is needed."), against)
    return next_step(state, policy, now)


def next_step(state: State, policy: Policy, now: datetime) -> Advice:
    """Return the next reduction or stop in wean order, whatever the clocks say."""
    stage = current_stage(state, policy)
    if stage is None:
        return Advice(action=Action.DONE, text=say("Nothing is left to reduce."), rule="R2")
    infusion = state.infusions[stage.drug]
    against = findings_against_order(stage.drug, state, policy, now)
    if against:
        text = say("{against} Keep the dose and call the prescriber.", against=against[0].text)
        return _call(text, against, "order", infusion)
    if stage.ending is Ending.OFF and is_at_floor(infusion, state, policy):
        text = say(
            "Stop {drug}: it is at the lowest dose of the protocol.",
            drug=policy.display_name(stage.drug),
        )
        rule = stage.rules[0] if stage.rules else "R2"
        return Advice(
            action=Action.STOP_DRUG,
            text=text,
            rule=rule,
            drug=stage.drug,
            to=OFF,
            pump_rate=infusion.pump_rate.scaled(0),
        )
    return _reduce(infusion, stage, state, policy, now)


def _call(text: str, missing: tuple[Finding, ...], rule: str, infusion: Infusion) -> Advice:
    return Advice(
        action=Action.CALL_PRESCRIBER, text=text, rule=rule, drug=infusion.drug, missing=missing
    )


def _reduce(
    infusion: Infusion, stage: Stage, state: State, policy: Policy, now: datetime
) -> Advice:
    """Advise the round dose that the increment reaches, where the pump can go there (ruling 21)."""
    order = state.orders[infusion.drug]
    bounds = step_bounds(infusion, stage=stage, order=order, state=state, policy=policy)
    wanted = round_rate_down(bounds)
    rate = rate_down(wanted, bounds)
    if rate is None:
        works = step_works(None, stage, order, state, policy)
        what = say("the next lower dose")
        missing = not_reachable(what, infusion.bag, infusion, state, policy, now, works=works)
        text = join(" ", (missing.text, missing.next_action))
        return _call(text, (missing,), missing.rule, infusion)
    dose = state.stated(_dose_at(wanted, infusion.drug, state), order.unit)
    pump = wording.as_typed(rate)
    text = say(
        "Reduce {drug} to {dose}: set the pump to {pump}.",
        drug=policy.display_name(infusion.drug),
        dose=wording.as_typed(dose),
        pump=pump,
    )
    return Advice(
        action=Action.REDUCE,
        text=text,
        rule="R6",
        drug=infusion.drug,
        to=wording.exact(dose),
        pump_rate=rate,
    )


def _in_hold(state: State, policy: Policy, now: datetime) -> Advice:
    if must_back_up(state, policy, now):
        return _back_up(state, policy, now)
    if is_reassess_due(state, policy, now) or state.clock_doubt is not None:
        return _reassess(say("On hold. Reassess now: MAP and perfusion."))
    last = state.last_assessment
    seen_since = len(state.assessments) > state.seen_at_back_up
    target = state.target_mmhg(now, policy.protocol)
    just_backed_up = state.seen_at_back_up > 0 and not seen_since
    if last is not None and last.worse and not last.is_low(target):
        text = say(
            "Hold. Worse: {worse}. Check volume status, reassess in 2 to 5 minutes.",
            worse=spoken(last.worse),
        )
        return Advice(action=Action.HOLD, text=text, rule="R9")
    if just_backed_up or (last is not None and last.is_bad(target)):
        text = say(
            "Hold. Repeat MAP in 2 to 5 minutes (artefact, damped line), check volume status."
        )
        return Advice(action=Action.HOLD, text=text, rule="R9")
    missing = findings_against_resume(state, policy, now, informed=True, artefact=False)
    if missing:
        text = say("Keep the dose. The hold may not end yet.")
        return Advice(action=Action.WAIT, text=text, rule="R9", missing=missing)
    text = say("The hold may end: resume when you judge it right.")
    return Advice(action=Action.RESUME, text=text, rule="R9")


def must_back_up(state: State, policy: Policy, now: datetime) -> bool:
    """Return whether MAP stays low: a second low reading, or one below rescue (R9, ruling 10)."""
    target = state.target_mmhg(now, policy.protocol)
    run: list[Assessment] = []
    for one in state.assessments[state.seen_at_back_up :]:
        run = [*run, one] if one.is_low(target) else []
    if not run:
        return False
    parameters = policy.protocol.parameters
    if run[-1].map_mmhg < parameters.rescue_map_mmhg:
        return True
    return run[-1].at - run[0].at >= parameters.confirm_low_map


def _back_up(state: State, policy: Policy, now: datetime) -> Advice:
    drug = state.last_tolerated.drug if state.last_tolerated else ""
    rate = None
    if drug:
        bounds = drug_bounds(drug, state, policy, now)
        rate = last_tolerated_rate(drug, state, policy, bounds)
        # An order given since may not allow it any more: what would be refused is not advised.
        if rate is not None and not limits.is_within(_dose_at(rate, drug, state), bounds):
            rate = None
    if rate is None:
        sentence = say("There is no last tolerated dose within the limits to go back to.")
        missing = finding(Code.PRESCRIBER_NEEDED, sentence)
        text = say("MAP stays low and there is no dose to go back to. Call the prescriber now.")
        return Advice(action=Action.CALL_PRESCRIBER, text=text, rule="R9", missing=(missing,))
    text = say(
        "MAP stays low. Back up {drug} to the last tolerated dose: set the pump to {rate}.",
        drug=policy.display_name(drug),
        rate=wording.as_typed(rate),
    )
    last = state.last_assessment
    if last is not None and last.map_mmhg < policy.protocol.parameters.rescue_map_mmhg:
        text = say("{text} Call the prescriber.", text=text)
    order = state.orders.get(drug)
    unit = order.unit if order else policy.library.drug(drug).dose_units[0]
    dose = state.stated(_dose_at(rate, drug, state), unit)
    return Advice(
        action=Action.BACK_UP,
        text=text,
        rule="R9",
        drug=drug,
        to=wording.exact(dose),
        pump_rate=rate,
    )


def _dose_at(rate: Quantity, drug: str, state: State) -> DoseRate:
    return dose_at(rate, state.infusions[drug].bag, state.weight)
