"""The list of tasks of a set-up: where each stands is said whole, never cut with dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from titrator.session.screen import Act, Task
from titrator.ui import theme
from titrator.ui.bedside.tasks import TaskList, _TaskButton

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SENTENCE = (
    "MAP has not been stable for 120 min; lactate clearing not met; urine output not met; its answers "
    "are more than 60 min old."
)


@pytest.mark.parametrize(
    ("detail", "said"),
    [(SENTENCE, "not met yet"), ("not answered", "not answered")],
    ids=["long", "short"],
)
def test_a_sentence_without_room_gives_way_to_a_few_words(
    qtbot: QtBot, detail: str, said: str
) -> None:
    """On the smallest screen the long one is in the tip and the name only; the short one stands."""
    theme.use(density=theme.Density.TIGHT)
    tasks = TaskList()
    qtbot.addWidget(tasks)
    tasks.resize(700, 160)
    tasks.show_tasks(
        [Task(act=Act.GATE, label="Start gate", detail=detail, brief="not met yet", is_done=False)]
        * 5
    )
    QApplication.processEvents()
    for button in tasks.findChildren(_TaskButton):
        assert button.shown_detail() == said
        assert button.fits()
        assert button.toolTip() == detail
        assert detail in button.accessibleName()
