"""The whole log of a bed, oldest first, scrolled to the end; nothing in it can be changed.

What the latest entries say is there at once; the older ones are written above them a few at a time,
while the window answers every key: a bed of a week has more than a thousand.
"""

from collections.abc import Sequence
from html import escape
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from titrator.core.language import say
from titrator.session.screen import LogLine
from titrator.ui import theme
from titrator.ui.panels.written import WrittenPanel
from titrator.ui.theme import Type
from titrator.ui.widgets.text import glued

_AROUND = "padding-top:5px; padding-bottom:5px"  # none at the sides: in line with the heading
_FIGURE_PX = 11
_AT_ONCE = 16  # a usual screen full; of a large one the rest is there a moment later
_AT_A_TIME = 20
_MOMENT_MS = 30


class Lines(Protocol):
    """The log of one bed in words."""

    def __call__(self, *, before: int | None = None, at_most: int) -> Sequence[LogLine]:
        """Return the latest entries, the latest first; only those older than number `before`."""


class LogPanel(WrittenPanel):
    """Number, time, entry and initials of every line; refused ones say so."""

    def __init__(self, lines: Lines, *, bed: str, parent: QWidget | None = None) -> None:
        super().__init__(
            "log",
            say("Log"),
            text_name="panel.log.lines",
            about=say("Log entries"),
            bed=bed,
            parent=parent,
        )
        self._lines = lines
        self._oldest, self._newest = 0, 0
        self._latest: Sequence[LogLine] = ()
        self._filling = QTimer(self)
        self._filling.timeout.connect(self._write_older)
        self._write()

    def holds(self) -> bool:
        """Return whether the latest entries still say the same: one may be in the log only by now."""
        return self._lines(at_most=_AT_ONCE) == self._latest

    def refresh(self) -> None:
        """Write below what was logged since; who reads further up stays there."""
        latest = self._lines(at_most=_AT_A_TIME)
        new = [one for one in latest if one.line > self._newest]
        if not new:
            return
        if len(new) == _AT_A_TIME or _figures(new[0].line) != _figures(self._newest):
            # More than is looked at, or numbers wider than their column.
            self._write()
            return
        bar = self._text.verticalScrollBar()
        is_at_end = bar.value() == bar.maximum()
        self._put(new, QTextCursor.MoveOperation.End)
        if is_at_end:
            self._go_to_end()

    def _write(self) -> None:
        self._text.clear()
        self._text.document().setDefaultFont(theme.font(Type.SMALL))
        self._latest = self._lines(at_most=_AT_ONCE)
        if self._latest:
            self._oldest = self._newest = self._latest[0].line
            self._put(self._latest, QTextCursor.MoveOperation.End)
            self._go_to_end()
            self._fill_soon()

    def _fill_soon(self) -> None:
        """Begin to write the older ones, in a moment; not while it only stands ready."""
        if self.isVisible():
            self._filling.start(_MOMENT_MS)

    def _write_older(self) -> None:
        """Write a few more above; what is in view stays in view."""
        older = self._lines(before=self._oldest, at_most=_AT_A_TIME)
        if not older:
            self._filling.stop()
            return
        self._filling.setInterval(0)
        bar = self._text.verticalScrollBar()
        below = bar.maximum() - bar.value()
        self._put(older, QTextCursor.MoveOperation.Start)
        bar.setValue(bar.maximum() - below)

    def _put(self, lines: Sequence[LogLine], where: QTextCursor.MoveOperation) -> None:
        """Write `lines`, the latest first, as a table of their own: it costs the same every time."""
        self._oldest = min(self._oldest, lines[-1].line)
        self._newest = max(self._newest, lines[0].line)
        cursor = QTextCursor(self._text.document())
        cursor.movePosition(where)
        cursor.insertHtml(_table(lines[::-1], width=_figures(self._newest) * _FIGURE_PX))
        # Where the words end is known only when they are laid out; the scroll bar follows from it.
        self._text.document().size()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Only now is it known how high the lines are.
        QTimer.singleShot(0, self, self._go_to_end)
        self._fill_soon()

    def _go_to_end(self) -> None:
        bar = self._text.verticalScrollBar()
        bar.setValue(bar.maximum())


def _figures(line: int) -> int:
    return len(str(line))


def _table(lines: Sequence[LogLine], *, width: int) -> str:
    rows = "".join(_row(line, width=width) for line in lines)
    return f'<table cellspacing="0" cellpadding="0" width="100%">{rows}</table>'


def _row(line: LogLine, *, width: int) -> str:
    look = theme.active()
    ink = look.danger if line.kind == "refused" else look.ink
    said = say("program") if line.kind == "program" else line.by
    return (
        f'<tr><td width="{width}" style="color:{look.dim}; {_AROUND}" align="right">{line.line}</td>'
        f'<td width="72" style="{_AROUND}; padding-left:14px"><b>{escape(line.time)}</b></td>'
        f'<td style="color:{ink}; {_AROUND}">{escape(glued(line.text))}</td>'
        f'<td width="90" align="right" style="color:{look.dim}; {_AROUND}">{escape(said)}</td></tr>'
    )
