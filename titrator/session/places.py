"""Where this workstation keeps things: the log of the user, never on a roaming profile."""

import sys
from collections.abc import Mapping
from pathlib import Path

DATA_VARIABLE = "TITRATOR_DATA_DIR"


def data_folder(given: Path | None, environ: Mapping[str, str]) -> Path:
    """Return the folder of the log: as given, as the environment says, else the user's own.

    The user's own is the local data folder of the system; on Windows the one that does not roam.
    """
    if given is not None:
        return given
    named = environ.get(DATA_VARIABLE)
    if named:
        return Path(named)
    import platformdirs

    return platformdirs.user_data_path("Titrator", appauthor=False, roaming=False)


def own_program() -> list[str]:
    """Return the words that start this very program once more, before any argument."""
    is_frozen = getattr(sys, "frozen", False)
    return [sys.executable, *(() if is_frozen else ("-m", "titrator"))]
