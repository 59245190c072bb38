"""The article's patient, from an empty first start to both drugs off, by keyboard and mouse.

A real desk, a real log and the real window, on a clock that is told what to do. On the way MAP falls
to 63, stays low, norepinephrine goes back up, and the wean is resumed after the hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.fake_clock import FakeClock
from tests.ui import article_patient as patient
from tests.ui.nurse import ENTER, ESC, Key
from titrator.session.desk import Desk, open_desk
from titrator.session.screen import Act, Tone
from titrator.store.opening import LOG_NAME
from titrator.store.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.nurse import Nurse
    from titrator.session.screen import NextAct

# An offscreen list that opens cannot take the keyboard for itself alone.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

STORY = [
    ("08:00", "ICU-12 opened, weight 70 kg measured"),
    ("08:00", "recorded norepinephrine at 7.9 mL/h of 4 mg in 250 mL"),
    ("08:00", "recorded vasopressin at 9 mL/h of 20 units in 100 mL"),
    ("08:00", "order recorded: norepinephrine, increment 0.01 mcg/kg/min every 15 min"),
    ("08:00", "order recorded: vasopressin, increment 0.01 units/min every 60 min"),
    ("08:00", "start gate answered"),
    ("08:00", "reassessed, MAP 72 mmHg arterial line"),
    ("08:00", "wean started"),
    ("08:00", "norepinephrine reduced to 0.0202 mcg/kg/min, pump 5.3 mL/h"),
    ("08:05", "reassessed, MAP 63 mmHg arterial line"),
    ("08:08", "reassessed, MAP 62 mmHg arterial line"),
    ("08:08", "norepinephrine backed up, pump 7.9 mL/h"),
    ("08:30", "hold: again"),
    ("08:30", "hold: prescriber asked"),
    ("08:30", "not done: "),
    ("09:08", "resumed"),
    ("09:08", "norepinephrine reduced to 0.0202 mcg/kg/min, pump 5.3 mL/h"),
    ("09:23", "not done: norepinephrine: the pump shows 2.6 mL/h, it must show 2.7 mL/h."),
    ("09:23", "norepinephrine reduced to 0.0103 mcg/kg/min, pump 2.7 mL/h"),
    ("10:23", "vasopressin reduced to 0.02 units/min, pump 6 mL/h"),
    ("11:23", "vasopressin reduced to 0.01 units/min, pump 3 mL/h"),
    ("12:23", "vasopressin stopped"),
    ("12:38", "norepinephrine stopped"),
]
"""Every entry but the good reassessments, by how it begins."""


def strip(desk: Desk) -> NextAct:
    """What the one bed's screen says is next."""
    return desk.bedside(desk.beds()[0].bed_id).next


def test_the_articles_patient_is_weaned_and_the_log_tells_it(
    nurse: Nurse, desk: Desk, data_dir: Path
) -> None:
    """Stage by stage; at the end nothing runs, and the log holds the same story, unbroken."""
    assert nurse.sees("empty.new_bed")
    patient.set_up(nurse)
    assert strip(desk).act is Act.REDUCE
    _reduce_by_mouse(nurse)
    _hold_back_up_and_resume(nurse, desk)
    _to_the_floor(nurse, desk)
    _off(nurse, desk)
    bed_id = desk.beds()[0].bed_id
    assert strip(desk).tone is Tone.DONE
    assert [row.is_running for row in desk.bedside(bed_id).drugs] == [False, False]
    told = [
        (line.time, line.text)
        for line in reversed(desk.log_lines(bed_id))
        if "MAP 71" not in line.text
    ]
    assert [time for time, _ in told] == [time for time, _ in STORY]
    for (_, text), (_, beginning) in zip(told, STORY, strict=True):
        assert text.startswith(beginning)
    assert {line.by for line in desk.log_lines(bed_id)} == {"AB"}
    _the_file_holds_the_same(desk, data_dir)


def _reduce_by_mouse(nurse: Nurse) -> None:
    """The first step by clicks: Reduce, the dose, the field, Record."""
    nurse.click("act.reduce")
    nurse.click("reduce.to.1")
    nurse.click("reduce.pump_shows")
    nurse.press("5.3")
    nurse.click("reduce.submit")
    assert nurse.form() is None


