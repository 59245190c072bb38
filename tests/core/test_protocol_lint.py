"""The stages of a protocol are total, and step no further or sooner than the drug library says."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest

from tests.support.policy_texts import (
    NOREPINEPHRINE,
    PROTOCOL,
    SOURCED,
    a_library,
    a_protocol,
    protocol_faults,
    spoil,
)
from titrator import resources
from titrator.core.library_file import parse_library
from titrator.core.policy_fault import FaultCode
from titrator.core.protocol import Status, UnitSystem
from titrator.core.protocol_file import parse_protocol
from titrator.core.protocol_lint import largest_step_down, unit_in
from titrator.core.protocol_lint import protocol_faults as lint_faults
from titrator.core.units import UNITS, Quantity

LAST_STAGE = PROTOCOL[PROTOCOL.index('[[stage]]\ndrug = "norepinephrine"\ndown_to = "off"') :]
LAST_STAGE = LAST_STAGE[: LAST_STAGE.index("[parameters]")]
FLOOR_STAGE = PROTOCOL[PROTOCOL.index("[[stage]]") : PROTOCOL.index('[[stage]]\ndrug = "vasop')]


@pytest.mark.parametrize(
    ("old", "new", "code", "field", "part"),
    [
        (
            'step_at_most = { value = "2 mcg/min"',
            'step_at_most = { value = "2.01 mcg/min"',
            FaultCode.OUTSIDE_LIMITS,
            "stage[1].doses.step_at_most",
            "ours.toml, stage[1].doses.step_at_most: 2.01 mcg/min is above the largest published step down of 2 mcg/min.",
        ),
        (
            'floor = { value = "0.01 mcg/kg/min"',
            'floor = { value = "0.03 mcg/kg/min"',
            FaultCode.OUTSIDE_LIMITS,
            "stage[1].doses.floor",
            "ours.toml, stage[1].doses.floor: 0.03 mcg/kg/min is above the largest published step down of 0.02 mcg/kg/min.",
        ),
        (
            'floor = { value = "1 mcg/min"',
            'floor = { value = "0 mcg/min"',
            FaultCode.OUTSIDE_LIMITS,
            "stage[1].doses.floor",
            "ours.toml, stage[1].doses.floor: 0 mcg/min is no dose.",
        ),
        (
            'step = { value = "0.005 units/min"',
            'step = { value = "0 units/min"',
            FaultCode.OUTSIDE_LIMITS,
            "stage[2].doses.step",
            "ours.toml, stage[2].doses.step: 0 units/min is no dose.",
        ),
        (
            'step_at_most = { value = "0.006 mcg/kg/min"',
            'step_at_most = { value = "0.003 mcg/kg/min"',
            FaultCode.LIMITS_NOT_NESTED,
            "stage[3].doses.step",
            "ours.toml, stage[3].doses.step: 0.004 mcg/kg/min is above step_at_most of 0.003 mcg/kg/min.",
        ),
        (
            'value = "15 min"',
            'value = "14 min"',
            FaultCode.OUTSIDE_LIMITS,
            "stage[1].interval",
            "ours.toml, stage[1].interval: 14 min is shorter than the published 15 min.",
        ),
        (
            'due_by = { value = "30 min"',
            'due_by = { value = "14 min"',
            FaultCode.OUTSIDE_RANGE,
            "stage[1].due_by",
            "ours.toml, stage[1].due_by: 14 min is not from the interval (15 min) to 24 h.",
        ),
        (
            'due_by = { value = "30 min"',
            'due_by = { value = "25 h"',
            FaultCode.OUTSIDE_RANGE,
            "stage[1].due_by",
            "ours.toml, stage[1].due_by: 1500 min is not from the interval (15 min) to 24 h.",
        ),
        (
            'step = { value = "0.005 units/min"',
            'step = { value = "0.005 mcg/min"',
            FaultCode.UNIT_MISMATCH,
            "stage[2].doses.step",
            "ours.toml, stage[2].doses.step: 0.005 mcg/min is not in units/min, as vasopressin is ordered.",
        ),
        (
            'drug = "vasopressin"',
            'drug = "vasopresin"',
            FaultCode.UNKNOWN_DRUG,
            "stage[2].drug",
            'ours.toml, stage[2].drug: "vasopresin" is not in the drug library (norepinephrine, vasopressin).',
        ),
        (
            'id = "ours"',
            'id = "theirs"',
            FaultCode.FILE_NAME,
            "id",
            "ours.toml, id: the file of this protocol must be called theirs.toml.",
        ),
        (
            'status = "draft"',
            'status = "approved"',
            FaultCode.APPROVAL_MISSING,
            "approved_by",
            'ours.toml, approved_by: the status is "approved", but nobody is named here with a date.',
        ),
        (
            'review = "second hand"',
            'review = "approved"',
            FaultCode.APPROVAL_MISSING,
            "approved_by",
            'ours.toml, approved_by: a figure is marked "approved", but nobody is named here with a date.',
        ),
        (
            "approved_by = []",
            'approved_by = ["Dr. A"]',
            FaultCode.NOT_A_DATE,
            "approved_by",
            'ours.toml, approved_by: "Dr. A" is not a name and a date, such as "A. Name, 2027-03-31".',
        ),
    ],
)
def test_a_fault_is_named_with_field_and_values(
    old: str, new: str, code: FaultCode, field: str, part: str
) -> None:
    """One thing is wrong, and one fault says what, where and beside which figure."""
    (fault,) = protocol_faults(spoil(PROTOCOL, old, new))
    assert (fault.code, fault.field) == (code, field)
    assert fault.sentence.startswith(f"ours.toml, {field}: ")
    assert fault.sentence == part


def test_a_drug_with_two_units_needs_doses_in_both() -> None:
    """Ordered in mcg/min, a stage written per kg only would leave the nurse without a step."""
    start = PROTOCOL.index('\n[[stage.doses]]\nfloor = { value = "1 mcg/min"')
    end = PROTOCOL.index('\n[[stage]]\ndrug = "vasopressin"')
    faults = protocol_faults(PROTOCOL[:start] + PROTOCOL[end:])
    assert {fault.code for fault in faults} == {FaultCode.UNIT_MISMATCH}
    assert (
        faults[0].sentence
        == "ours.toml, stage[1].doses.step: 0.005 mcg/kg/min is not in mcg/min, as norepinephrine is ordered."
    )


def test_a_protocol_without_a_stage_is_refused() -> None:
    """There would be nothing to do, and no end."""
    start, end = PROTOCOL.index("[[stage]]"), PROTOCOL.index("[parameters]")
    (fault,) = protocol_faults(PROTOCOL[:start] + PROTOCOL[end:])
    assert fault.code is FaultCode.STAGES_NOT_TOTAL


def test_every_drug_must_end_off() -> None:
    """Without the last stage norepinephrine would run at its floor for ever."""
    (fault,) = protocol_faults(spoil(PROTOCOL, LAST_STAGE, ""))
    assert fault.code is FaultCode.STAGES_NOT_TOTAL
    assert (
        fault.sentence == "ours.toml, stage: the last stage of norepinephrine does not end in off."
    )


def test_no_stage_comes_after_off() -> None:
    """A drug that is off has nothing left to reduce."""
    (fault,) = protocol_faults(spoil(PROTOCOL, LAST_STAGE, LAST_STAGE + LAST_STAGE))
    assert (
        fault.sentence
        == "ours.toml, stage: norepinephrine has a stage after the one that ends in off."
    )


@pytest.mark.parametrize(
    ("second_floor", "is_total"),
    [("0.005 mcg/kg/min", True), ("0.01 mcg/kg/min", False), ("0.015 mcg/kg/min", False)],
)
def test_the_floors_of_a_drug_fall_from_stage_to_stage(second_floor: str, is_total: bool) -> None:
    """A second floor at or above the first would make its stage one that never does anything."""
    second = FLOOR_STAGE.replace(
        'floor = { value = "0.01 mcg/kg/min"', f'floor = {{ value = "{second_floor}"'
    )
    second = second.replace('floor = { value = "1 mcg/min"', 'floor = { value = "0.5 mcg/min"')
    text = spoil(PROTOCOL, FLOOR_STAGE, FLOOR_STAGE + second)
    if is_total:
        assert len(a_protocol(text).stages) == 4
    else:
        (fault,) = protocol_faults(text)
        assert (
            fault.sentence
            == "ours.toml, stage: each floor of norepinephrine must be below the one before."
        )


def test_floors_in_units_that_do_not_compare_are_told_as_such() -> None:
    """A floor in another unit is a fault of its own; it is not compared with the one before."""
    second = FLOOR_STAGE.replace(
        'floor = { value = "0.01 mcg/kg/min"', 'floor = { value = "1 mcg/min"'
    )
    faults = protocol_faults(spoil(PROTOCOL, FLOOR_STAGE, FLOOR_STAGE + second))
    assert FaultCode.UNIT_MISMATCH in [fault.code for fault in faults]


def test_a_drug_without_a_published_step_down_has_no_stage() -> None:
    """Nobody has said how to step epinephrine down, so no protocol may until the library does."""
    text = PROTOCOL.replace('drug = "norepinephrine"', 'drug = "epinephrine"')
    library = parse_library(resources.shipped_library_files())
    faults = protocol_faults(text, library=library)
    assert [fault.field for fault in faults] == ["stage[1].drug", "stage[3].drug"]
    assert (
        faults[0].sentence
        == "ours.toml, stage[1].drug: the drug library has no published step down for epinephrine; add one first."
    )


def test_a_published_step_in_one_unit_does_not_speak_for_the_other() -> None:
    """Steps per kg are published here, steps per minute are not."""
    step = f"""[[titration]]
