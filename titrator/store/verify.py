"""Walks the whole chain of a log and names the first entry that is not as it was written.

A log may lie in several files: archives, each following the one before it, and the file in use. Those
that are found are walked as one chain.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from titrator.core.language import say
from titrator.store.chain import BEGINNING
from titrator.store.faults import Fault, carried_row_fault, inner_fault, row_fault, unreadable
from titrator.store.reading import reading
from titrator.store.record import Head, Origin

if TYPE_CHECKING:
    from titrator.store.reading import LogReader

WHAT_A_CHAIN_SHOWS = say(
    "An intact chain shows that no entry was changed, moved, inserted or removed before the last "
    "one. It cannot show that entries are true, who typed them or that the clock was right; nor "
    "that entries were not cut off at the end, or the whole log written anew. Against the last "
    "two, compare the number of entries and the last check code with those printed on a handover sheet."
)

_WITNESS = re.compile(r"([1-9][0-9]{0,15}):([0-9a-f]{16,64})")


class VerifyReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a walk along the chain found.

    Attributes:
        entries: how many entries are intact and chained, from the first one looked at.
        head: number and hash of the last of them: what to compare with a witness.
        first_at_utc, last_at_utc: when the first and the last of them were written.
        fault: the first thing found wrong, or None.
        origin: what the first one looked at follows; the entries before were not looked at.
        files: the files that were looked at, the oldest first; the fault is in the last of them.
    """

    entries: int
    head: Head
    first_at_utc: str | None
    last_at_utc: str | None
    fault: Fault | None
    origin: Origin
    files: tuple[Path, ...]


def read_witness(text: str) -> Head:
    """Returns what a handover sheet says, `SEQ:CODE`; of the hash at least 16 digits.

    Raises ValueError for anything else.
    """
    match = _WITNESS.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(
            f"{text!r} is not a number, a colon and at least 16 digits of a check code"
        )
    return Head(seq=int(match[1]), hash=match[2])


def verify(path: Path, *, witness: Head | None = None) -> VerifyReport:
    """Returns what the chain shows that ends in this file; never writes to anything.

    Args:
        path: a log file. Archives that lead up to it are looked at too where they lie beside it.
        witness: number and hash of an entry, or the beginning of the hash, as noted elsewhere.

    Raises a LogUnusable when a file is not a log, or too damaged to be opened as one.
    """
    with contextlib.ExitStack() as stack:
        parts = _parts(path, stack)
        walk = _Walk(parts[0].origin, witness)
        looked_at = []
        for part in parts:
            looked_at.append(part.path)
            if not walk.goes_through(part, is_last=part is parts[-1]):
                break
        return walk.report(tuple(looked_at))


class _Part:
    """One file of the chain, held still."""

    def __init__(self, path: Path, stack: contextlib.ExitStack) -> None:
        self.path = path
        self.reader: LogReader = stack.enter_context(reading(path))
        self.found = self.reader.origin()
        self.origin = self.found or BEGINNING

    def older(self) -> Path | None:
        """Returns the archive whose last entry this file follows, where it lies beside it."""
        if self.origin.cause != "archived":
            return None
        # From the folder of the log, or from among the archives.
        names = (self.origin.file, Path(self.origin.file).name)
        places = (self.path.parent / name for name in names)
        return next((place for place in places if place.is_file()), None)


def _parts(path: Path, stack: contextlib.ExitStack) -> list[_Part]:
    """Returns the files of the chain, the oldest first."""
    parts = [_Part(path, stack)]
    while (older := parts[0].older()) is not None:
        part = _Part(older, stack)
        if part.origin.head.seq >= parts[0].origin.head.seq:
            break  # not what was archived: a file that leads nowhere else must not lead round
        parts.insert(0, part)
    return parts


