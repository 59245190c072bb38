"""Every screen in another language: nothing that was never said, and nothing without room."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source_text import ROOT
from tests.language.unsaid import unsaid_words
from tests.support.every_case import whole_or_fast


def seen(module: str, *arguments: str) -> list[str]:
    """The faults that a process of its own found, which speaks the language."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    found = done.stdout.splitlines()
    assert done.returncode == (1 if found else 0), done.stderr
    return found


@pytest.mark.parametrize("language", ["pseudo", "es", "international"])
def test_every_screen_is_said_whole_and_has_room(language: str) -> None:
    """One screen of each kind in every run, all of them on demand; in every size."""
    few = whole_or_fast(0, 1) * ["--few"]
    found = seen("tests.language.seen", language, *few)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "pseudo", "international"])
def test_small_screens_have_room_for_letters_as_wide_as_whole_pixels(language: str) -> None:
    """So they are on Windows, and on a Linux with full hinting; words are 1 to 5 px wider then."""
    few = whole_or_fast(0, 1) * ["--few"]
    found = seen("tests.language.seen", language, "--whole-pixels", *few)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["pseudo", "es"])
def test_the_program_itself_says_everything(language: str) -> None:
    """A real desk, from the empty first start over refusals and holds to a restart.

    Nothing is shown in the English of the log. On demand every size has room for it.
    """
    room = whole_or_fast(1, 0) * ["--room"]
    found = seen("tests.language.lived", language, *room)
    assert not found, "\n".join(found)


def test_what_was_never_said_is_found() -> None:
    """Plain English stands out; units, drugs, keys, names, files and hashes are no fault."""
    assert unsaid_words("Ŕéàššéššööö now") == ["now"]
    assert unsaid_words("norepinephrine 0.07 mcg/kg/min = 18.4 mL/h, 4 min, F5, Ctrl+M, AB") == []
    assert unsaid_words("/home/nurse/titrator-log.sqlite 7effc4d426b1") == []
    assert unsaid_words("norepinephrine-first, soft_limit") == []
    assert unsaid_words("above the limit") == ["above", "the", "limit"]
