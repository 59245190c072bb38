"""The trend as a picture that is read by keyboard: a window of twelve hours and a cursor.

Left and Right go to each entry, Page Up and Page Down half a window, Home and End to the ends. The
wheel moves the window only while the picture has the focus.
"""

from bisect import bisect_left
from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from titrator.core.language import say
from titrator.session.trend_screen import Trend, TrendEntry
from titrator.ui import theme
from titrator.ui.widgets.announced import announce
from titrator.ui.widgets.trend_painter import SPAN, Places, least_height, paint_trend, places_in

_PAGE = timedelta(hours=6)
_NOTCH = timedelta(hours=1)
_BESIDE = timedelta(minutes=15)
_EDGE_PX = 2
_LEAST_PX = 128


class TrendChart(QWidget):
    """Twelve hours of a bed. Without a cursor it is a picture only.

    Signals:
        read(TrendEntry): the cursor went to an entry.
    """

    read = Signal(object)

    def __init__(
        self, name: str, *, has_cursor: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._trend: Trend | None = None
        self._end: datetime | None = None
        self._cursor: datetime | None = None
        self._has_cursor = has_cursor
        self._painted: tuple[object, ...] = ()
        self._picture = QPixmap()
        self.setAccessibleName(say("Trend, MAP and doses of 12 hours"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if has_cursor:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_trend(self, trend: Trend) -> None:
        """Show `trend`; the window follows the time until it is moved away from it."""
        if trend is self._trend:
            return
        is_first = self._trend is None
        self._trend = trend
        self.updateGeometry()
        if is_first and trend.entries and self._has_cursor:
            self._go_to(len(trend.entries) - 1, aloud=False)
        self.update()

    def entry(self) -> TrendEntry | None:
        """Return the entry the cursor is at, None without any."""
        place = self._place()
        return None if self._trend is None or place is None else self._trend.entries[place]

    def go_to(self, place: int) -> None:
        """Put the cursor at an entry, counted from the oldest, and bring it into the window."""
        self._go_to(place, aloud=False)

    def places_of_names(self) -> tuple[QRectF, ...]:
        """Return where the names of MAP and of each drug stand, from top to bottom."""
        if self._trend is None:
            return ()
        places = self._places()
        return places.mmhg, *places.tracks

    def window_end(self) -> datetime | None:
        """Return where the window ends; None before anything is shown."""
        if self._trend is None:
            return None
        return self._end or self._trend.now

    def move_window(self, by: timedelta) -> None:
        """Move the window, not past now and not before the first entry."""
        end = self.window_end()
        if self._trend is None or end is None:
            return
        first = self._trend.entries[0].at if self._trend.entries else self._trend.now
        wanted = max(min(end + by, self._trend.now), min(first + _NOTCH, self._trend.now))
        self._end = None if wanted == self._trend.now else wanted
        self.update()

    # ---------------------------------------------------------------- the cursor

    def _place(self) -> int | None:
        if self._trend is None or self._cursor is None or not self._trend.entries:
            return None
        ats = [one.at for one in self._trend.entries]
        return min(bisect_left(ats, self._cursor), len(ats) - 1)

    def _step(self, by: int) -> None:
        place = self._place()
        if place is not None and self._trend is not None:
            # Entries of one second count as one place: the last of them is read.
            ats = [one.at for one in self._trend.entries]
            while 0 <= place + by < len(ats) and ats[place + by] == ats[place]:
                place += by
            self._go_to(max(0, min(place + by, len(ats) - 1)))

    def _go_to(self, place: int, *, aloud: bool = True) -> None:
        if self._trend is None:
            return
        entry = self._trend.entries[place]
        self._cursor = entry.at
        end = self.window_end() or entry.at
        if entry.at > end:
            self._end = min(entry.at + _BESIDE, self._trend.now)
        elif entry.at < end - SPAN:
            self._end = entry.at - _BESIDE + SPAN
        if self._end is not None and self._end >= self._trend.now:
            self._end = None
        self.setAccessibleDescription(entry.said)
        if aloud:
            announce(self, entry.said)
        self.read.emit(entry)
        self.update()

    # ---------------------------------------------------------------- Qt

    def sizeHint(self) -> QSize:
        return QSize(600, 240)

    def minimumSizeHint(self) -> QSize:
        least = 0 if self._trend is None else least_height(self._trend) + 2 * _EDGE_PX
        return QSize(320, max(_LEAST_PX, least))

    def restyle(self) -> None:
        """Paint anew in the colours in force."""
        self._painted = ()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._trend is None:
            return
        painter = QPainter(self)
        places = self._places()
        painter.drawPixmap(0, 0, self._picture_of(self._trend, places))
        if not self._has_cursor:
            return
        look = theme.active()
        if self._cursor is not None and places.shows(self._cursor, self._cursor):
            x = places.x(self._cursor)
            painter.setPen(QPen(QColor(look.ink), 2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, 0), QPointF(x, places.axis.top()))
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _picture_of(self, trend: Trend, places: Places) -> QPixmap:
        """Return what lies under the cursor, painted anew only when it differs."""
        ratio = self.devicePixelRatioF()
        look = (theme.active().name, theme.density())
        wanted = (id(trend), places.begin, self.size(), ratio, look)
        if wanted != self._painted:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._picture)
            paint_trend(painter, trend, places, has_cursor=self._has_cursor)
            painter.end()
            self._painted = wanted
        return self._picture

    def _places(self) -> Places:
        trend, end = self._trend, self.window_end()
        if trend is None or end is None:
            raise ValueError("nothing is shown yet")
        return places_in(trend, QRectF(self.rect()).adjusted(6, _EDGE_PX, -6, -_EDGE_PX), end)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self._place()
        last = len(self._trend.entries) - 1 if self._trend is not None else 0
        key = event.key()
        if place is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to(last if key == Qt.Key.Key_End else 0)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.move_window(_PAGE if key == Qt.Key.Key_PageDown else -_PAGE)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and event.angleDelta().y():
            self.move_window(-_NOTCH if event.angleDelta().y() > 0 else _NOTCH)
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._trend is None or not self._trend.entries or not self._has_cursor:
            event.ignore()
            return
        at = self._places().at(event.position().x())
        entries = self._trend.entries
        nearest = min(range(len(entries)), key=lambda place: abs(entries[place].at - at))
        self._go_to(nearest)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
