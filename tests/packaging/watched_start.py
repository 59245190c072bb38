"""Starts the window and notes which modules are loaded at its first paint, and when it is usable.

    python tests/packaging/watched_start.py NOTES.json

Nothing of the program is changed: two of its moments are noted on the way through.
"""

from __future__ import annotations

import enum
import sys
from pathlib import Path

import titrator.app
from titrator.cli import run


class NotedRun(titrator.app._Run):
    """A run of the window that notes what is loaded."""

    def _on_shell_painted(self) -> None:
        self._at_paint = sorted(sys.modules)
        super()._on_shell_painted()

    def _on_usable(self) -> None:
        notes = {
            "at_first_paint": self._at_paint,
            "when_usable": sorted(sys.modules),
            "enumerations_of_qt": sorted(_enumerations_of_qt(enum.Enum)),
            "sources_read": sorted(getattr(sys.modules.get("linecache"), "cache", ())),
        }
        # Only now: the notes are of the program, not of what writes them.
        import json

        Path(sys.argv[1]).write_text(json.dumps(notes), encoding="utf-8")
        super()._on_usable()


def _enumerations_of_qt(kind: type) -> set[str]:
    """Return the enumerations that Qt has made; it makes those of a class when it is first used."""
    found: set[str] = set()
    kinds: list[type] = kind.__subclasses__()
    for one in kinds:
        if one.__module__.startswith("PySide6"):
            found.add(f"{one.__module__}.{one.__qualname__}")
        found |= _enumerations_of_qt(one)
    return found


if __name__ == "__main__":
    titrator.app._Run = NotedRun  # type: ignore[misc]
    sys.exit(run(["--exit-when-usable"]))
