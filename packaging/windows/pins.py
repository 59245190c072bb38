"""Which packages of a lock file Windows takes, by name, version and hash."""

from __future__ import annotations

import ast
import operator
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+))? \\$"
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class Pin(NamedTuple):
    """One package of a lock, with the hashes of all its published files."""

    name: str
    version: str
    hashes: frozenset[str]


def facts_of_windows(python: str) -> dict[str, str]:
    """Returns what the markers of a lock may ask, for CPython of this version on 64-bit Windows."""
    return {
        "implementation_name": "cpython",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_system": "Windows",
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": "win32",
    }


def pins_for(lock: str, facts: Mapping[str, str]) -> list[Pin]:
    """Returns the packages of a lock text whose marker is true of these facts.

    Raises ValueError for a line that is not understood: nothing is left out in silence.
    """
    lines = [line for line in lock.splitlines() if not line.lstrip().startswith("#")]
    blocks = re.split(r"\n(?=\S)", "\n".join(lines))
    return [pin for block in blocks if block.strip() for pin in _pins(block, facts)]


def _pins(block: str, facts: Mapping[str, str]) -> list[Pin]:
    first, *rest = block.splitlines()
    found = _PIN.match(first)
    hashes = frozenset(_HASH.findall("\n".join(rest)))
    if found is None or not hashes:
        raise ValueError(f"not a pinned package with its hashes: {block!r}")
    if found["marker"] and not holds(found["marker"], facts):
        return []
    return [Pin(found["name"], found["version"], hashes)]


def holds(marker: str, facts: Mapping[str, str]) -> bool:
    """Returns whether a marker is true. Raises ValueError for one that is not understood."""
    return _holds(ast.parse(marker.strip(), mode="eval").body, facts)


def _holds(node: ast.expr, facts: Mapping[str, str]) -> bool:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_holds(value, facts) for value in values)
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_holds(value, facts) for value in values)
        case ast.Compare(
            left=ast.Name(id=name), ops=[compare], comparators=[ast.Constant(str(wanted))]
        ):
            if name in facts and type(compare) in _COMPARISONS:
                read = _version if "version" in name else str
                return _COMPARISONS[type(compare)](read(facts[name]), read(wanted))
        case _:
            pass
    raise ValueError(f"not understood in a marker: {ast.unparse(node)}")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))
