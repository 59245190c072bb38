"""Acts as events, and what is noticed with them. The scenarios show when they are permitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    Line,
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
from titrator.core.acts import back_up
from titrator.core.commands import BackUp
from titrator.core.events import HoldCause, Stamp
from titrator.core.situation import Situation

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.shift import Shift
    from titrator.core.events import HoldStarted


def told(line: Line, code: str) -> str:
    """The sentence of a refusal or a finding."""
    (one,) = [one for one in (*line.out["refusals"], *line.view["findings"]) if one["code"] == code]
    return str(one["text"])


def last_event(shift: Shift) -> Any:
    """The first event of the entry told last."""
    return shift.bed.entries[-1].entry.events[0]


def test_a_start_is_one_event_and_only_from_the_set_up() -> None:
    """A second one is told that it was started already."""
    shift = prepared()
    assert shift.at("08:05").start().events == ["WeanStarted"]
    assert told(shift.at("08:05").start(), "WRONG_PHASE") == "A wean was started already."
    assert opened().at("08:01").start().events == ["CommandRefused"]


@pytest.mark.rule("R6")
def test_a_step_and_a_stop_are_events_of_their_own() -> None:
    """Off is an act, never the result of a subtraction."""
    line = weaning().at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.events == ["DoseReduced"]
    assert completed().last.events == ["DrugStopped"]


@pytest.mark.rule("R6")
def test_a_coarse_pump_is_told_when_the_step_was_made() -> None:
    """100 kg, 240 mcg/mL: 0.04 by 0.01 is 0.032."""
    bags = {
        NOREPINEPHRINE: {"amount": "24 mg", "volume": "100 mL"},
        VASOPRESSIN: {"amount": "20 units", "volume": "100 mL"},
    }
    shift = weaning("1 mL/h", weight="100 kg", bags=bags)
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.03 mcg/kg/min", "0.8 mL/h")
    assert told(line, "STEP_SMALLER_THAN_ORDERED") == (
        "The pump is coarse: norepinephrine was reduced by less than the wanted step."
    )


def test_each_reason_against_a_step_is_named_once() -> None:
    """Too high for the drug's limit and out of order twice over give each code once."""
    shift = weaning()
    line = shift.at("08:06").step(VASOPRESSIN, "off")
    codes = [one["code"] for one in line.out["refusals"]]
    assert codes == ["OUT_OF_WEAN_ORDER", "ABRUPT_STOP"]
    line = shift.at("08:06").step(NOREPINEPHRINE, "5 mcg/kg/min", "1 mL/h")
    codes = [one["code"] for one in line.out["refusals"]]
    assert codes == ["ABOVE_HARD_CAP", "ABOVE_ORDER_MAXIMUM", "NOT_A_REDUCTION"]


@pytest.mark.rule("R1", "R9")
@pytest.mark.hazard("H41")
def test_a_back_up_holds_unless_a_hold_runs_already() -> None:
    """To the last tolerated rate, exactly."""
    shift = after_a_step()
    line = shift.at("08:07").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert (line.events, line.rate()) == (["DoseBackedUp", "HoldStarted"], "7.9 mL/h")
    held = after_a_step()
    held.at("08:07").hold()
    line = held.at("08:07").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert line.events == ["DoseBackedUp"]


@pytest.mark.ruling(8)
@pytest.mark.rule("R1")
def test_a_rise_without_need_is_told_with_both_pressures() -> None:
    """Norepinephrine has a code of its own; another drug is out of the wean order."""
    shift = weaning()
    line = shift.at("08:06").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert told(line, "NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN") == (
        "norepinephrine would go above the last tolerated dose while MAP is 72 mmHg, not below "
        "the target of 65 mmHg."
    )
    shift.at("08:06").order(VASOPRESSIN, maximum="0.04 units/min")
    line = shift.at("08:06").back_up(VASOPRESSIN, "12 mL/h", to="0.04 units/min")
    assert (
        told(line, "OUT_OF_WEAN_ORDER")
        == "vasopressin would go above the last tolerated dose while MAP is 72 mmHg, not below the target of 65 mmHg."
    )


