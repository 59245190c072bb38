"""What was typed and not recorded yet, per bed and act, so that an interruption costs no second typing.

One form a bed is open. What is half typed when another one opens there is put aside, and waits until
its act is asked for again, is recorded, or its bed is closed.

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
from titrator.session.screen import READ_ONLY, Act
from titrator.store.draft_file import read_small, write_small

DRAFTS_NAME = "titrator-drafts.json"
# A figure read off a monitor or a pump says nothing about now when it is older (as of a MAP, R8).
_OLDEST_READING = timedelta(minutes=5)
_MILLISECOND = timedelta(milliseconds=1)
_MOST_BYTES = 200_000
_MOST_LETTERS = 200
_FORMS = frozenset(Act) - READ_ONLY - {Act.START, Act.CLOSE}
"""Acts with a form to fill in."""
_OVERTAKING = frozenset(
    {Act.REASSESS, Act.REDUCE, Act.BACK_UP, Act.BAG_CHANGE, Act.INFUSION, Act.HAND_OVER}
)
"""Acts after which the patient, what runs or who looks is another: what was seen before is of then."""
_ENDING_A_HOLD = frozenset({Act.RESUME, Act.WEIGHT})


class _Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what stands in the file."""


class Typed(_Kept, frozen=True, kw_only=True):
    """One field of a form as it stands.

    Attributes:
        name: of its widget.
        value: letter for letter, or the value chosen.
        is_reading: it was read off a device, so it grows old.
        is_struck: it stands there struck through and no longer counts.
        is_seen: it was seen at the patient, and holds only until another act changes what is seen.
    """

    name: str
    value: str
    is_reading: bool = False
    is_struck: bool = False
    is_seen: bool = False


class DraftField(_Kept, frozen=True, kw_only=True):
    """A field with what both clocks showed when it came to its value."""

    typed: Typed
    utc: Annotated[datetime, msgspec.Meta(tz=True)]
    counted_ms: Milliseconds
    boot: str


class Draft(_Kept, frozen=True, kw_only=True):
    """A form with what stands in it; `focus` names the widget the cursor is in.

    Attributes:
        is_touched: it holds more, or less, than it held when it was opened.
        is_overtaken: an act was recorded since that made something in it one of the past.
    """

    act: str
    focus: str
    fields: tuple[DraftField, ...]
    is_touched: bool = True
    is_overtaken: bool = False


class _Drafts(_Kept, frozen=True, kw_only=True):
    form: int = 1
    shown_bed: str = ""
    drafts: dict[str, Draft] = {}
    aside: dict[str, dict[str, Draft]] = {}


