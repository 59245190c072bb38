"""The article's patient from the first entry to both drugs off, in both unit systems.

70 kg, norepinephrine 4 mg in 250 mL at 7.9 mL/h, vasopressin 20 units in 100 mL at 9 mL/h.
"""

from __future__ import annotations

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    NOREPINEPHRINE_PER_MIN,
    VASOPRESSIN,
    Line,
    Shift,
    a_second_check,
    weaning,
)


def reassessed(shift: Shift, *times: str) -> Line:
    """Good reassessments at these times; each is advised at its moment and not before."""
    for time in times:
        assert shift.last.reassess_at == time
        assert shift.at(time).look().action == "reassess"
        assert shift.at(time).assessment(70).phase == "weaning"
    return shift.last


def advised(line: Line) -> tuple[str, str, str, str]:
    """Act, drug, dose and pump rate of the advice."""
    said = line.advice
    return said["action"], said["drug"], said["to"], said["pump_rate"]


def clocks(line: Line) -> tuple[str | None, str | None, str | None]:
    """When the step opens, when it is due, when to reassess."""
    return line.opens_at, line.due_at, line.reassess_at


def vasopressin_and_the_rest(shift: Shift) -> None:
    """From norepinephrine at its floor since 08:21: stages two and three."""
    line = reassessed(shift, "08:26", "08:31", "08:36", "08:51", "09:06", "09:21")
    assert advised(line) == ("reduce", VASOPRESSIN, "0.02 units/min", "6 mL/h")
    line = shift.at("09:21").step(VASOPRESSIN, "0.02 units/min", "6 mL/h")
    assert (line.codes, line.findings) == (set(), set())
    assert clocks(line) == ("10:21", "11:21", "09:26")
    line = reassessed(shift, "09:26", "09:31", "09:36", "09:51", "10:06", "10:21")
    assert advised(line) == ("reduce", VASOPRESSIN, "0.01 units/min", "3 mL/h")
    line = shift.at("10:21").step(VASOPRESSIN, "0.01 units/min", "3 mL/h")
    assert (line.codes, line.findings) == (set(), {"LARGE_CHANGE"})
    assert clocks(line) == ("11:21", "12:21", "10:26")
    line = reassessed(shift, "10:26", "10:31", "10:36", "10:51", "11:06", "11:21")
    assert advised(line) == ("stop_drug", VASOPRESSIN, "off", "0 mL/h")
    line = shift.at("11:21").step(VASOPRESSIN, "off")
    assert (line.codes, line.status(VASOPRESSIN)) == (set(), "off")
    # The third stage: a quarter of an hour after the last change of any infusion.
    assert clocks(line) == ("11:36", "11:51", "11:26")
    line = reassessed(shift, "11:26", "11:31", "11:36")
    assert advised(line) == ("stop_drug", NOREPINEPHRINE, "off", "0 mL/h")
    line = shift.at("11:36").step(NOREPINEPHRINE, "off")
    assert (line.codes, line.phase, line.action) == (set(), "complete", "done")
    the_watch_after_the_last_stop(shift)


def the_watch_after_the_last_stop(shift: Shift) -> None:
    """5, 10 and 15 minutes after 11:36, then nothing is due any more."""
    for time in ("11:41", "11:46", "11:51"):
        assert shift.last.reassess_at == time
        assert shift.at(time).look().action == "reassess"
        assert shift.at(time).assessment(70).phase == "complete"
    line = shift.at("20:00").look()
    assert (line.phase, line.action, clocks(line)) == ("complete", "done", (None, None, None))
    assert (line.overdue_min, line.findings) == (0, set())
    assert [line.rate(drug) for drug in (NOREPINEPHRINE, VASOPRESSIN)] == ["0 mL/h", "0 mL/h"]
    assert shift.folded() == shift.bed.state
    assert shift.at("20:01").close().accepted


