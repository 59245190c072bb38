"""Imports without a search of every source file, which PySide6 adds to each of them."""

import builtins


def import_as_python_does() -> None:
    """Undo what PySide6 does to `import` when it is loaded; call it right after that.

    It reads the source of every module that is imported later, and keeps it, to see whether to offer
    it other names of Qt's methods ("from __feature__ import snake_case"). Nothing here asks for
    those, and it takes a tenth of a start. What else it does to `import` stays.
    """
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original
