"""Which test names which rule, ruling or hazard, read from the text of the tests.

A mark stands on a test, on one case of its table, or on a whole module. What is read here is what a
test claims; that the test passes is seen when the tests run (tests/support/shown_hazards.py).
"""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tests.architecture.source_text import ROOT, dotted_name, sources_below
from titrator.core.hazard_list import parse_hazards
from titrator.core.rule_book import RULES
from titrator.session.safety import HAZARD_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.architecture.source_text import Source
    from titrator.core.hazard_list import Hazard

KINDS = ("rule", "ruling", "hazard")
RULING_FILE = "safety/rulings.toml"
WHOLE_MODULE = ""


class Mark(NamedTuple):
    """One name in one mark. A mark without a name, or with one that is worked out, names None."""

    kind: str
    name: object
    line: int
    test: str


class Shown(NamedTuple):
    """A test that names something: its file and its name, empty for every test of the file."""

    file: str
    test: str


@cache
def hazards() -> tuple[Hazard, ...]:
    """The hazards as they ship."""
    return parse_hazards(HAZARD_FILE, (ROOT / "resources" / HAZARD_FILE).read_bytes())


@cache
def rulings() -> Mapping[int, str]:
    """The rulings, number to text."""
    table = tomllib.loads((ROOT / "resources" / RULING_FILE).read_text(encoding="utf-8"))
    return {each["number"]: each["text"] for each in table["ruling"]}


@cache
def known() -> Mapping[str, frozenset[object]]:
    """Every name that a mark may carry, by its kind."""
    return {
        "rule": frozenset(RULES),
        "ruling": frozenset(rulings()),
        "hazard": frozenset(hazard.id for hazard in hazards()),
    }


def marks(source: Source) -> Iterator[Mark]:
    """Every rule, ruling or hazard a file names, with the test it stands on."""
    for test, node in _placed(source.tree, WHOLE_MODULE):
        if isinstance(node, ast.Call) and (kind := _kind(node.func)):
            for argument in node.args or [node.func]:
                yield Mark(kind, getattr(argument, "value", None), node.lineno, test)
        elif isinstance(node, ast.Attribute) and (kind := _kind(node)):
            yield Mark(kind, None, node.lineno, test)


def _placed(tree: ast.AST, test: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node with the test around it; the name inside a call that was told is not told again."""
    for child in ast.iter_child_nodes(tree):
        is_test = isinstance(child, ast.FunctionDef) and child.name.startswith("test_")
        inner = child.name if isinstance(child, ast.FunctionDef) and is_test else test
        yield inner, child
        if isinstance(child, ast.Call) and _kind(child.func):
            continue
        yield from _placed(child, inner)


def _kind(node: ast.expr) -> str:
    name = dotted_name(node)
    kind = name.removeprefix("pytest.mark.")
    return kind if name != kind and kind in KINDS else ""


@cache
def shown_by() -> Mapping[tuple[str, object], tuple[Shown, ...]]:
    """The tests that name each rule, ruling and hazard, in the order of their files."""
    found: defaultdict[tuple[str, object], list[Shown]] = defaultdict(list)
    for source in sources_below("tests"):
        for mark in marks(source):
            found[mark.kind, mark.name].append(Shown(source.name, mark.test))
    return {key: tuple(dict.fromkeys(tests)) for key, tests in found.items()}
