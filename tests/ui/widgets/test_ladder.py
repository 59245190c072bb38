"""The ladder of a wean: a number under it is whole or not there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

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
def test_a_number_stands_in_the_middle_of_its_bar_where_it_has_room() -> None:
    """A bar from 100 to 136 has its middle at 118, a number of 52 px begins at 92."""
    ladder = Ladder("ladder")
    ladder.resize(300, 32)
    assert ladder._under(QRectF(100, 0, 36, 8), 52).left() == 92
