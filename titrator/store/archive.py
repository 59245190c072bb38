"""Retention: closed episodes go from the log into dated archive files, and the chain goes on.

An archive takes everything up to one entry, so that it is itself a whole piece of the chain. What
of that belongs to an episode that is open, or was closed too lately, is carried over into the new
log as well. Nothing is ever only in a file that was not read back first: the archive is written and
verified, then the new log, and only then does the new log take the place of the old one.
"""

from __future__ import annotations

import sqlite3
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from titrator.core.language import say
from titrator.store.errors import ArchiveNotWritten, LogDamaged, LogUnusable, why_not_written
from titrator.store.folder import FOLDER_MODE
from titrator.store.making import give_name, make_log_file, write_unnamed
from titrator.store.opening import LOG_NAME, open_log
from titrator.store.reading import reading, require_file
from titrator.store.record import Head, Origin
from titrator.store.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from titrator.store.chain import Row
    from titrator.store.reading import LogReader
    from titrator.store.sqlite_log import SqliteLog

ARCHIVE_FOLDER = "archive"


class Archived(msgspec.Struct, frozen=True, kw_only=True):
    """What was put into an archive.

    Attributes:
        file: the archive.
        episodes: how many episodes went out of the log.
        first, last: numbers of its first and last entry.
        kept: how many entries are in the log now, those carried over included.
    """

    file: Path
    episodes: int
    first: int
    last: int
    kept: int


class _Cut(msgspec.Struct, frozen=True, kw_only=True):
    """Where the chain is divided: after `last`, the last entry of the episodes that go."""

    going: frozenset[str]
    first: Row
    last: Row

    def carried(self, reader: LogReader) -> list[Row]:
        """Returns the entries before the cut whose episodes stay."""
        return [row for row in reader.rows_up_to(self.last.seq) if row.episode not in self.going]


def archive(folder: Path, *, before_utc: str, opened_at_utc: str) -> Archived | None:
    """Returns what was archived; None when nothing was closed for good before that moment.

    Args:
        folder: the data folder; no window may have it open.
        before_utc: episodes go that are not open and had their last entry before this moment.
        opened_at_utc: now, as in `opening.open_log`.

    Raises a LogUnusable for a log that is missing, in use or not intact, ArchiveNotWritten when
    the archive or the new log cannot be written. Then the log is as it was.
    """
    path = folder / LOG_NAME
    require_file(path)
    log = open_log(folder, opened_at_utc=opened_at_utc)
    try:
        return _archive(log, path, before_utc)
    finally:
        log.close()


def _archive(log: SqliteLog, path: Path, before_utc: str) -> Archived | None:
    _require_intact(path)
    head = log.head()
    with reading(path) as reader:
        cut = _cut(log, reader, before_utc)
        if cut is None:
            return None
        file = path.parent / ARCHIVE_FOLDER / _name(cut)
        end = Head(seq=cut.last.seq, hash=cut.last.hash)
        _write_archive(file, log.origin, end, reader)
        origin = Origin(head=end, cause="archived", file=f"{ARCHIVE_FOLDER}/{file.name}")
        carried = cut.carried(reader)
        unnamed = _write_new_log(path, origin, head, carried, reader)
    log.close_for_good()
    give_name(unnamed, path)
    return Archived(
        file=file,
        episodes=len(cut.going),
        first=cut.first.seq,
        last=end.seq,
        kept=len(carried) + head.seq - end.seq,
    )


def _require_intact(path: Path) -> None:
    fault = verify(path).fault
    if fault is not None:
        raise LogDamaged(path, fault.sentence.removesuffix("."))


def _cut(log: SqliteLog, reader: LogReader, before_utc: str) -> _Cut | None:
    """Returns where to divide the chain; None when nothing would go."""
    going = frozenset(
        one.episode for one in log.episodes() if not one.is_open and one.last_at_utc < before_utc
    )
    first = last = None
    for row in reader.rows_after(log.origin.head.seq):
        first = first or row
        if row.episode in going:
            last = row
    if first is None or last is None:
        return None
    return _Cut(going=going, first=first, last=last)


def _name(cut: _Cut) -> str:
    first, last = cut.first, cut.last
    dates = f"{first.at_utc[:10]}-to-{last.at_utc[:10]}"
    return f"titrator-log-{dates}-entries-{first.seq}-to-{last.seq}.sqlite"


def _write_archive(file: Path, origin: Origin, end: Head, reader: LogReader) -> None:
    """Writes the archive, unless an earlier try that was cut off later left it there whole."""
    try:
        file.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
        if not file.exists():
            make_log_file(file, origin, reader.rows_up_to(end.seq))
    except (OSError, sqlite3.Error) as error:
        raise ArchiveNotWritten(file, why_not_written(error)) from error
    _require_readable(file, file, end, origin)


def _write_new_log(
    path: Path, origin: Origin, head: Head, carried: list[Row], reader: LogReader
) -> Path:
    try:
        unnamed = write_unnamed(path, origin, chain(carried, reader.rows_after(origin.head.seq)))
    except (OSError, sqlite3.Error) as error:
        raise ArchiveNotWritten(path, why_not_written(error)) from error
    _require_readable(unnamed, path, head, None)
    return unnamed


def _require_readable(file: Path, path: Path, head: Head, origin: Origin | None) -> None:
    """Raises ArchiveNotWritten unless the file is read back as the chain that ends with `head`."""
    try:
        report = verify(file)
    except LogUnusable as error:
        raise ArchiveNotWritten(path, say("it cannot be read back")) from error
    with reading(file) as reader:
        follows = origin is None or reader.origin() == origin
    if report.fault is not None or report.head != head or not follows:
        raise ArchiveNotWritten(path, say("what is there is not what was to be written"))
