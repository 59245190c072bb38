"""The window as a nurse uses it, by keys: acts, panels, beds, initials, and the second passing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from tests.ui.fake_desk import REFUSED, FakeDesk
from tests.ui.fake_screens import WHY
from titrator.core.commands import Hold
from titrator.session.policy import load_library
from titrator.session.screen import Act
from titrator.ui import theme
from titrator.ui.calculator import CalculatorPage
from titrator.ui.panels.help import HelpPanel
from titrator.ui.panels.log import LogPanel
from titrator.ui.panels.refused import RefusedPanel
from titrator.ui.panels.why import WhyPanel
from titrator.ui.widgets.form import ActForm
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def desk() -> FakeDesk:
    """Two beds, one weaning, one on hold."""
    return FakeDesk(states={"ICU-12": "calm", "ICU-14": "hold"})


@pytest.fixture
def opened(qtbot: QtBot) -> Callable[[FakeDesk], Workplace]:
    """Opens the window over a desk, with AB at the bedside."""

    def opened_over(desk: FakeDesk) -> Workplace:
        made = Workplace(desk)
        qtbot.addWidget(made)
        made.resize(1366, 697)
        with qtbot.waitExposed(made):
            made.show()
        made.activateWindow()
        made.set_by("AB")
        return made

    return opened_over


@pytest.fixture
def window(desk: FakeDesk, opened: Callable[[FakeDesk], Workplace]) -> Workplace:
    """The window over two beds."""
    return opened(desk)


def press(window: Workplace, key: Key, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press a key where the focus is, else on the window."""
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)


def form_in(window: Workplace) -> ActForm:
    """Return the form that is open."""
    panel = window.bedside.panel()
    assert isinstance(panel, ActForm)
    return panel


@pytest.mark.parametrize(
    ("key", "act"),
    [
        (Key.Key_F5, Act.REASSESS),
        (Key.Key_F6, Act.REDUCE),
        (Key.Key_F8, Act.BACK_UP),
        (Key.Key_F9, Act.BAG_CHANGE),
    ],
)
def test_a_function_key_opens_its_form_and_esc_closes_it(
    window: Workplace, desk: FakeDesk, key: Key, act: Act
) -> None:
    """The form is there with its bed; Esc leaves nothing in the log."""
    press(window, key)
    assert form_in(window).act is act
    assert "ICU-12" in form_in(window).accessibleName()
    press(window, Key.Key_Escape)
    assert window.bedside.panel() is None
    assert desk.sent == []


@pytest.mark.hazard("H16")
def test_a_form_opens_below_the_strip_and_covers_nothing(window: Workplace) -> None:
    """Countdown and last MAP stay in sight while something is typed."""
    press(window, Key.Key_F5)
    form = form_in(window)
    top = form.mapTo(window, form.rect().topLeft()).y()
    for card in (window.bedside.strip, window.bedside.last_map):
        assert card.isVisible()
        assert card.mapTo(window, card.rect().bottomLeft()).y() < top


def test_hold_is_one_key_and_asks_its_reason_afterwards(window: Workplace, desk: FakeDesk) -> None:
    """F7 holds at once, without a question before it."""
    press(window, Key.Key_F7)
    assert desk.sent == [("ICU-12", Hold(), "AB")]
    assert form_in(window).act is Act.HOLD


@pytest.mark.hazard("H41")
def test_hold_works_before_anybody_said_who_is_there(
    desk: FakeDesk, opened: Callable[[FakeDesk], Workplace]
) -> None:
    """Treating low blood pressure never waits for initials."""
    window = opened(desk)
    window.set_by("")
    press(window, Key.Key_F7)
    assert desk.sent == [("ICU-12", Hold(), "")]


@pytest.mark.hazard("H39")
def test_an_assessment_being_typed_survives_a_hold(window: Workplace, desk: FakeDesk) -> None:
    """F7 in the middle of an assessment holds, and the typed MAP is still there."""
    press(window, Key.Key_F5)
    form = form_in(window)
    press(window, Key.Key_6)
    press(window, Key.Key_F7)
    assert len(desk.sent) == 1
    assert form_in(window) is form
    assert any(line.text() == "6" for line in form.findChildren(QLineEdit))


def test_a_refused_hold_says_why(window: Workplace, desk: FakeDesk) -> None:
    """An act without a form shows its refusal on a panel of its own."""
    desk.answers.append(REFUSED)
    press(window, Key.Key_F7)
    assert isinstance(window.bedside.panel(), RefusedPanel)


@pytest.mark.hazard("H57")
def test_an_act_asks_for_initials_once(
    desk: FakeDesk, opened: Callable[[FakeDesk], Workplace]
) -> None:
    """Initials are typed once, then the act that was asked for opens."""
    window = opened(desk)
    window.set_by("")
    press(window, Key.Key_F5)
    press(window, Key.Key_C)
    press(window, Key.Key_D)
    press(window, Key.Key_Return)
    assert form_in(window).act is Act.REASSESS
    assert window.banner.initials.text() == "Nurse cd"


