"""Makes the enumerations of Qt as Python makes them, in a third of the time.

When a class of Qt is first named, PySide6 makes an enumeration of Python for each that belongs to it:
162 before the window can be used, with 2,725 members, of which a start needs a few dozen. Python takes
every member through forty lines, to see what a programmer may have written there. Those of Qt are
names and numbers and nothing else, and it takes a tenth of a start.

So Python makes one without members of each plain kind, and the others are made like that one. Sets of
bits are left to Python, since their rules changed from one 3.11 to the next; so is every other version
of Python than the one that is shipped and was compared (`tests/ui/test_quick_enums.py`).
"""

import enum
import sys
from collections.abc import Iterable
from functools import cache
from typing import Any

_COMPARED = (3, 11)
_KINDS = (enum.Enum, enum.IntEnum)
_as_python_does = enum.EnumType._create_  # type: ignore[attr-defined]


def install() -> None:
    """Make plain enumerations of names and numbers quickly from now on; call it before Qt is loaded."""
    if sys.version_info[:2] == _COMPARED:
        enum.EnumType._create_ = make  # type: ignore[attr-defined]


def make(cls: enum.EnumType, class_name: str, names: Any, **more: Any) -> enum.EnumType:
    """Return an enumeration of kind `cls`, as `cls(class_name, names, **more)` does in Python."""
    if more.get("module") is None:
        # Whoever asked for it; Python looks there itself, without this call between.
        more["module"] = sys._getframe(2).f_globals.get("__name__")  # noqa: SLF001
    if cls in _KINDS and more.get("boundary") is enum.KEEP and isinstance(names, list):
        return _filled(_empty(cls, class_name, more["module"]), names)
    made: enum.EnumType = _as_python_does(cls, class_name, names, **more)
    return made


def _empty(kind: enum.EnumType, name: str, module: str) -> Any:
    own = {
        "__module__": module,
        "_member_names_": [],
        "_member_map_": {},
        "_value2member_map_": {},
        "_unhashable_values_": [],
    }
    return type.__new__(enum.EnumType, name, (kind,), _pattern(kind) | own)


@cache
def _pattern(kind: enum.EnumType) -> dict[str, object]:
    """Return what Python puts into an enumeration of `kind` besides its members."""
    made = _as_python_does(kind, kind.__name__, ())
    return {name: it for name, it in vars(made).items() if name not in ("__dict__", "__weakref__")}


def _filled(made: Any, names: Iterable[tuple[str, int]]) -> enum.EnumType:
    """Give the enumeration its members; a second name of a value is another name of its member."""
    order, by_name, by_value = made._member_names_, made._member_map_, made._value2member_map_
    new, takes_value, put = made._new_member_, made._use_args_, type.__setattr__
    for name, value in names:
        member = by_value.get(value)
        if member is None:
            member = by_value[value] = new(made, value) if takes_value else new(made)
            own = member.__dict__
            own["_value_"] = value
            own["_name_"] = name
            own["__objclass__"] = made
            own["_sort_order_"] = len(order)
            order.append(name)
        by_name[name] = member
        put(made, name, member)
    return made  # type: ignore[no-any-return]
