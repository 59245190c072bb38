"""What is opened to be read, the calculator among it, and how it is closed again.

Nothing here sends a command; the acts are the window's.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from titrator.session.calls import Bell
from titrator.session.screen import Act, Bedside, WhyCard
from titrator.ui.desk_port import DeskPort
from titrator.ui.panels.panel import Panel
from titrator.ui.ready import ACTS, Bed, Ready
from titrator.ui.stage import Stage
from titrator.ui.widgets.form import ActForm

if TYPE_CHECKING:
    from titrator.ui.calculator import CalculatorPage
    from titrator.ui.panels.help import HelpPanel
    from titrator.ui.panels.log import LogPanel
    from titrator.ui.panels.why import WhyPanel


class Reader(QWidget):
    """The part of the window that shows: a stage, the bed on it, and the panels over it."""

    def __init__(self, desk: DeskPort, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bed_id = ""
        self._by = ""
        self._steps_done: set[str] = set()
        self._is_in_steps = False
        self._help: HelpPanel | None = None
        self.stage = Stage(desk)
        self.bedside = self.stage.bedside
        self.ready = Ready(self._bed_now, self._acts_now, self._make, self.bedside.put_unseen, self)

    def show_now(self) -> None:
        """Paint this moment."""
        raise NotImplementedError

    def open_bed(self, bed_id: str) -> None:
        """Show another bed."""
        raise NotImplementedError

    def open_act(self, act: Act) -> None:
        """Open the form of an act, or do it where it has none."""
        raise NotImplementedError

    def decline(self, bed_id: str, reason: str) -> None:
        """Record that the advice at a bed is not followed, and why."""
        raise NotImplementedError

    def bell(self) -> Bell:
        """Return what the bell says."""
        raise NotImplementedError

    def open_sound_test(self) -> None:
        """Play the test tone and ask whether it was heard."""
        raise NotImplementedError

    def toggle_small_timer(self) -> None:
        """Show the small timer, or take it away."""
        raise NotImplementedError

    def open_to_read(self, act: Act) -> None:
        """Show what an act of `READ_ONLY` opens, or close it when it stands there."""
        {Act.WHY: self.open_why, Act.LOG: self.open_log, Act.TREND: self.open_trend}[act]()

    def open_why(self) -> None:
        """Show why, or close it when it stands there."""
        from titrator.ui.panels.why import WhyPanel

        if isinstance(self.bedside.panel(), WhyPanel):
            self._close_panel()
        elif self._bed_id:
            panel = self.ready.take(Act.WHY)
            if not isinstance(panel, WhyPanel):
                panel = self._why_panel()
            panel.declined.connect(partial(self.decline, self._bed_id))
            self._show_panel(panel)

    def _why_panel(self) -> "WhyPanel":
        from titrator.ui.panels.why import WhyPanel

        return WhyPanel(self._why_card, bed=self._bed_name())

    def _why_card(self) -> WhyCard:
        """Return the card behind the refusal that stands there, else behind the advice."""
        blocked = getattr(self.bedside.panel(), "blocked", ())
        if blocked:
            return self._desk.why_refused(self._bed_id, blocked)
        return self._desk.why_card(self._bed_id)

    def open_log(self) -> None:
        """Show the whole log, or close it when it stands there."""
        from titrator.ui.panels.log import LogPanel

        if isinstance(self.bedside.panel(), LogPanel):
            self._close_panel()
        elif self._bed_id:
            panel = self.ready.take(Act.LOG)
            self._show_panel(panel if isinstance(panel, LogPanel) else self._log_panel())

    def _log_panel(self) -> "LogPanel":
        from titrator.ui.panels.log import LogPanel

        return LogPanel(partial(self._desk.log_lines, self._bed_id), bed=self._bed_name())

    def open_handover_sheet(self) -> None:
        """Show what is handed over with the bed, or close it when it stands there."""
        from titrator.ui.panels.handover import HandoverPanel

        if isinstance(self.stage.solo.panel(), HandoverPanel):
            self._close_alone()
        elif self._bed_id:
            sheet = self._desk.handover_sheet(self._bed_id, self._by)
            self._show_alone(HandoverPanel(sheet, bed=self._bed_name()))

    def open_trend(self) -> None:
        """Show MAP and doses over time, or close them when they stand there."""
        from titrator.ui.panels.trend import TrendPanel

        if isinstance(self.bedside.panel(), TrendPanel):
            self._close_panel()
        elif self._bed_id:
            trend_now = partial(self._desk.trend, self._bed_id)
            self._show_panel(TrendPanel(trend_now, bed=self._bed_name()))

    def open_beds(self) -> None:
        """Show every bed as a list, or close it when it stands there."""
        from titrator.ui.panels.beds import BedsPanel

        if isinstance(self.stage.solo.panel(), BedsPanel):
            self._close_alone()
        elif self._bed_id:
            panel = BedsPanel(self._all_beds, self._bed_id)
            panel.bed_chosen.connect(self.open_bed)
            self._show_alone(panel)

    def _all_beds(self) -> list[tuple[str, Bedside]]:
        return [(tab.bed_id, self._desk.bedside(tab.bed_id)) for tab in self._desk.beds()]

    def open_more(self) -> None:
        """Show the rarer acts."""
        from titrator.ui.panels.more import MorePanel

        if self._bed_id:
            panel = MorePanel(bed=self._bed_name())
            panel.act_requested.connect(self.open_act)
            panel.small_timer_requested.connect(self.toggle_small_timer)
            panel.sound_test_requested.connect(self.open_sound_test)
            panel.sheet_requested.connect(self.open_handover_sheet)
            panel.first_steps_requested.connect(self.open_first_steps)
            panel.pharmacy_requested.connect(self.open_pharmacy)
            self._show_panel(panel)

    def open_pharmacy(self) -> None:
        """Show the pharmacist's place, or close it when it stands there."""
        from titrator.session.policy_bench import PolicyBench
        from titrator.ui.pharmacy.panel import PharmacyPanel

        if isinstance(self.stage.solo.panel(), PharmacyPanel):
            self._close_alone()
        else:
            self._show_alone(PharmacyPanel(PolicyBench(self._desk.policy, self._desk.data_dir)))

    def open_first_steps(self) -> None:
        """Show the first steps at a workstation, or close them when they stand there."""
        from titrator.ui.panels.first_steps import FirstStepsPanel

        if isinstance(self.stage.solo.panel(), FirstStepsPanel):
            self._close_alone()
            return
        panel = FirstStepsPanel(self._desk.first_steps(), self.bell(), done=self._steps_done)
        panel.sound_test_requested.connect(self._test_sound_first)
        panel.noted.connect(lambda said: self._desk.note_first_step(said, self._by))
        self._show_alone(panel)

    def _test_sound_first(self) -> None:
        """Test the sound, and go back to the first steps from there."""
        self._is_in_steps = True
        self.open_sound_test()

    def open_help(self) -> None:
        """Show help, or close it when it stands there."""
        panel = self.help_panel()
        if self.stage.solo.panel() is panel:
            self._close_alone()
            return
        panel.begin()
        self.stage.open_alone(panel)
        self._show_and_focus()

    def help_panel(self) -> "HelpPanel":
        """Return help; it is made when it is first asked for."""
        if self._help is None:
            from titrator.session.build import about_lines
            from titrator.ui.panels.help import HelpPanel

            self._help = HelpPanel(about_lines(self._desk.policy))
            self._help.closed.connect(self._close_alone)
            # A part of the window from the first, so that another theme or size reaches it too.
            self._help.setParent(self.stage.solo)
            self._help.hide()
        return self._help

    def open_calculator(self) -> None:
        """Show the calculator, or close it when it stands there."""
        if self.stage.is_calculating():
            self.stage.clear_over_bed()
        else:
            start = self._desk.conversion_start(self._bed_id) if self._bed_id else None
            self.calculator_page()
            self.stage.open_calculator(start, bed=self._bed_name())
        self._show_and_focus()

    def calculator_page(self) -> "CalculatorPage":
        """Return the calculator; it is made when it is first asked for."""
        is_new = self.stage.calculator is None
        page = self.stage.calculator_page()
        if is_new:
            page.closed.connect(self.open_calculator)
        return page

    def close_top(self) -> None:
        """Close what is on top: Esc."""
        top = self.stage.top()
        if isinstance(top, ActForm):
            top.cancel()
        elif self.stage.is_calculating() or self.stage.solo.panel() is not None:
            self._close_alone()
        elif top is not None:
            self._close_panel()

    def rehearsals(self) -> list[Callable[[], object]]:
        """Return what opens out of sight, once each, what a key opens most often.

        Fonts, signs and classes are loaded by that, so that its first key is as quick as the next. A
        page that is kept stays; a form that was painted is let go, and an untouched one stands ready.
        """
        return [
            partial(self._lay_out, self.calculator_page),
            partial(self._lay_out, self.help_panel),
            *(partial(self._rehearse, act) for act in ACTS),
            self.ready.begin,
            *(self.ready.make_next for _ in ACTS),
        ]

    def _lay_out(self, make: Callable[[], QWidget]) -> None:
        page = make()
        layout = page.layout()
        if not page.isVisible() and layout is not None:
            page.resize(self.stage.size())
            layout.activate()

    def _rehearse(self, act: Act) -> None:
        if self._bed_id:
            unseen = self._make(act)
            unseen.resize(self.stage.size())
            unseen.grab()
            unseen.deleteLater()

    def _bed_now(self) -> Bed | None:
        return Bed(self._bed_id, self._bed_name()) if self._bed_id else None

    def _acts_now(self) -> tuple[Act, ...]:
        """Return what is likely to be opened: during set-up what it still asks for."""
        tasks = self._desk.bedside(self._bed_id).tasks
        return (*{one.act: None for one in tasks}, Act.WHY, Act.LOG) if tasks else ACTS

    def _make(self, act: Act) -> ActForm | Panel:
        from titrator.ui.forms import form_for

        if act is Act.WHY:
            return self._why_panel()
        if act is Act.LOG:
            return self._log_panel()
        return form_for(act, self._desk, self._bed_id)

    def _form(self, act: Act) -> ActForm:
        """Return the form of `act` as of now: the one that stands ready, or a new one."""
        from titrator.ui.forms import form_for

        made = self.ready.take(act)
        return made if isinstance(made, ActForm) else form_for(act, self._desk, self._bed_id)

    def _show_panel(self, panel: Panel) -> None:
        panel.closed.connect(self._close_panel)
        self.stage.open_panel(panel)
        self._show_and_focus()

    def _close_panel(self) -> None:
        self.stage.close_panel()
        self._show_and_focus()

    def _show_alone(self, panel: Panel | ActForm) -> None:
        if isinstance(panel, Panel):
            panel.closed.connect(self._close_alone)
        self.stage.open_alone(panel)
        self._show_and_focus()

    def _close_alone(self) -> None:
        was = self.stage.solo.panel()
        self.stage.clear_over_bed()
        if self._is_in_steps and was is not None and was.objectName() == "panel.sound_test":
            self._is_in_steps = False
            self.open_first_steps()
            return
        self._show_and_focus()

    def _bed_name(self) -> str:
        beds = (tab.bed for tab in self._desk.beds() if tab.bed_id == self._bed_id)
        return next(beds, "")

    def _show_and_focus(self) -> None:
        self.show_now()
        self.stage.focus_first()
