"""Where the administrator's file is looked for, and in which order."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from titrator.session.machine_folders import listed_folders, machine_folders, workstation_files


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="variables of Linux")
def test_no_variable_hides_the_administrators_file() -> None:
    """The usual folder comes first, whatever the list says."""
    assert machine_folders("/etc/xdg", "/home/me:/etc/other") == [
        Path("/etc/xdg/Titrator"),
        Path("/home/me"),
        Path("/etc/other"),
    ]


def test_elsewhere_the_systems_own_list_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has one folder, and no variable for it."""
    monkeypatch.setattr(sys, "platform", "win32")
    assert machine_folders("/etc/xdg", "folder") == [Path("folder")]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="variables of Linux")
@pytest.mark.parametrize(
    "listed", ["", "/etc/one:/etc/two", "relative:/etc/one", "relative", "/a/"]
)
def test_on_linux_the_folders_are_those_the_desktop_names(
    listed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same as the library that knows every system says; a relative path is no place."""
    monkeypatch.setenv("XDG_CONFIG_DIRS", listed)
    monkeypatch.setenv("XDG_DATA_DIRS", listed)
    places = platformdirs.PlatformDirs("Titrator", appauthor=False, multipath=True)
    wanted = [places.site_config_dir, places.site_data_dir]
    said = [list(map(Path, each.split(":"))) for each in listed_folders()]
    assert said == [list(map(Path, each.split(":"))) for each in wanted]


def test_the_administrators_file_has_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """In each of the folders of the machine."""
    monkeypatch.setenv("XDG_CONFIG_DIRS", "/etc/other")
    assert {file.name for file in workstation_files()} == {"workstation.toml"}
