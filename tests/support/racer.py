"""A program that opens a log when it is told to, as often as it is told to.

Usage: racer.py FOLDER

For each line on its standard input it opens the log and appends one entry, and prints "open N" with
the number of that entry, or "held P" with the process that has it. It lets go at the next line, which
it answers with "free"; so the lines come in pairs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.support.log_entries import NOON, an_entry
from titrator.store.errors import LogInUse
from titrator.store.opening import open_log


def main(folder: Path) -> None:
    """Race until the input ends."""
    for _ in sys.stdin:
        try:
            log = open_log(folder, opened_at_utc=NOON)
        except LogInUse as error:
            say(f"held {error.process_id}")
            sys.stdin.readline()
            say("free")
            continue
        version = sum(1 for _ in log.read("bed-a")) + 1
        say(f"open {log.append(an_entry(version)).seq}")
        sys.stdin.readline()
        log.close()
        say("free")


def say(line: str) -> None:
    """Write a line at once."""
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
