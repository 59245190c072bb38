"""The policy in force comes from the shipped files or a hospital's own, or is refused in a sentence."""

from __future__ import annotations

import hashlib
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.policy_texts import NOREPINEPHRINE, PROTOCOL, VASOPRESSIN, spoil
from tests.support.unprivileged import a_folder_for_everyone, without_privileges
from titrator import resources
from titrator.core.errors import KnownError
from titrator.core.policy_fault import FaultCode, PolicyFileError
from titrator.session.policy import (
    SHIPPED,
    PolicyUnreadableError,
    ProtocolNotForBedsError,
    ShippedFilesChangedError,
    load_library,
    load_policy,
    load_policy_folder,
    require_for_a_bed,
)

APPROVED = spoil(
    spoil(PROTOCOL, 'status = "draft"', 'status = "approved"'), "[]", '["Dr. A. Name, 2026-11-02"]'
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A hospital's folder with a drug library and one approved protocol."""
    folder = tmp_path / "site"
    (folder / "drug_library").mkdir(parents=True)
    (folder / "drug_library" / "norepinephrine.toml").write_text(NOREPINEPHRINE)
    (folder / "drug_library" / "vasopressin.toml").write_text(VASOPRESSIN)
    (folder / "protocols").mkdir()
    (folder / "protocols" / "ours.toml").write_text(APPROVED)
    return folder


def seal(folder: Path) -> None:
    """Write the SHA256SUMS of a folder, as sha256sum does."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.glob("*.toml"))
    ]
    (folder / "SHA256SUMS").write_text("".join(lines))


def test_without_paths_the_shipped_policy_is_in_force() -> None:
    """Norepinephrine first, eight drugs, and it says that both ship with the program."""
    policy = load_policy(library_dir=None, protocol_file=None)
    assert policy.protocol.id == "norepinephrine-first"
    assert len(policy.library.drugs) == 8
    assert (policy.library_origin, policy.protocol_origin) == (SHIPPED, SHIPPED)
    assert policy.may_guide_a_bed
    require_for_a_bed(policy)


def test_a_hospitals_files_are_used_where_they_are_named(site: Path) -> None:
    """Library and protocol come from the paths given, and the result says which."""
    library, protocol = site / "drug_library", site / "protocols" / "ours.toml"
    policy = load_policy(library_dir=library, protocol_file=protocol)
    assert set(policy.library.drugs) == {"norepinephrine", "vasopressin"}
    assert policy.protocol.parameters.map_target_mmhg == Fraction(70)
    assert (policy.library_origin, policy.protocol_origin) == (str(library), str(protocol))
    assert policy.may_guide_a_bed


def test_the_fingerprint_tells_library_and_protocol(site: Path) -> None:
    """Another library or another protocol is another fingerprint; the same files are the same."""
    library, protocol = site / "drug_library", site / "protocols" / "ours.toml"
    fingerprints = {
        load_policy(library_dir=a, protocol_file=b).fingerprint
        for a in (None, library)
        for b in (None, protocol)
    }
    assert len(fingerprints) == 4
    again = load_policy(library_dir=library, protocol_file=protocol)
    assert again.fingerprint in fingerprints


def test_a_library_can_be_loaded_alone(site: Path) -> None:
    """A calculation needs drugs and no protocol; one drug is a library too."""
    (site / "drug_library" / "vasopressin.toml").unlink()
    assert set(load_library(site / "drug_library").drugs) == {"norepinephrine"}
    assert len(load_library(None).drugs) == 8


def test_a_hospitals_folder_may_hold_library_protocol_or_both(site: Path) -> None:
    """What the folder leaves out is the shipped one, and the result says so."""
    both = load_policy_folder(site)
    assert both.protocol.id == "ours"
    assert SHIPPED not in (both.library_origin, both.protocol_origin)
    (site / "protocols" / "ours.toml").unlink()
    (site / "protocols").rmdir()
    library_only = load_policy_folder(site)
    assert library_only.protocol_origin == SHIPPED
    assert library_only.library_origin == str(site / "drug_library")


@pytest.mark.parametrize(
    ("second", "part"),
    [("theirs.toml", "2 protocols (ours.toml, theirs.toml)"), (None, "no .toml file")],
)
def test_it_must_be_clear_which_protocol_is_in_force(
    site: Path, second: str | None, part: str
) -> None:
    """Two protocols in the folder, or none: nothing is picked."""
    if second is None:
        (site / "protocols" / "ours.toml").unlink()
    else:
        (site / "protocols" / second).write_text(APPROVED)
    with pytest.raises(PolicyUnreadableError) as caught:
        load_policy_folder(site)
    assert part in caught.value.sentence


def test_a_folder_with_neither_library_nor_protocols_is_refused(tmp_path: Path) -> None:
    """An empty folder is a mistake, not a wish for the shipped files."""
    with pytest.raises(PolicyUnreadableError, match="neither drug_library nor protocols"):
        load_policy_folder(tmp_path)


# What may guide a real bed.


@pytest.mark.hazard("H49")
@pytest.mark.parametrize(
    ("old", "new", "standing"),
    [
        ('status = "approved"', 'status = "draft"', "marked as draft"),
        ('status = "approved"', 'status = "retired"', "marked as retired"),
        ('status = "approved"', 'status = "shipped"', "a changed copy of a shipped one"),
    ],
)
def test_what_no_hospital_approved_runs_in_a_replay_only(
    site: Path, old: str, new: str, standing: str
) -> None:
    """A draft, a retired one, or a file that only says it is shipped: read, but not for a bed."""
    path = site / "protocols" / "ours.toml"
    path.write_text(spoil(APPROVED, old, new))
    policy = load_policy(library_dir=None, protocol_file=path)
    assert not policy.may_guide_a_bed
    with pytest.raises(ProtocolNotForBedsError) as caught:
        require_for_a_bed(policy)
    assert standing in caught.value.sentence
    assert "approved" in caught.value.next_action


def test_the_shipped_draft_is_not_for_a_bed() -> None:
    """Vasopressin first shows that the order is data; nobody has approved it."""
    path = resources.resource_path("protocols/vasopressin-first.toml")
    assert not load_policy(library_dir=None, protocol_file=path).may_guide_a_bed


@pytest.mark.hazard("H49")
def test_a_copy_of_the_shipped_protocol_is_the_shipped_protocol(tmp_path: Path) -> None:
    """Byte for byte the same file may guide a bed from wherever it lies; a changed one may not."""
    content = resources.shipped_protocol_files()["norepinephrine-first.toml"]
    path = tmp_path / "norepinephrine-first.toml"
    path.write_bytes(content)
    assert load_policy(library_dir=None, protocol_file=path).may_guide_a_bed
    path.write_bytes(content + b"\n# mine\n")
    assert not load_policy(library_dir=None, protocol_file=path).may_guide_a_bed


# What cannot be read or trusted.


@pytest.mark.hazard("H32")
def test_a_library_looser_than_a_ceiling_is_refused_with_file_field_and_both_values(
    site: Path,
) -> None:
    """0.05 units/min against the built-in 0.04: never clamped, never replaced by the shipped one."""
    path = site / "drug_library" / "vasopressin.toml"
    path.write_text(spoil(VASOPRESSIN, '"0.04 units/min"', '"0.05 units/min"'))
    with pytest.raises(PolicyFileError) as caught:
        load_policy(library_dir=site / "drug_library", protocol_file=None)
    (fault,) = caught.value.faults
    assert fault.code is FaultCode.PROTOCOL_LOOSER_THAN_CEILING
    assert fault.sentence == (
        "vasopressin.toml, hard_limit.value: 0.05 units/min is looser than the built-in ceiling "
        "of 0.04 units/min."
    )
    assert caught.value.next_action


def test_a_library_without_a_drug_of_the_protocol_is_refused(site: Path) -> None:
    """A stage for a drug without limits could not be guided."""
    (site / "drug_library" / "vasopressin.toml").unlink()
    with pytest.raises(PolicyFileError, match='"vasopressin" is not in the drug library'):
        load_policy(library_dir=site / "drug_library", protocol_file=None)


@pytest.mark.hazard("H33")
@pytest.mark.parametrize(
    ("make", "part"),
    [
        (lambda path: None, "No such file or directory"),
        (lambda path: path.mkdir(), "it is a folder, or not a plain file"),
        (lambda path: path.write_bytes(b""), "it is empty"),
        (lambda path: path.write_bytes(APPROVED.encode()[:700]), "cut off"),
        (lambda path: path.write_bytes(b"\xff\xfe" + b"\x00" * 50), "not UTF-8"),
        (lambda path: path.write_bytes(b"#" * 1_048_576), "larger than 262,144 bytes"),
    ],
)
def test_a_protocol_file_that_cannot_be_used_gets_one_sentence(
    tmp_path: Path, make: object, part: str
) -> None:
    """Missing, a folder, empty, cut off, another encoding, 1 MB: said, and nothing else is used."""
    path = tmp_path / "ours.toml"
    assert callable(make)
    make(path)
    with pytest.raises(KnownError) as caught:
        load_policy(library_dir=None, protocol_file=path)
    assert part in caught.value.sentence
    assert caught.value.next_action


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("nothing", "there is no such folder"),
        ("a.toml", "it is not a folder"),
        ("empty", "it holds no .toml file"),
        ("x" * 300, "cannot be used"),
    ],
)
def test_a_library_folder_that_is_none_is_refused(tmp_path: Path, name: str, part: str) -> None:
    """Missing, a file, empty, or a name no system takes."""
    (tmp_path / "a.toml").write_text(VASOPRESSIN)
    (tmp_path / "empty").mkdir()
    with pytest.raises(PolicyUnreadableError) as caught:
        load_policy(library_dir=tmp_path / name, protocol_file=None)
    assert part in caught.value.sentence


def test_a_name_that_no_system_takes_is_refused_everywhere(tmp_path: Path) -> None:
    """The system's refusal becomes a sentence, also for a whole site folder."""
    with pytest.raises(PolicyUnreadableError):
        load_policy_folder(tmp_path / ("x" * 300))
    with pytest.raises(PolicyUnreadableError):
        load_policy(library_dir=None, protocol_file=tmp_path / ("x" * 300))


def test_a_file_with_capitals_in_its_ending_is_not_passed_over(site: Path) -> None:
    """A drug file that a copy program renamed is a fault, not a missing drug."""
    drug, other = site / "drug_library" / "vasopressin.toml", site / "drug_library" / "other"
    # By way of another name: to Windows these two are one.
    drug.rename(other).rename(drug.with_name("VASOPRESSIN.TOML"))
    with pytest.raises(PolicyFileError, match=r"must be called vasopressin\.toml"):
        load_library(site / "drug_library")


def test_files_that_are_no_policy_files_are_left_alone(site: Path) -> None:
    """A note beside the drug files does no harm."""
    (site / "drug_library" / "README.md").write_text("Approved in November.")
    assert len(load_library(site / "drug_library").drugs) == 2


def test_a_file_that_may_not_be_read_is_said_to_be_so() -> None:
    """Permission denied is a sentence."""
    with a_folder_for_everyone() as folder:
        path = folder / "ours.toml"
        path.write_text(APPROVED)
        path.chmod(0)
        with without_privileges(), pytest.raises(PolicyUnreadableError) as caught:
            load_policy(library_dir=None, protocol_file=path)
    assert "Permission denied" in caught.value.sentence


# The seal.


@pytest.mark.hazard("H45")
@pytest.mark.parametrize(
    "name", ["drug_library/vasopressin.toml", "protocols/vasopressin-first.toml"]
)
def test_a_shipped_file_that_was_changed_is_for_it_support(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """No pharmacy wrote it, so none can correct it: the program must be installed again."""
    shipped = resources.resource_path("drug_library").parent
    shutil.copytree(shipped, tmp_path / "resources")
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "titrator")
    with (tmp_path / "resources" / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ShippedFilesChangedError) as refused:
        load_policy(library_dir=None, protocol_file=None)
    assert name.split("/")[1] in refused.value.sentence
    assert refused.value.next_action == "Call IT support: the program must be installed again."


@pytest.mark.parametrize("kind", ["drug_library", "protocols"])
def test_a_sealed_folder_is_held_to_its_seal(site: Path, kind: str) -> None:
    """Sealed and untouched it is used; one changed figure and it is not, though it reads well."""
    seal(site / kind)
    assert load_policy_folder(site).protocol.id == "ours"
    path = next((site / kind).glob("*.toml"))
    path.write_text(path.read_text() + "# a change\n")
    with pytest.raises(PolicyFileError) as caught:
        load_policy_folder(site)
    assert caught.value.faults[0].code is FaultCode.ALTERED
    assert caught.value.sentence.startswith(
        f"{path.name}: it was changed after SHA256SUMS was made"
    )
    assert caught.value.next_action == (
        "No other policy takes its place, and nothing is guided until it is right. Call pharmacy to "
        f"put the checked file back into {site / kind}, or to check this one."
    )


@pytest.mark.hazard("H32")
def test_a_sealed_folder_with_a_loosened_limit_is_refused_for_both(site: Path) -> None:
    """That the file was changed, and what the change did: the limit is the sentence that is read."""
    folder = site / "drug_library"
    seal(folder)
    (folder / "vasopressin.toml").write_text(
        spoil(VASOPRESSIN, '"0.04 units/min"', '"0.05 units/min"')
    )
    with pytest.raises(PolicyFileError) as caught:
        load_policy(library_dir=folder, protocol_file=None)
    assert [one.code for one in caught.value.faults] == [
        FaultCode.ALTERED,
        FaultCode.PROTOCOL_LOOSER_THAN_CEILING,
    ]
    assert caught.value.sentence.startswith(
        "vasopressin.toml, hard_limit.value: 0.05 units/min is looser than the built-in ceiling "
        "of 0.04 units/min."
    )


@pytest.mark.hazard("H33")
@pytest.mark.hazard("H45")
@settings(max_examples=150)
@given(data=st.data())
def test_no_flipped_bit_in_a_shipped_file_reaches_a_bed(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A damaged installation is refused, whichever bit of whichever policy file it is."""
    shipped = resources.resource_path("drug_library").parent
    folder = tmp_path_factory.mktemp("damaged")
    for name in ("drug_library", "protocols"):
        shutil.copytree(shipped / name, folder / name)
    damaged = data.draw(st.sampled_from(sorted(folder.glob("*/*"))))
    content = bytearray(damaged.read_bytes())
    bit = data.draw(st.integers(0, len(content) * 8 - 1))
    # The mark between a sum and a name may be a space or a star: that bit says nothing.
    assume(damaged.suffix == ".toml" or content[bit // 8] ^ (1 << bit % 8) != ord("*"))
    content[bit // 8] ^= 1 << bit % 8
    damaged.write_bytes(content)
    with pytest.raises(PolicyFileError):
        _load_both_protocols(folder)
    shutil.rmtree(folder)


def _load_both_protocols(folder: Path) -> None:
    for protocol in sorted((folder / "protocols").glob("*.toml")):
        load_policy(library_dir=folder / "drug_library", protocol_file=protocol)
