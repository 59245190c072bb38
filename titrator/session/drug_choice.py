"""The drugs that can be chosen, as texts."""

import msgspec

from titrator.core import wording
from titrator.core.drug_library import Drug, DrugLibrary
from titrator.core.language import drug_name
from titrator.core.units import Family


class DrugChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A drug that can be chosen, with its units and standard bags as texts."""

    name: str
    display_name: str
    amount_unit: str
    dose_units: tuple[str, ...]
    preparations: tuple[tuple[str, str], ...]


class LibraryDesk:
    """What the calculator alone needs of a desk: a library, and its drugs as texts."""

    def __init__(self, library: DrugLibrary) -> None:
        self._library = library

    @property
    def library(self) -> DrugLibrary:
        """Return the drug library."""
        return self._library

    def drugs(self) -> tuple[DrugChoice, ...]:
        """Return its drugs as texts."""
        return drug_choices(self._library)


def drug_choices(library: DrugLibrary) -> tuple[DrugChoice, ...]:
    """Return the drugs of a library."""
    return tuple(_choice(drug) for drug in library.drugs.values())


def _choice(drug: Drug) -> DrugChoice:
    return DrugChoice(
        name=drug.name,
        display_name=drug_name(drug.display_name),
        amount_unit="units" if drug.family is Family.UNITS else "mg",
        dose_units=tuple(unit.symbol for unit in drug.dose_units),
        preparations=tuple(
            (wording.exact(one.amount), wording.exact(one.volume)) for one in drug.preparations
        ),
    )
