"""What Windows does otherwise. A test that cannot hold there is skipped, and the run says why."""

from __future__ import annotations

import stat
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

ON_WINDOWS = sys.platform == "win32"

needs_mode_bits = pytest.mark.skipif(
    ON_WINDOWS, reason="Windows has no mode bits: the rights of a file come from its folder"
)
needs_mount_table = pytest.mark.skipif(
    ON_WINDOWS, reason="Windows has no mount table: its network paths are tried beside this one"
)


def mode_is(path: Path, wanted: int) -> bool:
    """Whether the mode bits are these; on Windows, which has none, there is nothing to differ."""
    return ON_WINDOWS or stat.S_IMODE(path.stat().st_mode) == wanted
