"""The manual: a page at a time, picture beside words, turned by keys."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.resources import ResourceMissingError, resource_bytes
from titrator.ui import theme
from titrator.ui.panels.manual_pages import PAGES
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.card import empty
from titrator.ui.widgets.scrolled import ScrollArea
from titrator.ui.widgets.text import Text, Wrap

_BACK_KEYS = (Qt.Key.Key_PageUp, Qt.Key.Key_Left)
_AT_NIGHT = 0.75  # the pictures are of the day: none glares into a dark room
_ON_KEYS = (Qt.Key.Key_PageDown, Qt.Key.Key_Right)


class Manual(QWidget):
    """Page Up and Page Down, or the arrows, turn; the up and down arrows scroll the words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual")
        self._place = 0
        self._heading = Text(Type.LEAD)
        self._heading.setObjectName("manual.heading")
        self.picture = _Picture()
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(Space.GAP)
        self.area = _Words()
        self.area.setObjectName("manual.words")
        self.area.setWidget(inside)
        self.back = ActButton(say("Page before"), "manual.back", key="PgUp", height=TARGET)
        self.on = ActButton(say("Next page"), "manual.on", key="PgDn", height=TARGET)
        self.back.acted.connect(lambda: self.turn(-1))
        self.on.acted.connect(lambda: self.turn(1))
        head = QHBoxLayout()
        head.setSpacing(Space.GAP)
        head.addWidget(self._heading, 1)
        for button in (self.back, self.on):
            button.setFixedWidth(220)
            head.addWidget(button)
        both = QHBoxLayout()
        both.setSpacing(Space.WIDE)
        both.addWidget(self.picture, 11)
        both.addWidget(self.area, 9)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.SMALL)
        rows.addLayout(head)
        rows.addLayout(both, 1)
        self.turn(0)

    def turn(self, by: int) -> None:
        """Go on or back by some pages; it stops at both ends."""
        self._place = max(0, min(len(PAGES) - 1, self._place + by))
        page = PAGES[self._place]
        self._heading.say(
            say(
                "{place} of {count}   {heading}",
                place=self._place + 1,
                count=len(PAGES),
                heading=page.heading,
            )
        )
        self.picture.show_picture(page.picture, page.heading)
        self.area.setAccessibleName(f"{page.heading}. {' '.join(page.lines)}")
        empty(self._lines)
        for line in page.lines:
            self._lines.addWidget(Text(Type.BODY, line, wrap=Wrap.YES))
        self._lines.addStretch(1)
        self.area.verticalScrollBar().setValue(0)
        self.back.setEnabled(self._place > 0)
        self.on.setEnabled(self._place < len(PAGES) - 1)
        if by:
            self.area.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _BACK_KEYS:
            self.turn(-1)
        elif event.key() in _ON_KEYS:
            self.turn(1)
        else:
            super().keyPressEvent(event)


class _Words(ScrollArea):
    """Words that scroll by the up and down arrows; what turns pages is left to the manual."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*_BACK_KEYS, *_ON_KEYS):
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Picture(QWidget):
    """A picture in the width there is; where it is missing, nothing but its frame."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("manual.picture")
        self._pixmap = QPixmap()

    def show_picture(self, name: str, about: str) -> None:
        """Show a picture of the shipped ones."""
        self._pixmap = QPixmap()
        try:
            self._pixmap.loadFromData(resource_bytes(f"help/{name}.png"))
        except ResourceMissingError:
            about = say(
                "{about}: the picture is missing, this installation is not whole", about=about
            )
        self.setAccessibleName(say("Picture: {about}", about=about))
        self.update()

    def is_there(self) -> bool:
        """Return whether there is a picture to be seen."""
        return not self._pixmap.isNull()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pixmap.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._pixmap.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF(0.5, 0.5, size.width() - 1, size.height() - 1)
        if theme.active() is theme.NIGHT:
            painter.setOpacity(_AT_NIGHT)
        painter.drawPixmap(area, self._pixmap, QRectF(self._pixmap.rect()))
        painter.setOpacity(1)
        painter.setPen(QPen(QColor(theme.active().edge), 1))
        painter.drawRect(area)
