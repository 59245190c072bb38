"""The desk of a window that may only look, because another program has the log.

Beds, log and calculator are there; every act is refused with who has the log.
"""

import contextlib
from datetime import timedelta
from pathlib import Path

from titrator import __version__
from titrator.core import commands as do
from titrator.core.findings import Code, Finding, finding
from titrator.core.language import say
from titrator.session.bed import BedSession, Handled
from titrator.session.clock import Clock
from titrator.session.desk import Desk
from titrator.session.forms import blocked
from titrator.session.policy import LoadedPolicy
from titrator.session.screen import Answer, Blocked
from titrator.session.site_policy import policy_for_beds
from titrator.session.workstation import ALONE, Workstation
from titrator.store.errors import LogInUse, LogUnusable
from titrator.store.onlooking import see_log

_LOOK_EVERY = timedelta(seconds=5)
_DO = say(
    "Hold and back up at the pump and write on paper. To record here, end the other program, then "
    "start this one again."
)


def open_to_look(
    *,
    data_dir: Path,
    policy_dir: Path | None,
    clock: Clock,
    holder: LogInUse,
    workstation: Workstation = ALONE,
) -> "Onlooker":
    """Return a desk over a log that another program has open, to be looked at.

    Args:
        data_dir: the folder of the log.
        policy_dir: as in `open_desk`.
        clock: what tells the time.
        holder: the refusal that says who has the log.
        workstation: what the administrator set.

    Raises:
        KnownError: the policy cannot be used, or the log cannot be read either.
    """
    today = clock.read().utc.astimezone(clock.zone).date()
    policy = policy_for_beds(policy_dir, workstation=workstation, today=today)
    return Onlooker(data_dir, policy, clock, holder)


class Onlooker(Desk):
    """A desk that takes no act."""

    def __init__(
        self, data_dir: Path, policy: LoadedPolicy, clock: Clock, holder: LogInUse
    ) -> None:
        self._folder = data_dir
        self._holder = holder
        log = see_log(data_dir)
        self._seen = log.head()
        super().__init__(log=log, policy=policy, clock=clock)
        self._looked_at = self._now

    @property
    def standing_notice(self) -> str:
        """Return that nothing can be recorded here, and why."""
        return say(
            "READ ONLY. {sentence} It does not answer. {do}", sentence=self._holder.sentence, do=_DO
        )

    @property
    def standing_brief(self) -> str:
        """Return the same: who has the log is said whole everywhere."""
        return self.standing_notice

    @property
    def locked(self) -> tuple[Blocked, ...]:
        """Return why no act can be done here."""
        return blocked((self._refusal(),))

    @property
    def is_notice_to_confirm(self) -> bool:
        """Return False: a confirmation could not be recorded."""
        return False

    def acknowledge(self, by: str) -> Answer:
        """Refuse, as every act."""
        del by
        return Answer(is_accepted=False, blocked=self.locked, noticed=(), events=())

    def open_bed(self, command: do.OpenEpisode, by: str) -> tuple[Answer, str]:
        """Refuse."""
        del command
        return self.acknowledge(by), ""

    def handle(self, bed_id: str, command: do.AnyCommand, by: str) -> Answer:
        """Refuse."""
        del bed_id, command
        return self.acknowledge(by)

    def tick(self) -> None:
        """Let a second pass, and look every five whether something was recorded meanwhile."""
        self._read_clock()
        if abs(self._now - self._looked_at) >= _LOOK_EVERY:
            self._looked_at = self._now
            # What was seen before stands, should it not be readable just now.
            with contextlib.suppress(LogUnusable):
                self._look()

    def _look(self) -> None:
        log = see_log(self._folder)
        if log.head() != self._seen:
            self._seen = log.head()
            self._beds = {
                one.episode: BedSession.recover(
                    log=log, policy=self._policy, episode=one.episode, app=__version__
                )
                for one in log.open_episodes()
            }

    def _handle(self, bed: BedSession, command: do.AnyCommand, *, by: str) -> Handled:
        del command, by
        return Handled(
            line=0,
            at=self._now,
            refusals=(self._refusal(),),
            noticed=(),
            events=(),
            state=bed.state,
        )

    def _refusal(self) -> Finding:
        sentence = say("Nothing can be recorded here. {sentence}", sentence=self._holder.sentence)
        return finding(Code.LOG_NOT_WRITTEN, sentence, next_action=_DO)
