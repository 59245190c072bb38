"""What is half typed when another act opens at its bed waits, is said to wait, and is there again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QRadioButton

from tests.support.shift import shipped_policy
from tests.ui.nurse import ENTER, ESC, Key
from tests.ui.test_drafting import CTRL, HALF, at_work, cue, left_off, opened, typed
from titrator.session.desk import Desk
from titrator.session.drafts import DRAFTS_NAME
from titrator.session.screen import Act
from titrator.store.memory_log import MemoryLog

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.fake_clock import FakeClock
    from tests.ui.nurse import Nurse, Seat

pytestmark = [
    pytest.mark.hazard("H39"),
    # An offscreen list that opens cannot take the keyboard for itself alone.
    pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True),
]

WAITS = "Half typed at ICU-12 and kept: Reassess (F5)."
SINCE = "Another act was recorded since: read and answer again."
MAY_BE_ASKED = (Act.REDUCE, Act.BACK_UP, Act.BAG_CHANGE, Act.ORDER, Act.INFUSION, Act.WEIGHT)
BESIDES = (Act.GATE, Act.RESUME, Act.CORRECT, Act.HAND_OVER, Act.DECLINE, Act.START, Act.CLOSE)


@pytest.fixture
def room(sit_down: Seat, clock: FakeClock) -> Nurse:
    """AB at two beds in a wean, at ICU-12; nothing is written."""
    desk = Desk(log=MemoryLog(), policy=shipped_policy(), clock=clock)
    return at_work(sit_down, desk, clock, "ICU-12", "ICU-14")


def said(nurse: Nurse) -> list[str]:
    """What the line under the banner says, without what warns."""
    parts = nurse.workplace.notice.text().split("  \N{MIDDLE DOT}  ")
    return [part for part in parts if part and "not approved" not in part]


def act(nurse: Nurse) -> str:
    """The act whose form is open, empty where none is."""
    form = nurse.form()
    return str(form.act) if form is not None else ""


def change_the_bag(nurse: Nurse) -> None:
    """Another bag of the same strength, the pump as before."""
    nurse.press(Key.Key_F9, "4", ENTER, "250", ENTER, "7.9", ENTER)
    assert act(nurse) == ""


@pytest.mark.parametrize("other", [*MAY_BE_ASKED, *BESIDES])
def test_another_act_at_the_bed_leaves_what_was_typed_to_be_gone_on_with(
    room: Nurse, other: Act
) -> None:
    """MAP, answers and cursor, though nobody looked before the other form came; it is cancelled."""
    room.press(*HALF)
    cursor = room.focus().objectName()
    room.workplace.open_act(other)
    assert act(room) == other
    assert said(room) == [WAITS]
    room.press(ESC)
    assert said(room) == [WAITS]
    room.wait(minutes=2)
    room.press(Key.Key_F5)
    assert typed(room, "reassess.map") == "71"
    assert cue(room) == "You were reassessing ICU-12: MAP typed 2 min ago, perfusion 2 of 4."
    assert room.focus().objectName() == cursor
    assert said(room) == []
    room.press("11", ENTER)
    assert act(room) == ""


def test_several_forms_of_two_beds_wait_each_for_its_act(room: Nurse) -> None:
    """What is open at a bed is open there again; what waits there is named there alone."""
    room.press(*HALF)
    room.press(Key.Key_F9, "8")
    room.press(Key.Key_2, held=CTRL)
    assert said(room) == []
    room.press(Key.Key_F5, "66")
    room.press(Key.Key_F8, "1")
    assert said(room) == ["Half typed at ICU-14 and kept: Reassess (F5)."]
    room.press(Key.Key_1, held=CTRL)
    assert (act(room), typed(room, "bag_change.amount")) == ("bag_change", "8")
    room.press(Key.Key_F8, "1")
    assert said(room) == ["Half typed at ICU-12 and kept: Reassess (F5), Bag change (F9)."]
    room.press(Key.Key_F5)
    assert typed(room, "reassess.map") == "71"
    room.press(Key.Key_F9)
    assert typed(room, "bag_change.amount") == "8"
    room.press(Key.Key_2, held=CTRL)
    assert act(room) == "back_up"
    room.press(Key.Key_F5)
    assert typed(room, "reassess.map") == "66"


def test_killed_and_started_again_all_that_waited_waits_and_what_was_open_is_open(
    data_dir: Path, clock: FakeClock, sit_down: Seat
) -> None:
    """Also where nothing was open any more."""
    desk = opened(data_dir, clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12", "ICU-14")
    nurse.press(*HALF)
    nurse.press(Key.Key_F9, "8")
    left_off(nurse, desk)
    clock.pass_unseen(timedelta(minutes=3))
    desk = opened(data_dir, clock)
    nurse = sit_down(desk, clock)
    nurse.sign_in("AB")
    assert (act(nurse), typed(nurse, "bag_change.amount")) == ("bag_change", "8")
    assert said(nurse)[-1] == WAITS
    nurse.press(ESC)
    left_off(nurse, desk)
    desk = opened(data_dir, clock)
    nurse = sit_down(desk, clock)
    nurse.sign_in("CD")
    assert act(nurse) == ""
    assert said(nurse)[-1] == WAITS
    nurse.press(Key.Key_F5)
    assert typed(nurse, "reassess.map") == "71"
    assert cue(nurse) == "You were reassessing ICU-12: MAP typed 3 min ago, perfusion 2 of 4."
    desk.close()


def test_escape_drops_the_form_it_closes_and_no_other(
    data_dir: Path, clock: FakeClock, sit_down: Seat
) -> None:
    """The bag is cancelled, then the assessment: the next one begins empty, now and after a restart."""
    desk = opened(data_dir, clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12")
    nurse.press(*HALF)
    nurse.press(Key.Key_F9, "8", ESC, Key.Key_F9)
    assert typed(nurse, "bag_change.amount") == ""
    nurse.press(ESC, Key.Key_F5)
    assert typed(nurse, "reassess.map") == "71"
    nurse.press(ESC)
    assert said(nurse) == []
    nurse.press(Key.Key_F5)
    assert (typed(nurse, "reassess.map"), cue(nurse)) == ("", "")
    nurse.press(ESC)
    left_off(nurse, desk)
    kept = json.loads((data_dir / DRAFTS_NAME).read_bytes())
    assert (kept["drafts"], kept["aside"]) == ({}, {})


def test_a_form_into_which_nothing_was_typed_does_not_wait(room: Nurse) -> None:
    """Opened and left, though the only bag is chosen in it from the first; emptied again it is empty."""
    room.press(Key.Key_F5, Key.Key_F9, Key.Key_F8)
    assert said(room) == []
    room.press(Key.Key_F5, "7", Key.Key_Backspace, Key.Key_F9)
    assert said(room) == []


@pytest.mark.hazard("H10")
def test_a_map_that_waited_too_long_is_struck(room: Nurse) -> None:
    """By the same 5 minutes as everywhere; what was answered stays."""
    room.press(*HALF)
    room.press(Key.Key_F9, ESC)
    room.wait(minutes=5, seconds=5)
    room.press(Key.Key_F5)
    field = room.find("reassess.map", QLineEdit)
    assert (field.text(), field.placeholderText()) == ("", "71")
    reason = room.find("reassess.map.reason", QLabel).text()
    assert reason == "71 mmHg was typed 5 min ago: too old. Read it again and type it."
    assert cue(room).endswith("MAP typed 5 min ago, perfusion 2 of 4.")


@pytest.mark.hazard("H10")
def test_after_another_act_was_recorded_nothing_seen_before_it_counts(room: Nurse) -> None:
    """A bag was changed: the MAP is struck, the signs are asked again, and the form says why."""
    room.press(*HALF)
    change_the_bag(room)
    assert said(room)[-1] == WAITS
    room.wait(minutes=1)
    room.press(Key.Key_F5)
    field = room.find("reassess.map", QLineEdit)
    assert (field.text(), field.placeholderText()) == ("", "71")
    assert cue(room) == f"You were reassessing ICU-12: MAP typed 1 min ago. {SINCE}"
    assert room.focus() is field
    room.press("71", ENTER, "11")
    room.workplace.tick()
    assert typed(room, "reassess.map") == "71"
    room.press("11", ENTER)
    assert act(room) == ""


@pytest.mark.hazard("H10")
def test_what_another_act_made_old_is_old_after_a_restart_too(
    data_dir: Path, clock: FakeClock, sit_down: Seat
) -> None:
    """The form was open again when the program was killed."""
    desk = opened(data_dir, clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12")
    nurse.press(*HALF)
    change_the_bag(nurse)
    nurse.press(Key.Key_F5)
    left_off(nurse, desk)
    desk = opened(data_dir, clock)
    nurse = sit_down(desk, clock)
    assert typed(nurse, "reassess.map") == ""
    assert cue(nurse).endswith(SINCE)
    assert nurse.focus().objectName() == "reassess.map"
    desk.close()


def test_an_act_that_changes_nothing_at_the_patient_leaves_it_as_it_was(room: Nurse) -> None:
    """The reason of a hold."""
    room.press(*HALF)
    room.press(Key.Key_F8, Key.Key_F7, "1", ENTER)
    assert act(room) == ""
    room.press(Key.Key_F5)
    assert typed(room, "reassess.map") == "71"
    assert cue(room) == "You were reassessing ICU-12: MAP typed 0 min ago, perfusion 2 of 4."


@pytest.mark.hazard("H21")
def test_a_reduction_that_waited_for_an_assessment_has_its_pump_read_again(room: Nurse) -> None:
    """The dose chosen is still offered and stays chosen."""
    room.press(Key.Key_F6, "1", "5.3")
    room.press(Key.Key_F5, "72", ENTER, "1111", ENTER)
    assert said(room)[-1] == "Half typed at ICU-12 and kept: Reduce (F6)."
    room.press(Key.Key_F6)
    field = room.find("reduce.pump_shows", QLineEdit)
    assert (field.text(), field.placeholderText()) == ("", "5.3")
    assert cue(room, "reduce").endswith(SINCE)
    assert room.focus() is field
    room.press("5.3", ENTER)
    assert act(room) == ""


@pytest.mark.hazard("H21")
def test_what_a_refused_form_cannot_show_is_not_lost_by_looking_at_it(room: Nurse) -> None:
    """A reduction half typed, held, and looked at in the hold; after it, it is there again."""
    room.press(Key.Key_F6, "1", "5.3")
    room.press(Key.Key_F7, ESC, Key.Key_F6)
    assert room.refusals() == ["ON_HOLD"]
    assert not room.sees("reduce.pump_shows")
    room.press(Key.Key_F5)
    assert said(room) == ["Half typed at ICU-12 and kept: Reduce (F6)."]
    room.press("72", ENTER, "1111", ENTER)
    room.press(Key.Key_R, held=CTRL)
    room.wait(minutes=15)
    room.press(Key.Key_F5, "72", ENTER, "1111", ENTER, Key.Key_F6)
    assert room.find("reduce.to.1", QRadioButton).isChecked()
    field = room.find("reduce.pump_shows", QLineEdit)
    assert (field.text(), field.placeholderText()) == ("", "5.3")


def test_a_hold_keeps_the_assessment_open_and_nothing_waits(room: Nurse) -> None:
    """F7 in the middle of it."""
    room.press(*HALF, Key.Key_F7)
    assert act(room) == "reassess"
    assert not [one for one in said(room) if "Half typed" in one]


def test_the_reason_of_a_hold_ends_with_the_hold_and_that_is_said(room: Nurse) -> None:
    """Half of it waits while the patient is assessed; F7 would hold anew to ask for it."""
    room.press(Key.Key_F7, "1")
    room.press(Key.Key_F5, "72", ENTER, "1111", ENTER)
    assert said(room)[-1] == "Half typed at ICU-12 and kept: reason for the hold (F7)."
    assert act(room) == "resume"
    room.press(Key.Key_R, held=CTRL)
    assert act(room) == ""
    assert said(room)[-1] == "What was half typed about the hold was let go: the hold is over."


def test_an_assessment_that_comes_first_goes_on_and_says_why_it_comes(room: Nurse) -> None:
    """F6, where the MAP on record is too old: both the reason and what was being done stay."""
    room.wait(minutes=16)
    room.press(*HALF)
    room.press(Key.Key_F9, ESC, Key.Key_F6)
    assert (act(room), typed(room, "reassess.map")) == ("reassess", "71")
    room.wait(seconds=5)
    assert "Reassess first, then reduce." in cue(room)
    assert cue(room).endswith("MAP typed 0 min ago, perfusion 2 of 4.")


def test_what_stands_ready_never_takes_the_place_of_what_waits(room: Nurse) -> None:
    """Empty forms were made before the key."""
    room.workplace.ready.begin()
    room.press(*HALF)
    room.press(Key.Key_F9, ESC)
    while room.workplace.ready.make_next():
        pass
    room.press(Key.Key_F5)
    assert typed(room, "reassess.map") == "71"
    room.press(ESC)
    while room.workplace.ready.make_next():
        pass
    room.press(Key.Key_F5)
    assert typed(room, "reassess.map") == ""


@pytest.mark.parametrize(
    "covered",
    [(Key.Key_F2,), (Key.Key_F11,), (Key.Key_F1,), (Key.Key_F4,)],
    ids=["why", "log", "help", "calculator"],
)
def test_a_form_that_was_covered_waits_too(room: Nurse, covered: tuple[Key, ...]) -> None:
    """Why, the log, help or the calculator stand over it when the other act is asked for."""
    room.press(*HALF)
    room.press(*covered, Key.Key_F9)
    assert (act(room), said(room)) == ("bag_change", [WAITS])
    room.press(Key.Key_F5)
    assert typed(room, "reassess.map") == "71"


@pytest.mark.parametrize("over", ["left by Esc", "left for help"])
def test_what_is_typed_after_a_new_bed_was_not_opened_waits_too(room: Nurse, over: str) -> None:
    """The form below it is kept again from then on, and what was begun of the new bed as well."""
    room.press(Key.Key_F5, "7")
    room.press(Key.Key_N, held=CTRL)
    room.press("ICU-13")
    room.press(*((ESC,) if over == "left by Esc" else (Key.Key_F1, Key.Key_F1)))
    room.press("1")
    room.press(Key.Key_F9, Key.Key_F5)
    assert typed(room, "reassess.map") == "71"
    room.press(Key.Key_N, held=CTRL)
    assert typed(room, "open_bed.bed") == ("" if over == "left by Esc" else "ICU-13")


def test_a_bed_that_is_closed_takes_its_forms_along_and_the_other_bed_its_form_back(
    data_dir: Path, clock: FakeClock, sit_down: Seat
) -> None:
    """That something waits stands above the question; the form of the other bed is shown again."""
    desk = opened(data_dir, clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12", "ICU-14")
    nurse.press(Key.Key_2, held=CTRL)
    nurse.press(*HALF)
    nurse.press(Key.Key_1, held=CTRL)
    nurse.press(*HALF)
    nurse.press(Key.Key_K, held=CTRL)
    assert said(nurse) == [WAITS]
    nurse.click("close.submit")
    assert (act(nurse), typed(nurse, "reassess.map")) == ("reassess", "71")
    assert cue(nurse).startswith("You were reassessing ICU-14")
    assert not [one for one in said(nurse) if "Half typed" in one]
    left_off(nurse, desk)
    kept = json.loads((data_dir / DRAFTS_NAME).read_bytes())
    assert (len(kept["drafts"]), kept["aside"]) == (1, {})
