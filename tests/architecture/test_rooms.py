"""Each heavy or dangerous library has its rooms in the program, and is imported nowhere else.

The import contracts in pyproject.toml hold the layers; this holds single files, also new ones.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.source_text import Source, source_from, sources_below

if TYPE_CHECKING:
    from collections.abc import Iterator

# A library, and the beginnings of the paths that may import it.
ROOMS: dict[str, tuple[str, ...]] = {
    "PySide6": ("titrator/app.py", "titrator/report/pdf", "titrator/ui/"),
    "shiboken6": ("titrator/ui/",),
    "sqlite3": ("titrator/store/",),
    "platformdirs": ("titrator/session/places.py", "titrator/session/machine_folders.py"),
    "nacl": ("titrator/session/policy_signing.py",),
    "time": ("titrator/session/clock.py",),
    "miniaudio": ("titrator/sound/device.py",),
    "pint": (),
    "random": (),
    "socket": (),
    "pickle": (),
}


def imports(source: Source) -> Iterator[tuple[str, int]]:
    """The top name of everything a file imports, with its line; inside functions too."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.split(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0], node.lineno


def strays(source: Source) -> list[str]:
    """Every import of a library outside its rooms."""
    return [
        f"{source.name}:{line} imports {name}"
        for name, line in imports(source)
        if name in ROOMS and not source.name.startswith(ROOMS[name] or ("nowhere",))
    ]


def test_every_library_stays_in_its_rooms() -> None:
    """Qt where something is painted, the database in the store, the clock in one file."""
    found = [stray for source in sources_below("titrator") for stray in strays(source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("titrator/report/table.py", "from PySide6.QtGui import QPdfWriter"),
        ("titrator/cli/convert.py", "def main():\n    import PySide6.QtWidgets"),
        ("titrator/ui/window.py", "import sqlite3"),
        ("titrator/app.py", "import time"),
        ("titrator/core/units.py", "import pint"),
    ],
)
def test_a_stray_import_is_found(name: str, text: str) -> None:
    """Also when it hides inside a function."""
    assert strays(source_from(name, text))


def test_a_library_may_be_used_in_its_room() -> None:
    """The rule is no wider than it says."""
    assert not strays(source_from("titrator/report/pdf.py", "import PySide6.QtGui"))
    assert not strays(source_from("titrator/session/clock.py", "import time"))
    assert not strays(source_from("titrator/ui/a.py", "from titrator.session import screen"))
