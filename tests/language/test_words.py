"""Translators are given every sentence, and what they gave keeps what may not change."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source_text import source_from, sources_below
from tests.language import catalogues
from tests.language.literals import unsaid_sentences
from tests.language.pseudo import pseudo
from tests.language.templates import PACKAGES, has_words, templates, unwritten

COMMAND_LINE = ("titrator/session/replaying.py", "titrator/session/scenario.py")
"""Only the commands speak through these; they are English everywhere."""


def test_a_sentence_is_always_written_out_where_it_is_said() -> None:
    """A sentence put together elsewhere would never reach a translator."""
    found = [
        f"{source.name}:{line}"
        for source in sources_below("titrator")
        if source.name != "titrator/core/language.py"
        for line in unwritten(source)
    ]
    assert not found, "\n".join(found)
    assert list(unwritten(source_from("a.py", "say(text)"))) == [1]


SAID_ELSEWHERE = {
    "read in its source": "a closed word, said by say_code",
    "read where another text gives it": "a closed word, said by say_code",
    "cut off, not rounded": "a closed word, said by say_code",
    "both people differ from the program": "a closed word, said by say_code",
    "dose rate per kg": "a closed word, said by say_code",
    "pump rate per kg": "a closed word, said by say_code",
    "bleeding or fluid loss": "a reason as it is recorded; what is shown stands beside it",
    "the device takes no samples": "told by another process, and said where it is shown",
    "miniaudio cannot be loaded: ": "told by another process, and said where it is shown",
    "the schema of the file is damaged": "told as SQLite tells it; what is shown says it anew",
    "Translation not reviewed by a clinician.": "where a language does not say it itself",
}
NAMES_AND_FILES = (
    "Goradia 2021",
    "Khanna 2017",
    "There is no display to open ",
    "# The page of the hospital's policy",
    '"\n\n# A tighter limit in one unit',
    "# The hospital's own sources",
    "# The pharmacy's private key",
)
"""Publications are quoted as they are; without a display the program ends before it has a language; comments in files of the pharmacy are English as their keys."""


def test_every_sentence_of_the_program_is_said() -> None:
    """Four words or more stand in a call of `say`, or a closed list says why they need not."""
    found = [
        f"{source.name}:{line}: {text!r}"
        for source in sources_below("titrator")
        if source.name not in COMMAND_LINE and not source.name.startswith("titrator/cli/")
        for line, text in unsaid_sentences(source)
        if text not in SAID_ELSEWHERE and not text.startswith(NAMES_AND_FILES)
    ]
    assert not found, "\n".join(found)
    shown = source_from(
        "a.py", "label('Nothing runs at this bed.')\nsay('All is well at this bed.')"
    )
    assert list(unsaid_sentences(shown)) == [(1, "Nothing runs at this bed.")]


def test_every_package_has_its_sentences_each_once() -> None:
    """Refusals, forms, the manual and the shipped policy are among them."""
    said = templates()
    assert tuple(said) == PACKAGES
    flat = [one for package in PACKAGES for one in said[package]]
    assert len(flat) == len(set(flat))
    assert "Call the prescriber." in said["core"]
    assert "RESUME WHEN READY" in "".join(said["session"])
    assert "Hold, at once" in said["ui"]
    assert "Write nanogram in full." in said["policy"]
    assert has_words("{countdown} late")
    assert not has_words("{dose} ({percent})")


def test_what_ships_has_no_fault() -> None:
    """Nothing that is not said any more, no other holes, numbers, units, names or keys."""
    found = list(catalogues.faults("es"))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("template", "words", "why"),
    [
        ("Set {pump}.", "Ponga.", "other holes"),
        ("Set {pump}.", "Ponga {bomba}.", "other holes"),
        ("{count:,} rows", "{count} filas", "other holes"),
        ("up to 0.04 units/min", "hasta 0.4 units/min", "altered"),
        ("5 mcg/min of norepinephrine", "5 mg/min de norepinephrine", "altered"),
        ("Press F5.", "Pulse F6.", "altered"),
        ("late ", "tarde", "blanks"),
    ],
)
def test_an_altered_sentence_is_found(template: str, words: str, why: str) -> None:
    """Each of them could hurt somebody."""
    assert any(why in found for found in catalogues._differences(template, words))


def test_a_right_sentence_passes() -> None:
    """The order of the holes is the translator's."""
    right = "Ponga la bomba a {pump}: {drug}, 5 mcg/min, F5."
    assert not list(
        catalogues._differences("{drug}: set the pump to {pump}, 5 mcg/min, F5.", right)
    )


def test_the_pseudo_language_keeps_what_a_translation_keeps() -> None:
    """Accents and more letters everywhere else."""
    assert pseudo("Set {pump}, 5 mcg/min, F5.") == "Šéţö {pump}, 5 mcg/min, F5."
    assert pseudo("HOLD NOW") == "ĤÖĻĐÖÖ ÑÖŴÖ"


def test_whoever_is_to_be_called_has_one_name() -> None:
    """Two names for one telephone number would be looked up twice at three in the morning."""
    flat = [one for said in templates().values() for one in said]
    assert any("call IT support" in one for one in flat)
    assert not [one for one in flat if re.search(r"(technical|[Cc]all|or) support\b", one)]
