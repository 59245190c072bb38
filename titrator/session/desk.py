"""The desk: every bed at this workstation, behind the one door the window uses.

It reads the clock once a command, hands it to the bed, and says what the screens say. A second
passing is a command too: `tick` lets it pass at every bed.
"""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from titrator import __version__
from titrator.core import commands as do
from titrator.core.errors import KnownError
from titrator.core.findings import Code, finding
from titrator.core.language import say
from titrator.session.answers import answer_of, doubting, refused
from titrator.session.bed import BedSession, Handled
from titrator.session.calls import Bell, Ring
from titrator.session.clock import (
    Clock,
    Reading,
    Watch,
    doubt_after_restart,
    require_plausible,
)
from titrator.session.codec import ClockMark
from titrator.session.desk_views import DeskViews
from titrator.session.drafts import Drafts
from titrator.session.kept import Kept
from titrator.session.log_condition import LogCondition, set_aside_and_note
from titrator.session.policy import LoadedPolicy
from titrator.session.prompts import prompt_of
from titrator.session.screen import Answer, Blocked
from titrator.session.site_policy import policy_for_beds, policy_without
from titrator.session.sounds import Sounds
from titrator.session.strips import Strips
from titrator.session.trend_screen import Trend
from titrator.session.workstation import ALONE, Workstation
from titrator.session.workstation_log import WorkstationLog
from titrator.store.chain import utc_text
from titrator.store.errors import LogDamaged, LogNotWritten, NotALog
from titrator.store.opening import LOG_NAME, open_log
from titrator.store.record import EventLog, Head

_MILLISECOND = timedelta(milliseconds=1)
_REDUCING = (do.StartWean, do.Step, do.Resume)
_CONFIRM = say("Compare every pump with this screen and confirm the notice. Hold and back up work.")


def open_desk(
    *,
    data_dir: Path,
    policy_dir: Path | None,
    clock: Clock,
    workstation: Workstation = ALONE,
) -> "Desk":
    """Return the desk over the log in `data_dir`, every open bed as it was left.

    Args:
        data_dir: the per-user folder of the log.
        policy_dir: a hospital's folder with drug_library/, protocols/ or both; None for the one the
            administrator set, else what ships.
        clock: what tells the time.
        workstation: what the administrator set.

    Raises:
        KnownError: the policy or the log cannot be used; the sentence says which and what to do.
    """
    reading = clock.read()
    today = reading.utc.astimezone(clock.zone).date()
    at_utc = utc_text(reading.utc)
    try:
        policy = policy_for_beds(policy_dir, workstation=workstation, today=today)
    except KnownError as refusal:
        require_plausible(reading)
        return _desk_to_go_on(data_dir, at_utc, refusal, clock)
    require_plausible(reading)
    try:
        return _desk_over(data_dir, at_utc, policy, clock)
    except (LogDamaged, NotALog) as damage:
        set_aside_and_note(data_dir, damage, at_utc=at_utc, fingerprint=policy.fingerprint)
    return _desk_over(data_dir, at_utc, policy, clock)


def _desk_over(data_dir: Path, at_utc: str, policy: LoadedPolicy, clock: Clock) -> "Desk":
    log = open_log(data_dir, opened_at_utc=at_utc)
    try:
        return Desk(log=log, policy=policy, clock=clock, data_dir=data_dir)
    except BaseException:
        log.close()
        raise


def _desk_to_go_on(data_dir: Path, at_utc: str, refusal: KnownError, clock: Clock) -> "Desk":
    """Return a desk for the beds that were open when the policy could still be used.

    Raises:
        KnownError: `refusal`, where no bed is open.
    """
    if not (data_dir / LOG_NAME).is_file():
        raise refusal
    # Every drug a policy can have is among those that ship: none goes without a built-in ceiling.
    desk = _desk_over(data_dir, at_utc, policy_without(refusal), clock)
    if desk.beds():
        return desk
    desk.close()
    raise refusal


