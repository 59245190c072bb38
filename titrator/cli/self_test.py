"""`titrator --self-test`: whether this installation works as it was released; for whoever installs it."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from titrator.core.errors import KnownError
from titrator.session import self_test
from titrator.session.clock import SystemClock
from titrator.session.places import data_folder, own_program
from titrator.session.self_test import Part
from titrator.session.workstation import this_workstation

OPTION = "--self-test"
_SOUND_S = 20


def run(arguments: list[str]) -> int:
    """Try every part and print what was found: 0 when all passed, 1 when one did not."""
    parser = argparse.ArgumentParser(prog="titrator", allow_abbrev=False)
    parser.add_argument(OPTION, action="store_true", required=True, help="try this installation")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--policy-dir", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args(arguments)
    parts = _parts(data_folder(asked.data_dir, os.environ), asked.policy_dir)
    is_passed = all(part.is_passed for part in parts)
    if asked.json:
        told = {part.name: {"passed": part.is_passed, "found": part.found} for part in parts}
        print(json.dumps({"passed": is_passed, "parts": told}, ensure_ascii=False))
    else:
        for part in parts:
            print(f"{'passed' if part.is_passed else 'FAILED'}  {part.name}: {part.found}")
        print("The self-test passed." if is_passed else "THE SELF-TEST FAILED: do not use it here.")
    return 0 if is_passed else 1


def _parts(folder: Path, policy_dir: Path | None) -> tuple[Part, ...]:
    clock = SystemClock()
    return (
        _tried("release", self_test.release_part),
        _tried("arithmetic", self_test.arithmetic_part),
        _tried("policy", lambda: self_test.policy_part(policy_dir, this_workstation(), clock)),
        _tried("clock", lambda: self_test.clock_part(clock)),
        _tried("log", lambda: self_test.log_part(folder, clock)),
        _tried("font", _font),
        _tried("sound", _sound),
        _tried("files", lambda: self_test.files_part(self_test.installed_folder())),
    )


def _tried(name: str, attempt: Callable[[], Part]) -> Part:
    """Return the part; whatever stops it is its fault, and hides no other part."""
    try:
        return attempt()
    except KnownError as error:
        return Part(name=name, is_passed=False, found=f"{error.sentence} {error.next_action}")
    except ImportError as error:
        # A library of Qt, or one of the system that it needs, is not there.
        return Part(name=name, is_passed=False, found=f"A part cannot be loaded: {error}.")
    except OSError as error:
        return Part(name=name, is_passed=False, found=f"{error.strerror or error}.")


def _font() -> Part:
    """Draw with Qt; without a display on a screen in memory."""
    from titrator.app import has_display

    if not has_display(sys.platform, os.environ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from titrator.ui import fonts

    unloaded, undrawn = fonts.tried_without_window()
    return self_test.font_part(unloaded, undrawn, count=len(fonts.GLYPHS))


def _sound() -> Part:
    """Play the test tone, in a process that may hang and complain as drivers do.

    A workstation without sound is no fault: it says so at the bedside.
    """
    command = [*own_program(), "sound"]
    try:
        done = subprocess.run(  # noqa: S603 -- this very program
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SOUND_S, check=False
        )
    except subprocess.TimeoutExpired:
        return Part(name="sound", is_passed=True, found="SOUND OFF: the sound device hangs")
    found = done.stdout.decode("utf-8", errors="replace").strip()
    is_passed = done.returncode in (0, 1) and bool(found)
    return Part(name="sound", is_passed=is_passed, found=found or "The sound cannot be tried.")
