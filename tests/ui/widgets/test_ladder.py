"""The ladder of a wean: a number under it is whole or not there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from titrator.session.screen import Rung
from titrator.ui.widgets.ladder import Ladder


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize("left", [0.0, 20.0, 264.0])
def test_a_number_never_begins_or_ends_outside(left: float) -> None:
    """0.0301 under a narrow bar at either end would else be read as .0301 or as 0.03."""
    ladder = Ladder("ladder")
    ladder.resize(300, 32)
    place = ladder._under(QRectF(left, 0, 36, 8), 52)
    assert place.left() >= 0
    assert place.left() + 52 <= 300


@pytest.mark.usefixtures("qtbot")
def test_no_label_touches_another_and_the_dose_now_and_the_end_are_always_told() -> None:
    """The last but one gives way to a long word at the end; what has room stays."""
    ladder = Ladder("ladder")
    ladder.set_rungs(
        [
            Rung(label="0.02", place="done", group=1),
            Rung(label="0.01", place="now", group=1),
            Rung(label="suspendida", place="ahead", group=1),
            Rung(label="suspendida", place="ahead", group=2),
        ]
    )
    places = ((0, 30), (50, 30), (90, 80), (140, 80))
    labels = [QRectF(left, 11, width, 20) for left, width in places]
    assert ladder._told(labels) == {0, 1, 3}
    assert ladder._told([labels[0], labels[1].translated(-25, 0), *labels[2:]]) == {1, 3}


@pytest.mark.usefixtures("qtbot")
def test_a_number_stands_in_the_middle_of_its_bar_where_it_has_room() -> None:
    """A bar from 100 to 136 has its middle at 118, a number of 52 px begins at 92."""
    ladder = Ladder("ladder")
    ladder.resize(300, 32)
    assert ladder._under(QRectF(100, 0, 36, 8), 52).left() == 92