def _hold_back_up_and_resume(nurse: Nurse, desk: Desk) -> None:
    """MAP 63 holds by itself; a second low reading is answered by going back up; an hour passes."""
    nurse.wait(minutes=5)
    patient.reassess(nurse, "63")
    assert strip(desk).tone is Tone.HOLD
    nurse.press(Key.Key_F6)
    assert "ON_HOLD" in nurse.refusals()
    nurse.press(ESC)
    nurse.wait(minutes=3)
    patient.reassess(nurse, "62")
    assert strip(desk).act is Act.BACK_UP
    patient.back_up(nurse, "7.9")
    nurse.wait(minutes=22)
    nurse.press(Key.Key_F5, "71", ENTER, "1111", ENTER)
    nurse.press(Key.Key_F7, "5", ENTER)  # it holds already; the reason is kept
    nurse.press(Key.Key_R, held=patient.CTRL)
    nurse.press(ENTER)
    assert "HOLD_TOO_SHORT" in nurse.refusals()
    nurse.press(ESC)
    nurse.wait(minutes=38)
    assert strip(desk).act is Act.REASSESS
    patient.reassess(nurse, "71")
    assert strip(desk).act is Act.RESUME
    nurse.press(Key.Key_R, held=patient.CTRL)
    nurse.press(ENTER)
    assert strip(desk).act is Act.REDUCE


def _to_the_floor(nurse: Nurse, desk: Desk) -> None:
    """Norepinephrine to 0.01; a pump that shows another rate is refused and put right."""
    patient.reduce(nurse, "5.3")
    nurse.wait(minutes=6)
    nurse.press(Key.Key_F6)
    assert "STEP_TOO_EARLY" in nurse.refusals()
    nurse.press(ESC)
    nurse.wait(minutes=9)
    patient.reassess(nurse, "71")
    nurse.press(Key.Key_F6, "1", "2.6", ENTER)
    assert nurse.refusals() == ["PUMP_MISMATCH"]
    nurse.press(Key.Key_Backspace, "7", ENTER)
    assert nurse.form() is None
    assert "vasopressin" not in strip(desk).heading


def _off(nurse: Nurse, desk: Desk) -> None:
    """Vasopressin by thirds, each an hour after the last change, and then norepinephrine."""
    for pump_shows in ("6", "3"):
        patient.watch(nurse, minutes=60)
        assert strip(desk).heading == "REDUCE vasopressin: OPEN NOW, DUE WITHIN"
        patient.reduce(nurse, pump_shows)
    patient.watch(nurse, minutes=60)
    assert strip(desk).heading == "STOP vasopressin: OPEN NOW, DUE WITHIN"
    patient.reduce(nurse, "0")
    patient.watch(nurse, minutes=15)
    assert strip(desk).heading == "STOP norepinephrine: OPEN NOW, DUE WITHIN"
    patient.reduce(nurse, "0")


def _the_file_holds_the_same(desk: Desk, data_dir: Path) -> None:
    """The chain is unbroken, and the panel shows every entry that the desk tells."""
    report = verify(data_dir / LOG_NAME)
    assert report.fault is None
    assert report.entries >= len(desk.log_lines(desk.beds()[0].bed_id))


def test_a_closed_window_comes_back_to_the_same_wean(
    nurse: Nurse, desk: Desk, data_dir: Path, clock: FakeClock
) -> None:
    """Opened again, the bed, its doses and its log are there, and a fresh assessment is asked for."""
    patient.set_up(nurse)
    patient.reduce(nurse, "5.3")
    bed_id = desk.beds()[0].bed_id
    before = [(one.chain, one.bag, one.is_running) for one in desk.bedside(bed_id).drugs]
    desk.close()
    again = open_desk(data_dir=data_dir, policy_dir=None, clock=clock)
    after = again.bedside(bed_id).drugs
    assert [(one.chain, one.bag, one.is_running) for one in after] == before
    assert after[0].note.endswith("wean suspended")
    assert strip(again).act is Act.REASSESS
    again.close()
