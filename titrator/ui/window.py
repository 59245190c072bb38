"""The window's content: the banner on top, the stage below it, and the acts between them and the desk.

It talks to the desk and to nothing else: it asks for words, paints them, and hands commands over.
Once a second it lets a second pass and paints what differs.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from titrator.core.commands import AnyCommand, Decline, Hold, OpenEpisode
from titrator.core.language import say
from titrator.session.calls import Bell
from titrator.session.screen import READ_ONLY, Act, Answer, Bedside, Blocked
from titrator.ui import theme
from titrator.ui.bedside.banner import Banner
from titrator.ui.desk_port import DeskPort
from titrator.ui.drafting import Drafting
from titrator.ui.following import open_asked, open_next
from titrator.ui.idle import Idle, IdleScreen
from titrator.ui.keys import install_keys
from titrator.ui.log_check import LogCheck
from titrator.ui.notice import NoticeBar, warnings_of_beds
from titrator.ui.prompting import Prompting
from titrator.ui.reader import Reader
from titrator.ui.stage import OVERVIEW_PX
from titrator.ui.warm_up import WarmUp
from titrator.ui.widgets.form import ActForm
from titrator.ui.wiring import connect_buttons

_SECOND_MS = 1000
_NOTICED_S = 60


class Workplace(Reader):
    """Everything inside the window's frame."""

    def __init__(
        self, desk: DeskPort, parent: QWidget | None = None, *, idle: Idle | None = None
    ) -> None:
        super().__init__(desk, parent)
        self.setObjectName("workplace")
        # Less than the roomy layout needs, or the window could never become small enough for the
        # compact one.
        self.setMinimumSize(*theme.SMALLEST)
        self._noticed = ""
        self._noticed_for_s = 0
        self._then: Callable[[], None] | None = None
        self.banner = Banner()
        self.notice = NoticeBar()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.banner)
        rows.addWidget(self.notice)
        rows.addWidget(self.stage, 1)
        self.prompting = Prompting(desk, self.banner, self, strips=self.stage.strips)
        connect_buttons(self)
        install_keys(self)
        self._timer = QTimer(self)
        # A coarse one may come late by a twentieth; a second is a second here.
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self.tick)
        self.warming_up = WarmUp(self, then=self.rehearsals())
        self._check = LogCheck(desk.check_log, self)
        self._drafting = Drafting(desk.drafts, self)
        self.idle = IdleScreen(self, idle)
        self._come_back()

    # ---------------------------------------------------------------- time

    def start(self) -> None:
        """Let seconds pass from now on."""
        self._timer.start()

    def stop(self) -> None:
        """Let no second pass any more: guidance has stopped."""
        for one in (self._timer, self.warming_up, self.ready, self._check, self.prompting):
            one.stop()

    def warm_up(self) -> None:
        """Begin what waits until the window stands: watching hands, loading what opens later."""
        self.idle.watch()
        self.warming_up.start()
        self.prompting.start()
        self._check.start()

    def tick(self) -> None:
        """Let one second pass and paint what differs."""
        self._desk.tick()
        self._drafting.refresh()
        self._noticed_for_s = max(0, self._noticed_for_s - 1)
        self.show_now()
        self.prompting.tick()
        for panel in (self.bedside.panel(), self.stage.solo.panel()):
            refresh = getattr(panel, "refresh", None)
            if refresh is not None:
                refresh()
        self.idle.look(
            lambda: [bed for _, bed in self._all_beds()],
            is_typing=self.stage.is_typed_into(),
            is_warned=bool(self._desk.standing_notice),
        )

    def show_now(self) -> None:
        """Paint this moment."""
        tabs = self._desk.beds()
        known = [tab.bed_id for tab in tabs]
        if self._bed_id not in known:
            self._bed_id = known[0] if known else ""
            self.stage.go_to(self._bed_id)
        self._drafting.look_at(*self.stage.shown_form())
        self._drafting.show_bed(self._bed_id, known)
        self.banner.show_beds(tabs, self._bed_id)
        self._show_overview(len(tabs))
        bedside = self._desk.bedside(self._bed_id) if self._bed_id else None
        self._show_bed(bedside)
        standing = self._desk.standing_notice
        log = "" if standing else say("log OK")
        self.banner.show_state(by=self._by, log=log, clock=self._desk.clock_text())
        self.notice.show_notices(
            standing=standing,
            brief=self._desk.standing_brief,
            warnings=self._warnings(bedside),
            noticed=self._noticed if self._noticed_for_s else "",
            waiting=self._drafting.waiting(self._bed_id, bedside.banner.bed) if bedside else "",
            is_to_confirm=self._desk.is_notice_to_confirm,
        )
        self.prompting.show_now()
        self.stage.show_page()
        self.ready.look(is_anything_open=self.stage.top() is not None)

    def _warnings(self, bedside: Bedside | None) -> tuple[str, ...]:
        """Return what warns of; of several beds shown at once, each with its bed."""
        if bedside is None or not self.stage.is_overview():
            return bedside.banner.warnings if bedside is not None else ()
        return warnings_of_beds([bed.banner for _, bed in self._all_beds()])

    def bell(self) -> Bell:
        """Return what the bell says."""
        return self._desk.bell(trouble=self.prompting.link.trouble, by=self._by)

    def _show_bed(self, bedside: Bedside | None) -> None:
        # Beside another patient's bed nothing of one patient stands over the whole screen.
        alone = None if bedside is None or self.stage.is_overview() else bedside.banner
        self.banner.show_patient(alone)
        if bedside is not None:
            self.bedside.show_bedside(bedside)

    def _show_overview(self, count: int) -> None:
        """Show several beds at once where there are several, and room for them."""
        has_room = self.width() >= OVERVIEW_PX[0] and self.height() >= OVERVIEW_PX[1]
        self.stage.allow_overview(is_allowed=has_room and count > 1)
        if not has_room or count < 2:
            return
        if self.stage.overview is None:
            from titrator.ui.overview.page import OverviewPage

            page = OverviewPage()
            page.bed_chosen.connect(self.open_bed)
            page.act_requested.connect(self._act_at)
            page.more_requested.connect(self.open_more)
            self.stage.add_overview(page)
        if self.stage.overview is not None and self.stage.is_overview():
            beds = [(bed_id, bed, self._desk.trend(bed_id)) for bed_id, bed in self._all_beds()]
            self.stage.overview.show_beds(beds, self._bed_id)

    def _act_at(self, bed_id: str, act: Act) -> None:
        if bed_id != self._bed_id:
            self.open_bed(bed_id)
        self.open_act(act)

    # ---------------------------------------------------------------- beds and acts

    def open_bed(self, bed_id: str) -> None:
        """Show another bed, with the form that was left open there."""
        if bed_id != self._bed_id:
            self._drafting.leave()
        self._bed_id = bed_id
        self.stage.go_to(bed_id)
        self.stage.clear_over_bed()
        self._return_to_form()
        self._show_and_focus()

    def _return_to_form(self) -> None:
        """Go on with the form left open at the bed, also before the program ended."""
        form, act = self.stage.form(), self._drafting.act_at(self._bed_id)
        if form is not None:
            self._drafting.show_again(form, self._bed_id)
        elif act in tuple(Act):
            self._open_form(Act(act))

    def _come_back(self) -> None:
        """Show the bed and the form that were on the screen when the program ended."""
        left = self._drafting.shown_bed
        known = [tab.bed_id for tab in self._desk.beds()]
        self.open_bed(left if left in known else next(iter(known), ""))
        if self._drafting.act_at(""):
            self.open_new_bed()

    def open_bed_at(self, place: int) -> None:
        """Show the bed of the tab at `place`, counted from 0, where there is one."""
        tabs = self._desk.beds()
        if place < len(tabs):
            self.open_bed(tabs[place].bed_id)

    def open_act(self, act: Act) -> None:
        """Open the form of an act, or do it where it has none."""
        if not self._bed_id:
            if act is Act.WHY:
                # There is nothing to explain without a patient: the key adds a bed.
                self.open_new_bed()
            return
        self.stage.clear_over_bed()
        if act in READ_ONLY:
            self.open_to_read(act)
        elif self._desk.locked:
            self._refuse(self._desk.locked)
        elif act is Act.HOLD:
            self._hold()
        elif not self._by and act is not Act.HAND_OVER:
            self._ask_initials(partial(self.open_act, act))
        else:
            open_asked(act, self._desk, self._bed_id, self.stage, self._open_form)

    def _open_form(self, act: Act) -> None:
        is_open = self.stage.form()
        if is_open is None or is_open.act != act:
            form = self._form(act)
            # The bed is the one the form was opened for, whatever is on the screen by then.
            form.submitted.connect(partial(self._submit, form, self._bed_id))
            form.cancelled.connect(self._close_panel)
            form.hold_requested.connect(self._hold)
            form.why_requested.connect(self.open_why)
            self._drafting.begin(form, self._bed_id)
            self.stage.open_form(form)
        self._show_and_focus()

    def _submit(self, form: ActForm, bed_id: str, command: AnyCommand) -> None:
        by = form.signed_by() or self._by
        if not by and form.act is not Act.HOLD:
            # A form that came back after a restart, before anybody said who is there.
            form.wait_no_more()
            self._ask_initials(form.submit)
            return
        answer = self._desk.handle(bed_id, command, by)
        form.show_answer(answer)
        also = ""
        if answer.is_accepted:
            also = self._drafting.record(form, bed_id)
            self._close_panel()
            if self._bed_id != bed_id:
                self._return_to_form()  # this bed was closed
        self._note(answer, also)
        if answer.is_accepted:
            open_next(form, self._desk, bed_id, self.stage, self._open_form)
            if form.act is Act.HAND_OVER:
                self.set_by(by)
                self.open_handover_sheet()

    def _hold(self) -> None:
        """Hold at once, then ask the reason; an assessment being typed stays open."""
        is_open = self.stage.form()
        if is_open is not None and is_open.act is Act.HOLD:
            return
        answer = self._desk.handle(self._bed_id, Hold(), self._by)
        self._keep_note(*answer.noticed)
        if not answer.is_accepted:
            self._refuse(answer.blocked)
        elif is_open is None or is_open.act is not Act.REASSESS:
            self._open_form(Act.HOLD)
        else:
            self.show_now()

    def decline(self, bed_id: str, reason: str) -> None:
        """Record why the advice at a bed is not followed; the card gives way to what it covered."""
        if self._desk.locked:
            self._refuse(self._desk.locked)
            return
        if not self._by:
            self._ask_initials(partial(self.decline, bed_id, reason))
            return
        answer = self._desk.handle(bed_id, Decline(reason=reason), self._by)
        if answer.is_accepted:
            self._close_panel()
            self.note(" ".join((say("Recorded: advice not followed."), *answer.noticed)))
        else:
            self._refuse(answer.blocked)

    def _refuse(self, blocked: tuple[Blocked, ...]) -> None:
        from titrator.ui.panels.refused import RefusedPanel

        panel = RefusedPanel(blocked, bed=self._bed_name())
        panel.why_requested.connect(self.open_why)
        (self._show_panel if self._bed_id else self._show_alone)(panel)

    def open_new_bed(self) -> None:
        """Open the form that begins at a bed."""
        if self._desk.locked:
            self._refuse(self._desk.locked)
            return
        if not self._by:
            self._ask_initials(self.open_new_bed)
            return
        from titrator.ui.forms import new_bed_form

        form = new_bed_form(self._desk)
        form.submitted.connect(partial(self._submit_new_bed, form))
        form.cancelled.connect(self._close_alone)
        self._drafting.begin(form, "")
        self._show_alone(form)

    def _submit_new_bed(self, form: ActForm, command: AnyCommand) -> None:
        if not isinstance(command, OpenEpisode):
            raise TypeError(f"the form of a new bed sent {type(command).__name__}")
        answer, bed_id = self._desk.open_bed(command, self._by)
        form.show_answer(answer)
        self._note(answer)
        if answer.is_accepted:
            self._drafting.end(form, "")
            self.open_bed(bed_id)

    def _note(self, answer: Answer, also: str = "") -> None:
        self.note(" ".join(filter(None, (*answer.noticed, also))))

    def note(self, words: str) -> None:
        """Say something that just happened, for a minute."""
        self._keep_note(words)
        self.show_now()

    def _keep_note(self, *said: str) -> None:
        self._noticed = " ".join(said)
        self._noticed_for_s = _NOTICED_S if self._noticed else 0

    def confirm_notice(self) -> None:
        """Note who has seen what stands on every screen, and let go of it."""
        if not self._by:
            self._ask_initials(self.confirm_notice)
            return
        self._note(self._desk.acknowledge(self._by))

    # ---------------------------------------------------------------- who is there

    def open_initials(self) -> None:
        """Ask who is at the bedside."""
        self._ask_initials(None)

    def set_by(self, by: str) -> None:
        """Put these initials beside every act from now on."""
        self._by = by
        self.prompting.set_by(by)
        self.show_now()

    def _ask_initials(self, then: Callable[[], None] | None) -> None:
        from titrator.ui.panels.initials import InitialsPanel

        self._then = then
        panel = InitialsPanel(self._by)
        panel.given.connect(self._on_initials_given)
        self._show_alone(panel)

    def _on_initials_given(self, by: str) -> None:
        self.set_by(by)
        self._close_alone()
        then, self._then = self._then, None
        if then is not None:
            then()

    def open_sound_test(self) -> None:
        """Play the test tone and ask whether it was heard."""
        if self._by:
            self._show_alone(self.prompting.test_panel())
        else:
            self._ask_initials(self.open_sound_test)

    def toggle_small_timer(self) -> None:
        """Show the small timer, or take it away."""
        self.prompting.toggle_small_timer()

    def switch_theme(self) -> None:
        """Go to the other colours; nothing moves."""
        self.ready.let_go_of_all()
        theme.switch(self.window())

    # ---------------------------------------------------------------- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_top()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme.fit(self)
        self.idle.fit()
