"""One function says every sentence: in English as it stands, in another language with its English kept."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import pytest

from titrator.core import language
from titrator.core.language import (
    Choice,
    Said,
    altered,
    caution_of_words,
    choose,
    drug_name,
    english,
    join,
    say,
    say_code,
    say_written,
    says_what_is_kept,
    unit_label,
    with_unit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = {
    "Reduce {drug} to {dose}.": "Reducir {drug} a {dose}.",
    "Nothing runs.": "Nada corre.",
    "arterial line": "línea arterial",
    "{count:,} rows": "{count:,} filas",
    "late": "tarde",
}
NAMES = {"norepinephrine": "noradrenaline", "epinephrine": "adrenaline"}
UNITS = {"mcg": ("microgram", "micrograms")}


class Source(StrEnum):
    """A closed word, as the core has them."""

    LINE = "arterial_line"


@pytest.fixture
def spanish() -> Iterator[None]:
    """A few words of Spanish, for one test."""
    choose(Choice(lambda template: WORDS.get(template, template)))
    yield
    choose(None)


@pytest.fixture
def international() -> Iterator[None]:
    """English with other names and units, for one test."""
    choose(Choice(str, drug_names=NAMES, units=UNITS))
    yield
    choose(None)


def test_without_a_choice_the_english_sentence_is_said() -> None:
    """The key itself, its holes filled; nothing is wrapped."""
    assert type(say("Nothing runs.")) is str
    assert say("Reduce {drug} to {dose}.", drug="a", dose="1 mg") == "Reduce a to 1 mg."
    assert say("{{{count:,}}}", count=12000) == "{12,000}"
    assert say("a { that is no hole") == "a { that is no hole"
    assert say_written("{as it is}") == "{as it is}"
    assert say_code("arterial_line") == "arterial line"
    assert join(", ", ["a", "b"]) == "a, b"
    assert (drug_name("epinephrine"), with_unit("5", "mcg"), unit_label("mcg/min")) == (
        "epinephrine",
        "5 mcg",
        "mcg/min",
    )
    assert altered("abc", str.upper) == "ABC"
    assert english("abc") == "abc"


@pytest.mark.usefixtures("spanish")
def test_in_another_language_the_english_is_kept_beside() -> None:
    """The one is shown, the other written to the log."""
    said = say("Reduce {drug} to {dose}.", drug="norepinephrine", dose="5 mcg/min")
    assert said == "Reducir norepinephrine a 5 mcg/min."
    assert english(said) == "Reduce norepinephrine to 5 mcg/min."
    assert english(say("{count:,} rows", count=12000)) == "12,000 rows"
    assert say("{count:,} rows", count=12000) == "12,000 filas"
    assert say("Not in the catalogue.") == "Not in the catalogue."


@pytest.mark.usefixtures("spanish")
def test_parts_that_were_said_keep_their_english_when_they_are_joined() -> None:
    """In a hole, in a list, added, or with a capital."""
    nothing = say("Nothing runs.")
    assert english(say("{why} Wait.", why=nothing)) == "Nothing runs. Wait."
    assert (nothing + " !", english(nothing + " !")) == ("Nada corre. !", "Nothing runs. !")
    assert ("! " + nothing, english("! " + nothing)) == ("! Nada corre.", "! Nothing runs.")
    assert join("; ", [nothing, "typed"]) == "Nada corre.; typed"
    assert english(join(say(" and "), [nothing, "typed"])) == "Nothing runs. and typed"
    assert english(say("late").capitalize()) == "Late"
    assert say("late").capitalize() == "Tarde"
    shouted = altered(nothing, str.upper)
    assert (shouted, english(shouted)) == ("NADA CORRE.", "NOTHING RUNS.")
    assert english("typed" + "") == "typed"


@pytest.mark.usefixtures("spanish")
def test_closed_words_and_texts_of_files_are_said() -> None:
    """What stands in a hole is left alone unless it is a closed word of the program."""
    assert say_code(Source.LINE) == "línea arterial"
    assert say("{source}", source=Source.LINE) == "línea arterial"
    assert english(say("{source}", source=say_code(Source.LINE))) == "arterial line"
    assert say_written("Nothing runs.") == "Nada corre."
    assert say("{typed}", typed="Nothing runs.") == "Nothing runs."


@pytest.mark.usefixtures("international")
def test_names_and_units_are_written_as_the_workstation_wants() -> None:
    """Whole words only, never in a hole's name; 1 is singular; the log has the library's names."""
    assert say("norepinephrine and epinephrine") == "noradrenaline and adrenaline"
    assert say("norepinephrines, {epinephrine}", epinephrine=1) == "norepinephrines, 1"
    assert say("{drug} stopped", drug="epinephrine") == "adrenaline stopped"
    assert english(say("{drug} stopped", drug="epinephrine")) == "epinephrine stopped"
    assert say("15 mcg/min or {dose}", dose=with_unit("5", "mcg/min")) == (
        "15 micrograms/min or 5 micrograms/min"
    )
    assert (with_unit("1", "mcg/kg/min"), with_unit("0.1", "mcg")) == (
        "1 microgram/kg/min",
        "0.1 micrograms",
    )
    assert english(with_unit("1", "mcg/kg/min")) == "1 mcg/kg/min"
    assert with_unit("7.9", "mL/h") == "7.9 mL/h"
    assert (drug_name("epinephrine"), drug_name("vasopressin")) == ("adrenaline", "vasopressin")
    assert (unit_label("mcg/min"), say("not in {unit}", unit="mcg")) == (
        "micrograms/min",
        "not in micrograms",
    )


def test_what_is_said_is_an_ordinary_text() -> None:
    """It compares, hashes and prints as what is shown."""
    said = Said("hola", "hello")
    assert said == "hola"
    assert hash(said) == hash("hola")
    assert (f"{said}", said.english) == ("hola", "hello")
    assert language._choice is None


def test_words_that_nobody_reviewed_carry_their_caution_and_others_none() -> None:
    """It is shown wherever such words are read; English has none."""
    assert caution_of_words() == ""
    choose(Choice(str, caution="Not reviewed by a clinician."))
    try:
        assert caution_of_words() == "Not reviewed by a clinician."
        choose(Choice(str))
        assert caution_of_words() == ""
    finally:
        choose(None)


def test_without_a_choice_nothing_is_wrapped() -> None:
    """Plain text stays plain text: an English workstation pays nothing for the others."""
    assert type(join(", ", ["a", "b"])) is str
    assert type(drug_name("epinephrine")) is str
    assert type(with_unit("5", "mcg")) is str


@pytest.mark.usefixtures("spanish")
def test_only_in_english_is_what_is_said_to_the_letter_what_is_kept() -> None:
    """A file's text is said as it stands, braces and all, where no catalogue has it."""
    assert not says_what_is_kept()
    assert say_written("{as it is}") == "{as it is}"
    choose(None)
    assert says_what_is_kept()


def test_a_short_unit_or_name_is_never_exchanged_inside_a_longer_one() -> None:
    """4 mg is no milligrams of grams, and norepinephrine is another drug than epinephrine."""
    choose(Choice(str, drug_names={"epinephrine": "adrenaline"}, units={"g": ("gram", "grams")}))
    try:
        assert say("4 mg or 4 g") == "4 mg or 4 grams"
        assert say("a norepinephrine bag, an epinephrine bag") == (
            "a norepinephrine bag, an adrenaline bag"
        )
        assert say("{dose} of epinephrine", dose="1 mg") == "1 mg of adrenaline"
    finally:
        choose(None)


def test_a_sentence_is_looked_up_once() -> None:
    """A screen says the same hundred sentences each second."""
    asked: list[str] = []

    def words(template: str) -> str:
        asked.append(template)
        return "Nada corre."

    choice = Choice(words)
    assert choice.template("Nothing runs.") == choice.template("Nothing runs.") == "Nada corre."
    assert asked == ["Nothing runs."]
