"""The trend of a bed: readings, doses, marks, gaps, and the sentence for each moment."""

from __future__ import annotations

from datetime import timedelta, timezone
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    Shift,
    a_second_check,
    after_a_step,
    moment,
    opened,
    prepared,
    weaning,
)
from titrator.core import commands as do
from titrator.session.desk import Desk
from titrator.session.trend import trend_of
from titrator.session.trend_screen import TrendSign
from titrator.store.memory_log import MemoryLog

if TYPE_CHECKING:
    from titrator.session.trend_screen import Trend

AHEAD = timezone(timedelta(hours=2))


def seen(shift: Shift, at: str) -> Trend:
    """The trend at a time, for a workstation two hours ahead of UTC."""
    return trend_of(shift.bed.entries, shift.bed.state, shift.policy, moment(at), AHEAD)


def said(shift: Shift, at: str) -> list[str]:
    """What is read out, entry by entry."""
    return [one.said for one in seen(shift, at).entries]


def doubt(shift: Shift, at: str, gap_min: int) -> None:
    """The workstation slept until `at`."""
    gap_ms = gap_min * 60_000
    slept = do.DoubtClock(reason="slept", ahead_ms=0, gap_ms=gap_ms, unsure_ms=0)
    shift.bed.handle(slept, by="", at=moment(at))


def test_each_moment_is_a_sentence() -> None:
    """Time here, MAP with its unit, every dose with its unit, and after what it was taken."""
    shift = after_a_step()
    shift.at("08:11").assessment(71)
    assert said(shift, "08:12")[-4:] == [
        "10:04 MAP 72 mmHg, norepinephrine 0.0301 mcg/kg/min, vasopressin 0.03 units/min",
        (
            "10:05 wean started, norepinephrine 0.0301 mcg/kg/min, vasopressin 0.03 units/min; "
            "last MAP 72 mmHg at 10:04"
        ),
        (
            "10:06 norepinephrine step, norepinephrine 0.0202 mcg/kg/min, vasopressin 0.03 units/min; "
            "last MAP 72 mmHg at 10:04"
        ),
        (
            "10:11 MAP 71 mmHg, norepinephrine 0.0202 mcg/kg/min, vasopressin 0.03 units/min, "
            "after step"
        ),
    ]


def test_an_empty_bed_has_an_empty_trend() -> None:
    """Nothing is drawn before anything is known, but the hours and the target stand."""
    trend = seen(opened(), "08:10")
    drawn = (trend.readings, trend.tracks, trend.entries, trend.marks, trend.gaps)
    assert not any(drawn)
    assert [one.text for one in trend.targets] == ["target 65 mmHg or more"]
    assert (trend.hours[0].text, trend.hours[-1].text) == ("23:00", "11:00")


def test_every_act_has_a_mark() -> None:
    """Steps, holds, back-ups, bag changes and the rest, each at its drug."""
    shift = after_a_step()
    shift.at("08:11").assessment(61)
    shift.at("08:13").back_up(NOREPINEPHRINE, "7.9 mL/h")
    for minute in (18, 23, 28, 43, 58):
        shift.at(f"08:{minute}").assessment(72)
    shift.at("09:12").assessment(72)
    assert shift.at("09:12:30").resume().accepted
    bag = {"amount": "8 mg", "volume": "250 mL"}
    strong = shift.at("09:13").bag(
        NOREPINEPHRINE, "4 mL/h", **bag, second_check=a_second_check("8 mg", "250 mL")
    )
    assert strong.accepted
    shift.at("09:14").infusion(NOREPINEPHRINE, "4.5 mL/h", **bag)
    shift.at("09:15").weight("72 kg")
    marks = [(one.sign, one.drug) for one in seen(shift, "09:20").marks]
    assert marks == [
        (TrendSign.START, ""),
        (TrendSign.STEP, NOREPINEPHRINE),
        (TrendSign.HOLD, ""),
        (TrendSign.BACK_UP, NOREPINEPHRINE),
        (TrendSign.RESUMED, ""),
        (TrendSign.BAG, NOREPINEPHRINE),
        (TrendSign.FOUND, NOREPINEPHRINE),
        (TrendSign.HOLD, ""),
        (TrendSign.WEIGHT, ""),
    ]


def test_a_stop_and_a_suspension_have_marks() -> None:
    """A drug that is off stands at nothing, in the word off."""
    shift = weaning(None, "3 mL/h")
    shift.at("08:06").step(VASOPRESSIN, "off")
    trend = seen(shift, "08:07")
    assert trend.marks[-1].sign is TrendSign.OFF
    last = trend.tracks[0].stretches[-1]
    assert last.text == "off"
    assert last.share == 0
    late = weaning()
    late.at("08:20:01").look()
    assert seen(late, "08:21").marks[-1].sign is TrendSign.SUSPENDED


