"""Deciding on what is recorded: bed, infusions, orders, assessments, gate, weight.

Recording is never refused for being unsafe: what runs, runs, and is shown with its finding. It is
refused only when it cannot be read.
"""

from titrator.core import commands as do
from titrator.core import events as ev
from titrator.core.assessment import (
    Assessment,
    is_same_number,
    must_be_typed_again,
    read_assessment,
)
from titrator.core.calculator import Bag, dose_at
from titrator.core.drug_library import Drug
from titrator.core.findings import Code, RefusedError, finding, require_all
from titrator.core.gate import read_gate
from titrator.core.language import say
from titrator.core.order import Order, read_order
from titrator.core.phase import findings_against_policy
from titrator.core.readings import is_given, read_bag, read_pump_rate, read_weight
from titrator.core.situation import Acted, Situation
from titrator.core.units import Quantity


def open_episode(typed: do.OpenEpisode, bed: Situation) -> Acted:
    """Open a bed for an adult with a dosing weight; anyone else is out of scope."""
    found = []
    if not is_given(typed.bed):
        found.append(finding(Code.OUT_OF_SCOPE, say("No bed was named.")))
    if typed.adult is not True:
        sentence = say("The patient is not confirmed to be an adult; children are out of scope.")
        found.append(finding(Code.OUT_OF_SCOPE, sentence))
    try:
        weight = read_weight(
            typed.weight, kind=typed.weight_kind, again=typed.weight_again, former=None
        )
    except RefusedError as refused:
        raise RefusedError(*found, *refused.findings) from None
    found += findings_against_policy(bed.policy)
    if found:
        raise RefusedError(*found)
    opened = ev.EpisodeOpened(
        bed=typed.bed or "", weight=weight, weight_kind=typed.weight_kind or ""
    )
    return Acted(events=(opened,))


def change_weight(typed: do.ChangeWeight, bed: Situation) -> Acted:
    """Take another dosing weight; it leads back to set-up from every phase (rulings 4, 31)."""
    weight = read_weight(
        typed.weight,
        kind=typed.weight_kind,
        again=typed.weight_again,
        former=bed.state.weight,
    )
    changed = ev.WeightChanged(weight=weight, weight_kind=typed.weight_kind or "")
    return Acted(events=(changed,))


def record_infusion(typed: do.RecordInfusion, bed: Situation) -> Acted:
    """Record what a pump shows: first seen, confirmed, or found changed (ruling 28)."""
    drug = bed.policy.library.drug(typed.drug)
    bag, rate = read_infusion(typed, drug)
    known = bed.state.infusions.get(drug.name)
    if known is None:
        first = ev.InfusionRecorded(drug=drug.name, bag=bag, pump_rate=rate, typed=typed)
        return Acted(events=(first, *_hold_for_found(bed, is_more=bool(rate))))
    if known.pump_rate == rate and known.bag.concentration == bag.concentration:
        same = ev.InfusionConfirmed(drug=drug.name, bag=bag, pump_rate=rate, typed=typed)
        return Acted(events=(same,))
    former = bed.state.dose(known)
    found = dose_at(rate, bag, bed.state.weight)
    changed = ev.InfusionFoundChanged(drug=drug.name, bag=bag, pump_rate=rate, typed=typed)
    is_more = found.per_minute > former.per_minute
    return Acted(
        events=(changed, *_hold_for_found(bed, is_more=is_more)),
        noticed=bed.large_change(drug.display_name, former, found),
    )


def read_infusion(typed: do.RecordInfusion, drug: Drug) -> tuple[Bag, Quantity]:
    """Return bag and pump rate as typed.

    Raises:
        RefusedError: what the label and the rate give, both of them.
    """
    require_all(
        lambda: read_bag(drug, amount=typed.amount, volume=typed.volume),
        lambda: read_pump_rate(typed.pump_shows),
    )
    bag = read_bag(drug, amount=typed.amount, volume=typed.volume)
    return bag, read_pump_rate(typed.pump_shows)


def _hold_for_found(bed: Situation, *, is_more: bool) -> tuple[ev.HoldStarted, ...]:
    """An increase or a new drug found at a pump starts a counted hold once a wean was begun."""
    if not is_more or bed.state.wean_started_at is None or bed.state.hold is not None:
        return ()
    return (ev.HoldStarted(cause=ev.HoldCause.FOUND_AT_PUMP, is_counted=True),)


