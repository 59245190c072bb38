"""The wean as a ladder: the dose now and the round doses ahead, stage by stage."""

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from titrator.core import events as ev
from titrator.core import wording
from titrator.core.language import say
from titrator.core.policy import Policy
from titrator.core.protocol import Ending, Stage
from titrator.core.state import Infusion, State
from titrator.core.steps import round_rate_down, step_bounds
from titrator.core.units import Quantity
from titrator.core.wean import counts_as_at, current_stage, stage_rates
from titrator.session.bed import Logged
from titrator.session.screen import Rung

_MOST_RUNGS = 6
_MOST_TAKEN = 2


def ladder(state: State, policy: Policy, entries: Sequence[Logged]) -> tuple[Rung, ...]:
    """Return the rungs: the steps taken, what runs now, then everything ahead."""
    rungs: list[Rung] = []
    current = current_stage(state, policy)
    for group, stage in enumerate(policy.protocol.stages):
        infusion = state.infusions.get(stage.drug)
        if infusion is None or stage.drug not in state.orders:
            continue
        doses = _doses(stage, infusion, state, policy)
        if stage is current:
            rungs += [
                Rung(label=dose, place="done", group=group) for dose in _taken(stage, entries)
            ]
            rungs.append(Rung(label=_now(infusion, state), place="now", group=group))
        elif not _is_ahead(stage, current, policy):
            rungs += [Rung(label=doses[-1], place="done", group=group)] if doses else []
            continue
        rungs += [Rung(label=dose, place="ahead", group=group) for dose in _few(doses)]
    return tuple(rungs)


def _is_ahead(stage: Stage, current: Stage | None, policy: Policy) -> bool:
    if current is None:
        return False
    stages = policy.protocol.stages
    return stages.index(stage) > stages.index(current)


def _taken(stage: Stage, entries: Sequence[Logged]) -> list[str]:
    """Return the doses of this wean that were left again; the last one is what runs now."""
    doses: list[str] = []
    for logged in entries:
        reached = logged.reached
        for event in logged.entry.events:
            match event:
                case ev.DoseReduced() if event.drug == stage.drug and reached is not None:
                    doses.append(wording.shown_number(reached.dose.magnitude))
                case ev.WeanStarted():
                    doses = []
                case ev.DoseBackedUp() if event.drug == stage.drug:
                    doses = doses[:-1]
    return doses[:-1][-_MOST_TAKEN:]


def _now(infusion: Infusion, state: State) -> str:
    stated = state.stated(state.dose(infusion), state.orders[infusion.drug].unit)
    return wording.shown_number(stated.magnitude)


def _doses(stage: Stage, infusion: Infusion, state: State, policy: Policy) -> list[str]:
    """Return the round doses that lie ahead in `stage`, as they would be taken one by one."""
    order = state.orders[stage.drug]
    rates = stage_rates(stage, infusion, state)
    resolution = policy.protocol.parameters.pump_resolution
    running = state.stated(state.dose(infusion), order.unit)
    texts: list[str] = []
    present = infusion.pump_rate
    if not infusion.is_running or stage is not policy.protocol.first_stage(stage.drug):
        return [say("off")] if stage.ending is Ending.OFF else []
    per_rate = running.magnitude / infusion.pump_rate.magnitude
    while not counts_as_at(present, rates, resolution) and _has_room(texts):
        at = msgspec.structs.replace(infusion, pump_rate=present)
        bounds = step_bounds(at, stage=stage, order=order, state=state, policy=policy)
        present = round_rate_down(bounds)
        texts.append(_label(present, per_rate))
    if stage.ending is Ending.OFF:
        texts.append(say("off"))
    return texts


def _has_room(texts: list[str]) -> bool:
    """Bound the loop; no ladder of doses that may be ordered comes near it."""
    return len(texts) < 400


def _label(pump_rate: Quantity, per_rate: Fraction) -> str:
    return wording.shown_number(pump_rate.magnitude * per_rate)


def _few(doses: list[str]) -> list[str]:
    """Return at most a handful of rungs: the next ones and the last."""
    if len(doses) <= _MOST_RUNGS:
        return doses
    return [*doses[: _MOST_RUNGS - 2], "\N{HORIZONTAL ELLIPSIS}", doses[-1]]