def test_places_on_the_axes_are_exact() -> None:
    """MAP from 40 to 100, wider for what lies outside; a dose as its share of a round top."""
    trend = seen(after_a_step(), "08:07")
    assert trend.readings[0].share == Fraction(32, 60)
    assert [one.text for one in trend.levels] == ["40", "60", "80", "100"]
    track = trend.tracks[0]
    assert (track.top, track.unit) == ("0.04 mcg/kg/min", "mcg/kg/min")
    # 7.9 mL/h of 16 mcg/mL at 70 kg is 79/2625 mcg/kg/min, 5.3 mL/h is 53/2625
    shares = [one.share for one in track.stretches]
    assert shares == [Fraction(79, 2625) / Fraction(4, 100), Fraction(53, 2625) / Fraction(4, 100)]
    assert trend.tracks[1].top == "0.03 units/min"
    outside = opened()
    outside.at("08:01").assessment(127)
    trend = seen(outside, "08:05")
    assert [one.text for one in trend.levels] == ["40", "60", "80", "100", "120"]
    assert trend.readings[0].share == Fraction(87, 90)


def test_a_large_dose_and_none_have_a_top() -> None:
    """0.2 mcg/kg/min is the top itself; a drug recorded as off still has an axis."""
    shift = prepared("52.5 mL/h", "0 mL/h")
    dobutamine = {"amount": "250 mg", "volume": "250 mL"}
    assert shift.at("08:04:40").infusion("dobutamine", "10.5 mL/h", **dobutamine).accepted
    tops = {one.drug: one.top for one in seen(shift, "08:05").tracks}
    assert tops == {NOREPINEPHRINE: "0.2 mcg/kg/min", VASOPRESSIN: "1 units/min"} | {
        "dobutamine": "3 mcg/kg/min"
    }


def test_low_readings_are_told_from_the_others() -> None:
    """Below the target that held then."""
    shift = after_a_step()
    shift.at("08:11").assessment(61)
    assert [one.is_low for one in seen(shift, "08:12").readings] == [False, True]


def test_the_target_follows_the_orders() -> None:
    """65 from the protocol until an order for 70 is in force."""
    shift = prepared(orders={NOREPINEPHRINE: {"map_target_mmhg": 70}})
    found = [(one.begin, one.end, one.text) for one in seen(shift, "08:05").targets]
    assert found == [
        (moment("08:01"), moment("08:02"), "target 65 mmHg or more"),
        (moment("08:02"), moment("08:05"), "target 70 mmHg or more"),
    ]
    assert "10:02 MAP target changed, norepinephrine 0.0301 mcg/kg/min" in said(shift, "08:05")


def test_a_line_is_broken_where_no_map_was_taken() -> None:
    """After 25 minutes without a reading, when a wean would be suspended, there is a gap."""
    shift = weaning()
    shift.at("08:29").assessment(72)
    shift.at("08:55").assessment(72)
    trend = seen(shift, "09:21")
    assert [one.joins for one in trend.readings] == [False, True, False]
    assert [(one.begin, one.end, one.text) for one in trend.gaps] == [
        (moment("08:29"), moment("08:55"), "no MAP"),
        (moment("08:55"), moment("09:21"), "no MAP"),
    ]


def test_what_nobody_saw_is_a_gap_in_everything() -> None:
    """Asleep from 08:20 to 08:40: the dose ends and begins again, and the readings do not join."""
    shift = weaning()
    shift.at("08:19").assessment(72)
    doubt(shift, "08:40", 20)
    shift.at("08:41").assessment(72)
    trend = seen(shift, "08:42")
    gap = next(one for one in trend.gaps if one.is_whole)
    assert (gap.begin, gap.end, gap.text) == (moment("08:20"), moment("08:40"), "not seen")
    assert [one.joins for one in trend.readings] == [False, True, False]
    spans = [(one.begin, one.end) for one in trend.tracks[1].stretches]
    assert spans == [
        (moment("08:01:01"), moment("08:20")),
        (moment("08:40"), moment("08:42")),
    ]
    assert "10:40 wean suspended" not in said(shift, "08:42")
    assert any("clock not certain" in one or "suspended" in one for one in said(shift, "08:42"))


def test_a_gap_never_reaches_back_over_an_entry() -> None:
    """A clock that says more has passed than there is room for ends at the entry before."""
    shift = weaning()
    doubt(shift, "08:10", 60)
    gap = next(one for one in seen(shift, "08:11").gaps if one.is_whole)
    assert (gap.begin, gap.end) == (moment("08:05"), moment("08:10"))
    lone = opened()
    doubt(lone, "08:10", 5)
    assert [(one.begin, one.end) for one in seen(lone, "08:11").gaps] == [
        (moment("08:05"), moment("08:10"))
    ]


