"""One row a drug: the three-link chain, the bag, why it stands there, headroom to its limit."""

from datetime import datetime, tzinfo
from fractions import Fraction

from titrator.core import wording
from titrator.core.language import drug_name, say
from titrator.core.limits import Layer, Limit
from titrator.core.phase import Phase, phase_of
from titrator.core.policy import Policy
from titrator.core.protocol import UnitSystem
from titrator.core.state import Infusion, State
from titrator.core.steps import drug_bounds
from titrator.core.units import MCG_PER_MIN, UNITS, UNITS_PER_MIN, Quantity, Unit, UnitKind
from titrator.core.wean import current_stage, unit_system
from titrator.session.screen import DrugRow
from titrator.session.view import per_minute_unit, shown_dose

_UNITS_PER_H = UNITS["units/h"]
_LAYERS = {
    Layer.BUILT_IN: say("hard limit"),
    Layer.LIBRARY: say("library limit"),
    Layer.ORDER: say("order maximum"),
}


def drug_rows(
    state: State, policy: Policy, now: datetime, zone: tzinfo | None
) -> tuple[DrugRow, ...]:
    """Return a row for each recorded drug, in the order they were recorded."""
    return tuple(_row(one, state, policy, now, zone) for one in state.infusions.values())


def running_text(infusion: Infusion, state: State, policy: Policy) -> str:
    """Return what runs in a line: ``0.07 mcg/kg/min at 18.4 mL/h of 4 mg in 250 mL``."""
    dose = chain(infusion, state, policy)[0]
    return say(
        "{dose} at {pump_rate} of {infusion}",
        dose=dose,
        pump_rate=wording.as_typed(infusion.pump_rate),
        infusion=bag_text(infusion),
    )


def bag_text(infusion: Infusion) -> str:
    """Return the bag as on its label: ``4 mg in 250 mL``."""
    bag = infusion.bag
    return say(
        "{amount} in {volume}",
        amount=wording.as_typed(bag.amount),
        volume=wording.as_typed(bag.volume),
    )


def chain(infusion: Infusion, state: State, policy: Policy) -> tuple[str, str, str]:
    """Return the dose as ordered, the same dose the other way, and the pump rate.

    A drug that may be dosed per kg is shown both ways; one that never is, per minute and per hour.
    """
    main, other = two_units(infusion.drug, state, policy)
    first, second = (shown_dose(infusion, unit, state, policy) for unit in (main, other))
    return first, second, wording.as_typed(infusion.pump_rate)


def two_units(drug: str, state: State, policy: Policy) -> tuple[Unit, Unit]:
    """Return the unit a drug's dose is shown in first, and the other one."""
    main = policy.library.drug(drug).dose_units[0]
    if main is UNITS_PER_MIN:
        return main, _UNITS_PER_H
    other = per_minute_unit(main)
    is_per_minute = unit_system(state) is UnitSystem.PER_MINUTE
    if is_per_minute and MCG_PER_MIN in policy.library.drug(drug).dose_units:
        return other, main
    return main, other


def _row(
    infusion: Infusion, state: State, policy: Policy, now: datetime, zone: tzinfo | None
) -> DrugRow:
    drug = policy.library.drug(infusion.drug)
    limit, used = binding_limit(infusion, state, policy, now)
    return DrugRow(
        drug=drug.name,
        name=drug_name(drug.display_name),
        bag=bag_text(infusion),
        chain=chain(infusion, state, policy),
        note=_note(infusion, state, policy, now, zone),
        limit_name=_LAYERS[limit.layer],
        limit=wording.shown(limit.maximum),
        headroom=min(100, used.numerator * 100 // used.denominator),
        is_above_limit=used > 1,
        is_running=infusion.is_running,
    )


def binding_limit(
    infusion: Infusion, state: State, policy: Policy, now: datetime
) -> tuple[Limit, Fraction]:
    """Return the lowest limit of a drug at this bed, and what share of it the dose uses."""
    bounds = drug_bounds(infusion.drug, state, policy, now)
    limit = min(bounds, key=lambda one: _maximum_per_minute(one, state))
    dose = state.stated(state.dose(infusion), limit.maximum.unit)
    return limit, dose.ratio(limit.maximum)


def _maximum_per_minute(limit: Limit, state: State) -> Fraction:
    maximum: Quantity = limit.maximum
    if maximum.unit.kind is UnitKind.DOSE_RATE_PER_KG and state.weight is not None:
        return (maximum * state.weight).worth
    return maximum.worth


def _note(
    infusion: Infusion, state: State, policy: Policy, now: datetime, zone: tzinfo | None
) -> str:
    read_at = wording.clock_text(infusion.read_at.astimezone(zone))
    by = say(" by {read_by}", read_by=infusion.read_by) if infusion.read_by else ""
    return say(
        "pump read {read_at}{by} · {infusion}",
        read_at=read_at,
        by=by,
        infusion=_place(infusion, state, policy, now),
    )


def _place(infusion: Infusion, state: State, policy: Policy, now: datetime) -> str:
    """Return where the drug stands in the wean, in words."""
    if not infusion.is_running:
        return say("off")
    if infusion.drug not in policy.protocol.drugs:
        return say("outside this protocol")
    if state.wean_started_at is None:
        return say("wean not started")
    stage = current_stage(state, policy)
    if stage is not None and stage.drug == infusion.drug:
        if state.hold is not None:
            return say("on hold")
        is_locked = phase_of(state, policy, now) is Phase.SUSPENDED
        return say("wean suspended") if is_locked else say("being reduced")
    first = stage.drug if stage is not None else say("the other drug")
    return say("stays until {first} is down", first=first)
