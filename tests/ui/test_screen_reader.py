"""The bridge to screen readers itself: the real window on a display, read from another process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.program import ROOT

if TYPE_CHECKING:
    from tests.support.at_spi import Node

_TOOLS = {
    "xvfb-run": "xvfb",
    "dbus-run-session": "dbus",
    "gdbus": "libglib2.0-bin",
}
_BRIDGE = "/usr/share/dbus-1/services/org.a11y.Bus.service"


@pytest.fixture
def screens(tmp_path: Path) -> list[list[Node]]:
    """What a screen reader finds: a new bed, then its assessment."""
    missing = [package for tool, package in _TOOLS.items() if shutil.which(tool) is None]
    if not Path(_BRIDGE).exists():
        missing.append("at-spi2-core")
    if missing:
        pytest.skip(f"not tried here, for want of the Debian packages {', '.join(missing)}")
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    read = subprocess.run(
        [
            *("dbus-run-session", "--", "xvfb-run", "-a", "-s", "-screen 0 1366x768x24"),
            *(sys.executable, "-m", "tests.support.at_spi", str(tmp_path / "data")),
        ],
        cwd=ROOT,
        env=os.environ
        | {
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "PYTHONPATH": str(ROOT),
            "XDG_RUNTIME_DIR": str(runtime),
        },
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert read.returncode == 0, read.stderr
    found: list[list[Node]] = json.loads(read.stdout.splitlines()[-1])
    return found


def test_a_screen_reader_finds_every_control_with_role_and_name(screens: list[list[Node]]) -> None:
    """Over AT-SPI: the bed's acts, then the fields of an assessment, and nothing without a name."""
    bed, form = ({(role, name) for role, name, _ in screen} for screen in screens)
    assert {("push button", "Why?"), ("push button", "More"), ("push button", "Help")} <= bed
    assert {("text", "MAP on the arterial line, mmHg"), ("push button", "Hold")} <= form
    assert ("radio button", "Mental state: same or better") in form
    for screen in screens:
        stops = [(role, name) for role, name, takes_cursor in screen if takes_cursor]
        assert len(stops) > 6
        assert [role for role, name in stops if not name] == []
