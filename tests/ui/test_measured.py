"""Measured on the painted window, not read from the theme: contrast, state colours, the focus."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from tests.gallery import STATES, Shot, shots, states_of
from tests.support.accessible import tree
from tests.support.contrast import EYES, contrast, distance
from tests.support.every_case import whole_or_fast
from tests.ui.fake_desk import FakeDesk
from titrator.session.policy import load_library
from titrator.ui import theme
from titrator.ui.glance import Glance
from titrator.ui.widgets.text import Text
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    Opened = Callable[..., Workplace]

Kind = TypeVar("Kind", bound=QWidget)
SHOTS = {shot.name: shot for shot in shots()}
_FEW = (
    *(f"bedside-{state}" for state in STATES),
    "bell-sounding",
    "form-reassess-back",
    "form-reduce-blocked",
    "form-order",
    "calculator-refused",
    "why-refused",
    "log-damaged",
    "more",
    "beds",
)
PAINTED = list(SHOTS)[: whole_or_fast(len(SHOTS), 0)] or list(_FEW)
MOST = (
    ("light-compact", theme.LIGHT, (1093, 543)),
    ("night-roomy", theme.NIGHT, (1366, 697)),
)
REST = (
    ("light-roomy", theme.LIGHT, (1366, 697)),
    ("night-compact", theme.NIGHT, (1093, 543)),
)
LOOKED_AT = MOST + REST[: whole_or_fast(len(REST), 0)]
"""Both themes and both sizes; every pair of them in the whole form."""
IDS = [one[0] for one in LOOKED_AT]
LOOKS = pytest.mark.parametrize("look", [theme.LIGHT, theme.NIGHT], ids=["light", "night"])


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Opened:
    """Opens a picture of the gallery in a look and a size."""

    def open_it(shot: Shot, look: theme.Theme, size: tuple[int, int]) -> Workplace:
        theme.use(look)
        theme.put_on(qapp)
        desk = FakeDesk(states=states_of(shot), library=load_library(None), data_dir=tmp_path)
        made = Workplace(desk)
        qtbot.addWidget(made)
        made.set_by("AB")
        made.setAutoFillBackground(True)
        made.resize(*size)
        made.show()
        QApplication.processEvents()
        shot.do(made)
        made.tick()
        QApplication.processEvents()
        return made

    return open_it


def shown(window: QWidget, kind: type[Kind]) -> list[Kind]:
    """Return what can be seen of a kind."""
    return [one for one in window.findChildren(kind) if one.isVisible()]


def seen_part(widget: QWidget, window: QWidget) -> QRect:
    """Return the part of a widget that is not scrolled away, in the window's pixels."""
    area = widget.visibleRegion().boundingRect()
    return QRect(widget.mapTo(window, area.topLeft()), area.size())


def colours(picture: QImage, area: QRect) -> Counter[int]:
    """Return how often each colour stands in an area."""
    part = picture.copy(area).convertToFormat(QImage.Format.Format_RGB32)
    return Counter(memoryview(part.constBits()).cast("I").tolist())


def colour(pixel: int) -> QColor:
    """Return a pixel's colour."""
    return QColor.fromRgb(pixel & 0xFFFFFF)


def contrast_in(picture: QImage, area: QRect) -> float:
    """Return the contrast of what is written in an area with what it stands on."""
    found = colours(picture, area)
    ground = colour(found.most_common(1)[0][0])
    return max(contrast(colour(pixel), ground) for pixel in found)


@pytest.mark.parametrize(("look", "size"), [one[1:] for one in LOOKED_AT], ids=IDS)
@pytest.mark.parametrize("name", PAINTED)
def test_what_is_painted_can_be_read(
    opened: Opened, name: str, look: theme.Theme, size: tuple[int, int]
) -> None:
    """Words reach 4.5 on what they stand on; the edge of what can be pressed or typed into, 3."""
    window = opened(SHOTS[name], look, size)
    picture = window.grab().toImage()
    if shown(window, Glance):
        # It covers the rest, and paints its words itself, in the inks of the theme's surfaces.
        assert contrast_in(picture, window.rect()) >= 4.5
        return
    faults = []
    for label in shown(window, Text):
        area = seen_part(label, window)
        if label.text().strip() and area.height() >= 12:
            reached = contrast_in(picture, area)
            if reached < 4.5:
                faults.append(f"{label.text()!r}: {reached:.2f}")
    for control in (*shown(window, QAbstractButton), *shown(window, QLineEdit)):
        hit = control.parentWidget() if isinstance(control, QLineEdit) else control
        if not control.isEnabled() or hit is None:
            continue
        area = seen_part(hit, window).adjusted(-4, 0, 4, 0).intersected(window.rect())
        if area.height() < 40:
            continue
        # From outside the left edge to well within it, at half the height.
        line = QRect(area.left(), area.center().y(), 16, 1)
        if contrast_in(picture, line) < 3:
            faults.append(f"{control.objectName()}: edge {contrast_in(picture, line):.2f}")
    assert not faults, "\n".join(faults)


