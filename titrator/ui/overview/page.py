"""Two beds side by side, or more of them as a list beside the chosen one. No patient banner here.

The function keys act on one bed only: its name stands on a dark chip, its column has a thick border,
and the row of acts names it once more.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.screen import Act, Bedside
from titrator.session.trend_screen import Trend
from titrator.ui.bedside.acts import ActsRow
from titrator.ui.overview.bed_list import BedList
from titrator.ui.overview.column import BedChip, BedColumn
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.text import Text

_SIDE_BY_SIDE = 2
_MOST_DRUGS = 2
_LIST_PX = 420


class OverviewPage(QWidget):
    """The beds of a workstation with a large screen.

    Signals:
        bed_chosen(str): a bed was clicked.
        act_requested(str, Act): an act at a bed.
        more_requested: the rarer acts of the chosen bed.
    """

    bed_chosen = Signal(str)
    act_requested = Signal(str, object)
    more_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("overview")
        self._ids: tuple[str, ...] = ()
        self._chosen = ""
        self.beds = BedList()
        self.beds.bed_chosen.connect(self.bed_chosen)
        self.beds.setFixedWidth(_LIST_PX)
        self.columns = [BedColumn(place) for place in range(1, _SIDE_BY_SIDE + 1)]
        for place, column in enumerate(self.columns):
            column.act_requested.connect(lambda act, at=place: self._act(at, act))
            column.chosen.connect(lambda at=place: self.bed_chosen.emit(self._ids[at]))
        self._chip = BedChip("overview.acts.bed")
        self._acts = ActsRow()
        for button in self._acts.buttons:
            button.setObjectName(f"overview.{button.objectName()}")
        self._acts.act_requested.connect(lambda act: self.act_requested.emit(self._chosen, act))
        self._acts.more_requested.connect(self.more_requested)
        self._lay_out()

    def show_beds(self, beds: Sequence[tuple[str, Bedside, Trend]], chosen: str) -> None:
        """Show every bed as it is now; of more than two the chosen one stands beside the list."""
        # A bed with many drugs, or in its set-up, needs the width: nothing of it may be scrolled.
        is_full = any(len(bed.drugs) > _MOST_DRUGS or bed.tasks for _, bed, _ in beds)
        has_list = len(beds) > _SIDE_BY_SIDE or is_full
        self.beds.setVisible(has_list)
        self.beds.show_beds([(bed_id, bed) for bed_id, bed, _ in beds], chosen)
        in_columns = [one for one in beds if one[0] == chosen] if has_list else list(beds)
        self._ids = tuple(bed_id for bed_id, _, _ in in_columns)
        self._chosen = chosen
        for place, column in enumerate(self.columns):
            column.setVisible(place < len(in_columns))
        for column, (bed_id, bed, trend) in zip(self.columns, in_columns, strict=False):
            column.show_bed(bed, trend, is_chosen=bed_id == chosen)
            if bed_id == chosen:
                self._chip.show_bed(bed.banner.bed, is_chosen=True)

    def first_focus(self) -> QWidget | None:
        """Return the primary act of the chosen bed."""
        if self._chosen not in self._ids:
            return None
        strip = self.columns[self._ids.index(self._chosen)].strip
        return strip.why if strip.primary.isHidden() else strip.primary

    def _act(self, place: int, act: Act) -> None:
        self.act_requested.emit(self._ids[place], act)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(Space.EDGE, Space.GAP, Space.EDGE, Space.EDGE)
        rows.setSpacing(Space.GAP)
        beside = QHBoxLayout()
        beside.setSpacing(Space.EDGE)
        beside.addWidget(self.beds)
        for column in self.columns:
            beside.addWidget(column, 1)
        rows.addLayout(beside, 1)
        acts = QHBoxLayout()
        acts.setSpacing(Space.GAP)
        acts.addWidget(Text(Type.STRONG, say("Keys act on")))
        acts.addWidget(self._chip)
        acts.addWidget(self._acts, 1)
        rows.addLayout(acts)
