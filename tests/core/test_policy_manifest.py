"""The page of a hospital's policy: who approved it, its days, and profiles that only tighten."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.support.policy_texts import NOREPINEPHRINE, VASOPRESSIN, a_library, spoil
from tests.support.site_folder import CARDIAC, PAGE
from titrator.core.policy_fault import FaultCode, PolicyFileError
from titrator.core.policy_manifest import names_of, parse_manifest, tightened

LIMIT = 'hard_limit = { value = "0.03 units/min"'
SOFT = 'soft_limit = { value = "0.02 units/min", source = "A label", review = "unreviewed" }'


def test_a_page_is_read_whole() -> None:
    """Title, approvers, days and both profiles."""
    page = parse_manifest((PAGE + CARDIAC).encode())
    assert (page.title, page.version) == ("Our vasopressors", "3")
    assert page.approved_by == ("A. Name, 2026-11-02", "B. Other, 2026-11-03")
    assert (page.valid_from, page.valid_until) == ("2026-11-10", "2027-11-10")
    assert page.review_by == "2027-10-01"
    assert [profile.id for profile in page.profiles] == ["medical-icu", "cardiac-surgery"]
    (limit,) = page.profiles[1].limits
    assert limit.drug == "vasopressin"


@pytest.mark.parametrize(
    ("old", "new", "code", "part"),
    [
        (
            '"B. Other, 2026-11-03"',
            '"a.  name, 2026-11-09"',
            FaultCode.APPROVAL_MISSING,
            "two different people",
        ),
        (', "B. Other, 2026-11-03"', "", FaultCode.APPROVAL_MISSING, "two different people"),
        ('"B. Other, 2026-11-03"', '"B. Other"', FaultCode.NOT_A_DATE, "not a name and a date"),
        ('"2027-11-10"', '"2026-11-09"', FaultCode.OUTSIDE_RANGE, "is before valid_from"),
        (
            '"2027-10-01"',
            '"2027-11-11"',
            FaultCode.OUTSIDE_RANGE,
            "is not from valid_from to valid_until",
        ),
        ('"2027-10-01"', '"soon"', FaultCode.NOT_A_DATE, "not a date"),
        ('valid_until = "2027-11-10"\n', "", FaultCode.MISSING_FIELD, "it is missing"),
        (
            'version = "3"',
            'version = "3"\nstatus = "approved"',
            FaultCode.UNKNOWN_FIELD,
            "no such field",
        ),
    ],
)
def test_a_page_with_a_fault_is_refused(old: str, new: str, code: FaultCode, part: str) -> None:
    """Two different people, days in order, nothing missing, nothing unknown."""
    with pytest.raises(PolicyFileError) as caught:
        parse_manifest(spoil(PAGE, old, new).encode())
    assert code in {fault.code for fault in caught.value.faults}
    assert any(part in fault.sentence for fault in caught.value.faults)


def test_a_page_needs_profiles_and_each_once() -> None:
    """None, or the same twice, is a fault."""
    for text, code in (
        (PAGE[: PAGE.index("[[profile]]")], FaultCode.MISSING_FIELD),
        (PAGE + PAGE[PAGE.index("[[profile]]") :], FaultCode.DUPLICATE),
    ):
        with pytest.raises(PolicyFileError) as caught:
            parse_manifest(text.encode())
        assert caught.value.faults[0].code is code


def test_names_are_told_apart_without_regard_to_capitals() -> None:
    """One person signing twice is one."""
    assert names_of(("A. Name, 2026-11-02", "a. NAME, 2026-11-03", "no date")) == {"a. name"}


@pytest.mark.hazard("H32")
def test_a_profile_tightens_limits_and_changes_the_fingerprint() -> None:
    """0.03 in place of 0.04 units/min there; the other drug and the other profile stay."""
    library = a_library()
    medical, cardiac = parse_manifest((PAGE + CARDIAC).encode()).profiles
    tight = tightened(library, cardiac)
    assert tight.drug("vasopressin").hard_limit.value.magnitude == Fraction(3, 100)
    assert tight.drug("norepinephrine") == library.drug("norepinephrine")
    assert tight.fingerprint != library.fingerprint
    assert tightened(library, medical) == library


def faults_of(cardiac: str, *, norepinephrine: str = NOREPINEPHRINE) -> list[tuple[str, str]]:
    """Code and sentence of what a profile does wrong."""
    library = a_library(norepinephrine=norepinephrine, vasopressin=VASOPRESSIN)
    profile = parse_manifest((PAGE + cardiac).encode()).profiles[1]
    with pytest.raises(PolicyFileError) as caught:
        tightened(library, profile)
    return [(fault.code, fault.sentence) for fault in caught.value.faults]


@pytest.mark.hazard("H32")
@pytest.mark.parametrize(
    ("cardiac", "code", "part"),
    [
        (
            spoil(CARDIAC, '"0.03 units/min"', '"0.041 units/min"'),
            FaultCode.PROTOCOL_LOOSER_THAN_CEILING,
            "0.041 units/min is looser than the drug library's 0.04 units/min",
        ),
        (
            spoil(CARDIAC, '"0.02 units/min"', '"0.031 units/min"'),
            FaultCode.PROTOCOL_LOOSER_THAN_CEILING,
            "0.031 units/min is looser than the drug library's 0.03 units/min",
        ),
        (
            spoil(CARDIAC, '"0.03 units/min"', '"0 units/min"'),
            FaultCode.OUTSIDE_LIMITS,
            "no dose at all",
        ),
        (
            spoil(CARDIAC, '"0.03 units/min"', '"0.03 mcg/min"'),
            FaultCode.UNIT_MISMATCH,
            "write it in units/min",
        ),
        (
            spoil(CARDIAC, '"vasopressin"', '"dopamine"'),
            FaultCode.UNKNOWN_DRUG,
            "not in the drug library",
        ),
        (
            spoil(CARDIAC, SOFT, "").replace('"0.03 units/min"', '"0.02 units/min"'),
            FaultCode.LIMITS_NOT_NESTED,
            "give both",
        ),
    ],
)
def test_a_profile_that_is_looser_or_not_nested_is_refused(
    cardiac: str, code: FaultCode, part: str
) -> None:
    """Naming the profile, the field and both values."""
    found = faults_of(cardiac)
    assert any(one == code and part in sentence for one, sentence in found), found
    assert all("cardiac-surgery" in sentence for _, sentence in found)


def test_a_limit_may_be_tightened_alone() -> None:
    """Only the soft one, or one for a drug that had none."""
    profile = parse_manifest(
        (
            PAGE + spoil(CARDIAC, f'{LIMIT}, source = "A label", review = "unreviewed" }}\n', "")
        ).encode()
    ).profiles[1]
    drug = tightened(a_library(), profile).drug("vasopressin")
    assert drug.soft_limit is not None
    assert drug.soft_limit.value.magnitude == Fraction(2, 100)
    assert drug.hard_limit.value.magnitude == Fraction(4, 100)
