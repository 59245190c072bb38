"""Every bed of the workstation, to look over and to open."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from titrator.core.language import say
from titrator.session.screen import Bedside
from titrator.ui.overview.bed_list import BedList
from titrator.ui.panels.panel import Panel


class BedsPanel(Panel):
    """The beds with their states; Enter opens one.

    Signals:
        bed_chosen(str): a bed was pressed.
    """

    bed_chosen = Signal(str)

    def __init__(
        self,
        beds_now: Callable[[], Sequence[tuple[str, Bedside]]],
        open_id: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("beds", say("Beds at this workstation"), parent=parent)
        self._beds_now = beds_now
        self._open_id = open_id
        self._list = BedList()
        self._list.bed_chosen.connect(self.bed_chosen)
        self._rows.replaceWidget(self.area, self._list)
        self.area.hide()
        self.area.setParent(None)
        self.refresh()

    def refresh(self) -> None:
        """Show the beds as they are now."""
        self._list.show_beds(self._beds_now(), self._open_id)

    def first_focus(self) -> QWidget:
        return self._list.first_focus() or self.close_button
