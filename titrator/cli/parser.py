"""How every command reads its options: none shortened, none given twice, so that nothing is guessed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


class CommandParser(argparse.ArgumentParser):
    """A parser whose options are written in full, each once; those of `append` as often as meant.

    The parsers of its commands are of the same kind. An option given twice is wrong usage: of two
    doses none is taken.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "allow_abbrev": False})
        for name in (None, "store"):
            self.register("action", name, _Once)


class _Once(argparse.Action):
    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        if option_string and getattr(namespace, self.dest, None) is not self.default:
            parser.error(f"{option_string} is given twice: which one is meant is not guessed.")
        setattr(namespace, self.dest, values)
