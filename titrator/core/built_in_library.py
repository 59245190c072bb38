"""The drug library that is left when no file can be trusted: names, units and built-in ceilings.

It holds no figure of any hospital and no bag; it is for the calculator only, and guides nothing.
"""

from titrator.core.drug_library import Drug, DrugLibrary, Figure, Review
from titrator.core.library_lint import DOSE_UNITS
from titrator.core.limits import ceiling
from titrator.core.units import UNITS

# Tall-man letters as published by FDA and ISMP.
_TALL_MAN = {"dobutamine": "DOBUTamine", "dopamine": "DOPamine", "epinephrine": "EPINEPHrine"}
BUILT_IN = "built in"


def built_in_library() -> DrugLibrary:
    """Return the eight drugs, each with its built-in ceiling as the only limit."""
    drugs = {name: _drug(name, units) for name, units in DOSE_UNITS.items()}
    return DrugLibrary(drugs=drugs, fingerprint=BUILT_IN)


def _drug(name: str, units: tuple[str, ...]) -> Drug:
    limit = ceiling(name)
    figure = Figure(value=limit.maximum, source=limit.source, review=Review.SECOND_HAND)
    return Drug(
        name=name,
        display_name=_TALL_MAN.get(name, name),
        dose_units=tuple(UNITS[symbol] for symbol in units),
        hard_limit=figure,
        soft_limit=None,
        usual_range=None,
        preparations=(),
        cautions=(),
    )