def test_a_clock_set_back_keeps_the_order_of_time() -> None:
    """Entries are read by their time; a reading before the jump does not join one after it."""
    shift = weaning()
    shift.at("08:10").assessment(71)
    shift.at("08:08").assessment(70)
    trend = seen(shift, "08:12")
    times = [one.at for one in trend.entries]
    assert times == sorted(times)
    assert [one.joins for one in trend.readings] == [False, True, False]


def test_a_corrected_map_stands_at_its_own_time() -> None:
    """The wrong value is nowhere in the trend."""
    shift = weaning()
    wrong = shift.at("08:10").assessment(91)
    assert shift.at("08:12").correct(wrong, map_mmhg=71).accepted
    texts = said(shift, "08:13")
    assert texts[-1].startswith("10:10 MAP 71 mmHg")
    assert not any("91" in one for one in texts)


def test_a_corrected_rate_stands_from_when_it_was_recorded() -> None:
    """7.9 mL/h was meant where 9.7 was typed."""
    shift = opened()
    wrong = shift.at("08:01").infusion(NOREPINEPHRINE, "9.7 mL/h")
    shift.at("08:04").assessment(72)
    assert shift.at("08:05").correct(wrong, pump_shows="7.9 mL/h").accepted
    stretches = seen(shift, "08:06").tracks[0].stretches
    assert [(one.begin, one.text) for one in stretches] == [(moment("08:01"), "0.0301 mcg/kg/min")]
    assert all("0.0301 mcg/kg/min" in one for one in said(shift, "08:06"))


def test_what_was_recorded_before_a_wrong_entry_stays() -> None:
    """Found changed to 9.7 mL/h, which was 8.7: the first 7.9 mL/h is left alone."""
    shift = opened()
    shift.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h")
    wrong = shift.at("08:03").infusion(NOREPINEPHRINE, "9.7 mL/h")
    assert shift.at("08:05").correct(wrong, pump_shows="8.7 mL/h").accepted
    texts = [one.text for one in seen(shift, "08:06").tracks[0].stretches]
    assert texts == ["0.0301 mcg/kg/min", "0.0331 mcg/kg/min"]


def test_days_before_today_are_named() -> None:
    """At 10:00 on the third day: two days ago, yesterday, today."""
    shift = opened()
    for hours in (8, 32, 55):
        shift.at(f"{hours}:30").assessment(72)
    assert [one.time for one in seen(shift, "56:00").entries] == [
        "2 days ago 10:30",
        "yesterday 10:30",
        "09:30",
    ]
    days = [one.day for one in seen(shift, "56:00").hours]
    assert list(dict.fromkeys(days)) == ["3 days ago", "2 days ago", "yesterday", "today"]


@pytest.mark.parametrize("drug", [NOREPINEPHRINE, VASOPRESSIN])
def test_a_row_has_a_dose_for_each_track(drug: str) -> None:
    """Before a drug is recorded its place is empty."""
    shift = opened()
    shift.at("08:01").infusion(drug, "9 mL/h")
    shift.at("08:02").infusion(VASOPRESSIN if drug == NOREPINEPHRINE else NOREPINEPHRINE, "9 mL/h")
    trend = seen(shift, "08:03")
    assert trend.tracks[0].drug == drug
    assert [bool(text) for text in trend.entries[0].doses] == [True, False]
    assert [bool(text) for text in trend.entries[1].doses] == [True, True]


def test_the_desk_works_a_trend_out_once_a_minute() -> None:
    """The same one within a minute without an entry, a new one after."""
    clock = FakeClock(moment("08:00:10"))
    desk = Desk(log=MemoryLog(), policy=Shift().policy, clock=clock)
    command = do.OpenEpisode(bed="ICU-12", weight="70 kg", weight_kind="measured", adult=True)
    _, bed_id = desk.open_bed(command, "AB")
    first = desk.trend(bed_id)
    clock.pass_unseen(timedelta(seconds=5))
    desk.tick()
    assert desk.trend(bed_id) is first
    desk.handle(
        bed_id,
        do.RecordInfusion(
            drug=NOREPINEPHRINE, amount="4 mg", volume="250 mL", pump_shows="7.9 mL/h"
        ),
        "AB",
    )
    assert [one.drug for one in desk.trend(bed_id).tracks] == [NOREPINEPHRINE]
    before = desk.trend(bed_id)
    clock.pass_unseen(timedelta(minutes=1))
    desk.tick()
    assert desk.trend(bed_id) is not before
