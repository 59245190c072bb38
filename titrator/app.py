"""The composition root: makes the application, the frame, the desk and the window, in that order.

The only place where real objects are built and joined, and where the language is chosen, before any
module with words of its own is loaded. What goes wrong here is said in the window, in words a nurse
can act on; the trace goes to a file in the data folder.
"""

import gc
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from titrator.core.language import say, says_what_is_kept
from titrator.session.site_words import choose_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from titrator.core.errors import KnownError
    from titrator.session.desk import Desk
    from titrator.store.errors import LogInUse
    from titrator.ui.calculator import CalculatorPage
    from titrator.ui.pulse import Pulse
    from titrator.ui.window import Workplace

REFUSED = 1
NO_DISPLAY = 2
_READ_MS = 6_000


def run_window(
    *,
    data_dir: Path | None,
    policy_dir: Path | None,
    exit_when_usable: bool,
    startup_times: bool,
) -> int:
    """Open the window and return the exit status once it is closed.

    Args:
        data_dir: folder of the log; None for the user's own.
        policy_dir: a site's drug library and protocol; None for what ships.
        exit_when_usable: end with 0 as soon as the window is painted and takes input.
        startup_times: print both moments on standard output at the end.
    """
    if not has_display(sys.platform, os.environ):
        sys.stderr.write(
            "There is no display to open the window on. Start it from the desktop, or set DISPLAY "
            "or WAYLAND_DISPLAY. The commands, such as titrator convert, need no display.\n"
        )
        return NO_DISPLAY
    choose_words()
    return _Run(
        data_dir=data_dir,
        policy_dir=policy_dir,
        exit_when_usable=exit_when_usable,
        startup_times=startup_times,
    ).run()


def run_training() -> int:
    """Open the practice bed in a window of its own, and return the exit status once it is closed."""
    if not has_display(sys.platform, os.environ):
        sys.stderr.write("There is no display to open the practice bed on.\n")
        return NO_DISPLAY
    choose_words()
    app, _ = _application()
    from titrator.session.training import Training
    from titrator.ui import theme
    from titrator.ui.training import TrainingWindow

    theme.prepare(app)
    _give_icon(app)
    _say_qt_words(app)
    window = TrainingWindow(Training())
    window.show()
    window.start()
    return int(app.exec())


def run_standby(process_id: int, *, data_dir: Path | None, policy_dir: Path | None) -> int:
    """Wait beside the window of `process_id` until it is closed, and return the exit status."""
    choose_words()
    from titrator.session.places import data_folder
    from titrator.ui.standby import stand_by, window_arguments

    folder = data_folder(data_dir, os.environ)
    return stand_by(process_id, folder, window_arguments(data_dir, policy_dir))


def has_display(platform: str, environment: Mapping[str, str]) -> bool:
    """Return whether Qt would find something to paint on; without, it ends the process."""
    if not platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(environment.get(name) for name in names)


