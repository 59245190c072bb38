"""Hand over: initials and every running pump by the incoming nurse; then the sheet, and its PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.ui.fake_desk import REFUSED, FakeDesk
from tests.ui.nurse import ENTER, ESC, Key, Nurse
from titrator.core.commands import HandOver
from titrator.ui.panels.handover import HandoverPanel

if TYPE_CHECKING:
    from pathlib import Path

READ = HandOver(pump_shows={"norepinephrine": "18.4 mL/h", "vasopressin": "9 mL/h"})
CTRL = Qt.KeyboardModifier.ControlModifier


def sheet(nurse: Nurse) -> HandoverPanel:
    """The sheet that is open."""
    panel = nurse.workplace.stage.solo.panel()
    assert isinstance(panel, HandoverPanel)
    return panel


@pytest.mark.hazard("H40")
def test_a_handover_takes_five_keys_beside_what_is_signed_and_read(
    nurse: Nurse, desk: FakeDesk
) -> None:
    """F10 and Enter four times, of at most six; the sheet opens, and the incoming nurse is signed in."""
    typed = ("CD", "18.4", "9")
    nurse.press(Key.Key_F10, typed[0], ENTER, typed[1], ENTER, typed[2], ENTER)
    assert desk.sent == [("ICU-12", READ, "CD")]
    assert nurse.keys - sum(map(len, typed)) <= 6
    assert "Entries: 42" in sheet(nurse).words()
    assert "by CD" in sheet(nurse).words()
    nurse.press(ESC)
    assert nurse.find("banner.initials", QWidget).accessibleName().endswith("CD")


def test_a_handover_takes_three_clicks(nurse: Nurse, desk: FakeDesk) -> None:
    """More, Hand over, Take over; the cursor goes from field to field by Enter."""
    nurse.click("act.more")
    nurse.click("more.hand_over")
    nurse.press("CD", ENTER, "18.4", ENTER, "9")
    nurse.click("hand_over.submit")
    assert desk.sent == [("ICU-12", READ, "CD")]
    assert nurse.clicks <= 4


@pytest.mark.hazard("H40")
def test_nothing_is_sent_while_a_pump_is_unread(nurse: Nurse, desk: FakeDesk) -> None:
    """Enter goes to what is missing, again and again."""
    nurse.press(Key.Key_F10, "CD", ENTER, "18.4", ENTER, ENTER, ENTER)
    assert desk.sent == []
    assert nurse.focus().objectName() == "hand_over.pump.vasopressin"


def test_initials_are_letters(nurse: Nurse, desk: FakeDesk) -> None:
    """Digits are no signature; the reason stands under the field."""
    nurse.press(Key.Key_F10, "12", ENTER)
    assert nurse.focus().objectName() == "hand_over.by"
    assert desk.sent == []


@pytest.mark.hazard("H22")
def test_a_difference_is_a_stop_in_red_and_nobody_is_signed_in(
    nurse: Nurse, desk: FakeDesk
) -> None:
    """The refusal stands on the form, what was typed stays, and AB is still at the bedside."""
    desk.answers.append(REFUSED)
    nurse.press(Key.Key_F10, "CD", ENTER, "8.9", ENTER, "9", ENTER)
    assert nurse.refusals() == ["PUMP_MISMATCH"]
    assert nurse.form() is not None
    assert nurse.find("banner.initials", QWidget).accessibleName().endswith("AB")
    assert nurse.focus().objectName() == "hand_over.pump.norepinephrine"


def test_what_the_pumps_should_show_is_not_on_the_form(nurse: Nurse) -> None:
    """It is read off the pump, not copied."""
    nurse.press(Key.Key_F10)
    form = nurse.form()
    assert form is not None
    said = " ".join(one.text() for one in form.findChildren(type(form._heading)))
    assert "18.4" not in said
    assert "MAP 71 mmHg" in said.replace("\N{NO-BREAK SPACE}", " ")


def test_the_sheet_is_opened_and_closed_by_one_key(nurse: Nurse) -> None:
    """Ctrl+H, before a handover too, and from More."""
    nurse.press(Key.Key_H, held=CTRL)
    assert "Handover ICU-12" in sheet(nurse).accessibleName()
    nurse.press(Key.Key_H, held=CTRL)
    assert nurse.workplace.stage.solo.panel() is None
    nurse.click("act.more")
    nurse.click("more.sheet")
    assert sheet(nurse).isVisible()


def test_the_sheet_is_kept_as_a_pdf_in_a_chosen_folder(nurse: Nurse, tmp_path: Path) -> None:
    """A file that begins as a PDF does; no folder chosen, nothing happens; a bad one is said."""
    nurse.press(Key.Key_H, held=CTRL)
    panel = sheet(nurse)
    panel.choose_folder = str
    nurse.click("handover.save")
    assert not nurse.sees("handover.said")
    panel.choose_folder = lambda: str(tmp_path)
    panel.save_button.acted.emit()
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes().startswith(b"%PDF-")
    assert kept.stat().st_size > 2000
    assert kept.name in panel._said.text()
    panel.choose_folder = lambda: str(tmp_path / "gone")
    panel.save_button.acted.emit()
    assert "no such folder" in panel._said.text()
