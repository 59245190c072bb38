"""A small file for its owner alone, replaced as a whole: there is the old content or the new one.

Beside the log and never part of it: what stands here may be lost, and nothing waits for it.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from titrator.store.folder import FILE_MODE

if TYPE_CHECKING:
    from pathlib import Path


def read_small(path: Path, *, at_most: int) -> bytes:
    """Returns the content; nothing where there is none, it cannot be read, or it is longer."""
    try:
        with path.open("rb") as file:
            content = file.read(at_most + 1)
    except OSError:
        return b""
    return content if len(content) <= at_most else b""


def write_small(path: Path, content: bytes) -> bool:
    """Returns whether the content is on the disk now; where not, the former one stands."""
    beside = path.with_name(f"{path.name}.new")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        return False
    return True
