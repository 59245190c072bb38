"""Puts a mutant into a running process: a function's code is exchanged, or a module read anew.

A function is exchanged where it lies, so everybody who already holds it runs the mutant. A table that
only functions of its own module read is set anew. What else an import runs (classes, defaults, what
others have taken over) cannot be exchanged afterwards: there the mutant is what the import finds.
"""

from __future__ import annotations

import ast
import sys
import warnings
from importlib.abc import Loader, MetaPathFinder
from importlib.util import spec_from_loader
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from tests.mutation.mutants import Mutant


def compiled(mutant: Mutant) -> CodeType:
    """The code of the whole mutated module; the file it names is the real one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # `1 is not x` and the like
        return compile(mutant.mutated, mutant.unit.module, "exec", dont_inherit=True)


def dotted(module: str) -> str:
    """``titrator.core.units`` for ``titrator/core/units.py``."""
    return module.removesuffix(".py").replace("/", ".")


def exchange(mutant: Mutant) -> bool:
    """Exchanges the function or the table of the mutant; False where that cannot be done."""
    name = mutant.unit.name
    if not mutant.is_called:
        return bool(mutant.unit.readers) and _set_anew(mutant)
    try:
        function = _function(sys.modules[dotted(mutant.unit.module)], name)
        first = mutant.unit.line
        code = next(one for one in _codes(compiled(mutant)) if _is(one, name, first))
        function.__code__ = code
    except (AttributeError, KeyError, StopIteration, ValueError):
        return False  # an overload, or a body that no longer needs its class
    return True


def _set_anew(mutant: Mutant) -> bool:
    """Runs the one statement that sets a table, in the module that is there."""
    tree = ast.parse(mutant.mutated)
    tree.body = [one for one in tree.body if mutant.unit.name in _names_set_by(one)]
    code = compile(tree, mutant.unit.module, "exec", dont_inherit=True)
    exec(code, vars(sys.modules[dotted(mutant.unit.module)]))
    return True


def _names_set_by(node: ast.stmt) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
    return {one.id for one in targets if isinstance(one, ast.Name)}


def _is(code: CodeType, name: str, line: int) -> bool:
    # A decorator stands on a line before.
    return code.co_qualname == name and 0 <= line - code.co_firstlineno < 5


def _codes(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from _codes(inner)


def _function(module: ModuleType, name: str) -> FunctionType:
    found: Any = module
    for part in name.split("."):
        found = vars(found)[part]
    found = getattr(found, "fget", None) or getattr(found, "__func__", found)
    found = getattr(found, "__wrapped__", found)
    if not isinstance(found, FunctionType):
        raise AttributeError(name)  # noqa: TRY004 - a part that is not there, or not of that kind
    return found


class Plant(MetaPathFinder, Loader):
    """Answers the import of one module with its mutant."""

    def __init__(self, mutant: Mutant) -> None:
        self._name = dotted(mutant.unit.module)
        self._code = compiled(mutant)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The mutant, when its module is asked for."""
        if fullname != self._name:
            return None
        return spec_from_loader(fullname, self)

    def exec_module(self, module: ModuleType) -> None:
        """Runs the mutated source as the module."""
        exec(self._code, vars(module))  # this is the mutant
