"""Qt is loaded without its tools for programmers, and says of a wrong call what it always says."""

from __future__ import annotations

import builtins
import linecache
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import PySide6.QtWidgets  # noqa: F401 - what changes the import
import pytest

from titrator.ui.quick_import import import_as_python_does, quick_import

ROOT = Path(__file__).resolve().parents[2]
# What is told of a wrong call, and what the stub of a module is written with.
_WRONG_CALLS = """
from PySide6.QtCore import QTimer, Qt
from PySide6.QtGui import QColor
from shibokensupport.signature import get_signature
print({as_we_do} == ("argparse" not in sys.modules))
for wrong in (
    lambda: QColor().setRed("much"),
    lambda: QTimer.singleShot("soon", print),
    lambda: QTimer().setTimerType(Qt.Key.Key_A),
    lambda: QColor(nope=1),
):
    try:
        wrong()
    except (TypeError, ValueError, AttributeError) as error:
        print(type(error).__name__, error)
print(get_signature(QColor.setRed), QTimer.singleShot.__doc__)
from PySide6.support.signature.lib.enum_sig import SimplifyingEnumerator
from PySide6.support.feature import all_feature_names, snake_case
print(SimplifyingEnumerator.__mro__, all_feature_names, snake_case)
"""
_QUICKLY = """
import sys
from titrator.ui.quick_import import quick_import
with quick_import():
    import PySide6.QtGui
"""
_PLAINLY = "import sys, PySide6.QtGui"


def told_of_wrong_calls(start: str, *, as_we_do: bool) -> str:
    """What a process that loads Qt in this way says of wrong calls."""
    finished = subprocess.run(
        [sys.executable, "-c", start + _WRONG_CALLS.format(as_we_do=as_we_do)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_a_wrong_call_is_explained_as_ever() -> None:
    """What was put off is read when it is needed, and gives the same words."""
    quick = told_of_wrong_calls(_QUICKLY, as_we_do=True)
    assert "'PySide6.QtGui.QColor.setRed' called with wrong argument types" in quick
    assert quick.startswith("True\n")
    assert quick == told_of_wrong_calls(_PLAINLY, as_we_do=False)


def test_a_module_that_is_put_off_reads_itself_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it runs before something is asked for; then all of it, once."""
    name = "shibokensupport.signature.parser"
    module = ModuleType(name)
    monkeypatch.setattr(builtins, "__import__", builtins.__import__)
    monkeypatch.setitem(sys.modules, name, module)
    with quick_import():
        text, filename = b"read = []\nread.append(1)", "shibokensupport/signature/parser.py"
        exec(builtins.compile(text, filename, "exec"), module.__dict__)
    assert "read" not in vars(module)
    assert module.read == [1]
    assert module.read == [1]
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = module.nothing


def test_everything_else_is_compiled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And `compile` is Python's own again afterwards."""
    monkeypatch.setattr(builtins, "__import__", builtins.__import__)
    before = builtins.compile
    with quick_import():
        exec(compile("MAP = 65", "shibokensupport/signature/mapping.py", "exec"), names := {})  # type: ignore[var-annotated]
    assert names["MAP"] == 65
    assert builtins.compile is before


def test_where_qt_cannot_be_loaded_python_is_left_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What stops the loading is told on, with `compile` put back."""
    monkeypatch.setattr(builtins, "__import__", builtins.__import__)
    before = builtins.compile
    with pytest.raises(ImportError, match="no Qt here"), quick_import():
        raise ImportError("no Qt here")
    assert builtins.compile is before


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
