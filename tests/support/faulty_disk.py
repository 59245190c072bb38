"""Makes the n-th write of SQLite fail as a bad disk would: the system call itself returns the error.

SQLite lets the system calls of its file layer be replaced, for just this. What happens after the
failed call is all SQLite's own: nothing of it is imitated here.
"""

from __future__ import annotations

import contextlib
import ctypes
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAPS = Path("/proc/self/maps")
_C = ctypes
_FUNCTION = _C.c_void_p
_WRITES = {
    "write": _C.CFUNCTYPE(_C.c_ssize_t, _C.c_int, _C.c_void_p, _C.c_size_t, use_errno=True),
    "pwrite": _C.CFUNCTYPE(
        _C.c_ssize_t, _C.c_int, _C.c_void_p, _C.c_size_t, _C.c_int64, use_errno=True
    ),
    "pwrite64": _C.CFUNCTYPE(
        _C.c_ssize_t, _C.c_int, _C.c_void_p, _C.c_size_t, _C.c_int64, use_errno=True
    ),
    "ftruncate": _C.CFUNCTYPE(_C.c_int, _C.c_int, _C.c_int64, use_errno=True),
}


class _Vfs(_C.Structure):
    """SQLite's `sqlite3_vfs`, of which only the calls at its end are used."""

    _fields_: ClassVar[Any] = [
        ("version", _C.c_int),
        ("file_size", _C.c_int),
        ("longest_path", _C.c_int),
        ("next", _C.c_void_p),
        ("name", _C.c_char_p),
        ("data", _C.c_void_p),
        ("methods", _C.c_void_p * 13),
        ("set_call", _C.CFUNCTYPE(_C.c_int, _C.c_void_p, _C.c_char_p, _FUNCTION)),
        ("get_call", _C.CFUNCTYPE(_FUNCTION, _C.c_void_p, _C.c_char_p)),
    ]


class FaultyDisk:
    """Counts the writes of SQLite, and lets one of them, or all from it on, fail.

    Attributes:
        writes: how many there were since the disk was armed or the count was taken back.
        failed: how many of them failed.
    """

    def __init__(self) -> None:
        self.writes = 0
        self.failed = 0
        self._nth = 0
        self._error = 0
        self._for_good = False

    def arm(self, nth: int, error: int, *, for_good: bool) -> None:
        """Let the `nth` write from now on fail with `error`; and all after it, if for good."""
        self.writes = self.failed = 0
        self._nth, self._error, self._for_good = nth, error, for_good

    def disarm(self) -> None:
        """Let every write succeed again."""
        self._nth = 0

    def wrapped(self, original: Any) -> Any:
        """The system call, with the fault in front of it."""

        def call(*arguments: Any) -> Any:
            self.writes += 1
            is_due = self.writes >= self._nth if self._for_good else self.writes == self._nth
            if self._nth and is_due:
                self.failed += 1
                ctypes.set_errno(self._error)
                return -1
            return original(*arguments)

        return call


@contextlib.contextmanager
def a_faulty_disk() -> Iterator[FaultyDisk]:
    """A disk under all databases of this process; skips where SQLite cannot be reached."""
    disk = FaultyDisk()
    vfs, kept = _vfs(), []
    for name, kind in _WRITES.items():
        address = vfs.contents.get_call(_C.cast(vfs, _C.c_void_p), name.encode())
        if address is None:
            continue
        replaced = kind(disk.wrapped(kind(address)))
        kept.append((name, address, replaced))
        _set(vfs, name, _C.cast(replaced, _C.c_void_p))
    try:
        yield disk
    finally:
        for name, address, _ in kept:
            _set(vfs, name, _C.c_void_p(address))


def _set(vfs: Any, name: str, function: _C.c_void_p) -> None:
    status = vfs.contents.set_call(_C.cast(vfs, _C.c_void_p), name.encode(), function)
    assert status == sqlite3.SQLITE_OK, name


def _vfs() -> Any:
    """SQLite's own file layer, in the very library that Python uses."""
    if not _MAPS.exists():
        pytest.skip("the library of SQLite is found through /proc")
    loaded = {line.split()[-1] for line in _MAPS.read_text().splitlines() if "libsqlite3" in line}
    if not loaded:
        pytest.skip("this Python carries SQLite inside itself, where its calls cannot be replaced")
    library = _C.CDLL(loaded.pop())
    library.sqlite3_vfs_find.restype = _C.POINTER(_Vfs)
    library.sqlite3_vfs_find.argtypes = [_C.c_char_p]
    return library.sqlite3_vfs_find(None)
