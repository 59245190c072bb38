"""One bed as a column: whose it is, what is next, the last MAP, the trend, the drugs, the last entries."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from titrator.core.language import say
from titrator.session.screen import Bedside
from titrator.session.trend_screen import Trend
from titrator.ui import theme
from titrator.ui.bedside.drug_rows import DrugRows
from titrator.ui.bedside.last_map import LastMapCard
from titrator.ui.bedside.recent_log import RecentLog
from titrator.ui.bedside.strip import Strip, strip_height
from titrator.ui.bedside.tasks import TaskList
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.card import Card
from titrator.ui.widgets.scrolled import ScrollArea
from titrator.ui.widgets.text import Ink, Text, Wrap
from titrator.ui.widgets.trend_chart import TrendChart

_NARROW_PX = 1200
_LOWEST_LOG = 48  # one entry
_LOWEST_CHART, _HIGHEST_CHART = 140, 270


class BedChip(QWidget):
    """The name of a bed, large; the bed that the keys act on is dark on light, or light on dark."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._bed = ""
        self._is_chosen = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_bed(self, bed: str, *, is_chosen: bool) -> None:
        """Show the bed's name, marked where it is the chosen one."""
        if (bed, is_chosen) != (self._bed, self._is_chosen):
            self._bed, self._is_chosen = bed, is_chosen
            self.setAccessibleName(
                say("Bed {bed}, keys act here", bed=bed) if is_chosen else say("Bed {bed}", bed=bed)
            )
            self.updateGeometry()
            self.update()

    def text(self) -> str:
        """Return the bed's name."""
        return self._bed

    def restyle(self) -> None:
        """Take the size of the font anew."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font(Type.FIELD_LARGE))
        return QSize(metrics.horizontalAdvance(self._bed) + 2 * Space.INSET, 52)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.ink), 2))
        painter.setBrush(QColor(look.ink if self._is_chosen else look.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        painter.setPen(QColor(look.card if self._is_chosen else look.ink))
        painter.setFont(theme.font(Type.FIELD_LARGE))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._bed)


class BedColumn(Card):
    """A bed beside others. Its own buttons act on it alone.

    Signals:
        act_requested(Act): pressed in this column.
        chosen: the column was clicked.
    """

    act_requested = Signal(object)
    chosen = Signal()

    def __init__(self, place: int, parent: QWidget | None = None) -> None:
        super().__init__(f"overview.{place}", parent)
        self._is_chosen = False
        self._is_narrow = True
        self.chip = BedChip(f"overview.{place}.bed")
        self._keys = Text(Type.STRONG, say("F5 to F9 act here"))
        self._about = Text(Type.BODY, ink=Ink.DIM, wrap=Wrap.YES)
        self.strip = Strip()
        self._last_map = LastMapCard()
        self._tasks = TaskList()
        self._rows = DrugRows()
        self._chart = TrendChart(f"overview.{place}.trend", has_cursor=False)
        self._log = RecentLog()
        for one in (self.strip, self._tasks):
            one.act_requested.connect(self.act_requested)
        self._lay_out()
        for widget in self.findChildren(QWidget):
            name = widget.objectName()
            if name and not name.startswith(("overview.", "qt_")):
                widget.setObjectName(f"overview.{place}.{name}")
        self.restyle()

    def show_bed(self, bedside: Bedside, trend: Trend, *, is_chosen: bool) -> None:
        """Show one moment of the bed."""
        self.chip.show_bed(bedside.banner.bed, is_chosen=is_chosen)
        self.setAccessibleName(
            say("Bed {bed}, {phase}", bed=bedside.banner.bed, phase=bedside.phase)
        )
        self._keys.setVisible(is_chosen)
        banner = bedside.banner
        self._about.say(
            f"{bedside.phase} \N{MIDDLE DOT} {banner.weight} \N{MIDDLE DOT} {banner.target}"
        )
        # A key cap stands only where the key acts.
        self.strip.set_keys(are_shown=is_chosen)
        self._tasks.set_keys(are_shown=is_chosen)
        self.strip.show_next(bedside.next, bed=bedside.banner.bed)
        self._last_map.show_last(bedside.last_map)
        self._chart.show_trend(trend)
        self._rows.show_rows(bedside.drugs)
        self._tasks.show_tasks(bedside.tasks)
        self._log.show_lines(bedside.log)
        if is_chosen != self._is_chosen:
            self._is_chosen = is_chosen
            self.restyle()
        self._arrange()

    def restyle(self) -> None:
        """Take borders and distances anew."""
        look = theme.active()
        edge = look.accent if self._is_chosen else look.line
        self.set_surface(fill=look.page, edge=edge, edge_px=5 if self._is_chosen else 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.chosen.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW_PX
        if is_narrow is not self._is_narrow:
            self._place(is_narrow=is_narrow)
        self._rows.set_narrow(is_narrow=is_narrow)
        self._arrange()

    def _place(self, *, is_narrow: bool) -> None:
        """Put the last MAP under the strip, or beside it where there is width for both."""
        self._is_narrow = is_narrow
        for widget in (self.strip, self._last_map, self._frame):
            self._top.removeWidget(widget)
        if is_narrow:
            self._top.addWidget(self.strip, 0, 0, 1, 2)
            self._top.addWidget(self._last_map, 1, 0)
            self._top.addWidget(self._frame, 1, 1)
        else:
            self._top.addWidget(self.strip, 0, 0)
            self._top.addWidget(self._last_map, 0, 1)
            self._top.addWidget(self._frame, 1, 0, 1, 2)
        self._top.setColumnStretch(0, 0 if is_narrow else 1)
        self._top.setColumnStretch(1, 1 if is_narrow else 0)

    def _arrange(self) -> None:
        """Show every drug whole; the trend and the last entries get what is left."""
        strip = strip_height(is_low=False)
        tasks = self._tasks.needed_height()
        self._rows.set_low(is_low=bool(tasks))
        used = 2 * Space.EDGE + self.chip.sizeHint().height() + strip + 2 * Space.GAP
        used += tasks + Space.GAP if tasks else 0
        drugs = self._rows.needed_height() + Space.GAP
        left = self.height() - used - drugs
        chart = (
            strip if self._is_narrow else max(_LOWEST_CHART, min(_HIGHEST_CHART, left - Space.GAP))
        )
        self._frame.setFixedHeight(chart)
        left -= chart + Space.GAP
        self._rows_area.setFixedHeight(max(0, drugs - Space.GAP + min(0, left)))
        self._rows_area.setVisible(self._rows.count() > 0)
        self._log.setVisible(left >= _LOWEST_LOG)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(Space.EDGE, Space.EDGE, Space.EDGE, Space.EDGE)
        rows.setSpacing(Space.GAP)
        head = QHBoxLayout()
        head.setSpacing(Space.GAP)
        head.addWidget(self.chip)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._keys)
        words.addWidget(self._about)
        head.addLayout(words, 1)
        rows.addLayout(head)
        self._frame = Card()
        around = QVBoxLayout(self._frame)
        around.setContentsMargins(Space.HAIR, Space.HAIR, Space.HAIR, Space.HAIR)
        around.addWidget(self._chart)
        self._top = QGridLayout()
        self._top.setSpacing(Space.GAP)
        rows.addLayout(self._top)
        self._place(is_narrow=True)
        self._rows_area = ScrollArea()
        self._rows_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows_area.setWidget(self._rows)
        rows.addWidget(self._rows_area)
        rows.addWidget(self._tasks)
        rows.addWidget(self._log, 1)
        rows.addStretch(0)
