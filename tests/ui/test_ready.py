"""What stands ready before its key looks and acts as if it had been made at the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.support.shift import NOREPINEPHRINE, ORDERS
from tests.support.weaning import ASSESSMENT, start_weaning
from tests.ui.nurse import ENTER, ESC, Key
from titrator.core.commands import Hold, OpenEpisode, RecordOrder
from titrator.session.screen import Act
from titrator.ui import ready
from titrator.ui.forms.back_up import BackUpForm
from titrator.ui.forms.bag_change import BagChangeForm
from titrator.ui.forms.gate import GateForm
from titrator.ui.forms.hand_over import HandOverForm
from titrator.ui.forms.hold_reason import HoldReasonForm
from titrator.ui.forms.infusion import InfusionForm
from titrator.ui.forms.order import OrderForm
from titrator.ui.forms.reassess import ReassessForm
from titrator.ui.forms.reduce import ReduceForm
from titrator.ui.forms.start import StartForm
from titrator.ui.panels.log import LogPanel
from titrator.ui.panels.panel import Panel
from titrator.ui.panels.why import WhyPanel
from titrator.ui.widgets.form import ActForm
from titrator.ui.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage

    from tests.support.fake_clock import FakeClock
    from tests.ui.nurse import Nurse, Seat
    from titrator.session.desk import Desk

BREATH = 8
"""Of 255, in one colour of one pixel; a letter that differs has pixels that differ by a hundred."""
CTRL = Qt.KeyboardModifier.ControlModifier
OPENS = {
    Key.Key_F5: ReassessForm,
    Key.Key_F6: ReduceForm,
    Key.Key_F8: BackUpForm,
    Key.Key_F9: BagChangeForm,
    Key.Key_F7: HoldReasonForm,
    Key.Key_F2: WhyPanel,
    Key.Key_F11: LogPanel,
    Key.Key_F10: HandOverForm,
}
SETS_UP = {
    Key.Key_P: InfusionForm,
    Key.Key_O: OrderForm,
    Key.Key_G: GateForm,
    Key.Key_S: StartForm,
}
"""With Ctrl, at a bed that is being set up."""


@pytest.fixture
def bedside(nurse: Nurse, desk: Desk) -> Nurse:
    """A nurse at two beds in a wean, at the first of them, with everything ready."""
    start_weaning(desk, "ICU-12")
    start_weaning(desk, "ICU-13")
    nurse.workplace.show_now()
    nurse.sign_in("AB")
    nurse.workplace.ready.begin()
    _let_it_be_ready(nurse)
    return nurse


@pytest.fixture
def setting_up(nurse: Nurse, desk: Desk) -> Nurse:
    """A nurse at the first of two beds that are just opened, with everything ready."""
    for bed in ("ICU-14", "ICU-15"):
        desk.open_bed(
            OpenEpisode(bed=bed, weight="70 kg", weight_kind="measured", adult=True), "AB"
        )
    nurse.workplace.show_now()
    nurse.sign_in("AB")
    nurse.workplace.ready.begin()
    _let_it_be_ready(nurse)
    return nurse


def _an_order(nurse: Nurse) -> None:
    bed_id = nurse.workplace._desk.beds()[0].bed_id
    order = {name: str(value) for name, value in ORDERS[NOREPINEPHRINE].items()}
    assert nurse.workplace._desk.handle(bed_id, RecordOrder(**order), "AB").is_accepted
    nurse.workplace.show_now()


def _nothing(nurse: Nurse) -> None:
    del nurse


def _minutes_pass(nurse: Nurse) -> None:
    nurse.wait(minutes=4, seconds=30)


def _an_assessment(nurse: Nurse) -> None:
    nurse.press(Key.Key_F5, "74", ENTER, "1111", ENTER)


def _a_reduction(nurse: Nurse) -> None:
    nurse.wait(minutes=16)
    nurse.press(Key.Key_F5, "74", ENTER, "1111", ENTER)
    nurse.press(Key.Key_F6, "1", "5.3", ENTER)


def _a_hold(nurse: Nurse) -> None:
    nurse.press(Key.Key_F7, ESC)


def _night(nurse: Nurse) -> None:
    nurse.press(Key.Key_F12)


def _a_small_screen(nurse: Nurse) -> None:
    nurse.workplace.resize(911, 465)
    QApplication.processEvents()


def _a_compact_screen(nurse: Nurse) -> None:
    nurse.workplace.resize(1093, 543)
    QApplication.processEvents()


def _the_other_bed(nurse: Nurse) -> None:
    nurse.press(Key.Key_2, held=CTRL)


HAPPENINGS = (
    _nothing,
    _minutes_pass,
    _an_assessment,
    _a_reduction,
    _a_hold,
    _night,
    _a_small_screen,
    _a_compact_screen,
    _the_other_bed,
)


@pytest.mark.parametrize("key", OPENS, ids=lambda key: key.name)
@pytest.mark.parametrize("happens", HAPPENINGS, ids=lambda one: one.__name__.strip("_"))
def test_what_opens_is_to_the_pixel_what_is_made_at_the_key(
    bedside: Nurse, key: Qt.Key, happens: Callable[[Nurse], None]
) -> None:
    """Whether it stood ready before something happened, was made ready after it, or was not ready."""
    happens(bedside)
    seen_before = _opened(bedside, key)
    _let_it_be_ready(bedside)
    seen_after = _opened(bedside, key)
    bedside.workplace.ready.stop()
    _let_go_of_all(bedside)
    at_the_key = _opened(bedside, key)
    assert _is_alike(seen_before, at_the_key)
    assert _is_alike(seen_after, at_the_key)


@pytest.mark.parametrize("key", SETS_UP, ids=lambda key: key.name)
@pytest.mark.parametrize(
    "happens",
    [_nothing, _minutes_pass, _an_order, _night, _a_small_screen, _the_other_bed],
    ids=lambda one: one.__name__.strip("_"),
)
def test_during_set_up_what_it_asks_for_stands_ready_to_the_pixel(
    setting_up: Nurse, key: Qt.Key, happens: Callable[[Nurse], None]
) -> None:
    """The forms of a wean cannot be used yet, so these are kept in their place."""
    nurse = setting_up
    assert SETS_UP[key] in {type(one) for one in _standing(nurse)}
    assert ReduceForm not in {type(one) for one in _standing(nurse)}
    happens(nurse)
    seen_before = _opened(nurse, key, held=CTRL)
    _let_it_be_ready(nurse)
    seen_after = _opened(nurse, key, held=CTRL)
    nurse.workplace.ready.stop()
    _let_go_of_all(nurse)
    at_the_key = _opened(nurse, key, held=CTRL)
    assert _is_alike(seen_before, at_the_key)
    assert _is_alike(seen_after, at_the_key)


def test_where_the_wean_starts_other_forms_take_their_place(setting_up: Nurse, desk: Desk) -> None:
    """What the set-up asked for goes, and what a wean needs is made."""
    start_weaning(desk, "ICU-16")
    setting_up.press(Key.Key_3, held=CTRL)
    _let_it_be_ready(setting_up)
    kinds = {type(one) for one in _standing(setting_up)}
    assert kinds == set(OPENS.values())


@pytest.mark.parametrize("key", OPENS, ids=lambda key: key.name)
def test_the_key_only_shows_what_stands_ready(bedside: Nurse, key: Qt.Key) -> None:
    """Where nothing happened since it was made."""
    before = _standing(bedside)
    bedside.press(key)
    assert type(bedside.workplace.bedside.panel()) is OPENS[key]
    # F7 holds first, and its question is the same as before.
    assert bedside.workplace.bedside.panel() in before


@pytest.mark.parametrize(
    ("act", "happens"),
    [
        (Act.REDUCE, _a_hold),
        (Act.REDUCE, _a_reduction),
        (Act.BACK_UP, _a_reduction),
        (Act.WHY, _a_hold),
        (Act.WHY, _an_assessment),
        (Act.BAG_CHANGE, _the_other_bed),
        (Act.HOLD, _the_other_bed),
        (Act.REASSESS, _night),
        (Act.BAG_CHANGE, _a_small_screen),
    ],
    ids=lambda one: getattr(one, "__name__", str(one)).strip("_"),
)
def test_what_no_longer_holds_is_not_shown(
    bedside: Nurse, act: Act, happens: Callable[[Nurse], None]
) -> None:
    """It is let go, and the key makes another."""
    happens(bedside)
    assert bedside.workplace.ready.take(act) is None


def test_a_bag_that_was_changed_takes_away_the_form_that_named_the_former(bedside: Nurse) -> None:
    """The heading says which bag hangs; an older one would be wrong."""
    bedside.press(Key.Key_F9, "8", ENTER, "250", ENTER)
    bedside.press("4.0", ENTER)
    assert bedside.workplace.ready.take(Act.BAG_CHANGE) is None


def test_a_form_that_was_cancelled_comes_back_empty(bedside: Nurse) -> None:
    """What was typed went with it; the next one that stands ready is another."""
    bedside.press(Key.Key_F5, "74", ESC)
    _let_it_be_ready(bedside)
    bedside.press(Key.Key_F5)
    form = bedside.form()
    assert form is not None
    assert [line.text() for line in form.findChildren(QLineEdit) if line.text()] == []


def test_nothing_is_made_under_a_hand_that_types(bedside: Nurse) -> None:
    """While a form is open no other one is begun, whatever is missing."""
    bedside.press(Key.Key_F5)
    before = _standing(bedside)
    bedside.workplace.tick()
    assert not bedside.workplace.ready.is_about_to_look()
    assert _standing(bedside) == before
    bedside.press(ESC)
    assert bedside.workplace.ready.is_about_to_look()


def test_where_everything_stands_ready_nothing_more_is_done(bedside: Nurse) -> None:
    """An idle window makes nothing anew each second."""
    before = _standing(bedside)
    bedside.workplace.tick()
    assert not bedside.workplace.ready.make_next()
    assert _standing(bedside) == before


def test_one_of_each_is_kept_however_often_it_is_made_anew(bedside: Nurse) -> None:
    """A shift of minutes fills no memory: what no longer holds goes."""
    for _ in range(3):
        bedside.wait(minutes=1)
        _let_it_be_ready(bedside)
    kinds = sorted(type(one).__name__ for one in _standing(bedside))
    assert kinds == sorted(kind.__name__ for kind in OPENS.values())


def test_a_window_that_stopped_makes_nothing(bedside: Nurse) -> None:
    """Guidance has stopped: nothing is prepared for it."""
    bedside.press(Key.Key_F5, ESC)
    bedside.workplace.stop()
    bedside.workplace.show_now()
    assert not bedside.workplace.ready.is_about_to_look()


def test_without_a_bed_nothing_can_stand_ready(
    sit_down: Seat, desk: Desk, clock: FakeClock
) -> None:
    """There is nothing to make a form of."""
    workplace = sit_down(desk, clock).workplace
    workplace.ready.begin()
    assert workplace.ready.make(Act.REASSESS) is None
    assert not workplace.ready.make_next()


def test_a_key_makes_nothing_but_what_it_shows(
    bedside: Nurse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it took is missing until the moment after it; here a moment that no machine is too slow for."""
    monkeypatch.setattr(ready, "_MOMENT_MS", 3_600_000)
    bedside.press(Key.Key_F5, ESC)
    _let_go()
    assert ReassessForm not in {type(one) for one in _standing(bedside)}
    assert bedside.workplace.ready.is_about_to_look()


