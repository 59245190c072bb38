"""What forbids a step or a resume now. The scenarios show the codes; here are sentences and ends."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest

from tests.support.drugs import quantity
from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    WORSE,
    Shift,
    after_a_step,
    moment,
    prepared,
    shipped_policy,
    suspended_as_overdue,
    weaning,
)
from titrator.core.commands import DoubtClock, Step
from titrator.core.findings import RefusedError
from titrator.core.permission import (
    findings_against_resume,
    findings_against_step_now,
    is_artefact,
    read_dose,
    step_plan,
)
from titrator.core.policy import Standing

POLICY = shipped_policy()


def against_now(shift: Shift, at: str) -> list[tuple[str, str]]:
    """Codes and sentences against any step at this time."""
    found = findings_against_step_now(shift.bed.state, POLICY, moment(at))
    return [(one.code.value, one.text) for one in found]


def against_resume(
    shift: Shift, at: str, *, informed: bool = False, artefact: bool = False
) -> list[tuple[str, str]]:
    """Codes and sentences against a resume at this time."""
    found = findings_against_resume(
        shift.bed.state, POLICY, moment(at), informed=informed, artefact=artefact
    )
    return [(one.code.value, one.text) for one in found]


@pytest.mark.ruling(22)
def test_nothing_stands_against_a_step_on_a_quiet_bed() -> None:
    """Weaning, assessed a minute ago, nothing changed yet."""
    assert against_now(weaning(), "08:05") == []


@pytest.mark.ruling(22)
@pytest.mark.hazard("H23")
def test_too_early_tells_how_long_to_wait() -> None:
    """Counted down to the second; at the moment itself it is gone."""
    shift = after_a_step()
    assert against_now(shift, "08:08:30")[-1] == (
        "STEP_TOO_EARLY",
        "The next step opens in 12 min 30 sec.",
    )
    shift.at("08:20").assessment()
    assert against_now(shift, "08:20:59") == [
        ("STEP_TOO_EARLY", "The next step opens in 0 min 01 sec.")
    ]
    assert against_now(shift, "08:21") == []


@pytest.mark.ruling(22)
def test_without_the_policy_of_the_hospital_no_step_and_no_resume_is_possible() -> None:
    """The policy comes first, then the limits that are passed: 12.1 mL/h is 0.0403 units/min."""
    policy = msgspec.structs.replace(POLICY, standing=Standing(refusal="It expired yesterday."))
    no_policy = "The policy of this hospital cannot be used. It expired yesterday."
    shift = weaning()
    found = findings_against_step_now(shift.bed.state, policy, moment("08:06"))
    assert [one.text for one in found] == [no_policy]
    shift.at("08:06").infusion(VASOPRESSIN, "12.1 mL/h")
    state = msgspec.structs.replace(shift.bed.state, hold=None)
    found = findings_against_step_now(state, policy, moment("08:06"))
    assert [one.code.value for one in found] == [
        *("SUSPENDED", "ABOVE_HARD_CAP", "ABOVE_ORDER_MAXIMUM", "STEP_TOO_EARLY"),
    ]
    held = weaning()
    held.at("08:06").hold()
    found = findings_against_resume(
        held.bed.state, policy, moment("08:06"), informed=False, artefact=False
    )
    assert [one.text for one in found] == [no_policy]


@pytest.mark.ruling(22)
def test_a_hold_stands_against_every_step_and_before_a_wean_nothing_opens() -> None:
    """Held by hand at 08:06; before the start there is no step to be too early for."""
    shift = weaning()
    shift.at("08:06").hold()
    assert against_now(shift, "08:06") == [("ON_HOLD", "On hold; nothing is reduced in a hold.")]
    assert against_now(prepared(), "08:04:30") == []


@pytest.mark.ruling(5)
def test_a_suspension_tells_why() -> None:
    """An overdue reassessment, a distrusted clock, or a dose above a limit."""
    overdue = suspended_as_overdue()
    assert against_now(overdue, "08:21")[0] == (
        "SUSPENDED",
        "The wean is suspended: a reassessment is 11 min overdue.",
    )
    doubted = weaning()
    command = DoubtClock(reason="slept")
    doubted.bed.handle(command, by="", at=moment("08:06"))
    assert against_now(doubted, "08:06") == [
        ("SUSPENDED", "The wean is suspended: the clock is not trusted."),
        (
            "CLOCK_NOT_TRUSTED",
            "How much time has passed is not certain; a fresh assessment is needed.",
        ),
    ]
    above = weaning()
    above.at("08:06").infusion(VASOPRESSIN, "12.1 mL/h")
    texts = dict(against_now(above, "08:06"))
    assert texts["SUSPENDED"] == "The wean is suspended: a running dose is above a limit."
    assert (
        texts["ABOVE_HARD_CAP"]
        == "vasopressin 0.0403 units/min is above the built-in ceiling of 0.04 units/min."
    )


@pytest.mark.ruling(19)
@pytest.mark.hazard("H21")
def test_a_plan_holds_the_rate_that_the_pump_must_show() -> None:
    """0.03 to 0.02 is 5.3 mL/h, to off 0 mL/h; both without a word against them."""
    state = weaning("7.9 mL/h").bed.state
    typed = Step(drug=NOREPINEPHRINE, to="0.02 mcg/kg/min")
    found, plan = step_plan(typed, state, POLICY, moment("08:06"))
    assert found == ()
    assert plan is not None
    assert (plan.to, plan.pump_rate) == (quantity("0.02 mcg/kg/min"), quantity("5.3 mL/h"))
    assert not plan.is_smaller
    at_floor = weaning("2.7 mL/h", None).bed.state
    found, plan = step_plan(Step(drug=NOREPINEPHRINE, to="off"), at_floor, POLICY, moment("08:06"))
    assert found == ()
    assert plan is not None
    assert (plan.to, plan.pump_rate, plan.is_smaller) == (None, quantity("0 mL/h"), False)


@pytest.mark.ruling(22)
@pytest.mark.parametrize(
    ("drug", "to", "texts"),
    [
        ("dopamine", "off", ["DOPamine is not recorded as running."]),
        (NOREPINEPHRINE, None, ["Dose is empty."]),
        (
            NOREPINEPHRINE,
            "0 mcg/kg/min",
            ["norepinephrine to zero is a stop: choose off, as an act of its own."],
        ),
        (
            NOREPINEPHRINE,
            "0.0301 mcg/kg/min",
            # Two figures that differ are told apart, however many digits that takes.
            ["0.0301 mcg/kg/min is not below the running 0.030095 mcg/kg/min of norepinephrine."],
        ),
        (
            "epinephrine",
            "0.01 mcg/kg/min",
            [
                "There is no complete order for EPINEPHrine.",
                "EPINEPHrine is not next in the wean order: norepinephrine comes first.",
            ],
        ),
        (
            NOREPINEPHRINE,
            "0.01 mcg/kg/min",
            [
                (
                    "norepinephrine to 0.01 mcg/kg/min is a larger reduction than the order and "
                    "the protocol allow in one step."
                )
            ],
        ),
        (
            VASOPRESSIN,
            "off",
            [
                "vasopressin is not next in the wean order: norepinephrine comes first.",
                "vasopressin at 9 mL/h is too high to be stopped in one act.",
            ],
        ),
        (
            NOREPINEPHRINE,
            "off",
            [
                "norepinephrine is not stopped in this stage; it goes to its floor.",
                "norepinephrine at 7.9 mL/h is too high to be stopped in one act.",
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_step_is_told_with_its_values(
    drug: str, to: str | None, texts: list[str]
) -> None:
    """The sentences a nurse reads."""
    shift = weaning()
    shift.at("08:05:10").infusion("epinephrine", "5 mL/h", amount="4 mg", volume="250 mL")
    typed = Step(drug=drug, to=to)
    found, plan = step_plan(typed, shift.bed.state, POLICY, moment("08:06"))
    assert ([one.text for one in found], plan) == (texts, None)


@pytest.mark.ruling(22)
def test_a_drug_that_was_stopped_is_not_running() -> None:
    """Recorded at 0 mL/h it is known and cannot be reduced."""
    shift = weaning()
    shift.at("08:05:10").infusion(VASOPRESSIN, "0 mL/h")
    typed = Step(drug=VASOPRESSIN, to="off")
    found, plan = step_plan(typed, shift.bed.state, POLICY, moment("08:06"))
    assert ([one.text for one in found], plan) == (
        ["vasopressin is not recorded as running."],
        None,
    )


@pytest.mark.ruling(22)
@pytest.mark.parametrize(
    ("drug", "codes"),
    [(NOREPINEPHRINE, ["ORDER_INCOMPLETE"]), ("epinephrine", ["OUT_OF_WEAN_ORDER"])],
)
def test_without_an_order_or_without_a_stage_there_is_no_plan(drug: str, codes: list[str]) -> None:
    """Norepinephrine whose order is gone; epinephrine that was ordered and is in no stage."""
    shift = weaning()
    shift.at("08:05:10").infusion("epinephrine", "5 mL/h", amount="4 mg", volume="250 mL")
    state = shift.bed.state
    order = state.orders[NOREPINEPHRINE]
    state = msgspec.structs.replace(state, orders={"epinephrine": order})
    typed = Step(drug=drug, to="0.01 mcg/kg/min")
    found, plan = step_plan(typed, state, POLICY, moment("08:06"))
    assert ([one.code.value for one in found], plan) == (codes, None)


@pytest.mark.ruling(22)
@pytest.mark.parametrize(
    ("to", "codes", "rate"),
    [
        ("0.03 mcg/kg/min", ["NOT_A_REDUCTION"], None),
        ("0.02 mcg/kg/min", [], "6 mL/h"),
    ],
)
def test_what_runs_is_no_reduction_and_the_whole_increment_is_allowed(
    to: str, codes: list[str], rate: str | None
) -> None:
    """At 80 kg 9 mL/h is exactly 0.03, and 6 mL/h exactly the ordered 0.01 less."""
    state = weaning("9 mL/h", weight="80 kg").bed.state
    found, plan = step_plan(Step(drug=NOREPINEPHRINE, to=to), state, POLICY, moment("08:06"))
    assert [one.code.value for one in found] == codes
    assert (plan.pump_rate if plan else None) == (quantity(rate) if rate else None)


@pytest.mark.ruling(20)
@pytest.mark.parametrize(
    ("to", "codes", "rate"),
    [("0.01975 mcg/kg/min", [], "8 mL/h"), ("0.01974 mcg/kg/min", ["STEP_TOO_LARGE"], None)],
)
def test_a_wanted_dose_may_be_one_pump_step_beyond_the_increment(
    to: str, codes: list[str], rate: str | None
) -> None:
    """3 mg in 250 mL at 80 kg: from 12 mL/h the increment is 4, and 7.9 mL/h is 0.01975."""
    bags = {
        NOREPINEPHRINE: {"amount": "3 mg", "volume": "250 mL"},
        VASOPRESSIN: {"amount": "20 units", "volume": "100 mL"},
    }
    state = weaning("12 mL/h", weight="80 kg", bags=bags).bed.state
    found, plan = step_plan(Step(drug=NOREPINEPHRINE, to=to), state, POLICY, moment("08:06"))
    assert [one.code.value for one in found] == codes
    assert (plan.pump_rate if plan else None) == (quantity(rate) if rate else None)


@pytest.mark.rule("R11")
def test_a_stage_without_a_floor_keeps_no_dose_from_being_too_low() -> None:
    """Vasopressin from 0.03 to 0.02 units/min once norepinephrine is at its floor."""
    state = weaning("2.7 mL/h").bed.state
    typed = Step(drug=VASOPRESSIN, to="0.02 units/min")
    found, plan = step_plan(typed, state, POLICY, moment("08:06"))
    assert found == ()
    assert plan is not None
    assert plan.pump_rate == quantity("6 mL/h")


@pytest.mark.hazard("H43")
def test_a_drug_that_is_not_in_the_library_is_told_as_typed() -> None:
    """No brand name is guessed."""
    typed = Step(drug="levophed", to="off")
    found, plan = step_plan(typed, weaning().bed.state, POLICY, moment("08:06"))
    assert plan is None
    assert [one.code.value for one in found] == ["UNKNOWN_DRUG"]
    assert (
        found[0].text
        == 'Drug "levophed" is not in the drug library (angiotensin II, dobutamine, dopamine, epinephrine, milrinone, norepinephrine, phenylephrine, vasopressin).'
    )


@pytest.mark.hazard("H31")
def test_a_step_that_the_pump_cannot_make_is_told() -> None:
    """45.6 mg in 100 mL at 100 kg: 0.0152 goes to 0.0076 or nowhere."""
    bags = {
        NOREPINEPHRINE: {"amount": "45.6 mg", "volume": "100 mL"},
        VASOPRESSIN: {"amount": "20 units", "volume": "100 mL"},
    }
    state = weaning("0.2 mL/h", weight="100 kg", bags=bags).bed.state
    typed = Step(drug=NOREPINEPHRINE, to="0.01 mcg/kg/min")
    found, plan = step_plan(typed, state, POLICY, moment("08:06"))
    assert plan is None
    assert [one.text for one in found] == [
        (
            "norepinephrine to 0.01 mcg/kg/min cannot be set on this pump with 45.6 mg in 100 mL; "
            "16 mg in 250 mL would do."
        )
    ]


@pytest.mark.ruling(22)
def test_below_the_floor_is_out_of_the_wean_order() -> None:
    """From 2.9 mL/h (0.01105) to 0.009."""
    typed = Step(drug=NOREPINEPHRINE, to="0.009 mcg/kg/min")
    found, _ = step_plan(typed, weaning("2.9 mL/h").bed.state, POLICY, moment("08:06"))
    assert [one.text for one in found] == [
        "0.009 mcg/kg/min of norepinephrine is below the floor of this stage."
    ]


def test_a_step_after_everything_is_off_has_nothing_next() -> None:
    """Epinephrine runs outside the protocol, whose drugs are all off."""
    shift = weaning("2.7 mL/h", None)
    shift.at("08:06").infusion("epinephrine", "5 mL/h", amount="4 mg", volume="250 mL")
    shift.at("08:06").infusion(NOREPINEPHRINE, "0 mL/h")
    typed = Step(drug="epinephrine", to="off")
    found, plan = step_plan(typed, shift.bed.state, POLICY, moment("08:07"))
    assert plan is None
    assert "EPINEPHrine is not next in the wean order: nothing is left to reduce." in [
        one.text for one in found
    ]


@pytest.mark.parametrize(
    ("drug", "text", "read"),
    [
        # Without an order, any unit of the drug.
        (NOREPINEPHRINE, "0.02 mcg/kg/min", "0.02 mcg/kg/min"),
        (NOREPINEPHRINE, "2 mcg/min", "2 mcg/min"),
        (VASOPRESSIN, "1.8 units/h", "1.8 units/h"),
        ("dopamine", "5 mcg/kg/min", "5 mcg/kg/min"),
        ("dopamine", "350 mcg/min", None),
        (VASOPRESSIN, "0.02 mcg/min", None),
    ],
)
def test_without_an_order_a_dose_is_read_in_a_unit_of_its_drug(
    drug: str, text: str, read: str | None
) -> None:
    """Dopamine is only ever dosed per kg, vasopressin never."""
    if read is not None:
        assert read_dose(text, drug, None, POLICY) == quantity(read)
        return
    with pytest.raises(RefusedError) as refused:
        read_dose(text, drug, None, POLICY)
    assert [one.code.value for one in refused.value.findings] == ["UNIT_MISMATCH"]


def test_a_unit_of_another_drug_is_told_with_those_of_this_one() -> None:
    """In one sentence."""
    with pytest.raises(RefusedError) as refused:
        read_dose("0.02 units/min", NOREPINEPHRINE, None, POLICY)
    assert [one.text for one in refused.value.findings] == [
        "Dose 0.02 units/min of norepinephrine was not taken: use mcg/kg/min or mcg/min."
    ]


def test_with_an_order_only_its_unit_is_read() -> None:
    """The program never converts a step silently."""
    order = weaning().bed.state.orders[NOREPINEPHRINE]
    assert read_dose("0.02 mcg/kg/min", NOREPINEPHRINE, order, POLICY)
    with pytest.raises(
        RefusedError, match=r"^Dose 2 mcg/min of norepinephrine was not taken: use mcg/kg/min\.$"
    ):
        read_dose("2 mcg/min", NOREPINEPHRINE, order, POLICY)


@pytest.mark.ruling(13)
@pytest.mark.rule("R9")
def test_a_resume_tells_how_long_ago_the_last_bad_reading_was() -> None:
    """An hour from it, to the second."""
    shift = weaning()
    shift.at("08:06").assessment(60)
    shift.at("09:03").assessment(70)
    assert against_resume(shift, "09:05:59") == [
        (
            "HOLD_TOO_SHORT",
            "The last bad assessment was 59 min ago; a hold lasts 60 min from it.",
        )
    ]
    assert against_resume(shift, "09:06") == []


@pytest.mark.ruling(13)
@pytest.mark.rule("R9")
def test_a_hold_lasts_from_the_last_bad_reading_and_not_from_the_first() -> None:
    """Low at 08:06 and again at 08:36; good at 09:08."""
    shift = weaning()
    shift.at("08:06").assessment(60)
    shift.at("08:36").assessment(61)
    shift.at("09:08").assessment(70)
    assert against_resume(shift, "09:10") == [
        (
            "HOLD_TOO_SHORT",
            "The last bad assessment was 34 min ago; a hold lasts 60 min from it.",
        )
    ]


@pytest.mark.hazard("H14")
def test_a_hold_does_not_end_by_time_in_which_the_workstation_was_off() -> None:
    """Bad at 08:06, off after 08:10, up again at 10:06 for a minute: five of 60 min are sure."""
    shift = weaning()
    shift.at("08:06").assessment(60)
    shift.at("08:10").assessment(70)
    gap = 116 * 60_000
    off = DoubtClock(reason="restart", gap_ms=gap, unsure_ms=gap - 60_000)
    shift.bed.handle(off, by="", at=moment("10:06"))
    shift.at("10:07").assessment(70)
    assert against_resume(shift, "10:07") == [
        (
            "HOLD_TOO_SHORT",
            "The last bad assessment was 6 min ago; a hold lasts 60 min from it.",
        )
    ]
    shift.at("11:01").assessment(70)
    assert against_resume(shift, "11:01") == []


def test_without_a_hold_there_is_nothing_to_resume() -> None:
    """The wrong phase."""
    assert against_resume(weaning(), "08:06") == [
        ("WRONG_PHASE", "There is no hold to resume from.")
    ]


@pytest.mark.ruling(13)
def test_the_second_counted_hold_tells_its_number() -> None:
    """Two within 12 hours need the prescriber."""
    shift = weaning()
    shift.at("08:06").infusion(NOREPINEPHRINE, "8 mL/h")
    shift.at("08:07").resume()
    shift.at("08:08").infusion(NOREPINEPHRINE, "8.1 mL/h")
    assert against_resume(shift, "08:08") == [
        (
            "PRESCRIBER_NEEDED",
            "This is hold 2 within 12 h: the prescriber must be informed.",
        )
    ]
    assert against_resume(shift, "08:08", informed=True) == []


@pytest.mark.ruling(13)
@pytest.mark.parametrize(("second", "needs_one"), [("20:06", True), ("20:06:01", False)])
def test_the_first_hold_counts_for_twelve_hours(second: str, *, needs_one: bool) -> None:
    """Held at 08:06; both ends of the twelve hours included."""
    shift = weaning()
    shift.at("08:06").infusion(NOREPINEPHRINE, "8 mL/h")
    shift.at("08:07").resume()
    shift.at(second).assessment(72)
    shift.at(second).infusion(NOREPINEPHRINE, "8.1 mL/h")
    found = {code for code, _ in against_resume(shift, second)}
    assert ("PRESCRIBER_NEEDED" in found) is needs_one


@pytest.mark.ruling(13)
def test_a_hold_by_hand_needs_no_prescriber_however_many_others_there_were() -> None:
    """Two that count, resumed with the prescriber's word, and then one by hand."""
    shift = weaning()
    shift.at("08:06").infusion(NOREPINEPHRINE, "8 mL/h")
    assert shift.at("08:07").resume().accepted
    shift.at("08:08").infusion(NOREPINEPHRINE, "8.1 mL/h")
    assert shift.at("08:09").resume(prescriber_informed=True).accepted
    shift.at("08:09:30").assessment(72)
    shift.at("08:10").hold()
    assert against_resume(shift, "08:10") == []