@pytest.mark.ruling(8)
def test_a_back_up_that_leads_nowhere_is_told_why() -> None:
    """No last tolerated dose, not above what runs, or never recorded."""
    at = weaning(vasopressin=None).at("08:06")
    assert told(at.back_up(NOREPINEPHRINE, "7.9 mL/h"), "PRESCRIBER_NEEDED") == (
        "There is no last tolerated dose of norepinephrine above what runs."
    )
    line = at.back_up(NOREPINEPHRINE, "5.3 mL/h", to="0.02 mcg/kg/min")
    assert told(line, "OUT_OF_WEAN_ORDER") == (
        "0.02 mcg/kg/min of norepinephrine is not above what runs."
    )
    line = at.back_up("epinephrine", "5 mL/h")
    assert told(line, "NOT_RUNNING") == "No bag of EPINEPHrine is recorded."
    line = opened().at("08:06").back_up(NOREPINEPHRINE, "5 mL/h")
    assert told(line, "WRONG_PHASE") == "Record what runs and complete the set-up first."


@pytest.mark.rule("R12")
@pytest.mark.hazard("H41")
def test_a_last_tolerated_dose_above_a_new_maximum_is_refused() -> None:
    """The order came after the reduction; nothing goes above it."""
    shift = after_a_step()
    shift.at("08:06:30").order(NOREPINEPHRINE, initial="0.03 mcg/kg/min", maximum="0.03 mcg/kg/min")
    line = shift.at("08:07").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert (line.codes, line.rate()) == ({"ABOVE_ORDER_MAXIMUM"}, "5.3 mL/h")


def test_a_rise_beyond_every_limit_names_them_beside_the_missing_need() -> None:
    """Above the order, above the ceiling, and MAP is at target."""
    line = weaning().at("08:06").back_up(NOREPINEPHRINE, "900 mL/h", to="3.1 mcg/kg/min")
    assert line.codes == {
        "ABOVE_ORDER_MAXIMUM",
        "ABOVE_HARD_CAP",
        "NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN",
    }


@pytest.mark.ruling(37)
@pytest.mark.rule("R1")
@pytest.mark.parametrize("has_order", [True, False])
def test_a_drug_without_an_order_always_rises_outside_an_increment(*, has_order: bool) -> None:
    """By 0.0095 of an ordered 0.01, or of none."""
    shift = weaning(None, "9 mL/h")
    epinephrine = {"amount": "4 mg", "volume": "250 mL"}
    shift.at("08:05:30").infusion("epinephrine", "5 mL/h", **epinephrine)
    if has_order:
        order = {"route": "central", "initial": "0.05 mcg/kg/min", "prescriber": "CD"}
        order |= {"increment": "0.01 mcg/kg/min", "maximum": "0.5 mcg/kg/min"}
        shift.at("08:05:40").order("epinephrine", interval_min=15, map_target_mmhg=65, **order)
    shift.at("08:06").assessment(60)
    # 5 mL/h is 0.0190; 0.0285 is 7.48 mL/h, set to 7.5, which is 0.0286.
    line = shift.at("08:07").back_up("epinephrine", "7.5 mL/h", to="0.0285 mcg/kg/min")
    assert line.accepted
    assert ("OUTSIDE_ORDERED_INCREMENT" in line.findings) is not has_order


@pytest.mark.ruling(12)
def test_a_hold_is_one_event_and_a_second_one_none() -> None:
    """From every phase but the set-up."""
    shift = weaning()
    assert shift.at("08:06").hold().events == ["HoldStarted"]
    assert shift.at("08:07").hold().events == []
    assert opened().at("08:06").hold().codes == {"WRONG_PHASE"}
    for other in (prepared(), suspended_as_overdue(), completed()):
        line = other.at("08:21").hold(reason=None)
        assert line.events[-1:] == (["HoldStarted"] if line.accepted else ["CommandRefused"])


@pytest.mark.ruling(14)
def test_a_resume_is_one_event() -> None:
    """Refused with everything it needs, or made."""
    shift = weaning()
    shift.at("08:06").assessment(60)
    assert shift.at("08:06:30").resume().events == ["CommandRefused"]
    shift.at("08:07").assessment(70)
    assert shift.at("08:07").resume(artefact=True).events == ["HoldResumed"]


