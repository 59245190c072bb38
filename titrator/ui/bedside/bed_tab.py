"""The tab of one bed: its name and its state, in the line on top of every screen."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from titrator.core.language import say
from titrator.session.screen import Tone
from titrator.ui import theme
from titrator.ui.desk_port import BedTab
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import paint_frame
from titrator.ui.widgets.marks import Mark, paint_mark

_MARKS = {
    Tone.DUE: Mark.BELL,
    Tone.OVERDUE: Mark.LATE,
    Tone.SUSPENDED: Mark.LOCKED,
    Tone.HOLD: Mark.PAUSE,
    Tone.DANGER: Mark.STOP,
    Tone.DONE: Mark.TICK,
}


class TabButton(QPushButton):
    """One bed: its name in bold and its state; the open bed is dark on light, or light on dark."""

    def __init__(self, tab: BedTab, place: int) -> None:
        super().__init__()
        self.setObjectName(f"bed.{place}")
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._place = place
        self._hint = QSize()
        self._has_status = True
        self.tab = tab
        self.show_tab(tab)

    def show_tab(self, tab: BedTab) -> None:
        """Show the bed's name and state."""
        was_told = self._tells_status()
        bed_changed = (tab.bed, tab.tone) != (self.tab.bed, self.tab.tone)
        self.tab = tab
        key = say(", key Ctrl+{place}", place=self._place) if self._place <= 9 else ""
        said = say("Bed {bed}, {status}{key}", bed=tab.bed, status=tab.status, key=key)
        if said != self.accessibleName():
            self.setAccessibleName(said)
            self.setToolTip(said)
            is_whole = bed_changed or not was_told or not self._tells_status()
            left = 0 if is_whole else self._status_left() - Space.SMALL
            self.update(left, 0, self.width() - left, self.height())
            hint = self.whole_size()
            if hint != self._hint:
                # Else a countdown would have everything laid out anew each second.
                self._hint = hint
                self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def nextCheckState(self) -> None:
        """Stay as the window says; a click alone opens nothing."""

    def restyle(self) -> None:
        """Take the size of the font anew."""
        self._hint = self.whole_size()
        self.updateGeometry()

    def wanted_width(self) -> int:
        """Return the width that name and state need, as it was last worked out."""
        return self._hint.width()

    def set_status(self, *, has_status: bool) -> None:
        """Have room for the state in words, or be as narrow as name and mark."""
        if has_status != self._has_status:
            self._has_status = has_status
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return self.whole_size() if self._has_status else self.minimumSizeHint()

    def whole_size(self) -> QSize:
        """Return the size with the state in words."""
        width = self._name_width() + 2 * Space.GAP + self._mark_width()
        if self.tab.status:
            # The widest figures, so that a running countdown moves nothing beside it.
            steady = "".join("0" if c.isdigit() else c for c in self.tab.status)
            width += Space.SMALL + theme.text_width(Type.SMALL, steady)
        return QSize(width + Space.HAIR, TARGET)

    def minimumSizeHint(self) -> QSize:
        width = self._name_width() + 2 * Space.GAP + self._mark_width()
        return QSize(max(width, TARGET), TARGET)

    def _name_width(self) -> int:
        return theme.text_width(Type.NAME, self.tab.bed)

    def _status_left(self) -> int:
        return Space.GAP + self._mark_width() + self._name_width() + Space.SMALL

    def _tells_status(self) -> bool:
        """Return whether the state is written: whole or not at all, as "h..." says nothing."""
        width = QFontMetrics(theme.font(Type.SMALL)).horizontalAdvance(self.tab.status)
        if not self._has_status:
            return False
        return bool(width) and self._status_left() + width + Space.HAIR <= self.width()

    def _mark_width(self) -> int:
        return 24 if self.tab.tone in _MARKS else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_open = self.isChecked()
        fill = QColor(look.ink if is_open else look.card)
        ink = QColor(look.card if is_open else look.ink)
        area = QRectF(self.rect())
        pen = QPen(QColor(look.ink if is_open else look.edge), 2)
        paint_frame(painter, area, fill, pen, has_focus=self.hasFocus())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(ink)
        x = float(self._status_left())
        if event.rect().left() < x - Space.SMALL:
            left = float(Space.GAP)
            if not self._tells_status():
                left = (self.width() - self._mark_width() - self._name_width()) / 2
            if self.tab.tone in _MARKS:
                spot = QRectF(left, self.height() / 2 - 9, 18, 18)
                paint_mark(painter, _MARKS[self.tab.tone], spot, ink)
                left += self._mark_width()
            painter.setPen(ink)
            painter.setFont(theme.font(Type.NAME))
            painter.drawText(area.adjusted(left, 0, 0, 0), middle, self.tab.bed)
        # The mark says the state too.
        if self._tells_status():
            painter.setFont(theme.font(Type.SMALL))
            painter.drawText(area.adjusted(x, 0, 0, 0), middle, self.tab.status)
