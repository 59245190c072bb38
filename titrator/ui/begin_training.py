"""Starts the practice bed as a program of its own, so that nothing of it can reach a real bed."""

import sys
from typing import cast

from PySide6.QtCore import QProcess


def begin_training() -> bool:
    """Start it; return whether the system did."""
    in_package = () if getattr(sys, "frozen", False) else ("-m", "titrator")
    process = QProcess()
    process.setProgram(sys.executable)
    process.setArguments([*in_package, "--training"])
    # A pair by the stubs of Qt, and a truth value as it is.
    started = cast("object", process.startDetached())
    return bool(started[0]) if isinstance(started, tuple) else bool(started)