@pytest.mark.parametrize("typed", ["", "A B", "1", "  "])
def test_initials_that_are_none_are_refused(window: Workplace, typed: str) -> None:
    """Letters only; who is there does not change otherwise."""
    press(window, Key.Key_I, CTRL)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.setText(typed)
    press(window, Key.Key_Return)
    assert window.banner.initials.text() == "Nurse AB"


@pytest.mark.hazard("H39")
@pytest.mark.hazard("H19")
def test_another_bed_keeps_the_form_that_was_left_open(window: Workplace) -> None:
    """Ctrl+2 shows the other bed without the form; Ctrl+1 brings form and text back."""
    press(window, Key.Key_F5)
    form = form_in(window)
    press(window, Key.Key_7)
    press(window, Key.Key_2, CTRL)
    assert window.bedside.panel() is None
    press(window, Key.Key_1, CTRL)
    assert form_in(window) is form
    assert any(line.text() == "7" for line in form.findChildren(QLineEdit))


@pytest.mark.hazard("H19")
def test_a_command_goes_to_the_bed_it_was_opened_for(window: Workplace, desk: FakeDesk) -> None:
    """What is recorded at the second bed carries the second bed's id."""
    press(window, Key.Key_2, CTRL)
    press(window, Key.Key_F7)
    assert desk.sent[0][0] == "ICU-14"


@pytest.mark.hazard("H39")
def test_why_opens_over_a_form_and_gives_it_back(window: Workplace) -> None:
    """F2 shows why; F2 again shows the form as it was."""
    press(window, Key.Key_F6)
    form = form_in(window)
    press(window, Key.Key_F2)
    assert isinstance(window.bedside.panel(), WhyPanel)
    press(window, Key.Key_F2)
    assert form_in(window) is form


def test_the_why_card_says_all_it_rests_on(window: Workplace) -> None:
    """Inputs, what is missing, working, source, dissent and protocol are there."""
    press(window, Key.Key_F2)
    panel = window.bedside.panel()
    assert isinstance(panel, WhyPanel)
    said = " ".join(label.text() for label in panel.findChildren(QLabel))
    for words in (*WHY.inputs, *WHY.missing, *WHY.worked, *WHY.evidence, WHY.source):
        assert words in said


def test_log_and_help_open_and_close_by_the_same_key(window: Workplace) -> None:
    """F11 and F1 are switches."""
    press(window, Key.Key_F11)
    assert isinstance(window.bedside.panel(), LogPanel)
    press(window, Key.Key_F11)
    assert window.bedside.panel() is None
    press(window, Key.Key_F1)
    assert isinstance(window.stage.solo.panel(), HelpPanel)
    press(window, Key.Key_F1)
    assert window.stage.solo.panel() is None


def test_the_night_theme_moves_nothing(window: Workplace) -> None:
    """F12 changes colours; every widget stays where it is, as large as it is."""

    def places() -> list[tuple[str, QRect]]:
        shown = [one for one in window.findChildren(QWidget) if one.isVisible()]
        return [(one.objectName(), one.geometry()) for one in shown]

    before, look = places(), theme.active()
    press(window, Key.Key_F12)
    QApplication.processEvents()
    assert theme.active() is not look
    assert places() == before


@pytest.mark.hazard("H12")
def test_an_old_map_stays_struck_through_in_another_theme_and_size(
    opened: Callable[[FakeDesk], Workplace],
) -> None:
    """F12, or a smaller window, does not make it look like a fresh one."""
    window = opened(FakeDesk(states={"ICU-12": "overdue"}))
    value = window.bedside.last_map._value
    assert value.font().strikeOut()
    press(window, Key.Key_F12)
    assert value.font().strikeOut()
    window.resize(1093, 543)
    QApplication.processEvents()
    assert theme.is_compact()
    assert value.font().strikeOut()


def test_a_second_passing_is_handed_on_and_painted(window: Workplace, desk: FakeDesk) -> None:
    """Each tick lets the desk's second pass and shows what the screen says then."""
    desk.states["ICU-12"] = "overdue"
    window.tick()
    assert desk.ticks == 1
    heading = window.findChild(QLabel, "strip.heading")
    assert heading is not None
    assert heading.text() == "** REASSESS OVERDUE"


@pytest.mark.hazard("H35")
def test_a_log_that_is_not_written_is_said_on_every_screen(
    window: Workplace, desk: FakeDesk
) -> None:
    """The notice stands over bed, calculator and help alike, and "log OK" is gone."""
    desk.standing_notice = "LOG NOT WRITTEN: write on paper."
    for key in (Key.Key_Escape, Key.Key_F4, Key.Key_F1):
        press(window, key)
        window.tick()
        assert window.notice.isVisible()
        assert "LOG NOT WRITTEN" in window.notice.text()


