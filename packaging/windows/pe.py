"""What a Windows program or library says of itself: what it imports, how it is protected, if it is signed."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

AMD64 = 0x8664
_HIGH_ENTROPY_VA, _DYNAMIC_BASE, _NX_COMPAT = 0x0020, 0x0040, 0x0100
_IMPORTS, _SIGNATURE, _DELAYED_IMPORTS = 1, 4, 13


class NotPeError(Exception):
    """The bytes are no 64-bit Windows program or library."""


class Pe(NamedTuple):
    """Facts of one file.

    Attributes:
        machine: AMD64 for 64-bit Windows.
        imports, delayed: names of the libraries it needs, at once or later, in lower case.
        is_signed: whether a signature is attached; not whether it holds.
    """

    machine: int
    imports: frozenset[str]
    delayed: frozenset[str]
    has_aslr: bool
    has_high_entropy_aslr: bool
    has_nx: bool
    is_signed: bool
    timestamp: int


class _Section(NamedTuple):
    address: int
    size: int
    offset: int


def read_pe(content: bytes) -> Pe:
    """Returns what the file says of itself. Raises NotPeError."""
    try:
        return _read(content)
    except (struct.error, IndexError, ValueError, UnicodeDecodeError) as error:
        raise NotPeError(str(error)) from error


def _read(content: bytes) -> Pe:
    (start,) = struct.unpack_from("<I", content, 0x3C)
    if content[:2] != b"MZ" or content[start : start + 4] != b"PE\0\0":
        raise NotPeError("it does not begin as one")
    machine, count, timestamp, _, _, optional = struct.unpack_from("<HHIIIH", content, start + 4)
    header = start + 24
    (magic,) = struct.unpack_from("<H", content, header)
    if magic != 0x20B:
        raise NotPeError("it is not 64-bit")
    (protection,) = struct.unpack_from("<H", content, header + 70)
    (directories,) = struct.unpack_from("<I", content, header + 108)
    table = [struct.unpack_from("<II", content, header + 112 + 8 * at) for at in range(directories)]
    table += [(0, 0)] * (16 - len(table))
    sections = [_Section(*_section(content, header + optional + 40 * at)) for at in range(count)]
    return Pe(
        machine=machine,
        imports=frozenset(_names(content, sections, table[_IMPORTS][0], 20, 12)),
        delayed=frozenset(_names(content, sections, table[_DELAYED_IMPORTS][0], 32, 4)),
        has_aslr=bool(protection & _DYNAMIC_BASE),
        has_high_entropy_aslr=bool(protection & _HIGH_ENTROPY_VA),
        has_nx=bool(protection & _NX_COMPAT),
        is_signed=table[_SIGNATURE][1] > 0,
        timestamp=timestamp,
    )


def _section(content: bytes, at: int) -> tuple[int, int, int]:
    virtual, address, raw, offset = struct.unpack_from("<IIII", content, at + 8)
    return address, max(virtual, raw), offset


def _names(
    content: bytes, sections: list[_Section], table: int, size: int, name_at: int
) -> Iterator[str]:
    """Yields the names in an import table, whose entries have this size, the name at this place."""
    if not table:
        return
    at = _offset(sections, table)
    while any(entry := content[at : at + size]):
        (name,) = struct.unpack_from("<I", entry, name_at)
        begin = _offset(sections, name)
        yield content[begin : content.index(b"\0", begin)].decode("ascii").lower()
        at += size


def _offset(sections: list[_Section], address: int) -> int:
    for section in sections:
        if section.address <= address < section.address + section.size:
            return address - section.address + section.offset
    raise NotPeError(f"address {address:#x} lies in no section")
