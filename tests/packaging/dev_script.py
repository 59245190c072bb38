"""packaging/dev.py as a module. It is a script of its own, not part of a package."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "dev.py"


@cache
def dev_script() -> ModuleType:
    """The script, loaded without being run."""
    spec = importlib.util.spec_from_file_location("titrator_dev_script", SCRIPT)
    if spec is None or spec.loader is None:
        raise ImportError(f"{SCRIPT} cannot be loaded")
    # As when it is started: what lies beside a script is found before anything else.
    sys.path.insert(0, str(SCRIPT.parent))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SCRIPT.parent))
    return module


def system_packages() -> ModuleType:
    """The other half of the script: what only the system can bring."""
    dev_script()
    return sys.modules["system_packages"]


def script(name: str) -> ModuleType:
    """One of the other modules in packaging/, loaded without being run."""
    sys.path.insert(0, str(SCRIPT.parent))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(SCRIPT.parent))
