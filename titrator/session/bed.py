"""One bed: the way in for every command, whoever gives it.

decide -> append to the log -> only then show. The window, the scenario command, the simulator and
the tests all enter at `BedSession.handle`.
"""

from datetime import datetime

import msgspec

from titrator.core import commands as do
from titrator.core.engine import Decision, decide
from titrator.core.events import AnyEvent, Stamp
from titrator.core.evolve import evolve
from titrator.core.findings import Code, Finding, finding
from titrator.core.state import EMPTY, State
from titrator.session.codec import Entry, from_payload, to_payload
from titrator.session.policy import LoadedPolicy
from titrator.store.chain import utc_text
from titrator.store.errors import LogNotWritten
from titrator.store.record import EntryKind, EventLog, NewRecord, StoredRecord


class Handled(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one command; when it was refused nothing changed but the log."""

    line: int
    at: datetime
    refusals: tuple[Finding, ...]
    noticed: tuple[Finding, ...]
    events: tuple[AnyEvent, ...]
    state: State

    @property
    def is_accepted(self) -> bool:
        """Return whether nothing was refused."""
        return not self.refusals


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """One entry with when it was made."""

    at: datetime
    entry: Entry


class BedSession:
    """A bed with its log.

    Attributes:
        episode: id of the episode in the log.
        state: what is known, after the last entry.
        entries: every logged entry, for the log on screen.
    """

    def __init__(self, *, log: EventLog, policy: LoadedPolicy, episode: str, app: str) -> None:
        """Begin at a bed that is not open yet; `app` is the version that writes."""
        self.episode = episode
        self.state: State = EMPTY
        self.entries: list[Logged] = []
        self._log = log
        self._policy = policy
        self._app = app
        self._version = 0
        self._previous_at: datetime | None = None
        self._line = 0

    @classmethod
    def recover(
        cls, *, log: EventLog, policy: LoadedPolicy, episode: str, app: str
    ) -> "BedSession":
        """Return the bed as the log tells it, entry by entry."""
        bed = cls(log=log, policy=policy, episode=episode, app=app)
        for record in log.read(episode):
            bed._take(record)
        return bed

    @property
    def policy(self) -> LoadedPolicy:
        """Return the library and protocol in force at this bed."""
        return self._policy

    def handle(
        self, command: do.AnyCommand, *, by: str, at: datetime, line: int | None = None
    ) -> Handled:
        """Decide on `command` and log it before anything is acknowledged.

        Args:
            command: as typed.
            by: initials of who acts, empty for the program itself.
            at: when, UTC.
            line: its number where a scenario gives one; else the next.

        Returns:
            What came of it. LOG_NOT_WRITTEN when it could not be logged: then nothing changed.
        """
        number = self._line + 1 if line is None else line
        stamp = Stamp(at=at, by=by, line=number)
        decision = decide(self.state, command, stamp, self._policy, previous_at=self._previous_at)
        entry = Entry(
            line=number,
            by=by,
            command=command,
            events=decision.events,
            noticed=decision.noticed,
        )
        if decision.events or not isinstance(command, do.Look):
            try:
                self._append(entry, at)
            except LogNotWritten as error:
                return self._not_written(error, number, at)
        self._previous_at = at
        self.state = decision.state
        return _handled(decision, number, at)

    def _append(self, entry: Entry, at: datetime) -> None:
        self._log.append(
            NewRecord(
                episode=self.episode,
                version=self._version + 1,
                kind=_kind(entry),
                at_utc=utc_text(at),
                payload=to_payload(entry),
                policy=self._policy.fingerprint,
                app=self._app,
            )
        )
        self._version += 1
        self._line = max(self._line, entry.line)
        self.entries.append(Logged(at=at, entry=entry))

    def _not_written(self, error: LogNotWritten, line: int, at: datetime) -> Handled:
        refusal = finding(Code.LOG_NOT_WRITTEN, error.sentence, next_action=error.next_action)
        return Handled(
            line=line, at=at, refusals=(refusal,), noticed=(), events=(), state=self.state
        )

    def _take(self, record: StoredRecord) -> None:
        entry = from_payload(record.payload)
        at = datetime.fromisoformat(record.at_utc)
        stamp = Stamp(at=at, by=entry.by, line=entry.line)
        for event in entry.events:
            self.state = evolve(self.state, event, stamp)
        self._version = record.version
        self._previous_at = at
        self._line = max(self._line, entry.line)
        self.entries.append(Logged(at=at, entry=entry))


def _handled(decision: Decision, line: int, at: datetime) -> Handled:
    return Handled(
        line=line,
        at=at,
        refusals=decision.refusals,
        noticed=decision.noticed,
        events=decision.events,
        state=decision.state,
    )


def _kind(entry: Entry) -> EntryKind:
    names = {type(event).__name__ for event in entry.events}
    if "EpisodeOpened" in names:
        return "open"
    return "close" if "EpisodeClosed" in names else "entry"
