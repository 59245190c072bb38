"""A reserve on the disk: a file that is given up once, when the disk is full, so that writing goes on.

It buys the time to call somebody. It is made where there is room enough, and never fills a disk.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

from titrator.store.folder import FILE_MODE

if TYPE_CHECKING:
    from pathlib import Path

BALLAST_NAME = "titrator.reserve"
BALLAST_BYTES = 4 * 1024 * 1024
ROOM_NEEDED_BYTES = 64 * 1024 * 1024


class Ballast:
    """The reserve of a data folder.

    Attributes:
        is_there: whether it can still be given up.
    """

    def __init__(self, folder: Path) -> None:
        """Make it where it is missing and there is room."""
        self._path = folder / BALLAST_NAME
        with contextlib.suppress(OSError):
            _make(self._path)
        self.is_there = self._path.exists()

    def give_up(self) -> bool:
        """Returns whether there was one; its room on the disk is free then."""
        self.is_there = False
        try:
            self._path.unlink()
        except OSError:
            return False
        return True


def _make(path: Path) -> None:
    if path.exists() and path.stat().st_size == BALLAST_BYTES:
        return
    path.unlink(missing_ok=True)
    if shutil.disk_usage(path.parent).free < ROOM_NEEDED_BYTES:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(descriptor, 0, BALLAST_BYTES)
        else:  # pragma: no cover -- Windows only
            os.write(descriptor, b"\0" * BALLAST_BYTES)
    finally:
        os.close(descriptor)