@pytest.mark.ruling(36)
@pytest.mark.hazard("H03")
def test_a_bag_change_is_one_event_and_tells_who_checked() -> None:
    """The second person's initials stay in the log."""
    shift = weaning()
    line = shift.at("08:06").bag(
        NOREPINEPHRINE,
        "4 mL/h",
        amount="8 mg",
        volume="250 mL",
        second_check=a_second_check("8 mg", "250 mL", by="EF"),
    )
    assert line.events == ["BagChanged"]
    event = shift.bed.entries[-1].entry.events[0]
    assert getattr(event, "second_by", None) == "EF"
    same = shift.at("08:07").bag(NOREPINEPHRINE, "4 mL/h", amount="8 mg", volume="250 mL")
    assert same.events == ["BagChanged"]


@pytest.mark.ruling(36)
def test_what_is_wrong_with_a_bag_is_told() -> None:
    """A second person missing, another reading, a bag that was never there."""
    at = weaning(vasopressin=None).at("08:06")
    double = {"amount": "8 mg", "volume": "250 mL"}
    line = at.bag(NOREPINEPHRINE, "4 mL/h", **double)
    assert told(line, "SECOND_CHECK_NEEDED") == (
        "The new bag of norepinephrine has another strength: a second person must type its label "
        "as well."
    )
    line = at.bag(NOREPINEPHRINE, "4 mL/h", **double, second_check=a_second_check("8 mg", "8 mL"))
    assert told(line, "SECOND_CHECK_MISMATCH") == (
        "The two readings of the label of norepinephrine differ."
    )
    line = at.bag(NOREPINEPHRINE, "4 mL/h", **double, second_check=a_second_check("8 g", "?"))
    assert line.codes == {"SECOND_CHECK_MISMATCH"}
    line = at.bag(VASOPRESSIN, "9 mL/h")
    assert told(line, "NOT_RUNNING") == "No bag of vasopressin is recorded."


@pytest.mark.ruling(11)
def test_a_bag_too_strong_for_the_pump_is_not_hung() -> None:
    """The running dose would need less than half of the smallest rate."""
    checked = a_second_check("1000 units", "10 mL")
    strong = {"amount": "1000 units", "volume": "10 mL"}
    at = weaning().at("08:06")
    line = at.bag(VASOPRESSIN, "0 mL/h", **strong, second_check=checked)
    assert (line.codes, line.rate(VASOPRESSIN)) == ({"NOT_REACHABLE_ON_PUMP"}, "9 mL/h")


@pytest.mark.ruling(18)
def test_a_decline_is_one_event_in_weaning_only() -> None:
    """The step becomes due one interval later: 08:35 and 15 min."""
    shift = weaning()
    line = shift.at("08:06").decline(comment="procedure first")
    assert (line.events, line.due_at) == (["AdviceDeclined"], "08:50")
    assert told(completed().at("08:07").decline(), "WRONG_PHASE") == (
        "There is no advice to decline now."
    )


@pytest.mark.hazard("H21")
def test_what_cannot_be_done_as_typed_is_told() -> None:
    """A step before the start, a pump that shows another rate, a rise the pump cannot make."""
    line = opened().at("08:06").step(NOREPINEPHRINE, "off")
    assert told(line, "WRONG_PHASE") == (
        "No wean runs at this bed; nothing can be reduced under it."
    )
    line = after_a_step().at("08:07").back_up(NOREPINEPHRINE, "7.8 mL/h")
    assert told(line, "PUMP_MISMATCH") == (
        "norepinephrine: the pump shows 7.8 mL/h, it must show 7.9 mL/h."
    )
    shift = weaning()
    shift.at("08:06").assessment(60)
    # 0.0302 is 7.93 mL/h: the nearest rate runs already.
    line = shift.at("08:07").back_up(NOREPINEPHRINE, "7.9 mL/h", to="0.0302 mcg/kg/min")
    assert line.codes == {"NOT_REACHABLE_ON_PUMP"}


