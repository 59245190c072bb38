"""Which program this is: in a checkout, in a package, and where the note of the build is damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from titrator import __version__, resources
from titrator.session.build import Build, about_lines, this_build, version_text
from titrator.session.policy import load_policy

if TYPE_CHECKING:
    from pathlib import Path

NOTE = '{"version": "9.8.7", "commit": "0123456789ab", "library": "aa", "protocol": "bb"}'


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Shipped files that a test may change, where the program looks first."""
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    shipped = tmp_path / "_resources"
    shipped.mkdir()
    return shipped


def test_a_checkout_has_no_note() -> None:
    """Run from its sources, it names its version and no commit."""
    assert this_build() is None
    assert version_text() == f"{__version__}, run from its sources"


def test_a_package_says_what_it_was_made_from(package: Path) -> None:
    """The note is read whole; version and commit are what people see."""
    (package / "build.json").write_text(NOTE, encoding="utf-8")
    made = Build(version="9.8.7", commit="0123456789ab", library="aa", protocol="bb")
    assert this_build() == made
    assert version_text() == f"{__version__}, built from 0123456789ab"


def test_a_damaged_note_is_said(package: Path) -> None:
    """Half a note is not taken for none."""
    (package / "build.json").write_text(NOTE[:30], encoding="utf-8")
    with pytest.raises(resources.ResourceMissingError, match=r"build\.json"):
        this_build()
    assert version_text() == f"{__version__}, and the note of its build is damaged"


def test_help_tells_two_policies_apart() -> None:
    """The first twelve digits of both hashes stand beside the version."""
    policy = load_policy(library_dir=None, protocol_file=None)
    library, protocol = policy.library.fingerprint, policy.protocol.fingerprint
    assert about_lines(policy) == (
        f"Titrator {__version__}, run from its sources.",
        f"Drug library in force: {library[:12]}. Protocol in force: {protocol[:12]}.",
    )
