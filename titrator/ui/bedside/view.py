"""One bed's screen: strip and last MAP on top, and below them the rows, or what was opened.

What opens takes the place of the rows and never covers the strip or the last MAP.
"""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from titrator.session.screen import Bedside
from titrator.ui import theme
from titrator.ui.bedside.acts import ActsRow
from titrator.ui.bedside.drug_rows import DrugRows
from titrator.ui.bedside.last_map import LastMapCard
from titrator.ui.bedside.recent_log import RecentLog
from titrator.ui.bedside.strip import Strip, strip_height
from titrator.ui.bedside.tasks import TaskList
from titrator.ui.theme import Space
from titrator.ui.widgets.scrolled import ScrollArea

_LOWEST_LOG = 48  # one entry
_TIGHT_GAP, _CLOSE_GAP = Space.SNUG, Space.HAIR // 2
_ROUNDS = 3  # of giving room, where one changes the size that the next one goes by
_GAPS = 4  # above the strip, between it and the rows, between them and the acts, and below


class BedsideView(QWidget):
    """The screen of the bed that is open.

    Signals:
        act_requested(Act): an act was asked for anywhere on the screen.
        more_requested: the rarer acts were asked for.
    """

    act_requested = Signal(object)
    more_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bedside")
        self.strip = Strip()
        self.last_map = LastMapCard()
        self.rows = DrugRows()
        self.tasks = TaskList()
        self.acts = ActsRow()
        self.log = RecentLog()
        self._panel: QWidget | None = None
        self._is_close = False
        self._is_arranging = self._is_other_size = False
        for source in (self.strip, self.tasks, self.acts):
            source.act_requested.connect(self.act_requested)
        self.acts.more_requested.connect(self.more_requested)
        self.tasks.more_requested.connect(self.more_requested)
        self._lay_out()
        self.restyle()

    def show_bedside(self, bedside: Bedside) -> None:
        """Show one moment of the bed."""
        self.strip.show_next(bedside.next, bed=bedside.banner.bed)
        self.last_map.show_last(bedside.last_map)
        self.rows.show_rows(bedside.drugs)
        self.tasks.show_tasks(bedside.tasks)
        self.acts.setVisible(not bedside.tasks)
        self.log.show_lines(bedside.log)
        self._arrange()

    def put_unseen(self, panel: QWidget) -> None:
        """Keep `panel` where it will be shown, laid out, so that theme and size reach it too."""
        panel.setParent(self._below)
        panel.hide()
        panel.resize(self._size_when_open())
        _lay_out_unseen(panel)

    def _size_when_open(self) -> QSize:
        """Return how large what opens will be: the strip is low then."""
        gained = self.strip.height() - strip_height(is_low=True)
        return self._below.size() + QSize(0, gained)

    def open_panel(self, panel: QWidget) -> None:
        """Show `panel` in place of the rows."""
        if self._panel is not panel:
            self.close_panel()
            self._stack.addWidget(panel)
            self._panel = panel
        self._stack.setCurrentWidget(panel)
        self._arrange()

    def close_panel(self) -> QWidget | None:
        """Show the rows again; return the panel that stood there. It is hidden, not deleted."""
        panel = self._panel
        if panel is not None:
            self._stack.removeWidget(panel)
            panel.hide()
            self._panel = None
        self._stack.setCurrentIndex(0)
        self._arrange()
        return panel

    def first_focus(self) -> QWidget:
        """Return the primary act, or during set-up the first thing missing."""
        if not self.strip.primary.isHidden():
            return self.strip.primary
        return self.tasks.first_missing() or self.strip.why

    def panel(self) -> QWidget | None:
        """Return what is open, None when the rows are shown."""
        return self._panel

    def restyle(self) -> None:
        """Take margins and distances anew."""
        self._take_distances(is_close=False)
        self._arrange()

    def _take_distances(self, *, is_close: bool) -> None:
        """Leave the usual room between the parts, or hardly any."""
        self._is_close = is_close
        compact = theme.is_compact()
        side: int = Space.GAP if compact else Space.EDGE
        gap = _CLOSE_GAP if is_close else _gap()
        self._all.setContentsMargins(side, gap, side, gap if compact else Space.EDGE)
        self._all.setSpacing(gap)
        self._top.setSpacing(_gap())
        self._page_rows.setSpacing(gap)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Give room to what must be seen; the last entries get what is left.

        Showing a part lays everything out at once, which may end here again with another size. Qt
        would then show what the inner round has hidden: such a round comes after this one.
        """
        if self._is_arranging:
            self._is_other_size = True
            return
        self._is_arranging = True
        try:
            for _ in range(_ROUNDS):
                self._is_other_size = False
                self._arrange_once()
                if not self._is_other_size:
                    break
        finally:
            self._is_arranging = False

    def _arrange_once(self) -> None:
        has_tasks = bool(self.tasks.count())
        is_low = self._panel is not None or self.rows.count() > 3 or has_tasks
        left = self._left_when(is_low=is_low, has_low_rows=has_tasks)
        if left < 0:
            # A long notice stands above: no dose is scrolled away for it.
            left = self._left_when(is_low=True, has_low_rows=True)
        is_close = left < 0 and theme.is_tight()
        if is_close:
            # Nor is one for the distances: a notice to confirm has a button.
            left += (_TIGHT_GAP - _CLOSE_GAP) * (_GAPS if self.rows.count() else _GAPS - 1)
        if is_close is not self._is_close:
            self._take_distances(is_close=is_close)
        self._rows_area.setFixedHeight(max(0, self.rows.needed_height() + min(0, left)))
        self._rows_area.setVisible(self.rows.count() > 0)
        self.log.setVisible(left - self._page_rows.spacing() >= _LOWEST_LOG)

    def _left_when(self, *, is_low: bool, has_low_rows: bool) -> int:
        """Make strip and rows low, or not; return the height that is left over, below 0 too little.

        It is the one at the usual distances.
        """
        has_tasks = bool(self.tasks.count())
        self.rows.set_low(is_low=has_low_rows)
        self.strip.set_low(is_low=is_low)
        self.last_map.set_low(is_low=is_low)
        gap = _gap()
        used = self.rows.needed_height() + (gap if self.rows.count() else 0)
        acts = self.acts.sizeHint().height()
        used += self.tasks.needed_height() if has_tasks else acts
        margins = gap + (gap if theme.is_compact() else Space.EDGE)
        # Not the strip's own height: that is still the former one until the layout comes round.
        top = strip_height(is_low=is_low) + gap + margins
        return self.height() - top - used

    def _lay_out(self) -> None:
        self._all = QVBoxLayout(self)
        self._top = QHBoxLayout()
        self._top.addWidget(self.strip, 1)
        self._top.addWidget(self.last_map)
        self._all.addLayout(self._top)
        self._below = QWidget()
        self._below.setMinimumSize(1, 1)
        self._stack = QStackedLayout(self._below)
        page = QWidget()
        self._page_rows = QVBoxLayout(page)
        self._page_rows.setContentsMargins(0, 0, 0, 0)
        # More infusions than the screen has room for can be scrolled to; the acts stay.
        self._rows_area = ScrollArea()
        self._rows_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows_area.setWidget(self.rows)
        for widget in (self._rows_area, self.tasks, self.acts):
            self._page_rows.addWidget(widget)
        self._page_rows.addWidget(self.log, 1)
        self._page_rows.addStretch(0)
        self._stack.addWidget(page)
        self._all.addWidget(self._below, 1)


def _lay_out_unseen(panel: QWidget) -> None:
    """Have done now what Qt puts off until something hidden is shown, or painted."""
    panel.grab(QRect(0, 0, 1, 1))
    for one in panel.findChildren(QWidget):
        # The scroll bars that came are taken for shown, in something that is not.
        if one.isVisible():
            one.setAttribute(Qt.WidgetAttribute.WA_WState_Visible, on=False)


def _gap() -> int:
    """Return the usual distance between the parts at the present size."""
    if theme.is_tight():
        return _TIGHT_GAP
    return Space.SMALL if theme.is_compact() else Space.GAP
