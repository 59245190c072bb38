"""The practice bed: a whole wean by its own hints, in minutes, and nothing of it anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.shift import UNCHANGED
from titrator.core import commands as do
from titrator.session.screen import Act, Tone
from titrator.session.training import BED, Training

if TYPE_CHECKING:
    from pathlib import Path


def act(training: Training) -> bool:
    """Do what the hint says, if it says to do anything; whether it did."""
    task, devices = training.guide().task, training.guide().devices
    if task.startswith("Press F5"):
        mmhg = devices.split("MAP ")[1].split(" ")[0]
        assert f"({mmhg})" in task
        command: do.AnyCommand = do.RecordAssessment(
            map_mmhg=mmhg, map_source="arterial_line", perfusion=UNCHANGED
        )
    elif "Ctrl+S" in task:
        command = do.StartWean()
    elif "Press F6" in task:
        form = training.desk.reduce_form(training.bed_id)
        rate = f"{form.options[0].pump_rate_number} mL/h"
        assert rate in devices
        command = do.Step(drug=form.drug, to=form.options[0].to, pump_shows=rate)
    elif "Ctrl+R" in task:
        command = do.Resume(artefact="artefact" in task or None)
    else:
        return False
    answer = training.desk.handle(training.bed_id, command, "AB")
    assert answer.is_accepted, (task, answer.blocked)
    return True


def test_a_wean_is_done_in_minutes_by_its_hints() -> None:
    """It takes less than five real minutes, holds once for a damped line, and ends with the drug off."""
    training = Training()
    (tab,) = training.desk.beds()
    assert tab.bed == BED == "TRAINING"
    seconds, acts = 0, []
    while training.desk.bedside(training.bed_id).next.tone is not Tone.DONE:
        strip = training.desk.bedside(training.bed_id).next
        if act(training):
            acts.append(strip.act)
        training.go_on(is_busy=False)
        training.desk.tick()
        seconds += 1
        assert seconds < 300, (strip.heading, training.guide().task)
    assert acts.count(Act.REDUCE) == 2
    assert acts.count(Act.REASSESS) <= 12
    assert "Done" in training.guide().task


def test_a_hold_that_was_not_an_artefact_is_waited_for() -> None:
    """Who does not say that the line was damped waits the hold out, and is told when it may end."""
    training = Training()
    for _ in range(100):
        task = training.guide().task
        if "artefact" in task:
            break
        act(training)
        training.go_on(is_busy=False)
        training.desk.tick()
    again = do.RecordAssessment(map_mmhg="72", map_source="arterial_line", perfusion=UNCHANGED)
    assert training.desk.handle(training.bed_id, again, "AB").is_accepted
    for _ in range(100):
        if "The hold may end" in training.guide().task:
            return
        act(training)
        training.go_on(is_busy=False)
        training.desk.tick()
    raise AssertionError(training.guide().task)


def test_time_stands_at_its_usual_pace_while_somebody_types() -> None:
    """A form that is open is not overtaken by the clock."""
    training = Training()
    while act(training):
        pass
    before = training.desk.bedside(training.bed_id).next.at
    training.go_on(is_busy=True)
    training.desk.tick()
    assert training.desk.clock_text() == "08:00"
    training.go_on(is_busy=False)
    assert training.desk.clock_text() == "08:01"
    assert training.desk.bedside(training.bed_id).next.at == before


def test_a_low_pressure_leads_back_up_by_the_hint() -> None:
    """The one who types 50 is told what the strip says: back up."""
    training = Training()
    while act(training):
        pass
    low = do.RecordAssessment(map_mmhg="54", map_source="arterial_line", perfusion=UNCHANGED)
    assert training.desk.handle(training.bed_id, low, "AB").is_accepted
    assert "F8" in training.guide().task


@pytest.mark.hazard("H19")
def test_nothing_of_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder is made and no file is written, whatever is typed."""
    monkeypatch.setenv("TITRATOR_DATA_DIR", str(tmp_path / "log"))
    training = Training()
    while act(training):
        pass
    training.desk.close()
    assert list(tmp_path.iterdir()) == []


def test_who_repeats_the_low_reading_too_late_is_not_told_to_call_it_an_artefact() -> None:
    """Six minutes after the low reading the form does not offer the word, and the hint sends nobody to it."""
    training = Training()
    while training.guide().devices.startswith("MONITOR: MAP 61") is False:
        act(training)
        training.go_on(is_busy=False)
        training.desk.tick()
    while training.desk.bedside(training.bed_id).next.tone is not Tone.HOLD:
        act(training)
        training.go_on(is_busy=False)
        training.desk.tick()
    for _ in range(360):
        training.go_on(is_busy=True)
        training.desk.tick()
    assert act(training)
    assert not training.desk.may_be_artefact(training.bed_id)
    for _ in range(100):
        assert "artefact" not in training.guide().task
        if "The hold may end" in training.guide().task:
            return
        act(training)
        training.go_on(is_busy=False)
        training.desk.tick()
    raise AssertionError(training.guide().task)
