"""Writes a picture of every screen, in both themes and all sizes, for somebody to look at.

    python -m tests.gallery OUT_DIR [NAME ...]
    python -m tests.gallery OUT_DIR --language pseudo|es [NAME ...]

With a language it also tells what has no room, and with the one that nobody speaks what was never
said (`tests.language.seen`).

The words are those of the hand-made desk, so that every state is among them; the calculator works
with the shipped drug library.
"""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QWidget

from tests.language.spoken_desk import SpokenDesk, spoken
from tests.support.bench_shots import BENCH, bench
from tests.ui.fake_desk import BELLS, FakeDesk
from titrator.core.language import say_written
from titrator.session import draft_words, standby_words
from titrator.session.policy import load_library
from titrator.session.screen import Act, Answer, Blocked
from titrator.ui import fonts, theme
from titrator.ui.empty import MessagePage
from titrator.ui.forms.gate import GateForm
from titrator.ui.forms.hand_over import HandOverForm
from titrator.ui.forms.order import OrderForm
from titrator.ui.forms.reassess import ReassessForm
from titrator.ui.panels.first_steps import FirstStepsPanel
from titrator.ui.panels.help import HelpPanel
from titrator.ui.panels.trend import TrendPanel
from titrator.ui.pharmacy.editor_page import EditorPage
from titrator.ui.pharmacy.panel import PharmacyPanel
from titrator.ui.small_timer import SmallTimer
from titrator.ui.standby_message import Message
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.choices import Choice
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SIZES = ((1366, 697), (1093, 543))
SMALLEST = (911, 465)
LARGE = (1920, 1009)
STATES = (
    "calm",
    "due",
    "overdue",
    "suspended",
    "hold",
    "danger",
    "done",
    "setup",
    "above",
    "four",
)
FORMS = (
    Act.REASSESS,
    Act.REDUCE,
    Act.HOLD,
    Act.BACK_UP,
    Act.RESUME,
    Act.BAG_CHANGE,
    Act.START,
    Act.GATE,
    Act.ORDER,
    Act.INFUSION,
    Act.WEIGHT,
    Act.CORRECT,
    Act.DECLINE,
    Act.CLOSE,
    Act.HAND_OVER,
)


class Shot(NamedTuple):
    """One picture: its name, the state of the bed, what is opened first, and the other beds."""

    name: str
    state: str
    do: Callable[[Workplace], object]
    others: tuple[str, ...] = ("hold",)


