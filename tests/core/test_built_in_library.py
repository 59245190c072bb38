"""Where no file can be trusted, the built-in ceilings and nothing else are left."""

from __future__ import annotations

import pytest

from titrator.core.built_in_library import built_in_library

CEILINGS = {
    "vasopressin": ("0.04", "units/min"),
    "norepinephrine": ("3", "mcg/kg/min"),
    "epinephrine": ("2", "mcg/kg/min"),
    "dobutamine": ("40", "mcg/kg/min"),
    "dopamine": ("50", "mcg/kg/min"),
    "phenylephrine": ("10", "mcg/kg/min"),
    "milrinone": ("1", "mcg/kg/min"),
    "angiotensin II": ("40", "nanogram/kg/min"),
}


@pytest.mark.hazard("H33")
def test_every_drug_has_its_ceiling_and_no_bag() -> None:
    """Eight drugs; no preparation, no soft limit, nothing that looks approved."""
    library = built_in_library()
    found = {
        name: (str(drug.hard_limit.value.magnitude), drug.hard_limit.value.unit.symbol)
        for name, drug in library.drugs.items()
    }
    assert found == {
        name: (number.replace("0.04", "1/25"), unit) for name, (number, unit) in CEILINGS.items()
    }
    for drug in library.drugs.values():
        assert (drug.preparations, drug.soft_limit, drug.approved_by) == ((), None, ())


@pytest.mark.hazard("H43")
def test_names_keep_their_published_capitals() -> None:
    """As in the shipped library."""
    library = built_in_library()
    assert library.drug("dobutamine").display_name == "DOBUTamine"
    assert library.drug("dopamine").display_name == "DOPamine"
    assert library.drug("epinephrine").display_name == "EPINEPHrine"
    assert library.drug("norepinephrine").display_name == "norepinephrine"


def test_it_says_of_itself_that_no_file_is_behind_it() -> None:
    """Where a fingerprint of files would stand."""
    assert built_in_library().fingerprint == "built in"
