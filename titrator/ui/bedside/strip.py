"""The strip: what is next and when, in the same place whatever the state is.

Only this surface changes colour, border, mark and words when something is due; nothing moves. The
border alone flashes, by the one flash clock, and the words stay legible throughout.
"""

import re

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.announcing import to_announce
from titrator.session.screen import Act, NextAct, Tone
from titrator.ui import theme
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.announced import announce
from titrator.ui.widgets.buttons import ActButton, Kind
from titrator.ui.widgets.card import Card
from titrator.ui.widgets.countdown import Countdown
from titrator.ui.widgets.ladder import Ladder
from titrator.ui.widgets.marks import Mark, Symbol
from titrator.ui.widgets.text import Text, Wrap, glued

MARKS = {
    Tone.SETUP: Mark.LIST,
    Tone.CALM: Mark.CLOCK,
    Tone.DUE: Mark.BELL,
    Tone.OVERDUE: Mark.LATE,
    Tone.SUSPENDED: Mark.LOCKED,
    Tone.HOLD: Mark.PAUSE,
    Tone.DANGER: Mark.STOP,
    Tone.DONE: Mark.TICK,
}
_ROLES = (
    (Type.TITLE, Type.BODY),
    (Type.NAME, Type.BODY),
    (Type.STRONG, Type.BODY),
    (Type.SMALL_STRONG, Type.SMALL),
)
_BLINKING = frozenset({Tone.OVERDUE, Tone.SUSPENDED, Tone.DANGER})
KEYS = {
    Act.REASSESS: "F5",
    Act.REDUCE: "F6",
    Act.HOLD: "F7",
    Act.BACK_UP: "F8",
    Act.BAG_CHANGE: "F9",
    Act.HAND_OVER: "F10",
    Act.WHY: "F2",
    Act.INFUSION: "Ctrl+P",
    Act.ORDER: "Ctrl+O",
    Act.GATE: "Ctrl+G",
    Act.START: "Ctrl+S",
    Act.RESUME: "Ctrl+R",
    Act.WEIGHT: "Ctrl+W",
    Act.CORRECT: "Ctrl+E",
    Act.DECLINE: "Ctrl+D",
    Act.CLOSE: "Ctrl+K",
    Act.TREND: "Ctrl+T",
    Act.LOG: "F11",
}
"""The key of every act; shown on its button, owned by the window."""


_ACT_PX = 168  # the primary act with Why beside it
_SENTENCE = re.compile(r"(?<=[.!?]) ")


def strip_height(*, is_low: bool) -> int:
    """Return how high the strip and the card beside it are, so that they stay in line."""
    if not theme.is_compact():
        return 196
    if theme.is_tight():
        return 104 if is_low else 150
    return 130 if is_low else 176


