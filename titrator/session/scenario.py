"""One line of a scenario file to a command. Values stay text; what they mean the core decides.

Unreadable, and the end of a run: no JSON object, no readable time with its zone, an unknown act.
Everything else becomes a command, and is refused there if it must be (ruling 33). A name given
twice, half a character, and values nested deeper than any act has are no JSON object here: which
value was meant would be a guess.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import UnionType
from typing import cast, get_args, get_type_hints

import msgspec

from titrator.core import commands as do
from titrator.core.readings import read_moment


class UnreadableLineError(ValueError):
    """A line that stops the run; the sentence says why."""


class ScenarioLine(msgspec.Struct, frozen=True, kw_only=True):
    """One act with its time. `ignored` names fields that no such act has."""

    at: datetime
    by: str
    command: do.AnyCommand
    ignored: tuple[str, ...]


class _Number(str):
    """A JSON number as it is written; its digits are never run through a float."""

    __slots__ = ()


# A corrected gate answer is an answer in `fields` in the line; one more may be wrong and refused.
_DEEPEST = 4
_ANSWERS = Mapping[str, str]
_PROGRAM_ONLY = (do.DoubtClock,)
_ACTS: dict[str, type[do.Command]] = {
    str(one.__struct_config__.tag): one
    for one in get_args(do.AnyCommand)
    if one not in _PROGRAM_ONLY
}


def read_line(text: str) -> ScenarioLine:
    """Return the act a line holds.

    Raises:
        UnreadableLineError: the line cannot be read as an act at a time.
    """
    asked = _read_object(text)
    said_at = asked.get("at")
    at = read_moment(said_at) if isinstance(said_at, str) else None
    if at is None:
        message = "it has no time with its zone in the field at"
        raise UnreadableLineError(message)
    act = asked.get("do")
    kind = _ACTS.get(act) if isinstance(act, str) else None
    if kind is None:
        message = f"{_text(act or '')[:40]!r} is not an act"
        raise UnreadableLineError(message)
    fields = {name: value for name, value in asked.items() if name not in ("at", "do", "by")}
    hints = get_type_hints(kind)
    command = kind(
        **{name: _value(value, hints[name]) for name, value in fields.items() if name in hints}
    )
    ignored = tuple(name[:40] for name in fields if name not in hints)
    by = asked.get("by")
    return ScenarioLine(
        at=at,
        by=_text(by) if by is not None else "",
        command=cast("do.AnyCommand", command),
        ignored=ignored,
    )


def _read_object(text: str) -> dict[str, object]:
    try:
        value = json.loads(
            text,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_Number,
            object_pairs_hook=_each_name_once,
        )
        json.dumps(value, ensure_ascii=False).encode()  # fails on half a character
    except UnreadableLineError:
        raise
    except (ValueError, RecursionError):
        message = "it is not JSON"
        raise UnreadableLineError(message) from None
    if not isinstance(value, dict):
        message = "it is not a JSON object"
        raise UnreadableLineError(message)
    if _is_deeper(value, _DEEPEST):
        message = "its values are nested too deeply"
        raise UnreadableLineError(message)
    return value


def _each_name_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        message = "a name stands in it twice"
        raise UnreadableLineError(message)
    return value


def _is_deeper(value: object, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list) or not isinstance(inner, Iterable):
        return False
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in inner)


def _value(value: object, hint: object) -> object:
    """Return a JSON value as the field `hint` takes it, as text wherever text is meant."""
    if value is None:
        return None
    wanted = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    if bool in wanted:
        return value if isinstance(value, bool) else None
    if do.NotApplicable in wanted and isinstance(value, dict):
        return _struct(value, do.NotApplicable)
    if do.SecondCheck in wanted:
        return _struct(value, do.SecondCheck) if isinstance(value, dict) else None
    if str in wanted:
        return _text(value)
    if _ANSWERS in wanted and isinstance(value, dict):
        return {name: _text(answer) for name, answer in value.items()}
    return _mapping(value)


def _struct(value: Mapping[str, object], kind: type[msgspec.Struct]) -> msgspec.Struct:
    known = kind.__struct_fields__
    return kind(**{name: _text(value[name]) for name in known if value.get(name) is not None})


def _mapping(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        return {_text(value): ""}
    return {
        name: _mapping(inner) if isinstance(inner, dict) else _text_or_bool(inner)
        for name, inner in value.items()
    }


def _text_or_bool(value: object) -> object:
    return value if isinstance(value, bool) else _text(value)


def _text(value: object) -> str:
    return str(value) if isinstance(value, str) else json.dumps(value)
