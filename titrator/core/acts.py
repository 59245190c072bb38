"""Deciding on acts: start, step, back up, hold, resume, bag change, decline.

A step is permitted only when nothing speaks against it. Hold and back up are never locked out by
clocks, by an old MAP or by the log; only the ceilings and the order's maximum bound them.
"""

from titrator.core import commands as do
from titrator.core import events as ev
from titrator.core import limits, wording
from titrator.core.calculator import Bag, dose_at
from titrator.core.drug_library import Drug
from titrator.core.findings import Code, Finding, RefusedError, finding
from titrator.core.language import say
from titrator.core.other_bag import Works, every_bag_works, not_reachable, rise_works
from titrator.core.permission import (
    findings_against_resume,
    findings_against_step_now,
    is_artefact,
    read_dose,
    step_plan,
)
from titrator.core.phase import Phase, findings_against_start
from titrator.core.readings import read_bag
from titrator.core.situation import Acted, Situation, against_pump, wrong_phase
from titrator.core.state import Infusion, State
from titrator.core.steps import drug_bounds, last_tolerated_rate, rate_after_bag_change, rate_up
from titrator.core.units import Quantity
from titrator.core.wean import rate_of


def start_wean(typed: do.StartWean, bed: Situation) -> Acted:
    """Start to guide; everything missing is named at once (ruling 23)."""
    if bed.phase not in (Phase.SETUP, Phase.READY):
        raise wrong_phase(say("A wean was started already."))
    missing = findings_against_start(bed.state, bed.policy, bed.now)
    if missing:
        raise RefusedError(*missing)
    return Acted(events=(ev.WeanStarted(),))


def step(typed: do.Step, bed: Situation) -> Acted:
    """Record a reduction or a stop that the pump already shows (ruling 22)."""
    if bed.phase in (Phase.SETUP, Phase.READY, Phase.COMPLETE):
        raise wrong_phase(say("No wean runs at this bed; nothing can be reduced under it."))
    against, plan = step_plan(typed, bed.state, bed.policy, bed.now)
    found = [*findings_against_step_now(bed.state, bed.policy, bed.now), *against]
    if plan is not None:
        found += against_pump(
            typed.pump_shows, plan.pump_rate, bed.policy.display_name(plan.infusion.drug)
        )
    if found or plan is None:
        raise RefusedError(*_each_once(found))
    drug = plan.infusion.drug
    name = bed.policy.display_name(drug)
    before, after = (
        dose_at(rate, plan.infusion.bag, bed.state.weight)
        for rate in (plan.infusion.pump_rate, plan.pump_rate)
    )
    noticed = bed.large_change(name, before, after)
    if plan.to is None:
        return Acted(events=(ev.DrugStopped(drug=drug),), noticed=noticed)
    if plan.is_smaller:
        sentence = say(
            "The pump is coarse: {name} was reduced by less than the wanted step.", name=name
        )
        noticed = (*noticed, finding(Code.STEP_SMALLER_THAN_ORDERED, sentence))
    reduced = ev.DoseReduced(drug=drug, to=plan.to, pump_rate=plan.pump_rate)
    return Acted(events=(reduced,), noticed=noticed)


