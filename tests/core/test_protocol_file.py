"""A protocol file becomes a protocol, every parameter inside the range a site may choose."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from fractions import Fraction

import pytest

from tests.support.policy_texts import PROTOCOL, SOURCED, a_protocol, protocol_faults, spoil
from titrator import resources
from titrator.core.drug_library import Review
from titrator.core.library_file import parse_library
from titrator.core.policy_fault import FaultCode
from titrator.core.protocol import Ending, Protocol, StageDoses, Status, UnitSystem
from titrator.core.protocol_file import parse_protocol
from titrator.core.units import UNITS, Quantity
from titrator.core.wording import exact

MINUTE = timedelta(minutes=1)


def quantity(number: str, unit: str) -> Quantity:
    """A quantity from a decimal."""
    return Quantity(Fraction(number), UNITS[unit])


def doses(unit: str, step: str, at_most: str, floor: str | None = None) -> StageDoses:
    """The doses of a stage from decimals."""
    return StageDoses(
        floor=None if floor is None else quantity(floor, unit),
        step=quantity(step, unit),
        step_at_most=quantity(at_most, unit),
    )


def shipped(name: str) -> Protocol:
    """A shipped protocol."""
    library = parse_library(resources.shipped_library_files())
    return parse_protocol(name, resources.shipped_protocol_files()[name], library)


def test_a_protocol_file_is_read_whole() -> None:
    """Stages, doses in both unit systems, parameters and evidence come out as written."""
    protocol = a_protocol()
    assert (protocol.id, protocol.version, protocol.title) == ("ours", "1", "Ours")
    assert protocol.status is Status.DRAFT
    assert protocol.drugs == ("norepinephrine", "vasopressin")
    assert protocol.gate_required == ("fluids", "arterial_line")
    assert protocol.fingerprint == hashlib.sha256(PROTOCOL.encode()).hexdigest()
    first, second, third = protocol.stages
    assert (first.ending, second.ending, third.ending) == (Ending.FLOOR, Ending.OFF, Ending.OFF)
    assert first.doses[UnitSystem.PER_KG] == doses("mcg/kg/min", "0.005", "0.02", floor="0.01")
    assert first.doses[UnitSystem.PER_MINUTE] == doses("mcg/min", "0.5", "2", floor="1")
    assert second.doses[UnitSystem.PER_KG] == doses("units/min", "0.005", "0.01")
    assert second.doses[UnitSystem.PER_MINUTE] == second.doses[UnitSystem.PER_KG]
    assert third.doses[UnitSystem.PER_MINUTE] == doses("mcg/min", "0.4", "0.6")
    assert (first.interval, first.due_by) == (15 * MINUTE, 30 * MINUTE)
    assert first.rules == ("R6", "R10")
    assert (protocol.for_whom, protocol.not_for_whom) == ("Adults.", "Children.")
    assert protocol.aims == "Less vasopressor."
    assert protocol.review_by == ""


def test_every_parameter_comes_out_as_written() -> None:
    """Other values than the shipped ones, so that none of them can be a constant in code."""
    parameters = a_protocol().parameters
    assert parameters.map_target_mmhg == 70
    assert parameters.map_stable == 240 * MINUTE
    assert parameters.gate_answers_max_age == 30 * MINUTE
    assert parameters.assessment_max_age == 10 * MINUTE
    assert parameters.reassess_after_change == (5 * MINUTE, 10 * MINUTE)
    assert parameters.reassess_after_concentration_change == (2 * MINUTE, 6 * MINUTE, 11 * MINUTE)
    assert parameters.reassess_every == 10 * MINUTE
    assert parameters.overdue_after == MINUTE
    assert parameters.suspend_after_overdue == 8 * MINUTE
    assert parameters.confirm_low_map == 3 * MINUTE
    assert parameters.hold == 90 * MINUTE
    assert parameters.holds_before_prescriber == 1
    assert parameters.hold_window == 18 * 60 * MINUTE
    assert parameters.rescue_map_mmhg == 58
    assert parameters.large_change_percent == 40
    assert parameters.pump_resolution == quantity("0.01", "mL/h")
    assert parameters.allow_cuff is True


def test_every_figure_keeps_its_place_its_source_and_how_well_it_is_known() -> None:
    """The file's own field names lead back to the line; nothing loses its source."""
    figures = {figure.field: figure for figure in a_protocol().figures}
    assert len(figures) == 17 + 3 * 2 + 2 * 3 + 2 + 2 * 2
    floor = figures["stage[1].doses[1].floor"]
    assert (floor.value, floor.source) == ("0.01 mcg/kg/min", "A label")
    assert floor.review is Review.UNREVIEWED
    assert figures["parameters.reassess_after_change"].value == "5 min, 10 min"
    assert figures["parameters.allow_cuff"].value == "true"
    assert figures["parameters.holds_before_prescriber"].value == "1"


