"""H43: each drug has one name, in full, and no other spelling is taken for it."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.support.shift import opened, shipped_policy, weaning
from titrator.core.findings import Code, RefusedError

pytestmark = pytest.mark.hazard("H43")

# As it is asked for, and as it is shown: tall-man letters where they are published, and only there.
NAMES = {
    "angiotensin II": "angiotensin II",
    "dobutamine": "DOBUTamine",
    "dopamine": "DOPamine",
    "epinephrine": "EPINEPHrine",
    "milrinone": "milrinone",
    "norepinephrine": "norepinephrine",
    "phenylephrine": "phenylephrine",
    "vasopressin": "vasopressin",
}
OTHER_SPELLINGS = [
    "NE",
    "VP",
    "VASO",
    "Levo",
    "Levophed",
    "levophed",
    "noradrenaline",
    "adrenaline",
    "nor",
    "norepi",
    "epi",
    "NEO",
    "dobuta",
    "Norepinephrine",
    "NOREPINEPHRINE",
    "norepinephrine ",
    " vasopressin",
    "vasopresin",
    "norepinephrin\N{CYRILLIC SMALL LETTER IE}",
    "angiotensin",
    "angiotensin 2",
    "",
]


def test_the_names_are_these() -> None:
    """All eight, letter for letter; one more or one less is noticed by somebody."""
    drugs = shipped_policy().library.drugs
    assert {name: drug.display_name for name, drug in drugs.items()} == NAMES


@pytest.mark.parametrize("name", OTHER_SPELLINGS)
def test_no_other_spelling_is_a_drug(name: str) -> None:
    """No brand, abbreviation, capital or look-alike letter is guessed to be one of them."""
    with pytest.raises(RefusedError) as caught:
        shipped_policy().library.drug(name)
    assert [one.code for one in caught.value.findings] == [Code.UNKNOWN_DRUG]
    line = opened().at("08:01").infusion(name, "7.9 mL/h", amount="4 mg", volume="250 mL")
    assert line.codes == {"UNKNOWN_DRUG"}


def test_what_is_said_of_one_drug_names_it_in_full() -> None:
    """Advice, refusal and row: the whole name, also where the drug is clear from where it stands."""
    shift = weaning()
    line = shift.at("08:06").step("vasopressin", "0.02 units/min", "6 mL/h")
    assert line.advice["drug"] == "norepinephrine"
    assert "norepinephrine" in line.advice["text"]
    (refusal,) = line.out["refusals"]
    assert refusal["text"] == (
        "vasopressin is not next in the wean order: norepinephrine comes first."
    )


def test_no_name_is_one_letter_away_from_another() -> None:
    """A slip of one key never turns one drug into another."""
    for one, other in combinations(NAMES, 2):
        assert letters_apart(one, other) > 1


def letters_apart(one: str, other: str) -> int:
    """How many letters must be put in, taken out or changed."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        before, row[0] = row[0], number
        for place, its in enumerate(other, start=1):
            before, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, before + (letter != its)),
            )
    return row[-1]
