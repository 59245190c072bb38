"""What stands inside a scroll area: as high as its words need at the width there is, no higher."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget


class Scrolled(QWidget):
    """Content of a vertical scroll area.

    Words that may wrap make a layout ask for the height it would need at its narrowest, and a
    scroll bar then appears for nothing.
    """

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        around = self.parentWidget()
        if layout is None or around is None:
            return super().minimumSizeHint()
        least = layout.minimumSize()
        width = max(around.width(), least.width())
        if layout.hasHeightForWidth():
            return QSize(least.width(), layout.heightForWidth(width))
        return least
