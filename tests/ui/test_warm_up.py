"""What opens later is loaded beside the work, one after the other."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from tests.support.weaning import start_weaning
from tests.ui.nurse import Key
from titrator.ui import theme
from titrator.ui.calculator import CalculatorPage
from titrator.ui.panels.panel import Panel
from titrator.ui.warm_up import OPENED_LATER, WarmUp
from titrator.ui.widgets.form import ActForm
from titrator.ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tests.ui.nurse import Nurse
    from titrator.session.desk import Desk


def test_one_is_loaded_at_a_time_and_then_it_stops(qapp: QApplication) -> None:
    """A key waits for one of them at most; after the last one nothing goes on."""
    del qapp
    warm_up = WarmUp()
    warm_up.start()
    for loaded in OPENED_LATER:
        assert warm_up.is_running()
        warm_up.step()
        assert loaded in sys.modules
    warm_up.step()
    assert not warm_up.is_running()


def test_a_window_that_stopped_loads_no_more(qapp: QApplication) -> None:
    """Guidance has stopped, and so has everything beside it."""
    del qapp
    warm_up = WarmUp()
    warm_up.start()
    warm_up.stop()
    assert not warm_up.is_running()


def test_what_is_kept_is_made_after_that_and_the_end_is_told_once(qapp: QApplication) -> None:
    """In the order given, one a turn."""
    del qapp
    done: list[str] = []
    warm_up = WarmUp(then=(lambda: done.append("calculator"), lambda: done.append("help")))
    warm_up.done.connect(lambda: done.append("end"))
    warm_up.start()
    for _ in OPENED_LATER:
        warm_up.step()
    assert done == []
    for _ in range(3):
        warm_up.step()
    assert done == ["calculator", "help", "end"]
    assert not warm_up.is_running()


def test_a_rehearsal_leaves_nothing_but_what_is_kept(nurse: Nurse, desk: Desk) -> None:
    """No cursor that jumped, nothing in the log; what stands ready waits unseen."""
    start_weaning(desk)
    nurse.workplace.show_now()
    head, cursor, seen = desk.log_head, nurse.focus(), _seen(nurse)
    _rehearse(nurse)
    left = nurse.workplace.findChildren(QWidget)
    kept = sorted(type(one).__name__ for one in left if isinstance(one, ActForm | Panel))
    forms = [
        "BackUpForm",
        "BagChangeForm",
        "HandOverForm",
        "HoldReasonForm",
        "ReassessForm",
        "ReduceForm",
    ]
    assert kept == sorted([*forms, "HelpPanel", "LogPanel", "WhyPanel"])
    assert any(isinstance(one, CalculatorPage) for one in left)
    assert (desk.log_head, nurse.focus(), _seen(nurse)) == (head, cursor, seen)


def test_without_a_bed_nothing_of_a_bed_is_rehearsed(nurse: Nurse) -> None:
    """An empty workstation starts as any other."""
    seen = _seen(nurse)
    _rehearse(nurse)
    assert _seen(nurse) == seen


def test_a_page_made_beforehand_follows_the_theme(nurse: Nurse, desk: Desk) -> None:
    """Help that was made by day and is opened first at night is readable."""
    start_weaning(desk)
    nurse.workplace.show_now()
    _rehearse(nurse)
    nurse.press(Key.Key_F12, Key.Key_F1)
    words = [one for one in nurse.workplace.help_panel().findChildren(Text) if one.isVisible()]
    inks = {one.palette().windowText().color().name().upper() for one in words}
    assert inks
    assert inks <= {theme.NIGHT.ink, theme.NIGHT.dim}


def _seen(nurse: Nurse) -> list[tuple[str, str]]:
    shown = nurse.workplace.findChildren(QWidget)
    return [(type(one).__name__, one.objectName()) for one in shown if one.isVisible()]


def _rehearse(nurse: Nurse) -> None:
    for do in nurse.workplace.rehearsals():
        do()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
