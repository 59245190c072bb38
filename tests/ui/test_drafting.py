"""An interruption costs no second typing: bed, form, fields and cursor come back, old readings not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from tests.support.fake_clock import FakeClock
from tests.support.shift import shipped_policy
from tests.support.weaning import start_weaning
from tests.ui.nurse import ENTER, ESC, Key, Nurse, Seat
from titrator.session.desk import Desk, open_desk
from titrator.session.drafts import DRAFTS_NAME
from titrator.session.screen import Act
from titrator.store.memory_log import MemoryLog
from titrator.ui.drafting import Drafting
from titrator.ui.widgets.fields import NumberField

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.hazard("H39"),
    # An offscreen list that opens cannot take the keyboard for itself alone.
    pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True),
]

CTRL = Qt.KeyboardModifier.ControlModifier
HALF = (Key.Key_F5, "71", ENTER, "11")


def opened(data_dir: Path, clock: FakeClock) -> Desk:
    """The desk over the log of this test."""
    return open_desk(data_dir=data_dir, policy_dir=None, clock=clock)


def at_work(sit_down: Seat, desk: Desk, clock: FakeClock, *beds: str) -> Nurse:
    """AB at a window of this desk, where each of these beds is weaning."""
    for bed in beds:
        start_weaning(desk, bed)
    nurse = sit_down(desk, clock)
    nurse.sign_in("AB")
    return nurse


def left_off(nurse: Nurse, desk: Desk) -> None:
    """The form is looked at once more, and the program is gone."""
    nurse.workplace.tick()
    nurse.workplace.stop()
    desk.close()


def cue(nurse: Nurse, act: str = "reassess") -> str:
    """What the form says about itself, empty where it says nothing."""
    return nurse.find(f"{act}.cue", QLabel).text() if nurse.sees(f"{act}.cue") else ""


def typed(nurse: Nurse, name: str) -> str:
    """What stands in a line."""
    return nurse.find(name, QLineEdit).text()


def test_after_a_restart_the_same_bed_form_fields_and_cursor_are_there(
    data_dir: Path, clock: FakeClock, sit_down: Seat
) -> None:
    """Half an assessment at the second bed: MAP, two answers, the cursor in the third."""
    desk = opened(data_dir, clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12", "ICU-14")
    nurse.press(Key.Key_2, held=CTRL)
    nurse.press(*HALF)
    cursor = nurse.focus().objectName()
    nurse.workplace.tick()
    clock.run(timedelta(minutes=3), nurse.workplace.tick)
    left_off(nurse, desk)
    again = opened(data_dir, clock)
    nurse = sit_down(again, clock)
    form = nurse.form()
    assert form is not None
    assert (form.act, form.bed_name) == (Act.REASSESS, "ICU-14")
    assert cue(nurse) == "You were reassessing ICU-14: MAP typed 3 min ago, perfusion 2 of 4."
    assert typed(nurse, "reassess.map") == "71"
    assert nurse.focus().objectName() == cursor == "reassess.urine_output.same_or_better"
    nurse.press("11", ENTER)
    nurse.press("CD", ENTER)
    assert nurse.form() is None
    line = again.log_lines(again.drafts.shown_bed)[0]
    assert (line.text, line.by) == (
        "reassessed, MAP 71 mmHg arterial line, perfusion same or better, lactate not assessed",
        "CD",
    )
    assert again.drafts.of(again.drafts.shown_bed) is None
    again.close()


@pytest.mark.hazard("H10")
def test_a_map_typed_more_than_5_minutes_ago_is_struck_and_must_be_typed_again(
    data_dir: Path, clock: FakeClock, sit_down: Seat
) -> None:
    """After a restart; it stands there to be seen, is not sent, and the same figure typed counts."""
    desk = opened(data_dir, clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12")
    nurse.press(*HALF)
    left_off(nurse, desk)
    clock.pass_unseen(timedelta(minutes=5, seconds=1))
    again = opened(data_dir, clock)
    nurse = sit_down(again, clock)
    nurse.workplace.set_by("AB")
    field = nurse.find("reassess.map", QLineEdit)
    assert (field.text(), field.placeholderText()) == ("", "71")
    assert field.font().strikeOut()
    said = nurse.find("reassess.map.reason", QLabel).text()
    assert said == "71 mmHg was typed 5 min ago: too old. Read it again and type it."
    assert cue(nurse).startswith("You were reassessing ICU-12: MAP typed 5 min ago")
    nurse.press("11", ENTER)
    form = nurse.form()
    assert form is not None
    assert nurse.focus() is field
    nurse.workplace.tick()
    assert field.placeholderText() == "71"
    nurse.press("71")
    assert not field.font().strikeOut()
    nurse.workplace.tick()
    assert field.text() == "71"
    nurse.press(ENTER)
    assert nurse.form() is None
    again.close()


def test_a_form_that_stays_open_grows_old_too(clock: FakeClock, sit_down: Seat) -> None:
    """Nobody left the bed: 5 minutes keep the MAP, one second more strikes it, in sight."""
    desk = Desk(log=MemoryLog(), policy=shipped_policy(), clock=clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12")
    nurse.press(*HALF)
    nurse.workplace.tick()
    clock.run(timedelta(minutes=5), nurse.workplace.tick)
    assert typed(nurse, "reassess.map") == "71"
    clock.pass_unseen(timedelta(seconds=1))
    nurse.workplace.tick()
    assert typed(nurse, "reassess.map") == ""
    assert cue(nurse) == ""


@pytest.mark.hazard("H21")
def test_a_pump_rate_read_back_long_ago_is_struck(clock: FakeClock, sit_down: Seat) -> None:
    """Chosen stays chosen; what the pump showed then is read off it again."""
    desk = Desk(log=MemoryLog(), policy=shipped_policy(), clock=clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12")
    nurse.press(Key.Key_F6, "1", "5.3")
    nurse.workplace.tick()
    clock.run(timedelta(minutes=5, seconds=5), nurse.workplace.tick)
    field = nurse.find("reduce.pump_shows", QLineEdit)
    assert (field.text(), field.placeholderText()) == ("", "5.3")


def test_another_bed_and_back_says_what_was_being_done(clock: FakeClock, sit_down: Seat) -> None:
    """The same form, the cursor where it was, and the cue; the other bed has no form."""
    desk = Desk(log=MemoryLog(), policy=shipped_policy(), clock=clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12", "ICU-14")
    nurse.press(*HALF)
    cursor = nurse.focus()
    nurse.press(Key.Key_2, held=CTRL)
    assert nurse.form() is None
    nurse.wait(minutes=2)
    nurse.press(Key.Key_1, held=CTRL)
    assert cue(nurse) == "You were reassessing ICU-12: MAP typed 2 min ago, perfusion 2 of 4."
    assert nurse.focus() is cursor


@pytest.mark.parametrize("ending", [(ESC,), ("11", ENTER)], ids=["cancelled", "recorded"])
def test_a_draft_ends_with_its_act(
    data_dir: Path, clock: FakeClock, sit_down: Seat, ending: tuple[Key | str, ...]
) -> None:
    """After a restart nothing of it comes back, and nothing of it is left in the file."""
    desk = opened(data_dir, clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12")
    nurse.press(*HALF)
    nurse.workplace.tick()
    assert b'"71"' in (data_dir / DRAFTS_NAME).read_bytes()
    nurse.press(*ending)
    left_off(nurse, desk)
    assert json.loads((data_dir / DRAFTS_NAME).read_bytes())["drafts"] == {}
    again = opened(data_dir, clock)
    assert sit_down(again, clock).form() is None
    again.close()


def test_what_depends_on_a_choice_comes_back_after_it(
    data_dir: Path, clock: FakeClock, sit_down: Seat
) -> None:
    """An order: drug and unit first, then the doses that they open."""
    desk = opened(data_dir, clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12")
    nurse.press(Key.Key_O, held=CTRL)
    nurse.choose("order.drug", "norepinephrine")
    nurse.press("2", "4", ENTER, "0.7", ENTER)
    left_off(nurse, desk)
    again = opened(data_dir, clock)
    nurse = sit_down(again, clock)
    assert cue(nurse, "order") == "You were entering an order at ICU-12: filled in 4 of 9."
    assert (typed(nurse, "order.initial"), typed(nurse, "order.increment")) == ("4", "0.7")
    fields = nurse.workplace.findChildren(NumberField)
    assert "mcg/min" in [one.unit() for one in fields if one.typed() == "4"]
    assert nurse.focus().objectName() == "order.maximum"
    again.close()


def test_the_second_person_reads_the_label_in_one_go(
    data_dir: Path, clock: FakeClock, sit_down: Seat
) -> None:
    """Half a second reading is shown to nobody afterwards; the first one is there again."""
    desk = opened(data_dir, clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12")
    nurse.press(Key.Key_F9, "16", ENTER, "250", ENTER)
    nurse.click("bag_change.hand_over")
    nurse.press("16", ENTER, "2")
    left_off(nurse, desk)
    again = opened(data_dir, clock)
    nurse = sit_down(again, clock)
    assert typed(nurse, "bag_change.amount") == "16"
    assert nurse.sees("bag_change.hand_over")
    assert not nurse.sees("bag_change.second_amount")
    again.close()


def test_a_bed_half_opened_is_half_opened_after_a_restart(
    data_dir: Path, clock: FakeClock, sit_down: Seat
) -> None:
    """It asks who is there first, as ever."""
    desk = opened(data_dir, clock)
    nurse = sit_down(desk, clock)
    nurse.press(ENTER, "AB", ENTER)
    nurse.press("ICU-12", ENTER)
    left_off(nurse, desk)
    again = opened(data_dir, clock)
    nurse = sit_down(again, clock)
    nurse.press("CD", ENTER)
    assert typed(nurse, "open_bed.bed") == "ICU-12"
    assert cue(nurse, "open_bed") == "You were opening a bed: filled in 1 of 4."
    again.close()


@pytest.mark.hazard("H09")
def test_an_act_without_fields_is_not_taken_up_again(
    data_dir: Path, clock: FakeClock, sit_down: Seat
) -> None:
    """Nobody finds the cursor on Close the bed after a restart."""
    desk = opened(data_dir, clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12")
    nurse.workplace.open_act(Act.CLOSE)
    left_off(nurse, desk)
    again = opened(data_dir, clock)
    assert sit_down(again, clock).form() is None
    again.close()


def test_a_draft_that_cannot_be_written_hinders_no_act(
    data_dir: Path, clock: FakeClock, sit_down: Seat
) -> None:
    """A folder lies where the file should be: the assessment is recorded as ever."""
    (data_dir / DRAFTS_NAME).mkdir(parents=True)
    desk = opened(data_dir, clock)
    bed_id = start_weaning(desk)
    nurse = sit_down(desk, clock)
    nurse.sign_in("AB")
    nurse.press(*HALF, "11", ENTER)
    assert nurse.form() is None
    assert desk.log_lines(bed_id)[0].text.startswith("reassessed, MAP 71 mmHg")
    desk.close()


def test_the_form_is_looked_at_four_times_a_second_only_while_one_is_open(
    clock: FakeClock, sit_down: Seat
) -> None:
    """Nothing runs beside an idle window."""
    desk = Desk(log=MemoryLog(), policy=shipped_policy(), clock=clock)
    nurse = at_work(sit_down, desk, clock, "ICU-12")
    drafting = nurse.workplace.findChild(Drafting)
    assert isinstance(drafting, Drafting)
    assert not drafting.is_looking()
    nurse.press(Key.Key_F5)
    assert drafting.is_looking()
    nurse.press(ESC)
    assert not drafting.is_looking()
