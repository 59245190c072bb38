"""Reads what a library for Linux needs from others, out of the file itself."""

from __future__ import annotations

import struct
from typing import NamedTuple

_MAGIC = b"\x7fELF\x02\x01"  # 64 bits, least significant byte first
_LOAD, _DYNAMIC = 1, 2
_NEEDED, _STRTAB, _END = 1, 5, 0


class NotElfError(Exception):
    """The file is no 64-bit program or library for Linux."""


class Segment(NamedTuple):
    """One part of the file, as it is loaded."""

    kind: int
    offset: int
    address: int
    size: int


def needed(content: bytes) -> tuple[str, ...]:
    """Returns the names of the libraries that a program or library asks for, in its order.

    Raises NotElfError for anything else.
    """
    if not content.startswith(_MAGIC):
        raise NotElfError("not a 64-bit ELF file")
    try:
        return _needed(content)
    except (struct.error, StopIteration, ValueError) as error:
        raise NotElfError("its tables are damaged") from error


def is_elf(content: bytes) -> bool:
    """Returns whether it begins like one."""
    return content.startswith(b"\x7fELF")


def _needed(content: bytes) -> tuple[str, ...]:
    segments = _segments(content)
    dynamic = [segment for segment in segments if segment.kind == _DYNAMIC]
    if not dynamic:
        return ()
    entries = list(_entries(content, dynamic[0]))
    address = next(value for tag, value in entries if tag == _STRTAB)
    loaded = next(
        segment
        for segment in segments
        if segment.kind == _LOAD and 0 <= address - segment.address < segment.size
    )
    start = loaded.offset + address - loaded.address
    return tuple(_text(content, start + value) for tag, value in entries if tag == _NEEDED)


def _segments(content: bytes) -> list[Segment]:
    (table,) = struct.unpack_from("<Q", content, 32)
    size, count = struct.unpack_from("<HH", content, 54)
    found = []
    for place in range(count):
        kind, _, offset, address, _, length = struct.unpack_from(
            "<IIQQQQ", content, table + place * size
        )
        found.append(Segment(kind, offset, address, length))
    return found


def _entries(content: bytes, dynamic: Segment) -> list[tuple[int, int]]:
    found = []
    for place in range(dynamic.offset, dynamic.offset + dynamic.size, 16):
        tag, value = struct.unpack_from("<qQ", content, place)
        if tag == _END:
            break
        found.append((tag, value))
    return found


def _text(content: bytes, start: int) -> str:
    return content[start : content.index(b"\0", start)].decode("ascii")
