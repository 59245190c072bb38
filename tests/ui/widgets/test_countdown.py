"""A countdown is whole at any width: in a language with long words both its fonts are smaller."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFontMetricsF

from titrator.ui import theme
from titrator.ui.theme import Type
from titrator.ui.widgets import countdown

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

PARTS = ("3", "min", "10", "sec")


@pytest.mark.parametrize("after", ["late", "de retraso", "a good deal later than that"])
@pytest.mark.parametrize("room", [150, 189, 220, 275, 288, 347, 400, 700])
@pytest.mark.usefixtures("letters")
def test_a_countdown_is_never_wider_than_its_room(
    qapp: QApplication, after: str, room: int
) -> None:
    """Figures, units and what stands after them, at the sizes they are painted in."""
    figures, units = countdown._fonts(PARTS, after, room)
    painted = [
        *(QFontMetricsF(figures).horizontalAdvance(part) for part in ("3", "10")),
        *(QFontMetricsF(units).horizontalAdvance(part) for part in ("min", f"sec {after}")),
    ]
    gaps = 2 * (theme.Space.HAIR + 2) + theme.Space.GAP
    assert sum(painted) + gaps <= room


def test_figures_are_as_large_as_ever_where_there_is_room(qapp: QApplication) -> None:
    """Nothing gets smaller for nothing."""
    figures, units = countdown._fonts(PARTS, "late", 700)
    assert figures.pixelSize() == theme.font(Type.COUNTDOWN).pixelSize()
    assert units.pixelSize() == theme.font(Type.MARKED).pixelSize()
