"""The fold: what each event does to the state. No event is skipped; a new one is a type error."""

from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from titrator.core import events as ev
from titrator.core.calculator import Bag, dose_at
from titrator.core.state import ClockDoubt, HoldRun, Infusion, LastTolerated, State, Unsure
from titrator.core.units import ML_PER_H, Quantity

_change = msgspec.structs.replace
_OFF = Quantity(ML_PER_H.factor * 0, ML_PER_H)


def evolve(state: State, event: ev.AnyEvent, stamp: ev.Stamp) -> State:  # noqa: C901, PLR0911, PLR0912 - one case an event
    """Return the state after `event`."""
    match event:
        case ev.EpisodeOpened() | ev.WeightChanged() | ev.EpisodeClosed() | ev.WeanStarted():
            return _episode(state, event, stamp)
        case ev.InfusionRecorded() | ev.InfusionConfirmed() | ev.InfusionCorrected():
            return _recorded(state, event, stamp)
        case ev.InfusionFoundChanged():
            return _found_changed(state, event, stamp)
        case ev.DoseReduced() | ev.DrugStopped() | ev.DoseBackedUp() | ev.BagChanged():
            return _changed(state, event, stamp)
        case ev.OrderRecorded() | ev.OrderDiscontinued() | ev.OrderCorrected():
            return _order(state, event, stamp)
        case ev.AssessmentRecorded() | ev.AssessmentCorrected() | ev.MapQuestioned():
            return _assessment(state, event, stamp)
        case ev.StartGateRecorded() | ev.StartGateCorrected():
            entries = {**state.entries, event.gate.line: event.typed}
            return _change(state, gate=event.gate, entries=entries)
        case ev.HoldStarted() | ev.HoldResumed() | ev.HoldLifted():
            return _hold(state, event, stamp)
        case ev.AdviceDeclined():
            return _change(state, declines=state.declines + 1)
        case ev.HandedOver():
            return _change(state, infusions=_read_again(state, event, stamp))
        case ev.WeanSuspended() | ev.SuspensionEnded():
            suspended = isinstance(event, ev.WeanSuspended)
            return _change(state, is_overdue_suspended=suspended)
        case ev.ClockWentBack() | ev.ClockDoubted() | ev.ClockTrusted():
            return _clock(state, event, stamp.at)
        case ev.CommandRefused():
            return state
        case _:
            assert_never(event)


def _episode(
    state: State,
    event: ev.EpisodeOpened | ev.WeightChanged | ev.EpisodeClosed | ev.WeanStarted,
    stamp: ev.Stamp,
) -> State:
    match event:
        case ev.EpisodeOpened():
            return _change(
                state,
                bed=event.bed,
                weight=event.weight,
                weight_kind=event.weight_kind,
                weight_at=stamp.at,
            )
        case ev.WeightChanged():
            return _change(
                state,
                weight=event.weight,
                weight_kind=event.weight_kind,
                weight_at=stamp.at,
                gate=None,
                wean_started_at=None,
                hold=None,
                declines=0,
                is_overdue_suspended=False,
            )
        case ev.WeanStarted():
            return _change(state, wean_started_at=stamp.at)
        case ev.EpisodeClosed():
            return _change(state, closed_at=stamp.at)
        case _:
            assert_never(event)


def _recorded(
    state: State,
    event: ev.InfusionRecorded | ev.InfusionConfirmed | ev.InfusionCorrected,
    stamp: ev.Stamp,
) -> State:
    before = state.infusions.get(event.drug)
    line = stamp.line
    infusion = Infusion(
        drug=event.drug,
        bag=event.bag,
        pump_rate=event.pump_rate,
        line=line,
        read_at=stamp.at,
        read_by=stamp.by,
        running_since=before.running_since if before and event.pump_rate else None,
    )
    if isinstance(event, ev.InfusionCorrected) and before is not None:
        # Nobody read the pump again: who did, and when, stays.
        line = event.line
        infusion = _change(
            infusion,
            line=line,
            read_at=before.read_at,
            read_by=before.read_by,
            found_from=before.found_from,
        )
    return _change(
        state,
        infusions={**state.infusions, event.drug: infusion},
        entries={**state.entries, line: event.typed},
    )


