"""The drugs in force: found by their name in full, letter for letter."""

from __future__ import annotations

import pytest

from tests.support.drugs import (
    ALL_DRUGS,
    ANGIOTENSIN,
    LIBRARY,
    NOREPINEPHRINE,
    VASOPRESSIN,
    quantity,
)
from tests.support.shift import shipped_policy
from titrator.core.drug_library import LabelledAs, Preparation, Review
from titrator.core.findings import RefusedError
from titrator.core.units import Family


@pytest.mark.hazard("H43")
@pytest.mark.parametrize("name", [drug.name for drug in ALL_DRUGS])
def test_a_drug_is_found_by_its_name(name: str) -> None:
    """All eight, here and in the library that ships."""
    assert LIBRARY.drug(name).name == name
    assert shipped_policy().library.drug(name).name == name


@pytest.mark.hazard("H43")
@pytest.mark.parametrize(
    "name", ["Norepinephrine", "norepi", "levophed", "NOREPINEPHRINE", "vasopressin ", "", None]
)
def test_no_other_name_is_taken_for_it(name: str | None) -> None:
    """The refusal says what was asked and what there is."""
    with pytest.raises(RefusedError) as refused:
        LIBRARY.drug(name)
    (one,) = refused.value.findings
    assert one.code == "UNKNOWN_DRUG"
    assert one.text == (
        f'Drug "{name or ""}" is not in the drug library (norepinephrine, epinephrine, phenylephrine, '
        "dobutamine, dopamine, milrinone, vasopressin, angiotensin II)."
    )


def test_a_long_name_is_cut_in_the_sentence() -> None:
    """Forty letters of it are enough to know it by."""
    with pytest.raises(RefusedError) as refused:
        LIBRARY.drug("x" * 1_000)
    assert refused.value.findings[0].text.startswith(f'Drug "{"x" * 40}" is not in ')


def test_a_drug_says_how_it_is_measured_and_dosed() -> None:
    """Vasopressin in units and never per kg, the others by mass."""
    assert (NOREPINEPHRINE.family, NOREPINEPHRINE.is_dosed_per_kg) == (Family.MASS, True)
    assert (ANGIOTENSIN.family, ANGIOTENSIN.is_dosed_per_kg) == (Family.MASS, True)
    assert VASOPRESSIN.family is not Family.MASS
    assert not VASOPRESSIN.is_dosed_per_kg


@pytest.mark.hazard("H43")
def test_published_tall_man_letters_are_shipped() -> None:
    """And only the published ones."""
    shown = {drug.name: drug.display_name for drug in shipped_policy().library.drugs.values()}
    assert shown == {
        "angiotensin II": "angiotensin II",
        "dobutamine": "DOBUTamine",
        "dopamine": "DOPamine",
        "epinephrine": "EPINEPHrine",
        "milrinone": "milrinone",
        "norepinephrine": "norepinephrine",
        "phenylephrine": "phenylephrine",
        "vasopressin": "vasopressin",
    }


def test_the_words_of_a_drug_file_are_fixed() -> None:
    """Hospitals have written them into their files."""
    assert [str(one) for one in Review] == ["approved", "unreviewed", "second hand"]
    assert [str(one) for one in LabelledAs] == ["base", "salt"]


def test_what_a_file_does_not_state_is_empty() -> None:
    """No way to tell a bag apart, and no day of the next review, unless somebody wrote one."""
    bag = Preparation(
        amount=quantity("4 mg"),
        volume=quantity("250 mL"),
        labelled_as=LabelledAs.BASE,
        source="a test",
        review=Review.UNREVIEWED,
    )
    assert (bag.told_apart, NOREPINEPHRINE.review_by) == ("", "")