def test_the_moment_after_a_key_makes_what_it_took(bedside: Nurse) -> None:
    """By the event loop alone, one a turn, until all stand there again."""
    bedside.press(Key.Key_F5, ESC)
    _let_go()
    while bedside.workplace.ready.is_about_to_look():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    assert ReassessForm in {type(one) for one in _standing(bedside)}


def test_a_hold_by_another_hand_is_seen_by_what_stands_ready(bedside: Nurse, desk: Desk) -> None:
    """Also what the desk did without a key of this window."""
    bed_id = desk.beds()[0].bed_id
    assert desk.handle(bed_id, Hold(), "CD").is_accepted
    assert bedside.workplace.ready.take(Act.REDUCE) is None


def test_what_is_told_at_an_open_handover_goes_on_with_the_time(bedside: Nurse, desk: Desk) -> None:
    """What is next counts down, and an assessment by another hand is told beside the one before."""
    bedside.press(Key.Key_F10)
    before = _words(bedside)
    bedside.wait(minutes=1)
    later = _words(bedside)
    assert later != before
    assert len(later) == len(before)
    assert desk.handle(desk.beds()[0].bed_id, ASSESSMENT, "EF").is_accepted
    bedside.wait(minutes=1)
    assert sum("(EF)" in one for one in _words(bedside)) == 1


