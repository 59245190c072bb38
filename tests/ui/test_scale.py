"""Screens set to 125 and 150 %: nothing is cut, whatever a pixel of the window is on the screen."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.gallery import STATES, shots
from tests.support.every_case import whole_or_fast
from tests.support.program import ROOT

_FEW = [
    *(f"bedside-{state}" for state in STATES),
    "form-reassess",
    "form-reassess-back",
    "form-reduce",
    "form-back_up",
    "form-bag_change",
    "form-correct",
    "why-refused",
    "beds",
    "trend",
    "glance-four",
    "calculator-result",
    "log-damaged",
]
NAMES = [shot.name for shot in shots()][: whole_or_fast(1000, 0)] or _FEW
# What a screen of 1366x768 leaves at 125 % and at 150 %, and one of 1920x1080 at 150 %.
_FAST = [
    ("1.25", (1093, 543), "light"),
    ("1.5", (911, 465), "light"),
    ("1.5", (1366, 697), "night"),
]
_REST = [
    (scale, size, look)
    for scale in ("1", "1.25", "1.5")
    for size in ((1366, 697), (1093, 543), (911, 465))
    for look in ("light", "night")
    if (scale, size, look) not in _FAST
]
CASES = [*_FAST, *_REST[: whole_or_fast(len(_REST), 0)]]


@pytest.mark.hazard("H09")
@pytest.mark.parametrize(("scale", "size", "look"), CASES)
def test_nothing_is_cut_at_another_scale(scale: str, size: tuple[int, int], look: str) -> None:
    """In a process of its own, because a process has one scale."""
    looked = subprocess.run(
        [sys.executable, "-m", "tests.support.scaled", *map(str, size), look, *NAMES],
        cwd=ROOT,
        env=os.environ
        | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert looked.returncode == 0, looked.stderr
    assert looked.stdout.splitlines() == [str(float(scale))]
