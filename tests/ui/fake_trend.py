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
    from titrator.session.screen import Trend


@functools.cache
def half_a_day() -> Trend:
    """Fifteen hours from 08:00 on: steps, holds, back ups, a new bag, and 50 minutes nobody saw."""
    shift = days_of_wean(14)
    return trend_of(shift.bed.entries, shift.bed.state, shift.policy, moment("23:25"), UTC)


def with_four_drugs(trend: Trend) -> Trend:
    """Return `trend` with two more drugs that run as the second one does."""
    first, second = trend.tracks
    more = [
        msgspec.structs.replace(second, drug=name.lower(), name=name)
        for name in ("EPINEPHrine", "DOBUTamine")
    ]
    entries = tuple(
        msgspec.structs.replace(one, doses=(*one.doses, *one.doses[1:], *one.doses[1:]))
        for one in trend.entries
    )
    return msgspec.structs.replace(trend, tracks=(first, second, *more), entries=entries)
