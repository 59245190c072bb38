"""Why: the card behind each advice. Inputs with time, rule, formula, source, dissent, approval."""

from datetime import datetime, tzinfo

from titrator.core import wording
from titrator.core.advice import Advice
from titrator.core.calculator import dose_at
from titrator.core.escalation import escalation
from titrator.core.policy import Policy
from titrator.core.rule_book import rule_text
from titrator.core.state import State
from titrator.core.units import UnitKind
from titrator.session.drug_rows import chain, running_text
from titrator.session.log_words import perfusion_text
from titrator.session.screen import WhyCard


def why_card(
    advised: Advice, state: State, policy: Policy, now: datetime, zone: tzinfo | None
) -> WhyCard:
    """Return why `advised` is what is next."""
    return WhyCard(
        title=advised.text,
        rule=advised.rule,
        text=rule_text(advised.rule),
        inputs=_inputs(state, policy, now, zone),
        missing=tuple(one.text for one in advised.missing),
        worked=_worked(advised, state, policy),
        source="Source article, Vasopressor Management (educational, pending human review)",
        evidence=tuple(
            f"{one.source}: {one.finding} Favours {one.favours} ({one.strength})."
            for one in policy.protocol.evidence
        ),
        protocol=protocol_text(policy),
        for_prescriber=escalation(state, policy, now),
    )


def protocol_text(policy: Policy) -> str:
    """Return the protocol in force with its version and approval."""
    protocol = policy.protocol
    approved = ", ".join(protocol.approved_by) or "not approved by a hospital"
    return f"{protocol.title}, version {protocol.version}, {approved}"


def _inputs(state: State, policy: Policy, now: datetime, zone: tzinfo | None) -> tuple[str, ...]:
    texts = []
    last = state.last_assessment
    if last is None:
        texts.append("MAP: not known")
    else:
        age = wording.minutes_text(now - last.at)
        texts.append(
            f"MAP {wording.shown_number(last.map_mmhg)} mmHg, {last.source.replace('_', ' ')}, "
            f"{wording.clock_text(last.at.astimezone(zone))} ({age} ago); {perfusion_text(last)}"
        )
    target = state.target_mmhg(now, policy.protocol)
    texts.append(f"MAP target {wording.shown_number(target)} mmHg or more")
    if state.weight is not None and state.weight_at is not None:
        at = wording.clock_text(state.weight_at.astimezone(zone))
        texts.append(f"Weight {wording.as_typed(state.weight)}, {state.weight_kind}, {at}")
    texts += [f"{one.drug} {running_text(one, state, policy)}" for one in state.running]
    texts += [
        f"Order {one.drug}: increment {wording.as_typed(one.increment)} every "
        f"{wording.minutes_text(one.interval)}, maximum {wording.as_typed(one.maximum)} "
        f"({one.prescriber})"
        for one in state.orders.values()
        if one.is_in_force(now)
    ]
    if state.last_change_at is not None:
        ago = wording.minutes_text(now - state.last_change_at)
        texts.append(f"Last change {ago} ago")
    return tuple(texts)


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
    lines.append(f"running now: {now_runs}")
    return tuple(lines)
