"""The card of the last MAP: what started a hold is seen there at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtGui import QFont

from tests.ui.fake_screens import LAST_MAP
from titrator.ui.bedside.last_map import LastMapCard
from titrator.ui.widgets.text import Ink

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.rule("R9")
def test_what_is_worse_is_written_loud_until_the_next_assessment(qtbot: QtBot) -> None:
    """Bold and red beside a MAP that is on target, and calm again afterwards."""
    card = LastMapCard()
    qtbot.addWidget(card)
    worse = msgspec.structs.replace(LAST_MAP, perfusion="Worse: urine output", is_worse=True)
    card.show_last(worse)
    assert card._perfusion.font().weight() == QFont.Weight.DemiBold
    assert card._perfusion._ink == Ink.DANGER.value
    card.show_last(LAST_MAP)
    assert card._perfusion.font().weight() == QFont.Weight.Normal
    assert card._perfusion._ink == Ink.DIM.value
