"""A check of policy files names everything that is wrong in them, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.policy_texts import NOREPINEPHRINE, PROTOCOL, REFERENCES, VASOPRESSIN, spoil
from tests.support.site_folder import CARDIAC, PAGE, a_site
from titrator.core.drug_library import Review
from titrator.core.policy_fault import FaultCode
from titrator.session.policy import SHIPPED, PolicyUnreadableError
from titrator.session.policy_check import CheckReport, check_policy, find_policy_files

if TYPE_CHECKING:
    from pathlib import Path

LOOSE = spoil(VASOPRESSIN, '"0.04 units/min"', '"0.05 units/min"')


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A hospital's folder with two drugs and one protocol."""
    (tmp_path / "drug_library").mkdir()
    (tmp_path / "drug_library" / "norepinephrine.toml").write_text(NOREPINEPHRINE)
    (tmp_path / "drug_library" / "vasopressin.toml").write_text(VASOPRESSIN)
    (tmp_path / "references.toml").write_text(REFERENCES)
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "ours.toml").write_text(PROTOCOL)
    return tmp_path


def check(path: Path | None, library: Path | None = None) -> CheckReport:
    """The report on the files at a path."""
    return check_policy(find_policy_files(path, library))


def test_the_shipped_files_are_free_of_faults_and_approved_by_nobody() -> None:
    """Eight drugs, two protocols, no fault; every figure is unreviewed or second hand."""
    report = check(None)
    assert (report.files.origin, len(report.files.drugs)) == (SHIPPED, 8)
    assert len(report.files.protocols) == 2
    assert report.faults == ()
    assert report.not_checked == ()
    assert report.reviews[Review.APPROVED] == 0
    assert report.reviews[Review.UNREVIEWED] > 100
    assert report.reviews[Review.SECOND_HAND] > 50
    assert report.notices == ()


def test_a_hospitals_folder_is_checked_whole(site: Path) -> None:
    """Drugs and protocols, the protocols against the hospital's own drugs."""
    report = check(site)
    assert sorted(report.files.drugs) == ["norepinephrine.toml", "vasopressin.toml"]
    assert sorted(report.files.protocols) == ["ours.toml"]
    assert report.faults == ()
    assert {line.owner for line in report.lines} == {"norepinephrine", "vasopressin", "ours"}


def test_one_of_the_two_folders_is_enough(site: Path) -> None:
    """A folder with protocols alone is held against the shipped drugs; drugs alone are checked."""
    for file in (site / "drug_library").iterdir():
        file.unlink()
    (site / "drug_library").rmdir()
    report = check(site)
    assert (report.files.drugs, sorted(report.files.protocols)) == ({}, ["ours.toml"])
    assert report.faults == ()
    (site / "drug_library").mkdir()
    (site / "drug_library" / "vasopressin.toml").write_text(VASOPRESSIN)
    (site / "protocols" / "ours.toml").unlink()
    (site / "protocols").rmdir()
    assert sorted(check(site).files.drugs) == ["vasopressin.toml"]


def test_a_folder_of_drug_files_is_checked(site: Path) -> None:
    """The drug library itself may be named."""
    report = check(site / "drug_library")
    assert len(report.files.drugs) == 2
    assert report.files.protocols == {}


def test_one_drug_file_is_told_from_one_protocol_file(site: Path) -> None:
    """Each is checked as what it is; the protocol against the library that is named."""
    drug = check(site / "drug_library" / "vasopressin.toml")
    assert sorted(drug.files.drugs) == ["vasopressin.toml"]
    protocol = check(site / "protocols" / "ours.toml")
    assert protocol.files.drugs == {}
    assert protocol.notices == ()
    assert {line.owner for line in protocol.lines} == {"ours"}
    (site / "drug_library" / "vasopressin.toml").unlink()
    against_one_drug = check(site / "protocols" / "ours.toml", site / "drug_library")
    assert [fault.code for fault in against_one_drug.faults] == [FaultCode.UNKNOWN_DRUG]


def test_protocols_are_not_judged_against_a_library_with_faults(site: Path) -> None:
    """The faults of the library come first, and the report says what was left undone."""
    (site / "drug_library" / "vasopressin.toml").write_text(LOOSE)
    report = check(site)
    assert [fault.code for fault in report.faults] == [FaultCode.PROTOCOL_LOOSER_THAN_CEILING]
    assert report.not_checked == ("ours.toml",)
    assert report.lines == ()


def test_the_faults_of_all_protocols_are_found(site: Path) -> None:
    """Each protocol is read, also after a faulty one."""
    for name in ("a", "b"):
        (site / "protocols" / f"{name}.toml").write_text(
            spoil(PROTOCOL, 'value = "90 min"', 'value = "5 h"')
        )
    report = check(site)
    assert [(fault.file, fault.code) for fault in report.faults] == [
        ("a.toml", FaultCode.OUTSIDE_RANGE),
        ("b.toml", FaultCode.OUTSIDE_RANGE),
    ]
    assert "ours" in {line.owner for line in report.lines}


def test_a_broken_seal_is_said_once_beside_the_other_faults(site: Path) -> None:
    """A pharmacist sees that the file was changed and what is wrong in it."""
    (site / "drug_library" / "SHA256SUMS").write_text("0" * 64 + "  vasopressin.toml\n")
    (site / "drug_library" / "vasopressin.toml").write_text(LOOSE)
    report = check(site)
    assert [(fault.file, fault.code) for fault in report.faults] == [
        ("norepinephrine.toml", FaultCode.ALTERED),
        ("vasopressin.toml", FaultCode.ALTERED),
        ("vasopressin.toml", FaultCode.PROTOCOL_LOOSER_THAN_CEILING),
    ]


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Nothing else is checked in its place."""
    with pytest.raises(PolicyUnreadableError, match="no such file or folder"):
        check(tmp_path / "nothing.toml")


def test_the_page_of_a_policy_is_checked_with_its_files(tmp_path: Path) -> None:
    """Its own form, a profile without its protocol, a limit looser than the library's."""
    site = a_site(tmp_path / "signed", page=PAGE + CARDIAC)
    assert check(site).faults == ()
    loose = spoil(CARDIAC, '"0.03 units/min"', '"0.041 units/min"')
    (site / "policy.toml").write_text(PAGE + spoil(loose, '"ours.toml"', '"none.toml"'))
    assert [fault.code for fault in check(site).faults] == [
        FaultCode.MISSING_FIELD,
        FaultCode.PROTOCOL_LOOSER_THAN_CEILING,
    ]
    (site / "policy.toml").write_text("title = 3\n")
    assert FaultCode.WRONG_TYPE in {fault.code for fault in check(site).faults}


def test_the_page_is_checked_as_far_as_a_library_with_faults_allows(tmp_path: Path) -> None:
    """The limits of a profile wait; its protocol does not."""
    site = a_site(tmp_path / "signed", page=spoil(PAGE, '"ours.toml"', '"none.toml"'))
    (site / "drug_library" / "vasopressin.toml").write_text(LOOSE)
    assert [fault.code for fault in check(site).faults] == [
        FaultCode.PROTOCOL_LOOSER_THAN_CEILING,
        FaultCode.MISSING_FIELD,
    ]