class _Walk:
    """What is known after the entries looked at so far."""

    def __init__(self, origin: Origin, witness: Head | None) -> None:
        self._origin = origin
        self._witness = witness
        self._head = origin.head
        self._first_at: str | None = None
        self._last_at: str | None = None
        self._versions: dict[str, int] = {}
        self._before: LogReader | None = None
        self._fault: Fault | None = None

    def goes_through(self, part: _Part, *, is_last: bool) -> bool:
        """Returns whether nothing is wrong in this file.

        What is missing at the end is told before what is wrong around the entries: it is the cause
        where both are, as when the list of open episodes names one whose first entry was cut off.
        """
        try:
            self._fault = (
                self._beginning_fault(part)
                or self._carried_fault(part)
                or self._chain_fault(part.reader)
                or (self._end_fault() if is_last else None)
                or inner_fault(part.reader)
            )
        except sqlite3.DatabaseError as error:
            self._fault = unreadable(self._head.seq + 1, str(error))
        self._before = part.reader
        return self._fault is None

    def _end_fault(self) -> Fault | None:
        """Returns what the witness knows and the chain does not reach."""
        witness, head = self._witness, self._head
        if witness is None or self._origin.head.seq <= witness.seq <= head.seq:
            return None
        if witness.seq > head.seq:
            sentence = say(
                "The log ends with entry {last}, but entry {written} was written: "
                "entries were cut off at its end.",
                last=head.seq,
                written=witness.seq,
            )
            return Fault(seq=head.seq + 1, kind="cut", sentence=sentence)
        sentence = say(
            "Entry {seq} is in an archive that does not lie beside the log.", seq=witness.seq
        )
        return Fault(seq=witness.seq, kind="missing", sentence=sentence)

    def report(self, files: tuple[Path, ...]) -> VerifyReport:
        """Returns what was found."""
        return VerifyReport(
            entries=self._head.seq - self._origin.head.seq,
            head=self._head,
            first_at_utc=self._first_at,
            last_at_utc=self._last_at,
            fault=self._fault,
            origin=self._origin,
            files=files,
        )

    def _beginning_fault(self, part: _Part) -> Fault | None:
        """Returns what is wrong with where the file says that it begins."""
        if part.found is None:
            sentence = say(
                "{path} does not say which entry its own ones follow.", path=part.path.name
            )
            return Fault(seq=None, kind="file", sentence=sentence)
        if part.origin.head != self._head:
            sentence = say(
                "{path} does not follow entry {seq} of the archive.",
                path=part.path.name,
                seq=self._head.seq,
            )
            return Fault(seq=self._head.seq + 1, kind="missing", sentence=sentence)
        return self._against_witness(self._head)

    def _carried_fault(self, part: _Part) -> Fault | None:
        """Returns what is wrong with the entries that were carried over into the file."""
        versions: dict[str, int] = {}
        for row in part.reader.rows_up_to(part.origin.head.seq):
            fault = carried_row_fault(row, versions.get(row.episode, 0), self._before)
            if fault is not None:
                return fault
            versions[row.episode] = row.version
        for episode, version in versions.items():
            known = self._versions.setdefault(episode, version)
            if known != version:
                sentence = say(
                    "Of an episode carried over into {path} entries are missing.",
                    path=part.path.name,
                )
                return Fault(seq=None, kind="missing", sentence=sentence)
        return None

    def _chain_fault(self, reader: LogReader) -> Fault | None:
        """Returns the first thing wrong with the entries of the file itself."""
        for row in reader.rows_after(self._head.seq):
            version = self._versions.get(row.episode, 0)
            fault = row_fault(row, self._head, version, reader)
            if fault is not None:
                return fault
            self._head = Head(seq=row.seq, hash=row.hash)
            self._versions[row.episode] = row.version
            self._first_at, self._last_at = self._first_at or row.at_utc, row.at_utc
            fault = self._against_witness(self._head)
            if fault is not None:
                return fault
        return None

    def _against_witness(self, head: Head) -> Fault | None:
        witness = self._witness
        if witness is None or head.seq != witness.seq or head.hash.startswith(witness.hash):
            return None
        sentence = say(
            "Entry {seq} is not the one that was noted elsewhere: the log was written anew.",
            seq=head.seq,
        )
        return Fault(seq=head.seq, kind="rewritten", sentence=sentence)
