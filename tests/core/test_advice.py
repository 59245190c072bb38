"""One act at a time, with its reason. The rulings' scenarios show when; here is what is said."""

from __future__ import annotations

import msgspec
import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    NOREPINEPHRINE_PER_MIN,
    VASOPRESSIN,
    WORSE,
    Shift,
    after_a_step,
    completed,
    iso,
    moment,
    opened,
    prepared,
    shipped_policy,
    suspended_as_overdue,
    weaning,
)
from titrator.core.advice import Action, Advice, advice, is_reassess_due, must_back_up, next_step
from titrator.core.commands import DoubtClock
from titrator.core.findings import codes
from titrator.core.policy import Standing
from titrator.core.state import EMPTY

POLICY = shipped_policy()


def advised(shift: Shift, at: str) -> Advice:
    """What is advised at this time."""
    return advice(shift.bed.state, POLICY, moment(at))


def told(said: Advice) -> tuple[str, ...]:
    """All that is shown of it: act, rule, drug, dose, pump rate, what is missing, sentence."""
    rate = "" if said.pump_rate is None else f"{said.pump_rate.magnitude} mL/h"
    missing = " ".join(one.code.value for one in said.missing)
    return (said.action.value, said.rule, said.drug, said.to, rate, missing, said.text)


def test_the_set_up_is_advised_with_everything_that_is_missing() -> None:
    """For a bed that is not open nothing is listed yet."""
    said = advised(opened(), "08:01")
    assert (said.action, said.rule) == (Action.COMPLETE_SETUP, "R3-R5, R17")
    assert {code.value for code in codes(said.missing)} == {
        "NOT_RUNNING",
        "START_GATE_NOT_MET",
        "ASSESSMENT_MISSING",
    }
    assert advice(EMPTY, POLICY, moment("08:00")).missing == ()


def test_a_ready_bed_may_start() -> None:
    """Nothing is missing."""
    said = advised(prepared(), "08:05")
    assert (said.action, said.missing) == (Action.START, ())


@pytest.mark.rule("R6", "R11")
@pytest.mark.parametrize(
    ("norepinephrine", "vasopressin", "text"),
    [
        (
            "7.9 mL/h",
            "9 mL/h",
            "Reduce norepinephrine to 0.02 mcg/kg/min: set the pump to 5.3 mL/h.",
        ),
        ("2.7 mL/h", "9 mL/h", "Reduce vasopressin to 0.02 units/min: set the pump to 6 mL/h."),
        ("2.7 mL/h", "3 mL/h", "Stop vasopressin: it is at the lowest dose of the protocol."),
        ("2.7 mL/h", "0 mL/h", "Stop norepinephrine: it is at the lowest dose of the protocol."),
    ],
)
def test_the_next_act_is_told_with_its_dose_and_its_pump_rate(
    norepinephrine: str, vasopressin: str, text: str
) -> None:
    """In wean order."""
    assert advised(weaning(norepinephrine, vasopressin), "08:06").text == text


@pytest.mark.ruling(21)
def test_in_weaning_each_reason_not_to_reduce_is_told() -> None:
    """Due, not open yet, not fresh, a MAP in question, no order."""
    shift = after_a_step()
    assert advised(shift, "08:10:59").text == "Keep the dose. The next step is not open yet."
    assert advised(shift, "08:11").text == "Reassess now: MAP and perfusion."
    shift.at("08:21").assessment()
    stale = advised(shift, "08:26:01")
    assert stale.text == "The step is open. Reassess first: a fresh MAP is needed."
    assert {code.value for code in codes(stale.missing)} == {"ASSESSMENT_STALE"}
    shift.at("08:27").assessment(120)
    asked = advised(shift, "08:27")
    assert asked.text == "Read the MAP again and type it a second time."
    assert {code.value for code in codes(asked.missing)} == {"MAP_IMPLAUSIBLE"}
    shift.at("08:28").assessment()
    shift.at("08:28").discontinue(NOREPINEPHRINE)
    called = advised(shift, "08:28")
    assert (called.action, called.drug) == (Action.CALL_PRESCRIBER, NOREPINEPHRINE)
    assert called.text == (
        "The order for norepinephrine was discontinued. Keep the dose and call the prescriber."
    )