@pytest.mark.hazard("H14", "H58")
@pytest.mark.parametrize(("off_min", "needs_one"), [(11 * 60, True), (0, False)])
def test_a_hold_does_not_leave_the_twelve_hours_while_the_workstation_was_off(
    off_min: int, *, needs_one: bool
) -> None:
    """Held at 08:06; the next hold comes 12 h 2 min later, 11 h of them told by UTC alone."""
    shift = weaning()
    shift.at("08:06").infusion(NOREPINEPHRINE, "8 mL/h")
    shift.at("08:07").resume()
    gap = 12 * 60 * 60_000
    off = DoubtClock(reason="restart", gap_ms=gap, unsure_ms=off_min * 60_000)
    shift.bed.handle(off, by="", at=moment("20:07"))
    shift.at("20:07:30").assessment(72)
    shift.at("20:08").infusion(NOREPINEPHRINE, "8.1 mL/h")
    found = {code for code, _ in against_resume(shift, "20:08")}
    assert ("PRESCRIBER_NEEDED" in found) is needs_one


@pytest.mark.ruling(5)
def test_a_hold_under_a_dose_above_a_limit_is_not_resumed() -> None:
    """The suspension is named beside the limit."""
    shift = weaning()
    shift.at("08:06").infusion(VASOPRESSIN, "9.1 mL/h")
    assert [code for code, _ in against_resume(shift, "08:06")] == [
        "SUSPENDED",
        "ABOVE_ORDER_MAXIMUM",
    ]


