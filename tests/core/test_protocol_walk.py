"""A protocol must lead every patient to off, one settable act at a time."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.support.every_case import whole_or_fast
from tests.support.policy_texts import NOREPINEPHRINE, PROTOCOL, a_library, a_protocol, spoil
from titrator import resources
from titrator.core import advice
from titrator.core.library_file import parse_library
from titrator.core.policy import Policy
from titrator.core.policy_fault import FaultCode
from titrator.core.protocol import Ending
from titrator.core.protocol_file import parse_protocol
from titrator.core.protocol_walk import WEIGHTS_KG, reach_notices, walk_faults
from titrator.core.wording import exact_number

if TYPE_CHECKING:
    from datetime import datetime

    from titrator.core.state import State

LIBRARY = parse_library(resources.shipped_library_files())
COARSE = spoil(PROTOCOL, '"0.01 mL/h"', '"1 mL/h"')


@pytest.mark.hazard("H31")
@pytest.mark.parametrize("name", sorted(resources.shipped_protocol_files()))
def test_the_shipped_protocols_lead_to_off_with_every_shipped_bag_from_40_to_200_kg(
    name: str,
) -> None:
    """Every set of running drugs, at and above the floor, in both unit systems; nothing is said."""
    content = resources.shipped_protocol_files()[name]
    policy = Policy(library=LIBRARY, protocol=parse_protocol(name, content, LIBRARY))
    assert walk_faults(policy, name) == ()
    weights = range(40, 201, whole_or_fast(whole=10, fast=80))
    assert reach_notices(policy, name, weights) == ()


def test_a_protocol_that_leaves_a_drug_running_is_found() -> None:
    """A last stage that stops at its floor: at the floor there is no next act, and no end."""
    protocol = a_protocol()
    kept = tuple(stage for stage in protocol.stages if stage.ending is Ending.FLOOR)
    endless = msgspec.structs.replace(protocol, stages=kept)
    found = walk_faults(Policy(library=a_library(), protocol=endless), "ours.toml")
    assert {fault.code for fault in found} == {FaultCode.NO_NEXT_ACT}
    assert found[0].sentence == (
        "ours.toml, stage: with norepinephrine running, ordered in mcg/kg/min, no act leads on to off."
    )


@pytest.mark.hazard("H31")
def test_a_step_that_the_pump_cannot_make_is_named_with_bag_and_weights() -> None:
    """0.02 mcg/kg/min of 16 mcg/mL at 40 kg is 3 mL/h; 128 mcg/mL makes that 0.375 mL/h."""
    strong = NOREPINEPHRINE.replace('amount = "4 mg"', 'amount = "32 mg"')
    policy = Policy(library=a_library(norepinephrine=strong), protocol=a_protocol(COARSE))
    found = reach_notices(policy, "ours.toml", (40, 50, 200))
    assert {fault.code for fault in found} == {FaultCode.STEP_NOT_REACHABLE}
    (per_kg,) = (fault for fault in found if "mcg/kg/min" in fault.sentence)
    assert (
        per_kg.sentence
        == "ours.toml, stage: a step of norepinephrine ordered in mcg/kg/min cannot be set with 32 mg in 250 mL at 40 kg to 200 kg: the pump moves by 1 mL/h."
    )


def test_a_drug_without_bags_cannot_be_walked_and_is_passed_over() -> None:
    """What a nurse types then is judged at the bedside."""
    bare = NOREPINEPHRINE[: NOREPINEPHRINE.index("[[preparation]]")]
    policy = Policy(library=a_library(norepinephrine=bare), protocol=a_protocol())
    assert walk_faults(policy, "ours.toml") == ()


def test_everybody_a_protocol_leaves_running_is_named() -> None:
    """Each drug alone and both together, in each unit system."""
    protocol = a_protocol()
    kept = tuple(stage for stage in protocol.stages if stage.ending is Ending.FLOOR)
    none = msgspec.structs.replace(protocol, stages=kept)
    found = walk_faults(Policy(library=a_library(), protocol=none), "ours.toml")
    assert [(one.field, one.value) for one in found] == [("stage", "norepinephrine")] * 2
    assert found[1].sentence == (
        "ours.toml, stage: with norepinephrine running, ordered in mcg/min, no act leads on to off."
    )
    floor, _, off = protocol.stages
    second = msgspec.structs.replace(floor, drug="vasopressin", doses=protocol.stages[1].doses)
    endless = msgspec.structs.replace(protocol, stages=(floor, second, off))
    found = walk_faults(Policy(library=a_library(), protocol=endless), "ours.toml")
    assert "norepinephrine and vasopressin" in {one.value for one in found}


@pytest.mark.hazard("H31")
def test_at_one_weight_that_weight_is_named() -> None:
    strong = NOREPINEPHRINE.replace('amount = "4 mg"', 'amount = "32 mg"')
    policy = Policy(library=a_library(norepinephrine=strong), protocol=a_protocol(COARSE))
    found = reach_notices(policy, "ours.toml", (40,))
    assert [(one.field, one.value) for one in found] == [("stage", "32 mg in 250 mL")] * 2
    assert found[1].sentence == (
        "ours.toml, stage: a step of norepinephrine ordered in mcg/kg/min cannot be set with 32 mg in "
        "250 mL at 40 kg: the pump moves by 1 mL/h."
    )
    assert "ordered in mcg/min" in found[0].sentence


@pytest.mark.hazard("H31")
def test_where_the_pump_cannot_go_on_the_prescriber_is_called_which_is_an_act() -> None:
    """It is told as a bag with which a step cannot be set, not as a way that ends nowhere."""
    strong = NOREPINEPHRINE.replace('amount = "4 mg"', 'amount = "32 mg"')
    policy = Policy(library=a_library(norepinephrine=strong), protocol=a_protocol(COARSE))
    assert walk_faults(policy, "ours.toml") == ()


@pytest.mark.hazard("H31")
def test_a_bag_of_which_the_pump_cannot_even_run_the_dose_is_named() -> None:
    """0.09 mcg/kg/min at 40 kg is 0.17 mL/h of 320 mg in 250 mL: a pump in steps of 1 mL/h stands."""
    strong = NOREPINEPHRINE.replace('amount = "4 mg"', 'amount = "320 mg"')
    policy = Policy(library=a_library(norepinephrine=strong), protocol=a_protocol(COARSE))
    found = reach_notices(policy, "ours.toml", (40,))
    assert [(one.code, one.value) for one in found] == [
        (FaultCode.STEP_NOT_REACHABLE, "320 mg in 250 mL")
    ] * 2


@pytest.mark.hazard("H31")
def test_a_bag_is_tried_for_every_ten_kilograms_from_40_to_200_unless_others_are_named() -> None:
    """A step of 0.02 mcg/kg/min is 0.19 mL/h of 320 mg in 250 mL even at 200 kg."""
    strong = NOREPINEPHRINE.replace('amount = "4 mg"', 'amount = "320 mg"')
    policy = Policy(library=a_library(norepinephrine=strong), protocol=a_protocol(COARSE))
    (per_minute, per_kg) = reach_notices(policy, "ours.toml")
    for one in (per_minute, per_kg):
        assert "at 40 kg to 200 kg" in one.sentence
    every_ten = (
        *(40, 50, 60, 70, 80, 90, 100, 110, 120),
        *(130, 140, 150, 160, 170, 180, 190, 200),
    )
    assert every_ten == WEIGHTS_KG


@pytest.mark.hazard("H31")
def test_the_walk_starts_at_the_floor_and_four_steps_above_it_for_the_lightest_and_the_heaviest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Never above the hard limit: of vasopressin 0.005 and 0.045 units/min, which is cut to 0.04.

    Norepinephrine 0.01 and 0.09 mcg/kg/min, or 1 and 9 mcg/min, of 16 mcg/mL; vasopressin 1.5 and
    12 mL/h of 0.2 units/mL.
    """
    starts: set[tuple[str, ...]] = set()
    last: list[advice.Advice] = []

    def told(state: State, policy: Policy, now: datetime) -> advice.Advice:
        if not last or last[-1].pump_rate is None:
            assert state.weight is not None
            rates = {name: one.pump_rate.magnitude for name, one in state.infusions.items()}
            shown = (
                exact_number(rates[drug]) if drug in rates else "-"
                for drug in ("norepinephrine", "vasopressin")
            )
            starts.add((exact_number(state.weight.magnitude), *shown))
        last.append(advice.next_step(state, policy, now))
        return last[-1]

    monkeypatch.setattr("titrator.core.protocol_walk.next_step", told)
    assert walk_faults(Policy(library=a_library(), protocol=a_protocol()), "ours.toml") == ()
    per_minute = ("3.75", "33.75")
    assert starts == {
        (weight, norepinephrine, vasopressin)
        for weight, per_kg in (("40", ("1.5", "13.5")), ("200", ("7.5", "67.5")))
        for norepinephrine, vasopressin in product(("-", *per_kg, *per_minute), ("-", "1.5", "12"))
        if (norepinephrine, vasopressin) != ("-", "-")
    }
