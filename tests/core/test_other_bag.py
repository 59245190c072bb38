"""Which bag would do, where a change cannot be set with the one that hangs.

The library has norepinephrine 4 mg in 1000 mL and 4, 8 and 16 mg in 250 mL, and vasopressin 50 units
in 500 mL and 20, 40, 60 and 100 units in 100 mL. The strongest that would do is named.
"""

from __future__ import annotations

import msgspec
import pytest

from tests.support.drugs import a_bag, quantity
from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    VASOPRESSIN_BAG,
    Line,
    Shift,
    a_second_check,
    moment,
    shipped_policy,
    weaning,
)
from titrator.core.other_bag import every_bag_works, not_reachable, step_works
from titrator.core.state import Infusion
from titrator.core.wean import current_stage

pytestmark = pytest.mark.hazard("H31")


def hanging(amount: str, volume: str, rate: str, *, weight: str, increment: str = "0.01") -> Shift:
    """Norepinephrine from this bag, weaning since 08:05."""
    bags = {NOREPINEPHRINE: {"amount": amount, "volume": volume}, VASOPRESSIN: VASOPRESSIN_BAG}
    orders = {NOREPINEPHRINE: {"increment": f"{increment} mcg/kg/min"}}
    return weaning(rate, weight=weight, bags=bags, orders=orders)


def sentence(line: Line) -> str:
    """The one sentence of the refusal."""
    (one,) = [one for one in line.out["refusals"] if one["code"] == "NOT_REACHABLE_ON_PUMP"]
    return str(one["text"])


@pytest.mark.ruling(21)
def test_for_a_reduction_the_strongest_bag_that_can_make_it_is_named() -> None:
    """40 kg, 320 mcg/mL: 0.04 goes to 0.0267 or nowhere; 64 mcg/mL reaches 0.032."""
    shift = hanging("16 mg", "50 mL", "0.3 mL/h", weight="40 kg")
    assert sentence(shift.at("08:06").step(NOREPINEPHRINE, "0.03 mcg/kg/min", "0.2 mL/h")) == (
        "norepinephrine to 0.03 mcg/kg/min cannot be set on this pump with 16 mg in 50 mL; "
        "16 mg in 250 mL would do."
    )
    assert shift.at("08:07").look().advice["text"] == (
        "norepinephrine to the next lower dose cannot be set on this pump with 16 mg in 50 mL; "
        "16 mg in 250 mL would do. Keep the dose and ask pharmacy for a weaker bag."
    )


def test_a_weaker_bag_is_named_where_the_stronger_ones_are_too_coarse() -> None:
    """Steps of 0.0015 at 40 kg: 0.1 mL/h is 0.0027 of 64, 0.0013 of 32 mcg/mL.

    From 0.04 to 0.0387: 64 mcg/mL has no rate within the increment, 32 mcg/mL has 0.03867.
    """
    shift = hanging("16 mg", "50 mL", "0.3 mL/h", weight="40 kg", increment="0.0015")
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.0387 mcg/kg/min", "0.2 mL/h")
    assert (
        sentence(line)
        == "norepinephrine to 0.0387 mcg/kg/min cannot be set on this pump with 16 mg in 50 mL; 8 mg in 250 mL would do."
    )


def test_where_no_bag_would_do_that_is_said() -> None:
    """Steps of 0.0001: even of 4 mcg/mL 0.1 mL/h is 0.00017."""
    shift = hanging("16 mg", "250 mL", "1.5 mL/h", weight="40 kg", increment="0.0001")
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.0399 mcg/kg/min", "1.4 mL/h")
    assert (
        sentence(line)
        == "norepinephrine to 0.0399 mcg/kg/min cannot be set on this pump with 16 mg in 250 mL; no bag of the drug library would do."
    )


@pytest.mark.ruling(37)
def test_for_a_rise_the_bag_that_can_make_it_is_named() -> None:
    """100 kg, 60 mcg/mL: 0.0304 is 3 mL/h, which runs. 64 mcg/mL goes from 2.8 to 2.9 mL/h."""
    shift = hanging("6 mg", "100 mL", "3 mL/h", weight="100 kg")
    shift.at("08:06").assessment(60)
    line = shift.at("08:07").back_up(NOREPINEPHRINE, "3 mL/h", to="0.0304 mcg/kg/min")
    assert sentence(line) == (
        "norepinephrine to 0.0304 mcg/kg/min cannot be set on this pump with 6 mg in 100 mL; "
        "16 mg in 250 mL would do."
    )


