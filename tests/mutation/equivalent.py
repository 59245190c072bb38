"""Mutants that no test can notice, each with the reason: equivalent.toml."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.mutation.mutants import Mutant

_Signature = tuple[str, str, str, str]
_FIELDS = {"module", "unit", "was", "becomes", "why"}


class Equivalents:
    """The list, and which of its entries were met."""

    def __init__(self, path: Path) -> None:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("mutant", [])
        self._why: dict[_Signature, str] = {}
        for one in entries:
            if one.keys() != _FIELDS or not all(isinstance(text, str) for text in one.values()):
                message = f"an entry needs {sorted(_FIELDS)}, each a text: {one}"
                raise ValueError(message)
            self._why[one["module"], one["unit"], one["was"], one["becomes"]] = one["why"]

    def __contains__(self, mutant: Mutant) -> bool:
        """Whether it is listed."""
        return _signature(mutant) in self._why

    def of_no_mutant(self, mutants: Iterable[Mutant]) -> list[_Signature]:
        """The entries of modules among `mutants` that fit none of them: the code has changed."""
        met = {_signature(one) for one in mutants}
        modules = {module for module, *_ in met}
        return [one for one in self._why if one[0] in modules and one not in met]

    def reasons(self) -> list[str]:
        """Why each is listed."""
        return list(self._why.values())


def _signature(mutant: Mutant) -> _Signature:
    return mutant.unit.module, mutant.unit.name, mutant.was, mutant.becomes
