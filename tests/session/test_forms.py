"""What the forms offer: doses the pump can make, conditions met or not, what a label means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    Shift,
    moment,
    opened,
    prepared,
    weaning,
)
from titrator.core import commands as do
from titrator.session import forms

if TYPE_CHECKING:
    from titrator.session.screen import BagPreview, ReduceForm

INCREMENT_02 = {NOREPINEPHRINE: {"increment": "0.02 mcg/kg/min"}}


def reduce_form(shift: Shift, at: str) -> ReduceForm:
    """The form of the next reduction at a time."""
    return forms.reduce_form(shift.bed.state, shift.policy, moment(at))


def test_the_advised_dose_comes_first_then_smaller_reductions() -> None:
    """From 18.4 mL/h (0.07) with 0.02 ordered: 0.05 at 13.2 mL/h, or 0.06 at 15.8 mL/h."""
    form = reduce_form(weaning("18.4 mL/h", orders=INCREMENT_02), "08:05")
    assert [(one.to, one.pump_rate_number) for one in form.options] == [
        ("0.05 mcg/kg/min", "13.2"),
        ("0.06 mcg/kg/min", "15.8"),
    ]
    assert form.options[0].note == "really 0.0503 mcg/kg/min, a step of 0.0198 mcg/kg/min"
    assert form.running == "0.0701 mcg/kg/min at 18.4 mL/h of 4 mg in 250 mL"
    assert form.blocked == ()
    assert all(check.is_met for check in form.checks)


@pytest.mark.parametrize("rate", ["7.9 mL/h", "18.4 mL/h", "26.3 mL/h", "131.2 mL/h"])
@pytest.mark.hazard("H21")
def test_every_dose_offered_is_accepted_at_the_rate_shown(rate: str) -> None:
    """What the form says the pump must show is what the engine then asks for."""
    for index in range(3):
        shift = weaning(rate, orders=INCREMENT_02)
        options = reduce_form(shift, "08:05").options
        if index >= len(options):
            continue
        option = options[index]
        line = shift.at("08:06").step(NOREPINEPHRINE, option.to, f"{option.pump_rate_number} mL/h")
        assert line.accepted, (option, line.out["refusals"])


def test_with_one_round_dose_half_a_step_is_offered_as_well() -> None:
    """From 5.3 mL/h (0.0202) to the floor of 0.01, or half-way in three digits."""
    form = reduce_form(weaning("5.3 mL/h"), "08:05")
    assert [one.to for one in form.options] == ["0.01 mcg/kg/min", "0.0151 mcg/kg/min"]


def test_a_stop_is_the_only_option_where_it_is_next() -> None:
    """At the floor with vasopressin off: off, and the pump must show 0."""
    form = reduce_form(weaning("2.7 mL/h", None), "08:05")
    assert [(one.to, one.pump_rate_number) for one in form.options] == [("off", "0")]


def test_conditions_that_are_not_met_are_named() -> None:
    """Six minutes after a step with an old MAP: interval and freshness stand open."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    form = reduce_form(shift, "08:12")
    assert {one.code for one in form.blocked} == {"STEP_TOO_EARLY", "ASSESSMENT_STALE"}
    unmet = [check.text for check in form.checks if not check.is_met]
    assert unmet == ["assessment fresh, arterial line", "interval since the last change"]
    stale = next(one for one in form.blocked if one.code == "ASSESSMENT_STALE")
    assert stale.what == "The last assessment is 8 min old; at most 5 min is allowed."
    assert stale.rule == "R8"
    assert stale.source
    assert stale.can_do


@pytest.mark.hazard("H25")
def test_without_an_assessment_nothing_about_map_counts_as_met() -> None:
    """Missing is not normal: the first three conditions stay open."""
    form = reduce_form(opened(), "08:00")
    assert (form.drug, form.options, form.checks) == ("", (), ())
    shift = opened()
    shift.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h")
    form = reduce_form(shift, "08:01")
    assert [check.is_met for check in form.checks] == [False, False, False, True, False, True]
    assert form.options == ()


def test_a_bag_too_strong_for_the_step_is_said() -> None:
    """128 mcg/mL at 40 kg: 0.1 mL/h is 0.0053, half of 0.01 cannot be set well enough."""
    bag = {NOREPINEPHRINE: {"amount": "128 mg", "volume": "250 mL"}, VASOPRESSIN: {}}
    shift = weaning("0.1 mL/h", None, weight="40 kg", bags=bag)
    form = reduce_form(shift, "08:05")
    codes = {one.code for one in form.blocked}
    assert form.options == () or codes == set()
    assert form.running.endswith("0.1 mL/h of 128 mg in 250 mL")