direction = "down"
step_at_most = {{ value = "2 mcg/min", {SOURCED} }}
interval_at_least = {{ value = "15 min", {SOURCED} }}
"""
    library = a_library(norepinephrine=spoil(NOREPINEPHRINE, step, ""))
    faults = protocol_faults(PROTOCOL, library=library)
    assert [fault.field for fault in faults] == ["stage[1].doses", "stage[3].doses"]
    assert (
        faults[0].sentence
        == "ours.toml, stage[1].doses: the drug library has no published step down of norepinephrine in mcg/min."
    )


def test_a_protocol_without_evidence_is_refused() -> None:
    """The wean order is never shown without what speaks for and against it."""
    (fault,) = protocol_faults(PROTOCOL[: PROTOCOL.index("[[evidence]]")])
    assert (fault.code, fault.field) == (FaultCode.MISSING_FIELD, "evidence")


def test_an_approved_protocol_names_its_approvers() -> None:
    """With a name and a date the status approved is believed."""
    text = spoil(PROTOCOL, 'status = "draft"', 'status = "approved"')
    text = spoil(text, "approved_by = []", 'approved_by = ["Dr. A. Name, 2026-11-02"]')
    assert a_protocol(text).approved_by == ("Dr. A. Name, 2026-11-02",)


def test_the_unit_of_a_drug_follows_the_unit_system_where_it_has_two() -> None:
    """Norepinephrine follows the order's system; vasopressin has one unit in both."""
    library = a_library()
    norepinephrine, vasopressin = library.drug("norepinephrine"), library.drug("vasopressin")
    assert unit_in(norepinephrine, UnitSystem.PER_MINUTE).symbol == "mcg/min"
    assert unit_in(norepinephrine, UnitSystem.PER_KG).symbol == "mcg/kg/min"
    assert unit_in(vasopressin, UnitSystem.PER_KG).symbol == "units/min"
    assert largest_step_down(vasopressin, UNITS["mcg/min"]) is None


