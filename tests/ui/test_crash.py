"""The window is killed in the middle of a form, and started again: the nurse goes on where she was."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.driving import a_window
from tests.support.weaning import start_weaning
from titrator.session.clock import SystemClock
from titrator.session.desk import open_desk
from titrator.session.drafts import DRAFTS_NAME

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tests.support.driving import Window

pytestmark = [pytest.mark.hazard("H39"), pytest.mark.hazard("H34")]

# What is typed next, what then stands in the draft, and what is on the screen after the kill.
STAGES = (
    ([("type", "71")], b'"71"', "reassess.map", "0 of 4"),
    (
        [("press", "Return"), ("type", "1")],
        b'"focus":"reassess.capillary_refill',
        "reassess.capillary_refill",
        "1 of 4",
    ),
)


def go_on(window: Window, folder: Path, place: int) -> None:
    """Type what comes next, and wait until the draft on the disk holds it."""
    typed, what, _, _ = STAGES[place]
    for one in typed:
        window.ask(*one)
    while what not in (folder / DRAFTS_NAME).read_bytes():
        window.ask("seen")


def now() -> datetime:
    """The time of this workstation."""
    return SystemClock().read().utc


def seconds(countdown: str) -> int:
    """``4 min 07 sec`` in seconds."""
    found = re.fullmatch(r"(\d+) min (\d+) sec", countdown)
    assert found, countdown
    return int(found[1]) * 60 + int(found[2])


def test_killed_at_each_field_it_comes_back_to_it(data_dir: Path) -> None:
    """Bed, form, MAP, answers, cursor and cue; the countdown is that of the log, to a second."""
    desk = open_desk(data_dir=data_dir, policy_dir=None, clock=SystemClock())
    start_weaning(desk, "ICU-12")
    start_weaning(desk, "ICU-14")
    desk.close()
    due = now() + timedelta(minutes=5)
    with a_window(data_dir) as window:
        window.ask("by", "AB")
        window.ask("press", "F5")
        go_on(window, data_dir, 0)
        window.kill()
    for place, (_, _, cursor, progress) in enumerate(STAGES):
        with a_window(data_dir) as window:
            before = now()
            seen = window.ask("seen")
            after = now()
            second = timedelta(seconds=1)
            assert (due - after) // second - 1 <= seconds(seen["countdown"])
            assert seconds(seen["countdown"]) <= (due - before) // second + 1
            assert seen["typed"]["reassess.map"] == "71"
            assert seen["cursor"].startswith(cursor)
            assert seen["words"]["reassess.cue"] == (
                f"You were reassessing ICU-12: MAP typed 0 min ago, perfusion {progress}."
            )
            if place + 1 < len(STAGES):
                go_on(window, data_dir, place + 1)
            window.kill()


def test_killed_in_another_act_of_the_bed_what_was_put_aside_before_waits(data_dir: Path) -> None:
    """Half an assessment, then a bag: the bag is open again, and F5 opens the assessment."""
    desk = open_desk(data_dir=data_dir, policy_dir=None, clock=SystemClock())
    start_weaning(desk, "ICU-12")
    desk.close()
    with a_window(data_dir) as window:
        window.ask("by", "AB")
        window.ask("press", "F5")
        window.ask("type", "71")
        window.ask("press", "F9")
        window.ask("type", "8")
        while b'"8"' not in (data_dir / DRAFTS_NAME).read_bytes():
            window.ask("seen")
        window.kill()
    with a_window(data_dir) as window:
        window.ask("by", "AB")
        seen = window.ask("seen")
        assert seen["typed"]["bag_change.amount"] == "8"
        assert seen["words"]["notice.words"].endswith(
            "Half typed at ICU-12 and kept: Reassess (F5)."
        )
        window.ask("press", "F5")
        seen = window.ask("seen")
        assert seen["typed"]["reassess.map"] == "71"
        assert seen["cursor"] == "reassess.map"