@pytest.mark.ruling(11)
@pytest.mark.parametrize(
    ("runs", "instead"),
    [
        # 0.01 units/min: 0.6 mL/h of 1 unit/mL.
        ("3 mL/h", "100 units in 100 mL"),
        # 0.00033 units/min: 0.02 mL/h of 1, 0.03 of 0.6, 0.05 of 0.4 units/mL, set to 0.1.
        ("0.1 mL/h", "40 units in 100 mL"),
    ],
)
def test_for_a_bag_too_strong_to_be_run_a_weaker_one_is_named(runs: str, instead: str) -> None:
    """100 units/mL would have to be set to zero."""
    shift = weaning(None, runs)
    strong = {"amount": "1000 units", "volume": "10 mL"}
    checked = a_second_check("1000 units", "10 mL")
    line = shift.at("08:06").bag(VASOPRESSIN, "0 mL/h", **strong, second_check=checked)
    assert sentence(line) == (
        "vasopressin to the running dose cannot be set on this pump with 1,000 units in 10 mL; "
        f"{instead} would do."
    )


@pytest.mark.ruling(19)
@pytest.mark.ruling(20)
@pytest.mark.parametrize(
    ("to", "works"),
    [
        ("0.02 mcg/kg/min", True),
        # 2.755 mL/h below 7.9, where 2.625 are ordered and one resolution more may be wanted.
        ("0.0196 mcg/kg/min", False),
        # 5.1975 mL/h is 2.7025 below: within reach.
        ("0.0198 mcg/kg/min", True),
        # 5.175 mL/h is 2.725 below: one resolution more than ordered, and not beyond.
        ("69/3500 mcg/kg/min", True),
        # 7.9 mL/h is 0.0301: above what runs.
        ("0.031 mcg/kg/min", False),
        # 7.9 mL/h itself: 126.4 / 4200; what runs already is no reduction.
        ("79/2625 mcg/kg/min", False),
    ],
)
def test_a_bag_would_do_only_for_a_dose_below_what_runs_and_within_reach(
    to: str, *, works: bool
) -> None:
    state, policy = weaning().bed.state, shipped_policy()
    stage = current_stage(state, policy)
    assert stage is not None
    would = step_works(quantity(to), stage, state.orders[NOREPINEPHRINE], state, policy)
    assert would(state.infusions[NOREPINEPHRINE]) is works


def test_a_bag_too_strong_to_be_run_hides_none_that_stands_after_it() -> None:
    """0.1 mL/h of 0.2 units/mL; the library's bags from the strongest to the weakest."""
    policy = shipped_policy()
    drug = policy.library.drug(VASOPRESSIN)
    order = sorted(drug.preparations, key=lambda one: one.amount.worth / one.volume.worth)
    strongest_first = msgspec.structs.replace(drug, preparations=tuple(reversed(order)))
    library = msgspec.structs.replace(
        policy.library, drugs={**policy.library.drugs, VASOPRESSIN: strongest_first}
    )
    state = weaning(None, "0.1 mL/h").bed.state
    infusion = state.infusions[VASOPRESSIN]
    found = not_reachable(
        "the running dose",
        a_bag("1000 units", "10 mL"),
        infusion,
        state,
        msgspec.structs.replace(policy, library=library),
        moment("08:06"),
        works=every_bag_works,
    )
    assert (
        found.text
        == "vasopressin to the running dose cannot be set on this pump with 1,000 units in 10 mL; 40 units in 100 mL would do."
    )
    assert not every_bag_works(msgspec.structs.replace(infusion, pump_rate=quantity("0 mL/h")))


def test_only_a_bag_that_can_be_run_is_asked_whether_it_would_do() -> None:
    """0.1 mL/h of 0.2 units/mL would be set to zero with 1 unit/mL; nothing is asked of that."""
    state = weaning(None, "0.1 mL/h").bed.state
    asked: list[Infusion] = []

    def works(other: Infusion) -> bool:
        asked.append(other)
        return False

    found = not_reachable(
        "the running dose",
        a_bag("1000 units", "10 mL"),
        state.infusions[VASOPRESSIN],
        state,
        shipped_policy(),
        moment("08:06"),
        works=works,
    )
    assert found.text.endswith("; no bag of the drug library would do.")
    assert asked
    assert all(other.pump_rate.magnitude > 0 for other in asked)