def _found_changed(state: State, event: ev.InfusionFoundChanged, stamp: ev.Stamp) -> State:
    before = state.infusions[event.drug]
    former = dose_at(before.pump_rate, before.bag, None).per_minute
    found = dose_at(event.pump_rate, event.bag, None).per_minute
    last_tolerated = state.last_tolerated
    if found < former:
        last_tolerated = _tolerated(before)
    elif found > former:
        last_tolerated = None
    infusion = Infusion(
        drug=event.drug,
        bag=event.bag,
        pump_rate=event.pump_rate,
        line=stamp.line,
        read_at=stamp.at,
        read_by=stamp.by,
        running_since=before.running_since if event.pump_rate else None,
        found_from=former,
    )
    after = _change(
        state,
        infusions={**state.infusions, event.drug: infusion},
        entries={**state.entries, stamp.line: event.typed},
        last_tolerated=last_tolerated,
    )
    return _after_change(after, stamp, before.bag, event.bag)


def _changed(
    state: State,
    event: ev.DoseReduced | ev.DrugStopped | ev.DoseBackedUp | ev.BagChanged,
    stamp: ev.Stamp,
) -> State:
    before = state.infusions[event.drug]
    bag = event.bag if isinstance(event, ev.BagChanged) else before.bag
    pump_rate = _OFF if isinstance(event, ev.DrugStopped) else event.pump_rate
    infusion = Infusion(
        drug=event.drug,
        bag=bag,
        pump_rate=pump_rate,
        line=None,
        read_at=stamp.at,
        read_by=stamp.by,
        running_since=_running_since(before, pump_rate, stamp),
    )
    after = _change(state, infusions={**state.infusions, event.drug: infusion})
    match event:
        case ev.DoseReduced() | ev.DrugStopped():
            after = _change(after, last_tolerated=_tolerated(before))
        case ev.DoseBackedUp():
            after = _change(after, last_tolerated=None, seen_at_back_up=len(state.assessments))
        case ev.BagChanged():
            pass
        case _:
            assert_never(event)
    return _after_change(after, stamp, before.bag, bag)


def _read_again(state: State, event: ev.HandedOver, stamp: ev.Stamp) -> dict[str, Infusion]:
    """Return the infusions with who read their pumps last; nothing else of them changes."""
    return {
        drug: _change(one, read_at=stamp.at, read_by=stamp.by) if drug in event.pump_rates else one
        for drug, one in state.infusions.items()
    }


def _running_since(before: Infusion, pump_rate: Quantity, stamp: ev.Stamp) -> datetime | None:
    if not pump_rate:
        return None
    return before.running_since if before.is_running else stamp.at


def _tolerated(infusion: Infusion) -> LastTolerated:
    return LastTolerated(drug=infusion.drug, pump_rate=infusion.pump_rate, bag=infusion.bag)


def _after_change(state: State, stamp: ev.Stamp, former: Bag, bag: Bag) -> State:
    return _change(
        state,
        last_change_at=stamp.at,
        step_clock_at=stamp.at,
        has_new_concentration=former.concentration != bag.concentration,
        declines=0,
    )


def _order(
    state: State,
    event: ev.OrderRecorded | ev.OrderDiscontinued | ev.OrderCorrected,
    stamp: ev.Stamp,
) -> State:
    if isinstance(event, ev.OrderDiscontinued):
        ended = _change(state.orders[event.drug], is_discontinued=True)
        return _change(state, orders={**state.orders, event.drug: ended})
    line = event.line if isinstance(event, ev.OrderCorrected) else stamp.line
    return _change(
        state,
        orders={**state.orders, event.order.drug: event.order},
        order_lines={**state.order_lines, event.order.drug: line},
        entries={**state.entries, line: event.typed},
    )