def shots() -> list[Shot]:
    """Return every picture of the gallery."""
    found = [Shot(f"bedside-{state}", state, _nothing) for state in STATES]
    found += [
        Shot("empty", "", _nothing),
        Shot("why", "calm", Workplace.open_why),
        Shot("why-refused", "overdue", _why_refused),
        Shot("log", "calm", Workplace.open_log),
        Shot("handover-sheet", "calm", Workplace.open_handover_sheet),
        Shot("form-hand_over-differs", "calm", _differs),
        Shot("first-steps", "", _first_steps),
        Shot("trend", "calm", Workplace.open_trend),
        Shot("trend-four", "four", Workplace.open_trend),
        Shot("trend-read-only", "four", _trend_read_only),
        Shot("trend-table", "calm", _trend_table),
        Shot("more", "calm", Workplace.open_more),
        Shot("help", "calm", Workplace.open_help),
        Shot("help-manual", "calm", _manual),
        Shot("help-hazards", "calm", _hazards),
        Shot("initials", "calm", Workplace.open_initials),
        Shot("new-bed", "calm", Workplace.open_new_bed),
        Shot("sound-test", "calm", _with_sound(Workplace.open_sound_test)),
        Shot("sound-test-off", "calm", Workplace.open_sound_test),
        *(Shot(f"bell-{bell}", "overdue", _bell(bell)) for bell in BELLS if bell != "on"),
        Shot("calculator", "calm", Workplace.open_calculator),
        Shot("pharmacy", "calm", Workplace.open_pharmacy),
        Shot("pharmacy-begin", "calm", _edit(0)),
        Shot("pharmacy-edit", "calm", _edit(1)),
        Shot("pharmacy-told", "calm", _edit(2)),
        Shot("pharmacy-changes", "calm", _edit(3)),
        Shot("pharmacy-sign", "calm", _edit(4)),
        *(Shot(f"pharmacy-{name}", "calm", bench(name)) for name in BENCH),
        Shot("calculator-result", "calm", _calculate("0.03")),
        Shot("calculator-refused", "calm", _calculate("3.5")),
        Shot("calculator-not-a-number", "calm", _calculate("0,03")),
    ]
    found += [
        Shot("beds", "calm", Workplace.open_beds, ("hold", "overdue", "done", "danger")),
        Shot("beds-tabs", "calm", _nothing, ("hold", "overdue", "done", "danger")),
        Shot("glance", "calm", _glance, ()),
        Shot("glance-hold", "hold", _glance, ()),
        Shot("glance-two", "calm", _glance, ("hold",)),
        Shot("glance-four", "calm", _glance, ("hold", "done", "setup")),
    ]
    found += [Shot(f"form-{act}", "calm", _open(act)) for act in FORMS]
    found += [
        Shot("form-reduce-blocked", "overdue", _open(Act.REDUCE)),
        Shot("form-reassess-overdue", "overdue", _open(Act.REASSESS)),
        Shot("form-reassess-suspended", "suspended", _open(Act.REASSESS)),
        Shot("form-reassess-back", "overdue", _come_back),
        Shot("form-reassess-first", "overdue", _reduce_asked_for),
        Shot("form-resume-follows", "hold", _resume_follows),
        Shot("form-resume-no-artefact", "hold", _resume_after_another_hold),
        Shot("form-order-begun", "calm", _order_begun),
        Shot("form-gate-begun", "calm", _gate_begun),
        Shot("form-gate-excused", "calm", _gate_excused),
        Shot("log-damaged", "calm", _damage),
        Shot("read-only", "calm", _lock),
    ]
    return found


def _come_back(workplace: Workplace) -> None:
    """An assessment that was half typed 6 min ago."""
    workplace.open_act(Act.REASSESS)
    form = workplace.stage.form()
    if isinstance(form, ReassessForm):
        field = form.map.line
        field.retype("71")
        field.strike(draft_words.too_old("71 mmHg", _SIX_MIN))
        for sign in ("mental_state", "capillary_refill"):
            form.signs[sign].choose("same_or_better")
        words = draft_words.cue(
            Act.REASSESS, "ICU-12", [("MAP", _SIX_MIN)], say_written("perfusion 2 of 4")
        )
        form.show_cue(words)
        form.signs["urine_output"].setFocus()


def _reduce_asked_for(workplace: Workplace) -> None:
    """Reduce was asked for, and the last MAP is too old."""
    desk = workplace._desk
    if isinstance(desk, FakeDesk):
        desk.assess_first = _TOO_OLD
        workplace.open_act(Act.REDUCE)


def _resume_follows(workplace: Workplace) -> None:
    """An assessment opened the resume."""
    workplace.open_act(Act.RESUME)
    form = workplace.stage.form()
    if form is not None:
        form.follow()
        workplace.stage.focus_first()


def _resume_after_another_hold(workplace: Workplace) -> None:
    """The hold was no matter of a low MAP: nothing is asked."""
    desk = workplace._desk
    if isinstance(desk, FakeDesk):
        desk.has_possible_artefact = False
        workplace.open_act(Act.RESUME)


def _order_begun(workplace: Workplace) -> None:
    """A drug that may be ordered in two units is chosen, and one of them."""
    workplace.open_act(Act.ORDER)
    form = workplace.stage.form()
    if isinstance(form, OrderForm):
        form.drug.choose_again("norepinephrine")
        form.findChildren(Choice, "order.unit")[-1].choose_again("mcg/kg/min")


