"""A shift of twelve hours at two beds in the real window, its seconds compressed: what stays behind.

The nurse answers each prompt some 20 to 95 seconds after it came, by keys, through the forms; so forms
and panels come and go a hundred times. Every run looks at 40 minutes each five seconds; the long form at
each of the 43,200 seconds of the shift.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.support.every_case import whole_or_fast
from tests.support.fake_clock import FakeClock
from tests.support.nurse_of_two import HOUR_S, NurseOfTwo
from tests.support.weaning import start_weaning
from tests.ui.nurse import ENTER, Key, Nurse, seats
from titrator.session.desk import open_desk
from titrator.session.screen import Act

if TYPE_CHECKING:
    from titrator.session.desk import Desk

SHIFT_S = 12 * HOUR_S
MOST_BYTES = 10_000_000
FEW_WIDGETS = 5
"""What another state of the bed may show more; a form alone has some sixty."""
_log = logging.getLogger(__name__)


class NurseAtWindow(NurseOfTwo):
    """Acts by the keys of the window."""

    def __init__(self, nurse: Nurse, desk: Desk) -> None:
        super().__init__(desk)
        self.nurse = nurse

    def act(self, bed_id: str, act: Act | None, second: int) -> None:
        """Type what is asked for."""
        self.nurse.workplace.open_bed(bed_id)
        if act is Act.REASSESS:
            self.nurse.press(Key.Key_F5, "72", ENTER, "1111", ENTER)
        elif act is Act.REDUCE:
            first = self.desk.reduce_form(bed_id).options[0]
            self.nurse.press(Key.Key_F6, "1", first.pump_rate_number, ENTER)
            self.stepped[bed_id] = second + 2 * HOUR_S
        assert self.nurse.form() is None, f"{act} at second {second} was not recorded"
        self.answered += 1


def resident() -> int:
    """How many bytes of memory this process has now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def widgets() -> int:
    """How many widgets there are, once those that were let go of are gone."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return len(QApplication.allWidgets())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.hazard("H16")
def test_a_shift_at_two_beds_leaves_little_behind_and_misses_no_prompt(data_dir: Path) -> None:
    """Less than 10 MB more and no form more than after its first part; nothing overdue."""
    seconds, every = whole_or_fast(SHIFT_S, 2 * HOUR_S // 3), whole_or_fast(1, 5)
    warm_s = whole_or_fast(HOUR_S, HOUR_S // 3)
    clock = FakeClock()
    desk = open_desk(data_dir=data_dir, policy_dir=None, clock=clock)
    with seats() as sit_down:
        bed_ids = [start_weaning(desk, bed) for bed in ("ICU-12", "ICU-14")]
        nurse = sit_down(desk, clock)
        nurse.sign_in("AB")
        nurse.workplace.ready.begin()
        at_window = NurseAtWindow(nurse, desk)
        before = 0, 0
        for second in range(0, seconds, every):
            if second == warm_s:
                before = widgets(), resident()
            clock.pass_unseen(timedelta(seconds=every))
            nurse.workplace.tick()
            QApplication.processEvents()
            # Its moment never comes where seconds are compressed.
            while nurse.workplace.ready.make_next():
                pass
            # An event loop lets go of these by itself; there is none here.
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            for one in bed_ids:
                at_window.look(one, second)
        after = widgets(), resident()
    desk.close()
    _log.info("grew by %d bytes in %d s", after[1] - before[1], seconds - warm_s)
    assert at_window.late == 0
    assert at_window.answered > seconds // 900
    assert after[0] <= before[0] + FEW_WIDGETS, "widgets stayed behind"
    assert after[1] - before[1] < MOST_BYTES
