"""The scripts in packaging/windows as modules. They are scripts of their own, not part of a package."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

from tests.packaging.dev_script import ROOT

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = ROOT / "packaging" / "windows"


def windows_script(name: str) -> ModuleType:
    """One of them, loaded without being run."""
    # As when it is started: what lies beside a script is found before anything else, then what the
    # packages of both systems share.
    before = list(sys.path)
    sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]
    try:
        return importlib.import_module(name)
    finally:
        sys.path[:] = before