def test_the_next_step_is_known_whatever_the_clocks_say() -> None:
    """Also while it is not open; and nothing is next once all is off."""
    shift = after_a_step()
    said = next_step(shift.bed.state, POLICY, moment("08:07"))
    assert (said.action, said.to) == (Action.REDUCE, "0.01 mcg/kg/min")
    done = next_step(completed().bed.state, POLICY, moment("08:07"))
    assert (done.action, done.text) == (Action.DONE, "Nothing is left to reduce.")


@pytest.mark.ruling(5)
def test_a_suspension_is_told_by_its_cause() -> None:
    """A dose above a limit goes to the prescriber; the clock and a late reassessment to the bed."""
    late = advised(suspended_as_overdue(), "08:21")
    assert (late.action, late.text) == (
        Action.REASSESS,
        "A reassessment is overdue. Keep the dose and reassess now.",
    )
    shift = weaning()
    shift.bed.handle(DoubtClock(reason="slept"), by="", at=moment("08:06"))
    doubted = advised(shift, "08:06")
    assert doubted.action is Action.REASSESS
    assert (
        doubted.text
        == "How much time has passed is not certain; a fresh assessment is needed. Keep the dose and reassess now."
    )
    shift.at("08:07").infusion(VASOPRESSIN, "12.1 mL/h")
    above = advised(shift, "08:07")
    assert above.action is Action.CALL_PRESCRIBER
    assert (
        above.text
        == "vasopressin 0.0403 units/min is above the built-in ceiling of 0.04 units/min. Call the prescriber; guidance stops until this is resolved."
    )


@pytest.mark.hazard("H13")
def test_a_doubt_about_the_clock_asks_for_a_reassessment_in_every_phase_of_a_wean() -> None:
    """Also in a hold and soon after the last stop, whatever the clock says is due."""
    holding = weaning()
    holding.at("08:06").hold()
    for shift, usually in ((holding, Action.RESUME), (completed(), Action.DONE)):
        assert advised(shift, "08:07").action is usually
        shift.bed.handle(DoubtClock(reason="slept"), by="", at=moment("08:07"))
        assert advised(shift, "08:07").action is Action.REASSESS
        shift.at("08:08").assessment(72)
        assert advised(shift, "08:08").action is not Action.REASSESS


@pytest.mark.ruling(3)
def test_after_completion_the_last_stop_is_still_watched() -> None:
    """Stopped at 08:06: at 08:11 a reassessment is due, after the mark of 08:21 none any more."""
    shift = completed()
    assert advised(shift, "08:10:59").action is Action.DONE
    assert advised(shift, "08:11").text == "Reassess: the last drug was stopped not long ago."
    shift.at("08:21").assessment()
    assert advised(shift, "12:00").action is Action.DONE


@pytest.mark.ruling(10)
@pytest.mark.rule("R9")
@pytest.mark.parametrize(
    ("readings", "is_needed"),
    [
        ([("08:07", 64)], False),
        ([("08:07", 64), ("08:08:59", 64)], False),
        ([("08:07", 64), ("08:09", 64)], True),
        ([("08:07", 64), ("08:08", 65), ("08:09", 64)], False),
        ([("08:07", 64), ("08:08", 64), ("08:09", 64)], True),
        ([("08:07", 55)], False),
        ([("08:07", 54)], True),
        ([("08:07", 54), ("08:08", 65)], False),
        ([], False),
    ],
)
def test_a_second_low_reading_after_two_minutes_asks_for_a_back_up(
    readings: list[tuple[str, int]], *, is_needed: bool
) -> None:
    """1:59 is too soon, 2:00 is not; below 55 at once; a good one in between starts anew."""
    shift = after_a_step()
    for time, mmhg in readings:
        shift.at(time).assessment(mmhg)
    assert must_back_up(shift.bed.state, POLICY, moment("08:10")) is is_needed


@pytest.mark.rule("R9")
def test_a_back_up_is_told_with_its_rate_and_a_rescue_with_the_prescriber() -> None:
    """Below 55 the prescriber is called as well."""
    shift = after_a_step()
    shift.at("08:07").assessment(64)
    shift.at("08:09").assessment(64)
    text = "MAP stays low. Back up norepinephrine to the last tolerated dose: set the pump to 7.9 mL/h."
    assert advised(shift, "08:09").text == text
    shift.at("08:10").assessment(54)
    assert advised(shift, "08:10").text == text + " Call the prescriber."


