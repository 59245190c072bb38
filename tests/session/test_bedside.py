"""What the bedside screen says, in every phase, in words."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.support.shift import (
    INCOMPLETE,
    NOREPINEPHRINE,
    NOREPINEPHRINE_PER_MIN,
    OMIT,
    VASOPRESSIN,
    WORSE,
    Shift,
    a_second_check,
    moment,
    opened,
    prepared,
    shipped_policy,
    weaning,
)
from titrator.core.commands import DoubtClock
from titrator.core.policy import Standing
from titrator.core.protocol import Status
from titrator.session.bedside import bedside_of, log_lines
from titrator.session.next_act import tab_status
from titrator.session.screen import Act, Tone

if TYPE_CHECKING:
    from titrator.session.screen import Bedside


def seen(shift: Shift, at: str) -> Bedside:
    """The bedside screen at a time, in UTC."""
    return bedside_of(shift.bed.state, shift.bed.entries, shift.policy, moment(at), UTC)


def test_set_up_lists_what_is_there_and_what_is_missing() -> None:
    """A new bed needs infusions, an order, the gate, an assessment, in that order."""
    screen = seen(opened(), "08:00")
    assert screen.phase == "set up"
    assert screen.next.heading == "SET UP"
    assert [(task.act, task.is_done) for task in screen.tasks] == [
        (Act.INFUSION, False),
        (Act.ORDER, False),
        (Act.GATE, False),
        (Act.REASSESS, False),
        (Act.START, False),
    ]
    assert screen.last_map.value == ""
    assert screen.last_map.age == "No MAP yet: steps locked."
    assert screen.banner.weight == "70 kg measured 08:00"
    assert screen.banner.weight_brief == "70 kg measured"
    assert screen.banner.target_brief == "MAP target 65 mmHg"
    assert screen.banner.warnings == ("Protocol not approved by a hospital",)
    assert seen(Shift(), "08:00").banner.weight == "weight not known"


def test_what_a_set_up_lacks_does_not_name_its_heading_again() -> None:
    """Under "Start gate" and "Order for norepinephrine" stand reasons, not a sentence with both."""

    def details(at: str) -> list[str]:
        return [one.detail for one in seen(shift, at).tasks[1:3]]

    shift = opened()
    shift.at("08:00").infusion(NOREPINEPHRINE, "7.9 mL/h")
    assert details("08:00") == ["No complete one is recorded.", "It has not been answered."]
    shift.at("08:01").order(NOREPINEPHRINE, valid_until="2026-03-01T09:00:00Z")
    shift.at("08:01").gate("07:59", skin="not_met")
    why = "MAP has not been stable for 120 min; skin not met."
    assert details("08:02") == ["Complete and in force", why]
    assert details("09:01")[0] == "It has expired."
    shift.at("08:03").discontinue(NOREPINEPHRINE)
    assert details("08:04")[0] == "It was discontinued."
    refused = {one["code"]: one["text"] for one in shift.at("08:04").start().out["refusals"]}
    assert refused["START_GATE_NOT_MET"].startswith("The start gate is not met: MAP has not")
    assert refused["ORDER_NOT_IN_FORCE"] == "The order for norepinephrine was discontinued."


def test_ready_offers_the_start() -> None:
    """With everything there, the one act is to start."""
    screen = seen(prepared(), "08:04:30")
    assert screen.next.act is Act.START
    assert [task.is_done for task in screen.tasks] == [True, True, True, True, True, False]
    assert tab_status(screen.next) == "set up"


def test_a_task_that_is_done_says_what_stands_there() -> None:
    """Not only that something is there: which drugs, the order, the gate, the MAP with its age."""
    tasks = seen(prepared(), "08:05").tasks
    assert [task.detail for task in tasks] == [
        "norepinephrine, vasopressin",
        "Complete and in force",
        "Complete and in force",
        "All conditions met",
        "MAP 72 mmHg, 1 min ago",
        "When everything above is there",
    ]


def test_each_task_has_a_few_words_for_where_its_sentence_has_no_room() -> None:
    """What is missing, too old or low is still told apart, and how much runs is counted."""
    assert [task.brief for task in seen(opened(), "08:00").tasks] == [
        "nothing yet",
        "missing",
        "not met yet",
        "missing",
        "when all is there",
    ]
    shift = prepared()
    assert [task.brief for task in seen(shift, "08:05").tasks] == [
        "2 drugs",
        "complete",
        "complete",
        "complete",
        "complete",
        "when all is there",
    ]
    assert [task.brief for task in seen(shift, "08:30").tasks][4] == "too old"
    shift.at("08:31").assessment(63)
    assert [task.brief for task in seen(shift, "08:31").tasks][4] == "MAP low"
    one = opened()
    one.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h")
    assert seen(one, "08:02").tasks[0].brief == "1 drug"


def test_a_wean_shows_the_next_reduction_with_its_rate_and_its_ladder() -> None:
    """7.9 mL/h goes to 5.3 mL/h for 0.02; then the floor, vasopressin, off, and off."""
    screen = seen(weaning(), "08:05")
    assert screen.next.heading == "REDUCE norepinephrine: OPEN NOW, DUE WITHIN"
    assert "set the pump to 5.3 mL/h" in screen.next.lines[0]
    assert screen.next.clock == "step"
    assert screen.next.countdown == ("30", "min", "00", "sec")
    assert [(rung.label, rung.place) for rung in screen.next.ladder] == [
        ("0.0301", "now"),
        ("0.02", "ahead"),
        ("0.01", "ahead"),
        ("0.02", "ahead"),
        ("0.01", "ahead"),
        ("off", "ahead"),
        ("off", "ahead"),
    ]
    row = screen.drugs[0]
    assert row.chain == ("0.0301 mcg/kg/min", "2.11 mcg/min", "7.9 mL/h")
    assert row.bag == "4 mg in 250 mL"
    assert row.limit == "0.5 mcg/kg/min"
    assert row.headroom == 6
    assert row.note.endswith("being reduced")
    vasopressin = screen.drugs[1]
    assert vasopressin.chain == ("0.03 units/min", "1.8 units/h", "9 mL/h")
    assert vasopressin.note.endswith("stays until norepinephrine is down")


def test_a_step_past_its_time_says_since_when() -> None:
    """Due by 08:35; assessed at 08:36, the step is one minute past its time."""
    shift = weaning()
    for at in ("08:10", "08:15", "08:20", "08:36"):
        shift.at(at).assessment()
    screen = seen(shift, "08:36")
    assert screen.next.heading == "REDUCE norepinephrine: OPEN NOW, DUE SINCE"
    assert screen.next.countdown == ("1", "min", "00", "sec")
    assert screen.next.late
    assert tab_status(screen.next) == "1 min 00 sec late"


def test_between_steps_the_reassess_clock_runs_and_is_named() -> None:
    """After the step at 08:06 the next mark is 08:11, and the step opens at 08:21."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    screen = seen(shift, "08:07:18")
    assert screen.next.heading == "NEXT: REASSESS"
    assert screen.next.clock == "reassess"
    assert screen.next.countdown == ("3", "min", "42", "sec")
    assert screen.next.lines == (
        "due 08:11 \N{MIDDLE DOT} then the next step from 08:21 if MAP is 65 mmHg or more",
    )
    assert tab_status(screen.next) == "3 min 42 sec"
    assert [(one.label, one.place) for one in screen.next.ladder][:2] == [
        ("0.0202", "now"),
        ("0.01", "ahead"),
    ]