def _gate_begun(workplace: Workplace) -> None:
    """One answer of each kind."""
    workplace.open_act(Act.GATE)
    form = workplace.stage.form()
    if isinstance(form, GateForm):
        form.since.clock.retype("12:10")
        form.since.day.choose_again("today")
        answers = ("met", "not_met", "not_assessed", "met", "not_assessed", "not_met", "met")
        for condition, answer in zip(form.conditions.values(), answers, strict=True):
            condition.row.choose_again(answer)


def _gate_excused(workplace: Workplace) -> None:
    """One condition does not apply; why, and who said so, is being typed."""
    workplace.open_act(Act.GATE)
    form = workplace.stage.form()
    if isinstance(form, GateForm):
        urine = form.conditions["urine_output"]
        urine.row.choose_again("not_applicable")
        urine.reason.set_text("dialysis")
        form.last_focus = urine.prescriber.line.objectName()
        workplace.stage.focus_first()


def _first_steps(workplace: Workplace) -> None:
    """The clock was said to be right, the protocol not."""
    workplace.open_first_steps()
    panel = workplace.stage.solo.panel()
    if isinstance(panel, FirstStepsPanel):
        for name in ("first.clock.yes", "first.protocol.no"):
            for button in panel.findChildren(ActButton, name):
                button.acted.emit()


def _differs(workplace: Workplace) -> None:
    """A pump that shows another rate than the program has."""
    workplace.open_act(Act.HAND_OVER)
    form = workplace.stage.form()
    if isinstance(form, HandOverForm):
        form.by.set_text("CD")
        for pump, rate in zip(form.pumps.values(), ("8.9", "9"), strict=False):
            pump.field.set_text(rate)
        blocked = (spoken(_PUMP_DIFFERS),)
        form.show_answer(Answer(is_accepted=False, blocked=blocked, noticed=(), events=()))


def _damage(workplace: Workplace) -> None:
    """A log that was set aside, and nobody has confirmed it."""
    desk = workplace._desk
    if isinstance(desk, FakeDesk):
        desk.standing_notice, desk.is_notice_to_confirm = _DAMAGED, True
        desk.standing_brief = _DAMAGED_IN_BRIEF


def _lock(workplace: Workplace) -> None:
    """Another window has the log and does not answer; Hold was pressed."""
    desk = workplace._desk
    if isinstance(desk, FakeDesk):
        desk.standing_notice, desk.locked = _READ_ONLY, _LOCKED
        workplace.open_act(Act.HOLD)


def _nothing(workplace: Workplace) -> None:
    """Show the bed as it is."""


def _manual(workplace: Workplace) -> None:
    """Show the manual."""
    workplace.open_help()
    panel = workplace.stage.solo.panel()
    if isinstance(panel, HelpPanel):
        panel.turn_manual()


def _hazards(workplace: Workplace) -> None:
    """Show the second page of Help."""
    workplace.open_help()
    panel = workplace.stage.solo.panel()
    if isinstance(panel, HelpPanel):
        panel.turn()


def _with_sound(do: Callable[[Workplace], object]) -> Callable[[Workplace], object]:
    def with_sound(workplace: Workplace) -> None:
        workplace.prompting.link.take("on PulseAudio")
        do(workplace)

    return with_sound


def _bell(state: str) -> Callable[[Workplace], None]:
    def show(workplace: Workplace) -> None:
        if isinstance(workplace.prompting.desk, FakeDesk):
            workplace.prompting.desk.bell_state = state

    return show


def _open(act: Act) -> Callable[[Workplace], None]:
    return lambda workplace: workplace.open_act(act)


def _why_refused(workplace: Workplace) -> None:
    workplace.open_act(Act.REDUCE)
    workplace.open_act(Act.WHY)


def _trend_table(workplace: Workplace) -> None:
    workplace.open_trend()
    panel = workplace.bedside.panel()
    if isinstance(panel, TrendPanel):
        panel.as_table.click()


