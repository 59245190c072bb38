"""What a bed looks like to another program: as `titrator replay` prints it, in plain JSON values.

Pure: state, policy and time in. Numbers are strings with their unit; times are UTC.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from titrator.core import limits, wording
from titrator.core.advice import advice
from titrator.core.calculator import dose_of
from titrator.core.findings import Code, Finding
from titrator.core.phase import Phase, phase_of, standing_findings
from titrator.core.policy import Policy
from titrator.core.state import Infusion, State
from titrator.core.times import (
    is_after_first_marks,
    overdue,
    reassess_due_at,
    step_due_at,
    step_opens_at,
)
from titrator.core.units import (
    MCG_PER_MIN,
    NANOGRAM_PER_KG_MIN,
    NANOGRAM_PER_MIN,
    UNITS_PER_MIN,
    Unit,
)

JsonObject = dict[str, object]


def view_of(
    state: State, policy: Policy, now: datetime, noticed: Iterable[Finding] = ()
) -> JsonObject:
    """Return the view at `now`; after closing, the view of the moment of closing.

    Args:
        state: the bed.
        policy: what is in force there.
        now: UTC.
        noticed: findings of the act on this line, listed after the standing ones.
    """
    now = state.moment(now)
    phase = phase_of(state, policy, now)
    advised = advice(state, policy, now)
    unreachable = [one for one in advised.missing if one.code is Code.NOT_REACHABLE_ON_PUMP]
    weaning = phase is Phase.WEANING
    late = overdue(state, policy, now) if _reassess_at(state, policy, phase) else None
    return {
        "phase": phase.value,
        "drugs": {one.drug: _drug(one, state, policy) for one in state.infusions.values()},
        "advice": {
            "action": advised.action.value,
            "drug": advised.drug or None,
            "to": advised.to or None,
            "pump_rate": wording.exact(advised.pump_rate)
            if advised.pump_rate is not None
            else None,
            "text": advised.text,
            "rule": advised.rule,
        },
        "step_opens_at": time_text(step_opens_at(state, policy)) if weaning else None,
        "step_due_at": time_text(step_due_at(state, policy)) if weaning else None,
        "reassess_due_at": time_text(_reassess_at(state, policy, phase)),
        "overdue_min": int(late.total_seconds() // 60) if late is not None else 0,
        "findings": [
            finding_object(one)
            for one in (*standing_findings(state, policy, now), *noticed, *unreachable)
        ],
    }


def finding_object(one: Finding) -> JsonObject:
    """Return a finding with its code, rule, source and next action."""
    return {
        "code": one.code.value,
        "rule": one.rule,
        "text": one.text,
        "source": one.source,
        "next_action": one.next_action,
    }


def time_text(at: datetime | None) -> str | None:
    """Return a moment as ISO 8601 in UTC, ``2026-03-01T08:00:00Z``."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def per_minute_unit(main: Unit) -> Unit:
    """Return the unit in which a drug's dose per minute is shown (ruling 34)."""
    if main is NANOGRAM_PER_KG_MIN:
        return NANOGRAM_PER_MIN
    return UNITS_PER_MIN if main is UNITS_PER_MIN else MCG_PER_MIN


def _reassess_at(state: State, policy: Policy, phase: Phase) -> datetime | None:
    """Return the reassess deadline in the phases that have one (rulings 3 and 17)."""
    if phase in (Phase.SETUP, Phase.READY):
        return None
    if phase is Phase.COMPLETE and is_after_first_marks(state, policy):
        return None
    return reassess_due_at(state, policy)


def _drug(infusion: Infusion, state: State, policy: Policy) -> JsonObject:
    dose = state.dose(infusion)
    main = policy.library.drug(infusion.drug).dose_units[0]
    return {
        "dose": wording.exact(state.stated(dose, main)),
        "dose_text": shown_dose(infusion, main, state, policy),
        "per_minute": wording.exact(dose.per_minute.to(per_minute_unit(main))),
        "pump_rate": wording.exact(infusion.pump_rate),
        "status": "running" if infusion.is_running else "off",
    }


def shown_dose(infusion: Infusion, unit: Unit, state: State, policy: Policy) -> str:
    """Return what runs, in `unit`, with enough digits to tell it from every limit of the drug.

    Hard and soft limits, and the order's maximum in whatever unit it was ordered: the digits never
    hide one that is passed.
    """
    drug = policy.library.drug(infusion.drug)
    maximum = state.order_maximum(drug.name)
    bounds = (
        *limits.hard_limits(drug, order_maximum=maximum, running_for=None),
        limits.ceiling(drug.name, running_for=timedelta()),
        *limits.soft_limits(drug),
    )
    weight = state.dosing_weight
    stated = [state.stated(dose_of(limit.maximum, weight), unit) for limit in bounds]
    return wording.shown(state.stated(state.dose(infusion), unit), stated)
