"""The last entries of the log, as many as there is room for; the whole log is one key away."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from titrator.session.screen import LogLine
from titrator.ui import theme
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.card import Card

_LINE_PX = 24
_WORDS_PX = 21


class RecentLog(Card):
    """Newest first: time, what, and by whom. What was refused has a mark of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("recent_log", parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(Space.INSET, Space.GAP, Space.INSET, Space.GAP)
        self._lines = _Lines()
        rows.addWidget(self._lines)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_lines(self, lines: Sequence[LogLine]) -> None:
        """Show `lines` as they come."""
        self._lines.show_lines(tuple(lines))


class _Lines(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recent_log.lines")
        self._shown: tuple[LogLine, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_lines(self, lines: tuple[LogLine, ...]) -> None:
        if lines == self._shown:
            return
        self._shown = lines
        self.setAccessibleName(". ".join(f"{line.time} {line.text}" for line in lines))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 2 * _LINE_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, _LINE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # The last line needs no distance below it.
        room = max(1, (self.height() + _LINE_PX - _WORDS_PX) // _LINE_PX)
        base = 17.0
        for line in self._shown[:room]:
            self._paint_line(painter, line, base)
            base += _LINE_PX

    def _paint_line(self, painter: QPainter, line: LogLine, base: float) -> None:
        look = theme.active()
        strong, plain = theme.font(Type.SMALL_STRONG), theme.font(Type.SMALL)
        painter.setFont(strong)
        painter.setPen(theme.color(look.ink))
        painter.drawText(QPointF(0, base), line.time)
        x = QFontMetricsF(strong).horizontalAdvance("00:00 ") + Space.SMALL
        metrics = QFontMetricsF(plain)
        by = f"  {line.by}" if line.by else ""
        room = self.width() - x - metrics.horizontalAdvance(by)
        is_plain = line.kind != "refused"
        painter.setFont(plain)
        painter.setPen(theme.color(look.dim if is_plain else look.danger))
        words = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(x, base), words)
        painter.setPen(theme.color(look.dim))
        painter.drawText(QPointF(x + metrics.horizontalAdvance(words), base), by)
