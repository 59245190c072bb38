"""Loads Qt without what PySide6 brings along for those who write programs.

PySide6 carries modules of Python as plain text inside its library, and compiles them at every start:
what writes stubs for editors, what words the signature of a method when it is called wrongly, and
what offers other names of Qt's methods. For these names it also reads the source of every module that
is imported later. Together that takes a fifth of a start, and a start needs none of it.
"""

import builtins
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from titrator.ui import quick_enums

_PLACE = "shibokensupport/signature"
# What such a module holds until something of it is asked for: Python then calls `__getattr__`.
_WAITING = f"from {__name__} import read_when_asked\n__getattr__ = read_when_asked(__name__)\n"
# Called at every import: no other names are wanted.
_NO_FEATURES = "def feature_import(*_): pass\ndef feature_imported(_): pass\n"
# The others are asked for from C++, which looks at what a module holds, not further.
PUT_OFF = {
    "shibokensupport/feature.py": _WAITING + _NO_FEATURES,
    f"{_PLACE}/parser.py": _WAITING,
    f"{_PLACE}/layout.py": _WAITING,
    f"{_PLACE}/lib/enum_sig.py": _WAITING,
    f"{_PLACE}/lib/pyi_generator.py": _WAITING,
    f"{_PLACE}/lib/tool.py": _WAITING,
}
_put_off: dict[str, bytes] = {}


@contextmanager
def quick_import() -> Iterator[None]:
    """Load Qt inside of this: modules that are `PUT_OFF` are read when something of them is used.

    They say then what they always say. A PySide6 that has other modules is loaded as ever. Its
    enumerations are made quickly from then on.
    """
    quick_enums.install()
    as_python_does = builtins.compile

    def compile_or_put_off(source: Any, filename: Any, *rest: Any, **more: Any) -> Any:
        if filename in PUT_OFF:
            _put_off[filename] = source
            source = PUT_OFF[filename]
        return as_python_does(source, filename, *rest, **more)

    builtins.compile = compile_or_put_off
    try:
        yield
    finally:
        builtins.compile = as_python_does
        import_as_python_does()


def read_when_asked(name: str) -> Callable[[str], object]:
    """Return what the module `name`, which was put off, answers when something of it is asked for."""

    def read(wanted: str) -> object:
        module = sys.modules[name]
        del module.__dict__["__getattr__"]
        filename = f"{name.replace('.', '/')}.py"
        exec(compile(_put_off.pop(filename), filename, "exec"), module.__dict__)  # noqa: S102
        return getattr(module, wanted)

    return read


def import_as_python_does() -> None:
    """Undo what PySide6 does to `import` when it is loaded; call it right after that.

    It reads the source of every module that is imported later, and keeps it, to see whether to offer
    it other names of Qt's methods ("from __feature__ import snake_case"). Nothing here asks for
    those, and it takes a tenth of a start. What else it does to `import` stays.
    """
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original