def _each_once(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple({one.code: one for one in reversed(found)}.values())[::-1]


def back_up(typed: do.BackUp, bed: Situation) -> Acted:
    """Go back up, to the last tolerated dose or to one named; a hold starts (R1, R9)."""
    if bed.phase is Phase.SETUP:
        raise wrong_phase(say("Record what runs and complete the set-up first."))
    drug = bed.policy.library.drug(typed.drug)
    infusion = recorded(drug, bed.state)
    bounds = drug_bounds(drug.name, bed.state, bed.policy, bed.now)
    tolerated = last_tolerated_rate(drug.name, bed.state, bed.policy, bounds)
    if typed.to is None:
        rate = _tolerated_within(drug, infusion, tolerated, bounds, bed)
    else:
        rate = _raised_to(typed.to, drug, infusion, tolerated, bounds, bed)
    found = against_pump(typed.pump_shows, rate, drug.display_name)
    if found:
        raise RefusedError(*found)
    raised = ev.DoseBackedUp(drug=drug.name, pump_rate=rate)
    return Acted(
        events=(raised, *_hold_unless_held(bed, ev.HoldCause.BACK_UP)),
        noticed=_noticed_going_up(drug, infusion, rate, tolerated, bed),
    )


def recorded(drug: Drug, state: State) -> Infusion:
    """Return what is recorded of `drug`, running or not.

    Raises:
        RefusedError: NOT_RUNNING where nothing is.
    """
    infusion = state.infusions.get(drug.name)
    if infusion is None:
        raise RefusedError(
            finding(Code.NOT_RUNNING, say("No bag of {drug} is recorded.", drug=drug.display_name))
        )
    return infusion


def _tolerated_within(
    drug: Drug,
    infusion: Infusion,
    tolerated: Quantity | None,
    bounds: tuple[limits.Limit, ...],
    bed: Situation,
) -> Quantity:
    if tolerated is None:
        sentence = say(
            "There is no last tolerated dose of {drug} above what runs.", drug=drug.display_name
        )
        next_action = say("Call the prescriber, and name the dose to go to.")
        raise RefusedError(finding(Code.PRESCRIBER_NEEDED, sentence, next_action=next_action))
    found = limits.judge(drug, dose_at(tolerated, infusion.bag, bed.state.weight), bounds)
    if found:
        raise RefusedError(*found)
    return tolerated


def _raised_to(
    to_text: str,
    drug: Drug,
    infusion: Infusion,
    tolerated: Quantity | None,
    bounds: tuple[limits.Limit, ...],
    bed: Situation,
) -> Quantity:
    to = read_dose(to_text, drug.name, bed.state.orders.get(drug.name), bed.policy)
    wanted = rate_of(to, infusion, bed.state)
    found = list(limits.judge(drug, dose_at(wanted, infusion.bag, bed.state.weight), bounds))
    rate: Quantity | None = wanted
    if wanted <= infusion.pump_rate:
        sentence = say(
            "{to} of {drug} is not above what runs.", to=wording.shown(to), drug=drug.display_name
        )
        found.append(finding(Code.OUT_OF_WEAN_ORDER, sentence))
    elif not found:
        rate = rate_up(wanted, infusion, bounds, bed.state, bed.policy)
        if rate is None:
            works = rise_works(to, bed.state, bed.policy, bed.now)
            found.append(_unreachable(wording.shown(to), infusion.bag, infusion, bed, works))
    if rate is not None:
        found += _raised_without_need(drug, infusion, rate, tolerated, bed)
    if found or rate is None:
        raise RefusedError(*found)
    return rate


def _unreachable(what: str, bag: Bag, infusion: Infusion, bed: Situation, works: Works) -> Finding:
    return not_reachable(what, bag, infusion, bed.state, bed.policy, bed.now, works=works)


def _raised_without_need(
    drug: Drug, infusion: Infusion, rate: Quantity, tolerated: Quantity | None, bed: Situation
) -> tuple[Finding, ...]:
    """R1: above the last tolerated dose only while MAP is below target (ruling 8)."""
    last = bed.state.last_assessment
    target = bed.state.target_mmhg(bed.now, bed.policy.protocol)
    is_above = rate > (infusion.pump_rate if tolerated is None else tolerated)
    if not is_above or last is None or last.is_low(target):
        return ()
    sentence = say(
        "{drug} would go above the last tolerated dose while MAP is "
        "{map_mmhg} mmHg, not below the target of "
        "{target} mmHg.",
        drug=drug.display_name,
        map_mmhg=wording.shown_number(last.map_mmhg),
        target=wording.shown_number(target),
    )
    if drug.name == "norepinephrine":
        return (finding(Code.NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN, sentence),)
    return (finding(Code.OUT_OF_WEAN_ORDER, sentence),)


def _noticed_going_up(
    drug: Drug, infusion: Infusion, rate: Quantity, tolerated: Quantity | None, bed: Situation
) -> tuple[Finding, ...]:
    order = bed.state.orders.get(drug.name)
    before, after = (
        dose_at(one, infusion.bag, bed.state.weight) for one in (infusion.pump_rate, rate)
    )
    noticed = bed.large_change(drug.display_name, before, after)
    rise = rate - infusion.pump_rate
    is_above = tolerated is None or rate > tolerated
    is_outside = order is None or rise > rate_of(order.increment, infusion, bed.state)
    if not (is_above and is_outside):
        return noticed
    sentence = say("{drug} went up by more than the ordered increment.", drug=drug.display_name)
    return (*noticed, finding(Code.OUTSIDE_ORDERED_INCREMENT, sentence))


def hold(typed: do.Hold, bed: Situation) -> Acted:
    """Hold; one that already runs goes on unchanged (ruling 12)."""
    if bed.phase is Phase.SETUP:
        raise wrong_phase(say("Nothing is being weaned yet, so there is nothing to hold."))
    return Acted(events=_hold_unless_held(bed, ev.HoldCause.NURSE, typed.reason or ""))


def _hold_unless_held(
    bed: Situation, cause: ev.HoldCause, reason: str = ""
) -> tuple[ev.HoldStarted, ...]:
    if bed.state.hold is not None:
        return ()
    return (ev.HoldStarted(cause=cause, is_counted=False, reason=reason),)


def resume(typed: do.Resume, bed: Situation) -> Acted:
    """End a hold when everything it needs is there (rulings 13, 14)."""
    informed, artefact = bool(typed.prescriber_informed), bool(typed.artefact)
    found = findings_against_resume(
        bed.state, bed.policy, bed.now, informed=informed, artefact=artefact
    )
    if found:
        raise RefusedError(*found)
    is_coded = artefact and is_artefact(bed.state, bed.policy, bed.now)
    return Acted(events=(ev.HoldResumed(is_artefact=is_coded, prescriber_informed=informed),))


def change_bag(typed: do.ChangeBag, bed: Situation) -> Acted:
    """Hang another bag: label typed, a second person where the strength differs (ruling 36)."""
    drug = bed.policy.library.drug(typed.drug)
    infusion = recorded(drug, bed.state)
    bag = read_bag(drug, amount=typed.amount, volume=typed.volume)
    found = list(_against_second_check(typed, drug, infusion, bag, bed.stamp.by))
    bounds = drug_bounds(drug.name, bed.state, bed.policy, bed.now)
    rate = rate_after_bag_change(infusion, bag, bounds, bed.state, bed.policy)
    if rate is None:
        found.append(_unreachable(say("the running dose"), bag, infusion, bed, every_bag_works))
    else:
        found += against_pump(typed.pump_shows, rate, drug.display_name)
    if found or rate is None:
        raise RefusedError(*found)
    second_by = typed.second_check.by if typed.second_check else None
    changed = ev.BagChanged(drug=drug.name, bag=bag, pump_rate=rate, second_by=second_by or "")
    before, after = bed.state.dose(infusion), dose_at(rate, bag, bed.state.weight)
    return Acted(events=(changed,), noticed=bed.large_change(drug.display_name, before, after))


_SOMEBODY_ELSE = say("Somebody else reads the label, types it and gives their own initials.")


def _against_second_check(
    typed: do.ChangeBag, drug: Drug, infusion: Infusion, bag: Bag, by: str
) -> tuple[Finding, ...]:
    if bag.concentration == infusion.bag.concentration:
        return ()
    check = typed.second_check
    if check is None or not _is_second_person(check.by, by):
        if check is not None and (check.by or "").strip():
            sentence = say(
                "The label of {drug} was typed twice with the same initials, {by}.",
                drug=drug.display_name,
                by=by.strip(),
            )
            return (finding(Code.SECOND_CHECK_NEEDED, sentence, next_action=_SOMEBODY_ELSE),)
        sentence = say(
            "The new bag of {drug} has another strength: a second person must type its "
            "label as well.",
            drug=drug.display_name,
        )
        return (finding(Code.SECOND_CHECK_NEEDED, sentence),)
    try:
        second = read_bag(drug, amount=check.amount, volume=check.volume)
    except RefusedError:
        second = None
    if second == bag:
        return ()
    sentence = say("The two readings of the label of {drug} differ.", drug=drug.display_name)
    return (finding(Code.SECOND_CHECK_MISMATCH, sentence),)


def _is_second_person(second: str | None, first: str) -> bool:
    """Return whether `second` are initials of somebody else; blanks and case make nobody else."""
    initials = (second or "").strip().casefold()
    return initials not in ("", first.strip().casefold())


def decline(typed: do.Decline, bed: Situation) -> Acted:
    """Record that advice was not followed; the step becomes due one interval later."""
    if bed.phase is not Phase.WEANING:
        raise wrong_phase(say("There is no advice to decline now."))
    declined = ev.AdviceDeclined(reason=typed.reason or "", comment=typed.comment or "")
    return Acted(events=(declined,))
