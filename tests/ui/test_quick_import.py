"""Imports are Python's own again once Qt is loaded."""

from __future__ import annotations

import builtins
import linecache
from typing import TYPE_CHECKING

import PySide6.QtWidgets  # noqa: F401 - what changes the import

from titrator.ui.quick_import import import_as_python_does

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_source_of_what_is_imported_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once Qt is loaded a module is imported as Python does it, and nothing keeps its text."""
    monkeypatch.setattr(builtins, "__import__", builtins.__import__)
    (tmp_path / "bag_of_fluid.py").write_text("VOLUME_ML = 250\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    import_as_python_does()
    exec("import bag_of_fluid", names := {})  # type: ignore[var-annotated]
    assert names["bag_of_fluid"].VOLUME_ML == 250
    assert str(tmp_path / "bag_of_fluid.py") not in linecache.cache
    put_back = builtins.__import__
    import_as_python_does()
    assert builtins.__import__ is put_back


def test_an_import_that_was_left_alone_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PySide6 that changes no imports is none of our business."""
    before = builtins.__import__
    monkeypatch.delattr(builtins, "__orig_import__", raising=False)
    import_as_python_does()
    assert builtins.__import__ is before
