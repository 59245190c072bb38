"""What drug-library and protocol files have in common: reading TOML and naming every fault in it.

A file is read to its end, so that its author sees all that is wrong at once. While faults are being
gathered a field that could not be read stands in as a placeholder; placeholders never leave, because
`raise_if_faulty` comes before anything is handed out.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from titrator.core import safe_writing
from titrator.core.findings import Code, RefusedError
from titrator.core.language import say
from titrator.core.number_entry import read_number, read_quantity
from titrator.core.policy_fault import (
    Fault,
    FaultCode,
    PolicyFileError,
    fault,
    one_line,
    shown_value,
)
from titrator.core.units import MIN, Quantity, Unit, UnitKind, UnitMismatchError, parse_unit

LARGEST_FILE_BYTES = 262_144
_LONGEST_TEXT = 1200
_TIME = frozenset({UnitKind.TIME})
_UNREAD = Quantity(Fraction(0), MIN)
_Choice = TypeVar("_Choice", bound=StrEnum)


def read_toml(file: str, content: bytes, faults: list[Fault]) -> "Table":
    """Return the top table of a TOML file in UTF-8; what is wrong in it goes to `faults`.

    A byte-order mark is tolerated: some editors on Windows write one.

    Raises:
        PolicyFileError: the file cannot be read at all; the sentence says why.
    """
    if len(content) > LARGEST_FILE_BYTES:
        why = say(
            "it is larger than {largest_file_bytes:,} bytes and was not read.",
            largest_file_bytes=LARGEST_FILE_BYTES,
        )
        raise _unreadable(FaultCode.TOO_LARGE, file, why)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        why = say(
            "byte {start:,} is not UTF-8 text; save the file as UTF-8.", start=error.start + 1
        )
        raise _unreadable(FaultCode.NOT_READABLE, file, why) from None
    if not text.strip():
        raise _unreadable(FaultCode.NOT_READABLE, file, say("it is empty."))
    try:
        content_table = tomllib.loads(text, parse_float=_number)
    except (ValueError, RecursionError) as error:
        why = say(
            "it is not valid TOML, or it is cut off: {error}.", error=one_line(str(error), 120)
        )
        raise _unreadable(FaultCode.NOT_READABLE, file, why) from None
    return Table(content_table, file=file, path="", faults=faults)


def _number(text: str) -> Decimal:
    """Return a number as it is written; `ValueError` where its power of ten is beyond all numbers."""
    try:
        return Decimal(text)
    except InvalidOperation:
        message = f"no number has a power of ten as in {text}"
        raise ValueError(message) from None


def _unreadable(code: FaultCode, file: str, why: str) -> PolicyFileError:
    return PolicyFileError([fault(code, file=file, field="", value="", why=why)])


class Table:
    """One table of a file: hands out typed fields and notes what is wrong with each.

    A table that is missing or is no table is noted once and then stays silent.
    """

    def __init__(
        self, content: Mapping[str, object] | None, *, file: str, path: str, faults: list[Fault]
    ) -> None:
        self._content = content
        self._path = path
        self._faults = faults
        self._known: set[str] = set()
        self.file = file

    def field(self, key: str) -> str:
        """Return the full name of a field, for a sentence."""
        return f"{self._path}.{key}" if self._path else key

    def refuse(self, code: FaultCode, key: str, why: str) -> None:
        """Note a fault in the field `key`."""
        value = shown_value(self._content.get(key)) if self._content else ""
        self._faults.append(
            fault(code, file=self.file, field=self.field(key), value=value, why=why)
        )

    def has(self, key: str) -> bool:
        """Return whether the field is there at all."""
        return self._content is not None and key in self._content

    def ignore(self, key: str) -> None:
        """Take a field as read: it has been refused already."""
        self._known.add(key)

    def text(self, key: str) -> str:
        """Return a name or id: ASCII only, because look-alike letters have been doses before."""
        text = self._string(key)
        self._refuse_all(key, safe_writing.name_faults(text))
        return text

    def prose(self, key: str) -> str:
        """Return a sentence for people: Latin letters, and no dose that can be misread."""
        text = self._string(key)
        self._refuse_all(key, safe_writing.prose_faults(text))
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of names or ids, or of people."""
        found = tuple(self._strings(key))
        for text in found:
            self._refuse_all(key, safe_writing.prose_faults(text))
        return found

    def choice(self, key: str, choices: type[_Choice]) -> _Choice:
        """Return one of a closed set of words."""
        text = self.text(key)
        try:
            return choices(text)
        except ValueError:
            pass
        if text:
            allowed = ", ".join(choices)
            why = say("{text} is not one of: {allowed}.", text=shown_value(text), allowed=allowed)
            self.refuse(FaultCode.NOT_A_CHOICE, key, why)
        return next(iter(choices))

    def units(self, key: str) -> tuple[Unit, ...]:
        """Return a list of dose-rate units."""
        found = []
        for text in self._strings(key):
            try:
                found.append(parse_unit(text))
            except UnitMismatchError:
                why = say("{text} is not a unit that is read here.", text=shown_value(text))
                self.refuse(FaultCode.UNIT_MISMATCH, key, why)
        return tuple(found)

    def quantity(self, key: str, kinds: frozenset[UnitKind]) -> Quantity:
        """Return a quantity written as text with its unit, of one of `kinds`."""
        text = self._quantity_text(key, "0.04 units/min")
        return self._quantity(key, text, kinds) if text else _UNREAD

    def duration(self, key: str) -> timedelta:
        """Return a time written as text with its unit, in whole seconds."""
        text = self._quantity_text(key, "15 min")
        return self._duration(key, text) if text else timedelta()

    def durations(self, key: str) -> tuple[timedelta, ...]:
        """Return a list of times."""
        return tuple(self._duration(key, text) for text in self._strings(key))

    def plain(self, key: str, unit: str) -> Fraction:
        """Return a number in a unit that takes no part in dose arithmetic: mmHg or %."""
        text = self._quantity_text(key, f"65 {unit}")
        number, _, written = text.partition(" ")
        if text and written != unit:
            why = say(
                "{text} was not taken: write the number, a space and {unit}.",
                text=shown_value(text),
                unit=unit,
            )
            self.refuse(FaultCode.UNIT_MISMATCH, key, why)
            return Fraction(0)
        return self._number(key, number) if text else Fraction(0)

    def count(self, key: str) -> int:
        """Return a whole number of things."""
        found = self._take(key)
        if isinstance(found, int) and not isinstance(found, bool):
            return found
        if found is not None:
            why = say(
                "{found} is not a whole number without quotes, such as 2.", found=shown_value(found)
            )
            self.refuse(FaultCode.WRONG_TYPE, key, why)
        return 0

    def flag(self, key: str) -> bool:
        """Return true or false."""
        found = self._take(key)
        if isinstance(found, bool):
            return found
        if found is not None:
            why = say(
                "{found} is neither true nor false (without quotes).", found=shown_value(found)
            )
            self.refuse(FaultCode.WRONG_TYPE, key, why)
        return False

    def date_text(self, key: str) -> str:
        """Return a date written as text, 2027-03-31."""
        text = self.text(key)
        try:
            date.fromisoformat(text)
        except ValueError:
            if text:
                why = say("{text} is not a date written like 2027-03-31.", text=shown_value(text))
                self.refuse(FaultCode.NOT_A_DATE, key, why)
        return text

    def table(self, key: str) -> "Table":
        """Return a table inside this one."""
        found = self._take(key)
        if isinstance(found, dict):
            return self._inner(key, found)
        if found is not None:
            self.refuse(
                FaultCode.WRONG_TYPE, key, say("{found} is not a table.", found=shown_value(found))
            )
        return self._inner(key, None)

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return the tables of a list, none when the list is not there."""
        found = self._take(key) if self.has(key) else []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            why = say(
                "{found} is not a list of tables; write [[{key}]].",
                found=shown_value(found),
                key=self.field(key),
            )
            self.refuse(FaultCode.WRONG_TYPE, key, why)
            return ()
        return tuple(
            self._inner(f"{key}[{position}]", one) for position, one in enumerate(found, start=1)
        )

    def close(self) -> None:
        """Note every field that nobody asked for: a misspelt limit must not be passed over."""
        for key in self._content or ():
            if key not in self._known:
                why = say("no such field is known here; check its spelling.")
                self.refuse(FaultCode.UNKNOWN_FIELD, one_line(key), why)

    def written(self, key: str) -> str:
        """Return a field as written, for people: a text without its quotes."""
        found = self._content.get(key) if self._content else None
        if isinstance(found, list):
            return ", ".join(str(one) for one in found)
        return found if isinstance(found, str) else shown_value(found)

    @property
    def faults_so_far(self) -> int:
        """Return how many faults the file has shown so far."""
        return len(self._faults)

    def _inner(self, key: str, content: Mapping[str, object] | None) -> "Table":
        return Table(content, file=self.file, path=self.field(key), faults=self._faults)

    def _take(self, key: str) -> object | None:
        self._known.add(key)
        if self._content is None:
            return None
        if key not in self._content:
            self.refuse(FaultCode.MISSING_FIELD, key, say("it is missing."))
        return self._content.get(key)

    def _string(self, key: str) -> str:
        found = self._take(key)
        if found is None:
            return ""
        if not isinstance(found, str):
            why = say("{found} is not text; write it in quotes.", found=shown_value(found))
            self.refuse(FaultCode.WRONG_TYPE, key, why)
            return ""
        return self._bounded(key, found)

    def _bounded(self, key: str, text: str) -> str:
        if not text.strip():
            self.refuse(FaultCode.MISSING_FIELD, key, say("it is empty."))
            return ""
        if len(text) > _LONGEST_TEXT:
            why = say("it is longer than {longest_text:,} characters.", longest_text=_LONGEST_TEXT)
            self.refuse(FaultCode.TOO_LARGE, key, why)
            return ""
        return text

    def _strings(self, key: str) -> Iterable[str]:
        found = self._take(key)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            why = say("{found} is not a list of texts in quotes.", found=shown_value(found))
            self.refuse(FaultCode.WRONG_TYPE, key, why)
            return []
        bounded = [self._bounded(key, text) for text in found]
        return [text for text in bounded if text]

    def _quantity_text(self, key: str, example: str) -> str:
        found = self._take(key)
        if found is None:
            return ""
        if not isinstance(found, str):
            why = say(
                '{found} has no unit; write it as text, such as "{example}".',
                found=shown_value(found),
                example=example,
            )
            self.refuse(FaultCode.WRONG_TYPE, key, why)
            return ""
        return self._bounded(key, found)

    def _quantity(self, key: str, text: str, kinds: frozenset[UnitKind]) -> Quantity:
        try:
            return read_quantity(text, self.field(key), kinds=kinds)
        except RefusedError as refused:
            self._refuse_number(key, refused)
            return _UNREAD

    def _duration(self, key: str, text: str) -> timedelta:
        seconds = self._quantity(key, text, _TIME).to(MIN).magnitude * 60
        if seconds.denominator != 1:
            why = say("{text} is not a whole number of seconds.", text=shown_value(text))
            self.refuse(FaultCode.NOT_A_NUMBER, key, why)
        if seconds > _MOST_SECONDS:
            self.refuse(
                FaultCode.OUTSIDE_RANGE, key, say("{text} is over 7 days.", text=shown_value(text))
            )
            return timedelta()
        return timedelta(seconds=int(seconds))

    def _number(self, key: str, text: str) -> Fraction:
        try:
            return read_number(text, self.field(key))
        except RefusedError as refused:
            self._refuse_number(key, refused)
            return Fraction(0)

    def _refuse_number(self, key: str, refused: RefusedError) -> None:
        first = refused.findings[0]
        why = first.text.removeprefix(self.field(key)).strip()
        self.refuse(_NUMBER_CODES[first.code], key, why)

    def _refuse_all(self, key: str, faults: Iterable[tuple[FaultCode, str]]) -> None:
        for code, why in faults:
            self.refuse(code, key, why)


_MOST_SECONDS = 7 * 24 * 3600
_NUMBER_CODES = {
    Code.NOT_A_NUMBER: FaultCode.NOT_A_NUMBER,
    Code.BELOW_ZERO: FaultCode.BELOW_ZERO,
    Code.UNIT_MISMATCH: FaultCode.UNIT_MISMATCH,
}
