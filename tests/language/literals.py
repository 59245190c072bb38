"""Sentences written out in the source that are said by nobody: a translator was never given them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.architecture.source_text import Source

OURS = frozenset(
    {
        "AttributeError",
        "BugError",
        "InvariantViolatedError",
        "RuntimeError",
        "TypeError",
        "UnreadableLineError",
        "ValueError",
        "_require",
    }
)
"""What our own mistakes are told with, and lines of a scenario: for a trace or the command line.

A ValueError is never shown by its text: what is shown of one has a sentence that was said.
"""

QUIET = OURS | {"say"}
_SENTENCE = re.compile(r"(?:[A-Za-z]{2,}[,;:]? ){3,}[A-Za-z]{2,}")
_IN_CODE = re.compile(r"\b(?:SELECT|INSERT|CREATE|FROM|NOT NULL|at_utc)\b|px\b|^GetTick|^Traceback")


def unsaid_sentences(source: Source) -> Iterator[tuple[int, str]]:
    """Line and text of every literal of four words or more that is not said."""
    passed = set(_not_shown(source.tree))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in passed:
            text = node.value
            if _SENTENCE.search(text) and not _IN_CODE.search(text):
                yield node.lineno, text


def _not_shown(tree: ast.AST) -> Iterator[ast.AST]:
    """What is said, what is documentation, and what a mistake of ours is told with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in QUIET:
            yield from ast.walk(node)
        if isinstance(node, ast.Assign) and _names(node) == ["message"]:
            yield from ast.walk(node)


def _names(node: ast.Assign) -> list[str]:
    return [one.id for one in node.targets if isinstance(one, ast.Name)]
