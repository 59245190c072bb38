"""The article's patient, as a nurse enters and weans them, key by key.

70 kg, norepinephrine 4 mg in 250 mL at 7.9 mL/h, vasopressin 20 units in 100 mL at 9 mL/h.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.ui.nurse import ENTER, Key

if TYPE_CHECKING:
    from tests.ui.nurse import Nurse

CTRL = Qt.KeyboardModifier.ControlModifier
BED = "ICU-12"
MARKS_MIN = (5, 10, 15, 30, 45, 60)


def open_first_bed(nurse: Nurse) -> None:
    """From an empty first start: New bed, initials, the bed, an adult, the weight."""
    nurse.press(ENTER, "AB", ENTER)
    nurse.press(BED, ENTER, "1", "70", ENTER, "1", ENTER)


def record_what_runs(nurse: Nurse) -> None:
    """Both infusions, from their labels and pumps."""
    record_norepinephrine(nurse, "7.9")
    nurse.press(Key.Key_P, held=CTRL)
    nurse.choose("infusion.drug", "vasopressin")
    nurse.press("20", ENTER, "100", ENTER, "9", ENTER)


def record_norepinephrine(nurse: Nurse, rate: str) -> None:
    """4 mg in 250 mL at `rate` mL/h."""
    nurse.press(Key.Key_P, held=CTRL)
    nurse.choose("infusion.drug", "norepinephrine")
    nurse.press("4", ENTER, "250", ENTER, rate, ENTER)


def enter_orders(nurse: Nurse) -> None:
    """Both orders with all their elements, no end."""
    nurse.press(Key.Key_O, held=CTRL)
    nurse.choose("order.drug", "norepinephrine")
    nurse.press("1", "0.05", ENTER, "0.01", ENTER, "0.5", ENTER, "15", ENTER, "65", ENTER)
    nurse.press("Dr. Ruiz", ENTER, "1", ENTER)
    nurse.press(Key.Key_O, held=CTRL)
    nurse.choose("order.drug", "vasopressin")
    nurse.press("1", "0.03", ENTER, "0.01", ENTER, "0.03", ENTER, "60", ENTER, "65", ENTER)
    nurse.press("Dr. Ruiz", ENTER, "1", ENTER)


def pass_the_gate(nurse: Nurse, since: str = "0530") -> None:
    """MAP stable since then, today, and every condition met."""
    nurse.press(Key.Key_G, held=CTRL)
    nurse.press(since, ENTER, "1", "1111111", ENTER)


def reassess(nurse: Nurse, mmhg: str) -> None:
    """MAP on the arterial line, nothing worse."""
    nurse.press(Key.Key_F5, mmhg, ENTER, "1111", ENTER)


def start(nurse: Nurse) -> None:
    """Start the wean."""
    nurse.press(Key.Key_S, held=CTRL)
    nurse.press(ENTER)


def set_up(nurse: Nurse) -> None:
    """Everything from an empty first start to a wean that runs."""
    open_first_bed(nurse)
    record_what_runs(nurse)
    enter_orders(nurse)
    pass_the_gate(nurse)
    reassess(nurse, "72")
    start(nurse)


def reduce(nurse: Nurse, pump_shows: str) -> None:
    """Take the advised reduction, or the stop, and read the pump back."""
    nurse.press(Key.Key_F6, "1", pump_shows, ENTER)


def back_up(nurse: Nurse, pump_shows: str) -> None:
    """Go back to the last tolerated dose."""
    nurse.press(Key.Key_F8, "1", pump_shows, ENTER)


def watch(nurse: Nurse, *, minutes: int, mmhg: str = "71") -> None:
    """Let `minutes` pass since a change, with a good assessment at each mark that falls due."""
    now = 0
    for mark in MARKS_MIN:
        if mark <= minutes:
            nurse.wait(minutes=mark - now)
            reassess(nurse, mmhg)
            now = mark
    nurse.wait(minutes=minutes - now)
