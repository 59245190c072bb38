"""Every screen in both sizes and themes: nothing clipped, everything named, large enough to hit."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from tests.gallery import LARGE, STATES, Shot, overviews, shots, states_of
from tests.support.accessible import faults_of_tree
from tests.ui.fake_desk import FakeDesk
from tests.ui.fake_screens import SCREENS
from titrator.session.policy import load_library
from titrator.session.screen import Tone
from titrator.ui import theme
from titrator.ui.bedside.chain import Chain
from titrator.ui.bedside.tasks import _TaskButton
from titrator.ui.fault import FaultPage
from titrator.ui.overview.bed_list import BedCard
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.card import Card
from titrator.ui.widgets.countdown import Countdown
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.marks import Mark
from titrator.ui.widgets.text import Text
from titrator.ui.widgets.trend_chart import TrendChart
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

Kind = TypeVar("Kind", bound=QWidget)
SIZES = [(1366, 697), (1093, 543), (911, 465)]
LOWEST_TARGET_PX = 44
CRITICAL_PX = (160, 64)
SMALLEST_CRITICAL_PX = 107
"""911 px wide is a screen of 1366 at 150 %, where 107 of them are 160 of its own."""
APART_PX = 8
_LINE_EDGES_PX = 4
_NAME_PX = 19  # what a name of 16 px needs from line to line
SHOTS = {shot.name: shot for shot in shots()}
_DAMAGED_IN_SPANISH = (
    "El registro de este equipo estaba da\u00f1ado. Se apart\u00f3 como titrator-log.set-aside.sqlite y "
    "contin\u00faa en un archivo nuevo. No se recuper\u00f3: ICU-16. Abra esa cama otra vez. Puede faltar lo "
    "\u00faltimo que se registr\u00f3: compare cada bomba con esta pantalla y confirme este mensaje. Llame a "
    "soporte t\u00e9cnico. \u00b7 Traducci\u00f3n sin revisar por un cl\u00ednico."
)
_IN_BRIEF_IN_SPANISH = (
    "Registro da\u00f1ado: compare cada bomba con esta pantalla. Abra de nuevo: ICU-16. \u00b7 "
    "Traducci\u00f3n sin revisar por un cl\u00ednico."
)


@pytest.fixture(autouse=True)
def _listened_to() -> Iterator[None]:
    """As if a screen reader listened."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def screen(qtbot: QtBot, request: pytest.FixtureRequest) -> Workplace:
    """The window in the state and size of the test."""
    shot, (width, height) = request.param
    states = states_of(shot)
    made = Workplace(FakeDesk(states=states, library=load_library(None)))
    qtbot.addWidget(made)
    made.set_by("AB")
    made.resize(width, height)
    made.show()
    QApplication.processEvents()
    shot.do(made)
    QApplication.processEvents()
    assert (made.width(), made.height()) == (width, height)
    return made


def every(shown: list[Shot]) -> list[object]:
    """Return each shot in each size."""
    return [
        pytest.param((shot, size), id=f"{shot.name}-{size[0]}") for shot in shown for size in SIZES
    ]


def shown(window: QWidget, kind: type[Kind]) -> list[Kind]:
    """Return what can be seen of a kind."""
    return [one for one in window.findChildren(kind) if one.isVisible()]


def faults_of_countdowns(window: QWidget) -> list[str]:
    """Return the countdowns of which the end is not seen."""
    return [f"{one.text()!r} is cut" for one in shown(window, Countdown) if not one.fits()]


def faults_of_words(window: QWidget) -> list[str]:
    """Return the labels that are smaller than their words, or reach out of what they stand in."""
    return [
        f"{one.text()!r} is cut"
        for one in shown(window, Text)
        if _is_cut(one) or (_is_clipped(one) and not _can_be_scrolled_to(one, window))
    ]


def _is_clipped(label: Text) -> bool:
    seen = label.visibleRegion().boundingRect().height()
    return bool(label.text()) and seen < min(label.height(), label.sizeHint().height())


def _is_cut(label: Text) -> bool:
    metrics = QFontMetrics(label.font())
    painted = QLabel.text(label)  # with its places for line breaks
    if not painted:
        return False
    if not label.wordWrap():
        return label.width() < metrics.horizontalAdvance(painted)
    room = QRect(0, 0, label.width(), 10_000)
    flags = Qt.TextFlag.TextWordWrap
    needed = metrics.boundingRect(room, flags, painted)
    return needed.height() > label.height() + 1 or needed.width() > label.width() + 1


def faults_of_buttons(window: QWidget) -> list[str]:
    """Return the buttons whose words and key do not fit into them."""
    return [f"{one.text()!r} is cut" for one in shown(window, ActButton) if not one.fits()]


def faults_of_numbers(window: QWidget) -> list[str]:
    """Return the typed numbers of which a digit is out of sight."""
    lines = [one.line for one in shown(window, TextField) if one.line.text()[:1].isdigit()]
    return [
        f"{line.text()!r} in {line.objectName()} is cut"
        for line in lines
        if line.width() < QFontMetrics(line.font()).horizontalAdvance(line.text()) + _LINE_EDGES_PX
    ]


