"""How a log file comes into being: whole under another name, synced, and only then named."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from titrator.store.chain import BEGINNING, Row
from titrator.store.folder import FILE_MODE
from titrator.store.schema import connect, create

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from titrator.store.record import Origin

SIDE_FILES = ("-wal", "-shm", "-journal")


def make_log_file(path: Path, origin: Origin = BEGINNING, rows: Iterable[Row] = ()) -> None:
    """Makes a log file of this name; whatever has the name already is replaced.

    Args:
        path: its name.
        origin: what the entries of the file follow.
        rows: entries to begin with, as sealed before.

    Raises OSError or sqlite3.Error; then nothing of this name was made or replaced.
    """
    give_name(write_unnamed(path, origin, rows), path)


def write_unnamed(path: Path, origin: Origin, rows: Iterable[Row]) -> Path:
    """Returns a whole log file that waits beside `path` for its name. Otherwise as `make_log_file`."""
    unnamed = side_file(path, ".new")
    for end in ("", *SIDE_FILES):
        side_file(unnamed, end).unlink(missing_ok=True)
    os.close(os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE_MODE))
    with contextlib.closing(connect(unnamed, "mode=rw")) as connection:
        create(connection, origin, rows)
    return unnamed


def give_name(unnamed: Path, path: Path) -> None:
    """Gives a whole file its name for good. A file that is replaced must be closed, with no journal."""
    unnamed.replace(path)
    sync_folder(path.parent)


def side_file(path: Path, end: str) -> Path:
    """Returns the file that SQLite keeps beside a log under this ending."""
    return path.with_name(f"{path.name}{end}")


def sync_folder(folder: Path) -> None:
    """Makes new names in the folder survive a power cut. Windows does so by itself."""
    if os.name == "nt":  # pragma: no cover -- Windows only
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
