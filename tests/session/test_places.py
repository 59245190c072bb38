"""Where the log is kept: as given, as the environment says, or the user's own local folder."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from titrator.session.places import data_folder, own_program


def test_a_folder_that_is_named_wins() -> None:
    """The option comes before the environment, the environment before the user's own."""
    named = {"TITRATOR_DATA_DIR": "/srv/named"}
    assert data_folder(Path("/srv/given"), named) == Path("/srv/given")
    assert data_folder(None, named) == Path("/srv/named")


def test_the_users_own_folder_never_roams() -> None:
    """Without a name it is the local data folder of the user."""
    own = platformdirs.user_data_path("Titrator", appauthor=False, roaming=False)
    assert data_folder(None, {}) == own
    assert data_folder(None, {"TITRATOR_DATA_DIR": ""}) == own


def test_a_package_starts_itself_without_naming_a_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen program takes its arguments at once; from sources Python is told which module."""
    assert own_program()[1:] == ["-m", "titrator"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_program() == [sys.executable]
