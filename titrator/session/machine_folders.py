"""Where the administrator of a machine puts things, and the name of the file set there."""

import os
import sys
from pathlib import Path

WORKSTATION_NAME = "workstation.toml"


def workstation_files() -> list[Path]:
    """Return where the administrator's file may be, in the order in which it is looked for."""
    return machine_folders("/etc/xdg", listed_folders()[0], WORKSTATION_NAME)


def listed_folders() -> tuple[str, str]:
    """Return what the system lists for configuration and for shared data, as it writes lists."""
    is_linux = sys.platform.startswith("linux")
    if is_linux:
        # What platformdirs says too; loading that takes a fiftieth of the time to a usable window.
        return (
            _listed_by("XDG_CONFIG_DIRS", "/etc/xdg"),
            _listed_by("XDG_DATA_DIRS", "/usr/local/share", "/usr/share"),
        )
    import platformdirs  # pragma: no cover - not Linux

    places = platformdirs.PlatformDirs(  # pragma: no cover - not Linux
        "Titrator", appauthor=False, multipath=True
    )
    return places.site_config_dir, places.site_data_dir  # pragma: no cover - not Linux


def machine_folders(always: str, listed: str, name: str = "") -> list[Path]:
    """Return where to look for `name`, in this order.

    Some desktops and every user can lengthen or replace the list by a variable. On Linux the usual
    place comes first all the same: no variable hides the administrator's file.
    """
    usual = [Path(always) / "Titrator"] if sys.platform.startswith("linux") else []
    folders = [*usual, *(Path(text) for text in listed.split(os.pathsep) if text)]
    return [folder / name for folder in folders] if name else folders


def _listed_by(variable: str, *usual: str) -> str:
    """Return the program's folder in each folder of a variable; a path from nowhere is none."""
    named = [one for one in os.environ.get(variable, "").split(os.pathsep) if one.startswith("/")]
    return os.pathsep.join(f"{one.rstrip('/')}/Titrator" for one in named or usual)
