"""The page of a hospital's policy: who approved it, its days, and profiles that only tighten."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import pytest

from tests.support.policy_texts import NOREPINEPHRINE, VASOPRESSIN, a_library, spoil
from tests.support.site_folder import CARDIAC, PAGE
from titrator.core.policy_fault import FaultCode, PolicyFileError
from titrator.core.policy_manifest import (
    missing_protocol,
    names_of,
    parse_manifest,
    tightened,
)

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


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        (
            '"B. Other, 2026-11-03"',
            '"a.  name, 2026-11-09"',
            [
                (
                    "APPROVAL_MISSING",
                    "approved_by",
                    "",
                    "policy.toml, approved_by: two different people must be named, each with a date.",
                )
            ],
        ),
        (
            ', "B. Other, 2026-11-03"',
            "",
            [
                (
                    "APPROVAL_MISSING",
                    "approved_by",
                    "",
                    "policy.toml, approved_by: two different people must be named, each with a date.",
                )
            ],
        ),
        (
            '"B. Other, 2026-11-03"',
            '"B. Other"',
            [
                (
                    "NOT_A_DATE",
                    "approved_by",
                    "B. Other",
                    'policy.toml, approved_by: "B. Other" is not a name and a date, such as "A. Name, 2027-03-31".',
                ),
                (
                    "APPROVAL_MISSING",
                    "approved_by",
                    "",
                    "policy.toml, approved_by: two different people must be named, each with a date.",
                ),
            ],
        ),
        (
            '"2027-11-10"',
            '"2026-11-09"',
            [
                (
                    "OUTSIDE_RANGE",
                    "valid_until",
                    "2026-11-09",
                    "policy.toml, valid_until: 2026-11-09 is before valid_from, 2026-11-10.",
                )
            ],
        ),
        (
            '"2027-10-01"',
            '"2027-11-11"',
            [
                (
                    "OUTSIDE_RANGE",
                    "review_by",
                    "2027-11-11",
                    "policy.toml, review_by: 2027-11-11 is not from valid_from to valid_until.",
                )
            ],
        ),
        (
            '"2027-10-01"',
            '"soon"',
            [
                (
                    "NOT_A_DATE",
                    "review_by",
                    '"soon"',
                    'policy.toml, review_by: "soon" is not a date written like 2027-03-31.',
                )
            ],
        ),
        (
            'valid_until = "2027-11-10"\n',
            "",
            [("MISSING_FIELD", "valid_until", "", "policy.toml, valid_until: it is missing.")],
        ),
        (
            'version = "3"',
            'version = "3"\nstatus = "approved"',
            [
                (
                    "UNKNOWN_FIELD",
                    "status",
                    '"approved"',
                    "policy.toml, status: no such field is known here; check its spelling.",
                )
            ],
        ),
    ],
)
def test_each_fault_of_a_page_is_told_with_its_field_and_value(
    old: str, new: str, faults: list[tuple[str, str, str, str]]
) -> None:
    with pytest.raises(PolicyFileError) as caught:
        parse_manifest(spoil(PAGE, old, new).encode())
    assert [
        (one.code.value, one.field, one.value, one.sentence) for one in caught.value.faults
    ] == faults


def test_a_page_without_profiles_and_one_with_a_profile_twice_are_told_so() -> None:
    whole = PAGE + PAGE[PAGE.index("[[profile]]") :]
    for text, field, value, sentence in (
        (
            PAGE[: PAGE.index("[[profile]]")],
            "profile",
            "",
            "policy.toml, profile: at least one [[profile]] is needed, with the protocol of the unit.",
        ),
        (
            whole,
            "profile[2].id",
            "medical-icu",
            'policy.toml, profile[2].id: "medical-icu" is there already.',
        ),
    ):
        with pytest.raises(PolicyFileError) as caught:
            parse_manifest(text.encode())
        (one,) = caught.value.faults
        assert (one.field, one.value, one.sentence) == (field, value, sentence)


def test_a_page_may_be_in_force_for_a_day_and_reviewed_on_its_first_and_on_its_last() -> None:
    """The ends of each span belong to it."""
    for until, review in (
        ("2026-11-10", "2026-11-10"),
        ("2027-11-10", "2026-11-10"),
        ("2027-11-10", "2027-11-10"),
    ):
        text = spoil(PAGE, '"2027-11-10"', f'"{until}"')
        text = spoil(text, '"2027-10-01"', f'"{review}"')
        page = parse_manifest(text.encode())
        assert (page.valid_until, page.review_by) == (until, review)


@pytest.mark.parametrize("old", ['title = "Cardiac surgery"', 'drug = "vasopressin"'])
def test_a_field_that_is_not_known_in_a_profile_or_a_limit_is_a_fault(old: str) -> None:
    """A misspelt limit must not be passed over."""
    text = PAGE + spoil(CARDIAC, old, f'{old}\nhard_limt = "0.02 units/min"')
    with pytest.raises(PolicyFileError) as caught:
        parse_manifest(text.encode())
    assert [one.code for one in caught.value.faults] == [FaultCode.UNKNOWN_FIELD]


@pytest.mark.hazard("H32")
@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (
            '"0.03 units/min"',
            '"0.041 units/min"',
            [
                ".hard_limit.value: 0.041 units/min is looser than the drug library's 0.04 units/min."
            ],
        ),
        (
            '"0.02 units/min"',
            '"0.031 units/min"',
            [
                ".soft_limit.value: 0.031 units/min is looser than the drug library's 0.03 units/min.",
                ": the soft limit of 0.031 units/min would be above the hard limit of 0.03 units/min; give both.",
            ],
        ),
        (
            '"0.03 units/min"',
            '"0 units/min"',
            [
                ".hard_limit.value: 0 units/min allows no dose at all.",
                ": the soft limit of 0.02 units/min would be above the hard limit of 0 units/min; give both.",
            ],
        ),
        (
            '"0.03 units/min"',
            '"0.03 mcg/min"',
            [".hard_limit.value: write it in units/min, as the drug library does."],
        ),
        (
            '"vasopressin"',
            '"dopamine"',
            ['.drug: "dopamine" is not in the drug library (norepinephrine, vasopressin).'],
        ),
    ],
)
def test_each_fault_of_a_profile_is_told_in_a_sentence(
    old: str, new: str, sentences: list[str]
) -> None:
    found = [sentence for _, sentence in faults_of(spoil(CARDIAC, old, new))]
    assert found == [f"policy.toml, profile cardiac-surgery, limit[1]{one}" for one in sentences]


@pytest.mark.hazard("H32")
def test_a_soft_limit_above_a_tighter_hard_one_is_told_and_an_equal_one_taken() -> None:
    """The library's soft limit is 0.03 units/min."""
    without_soft = spoil(CARDIAC, SOFT, "")
    assert faults_of(without_soft.replace('"0.03 units/min"', '"0.02 units/min"')) == [
        (
            FaultCode.LIMITS_NOT_NESTED,
            (
                "policy.toml, profile cardiac-surgery, limit[1]: the soft limit of 0.03 units/min would "
                "be above the hard limit of 0.02 units/min; give both."
            ),
        )
    ]
    profile = parse_manifest((PAGE + without_soft).encode()).profiles[1]
    drug = tightened(a_library(), profile).drug("vasopressin")
    assert drug.soft_limit is not None
    assert drug.hard_limit.value == drug.soft_limit.value


