"""Inputs near real ones: tokens, figures, lines and bytes changed, doubled, moved, cut or spliced.

A file taken apart into its tokens and put together with a few of them changed gets past the first
brace far more often than random bytes do, and so reaches what is behind it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    Change = Callable[[bytes, Sequence[bytes], random.Random], bytes]

LONGEST = 40_000
TOKENS = re.compile(rb'"[^"\n]*"|\d+(?:\.\d+)?|[A-Za-z_]+|[ \t]+|.', re.DOTALL)
FIGURES = re.compile(rb"\d+(?:\.\d+)?")
WORDS = (
    b"", b"0", b"-1", b"00", b".5", b"5.", b"1e9", b"1e999999", b"NaN", b"Infinity", b"-0.0", b"0.1e-7",
    b"9" * 40, b"0." + b"0" * 60 + b"1", b"1/3", b"1/0", b"0x10", b"1_000", b"1,5", b"\xd9\xa3", b"true",
    b"false", b"null", b"[]", b"{}", b"[[", b"]]", b'"', b"'''", b'"""', b"\\", b"\\u0000", b"\\ud800",
    b"\xff", b"\xc3\x28", b"\x00", b"\xef\xbb\xbf", b"\r", b"\n\n", b",", b";", b"=", b"#", b":", b" ",
    b"mcg/kg/min", b"mcg/min", b"units/min", b"units/h", b"mg/h", b"mL/h", b"mg", b"mL", b"kg", b"min", b"h",
    b"mmHg", b"%", b"off", b"2026-02-30", b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+23:59", b"__class__",
    b"norepinephrine", b"vasopressin", b"\xe2\x80\xae", b"\xf0\x9f\x92\x89", b"a" * 300,
)  # fmt: skip


def mutated(content: bytes, seeds: Sequence[bytes], drawn: random.Random) -> bytes:
    """The content with from one to six changes, mostly one; pieces may come from the seeds."""
    for _ in range(drawn.choice((1, 1, 1, 1, 1, 2, 3, 6))):
        content = drawn.choice(CHANGES)(content, seeds, drawn)
    return content[:LONGEST]


def _token(content: bytes, _: Sequence[bytes], drawn: random.Random) -> bytes:
    """One token taken out, doubled, moved, or another one in its place."""
    tokens = TOKENS.findall(content)
    if not tokens:
        return drawn.choice(WORDS)
    place, other = drawn.randrange(len(tokens)), drawn.randrange(len(tokens))
    match drawn.randrange(5):
        case 0:
            tokens[place] = b""
        case 1:
            tokens[place] *= 2
        case 2:
            tokens[place], tokens[other] = tokens[other], tokens[place]
        case 3:
            tokens[place] = tokens[other]
        case _:
            tokens[place] = drawn.choice(WORDS)
    return b"".join(tokens)


def _figure(content: bytes, _: Sequence[bytes], drawn: random.Random) -> bytes:
    """One figure larger, smaller, negative, longer, or no figure at all."""
    found = list(FIGURES.finditer(content))
    if not found:
        return content
    one = drawn.choice(found)
    text = one.group()
    instead = drawn.choice(
        (text + b"0", b"0" + text, text[:-1], text + b".0001", b"-" + text, drawn.choice(WORDS))
    )
    return content[: one.start()] + instead + content[one.end() :]


def _line(content: bytes, seeds: Sequence[bytes], drawn: random.Random) -> bytes:
    """One line taken out, doubled, moved to another place, or one of another seed put in."""
    lines = content.splitlines(keepends=True) or [b""]
    place = drawn.randrange(len(lines))
    match drawn.randrange(4):
        case 0:
            del lines[place]
        case 1:
            lines.insert(place, lines[place])
        case 2:
            lines.insert(drawn.randrange(len(lines)), lines.pop(place))
        case _:
            lines.insert(
                place, drawn.choice(drawn.choice(seeds).splitlines(keepends=True) or [b""])
            )
    return b"".join(lines)


def _bytes(content: bytes, _: Sequence[bytes], drawn: random.Random) -> bytes:
    """One byte turned, taken out or put in."""
    place = drawn.randrange(len(content) + 1)
    taken = drawn.randrange(2)
    put = bytes([drawn.randrange(256)]) if drawn.randrange(3) else b""
    return content[:place] + put + content[place + taken :]


def _cut(content: bytes, seeds: Sequence[bytes], drawn: random.Random) -> bytes:
    """The end cut off, or another seed's end instead of it."""
    place = drawn.randrange(len(content) + 1)
    other = drawn.choice(seeds)
    end = other[drawn.randrange(len(other) + 1) :] if drawn.randrange(2) else b""
    return content[:place] + end


def _again(content: bytes, _: Sequence[bytes], drawn: random.Random) -> bytes:
    """A piece many times over: deep nesting, long lists, long texts."""
    start = drawn.randrange(len(content) + 1)
    piece = content[start : start + drawn.choice((1, 1, 2, 8, 60))] or b"["
    return content[:start] + piece * drawn.choice((2, 10, 100, 3_000)) + content[start:]


CHANGES: tuple[Change, ...] = (
    _token,
    _token,
    _token,
    _figure,
    _figure,
    _line,
    _bytes,
    _cut,
    _again,
)
