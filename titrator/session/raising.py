"""What going up to a named dose means, before it is done: the pump rate, or why not. Pure.

The nurse sets the pump first and records after, so the rate must be known beforehand. The answer is
the engine's own: the act is decided with nothing read off the pump, and nothing is kept of it.
"""

from datetime import datetime

import msgspec

from titrator.core import wording
from titrator.core.commands import BackUp
from titrator.core.engine import decide
from titrator.core.events import Stamp
from titrator.core.findings import Code
from titrator.core.permission import read_dose
from titrator.core.policy import Policy
from titrator.core.state import State
from titrator.core.steps import drug_bounds, rate_up
from titrator.core.units import Quantity
from titrator.core.wean import rate_of
from titrator.session.forms import blocked
from titrator.session.screen import Blocked


class RaisePreview(msgspec.Struct, frozen=True, kw_only=True):
    """Where the pump must be set for a named dose; both rates are empty when it is refused."""

    pump_rate: str
    pump_rate_number: str
    refused: tuple[Blocked, ...]


def raise_preview(
    state: State, policy: Policy, now: datetime, *, drug: str, to: str
) -> RaisePreview:
    """Return what backing `drug` up to the dose `to` ("0.05 mcg/kg/min") would need at the pump."""
    asked = BackUp(drug=drug, to=to)
    stamp = Stamp(at=now, by="", line=0)
    decision = decide(state, asked, stamp, policy, previous_at=None)
    against = tuple(one for one in decision.refusals if one.code is not Code.PUMP_MISMATCH)
    rate = None if against else _rate(drug, to, state, policy, now)
    if rate is None:
        return RaisePreview(pump_rate="", pump_rate_number="", refused=blocked(against))
    return RaisePreview(
        pump_rate=wording.as_typed(rate),
        pump_rate_number=wording.exact_number(rate.magnitude),
        refused=(),
    )


def _rate(drug: str, to: str, state: State, policy: Policy, now: datetime) -> Quantity | None:
    name = policy.library.drug(drug).name
    infusion = state.infusions[name]
    wanted = rate_of(read_dose(to, name, state.orders.get(name), policy), infusion, state)
    return rate_up(wanted, infusion, drug_bounds(name, state, policy, now), state, policy)