@pytest.mark.hazard("H32")
def test_the_same_limits_as_the_library_s_are_not_looser_and_a_drug_without_a_soft_one_has_none() -> (
    None
):
    same = CARDIAC.replace("0.03", "0.04").replace("0.02", "0.03")
    profile = parse_manifest((PAGE + same).encode()).profiles[1]
    drug = tightened(a_library(), profile).drug("vasopressin")
    assert drug.hard_limit.value.magnitude == Fraction(4, 100)
    other = spoil(CARDIAC.replace("0.03 units/min", "0.9 mcg/kg/min"), SOFT, "")
    other = spoil(other, '"vasopressin"', '"norepinephrine"')
    profile = parse_manifest((PAGE + other).encode()).profiles[1]
    tight = tightened(a_library(), profile).drug("norepinephrine")
    assert (tight.hard_limit.value.magnitude, tight.soft_limit) == (Fraction(9, 10), None)


@pytest.mark.hazard("H32")
def test_a_soft_limit_of_a_drug_that_had_none_may_be_no_higher_than_its_hard_one() -> None:
    """Norepinephrine here has 1 mcg/kg/min and no soft limit."""
    text = """
[[profile]]
id = "cardiac-surgery"
title = "Cardiac surgery"
protocol = "ours.toml"

[[profile.limit]]
drug = "dopamine"
soft_limit = { value = "1 mcg/kg/min", source = "A label", review = "unreviewed" }

[[profile.limit]]
drug = "norepinephrine"
soft_limit = { value = "1.1 mcg/kg/min", source = "A label", review = "unreviewed" }
"""
    assert [sentence for _, sentence in faults_of(text)] == [
        (
            'policy.toml, profile cardiac-surgery, limit[1].drug: "dopamine" is not in the drug library '
            "(norepinephrine, vasopressin)."
        ),
        (
            "policy.toml, profile cardiac-surgery, limit[2].soft_limit.value: 1.1 mcg/kg/min is looser "
            "than the drug library's 1 mcg/kg/min."
        ),
        (
            "policy.toml, profile cardiac-surgery, limit[2]: the soft limit of 1.1 mcg/kg/min would be "
            "above the hard limit of 1 mcg/kg/min; give both."
        ),
    ]


