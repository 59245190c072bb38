"""The language of a workstation, and how it writes drug names and units.

Read from the administrator's file before anything with words of its own is loaded, so it loads none
itself, and nothing at all where there is no such file. What is wrong in the file is refused later,
with every other fault of it (`titrator.session.workstation`); until then the program speaks English.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from titrator.core.language import Choice, choose
from titrator.session.machine_folders import workstation_files


class Language(StrEnum):
    """A language that ships; a folder of `resources/languages` has the name of its value."""

    ENGLISH = "en"
    SPANISH = "es"


class DrugNames(StrEnum):
    """The names of two drugs: as in the drug library, or as outside the United States."""

    USUAL = "usual"
    INTERNATIONAL = "international"


class UnitWords(StrEnum):
    """How the small units of mass are written: mcg, or micrograms."""

    SHORT = "short"
    SPELLED_OUT = "spelled out"


ABOUT = "about.toml"
NOT_REVIEWED = "Translation not reviewed by a clinician."
_Word = TypeVar("_Word", bound=StrEnum)
_INTERNATIONAL = {
    Language.ENGLISH: ("noradrenaline", "adrenaline"),
    Language.SPANISH: ("noradrenalina", "adrenalina"),
}
_SPELLED_OUT = {
    Language.ENGLISH: (("microgram", "micrograms"), ("nanogram", "nanograms")),
    Language.SPANISH: (("microgramo", "microgramos"), ("nanogramo", "nanogramos")),
}


def choose_words() -> None:
    """Say everything in this process as the administrator set it; English where nothing is set."""
    set_here = _set_in(workstation_files())
    if set_here:
        choose(
            choice_of(
                _one_of(Language, set_here.get("language"), Language.ENGLISH),
                _one_of(DrugNames, set_here.get("drug_names"), DrugNames.USUAL),
                _one_of(UnitWords, set_here.get("units"), UnitWords.SHORT),
            )
        )


def choice_of(language: Language, drug_names: DrugNames, units: UnitWords) -> Choice | None:
    """Return how everything is said then; None where that is plain English."""
    settings = (language, drug_names, units)
    if settings == (Language.ENGLISH, DrugNames.USUAL, UnitWords.SHORT):
        return None
    words = {} if language is Language.ENGLISH else catalogue(language)
    return Choice(
        lambda template: words.get(template, template),
        drug_names=_names(language) if drug_names is DrugNames.INTERNATIONAL else {},
        units=_units(language) if units is UnitWords.SPELLED_OUT else {},
        caution="" if language is Language.ENGLISH else told_of(language).caution,
    )


class Translation:
    """What a language says of itself: its name, and who of the clinic has reviewed it.

    Args:
        found: what its file says. Without the name of a reviewer nothing counts as reviewed.
    """

    def __init__(self, found: Mapping[str, object]) -> None:
        self.name = _text(found, "name")
        self.reviewed_by = _text(found, "reviewed_by") if found.get("reviewed") is True else ""
        self.caution = "" if self.reviewed_by else _text(found, "caution") or NOT_REVIEWED


def told_of(language: Language) -> Translation:
    """Return what a language says of itself; a damaged file leaves it unreviewed."""
    import tomllib

    from titrator.resources import ResourceMissingError, resource_text

    try:
        return Translation(tomllib.loads(resource_text(f"languages/{language}/{ABOUT}")))
    except (ResourceMissingError, tomllib.TOMLDecodeError):
        return Translation({})


def _text(found: Mapping[str, object], name: str) -> str:
    text = found.get(name)
    return text.strip() if isinstance(text, str) else ""


def catalogue(language: Language) -> dict[str, str]:
    """Return every sentence of a language by its English one; nothing of a file that is damaged."""
    import msgspec

    from titrator.resources import ResourceMissingError, language_files

    words: dict[str, str] = {}
    try:
        for content in language_files(language).values():
            words.update(msgspec.json.decode(content, type=dict[str, str]))
    except (ResourceMissingError, msgspec.MsgspecError):
        return {}
    return words


def _names(language: Language) -> Mapping[str, str]:
    norepinephrine, epinephrine = _INTERNATIONAL[language]
    return {
        "norepinephrine": norepinephrine,
        "Norepinephrine": norepinephrine.capitalize(),
        "epinephrine": epinephrine,
        "Epinephrine": epinephrine.capitalize(),
        "EPINEPHrine": epinephrine,
    }


def _units(language: Language) -> Mapping[str, tuple[str, str]]:
    microgram, nanogram = _SPELLED_OUT[language]
    return {"mcg": microgram, "nanogram": nanogram}


def _set_in(files: Sequence[Path]) -> dict[str, object]:
    """Return what the first of `files` that is there sets; nothing where it cannot be read."""
    for file in files:
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            continue
        except OSError:
            return {}
        import tomllib

        try:
            return tomllib.loads(content.decode("utf-8-sig"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError):
            return {}
    return {}


def _one_of(words: type[_Word], found: object, otherwise: _Word) -> _Word:
    return next((word for word in words if word == found), otherwise)
