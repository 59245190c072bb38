"""A program of its own that writes to a log, to be killed, starved or locked out.

Usage: log_writer.py FOLDER EPISODE HOW

It prints "open", then a line for each entry that was acknowledged: its number and its hash. HOW is
`forever`, `crash:N` (ends at once after N entries, closing nothing), `full:N` (no file may grow
beyond N bytes; prints the refusal and ends), `hold` (prints the number of its process, then waits
for a line on its standard input), or `race:N` (writes N entries without asking for the lease,
whatever another one does).
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.log_entries import NOON, an_entry
from titrator.store.chain import BEGINNING
from titrator.store.errors import LogNotWritten, VersionConflict
from titrator.store.lease import take_lease
from titrator.store.opening import LOG_NAME, open_log
from titrator.store.schema import connect, settle
from titrator.store.sqlite_log import SqliteLog

if TYPE_CHECKING:
    from titrator.store.record import StoredRecord


def main(folder: Path, episode: str, how: str) -> None:
    """Runs in one of the ways above."""
    way, _, number = how.partition(":")
    if way == "race":
        race(folder, episode, int(number))
        return
    log = open_log(folder, opened_at_utc=NOON)
    say("open")
    if way == "hold":
        say(str(os.getpid()))  # in an environment of Windows, another than the one that was started
        sys.stdin.readline()
        return
    if way == "full":
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(number), int(number)))
    version = sum(1 for _ in log.read(episode))
    while way != "crash" or version < int(number):
        version += 1
        try:
            acknowledge(log.append(an_entry(version, episode=episode)))
        except LogNotWritten as error:
            say(f"refused {error.sentence}")
            return
    os._exit(9)


def race(folder: Path, episode: str, entries: int) -> None:
    """Appends to one episode in competition with whoever else does."""
    path = folder / LOG_NAME
    connection = connect(path, "mode=rw")
    settle(connection, path)
    connection.execute("PRAGMA busy_timeout = 30000")
    lease = take_lease(folder / f"{os.getpid()}.lock", opened_at_utc=NOON)
    log = SqliteLog(connection, path, lease, BEGINNING)
    written = 0
    while written < entries:
        version = sum(1 for _ in log.read(episode)) + 1
        try:
            acknowledge(log.append(an_entry(version, episode=episode)))
        except VersionConflict:
            say("conflict")
            continue
        written += 1
    log.close()


def acknowledge(entry: StoredRecord) -> None:
    """Tells the test that this entry was acknowledged."""
    say(f"{entry.seq} {entry.hash}")


def say(line: str) -> None:
    """Writes a line where a kill cannot take it back."""
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
