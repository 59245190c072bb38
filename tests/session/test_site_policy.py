"""The policy of the hospital: signed, in force, chosen for the unit, or refused whole."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.support.policy_texts import spoil
from tests.support.site_folder import APPROVED, CARDIAC, IN_FORCE, PAGE, a_signed_site, a_site
from titrator.core.errors import KnownError
from titrator.core.policy import policy_notices
from titrator.core.policy_fault import FaultCode, PolicyFileError
from titrator.session.policy import SHIPPED, ProtocolNotForBedsError
from titrator.session.site_policy import (
    PolicyMissingError,
    ProfileUnknownError,
    policy_for_beds,
)
from titrator.session.workstation import ALONE, Workstation

if TYPE_CHECKING:
    from pathlib import Path

    from titrator.session.workstation import PublicKey


def codes(caught: pytest.ExceptionInfo[PolicyFileError]) -> set[FaultCode]:
    """The codes of what was refused."""
    return {fault.code for fault in caught.value.faults}


def believing(site: Path | None, key: PublicKey, profile: str = "") -> Workstation:
    """A workstation that knows the pharmacy's key."""
    return Workstation(policy_dir=site, keys=(key,), profile=profile)


def test_without_an_administrator_what_ships_is_in_force() -> None:
    """And it says that no hospital approved it."""
    policy = policy_for_beds(None, today=IN_FORCE)
    assert policy.protocol_origin == SHIPPED
    assert policy_notices(policy, IN_FORCE) == ("Protocol not approved by a hospital",)


def test_a_signed_policy_is_in_force_and_quiet(tmp_path: Path) -> None:
    """Who approved it, until when, and with which key, are known."""
    site, key = a_signed_site(tmp_path)
    policy = policy_for_beds(None, workstation=believing(site, key), today=IN_FORCE)
    assert policy.protocol.id == "ours"
    assert policy.standing.title == "Our vasopressors, version 3"
    assert policy.standing.signed_with == "Pharmacy"
    assert policy.standing.profile == "Medical ICU"
    assert policy_notices(policy, IN_FORCE) == ()
    assert (
        policy_notices(policy, date(2027, 11, 11))[0]
        == "Policy expired on 2027-11-10: call pharmacy"
    )


@pytest.mark.hazard("H32")
@pytest.mark.parametrize(
    "file", ["policy.toml", "drug_library/vasopressin.toml", "protocols/ours.toml"]
)
def test_one_byte_altered_after_signing_refuses_all(tmp_path: Path, file: str) -> None:
    """Whichever file it is in; new sums without a new signature do not help."""
    site, key = a_signed_site(tmp_path)
    (site / file).write_bytes((site / file).read_bytes() + b"\n")
    with pytest.raises(PolicyFileError) as caught:
        policy_for_beds(None, workstation=believing(site, key), today=IN_FORCE)
    assert codes(caught) == {FaultCode.ALTERED}


@pytest.mark.hazard("H32")
@pytest.mark.parametrize("gone", ["SHA256SUMS", "SHA256SUMS.sig"])
def test_without_its_signature_it_is_refused_where_a_key_is_known(
    tmp_path: Path, gone: str
) -> None:
    """Nothing falls back to what ships; the same folder passes where no key is known."""
    site, key = a_signed_site(tmp_path)
    (site / gone).unlink()
    with pytest.raises(PolicyFileError) as caught:
        policy_for_beds(None, workstation=believing(site, key), today=IN_FORCE)
    assert codes(caught) == {FaultCode.NOT_SIGNED}
    assert policy_for_beds(site, today=IN_FORCE).standing.signed_with == ""


@pytest.mark.hazard("H32")
def test_a_folder_named_on_the_command_line_is_bound_by_the_keys_too(tmp_path: Path) -> None:
    """An unsigned one is refused, and so is one without a page."""
    _, key = a_signed_site(tmp_path)
    other = a_site(tmp_path / "other")
    with pytest.raises(PolicyFileError):
        policy_for_beds(other, workstation=believing(None, key), today=IN_FORCE)
    (other / "policy.toml").unlink()
    with pytest.raises(KnownError, match=r"policy\.toml"):
        policy_for_beds(other, workstation=believing(None, key), today=IN_FORCE)


def test_where_a_key_is_known_and_no_folder_is_there_nothing_is_guided(tmp_path: Path) -> None:
    """What ships is not signed by the pharmacy."""
    _, key = a_signed_site(tmp_path)
    with pytest.raises(PolicyMissingError):
        policy_for_beds(None, workstation=believing(None, key), today=IN_FORCE)


