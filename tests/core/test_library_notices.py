"""A library free of faults is still looked through: look-alikes, caps out of reach, sources, dates."""

from __future__ import annotations

import pytest

from tests.core.test_library_lint import bag
from tests.support.policy_texts import NOREPINEPHRINE, SOURCED, VASOPRESSIN, a_library, spoil
from titrator import resources
from titrator.core.library_file import parse_library
from titrator.core.library_notices import library_notices
from titrator.core.policy_fault import FaultCode
from titrator.core.references import parse_references


def notices(*bags: str) -> list[str]:
    """The notices of a norepinephrine file with more bags."""
    library = a_library(norepinephrine=NOREPINEPHRINE + "".join(bags))
    return [notice.sentence for notice in library_notices(library)]


BASE = 'labelled_as = "base"'


def test_bags_that_look_unlike_give_no_notice() -> None:
    """4 mg and 8 mg in 250 mL share neither amount nor number, nor a factor of ten."""
    assert notices(bag("8 mg", "250 mL", BASE)) == []


@pytest.mark.parametrize(
    ("amount", "volume", "reason"),
    [
        ("4 mg", "500 mL", "the same amount in another volume"),
        ("40 mg", "250 mL", "one is ten times as strong"),
        ("0.4 mg", "250 mL", "one is ten times as strong"),
        ("16 mg", "250 mL", "the amount of one is the number of the other's concentration"),
        ("2 mg", "500 mL", "the amount of one is the number of the other's concentration"),
    ],
)
def test_look_alike_bags_of_one_drug_give_a_notice(amount: str, volume: str, reason: str) -> None:
    """Beside 4 mg in 250 mL (16 mcg/mL) some bags invite a mistake; they are named, not refused."""
    (sentence,) = notices(bag(amount, volume, BASE))
    assert "norepinephrine 4 mg in 250 mL" in sentence
    assert sentence.endswith(f"look alike: {reason}.")


@pytest.mark.hazard("H43")
def test_the_same_label_on_two_drugs_gives_a_notice() -> None:
    """Epinephrine and norepinephrine, both 4 mg in 250 mL, are a known trap."""
    files = resources.shipped_library_files()
    files["epinephrine.toml"] += bag("4 mg", "250 mL").encode()
    sentences = [notice.sentence for notice in library_notices(parse_library(files))]
    (sentence,) = sentences
    assert sentence == (
        "epinephrine.toml, preparation: EPINEPHrine 4 mg in 250 mL and norepinephrine 4 mg in 250 mL "
        "look alike: two drugs with the same label."
    )


def test_a_bag_that_says_how_it_is_told_apart_gives_no_notice() -> None:
    """The sentence is what a pharmacist would otherwise be asked for."""
    assert notices(bag("4 mg", "500 mL", BASE + '\ntold_apart = "Read the volume."')) == []


def test_the_shipped_library_gives_no_notice_at_all() -> None:
    """Every look-alike says how it is told apart, every source is listed, every cap can be run."""
    file = "references.toml"
    sources = {one.id for one in parse_references(file, resources.resource_bytes(file))}
    assert library_notices(parse_library(resources.shipped_library_files()), sources) == ()


def test_a_cap_that_no_bag_can_carry_gives_a_notice() -> None:
    """1 mcg/kg/min at 200 kg is 12 mg/h: 3,000 mL/h of 4 mg in 1,000 mL, and a pump runs 999."""
    bare = NOREPINEPHRINE[: NOREPINEPHRINE.index("[[start]]")]
    text = bare + NOREPINEPHRINE[NOREPINEPHRINE.index("[[preparation]]") :]
    assert library_notices(a_library(norepinephrine=text)) == ()
    weak = a_library(norepinephrine=spoil(text, 'volume = "250 mL"', 'volume = "1000 mL"'))
    (found,) = library_notices(weak)
    assert found.code is FaultCode.CAP_OUT_OF_REACH
    assert (
        found.sentence
        == "norepinephrine.toml, hard_limit.value: 1 mcg/kg/min would need more than 999 mL/h at 200 kg with every bag listed."
    )


def test_a_drug_without_bags_has_no_cap_to_carry() -> None:
    """Nothing is said where nothing is listed."""
    text = NOREPINEPHRINE[: NOREPINEPHRINE.index("[[preparation]]")]
    assert library_notices(a_library(norepinephrine=text)) == ()


def test_a_source_in_no_list_and_an_approval_without_a_next_date_are_named() -> None:
    """Who wrote it is no source; an approval that never ends is none for long."""
    library = a_library(
        vasopressin=spoil(VASOPRESSIN, "approved_by = []", 'approved_by = ["A. Name, 2026-11-02"]')
    )
    found = {(one.code, one.file) for one in library_notices(library, {"Another"})}
    assert (FaultCode.REVIEW_DATE_MISSING, "vasopressin.toml") in found
    assert (FaultCode.SOURCE_UNKNOWN, "norepinephrine.toml") in found
    assert all("A label" in one.sentence for one in library_notices(library, {"Another"})[1:])
    assert SOURCED.startswith('source = "A label"')
    assert {one.code for one in library_notices(library, {"A label"})} == {
        FaultCode.REVIEW_DATE_MISSING
    }


@pytest.mark.parametrize(("volume", "is_out_of_reach"), [("333 mL", False), ("333.1 mL", True)])
def test_a_cap_that_the_fastest_rate_just_carries_gives_no_notice(
    volume: str, *, is_out_of_reach: bool
) -> None:
    """1 mcg/kg/min at 200 kg is 12 mg/h: 999 mL/h of 4 mg in 333 mL."""
    bare = NOREPINEPHRINE[: NOREPINEPHRINE.index("[[start]]")]
    text = bare + NOREPINEPHRINE[NOREPINEPHRINE.index("[[preparation]]") :]
    library = a_library(norepinephrine=spoil(text, 'volume = "250 mL"', f'volume = "{volume}"'))
    found = library_notices(library)
    assert [(one.field, one.value) for one in found] == (
        [("hard_limit.value", "1 mcg/kg/min")] if is_out_of_reach else []
    )


def test_an_approval_with_a_next_date_is_quiet_and_one_without_is_told() -> None:
    approved = spoil(VASOPRESSIN, "approved_by = []", 'approved_by = ["A. Name, 2026-11-02"]')
    dated = spoil(approved, "display_name", 'review_by = "2027-11-02"\ndisplay_name')
    assert library_notices(a_library(vasopressin=dated)) == ()
    (one,) = library_notices(a_library(vasopressin=approved))
    assert (one.field, one.value) == ("review_by", "")
    assert one.sentence == (
        "vasopressin.toml, review_by: it is approved, but no date says when it is to be looked at "
        "again."
    )


def test_a_source_in_no_list_is_told_once_a_file() -> None:
    found = library_notices(a_library(), {"Another"})
    assert [one.sentence for one in found] == [
        f'{drug}.toml, hard_limit: "A label" is in no list of references; say what it is and where.'
        for drug in ("norepinephrine", "vasopressin")
    ]


def test_two_drugs_in_different_units_never_look_alike_by_their_numbers() -> None:
    """20 mg and 20 units in 100 mL."""
    text = NOREPINEPHRINE + bag("20 mg", "100 mL", BASE)
    assert library_notices(a_library(norepinephrine=text)) == ()
