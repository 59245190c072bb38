"""Dose, dose a minute and pump rate are whole at any width: a unit that is cut is another unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFontMetricsF, QPainter

from titrator.ui.bedside.chain import Chain

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from pytestqt.qtbot import QtBot

LINKS = ("0.0301 micrograms/kg/min", "2.11 micrograms/min", "7.9 mL/h")


@pytest.mark.hazard("H37")
@pytest.mark.parametrize("is_one", [True, False])
@pytest.mark.parametrize("width", [190, 240, 400, 640, 900])
@pytest.mark.usefixtures("letters")
def test_a_chain_is_painted_inside_its_width(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int, *, is_one: bool
) -> None:
    """Smaller letters where they need it, on one line in a row of a drug, else on several."""
    ends: list[float] = []
    lines: set[float] = set()
    draw = QPainter.drawText

    def drawn(painter: QPainter, at: QPointF, text: str) -> None:
        ends.append(at.x() + QFontMetricsF(painter.font()).horizontalAdvance(text))
        lines.add(at.y())
        draw(painter, at, text)

    monkeypatch.setattr(QPainter, "drawText", drawn)
    chain = Chain()
    qtbot.addWidget(chain)
    chain.set_one_line(is_one=is_one)
    chain.set_links(LINKS)
    chain.resize(width, 120)
    chain.grab()
    assert len(ends) == len(LINKS) + 2
    assert max(ends) <= width
    assert len(lines) == 1 or not is_one