def test_the_ladder_keeps_the_steps_taken_until_they_are_taken_back() -> None:
    """Two reductions leave the first as a rung behind; a back up takes the second away."""
    shift = weaning("18.4 mL/h", orders={NOREPINEPHRINE: {"increment": "0.02 mcg/kg/min"}})
    shift.at("08:06").step(NOREPINEPHRINE, "0.05 mcg/kg/min", "13.2 mL/h")
    shift.at("08:20").assessment()
    shift.at("08:21").step(NOREPINEPHRINE, "0.03 mcg/kg/min", "8 mL/h")
    places = [(one.label, one.place) for one in seen(shift, "08:22").next.ladder]
    assert places[:2] == [("0.0503", "done"), ("0.0305", "now")]
    shift.at("08:23").back_up(NOREPINEPHRINE, "13.2 mL/h")
    places = [(one.label, one.place) for one in seen(shift, "08:24").next.ladder]
    assert places[0] == ("0.0503", "now")


def test_a_long_ladder_is_cut_in_the_middle() -> None:
    """From 0.3 mcg/kg/min the next rungs and the last are shown."""
    shift = weaning("78.8 mL/h")
    labels = [one.label for one in seen(shift, "08:05").next.ladder if one.group == 0]
    assert labels == ["0.3", "0.29", "0.28", "0.27", "0.26", "\N{HORIZONTAL ELLIPSIS}", "0.01"]