@pytest.mark.rule("R6")
@pytest.mark.ruling(22)
def test_what_stands_against_every_step_stops_a_step_that_is_right_in_itself() -> None:
    """0.02 with 5.3 mL/h on the pump is what would be advised; in a hold it is not recorded."""
    shift = weaning()
    shift.at("08:06").hold()
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert (line.events, line.codes, line.rate()) == (["CommandRefused"], {"ON_HOLD"}, "7.9 mL/h")


@pytest.mark.ruling(8)
def test_without_a_dose_to_go_back_to_the_prescriber_is_called_and_names_one() -> None:
    shift = weaning(vasopressin=None)
    shift.at("08:06").back_up(NOREPINEPHRINE, "7.9 mL/h")
    (refusal,) = last_event(shift).refusals
    assert refusal.next_action == "Call the prescriber, and name the dose to go to."


@pytest.mark.ruling(8)
@pytest.mark.rule("R1")
def test_part_of_the_way_back_needs_no_low_map() -> None:
    """From 5.3 up to 6.6 mL/h (0.025), below the last tolerated 7.9, while MAP is 72."""
    line = after_a_step().at("08:07").back_up(NOREPINEPHRINE, "6.6 mL/h", to="0.025 mcg/kg/min")
    assert (line.codes, line.rate()) == (set(), "6.6 mL/h")
    assert "OUTSIDE_ORDERED_INCREMENT" not in line.findings


@pytest.mark.ruling(8)
def test_where_no_map_was_ever_seen_a_rise_is_not_held_against_it() -> None:
    """The way up is never locked out for want of a reading."""
    state = msgspec.structs.replace(weaning().bed.state, assessments=())
    stamp = Stamp(at=moment("08:06"), by="AB", line=99)
    bed = Situation(state=state, policy=shipped_policy(), stamp=stamp)
    typed = BackUp(drug=NOREPINEPHRINE, to="0.04 mcg/kg/min", pump_shows="10.5 mL/h")
    assert [type(one).__name__ for one in back_up(typed, bed).events] == [
        *("DoseBackedUp", "HoldStarted"),
    ]


@pytest.mark.ruling(37)
@pytest.mark.rule("R1")
@pytest.mark.parametrize(
    ("to", "shows", "is_outside"),
    [
        ("0.03 mcg/kg/min", "7.9 mL/h", False),
        # 7.9 and 2.6 mL/h are an increment of 2.625 mL/h and less.
        ("0.04 mcg/kg/min", "10.5 mL/h", True),
    ],
)
def test_a_rise_above_the_last_tolerated_dose_is_told_where_it_is_more_than_the_increment(
    to: str, shows: str, *, is_outside: bool
) -> None:
    """From 5.3 mL/h with 7.9 mL/h tolerated, MAP low; 10.5 is 5.2 mL/h up, 2.625 are ordered."""
    shift = after_a_step()
    shift.at("08:07").assessment(60)
    line = shift.at("08:08").back_up(NOREPINEPHRINE, shows, to=to)
    assert line.accepted
    assert ("OUTSIDE_ORDERED_INCREMENT" in line.findings) is is_outside
    if is_outside:
        assert told(line, "OUTSIDE_ORDERED_INCREMENT") == (
            "norepinephrine went up by more than the ordered increment."
        )


@pytest.mark.ruling(37)
def test_a_rise_of_the_ordered_increment_itself_is_within_it() -> None:
    """9 to 12 mL/h of vasopressin is 0.03 to 0.04 units/min; 0.01 is ordered, and to 0.04."""
    shift = weaning(vasopressin="9 mL/h", orders={VASOPRESSIN: {"maximum": "0.04 units/min"}})
    shift.at("08:06").assessment(60)
    line = shift.at("08:07").back_up(VASOPRESSIN, "12 mL/h", to="0.04 units/min")
    assert line.accepted
    assert "OUTSIDE_ORDERED_INCREMENT" not in line.findings


@pytest.mark.ruling(12)
def test_why_a_nurse_holds_stays_in_the_log() -> None:
    """As typed, and as nothing where nothing was typed."""
    shift = weaning()
    shift.at("08:06").hold(reason="going to the CT")
    assert last_event(shift).reason == "going to the CT"
    shift = weaning()
    shift.at("08:06").hold(reason=None)
    assert last_event(shift).reason == ""