def test_a_protocol_that_is_not_among_the_files_is_named_with_those_that_are() -> None:
    profile = parse_manifest(PAGE.encode()).profiles[0]
    assert missing_protocol(profile, ["a.toml", "ours.toml"]) == ()
    (found,) = missing_protocol(profile, ["a.toml", "b.toml"])
    assert (found.code, found.field, found.value) == (
        FaultCode.MISSING_FIELD,
        "profile medical-icu, protocol",
        "ours.toml",
    )
    assert found.sentence == (
        "policy.toml, profile medical-icu, protocol: there is no protocols/ours.toml; there are: "
        "a.toml, b.toml."
    )
    (none,) = missing_protocol(profile, [])
    assert none.sentence.endswith("there are: none.")


@pytest.mark.hazard("H32", "H33")
def test_the_fingerprint_of_a_tighter_library_is_over_its_own_and_each_limit() -> None:
    """As whoever checks it works it out: a line for the library, then one for each drug."""
    library = a_library()
    cardiac = parse_manifest((PAGE + CARDIAC).encode()).profiles[1]
    text = f"{library.fingerprint}\nvasopressin:0.03 units/min:0.02 units/min"
    assert tightened(library, cardiac).fingerprint == hashlib.sha256(text.encode()).hexdigest()
    only_hard = parse_manifest((PAGE + spoil(CARDIAC, SOFT, "")).encode()).profiles[1]
    text = f"{library.fingerprint}\nvasopressin:0.03 units/min:"
    assert tightened(library, only_hard).fingerprint == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.hazard("H32")
def test_a_limit_that_was_refused_bounds_no_other_one() -> None:
    """0.05 is refused; 0.045 after it is held against the library's 0.04, not against 0.05."""
    first = spoil(CARDIAC, '"0.03 units/min"', '"0.05 units/min"')
    limit = first[first.index("[[profile.limit]]") :]
    found = faults_of(first + spoil(limit, '"0.05 units/min"', '"0.045 units/min"'))
    assert [sentence for _, sentence in found if "looser" in sentence] == [
        (
            "policy.toml, profile cardiac-surgery, limit[1].hard_limit.value: 0.05 units/min is "
            "looser than the drug library's 0.04 units/min."
        ),
        (
            "policy.toml, profile cardiac-surgery, limit[2].hard_limit.value: 0.045 units/min is "
            "looser than the drug library's 0.04 units/min."
        ),
    ]
