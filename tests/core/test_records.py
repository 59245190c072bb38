"""What all records of the core have in common: they never change, and their fields are named."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import msgspec
import pytest

import titrator.core


def records() -> list[type[msgspec.Struct]]:
    """Every record that a module of the core makes."""
    found: dict[str, type[msgspec.Struct]] = {}
    for module in pkgutil.iter_modules(titrator.core.__path__, "titrator.core."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                found[f"{kind.__module__}.{kind.__qualname__}"] = kind
    return [kind for name, kind in found.items() if name.startswith("titrator.core.")]


@pytest.mark.parametrize("record", records(), ids=lambda record: record.__name__)
def test_a_record_never_changes_and_its_fields_are_named(record: type[msgspec.Struct]) -> None:
    """Two doses are never swapped by their order, and what was decided stays as it was."""
    assert record.__struct_config__.frozen
    parameters = inspect.signature(record).parameters.values()
    if record.__name__ != "Unit":  # four fields of four kinds, in a table of a hundred lines
        assert all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in parameters)