@pytest.mark.parametrize(
    ("at", "tone", "heading", "mark"),
    [
        ("08:09", Tone.CALM, "REDUCE norepinephrine: OPEN NOW, DUE WITHIN", ""),
        ("08:10", Tone.DUE, "REASSESS NOW", "*"),
        ("08:12", Tone.DUE, "REASSESS NOW", "*"),
        ("08:12:01", Tone.OVERDUE, "REASSESS OVERDUE", "**"),
        ("08:20", Tone.OVERDUE, "REASSESS OVERDUE", "**"),
    ],
)
@pytest.mark.hazard("H16")
def test_a_reassessment_becomes_due_then_overdue(
    at: str, tone: Tone, heading: str, mark: str
) -> None:
    """Due at the mark itself, overdue more than two minutes after it, with its own mark."""
    screen = seen(weaning(), at)
    assert (screen.next.tone, screen.next.mark) == (tone, mark)
    assert screen.next.heading == heading
    assert (screen.next.act is Act.REASSESS) is (tone is not Tone.CALM)


def test_overdue_says_how_late_and_how_old_the_map_is() -> None:
    """At 08:14 the mark of 08:10 is four minutes gone and the MAP of 08:04 ten minutes old."""
    screen = seen(weaning(), "08:14")
    assert screen.next.late
    assert screen.next.countdown == ("4", "min", "00", "sec")
    assert "Last MAP is 10 min old: too old to reduce." in screen.next.lines
    assert tab_status(screen.next) == "overdue 4 min"


def test_a_bed_whose_order_ended_says_on_its_tab_who_is_to_be_called() -> None:
    """Nothing can be recorded for that, so there is no countdown to show."""
    shift = weaning()
    shift.at("08:06").discontinue()
    screen = seen(shift, "08:06")
    assert screen.next.heading == "CALL THE PRESCRIBER"
    assert tab_status(screen.next) == "call prescriber"


def test_past_ten_minutes_the_wean_is_suspended() -> None:
    """Judged when the next entry comes; the strip says so."""
    shift = weaning()
    shift.at("08:20:01").look()
    screen = seen(shift, "08:20:01")
    assert screen.next.heading == "WEAN SUSPENDED: REASSESS"
    assert screen.next.tone is Tone.SUSPENDED
    assert screen.next.lines[0] == "A reassessment is overdue. Keep the dose and reassess now."
    assert tab_status(screen.next) == "suspended"
    assert screen.drugs[0].note.endswith("wean suspended")


def test_an_open_step_without_a_fresh_map_asks_for_one() -> None:
    """The step is open at 08:21, the last MAP is of 08:12: reassess first, no clock runs late."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    shift.at("08:21").assessment()
    screen = seen(shift, "08:27")
    assert screen.next.heading == "REASSESS, THEN THE NEXT STEP"
    assert screen.next.countdown == ()
    assert tab_status(screen.next) == "reassess now"


def test_a_low_map_holds_then_backs_up_then_resumes() -> None:
    """Hold at 63, back up at the second low one, wait, resume after an hour."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    shift.at("08:20").assessment(63)
    screen = seen(shift, "08:20")
    assert screen.next.heading == "ON HOLD SINCE 08:20: REPEAT MAP"
    assert screen.last_map.is_low
    assert screen.phase == "on hold"
    assert screen.drugs[0].note.endswith("on hold")
    shift.at("08:23").assessment(62)
    screen = seen(shift, "08:23")
    assert screen.next.heading == "ON HOLD SINCE 08:20: BACK UP norepinephrine"
    assert screen.next.tone is Tone.DANGER
    assert screen.next.mark == "***"
    assert screen.next.act is Act.BACK_UP
    assert tab_status(screen.next) == "act now"
    shift.at("08:24").back_up(NOREPINEPHRINE, "7.9 mL/h")
    shift.at("08:29").assessment(70)
    screen = seen(shift, "08:30")
    assert screen.next.heading == "ON HOLD SINCE 08:20: NEXT: REASSESS"
    assert "a hold lasts 60 min from it" in screen.next.lines[1]
    shift.at("09:22").assessment(70)
    screen = seen(shift, "09:23")
    assert screen.next.heading == "ON HOLD SINCE 08:20: RESUME WHEN READY"
    assert screen.next.act is Act.RESUME
    assert tab_status(screen.next) == "hold"


