"""The sources of policy files: those that ship, and those a hospital lists itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.policy_texts import REFERENCES
from titrator.core.policy_fault import PolicyFileError
from titrator.session.policy_sources import references_for, shipped_references

if TYPE_CHECKING:
    from pathlib import Path


def test_every_shipped_source_says_which_edition_was_read() -> None:
    """Where a copy does not say, that is what stands there."""
    editions = {one.id: one.edition for one in shipped_references()}
    assert editions["Vasopressin label"] == "2018 and 2021"
    assert editions["Epinephrine label"] == "not stated in what was read"
    assert editions["Knowledge of the authors"] == "none"


def test_a_hospital_adds_its_own_sources(tmp_path: Path) -> None:
    """Without a file of its own the shipped ones hold; a file with a fault is refused."""
    shipped = shipped_references()
    assert references_for(None) == references_for(tmp_path) == shipped
    (tmp_path / "references.toml").write_text(REFERENCES)
    assert [one.id for one in references_for(tmp_path)[len(shipped) :]] == ["A label", "A trial"]
    (tmp_path / "references.toml").write_text("[[reference]]\n")
    with pytest.raises(PolicyFileError):
        references_for(tmp_path)