@pytest.mark.rule("R9")
def test_without_a_dose_to_go_back_to_the_prescriber_is_called() -> None:
    """None was left, or an order given since does not allow it any more."""
    shift = weaning()
    shift.at("08:07").assessment(54)
    said = advised(shift, "08:07")
    assert (said.action, said.drug) == (Action.CALL_PRESCRIBER, "")
    assert {code.value for code in codes(said.missing)} == {"PRESCRIBER_NEEDED"}
    lowered = after_a_step()
    lowered.at("08:06:30").order(
        NOREPINEPHRINE, initial="0.03 mcg/kg/min", maximum="0.03 mcg/kg/min"
    )
    lowered.at("08:07").assessment(54)
    assert advised(lowered, "08:07").action is Action.CALL_PRESCRIBER


def test_a_drug_reduced_without_an_order_is_backed_up_in_its_own_unit() -> None:
    """Epinephrine was found lowered at its pump; nobody ordered it here."""
    shift = weaning()
    bag = {"amount": "4 mg", "volume": "250 mL"}
    shift.at("08:05:10").infusion("epinephrine", "0 mL/h", **bag)
    shift.at("08:05:20").infusion("epinephrine", "5 mL/h", **bag)
    shift.at("08:05:30").infusion("epinephrine", "4 mL/h", **bag)
    shift.at("08:07").assessment(54)
    said = advised(shift, "08:07")
    assert (said.action, said.drug) == (Action.BACK_UP, "epinephrine")
    assert said.to == "0.0190476190476 mcg/kg/min"
    assert (
        said.text
        == "MAP stays low. Back up EPINEPHrine to the last tolerated dose: set the pump to 5 mL/h. Call the prescriber."
    )


@pytest.mark.ruling(35)
@pytest.mark.ruling(10)
def test_in_a_hold_each_state_has_its_sentence() -> None:
    """After a bad one, after a back up, due, waiting, open."""
    shift = after_a_step()
    shift.at("08:07").assessment(perfusion=WORSE)
    hold = advised(shift, "08:08")
    assert hold.action is Action.HOLD
    assert (
        hold.text
        == "Hold. Worse: capillary refill. Check volume status, reassess in 2 to 5 minutes."
    )
    assert advised(shift, "08:11").text == "On hold. Reassess now: MAP and perfusion."
    shift.at("08:11").assessment()
    wait = advised(shift, "08:12")
    assert (wait.action, wait.text) == (Action.WAIT, "Keep the dose. The hold may not end yet.")
    assert {code.value for code in codes(wait.missing)} == {"HOLD_TOO_SHORT"}
    shift.at("08:13").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert advised(shift, "08:13").action is Action.HOLD
    shift.at("09:07").assessment()
    done = advised(shift, "09:07")
    assert done.action is Action.RESUME
    assert done.text == "The hold may end: resume when you judge it right."


@pytest.mark.ruling(10)
@pytest.mark.parametrize("answers", [{}, {"perfusion": WORSE}])
def test_a_low_map_is_repeated_whatever_perfusion_says(answers: dict[str, object]) -> None:
    """64 at a target of 65: whether it was an artefact is asked first, also beside a worse answer."""
    shift = after_a_step()
    shift.at("08:07").assessment(64, **answers)
    assert told(advised(shift, "08:08")) == (
        *("hold", "R9", "", "", "", ""),
        "Hold. Repeat MAP in 2 to 5 minutes (artefact, damped line), check volume status.",
    )


@pytest.mark.ruling(12)
def test_a_hold_without_any_assessment_waits_for_one() -> None:
    """From ready an order runs out and a hold begins; nothing bad was seen."""
    shift = prepared()
    shift.at("08:05").hold()
    said = advised(shift, "08:09:30")
    assert said.action is Action.WAIT
    assert advised(shift, "08:10").action is Action.REASSESS


@pytest.mark.ruling(15)
def test_a_reassessment_is_due_at_its_mark() -> None:
    """Not a second before; never where there is nothing to count from."""
    state = weaning().bed.state
    due = [is_reassess_due(state, POLICY, moment(at)) for at in ("08:09:59", "08:10", "08:11")]
    assert due == [False, True, True]
    assert not is_reassess_due(opened().bed.state, POLICY, moment("23:00"))


