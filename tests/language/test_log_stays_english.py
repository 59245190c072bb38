"""What is kept is English, whatever language the window speaks."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source_text import ROOT


def told(language: str) -> subprocess.CompletedProcess[str]:
    """Every recorded story, told by a process of its own that speaks the language."""
    command = [sys.executable, "-X", "utf8", "-m", "tests.language.told_stories", language]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )


@pytest.fixture(scope="module")
def english() -> subprocess.CompletedProcess[str]:
    """The stories as they were always told."""
    return told("english")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pseudo", "Ĥöļđöö. norepinephrine 5 mcg/min"),
        ("international", "Hold. noradrenaline 5 micrograms/min"),
    ],
)
def test_a_log_is_the_same_to_the_byte_in_every_language(
    english: subprocess.CompletedProcess[str], language: str, said: str
) -> None:
    """Refusals, their sources and next acts are English in the file, with the library's names."""
    assert english.stderr.strip() == "Hold. norepinephrine 5 mcg/min"
    other = told(language)
    assert other.stderr.strip() == said
    assert other.stdout == english.stdout
    assert "START_GATE_NOT_MET" in other.stdout
