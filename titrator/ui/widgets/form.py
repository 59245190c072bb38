"""What every act has in common: its bed, heading, body, refusals and row of buttons.

A form opens below the strip and changes nothing until its one primary button is pressed. What was
typed stays when the core refuses. Enter goes to the next thing still missing, and only then acts.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.commands import AnyCommand
from titrator.core.language import say
from titrator.session.screen import Act, Answer, Blocked
from titrator.ui import theme
from titrator.ui.theme import CRITICAL_TARGET, TARGET, Space, Type
from titrator.ui.widgets.buttons import ACCEPT_AGAIN_MS, ActButton, Kind
from titrator.ui.widgets.card import BlockedCard, Card, empty
from titrator.ui.widgets.marks import Chip
from titrator.ui.widgets.scrolled import ScrollArea, Scrolled
from titrator.ui.widgets.text import Ink, Text, Wrap

if TYPE_CHECKING:
    from titrator.session.drafts import Typed


class Answerable(Protocol):
    """A kit widget that knows whether it has been answered."""

    def is_answered(self) -> bool:
        """Return whether what it asks for is there."""


class Beside(StrEnum):
    """Which buttons stand beside the primary one and Cancel."""

    HOLD_AND_WHY = "hold and why"
    WHY = "why"
    NOTHING = "nothing"


class ActForm(Card):
    """Base of all forms. A form fills `body`, lists what it requires, and builds its command.

    Attributes:
        bed_name: of its bed, as typed.
        is_back: it came back after an interruption, and says what was being done.
        last_focus: the name of the widget that had the cursor before.
        begun_with: what stood in it before anybody typed; None while it is no form that is kept.
        cue_for_about: what stands beside the heading only explains, and gives way: to the cue, and on
            small screens to what is asked, of which there is much.
        not_shown: what stood in it before an interruption and cannot stand there now.
        then: the act that was asked for and waits until this one is recorded.

    Signals:
        submitted(object): a command to be handled; the answer comes back by `show_answer`.
        cancelled: closed with nothing recorded.
        hold_requested: Hold was pressed inside the form.
        why_requested: Why was pressed inside the form.
    """

    cue_for_about = False

    submitted = Signal(object)
    cancelled = Signal()
    hold_requested = Signal()
    why_requested = Signal()

    def __init__(
        self,
        act: Act | str,
        *,
        bed: str,
        heading: str,
        submit_label: str,
        about: str = "",
        cancel_label: str = say("Cancel"),
        beside: Beside = Beside.HOLD_AND_WHY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f"form.{act}", parent)
        self.act = act
        self.blocked: tuple[Blocked, ...] = ()
        self.bed_name = bed
        self.is_back = False
        self.last_focus = ""
        self.begun_with: tuple[Typed, ...] | None = None
        self.not_shown: tuple[Typed, ...] = ()
        self._why_first = self._was_doing = ""
        self.then: Act | None = None
        self.setAccessibleName(say("{heading}, bed {bed}", heading=heading, bed=bed))
        self._required: list[QWidget] = []
        self._is_waiting = False
        self._heading = Text(Type.TITLE, heading)
        self._about = Text(Type.BODY, about, ink=Ink.DIM, wrap=Wrap.YES)
        self._chip = Chip(bed, f"form.{act}.bed")
        self.submit_button = ActButton(
            submit_label, f"{act}.submit", key="Enter", kind=Kind.PRIMARY
        )
        self.cancel_button = ActButton(cancel_label, f"{act}.cancel", key="Esc")
        self.submit_button.acted.connect(self.submit)
        self.cancel_button.acted.connect(self.cancel)
        self._refusals = QVBoxLayout()
        self._refusals.setSpacing(Space.SMALL)
        self.body = QVBoxLayout()
        self._is_beside = False
        self._why: ActButton | None = None
        self._rows = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._words = QVBoxLayout()
        self._cue = Text(Type.STRONG, wrap=Wrap.YES)
        self._cue.setObjectName(f"{act}.cue")
        self._cue.hide()
        self._head = self._header()
        self._words.addLayout(self._head)
        if not self.cue_for_about:
            self._words.addWidget(self._cue)
        self._scroll = self._middle()
        self._words.addWidget(self._scroll, 1)
        self._rows.addLayout(self._words, 1)
        self._top = QVBoxLayout()
        self._top.setSpacing(Space.HAIR)
        self._buttons = self._button_row(beside)
        side = QVBoxLayout()
        side.addLayout(self._top)
        side.addStretch(1)
        side.addLayout(self._buttons)
        self._rows.addLayout(side)
        self.restyle()

    def require(self, *widgets: QWidget) -> None:
        """Say what must be answered before Enter acts, in reading order; kit widgets only."""
        self._required.extend(widgets)

    def command(self) -> AnyCommand | None:
        """Return the command to send, None when something cannot be sent and says so itself."""
        raise NotImplementedError

    def signed_by(self) -> str:
        """Return the initials typed in the form itself, empty where the one at the bedside signs."""
        return ""

    def first_focus(self) -> QWidget | None:
        """Return the widget the cursor starts in: the first one required."""
        return self._required[0] if self._required else self.submit_button

    def return_focus(self) -> QWidget | None:
        """Return the widget the cursor was in before, where it can go there again."""
        found = self.findChild(QWidget, self.last_focus) if self.last_focus else None
        return (
            found if found is not None and found.isVisibleTo(self) and found.isEnabled() else None
        )

    def progress(self) -> tuple[str, int, int]:
        """Return what is counted, how many of it are answered, and of how many."""
        asked = [one for one in self._required if self._is_asked(one)]
        done = [one for one in asked if cast("Answerable", one).is_answered()]
        return say("filled in"), len(done), len(asked)

    def show_cue(self, words: str) -> None:
        """Say what was being done before an interruption, after why this form opens, if it says so."""
        self._was_doing = words
        self._cue.say(" ".join(filter(None, (self._why_first, words))))
        self._cue.show()
        if self.cue_for_about:
            self._about.hide()

    def come_first(self, then: Act, why: str) -> None:
        """Say why this form opens where `then` was asked for."""
        self.then = then
        self._why_first = why
        self.show_cue(self._was_doing)

    def follow(self) -> None:
        """Know that this form opened after another one, and that nobody asked for it."""

    def again(self) -> None:
        """Know that its key was pressed while it is open; nothing happens by that."""

    def holds(self) -> bool:
        """Return whether all it was made of holds now: it may be shown as if it was just made.

        A form that does not know says no. One that says yes has been told nothing by hand yet.
        """
        return False

    def wait_no_more(self) -> None:
        """Take the button again at once: nothing was sent."""
        self._is_waiting = False

    def next_gap(self) -> QWidget | None:
        """Return the first visible, enabled required widget that is not answered."""
        for widget in self._required:
            asks = self._is_asked(widget) and widget.isEnabled()
            if asks and not cast("Answerable", widget).is_answered():
                return widget
        return None

    def _is_asked(self, widget: QWidget) -> bool:
        """Return whether something required is asked for now; else it need not be answered."""
        return widget.isVisibleTo(self)

    def show_answer(self, answer: Answer) -> None:
        """Show why the command was refused; accepted, the window closes the form."""
        self._is_waiting = answer.is_accepted
        self.set_blocked(answer.blocked)
        if not answer.is_accepted:
            self.submit_button.rest()

    def set_blocked(self, blocked: tuple[Blocked, ...]) -> None:
        """Show each refusal in its four parts above the body; () takes them away."""
        self.blocked = blocked
        empty(self._refusals)
        for one in blocked:
            self._refusals.addWidget(BlockedCard(one))
        if blocked:
            QTimer.singleShot(0, self, self._scroll_up)

    def set_heading(self, heading: str, about: str) -> None:
        """Show another heading and the line beside it."""
        self._heading.say(heading)
        self._about.say(about)

    def submit(self) -> None:
        """Send the command once; a second press before the answer does nothing."""
        if self._is_waiting or not self.submit_button.isEnabled():
            return
        self.set_blocked(())
        command = self.command()
        if command is None:
            return
        self._is_waiting = True
        QTimer.singleShot(ACCEPT_AGAIN_MS, self, self.wait_no_more)
        self.submitted.emit(command)

    def cancel(self) -> None:
        """Close with nothing recorded."""
        self.cancelled.emit()

    def restyle(self) -> None:
        """Take the accent border and the spacing anew."""
        self.set_surface(edge=theme.active().accent, edge_px=3)
        compact = theme.is_compact()
        side, top = (Space.EDGE, Space.SMALL) if compact else (Space.WIDE, Space.EDGE)
        side = Space.GAP if theme.is_tight() else side
        self._rows.setContentsMargins(side, top, side, top)
        gap = Space.SMALL if compact else Space.GAP
        for column in (self._rows, self._words, self._inside, self.body):
            column.setSpacing(gap)
        # On the smallest screens it stays on one line, and leaves the height to what is asked.
        self._about.set_role(Type.SMALL if theme.is_tight() else Type.BODY)
        self._cue.set_role(Type.SMALL_STRONG if theme.is_tight() else Type.STRONG)
        self._place_buttons()

    def _place_buttons(self) -> None:
        """Have the buttons below; on small screens beside, where they take no height.

        Why is left out there: it stands in the strip above.
        """
        is_beside = theme.is_compact()
        for button in self.findChildren(ActButton):
            if button.parentWidget() is self:
                button.set_height(CRITICAL_TARGET)
                button.set_narrow(is_narrow=is_beside)
        if theme.is_tight():
            self.cancel_button.set_height(TARGET)
        if is_beside is self._is_beside:
            return
        self._is_beside = is_beside
        directions = QBoxLayout.Direction
        self._rows.setDirection(directions.LeftToRight if is_beside else directions.TopToBottom)
        self._buttons.setDirection(directions.TopToBottom if is_beside else directions.LeftToRight)
        self._buttons.setSpacing(Space.SNUG if is_beside else Space.GAP)
        if self._why is not None:
            self._why.setVisible(not is_beside)
        self._move_head(is_beside=is_beside)

    def _move_head(self, *, is_beside: bool) -> None:
        """Put the bed above the buttons, and the heading where what is asked needs the height."""
        centre = Qt.AlignmentFlag.AlignHCenter
        (self._top if is_beside else self._head).addWidget(self._chip, 0, centre)
        if not self.cue_for_about:
            return
        self._heading.set_role(Type.SMALL_STRONG if is_beside else Type.TITLE)
        self._about.setVisible(not is_beside and self._cue.isHidden())
        if is_beside:
            self._top.insertWidget(0, self._heading, 0, centre)
        else:
            self._head.insertWidget(0, self._heading)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._on_enter()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def _on_enter(self) -> None:
        gap = self.next_gap()
        if gap is None:
            self.submit()
        elif has_focus_inside(gap):
            self._show_gap(gap)
        else:
            gap.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_gap(self, gap: QWidget) -> None:
        """Let the gap say what it lacks; a form may say more."""
        ask = getattr(gap, "ask", None) or getattr(gap, "check", None)
        if ask is not None:
            ask()

    def _scroll_up(self) -> None:
        self._scroll.verticalScrollBar().setValue(0)

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.EDGE)
        row.addWidget(self._heading)
        row.addWidget(self._about, 1)
        if self.cue_for_about:
            row.addWidget(self._cue, 1)
        row.addWidget(self._chip)
        return row

    def _middle(self) -> ScrollArea:
        inside = Scrolled()
        rows = QVBoxLayout(inside)
        self._inside = rows
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(self._refusals)
        rows.addLayout(self.body)
        rows.addStretch(1)
        area = ScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def _button_row(self, beside: Beside) -> QBoxLayout:
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(Space.GAP)
        row.addWidget(self.submit_button, 6)
        row.addWidget(self.cancel_button, 4)
        if beside is Beside.HOLD_AND_WHY:
            hold = ActButton(say("Hold"), f"{self.act}.hold", key="F7", kind=Kind.DANGER)
            hold.acted.connect(self.hold_requested)
            row.addWidget(hold, 4)
        if beside is not Beside.NOTHING:
            why = ActButton(say("Why?"), f"{self.act}.why", key="F2")
            why.acted.connect(self.why_requested)
            row.addWidget(why, 3)
            self._why = why
        return row


def has_focus_inside(widget: QWidget) -> bool:
    """Return whether `widget` or something in it has the focus."""
    return any(one.hasFocus() for one in (widget, *widget.findChildren(QWidget)))
