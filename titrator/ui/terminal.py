"""What is said beside the window, in the terminal it was started from. A double click on Windows has none.

Needs nothing of Qt, which may be what is missing.
"""

import sys
from typing import TextIO

from titrator.core.language import say

_ERROR_ICON = 0x10


def tell(text: str, stream: TextIO | None) -> None:
    """Write a line; where there is no terminal, Python has no stream either, and nothing is said."""
    if stream is not None:
        stream.write(f"{text}\n")


def tell_unloadable(error: ImportError) -> None:
    """Say that a part of the program cannot be loaded, and what to do.

    On Windows the system's own message box says it too.
    """
    text = say(
        "Titrator cannot open its window, since a part of it is missing or damaged: {error}. Go on at "
        "the pump, write on paper, and call IT support: the program must be installed again.",
        error=error,
    )
    tell(text, sys.stderr)
    if sys.platform == "win32":  # pragma: no cover - Windows only
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, "Titrator", _ERROR_ICON)