def test_a_date_of_review_is_kept() -> None:
    """A protocol may say by when it is to be looked at again."""
    text = spoil(PROTOCOL, 'version = "1"', 'version = "1"\nreview_by = "2027-11-02"')
    assert a_protocol(text).review_by == "2027-11-02"


# What a site may choose: the ends of each range pass, the nearest value outside does not.

RANGES = [
    ("map_target", "70 mmHg", "60 mmHg", "85 mmHg", "59 mmHg", "85.1 mmHg"),
    ("map_stable", "4 h", "60 min", "360 min", "59 min", "361 min"),
    ("gate_answers_max_age", "30 min", "15 min", "60 min", "14 min", "61 min"),
    ("assessment_max_age", "10 min", "1 min", "15 min", "0 min", "16 min"),
    ("reassess_every", "10 min", "5 min", "15 min", "4 min", "15.5 min"),
    ("overdue_after", "1 min", "1 min", "2 min", "0.5 min", "2.5 min"),
    ("suspend_after_overdue", "8 min", "3 min", "10 min", "2 min", "11 min"),
    ("confirm_low_map", "3 min", "2 min", "5 min", "1 min", "6 min"),
    ("hold", "90 min", "15 min", "240 min", "14 min", "241 min"),
    ("hold_window", "18 h", "12 h", "24 h", "719 min", "1441 min"),
    ("rescue_map", "58 mmHg", "55 mmHg", "60 mmHg", "54 mmHg", "61 mmHg"),
    ("large_change", "40 %", "25 %", "50 %", "24.9 %", "50.1 %"),
]


ALLOWED = {
    "map_target": "60 mmHg to 85 mmHg",
    "map_stable": "60 min to 360 min",
    "gate_answers_max_age": "15 min to 60 min",
    "assessment_max_age": "1 min to 15 min",
    "reassess_every": "5 min to 15 min",
    "overdue_after": "1 min to 2 min",
    "suspend_after_overdue": "3 min to 10 min",
    "confirm_low_map": "2 min to 5 min",
    "hold": "15 min to 240 min",
    "hold_window": "720 min to 1440 min",
    "rescue_map": "55 mmHg to 60 mmHg",
    "large_change": "25 % to 50 %",
}


@pytest.mark.hazard("H32")
@pytest.mark.parametrize(("key", "written", "low", "high", "below", "above"), RANGES)
def test_a_site_chooses_inside_the_range_and_nowhere_else(
    key: str, written: str, low: str, high: str, below: str, above: str
) -> None:
    """Both ends pass; a little outside either is refused, with the range in the sentence."""

    def chosen(value: str) -> str:
        return spoil(PROTOCOL, f'{key} = {{ value = "{written}"', f'{key} = {{ value = "{value}"')

    assert a_protocol(chosen(low)).id == "ours"
    assert a_protocol(chosen(high)).id == "ours"
    for value in (below, above):
        (fault,) = protocol_faults(chosen(value))
        assert (fault.code, fault.field) == (FaultCode.OUTSIDE_RANGE, f"parameters.{key}")
        assert fault.sentence == (
            f"ours.toml, parameters.{key}: {value} is outside what a site may choose: {ALLOWED[key]}."
        )


