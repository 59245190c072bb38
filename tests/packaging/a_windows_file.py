"""A 64-bit Windows library of a few hundred bytes, made by hand: enough of one to be read."""

from __future__ import annotations

import struct

ALL_PROTECTIONS = 0x0020 | 0x0040 | 0x0100  # high entropy, ASLR, NX
SECTION_AT = 0x1000


def a_library(
    imports: tuple[str, ...] = (), *, protection: int = ALL_PROTECTIONS, is_signed: bool = False
) -> bytes:
    """A library that imports these others, in one section that begins 0x200 bytes into the file."""
    table_size = 20 * (len(imports) + 1)
    names, entries = b"", b""
    for name in imports:
        place = SECTION_AT + table_size + len(names)
        entries += struct.pack("<IIIII", 0, 0, 0, place, 0)
        names += name.encode() + b"\0"
    section = entries + bytes(20) + names
    directories = [(0, 0)] * 16
    directories[1] = (SECTION_AT if imports else 0, table_size)
    directories[4] = (0x9999, 8 if is_signed else 0)
    optional = struct.pack("<H66xHH36xI", 0x20B, 3, protection, 16)
    optional += b"".join(struct.pack("<II", *each) for each in directories)
    header = struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, len(optional), 0x2022)
    row = struct.pack("<8sIIII16x", b".rdata", len(section), SECTION_AT, len(section), 0x200)
    start = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40)
    return (start + b"PE\0\0" + header + optional + row).ljust(0x200, b"\0") + section
