"""What stands below the banner: a bed, the calculator, one panel alone, or nothing yet.

Owns which of them is shown, what is open on it and where the cursor starts. A form left for
another bed, or covered by a panel that is only read, stays open there and comes back as it is. One
that gives way to another act at its bed goes: what was typed into it waits as a draft (see `drafting`).
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from titrator.ui.bedside.strip import Strip
from titrator.ui.bedside.view import BedsideView
from titrator.ui.desk_port import ConversionStart, DeskPort
from titrator.ui.panels.panel import TYPED_INTO, Panel
from titrator.ui.solo import SoloPage
from titrator.ui.widgets.form import ActForm

if TYPE_CHECKING:
    from titrator.ui.calculator import CalculatorPage
    from titrator.ui.empty import EmptyPage
    from titrator.ui.overview.page import OverviewPage


OVERVIEW_PX = (1800, 900)
"""From this size on several beds are shown at once."""


class Stage(QWidget):
    """The pages and what is open on them.

    Signals:
        new_bed_requested, calculator_requested, pharmacy_requested, first_steps_requested: asked for
            where no bed is open.
    """

    new_bed_requested = Signal()
    calculator_requested = Signal()
    pharmacy_requested = Signal()
    first_steps_requested = Signal()

    def __init__(self, desk: DeskPort, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A page that is not shown must not keep the window from being small.
        self.setMinimumSize(1, 1)
        self._desk = desk
        self._bed_id = ""
        self._left_open: dict[str, ActForm] = {}
        self._is_calculating = False
        self._empty: EmptyPage | None = None
        self.bedside = BedsideView()
        self.solo = SoloPage()
        self.calculator: CalculatorPage | None = None
        self.overview: OverviewPage | None = None
        self._has_overview = False
        self._pages = QStackedLayout(self)
        for page in (self.bedside, self.solo):
            self._pages.addWidget(page)

    @property
    def empty(self) -> "EmptyPage":
        """Return what stands there without a bed; it is made when it is first asked for."""
        if self._empty is None:
            from titrator.ui.empty import EmptyPage

            self._empty = EmptyPage()
            self._empty.new_bed_requested.connect(self.new_bed_requested)
            self._empty.calculator_requested.connect(self.calculator_requested)
            self._empty.pharmacy_requested.connect(self.pharmacy_requested)
            self._empty.first_steps_requested.connect(self.first_steps_requested)
            self._pages.addWidget(self._empty)
        return self._empty

    # ---------------------------------------------------------------- beds

    def go_to(self, bed_id: str) -> None:
        """Show another bed, "" for none; a form left open there is there again, as it was."""
        if bed_id != self._bed_id:
            self._leave_form()
            self._bed_id = bed_id
            self._restore_form()

    def clear_over_bed(self) -> None:
        """Close what covers the whole bed: the calculator, a panel alone."""
        self._is_calculating = False
        self.solo.let_go()

    # ---------------------------------------------------------------- below the strip

    def form(self) -> ActForm | None:
        """Return the form that is open at the bed, None where none is."""
        panel = self.bedside.panel()
        return panel if isinstance(panel, ActForm) else None

    def open_form(self, form: ActForm) -> None:
        """Open a form; what was open, a covered form included, is let go."""
        for panel in (self._left_open.pop(self._bed_id, None), self.bedside.close_panel()):
            if panel is not None:
                panel.deleteLater()
        self.bedside.open_panel(form)

    def open_panel(self, panel: Panel) -> None:
        """Open a panel that is only read; a form that stood there comes back after it."""
        self.clear_over_bed()
        self._leave_form()
        self.bedside.open_panel(panel)

    def close_panel(self) -> None:
        """Close what is open at the bed."""
        panel = self.bedside.close_panel()
        if panel is not None:
            panel.deleteLater()
        self._restore_form()

    def _leave_form(self) -> None:
        panel = self.bedside.close_panel()
        if isinstance(panel, ActForm):
            self._left_open[self._bed_id] = panel
        elif panel is not None:
            panel.deleteLater()

    def _restore_form(self) -> None:
        form = self._left_open.pop(self._bed_id, None)
        if form is not None:
            self.bedside.open_panel(form)

    # ---------------------------------------------------------------- over the whole bed

    def open_alone(self, panel: Panel | ActForm) -> None:
        """Open a panel that belongs to no bed."""
        self._is_calculating = False
        self.solo.open_panel(panel)

    def is_calculating(self) -> bool:
        """Return whether the calculator is shown."""
        return self._is_calculating

    def calculator_page(self) -> "CalculatorPage":
        """Return the calculator; it is made when it is first asked for."""
        if self.calculator is None:
            from titrator.ui.calculator import CalculatorPage

            self.calculator = CalculatorPage(self._desk)
            self.calculator.setProperty(TYPED_INTO, "yes")
            self._pages.addWidget(self.calculator)
        return self.calculator

    def open_calculator(self, start: ConversionStart | None, *, bed: str) -> "CalculatorPage":
        """Show the calculator and return it."""
        page = self.calculator_page()
        self.solo.let_go()
        page.open_with(start, bed=bed)
        self._is_calculating = True
        return page

    # ---------------------------------------------------------------- several beds at once

    def add_overview(self, page: "OverviewPage") -> None:
        """Keep the page of several beds; `allow_overview` says when it may be shown."""
        self.overview = page
        self._pages.addWidget(page)

    def allow_overview(self, *, is_allowed: bool) -> None:
        """Say whether there are several beds, and room for them."""
        self._has_overview = is_allowed

    def is_overview(self) -> bool:
        """Return whether several beds are shown at once: nothing is open at the chosen one."""
        return self._has_overview and self.overview is not None and self.top() is None

    def strips(self) -> list[Strip]:
        """Return the strip of every bed that may be seen. Looking through the window takes long."""
        several = [] if self.overview is None else self.overview.findChildren(Strip)
        return [self.bedside.strip, *several]

    # ---------------------------------------------------------------- what is seen

    def shown_form(self) -> tuple[ActForm | None, str]:
        """Return the form that can be typed into now, with its bed, "" for a bed not open yet."""
        top = self.top()
        bed_id = self._bed_id if top is self.bedside.panel() else ""
        return (top, bed_id) if isinstance(top, ActForm) else (None, "")

    def is_typed_into(self) -> bool:
        """Return whether what is on top may hold something half typed."""
        top = self.top()
        return isinstance(top, ActForm) or bool(top is not None and top.property(TYPED_INTO))

    def top(self) -> QWidget | None:
        """Return what Esc closes."""
        if self._is_calculating:
            return self.calculator
        return self.solo.panel() or (self.bedside.panel() if self._bed_id else None)

    def show_page(self) -> None:
        """Bring the page to the front that belongs there."""
        page = self._page()
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)

    def _page(self) -> QWidget:
        if self.solo.panel() is not None:
            return self.solo
        if self._is_calculating and self.calculator is not None:
            return self.calculator
        if self.is_overview() and self.overview is not None:
            return self.overview
        return self.bedside if self._bed_id else self.empty

    def focus_first(self) -> None:
        """Put the cursor where it starts."""
        top = self.top()
        if isinstance(top, ActForm):
            first = top.return_focus() or top.first_focus()
        elif isinstance(top, Panel):
            first = top.first_focus()
        elif self._is_calculating and self.calculator is not None:
            first = self.calculator.first_focus()
        elif self.is_overview() and self.overview is not None:
            first = self.overview.first_focus()
        else:
            first = self.bedside.first_focus() if self._bed_id else self.empty.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
