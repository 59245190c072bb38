"""Entries to rows of the log and back. Numbers stay exact: "7.9 mL/h", or a fraction where needed."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import cast

import msgspec

from titrator.core import wording
from titrator.core.commands import AnyCommand, Milliseconds
from titrator.core.errors import BugError, KnownError
from titrator.core.events import AnyEvent
from titrator.core.findings import Finding
from titrator.core.language import Said, say
from titrator.core.units import UNITS, Quantity
from titrator.store.canonical import JsonValue

FORM = 2
_EXACT = re.compile(r"-?[0-9]+(\.[0-9]+|/[0-9]+)?")


class EntryTooNewError(KnownError):
    """A later version of the program wrote an entry in a form that this one cannot read."""

    def __init__(self) -> None:
        """Say so; nothing is guessed."""
        super().__init__(
            say("An open bed in the log was written by a newer version of Titrator."),
            say("Start the newer version. Do not delete the log."),
        )


class ClockMark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the counting clock showed: milliseconds since which start of the workstation."""

    boot: str
    counted_ms: Milliseconds


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One handled command as the log keeps it.

    Attributes:
        form: the version of this shape. Form 1 had no `clock`, and doubts about the clock no spans.
        clock: beside the time of the entry, in UTC; None in a scenario and in form 1.
    """

    form: int = FORM
    line: int
    by: str
    command: AnyCommand
    events: tuple[AnyEvent, ...]
    noticed: tuple[Finding, ...]
    clock: ClockMark | None = None


def to_payload(entry: Entry) -> dict[str, JsonValue]:
    """Return `entry` as plain text, whole numbers, lists and mappings."""
    return cast("dict[str, JsonValue]", msgspec.to_builtins(entry, enc_hook=_encode))


def from_payload(payload: object) -> Entry:
    """Return the entry a row holds.

    Raises:
        EntryTooNewError: a later version of the program wrote it.
        BugError: the row is not one this version can read; nothing is guessed from it.
    """
    form = payload.get("form") if isinstance(payload, Mapping) else None
    if isinstance(form, int) and form > FORM:
        raise EntryTooNewError
    try:
        return msgspec.convert(payload, type=Entry, dec_hook=_decode)
    except msgspec.ValidationError as error:
        message = f"an entry of the log cannot be read: {error}"
        raise BugError(message) from None


def _encode(value: object) -> str:
    match value:
        case Said():
            return value.english
        case Quantity():
            return f"{_exactly(value.magnitude)} {value.unit.symbol}"
        case Fraction():
            return _exactly(value)
        case _:
            raise NotImplementedError


def _exactly(value: Fraction) -> str:
    text = wording.exact_number(value)
    return text if Fraction(text) == value else str(value)


def _decode(wanted: type, value: object) -> object:
    if wanted is object:  # what was asked in a refused entry, or typed in a correction: as it is
        return value
    text = str(value)
    if wanted is Fraction:
        return _read_exactly(text)
    number, _, symbol = text.partition(" ")
    if wanted is Quantity and symbol in UNITS:
        return Quantity(_read_exactly(number), UNITS[symbol])
    message = f"{text[:40]!r} is not a {wanted.__name__}"
    raise ValueError(message)


def _read_exactly(text: str) -> Fraction:
    """Return a number as it was written; an exponent never is, and could ask for all memory."""
    try:
        if _EXACT.fullmatch(text) is not None:
            return Fraction(text)
    except ZeroDivisionError:
        pass
    message = f"{text[:40]!r} is not a number"
    raise ValueError(message)