@LOOKS
def test_the_colours_of_states_are_told_apart_by_all_eyes(
    opened: Opened, look: theme.Theme
) -> None:
    """Seven states: at least 30 apart for each kind of eyes, as painted; set-up is a card like calm.

    The primary act is as far from what calls; on the quiet ones it has a border in text colour.
    """
    painted = {}
    for state in ("calm", "due", "overdue", "suspended", "hold", "danger", "done"):
        window = opened(SHOTS[f"bedside-{state}"], look, (1366, 697))
        picture, strip = window.grab().toImage(), seen_part(window.bedside.strip, window)
        painted[state] = colour(colours(picture, strip).most_common(1)[0][0])
    window = opened(SHOTS["bedside-calm"], look, (1366, 697))
    button = seen_part(window.bedside.strip.primary, window)
    primary = colour(colours(window.grab().toImage(), button).most_common(1)[0][0])
    for eyes in EYES:
        for one, other in combinations(painted, 2):
            assert distance(painted[one], painted[other], eyes) >= 30, (one, other, eyes)
        for called in ("due", "overdue", "danger"):
            assert distance(primary, painted[called], eyes) >= 30, (called, eyes)


def test_the_distance_of_black_and_white_is_100_for_all_eyes() -> None:
    """The sums are tried on the one value everybody knows; red and green are nearer for some."""
    for eyes in EYES:
        assert distance("#000000", "#FFFFFF", eyes) == pytest.approx(100, abs=0.5)
    assert distance("#FF0000", "#00FF00", "usual") == pytest.approx(170.6, abs=0.1)
    assert distance("#C00000", "#608000", "deutan") < 40


@LOOKS
@pytest.mark.parametrize("name", ["bedside-overdue", "form-reassess", "calculator", "empty"])
def test_the_focus_is_seen_on_whatever_has_it(opened: Opened, name: str, look: theme.Theme) -> None:
    """With the cursor a control is painted otherwise, in colours at least 3 apart."""
    window = opened(SHOTS[name], look, (1366, 697))
    buttons = [one for one in shown(window, QAbstractButton) if one.isEnabled()]
    for control in [*buttons, *(one for one in shown(window, QLineEdit) if one.isEnabled())]:
        hit = control.parentWidget() if isinstance(control, QLineEdit) else control
        if hit is None or control.focusPolicy() is Qt.FocusPolicy.NoFocus:
            continue
        control.clearFocus()
        without = hit.grab().toImage()
        control.setFocus(Qt.FocusReason.TabFocusReason)
        having = hit.grab().toImage()
        middle = hit.height() // 2
        changed = max(
            contrast(without.pixelColor(x, middle), having.pixelColor(x, middle)) for x in range(12)
        )
        assert changed >= 3 or without.size() != having.size(), control.objectName()


@pytest.fixture
def _listened_to() -> Iterator[None]:
    """As if a screen reader listened."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.mark.usefixtures("_listened_to")
def test_words_and_time_are_what_the_tree_says(opened: Opened) -> None:
    """A name never hides what stands there: the clock says its time, the countdown its figures."""
    window = opened(SHOTS["bedside-calm"], theme.LIGHT, (1366, 697))
    said = [
        one.text(QAccessible.Text.Name).replace("\xa0", " ")
        for one in tree(QAccessible.queryAccessibleInterface(window))
        if not one.state().invisible
    ]
    for words in ("14:32, 24-hour clock", "11 min 42 sec", "71", "14:30", "2 min ago"):
        assert words in said
