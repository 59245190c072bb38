"""Translators are given every sentence, and what they gave keeps what may not change."""

from __future__ import annotations

import pytest

from tests.architecture.source_text import source_from, sources_below
from tests.language import catalogues
from tests.language.pseudo import pseudo
from tests.language.templates import PACKAGES, has_words, templates, unwritten


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
    assert has_words("{dose} late")
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