@pytest.mark.ruling(14)
def test_a_hold_that_was_no_artefact_is_not_resumed_as_one() -> None:
    """Held by hand, and the box ticked all the same."""
    shift = weaning()
    shift.at("08:06").hold()
    assert shift.at("08:07").resume(artefact=True, prescriber_informed=True).accepted
    assert (last_event(shift).is_artefact, last_event(shift).prescriber_informed) == (False, True)


@pytest.mark.ruling(11)
@pytest.mark.hazard("H31")
def test_a_bag_that_the_pump_cannot_run_is_told_with_one_that_would_do() -> None:
    """0.03 units/min of 100 units/mL would be 0.018 mL/h."""
    strong = {"amount": "1000 units", "volume": "10 mL"}
    checked = a_second_check("1000 units", "10 mL")
    line = weaning().at("08:06").bag(VASOPRESSIN, "0 mL/h", **strong, second_check=checked)
    assert told(line, "NOT_REACHABLE_ON_PUMP") == (
        "vasopressin to the running dose cannot be set on this pump with 1,000 units in 10 mL; "
        "100 units in 100 mL would do."
    )


@pytest.mark.ruling(36)
def test_a_bag_of_the_same_strength_needs_nobody_else_and_names_nobody() -> None:
    shift = weaning()
    shift.at("08:06").bag(NOREPINEPHRINE, "7.9 mL/h")
    assert last_event(shift).second_by == ""


@pytest.mark.ruling(36)
@pytest.mark.hazard("H03")
@pytest.mark.parametrize(
    ("first", "second", "is_another"),
    [
        ("AB", "EF", True),
        ("AB", "ab", False),
        ("ab", "AB", False),
        ("AB", " AB ", False),
        (" AB", "AB", False),
        ("AB", " ", False),
        ("AB", None, False),
        ("AB", "ABC", True),
    ],
)
def test_only_somebody_else_is_a_second_person(
    first: str, second: str | None, *, is_another: bool
) -> None:
    """Blanks and capitals make nobody else, and a blank is nobody."""
    shift = weaning()
    shift.by = first
    bag = {"amount": "8 mg", "volume": "250 mL"}
    line = shift.at("08:06").bag(NOREPINEPHRINE, "4 mL/h", **bag, second_check=bag | {"by": second})
    assert line.codes == (set() if is_another else {"SECOND_CHECK_NEEDED"})


@pytest.mark.hazard("H03")
def test_the_same_initials_twice_are_told_as_such() -> None:
    """Initials in other letters or with blanks are the same; none at all is another sentence."""
    shift = weaning()
    shift.by = "jw "
    bag = {"amount": "8 mg", "volume": "250 mL"}
    at = shift.at("08:06")
    line = at.bag(NOREPINEPHRINE, "4 mL/h", **bag, second_check=bag | {"by": " JW"})
    assert told(line, "SECOND_CHECK_NEEDED") == (
        "The label of norepinephrine was typed twice with the same initials, jw."
    )
    assert last_event(shift).refusals[0].next_action == (
        "Somebody else reads the label, types it and gives their own initials."
    )
    for nobody in ({"by": " "}, {}):
        line = at.bag(NOREPINEPHRINE, "4 mL/h", **bag, second_check=bag | nobody)
        assert "a second person must type its label as well" in told(line, "SECOND_CHECK_NEEDED")


@pytest.mark.ruling(18)
def test_why_advice_was_declined_stays_in_the_log() -> None:
    """Both texts as typed, and as nothing where nothing was typed."""
    shift = weaning()
    shift.at("08:06").decline(reason="procedure", comment="chest drain first")
    assert (last_event(shift).reason, last_event(shift).comment) == (
        *("procedure", "chest drain first"),
    )
    shift.at("08:07").decline(reason=None)
    assert (last_event(shift).reason, last_event(shift).comment) == ("", "")


@pytest.mark.ruling(23)
def test_a_start_from_the_set_up_is_told_what_is_missing() -> None:
    line = opened().at("08:01").start()
    assert line.codes == {"NOT_RUNNING", "START_GATE_NOT_MET", "ASSESSMENT_MISSING"}


