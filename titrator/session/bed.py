"""One bed: the way in for every command, whoever gives it.

decide -> append to the log -> only then show. The window, the scenario command, the simulator and
the tests all enter at `BedSession.handle`.

While the log cannot be written nothing is acknowledged. What can only make a bed safer (hold, back up,
doubt about the clock, time that ran out) is still shown, and waits: it is written as soon as that is
possible, in order and with its own time, before anything else at the bed.
"""

from datetime import datetime, timedelta

import msgspec

from titrator.core import commands as do
from titrator.core import wording
from titrator.core.engine import Decision, decide
from titrator.core.events import AnyEvent, DoseReduced, Stamp
from titrator.core.evolve import evolve
from titrator.core.findings import Code, Finding, finding
from titrator.core.language import say, says_what_is_kept
from titrator.core.state import EMPTY, State
from titrator.core.units import Quantity
from titrator.session.clock import Reading
from titrator.session.codec import ClockMark, Entry, from_payload, to_payload
from titrator.session.policy import LoadedPolicy
from titrator.session.view import shown_dose
from titrator.store.chain import utc_text
from titrator.store.errors import LogNotWritten, VersionConflict
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


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """The dose that the pump gives after a reduction, in the unit asked for and in words.

    What was asked for is a round dose, and the pump is set in steps: 0.02 mcg/kg/min becomes 0.0202.
    The words are those in which the row of the drug says the same dose.
    """

    dose: Quantity
    text: str


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """One entry with when it was made; `is_written` once it is in the log.

    `reached` goes with a reduction alone. It follows from the log and is no part of it.
    """

    at: datetime
    entry: Entry
    is_written: bool = True
    reached: Reached | None = None


# These never lower a dose, so they are not lost when they cannot be logged at once.
_ONLY_SAFER = (do.Hold, do.BackUp, do.DoubtClock, do.Look)
_WAITS = say("It stands on this screen and is recorded as soon as the log can be written.")


class BedSession:
    """A bed with its log.

    Attributes:
        episode: id of the episode in the log.
        state: what is known, after the last entry.
        entries: every entry, for the log on screen; those that wait to be written are the last.
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
        self,
        command: do.AnyCommand,
        *,
        by: str,
        at: datetime,
        line: int | None = None,
        clock: ClockMark | None = None,
    ) -> Handled:
        """Decide on `command` and log it before anything is acknowledged.

        Args:
            command: as typed.
            by: initials of who acts, empty for the program itself.
            at: when, UTC.
            line: its number where a scenario gives one; else the next.
            clock: what the counting clock shows; a scenario has none.

        Returns:
            What came of it. LOG_NOT_WRITTEN when it could not be logged: then nothing was
            acknowledged, and nothing changed but by a hold, a back up or the passing of time.
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
            clock=clock,
        )
        error = self._write_what_waits()
        if decision.events or not isinstance(command, do.Look):
            logged = Logged(at=at, entry=entry)
            error = error or self._write(logged)
            if error is not None:
                return self._not_written(error, entry, decision, at)
            self._enter(logged, decision.state)
        self._previous_at = at
        self.state = decision.state
        return _handled(decision, number, at)

    @property
    def last_seen(self) -> Reading | None:
        """Return what both clocks showed at the last entry; None where it does not say."""
        mark = self.entries[-1].entry.clock if self.entries else None
        if mark is None:
            return None
        counted = timedelta(milliseconds=mark.counted_ms)
        return Reading(utc=self.entries[-1].at, counted=counted, boot=mark.boot)

    @property
    def written(self) -> int:
        """Return how many entries of this bed are in the log."""
        return self._version

    @property
    def is_waiting(self) -> bool:
        """Return whether something that is shown could not be written yet."""
        return self._version < len(self.entries)

    def _write_what_waits(self) -> LogNotWritten | None:
        """Write what waits, the oldest first; return what stopped it."""
        while self.is_waiting:
            place = self._version
            error = self._write(self.entries[place])
            if error is not None:
                return error
            self.entries[place] = msgspec.structs.replace(self.entries[place], is_written=True)
        return None

    def _write(self, logged: Logged) -> LogNotWritten | None:
        """Write an entry; return what stopped it."""
        record = NewRecord(
            episode=self.episode,
            version=self._version + 1,
            kind=_kind(logged.entry),
            at_utc=utc_text(logged.at),
            payload=to_payload(logged.entry),
            policy=self._policy.fingerprint,
            app=self._app,
        )
        try:
            self._log.append(record)
        except LogNotWritten as error:
            return error
        self._version += 1
        return None

    def _not_written(
        self, error: LogNotWritten, entry: Entry, decision: Decision, at: datetime
    ) -> Handled:
        """Acknowledge nothing; but show, and keep to be written, what only makes the bed safer."""
        waits = (
            not decision.refusals
            and isinstance(entry.command, _ONLY_SAFER)
            and not isinstance(error, VersionConflict)
        )
        if waits:
            self._enter(Logged(at=at, entry=entry, is_written=False), decision.state)
            self._previous_at = at
            self.state = decision.state
        text = f"{error.sentence} {_WAITS}" if waits else error.sentence
        refusal = finding(Code.LOG_NOT_WRITTEN, text, next_action=error.next_action)
        return Handled(
            line=entry.line,
            at=at,
            refusals=(*decision.refusals, refusal),
            noticed=decision.noticed if waits else (),
            events=decision.events if waits else (),
            state=self.state,
        )

    def _take(self, record: StoredRecord) -> None:
        entry = from_payload(record.payload)
        at = datetime.fromisoformat(record.at_utc)
        stamp = Stamp(at=at, by=entry.by, line=entry.line)
        said = entry if says_what_is_kept() else self._said_again(entry, stamp, record)
        for event in entry.events:
            self.state = evolve(self.state, event, stamp)
        self._version = record.version
        self._previous_at = at
        self._enter(Logged(at=at, entry=said), self.state)

    def _said_again(self, entry: Entry, stamp: Stamp, record: StoredRecord) -> Entry:
        """Return an entry in the words of this workstation, where they are certain."""
        if (record.policy, record.app) != (self._policy.fingerprint, self._app):
            return entry
        from titrator.session.said_again import said_again

        return said_again(entry, self.state, stamp, self._policy, self._previous_at)

    def _enter(self, logged: Logged, after: State) -> None:
        """Keep an entry, with the dose of a reduction as the state after it has it."""
        self._line = max(self._line, logged.entry.line)
        for event in logged.entry.events:
            if isinstance(event, DoseReduced):
                reached = _reached(event, after, self._policy)
                logged = msgspec.structs.replace(logged, reached=reached)
        self.entries.append(logged)


def _reached(event: DoseReduced, after: State, policy: LoadedPolicy) -> Reached:
    infusion, unit = after.infusions[event.drug], event.to.unit
    dose = after.stated(after.dose(infusion), unit)
    # An older log may hold a drug that the library of today does not; it is read all the same.
    is_known = event.drug in policy.library.drugs
    text = shown_dose(infusion, unit, after, policy) if is_known else wording.shown(dose)
    return Reached(dose=dose, text=text)


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
