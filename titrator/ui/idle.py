"""When the glance view comes and goes: after two idle minutes, and never over a prompt or a form."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QElapsedTimer, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from titrator.session.screen import Bedside, Tone

if TYPE_CHECKING:
    from titrator.ui.glance import Glance

IDLE_MS = 120_000
_PROMPTS = frozenset({Tone.DUE, Tone.OVERDUE, Tone.SUSPENDED, Tone.DANGER})
_BUSY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class Idle(Protocol):
    """What knows whether nobody touched keys and mouse for two minutes."""

    def is_idle(self) -> bool:
        """Return whether two minutes passed without a key or the mouse."""

    def watch(self, window: QObject) -> None:
        """Count from now on what comes to `window`."""


class IdleHands(QObject):
    """Two minutes without a key or the mouse, on the counting clock."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._since = QElapsedTimer()
        self._since.start()

    def is_idle(self) -> bool:
        """Return whether two minutes passed without a key or the mouse."""
        return self._since.elapsed() >= IDLE_MS

    def watch(self, window: QObject) -> None:
        """Count from now on what comes to `window`."""
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _BUSY:
            self._since.restart()
        return False


class IdleScreen(QObject):
    """Brings the glance over the window, and takes it away again."""

    def __init__(self, window: QWidget, idle: Idle | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._idle = idle or IdleHands(self)
        self._glance: Glance | None = None

    def use(self, idle: Idle) -> None:
        """Ask `idle` from now on."""
        self._idle = idle

    def watch(self) -> None:
        """Count keys and mouse from now on."""
        handle = self._window.window().windowHandle()
        if handle is not None:
            self._idle.watch(handle)

    def is_shown(self) -> bool:
        """Return whether the glance stands over the window."""
        return self._glance is not None and self._glance.isVisible()

    def look(
        self, beds_now: Callable[[], Sequence[Bedside]], *, is_typing: bool, is_warned: bool
    ) -> None:
        """Come after two idle minutes, and go when there is a prompt.

        Args:
            beds_now: every bed as it is now.
            is_typing: something is open that is typed into.
            is_warned: a notice stands that must be seen.
        """
        if not self._idle.is_idle() or is_typing or is_warned:
            self.leave()
            return
        beds = beds_now()
        if not beds or any(bed.next.tone in _PROMPTS for bed in beds):
            self.leave()
            return
        glance = self._made()
        glance.show_beds(beds)
        if glance.isHidden() and QApplication.activePopupWidget() is None:
            glance.come()

    def leave(self) -> None:
        """Let what was there be seen again."""
        if self._glance is not None and self._glance.isVisible():
            self._glance.go()

    def fit(self) -> None:
        """Cover the window after its size changed."""
        if self._glance is not None:
            self._glance.setGeometry(self._window.rect())

    def _made(self) -> "Glance":
        from titrator.ui.glance import Glance

        if self._glance is None:
            self._glance = Glance(self._window)
            self._glance.left.connect(self.leave)
        return self._glance