@pytest.mark.ruling(26)
def test_an_expired_order_is_told_as_expired() -> None:
    """Its last moment is 08:07."""
    shift = weaning(orders={NOREPINEPHRINE: {"valid_until": iso("08:07")}})
    assert advised(shift, "08:07").action is Action.REDUCE
    assert (
        advised(shift, "08:07:01").text
        == "The order for norepinephrine has expired. Keep the dose and call the prescriber."
    )


@pytest.mark.ruling(21)
@pytest.mark.hazard("H31")
def test_a_pump_too_coarse_for_the_next_dose_goes_to_the_prescriber() -> None:
    """40 kg, 320 mcg/mL: from 0.04 the next rate down is 0.0267."""
    bags = {
        NOREPINEPHRINE: {"amount": "16 mg", "volume": "50 mL"},
        VASOPRESSIN: {"amount": "20 units", "volume": "100 mL"},
    }
    said = advised(weaning("0.3 mL/h", weight="40 kg", bags=bags), "08:06")
    assert (said.action, said.drug, said.pump_rate) == (
        Action.CALL_PRESCRIBER,
        NOREPINEPHRINE,
        None,
    )
    assert (
        said.text
        == "norepinephrine to the next lower dose cannot be set on this pump with 16 mg in 50 mL; 16 mg in 250 mL would do. Keep the dose and ask pharmacy for a weaker bag."
    )


def test_before_the_wean_the_whole_advice_is_what_is_missing_or_that_it_may_start() -> None:
    assert told(advised(opened(), "08:01")) == (
        *("complete_setup", "R3-R5, R17", "", "", ""),
        "NOT_RUNNING START_GATE_NOT_MET ASSESSMENT_MISSING",
        "Complete the set-up: what is missing is listed.",
    )
    assert told(advised(prepared(), "08:05")) == (
        *("start", "R3-R5, R17", "", "", "", ""),
        "Everything is there: the wean may start.",
    )


@pytest.mark.ruling(21)
@pytest.mark.rule("R7", "R8")
def test_in_weaning_the_whole_advice_holds_rule_drug_dose_and_rate() -> None:
    """A step at 08:06 opens the next at 08:21: at that second, not before."""
    shift = after_a_step()
    assert told(advised(shift, "08:10:59")) == (
        *("wait", "R7", "", "", "", ""),
        "Keep the dose. The next step is not open yet.",
    )
    assert told(advised(shift, "08:11"))[:6] == ("reassess", "R8", "", "", "", "")
    shift.at("08:20").assessment()
    assert advised(shift, "08:20:59").action is Action.WAIT
    shift.at("08:21").assessment()
    assert told(advised(shift, "08:21")) == (
        *("reduce", "R6", NOREPINEPHRINE, "0.01 mcg/kg/min", "27/10 mL/h", ""),
        "Reduce norepinephrine to 0.01 mcg/kg/min: set the pump to 2.7 mL/h.",
    )
    shift.at("08:22").discontinue(NOREPINEPHRINE)
    assert told(advised(shift, "08:22"))[:6] == (
        *("call_prescriber", "order", NOREPINEPHRINE, "", "", "ORDER_NOT_IN_FORCE"),
    )


@pytest.mark.rule("R2")
def test_a_stop_is_advised_with_the_rule_of_its_stage_and_a_pump_at_zero() -> None:
    """Vasopressin from its lowest dose, then norepinephrine; then nothing is left."""
    assert told(advised(weaning("2.7 mL/h", "3 mL/h"), "08:06"))[:6] == (
        *("stop_drug", "R11", VASOPRESSIN, "off", "0 mL/h", ""),
    )
    policy = shipped_policy()
    unruled = [msgspec.structs.replace(one, rules=()) for one in policy.protocol.stages]
    protocol = msgspec.structs.replace(policy.protocol, stages=tuple(unruled))
    policy = msgspec.structs.replace(policy, protocol=protocol)
    state = weaning("2.7 mL/h", "3 mL/h").bed.state
    assert next_step(state, policy, moment("08:06")).rule == "R2"
    named = [msgspec.structs.replace(one, rules=("R10", "R11")) for one in policy.protocol.stages]
    protocol = msgspec.structs.replace(policy.protocol, stages=tuple(named))
    policy = msgspec.structs.replace(policy, protocol=protocol)
    assert next_step(state, policy, moment("08:06")).rule == "R10"
    done = next_step(completed().bed.state, POLICY, moment("08:07"))
    assert told(done) == ("done", "R2", "", "", "", "", "Nothing is left to reduce.")
    assert told(advised(completed(), "08:10")) == (
        *("done", "R8", "", "", "", ""),
        "All drugs of the protocol are off. Keep watching MAP, perfusion and urine output.",
    )


