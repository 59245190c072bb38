"""Entries of the log that concern the workstation and no bed: who silenced a prompt, who heard a tone."""

from titrator import __version__
from titrator.store.canonical import JsonValue
from titrator.store.record import EventLog, NewRecord

_FORM = 1


class WorkstationLog:
    """Writes them, each start of the program in an episode of its own, which never opens a bed."""

    def __init__(self, log: EventLog, fingerprint: str) -> None:
        """Begin an episode that no other start has; `fingerprint` is that of the policy."""
        self._log = log
        self._fingerprint = fingerprint
        self._episode = ""
        self._version = 0

    def note(self, kind: str, at_utc: str, **facts: JsonValue) -> None:
        """Write one entry.

        Raises:
            LogNotWritten: it could not be written.
        """
        if not self._episode:
            self._episode = f"workstation-{self._log.head().seq}"
        payload: dict[str, JsonValue] = {"form": _FORM, "workstation": kind, **facts}
        self._log.append(
            NewRecord(
                episode=self._episode,
                version=self._version + 1,
                kind="entry",
                at_utc=at_utc,
                payload=payload,
                policy=self._fingerprint,
                app=__version__,
            )
        )
        self._version += 1
