"""What of the lock files Windows takes."""

from __future__ import annotations

import json
import re

import pytest

from tests.packaging.dev_script import ROOT
from tests.packaging.windows_scripts import FOLDER, windows_script

pins = windows_script("pins")
FACTS = pins.facts_of_windows("3.11.9")


@pytest.mark.parametrize(
    ("marker", "is_true"),
    [
        ("sys_platform == 'win32'", True),
        ("sys_platform != 'win32'", False),
        ("python_full_version < '3.12'", True),
        ("python_full_version < '3.9'", False),
        ("python_full_version >= '3.11.10'", False),
        ("platform_machine == 'AMD64' or sys_platform == 'darwin'", True),
        ("implementation_name != 'PyPy' and (platform_machine == 'x86_64')", False),
    ],
)
def test_a_marker_is_asked_of_windows_and_not_of_this_machine(
    marker: str, *, is_true: bool
) -> None:
    """Numbers of versions are compared as numbers: 3.9 is before 3.11."""
    assert pins.holds(marker, FACTS) is is_true


@pytest.mark.parametrize("marker", ["extra == 'x'", "sys_platform", "sys_platform in 'win32'"])
def test_a_marker_that_is_not_understood_is_no_guess(marker: str) -> None:
    """A package that was left out in silence would be missed at a bedside."""
    with pytest.raises(ValueError, match="not understood"):
        pins.holds(marker, FACTS)


def test_a_lock_is_read_with_its_hashes_and_without_what_is_for_others() -> None:
    """Two packages, of which one is for Linux."""
    lock = f"# made\na==1 ; sys_platform == 'linux' \\\n    --hash=sha256:{'0' * 64}\n"
    lock += (
        f"b-c==2.0 \\\n    --hash=sha256:{'1' * 64} \\\n    --hash=sha256:{'2' * 64}\n    # via d\n"
    )
    assert pins.pins_for(lock, FACTS) == [("b-c", "2.0", frozenset({"1" * 64, "2" * 64}))]


def test_a_line_that_is_no_pin_is_an_error() -> None:
    """A package without a hash could be any."""
    with pytest.raises(ValueError, match="not a pinned package"):
        pins.pins_for("a==1\n", FACTS)


def test_the_program_s_own_lock_is_understood() -> None:
    """Everything that runs on Windows is in it once."""
    lock = (ROOT / "packaging" / "requirements.lock").read_text(encoding="utf-8")
    names = [pin.name for pin in pins.pins_for(lock, FACTS)]
    assert {"pyside6-essentials", "shiboken6", "msgspec", "platformdirs"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.hazard("H45")
def test_both_pythons_for_windows_are_pinned_by_hash() -> None:
    """What comes under their names is taken only when it is the very same."""
    lock = json.loads((FOLDER / "runtime.lock.json").read_text(encoding="utf-8"))
    for name in ("bundled", "for_tests"):
        assert re.fullmatch("[0-9a-f]{64}", lock[name]["sha256"])
        assert lock[name]["python"] == "3.11.9"
