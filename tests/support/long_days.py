"""Hours and days of a wean, told through the real session: what the trend is tried and painted with.

A step every 66 minutes while it is advised, a reassessment every 5 to 15 minutes, a low reading with its
hold and back up every sixth hour, a bag of the same strength every eighth, and once a workstation
that slept for 50 minutes.
"""

from __future__ import annotations

from datetime import timedelta

from tests.support.shift import DAY, NOREPINEPHRINE, Shift, prepared
from titrator.core import commands as do
from titrator.session import forms
from titrator.session.bed import BedSession

_LOW_EVERY_H, _BAG_EVERY_H, _SLEPT_AT_H = 6, 8, 10
_MARKS = (6, 11, 16, 31, 46)


def days_of_wean(hours: int) -> Shift:
    """Return a shift from 08:00 that lasts `hours` of 66 minutes after the start of the wean."""
    shift = prepared("78.7 mL/h", orders={NOREPINEPHRINE: {"interval_min": 30}})
    shift.at("08:05").start()
    for hour in range(hours):
        _hour(shift, hour, start_min=8 * 60 + 6 + 66 * hour)
    return shift


def _hour(shift: Shift, hour: int, *, start_min: int) -> None:
    if hour == _SLEPT_AT_H:
        _sleep(shift.bed, start_min + 60)
        return
    if hour % _LOW_EVERY_H == _LOW_EVERY_H - 1:
        _low(shift, start_min)
        return
    if hour % _BAG_EVERY_H == _BAG_EVERY_H - 1:
        infusion = shift.bed.state.infusions[NOREPINEPHRINE]
        rate = f"{float(infusion.pump_rate.magnitude):g} mL/h"
        shift.at(_at(start_min + 1)).bag(NOREPINEPHRINE, rate)
    else:
        _step(shift, start_min)
    for mark in _MARKS:
        shift.at(_at(start_min + mark)).assessment(68 + (hour * 7 + mark) % 9)


def _step(shift: Shift, minute: int) -> None:
    """Take the reduction that is advised, where one is."""
    shift.at(_at(minute)).assessment(72)
    now = DAY + timedelta(minutes=minute, seconds=30)
    form = forms.reduce_form(shift.bed.state, shift.policy, now)
    if form.options and not form.blocked:
        option = form.options[0]
        shift.at(f"{_at(minute)}:30").step(form.drug, option.to, option.pump_rate)


def _low(shift: Shift, minute: int) -> None:
    """MAP falls below its target twice, the dose goes back up, and the hold ends again."""
    shift.at(_at(minute)).assessment(61)
    shift.at(_at(minute + 1)).assessment(62)
    choice = forms.back_up_form(
        shift.bed.state, shift.policy, DAY + timedelta(minutes=minute)
    ).choices[0]
    if choice.option is not None:
        shift.at(_at(minute + 2)).back_up(choice.drug, choice.option.pump_rate)
    for later in (7, 12, 17, 32, 47, 61):
        shift.at(_at(minute + later)).assessment(71)
    shift.at(_at(minute + 62)).resume(prescriber_informed=True)


def _sleep(bed: BedSession, minute: int) -> None:
    """The workstation slept for 50 minutes, and woke at `minute`."""
    gap_ms = 50 * 60 * 1000
    doubt = do.DoubtClock(reason="slept", ahead_ms=0, gap_ms=gap_ms, unsure_ms=0)
    bed.handle(doubt, by="", at=DAY + timedelta(minutes=minute))


def _at(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