@pytest.mark.parametrize(
    ("key", "written", "wrong", "allowed"),
    [
        (
            "holds_before_prescriber",
            "1",
            "0",
            "ours.toml, parameters.holds_before_prescriber: 0 is outside what a site may choose: 1 to 2.",
        ),
        (
            "holds_before_prescriber",
            "1",
            "3",
            "ours.toml, parameters.holds_before_prescriber: 3 is outside what a site may choose: 1 to 2.",
        ),
        (
            "pump_resolution",
            '"0.01 mL/h"',
            '"0.5 mL/h"',
            "ours.toml, parameters.pump_resolution: 0.5 mL/h is outside what a site may choose: 0.01 mL/h, 0.1 mL/h or 1 mL/h.",
        ),
        (
            "reassess_after_change",
            '["5 min", "10 min"]',
            "[]",
            "ours.toml, parameters.reassess_after_change:  is outside what a site may choose: rising marks at most 5 min apart, the last one from 10 min to 15 min.",
        ),
        (
            "reassess_after_change",
            '["5 min", "10 min"]',
            '["6 min", "10 min"]',
            "ours.toml, parameters.reassess_after_change: 6 min, 10 min is outside what a site may choose: rising marks at most 5 min apart, the last one from 10 min to 15 min.",
        ),
        (
            "reassess_after_change",
            '["5 min", "10 min"]',
            '["5 min", "11 min"]',
            "ours.toml, parameters.reassess_after_change: 5 min, 11 min is outside what a site may choose: rising marks at most 5 min apart, the last one from 10 min to 15 min.",
        ),
        (
            "reassess_after_change",
            '["5 min", "10 min"]',
            '["5 min", "9 min"]',
            "ours.toml, parameters.reassess_after_change: 5 min, 9 min is outside what a site may choose: rising marks at most 5 min apart, the last one from 10 min to 15 min.",
        ),
        (
            "reassess_after_change",
            '["5 min", "10 min"]',
            '["5 min", "5 min"]',
            "ours.toml, parameters.reassess_after_change: 5 min, 5 min is outside what a site may choose: rising marks at most 5 min apart, the last one from 10 min to 15 min.",
        ),
        (
            "reassess_after_change",
            '["5 min", "10 min"]',
            '["5 min", "10 min", "15 min", "16 min"]',
            "ours.toml, parameters.reassess_after_change: 5 min, 10 min, 15 min, 16 min is outside what a site may choose: rising marks at most 5 min apart, the last one from 10 min to 15 min.",
        ),
    ],
)
def test_counts_steps_of_the_pump_and_marks_have_ranges_too(
    key: str, written: str, wrong: str, allowed: str
) -> None:
    """A first mark after 5 min, a gap over 5 min, or a last one too early or late: refused."""
    text = spoil(PROTOCOL, f"{key} = {{ value = {written}", f"{key} = {{ value = {wrong}")
    (fault,) = protocol_faults(text)
    assert (fault.code, fault.field) == (FaultCode.OUTSIDE_RANGE, f"parameters.{key}")
    assert fault.sentence == allowed


