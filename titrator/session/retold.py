"""The log of a bed told again, moment by moment: what ran, the MAP, and what was done. Pure.

What was corrected later is told as it was put right, at its own time; the times are those of the log.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

import msgspec

from titrator.core import events as ev
from titrator.core.calculator import Bag
from titrator.core.evolve import evolve
from titrator.core.policy import Policy
from titrator.core.state import EMPTY, Infusion, State
from titrator.core.units import Quantity, Unit
from titrator.session.bed import Logged
from titrator.session.drug_rows import two_units
from titrator.session.trend_screen import TrendSign
from titrator.session.view import shown_dose

OFF = "off"
_SIGNS: Mapping[type[ev.AnyEvent], TrendSign] = {
    ev.DoseReduced: TrendSign.STEP,
    ev.DrugStopped: TrendSign.OFF,
    ev.DoseBackedUp: TrendSign.BACK_UP,
    ev.BagChanged: TrendSign.BAG,
    ev.InfusionFoundChanged: TrendSign.FOUND,
    ev.WeightChanged: TrendSign.WEIGHT,
    ev.WeanStarted: TrendSign.START,
    ev.HoldStarted: TrendSign.HOLD,
    ev.HoldResumed: TrendSign.RESUMED,
    ev.HoldLifted: TrendSign.RESUMED,
    ev.WeanSuspended: TrendSign.SUSPENDED,
}
_RECORDED = (ev.InfusionRecorded, ev.InfusionConfirmed)


class Dose(msgspec.Struct, frozen=True, kw_only=True):
    """What one drug runs at: in words, and as a figure in the unit of its track.

    `line` is the recording that says so, or the entry that changed it.
    """

    line: int
    text: str
    level: Fraction


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done; `drug` is empty for the whole bed."""

    sign: TrendSign
    drug: str


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log that the trend shows.

    Attributes:
        mmhg: the MAP recorded with it, None without one.
        doses: what ran after it, by drug.
        is_recording: what a pump showed was recorded or confirmed.
        unseen: how long nobody saw the bed just before it.
        breaks: the clock was doubted or set back: what came before does not join on.
    """

    at: datetime
    line: int
    mmhg: Fraction | None
    target: Fraction
    doses: Mapping[str, Dose]
    signs: tuple[Sign, ...]
    is_recording: bool
    unseen: timedelta
    breaks: bool


def retold(entries: Sequence[Logged], state: State, policy: Policy) -> tuple[Moment, ...]:
    """Return the moments of a bed in the order of its log; `state` is what it came to."""
    units = {drug: two_units(drug, state, policy)[0] for drug in state.infusions}
    moments: list[Moment] = []
    at_entry = EMPTY
    doses = _Doses(units, policy)
    for logged in entries:
        stamp = ev.Stamp(at=logged.at, by=logged.entry.by, line=logged.entry.line)
        for event in logged.entry.events:
            at_entry = evolve(at_entry, event, stamp)
        running = doses.after(at_entry, stamp.line)
        _put_right(moments, logged.entry.events, running)
        made = _moment(stamp, logged.entry.events, at_entry, policy, running)
        if _is_shown(made, moments):
            moments.append(made)
    return tuple(moments)


def _is_shown(one: Moment, before: Sequence[Moment]) -> bool:
    """Return whether the trend shows an entry: something was read, done, doubted or aimed at."""
    is_told = one.mmhg is not None or bool(one.signs) or one.is_recording or one.breaks
    return is_told or (bool(before) and one.target != before[-1].target)


class _Doses:
    """The doses in words, worked out anew only for a drug whose pump, bag or weight changed."""

    def __init__(self, units: Mapping[str, Unit], policy: Policy) -> None:
        self._units = units
        self._policy = policy
        self._known: dict[str, tuple[tuple[Quantity, Bag, Quantity | None, int | None], Dose]] = {}

    def after(self, state: State, line: int) -> dict[str, Dose]:
        """Return what runs after the entry `line`."""
        return {drug: self._dose(one, state, line) for drug, one in state.infusions.items()}

    def _dose(self, infusion: Infusion, state: State, line: int) -> Dose:
        what = (infusion.pump_rate, infusion.bag, state.weight, infusion.line)
        known = self._known.get(infusion.drug)
        if known is not None and known[0] == what:
            return known[1]
        unit = self._units[infusion.drug]
        text = shown_dose(infusion, unit, state, self._policy) if infusion.is_running else OFF
        level = state.stated(state.dose(infusion), unit).magnitude
        made = Dose(line=infusion.line or line, text=text, level=level)
        self._known[infusion.drug] = (what, made)
        return made


def _moment(
    stamp: ev.Stamp,
    events: Iterable[ev.AnyEvent],
    state: State,
    policy: Policy,
    doses: Mapping[str, Dose],
) -> Moment:
    """Return the moment of an entry."""
    mmhg, signs, unseen = None, [], timedelta()
    is_recording = breaks = False
    for event in events:
        is_recording = is_recording or isinstance(event, _RECORDED)
        if isinstance(event, ev.AssessmentRecorded):
            mmhg = event.assessment.map_mmhg
        elif isinstance(event, ev.ClockDoubted):
            unseen, breaks = timedelta(milliseconds=event.gap_ms), True
        elif isinstance(event, ev.ClockWentBack):
            breaks = True
        elif type(event) in _SIGNS:
            signs.append(Sign(sign=_SIGNS[type(event)], drug=getattr(event, "drug", "")))
    return Moment(
        at=stamp.at,
        line=stamp.line,
        mmhg=mmhg,
        target=state.target_mmhg(stamp.at, policy.protocol),
        doses=doses,
        signs=tuple(signs),
        is_recording=is_recording,
        unseen=unseen,
        breaks=breaks,
    )


def _put_right(
    moments: list[Moment], events: Iterable[ev.AnyEvent], running: Mapping[str, Dose]
) -> None:
    """Tell what an entry corrected as it was put right, where it was told first."""
    for event in events:
        if isinstance(event, ev.AssessmentCorrected):
            right = event.assessment
            for place, one in enumerate(moments):
                if one.line == right.line:
                    moments[place] = msgspec.structs.replace(one, mmhg=right.map_mmhg)
        elif isinstance(event, ev.InfusionCorrected):
            dose = running[event.drug]
            for place, one in enumerate(moments):
                before = one.doses.get(event.drug)
                if before is not None and before.line == event.line:
                    doses = {**one.doses, event.drug: dose}
                    moments[place] = msgspec.structs.replace(one, doses=doses)
