"""Signing a policy folder: every fault first, then sums and signature, each file whole."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.support.policy_texts import VASOPRESSIN, spoil
from tests.support.site_folder import APPROVED, CARDIAC, PAGE, a_signed_site, a_site
from titrator.core.policy_fault import FaultCode, PolicyFileError
from titrator.core.policy_manifest import parse_manifest
from titrator.session.policy import ProtocolNotForBedsError
from titrator.session.policy_release import (
    PolicyUnwritableError,
    day_words,
    release_faults,
    sign_folder,
    verify_folder,
    write_whole,
)
from titrator.session.policy_signing import make_key
from titrator.session.site_policy import read_site_files

if TYPE_CHECKING:
    from pathlib import Path


def test_a_signed_folder_is_verified_with_all_its_profiles(tmp_path: Path) -> None:
    """The key, the page, and a policy a profile; without keys nobody is named."""
    site, key = a_signed_site(tmp_path, page=PAGE + CARDIAC)
    signed_with, page, policies = verify_folder(site, (key,))
    assert signed_with == key
    assert [profile.title for profile in page.profiles] == ["Medical ICU", "Cardiac surgery"]
    assert [policy.protocol.id for policy in policies] == ["ours", "ours"]
    assert verify_folder(site, ())[0] is None


@pytest.mark.skipif(sys.platform == "win32", reason="a tool of Linux")
def test_the_common_tool_checks_the_sums(tmp_path: Path) -> None:
    """`sha256sum -c` agrees, so that nobody depends on this program to look."""
    site, _ = a_signed_site(tmp_path)
    done = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=site, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_folder_with_faults_is_not_signed(tmp_path: Path) -> None:
    """Faults of every profile are said once; nothing is written."""
    site = a_site(tmp_path / "site", page=PAGE + CARDIAC)
    loose = spoil(VASOPRESSIN, '"0.04 units/min"', '"0.05 units/min"')
    (site / "drug_library" / "vasopressin.toml").write_text(loose, encoding="utf-8")
    make_key(tmp_path / "key", "One", "")
    with pytest.raises(PolicyFileError) as caught:
        sign_folder(site, tmp_path / "key", "")
    assert [fault.code for fault in caught.value.faults] == [FaultCode.PROTOCOL_LOOSER_THAN_CEILING]
    assert not (site / "SHA256SUMS").exists()
    (site / "policy.toml").write_text("title = 3\n", encoding="utf-8")
    assert FaultCode.WRONG_TYPE in {fault.code for fault in release_faults(read_site_files(site))}


def test_a_draft_is_not_signed(tmp_path: Path) -> None:
    """A signature under it would promise what the bedside refuses."""
    site = a_site(tmp_path / "site", protocol=spoil(APPROVED, '"approved"', '"draft"'))
    make_key(tmp_path / "key", "One", "")
    with pytest.raises(ProtocolNotForBedsError):
        sign_folder(site, tmp_path / "key", "")


def test_a_day_is_before_in_or_after_the_validity() -> None:
    """The first and the last day are in force."""
    page = parse_manifest(PAGE.encode())
    assert day_words(page, date(2026, 11, 9)) == "in force from 2026-11-10"
    assert day_words(page, date(2026, 11, 10)) == "in force until 2027-11-10"
    assert day_words(page, date(2027, 11, 10)) == "in force until 2027-11-10"
    assert day_words(page, date(2027, 11, 11)) == "expired on 2027-11-10"


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A folder that is not there; the reason is the system's."""
    with pytest.raises(PolicyUnwritableError, match="was not written"):
        write_whole(tmp_path / "none" / "a.toml", b"")
