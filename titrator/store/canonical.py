"""Canonical JSON: one value, one text, so that a hash over the text is a hash over the value.

Keys sorted, nothing between the tokens, non-ASCII letters as they are, no floats. Numbers with a
fraction belong in strings: a JSON number is read through a binary float by most programs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from titrator.core.errors import BugError
from titrator.core.language import Said

JsonValue = str | int | bool | None | Sequence["JsonValue"] | Mapping[str, "JsonValue"]

LARGEST_INTEGER = 2**53 - 1  # beyond it, other readers of JSON silently round
LARGEST_TEXT = 16 * 1024 * 1024  # characters; an entry is some hundred
DEEPEST_NESTING = 32

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical_json(value: JsonValue) -> str:
    """Returns the one text for this value.

    Raises BugError for a float, a key that is not text, an integer beyond 2^53 - 1, any other
    type, nesting deeper than 32, or a text longer than 16 Mi characters: the caller's mistake.
    """
    text = _WRITER.encode(_plain(value, DEEPEST_NESTING))
    if len(text) > LARGEST_TEXT:
        raise BugError(f"a payload of {len(text)} characters is not one entry of a log")
    return _encodable(text)


def parse_canonical(text: str) -> Any:
    """Returns the value of a canonical text. Raises ValueError for any other text."""
    try:
        value = _READER.decode(text)
        again = canonical_json(value)
    except (BugError, RecursionError) as error:
        raise ValueError(f"not canonical JSON: {error}") from error
    if again != text:
        raise ValueError("not canonical JSON: the same value has another text")
    return value


def _plain(value: JsonValue, deeper: int) -> Any:
    """Returns the value in lists and dicts only, words in English, so that nothing is written by accident."""
    if type(value) in (str, bool) or value is None:
        return value
    if isinstance(value, Said):
        return value.english
    if type(value) is int:
        if abs(value) > LARGEST_INTEGER:
            raise BugError(f"the integer {value} cannot be exchanged as a JSON number")
        return value
    if deeper == 0:
        raise BugError(f"a payload is nested deeper than {DEEPEST_NESTING}")
    if isinstance(value, Mapping):
        return {_key(key): _plain(item, deeper - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, deeper - 1) for item in value]
    raise BugError(f"a payload holds {type(value).__name__}, which has no canonical JSON")


def _key(key: object) -> str:
    if type(key) is not str:
        raise BugError(f"a payload has the key {key!r}, which is not text")
    return key


def _encodable(text: str) -> str:
    """Returns the text with what UTF-8 cannot hold (half a surrogate pair) escaped.

    Text pasted on Windows can hold such halves. Refusing them would lose the whole act.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        return _LONE_SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", whole)
    return text


def _refuse_float(text: str) -> NoReturn:
    raise ValueError(f"not canonical JSON: the number {text}")


# Made once: each entry is written and read back while a nurse waits for it.
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_READER = json.JSONDecoder(parse_float=_refuse_float, parse_constant=_refuse_float)
