"""The hash chain: how an entry is sealed, and how a seal is checked.

The hash of an entry is the SHA-256 of the canonical JSON of its other columns, its number and the
hash of the entry before it included. The payload enters as the text that is stored.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, get_args

from titrator.core.errors import BugError
from titrator.core.language import say
from titrator.store.canonical import canonical_json, parse_canonical
from titrator.store.record import EntryKind, Head, NewRecord, Origin, OriginCause, StoredRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

BEFORE_FIRST = Head(seq=0, hash="0" * 64)
BEGINNING = Origin(head=BEFORE_FIRST, cause="beginning", file="")
CAUSES: tuple[str, ...] = get_args(OriginCause)
KINDS: tuple[str, ...] = get_args(EntryKind)

_EPISODE = re.compile(r"[0-9A-Za-z_-]{1,64}")
_LABEL = re.compile(r"[!-~]{1,128}")  # a hash or a version: visible ASCII, no spaces
_AT_UTC = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z", re.ASCII)


class SealBroken(ValueError):
    """A row is not what was sealed; `sentence` is half a sentence that says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Row(NamedTuple):
    """One entry as the file holds it, in the order of its columns. The payload is JSON text.

    The types are those of an entry that was written here; a damaged file can hold anything.
    """

    seq: int
    episode: str
    version: int
    kind: EntryKind
    at_utc: str
    payload: str
    policy: str
    app: str
    prev_hash: str
    hash: str


def seal(record: NewRecord, *, after: Head) -> Row:
    """Returns the row that follows `after`. Raises BugError for a record that cannot be stored."""
    _require(_EPISODE.fullmatch(record.episode), "episode", record.episode)
    _require(record.version >= 1, "version", record.version)
    _require(record.kind in KINDS, "kind", record.kind)
    _require(is_utc_text(record.at_utc), "at_utc", record.at_utc)
    _require(_LABEL.fullmatch(record.policy), "policy", record.policy)
    _require(_LABEL.fullmatch(record.app), "app", record.app)
    row = Row(
        seq=after.seq + 1,
        episode=record.episode,
        version=record.version,
        kind=record.kind,
        at_utc=record.at_utc,
        payload=canonical_json(record.payload),
        policy=record.policy,
        app=record.app,
        prev_hash=after.hash,
        hash="",
    )
    return row._replace(hash=hash_of(row))


# What a damaged file can hold (bytes that are not UTF-8, values that are not text) hashes to something
# as well, and never matches.
_COLUMNS = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=repr)


def hash_of(row: Row) -> str:
    """Returns the hash that the row ought to carry, whatever it does carry."""
    columns = row._asdict()
    del columns["hash"]
    text = _COLUMNS.encode(columns)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def open_seal(row: Row) -> StoredRecord:
    """Returns the entry of a row. Raises SealBroken when the row is not what was sealed."""
    if hash_of(row) != row.hash:
        raise SealBroken(say("the check code does not match the entry"))
    try:
        payload: Mapping[str, object] = parse_canonical(row.payload)
    except ValueError as error:
        raise SealBroken(say("its text is not as Titrator writes it")) from error
    return StoredRecord(**{**row._asdict(), "payload": payload})


def utc_text(at: datetime) -> str:
    """Returns a moment as the log writes it, ``2026-03-01T08:00:30.000000Z``."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def is_utc_text(text: str) -> bool:
    """Returns whether the text is a real moment written as 2026-03-01T08:00:30.000000Z."""
    if _AT_UTC.fullmatch(text) is None:
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _require(condition: object, name: str, value: object) -> None:
    if not condition:
        raise BugError(f"no entry can be stored with the {name} {value!r}")
