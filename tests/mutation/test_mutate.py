"""The runner of the mutation testing: it puts mutants in, sees them noticed, and goes on where it was."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.architecture.source_text import ROOT
from tests.mutation.equivalent import Equivalents
from tests.mutation.mutants import mutants_of
from tests.mutation.record import Record, forget_files
from tests.mutation.suite import NAMED, REST

if TYPE_CHECKING:
    from types import ModuleType

    from tests.mutation.mutants import Mutant

SOURCE = """
LIMIT = 4


class Dose:
    def __init__(self, rate):
        self.rate = rate

    @property
    def is_allowed(self):
        return self.rate <= LIMIT

    @property
    def is_enough(self):
        return self.rate >= _LEAST


_LEAST = 2
"""
TEST = "def test_equal():\n    assert Dose(4).is_allowed\n"
# A process is copied by fork, which Windows does not have.
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@pytest.fixture
def dose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A small module, imported."""
    path = tmp_path / "planted_dose.py"
    path.write_text(SOURCE, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("planted_dose", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "planted_dose", module)
    spec.loader.exec_module(module)
    return module


def mutant(folder: Path, becomes: str) -> Mutant:
    """The mutant of the small module that has this line."""
    found = mutants_of(folder / "planted_dose.py", "planted_dose.py")
    return next(one for one in found if one.becomes == becomes)


@needs_fork
def test_who_already_holds_a_function_runs_the_mutant(dose: ModuleType, tmp_path: Path) -> None:
    """Also a property of an object that was there before."""
    from tests.mutation.planting import exchange

    highest = dose.Dose(4)
    assert highest.is_allowed
    assert exchange(mutant(tmp_path, "return self.rate < LIMIT"))
    assert not highest.is_allowed


@needs_fork
def test_a_table_that_only_its_own_functions_read_is_set_anew(
    dose: ModuleType, tmp_path: Path
) -> None:
    """Nobody else can have taken it over."""
    from tests.mutation.planting import exchange

    assert dose.Dose(2).is_enough
    assert exchange(mutant(tmp_path, "_LEAST = 3"))
    assert not dose.Dose(2).is_enough


@needs_fork
def test_what_an_import_runs_is_not_exchanged_but_imported(
    dose: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table is there before anybody could exchange it."""
    from tests.mutation.planting import Plant, exchange

    assert not exchange(mutant(tmp_path, "LIMIT = 3"))
    monkeypatch.delitem(sys.modules, "planted_dose")
    monkeypatch.setattr(sys, "meta_path", [Plant(mutant(tmp_path, "LIMIT = 3")), *sys.meta_path])
    planted: Any = importlib.import_module("planted_dose")
    assert planted.LIMIT == 3
    assert dose.LIMIT == 4


def endless(seconds: float) -> str:
    """Computes without an end where it may compute for `seconds` only."""
    from tests.mutation.forks import computing_at_most

    computing_at_most(seconds)
    while seconds:
        pass
    return "never asked for"


@needs_fork
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_copy_that_computes_for_too_long_is_ended() -> None:
    """A mutant that never ends does not keep the others from being tried."""
    from tests.mutation.forks import Died, in_copies

    found = dict(in_copies([0.2, 0.0], endless, processes=2))
    assert isinstance(found[0.2], Died)
    assert found[0.0] == "never asked for"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """An empty record beside a module and a test of it."""
    (tmp_path / "planted_dose.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "test_dose.py").write_text(TEST, encoding="utf-8")
    forget_files()
    return again(tmp_path)


def again(folder: Path) -> Record:
    """The record as the next run reads it."""
    forget_files()
    return Record(folder, folder / "record.jsonl", folder / "build" / "journal.jsonl")


def test_a_kill_holds_until_the_function_or_its_test_changes(
    record: Record, tmp_path: Path
) -> None:
    """It is on disk at once, in the journal, and afterwards in the record."""
    one = mutant(tmp_path, "return self.rate < LIMIT")
    record.note(one, "test_dose.py::test_equal", ["test_dose.py"])
    assert again(tmp_path).is_killed_still(one)
    again(tmp_path).write([one])
    assert not (tmp_path / "build" / "journal.jsonl").exists()
    assert again(tmp_path).killer(one) == "test_dose.py::test_equal"
    (tmp_path / "test_dose.py").write_text(f"import sys\n\n\n{TEST}", encoding="utf-8")
    assert again(tmp_path).is_killed_still(one)
    (tmp_path / "test_dose.py").write_text(TEST.replace("4", "5"), encoding="utf-8")
    assert not again(tmp_path).is_killed_still(one)
    changed = SOURCE.replace("return self", "return 2 * self")
    (tmp_path / "planted_dose.py").write_text(changed, encoding="utf-8")
    assert not again(tmp_path).is_known(mutant(tmp_path, "return 2 * self.rate < LIMIT"))


def test_a_survival_holds_until_a_test_it_faced_changes(record: Record, tmp_path: Path) -> None:
    """A new test may notice what the old ones did not."""
    one = mutant(tmp_path, "LIMIT = 5")
    record.note(one, None, ["test_dose.py"])
    again(tmp_path).write([one])
    assert again(tmp_path).survived(one, ["test_dose.py"])
    assert not again(tmp_path).survived(one, ["test_dose.py", "test_more.py"])
    (tmp_path / "test_dose.py").write_text("second", encoding="utf-8")
    assert not again(tmp_path).survived(one, ["test_dose.py"])


def test_every_mutant_listed_as_equivalent_exists_and_has_its_reason() -> None:
    """An entry that fits nothing any more would hide the next mutant of that name."""
    listed = Equivalents(ROOT / "tests" / "mutation" / "equivalent.toml")
    found = [one for name in (*NAMED, *REST) for one in mutants_of(ROOT / name, name)]
    assert listed.of_no_mutant(found) == []
    assert all(len(reason) > 20 for reason in listed.reasons())


@needs_fork
def test_a_sample_of_the_mutants_is_noticed() -> None:
    """Of what the last commit or the working tree changed in the modules where all must be."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.mutation.mutate", "--sample"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
