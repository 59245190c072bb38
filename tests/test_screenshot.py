"""The command that paints the README's picture."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from tests.architecture.source_text import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def painted(*arguments: str) -> subprocess.CompletedProcess[str]:
    """One run of the command from the top of the project."""
    command = [sys.executable, "-m", "tests.screenshot", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_picture_is_painted_in_the_size_of_a_small_screen(tmp_path: Path) -> None:
    """1366 by 697, what a 1366 by 768 screen leaves; nothing is said."""
    out = tmp_path / "bedside.png"
    run = painted(str(out))
    assert (run.returncode, run.stderr) == (0, "")
    picture = QImage(str(out))
    assert (picture.width(), picture.height()) == (1366, 697)


def test_without_a_file_name_it_says_how_to_be_used() -> None:
    """Nothing is painted to a place that nobody named."""
    run = painted()
    assert run.returncode == 2
    assert "OUT.png" in run.stderr