@pytest.mark.ruling(14)
@pytest.mark.parametrize(
    ("repeated", "is_one"), [("08:11", True), ("08:11:01", False), ("08:06", True)]
)
def test_a_low_reading_is_an_artefact_when_a_good_one_follows_within_five_minutes(
    repeated: str, *, is_one: bool
) -> None:
    """Low at 08:06; 5:00 later still counts."""
    shift = weaning()
    shift.at("08:06").assessment(60)
    shift.at(repeated).assessment(70)
    assert is_artefact(shift.bed.state, POLICY, moment(repeated)) is is_one
    needed = set() if is_one else {"HOLD_TOO_SHORT"}
    assert {code for code, _ in against_resume(shift, repeated, artefact=True)} == needed


@pytest.mark.ruling(14)
def test_one_good_repeat_is_enough_and_low_is_what_is_below_the_present_target() -> None:
    """Good at 08:07 and, past the five minutes, at 08:20; at a target of 60 nothing was low."""
    shift = weaning()
    shift.at("08:06").assessment(60)
    shift.at("08:07").assessment(70)
    shift.at("08:20").assessment(70)
    state = shift.bed.state
    assert is_artefact(state, POLICY, moment("08:20"))
    orders = {
        drug: msgspec.structs.replace(order, map_target_mmhg=Fraction(60))
        for drug, order in state.orders.items()
    }
    lowered = msgspec.structs.replace(state, orders=orders)
    assert not is_artefact(lowered, POLICY, moment("08:20"))


