"""A file that appears whole or not at all, also when the program is killed while it is written.

On Linux what is written has no name until it is whole, so that a killed run leaves nothing at all.
Where that cannot be had, it is written beside its place under a name that ends in ``.part`` and
carries the number of the process; the next run takes away what processes that have ended left.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def written_whole(target: Path) -> Iterator[TextIO]:
    """Give a text file that takes the place of `target` when all went well, and vanishes if not.

    Raises:
        OSError: it cannot be written; what stood at `target` stays.
    """
    # Of a link, the file it leads to is replaced and the link stays.
    place = target.resolve()
    remove_left_behind(place)
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    nameless = _open_nameless(place.parent)
    if nameless is None:
        file = part.open("x", encoding="utf-8", newline="")
    else:
        file = os.fdopen(nameless, "w", encoding="utf-8", newline="")
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if nameless is not None:
                _name(nameless, part)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def remove_left_behind(place: Path) -> None:
    """Take away the parts of `place` whose process has ended."""
    with contextlib.suppress(OSError):
        for part in place.parent.iterdir():
            number = _process_of(part.name, place.name)
            if number is not None and not _is_running(number):
                # One that another process holds cannot be taken away on Windows: it stays.
                with contextlib.suppress(OSError):
                    part.unlink()


def _process_of(name: str, whole: str) -> int | None:
    """Return the number of the process in ``WHOLE.123.part``; None for any other name."""
    number = name.removeprefix(f"{whole}.").removesuffix(".part")
    is_part = number.isascii() and number.isdigit() and name == f"{whole}.{number}.part"
    return int(number) if is_part and len(number) <= 10 else None


def _is_running(process: int) -> bool:
    if sys.platform == "win32":  # pragma: no cover - Windows only
        # There, asking would end it; a file that is held open cannot be removed anyway.
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _open_nameless(folder: Path) -> int | None:
    """Return a file in `folder` that has no name yet; None where that cannot be had."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None:
        return None
    try:
        return os.open(folder, flag | os.O_WRONLY, 0o666)
    except OSError:
        # No such file system, or a fault that opening by name tells in its own words.
        return None


def _name(nameless: int, part: Path) -> None:
    folder = os.open(part.parent, os.O_RDONLY)
    try:
        # Only with a folder given does the system follow /proc to the file itself.
        os.link(f"/proc/self/fd/{nameless}", part.name, src_dir_fd=folder, dst_dir_fd=folder)
    finally:
        os.close(folder)


def write_bytes_whole(target: Path, content: bytes) -> None:
    """Write `content` in place of `target`, whole or not at all.

    Raises:
        OSError: it cannot be written; what stood there stays.
    """
    place = target.resolve()
    remove_left_behind(place)
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
