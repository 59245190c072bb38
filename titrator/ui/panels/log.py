"""The whole log of a bed, oldest first, scrolled to the end; nothing in it can be changed."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from titrator.core.language import say
from titrator.session.screen import LogLine
from titrator.ui import theme
from titrator.ui.panels.written import WrittenPanel
from titrator.ui.theme import Type
from titrator.ui.widgets.text import glued

_AROUND = "padding-top:5px; padding-bottom:5px"  # none at the sides: in line with the heading
_FIGURE_PX = 11


class LogPanel(WrittenPanel):
    """Number, time, entry and initials of every line; refused ones say so."""

    def __init__(
        self, lines: Sequence[LogLine], *, bed: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            "log",
            say("Log"),
            text_name="panel.log.lines",
            about=say("Log entries"),
            bed=bed,
            parent=parent,
        )
        self._lines: tuple[LogLine, ...] = ()
        self.show_lines(lines)

    def show_lines(self, lines: Sequence[LogLine]) -> None:
        """Show `lines` in the order of their numbers; the last one in view."""
        wanted = tuple(sorted(lines, key=lambda line: line.line))
        if wanted != self._lines:
            self._lines = wanted
            self._write()

    def _write(self) -> None:
        self._text.document().setDefaultFont(theme.font(Type.SMALL))
        self._text.setHtml(_table(self._lines))
        self._go_to_end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Only now is it known how high the lines are.
        QTimer.singleShot(0, self, self._go_to_end)

    def _go_to_end(self) -> None:
        bar = self._text.verticalScrollBar()
        bar.setValue(bar.maximum())


def _table(lines: Sequence[LogLine]) -> str:
    rows = "".join(_row(line, count=len(lines)) for line in lines)
    return f'<table cellspacing="0" cellpadding="0" width="100%">{rows}</table>'


def _row(line: LogLine, *, count: int) -> str:
    look = theme.active()
    ink = look.danger if line.kind == "refused" else look.ink
    said = say("program") if line.kind == "program" else line.by
    number = len(str(count)) * _FIGURE_PX
    return (
        f'<tr><td width="{number}" style="color:{look.dim}; {_AROUND}" align="right">{line.line}</td>'
        f'<td width="72" style="{_AROUND}; padding-left:14px"><b>{escape(line.time)}</b></td>'
        f'<td style="color:{ink}; {_AROUND}">{escape(glued(line.text))}</td>'
        f'<td width="90" align="right" style="color:{look.dim}; {_AROUND}">{escape(said)}</td></tr>'
    )
