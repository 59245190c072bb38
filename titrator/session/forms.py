"""What the forms of acts say: doses to choose from, conditions, what the pump must show. Pure."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from titrator.core import wording
from titrator.core.acts import recorded
from titrator.core.advice import Action, next_step
from titrator.core.calculator import Bag, dose_at, pump_rate_for
from titrator.core.findings import Code, Finding, RefusedError, codes
from titrator.core.language import drug_name, say
from titrator.core.limits import is_within
from titrator.core.other_bag import every_bag_works, not_reachable
from titrator.core.permission import OFF, findings_against_step_now
from titrator.core.phase import Phase, findings_against_order, phase_of
from titrator.core.policy import Policy
from titrator.core.readings import read_bag
from titrator.core.state import Infusion, State
from titrator.core.steps import (
    StepBounds,
    drug_bounds,
    last_tolerated_rate,
    rate_after_bag_change,
    rate_down,
    round_rate_down,
    step_bounds,
)
from titrator.core.units import Quantity, Unit
from titrator.core.wean import current_stage, rate_of
from titrator.session.drug_rows import running_text
from titrator.session.screen import (
    BackUpChoice,
    BackUpForm,
    BagChoice,
    BagPreview,
    Blocked,
    Check,
    DoseOption,
    ReduceForm,
)

_MOST_OPTIONS = 3
_LEAST_WORTH = Fraction(1, 4)


def blocked(findings: Iterable[Finding]) -> tuple[Blocked, ...]:
    """Return refusals in their four parts."""
    return tuple(
        Blocked(
            code=one.code.value,
            what=one.text,
            rule=one.rule,
            source=one.source,
            can_do=one.next_action,
        )
        for one in findings
    )


def reduce_form(state: State, policy: Policy, now: datetime) -> ReduceForm:
    """Return the reductions that can be chosen now, the advised one first."""
    stage = current_stage(state, policy)
    against = findings_against_step_now(state, policy, now)
    if stage is None:
        return ReduceForm(
            drug="", name="", running="", options=(), checks=(), blocked=blocked(against)
        )
    infusion = state.infusions[stage.drug]
    against = (*against, *findings_against_order(stage.drug, state, policy, now))
    advised = next_step(state, policy, now)
    if advised.action is Action.CALL_PRESCRIBER:
        against = (*against, *(one for one in advised.missing if one not in against))
    return ReduceForm(
        drug=stage.drug,
        name=drug_name(policy.library.drug(stage.drug).display_name),
        running=running_text(infusion, state, policy),
        options=_options(infusion, state, policy, advised.action),
        checks=_checks(against, state),
        blocked=blocked(against),
        assess_first=_assess_first(against, phase_of(state, policy, now)),
    )


def _assess_first(against: tuple[Finding, ...], phase: Phase) -> str:
    """Return why to assess first, where an assessment may mend all that stands against a step."""
    is_weaning = phase in {Phase.WEANING, Phase.SUSPENDED}
    if not is_weaning or not against or not codes(against) <= _MENDED_BY_ASSESSING:
        return ""
    return say("{why} Reassess first, then reduce.", why=against[0].text)


def _options(
    infusion: Infusion, state: State, policy: Policy, action: Action
) -> tuple[DoseOption, ...]:
    if action is Action.STOP_DRUG:
        nothing = wording.as_typed(infusion.pump_rate.scaled(0))
        stop = DoseOption(
            to=OFF, dose=say("off"), note=say("stop"), pump_rate=nothing, pump_rate_number="0"
        )
        return (stop,)
    stage = current_stage(state, policy)
    order = state.orders.get(infusion.drug)
    if stage is None or order is None:
        return ()
    bounds = step_bounds(infusion, stage=stage, order=order, state=state, policy=policy)
    found: dict[Quantity, DoseOption] = {}
    for to in _doses_to_offer(bounds, infusion, order.unit, state):
        rate = rate_down(rate_of(to, infusion, state), bounds)
        if rate is not None and rate not in found:
            found[rate] = _option(to, rate, infusion, state)
    return tuple(found.values())[:_MOST_OPTIONS]


def _doses_to_offer(
    bounds: StepBounds, infusion: Infusion, unit: Unit, state: State
) -> list[Quantity]:
    """Return the advised round dose, then smaller reductions: round ones, else half a step."""
    lowest = round_rate_down(bounds)
    rates = [lowest]
    least = bounds.grain.scaled(_LEAST_WORTH)
    while len(rates) < _MOST_OPTIONS and rates[-1] + bounds.grain + least < bounds.present:
        rates.append(rates[-1] + bounds.grain)
    doses = [_dose(rate, infusion, unit, state) for rate in rates]
    if len(doses) == 1:
        half = _dose((lowest + bounds.present).scaled(Fraction(1, 2)), infusion, unit, state)
        doses.append(Quantity(Fraction(wording.plain_number(half.magnitude)), unit))
    return doses


def _dose(rate: Quantity, infusion: Infusion, unit: Unit, state: State) -> Quantity:
    return state.stated(dose_at(rate, infusion.bag, state.weight), unit)


def _option(to: Quantity, rate: Quantity, infusion: Infusion, state: State) -> DoseOption:
    achieved = _dose(rate, infusion, to.unit, state)
    step = _dose(infusion.pump_rate, infusion, to.unit, state) - achieved
    return DoseOption(
        to=wording.exact(to),
        dose=wording.shown(to),
        note=say(
            "really {achieved}, a step of {step}",
            achieved=wording.shown(achieved),
            step=wording.shown(step),
        ),
        pump_rate=wording.as_typed(rate),
        pump_rate_number=wording.exact_number(rate.magnitude),
    )


def _checks(against: tuple[Finding, ...], state: State) -> tuple[Check, ...]:
    """Return every condition of a step in words, met or not."""
    found = codes(against)
    last = state.last_assessment
    mmhg = (
        say("MAP {map_mmhg} mmHg", map_mmhg=wording.shown_number(last.map_mmhg))
        if last
        else say("MAP")
    )
    rows = (
        (say("{mmhg}, on target", mmhg=mmhg), {Code.MAP_BELOW_TARGET, Code.MAP_IMPLAUSIBLE}),
        (say("assessment fresh, arterial line"), _FRESH),
        (say("perfusion not worse"), {Code.PERFUSION_WORSE, Code.PERFUSION_NOT_ASSESSED}),
        (say("interval since the last change"), {Code.STEP_TOO_EARLY}),
        (say("order and limits"), _ORDER),
        (say("not on hold"), {Code.ON_HOLD, Code.SUSPENDED, Code.CLOCK_NOT_TRUSTED}),
    )
    missing = last is None
    return tuple(
        Check(text=text, is_met=not (found & codes_) and not (missing and index < _FROM_MAP))
        for index, (text, codes_) in enumerate(rows)
    )


_FROM_MAP = 3
_MENDED_BY_ASSESSING = {
    Code.ASSESSMENT_MISSING,
    Code.ASSESSMENT_STALE,
    Code.CLOCK_NOT_TRUSTED,
    Code.MAP_IMPLAUSIBLE,
    Code.MAP_SOURCE_NOT_ALLOWED,
    Code.PERFUSION_NOT_ASSESSED,
    Code.SUSPENDED,
}
_FRESH = {Code.ASSESSMENT_MISSING, Code.ASSESSMENT_STALE, Code.MAP_SOURCE_NOT_ALLOWED}
_ORDER = {
    Code.ORDER_INCOMPLETE,
    Code.ORDER_NOT_IN_FORCE,
    Code.ABOVE_HARD_CAP,
    Code.ABOVE_LIBRARY_LIMIT,
    Code.ABOVE_ORDER_MAXIMUM,
    Code.NOT_REACHABLE_ON_PUMP,
}


def back_up_form(state: State, policy: Policy, now: datetime) -> BackUpForm:
    """Return where each drug can go back to, the drug changed last first."""
    last = state.last_tolerated.drug if state.last_tolerated else ""
    infusions = sorted(state.infusions.values(), key=lambda one: one.drug != last)
    return BackUpForm(choices=tuple(_back_up(one, state, policy, now) for one in infusions))


def _back_up(infusion: Infusion, state: State, policy: Policy, now: datetime) -> BackUpChoice:
    drug = policy.library.drug(infusion.drug)
    order = state.orders.get(drug.name)
    unit = order.unit if order is not None else drug.dose_units[0]
    bounds = drug_bounds(drug.name, state, policy, now)
    rate = last_tolerated_rate(drug.name, state, policy, bounds)
    option = None
    if rate is not None and is_within(dose_at(rate, infusion.bag, state.weight), bounds):
        option = DoseOption(
            to="",
            dose=wording.shown(_dose(rate, infusion, unit, state)),
            note=say("last tolerated dose"),
            pump_rate=wording.as_typed(rate),
            pump_rate_number=wording.exact_number(rate.magnitude),
        )
    return BackUpChoice(
        drug=drug.name,
        name=drug_name(drug.display_name),
        running=running_text(infusion, state, policy),
        option=option,
        units=unit.symbol,
    )


def bag_choices(state: State, policy: Policy) -> tuple[BagChoice, ...]:
    """Return the recorded drugs; any of them may get a new bag."""
    return tuple(
        BagChoice(
            drug=one.drug,
            name=drug_name(policy.library.drug(one.drug).display_name),
            running=running_text(one, state, policy),
            amount_unit=one.bag.amount.unit.symbol,
        )
        for one in state.infusions.values()
    )


def bag_preview(
    state: State, policy: Policy, now: datetime, *, drug: str, amount: str, volume: str
) -> BagPreview:
    """Return what a newly typed label means, or why it was not taken."""
    try:
        of_drug = policy.library.drug(drug)
        infusion = recorded(of_drug, state)
        bag = read_bag(of_drug, amount=amount, volume=volume)
        bounds = drug_bounds(drug, state, policy, now)
        rate = rate_after_bag_change(infusion, bag, bounds, state, policy)
    except RefusedError as refused:
        return _refused_bag(*refused.findings)
    if rate is None:
        what = say("the running dose")
        return _refused_bag(
            not_reachable(what, bag, infusion, state, policy, now, works=every_bag_works)
        )
    is_new = bag.concentration != infusion.bag.concentration
    return BagPreview(
        text=_bag_sentence(infusion, bag, state)
        if is_new
        else say("Same strength as the bag before."),
        pump_must_show=wording.as_typed(rate),
        needs_second_person=is_new,
        refused=(),
    )


def _refused_bag(*findings: Finding) -> BagPreview:
    return BagPreview(
        text="", pump_must_show="", needs_second_person=False, refused=blocked(findings)
    )


def _bag_sentence(infusion: Infusion, bag: Bag, state: State) -> str:
    old, new = infusion.bag.concentration, bag.concentration
    ratio = wording.shown_number(new.ratio(old))
    exact = wording.shown(pump_rate_for(state.dose(infusion), bag))
    return say(
        "{old} before, {new} now: {ratio} times as strong. The same dose is {exact} exactly.",
        old=wording.shown(old),
        new=wording.shown(new),
        ratio=ratio,
        exact=exact,
    )