def record_order(typed: do.RecordOrder, bed: Situation) -> Acted:
    """Record a complete order; it replaces the one before (ruling 26)."""
    order = order_as_typed(typed, bed)
    return Acted(events=(ev.OrderRecorded(order=order, typed=typed),))


def order_as_typed(typed: do.RecordOrder, bed: Situation) -> Order:
    """Return the order as typed, in the unit system of the wean once that runs.

    Raises:
        RefusedError: what `read_order` gives, or UNIT_MISMATCH.
    """
    drug = bed.policy.library.drug(typed.drug)
    order = read_order(
        typed,
        drug,
        now=bed.now,
        running_for=bed.state.running_for(drug.name, bed.now),
        weight=bed.state.dosing_weight,
    )
    former = bed.state.orders.get(drug.name)
    is_fixed = drug.name == "norepinephrine" and bed.state.wean_started_at is not None
    if is_fixed and former is not None and former.unit is not order.unit:
        sentence = say(
            "The wean runs in {former}; an order in {order} would change every step of it.",
            former=former.unit.symbol,
            order=order.unit.symbol,
        )
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))
    return order


def discontinue_order(typed: do.DiscontinueOrder, bed: Situation) -> Acted:
    """Record that the prescriber ended an order."""
    drug = bed.policy.library.drug(typed.drug)
    order = bed.state.orders.get(drug.name)
    if order is None or order.is_discontinued:
        sentence = say("There is no order for {drug} to discontinue.", drug=drug.display_name)
        raise RefusedError(finding(Code.ORDER_NOT_IN_FORCE, sentence))
    if not is_given(typed.prescriber):
        sentence = say("Who discontinued the order was not given.")
        raise RefusedError(finding(Code.ORDER_INCOMPLETE, sentence))
    ended = ev.OrderDiscontinued(drug=drug.name, prescriber=typed.prescriber or "")
    return Acted(events=(ended,))


def record_assessment(typed: do.RecordAssessment, bed: Situation) -> Acted:
    """Record MAP and perfusion, cuff or incomplete too; a bad one starts a hold (R9).

    An implausible MAP is taken only when it was typed twice alike (ruling 2).
    """
    seen = read_assessment(typed, at=bed.now, line=bed.stamp.line, by=bed.stamp.by)
    last = bed.state.last_assessment
    why = must_be_typed_again(seen.map_mmhg, last.map_mmhg if last else None)
    if why and not is_same_number(typed.map_again, seen.map_mmhg):
        refusal = finding(
            Code.MAP_IMPLAUSIBLE, say("{why}. It was not typed twice alike.", why=why)
        )
        return Acted(events=(ev.MapQuestioned(typed=typed),), refusals=(refusal,))
    recorded = ev.AssessmentRecorded(assessment=seen, typed=typed)
    return Acted(events=(recorded, *_after_assessment(seen, bed)))


def _after_assessment(seen: Assessment, bed: Situation) -> tuple[ev.AnyEvent, ...]:
    """What follows from an assessment: trust in the clock, end of a suspension, a hold."""
    target = bed.state.target_mmhg(bed.now, bed.policy.protocol)
    parameters = bed.policy.protocol.parameters
    events: list[ev.AnyEvent] = []
    if bed.state.is_clock_suspect and seen.is_complete(parameters):
        events.append(ev.ClockTrusted())
    is_bad = seen.is_bad(target)
    if bed.state.is_overdue_suspended and (is_bad or seen.is_good(target, parameters)):
        events.append(ev.SuspensionEnded())
    if is_bad and bed.state.wean_started_at is not None and bed.state.hold is None:
        events.append(ev.HoldStarted(cause=ev.HoldCause.ASSESSMENT, is_counted=True))
    return tuple(events)


def record_start_gate(typed: do.RecordStartGate, bed: Situation) -> Acted:
    """Record the gate answers; whether they open the gate is judged when it is asked."""
    gate = read_gate(typed, at=bed.now, line=bed.stamp.line)
    return Acted(events=(ev.StartGateRecorded(gate=gate, typed=typed),))
