"""Reads the window as a screen reader does: over AT-SPI, from another process.

Usage, inside a D-Bus session with a display:
    dbus-run-session -- xvfb-run -a python -m tests.support.at_spi FOLDER

Opens the real window over a folder with one bed, opens the assessment, and prints what stands in
the accessibility tree before and after, as JSON: a list of [role, name, takes the cursor] a screen.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.driving import a_window
from titrator.core.commands import OpenEpisode
from titrator.session.clock import SystemClock
from titrator.session.desk import open_desk

if TYPE_CHECKING:
    from collections.abc import Iterator

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_ROOT = "/org/a11y/atspi/accessible/root"
_CHILD = re.compile(r"\('(:[\d.]+)', (?:objectpath )?'([^']+)'\)")
# Bits of the first word of the states, as at-spi2 numbers them.
_FOCUSABLE, _SHOWING = 1 << 11, 1 << 25

_TRIES = 100
_BED = OpenEpisode(bed="ICU-12", adult=True, weight="70 kg", weight_kind="measured")

Node = tuple[str, str, bool]


def read_tree() -> list[Node]:
    """Return role, name and whether it takes the cursor of all that is shown, in tree order."""
    bus = _words(_call(("--session",), "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress"))
    at = ("--address", bus)
    applications = _call(at, "org.a11y.atspi.Registry", _ROOT, f"{_ACCESSIBLE}.GetChildren")
    return [
        node
        for name, path in _CHILD.findall(applications)
        for node in _shown(at, name, path, is_top=True)
    ]


def _shown(at: tuple[str, ...], name: str, path: str, *, is_top: bool = False) -> Iterator[Node]:
    states = re.search(r"\d{3,}", _call(at, name, path, f"{_ACCESSIBLE}.GetState"))
    bits = int(states.group()) if states else 0
    if not is_top and not bits & _SHOWING:
        return
    role = _words(_call(at, name, path, f"{_ACCESSIBLE}.GetRoleName"))
    get = "org.freedesktop.DBus.Properties.Get"
    said = _words(_call(at, name, path, get, _ACCESSIBLE, "Name"))
    yield role, said, bool(bits & _FOCUSABLE)
    for child in _CHILD.findall(_call(at, name, path, f"{_ACCESSIBLE}.GetChildren")):
        yield from _shown(at, *child)


def _call(at: tuple[str, ...], name: str, path: str, method: str, *given: str) -> str:
    asked = ["gdbus", "call", *at, "--dest", name, "--object-path", path, "--method", method]
    done = subprocess.run([*asked, *given], capture_output=True, text=True, timeout=20, check=True)
    return done.stdout


def _words(answer: str) -> str:
    """Return the one string of an answer such as ``('push button',)`` or ``(<'Hold'>,)``."""
    found = re.search(r"['\"](.*)['\"]>?,\)\s*$", answer, re.DOTALL)
    return found.group(1) if found else ""


def main(folder: Path) -> None:
    """Make a bed, open the window, and print both screens."""
    desk = open_desk(data_dir=folder, policy_dir=None, clock=SystemClock())
    desk.open_bed(_BED, "AB")
    desk.close()
    with a_window(folder, platform="xcb") as window:
        bed: list[Node] = []
        for _ in range(_TRIES):
            # The window is usable before the bridge has told the registry of it.
            bed = bed or read_tree()
        window.ask("by", "AB")
        window.ask("act", "reassess")
        sys.stdout.write(json.dumps([bed, read_tree()]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
