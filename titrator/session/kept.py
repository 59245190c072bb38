"""What a screen says of a bed, worked out once a moment: opening a form asks for it again."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from titrator.core.state import State
from titrator.session.bed import BedSession

_Said = TypeVar("_Said")


class Kept(Generic[_Said]):
    """The latest of one kind for each bed, as long as its state, its entries and the moment stay."""

    def __init__(self) -> None:
        """Know of no bed yet."""
        self._known: dict[str, tuple[State, int, datetime, _Said]] = {}

    def of(self, bed: BedSession, now: datetime, work_out: Callable[[], _Said]) -> _Said:
        """Return what is kept of `bed` at `now`, else what `work_out` returns."""
        known = self._known.get(bed.episode)
        if known is not None and known[0] is bed.state and known[1:3] == (len(bed.entries), now):
            return known[3]
        said = work_out()
        self._known[bed.episode] = (bed.state, len(bed.entries), now, said)
        return said

    def forget(self, bed: BedSession) -> None:
        """Let go of a bed that was closed."""
        self._known.pop(bed.episode, None)
