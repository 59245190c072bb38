"""The program's own text, read once: every source file with its syntax tree and its comments."""

from __future__ import annotations

import ast
import io
import tokenize
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


class Source(NamedTuple):
    """One Python file. `name` is its path below the checkout, with slashes."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> list[str]:
        """The lines of the file, the first one at index 0."""
        return self.text.splitlines()

    def comments(self) -> dict[int, str]:
        """The comment of each line that has one, by line number from 1, without its mark."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return {
            token.start[0]: token.string.lstrip("# ").rstrip()
            for token in tokens
            if token.type == tokenize.COMMENT
        }


@cache
def sources_below(folder: str) -> tuple[Source, ...]:
    """Every Python file below a folder of the checkout, in the order of its path."""
    found = sorted((ROOT / folder).rglob("*.py"))
    return tuple(_read(path) for path in found if "__pycache__" not in path.parts)


def source_from(name: str, text: str) -> Source:
    """A source that exists only in a test."""
    return Source(name=name, text=text, tree=ast.parse(text))


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT).as_posix()
    return Source(name=name, text=text, tree=ast.parse(text, filename=name))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method below a node, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def dotted_name(node: ast.expr) -> str:
    """`datetime.now` for an attribute or a name; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted_name(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""
