"""Why: the card behind each advice. Inputs with time, rule, formula, source, dissent, approval."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from titrator.core import wording
from titrator.core.advice import Advice, advice
from titrator.core.assessment import Answer, spoken
from titrator.core.calculator import dose_at
from titrator.core.escalation import escalation
from titrator.core.language import say, say_code, say_written
from titrator.core.phase import Phase, findings_against_clock, phase_of
from titrator.core.policy import Policy
from titrator.core.rule_book import rule_text
from titrator.core.state import Infusion, State
from titrator.core.times import reassess_due_at, step_interval, step_opens_at
from titrator.core.units import UnitKind
from titrator.core.wean import current_stage
from titrator.session.drug_rows import chain, running_text
from titrator.session.log_words import perfusion_text
from titrator.session.screen import Blocked, WhyCard

_ARTICLE = say("Source article, Vasopressor Management (educational, pending human review)")


def why_card(state: State, policy: Policy, now: datetime, zone: tzinfo | None) -> WhyCard:
    """Return why what is advised at `now` is next."""
    advised = advice(state, policy, now)
    return WhyCard(
        title=advised.text,
        rule=advised.rule,
        text=rule_text(advised.rule),
        inputs=_inputs(state, policy, now, zone),
        missing=_missing(_texts(advised), state, policy, now),
        worked=(*_worked(advised, state, policy), *_clocks(state, policy, zone)),
        source=_ARTICLE,
        evidence=_evidence(policy),
        protocol=protocol_text(policy),
        for_prescriber=escalation(state, policy, now),
        can_decline=phase_of(state, policy, now) is Phase.WEANING,
    )


def missing_lines(state: State, policy: Policy, now: datetime) -> tuple[str, ...]:
    """Return what stands in the way of the next step, what is too old, and what was not assessed."""
    return _missing(_texts(advice(state, policy, now)), state, policy, now)


def _texts(advised: Advice) -> list[str]:
    return [one.text for one in advised.missing]


def refusal_card(
    blocked: Sequence[Blocked], state: State, policy: Policy, now: datetime, zone: tzinfo | None
) -> WhyCard:
    """Return why something was refused: all that stood in its way, and what can be done now."""
    rules = tuple(dict.fromkeys(one.rule for one in blocked))
    return WhyCard(
        title=say("Not done. ") + " ".join(one.what for one in blocked),
        rule=", ".join(rules),
        text=" ".join(text for text in map(rule_text, rules) if text),
        inputs=_inputs(state, policy, now, zone),
        missing=_missing([], state, policy, now),
        worked=_clocks(state, policy, zone),
        source="; ".join(dict.fromkeys(one.source for one in blocked)),
        evidence=_evidence(policy),
        protocol=protocol_text(policy),
        for_prescriber=escalation(state, policy, now),
        can_do=tuple(dict.fromkeys(one.can_do for one in blocked)),
        can_decline=phase_of(state, policy, now) is Phase.WEANING,
    )


def _evidence(policy: Policy) -> tuple[str, ...]:
    return tuple(
        say(
            "{source}: {finding} Favours {favours} ({strength}).",
            source=one.source,
            finding=say_written(one.finding),
            favours=say_written(one.favours),
            strength=say_written(one.strength),
        )
        for one in policy.protocol.evidence
    )


def _missing(said: Sequence[str], state: State, policy: Policy, now: datetime) -> tuple[str, ...]:
    """Return what stands in the way, what is too old, and what was not assessed."""
    found = [*said, *(one.text for one in findings_against_clock(state))]
    last = state.last_assessment
    if last is None:
        found += [] if said else [say("No MAP yet: steps locked.")]
    else:
        oldest = policy.protocol.parameters.assessment_max_age
        if now - last.at > oldest:
            age = wording.minutes_text(now - last.at)
            most = wording.minutes_text(oldest)
            found.append(
                say(
                    "MAP and perfusion are {age} old; a reduction needs {most} at most.",
                    age=age,
                    most=most,
                )
            )
        left_out = [
            name
            for name, answer in last.perfusion.items()
            if answer is Answer.NOT_ASSESSED and not any(spoken((name,)) in text for text in said)
        ]
        if left_out:
            found.append(say("Not assessed: {left_out}.", left_out=spoken(tuple(left_out))))
    return tuple(dict.fromkeys(found))


def _clocks(state: State, policy: Policy, zone: tzinfo | None) -> tuple[str, ...]:
    """Return the two clocks as sums: when the step opens, and when to reassess."""
    lines = []
    stage, opens = current_stage(state, policy), step_opens_at(state, policy)
    if state.step_clock_at is not None and stage is not None and opens is not None:
        began = _time(state.step_clock_at, zone)
        interval = wording.minutes_text(step_interval(stage, state))
        unsure = state.unsure_since(state.step_clock_at)
        more = (
            say(" + {unsure} that no clock counted", unsure=wording.minutes_text(unsure))
            if unsure
            else ""
        )
        lines.append(
            say(
                "step: last change {began} + {interval}{more} = {opens}",
                began=began,
                interval=interval,
                more=more,
                opens=_time(opens, zone),
            )
        )
    due = reassess_due_at(state, policy)
    if due is not None:
        lines.append(say("reassess: next mark {due}", due=_time(due, zone)))
    return tuple(lines)


def _time(at: datetime, zone: tzinfo | None) -> str:
    return wording.clock_text(at.astimezone(zone))


def protocol_text(policy: Policy) -> str:
    """Return the protocol in force with its version and approval."""
    protocol = policy.protocol
    approved = ", ".join(protocol.approved_by) or say("not approved by a hospital")
    return say(
        "{title}, version {version}, {approved}",
        title=say_written(protocol.title),
        version=protocol.version,
        approved=approved,
    )


def _inputs(state: State, policy: Policy, now: datetime, zone: tzinfo | None) -> tuple[str, ...]:
    texts = []
    last = state.last_assessment
    if last is None:
        texts.append(say("MAP: not known"))
    else:
        age = wording.minutes_text(now - last.at)
        texts.append(
            say(
                "MAP {map_mmhg} mmHg, {source}, {zone} ({age} ago); {last}",
                map_mmhg=wording.shown_number(last.map_mmhg),
                source=say_code(last.source),
                zone=wording.clock_text(last.at.astimezone(zone)),
                age=age,
                last=perfusion_text(last),
            )
        )
    target = state.target_mmhg(now, policy.protocol)
    texts.append(say("MAP target {target} mmHg or more", target=wording.shown_number(target)))
    if state.weight is not None and state.weight_at is not None:
        at = wording.clock_text(state.weight_at.astimezone(zone))
        texts.append(
            say(
                "Weight {weight}, {weight_kind}, {at}",
                weight=wording.as_typed(state.weight),
                weight_kind=say_code(state.weight_kind),
                at=at,
            )
        )
    texts += [_pump(one, state, policy, zone) for one in state.running]
    texts += [
        say(
            "Order {drug}: increment {increment} every "
            "{interval}, maximum {maximum} "
            "({prescriber}, recorded {recorded_at})",
            drug=one.drug,
            increment=wording.as_typed(one.increment),
            interval=wording.minutes_text(one.interval),
            maximum=wording.as_typed(one.maximum),
            prescriber=one.prescriber,
            recorded_at=_time(one.recorded_at, zone),
        )
        for one in state.orders.values()
        if one.is_in_force(now)
    ]
    if state.last_change_at is not None:
        ago = wording.minutes_text(now - state.last_change_at)
        texts.append(say("Last change {ago} ago", ago=ago))
    return tuple(texts)


def _pump(infusion: Infusion, state: State, policy: Policy, zone: tzinfo | None) -> str:
    by = say(" by {read_by}", read_by=infusion.read_by) if infusion.read_by else ""
    running = running_text(infusion, state, policy)
    return say(
        "{drug} {running}, pump read {read_at}{by}",
        drug=infusion.drug,
        running=running,
        read_at=_time(infusion.read_at, zone),
        by=by,
    )


def _worked(advised: Advice, state: State, policy: Policy) -> tuple[str, ...]:
    """Return the advised rate worked back to the dose it really gives."""
    rate = advised.pump_rate
    infusion = state.infusions.get(advised.drug)
    if rate is None or infusion is None or not rate:
        return ()
    bag = infusion.bag
    dose = dose_at(rate, bag, state.weight)
    lines = [
        (
            f"{wording.as_typed(bag.amount)} \N{DIVISION SIGN} {wording.as_typed(bag.volume)} = "
            f"{wording.shown(bag.concentration)}"
        ),
        (
            f"{wording.as_typed(rate)} \N{MULTIPLICATION SIGN} {wording.shown(bag.concentration)} "
            f"\N{DIVISION SIGN} 60 min/h = {wording.shown(dose.per_minute)}"
        ),
    ]
    unit = policy.library.drug(infusion.drug).dose_units[0]
    stated = state.stated(dose, unit)
    if state.weight is not None and stated.unit.kind is UnitKind.DOSE_RATE_PER_KG:
        lines.append(
            f"{wording.shown(dose.per_minute)} \N{DIVISION SIGN} {wording.as_typed(state.weight)} "
            f"= {wording.shown(stated)}"
        )
    now_runs = " = ".join(chain(infusion, state, policy))
    lines.append(say("running now: {now_runs}", now_runs=now_runs))
    return tuple(lines)
