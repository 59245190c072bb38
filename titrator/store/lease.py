"""One writer at a time: a lock that the operating system holds for the life of the process.

A crash, a kill or a power cut releases it, so no stale lock is ever taken over by guesswork. The
file says who holds it, for the message only; what counts is the lock.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from titrator.core.language import say
from titrator.store.errors import LogInUse
from titrator.store.folder import FILE_MODE

if TYPE_CHECKING:
    from pathlib import Path

_HOLDER_BYTES = 128  # written at full length each time, so that a full disk has room for it


class Lease:
    """The right to write in a data folder, until it is released or the process ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Lets the next process write. Releasing twice is harmless.

        The file stays: deleting it would let a third process lock a new one beside the second.
        """
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def take_lease(path: Path, *, opened_at_utc: str) -> Lease:
    """Returns the lease on this lock file. Raises LogInUse when another process holds it.

    Raises OSError when the file cannot be opened.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
    try:
        _lock(descriptor)
    except OSError as error:
        raise _in_use(_read_holder(descriptor)) from error
    else:
        _write_holder(descriptor, opened_at_utc)
        lease = Lease(descriptor)
        descriptor = -1
        return lease
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def holder_of(path: Path) -> int | None:
    """Returns the process that took the lock of this file last; None when it does not say."""
    try:
        found = json.loads(path.read_bytes()[:_HOLDER_BYTES])
    except (OSError, ValueError):
        return None
    process_id = found.get("pid") if isinstance(found, dict) else None
    return process_id if isinstance(process_id, int) else None


def _write_holder(descriptor: int, opened_at_utc: str) -> None:
    text = json.dumps({"pid": os.getpid(), "since_utc": opened_at_utc})
    # Who holds the lock is a courtesy: a full disk must not keep anyone from the log.
    with contextlib.suppress(OSError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, text.encode().ljust(_HOLDER_BYTES))


def _read_holder(descriptor: int) -> object:
    """Returns what the lock file says, or None when it says nothing readable."""
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return json.loads(os.read(descriptor, _HOLDER_BYTES))
    except (OSError, ValueError):
        return None


def _in_use(holder: object) -> LogInUse:
    match holder:
        case {"pid": int(process_id), "since_utc": str(since_utc)}:
            who = say(
                " (process {process_id}, since {since_utc})",
                process_id=process_id,
                since_utc=_local_time(since_utc),
            )
            return LogInUse(process_id, since_utc, who)
        case _:
            return LogInUse(None, None, "")


def _moment(at: datetime) -> str:
    return say("{time} on {date}", time=f"{at:%H:%M}", date=f"{at:%Y-%m-%d}")


def _local_time(at_utc: str) -> str:
    """Returns the moment as this workstation's clock shows it; the text itself if unreadable."""
    try:
        return _moment(datetime.fromisoformat(at_utc).astimezone())
    except (ValueError, OverflowError):
        return at_utc


if sys.platform == "win32":  # pragma: no cover -- Windows only
    import msvcrt

    def _lock(descriptor: int) -> None:
        # Windows keeps others from reading what is locked, so the lock lies far behind the text.
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
