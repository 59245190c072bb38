"""A number is never parted from its unit, nor a unit in two, however narrow the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from titrator.ui import theme
from titrator.ui.theme import Density, Type
from titrator.ui.widgets import text as words
from titrator.ui.widgets.text import Text, Wrap, glued

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
WORD_JOINER = "\N{WORD JOINER}"


@pytest.mark.hazard("H37")
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("7.9 mL/h", "7.9_mL/~h"),
        ("0.03 mcg/kg/min at 70 kg", "0.03_mcg/~kg/~min at 70_kg"),
        ("20 units in 100 mL", "20_units in 100_mL"),
        ("every 15 min or more", "every 15_min or more"),
        ("MAP 65 mmHg, 28.5 %", "MAP_65_mmHg, 28.5_%"),
        ("MAP 63, below 65", "MAP_63, below_65"),
        ("5 nanogram/kg/min", "5_nanogram/~kg/~min"),
        ("step 3 of about 7", "step 3 of about 7"),
        ("14 minutes, 2 hold", "14 minutes, 2 hold"),
        ("0.03 micrograms/kg/min", "0.03_micrograms/~kg/~min"),
        ("5 nanogramos/kg/min, 1 microgramo", "5_nanogramos/~kg/~min, 1_microgramo"),
        ("same/better", "same/better"),
    ],
)
def test_number_and_unit_are_glued_and_nothing_else(said: str, shown: str) -> None:
    """_ stands for a space that does not break, ~ for a joiner."""
    assert glued(said).replace(NO_BREAK_SPACE, "_").replace(WORD_JOINER, "~") == shown


def test_a_label_says_what_it_was_given(qtbot: QtBot) -> None:
    """Those who read the label get the words, not the glue."""
    label = Text(text="set the pump to 7.9 mL/h", wrap=Wrap.YES)
    qtbot.addWidget(label)
    assert label.text() == "set the pump to 7.9 mL/h"
    label.setText("5 min")
    label.say("5 min")
    assert label.text() == "5 min"


def test_a_path_of_windows_may_break_after_each_folder() -> None:
    """A long one would be cut on a small screen."""
    assert glued("C:\\users\\out.csv").split("\N{ZERO WIDTH SPACE}") == [
        "C:\\",
        "users\\",
        "out.csv",
    ]


LONG = (
    "Norepinephrine first: 0.03 mcg/kg/min at 70 kg is 2.1 mcg/min, and 7.9 mL/h of 16 mcg per mL."
)


_WIDTHS = (90, 300, 1200)


def room(label: QLabel) -> tuple[object, ...]:
    """What the layouts ask a label for."""
    heights = [label.heightForWidth(width) for width in _WIDTHS]
    return label.sizeHint(), label.minimumSizeHint(), heights


def room_by_qt(label: QLabel) -> tuple[object, ...]:
    """The same, worked out by Qt itself."""
    heights = [QLabel.heightForWidth(label, width) for width in _WIDTHS]
    return QLabel.sizeHint(label), QLabel.minimumSizeHint(label), heights


@pytest.mark.parametrize("wrap", Wrap)
def test_remembered_room_is_what_qt_gives(qtbot: QtBot, wrap: Wrap) -> None:
    """Whatever changes the room of words, it is that of these words as they stand."""
    label, other = Text(Type.BODY, LONG, wrap=wrap), Text(Type.BODY, LONG, wrap=wrap)
    for one in (label, other):
        qtbot.addWidget(one)

    for change in (
        lambda: None,
        lambda: label.set_role(Type.DOSE),
        lambda: label.say("another dose"),
        lambda: label.set_role(Type.SMALL),
        lambda: label.setIndent(28),
        lambda: label.setWordWrap(not label.wordWrap()),
        lambda: label.strike(is_struck=True),
        lambda: label.say("Save && go"),
        lambda: label.setBuddy(other),
        lambda: label.set_role(Type.DOSE),
        lambda: theme.use(density=Density.COMPACT),
        label.restyle,
        lambda: theme.use(density=Density.ROOMY),
        label.restyle,
    ):
        change()
        by_qt = room_by_qt(label)
        # Asked again, it comes from memory.
        for _ in range(2):
            assert room(label) == by_qt


@pytest.mark.parametrize("px", [30, 150, 700])
def test_remembered_room_is_that_of_the_width_that_was_set(qtbot: QtBot, px: int) -> None:
    """The same words in a place of another width are no guide."""
    free, fixed = Text(Type.BODY, LONG, wrap=Wrap.YES), Text(Type.BODY, LONG, wrap=Wrap.YES)
    for one in (free, fixed):
        qtbot.addWidget(one)
    fixed.setFixedWidth(px)
    by_qt = room_by_qt(fixed)
    assert room(free) == room_by_qt(free)
    assert room(fixed) == by_qt


def test_words_said_before_are_not_measured_again(qtbot: QtBot) -> None:
    """Opening the same form again costs nothing for words that stood there before."""
    rooms = []
    known = set()
    for _ in range(2):
        label = Text(Type.BODY, LONG, wrap=Wrap.YES)
        qtbot.addWidget(label)
        rooms.append(room(label))
        known.add((len(words._heights), len(words._hints)))
    assert rooms[0] == rooms[1]
    assert len(known) == 1


def test_a_night_of_running_seconds_does_not_fill_the_memory(qtbot: QtBot) -> None:
    """What is remembered is bounded."""
    label = Text(Type.BODY, wrap=Wrap.YES)
    qtbot.addWidget(label)
    for second in range(2_100):
        label.say(f"due in {second} sec")
        room(label)
    assert len(words._heights) <= 2_000
    assert len(words._hints) <= 2_000
