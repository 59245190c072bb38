"""The strip of each bed, worked out once a moment: tabs, sounds and the bed's screen ask for the same.

What does not depend on the time, the ladder, is worked out once for each state.
"""

from datetime import datetime, tzinfo

import msgspec

from titrator.core.policy import Policy
from titrator.core.state import State
from titrator.session.bed import BedSession
from titrator.session.ladder import ladder
from titrator.session.next_act import next_act
from titrator.session.screen import NextAct, Rung


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    """What was worked out last for a bed, and from what."""

    state: State
    entries: int
    now: datetime
    rungs: tuple[Rung, ...]
    strip: NextAct


class Strips:
    """The strips of the beds of one desk."""

    def __init__(self) -> None:
        """Know of no bed yet."""
        self._known: dict[str, _Known] = {}

    def of(self, bed: BedSession, policy: Policy, now: datetime, zone: tzinfo | None) -> NextAct:
        """Return the strip of `bed` at `now`."""
        known = self._known.get(bed.episode)
        is_same = (
            known is not None and known.state is bed.state and known.entries == len(bed.entries)
        )
        if known is not None and is_same and known.now == now:
            return known.strip
        if known is not None and is_same:
            rungs = known.rungs
        else:
            rungs = ladder(bed.state, policy, bed.entries)
        strip = next_act(bed.state, bed.entries, policy, now, zone, rungs=rungs)
        self._known[bed.episode] = _Known(
            state=bed.state, entries=len(bed.entries), now=now, rungs=rungs, strip=strip
        )
        return strip

    def forget(self, bed: BedSession) -> None:
        """Let go of a bed that was closed."""
        self._known.pop(bed.episode, None)
