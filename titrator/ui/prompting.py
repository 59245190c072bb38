"""What calls the nurse: the sound, the bell, the flashing border, the small timer, and the extras.

Owns these and lets a second pass for them; what sounds and when is decided by the desk. The task bar and
the tray are extras, and never the only way in which anything is said.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from titrator.session.calls import BellState, Ring
from titrator.session.screen import Tone
from titrator.ui.bedside.banner import Banner
from titrator.ui.bedside.strip import Strip
from titrator.ui.desk_port import DeskPort
from titrator.ui.flash import FlashClock
from titrator.ui.sound import SoundLink

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSystemTrayIcon

    from titrator.ui.panels.sound_test import SoundTestPanel
    from titrator.ui.small_timer import SmallTimer


class Prompting(QObject):
    """The prompts of one window.

    Signals:
        test_requested: the sound is to be tested.
    """

    test_requested = Signal()

    def __init__(
        self,
        desk: DeskPort,
        banner: Banner,
        parent: QWidget,
        *,
        strips: Callable[[], Sequence[Strip]],
    ) -> None:
        """Prompt beside `banner`, and on the `strips` that there are at that moment."""
        super().__init__(parent)
        self._strips = strips
        self.desk = desk
        self._banner = banner
        self._window = parent
        self._by = ""
        self.link = SoundLink(self)
        self.flash = FlashClock(self)
        self.small_timer: SmallTimer | None = None
        self._panel: SoundTestPanel | None = None
        self._tray: QSystemTrayIcon | None = None
        self.link.changed.connect(self.show_now)
        self.flash.beaten.connect(self._on_flash_beaten)

    def start(self) -> None:
        """Begin to play; called once the window can be used."""
        self.link.start()

    def stop(self) -> None:
        """Play nothing any more, and take away what stands outside the window."""
        self.link.stop()
        for outside in (self.small_timer, self._tray):
            if outside is not None:
                outside.hide()

    def set_by(self, by: str) -> None:
        """Know who is at the bedside."""
        self._by = by

    def tick(self) -> None:
        """Let a second pass: sound what is due."""
        ring = self.desk.listen()
        if ring is not None:
            self.link.play(ring.pulses)
            self._call(ring)
        self.show_now()

    def show_now(self) -> None:
        """Show bell, border and small timer as they are at this moment."""
        self._banner.show_bell(self.desk.bell(trouble=self.link.trouble, by=self._by))
        if self.small_timer is not None and self.small_timer.isVisible():
            self.small_timer.show_timer(self.desk.small_timer())
        self.flash.show(one.tone() or Tone.CALM for one in self._flashing())
        if self._panel is not None:
            self._panel.show_trouble(self.link.trouble)

    def press_bell(self) -> None:
        """Silence what sounds for 120 seconds; where nothing sounds, test the sound."""
        if self._banner.bell.bell().state in (BellState.SOUNDING, BellState.SILENT):
            self.desk.silence(self._by)
            self.show_now()
        else:
            self.test_requested.emit()

    def test_panel(self) -> "SoundTestPanel":
        """Return a panel that asks whether the tone was heard; the tone is played at once."""
        from titrator.ui.panels.sound_test import SoundTestPanel

        panel = SoundTestPanel()
        panel.tone_requested.connect(self._play_test_tone)
        panel.answered.connect(self._on_panel_answered)
        panel.destroyed.connect(self._forget_panel)
        panel.show_trouble(self.link.trouble)
        self._panel = panel
        self._play_test_tone()
        return panel

    def toggle_small_timer(self) -> None:
        """Show the small timer, or take it away."""
        from titrator.ui.small_timer import SmallTimer

        if self.small_timer is None:
            self.small_timer = SmallTimer(self._window)
            self.small_timer.raise_requested.connect(self._raise_window)
        self.small_timer.setVisible(not self.small_timer.isVisible())
        self.show_now()

    def _play_test_tone(self) -> None:
        self.link.play(1)

    def _on_panel_answered(self, was_heard: bool) -> None:  # noqa: FBT001  a signal of Qt
        self.desk.sound_was_tested(was_heard=was_heard, by=self._by)
        if self._panel is not None:
            self._panel.closed.emit()
        self.show_now()

    def _forget_panel(self) -> None:
        self._panel = None

    def _flashing(self) -> "list[Strip | SmallTimer]":
        """Return every surface whose border may flash and that is to be seen."""
        surfaces: list[Strip | SmallTimer] = list(self._strips())
        if self.small_timer is not None:
            surfaces.append(self.small_timer)
        return [one for one in surfaces if one.isVisible()]

    def _on_flash_beaten(self) -> None:
        for one in self._flashing():
            one.flash(is_on=self.flash.is_on(one.tone() or Tone.CALM))

    def _call(self, ring: Ring) -> None:
        """Ask for attention outside the window: in the task bar, and in the tray where there is one."""
        window = self._window.window()
        if window.isActiveWindow():
            return
        QApplication.alert(window)
        tray = self._tray_icon() if ring.pulses > 1 else None
        if tray is not None:
            tray.showMessage("Titrator", ring.words)

    def _tray_icon(self) -> "QSystemTrayIcon | None":
        from PySide6.QtWidgets import QSystemTrayIcon

        if self._tray is None and QSystemTrayIcon.isSystemTrayAvailable():
            self._tray = QSystemTrayIcon(QApplication.windowIcon(), self)
            self._tray.activated.connect(self._raise_window)
            self._tray.messageClicked.connect(self._raise_window)
            self._tray.show()
        return self._tray

    def _raise_window(self) -> None:
        window = self._window.window()
        if window.isMinimized():
            window.showNormal()
        window.show()
        window.raise_()
        window.activateWindow()