@pytest.mark.ruling(22)
@pytest.mark.parametrize("shift", [opened, prepared, completed])
def test_no_step_is_taken_before_a_wean_or_after_it(shift: Callable[[], Shift]) -> None:
    """In set-up, ready, and with everything off."""
    line = shift().at("08:07").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {"WRONG_PHASE"}
    assert told(line, "WRONG_PHASE") == (
        "No wean runs at this bed; nothing can be reduced under it."
    )


@pytest.mark.hazard("H21")
def test_a_step_or_a_bag_that_the_pump_does_not_show_is_not_recorded() -> None:
    """5.4 mL/h where 5.3 must stand, and 4.1 where the new bag needs 4."""
    shift = weaning()
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.4 mL/h")
    assert line.codes == {"PUMP_MISMATCH"}
    bag = {"amount": "8 mg", "volume": "250 mL"}
    second = a_second_check("8 mg", "250 mL")
    line = shift.at("08:06").bag(NOREPINEPHRINE, "4.1 mL/h", **bag, second_check=second)
    assert (line.codes, line.rate()) == ({"PUMP_MISMATCH"}, "7.9 mL/h")


@pytest.mark.rule("R6")
def test_a_step_of_the_wanted_size_is_not_called_smaller() -> None:
    """From 7.9 to 5.3 mL/h, where 5.25 was wanted."""
    assert "STEP_SMALLER_THAN_ORDERED" not in after_a_step().last.findings


@pytest.mark.ruling(8)
def test_a_back_up_to_what_runs_is_none() -> None:
    """Vasopressin runs at 0.03 units/min, exactly."""
    line = weaning().at("08:06").back_up(VASOPRESSIN, "9 mL/h", to="0.03 units/min")
    assert line.codes == {"OUT_OF_WEAN_ORDER"}
    assert (
        told(line, "OUT_OF_WEAN_ORDER") == "0.03 units/min of vasopressin is not above what runs."
    )


@pytest.mark.rule("R12")
def test_above_a_limit_it_does_not_matter_what_the_pump_could_be_set_to() -> None:
    """0.0301 units/min is above the ordered 0.03; the nearest rate, 9 mL/h, runs already."""
    line = weaning().at("08:06").back_up(VASOPRESSIN, "9 mL/h", to="0.0301 units/min")
    assert line.codes == {"ABOVE_ORDER_MAXIMUM", "OUT_OF_WEAN_ORDER"}


@pytest.mark.ruling(8)
@pytest.mark.ruling(37)
@pytest.mark.rule("R1")
def test_the_last_tolerated_dose_itself_needs_no_low_map_and_is_outside_no_increment() -> None:
    """Found at 6 mL/h instead of 9; back to 0.03 units/min in one go, where 0.005 is ordered."""
    shift = weaning(orders={VASOPRESSIN: {"increment": "0.005 units/min"}})
    shift.at("08:06").infusion(VASOPRESSIN, "6 mL/h")
    line = shift.at("08:07").back_up(VASOPRESSIN, "9 mL/h", to="0.03 units/min")
    assert line.accepted
    assert "OUTSIDE_ORDERED_INCREMENT" not in line.findings


@pytest.mark.ruling(12)
def test_a_hold_before_anything_is_weaned_is_told_so_and_one_by_a_back_up_has_no_reason() -> None:
    assert told(opened().at("08:06").hold(), "WRONG_PHASE") == (
        "Nothing is being weaned yet, so there is nothing to hold."
    )
    shift = after_a_step()
    shift.at("08:07").back_up(NOREPINEPHRINE, "7.9 mL/h")
    held = cast("HoldStarted", shift.bed.entries[-1].entry.events[1])
    assert (held.cause, held.is_counted, held.reason) == (HoldCause.BACK_UP, False, "")


@pytest.mark.ruling(14)
def test_what_might_be_an_artefact_is_one_only_when_it_is_called_so() -> None:
    """60 at 08:06 and 70 at 08:07; an hour later it is resumed without a word of an artefact."""
    shift = weaning()
    shift.at("08:06").assessment(60)
    shift.at("08:07").assessment(70)
    shift.at("09:07").assessment(70)
    assert shift.at("09:07").resume(prescriber_informed=True).accepted
    assert last_event(shift).is_artefact is False
    assert len(shift.bed.state.counted_holds) == 1