def test_a_policy_is_not_in_force_before_its_first_day(tmp_path: Path) -> None:
    """10 November is in force, 9 November is not."""
    site = a_site(tmp_path / "site")
    assert policy_for_beds(site, today=date(2026, 11, 10)).protocol.id == "ours"
    with pytest.raises(PolicyFileError) as caught:
        policy_for_beds(site, today=date(2026, 11, 9))
    assert codes(caught) == {FaultCode.NOT_IN_FORCE}


def test_the_profile_of_the_unit_chooses(tmp_path: Path) -> None:
    """Cardiac surgery has the tighter limit; without a profile of two, nothing is picked."""
    site = a_site(tmp_path / "site", page=PAGE + CARDIAC)
    cardiac = Workstation(policy_dir=site, profile="cardiac-surgery")
    medical = Workstation(policy_dir=site, profile="medical-icu")
    tight = policy_for_beds(None, workstation=cardiac, today=IN_FORCE)
    wide = policy_for_beds(None, workstation=medical, today=IN_FORCE)
    assert tight.library.drug("vasopressin").hard_limit.value.magnitude == Fraction(3, 100)
    assert wide.library.drug("vasopressin").hard_limit.value.magnitude == Fraction(4, 100)
    assert tight.fingerprint != wide.fingerprint
    for wanted in ("", "burns"):
        with pytest.raises(ProfileUnknownError, match="medical-icu, cardiac-surgery"):
            policy_for_beds(
                None, workstation=Workstation(policy_dir=site, profile=wanted), today=IN_FORCE
            )


def test_another_page_is_another_hash_in_the_log(tmp_path: Path) -> None:
    """The same files approved by others are not the same policy."""
    one = a_site(tmp_path / "one")
    other = a_site(tmp_path / "other", page=spoil(PAGE, "B. Other", "C. Third"))
    hashes = {policy_for_beds(site, today=IN_FORCE).fingerprint for site in (one, other)}
    assert len(hashes) == 2


def test_a_profile_without_its_protocol_is_refused(tmp_path: Path) -> None:
    """The sentence names the profile and what there is."""
    site = a_site(tmp_path / "site", page=spoil(PAGE, '"ours.toml"', '"theirs.toml"'))
    with pytest.raises(PolicyFileError, match=r"medical-icu.*no protocols/theirs\.toml"):
        policy_for_beds(site, today=IN_FORCE)


def test_a_draft_does_not_guide_a_bed_however_it_is_named(tmp_path: Path) -> None:
    """The page does not make a draft protocol an approved one."""
    draft = spoil(APPROVED, 'status = "approved"', 'status = "draft"')
    with pytest.raises(ProtocolNotForBedsError):
        policy_for_beds(a_site(tmp_path / "site", protocol=draft), today=IN_FORCE)


def test_a_seal_in_a_subfolder_still_counts(tmp_path: Path) -> None:
    """SHA256SUMS beside the drug files refuses a changed one, as it did without a page."""
    site = a_site(tmp_path / "site")
    (site / "drug_library" / "SHA256SUMS").write_text("0" * 64 + "  vasopressin.toml\n")
    with pytest.raises(PolicyFileError) as caught:
        policy_for_beds(site, today=IN_FORCE)
    assert codes(caught) == {FaultCode.ALTERED}


def test_a_folder_without_a_page_still_guides_where_no_key_is_known(tmp_path: Path) -> None:
    """As before; that nobody approved the drugs is said."""
    site = a_site(tmp_path / "site")
    (site / "policy.toml").unlink()
    policy = policy_for_beds(site, workstation=ALONE, today=IN_FORCE)
    assert policy_notices(policy, IN_FORCE) == ("Drug library not approved by a hospital",)


@pytest.mark.hazard("H45")
def test_a_folder_that_anyone_here_can_change_is_said_unless_it_is_signed(tmp_path: Path) -> None:
    """A checked signature is protection enough; a folder named by hand is one's own business."""
    site, key = a_signed_site(tmp_path)
    open_to_all = Workstation(policy_dir=site, is_users_to_change=True)
    policy = policy_for_beds(None, workstation=open_to_all, today=IN_FORCE)
    assert "anyone here can change it" in policy_notices(policy, IN_FORCE)[0]
    signed = Workstation(policy_dir=site, is_users_to_change=True, keys=(key,))
    assert policy_notices(policy_for_beds(None, workstation=signed, today=IN_FORCE), IN_FORCE) == ()
    assert policy_for_beds(site, workstation=open_to_all, today=IN_FORCE).standing.notices == ()
