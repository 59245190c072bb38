"""A workstation's clock that stands still until it is told to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from titrator.session.clock import Reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo


class FakeClock:
    """The clocks of a workstation; UTC can be set apart from the one that counts."""

    def __init__(self, at: datetime = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)) -> None:
        self.utc = at
        self.counted = timedelta()
        self.boot = ""
        self.awake = timedelta()
        self.zone_shown: tzinfo = UTC

    @property
    def zone(self) -> tzinfo:
        return self.zone_shown

    def read(self) -> Reading:
        return Reading(utc=self.utc, counted=self.counted, boot=self.boot, awake=self.awake)

    def pass_unseen(self, span: timedelta) -> None:
        """Both clocks go on, and nobody looks meanwhile: the workstation slept."""
        self.utc += span
        self.counted += span

    def stand_still(self, span: timedelta) -> None:
        """All clocks go on, and nobody looks meanwhile: the program was frozen."""
        self.pass_unseen(span)
        self.awake += span

    def set_utc(self, span: timedelta) -> None:
        """Somebody sets the clock; no time has passed."""
        self.utc += span

    def start_anew(self, boot: str, *, up_for: timedelta) -> None:
        """The workstation was started, and has been up for a while: it counts from there."""
        self.boot = boot
        self.counted = up_for

    def run(self, span: timedelta, tick: Callable[[], object]) -> None:
        """Time passes as it does at a workstation that is awake: tick by tick."""
        step = timedelta(seconds=5)
        for _ in range(span // step):
            self.stand_still(step)
            tick()
