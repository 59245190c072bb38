"""One value has one text, and only that text is read back."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from titrator.core.errors import BugError
from titrator.store.canonical import JsonValue, canonical_json, parse_canonical

TEXTS = st.text(st.characters(exclude_categories=()))
SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=20
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": "0.04"}, '{"a":"0.04","b":1}'),
        ({}, "{}"),
        ([True, False, None, -1, 0], "[true,false,null,-1,0]"),
        ((1, 2), "[1,2]"),
        (MappingProxyType({"a": ()}), '{"a":[]}'),
        ("Zoë 心 😀", '"Zoë 心 😀"'),
        ('" \\ / \n \x00', '"\\" \\\\ / \\n \\u0000"'),
        ("\ud800", '"\\ud800"'),
        ("\ud83d\ude00 \udc00", '"😀 \\udc00"'),
    ],
)
def test_a_value_has_this_text(value: object, text: str) -> None:
    """Keys sorted, nothing between the tokens, letters as they are; half a pair escaped."""
    assert canonical_json(value) == text  # type: ignore[arg-type]


@given(VALUES)
def test_every_text_of_ours_is_utf_8_and_is_read_back(value: object) -> None:
    """Writing, reading and writing again gives the same bytes."""
    text = canonical_json(value)  # type: ignore[arg-type]
    text.encode("utf-8")
    assert canonical_json(parse_canonical(text)) == text


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        1.0,
        float("nan"),
        {"a": [0.5]},
        {1: "a"},
        {"a": {1, 2}},
        b"a",
        2**53,
        -(2**53),
        object(),
    ],
)
def test_what_has_no_exact_text_is_our_own_mistake(value: object) -> None:
    """Doses are text: a JSON number is read through a binary number by most programs."""
    with pytest.raises(BugError):
        canonical_json(value)  # type: ignore[arg-type]


def test_the_largest_integers_and_the_deepest_nesting_pass() -> None:
    """2^53 - 1 is the last integer that every reader keeps; 32 lists in each other are enough."""
    assert canonical_json([2**53 - 1, -(2**53) + 1]) == "[9007199254740991,-9007199254740991]"
    assert parse_canonical("[" * 32 + "]" * 32)
    with pytest.raises(BugError, match="deeper than 32"):
        canonical_json(_nested(33))


def test_an_endless_payload_is_refused() -> None:
    """Sixteen million characters are no entry; one short of it is."""
    limit = 16 * 1024 * 1024
    assert len(canonical_json("a" * (limit - 2))) == limit
    with pytest.raises(BugError, match="is not one entry"):
        canonical_json("a" * (limit - 1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a":1,"a":1}',
        '{"b":1,"a":1}',
        '{"a": 1}',
        '{"a":1} ',
        "0.5",
        "1e2",
        "NaN",
        "Infinity",
        "9007199254740992",
        '"\\u0041"',
        "[" * 40 + "]" * 40,
        "[" * 100_000,
    ],
)
def test_no_other_text_is_read(text: str) -> None:
    """The same value in another text would have another hash."""
    with pytest.raises(ValueError, match=r"canonical|Expecting"):
        parse_canonical(text)


def _nested(depth: int) -> list[JsonValue]:
    value: list[JsonValue] = []
    for _ in range(depth - 1):
        value = [value]
    return value