def test_a_parameter_that_cannot_be_read_is_one_fault() -> None:
    """What is no time at all is not said to be outside its range as well."""
    (fault,) = protocol_faults(spoil(PROTOCOL, '"90 min"', '"soon"'))
    assert (fault.code, fault.field) == (FaultCode.NOT_A_NUMBER, "parameters.hold.value")


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ('"R6", "R10"', '"R22"', FaultCode.NOT_A_CHOICE, "stage[1].rules"),
        ('"R6", "R10"', '"R0"', FaultCode.NOT_A_CHOICE, "stage[1].rules"),
        ('down_to = "floor"', 'down_to = "zero"', FaultCode.NOT_A_CHOICE, "stage[1].down_to"),
        ('status = "draft"', 'status = "final"', FaultCode.NOT_A_CHOICE, "status"),
        ('"fluids", "arterial', '"water", "arterial', FaultCode.NOT_A_CHOICE, "gate_required"),
        ('"fluids", "arterial', '"arterial_line", "arterial', FaultCode.DUPLICATE, "gate_required"),
        ('["fluids", "arterial_line"]', "[]", FaultCode.MISSING_FIELD, "gate_required"),
        ("gate_required = [", "gates = [", FaultCode.MISSING_FIELD, "gate_required"),
        ('favours = "nor', 'favors = "nor', FaultCode.MISSING_FIELD, "evidence[1].favours"),
        (
            'step = { value = "0.5 mcg/min"',
            'step = { value = "0.5 mcg/h"',
            FaultCode.UNIT_MISMATCH,
            "stage[1].doses",
        ),
        (
            'step = { value = "0.5 mcg/min"',
            'step = { value = "0.01 mcg/kg/min"',
            FaultCode.UNIT_MISMATCH,
            "stage[1].doses",
        ),
        (
            'step = { value = "0.005 units/min"',
            f'floor = {{ value = "0.01 units/min", {SOURCED} }}\nstep = {{ value = "0.005 units/min"',
            FaultCode.UNKNOWN_FIELD,
            "stage[2].doses[1].floor",
        ),
    ],
)
def test_a_fault_in_a_protocol_names_its_place(
    old: str, new: str, code: FaultCode, field: str
) -> None:
    """Rules, endings, gate answers and doses that are not what they should be are each named."""
    faults = protocol_faults(spoil(PROTOCOL, old, new))
    assert (code, field) in [(fault.code, fault.field) for fault in faults]


def test_doses_written_three_times_are_refused() -> None:
    """There are two unit systems; a third table would be one too many."""
    third = f"""
[[stage.doses]]
floor = {{ value = "0.01 mcg/kg/min", {SOURCED} }}
step = {{ value = "0.01 mcg/kg/min", {SOURCED} }}
step_at_most = {{ value = "0.01 mcg/kg/min", {SOURCED} }}

[[stage]]
drug = "vasopressin"
"""
    (fault,) = protocol_faults(spoil(PROTOCOL, '\n[[stage]]\ndrug = "vasopressin"\n', third))
    assert (fault.code, fault.field) == (FaultCode.UNIT_MISMATCH, "stage[1].doses")


# The shipped protocols, against the table and the parameters of the rule book worked by hand.


@pytest.mark.rule("R2")
@pytest.mark.rule("R6")
@pytest.mark.rule("R7")
@pytest.mark.rule("R10")
@pytest.mark.rule("R11")
def test_the_shipped_protocol_weans_norepinephrine_first() -> None:
    """Norepinephrine to its floor, vasopressin off, norepinephrine off, with the article's steps."""
    protocol = shipped("norepinephrine-first.toml")
    assert protocol.status is Status.SHIPPED
    first, second, third = protocol.stages
    assert (first.drug, first.ending) == ("norepinephrine", Ending.FLOOR)
    assert first.doses == {
        UnitSystem.PER_KG: doses("mcg/kg/min", "0.01", "0.02", floor="0.01"),
        UnitSystem.PER_MINUTE: doses("mcg/min", "1", "2", floor="1"),
    }
    assert (first.interval, first.due_by) == (15 * MINUTE, 30 * MINUTE)
    assert first.rules == ("R6", "R7", "R10")
    assert (second.drug, second.ending) == ("vasopressin", Ending.OFF)
    assert second.doses[UnitSystem.PER_KG] == doses("units/min", "0.01", "0.01")
    assert (second.interval, second.due_by) == (60 * MINUTE, 120 * MINUTE)
    assert second.rules == ("R11",)
    assert (third.drug, third.ending) == ("norepinephrine", Ending.OFF)
    assert third.doses == {
        UnitSystem.PER_KG: doses("mcg/kg/min", "0.01", "0.01"),
        UnitSystem.PER_MINUTE: doses("mcg/min", "1", "1"),
    }
    assert (third.interval, third.due_by) == (15 * MINUTE, 30 * MINUTE)
    assert third.rules == ("R2",)