def _trend_read_only(workplace: Workplace) -> None:
    """Four drugs under a notice that leaves the smallest screen little room."""
    desk = workplace._desk
    if isinstance(desk, FakeDesk):
        desk.standing_notice = _READ_ONLY
    workplace.open_trend()


class _NobodyThere:
    """Hands that are idle whenever they are looked at."""

    def is_idle(self) -> bool:
        return True

    def watch(self, window: object) -> None:
        """Count nothing."""


def _glance(workplace: Workplace) -> None:
    workplace.idle.use(_NobodyThere())


def _edit(depth: int) -> Callable[[Workplace], None]:
    """Open the editor: not begun, with findings, with the preview, the changes, or the signing."""

    def edit(workplace: Workplace) -> None:
        workplace.open_pharmacy()
        panel = workplace.stage.solo.panel()
        if not isinstance(panel, PharmacyPanel):
            return
        panel.turning.turn(1)
        page = panel.page()
        if not isinstance(page, EditorPage) or depth == 0:
            return
        page.start()
        page.open_file("drug_library/norepinephrine.toml")
        text = page.text.toPlainText().replace(
            '"0.5 mcg/kg/min", source = "MIMIC', '"0.4 mcg/kg/min", source = "MIMIC'
        )
        page.text.setPlainText(text)
        page.look()
        page.text.go_to_line(12)
        if depth in {2, 3}:
            page.beside.turning.turn(depth - 1)
        if depth == 4:
            page.to_sign.click()

    return edit


def _calculate(dose: str) -> Callable[[Workplace], None]:
    def calculate(workplace: Workplace) -> None:
        workplace.open_calculator()
        calculator = workplace.stage.calculator
        if calculator is not None:
            calculator.dose.set_text(dose)
            calculator.work_out()

    return calculate


_TOO_OLD = (
    "The last assessment is 17 min old; at most 5 min is allowed. Reassess first, then reduce."
)
_SIX_MIN = timedelta(minutes=6)
_DAMAGED = (
    "The log of this workstation was damaged. It was set aside as titrator-log.set-aside.sqlite and "
    "goes on in a new file. Not taken over: ICU-16. Open that bed again. What was recorded last may "
    "be missing: compare every pump with this screen, then confirm this notice. Call IT "
    "support."
)
_DAMAGED_IN_BRIEF = "Log damaged: compare every pump with this screen. Open again: ICU-16."
_PUMP_DIFFERS = Blocked(
    code="PUMP_MISMATCH",
    what="norepinephrine: dose in app and on pump differ. The pump shows 8.9 mL/h, the program has "
    "18.4 mL/h.",
    rule="read-back",
    source="Titrator rules",
    can_do="Both read this pump again now. If it was mistyped, type it again. If the pump really shows "
    "this rate, keep it, record what the pump shows (Ctrl+P), reassess, find out who changed it and "
    "call the prescriber if nobody knows. Hand over afterwards.",
)
_READ_ONLY = (
    "READ ONLY. Titrator is already open with this data folder (process 4242, since 14:02 on "
    "2026-11-02). It does not answer. Hold and back up at the pump and write on paper. To record "
    "here, end the other program, then start this one again."
)
_LOCKED = (
    Blocked(
        code="LOG_NOT_WRITTEN",
        what="Nothing can be recorded here. Titrator is already open with this data folder (process "
        "4242, since 14:02 on 2026-11-02).",
        rule="log",
        source="Titrator rules",
        can_do="Hold and back up at the pump and write on paper.",
    ),
)


def _messages(look: str, out: Path) -> None:
    """The messages of the process beside the window."""
    since = datetime(2026, 11, 2, 14, 32, tzinfo=UTC)
    for name, said in (
        ("frozen", standby_words.frozen(since, UTC)),
        ("gone", standby_words.gone(since, UTC)),
    ):
        _write(Message(said, lambda: False), out / f"standby-{name}-{look}.png")


