"""Permissions mean nothing to root: tests about them drop its rights for a moment."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534


@contextlib.contextmanager
def without_privileges() -> Iterator[None]:
    """Runs the block as a user whom permissions bind. Skips on Windows, which has none of these."""
    if sys.platform == "win32":
        pytest.skip("permission bits are a matter of Linux")
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextlib.contextmanager
def a_folder_for_everyone() -> Iterator[Path]:
    """A folder that any user can reach, unlike those that pytest makes."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
