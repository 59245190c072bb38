"""A practice bed: the real rules, screens and log, over a log in memory and a clock of its own.

Nothing of it reaches the log of the workstation; what is typed is gone when the practice ends. The
clock runs sixty times as fast while nothing waits for the nurse, and at its usual pace otherwise.
"""

from datetime import UTC, datetime, timedelta, tzinfo

import msgspec

from titrator.core import commands as do
from titrator.core import gate
from titrator.core.language import say
from titrator.session.clock import Reading
from titrator.session.desk import Desk
from titrator.session.policy import load_policy
from titrator.session.screen import Act, Tone
from titrator.store.memory_log import MemoryLog

BED = "TRAINING"
_BY = "DEMO"
_DRUG = "norepinephrine"
_STEP = timedelta(seconds=5)
_STEPS = 12
_SECOND = timedelta(seconds=1)
# What the monitor shows at each assessment in turn: the third one is a damped line.
_MONITOR = ("72", "71", "61", "72")
_AFTER_LOW, _REPEATED = 3, 4
_LATER = "71"
_AT_ONCE = (Act.REDUCE, Act.RESUME, Act.BACK_UP, Act.START)
_WAIT = say(
    "Nothing to do: time runs 60 times as fast until something is due. Meanwhile look around: F2 says "
    "why, Ctrl+T shows the trend, F11 the log."
)
_DONE = say(
    "Done: the practice patient is off norepinephrine. Close this window; nothing of it is kept."
)
_ARTEFACT = say(
    "The line was damped, and a good reading followed. Press Ctrl+R, Shift+Tab, 1 (it was an artefact), "
    "Enter."
)
_TASKS = {
    Act.START: say("Everything is there. Press Ctrl+S, read, then Enter: the wean starts."),
    Act.RESUME: say("The hold may end. Press Ctrl+R, then Enter."),
    Act.BACK_UP: say("Press F8, choose 1, type the rate that the form names, Enter."),
}
_MET = dict.fromkeys(gate.ANSWERS, "met")


class Guide(msgspec.Struct, frozen=True, kw_only=True):
    """What to do next at the practice bed, and what monitor and pump show."""

    task: str
    devices: str


class TrainingClock:
    """Both clocks of a workstation that was never off; it goes on when it is told to."""

    def __init__(self, begin: datetime) -> None:
        self._utc = begin
        self._counted = timedelta()

    @property
    def zone(self) -> tzinfo | None:
        """Return UTC: practice begins at one time of day everywhere."""
        return UTC

    def read(self) -> Reading:
        """Return both clocks now."""
        return Reading(utc=self._utc, counted=self._counted)

    def go_on(self, span: timedelta) -> None:
        """Let a span pass."""
        self._utc += span
        self._counted += span


class Training:
    """One practice wean.

    Attributes:
        desk: a desk like any other.
        bed_id: of the practice bed.
    """

    def __init__(self) -> None:
        """Open the bed and set it up, all but the assessment and the start.

        Raises:
            ResourceMissingError: the program is not installed whole.
        """
        self._clock = TrainingClock(datetime(2026, 1, 5, 8, 0, tzinfo=UTC))
        policy = load_policy(library_dir=None, protocol_file=None)
        self.desk = Desk(log=MemoryLog(), policy=policy, clock=self._clock)
        opening = do.OpenEpisode(bed=BED, weight="70 kg", weight_kind="measured", adult=True)
        _, self.bed_id = self.desk.open_bed(opening, _BY)
        for command in _set_up():
            self.desk.handle(self.bed_id, command, _BY)

    def go_on(self, *, is_busy: bool) -> None:
        """Let a second of practice pass, or a minute while nothing waits and nobody types."""
        if is_busy or not self._waits():
            self._clock.go_on(_SECOND)
            return
        for _ in range(_STEPS):
            self._clock.go_on(_STEP)
            self.desk.tick()
            if not self._waits():
                return

    def guide(self) -> Guide:
        """Return what is to be done now."""
        bedside = self.desk.bedside(self.bed_id)
        strip = bedside.next
        seen = len(bedside.last_map.readings)
        mmhg = _MONITOR[seen] if seen < len(_MONITOR) else _LATER
        pump = bedside.drugs[0].chain[-1]
        devices = say(
            "MONITOR: MAP {mmhg} mmHg, arterial line. PUMP: norepinephrine {pump}.",
            mmhg=mmhg,
            pump=pump,
        )
        if strip.tone is Tone.DONE:
            return Guide(task=_DONE, devices=devices)
        if self._waits():
            return Guide(task=_WAIT, devices=devices)
        if strip.tone is Tone.HOLD and self._may_be_artefact():
            return Guide(task=_ARTEFACT, devices=devices)
        if strip.act is Act.REDUCE:
            return self._reduce(mmhg)
        if strip.act in _TASKS:
            return Guide(task=_TASKS[strip.act], devices=devices)
        task = say(
            "Press F5, type what the monitor shows ({mmhg}), Enter, then 1 (same or better) four "
            "times, Enter.",
            mmhg=mmhg,
        )
        return Guide(task=task, devices=devices)

    def _reduce(self, mmhg: str) -> Guide:
        form = self.desk.reduce_form(self.bed_id)
        rate = form.options[0].pump_rate_number if form.options else "0"
        task = say(
            "Press F6, then 1 for the advised dose. You set the pump, read it, and type what it shows "
            "({rate}), Enter.",
            rate=rate,
        )
        devices = say(
            "MONITOR: MAP {mmhg} mmHg, arterial line. PUMP: norepinephrine, set by you to {rate} mL/h.",
            mmhg=mmhg,
            rate=rate,
        )
        return Guide(task=task, devices=devices)

    def _waits(self) -> bool:
        """Return whether only time has to pass before the next act."""
        bedside = self.desk.bedside(self.bed_id)
        strip = bedside.next
        is_after_low = len(bedside.last_map.readings) == _AFTER_LOW
        if strip.tone is Tone.HOLD and (is_after_low or self._may_be_artefact()):
            return False  # a low reading is repeated, and the hold for an artefact ended, at once
        is_calm = strip.tone in (Tone.CALM, Tone.HOLD) and strip.act not in _AT_ONCE
        return is_calm and strip.at is not None and not strip.late

    def _may_be_artefact(self) -> bool:
        """Return whether the repeat has just come, and in time for the form to offer the word."""
        seen = len(self.desk.bedside(self.bed_id).last_map.readings)
        return seen == _REPEATED and self.desk.may_be_artefact(self.bed_id)


def _set_up() -> tuple[do.AnyCommand, ...]:
    return (
        do.RecordInfusion(drug=_DRUG, amount="4 mg", volume="250 mL", pump_shows="5.3 mL/h"),
        do.RecordOrder(
            drug=_DRUG,
            route="central",
            initial="0.05 mcg/kg/min",
            increment="0.02 mcg/kg/min",
            interval_min="15",
            maximum="0.5 mcg/kg/min",
            map_target_mmhg="65",
            prescriber="Dr. Practice",
        ),
        do.RecordStartGate(map_stable_since="2026-01-05T05:00:00Z", **_MET),
    )
