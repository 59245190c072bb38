"""A log file as JSON lines: one object an entry, in order, for whoever has no Titrator.

An object holds the columns of the entry, the payload as an object. Taking `hash` away, writing the
payload as its canonical text and the rest as canonical JSON gives the text that was hashed.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from titrator.core.language import say
from titrator.store.canonical import LARGEST_INTEGER, canonical_json
from titrator.store.chain import Row, open_seal
from titrator.store.errors import ExportNotWritten, os_reason
from titrator.store.reading import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def export_entries(path: Path, write: Callable[[str], object]) -> tuple[int, int]:
    """Writes each entry as one line; returns how many there are, and how many are not intact.

    An entry that is not intact stays in: it is evidence. Its line says `"intact":false`, with the
    payload as the text that was found.

    Raises a LogUnusable when the file is not a log or cannot be read to its end.
    """
    entries = damaged = 0
    with reading(path) as reader:
        for row in reader.rows():
            line, intact = _line(row)
            write(f"{line}\n")
            entries += 1
            damaged += not intact
    return entries, damaged


def export_to(path: Path, out: Path) -> tuple[int, int]:
    """Writes the lines to a new file, in UTF-8; otherwise as `export_entries`.

    The file appears under its name when it is whole, readable by its owner alone.
    Raises ExportNotWritten when it exists or cannot be written.
    """
    if os.path.lexists(out):
        raise ExportNotWritten(out, say("there is already something of that name"))
    with _new_file(out) as file:
        return export_entries(path, lambda line: file.write(line.encode()))


def _line(row: Row) -> tuple[str, bool]:
    columns = row._asdict()
    try:
        columns["payload"] = open_seal(row).payload
    except ValueError:
        columns = {name: _as_found(value) for name, value in columns.items()}
        return canonical_json({**columns, "intact": False}), False
    return canonical_json(columns), True


def _as_found(value: object) -> str | int | None:
    """Returns the value, or its spelling where a damaged file holds what JSON cannot."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and abs(value) <= LARGEST_INTEGER:
        return value
    return repr(value)


@contextlib.contextmanager
def _new_file(out: Path) -> Iterator[IO[bytes]]:
    """Yields a file that gets its name at the end, and leaves nothing behind when that fails."""
    part: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=out.parent, prefix=f"{out.name}.", suffix=".part", delete=False
        ) as file:
            part = Path(file.name)
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(out)
        part = None
    except OSError as error:
        raise ExportNotWritten(out, os_reason(error)) from error
    finally:
        # Only now, when it is closed: Windows removes no file that is open.
        if part is not None:
            part.unlink()
