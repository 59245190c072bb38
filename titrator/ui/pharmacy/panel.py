"""The frame of the pharmacist's place: the pages by name at the left, the open one beside them.

It stands over the bed and reads no clock: the bed's own second passes as always, and its banner stays.
"""

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from titrator.core.language import say
from titrator.session.policy_bench import PolicyBench
from titrator.ui import theme
from titrator.ui.panels.panel import Panel
from titrator.ui.pharmacy.pages import PAGES
from titrator.ui.pharmacy.turning import Turning
from titrator.ui.theme import Space


class PharmacyPanel(Panel):
    """Every page of the pharmacy; each is made when it is first opened."""

    def __init__(self, bench: PolicyBench, parent: QWidget | None = None) -> None:
        super().__init__("pharmacy", say("Pharmacy"), parent=parent)
        self._bench = bench
        labels = [(page.name, page.label) for page in PAGES]
        self.turning = Turning("pharmacy", labels, is_column=True)
        self.turning.turned.connect(self.open_page)
        self._made: dict[int, QWidget] = {}
        self._place = 0
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.EDGE)
        row.addWidget(self.turning)
        self._stack = QStackedLayout()
        row.addLayout(self._stack, 1)
        self._rows.replaceWidget(self.area, inside)
        self.area.hide()
        self.area.setParent(None)
        self.open_page(0)
        self.restyle()

    def open_page(self, place: int) -> None:
        """Show a page."""
        if place not in self._made:
            page = PAGES[place].make(self._bench)
            self._made[place] = page
            self._stack.addWidget(page)
        self._place = place
        self._stack.setCurrentWidget(self._made[place])

    def page(self) -> QWidget:
        """Return the page that is open."""
        return self._made[self._place]

    def first_focus(self) -> QWidget:
        return self.turning.buttons[0]

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "turning"):
            px = 140 if theme.is_tight() else 150 if theme.is_compact() else 176
            self.turning.setFixedWidth(px)