@pytest.mark.rule("R2", "R6", "R7", "R8", "R10", "R11", "R21")
@pytest.mark.hazard("H26", "H27")
def test_the_article_s_patient_is_weaned_per_kilogram() -> None:
    """0.03 to 0.02 to 0.01 mcg/kg/min, vasopressin 0.02, 0.01, off, norepinephrine off."""
    shift = weaning()
    assert advised(shift.last) == ("reduce", NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert clocks(shift.last) == ("08:05", "08:35", "08:10")
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert (line.codes, line.findings) == (set(), set())
    assert (line.dose(), clocks(line)) == (
        "0.0201904761905 mcg/kg/min",
        ("08:21", "08:36", "08:11"),
    )
    line = reassessed(shift, "08:11", "08:16", "08:21")
    assert advised(line) == ("reduce", NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h")
    line = shift.at("08:21").step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h")
    # 5.3 to 2.7 mL/h is -49 %: no large change. At the floor the hour of vasopressin counts.
    assert (line.codes, line.findings) == (set(), set())
    assert (line.dose(), clocks(line)) == (
        "0.0102857142857 mcg/kg/min",
        ("09:21", "10:21", "08:26"),
    )
    vasopressin_and_the_rest(shift)


@pytest.mark.rule("R2", "R6", "R7", "R10", "R11")
def test_the_article_s_patient_is_weaned_per_minute() -> None:
    """2.11 to 2 to 1 mcg/min, vasopressin 0.02, 0.01, off, norepinephrine off."""
    shift = weaning(orders={NOREPINEPHRINE: NOREPINEPHRINE_PER_MIN})
    assert advised(shift.last) == ("reduce", NOREPINEPHRINE, "2 mcg/min", "7.5 mL/h")
    line = shift.at("08:06").step(NOREPINEPHRINE, "2 mcg/min", "7.5 mL/h")
    assert (line.codes, line.findings) == (set(), set())
    assert line.view["drugs"][NOREPINEPHRINE]["per_minute"] == "2 mcg/min"
    line = reassessed(shift, "08:11", "08:16", "08:21")
    assert advised(line) == ("reduce", NOREPINEPHRINE, "1 mcg/min", "3.8 mL/h")
    line = shift.at("08:21").step(NOREPINEPHRINE, "1 mcg/min", "3.8 mL/h")
    # 7.5 to 3.8 mL/h is -49 %; 3.7 mL/h would be 0.987 mcg/min, below the floor.
    assert (line.codes, line.findings) == (set(), set())
    assert line.view["drugs"][NOREPINEPHRINE]["per_minute"] == "1.01333333333 mcg/min"
    assert clocks(line) == ("09:21", "10:21", "08:26")
    vasopressin_and_the_rest(shift)


@pytest.mark.rule("R9")
@pytest.mark.hazard("H03", "H24")
def test_a_held_wean_is_resumed_and_completed() -> None:
    """After the hour the same step is made again, with a new bag hung in between."""
    shift = weaning(vasopressin=None)
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert shift.at("08:11").assessment(63).phase == "holding"
    line = shift.at("08:13").assessment(62)
    assert advised(line) == (
        "back_up",
        NOREPINEPHRINE,
        "0.0300952380952 mcg/kg/min",
        "7.9 mL/h",
    )
    assert shift.at("08:14").back_up(NOREPINEPHRINE, "7.9 mL/h").accepted
    for time in ("08:19", "08:24", "08:29", "08:44", "08:59", "09:13"):
        shift.at(time).assessment(70)
    assert shift.last.action == "resume"
    line = shift.at("09:13").resume()
    # Resumed without an artefact: the interval counts from the back up at 08:14.
    assert (line.phase, clocks(line)) == ("weaning", ("08:29", "08:44", "09:14"))
    checked = a_second_check("8 mg", "250 mL")
    double = {"amount": "8 mg", "volume": "250 mL"}
    line = shift.at("09:13:30").bag(NOREPINEPHRINE, "4 mL/h", **double, second_check=checked)
    assert (line.codes, line.opens_at, line.reassess_at) == (set(), "09:28:30", "09:15:30")
    shift.at("09:15:30").assessment(70)
    shift.at("09:18:30").assessment(70)
    line = shift.at("09:23:30").assessment(70)
    assert (line.action, line.reassess_at) == ("wait", "09:38:30")
    line = shift.at("09:28:30").look()
    # 32 mcg/mL: 4 mL/h is 0.0305, one resolution 0.00076; 2.7 mL/h is 0.0206.
    assert advised(line) == ("reduce", NOREPINEPHRINE, "0.02 mcg/kg/min", "2.7 mL/h")
    assert shift.at("09:28:30").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "2.7 mL/h").accepted
    reassessed(shift, "09:33:30", "09:38:30", "09:43:30")
    assert advised(shift.last) == ("reduce", NOREPINEPHRINE, "0.01 mcg/kg/min", "1.4 mL/h")
    assert shift.at("09:43:30").step(NOREPINEPHRINE, "0.01 mcg/kg/min", "1.4 mL/h").accepted
    reassessed(shift, "09:48:30", "09:53:30", "09:58:30")
    line = shift.at("09:58:30").step(NOREPINEPHRINE, "off")
    assert (line.codes, line.phase) == (set(), "complete")