def main(arguments: Sequence[str]) -> int:
    """Write the gallery, or the screens named, into the folder named, and return 0."""
    asked = _parser().parse_intermixed_args(arguments)
    if asked.language:
        return _in_language(asked.out_dir, asked.language, asked.names)
    out = Path(asked.out_dir)
    out.mkdir(parents=True, exist_ok=True)
    app = started()
    for look in (theme.LIGHT, theme.NIGHT):
        for width, height in (*SIZES, SMALLEST, LARGE):
            theme.use(look)
            theme.prepare(app)
            for shot in overviews() if (width, height) == LARGE else shots():
                if asked.names and shot.name not in asked.names:
                    continue
                path = out / f"{shot.name}-{look.name}-{width}.png"
                _write(taken(app, shot, width, height), path)
            fault = MessagePage(
                "Titrator cannot guide here. Use pump and paper.",
                "Another window of this program has the log open since 14:02.",
                "Go on in that window, or close it and start this one again.",
                offers_calculator=True,
            )
            fault.setAutoFillBackground(True)
            fault.resize(width, height)
            _write(fault, out / f"fault-{look.name}-{width}.png")
        _messages(look.name, out)
        _write_small_timers(out, look.name)
    return 0


def _parser() -> argparse.ArgumentParser:
    """What may be asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("out_dir", metavar="OUT_DIR", help="where the pictures go")
    parser.add_argument("names", metavar="NAME", nargs="*", help="these screens only")
    parser.add_argument("--language", choices=("pseudo", "es"), help="paint in this language")
    return parser


def _in_language(out: str, language: str, names: list[str]) -> int:
    """Have another process paint it: the language is chosen before the first word is loaded."""
    command = [sys.executable, "-m", "tests.language.seen", language, "--pictures", out, *names]
    return subprocess.run(command, check=False).returncode


def started() -> QApplication:
    """Return the application with the fonts and the look of the program."""
    QLocale.setDefault(QLocale.c())
    app = QApplication([])
    fonts.load_fonts()
    theme.use(theme.LIGHT)
    theme.prepare(app)
    return app


def states_of(shot: Shot) -> dict[str, str]:
    """Return the state of each bed of a picture."""
    if not shot.state:
        return {}
    others = {f"ICU-{14 + 2 * place}": state for place, state in enumerate(shot.others)}
    return {"ICU-12": shot.state, **others}


def overviews() -> list[Shot]:
    """Return the pictures of a screen that has room for several beds."""
    return [
        Shot("overview", "calm", _nothing, ("overdue",)),
        Shot("overview-setup", "due", _nothing, ("setup",)),
        Shot("overview-many", "calm", _nothing, ("hold", "overdue", "done", "danger")),
        Shot("overview-four-drugs", "four", _nothing, ("hold",)),
        Shot("overview-form", "calm", _open(Act.REDUCE), ("hold",)),
    ]


def _write_small_timers(out: Path, look: str) -> None:
    for state in STATES:
        small = SmallTimer()
        small.show_timer(FakeDesk(states={"ICU-12": state}).small_timer())
        _write(small, out / f"small-timer-{state}-{look}.png")


def taken(app: QApplication, shot: Shot, width: int, height: int) -> QWidget:
    data_dir = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, data_dir, ignore_errors=True)
    desk = SpokenDesk(states=states_of(shot), library=load_library(None), data_dir=data_dir)
    workplace = Workplace(desk)
    workplace.set_by("AB")
    workplace.setAutoFillBackground(True)
    workplace.resize(width, height)
    workplace.show()
    app.processEvents()
    shot.do(workplace)
    workplace.tick()
    app.processEvents()
    # A notice that goes on to a second line takes its room in a second round.
    app.processEvents()
    return workplace


def _write(widget: QWidget, path: Path) -> None:
    widget.show()
    QApplication.processEvents()
    widget.grab().save(str(path))
    widget.close()
    widget.deleteLater()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
