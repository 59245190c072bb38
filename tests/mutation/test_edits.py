"""What is changed: small sources, and every mutant of them written down by hand."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.mutation.mutants import mutants_of
from tests.mutation.suite import NAMED, REST

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mutation.mutants import Mutant


def mutants(text: str, folder: Path) -> list[Mutant]:
    """The mutants of a source."""
    path = folder / "source.py"
    path.write_text(text, encoding="utf-8")
    return mutants_of(path, "source.py")


def becomes(text: str, folder: Path) -> set[str]:
    """Every text a line of the source becomes."""
    return {one.becomes for one in mutants(text, folder)}


@pytest.mark.parametrize(
    ("line", "others"),
    [
        ("x = a < b", {"x = a <= b", "x = a >= b"}),
        ("x = a >= b", {"x = a > b", "x = a < b"}),
        ("x = a is not b", {"x = a is b"}),
        ("x = a in (B, C)", {"x = a not in (B, C)", "x = a in (C,)", "x = a in (B,)"}),
        ("x = a - b", {"x = a + b"}),
        ("x = a // b", {"x = a * b"}),
        ("x = -a", {"x = (a)"}),
        ("x = not a", {"x = (a)"}),
        ("x = a and b", {"x = (a or b)", "x = (b)", "x = (a)"}),
        ("x = (a or b) and c", {"x = ((a or b) or c)", "x = (c)", "x = ((a or b))"}
         | {"x = ((a and b)) and c", "x = ((b)) and c", "x = ((a)) and c"}),
        ("x = a if b else c", {"x = a if True else c", "x = a if False else c"}),
        ("x = [a for a in b if c]", {"x = [a for a in b if True]", "x = [a for a in b if False]"}),
        ("x = 5", {"x = 6", "x = 4"}),
        ("x = 0", {"x = 1"}),
        ("x = True", {"x = False"}),
        ('x = "0.04"', {'x = "0.03"'}),
        ('x = "mg"', {'x = "XXmg"'}),
        ('x = f"{a} mg"', {'x = f"XX{a} mg"'}),
        ("x = max(a, b)", {"x = min(a, b)"}),
        ("x = abs(a)", {"x = list(a)"}),
        ("x = a.strip()", {"x = (a)"}),
        ("x = make(a, b=c)", {"x = make(a)"}),
        ("x = {A, B}", {"x = {A,}", "x = {B,}"}),
        ("x: int | None = a", set()),
    ],
)  # fmt: skip
def test_an_expression_is_changed_in_each_of_these_ways(
    line: str, others: set[str], tmp_path: Path
) -> None:
    """And in no other."""
    assert becomes(line, tmp_path) == others


def test_a_statement_is_taken_out_or_turned(tmp_path: Path) -> None:
    """A call, a raise, a branch and a return; a yes-or-no function answers both ways."""
    text = "def f(a) -> bool:\n    if a:\n        raise A\n    tell(a)\n    return b\n"
    assert becomes(text, tmp_path) == {
        "if True:",
        "if False:",
        "pass",
        "return True",
        "return False",
    }
    assert becomes("def f(a) -> int:\n    return b\n", tmp_path) == {"return None"}


def test_a_case_is_never_met(tmp_path: Path) -> None:
    """Each case of a match is closed in turn, and of two kinds one is left out."""
    text = "def f(a):\n    match a:\n        case A() | B():\n            g = 1.5\n"
    assert becomes(text, tmp_path) == {"case A() | B() if False:", "case B():", "case A():"}


def test_documentation_annotations_and_what_is_not_run_stay(tmp_path: Path) -> None:
    """They have no meaning that a test could notice."""
    text = (
        '"""Text."""\nimport sys\nif TYPE_CHECKING:\n    x = 1\n\n\n'
        'def f(a: "A") -> "B":\n    """Text."""\n    if a:  # pragma: no cover - Windows\n'
        "        return 1\n    assert_never(a)\n"
    )
    assert becomes(text, tmp_path) == set()


def test_a_mutant_belongs_to_the_smallest_part_with_a_name(tmp_path: Path) -> None:
    """A table, the head of a class, its fields, a method, the default of an argument."""
    text = (
        "T = 1\n\n\nclass C(S, frozen=True):\n    a: int = 2\n\n"
        "    def m(self, n=3):\n        return 4\n"
    )
    found = {(one.unit.name, one.was, one.is_called) for one in mutants(text, tmp_path)}
    assert found == {
        ("T", "T = 1", False),
        ("C", "class C(S, frozen=True):", False),
        ("C.a", "a: int = 2", False),
        ("C.m", "def m(self, n=3):", False),
        ("C.m", "return 4", True),
    }


def test_a_key_stays_when_lines_above_change_and_the_text_of_the_unit_decides(
    tmp_path: Path,
) -> None:
    """What was found of a function holds although the file around it has changed."""
    function = "def f(a):\n    return a < 1\n"
    before, after = mutants(function, tmp_path), mutants(f"import sys\n\n\n{function}", tmp_path)
    assert [one.key for one in before] == [one.key for one in after]
    assert before[0].unit.fingerprint == after[0].unit.fingerprint
    changed = mutants(function.replace("1", "2"), tmp_path)
    assert changed[0].unit.fingerprint != before[0].unit.fingerprint


def test_letters_that_take_several_bytes_shift_nothing(tmp_path: Path) -> None:
    """Python counts columns of its syntax tree in bytes."""
    assert becomes('x = "µ" if a < b else c\n', tmp_path) >= {'x = "µ" if a <= b else c'}


def test_every_mutant_of_the_program_is_a_program() -> None:
    """One in fifty of them is read by Python; each differs from what it was made from."""
    from tests.architecture.source_text import ROOT

    found = [one for name in (*NAMED, *REST) for one in mutants_of(ROOT / name, name)]
    assert len(found) > 5000
    for mutant in found[::50]:
        assert mutant.mutated != mutant.source
        ast.parse(mutant.mutated)
