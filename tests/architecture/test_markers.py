"""Tests name rules, rulings and hazards; every name that is used must exist.

A name is a promise to whoever reads the safety file: a rule R22 or a hazard H46 would point nowhere.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.source_text import dotted_name, source_from, sources_below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.architecture.source_text import Source

KNOWN: dict[str, set[object]] = {
    "rule": {f"R{number}" for number in range(1, 22)},
    "ruling": set(range(1, 39)),
    "hazard": {f"H{number:02d}" for number in range(1, 46)},
}


def marks(source: Source) -> Iterator[tuple[str, object, int]]:
    """Every rule, ruling or hazard a file names: the kind, the name and the line.

    A mark without a name, or with one that is worked out, counts as a name that does not exist.
    """
    called = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and (kind := _kind(node.func)):
            called.add(node.func)
            for argument in node.args or [node.func]:
                yield kind, getattr(argument, "value", None), node.lineno
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node not in called and (kind := _kind(node)):
            yield kind, None, node.lineno


def _kind(node: ast.expr) -> str:
    name = dotted_name(node)
    kind = name.removeprefix("pytest.mark.")
    return kind if name != kind and kind in KNOWN else ""


def unknown_marks(source: Source) -> list[str]:
    """Every mark whose name does not exist, with its place."""
    return [
        f"{source.name}:{line} {kind} {name!r}"
        for kind, name, line in marks(source)
        if name not in KNOWN[kind] or isinstance(name, bool)
    ]


def test_every_rule_ruling_and_hazard_that_a_test_names_exists() -> None:
    """R1 to R21, rulings 1 to 38 and H01 to H45 exist, nothing else."""
    unknown = [fault for source in sources_below("tests") for fault in unknown_marks(source)]
    assert not unknown, "\n".join(unknown)


@pytest.mark.parametrize(
    "bad",
    [
        "pytest.mark.rule('R22')",
        "pytest.mark.rule('R0')",
        "pytest.mark.rule('R1', 'R99')",
        "pytest.mark.rule('r7')",
        "pytest.mark.ruling(39)",
        "pytest.mark.ruling('19')",
        "pytest.mark.ruling(True)",
        "pytest.mark.hazard('H46')",
        "pytest.mark.hazard('H1')",
        "pytest.mark.hazard(name)",
        "pytest.mark.hazard()",
        "pytest.mark.hazard",
    ],
)
def test_a_name_that_does_not_exist_is_found(bad: str) -> None:
    """A slip of the pen in a mark fails here."""
    text = f"@{bad}\ndef test_example(): ..."
    assert unknown_marks(source_from("tests/test_example.py", text))


def test_names_that_exist_are_let_through() -> None:
    """On a function, on a whole module, and on one case of a table."""
    text = (
        "pytestmark = [pytest.mark.ruling(19), pytest.mark.rule('R2', 'R13')]\n"
        "case = pytest.param(1, marks=pytest.mark.hazard('H45'))\n"
    )
    source = source_from("tests/test_example.py", text)
    assert not unknown_marks(source)
    assert len(list(marks(source))) == 4
