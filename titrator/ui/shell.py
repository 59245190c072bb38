"""The window's frame, and the order in which it comes to life.

Start-up in prose: the frame is shown in its final colours before anything of the bedside is
imported. Its first painting starts a timer of zero, and only then the log is opened, the open beds
are taken up again and the panels are built. So a nurse sees the window at once, and a full disk or a
second start is said inside it.

Imports nothing but Qt and the theme: everything else waits for the first painting.
"""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.ui import theme
from titrator.ui.theme import Type

_BANNER_PX = 56
_INSET_PX = 37


class Shell(QWidget):
    """The top-level window: an empty frame at first, then what is put into it.

    Attributes:
        since_painted: runs from the first painting.

    Signals:
        painted: the frame was painted for the first time.
    """

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setWindowTitle("Titrator")
        self.resize(1366, 697)
        self.setMinimumSize(*theme.SMALLEST)
        self.since_painted = QElapsedTimer()
        self._content: QWidget | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)

    def content(self) -> QWidget | None:
        """Return what is shown, None while starting."""
        return self._content

    def put(self, content: QWidget) -> None:
        """Show `content` instead of what is there; that is let go."""
        before = self._content
        # What asked for the cursor before it stood in a window gets it once it is shown in one.
        wanted = content.focusWidget()
        self._content = content
        self._rows.addWidget(content)
        if before is not None:
            self._rows.removeWidget(before)
            before.hide()
            before.deleteLater()
        content.show()
        if wanted is not None:
            wanted.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        theme.fill(painter, self.rect(), look.page)
        if self._content is None:
            theme.fill(painter, QRectF(0, 0, self.width(), _BANNER_PX), look.card)
            theme.fill(painter, QRectF(0, _BANNER_PX - 1, self.width(), 1), look.line)
            painter.setFont(theme.font(Type.LEAD))
            painter.setPen(QColor(look.dim))
            painter.drawText(QPointF(_INSET_PX, _BANNER_PX + 44), say("Opening the log"))
        if not self.since_painted.isValid():
            self.since_painted.start()
            # Not now, in the middle of painting: as soon as the event loop comes round.
            QTimer.singleShot(0, self, self.painted.emit)


def when_usable(shell: Shell, then: Callable[[], None]) -> None:
    """Call `then` once what was put into the frame is painted and the events so far are handled."""
    shell.repaint()
    QTimer.singleShot(0, shell, then)
