"""A number is never parted from its unit, nor a unit in two, however narrow the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
        ("MAP 63, below 65", "MAP_63, below 65"),
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