class Drafts:
    """The form that is open at each bed, "" being a bed not open yet, and those put aside there."""

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
        # No window opens a form that no program keeps, whoever wrote it there.
        self._drafts = {
            bed_id: draft
            for bed_id, draft in kept.drafts.items()
            if not bed_id or draft.act in _FORMS
        }
        self._aside = {
            bed_id: {act: one for act, one in acts.items() if act in _FORMS and one.act == act}
            for bed_id, acts in kept.aside.items()
        }

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

    def waiting(self, bed_id: str) -> tuple[str, ...]:
        """Return the acts whose forms were put aside at a bed, half typed, the first one first."""
        return tuple(self._aside.get(bed_id, ()))

    def keep(
        self,
        bed_id: str,
        act: str,
        fields: Sequence[Typed],
        *,
        focus: str,
        is_touched: bool = True,
    ) -> None:
        """Keep a form as it stands; a field that did not change keeps its age."""
        before = self._drafts.get(bed_id)
        before = before if before is not None and before.act == act else None
        known = {one.typed: one for one in before.fields} if before else {}
        kept = tuple(_found(one, known) or self._dated(one) for one in fields if _is_short(one))
        self._drafts[bed_id] = Draft(
            act=act,
            focus=focus,
            fields=kept,
            is_touched=is_touched,
            is_overtaken=before is not None and before.is_overtaken,
        )
        self._write()

    def take_out(self, bed_id: str, act: str) -> Draft | None:
        """Return what is kept of a form, open or put aside, and keep it no longer."""
        found = self._aside_of(bed_id, act)
        is_open = self._drafts.get(bed_id)
        if is_open is not None and is_open.act == act:
            found = self._drafts.pop(bed_id)
        if found is not None:
            self._write()
        return found

    def take_back(self, bed_id: str, draft: Draft) -> None:
        """Keep a draft that was put back into its form, as old as it is."""
        self._drafts[bed_id] = draft
        self._write()

    def put_aside(self, bed_id: str) -> None:
        """Let the form that is open at a bed wait, where something was typed into it."""
        draft = self._drafts.pop(bed_id, None)
        if draft is not None:
            if draft.is_touched:
                self._aside.setdefault(bed_id, {})[draft.act] = draft
            self._write()

    def end(self, bed_id: str) -> None:
        """Let go of the form that is open at a bed: it was cancelled."""
        if self._drafts.pop(bed_id, None) is not None:
            self._write()

    def record(self, bed_id: str, act: str) -> bool:
        """Let go of the form of an act that was recorded; those that wait see what it changes.

        Returns whether something waited that was about a hold which this act ended: it goes as well.
        """
        self.take_out(bed_id, act)
        if act in _OVERTAKING and bed_id in self._aside:
            waiting = self._aside[bed_id]
            self._aside[bed_id] = {name: _overtaken(one) for name, one in waiting.items()}
            self._write()
        if act not in _ENDING_A_HOLD:
            return False
        gone = [self.take_out(bed_id, one) for one in (Act.HOLD, Act.RESUME)]
        return any(one is not None for one in gone)

    def keep_only(self, bed_ids: Collection[str]) -> None:
        """Let go of the forms of beds that are closed."""
        gone = (self._drafts.keys() | self._aside.keys()) - {"", *bed_ids}
        for bed_id in gone:
            self._drafts.pop(bed_id, None)
            self._aside.pop(bed_id, None)
        if gone:
            self._write()

    def _aside_of(self, bed_id: str, act: str) -> Draft | None:
        """Return a form put aside, which waits no longer."""
        waiting = self._aside.get(bed_id, {})
        found = waiting.pop(act, None)
        if not waiting:
            self._aside.pop(bed_id, None)
        return found

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
        """Return whether a field was read off a device more than 5 minutes ago, or is struck through.

        Nobody knows how long a workstation was off, so a reading does not survive its restart.
        """
        if not field.typed.is_reading:
            return False
        if field.typed.is_struck:
            return True
        return self.age(field) > _OLDEST_READING or _is_other_start(field, self._clock.read())

    def _dated(self, typed: Typed) -> DraftField:
        now = self._clock.read()
        return DraftField(
            typed=typed, utc=now.utc, counted_ms=now.counted // _MILLISECOND, boot=now.boot
        )

    def _write(self) -> None:
        """Write where something changed; a draft that cannot be written hinders nobody."""
        content = msgspec.json.encode(
            _Drafts(shown_bed=self._shown_bed, drafts=self._drafts, aside=self._aside)
        )
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


def _overtaken(draft: Draft) -> Draft:
    """Return the draft with what was read struck through and without what was seen.

    The cursor starts anew then: what is typed next belongs to what is asked again.
    """
    kept = tuple(_struck(one) for one in draft.fields if not one.typed.is_seen)
    if kept == draft.fields:
        return draft
    return msgspec.structs.replace(draft, fields=kept, focus="", is_overtaken=True)


def _struck(field: DraftField) -> DraftField:
    typed = msgspec.structs.replace(field.typed, is_struck=field.typed.is_reading)
    return msgspec.structs.replace(field, typed=typed)


def _is_other_start(field: DraftField, now: Reading) -> bool:
    return field.boot != now.boot