@pytest.mark.rule("R9")
def test_a_hold_for_perfusion_alone_says_so_and_asks_for_no_other_map() -> None:
    """MAP 74 and worse capillary refill: no artefact of a MAP that is on target is looked for."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    shift.at("08:11").assessment(74, perfusion=WORSE)
    screen = seen(shift, "08:11")
    assert screen.next.heading == "ON HOLD SINCE 08:11: REASSESS"
    assert screen.next.lines == (
        "Hold. Worse: capillary refill. Check volume status, reassess in 2 to 5 minutes.",
    )
    assert screen.last_map.is_worse
    assert not screen.last_map.is_low
    shift.at("08:12").assessment(63, perfusion=WORSE)
    assert seen(shift, "08:12").next.heading == "ON HOLD SINCE 08:11: REPEAT MAP"
    shift.at("08:13").assessment(70)
    assert not seen(shift, "08:13").last_map.is_worse


@pytest.mark.hazard("H14")
def test_in_a_hold_no_step_is_announced_when_the_clock_is_doubted() -> None:
    """Before the next mark only the clock asks for an assessment; the hold goes on after it."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    shift.at("08:11").assessment(63)
    shift.at("08:12").assessment(70)
    shift.bed.handle(DoubtClock(reason="slept"), by="", at=moment("08:13"))
    screen = seen(shift, "08:13")
    assert screen.next.heading == "REASSESS NOW"
    assert screen.next.lines == ("On hold. Reassess now: MAP and perfusion.",)
    assert screen.next.countdown == ()


def test_without_a_dose_to_go_back_to_the_prescriber_is_called() -> None:
    """A MAP below the rescue level before any step."""
    shift = weaning()
    shift.at("08:08").assessment(54)
    screen = seen(shift, "08:08")
    assert screen.next.heading == "ON HOLD SINCE 08:08: CALL THE PRESCRIBER"
    assert screen.next.act is None


@pytest.mark.hazard("H27")
def test_a_stop_is_an_act_of_its_own_and_the_next_drug_follows() -> None:
    """Norepinephrine at its floor: vasopressin is next; from 0.01 units/min it is stopped."""
    shift = weaning("2.7 mL/h", "3 mL/h")
    screen = seen(shift, "08:05")
    assert screen.next.heading == "STOP vasopressin: OPEN NOW, DUE WITHIN"
    assert screen.next.act_label == "Stop vasopressin"
    shift.at("08:06").step(VASOPRESSIN, "off")
    assert shift.last.accepted
    screen = seen(shift, "08:06")
    assert screen.drugs[1].note.endswith("off")
    assert not screen.drugs[1].is_running
    assert screen.drugs[1].limit == "0.03 units/min"
    assert [(one.label, one.place) for one in screen.next.ladder] == [
        ("off", "done"),
        ("0.0103", "now"),
        ("off", "ahead"),
    ]
    shift.at("08:20").assessment()
    shift.at("08:21").step(NOREPINEPHRINE, "off")
    assert shift.last.accepted
    shift.at("08:36").assessment()
    screen = seen(shift, "08:37")
    assert screen.next.heading == "ALL OFF"
    assert screen.next.tone is Tone.DONE
    assert tab_status(screen.next) == "all off"


@pytest.mark.hazard("H28")
def test_above_a_limit_the_row_and_the_strip_say_so() -> None:
    """0.05 units/min of vasopressin is recorded, shown above the cap, and guidance stops."""
    shift = weaning()
    shift.at("08:06").infusion(VASOPRESSIN, "15 mL/h")
    screen = seen(shift, "08:06")
    row = screen.drugs[1]
    assert row.is_above_limit
    assert row.headroom == 100
    assert screen.next.heading.endswith("CALL THE PRESCRIBER")
    assert any("above the built-in ceiling" in text for text in screen.banner.warnings)


def test_a_drug_outside_the_protocol_says_so() -> None:
    """Epinephrine runs beside the wean; its binding limit is the hard one."""
    shift = prepared()
    shift.at("08:04:40").infusion("epinephrine", "5 mL/h", amount="4 mg", volume="250 mL")
    screen = seen(shift, "08:04:40")
    assert screen.drugs[0].note.endswith("wean not started")
    row = screen.drugs[2]
    assert row.note.endswith("outside this protocol")
    assert (row.limit_name, row.limit) == ("hard limit", "2 mcg/kg/min")