def _words(nurse: Nurse) -> list[str]:
    """Everything the open form says."""
    form = nurse.form()
    assert form is not None
    return [one.text() for one in form.findChildren(Text) if one.isVisible()]


def _opened(
    nurse: Nurse, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> QImage:
    """Press `key`, let it be painted, close it again; what was seen."""
    nurse.press(key, held=held)
    for _ in range(3):
        QApplication.processEvents()
    seen = nurse.workplace.grab().toImage()
    assert type(nurse.workplace.bedside.panel()) is (OPENS | SETS_UP)[key]
    nurse.press(ESC)
    return seen


def _is_alike(one: QImage, other: QImage) -> bool:
    """Whether no pixel differs but by a breath: Qt rounds the edges of large figures now and then."""
    if one == other:
        return True
    apart = (abs(a - b) for a, b in zip(one.constBits(), other.constBits(), strict=True))
    return one.size() == other.size() and max(apart) <= BREATH


def _standing(nurse: Nurse) -> list[ActForm | Panel]:
    """What stands unseen below the strip."""
    below = nurse.workplace.bedside
    found: list[ActForm | Panel] = [*below.findChildren(ActForm), *below.findChildren(Panel)]
    return [one for one in found if not one.isVisible()]


def _let_it_be_ready(nurse: Nurse) -> None:
    while nurse.workplace.ready.make_next():
        pass
    _let_go()


def _let_go_of_all(nurse: Nurse) -> None:
    for act in Act:
        made = nurse.workplace.ready.take(act)
        if made is not None:
            made.deleteLater()
    _let_go()


def _let_go() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