class Strip(Card):
    """What is next, its countdown, the wean as a ladder, the one primary act, and Why.

    Signals:
        act_requested(Act): the primary button or Why was pressed.
    """

    act_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("strip", parent)
        self._next: NextAct | None = None
        self._bed = ""
        self._is_edge_on = True
        self._is_low = False
        self._leading: list[str] = []
        self._rest: list[str] = []
        self._has_keys = True
        self._symbol = Symbol(Mark.CLOCK, 20)
        self._heading = Text(Type.HEADING, wrap=Wrap.YES)
        self._heading.setObjectName("strip.heading")
        self._countdown = Countdown("strip.countdown")
        self._lead = Text(Type.TITLE, wrap=Wrap.YES)
        self._lead.setObjectName("strip.lead")
        self._line = Text(Type.BODY, wrap=Wrap.YES)
        self._line.setObjectName("strip.line")
        self._ladder = Ladder("strip.ladder")
        self.primary = ActButton("", "strip.primary", kind=Kind.PRIMARY, height=80)
        self.why = ActButton(say("Why?"), "strip.why", key=KEYS[Act.WHY], height=52)
        self.primary.acted.connect(self._on_primary_acted)
        self.why.acted.connect(self._on_why_acted)
        self._lay_out()
        self.restyle()

    def show_next(self, following: NextAct, *, bed: str) -> None:
        """Show what is next at `bed`; only what differs is painted again."""
        if following == self._next:
            return
        said = to_announce(self._next, following) if bed == self._bed else ""
        self._bed = bed
        if said:
            announce(self, f"{bed}. {said}")
        changed_tone = self._next is None or self._next.tone is not following.tone
        self._next = following
        if changed_tone:
            self._is_edge_on = True
            self._symbol.set_mark(MARKS[following.tone])
            self._paint_tone(following.tone)
        self._heading.say(f"{following.mark} {following.heading}".strip())
        self._countdown.set_parts(following.countdown, after=say("late") if following.late else "")
        self._say_lines(following)
        self._ladder.set_rungs(following.ladder)
        self._show_act(following)
        self._arrange()

    def tone(self) -> Tone | None:
        """Return how the strip looks, None before anything is shown."""
        return self._next.tone if self._next is not None else None

    def flash(self, *, is_on: bool) -> None:
        """Show the border, or not, as the flash clock says."""
        if self._next is not None and is_on != self._is_edge_on:
            self._is_edge_on = is_on
            self._paint_tone(self._next.tone)

    def mark(self) -> Mark:
        """Return the shape shown beside the heading."""
        return self._symbol.mark()

    def set_low(self, *, is_low: bool) -> None:
        """Take less height while a form is open on a small screen."""
        if is_low != self._is_low:
            self._is_low = is_low
            self._take_margins()
            self._place_buttons()
            self._arrange()

    def set_keys(self, *, are_shown: bool) -> None:
        """Show the keys on the buttons, or not where the keys act on another bed."""
        self._has_keys = are_shown
        self._place_buttons()
        if self._next is not None:
            self._show_act(self._next)

    def restyle(self) -> None:
        """Take colours and heights anew."""
        compact = theme.is_compact()
        self._take_margins()
        self._said.setSpacing(Space.HAIR if compact else Space.SNUG)
        self.primary.set_height(64 if compact else 80)
        self._place_buttons()
        if self._next is not None:
            self._paint_tone(self._next.tone)
        self._arrange()

    def _take_margins(self) -> None:
        """Begin as high as the card of the last MAP; a low strip has its room for the buttons."""
        if theme.is_compact():
            is_full = self._is_low or theme.is_tight()
            side, top, bottom = Space.EDGE, Space.SMALL, Space.SNUG
            self._rows.setContentsMargins(side, bottom if is_full else top, side, bottom)
        else:
            self._rows.setContentsMargins(Space.INSET, Space.GAP, Space.INSET, Space.SMALL)

    def _place_buttons(self) -> None:
        """Put Why below the primary act; to its left where the strip is too low for both."""
        is_row = self._is_low and theme.is_tight()
        directions = QBoxLayout.Direction
        self._column.setDirection(directions.RightToLeft if is_row else directions.TopToBottom)
        for place, share in enumerate((1, 0) if is_row else (17, 11)):
            self._column.setStretch(place, share)
        # In a row the words beside them need the room of the key, and of an act that is not there.
        self.why.set_key("" if is_row or not self._has_keys else KEYS[Act.WHY])
        keep = self.primary.sizePolicy()
        keep.setRetainSizeWhenHidden(not is_row)
        self.primary.setSizePolicy(keep)
        self._rows.setSpacing(Space.GAP if is_row else Space.INSET)
        self.why.set_height(64 if is_row else 44 if theme.is_compact() else 52)
        width = 168 if theme.is_tight() else 212 if theme.is_compact() else 224
        if is_row:
            width = self.why.sizeHint().width()
            if not self.primary.isHidden():
                width += Space.SMALL + self.primary.wide_enough(_ACT_PX)
        else:
            width = max(one.wide_enough(width) for one in (self.primary, self.why))
        self._buttons.setFixedWidth(width)

    def _lay_out(self) -> None:
        self._rows = QHBoxLayout(self)
        self._rows.setSpacing(Space.INSET)
        self._said = QVBoxLayout()
        top = QHBoxLayout()
        top.setSpacing(Space.SMALL)
        top.addWidget(self._symbol)
        top.addWidget(self._heading, 1)
        self._said.addLayout(top)
        self._said.addWidget(self._countdown)
        self._said.addWidget(self._lead)
        self._said.addWidget(self._line)
        self._said.addStretch(1)
        self._said.addWidget(self._ladder)
        self._rows.addLayout(self._said, 1)
        self._buttons = QWidget()
        self._column = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._buttons)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.SMALL)
        self._column.addWidget(self.primary, 17)
        self._column.addWidget(self.why, 11)
        self._rows.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignVCenter)

    def _say_lines(self, following: NextAct) -> None:
        lines = list(following.lines)
        has_countdown = bool(following.countdown)
        self._countdown.setVisible(has_countdown)
        lead = "" if has_countdown or not lines else lines.pop(0)
        self._leading = _SENTENCE.split(lead) if lead else []
        self._lead.say(lead)
        self._lead.setVisible(bool(lead))
        self._rest = lines
        self._line.say(" ".join(lines))
        self._line.setVisible(bool(lines))

    def _show_act(self, following: NextAct) -> None:
        shown = self.primary.isHidden(), self.primary.text()
        self.primary.setVisible(following.act is not None)
        if following.act is not None:
            self.primary.say(following.act_label)
            self.primary.set_key(KEYS.get(following.act, "") if self._has_keys else "")
        if shown != (self.primary.isHidden(), self.primary.text()):
            self._place_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Fit the words: the ladder gives way first, then they are written smaller.

        Where that is not enough the last sentences are left out whole, never cut: Why has them all.
        """
        height = strip_height(is_low=self._is_low)
        self.setFixedHeight(height)
        if self._next is None:
            return
        margins = self._rows.contentsMargins()
        role = self._heading_role()
        self._heading.set_role(role)
        heading = _wrapped_height(role, self._heading.text(), self._words_px() - 28)
        taken = margins.top() + margins.bottom() + heading
        room = height - taken - 2 * self._said.spacing()
        if self._next.countdown:
            room -= self._countdown.sizeHint().height()
        # Beside a countdown all of it may go; a heading alone would say too little.
        rests = [" ".join(self._rest[:count]) for count in range(len(self._rest), -1, -1)]
        leads = [" ".join(self._leading[:count]) for count in range(len(self._leading), 0, -1)]
        shorter = [(leads[0] if leads else "", rest) for rest in rests]
        shorter += [(lead, "") for lead in leads[1:]]
        for first, others in shorter:
            self._lead.say(first)
            self._line.say(others)
            if self._roles_that_fit(room) is not None:
                break
        self._line.setVisible(bool(self._line.text()))
        ladder = self._ladder.sizeHint().height() + self._said.spacing()
        roles = self._roles_that_fit(room - ladder)
        has_ladder = bool(self._next.ladder) and roles is not None
        self._ladder.setVisible(has_ladder)
        lead, line = roles or self._roles_that_fit(room) or _ROLES[-1]
        self._lead.set_role(lead)
        self._line.set_role(line)

    def _heading_role(self) -> Type:
        """Return how large the heading is: a long one is smaller before it takes a third line."""
        if not (theme.is_tight() and self._is_low):
            return Type.HEADING
        two_lines = 2 * QFontMetrics(theme.font(Type.HEADING)).lineSpacing()
        height = _wrapped_height(Type.HEADING, self._heading.text(), self._words_px() - 28)
        return Type.KEY if height > two_lines else Type.HEADING

    def _roles_that_fit(self, room: int) -> tuple[Type, Type] | None:
        """Return the largest roles of lead and line that need at most `room`, None without any."""
        width = self._words_px()
        for lead, line in _ROLES:
            height = _wrapped_height(lead, self._lead.text(), width)
            if height + _wrapped_height(line, self._line.text(), width) <= room:
                return lead, line
        return None

    def _words_px(self) -> int:
        """Return how wide the words beside the buttons may be, margins and the gap taken off."""
        margins = self._rows.contentsMargins()
        beside = self._buttons.minimumWidth() + self._rows.spacing()
        return self.width() - beside - margins.left() - margins.right() - 2

    def _paint_tone(self, tone: Tone) -> None:
        tint = theme.tint(tone)
        edge = tint.edge if self._is_edge_on or tone not in _BLINKING else tint.fill
        self.set_surface(tint.fill, edge, tint.edge_px)
        self._symbol.set_colour(tint.ink)
        for words in (self._heading, self._lead):
            words.set_colour(tint.ink)
        self._heading.set_colour(tint.dim if tone is Tone.CALM else tint.ink)
        self._line.set_colour(tint.dim)
        self._countdown.set_colour(tint.ink)
        self._ladder.set_tint(tint)
        is_plain = tint.fill == theme.active().card
        for button in (self.primary, self.why):
            button.set_outline("" if is_plain else tint.ink)

    def _on_primary_acted(self) -> None:
        if self._next is not None and self._next.act is not None:
            self.act_requested.emit(self._next.act)

    def _on_why_acted(self) -> None:
        self.act_requested.emit(Act.WHY)


def _wrapped_height(role: Type, text: str, width: int) -> int:
    """Return how high `text` is when it is wrapped to `width`; nothing for no text."""
    if not text:
        return 0
    place = QRect(0, 0, width, 10_000)
    metrics = QFontMetrics(theme.font(role))
    return metrics.boundingRect(place, Qt.TextFlag.TextWordWrap, glued(text)).height()