@pytest.mark.ruling(5)
@pytest.mark.rule("R12")
def test_a_dose_above_one_limit_is_told_with_that_limit_and_its_rule() -> None:
    """9.1 mL/h is 0.0303 units/min; 0.03 are ordered, and the ceiling of 0.04 is not passed."""
    shift = weaning()
    shift.at("08:06").infusion(VASOPRESSIN, "9.1 mL/h")
    said = advised(shift, "08:06")
    assert told(said)[:6] == (*("call_prescriber", "order", "", "", ""), "ABOVE_ORDER_MAXIMUM")
    assert said.text == (
        "vasopressin 0.0303 units/min is above the order maximum of 0.03 units/min. Call the "
        "prescriber; guidance stops until this is resolved."
    )


@pytest.mark.ruling(5)
def test_without_the_policy_of_the_hospital_the_doses_are_kept_and_pharmacy_is_called() -> None:
    """Unless a reassessment is due or the clock is in doubt: then that comes first."""
    policy = msgspec.structs.replace(POLICY, standing=Standing(refusal="It expired yesterday."))
    shift = weaning()
    state = shift.bed.state
    assert told(advice(state, policy, moment("08:09:59"))) == (
        *("wait", "R8", "", "", "", "SUSPENDED"),
        (
            "The policy of this hospital cannot be used. It expired yesterday. Keep the doses. Hold, "
            "back up and reassess work. Call pharmacy now."
        ),
    )
    assert told(advice(state, policy, moment("08:10"))) == (
        *("reassess", "R8", "", "", "", ""),
        "A reassessment is overdue. Keep the dose and reassess now.",
    )
    shift.bed.handle(DoubtClock(reason="slept"), by="", at=moment("08:06"))
    assert told(advice(shift.bed.state, policy, moment("08:06"))) == (
        *("reassess", "R8", "", "", "", "CLOCK_NOT_TRUSTED"),
        (
            "How much time has passed is not certain; a fresh assessment is needed. Keep the dose and "
            "reassess now."
        ),
    )


@pytest.mark.rule("R9")
@pytest.mark.ruling(13)
def test_a_hold_may_be_told_to_end_also_where_the_prescriber_must_be_informed_first() -> None:
    """The second counted hold within 12 h: the resume asks for the prescriber's word, not this."""
    shift = weaning()
    shift.at("08:06").infusion(NOREPINEPHRINE, "8 mL/h")
    shift.at("08:07").resume()
    shift.at("08:08").infusion(NOREPINEPHRINE, "8.1 mL/h")
    assert told(advised(shift, "08:08"))[:6] == ("resume", "R9", "", "", "", "")
    bad = weaning()
    bad.at("08:06").assessment(perfusion=WORSE)
    assert told(advised(bad, "08:07")) == (
        *("hold", "R9", "", "", "", ""),
        "Hold. Worse: capillary refill. Check volume status, reassess in 2 to 5 minutes.",
    )
    bad.at("08:08").assessment()
    assert told(advised(bad, "08:09"))[:6] == ("wait", "R9", "", "", "", "HOLD_TOO_SHORT")


@pytest.mark.ruling(12)
def test_a_hold_on_a_bed_that_was_never_assessed_is_no_back_up() -> None:
    """Nothing was backed up, and nothing seen since: there is no MAP to repeat."""
    shift = weaning()
    shift.at("08:06").hold()
    state = msgspec.structs.replace(shift.bed.state, assessments=())
    said = advice(state, POLICY, moment("08:06:30"))
    assert (said.action, [one.code.value for one in said.missing]) == (
        *(Action.WAIT, ["ASSESSMENT_MISSING"]),
    )