@pytest.mark.parametrize("name", ["norepinephrine-first.toml", "vasopressin-first.toml"])
def test_the_shipped_parameters_are_those_of_the_rule_book(name: str) -> None:
    """Every shipped value, and all seven gate answers required."""
    protocol = shipped(name)
    parameters = protocol.parameters
    assert parameters.map_target_mmhg == 65
    assert parameters.map_stable == 120 * MINUTE
    assert parameters.gate_answers_max_age == 60 * MINUTE
    assert parameters.assessment_max_age == 5 * MINUTE
    assert parameters.reassess_after_change == (5 * MINUTE, 10 * MINUTE, 15 * MINUTE)
    assert parameters.reassess_after_concentration_change == (2 * MINUTE, 5 * MINUTE, 10 * MINUTE)
    assert parameters.reassess_every == 15 * MINUTE
    assert parameters.overdue_after == 2 * MINUTE
    assert parameters.suspend_after_overdue == 10 * MINUTE
    assert parameters.confirm_low_map == 2 * MINUTE
    assert parameters.hold == 60 * MINUTE
    assert parameters.holds_before_prescriber == 2
    assert parameters.hold_window == 12 * 60 * MINUTE
    assert parameters.rescue_map_mmhg == 55
    assert parameters.large_change_percent == 50
    assert parameters.pump_resolution == quantity("0.1", "mL/h")
    assert parameters.allow_cuff is False
    assert set(protocol.gate_required) == {
        "lactate_clearing",
        "urine_output",
        "mental_state",
        "capillary_refill",
        "skin",
        "fluids",
        "arterial_line",
    }


def test_the_other_order_is_another_file_and_a_draft() -> None:
    """Vasopressin first: the same drugs in the other order, approved by nobody."""
    protocol = shipped("vasopressin-first.toml")
    assert protocol.status is Status.DRAFT
    assert [(stage.drug, stage.ending.value) for stage in protocol.stages] == [
        ("vasopressin", "off"),
        ("norepinephrine", "floor"),
        ("norepinephrine", "off"),
    ]


@pytest.mark.hazard("H42")
@pytest.mark.parametrize("name", ["norepinephrine-first.toml", "vasopressin-first.toml"])
def test_the_evidence_names_the_trial_that_found_the_opposite(name: str) -> None:
    """The only randomised trial stands beside the observational studies, with its numbers."""
    protocol = shipped(name)
    (trial,) = [one for one in protocol.evidence if one.source == "DOVSS 2018"]
    assert trial.favours == "vasopressin first"
    for figure in ("26 of 38 (68.4 %)", "9 of 40 (22.5 %)", "78 patients", "stopped early", "2.22"):
        assert figure in trial.finding
    assert "one small randomised trial" in protocol.summary.lower()
    for figure in ("42 % and 14 %", "0.22", "68 %", "23 %"):
        assert figure in protocol.summary
    assert {one.favours for one in protocol.evidence} == {
        "norepinephrine first",
        "vasopressin first",
        "neither",
    }


@pytest.mark.hazard("H43")
def test_drug_names_are_written_in_full_in_what_is_shown() -> None:
    """No NE, no VP, no Levo: names in full wherever the evidence is shown."""
    for name in ("norepinephrine-first.toml", "vasopressin-first.toml"):
        protocol = shipped(name)
        shown = " ".join(
            [protocol.summary, protocol.aims, protocol.for_whom, protocol.not_for_whom]
            + [f"{one.finding} {one.strength} {one.favours}" for one in protocol.evidence]
        )
        assert not {"NE", "VP", "Levo", "Vaso", "Levophed"} & set(shown.replace(",", " ").split())


