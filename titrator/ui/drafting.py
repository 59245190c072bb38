"""Keeps the form that is open as a draft, and puts a draft back into its form after an interruption.

It looks four times a second at the form that is shown and hands over what stands in it. That is cheaper
and surer than being told by each kind of field, since a form may make fields while it is open.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from titrator.session.drafts import DraftField, Drafts
from titrator.session.screen import Act
from titrator.ui.widgets.form import ActForm

if TYPE_CHECKING:
    from titrator.ui.widgets.fields import TextField

_EVERY_MS = 250


class Drafting(QObject):
    """The draft of each bed's form, "" being the form of a bed that is not open yet."""

    def __init__(self, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._form: ActForm | None = None
        self._bed_id = ""
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.keep)

    @property
    def shown_bed(self) -> str:
        """Return the bed that was shown last, before this start too."""
        return self._drafts.shown_bed

    def act_at(self, bed_id: str) -> str:
        """Return the act whose form was open at a bed, empty where none was."""
        draft = self._drafts.of(bed_id)
        return draft.act if draft else ""

    def is_looking(self) -> bool:
        """Return whether a form is open and kept."""
        return self._timer.isActive()

    def waiting(self, bed_id: str, bed: str) -> str:
        """Return what waits half typed at a bed, in words; empty where nothing does."""
        acts = self._drafts.waiting(bed_id)
        if not acts:
            return ""
        from titrator.session import draft_words
        from titrator.ui.bedside.strip import KEYS

        return draft_words.waiting(bed, [(act, KEYS[Act(act)]) for act in acts])

    def begin(self, form: ActForm, bed_id: str) -> None:
        """Keep `form` from now on; what was typed for its act before is put back into it first.

        Another form that was open at the bed is put aside.
        """
        from titrator.ui.draft_fields import begun_with, first_gap, put_back

        self.leave()
        form.begun_with = begun_with(form)
        # Out of the file before it is put back: should a draft ever break a form, then only once.
        draft = self._drafts.take_out(bed_id, str(form.act))
        self._drafts.put_aside(bed_id)
        form.cancelled.connect(lambda: self.end(form, bed_id))
        if draft is not None:
            put_back(form, draft)
            self._drafts.take_back(bed_id, draft)
            self.show_again(form, bed_id)
            # After what is struck: what is typed next must not land in another field.
            form.last_focus = draft.focus or first_gap(form)
        else:
            self.look_at(form, bed_id)

    def look_at(self, form: ActForm | None, bed_id: str) -> None:
        """Keep what is typed into `form`, the one that is shown, from now on, and no other."""
        # Where nothing can be typed or chosen nothing is kept: starting and closing are asked anew.
        if form is not None and form.begun_with is None:
            form = None
        if form is self._form:
            return
        self.leave()
        if form is not None:
            self._form, self._bed_id = form, bed_id
            self._timer.start()
            self._strike()

    def show_again(self, form: ActForm, bed_id: str) -> None:
        """Say what was being done in a form that comes back, and strike what is too old."""
        form.is_back = True
        self.look_at(form, bed_id)
        self.refresh()

    def end(self, form: ActForm, bed_id: str) -> None:
        """Keep a form no longer: it was cancelled."""
        self._let_go(form)
        self._drafts.end(bed_id)

    def record(self, form: ActForm, bed_id: str) -> str:
        """Keep a form no longer: it was recorded. Return what is to be said of others that waited."""
        self._let_go(form)
        if not self._drafts.record(bed_id, str(form.act)):
            return ""
        from titrator.session import draft_words

        return draft_words.HOLD_IS_OVER

    def leave(self) -> None:
        """Keep the form that was shown as it is now: something else will be."""
        if self._form is not None and shiboken6.isValid(self._form):
            self._hand_in(self._form)
        self._stop()

    def show_bed(self, bed_id: str, open_beds: Collection[str]) -> None:
        """Note which bed is shown, and let go of what belongs to beds that are closed."""
        if bed_id != self._drafts.shown_bed:
            self._drafts.show_bed(bed_id)
        self._drafts.keep_only(open_beds)

    def keep(self) -> None:
        """Hand over what stands in the form now."""
        form = self._form
        if form is not None and shiboken6.isValid(form) and form.isVisible():
            self._hand_in(form)

    def _hand_in(self, form: ActForm) -> None:
        cursor = QApplication.focusWidget()
        if cursor is not None and form.isAncestorOf(cursor):
            form.last_focus = cursor.objectName()
        from titrator.ui.draft_fields import filled

        typed = filled(form)
        self._drafts.keep(
            self._bed_id,
            str(form.act),
            typed,
            focus=form.last_focus,
            is_touched=typed != form.begun_with,
        )

    def refresh(self) -> None:
        """Let a second pass: what was read off a device grows old."""
        self.keep()
        self._strike()

    def _strike(self) -> None:
        """Strike through what is too old, and say how old the rest is."""
        form, draft = self._form, self._drafts.of(self._bed_id)
        if form is None or draft is None or not shiboken6.isValid(form):
            return
        readings = {one.typed.name: one for one in draft.fields if one.typed.is_reading}
        from titrator.session import draft_words
        from titrator.ui.draft_fields import read_off

        shown = [(field, readings[name]) for name, field in read_off(form) if name in readings]
        for field, kept in shown:
            if field.typed() and self._drafts.is_too_old(kept):
                text = field.text() or ""
                field.strike(draft_words.too_old(text, self._drafts.age(kept)))
        if form.is_back:
            form.show_cue(self._cue(form, shown, is_overtaken=draft.is_overtaken))

    def _cue(
        self, form: ActForm, shown: "list[tuple[TextField, DraftField]]", *, is_overtaken: bool
    ) -> str:
        from titrator.session import draft_words

        readings = [(field.about(), self._drafts.age(kept)) for field, kept in shown]
        # How far it was says little where it is begun anew.
        progress = "" if is_overtaken else draft_words.counted(*form.progress())
        said = draft_words.cue(str(form.act), form.bed_name, readings, progress)
        return f"{said} {draft_words.OVERTAKEN}" if is_overtaken else said

    def _let_go(self, form: ActForm) -> None:
        form.begun_with = None
        if form is self._form:
            self._stop()

    def _stop(self) -> None:
        self._form = None
        self._timer.stop()
