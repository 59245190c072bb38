"""What is said where the window cannot even be opened. Needs nothing of Qt, which may be what is missing."""

import sys

from titrator.core.language import say

_ERROR_ICON = 0x10


def say_unloadable(error: ImportError) -> None:
    """Say that a part of the program cannot be loaded, and what to do.

    On Windows a double click has no terminal, so the system's own message box says it there too.
    """
    text = say(
        "Titrator cannot open its window, since a part of it is missing or damaged: {error}. Go on at "
        "the pump, write on paper, and call IT support: the program must be installed again.",
        error=error,
    )
    if sys.platform == "win32":  # pragma: no cover - Windows only
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, "Titrator", _ERROR_ICON)
    sys.stderr.write(f"{text}\n")