def test_in_the_per_minute_system_the_ordered_unit_comes_first() -> None:
    """Ordered in mcg/min: 2.11 mcg/min = 0.0301 mcg/kg/min = 7.9 mL/h."""
    order = {"initial": "5 mcg/min", "increment": "1 mcg/min", "maximum": "35 mcg/min"}
    shift = weaning(orders={NOREPINEPHRINE: order})
    screen = seen(shift, "08:05")
    assert screen.drugs[0].chain == ("2.11 mcg/min", "0.0301 mcg/kg/min", "7.9 mL/h")
    assert screen.drugs[0].limit == "35 mcg/min"


@pytest.mark.hazard("H10")
def test_the_age_of_the_map_is_said_and_an_old_one_is_struck() -> None:
    """Up to 15 minutes it counts as seen; after that it is grey and struck."""
    shift = weaning()
    screen = seen(shift, "08:06")
    assert (screen.last_map.value, screen.last_map.age) == ("72", "2 min ago")
    assert not screen.last_map.is_stale
    assert not seen(shift, "08:19").last_map.is_stale
    assert seen(shift, "08:19:01").last_map.is_stale
    assert [point.mmhg for point in screen.last_map.readings] == [72]
    assert seen(shift, "20:05").last_map.readings == ()


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"perfusion": WORSE}, "Worse: capillary refill"),
        ({"perfusion": INCOMPLETE}, "Not assessed: skin"),
        ({}, "Perfusion same or better, lactate not assessed"),
    ],
)
def test_perfusion_is_said_in_words(fields: dict[str, object], text: str) -> None:
    """Worse and not assessed are named; nothing unknown is called good."""
    shift = weaning()
    shift.at("08:06").assessment(72, **fields)
    assert seen(shift, "08:06").last_map.perfusion == text


def test_perfusion_with_lactate_is_all_said() -> None:
    """All five answered well."""
    shift = weaning()
    answers = dict.fromkeys(
        ("mental_state", "capillary_refill", "urine_output", "skin", "lactate"), "same_or_better"
    )
    shift.at("08:06").assessment(72, perfusion=answers)
    assert seen(shift, "08:06").last_map.perfusion == "Perfusion same or better"


@pytest.mark.hazard("H49")
def test_an_approved_protocol_is_not_warned_of() -> None:
    """The banner is quiet once a hospital has put its name to the protocol."""
    policy = shipped_policy()
    approved = msgspec.structs.replace(
        policy,
        protocol=msgspec.structs.replace(policy.protocol, status=Status.APPROVED),
        standing=Standing(approved_by=("A. Name, 2026-01-02", "B. Name, 2026-01-03")),
    )
    assert seen(opened(policy=approved), "08:00").banner.warnings == ()


@pytest.mark.hazard("H49")
def test_an_expired_policy_is_said_at_the_bedside() -> None:
    """It goes on guiding; the banner says it from the day after its last one."""
    policy = shipped_policy()
    expired = msgspec.structs.replace(
        policy,
        protocol=msgspec.structs.replace(policy.protocol, status=Status.APPROVED),
        standing=Standing(approved_by=("A. Name, 2026-01-02",), valid_until="2026-02-28"),
    )
    warnings = seen(opened(policy=expired), "08:00").banner.warnings
    assert warnings == ("Policy expired on 2026-02-28: call pharmacy",)


def test_a_hold_before_the_start_asks_for_its_own_reassessments() -> None:
    """Held from ready, without a MAP low enough to matter: the marks count from the hold."""
    shift = prepared()
    shift.at("08:05").hold()
    screen = seen(shift, "08:06")
    assert screen.next.heading == "ON HOLD SINCE 08:05: RESUME WHEN READY"
    assert screen.next.countdown == ("4", "min", "00", "sec")
    assert seen(shift, "08:10").next.heading == "REASSESS NOW"


@pytest.mark.parametrize(
    ("reason", "gap_ms", "said"),
    [
        ("slept", 1_320_000, "this workstation slept 22 minutes; a fresh assessment is needed"),
        ("stalled", 120_000, "Titrator did not run for 2 minutes; a fresh assessment is needed"),
        ("restart", 0, "Titrator was started again; a fresh assessment is needed"),
    ],
)
def test_a_doubt_stands_in_the_log_with_the_name_of_the_program_as_it_is(
    reason: str, gap_ms: int, said: str
) -> None:
    """What begins a sentence elsewhere has no capital here, unless it is a name."""
    shift = weaning()
    shift.doubt(moment("08:07"), reason=reason, gap_ms=gap_ms)
    assert said in [line.text for line in log_lines(shift.bed.entries, UTC)]


