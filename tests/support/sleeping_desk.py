"""A desk whose workstation sleeps: its clock that counts sleep leaps, as after waking.

Usage: sleeping_desk.py FOLDER NAMESPACE

It opens a bed and starts a wean, goes over to the time namespace in the file NAMESPACE, lets a second
pass, and prints what the screen says: the heading of the strip, then the warnings, a line each.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from tests.support.weaning import start_weaning
from titrator.session.clock import SystemClock
from titrator.session.desk import open_desk

CLONE_NEWTIME = 0x80


def main(folder: Path, namespace: Path) -> None:
    """Begin, sleep, wake."""
    clock = SystemClock()
    desk = open_desk(data_dir=folder, policy_dir=None, clock=clock)
    bed_id = start_weaning(desk)
    sleep_in(namespace)
    desk.tick()
    bedside = desk.bedside(bed_id)
    print(bedside.next.heading, *bedside.banner.warnings, sep="\n")  # noqa: T201
    desk.close()


def sleep_in(namespace: Path) -> None:
    """Take the clocks of another time namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(namespace, os.O_RDONLY)
    if libc.setns(descriptor, CLONE_NEWTIME):
        raise OSError(ctypes.get_errno(), "no other clock may be taken")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
