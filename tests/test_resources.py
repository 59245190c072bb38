"""What ships with the program is found, in a checkout and inside the installed package."""

from __future__ import annotations

from pathlib import Path

import pytest

from titrator import resources
from titrator.core.errors import BugError
from titrator.resources import ResourceMissingError


def test_the_shipped_policy_files_are_found() -> None:
    """Eight drugs and two protocols, each with its content."""
    assert sorted(resources.shipped_library_files()) == [
        "angiotensin-ii.toml",
        "dobutamine.toml",
        "dopamine.toml",
        "epinephrine.toml",
        "milrinone.toml",
        "norepinephrine.toml",
        "phenylephrine.toml",
        "vasopressin.toml",
    ]
    assert sorted(resources.shipped_protocol_files()) == [
        "norepinephrine-first.toml",
        "vasopressin-first.toml",
    ]
    assert b'name = "dopamine"' in resources.shipped_library_files()["dopamine.toml"]


def test_a_file_is_found_as_path_bytes_and_text() -> None:
    """The three forms a reader may want."""
    path = resources.resource_path("references.toml")
    assert path.is_file()
    assert resources.resource_bytes("references.toml") == path.read_bytes()
    assert resources.resource_text("references.toml") == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("relative", ["nothing.toml", "drug_library"])
def test_a_missing_file_says_so_and_what_to_do(relative: str) -> None:
    """An incomplete installation is named, with the file; a folder has no content."""
    with pytest.raises(ResourceMissingError) as caught:
        resources.resource_bytes(relative)
    assert relative in caught.value.sentence
    assert "installed again" in caught.value.next_action


@pytest.mark.parametrize("relative", ["/etc/passwd", "../pyproject.toml", "a/../../b"])
def test_a_path_out_of_the_resources_is_our_own_mistake(relative: str) -> None:
    """No caller may reach outside."""
    with pytest.raises(BugError):
        resources.resource_path(relative)


def test_the_installed_package_is_looked_into_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a wheel or a frozen folder the files lie in _resources, inside the package."""
    package = tmp_path / "site-packages" / "titrator"
    (package / "_resources" / "drug_library").mkdir(parents=True)
    (package / "_resources" / "drug_library" / "x.toml").write_bytes(b"x")
    (package / "_resources" / "damaged.txt").write_bytes(b"\xff")
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.shipped_library_files() == {"x.toml": b"x"}
    with pytest.raises(ResourceMissingError):
        resources.resource_text("damaged.txt")
    with pytest.raises(ResourceMissingError):
        resources.shipped_protocol_files()
