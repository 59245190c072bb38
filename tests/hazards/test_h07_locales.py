"""H07: in six locales every number is read and written alike, and a comma is refused.

Two of them write a decimal comma and three write numbers with other digits. Where localedef is
there, the C library is given the locale as well, so that nothing beneath the program is spared: one
of the locales on every run, all with TITRATOR_EVERY_CASE.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.architecture.source_text import ROOT
from tests.support.every_case import whole_or_fast

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H07")

# How Qt writes one thousand and a half there.
LOCALES = {
    "de_DE": "1.000,5",
    "en_US": "1,000.5",
    "fr_FR": "1\N{NARROW NO-BREAK SPACE}000,5",
    "ar_EG": "١٬٠٠٠٫٥",
    "fa_IR": "۱٬۰۰۰٫۵",
    "bn_BD": "১,০০০.৫",
}
PLAIN = "C"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks the user's settings, not LC_ALL")
def test_six_locales_read_and_write_every_number_alike(tmp_path: Path) -> None:
    """Conversions, a shift with its refusals, the window and what was typed into it."""
    compiled = compiled_locales(tmp_path)
    names = (PLAIN, *LOCALES)
    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = dict(zip(names, pool.map(partial(answer, compiled), names), strict=True))
    plain = answers[PLAIN]["said"]
    a_comma_was_refused_and_a_point_was_read(plain)
    for name, found in answers.items():
        for part, said in found["said"].items():
            assert said == plain[part], f"{part} under {name}"
    # A locale that did not take would show nothing.
    assert {name: answers[name]["locale"]["qt"] for name in LOCALES} == LOCALES
    # Without the sources of its locales a system leaves an empty folder.
    if (compiled / "de_DE.UTF-8" / "LC_NUMERIC").exists():
        assert answers["de_DE"]["locale"]["c_library"] == "1000,5"


def compiled_locales(folder: Path) -> Path:
    """A folder with locales for the C library; empty where they cannot be made here."""
    maker = shutil.which("localedef")
    for name in list(LOCALES)[: whole_or_fast(whole=len(LOCALES), fast=1)]:
        if maker is not None:
            target = str(folder / f"{name}.UTF-8")
            command = [maker, "-i", name, "-f", "UTF-8", "--no-archive", target]
            subprocess.run(command, capture_output=True, check=False)
    return folder


def answer(compiled: Path, name: str) -> dict[str, Any]:
    """What the program says under a locale."""
    own = {"LC_ALL": f"{name}.UTF-8", "LOCPATH": str(compiled), "PYTHONPATH": str(ROOT)}
    finished = subprocess.run(
        [sys.executable, "-m", "tests.hazards.everything_said"],
        cwd=ROOT,
        env=os.environ | own,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


def a_comma_was_refused_and_a_point_was_read(said: dict[str, Any]) -> None:
    """In words that say what to write instead, on the command line, at the bed and in the window."""
    statuses = [status for status, _ in said["commands"]]
    assert statuses == [0, 0, 1, 1, 0, 1]
    assert "write a decimal point, not a comma" in said["commands"][2][1]
    steps = [line for line in said["shift"] if line["at"] == "2026-03-01T08:06:00Z"]
    codes = [[one["code"] for one in line["refusals"]] for line in steps]
    assert codes == [["NOT_A_NUMBER"], ["NOT_A_NUMBER"], ["NOT_A_NUMBER"], []]
    assert any("write a decimal point, not a comma" in text for text in said["window"])