class _Run:
    """One run of the window, from the first painting to the end."""

    def __init__(
        self,
        *,
        data_dir: Path | None,
        policy_dir: Path | None,
        exit_when_usable: bool,
        startup_times: bool,
    ) -> None:
        self._data_dir = data_dir
        self._policy_dir = policy_dir
        self._exit_when_usable = exit_when_usable
        self._startup_times = startup_times
        self._desk: Desk | None = None
        self._workplace: Workplace | None = None
        self._status = 0
        self._is_stopped = False
        self._pulse: Pulse | None = None
        self._moments = ""

    def run(self) -> int:
        """Show the frame, build the rest once it is painted, and return the exit status."""
        # Nothing made while starting becomes rubbish; looking for some takes a tenth of the time.
        gc.disable()
        try:
            self._app, self._unloaded = _application()
        except ImportError as error:
            from titrator.ui.terminal import tell_unloadable

            tell_unloadable(error)
            return REFUSED
        from titrator.ui.shell import Shell

        self._shell = Shell()
        self._shell.painted.connect(self._on_shell_painted)
        before, sys.excepthook = sys.excepthook, self._on_exception
        try:
            self._shell.show()
            status = int(self._app.exec())
        finally:
            gc.enable()
            sys.excepthook = before
            if self._pulse is not None:
                self._pulse.stop()
            if self._workplace is not None:
                self._workplace.stop()
            if self._desk is not None:
                self._desk.close()
        if self._startup_times:
            sys.stdout.write(self._moments)
        return status or self._status

    def _on_shell_painted(self) -> None:
        from titrator.ui import theme

        theme.prepare(self._app, has_style=True)
        self._show(self._first)

    def _show(self, build: "Callable[[], Workplace]") -> None:
        """Put what is built into the frame, or why it cannot be."""
        from titrator.core.errors import KnownError
        from titrator.session.self_test import SelfTestFailed
        from titrator.store.errors import LogInUse
        from titrator.ui.shell import when_usable

        try:
            content: QWidget = build()
        except LogInUse as error:
            self._start_second(error)
            return
        except SelfTestFailed as error:
            # What cannot work out an example may not calculate either.
            self._status = REFUSED
            content = self._fault(say("Titrator must not be used here."), error, None)
        except KnownError as error:
            self._status = REFUSED
            heading = say("Titrator cannot guide here. Use pump and paper.")
            content = self._fault(heading, error, self._calculator())
        self._shell.put(content)
        when_usable(self._shell, self._on_usable)

    def _first(self) -> "Workplace":
        """Return the window over the log, which comes to the front when called."""
        from titrator.session.clock import SystemClock
        from titrator.session.desk import open_desk
        from titrator.session.self_test import require_released, require_sound
        from titrator.session.summons import Summons
        from titrator.session.workstation import this_workstation
        from titrator.ui.fonts import undrawn
        from titrator.ui.summoned import Summoned

        require_sound(self._unloaded, undrawn())
        folder = self._folder()
        self._desk = open_desk(
            data_dir=folder,
            policy_dir=self._policy_dir,
            clock=SystemClock(),
            workstation=this_workstation(),
        )
        require_released(self._desk.policy)
        workplace = self._workplace_over(self._desk)
        Summoned(Summons(folder), self._shell, lambda: workplace.note(_called()))
        return workplace

    def _start_second(self, holder: "LogInUse") -> None:
        """Call the window that has the log open; look on where it does not come."""
        from titrator.ui.second_start import SecondStart, page

        second = SecondStart(self._folder(), self._shell)
        second.answered.connect(self._on_second_answered)
        second.unanswered.connect(lambda: self._show(lambda: self._onlooking(holder)))
        waiting = page(is_answered=False)
        waiting.close_requested.connect(self._shell.close)
        self._shell.put(waiting)
        second.ask()

    def _on_second_answered(self) -> None:
        """Say that the first window came, and end."""
        from PySide6.QtCore import QTimer

        from titrator.ui.second_start import page, tell_came

        tell_came()
        said = page(is_answered=True)
        said.close_requested.connect(self._shell.close)
        self._shell.put(said)
        QTimer.singleShot(0 if self._exit_when_usable else _READ_MS, self._app.quit)

    def _onlooking(self, holder: "LogInUse") -> "Workplace":
        """Return a window that only looks, since another one has the log and does not answer."""
        from titrator.session.clock import SystemClock
        from titrator.session.onlooking import open_to_look
        from titrator.session.workstation import this_workstation

        self._status = REFUSED
        self._desk = open_to_look(
            data_dir=self._folder(),
            policy_dir=self._policy_dir,
            clock=SystemClock(),
            workstation=this_workstation(),
            holder=holder,
        )
        return self._workplace_over(self._desk)

    def _workplace_over(self, desk: "Desk") -> "Workplace":
        from titrator.ui.window import Workplace

        self._workplace = Workplace(desk)
        self._workplace.start()
        return self._workplace

    def _folder(self) -> Path:
        from titrator.session.places import data_folder

        return data_folder(self._data_dir, os.environ)

    def _calculator(self) -> "CalculatorPage":
        """Return the calculator: with the policy in force, or else with the built-in ceilings."""
        from titrator.core.built_in_library import built_in_library
        from titrator.core.errors import KnownError
        from titrator.session.clock import SystemClock
        from titrator.session.drug_choice import LibraryDesk
        from titrator.session.site_policy import policy_for_beds
        from titrator.session.workstation import this_workstation
        from titrator.ui.calculator import CalculatorPage

        try:
            today = SystemClock().read().utc.date()
            policy = policy_for_beds(self._policy_dir, workstation=this_workstation(), today=today)
        except KnownError:
            return CalculatorPage(LibraryDesk(built_in_library()), notice=_built_in_only())
        return CalculatorPage(LibraryDesk(policy.library))

    def _fault(
        self, heading: str, error: "KnownError", calculator: "CalculatorPage | None"
    ) -> "QWidget":
        from titrator.ui.fault import FaultPage

        page = FaultPage(heading, error.sentence, error.next_action, calculator=calculator)
        page.close_requested.connect(self._shell.close)
        return page

    def _on_usable(self) -> None:
        from titrator.session.clock import monotonic_ns

        now = monotonic_ns()
        gc.freeze()
        gc.enable()
        painted = now - self._shell.since_painted.nsecsElapsed()
        self._moments = f"first_paint_ns={painted} usable_ns={now}\n"
        _give_icon(self._app)
        _say_qt_words(self._app)
        if self._exit_when_usable:
            self._app.exit(0)
        elif self._workplace is not None:
            # What was loaded stays: looking through it for rubbish would make a key wait.
            self._workplace.warming_up.done.connect(gc.freeze)
            self._workplace.warm_up()
            self._stand_by(self._workplace)

    def _stand_by(self, workplace: "Workplace") -> None:
        """Have a process beside the window say so when the window does not answer."""
        from titrator.session.standby_words import did_not_answer
        from titrator.ui import pulse
        from titrator.ui.standby import window_arguments

        arguments = window_arguments(self._data_dir, self._policy_dir)
        self._pulse = pulse.Pulse(
            pulse.standby_command(self._app.applicationPid(), arguments),
            lambda span: workplace.note(did_not_answer(span)),
        )

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Stop guidance and say so; the trace is for support and goes to a file."""
        if issubclass(kind, KeyboardInterrupt):
            self._app.quit()
            return
        from titrator.core.errors import KnownError
        from titrator.session.diagnostics import keep_trace

        keep_trace(self._folder(), kind, error, trace)
        if self._workplace is not None:
            self._workplace.stop()
            self._workplace = None
        if self._is_stopped:
            return
        self._is_stopped = True
        self._status = REFUSED
        known = error if isinstance(error, KnownError) else _stopped()
        self._shell.put(self._fault(say("Guidance has stopped. Use pump and paper."), known, None))
        if self._exit_when_usable:
            self._app.exit(REFUSED)


def _called() -> str:
    return say("Titrator was started a second time: this is the window that was open.")


def _built_in_only() -> str:
    return say(
        "The hospital's drug library cannot be used. Only the limits built into the program are "
        "checked, and they are wider: check every dose against your own list."
    )


def _stopped() -> "KnownError":
    from titrator.core.errors import KnownError

    return KnownError(
        say("This program made a mistake."),
        say(
            "Keep the doses as they run. Hold and back up at the pump, write on paper, and start the "
            "program again. What was recorded is in the log."
        ),
    )


def _give_icon(app: "QApplication") -> None:
    from PySide6.QtGui import QIcon

    from titrator.resources import resource_path

    icon = QIcon()
    for name in ("icons/titrator-32.png", "icons/titrator-256.png"):
        icon.addFile(str(resource_path(name)))
    app.setWindowIcon(icon)


def _say_qt_words(app: "QApplication") -> None:
    """Translate Qt's own words, once there is time; they are first read in a menu or a dialog."""
    if not says_what_is_kept():
        from titrator.ui.qt_words import say_qt_words

        say_qt_words(app)


def _application() -> "tuple[QApplication, tuple[str, ...]]":
    """Return the application, and the files of its font that could not be loaded."""
    from titrator.ui.quick_import import quick_import

    with quick_import():
        from PySide6.QtCore import QLocale
        from PySide6.QtWidgets import QApplication

    from titrator.ui import theme
    from titrator.ui.fonts import load_fonts

    # Numbers are read and written by our own code; nothing may depend on the workstation's locale.
    QLocale.setDefault(QLocale.c())
    app = QApplication([*sys.argv[:1], *theme.STYLE])
    app.setApplicationName("Titrator")
    unloaded = load_fonts()
    theme.follow_system(app)
    return app, unloaded
