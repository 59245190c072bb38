"""What the bedside says about the policy itself: not approved, expired, its review due."""

from __future__ import annotations

from datetime import date

import msgspec

from tests.support.policy_texts import NOREPINEPHRINE, VASOPRESSIN, a_library, a_protocol, spoil
from tests.support.shift import shipped_policy
from tests.support.site_folder import APPROVED
from titrator import resources
from titrator.core.library_file import parse_library
from titrator.core.policy import Policy, Standing, policy_notices

TODAY = date(2027, 3, 31)
BOTH = ("A. Name, 2026-11-02", "B. Other, 2026-11-03")


def test_a_protocol_nobody_approved_is_said() -> None:
    """A draft, or the one that ships."""
    policy = Policy(library=a_library(), protocol=a_protocol())
    assert policy_notices(policy, TODAY) == ("Protocol not approved by a hospital",)


def test_a_library_nobody_approved_is_said_drug_by_drug() -> None:
    """Two drugs without names; one of them approved in its own file leaves one."""
    policy = Policy(library=a_library(), protocol=a_protocol(APPROVED))
    assert policy_notices(policy, TODAY) == ("Drug library not approved by a hospital",)
    text = spoil(VASOPRESSIN, "approved_by = []", 'approved_by = ["A. Name, 2026-11-02"]')
    one = Policy(library=a_library(vasopressin=text), protocol=a_protocol(APPROVED))
    assert policy_notices(one, TODAY) == ("Not approved by a hospital: norepinephrine",)
    norepinephrine = spoil(
        NOREPINEPHRINE, "approved_by = []", 'approved_by = ["A. Name, 2026-11-02"]'
    )
    all_of_it = a_library(vasopressin=text, norepinephrine=norepinephrine)
    assert policy_notices(Policy(library=all_of_it, protocol=a_protocol(APPROVED)), TODAY) == ()


def test_a_policy_is_quiet_until_its_last_day_and_says_it_expired_after_it() -> None:
    """The last day itself still counts, in the policy's dates as in the review's."""
    standing = Standing(approved_by=BOTH, valid_until="2027-03-31", review_by="2027-03-31")
    policy = Policy(library=a_library(), protocol=a_protocol(APPROVED), standing=standing)
    assert policy_notices(policy, TODAY) == ()
    assert policy_notices(policy, date(2027, 4, 1)) == (
        "Policy expired on 2027-03-31: call pharmacy",
        "Policy review was due on 2027-03-31",
    )


def test_the_earliest_review_that_is_due_is_named() -> None:
    """Of the policy, the protocol and each drug; a sentence of the folder comes first."""
    text = spoil(VASOPRESSIN, "approved_by = []", 'approved_by = []\nreview_by = "2026-12-01"')
    protocol = msgspec.structs.replace(a_protocol(APPROVED), review_by="2027-01-01")
    standing = Standing(approved_by=BOTH, notices=("Open",))
    policy = Policy(library=a_library(vasopressin=text), protocol=protocol, standing=standing)
    assert policy_notices(policy, TODAY) == ("Open", "Policy review was due on 2026-12-01")


def test_of_several_reviews_the_earliest_counts_before_the_others_are_due() -> None:
    """Of the policy in 2028 and of vasopressin in 2026: on a day between them one is due."""
    text = spoil(VASOPRESSIN, "approved_by = []", 'approved_by = []\nreview_by = "2026-12-01"')
    standing = Standing(approved_by=BOTH, review_by="2028-01-01")
    policy = Policy(
        library=a_library(vasopressin=text), protocol=a_protocol(APPROVED), standing=standing
    )
    assert policy_notices(policy, TODAY) == ("Policy review was due on 2026-12-01",)


def test_a_policy_without_a_page_says_nothing_of_one() -> None:
    """No title, nobody, no day, no unit, no key: and drugs go by their name for people."""
    assert msgspec.to_builtins(Standing()) == {
        "title": "",
        "approved_by": (),
        "valid_until": "",
        "review_by": "",
        "profile": "",
        "signed_with": "",
        "notices": (),
        "refusal": "",
    }
    assert shipped_policy().display_name("epinephrine") == "EPINEPHrine"


def test_several_drugs_that_nobody_approved_are_listed() -> None:
    """In the order of the library, with a comma between them."""
    files = resources.shipped_library_files()
    for name in files:
        if name not in {"milrinone.toml", "vasopressin.toml"}:
            files[name] = files[name].replace(
                b"approved_by = []", b'approved_by = ["A. Name, 2026-11-02"]'
            )
    policy = Policy(library=parse_library(files), protocol=a_protocol(APPROVED))
    assert policy_notices(policy, TODAY) == ("Not approved by a hospital: milrinone, vasopressin",)