def test_back_up_offers_the_last_tolerated_dose_of_the_drug_changed_last() -> None:
    """After a step norepinephrine can go back to 7.9 mL/h; vasopressin has nowhere to go."""
    shift = weaning()
    before = forms.back_up_form(shift.bed.state, shift.policy, moment("08:05"))
    assert [one.option for one in before.choices] == [None, None]
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    after = forms.back_up_form(shift.bed.state, shift.policy, moment("08:07"))
    first, second = after.choices
    assert first.drug == NOREPINEPHRINE
    assert first.option is not None
    assert first.option.pump_rate_number == "7.9"
    assert first.units == "mcg/kg/min"
    assert second.option is None


def test_a_last_tolerated_dose_above_a_lowered_maximum_is_not_offered() -> None:
    """7.9 mL/h is 0.0301 mcg/kg/min; a new order allows 0.025 at most."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    shift.at("08:07").order(initial="0.02 mcg/kg/min", maximum="0.025 mcg/kg/min")
    assert shift.last.accepted
    form = forms.back_up_form(shift.bed.state, shift.policy, moment("08:08"))
    assert form.choices[0].option is None


def test_a_drug_without_an_order_backs_up_in_its_usual_unit() -> None:
    """Epinephrine beside the wean, without an order."""
    shift = prepared()
    shift.at("08:04:40").infusion("epinephrine", "5 mL/h", amount="4 mg", volume="250 mL")
    form = forms.back_up_form(shift.bed.state, shift.policy, moment("08:05"))
    assert form.choices[2].units == "mcg/kg/min"


def preview(shift: Shift, **label: str) -> BagPreview:
    """What a label means at 08:05."""
    return forms.bag_preview(shift.bed.state, shift.policy, moment("08:05"), **label)


@pytest.mark.hazard("H03")
def test_a_stronger_bag_shows_ratio_and_rate_and_asks_for_a_second_person() -> None:
    """16 to 64 mcg/mL at 18.4 mL/h: 4.6 mL/h."""
    shift = weaning("18.4 mL/h")
    seen = preview(shift, drug=NOREPINEPHRINE, amount="16 mg", volume="250 mL")
    assert seen.pump_must_show == "4.6 mL/h"
    assert seen.needs_second_person
    assert seen.text.startswith("16 mcg/mL before, 64 mcg/mL now: 4 times as strong.")
    same = preview(shift, drug=NOREPINEPHRINE, amount="8 mg", volume="500 mL")
    assert not same.needs_second_person
    assert same.pump_must_show == "18.4 mL/h"


def test_a_label_that_cannot_be_read_says_why() -> None:
    """Comma, an unknown drug, one that was never recorded, a bag far too strong."""
    shift = weaning()
    comma = preview(shift, drug=NOREPINEPHRINE, amount="0,4 mg", volume="250 mL")
    assert [one.code for one in comma.refused] == ["NOT_A_NUMBER"]
    unknown = preview(shift, drug="adrenaline", amount="4 mg", volume="250 mL")
    assert [one.code for one in unknown.refused] == ["UNKNOWN_DRUG"]
    absent = preview(shift, drug="dopamine", amount="400 mg", volume="250 mL")
    assert [one.code for one in absent.refused] == ["NOT_RUNNING"]
    strong = preview(shift, drug=NOREPINEPHRINE, amount="4 g", volume="50 mL")
    assert [one.code for one in strong.refused] == ["NOT_REACHABLE_ON_PUMP"]
    assert strong.pump_must_show == ""


def test_any_recorded_drug_may_get_a_new_bag() -> None:
    """In the order they were recorded, with the unit of their label."""
    shift = weaning()
    choices = forms.bag_choices(shift.bed.state, shift.policy)
    assert [(one.drug, one.amount_unit) for one in choices] == [
        (NOREPINEPHRINE, "mg"),
        (VASOPRESSIN, "units"),
    ]


def test_the_form_uses_the_words_of_the_command() -> None:
    """A dose offered can go into a command as it stands."""
    option = reduce_form(weaning(), "08:05").options[0]
    assert do.Step(drug=NOREPINEPHRINE, to=option.to).to == "0.02 mcg/kg/min"


def test_only_what_an_assessment_mends_asks_for_it_first() -> None:
    """Fresh: nothing. Nine minutes old: first. With the interval open as well, or in setup: not."""
    shift = weaning()
    assert reduce_form(shift, "08:05").assess_first == ""
    said = (
        "The last assessment is 9 min old; at most 5 min is allowed. Reassess first, then reduce."
    )
    assert reduce_form(shift, "08:13").assess_first == said
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert reduce_form(shift, "08:12").assess_first == ""
    assert reduce_form(opened(), "08:00").assess_first == ""
