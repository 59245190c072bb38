"""The language of a workstation is known before its first word is said."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from titrator import resources
from titrator.core import language
from titrator.core.language import choose, drug_name, say, unit_label
from titrator.session.build import about_lines
from titrator.session.policy import load_policy
from titrator.session.site_words import (
    DrugNames,
    Language,
    Translation,
    UnitWords,
    _set_in,
    catalogue,
    choice_of,
    choose_words,
    told_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ALL = 'language = "es"\ndrug_names = "international"\nunits = "spelled out"\n'


@pytest.fixture
def english_after() -> Iterator[None]:
    """The other tests go on in English."""
    yield
    choose(None)


@pytest.mark.usefixtures("english_after")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no variable for its folder")
def test_the_administrators_file_chooses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is chosen without it, nor by a value that is none; the refusal of that comes later."""
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path))
    choose_words()
    assert language._choice is None
    file = tmp_path / "Titrator" / "workstation.toml"
    file.parent.mkdir()
    file.write_text('language = "fr"\ndrug_names = 1\nprofile = "a"\n', encoding="utf-8")
    choose_words()
    assert language._choice is None
    file.write_text(ALL, encoding="utf-8")
    choose_words()
    assert drug_name("norepinephrine") == "noradrenalina"
    assert unit_label("mcg/kg/min") == "microgramos/kg/min"


@pytest.mark.usefixtures("english_after")
def test_international_names_and_spelled_out_units_hold_in_english_too() -> None:
    """Two drugs have another name outside the United States; two units are written in full."""
    choose(choice_of(Language.ENGLISH, DrugNames.INTERNATIONAL, UnitWords.SPELLED_OUT))
    assert say("Norepinephrine, EPINEPHrine, epinephrine, vasopressin") == (
        "Noradrenaline, adrenaline, adrenaline, vasopressin"
    )
    assert say("0.03 mcg/kg/min, 40 nanogram/kg/min, 4 mg in 250 mL, 0.04 units/min") == (
        "0.03 micrograms/kg/min, 40 nanograms/kg/min, 4 mg in 250 mL, 0.04 units/min"
    )


def test_plain_english_needs_no_choice() -> None:
    """So that it costs nothing."""
    assert choice_of(Language.ENGLISH, DrugNames.USUAL, UnitWords.SHORT) is None


def test_a_file_that_cannot_be_read_chooses_nothing(tmp_path: Path) -> None:
    """What is wrong with it is said when it is read whole."""
    file = tmp_path / "workstation.toml"
    assert _set_in([file]) == {}
    file.write_bytes(b"\xff")
    assert _set_in([file]) == {}
    file.write_text("language = ", encoding="utf-8")
    assert _set_in([tmp_path / "none", file]) == {}
    assert _set_in([tmp_path]) == {}
    file.write_text('language = "es"\n', encoding="utf-8")
    assert _set_in([file]) == {"language": "es"}


def test_a_damaged_catalogue_leaves_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window still opens; the list of files of the installation shows the damage."""
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "titrator")
    folder = tmp_path / "resources" / "languages" / "es"
    assert catalogue(Language.SPANISH) == {}
    folder.mkdir(parents=True)
    (folder / "core.json").write_text('{"Hold": "Pausa"}', encoding="utf-8")
    (folder / "ui.json").write_text('{"Log": "Registro"}', encoding="utf-8")
    assert catalogue(Language.SPANISH) == {"Hold": "Pausa", "Log": "Registro"}
    (folder / "ui.json").write_text('{"Log": 1}', encoding="utf-8")
    assert catalogue(Language.SPANISH) == {}


@pytest.mark.usefixtures("english_after")
def test_spanish_says_that_no_clinician_has_reviewed_it() -> None:
    """In Spanish, until its own file names who has; plain English says nothing of the kind."""
    caution = "Traducción sin revisar por un clínico."
    assert told_of(Language.SPANISH).name == "Español"
    choose(choice_of(Language.SPANISH, DrugNames.USUAL, UnitWords.SHORT))
    assert language.caution_of_words() == caution
    assert about_lines(load_policy(library_dir=None, protocol_file=None))[-1] == caution
    choose(choice_of(Language.ENGLISH, DrugNames.INTERNATIONAL, UnitWords.SHORT))
    assert language.caution_of_words() == ""
    choose(None)
    assert language.caution_of_words() == ""


def test_a_translation_is_reviewed_only_when_it_says_by_whom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a statement, a damaged file and no file at all leave it unreviewed."""
    assert Translation({"reviewed": True, "reviewed_by": "Dra. Ruiz", "caution": "x"}).caution == ""
    for half in (
        {"reviewed": True, "reviewed_by": " "},
        {"reviewed": False, "reviewed_by": "Dra. Ruiz"},
        {"reviewed": "true", "reviewed_by": "Dra. Ruiz", "caution": 1},
    ):
        assert Translation(half).caution == "Translation not reviewed by a clinician."
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "titrator")
    assert told_of(Language.SPANISH).caution == "Translation not reviewed by a clinician."
    file = tmp_path / "resources" / "languages" / "es" / "about.toml"
    file.parent.mkdir(parents=True)
    file.write_text("reviewed = ", encoding="utf-8")
    assert told_of(Language.SPANISH).caution == "Translation not reviewed by a clinician."