class Desk(DeskViews):
    """The beds of one workstation."""

    def __init__(
        self,
        *,
        log: EventLog,
        policy: LoadedPolicy,
        clock: Clock,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
        data_dir: Path | None = None,
    ) -> None:
        """Take up every open bed again; each asks for a fresh assessment first.

        Without a `data_dir` half-typed forms are kept for this run only.
        """
        self._log = log
        self.drafts = Drafts(data_dir, clock)
        self.data_dir = data_dir
        self._policy = policy
        self._clock = clock
        self._new_id = new_id
        reading = clock.read()
        self._watch = Watch(reading)
        self._reading: Reading = reading
        self._now: datetime = reading.utc
        self._beds: dict[str, BedSession] = {}
        self._condition = LogCondition(log, policy.fingerprint)
        self._workstation_log = WorkstationLog(log, policy.fingerprint)
        self._sounds = Sounds(self._workstation_log)
        self._strips = Strips()
        self._bedsides = Kept()
        self._whys = Kept()
        self._reductions = Kept()
        self._trends: dict[str, tuple[tuple[int, datetime], Trend]] = {}
        for episode in log.open_episodes():
            self._beds[episode.episode] = BedSession.recover(
                log=log, policy=policy, episode=episode.episode, app=__version__
            )
        for bed in self._beds.values():
            self._handle(bed, doubting(doubt_after_restart(bed.last_seen, reading)), by="")

    def close(self) -> None:
        """Let go of the log."""
        self._log.close()

    @property
    def standing_notice(self) -> str:
        """Return what must stand on every screen, empty when all is well."""
        return self._condition.notice

    @property
    def standing_brief(self) -> str:
        """Return that notice in few words, for where a dose would have no room beside it."""
        return self._condition.brief

    @property
    def is_notice_to_confirm(self) -> bool:
        """Return whether part of the notice stays until somebody confirms it."""
        return self._condition.is_to_confirm

    @property
    def locked(self) -> tuple[Blocked, ...]:
        """Return why no act can be done at this desk; nothing where acts can."""
        return ()

    def acknowledge(self, by: str) -> Answer:
        """Let go of what somebody confirms to have seen; it is in the log before this returns."""
        self._read_clock()
        try:
            self._condition.confirm(by=by, at_utc=utc_text(self._now))
        except LogNotWritten as error:
            self._condition.was_refused(error.sentence)
            refusal = finding(Code.LOG_NOT_WRITTEN, error.sentence, next_action=error.next_action)
            return refused(refusal)
        return Answer(is_accepted=True, blocked=(), noticed=(), events=())

    def check_log(self) -> Iterator[None]:
        """Check what is closed too, a few entries each time the next value is asked for.

        For the window to step through while nothing else is to be done; a start checks open beds
        only, so that it takes the same time whatever lies behind. Damage becomes a notice.
        """
        return self._condition.check()

    @property
    def log_head(self) -> Head:
        """Return number and hash of the last entry of the log, for a handover sheet."""
        return self._log.head()

    def open_bed(self, command: do.OpenEpisode, by: str) -> tuple[Answer, str]:
        """Open a bed; return the answer and its id, empty when refused."""
        self._read_clock()
        if any(bed.state.bed == command.bed for bed in self._beds.values()):
            sentence = say("{bed} is open at this workstation already.", bed=command.bed)
            return refused(finding(Code.WRONG_PHASE, sentence)), ""
        bed_id = self._new_id()
        bed = BedSession(log=self._log, policy=self._policy, episode=bed_id, app=__version__)
        handled = self._handle(bed, command, by=by)
        if not handled.is_accepted:
            return answer_of(handled), ""
        self._beds[bed_id] = bed
        return answer_of(handled), bed_id

    def handle(self, bed_id: str, command: do.AnyCommand, by: str) -> Answer:
        """Handle a command at a bed; it is in the log before this returns."""
        self._read_clock()
        if self._condition.is_set_aside and isinstance(command, _REDUCING):
            sentence = say(
                "The log was damaged, and nobody has confirmed that the pumps were compared."
            )
            return refused(finding(Code.SUSPENDED, sentence, next_action=_CONFIRM))
        bed = self._beds[bed_id]
        handled = self._handle(bed, command, by=by)
        if not bed.state.is_open:
            del self._beds[bed_id]
            for kept in (self._strips, self._bedsides, self._whys, self._reductions):
                kept.forget(bed)
        return answer_of(handled)

    def tick(self) -> None:
        """Let a second pass at every bed."""
        self._read_clock()
        for bed in self._beds.values():
            self._handle(bed, do.Look(), by="")

    def _read_clock(self) -> None:
        """Read both clocks once; where they show time that was not seen, say so at every bed."""
        reading = self._clock.read()
        doubted = self._watch.look(reading)
        self._reading = reading
        self._now = reading.utc
        if doubted is not None:
            for bed in self._beds.values():
                self._handle(bed, doubting(doubted), by="")

    def _handle(self, bed: BedSession, command: do.AnyCommand, *, by: str) -> Handled:
        before = bed.written
        mark = ClockMark(boot=self._reading.boot, counted_ms=self._reading.counted // _MILLISECOND)
        handled = bed.handle(command, by=by, at=self._now, clock=mark)
        failed = [one for one in handled.refusals if one.code is Code.LOG_NOT_WRITTEN]
        if failed:
            self._condition.was_refused(failed[-1].text)
        elif bed.written > before and not any(one.is_waiting for one in self._beds.values()):
            self._condition.was_written()
        return handled

    def listen(self) -> Ring | None:
        """Return the sound that is to be played now; once a second, after the tick."""
        waiting = [
            prompt_of(bed_id, self._strip(bed), bed.state, self._policy, self._now)
            for bed_id, bed in self._beds.items()
        ]
        return self._sounds.listen([one for one in waiting if one], self._reading.counted)

    def silence(self, by: str) -> None:
        """Silence what sounds for 120 seconds."""
        with self._condition.noted():
            self._sounds.silence(by=by, at=self._reading.counted, at_utc=utc_text(self._now))

    def sound_was_tested(self, *, was_heard: bool, by: str) -> None:
        """Note whether the one at the bedside heard the test tone."""
        at, at_utc = self._reading.counted, utc_text(self._now)
        with self._condition.noted():
            self._sounds.was_tested(was_heard=was_heard, by=by, at=at, at_utc=at_utc)

    def note_first_step(self, said: str, by: str) -> None:
        """Note what was said of clock or protocol at the first steps."""
        at_utc = utc_text(self._now)
        with self._condition.noted():
            self._workstation_log.note("first steps", at_utc, by=by, said=said)

    def bell(self, *, trouble: str, by: str) -> Bell:
        """Return what the bell says; `trouble` is why nothing can be played, empty when it can."""
        return self._sounds.bell(trouble=trouble, by=by, at=self._reading.counted)