@pytest.mark.rule("R9")
@pytest.mark.ruling(10)
def test_the_last_of_the_low_readings_decides_on_a_rescue() -> None:
    """54 and then 60 is on its way up, 60 and then 54 is not; the rescue value itself is not below."""
    for readings, is_needed in (((54, 60), False), ((60, 54), True), ((60, 55), False)):
        shift = after_a_step()
        shift.at("08:07").assessment(readings[0])
        shift.at("08:08").assessment(readings[1])
        assert must_back_up(shift.bed.state, POLICY, moment("08:08")) is is_needed
    shift = after_a_step()
    shift.at("08:07").assessment(60)
    shift.at("08:09").assessment(55)
    said = advised(shift, "08:09")
    assert told(said) == (
        *("back_up", "R9", NOREPINEPHRINE, "0.0300952380952 mcg/kg/min", "79/10 mL/h", ""),
        (
            "MAP stays low. Back up norepinephrine to the last tolerated dose: set the pump to "
            "7.9 mL/h."
        ),
    )


@pytest.mark.rule("R9")
def test_a_back_up_is_told_in_the_unit_of_the_order() -> None:
    """7.9 mL/h of 16 mcg/mL is 2.10666... mcg/min."""
    shift = weaning(orders={NOREPINEPHRINE: NOREPINEPHRINE_PER_MIN})
    assert shift.at("08:06").step(NOREPINEPHRINE, "1.5 mcg/min", "5.6 mL/h").accepted
    shift.at("08:07").assessment(54)
    assert advised(shift, "08:07").to == "2.10666666667 mcg/min"
    nowhere = weaning()
    nowhere.at("08:07").assessment(54)
    assert told(advised(nowhere, "08:07")) == (
        *("call_prescriber", "R9", "", "", "", "PRESCRIBER_NEEDED"),
        "MAP stays low and there is no dose to go back to. Call the prescriber now.",
    )
    (missing,) = advised(nowhere, "08:07").missing
    assert missing.text == "There is no last tolerated dose within the limits to go back to."


@pytest.mark.ruling(21)
@pytest.mark.hazard("H31")
def test_a_pump_too_coarse_is_told_with_the_bag_that_would_do() -> None:
    bags = {
        NOREPINEPHRINE: {"amount": "16 mg", "volume": "50 mL"},
        VASOPRESSIN: {"amount": "20 units", "volume": "100 mL"},
    }
    said = advised(weaning("0.3 mL/h", weight="40 kg", bags=bags), "08:06")
    assert told(said) == (
        *("call_prescriber", "pump resolution", NOREPINEPHRINE, "", "", "NOT_REACHABLE_ON_PUMP"),
        (
            "norepinephrine to the next lower dose cannot be set on this pump with 16 mg in 50 mL; "
            "16 mg in 250 mL would do. Keep the dose and ask pharmacy for a weaker bag."
        ),
    )


@pytest.mark.ruling(35)
def test_after_a_back_up_the_map_is_repeated_before_anything_else() -> None:
    """Nothing was seen since; one assessment had been before."""
    shift = after_a_step()
    shift.at("08:07").back_up(NOREPINEPHRINE, "7.9 mL/h")
    assert told(advised(shift, "08:07:30")) == (
        *("hold", "R9", "", "", "", ""),
        "Hold. Repeat MAP in 2 to 5 minutes (artefact, damped line), check volume status.",
    )


@pytest.mark.ruling(14)
def test_what_might_be_an_artefact_is_not_advised_to_be_resumed_as_one() -> None:
    """60 at 08:06 and 70 at 08:07: whether the first was true the nurse knows."""
    shift = weaning()
    shift.at("08:06").assessment(60)
    shift.at("08:07").assessment(70)
    assert told(advised(shift, "08:07"))[:6] == ("wait", "R9", "", "", "", "HOLD_TOO_SHORT")


@pytest.mark.rule("R9")
def test_a_last_tolerated_dose_below_what_runs_is_none_to_go_back_to() -> None:
    """A rate put right afterwards: 5 mL/h was tolerated and 7.9 runs."""
    shift = after_a_step()
    shift.at("08:07").assessment(54)
    tolerated = shift.bed.state.last_tolerated
    assert tolerated is not None
    lower = msgspec.structs.replace(tolerated, pump_rate=tolerated.pump_rate.scaled(0))
    state = msgspec.structs.replace(shift.bed.state, last_tolerated=lower)
    assert advice(state, POLICY, moment("08:07")).action is Action.CALL_PRESCRIBER
