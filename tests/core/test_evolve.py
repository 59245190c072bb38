"""What each event does to the state, event by event."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import msgspec
import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    a_second_check,
    after_a_step,
    completed,
    moment,
    opened,
    prepared,
    shipped_policy,
    suspended_as_overdue,
    weaning,
)
from titrator.core import events as ev
from titrator.core.commands import RecordInfusion
from titrator.core.evolve import evolve
from titrator.core.state import ClockDoubt, Infusion, Unsure
from titrator.core.units import ML_PER_H, Quantity

POLICY = shipped_policy()


def stamp(time: str, line: int = 99) -> ev.Stamp:
    """A stamp at a time of the shift."""
    return ev.Stamp(at=moment(time), by="CD", line=line)


def ml_per_h(value: str) -> Quantity:
    """A pump rate."""
    return Quantity(Fraction(value), ML_PER_H)


def test_an_opened_bed_knows_its_weight_and_since_when() -> None:
    state = opened().bed.state
    assert (state.bed, state.weight_kind, state.weight_at) == (
        "ICU-12",
        "measured",
        moment("08:00"),
    )
    assert state.is_open


@pytest.mark.ruling(28)
def test_a_first_recording_is_no_change_and_a_confirmation_neither() -> None:
    shift = opened()
    shift.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h")
    first = shift.bed.state
    assert (first.last_change_at, first.step_clock_at, first.last_tolerated) == (None, None, None)
    shift.at("08:10").infusion(NOREPINEPHRINE, "7.9 mL/h")
    again = shift.bed.state
    assert (again.last_change_at, again.step_clock_at) == (None, None)
    assert again.infusions[NOREPINEPHRINE].read_at == moment("08:10")
    assert again.infusions[NOREPINEPHRINE].line == 3


@pytest.mark.ruling(28)
@pytest.mark.ruling(9)
@pytest.mark.parametrize(
    ("shows", "fields", "tolerated", "is_new"),
    [
        ("7 mL/h", {}, "7.9", False),
        ("8 mL/h", {}, None, False),
        ("0 mL/h", {}, "7.9", False),
        ("3.95 mL/h", {"amount": "8 mg"}, "keeps", True),
        ("3.9 mL/h", {"amount": "8 mg"}, "7.9", True),
        ("8 mL/h", {"amount": "8 mg", "volume": "500 mL"}, None, False),
    ],
)
def test_what_is_found_changed_at_a_pump_counts_from_then(
    shows: str, fields: dict[str, str], tolerated: str | None, is_new: bool
) -> None:
    """A lower dose makes a last tolerated one, a higher one ends it, an equal one leaves it."""
    shift = weaning()
    before = shift.bed.state
    shift.at("08:06").infusion(NOREPINEPHRINE, shows, **fields)
    state = shift.bed.state
    assert state.last_change_at == state.step_clock_at == moment("08:06")
    assert state.has_new_concentration is is_new
    found = state.last_tolerated
    if tolerated == "keeps":
        assert found == before.last_tolerated
    else:
        assert (found and found.pump_rate) == (tolerated and ml_per_h(tolerated))


def test_a_step_a_stop_and_a_back_up_are_no_recordings_that_could_be_corrected() -> None:
    assert after_a_step().bed.state.infusions[NOREPINEPHRINE].line is None
    assert completed().bed.state.infusions[VASOPRESSIN].line is None


@pytest.mark.ruling(9)
def test_a_reduction_a_stop_and_a_back_up_and_the_last_tolerated_dose() -> None:
    step = after_a_step().bed.state.last_tolerated
    stop = completed().bed.state.last_tolerated
    assert step is not None
    assert stop is not None
    assert (step.drug, step.pump_rate) == (NOREPINEPHRINE, ml_per_h("7.9"))
    assert (stop.drug, stop.pump_rate) == (VASOPRESSIN, ml_per_h("3"))
    shift = after_a_step()
    shift.at("08:07").back_up(NOREPINEPHRINE, "7.9 mL/h")
    state = shift.bed.state
    assert (state.last_tolerated, state.seen_at_back_up) == (None, 1)


def test_since_when_a_drug_runs_is_known_only_where_its_start_was_seen() -> None:
    """Found running it may have run for hours; started again from zero it has run since then."""
    shift = completed()
    assert shift.bed.state.infusions[VASOPRESSIN].running_since is None
    shift.at("08:07").back_up(VASOPRESSIN, "3 mL/h")
    assert shift.bed.state.infusions[VASOPRESSIN].running_since == moment("08:07")
    for time, shows, since in (
        ("08:08", "3 mL/h", "08:07"),
        ("08:09", "2.9 mL/h", "08:07"),
        ("08:10", "0 mL/h", None),
        ("08:11", "3 mL/h", None),
    ):
        shift.at(time).infusion(VASOPRESSIN, shows)
        found = shift.bed.state.infusions[VASOPRESSIN].running_since
        assert found == (None if since is None else moment(since))


@pytest.mark.ruling(30)
def test_a_corrected_infusion_is_no_change_and_keeps_who_read_the_pump_and_when() -> None:
    shift = weaning()
    wrong = shift.at("08:06").infusion(NOREPINEPHRINE, "6.9 mL/h")
    before = shift.bed.state
    shift.by = "CD"
    assert shift.at("08:08").correct(wrong, pump_shows="7 mL/h").accepted
    state = shift.bed.state
    infusion = state.infusions[NOREPINEPHRINE]
    assert infusion.pump_rate == ml_per_h("7")
    assert (infusion.read_at, infusion.read_by, infusion.line) == (
        moment("08:06"),
        "AB",
        wrong.number,
    )
    assert (state.last_change_at, state.last_tolerated) == (
        before.last_change_at,
        before.last_tolerated,
    )


@pytest.mark.ruling(15)
@pytest.mark.hazard("H03")
def test_a_bag_change_restarts_the_clocks_and_notes_another_concentration() -> None:
    shift = after_a_step()
    shift.at("08:08").decline()
    second = a_second_check("8 mg", "250 mL")
    shift.at("08:10").bag(NOREPINEPHRINE, "2.7 mL/h", amount="8 mg", second_check=second)
    state = shift.bed.state
    assert state.last_change_at == state.step_clock_at == moment("08:10")
    assert (state.has_new_concentration, state.declines) == (True, 0)
    shift.at("08:11").bag(NOREPINEPHRINE, "2.7 mL/h", amount="8 mg")
    assert not shift.bed.state.has_new_concentration


def test_orders_are_replaced_ended_and_corrected() -> None:
    shift = opened()
    first = shift.at("08:01").order(NOREPINEPHRINE)
    assert shift.bed.state.order_lines == {NOREPINEPHRINE: first.number}
    shift.at("08:02").discontinue(NOREPINEPHRINE)
    assert shift.bed.state.orders[NOREPINEPHRINE].is_discontinued
    second = shift.at("08:03").order(NOREPINEPHRINE)
    shift.at("08:04").correct(second, map_target_mmhg=70)
    state = shift.bed.state
    assert state.order_lines == {NOREPINEPHRINE: second.number}
    assert state.orders[NOREPINEPHRINE].map_target_mmhg == 70
    assert not state.orders[NOREPINEPHRINE].is_discontinued


@pytest.mark.ruling(2)
def test_a_questioned_map_is_remembered_until_an_assessment_is_recorded() -> None:
    shift = opened()
    shift.at("08:01").assessment(72)
    shift.at("08:02").assessment(98)
    assert shift.bed.state.is_map_in_question
    assert len(shift.bed.state.assessments) == 1
    shift.at("08:03").assessment(72)
    assert not shift.bed.state.is_map_in_question


@pytest.mark.ruling(30)
def test_a_corrected_assessment_replaces_its_own_entry_and_no_other() -> None:
    shift = weaning()
    shift.at("08:06").assessment(70)
    shift.at("08:07").correct(6, map_mmhg=71)
    assert [one.map_mmhg for one in shift.bed.state.assessments] == [71, 70]
    assert shift.bed.state.assessments[0].at == moment("08:04")


@pytest.mark.ruling(14)
def test_a_hold_by_an_assessment_begins_with_it_and_any_other_after_it() -> None:
    shift = weaning()
    shift.at("08:06").assessment(64)
    hold = shift.bed.state.hold
    assert hold is not None
    assert (hold.first_assessment, hold.is_counted, hold.began_at) == (1, True, moment("08:06"))
    shift = weaning()
    shift.at("08:06").hold()
    hold = shift.bed.state.hold
    assert hold is not None
    assert (hold.first_assessment, hold.is_counted) == (1, False)
    assert shift.bed.state.counted_holds == ()


@pytest.mark.ruling(13)
@pytest.mark.ruling(18)
@pytest.mark.parametrize(
    ("event", "counted", "clock"),
    [
        (ev.HoldResumed(is_artefact=False, prescriber_informed=False), 1, "08:06"),
        (ev.HoldResumed(is_artefact=True, prescriber_informed=False), 0, "08:25"),
        (ev.HoldLifted(), 0, "08:25"),
    ],
)
def test_a_hold_by_a_wrong_value_leaves_the_count_and_restarts_the_step_clock(
    event: ev.AnyEvent, counted: int, clock: str
) -> None:
    shift = after_a_step()
    shift.at("08:10").assessment(64)
    state = evolve(shift.bed.state, event, stamp("08:25"))
    assert state.hold is None
    assert len(state.counted_holds) == counted
    assert (state.step_clock_at, state.last_change_at) == (moment(clock), moment("08:06"))


@pytest.mark.ruling(13)
def test_a_hold_that_did_not_count_takes_no_other_out_of_the_count() -> None:
    earlier = (moment("07:00"),)
    shift = weaning()
    shift.at("08:06").hold()
    for before in (
        msgspec.structs.replace(shift.bed.state, counted_holds=earlier),
        msgspec.structs.replace(weaning().bed.state, counted_holds=earlier),
    ):
        state = evolve(before, ev.HoldLifted(), stamp("08:07"))
        assert (state.hold, state.counted_holds) == (None, earlier)


@pytest.mark.ruling(4)
def test_a_weight_change_ends_what_rests_on_it_and_keeps_the_rest() -> None:
    shift = after_a_step()
    shift.at("08:07").decline()
    shift.at("08:10").assessment(64)
    before = shift.bed.state
    shift.at("08:11").weight("71 kg")
    state = shift.bed.state
    assert (state.gate, state.wean_started_at, state.hold, state.declines) == (None, None, None, 0)
    assert not state.is_overdue_suspended
    kept = (
        "infusions",
        "orders",
        "assessments",
        "last_change_at",
        "step_clock_at",
        "last_tolerated",
        "counted_holds",
    )
    for name in kept:
        assert getattr(state, name) == getattr(before, name), name
    assert state.weight_at == moment("08:11")


@pytest.mark.ruling(6)
@pytest.mark.hazard("H14")
def test_when_time_goes_back_every_later_moment_becomes_the_new_one_and_no_earlier_one() -> None:
    """Held since 08:12, changed at 08:10, then it is 08:04:10."""
    shift = after_a_step()
    shift.at("08:10").infusion(VASOPRESSIN, "8.9 mL/h")
    shift.at("08:12").assessment(64)
    state = evolve(shift.bed.state, ev.ClockWentBack(), stamp("08:04:10"))
    now = moment("08:04:10")
    assert state.is_clock_suspect
    assert state.wean_started_at == state.last_change_at == state.step_clock_at == now
    assert [one.at for one in state.assessments] == [moment("08:04"), now]
    assert state.gate is not None
    assert (state.gate.recorded_at, state.gate.map_stable_since) == (now, moment("05:30"))
    assert state.hold is not None
    assert state.hold.began_at == now
    assert state.counted_holds == (now,)
    assert state.weight_at == moment("08:00")
    assert [one.read_at for one in state.infusions.values()] == [now, now]


@pytest.mark.ruling(6)
def test_when_time_goes_back_far_every_moment_becomes_the_new_one() -> None:
    shift = completed()
    shift.at("08:07").back_up(VASOPRESSIN, "3 mL/h")
    state = evolve(shift.bed.state, ev.ClockWentBack(), stamp("04:00"))
    now = moment("04:00")
    assert state.gate is not None
    assert (state.weight_at, state.gate.map_stable_since) == (now, now)
    assert state.infusions[VASOPRESSIN].running_since == now


@pytest.mark.ruling(6)
def test_a_gate_without_a_time_and_a_bed_without_anything_go_back_too() -> None:
    shift = prepared()
    shift.at("08:04:40").gate(map_stable_since=None)
    state = evolve(shift.bed.state, ev.ClockWentBack(), stamp("08:00"))
    assert state.gate is not None
    assert state.gate.map_stable_since is None
    state = evolve(opened().bed.state, ev.ClockWentBack(), stamp("07:00"))
    assert (state.gate, state.hold, state.wean_started_at) == (None, None, None)


@pytest.mark.hazard("H14")
def test_when_the_clock_ran_ahead_every_moment_moves_on_with_it() -> None:
    """Changed at 08:06, an hour ahead at 09:08: the change was two minutes ago, not 62."""
    shift = after_a_step()
    shift.at("08:07").assessment(64)
    event = ev.ClockDoubted(reason="jumped", ahead_ms=3_600_000)
    state = evolve(shift.bed.state, event, stamp("09:08"))
    assert state.is_clock_suspect
    assert state.last_change_at == state.step_clock_at == moment("09:06")
    assert [one.at for one in state.assessments] == [moment("09:04"), moment("09:07")]
    assert state.gate is not None
    assert state.gate.map_stable_since == moment("06:30")
    assert state.hold is not None
    assert state.hold.began_at == moment("09:07")
    assert state.counted_holds == (moment("09:07"),)
    assert state.weight_at == moment("09:00")


@pytest.mark.hazard("H14")
def test_no_moment_moves_on_past_the_present_one() -> None:
    """What is told of how far the clock ran ahead may be a little too much."""
    event = ev.ClockDoubted(reason="jumped", ahead_ms=3_600_000)
    state = evolve(after_a_step().bed.state, event, stamp("08:30"))
    assert state.last_change_at == moment("08:30")


@pytest.mark.hazard("H13", "H14")
def test_a_doubt_is_kept_until_the_clock_is_trusted_again() -> None:
    """Why, how long, and which way; a log of an older form says only why."""
    event = ev.ClockDoubted(reason="slept", gap_ms=1_320_000)
    state = evolve(weaning().bed.state, event, stamp("08:30"))
    assert state.clock_doubt == ClockDoubt(
        reason="slept", gap=timedelta(minutes=22), is_ahead=False
    )
    assert evolve(state, ev.ClockTrusted(), stamp("08:31")).clock_doubt is None
    ahead = ev.ClockDoubted(reason="jumped", ahead_ms=60_000, gap_ms=60_000)
    doubt = evolve(state, ahead, stamp("08:31")).clock_doubt
    assert doubt is not None
    assert doubt.is_ahead


@pytest.mark.hazard("H14")
def test_time_in_which_the_workstation_was_off_is_kept_as_unsure() -> None:
    """Last seen at 08:10, up again at 08:50, of which only a minute was counted."""
    event = ev.ClockDoubted(reason="restart", gap_ms=2_400_000, unsure_ms=2_340_000)
    state = evolve(after_a_step().bed.state, event, stamp("08:50"))
    assert state.unsure == (Unsure(after=moment("08:10"), span=timedelta(minutes=39)),)
    assert state.last_change_at == moment("08:06")
    # What is moved on later moves that on too.
    jumped = ev.ClockDoubted(reason="jumped", ahead_ms=3_600_000)
    state = evolve(state, jumped, stamp("09:51"))
    assert state.unsure == (Unsure(after=moment("09:10"), span=timedelta(minutes=39)),)


@pytest.mark.parametrize(
    ("event", "field", "value"),
    [
        (ev.WeanSuspended(), "is_overdue_suspended", True),
        (ev.SuspensionEnded(), "is_overdue_suspended", False),
        (ev.ClockDoubted(reason="slept"), "is_clock_suspect", True),
        (ev.ClockTrusted(), "is_clock_suspect", False),
        (ev.AdviceDeclined(reason="scan", comment=""), "declines", 1),
        (ev.EpisodeClosed(), "closed_at", moment("08:25")),
        (ev.WeanStarted(), "wean_started_at", moment("08:25")),
    ],
)
def test_events_that_say_one_thing(event: ev.AnyEvent, field: str, value: object) -> None:
    state = evolve(weaning().bed.state, event, stamp("08:25"))
    assert getattr(state, field) == value


def test_a_refusal_changes_nothing() -> None:
    before = weaning().bed.state
    refused = ev.CommandRefused(command="step", refusals=(), asked={})
    assert evolve(before, refused, stamp("08:25")) is before


@pytest.mark.ruling(4)
@pytest.mark.ruling(31)
def test_a_weight_change_takes_the_weight_and_how_it_is_known_and_ends_a_suspension() -> None:
    shift = suspended_as_overdue()
    assert shift.bed.state.is_overdue_suspended
    shift.at("08:21").weight("71 kg", weight_kind="estimated")
    state = shift.bed.state
    assert state.weight is not None
    assert (state.weight.magnitude, state.weight_kind) == (Fraction(71), "estimated")
    assert not state.is_overdue_suspended


@pytest.mark.ruling(9)
@pytest.mark.ruling(28)
def test_a_dose_found_higher_ends_the_last_tolerated_one_that_was_known() -> None:
    """5.3 mL/h after a step from 7.9; at 5.4 nobody knows any more what was tolerated."""
    shift = after_a_step()
    assert shift.bed.state.last_tolerated is not None
    shift.at("08:07").infusion(NOREPINEPHRINE, "5.4 mL/h")
    assert shift.bed.state.last_tolerated is None


def test_what_was_seen_to_start_keeps_its_start_through_a_change_and_loses_it_when_stopped() -> (
    None
):
    """Vasopressin from zero at 08:07; reduced at 08:30 it still runs since then, stopped it does not."""
    shift = completed()
    shift.at("08:07").back_up(VASOPRESSIN, "3 mL/h")
    state = shift.bed.state
    lower = ev.DoseReduced(drug=VASOPRESSIN, to=ml_per_h("2"), pump_rate=ml_per_h("2"))
    reduced = evolve(state, lower, stamp("08:30")).infusions[VASOPRESSIN]
    assert reduced.running_since == moment("08:07")
    stopped = evolve(state, ev.DrugStopped(drug=VASOPRESSIN), stamp("08:30"))
    assert stopped.infusions[VASOPRESSIN].running_since is None
    found = ev.InfusionFoundChanged(
        drug=VASOPRESSIN,
        bag=state.infusions[VASOPRESSIN].bag,
        pump_rate=ml_per_h("2"),
        typed=RecordInfusion(drug=VASOPRESSIN),
    )
    after = evolve(state, found, stamp("08:30")).infusions[VASOPRESSIN]
    assert (after.running_since, after.read_by, after.line) == (moment("08:07"), "CD", 99)
    again = evolve(stopped, found, stamp("08:31")).infusions[VASOPRESSIN]
    assert again.running_since is None


@pytest.mark.ruling(18)
def test_a_hold_that_leaves_the_count_forgets_what_was_declined_before() -> None:
    """The step counts from now, so nothing is put off."""
    shift = weaning()
    shift.at("08:06").decline()
    shift.at("08:06:30").decline()
    shift.at("08:07").hold()
    assert shift.bed.state.declines == 2
    state = evolve(shift.bed.state, ev.HoldLifted(), stamp("08:08"))
    assert (state.declines, state.step_clock_at) == (0, moment("08:08"))


@pytest.mark.ruling(30)
def test_a_correction_of_what_is_not_there_any_more_counts_from_itself() -> None:
    """Nothing to keep the reader and the time of."""
    state = weaning().bed.state
    bag = state.infusions[VASOPRESSIN].bag
    event = ev.InfusionCorrected(
        line=4,
        drug=VASOPRESSIN,
        bag=bag,
        pump_rate=ml_per_h("6"),
        typed=RecordInfusion(drug=VASOPRESSIN),
        reason="",
    )
    without = msgspec.structs.replace(state, infusions={})
    infusion = evolve(without, event, stamp("08:08")).infusions[VASOPRESSIN]
    assert (infusion.read_at, infusion.read_by, infusion.line) == (moment("08:08"), "CD", 99)
    assert (infusion.running_since, infusion.found_from) == (None, None)


@pytest.mark.hazard("H22")
def test_a_handover_changes_who_read_the_pumps_that_were_read_and_nothing_else() -> None:
    """Vasopressin was not among them."""
    before = weaning().bed.state
    rate = before.infusions[NOREPINEPHRINE].pump_rate
    state = evolve(before, ev.HandedOver(pump_rates={NOREPINEPHRINE: rate}), stamp("08:30"))
    read, unread = state.infusions[NOREPINEPHRINE], state.infusions[VASOPRESSIN]
    assert (read.read_at, read.read_by, read.pump_rate) == (moment("08:30"), "CD", rate)
    assert unread == before.infusions[VASOPRESSIN]
    assert msgspec.structs.replace(state, infusions={}) == msgspec.structs.replace(
        before, infusions={}
    )


@pytest.mark.ruling(30)
def test_a_rate_put_right_to_zero_has_run_since_nowhen_and_keeps_what_was_found_before() -> None:
    shift = completed()
    shift.at("08:07").back_up(VASOPRESSIN, "3 mL/h")
    shift.at("08:08").infusion(VASOPRESSIN, "3.1 mL/h")
    present = shift.bed.state.infusions[VASOPRESSIN]
    assert (present.running_since, present.found_from) != (None, None)

    def put_right(rate: str) -> Infusion:
        event = ev.InfusionCorrected(
            line=12,
            drug=VASOPRESSIN,
            bag=present.bag,
            pump_rate=ml_per_h(rate),
            typed=RecordInfusion(drug=VASOPRESSIN),
            reason="",
        )
        return evolve(shift.bed.state, event, stamp("08:09")).infusions[VASOPRESSIN]

    assert put_right("0").running_since is None
    right = put_right("3.2")
    assert (right.running_since, right.found_from, right.line) == (
        moment("08:07"),
        present.found_from,
        12,
    )


@pytest.mark.ruling(9)
@pytest.mark.ruling(28)
def test_the_same_dose_found_from_another_bag_leaves_the_last_tolerated_one() -> None:
    """5.3 mL/h of 16 mcg/mL is 2.65 of 32."""
    shift = after_a_step()
    before = shift.bed.state.last_tolerated
    assert before is not None
    shift.at("08:07").infusion(NOREPINEPHRINE, "2.65 mL/h", amount="8 mg")
    assert shift.bed.state.last_tolerated == before


@pytest.mark.ruling(13)
def test_of_two_counted_holds_the_last_leaves_the_count() -> None:
    shift = weaning()
    shift.at("08:06").assessment(60)
    earlier = (moment("07:00"), *shift.bed.state.counted_holds)
    before = msgspec.structs.replace(shift.bed.state, counted_holds=earlier)
    assert evolve(before, ev.HoldLifted(), stamp("08:07")).counted_holds == (moment("07:00"),)


@pytest.mark.hazard("H13", "H14")
def test_a_doubt_that_says_nothing_of_a_clock_ahead_moves_nothing() -> None:
    """Changed at 08:06, and doubted at a stamp before that."""
    before = after_a_step().bed.state
    state = evolve(before, ev.ClockDoubted(reason="slept"), stamp("08:00"))
    assert state.last_change_at == moment("08:06")
    assert state.assessments == before.assessments
