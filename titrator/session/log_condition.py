"""What must stand on every screen about the log itself: damage, a full disk, entries not written.

A damaged log is set aside when the desk is opened. That stands until somebody confirms it, over
restarts too: both are entries of the log, in an episode of their own that never opens a bed.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from titrator import __version__
from titrator.core.errors import BugError, KnownError
from titrator.core.events import EpisodeOpened
from titrator.core.language import altered, english, say
from titrator.session.codec import from_payload
from titrator.store.canonical import JsonValue
from titrator.store.errors import LogNotWritten, LogUnusable
from titrator.store.opening import LOG_NAME, open_log, set_log_aside
from titrator.store.record import EventLog, NewRecord
from titrator.store.salvage import Lost

_FORM = 1
_CONFIRMED = "notice confirmed"
_SLICE = 200  # entries checked at a time: some milliseconds
_NO_RESERVE = say(
    "The disk of this workstation is nearly full. The log can still be written: call IT "
    "support now."
)
_FOUND_IN_BRIEF = say("Log damaged: call IT support; do not delete the file.")


class LogCondition:
    """What is known of the log beside its entries."""

    def __init__(self, log: EventLog, fingerprint: str) -> None:
        """Look up whether a damaged log was set aside and nobody has confirmed it."""
        self._log = log
        self._fingerprint = fingerprint
        self._not_written = ""
        self._found = ""
        self._set_aside, self._set_aside_brief = _unconfirmed(log)

    @property
    def notice(self) -> str:
        """Return what must stand on every screen, empty when all is well."""
        return self._joined(self._set_aside, self._found)

    @property
    def brief(self) -> str:
        """Return the notice in few words for the smallest screens: the danger and what to do."""
        found = _FOUND_IN_BRIEF if self._found else ""
        return self._joined(self._set_aside_brief if self._set_aside else "", found)

    def _joined(self, set_aside: str, found: str) -> str:
        reserve = "" if self._log.has_reserve else _NO_RESERVE
        parts = (self._not_written, set_aside, found, reserve)
        return " ".join(part for part in parts if part)

    @property
    def is_set_aside(self) -> bool:
        """Return whether a damaged log was set aside and that is not confirmed yet."""
        return bool(self._set_aside)

    @property
    def is_to_confirm(self) -> bool:
        """Return whether there is a notice that stays until somebody confirms it."""
        return bool(self._set_aside or self._found)

    def was_refused(self, sentence: str) -> None:
        """Note that an entry could not be written, and why."""
        self._not_written = say("LOG NOT WRITTEN: write on paper. {sentence}", sentence=sentence)

    @contextlib.contextmanager
    def noted(self) -> Iterator[None]:
        """Note when the entry that is written inside could not be written."""
        try:
            yield
        except LogNotWritten as error:
            self.was_refused(error.sentence)

    def was_written(self) -> None:
        """Note that the log can be written."""
        self._not_written = ""

    def check(self) -> Iterator[None]:
        """Check all entries, closed episodes too, a few each time the next value is asked for."""
        try:
            for _ in self._log.check(_SLICE):
                yield
        except LogUnusable as damage:
            self._found = say(
                "{damage} Call IT support; do not delete the file.", damage=_why(damage)
            )

    def confirm(self, *, by: str, at_utc: str) -> None:
        """Log who has seen the notices, and let them go.

        Raises:
            LogNotWritten: it could not be logged; they stay.
        """
        if self._set_aside:
            self._note(_episode(self._log), self._set_aside, by, at_utc)
            self._set_aside = ""
        if self._found:
            self._note(f"damage-{self._log.head().seq}", self._found, by, at_utc)
            self._found = ""

    def _note(self, episode: str, notice: str, by: str, at_utc: str) -> None:
        payload: dict[str, JsonValue] = {
            "workstation": _CONFIRMED,
            "notice": english(notice),
            "by": by,
        }
        _append(self._log, episode, payload, self._fingerprint, at_utc)


def set_aside_and_note(
    data_dir: Path, damage: LogUnusable, *, at_utc: str, fingerprint: str
) -> None:
    """Set the damaged log of a folder aside and log that in the new one.

    Raises:
        KnownError: that is not possible; the damaged log is where it was.
    """
    done = set_log_aside(data_dir, opened_at_utc=at_utc)
    with contextlib.closing(open_log(data_dir, opened_at_utc=at_utc)) as log:
        payload: dict[str, JsonValue] = {
            "workstation": "log set aside",
            "file": done.file,
            "why": english(_why(damage)),
            "after": done.after.seq,
            "lost": [english(_bed_name(one)) for one in done.lost],
        }
        # That it was set aside is in the file itself: the notice then says less, but it stands.
        with contextlib.suppress(LogNotWritten):
            _append(log, _episode(log), payload, fingerprint, at_utc)


def _unconfirmed(log: EventLog) -> tuple[str, str]:
    """Return the notice about a damaged log that was set aside, whole and in few words.

    Both are empty once it is confirmed.
    """
    origin = log.origin
    if origin.cause != "set aside":
        return "", ""
    payloads = [record.payload for record in log.read(_episode(log))]
    if any(payload.get("workstation") == _CONFIRMED for payload in payloads):
        return "", ""
    beds = [str(bed) for payload in payloads for bed in _listed(payload.get("lost"))]
    names = ", ".join(beds)
    lost = say(" Not taken over: {beds}. Open that bed again.", beds=names) if beds else ""
    again = say(" Open again: {beds}.", beds=names) if beds else ""
    brief = say("Log damaged: compare every pump with this screen.{again}", again=again)
    whole = say(
        "The log of this workstation was damaged. It was set aside as {file} and goes on "
        "in a new file.{lost} What was recorded last may be missing: compare every pump with "
        "this screen, then confirm this notice. Call IT support.",
        file=origin.file,
        lost=lost,
    )
    return whole, brief


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _bed_name(lost: Lost) -> str:
    try:
        events = from_payload(lost.first.payload).events if lost.first else ()
    except (BugError, KnownError):
        events = ()
    names = [event.bed for event in events if isinstance(event, EpisodeOpened)]
    return names[0] if names else say("a bed whose name cannot be read")


def _why(damage: LogUnusable) -> str:
    """Return what is wrong without the folder of the log, which often names its user."""
    return altered(damage.sentence, _without_folder)


def _without_folder(sentence: str) -> str:
    return " ".join(LOG_NAME if LOG_NAME in word else word for word in sentence.split(" "))


def _episode(log: EventLog) -> str:
    """Return the episode in which setting a log aside, and its confirmation, are entries."""
    return f"set-aside-{log.origin.head.seq}"


def _append(
    log: EventLog, episode: str, payload: dict[str, JsonValue], fingerprint: str, at_utc: str
) -> None:
    version = sum(1 for _ in log.read(episode)) + 1
    log.append(
        NewRecord(
            episode=episode,
            version=version,
            kind="entry",
            at_utc=at_utc,
            payload={"form": _FORM, **payload},
            policy=fingerprint,
            app=__version__,
        )
    )