@pytest.mark.parametrize(("due", "is_taken"), [("15 min", True), ("24 h", True), ("24.1 h", False)])
def test_a_step_may_be_due_from_its_interval_to_a_day_later(due: str, *, is_taken: bool) -> None:
    text = spoil(PROTOCOL, 'due_by = { value = "30 min"', f'due_by = {{ value = "{due}"')
    if is_taken:
        assert a_protocol(text).id == "ours"
        return
    (fault,) = protocol_faults(text)
    assert (fault.field, fault.value) == ("stage[1].due_by", "1446 min")


def test_a_wait_a_little_shorter_than_the_published_one_is_refused() -> None:
    """14.9 min where 15 are published; of two published waits the shorter bounds."""
    text = spoil(PROTOCOL, 'interval = { value = "15 min"', 'interval = { value = "14.9 min"')
    (fault,) = protocol_faults(text)
    assert fault.sentence == (
        "ours.toml, stage[1].interval: 14 min is shorter than the published 15 min."
    )
    longer = NOREPINEPHRINE.replace('"15 min"', '"20 min"', 1)
    library = a_library(norepinephrine=longer)
    assert parse_protocol("ours.toml", PROTOCOL.encode(), library).id == "ours"


def test_only_steps_down_bound_a_step_down() -> None:
    """0.05 mcg/kg/min is published on the way up."""
    text = NOREPINEPHRINE.replace(
        "[[preparation]]",
        f"""[[titration]]
direction = "up"
step_at_most = {{ value = "0.05 mcg/kg/min", {SOURCED} }}
interval_at_least = {{ value = "5 min", {SOURCED} }}

[[preparation]]""",
    )
    drug = a_library(norepinephrine=text).drug("norepinephrine")
    assert largest_step_down(drug, UNITS["mcg/kg/min"]) == Quantity(
        Fraction("0.02"), UNITS["mcg/kg/min"]
    )


def test_what_a_whole_protocol_lacks_is_told_without_a_value() -> None:
    """No stage, no evidence, nobody who approved it; a drug is named where it is one drug's."""
    protocol = a_protocol()
    bare = msgspec.structs.replace(protocol, stages=(), evidence=(), status=Status.APPROVED)
    found = lint_faults(bare, a_library(), "ours.toml")
    assert [(one.field, one.value, one.sentence) for one in found] == [
        (
            "approved_by",
            "",
            'ours.toml, approved_by: the status is "approved", but nobody is named here with a date.',
        ),
        (
            "evidence",
            "",
            "ours.toml, evidence: the evidence for and against the wean order is missing.",
        ),
        ("stage", "", "ours.toml, stage: there is no stage."),
    ]
    first, second, third = protocol.stages
    for stages, sentence in (
        ((first, second), "the last stage of norepinephrine does not end in off."),
        ((third, second, third), "norepinephrine has a stage after the one that ends in off."),
        (
            (first, first, second, third),
            "each floor of norepinephrine must be below the one before.",
        ),
    ):
        (one,) = lint_faults(
            msgspec.structs.replace(protocol, stages=stages), a_library(), "ours.toml"
        )
        assert (one.field, one.value) == ("stage", "norepinephrine")
        assert one.sentence == f"ours.toml, stage: {sentence}"
