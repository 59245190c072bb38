"""When a nurse who looks after several beds acts: some time after each prompt, always below 2 min."""

from __future__ import annotations

from typing import TYPE_CHECKING

from titrator.session.screen import Act, Tone

if TYPE_CHECKING:
    from titrator.session.desk import Desk

HOUR_S = 3600
LATE = {Tone.OVERDUE, Tone.SUSPENDED}


class NurseOfTwo:
    """Sees each strip and answers it after a delay that differs; how, the kinds of her say.

    Attributes:
        answered: how many prompts were answered.
        late: in how many looks a prompt was overdue.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.waits: dict[str, int] = {}
        self.stepped: dict[str, int] = {}
        self.answered = 0
        self.late = 0

    def look(self, bed_id: str, second: int) -> None:
        """See the strip of a bed; act when its time has come."""
        strip = self.desk.bedside(bed_id).next
        self.late += strip.tone in LATE
        is_step = strip.act is Act.REDUCE and second >= self.stepped.get(bed_id, 0)
        if strip.tone is not Tone.DUE and not is_step:
            self.waits.pop(bed_id, None)
            return
        delay = 20 + (second * 37) % 75
        if second >= self.waits.setdefault(bed_id, second + delay):
            del self.waits[bed_id]
            self.act(bed_id, strip.act, second)

    def act(self, bed_id: str, act: Act | None, second: int) -> None:
        """Do what the strip asks for."""
        raise NotImplementedError
