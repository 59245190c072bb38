"""Every mutant of a module: an edit, and the function, class or constant it belongs to.

A unit is the smallest part with a name of its own: a function or method, an assignment at the top of a
module or of a class, the head of a class. What a run found is kept by unit and holds as long as the
text of the unit stays the same.
"""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tests.mutation.edits import Edit, Places, of_expression, of_statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A line that says so is not run by the tests here, and a body for the type checker by nobody.
_NOT_RUN = (b"pragma: no cover", b"if TYPE_CHECKING:")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A named part of a module.

    Attributes:
        name: ``Quantity.to``; for the head of a class its name.
        line: the first one.
        text: as written.
        is_function: whether it has a body that runs when it is called.
        readers: of a table for this module alone, the lines of functions that read it.
    """

    module: str
    name: str
    line: int
    text: str
    is_function: bool
    readers: tuple[int, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Twelve digits over the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One edit of a source.

    Attributes:
        key: the place in the unit and the new text: the same in every run over the same unit.
        line: the line that is changed.
        is_called: whether it stands in the body of a function, not in what an import runs.
    """

    unit: Unit
    edit: Edit
    key: str
    line: int
    is_called: bool
    source: bytes

    @cached_property
    def mutated(self) -> bytes:
        """The whole source with the edit made."""
        start, end, text = self.edit
        return self.source[:start] + text.encode() + self.source[end:]

    @property
    def was(self) -> str:
        """The changed lines as they are, in one line."""
        return self._around(self.source, self.edit.end)

    @property
    def becomes(self) -> str:
        """The changed lines as the mutant has them, in one line."""
        return self._around(self.mutated, self.edit.start + len(self.edit.text.encode()))

    def _around(self, source: bytes, end: int) -> str:
        start = source.rfind(b"\n", 0, self.edit.start) + 1
        stop = source.find(b"\n", end)
        return " ".join(source[start : stop if stop >= 0 else None].decode().split())


def mutants_of(path: Path, module: str) -> list[Mutant]:
    """Every mutant of the module at `path`, in the order of its lines."""
    return _Reader(path.read_bytes(), module).read()


class _Reader:
    def __init__(self, source: bytes, module: str) -> None:
        self.source = source
        self.module = module
        self.places = Places(source)
        self.lines = source.splitlines()
        self.found: dict[tuple[str, Edit], Mutant] = {}
        self.tree = ast.Module([], [])

    def read(self) -> list[Mutant]:
        self.tree = ast.parse(self.source)
        self._block(self.tree.body, prefix="")
        return list(self.found.values())

    def _block(self, body: list[ast.stmt], prefix: str) -> None:
        """The statements of a module or of a class."""
        for node in body:
            match node:
                case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
                    continue
                case ast.FunctionDef():
                    self._function(node, prefix)
                case ast.ClassDef():
                    self._class(node, prefix)
                case ast.If() if self._is_left_out(node):
                    self._block(node.orelse, prefix)
                case _:
                    name = f"{prefix}{_target(node)}"
                    unit = self._unit(node, name, readers=_readers(name, self.tree))
                    self._walk(node, unit, is_called=False)

    def _class(self, node: ast.ClassDef, prefix: str) -> None:
        head = self.source.splitlines()[node.lineno - 1 : node.body[0].lineno - 1]
        name = f"{prefix}{node.name}"
        text = b"\n".join(head).decode()
        unit = Unit(module=self.module, name=name, line=node.lineno, text=text, is_function=False)
        for keyword in node.keywords:
            self._walk(keyword.value, unit, is_called=False)
        self._block(node.body, f"{name}.")

    def _function(self, node: ast.FunctionDef, prefix: str) -> None:
        if self._is_left_out(node):
            return
        unit = self._unit(node, f"{prefix}{node.name}", is_function=True)
        for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self._walk(default, unit, is_called=False)
        returns = "" if node.returns is None else ast.unparse(node.returns)
        for statement in node.body:
            self._walk(statement, unit, is_called=True, returns=returns)

    def _unit(
        self,
        node: ast.stmt,
        name: str,
        *,
        is_function: bool = False,
        readers: tuple[int, ...] = (),
    ) -> Unit:
        return Unit(
            module=self.module,
            name=name,
            line=node.lineno,
            text=self.places.text(node),
            is_function=is_function,
            readers=readers,
        )

    def _is_left_out(self, node: ast.stmt) -> bool:
        line = self.lines[node.lineno - 1]
        return any(mark in line for mark in _NOT_RUN)

    def _walk(self, node: ast.AST, unit: Unit, *, is_called: bool, returns: str = "") -> None:
        if isinstance(node, ast.stmt | ast.ExceptHandler) and self._says_not_run(node):
            return
        if isinstance(node, ast.match_case) and self._says_not_run(node.body[0]):
            return  # the type checker shows that nothing comes here
        for edit in (
            *of_statement(node, self.places, returns),
            *of_expression(node, self.places),
        ):
            self._keep(edit, unit, is_called=is_called)
        for child in _inside(node):
            self._walk(child, unit, is_called=is_called, returns=returns)

    def _says_not_run(self, node: ast.stmt | ast.ExceptHandler) -> bool:
        line = self.lines[node.lineno - 1]
        return any(mark in line for mark in _NOT_RUN) or b"assert_never(" in line

    def _keep(self, edit: Edit, unit: Unit, *, is_called: bool) -> None:
        line = self.source.count(b"\n", 0, edit.start) + 1
        column = edit.start - (self.source.rfind(b"\n", 0, edit.start) + 1)
        length = edit.end - edit.start
        key = f"{line - unit.line}:{column}+{length} {' '.join(edit.text.split())}"
        mutant = Mutant(
            unit=unit, edit=edit, key=key, line=line, is_called=is_called, source=self.source
        )
        self.found.setdefault((unit.name, edit), mutant)


def _readers(name: str, tree: ast.Module) -> tuple[int, ...]:
    """The lines that read a private name; none where something outside a function reads it."""
    if not name.startswith("_"):
        return ()
    inside = {
        id(one)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for statement in function.body
        for one in ast.walk(statement)
    }
    reads = [
        one
        for one in ast.walk(tree)
        if isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Load)
    ]
    if not all(id(one) in inside for one in reads):
        return ()
    return tuple(sorted({one.lineno for one in reads}))


def _target(node: ast.stmt) -> str:
    """The name of what a statement sets, or the line it is on."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name), *_]):
            return name
        case ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case _:
            return f"line {node.lineno}"


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """The children that hold something to change: no annotation, no documentation."""
    match node:
        case ast.JoinedStr() | ast.arguments() | ast.Pass():
            return
        case ast.AnnAssign():
            yield from [node.value] if node.value is not None else []
        case ast.FunctionDef():
            yield from node.body
        case ast.Expr(value=ast.Constant()):
            return
        case ast.MatchValue() | ast.MatchClass() | ast.MatchOr():
            return
        case _:
            yield from ast.iter_child_nodes(node)


def signature_of(mutant: Mutant) -> Iterator[str]:
    """The lines of a mutant for people: where, what it was, what it becomes."""
    yield f"{mutant.unit.module}:{mutant.line} {mutant.unit.name}"
    yield f"  - {mutant.was}"
    yield f"  + {mutant.becomes}"