def _assessment(
    state: State,
    event: ev.AssessmentRecorded | ev.AssessmentCorrected | ev.MapQuestioned,
    stamp: ev.Stamp,
) -> State:
    match event:
        case ev.MapQuestioned():
            return _change(state, is_map_in_question=True)
        case ev.AssessmentRecorded():
            return _change(
                state,
                assessments=(*state.assessments, event.assessment),
                is_map_in_question=False,
                entries={**state.entries, stamp.line: event.typed},
            )
        case ev.AssessmentCorrected():
            line = event.assessment.line
            return _change(
                state,
                assessments=tuple(
                    event.assessment if one.line == line else one for one in state.assessments
                ),
                entries={**state.entries, line: event.typed},
            )
        case _:
            assert_never(event)


def _hold(
    state: State, event: ev.HoldStarted | ev.HoldResumed | ev.HoldLifted, stamp: ev.Stamp
) -> State:
    match event:
        case ev.HoldStarted():
            by_assessment = event.cause is ev.HoldCause.ASSESSMENT
            hold = HoldRun(
                line=stamp.line,
                began_at=stamp.at,
                cause=event.cause,
                is_counted=event.is_counted,
                first_assessment=len(state.assessments) - int(by_assessment),
            )
            counted = (*state.counted_holds, stamp.at) if event.is_counted else state.counted_holds
            return _change(state, hold=hold, counted_holds=counted)
        case ev.HoldResumed():
            return _uncounted(state, stamp) if event.is_artefact else _change(state, hold=None)
        case ev.HoldLifted():
            return _uncounted(state, stamp)
        case _:
            assert_never(event)


def _uncounted(state: State, stamp: ev.Stamp) -> State:
    """End a hold that leaves the count, and let the step clock count from now (ruling 18)."""
    counted = state.counted_holds
    if state.hold is not None and state.hold.is_counted:
        counted = counted[:-1]
    return _change(state, hold=None, counted_holds=counted, step_clock_at=stamp.at, declines=0)


def _clock(
    state: State, event: ev.ClockWentBack | ev.ClockDoubted | ev.ClockTrusted, now: datetime
) -> State:
    """Permission counts by the clock that says less time has passed."""
    match event:
        case ev.ClockTrusted():
            return _change(state, is_clock_suspect=False, clock_doubt=None)
        case ev.ClockWentBack():
            return _moved_on(state, timedelta(), now)
        case ev.ClockDoubted():
            return _doubted(state, event, now)
        case _:
            assert_never(event)


def _doubted(state: State, event: ev.ClockDoubted, now: datetime) -> State:
    if event.ahead_ms:
        state = _moved_on(state, timedelta(milliseconds=event.ahead_ms), now)
    gap = timedelta(milliseconds=event.gap_ms)
    unsure = state.unsure
    if event.unsure_ms:
        span = timedelta(milliseconds=event.unsure_ms)
        unsure = (*unsure, Unsure(after=now - gap, span=span))
    doubt = ClockDoubt(reason=event.reason, gap=gap, is_ahead=bool(event.ahead_ms))
    return _change(state, is_clock_suspect=True, clock_doubt=doubt, unsure=unsure)


def _moved_on(state: State, by: timedelta, now: datetime) -> State:
    """Move every stored moment on by `by`, to `now` at most; the clock is not trusted meanwhile."""

    def moved(at: datetime) -> datetime:
        return min(at + by, now)

    def moved_if_known(at: datetime | None) -> datetime | None:
        return at if at is None else moved(at)

    infusions = {
        drug: _change(
            one, read_at=moved(one.read_at), running_since=moved_if_known(one.running_since)
        )
        for drug, one in state.infusions.items()
    }
    gate, hold = state.gate, state.hold
    return _change(
        state,
        is_clock_suspect=True,
        infusions=infusions,
        assessments=tuple(_change(one, at=moved(one.at)) for one in state.assessments),
        gate=gate
        and _change(
            gate,
            recorded_at=moved(gate.recorded_at),
            map_stable_since=moved_if_known(gate.map_stable_since),
        ),
        wean_started_at=moved_if_known(state.wean_started_at),
        last_change_at=moved_if_known(state.last_change_at),
        step_clock_at=moved_if_known(state.step_clock_at),
        weight_at=moved_if_known(state.weight_at),
        hold=hold and _change(hold, began_at=moved(hold.began_at)),
        counted_holds=tuple(moved(at) for at in state.counted_holds),
        unsure=tuple(_change(one, after=moved(one.after)) for one in state.unsure),
    )