@pytest.mark.parametrize("marks", ['["0 min", "5 min", "10 min"]', '["5 min", "5 min", "10 min"]'])
def test_marks_rise_each_above_the_one_before(marks: str) -> None:
    (fault,) = protocol_faults(
        spoil(PROTOCOL, 'change = { value = ["5 min", "10 min"]', f"change = {{ value = {marks}")
    )
    assert (fault.code, fault.field) == (
        FaultCode.OUTSIDE_RANGE,
        "parameters.reassess_after_change",
    )


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (
            '"R6", "R10"',
            '"R22"',
            ['stage[1].rules: "R22" is not the id of a rule, R1 to R21.'],
        ),
        (
            'step = { value = "0.5 mcg/min"',
            'step = { value = "0.5 mcg/h"',
            [
                (
                    "stage[1].doses: write [[stage.doses]] once, or once in mcg/kg/min and once in "
                    "mcg/min."
                )
            ],
        ),
        (
            '"fluids", "arterial',
            '"water", "arterial',
            [
                (
                    'gate_required: "water" is not one of: lactate_clearing, urine_output, mental_state, '
                    "capillary_refill, skin, fluids, arterial_line."
                )
            ],
        ),
        (
            '"fluids", "arterial',
            '"arterial_line", "arterial',
            ["gate_required: a name is there twice."],
        ),
        (
            '["fluids", "arterial_line"]',
            "[]",
            ["gate_required: at least one answer must be required before a wean starts."],
        ),
        (
            "gate_required = [",
            "gates = [",
            [
                "gate_required: it is missing.",
                "gates: no such field is known here; check its spelling.",
            ],
        ),
        (
            'aims = "Less vasopressor."',
            'aims = "Less vasopressor."\nhard_limt = 1',
            ["hard_limt: no such field is known here; check its spelling."],
        ),
        (
            'down_to = "floor"',
            'down_to = "floor"\nhard_limt = 1',
            ["stage[1].hard_limt: no such field is known here; check its spelling."],
        ),
        (
            "[parameters]",
            "[parameters]\nhard_limt = 1",
            ["parameters.hard_limt: no such field is known here; check its spelling."],
        ),
        (
            "[[evidence]]",
            "[[evidence]]\nhard_limt = 1",
            ["evidence[1].hard_limt: no such field is known here; check its spelling."],
        ),
        (
            'hold = { value = "90 min"',
            'hold = { unit = "min", value = "90 min"',
            ["parameters.hold.unit: no such field is known here; check its spelling."],
        ),
    ],
)
def test_each_fault_of_a_protocol_is_told_in_its_sentence(
    old: str, new: str, sentences: list[str]
) -> None:
    """And nothing else is."""
    found = [fault.sentence for fault in protocol_faults(spoil(PROTOCOL, old, new))]
    assert found == [f"ours.toml, {one}" for one in sentences]


@pytest.mark.parametrize(
    ("written", "is_taken"),
    [
        ("0.01 mL/h", True),
        ("0.1 mL/h", True),
        ("1 mL/h", True),
        ("0 mL/h", False),
        ("0.2 mL/h", False),
        ("10 mL/h", False),
    ],
)
def test_a_pump_is_set_in_hundredths_tenths_or_whole_ml_per_h(
    written: str, *, is_taken: bool
) -> None:
    """No other pump is known, and none that cannot be set at all."""
    text = spoil(PROTOCOL, '"0.01 mL/h"', f'"{written}"')
    if is_taken:
        assert exact(a_protocol(text).parameters.pump_resolution) == written
    else:
        (fault,) = protocol_faults(text)
        assert fault.field == "parameters.pump_resolution"


def test_the_words_for_the_standing_of_a_protocol_are_fixed() -> None:
    """Hospitals have written them into their files."""
    assert [str(one) for one in Status] == ["draft", "shipped", "approved", "retired"]
