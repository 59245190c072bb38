"""The administrator's file: where the policy is, whose key signs it, which unit this is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.unprivileged import a_folder_for_everyone, without_privileges
from titrator.core.policy_fault import FaultCode, PolicyFileError
from titrator.session.policy import PolicyUnreadableError
from titrator.session.site_words import DrugNames, Language, UnitWords
from titrator.session.workstation import (
    ALONE,
    PublicKey,
    read_public_key,
    read_workstation,
    this_workstation,
)

KEY = "ab" * 32


def test_without_a_file_the_machines_folder_holds_where_it_is_there(tmp_path: Path) -> None:
    """Nothing set, nothing there: the workstation stands alone."""
    nowhere = tmp_path / "none"
    assert read_workstation([nowhere], [nowhere]) == ALONE
    assert read_workstation([nowhere], [nowhere, tmp_path]).policy_dir == tmp_path


def test_the_file_names_folder_profile_and_keys(tmp_path: Path) -> None:
    """All of it is optional; what is there is read whole."""
    file = tmp_path / "workstation.toml"
    file.write_text(
        f'policy_dir = "{tmp_path.as_posix()}"\nprofile = "medical-icu"\n'
        f'public_keys = ["Pharmacy 2027: {KEY}"]\n',
        encoding="utf-8",
    )
    found = read_workstation([tmp_path / "none", file], [])
    assert found.policy_dir == tmp_path
    assert found.profile == "medical-icu"
    assert found.keys == (PublicKey(name="Pharmacy 2027", key=KEY),)
    file.write_text("", encoding="utf-8")
    with pytest.raises(PolicyFileError):
        read_workstation([file], [])
    file.write_text('profile = "a"\n', encoding="utf-8")
    found = read_workstation([file], [tmp_path])
    assert (found.policy_dir, found.keys) == (tmp_path, ())


def test_the_file_says_how_the_window_speaks(tmp_path: Path) -> None:
    """A language that ships, the names of drugs and the units; each as usual where it is not set."""
    file = tmp_path / "workstation.toml"
    file.write_text(
        'language = "es"\ndrug_names = "international"\nunits = "spelled out"\n', encoding="utf-8"
    )
    found = read_workstation([file], [])
    assert (found.language, found.drug_names, found.units) == (
        Language.SPANISH,
        DrugNames.INTERNATIONAL,
        UnitWords.SPELLED_OUT,
    )
    assert (ALONE.language, ALONE.drug_names, ALONE.units) == (
        Language.ENGLISH,
        DrugNames.USUAL,
        UnitWords.SHORT,
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('policy_dir = "policy"', FaultCode.NOT_A_CHOICE),
        ("public_keys = []", FaultCode.MISSING_FIELD),
        ('public_keys = ["Pharmacy: 12"]', FaultCode.NOT_A_CHOICE),
        (f'public_key = "Pharmacy: {KEY}"', FaultCode.UNKNOWN_FIELD),
        ('language = "fr"', FaultCode.NOT_A_CHOICE),
        ('language = "pseudo"', FaultCode.NOT_A_CHOICE),
        ('drug_names = "british"', FaultCode.NOT_A_CHOICE),
        ("units = 1", FaultCode.WRONG_TYPE),
    ],
)
def test_a_file_with_a_fault_guides_nothing(tmp_path: Path, text: str, code: FaultCode) -> None:
    """A misspelt field would leave a workstation without its keys: it is refused."""
    file = tmp_path / "workstation.toml"
    file.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(PolicyFileError) as caught:
        read_workstation([file], [])
    assert code in {fault.code for fault in caught.value.faults}
    assert caught.value.next_action.startswith("Call IT support to correct this file")


def test_a_file_that_cannot_be_read_is_for_it_support_too(tmp_path: Path) -> None:
    """A folder of that name: the pharmacy could do nothing about it."""
    with pytest.raises(PolicyUnreadableError) as caught:
        read_workstation([tmp_path], [])
    assert caught.value.sentence == (
        f"{tmp_path} cannot be used: it is a folder, or not a plain file."
    )
    assert caught.value.next_action.startswith("Call IT support to correct this file")


def test_a_key_is_read_as_it_is_printed() -> None:
    """A name, a colon and 64 hex digits."""
    assert read_public_key(f" Pharmacy 2027: {KEY} ") == PublicKey(name="Pharmacy 2027", key=KEY)
    assert read_public_key(KEY) is None
    assert read_public_key(f"Pharmacy: {KEY[:-1]}g") is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no variable for its folder")
def test_this_machine_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's folders are asked for; a file in the list is found."""
    (tmp_path / "Titrator").mkdir()
    (tmp_path / "Titrator" / "workstation.toml").write_text('profile = "a"\n', encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path))
    assert this_workstation().profile == "a"


def test_a_folder_that_its_users_can_change_is_known_as_such() -> None:
    """For root, and on Windows, nothing is said: it would not be true, or not known."""
    with a_folder_for_everyone() as folder:
        assert not read_workstation([], [folder]).is_users_to_change or sys.platform != "linux"
        with without_privileges():
            assert not read_workstation([], [folder]).is_users_to_change
        folder.chmod(0o777)
        with without_privileges():
            assert read_workstation([], [folder]).is_users_to_change
        folder.chmod(0o755)


def test_windows_does_not_tell_who_may_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rights are no bits: nothing is claimed."""
    monkeypatch.setattr(sys, "platform", "win32")
    assert not read_workstation([], [tmp_path]).is_users_to_change
