"""Qt's enumerations are made quickly, and are what Python would have made."""

from __future__ import annotations

import copy
import enum
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from titrator.ui import quick_enums

ROOT = Path(__file__).resolve().parents[2]
# Every enumeration of the modules that the window uses, with all that can be asked of one.
_TOLD = """
import PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets, enum

def of(kind):
    for one in kind.__subclasses__():
        yield one
        yield from of(one)

for module in (PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets):
    for name in dir(module):
        getattr(module, name)
qt = {f"{one.__module__}.{one.__qualname__}": one for one in of(enum.Enum)}
for name in sorted(qt):
    made = qt[name]
    if not name.startswith("PySide6"):
        continue
    print(name, [one.__qualname__ for one in made.__mro__], type(made), made, len(made))
    print([what for what in sorted(vars(made)) if what not in made.__members__])
    print(list(made), made._member_names_, sorted(made._value2member_map_), made._unhashable_values_)
    for written, one in made.__members__.items():
        print(
            written, one, repr(one), one.name, one.value, type(one.value), hash(one), dir(one)[:9],
            getattr(made, written) is one, made[written] is one, made(one.value) is one,
            one in made, one.__objclass__ is made, one._sort_order_, one.__reduce_ex__(2)[1:],
            sorted(vars(one)), f"{one:}", one == one.value, vars(made).get(written) is one,
        )
    for wrong in (lambda: made(-987654), lambda: made["no such"], lambda: setattr(made, written, 1)):
        try:
            print(wrong())
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            print(type(error).__name__, error)
"""
_QUICKLY = "from titrator.ui import quick_enums; quick_enums.install()\n"
SHADE: Any = ("Shade", "PALE DARK")
PYTHONS: Any = enum.EnumType
PYTHON_MAKES: Any = enum.Enum
_COMPARED = sys.version_info[:2] == (3, 11)


def told(start: str) -> list[str]:
    """What a process that begins with `start` tells of every enumeration of Qt."""
    finished = subprocess.run(
        [sys.executable, "-c", start + _TOLD],
        cwd=ROOT,
        # Python hashes words otherwise in each process, unless it is told to.
        env=os.environ | {"PYTHONHASHSEED": "0"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.splitlines()


@pytest.mark.skipif(not _COMPARED, reason="only Python 3.11 is helped; others are left alone")
def test_every_enumeration_of_qt_is_what_python_makes() -> None:
    """Names, values, second names, order, words, look-ups and refusals are the same in each."""
    quick = told(_QUICKLY)
    assert len(quick) > 6_000
    assert any(line.startswith("Key_Escape ") and "16777216" in line for line in quick)
    plain = told("")
    assert [pair for pair in zip(quick, plain, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.skipif(not _COMPARED, reason="only Python 3.11 is helped; others are left alone")
@pytest.mark.parametrize("kind", [enum.Enum, enum.IntEnum])
def test_an_enumeration_made_quickly_can_be_copied_and_kept(kind: type[enum.Enum]) -> None:
    """Its members stay the only ones of their kind, and a second name means the first."""
    names = [("LOW", 1), ("HIGH", 2), ("TOP", 2)]
    made: Any = quick_enums.make(kind, "Level", names, module=__name__, boundary=enum.KEEP)
    globals()["Level"] = made
    assert [str(one) for one in made] == [str(made.LOW), str(made.HIGH)]
    assert made.TOP is made.HIGH
    assert copy.deepcopy(made.LOW) is made.LOW
    assert pickle.loads(pickle.dumps(made.HIGH)) is made.HIGH
    with pytest.raises(AttributeError):
        made.LOW = 3


def test_an_enumeration_that_somebody_writes_is_left_to_python() -> None:
    """Only what comes as Qt's do is made quickly; the rest is asked of Python, for the same module."""
    made: Any = quick_enums.make(enum.Enum, *SHADE)
    assert [(one.name, one.value) for one in made] == [("PALE", 1), ("DARK", 2)]
    flags: Any = quick_enums.make(enum.Flag, "Set", [("A", 1), ("B", 2)], boundary=enum.KEEP)
    assert (flags.A | flags.B).value == 3
    assert flags(7).value == 7


def test_whoever_makes_an_enumeration_is_its_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python finds the module by looking back at the caller; there is one call more now."""
    monkeypatch.setattr(PYTHONS, "_create_", quick_enums.make)
    made: Any = PYTHON_MAKES(*SHADE)
    assert made.__module__ == __name__


@pytest.mark.skipif(not _COMPARED, reason="only Python 3.11 is helped; others are left alone")
def test_another_python_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its enumerations may be made otherwise, which nobody compared."""
    before = PYTHONS._create_
    monkeypatch.setattr(PYTHONS, "_create_", before)
    monkeypatch.setattr(sys, "version_info", (3, 12, 0))
    quick_enums.install()
    assert PYTHONS._create_ is before
    monkeypatch.setattr(sys, "version_info", (3, 11, 9))
    quick_enums.install()
    assert PYTHONS._create_ is not before
