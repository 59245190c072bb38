"""What each task costs in keys and clicks, counted on the real window over a real desk.

The goals are those of the effort table for this program; the patient is the article's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.ui import article_patient as patient
from tests.ui.nurse import ENTER, ESC, Key
from titrator.session.desk import Desk
from titrator.session.screen import Tone

if TYPE_CHECKING:
    from tests.ui.nurse import Nurse

# An offscreen list that opens cannot take the keyboard for itself alone.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def weaning(nurse: Nurse) -> Nurse:
    """A nurse at a bed where the wean has just started; nothing is counted yet."""
    patient.set_up(nurse)
    nurse.keys = nurse.clicks = 0
    return nurse


@pytest.fixture
def resuming(weaning: Nurse) -> Nurse:
    """A nurse whose good assessment, half an hour into a hold, has just opened the form to resume."""
    weaning.press(Key.Key_F7, "5", ENTER)
    weaning.wait(minutes=30)
    patient.reassess(weaning, "71")
    weaning.keys = weaning.clicks = 0
    return weaning


def done(nurse: Nurse, desk: Desk, said: str) -> bool:
    """Whether no form is open any more and the newest entry says it."""
    newest = desk.log_lines(desk.beds()[0].bed_id)[0].text
    return nurse.form() is None and not nurse.refusals() and said in newest


def test_hold_costs_one_key_or_one_click(weaning: Nurse, desk: Desk) -> None:
    """F7, or the button; the reason is asked once the hold stands."""
    weaning.click("act.hold")
    assert (weaning.keys, weaning.clicks) == (0, 1)
    assert desk.bedside(desk.beds()[0].bed_id).next.tone is Tone.HOLD


def test_a_hold_by_key_costs_one(weaning: Nurse, desk: Desk) -> None:
    """No confirmation before it."""
    weaning.press(Key.Key_F7)
    assert weaning.keys == 1
    assert desk.bedside(desk.beds()[0].bed_id).next.tone is Tone.HOLD


def test_a_reassessment_costs_nine_keys(weaning: Nurse, desk: Desk) -> None:
    """F5, two digits, Enter, four answers, Enter."""
    weaning.press(Key.Key_F5, "71", ENTER, "1111", ENTER)
    assert weaning.keys <= 9
    assert done(weaning, desk, "reassessed, MAP 71 mmHg")


def test_a_reassessment_by_mouse_costs_six_clicks(weaning: Nurse, desk: Desk) -> None:
    """Reassess, four answers, Record; the two digits are typed where the cursor is."""
    weaning.click("act.reassess")
    weaning.press("71")
    for sign in ("mental_state", "capillary_refill", "urine_output", "skin"):
        weaning.click(f"reassess.{sign}.same_or_better")
    weaning.click("reassess.submit")
    assert weaning.clicks <= 8
    assert done(weaning, desk, "reassessed, MAP 71 mmHg")


def test_a_step_with_read_back_costs_eight_keys_at_most(weaning: Nurse, desk: Desk) -> None:
    """F6, one digit, the rate off the pump, Enter: 6 with three characters, 7 with four."""
    weaning.press(Key.Key_F6, "1", "5.3", ENTER)
    assert weaning.keys == 6
    assert done(weaning, desk, "norepinephrine reduced to 0.0202 mcg/kg/min")


def test_a_step_by_mouse_costs_four_clicks(weaning: Nurse, desk: Desk) -> None:
    """Reduce, the dose, the field, Record."""
    weaning.click("act.reduce")
    weaning.click("reduce.to.1")
    weaning.click("reduce.pump_shows")
    weaning.press("5.3")
    weaning.click("reduce.submit")
    assert weaning.clicks <= 4
    assert done(weaning, desk, "norepinephrine reduced to 0.0202 mcg/kg/min")


def test_the_last_tolerated_dose_costs_seven_keys_at_most(weaning: Nurse, desk: Desk) -> None:
    """F8, one digit, the rate, Enter; an old MAP does not stand in its way."""
    patient.reduce(weaning, "5.3")
    weaning.wait(minutes=40)
    weaning.keys = 0
    weaning.press(Key.Key_F8, "1", "7.9", ENTER)
    assert weaning.keys <= 7
    assert done(weaning, desk, "norepinephrine backed up, pump 7.9 mL/h")


def test_the_last_tolerated_dose_costs_four_clicks(weaning: Nurse, desk: Desk) -> None:
    """Back up, the dose, the field, Record."""
    patient.reduce(weaning, "5.3")
    weaning.keys = weaning.clicks = 0
    weaning.click("act.back_up")
    weaning.click("back_up.to.1")
    weaning.click("back_up.pump_shows")
    weaning.press("7.9")
    weaning.click("back_up.submit")
    assert weaning.clicks <= 4
    assert done(weaning, desk, "norepinephrine backed up, pump 7.9 mL/h")


def test_a_step_with_an_old_map_costs_eleven_keys_at_most(weaning: Nurse, desk: Desk) -> None:
    """F6 asks for the assessment first, MAP and Alt+1 and Enter; then the dose and the read-back."""
    weaning.wait(minutes=6)
    weaning.press(Key.Key_F6, "71")
    weaning.press(Key.Key_1, held=Qt.KeyboardModifier.AltModifier)
    weaning.press(ENTER, "1", "5.3", ENTER)
    assert weaning.keys <= 11
    assert done(weaning, desk, "norepinephrine reduced to 0.0202 mcg/kg/min")


def test_an_assessment_asked_for_first_says_why_and_leads_on_only_when_it_is_good(
    weaning: Nurse, desk: Desk
) -> None:
    """A low MAP holds instead: no form of a reduction opens, and the cue said why it was asked."""
    weaning.wait(minutes=6)
    weaning.press(Key.Key_F6)
    assert weaning.find("reassess.cue", QLabel).text().endswith("Reassess first, then reduce.")
    weaning.press("61", ENTER, "1111", ENTER)
    assert weaning.form() is None
    assert desk.bedside(desk.beds()[0].bed_id).next.tone is Tone.HOLD


def test_a_resumption_costs_a_reassessment_and_one_key(resuming: Nurse, desk: Desk) -> None:
    """The form opens by itself after the assessment that allows it, and Ctrl+R resumes."""
    resuming.press(Key.Key_R, held=CTRL)
    assert resuming.keys == 1
    assert done(resuming, desk, "resumed")


def test_a_resumption_costs_one_click_after_the_reassessment(resuming: Nurse, desk: Desk) -> None:
    """Its button stands there already."""
    resuming.click("resume.submit")
    assert resuming.clicks == 1
    assert done(resuming, desk, "resumed")


def test_enter_by_habit_after_the_assessment_stays_on_hold(resuming: Nurse, desk: Desk) -> None:
    """The form that opened by itself closes with nothing recorded."""
    resuming.press(ENTER)
    assert done(resuming, desk, "reassessed, MAP 71 mmHg")
    assert desk.bedside(desk.beds()[0].bed_id).next.tone is Tone.HOLD


def test_the_key_of_a_form_that_was_asked_for_resumes_nothing(resuming: Nurse, desk: Desk) -> None:
    """Ctrl+R twice is a slip; there it is Enter that resumes."""
    resuming.press(ESC)
    resuming.press(Key.Key_R, held=CTRL)
    resuming.press(Key.Key_R, held=CTRL)
    assert resuming.form() is not None
    resuming.press(ENTER)
    assert done(resuming, desk, "resumed")


def test_a_bag_of_the_same_strength_costs_twelve_keys(weaning: Nurse, desk: Desk) -> None:
    """F9, the drug, 4, 250, 7.9, each with Enter.

    A rate of four characters makes it 13 where two bags hang: which of them is changed is said by
    the nurse, never guessed, and the pump is read back in full.
    """
    weaning.press(Key.Key_F9, "1", "4", ENTER, "250", ENTER, "7.9", ENTER)
    assert weaning.keys <= 12
    assert done(weaning, desk, "norepinephrine new bag")


def test_the_only_bag_costs_twelve_keys_with_a_rate_of_four_characters(
    nurse: Nurse, desk: Desk
) -> None:
    """With one bag there is nothing to choose: F9, 4, 250, 10.5, each with Enter."""
    patient.open_first_bed(nurse)
    patient.record_norepinephrine(nurse, "10.5")
    nurse.keys = 0
    nurse.press(Key.Key_F9, "4", ENTER, "250", ENTER, "10.5", ENTER)
    assert nurse.keys <= 12
    assert done(nurse, desk, "norepinephrine new bag")


def test_a_bag_of_another_strength_costs_24_keys(weaning: Nurse, desk: Desk) -> None:
    """The same, and the second person's own reading and initials."""
    first = (Key.Key_F9, "1", "16", ENTER, "250", ENTER)
    weaning.press(*first, ENTER, "16", ENTER, "250", ENTER, "CD", ENTER, "2", ENTER)
    assert weaning.keys <= 24
    assert done(weaning, desk, "norepinephrine new bag")


def test_starting_a_wean_costs_45_keys_at_most(nurse: Nurse, desk: Desk) -> None:
    """The gate, a MAP with four answers, and the start: 26 keys, nothing filled in beforehand."""
    patient.open_first_bed(nurse)
    patient.record_what_runs(nurse)
    patient.enter_orders(nurse)
    nurse.keys = 0
    patient.pass_the_gate(nurse)
    patient.reassess(nurse, "72")
    patient.start(nurse)
    assert nurse.keys <= 45
    assert done(nurse, desk, "wean started")


def test_an_order_with_all_its_elements_costs_45_keys_at_most(nurse: Nurse, desk: Desk) -> None:
    """Two of them 83: drug, unit, three doses, interval, endpoint, prescriber and route of each."""
    patient.open_first_bed(nurse)
    patient.record_what_runs(nurse)
    nurse.keys = 0
    patient.enter_orders(nurse)
    assert nurse.keys <= 90
    assert done(nurse, desk, "order recorded: vasopressin")
