"""A second start asks the first window to come to the front: through a file both know, no network.

The second start leaves the file in the data folder; the first window looks for it each second and
takes it away. A file that nobody takes means that the window does not answer.
"""

import contextlib
import os
from pathlib import Path

SUMMONS_NAME = "titrator.show"
_OWNER_ONLY = 0o600


class Summons:
    """The summons of a data folder, as the window that has the log open sees it."""

    def __init__(self, folder: Path) -> None:
        """Forget what was asked of a window that is gone."""
        self._path = folder / SUMMONS_NAME
        self.is_asked()

    def is_asked(self) -> bool:
        """Return whether somebody asked since the last look; to be looked at each second."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True


def ask_to_show(folder: Path) -> None:
    """Ask the window that has this folder open to come to the front; safe to do twice."""
    # Where that is not possible the second start still says who has the log open.
    with contextlib.suppress(OSError):
        os.close(os.open(folder / SUMMONS_NAME, os.O_WRONLY | os.O_CREAT, _OWNER_ONLY))


def was_answered(folder: Path) -> bool:
    """Return whether the window took the summons; one that is frozen does not."""
    return not (folder / SUMMONS_NAME).exists()