@pytest.mark.ruling(14)
def test_neither_a_hold_by_hand_nor_a_worse_sign_is_an_artefact() -> None:
    """Only a low MAP alone, that started the hold itself."""
    by_hand = weaning()
    by_hand.at("08:06").hold()
    by_hand.at("08:06:10").assessment(60)
    by_hand.at("08:07").assessment(70)
    worse = weaning()
    worse.at("08:06").assessment(60, perfusion=WORSE)
    worse.at("08:07").assessment(70)
    again = weaning()
    again.at("08:06").assessment(60)
    again.at("08:07").assessment(60)
    again.at("08:08").assessment(70)
    none = weaning()
    for shift in (by_hand, worse, again, none):
        assert not is_artefact(shift.bed.state, POLICY, moment("08:08"))


@pytest.mark.ruling(14)
def test_where_a_site_allows_a_cuff_its_good_repeat_counts() -> None:
    """The protocol's own parameter; as shipped a cuff does not."""
    shift = weaning()
    shift.at("08:06").assessment(60)
    shift.at("08:07").assessment(70, map_source="cuff")
    state = shift.bed.state
    assert not is_artefact(state, POLICY, moment("08:07"))
    parameters = msgspec.structs.replace(POLICY.protocol.parameters, allow_cuff=True)
    protocol = msgspec.structs.replace(POLICY.protocol, parameters=parameters)
    allowing = msgspec.structs.replace(POLICY, protocol=protocol)
    assert is_artefact(state, allowing, moment("08:07"))
    assert Fraction(70) == state.assessments[-1].map_mmhg
