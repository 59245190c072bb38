"""A scroll area without a surface, and what stands inside: as high as its words need, no higher."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPalette, QResizeEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from titrator.ui import theme


class ScrollArea(QScrollArea):
    """Scrolls up and down only; what stands behind it is seen through it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Not asked of its viewport: to say what kind of widget that is, every kind is loaded.
        clear = QPalette()
        clear.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.transparent)
        self.setPalette(clear)
        self._has_bar = False

    def setWidget(self, widget: QWidget) -> None:
        super().setWidget(widget)
        widget.setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.widget()
        if not self._has_bar and inside is not None and inside.height() > self.height():
            self._has_bar = True
            theme.dress(self.verticalScrollBar())


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
