"""A trend for the hand-made desk: half a day of a wean, told once through the real session."""

from __future__ import annotations

import functools
from datetime import UTC
from typing import TYPE_CHECKING

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
