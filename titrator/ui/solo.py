"""A page for one panel that belongs to no bed: a new bed, initials, help."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from titrator.ui import theme
from titrator.ui.theme import Space


class SoloPage(QWidget):
    """Shows one panel at a time over the whole body; the banner stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("solo")
        self._panel: QWidget | None = None
        self._rows = QVBoxLayout(self)
        self.restyle()

    def panel(self) -> QWidget | None:
        """Return what is open."""
        return self._panel

    def open_panel(self, panel: QWidget) -> None:
        """Show `panel`; what stood there is let go."""
        self.let_go()
        self._panel = panel
        self._rows.addWidget(panel)
        panel.show()

    def let_go(self) -> None:
        """Close what is open."""
        if self._panel is not None:
            self._rows.removeWidget(self._panel)
            self._panel.hide()
            if not getattr(self._panel, "is_kept", False):
                self._panel.deleteLater()
            self._panel = None

    def restyle(self) -> None:
        """Take margins anew."""
        side = Space.GAP if theme.is_compact() else Space.EDGE
        self._rows.setContentsMargins(side, Space.GAP, side, side)
