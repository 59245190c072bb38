"""The trend of a bed: the picture with its cursor and the line it says, or the same as a table."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from titrator.core.language import say
from titrator.session.trend_screen import Trend, TrendEntry
from titrator.ui import theme
from titrator.ui.panels.panel import Panel
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.scrolled import ScrollArea
from titrator.ui.widgets.text import Text, Wrap
from titrator.ui.widgets.trend_chart import TrendChart

_NOTHING = say("Nothing is recorded at this bed yet: no MAP and no dose.")
_ROW_PX = 32
Index = QModelIndex | QPersistentModelIndex


class TrendPanel(Panel):
    """MAP and doses since the bed was opened, twelve hours at a time; read only."""

    def __init__(
        self, trend_now: Callable[[], Trend], *, bed: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("trend", say("Trend, 12 hours"), bed=bed, parent=parent)
        self._trend_now = trend_now
        self.as_table = ActButton(say("As a table"), "trend.as_table", height=44)
        self.as_table.setFixedWidth(170)
        self.as_table.acted.connect(self._turn)
        self.add_to_head(self.as_table)
        self._said = Text(Type.STRONG, _NOTHING, wrap=Wrap.YES)
        self._said.setObjectName("trend.said")
        self.chart = TrendChart("trend.chart")
        self.chart.read.connect(self._say)
        self.table = _table()
        self._model = _TrendTable()
        self.table.setModel(self._model)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.HAIR)
        rows.addWidget(self._said)
        # Under a long notice the smallest screen is too low for four drugs: it scrolls, no name is cut.
        area = ScrollArea()
        area.setObjectName("trend.area")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.chart)
        rows.addWidget(area, 1)
        both = QWidget()
        self._stack = QStackedLayout(both)
        self._stack.addWidget(page)
        self._stack.addWidget(self.table)
        self._rows.replaceWidget(self.area, both)
        self.area.hide()
        self.area.setParent(None)
        self.refresh()

    def refresh(self) -> None:
        """Show the trend as it is now."""
        trend = self._trend_now()
        self.chart.show_trend(trend)
        if self._stack.currentIndex():
            self._fill_table(trend)

    def _fill_table(self, trend: Trend) -> None:
        # Only while it is seen: every cell is asked how wide it is.
        if self._model.show_trend(trend):
            header = self.table.horizontalHeader()
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setSectionResizeMode(
                self._model.columnCount() - 1, QHeaderView.ResizeMode.Stretch
            )

    def first_focus(self) -> QWidget:
        return self.table if self._stack.currentIndex() else self.chart

    def restyle(self) -> None:
        """Take colours and fonts anew."""
        super().restyle()
        if hasattr(self, "table"):
            self.table.setFont(theme.font(Type.BODY))
            self.table.horizontalHeader().setFont(theme.font(Type.SMALL_STRONG))

    def _say(self, entry: TrendEntry) -> None:
        self._said.say(entry.said)

    def _turn(self) -> None:
        """Go from the picture to the table at the same entry, and back."""
        if self._stack.currentIndex():
            row = self.table.currentIndex().row()
            self._stack.setCurrentIndex(0)
            self.as_table.say(say("As a table"))
            if row >= 0:
                self.chart.go_to(row)
        else:
            entry = self.chart.entry()
            self._fill_table(self._trend_now())
            self._stack.setCurrentIndex(1)
            self.as_table.say(say("As a picture"))
            if entry is not None:
                self.table.selectRow(self._model.row_of(entry))
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)


def _table() -> QTableView:
    table = QTableView()
    theme.dress(table)
    table.setObjectName("trend.table")
    table.setAccessibleName(say("Trend as a table"))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(_ROW_PX)
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    table.horizontalHeader().setDefaultAlignment(left)
    table.horizontalHeader().setHighlightSections(False)
    table.setFont(theme.font(Type.BODY))
    table.horizontalHeader().setFont(theme.font(Type.SMALL_STRONG))
    return table


class _TrendTable(QAbstractTableModel):
    """Time, MAP, a column for each drug, and what was done; oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self._trend: Trend | None = None
        self._headings: tuple[str, ...] = (say("Time"), say("MAP"), say("What was done"))

    def show_trend(self, trend: Trend) -> bool:
        """Show `trend`; return whether anything differs."""
        if self._trend is not None and trend.entries == self._trend.entries:
            return False
        self.beginResetModel()
        self._trend = trend
        names = (track.name for track in trend.tracks)
        self._headings = (say("Time"), say("MAP"), *names, say("What was done"))
        self.endResetModel()
        return True

    def row_of(self, entry: TrendEntry) -> int:
        """Return the row of an entry."""
        return self._trend.entries.index(entry) if self._trend is not None else 0

    def rowCount(self, parent: Index | None = None) -> int:
        if self._trend is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._trend.entries)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if self._trend is None or role not in spoken:
            return None
        entry = self._trend.entries[index.row()]
        return (entry.time, entry.mmhg, *entry.doses, entry.what)[index.column()]

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | None:
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return self._headings[section]
