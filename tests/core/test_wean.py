"""Which stage is current, and whether a drug is at its floor or low enough to be stopped.

At 70 kg and 16 mcg/mL the floor is 2.625 mL/h and a tenth of a step 0.2625; at 0.2 units/mL one step
of vasopressin is 3 mL/h and a tenth of it 0.3.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    NOREPINEPHRINE_PER_MIN,
    VASOPRESSIN,
    Shift,
    opened,
    shipped_policy,
    weaning,
)
from titrator.core.protocol import Ending, UnitSystem
from titrator.core.state import EMPTY
from titrator.core.units import MCG_PER_KG_MIN, ML_PER_H, Quantity
from titrator.core.wean import (
    StageRates,
    counts_as_at,
    current_stage,
    is_all_off,
    is_at_floor,
    rate_of,
    stage_of,
    stage_rates,
    unit_system,
)

if TYPE_CHECKING:
    from titrator.core.state import State

POLICY = shipped_policy()
TENTH = Quantity(Fraction(1, 10), ML_PER_H)


def running(norepinephrine: str | None, vasopressin: str | None) -> State:
    """A bed with these rates, no order."""
    shift = opened()
    for drug, rate in ((NOREPINEPHRINE, norepinephrine), (VASOPRESSIN, vasopressin)):
        if rate is not None:
            assert shift.at("08:01").infusion(drug, f"{rate} mL/h").accepted
    return shift.bed.state


def ml_per_h(value: str) -> Quantity:
    """A pump rate."""
    return Quantity(Fraction(value), ML_PER_H)


@pytest.mark.rule("R2", "R10", "R11", "R13")
@pytest.mark.hazard("H26", "H27")
@pytest.mark.parametrize(
    ("norepinephrine", "vasopressin", "drug", "ending"),
    [
        ("7.9", "9", NOREPINEPHRINE, Ending.FLOOR),
        ("2.9", "9", NOREPINEPHRINE, Ending.FLOOR),
        ("2.7", "9", VASOPRESSIN, Ending.OFF),
        ("2.6", "9", VASOPRESSIN, Ending.OFF),
        ("0", "9", VASOPRESSIN, Ending.OFF),
        (None, "0.1", VASOPRESSIN, Ending.OFF),
        ("7.9", "0", NOREPINEPHRINE, Ending.FLOOR),
        ("2.7", "0", NOREPINEPHRINE, Ending.OFF),
        ("2.7", None, NOREPINEPHRINE, Ending.OFF),
        ("0", "0", None, None),
        (None, None, None, None),
    ],
)
def test_the_current_stage_is_the_first_whose_drug_runs_above_its_end(
    norepinephrine: str | None, vasopressin: str | None, drug: str | None, ending: Ending | None
) -> None:
    """Norepinephrine to its floor, vasopressin off, norepinephrine off; what does not run is skipped."""
    state = running(norepinephrine, vasopressin)
    stage = current_stage(state, POLICY)
    assert (stage and stage.drug, stage and stage.ending) == (drug, ending)
    assert is_all_off(state, POLICY) is (drug is None)


def test_a_drug_outside_the_protocol_has_no_stage_and_keeps_no_wean_open() -> None:
    shift = opened()
    shift.at("08:01").infusion("epinephrine", "5 mL/h", amount="4 mg", volume="250 mL")
    state = shift.bed.state
    assert stage_of("epinephrine", state, POLICY) is None
    assert is_all_off(state, POLICY)


@pytest.mark.ruling(29)
@pytest.mark.parametrize(("rate", "ending"), [("7.9", Ending.FLOOR), ("2.7", Ending.OFF)])
def test_norepinephrine_falls_under_the_stage_it_has_come_to(rate: str, ending: Ending) -> None:
    stage = stage_of(NOREPINEPHRINE, running(rate, "9"), POLICY)
    assert stage is not None
    assert stage.ending is ending


@pytest.mark.ruling(29)
def test_of_three_stages_a_drug_at_its_floor_falls_under_the_last() -> None:
    """A hospital may put more than two in its protocol."""
    first, other, last = POLICY.protocol.stages
    protocol = msgspec.structs.replace(POLICY.protocol, stages=(first, other, first, last))
    policy = msgspec.structs.replace(POLICY, protocol=protocol)
    assert stage_of(NOREPINEPHRINE, running("2.7", "9"), policy) is last


def test_vasopressin_has_one_stage_whatever_its_dose() -> None:
    for rate in ("9", "3", "0.1"):
        stage = stage_of(VASOPRESSIN, running("7.9", rate), POLICY)
        assert stage is POLICY.protocol.stages[1]


@pytest.mark.ruling(29)
@pytest.mark.rule("R10")
@pytest.mark.parametrize(
    ("rate", "is_at"),
    [
        ("2.8", True),
        ("2.887", True),
        ("2.8875", False),
        ("2.9", False),
        ("2.7", True),
        ("2.625", True),
        ("0.1", True),
        ("7.9", False),
    ],
)
def test_norepinephrine_counts_as_at_the_floor_below_a_tenth_of_a_step_above_it(
    rate: str, is_at: bool
) -> None:
    """2.7 mL/h is 0.0103. Exactly a tenth above, 2.8875 mL/h, no longer counts."""
    state = running(rate, "9")
    assert is_at_floor(state.infusions[NOREPINEPHRINE], state, POLICY) is is_at


@pytest.mark.ruling(29)
@pytest.mark.rule("R11")
@pytest.mark.parametrize(
    ("rate", "is_at"),
    [("3", True), ("3.2", True), ("3.29", True), ("3.3", False), ("0.1", True), ("6", False)],
)
def test_vasopressin_counts_as_low_enough_below_a_tenth_of_a_step_above_one_step(
    rate: str, is_at: bool
) -> None:
    state = running("2.7", rate)
    assert is_at_floor(state.infusions[VASOPRESSIN], state, POLICY) is is_at


def coarse(floor: str | None, step: str) -> StageRates:
    """A stage on a strong bag, where 0.1 mL/h is much of a step."""
    return StageRates(
        floor=None if floor is None else ml_per_h(floor),
        step=ml_per_h(step),
        step_at_most=ml_per_h(step),
    )


@pytest.mark.ruling(29)
@pytest.mark.hazard("H31")
@pytest.mark.parametrize(
    ("rate", "floor", "step", "is_at"),
    [
        ("0.3", "0.21", "0.2", True),
        ("0.3", "0.21", "0.18", True),
        ("0.3", "0.21", "0.179", False),
        ("0.4", "0.21", "0.4", False),
        ("0.3", "0.2", "0.3", False),
        ("0.3", None, "0.21", True),
        ("0.4", None, "0.21", False),
    ],
)
def test_at_most_half_a_step_above_counts_when_the_next_rate_down_would_pass_the_floor(
    rate: str, floor: str | None, step: str, is_at: bool
) -> None:
    """0.3 mL/h is 0.09 above 0.21: half of 0.18, and 0.2 would be below. Above 0.2 it is not."""
    assert counts_as_at(ml_per_h(rate), coarse(floor, step), TENTH) is is_at


def test_norepinephrines_order_decides_the_unit_system() -> None:
    assert unit_system(running("7.9", "9")) is UnitSystem.PER_KG
    assert unit_system(weaning().bed.state) is UnitSystem.PER_KG
    per_minute = weaning(orders={NOREPINEPHRINE: NOREPINEPHRINE_PER_MIN}).bed.state
    assert unit_system(per_minute) is UnitSystem.PER_MINUTE


def _stage_rates(shift: Shift) -> StageRates:
    state = shift.bed.state
    return stage_rates(POLICY.protocol.stages[0], state.infusions[NOREPINEPHRINE], state)


@pytest.mark.hazard("H47")
@pytest.mark.rule("R6", "R10")
@pytest.mark.hazard("H04")
def test_the_steps_of_the_two_unit_systems_are_never_converted_into_each_other() -> None:
    """At 70 kg and 16 mcg/mL 0.01 mcg/kg/min is 2.625 mL/h, and 1 mcg/min is 3.75 mL/h."""
    rates = _stage_rates(weaning())
    assert rates.floor == rates.step == ml_per_h("2.625")
    assert rates.step_at_most == ml_per_h("5.25")
    rates = _stage_rates(weaning(orders={NOREPINEPHRINE: NOREPINEPHRINE_PER_MIN}))
    assert rates.floor == rates.step == ml_per_h("3.75")
    assert rates.step_at_most == ml_per_h("7.5")


def test_the_rate_of_a_dose_per_kg_without_a_weight_is_our_fault_and_raised() -> None:
    state = running("7.9", "9")
    dose = Quantity(Fraction("0.01"), MCG_PER_KG_MIN)
    without = msgspec.structs.replace(EMPTY, infusions=state.infusions)
    with pytest.raises(ValueError, match=r"^a weight is known from the first entry on$"):
        rate_of(dose, state.infusions[NOREPINEPHRINE], without)
