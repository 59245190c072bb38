"""Loads the font the program brings along, so that every workstation shows the same figures."""

from pathlib import Path

from PySide6.QtGui import QFontDatabase

_FILES = ("Inter-Regular.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")


def load_fonts(folder: Path) -> bool:
    """Return whether every weight was loaded from `folder`; without, the system's font stands in."""
    return all(QFontDatabase.addApplicationFont(str(folder / name)) >= 0 for name in _FILES)