@pytest.mark.parametrize(
    ("settings", "rate", "to", "pump", "told"),
    [
        ({}, "7.9 mL/h", "0.02 mcg/kg/min", "5.3 mL/h", "0.0202 mcg/kg/min"),
        (
            {"orders": {NOREPINEPHRINE: NOREPINEPHRINE_PER_MIN}},
            "7.9 mL/h",
            "2 mcg/min",
            "7.5 mL/h",
            "2 mcg/min",
        ),
        (
            {"orders": {NOREPINEPHRINE: NOREPINEPHRINE_PER_MIN}},
            "7.6 mL/h",
            "1 mcg/min",
            "3.9 mL/h",
            "1.04 mcg/min",
        ),
    ],
)
def test_the_log_tells_the_dose_that_runs_and_not_the_round_one_asked_for(
    settings: dict[str, Any], rate: str, to: str, pump: str, told: str
) -> None:
    """What the pump gives at 16 mcg/mL and 70 kg, in the unit ordered: the same as in the drug's row."""
    shift = weaning(rate, **settings)
    assert shift.at("08:06").step(NOREPINEPHRINE, to, pump).accepted
    screen = seen(shift, "08:06")
    assert screen.log[0].text == f"norepinephrine reduced to {told}, pump {pump}"
    assert screen.drugs[0].chain[0] == told


def test_the_log_tells_the_story_in_words() -> None:
    """Every kind of entry is a sentence; refusals say that nothing was done."""
    shift = weaning()
    shift.at("08:06").infusion(NOREPINEPHRINE, "7.9 mL/h")
    shift.at("08:07").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    shift.at("08:08").step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h")
    first = shift.at("08:09").assessment(63)
    shift.at("08:10").correct(first, map_mmhg="73")
    shift.at("08:11").hold()
    shift.at("08:12").hold(reason="procedure goes on")
    shift.at("08:12:30").assessment(73)
    shift.at("08:13").resume(prescriber_informed=True)
    shift.at("08:14").decline(comment="family visit")
    shift.at("08:14:30").decline(comment=OMIT)
    shift.at("08:15").bag(
        NOREPINEPHRINE,
        "1.3 mL/h",
        amount="16 mg",
        second_check=a_second_check("16 mg", "250 mL"),
    )
    shift.at("08:16").order(NOREPINEPHRINE, maximum="0.4 mcg/kg/min")
    shift.at("08:17").correct(shift.last, maximum="0.3 mcg/kg/min")
    shift.at("08:18").discontinue(VASOPRESSIN)
    shift.at("08:19").infusion(NOREPINEPHRINE, "1.5 mL/h", amount="16 mg")
    shift.at("08:20").correct(shift.last, pump_shows="1.4 mL/h")
    shift.at("08:21").gate()
    shift.at("08:22").correct(shift.last, skin="not_met")
    shift.at("08:21:30").look()
    shift.at("08:40").weight("72 kg")
    shift.at("08:41").close()
    texts = [line.text for line in log_lines(shift.bed.entries, UTC)]
    told = "\n".join(texts)
    for part in (
        "ICU-12 opened, weight 70 kg measured",
        "recorded norepinephrine at 7.9 mL/h of 4 mg in 250 mL",
        "order recorded: norepinephrine, increment 0.01 mcg/kg/min every 15 min, maximum 0.5",
        "start gate answered",
        "wean started",
        "pump confirmed, norepinephrine at 7.9 mL/h",
        "norepinephrine reduced to 0.0202 mcg/kg/min, pump 5.3 mL/h",
        "not done: The next step opens in 14 min 00 sec.",
        "reassessed, MAP 63 mmHg arterial line",
        "hold started by the assessment",
        "corrected: reassessed, MAP 73 mmHg",
        "hold lifted by the correction",
        "hold: procedure",
        "hold: procedure goes on",
        "resumed",
        "advice declined: procedure, family visit",
        "new bag 16 mg in 250 mL, pump 1.3 mL/h, label also read by EF",
        "order corrected",
        "order for vasopressin discontinued by CD",
        "found changed at the pump: norepinephrine at 1.5 mL/h of 16 mg in 250 mL",
        "hold started by what the pump showed",
        "corrected: norepinephrine at 1.4 mL/h",
        "start gate corrected",
        "the clock went back; a fresh assessment is needed",
        "weight changed to 72 kg measured; the wean ended until it is confirmed anew",
        "closed at this workstation",
    ):
        assert part in told, part
    kinds = {line.kind for line in log_lines(shift.bed.entries, UTC)}
    assert kinds == {"entry", "refused"}
