"""The window's content: banner on top, and under it a bed, the calculator, or a single panel.

It talks to the desk and to nothing else: it asks for words, paints them, and hands commands over.
Once a second it lets a second pass and paints what differs.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent, Qt
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from titrator.core.commands import AnyCommand, Hold, OpenEpisode
from titrator.session.screen import Act, Answer, Bedside
from titrator.ui import theme
from titrator.ui.bedside.banner import Banner
from titrator.ui.bedside.view import BedsideView
from titrator.ui.desk_port import DeskPort
from titrator.ui.empty import EmptyPage
from titrator.ui.keys import install_keys
from titrator.ui.notice import NoticeBar
from titrator.ui.panels.panel import Panel
from titrator.ui.solo import SoloPage
from titrator.ui.widgets.form import ActForm

if TYPE_CHECKING:
    from titrator.ui.calculator import CalculatorPage

_SECOND_MS = 1000
# None of these is needed for the first screen; together they would double the time to it.
_OPENED_LATER = (
    "titrator.ui.forms",
    "titrator.ui.panels.why",
    "titrator.ui.panels.log",
    "titrator.ui.panels.more",
    "titrator.ui.panels.initials",
    "titrator.ui.panels.refused",
    "titrator.ui.panels.help",
    "titrator.ui.calculator",
)
_NOTICED_S = 60


class Workplace(QWidget):
    """Everything inside the window's frame."""

    def __init__(self, desk: DeskPort, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workplace")
        # Less than the roomy layout needs, or the window could never become small enough for the
        # compact one.
        self.setMinimumSize(*theme.SMALLEST)
        self._desk = desk
        self._bed_id = ""
        self._by = ""
        self._noticed = ""
        self._noticed_for_s = 0
        self._left_open: dict[str, ActForm] = {}
        self._then: Callable[[], None] | None = None
        self.banner = Banner()
        self.notice = NoticeBar()
        self.empty = EmptyPage()
        self.bedside = BedsideView()
        self.calculator: CalculatorPage | None = None
        self._is_calculating = False
        self.solo = SoloPage()
        self._lay_out()
        self._connect()
        install_keys(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self.tick)
        self.show_now()
        self._focus_page()

    # ---------------------------------------------------------------- time

    def start(self) -> None:
        """Let seconds pass from now on."""
        self._timer.start()

    def warm_up(self) -> None:
        """Load what opens later, so that the first key is as quick as the second."""
        for module in _OPENED_LATER:
            import_module(module)

    def stop(self) -> None:
        """Let no second pass any more: guidance has stopped."""
        self._timer.stop()

    def tick(self) -> None:
        """Let one second pass and paint what differs."""
        self._desk.tick()
        self._noticed_for_s = max(0, self._noticed_for_s - 1)
        self.show_now()
        refresh = getattr(self.bedside.panel(), "refresh", None)
        if refresh is not None:
            refresh()

    def show_now(self) -> None:
        """Paint this moment."""
        tabs = self._desk.beds()
        known = [tab.bed_id for tab in tabs]
        if self._bed_id not in known:
            self._bed_id = known[0] if known else ""
            self._restore_form()
        self.banner.show_beds(tabs, self._bed_id)
        bedside = self._desk.bedside(self._bed_id) if self._bed_id else None
        self._show_bed(bedside)
        standing = self._desk.standing_notice
        log = "" if standing else "log OK"
        self.banner.show_state(by=self._by, log=log, clock=self._desk.clock_text())
        self.notice.show_notices(
            standing=standing,
            warnings=bedside.banner.warnings if bedside else (),
            noticed=self._noticed if self._noticed_for_s else "",
        )
        self._show_page()

    def _show_bed(self, bedside: Bedside | None) -> None:
        if bedside is None:
            self.banner.show_patient("", "")
            return
        self.banner.show_patient(bedside.banner.weight, bedside.banner.target)
        self.bedside.show_bedside(bedside)

    # ---------------------------------------------------------------- what is asked for

    def open_bed(self, bed_id: str) -> None:
        """Show another bed; a form left open there is there again, as it was."""
        if bed_id != self._bed_id:
            self._leave_form()
            self._bed_id = bed_id
            self._restore_form()
        self._is_calculating = False
        self.solo.let_go()
        self.show_now()
        self._focus_page()

    def open_bed_at(self, place: int) -> None:
        """Show the bed of the tab at `place`, counted from 0, where there is one."""
        tabs = self._desk.beds()
        if place < len(tabs):
            self.open_bed(tabs[place].bed_id)

    def open_act(self, act: Act) -> None:
        """Open the form of an act, or do it where it has none."""
        if not self._bed_id:
            return
        self._is_calculating = False
        self.solo.let_go()
        if act is Act.WHY:
            self.open_why()
        elif act is Act.HOLD:
            self._hold()
        elif not self._by:
            self._ask_initials(lambda: self.open_act(act))
        else:
            self._open_form(act)

    def open_new_bed(self) -> None:
        """Open the form that begins at a bed."""
        if not self._by:
            self._ask_initials(self.open_new_bed)
            return
        from titrator.ui.forms import new_bed_form

        form = new_bed_form(self._desk)
        form.submitted.connect(lambda command: self._submit_new_bed(form, command))
        form.cancelled.connect(self._close_solo)
        self._show_solo(form)

    def open_why(self) -> None:
        """Show why, or close it when it stands there."""
        from titrator.ui.panels.why import WhyPanel

        if isinstance(self.bedside.panel(), WhyPanel):
            self._close_panel()
        elif self._bed_id:
            panel = WhyPanel(self._desk.bedside(self._bed_id).next.why, bed=self._bed_name())
            panel.decline_requested.connect(self.open_act)
            self._show_panel(panel)

    def open_log(self) -> None:
        """Show the whole log, or close it when it stands there."""
        from titrator.ui.panels.log import LogPanel

        if isinstance(self.bedside.panel(), LogPanel):
            self._close_panel()
        elif self._bed_id:
            lines = self._desk.log_lines(self._bed_id)
            self._show_panel(LogPanel(lines, bed=self._bed_name()))

    def open_more(self) -> None:
        """Show the rarer acts."""
        from titrator.ui.panels.more import MorePanel

        if self._bed_id:
            panel = MorePanel(bed=self._bed_name())
            panel.act_requested.connect(self.open_act)
            self._show_panel(panel)

    def open_help(self) -> None:
        """Show help, or close it when it stands there."""
        from titrator.ui.panels.help import HelpPanel

        if isinstance(self.solo.panel(), HelpPanel):
            self._close_solo()
        else:
            self._show_solo_panel(HelpPanel())

    def open_initials(self) -> None:
        """Ask who is at the bedside."""
        self._ask_initials(None)

    def open_calculator(self) -> None:
        """Show the calculator, or close it when it stands there."""
        if self._is_calculating:
            self._is_calculating = False
        else:
            start = self._desk.conversion_start(self._bed_id) if self._bed_id else None
            self.solo.let_go()
            self._made_calculator().open_with(start, bed=self._bed_name())
            self._is_calculating = True
        self.show_now()
        self._focus_page()

    def _made_calculator(self) -> "CalculatorPage":
        from titrator.ui.calculator import CalculatorPage

        if self.calculator is None:
            self.calculator = CalculatorPage(self._desk)
            self.calculator.closed.connect(self.open_calculator)
            self._pages.addWidget(self.calculator)
        return self.calculator

    def switch_theme(self) -> None:
        """Go to the other colours; nothing moves."""
        theme.switch(self.window())

    def close_top(self) -> None:
        """Close what is on top: Esc."""
        panel = self.solo.panel() or self.bedside.panel()
        if self._is_calculating:
            self.open_calculator()
        elif isinstance(panel, ActForm):
            panel.cancel()
        elif self.solo.panel() is not None:
            self._close_solo()
        elif panel is not None:
            self._close_panel()

    # ---------------------------------------------------------------- acts

    def _open_form(self, act: Act) -> None:
        panel = self.bedside.panel()
        if isinstance(panel, ActForm) and panel.act == act:
            self._focus_page()
            return
        from titrator.ui.forms import form_for

        form = form_for(act, self._desk, self._bed_id)
        form.submitted.connect(lambda command: self._submit(form, command))
        form.cancelled.connect(self._close_panel)
        form.hold_requested.connect(self._hold)
        form.why_requested.connect(self.open_why)
        self._drop_panels()
        self.bedside.open_panel(form)
        self.show_now()
        self._focus_page()

    def _submit(self, form: ActForm, command: AnyCommand) -> None:
        answer = self._desk.handle(self._bed_id, command, self._by)
        form.show_answer(answer)
        self._note(answer)
        if answer.is_accepted:
            self._close_panel()
        self.show_now()

    def _submit_new_bed(self, form: ActForm, command: AnyCommand) -> None:
        if not isinstance(command, OpenEpisode):
            raise TypeError(f"the form of a new bed sent {type(command).__name__}")
        answer, bed_id = self._desk.open_bed(command, self._by)
        form.show_answer(answer)
        self._note(answer)
        if answer.is_accepted:
            self.solo.let_go()
            self.open_bed(bed_id)
        self.show_now()

    def _hold(self) -> None:
        """Hold at once, then ask the reason; an assessment being typed stays open."""
        panel = self.bedside.panel()
        if isinstance(panel, ActForm) and panel.act is Act.HOLD:
            return
        answer = self._desk.handle(self._bed_id, Hold(), self._by)
        self._note(answer)
        if not answer.is_accepted:
            from titrator.ui.panels.refused import RefusedPanel

            self._show_panel(RefusedPanel(answer.blocked, bed=self._bed_name()))
        elif not (isinstance(panel, ActForm) and panel.act is Act.REASSESS):
            self._open_form(Act.HOLD)
        self.show_now()

    def _note(self, answer: Answer) -> None:
        self._noticed = " ".join(answer.noticed)
        self._noticed_for_s = _NOTICED_S if self._noticed else 0

    def _ask_initials(self, then: Callable[[], None] | None) -> None:
        from titrator.ui.panels.initials import InitialsPanel

        self._then = then
        panel = InitialsPanel(self._by)
        panel.given.connect(self._on_initials_given)
        self._show_solo_panel(panel)

    def set_by(self, by: str) -> None:
        """Put these initials beside every act from now on."""
        self._by = by
        self.show_now()

    def _on_initials_given(self, by: str) -> None:
        self.set_by(by)
        self._close_solo()
        then, self._then = self._then, None
        if then is not None:
            then()

    # ---------------------------------------------------------------- panels and pages

    def _show_panel(self, panel: Panel) -> None:
        """Show a panel below the strip; a form that stood there comes back after it."""
        self._is_calculating = False
        self.solo.let_go()
        self._leave_form()
        panel.closed.connect(self._close_panel)
        self.bedside.open_panel(panel)
        self.show_now()
        self._focus_page()

    def _close_panel(self) -> None:
        panel = self.bedside.close_panel()
        if panel is not None:
            panel.deleteLater()
        self._restore_form()
        self.show_now()
        self._focus_page()

    def _drop_panels(self) -> None:
        """Let go of what is open, a form put aside included."""
        for panel in (self._left_open.pop(self._bed_id, None), self.bedside.close_panel()):
            if panel is not None:
                panel.deleteLater()

    def _leave_form(self) -> None:
        """Put the open form aside; anything else that is open closes."""
        panel = self.bedside.close_panel()
        if isinstance(panel, ActForm):
            self._left_open[self._bed_id] = panel
        elif panel is not None:
            panel.deleteLater()

    def _restore_form(self) -> None:
        form = self._left_open.pop(self._bed_id, None)
        if form is not None:
            self.bedside.open_panel(form)

    def _show_solo_panel(self, panel: Panel) -> None:
        panel.closed.connect(self._close_solo)
        self._show_solo(panel)

    def _show_solo(self, panel: Panel | ActForm) -> None:
        self._is_calculating = False
        self.solo.open_panel(panel)
        self.show_now()
        self._focus_page()

    def _close_solo(self) -> None:
        self.solo.let_go()
        self.show_now()
        self._focus_page()

    def _show_page(self) -> None:
        page: QWidget = self.bedside if self._bed_id else self.empty
        if self._is_calculating and self.calculator is not None:
            page = self.calculator
        if self.solo.panel() is not None:
            page = self.solo
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)

    def _focus_page(self) -> None:
        panel = self.solo.panel() or (None if self._is_calculating else self.bedside.panel())
        if isinstance(panel, ActForm | Panel):
            first = panel.first_focus()
        elif self._is_calculating and self.calculator is not None:
            first = self.calculator.first_focus()
        else:
            first = self.bedside.first_focus() if self._bed_id else self.empty.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _bed_name(self) -> str:
        return self._desk.bedside(self._bed_id).banner.bed if self._bed_id else ""

    # ---------------------------------------------------------------- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_top()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme.fit(self)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.banner)
        rows.addWidget(self.notice)
        below = QWidget()
        # A page that is not shown must not keep the window from being small.
        below.setMinimumSize(1, 1)
        self._pages = QStackedLayout(below)
        for page in (self.empty, self.bedside, self.solo):
            self._pages.addWidget(page)
        rows.addWidget(below, 1)

    def _connect(self) -> None:
        self.banner.bed_chosen.connect(self.open_bed)
        self.banner.new_bed_requested.connect(self.open_new_bed)
        self.banner.initials_requested.connect(self.open_initials)
        self.banner.calculator_requested.connect(self.open_calculator)
        self.banner.theme_requested.connect(self.switch_theme)
        self.banner.help_requested.connect(self.open_help)
        self.empty.new_bed_requested.connect(self.open_new_bed)
        self.empty.calculator_requested.connect(self.open_calculator)
        self.bedside.act_requested.connect(self.open_act)
        self.bedside.more_requested.connect(self.open_more)
