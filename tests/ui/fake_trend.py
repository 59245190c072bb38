"""A trend for the hand-made desk: half a day of a wean, told once through the real session."""

from __future__ import annotations

import functools
from datetime import UTC
from typing import TYPE_CHECKING

import msgspec

from tests.support.long_days import days_of_wean
from tests.support.shift import moment
from titrator.session.trend import trend_of

if TYPE_CHECKING:
    from titrator.session.trend_screen import Trend, TrendTrack


@functools.cache
def half_a_day() -> Trend:
    """Fifteen hours from 08:00 on: steps, holds, back ups, a new bag, and 50 minutes nobody saw."""
    shift = days_of_wean(14)
    return trend_of(shift.bed.entries, shift.bed.state, shift.policy, moment("23:25"), UTC)


_MORE = {"EPINEPHrine": "0.05 mcg/kg/min", "DOBUTamine": "2.5 mcg/kg/min"}
"""What the two more drugs run at; neither is ever ordered in units/min."""


def with_four_drugs(trend: Trend) -> Trend:
    """Return `trend` with two more drugs that run as long as the second one does."""
    first, second = trend.tracks
    entries = tuple(
        msgspec.structs.replace(
            one, doses=(*one.doses, *(dose if one.doses[1] else "" for dose in _MORE.values()))
        )
        for one in trend.entries
    )
    more = [_as_another(second, name, dose) for name, dose in _MORE.items()]
    return msgspec.structs.replace(trend, tracks=(first, second, *more), entries=entries)


def _as_another(track: TrendTrack, name: str, dose: str) -> TrendTrack:
    _, unit = dose.split(" ")
    return msgspec.structs.replace(
        track,
        drug=name.lower(),
        name=name,
        unit=unit,
        top=dose,
        stretches=tuple(msgspec.structs.replace(one, text=dose) for one in track.stretches),
    )
