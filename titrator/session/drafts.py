"""What was typed and not recorded yet, per bed, so that an interruption costs no second typing.

A draft never enters the event log and decides nothing: it puts back into a form what stood there. It
is written to a file of its own beside the log whenever it changes. Where that is not possible the form
works as without.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec

from titrator.core.commands import Milliseconds
from titrator.session.clock import Clock, Reading
from titrator.store.draft_file import read_small, write_small

DRAFTS_NAME = "titrator-drafts.json"
# A figure read off a monitor or a pump says nothing about now when it is older (as of a MAP, R8).
_OLDEST_READING = timedelta(minutes=5)
_MILLISECOND = timedelta(milliseconds=1)
_MOST_BYTES = 200_000
_MOST_LETTERS = 200


class _Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what stands in the file."""


class Typed(_Kept, frozen=True, kw_only=True):
    """One field of a form as it stands.

    Attributes:
        name: of its widget.
        value: letter for letter, or the value chosen.
        is_reading: it was read off a device, so it grows old.
        is_struck: it stands there struck through and no longer counts.
    """

    name: str
    value: str
    is_reading: bool = False
    is_struck: bool = False


class DraftField(_Kept, frozen=True, kw_only=True):
    """A field with what both clocks showed when it came to its value."""

    typed: Typed
    utc: Annotated[datetime, msgspec.Meta(tz=True)]
    counted_ms: Milliseconds
    boot: str


class Draft(_Kept, frozen=True, kw_only=True):
    """A form that is open at a bed; `focus` names the widget the cursor is in."""

    act: str
    focus: str
    fields: tuple[DraftField, ...]


class _Drafts(_Kept, frozen=True, kw_only=True):
    form: int = 1
    shown_bed: str = ""
    drafts: dict[str, Draft] = {}


class Drafts:
    """The forms that are open at this workstation, one a bed; "" stands for a bed not open yet."""

    def __init__(self, folder: Path | None, clock: Clock) -> None:
        """Take up what was left; a file that cannot be read holds nothing.

        Args:
            folder: of the log; None keeps everything in memory alone.
            clock: what tells how old a draft is.
        """
        self._path = None if folder is None else folder / DRAFTS_NAME
        self._clock = clock
        self._written = read_small(self._path, at_most=_MOST_BYTES) if self._path else b""
        try:
            kept = msgspec.json.decode(self._written, type=_Drafts)
        except (msgspec.DecodeError, UnicodeDecodeError):
            kept = _Drafts()
        self._shown_bed = kept.shown_bed
        self._drafts = dict(kept.drafts)

    @property
    def shown_bed(self) -> str:
        """Return the bed that was shown last, empty where none was."""
        return self._shown_bed

    def show_bed(self, bed_id: str) -> None:
        """Note which bed is shown."""
        self._shown_bed = bed_id
        self._write()

    def of(self, bed_id: str) -> Draft | None:
        """Return the form that is open at a bed."""
        return self._drafts.get(bed_id)

    def keep(self, bed_id: str, act: str, fields: Sequence[Typed], *, focus: str) -> None:
        """Keep a form as it stands; a field that did not change keeps its age."""
        before = self._drafts.get(bed_id)
        known = {one.typed: one for one in before.fields} if before and before.act == act else {}
        kept = tuple(_found(one, known) or self._dated(one) for one in fields if _is_short(one))
        self._drafts[bed_id] = Draft(act=act, focus=focus, fields=kept)
        self._write()

    def take_back(self, bed_id: str, draft: Draft) -> None:
        """Keep a draft that was put back into its form, as old as it is."""
        self._drafts[bed_id] = draft
        self._write()

    def end(self, bed_id: str) -> None:
        """Let go of the form at a bed: it was recorded or cancelled."""
        if self._drafts.pop(bed_id, None) is not None:
            self._write()

    def keep_only(self, bed_ids: Collection[str]) -> None:
        """Let go of the forms of beds that are closed."""
        for gone in self._drafts.keys() - {"", *bed_ids}:
            self.end(gone)

    def age(self, field: DraftField) -> timedelta:
        """Return how long ago a field came to its value, by the clock that says more.

        After another start of the workstation, or where the system does not name its starts and the
        clock that counts begins anew, it is at least as old as the workstation is up.
        """
        now = self._clock.read()
        counted = now.counted - field.counted_ms * _MILLISECOND
        if _is_other_start(field, now) or counted < timedelta():
            counted = now.counted
        return max(counted, now.utc - field.utc, timedelta())

    def is_too_old(self, field: DraftField) -> bool:
        """Return whether a field was read off a device more than 5 minutes ago.

        Nobody knows how long a workstation was off, so a reading does not survive its restart.
        """
        if not field.typed.is_reading:
            return False
        return self.age(field) > _OLDEST_READING or _is_other_start(field, self._clock.read())

    def _dated(self, typed: Typed) -> DraftField:
        now = self._clock.read()
        return DraftField(
            typed=typed, utc=now.utc, counted_ms=now.counted // _MILLISECOND, boot=now.boot
        )

    def _write(self) -> None:
        """Write where something changed; a draft that cannot be written hinders nobody."""
        content = msgspec.json.encode(_Drafts(shown_bed=self._shown_bed, drafts=self._drafts))
        if content == self._written or self._path is None:
            return
        if write_small(self._path, content):
            self._written = content


def _is_short(typed: Typed) -> bool:
    return len(typed.value) <= _MOST_LETTERS


def _found(typed: Typed, known: dict[Typed, DraftField]) -> DraftField | None:
    """Return the field as it is known. Struck through it keeps its age; typed again it is new."""
    if typed in known or not typed.is_struck:
        return known.get(typed)
    counted = known.get(msgspec.structs.replace(typed, is_struck=False))
    return msgspec.structs.replace(counted, typed=typed) if counted else None


def _is_other_start(field: DraftField, now: Reading) -> bool:
    return field.boot != now.boot