def faults_of_painted(window: QWidget) -> list[str]:
    """Return the tasks that say less than they should, and the drugs of a trend that lie on others."""
    faults = [f"{one.task.label!r} is cut" for one in shown(window, _TaskButton) if not one.fits()]
    for one in shown(window, TrendChart):
        tops = [round(place.top()) for place in one.places_of_names()]
        faults += [
            f"names of {one.objectName()} are {low - high} px apart"
            for high, low in pairwise(tops)
            if low - high < _NAME_PX
        ]
    faults += [f"{one.bed_id} lies on its key" for one in shown(window, BedCard) if not one.fits()]
    return faults


def faults_of_place(window: QWidget) -> list[str]:
    """Return the controls and figures that reach out of the window and cannot be scrolled to."""
    kinds = (QAbstractButton, QLineEdit, QLabel, Chain, Countdown)
    inside = window.rect()
    faults = []
    for one in (each for kind in kinds for each in shown(window, kind)):
        place = QRect(one.mapTo(window, QPoint(0, 0)), one.size())
        if not inside.contains(place) and not _can_be_scrolled_to(one, window):
            faults.append(f"{one.objectName() or one} at {place.getRect()} is outside")
    return faults


def _can_be_scrolled_to(widget: QWidget, window: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def faults_of_width(window: QWidget) -> list[str]:
    """Return what is wider than the room it is scrolled in: nothing is scrolled across to."""
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return [
        f"{one.objectName() or one.parent()} is {one.horizontalScrollBar().maximum()} px too wide"
        for one in shown(window, QScrollArea)
        if one.horizontalScrollBarPolicy() == off and one.horizontalScrollBar().maximum()
    ]


def faults_of_controls(window: QWidget) -> list[str]:
    """Return the controls without a name for those who cannot see them, or too small to hit."""
    faults = []
    for control in (*shown(window, QAbstractButton), *shown(window, QLineEdit)):
        if control.focusPolicy() is Qt.FocusPolicy.NoFocus:
            continue
        if not control.accessibleName():
            faults.append(f"{control.objectName()} has no accessible name")
        if not control.objectName():
            faults.append(f"{control.accessibleName()} has no object name")
        hit = control.parentWidget() if isinstance(control, QLineEdit) else control
        if hit is not None and hit.height() < LOWEST_TARGET_PX:
            faults.append(f"{control.objectName()} is {hit.height()} px high")
    return faults


def faults_of_critical(window: QWidget) -> list[str]:
    """Return the acts, and what records or holds on a form, below 64 by 160 px, or under 8 px apart."""
    least = SMALLEST_CRITICAL_PX if window.width() < 1000 else CRITICAL_PX[0]
    names = re.compile(r"act\.(?!more)\w+|strip\.primary|\w+\.(submit|hold)")
    acts = [one for one in shown(window, ActButton) if names.fullmatch(one.objectName())]
    faults = [
        f"{one.objectName()} is {one.width()} by {one.height()} px"
        for one in acts
        if one.height() < CRITICAL_PX[1] or one.width() < least
    ]
    row = sorted(
        (one for one in acts if one.objectName().startswith("act.")), key=lambda one: one.x()
    )
    for left, right in pairwise(row):
        if right.x() - left.geometry().right() - 1 < APART_PX:
            faults.append(f"{left.objectName()} is too near to {right.objectName()}")
    return faults


def faults_of_defaults(window: QWidget) -> list[str]:
    """Return the buttons that an Enter meant for something else would press."""
    buttons = window.findChildren(QPushButton)
    return [f"{one.objectName()} is a default" for one in buttons if one.autoDefault()]


@pytest.mark.hazard("H09")
@pytest.mark.parametrize("screen", every(list(SHOTS.values())), indirect=True)
def test_every_screen_is_whole_named_and_large_enough(screen: Workplace) -> None:
    """No word, figure or control is cut; each control has names, 44 px, and no default of its own."""
    faults = [
        *faults_of_words(screen),
        *faults_of_countdowns(screen),
        *faults_of_buttons(screen),
        *faults_of_numbers(screen),
        *faults_of_painted(screen),
        *faults_of_place(screen),
        *faults_of_width(screen),
        *faults_of_controls(screen),
        *faults_of_defaults(screen),
        *faults_of_critical(screen),
        *faults_of_tree(screen),
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "screen", [pytest.param((shot, LARGE), id=shot.name) for shot in overviews()], indirect=True
)
def test_several_beds_are_whole_on_a_large_screen(screen: Workplace) -> None:
    """Nothing is cut, nothing lies on anything else, and nothing of a bed needs scrolling."""
    faults = [
        *faults_of_words(screen),
        *faults_of_countdowns(screen),
        *faults_of_buttons(screen),
        *faults_of_place(screen),
        *faults_of_controls(screen),
    ]
    assert not faults, "\n".join(faults)
    bars = [area.verticalScrollBar() for area in shown(screen, QScrollArea)]
    assert all(bar.maximum() == 0 for bar in bars)


@pytest.mark.parametrize(
    "screen",
    every([SHOTS["log-damaged"], *(SHOTS[f"bedside-{state}"] for state in STATES)]),
    indirect=True,
)
def test_what_must_always_be_seen_is_never_scrolled(screen: Workplace) -> None:
    """Bed, dose with unit, pump rate, countdown, last MAP with age and Hold need no scrolling."""
    bars = [area.verticalScrollBar() for area in shown(screen, QScrollArea)]
    assert all(bar.maximum() == 0 for bar in bars)
    for chain in shown(screen, Chain):
        assert chain.height() >= chain.sizeHint().height()


@pytest.mark.parametrize("state", STATES)
def test_no_dose_is_scrolled_away_for_the_longest_notice(qtbot: QtBot, state: str) -> None:
    """A damaged log in Spanish, with what is said of the protocol and of the words, at 911 px."""
    desk = FakeDesk(states={"ICU-12": state})
    desk.standing_notice, desk.is_notice_to_confirm = _DAMAGED_IN_SPANISH, True
    desk.standing_brief = _IN_BRIEF_IN_SPANISH
    window = Workplace(desk)
    qtbot.addWidget(window)
    window.resize(911, 465)
    window.show()
    for _ in range(3):
        window.tick()
        QApplication.processEvents()
    bars = [area.verticalScrollBar() for area in shown(window, QScrollArea)]
    assert all(bar.maximum() == 0 for bar in bars)
    assert not faults_of_words(window) + faults_of_buttons(window) + faults_of_painted(window)


@pytest.mark.parametrize("size", SIZES, ids=["roomy", "compact", "tight"])
def test_a_screen_is_whole_whatever_state_it_came_from(qtbot: QtBot, size: tuple[int, int]) -> None:
    """One window shows every state after every other, before the next second passes, uncut."""
    desk = FakeDesk(states={"ICU-12": "calm"})
    window = Workplace(desk)
    qtbot.addWidget(window)
    window.resize(1366, 697)
    window.show()
    QApplication.processEvents()
    window.resize(*size)
    QApplication.processEvents()
    for before in STATES:
        for after in STATES:
            for state in (before, after):
                desk.states["ICU-12"] = state
                window.show_now()
                QApplication.processEvents()
            faults = faults_of_words(window) + faults_of_place(window) + overlaps(window)
            assert not faults, f"{before} to {after}: " + "\n".join(faults)


def test_the_last_entries_are_gone_where_they_have_no_room(qtbot: QtBot) -> None:
    """Smaller at a stroke: what was hidden while something else was shown is not painted over the doses."""
    window = Workplace(FakeDesk(states={"ICU-12": "calm"}))
    qtbot.addWidget(window)
    window.resize(1366, 697)
    window.show()
    QApplication.processEvents()
    assert window.bedside.log.isVisible()
    window.resize(911, 465)
    QApplication.processEvents()
    assert not window.bedside.log.isVisible()


@pytest.mark.parametrize("size", SIZES, ids=["roomy", "compact", "tight"])
def test_a_long_message_is_whole(qtbot: QtBot, size: tuple[int, int]) -> None:
    """What went wrong, and what to do, is never cut, however long its sentences are."""
    sentence = "Titrator is already open with this data folder (process 29067, since 12:05). " * 3
    page = FaultPage(
        "Titrator cannot guide here. Use pump and paper.",
        sentence,
        sentence,
        calculator=None,
    )
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    QApplication.processEvents()
    assert not faults_of_words(page) + faults_of_buttons(page) + faults_of_place(page)
    assert all(one.height() >= LOWEST_TARGET_PX for one in shown(page, QPushButton))


def overlaps(window: Workplace) -> list[str]:
    """Return the parts of the bedside that lie on each other."""
    parts = [*shown(window, Card), *shown(window, QPushButton)]
    places = [(one, QRect(one.mapTo(window, QPoint(0, 0)), one.size())) for one in parts]
    return [
        f"{one.objectName()} lies on {other.objectName()}"
        for place, (one, here) in enumerate(places)
        for other, there in places[place + 1 :]
        if here.intersects(there) and not one.isAncestorOf(other) and not other.isAncestorOf(one)
    ]


@pytest.mark.parametrize("look", [theme.LIGHT, theme.NIGHT], ids=["light", "night"])
def test_a_state_is_told_by_more_than_its_colour(qtbot: QtBot, look: theme.Theme) -> None:
    """Each tone has a shape and a heading of its own, in both themes."""
    theme.use(look)
    shapes: dict[Tone, Mark] = {}
    headings: dict[Tone, str] = {}
    for state in STATES:
        window = Workplace(FakeDesk(states={"ICU-12": state}))
        qtbot.addWidget(window)
        tone = SCREENS[state].bedside.next.tone
        shapes[tone] = window.bedside.strip.mark()
        heading = window.findChild(QLabel, "strip.heading")
        headings[tone] = "" if heading is None else heading.text()
    assert len(shapes) == 8
    assert len(set(shapes.values())) == 8
    assert len(set(headings.values())) == 8
