"""What goes into the log, what comes out of it, and the contract of every log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from titrator.store.canonical import JsonValue

EntryKind = Literal["open", "entry", "close"]


class NewRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One handled command with its events, ready to be appended.

    Attributes:
        episode: id of the episode: letters, digits, "-" and "_", at most 64.
        version: 1 for the first entry of the episode, then one more each time. The number the
            caller worked from plus one, so that two people cannot both write the same next entry.
        kind: "open" opens the episode, "close" closes it, "entry" leaves that as it is.
        at_utc: when, as 2026-03-01T08:00:30.000000Z.
        payload: opaque here; text, integers, booleans, None, lists and mappings, no floats.
        policy: hash of the drug library and protocol in force.
        app: version of the program.
    """

    episode: str
    version: int
    kind: EntryKind
    at_utc: str
    payload: Mapping[str, JsonValue]
    policy: str
    app: str


class StoredRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry as it stands in the log, its hash checked when it was read.

    Attributes:
        seq: place in the whole log, 1 and up without a gap.
        prev_hash: hash of the entry before it; 64 zeros before the first.
        hash: SHA-256 over everything else in this entry, in hexadecimal.
    """

    seq: int
    episode: str
    version: int
    kind: EntryKind
    at_utc: str
    payload: Mapping[str, JsonValue]
    policy: str
    app: str
    prev_hash: str
    hash: str


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Number and hash of the last entry: what a witness outside the log writes down."""

    seq: int
    hash: str


OriginCause = Literal["beginning", "archived", "set aside"]


class Origin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the entries of a file follow: nothing, or the last entry of the file before it.

    Attributes:
        head: number and hash of that entry; 0 and zeros at the beginning of a log.
        cause: why the file does not begin at the beginning.
        file: where the entries before it were put, relative to the folder of the log; else empty.
    """

    head: Head
    cause: OriginCause
    file: str


class EpisodeSummary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One episode at a glance. It is open when its last mark is "open" and not "close"."""

    episode: str
    records: int
    first_at_utc: str
    last_at_utc: str
    is_open: bool


class EventLog(Protocol):
    """An append-only log. An entry that `append` returned is never lost, changed or reordered."""

    def append(self, record: NewRecord) -> StoredRecord:
        """Returns the entry once it is written for good.

        Raises VersionConflict when another entry of the episode came first, LogNotWritten when it
        could not be written: in both cases nothing is in the log and nothing may be shown as done.
        Raises BugError for a record that could never be written.
        """

    def read(self, episode: str) -> Iterator[StoredRecord]:
        """Returns the entries of an episode in order; none for one that is unknown.

        Raises LogDamaged for an entry that was changed or is missing.
        """

    def episodes(self) -> tuple[EpisodeSummary, ...]:
        """Returns every episode, in the order in which they began."""

    def open_episodes(self) -> tuple[EpisodeSummary, ...]:
        """Returns the open episodes, in the order in which they began."""

    def head(self) -> Head:
        """Returns number and hash of the last entry; 0 and zeros for an empty log."""

    @property
    def origin(self) -> Origin:
        """Returns what the entries of the log follow."""

    @property
    def has_reserve(self) -> bool:
        """Returns whether there is room to go on writing for a while should the disk fill up."""

    def check(self, at_most: int) -> Iterator[Head]:
        """Checks every entry, closed episodes too, `at_most` at a time; yields how far it got.

        Raises LogDamaged at the first entry that is not as it was written.
        """

    def close(self) -> None:
        """Lets go of the log; closing twice is harmless."""