def test_without_a_bed_the_window_says_so_and_offers_two_things(
    opened: Callable[[FakeDesk], Workplace],
) -> None:
    """A new bed and the calculator, each with its key; no act of a bed works."""
    window = opened(FakeDesk())
    assert window.stage.empty.isVisible()
    press(window, Key.Key_F5)
    press(window, Key.Key_F7)
    assert window.stage.empty.isVisible()
    press(window, Key.Key_N, CTRL)
    assert isinstance(window.stage.solo.panel(), ActForm)
    press(window, Key.Key_Escape)
    press(window, Key.Key_F4)
    assert window.stage.calculator is not None
    assert window.stage.calculator.isVisible()


def test_no_key_of_the_window_is_a_bare_letter(window: Workplace) -> None:
    """Function keys and keys held with Ctrl, none of them repeating while it is held."""
    keys = window.findChildren(QShortcut)
    assert len(keys) > 20
    for key in keys:
        assert re.fullmatch(r"F\d+|Ctrl\+.+", key.key().toString())
        assert not key.autoRepeat()


@pytest.mark.hazard("H08")
def test_a_held_function_key_opens_one_form(window: Workplace) -> None:
    """The shortcut does not repeat, and a form that is open is not opened anew."""
    press(window, Key.Key_F5)
    form = form_in(window)
    for _ in range(10):
        press(window, Key.Key_F5)
    assert form_in(window) is form


def test_why_explains_the_refusal_that_stands_there(
    opened: Callable[[FakeDesk], Workplace],
) -> None:
    """In a form that refuses, F2 shows the card of the refusal; closed, the form is there again."""
    window = opened(FakeDesk(states={"ICU-12": "overdue"}))
    press(window, Key.Key_F6)
    form = form_in(window)
    press(window, Key.Key_F2)
    panel = window.bedside.panel()
    assert isinstance(panel, WhyPanel)
    assert "Not done. norepinephrine was not reduced" in panel.accessibleName()
    press(window, Key.Key_F2)
    assert form_in(window) is form


def test_without_a_patient_f2_adds_a_bed(opened: Callable[[FakeDesk], Workplace]) -> None:
    """As the empty page says."""
    window = opened(FakeDesk())
    press(window, Key.Key_F2)
    assert window.stage.solo.panel() is not None


def test_the_calculator_shows_the_longest_bag_whole_on_a_small_screen(
    opened: Callable[[FakeDesk], Workplace],
) -> None:
    """A first digit behind the edge of its field would make 1,000 mL of the label look like less."""
    window = opened(FakeDesk(states={"ICU-12": "calm"}, library=load_library(None)))
    window.resize(1093, 543)
    window.open_calculator()
    QApplication.processEvents()
    page = window.findChild(CalculatorPage)
    assert page is not None
    for field in (page.amount, page.volume):
        field.set_text("1000")
        needed = field.line.fontMetrics().horizontalAdvance("1000")
        assert needed < field.line.width() - 4


class _Counter(QObject):
    """Counts the events of one kind that widgets get."""

    def __init__(self, kind: QEvent.Type) -> None:
        super().__init__()
        self._kind = kind
        self.counted: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == self._kind:
            self.counted.append(watched.objectName())
        return False


def test_what_says_the_same_is_not_laid_out_again(window: Workplace) -> None:
    """Every key and every second says what stands in the banner; only another word moves it."""
    window.show_now()
    QApplication.processEvents()
    layouts = _Counter(QEvent.Type.LayoutRequest)
    window.banner.installEventFilter(layouts)
    window.show_now()
    QApplication.processEvents()
    assert layouts.counted == []
    window.set_by("CDEF")
    QApplication.processEvents()
    assert layouts.counted


@pytest.mark.parametrize("beds", [1, 2, 4, 7])
def test_another_size_leaves_the_banner_as_if_it_had_always_been_so(
    opened: Callable[[FakeDesk], Workplace], beds: int
) -> None:
    """Type, density and width change one after the other; what is shown at the end fits them all."""
    window = opened(FakeDesk(states={f"ICU-{bed}": "calm" for bed in range(11, 11 + beds)}))
    for size in ((1093, 543), (911, 465), (1366, 697), (911, 465), (1093, 543), (1366, 697)):
        window.resize(*size)
        window.show_now()
        QApplication.processEvents()
        shown = _places(window.banner)
        window.banner._fit_tabs()
        QApplication.processEvents()
        assert _places(window.banner) == shown


def _places(around: QWidget) -> list[tuple[str, QRect]]:
    inside = [one for one in around.findChildren(QWidget) if one.isVisible()]
    return [(one.objectName(), one.geometry()) for one in inside]
