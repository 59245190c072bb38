"""Ruling 32: what is read as a number, a quantity, a bag, a weight or an assessment, and what not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.shift import (
    NOREPINEPHRINE,
    OMIT,
    UNCHANGED,
    VASOPRESSIN,
    Shift,
    opened,
    prepared,
    weaning,
)

if TYPE_CHECKING:
    from tests.support.shift import Line

NO_NUMBERS = [
    "7,9",
    ".5",
    "5.",
    "1e2",
    "1E2",
    "NaN",
    "nan",
    "Infinity",
    "-Infinity",
    "",
    "seven",
    "１０",
    "٧",
    "1.2.3",
    "1_000",
    "0x10",
    "½",
    "7\u00a09",
    "--7",
    "+-7",
]
"""What no field reads as a number, as typed before the space and the unit."""


def changed_nothing(line: Line, before: Line) -> bool:
    """Whether the view is the one before, apart from what the refused line itself noticed."""
    return bool(line.view["drugs"] == before.view["drugs"] and line.phase == before.phase)


@pytest.mark.ruling(32)
@pytest.mark.hazard("H06", "H07")
@pytest.mark.parametrize("number", NO_NUMBERS)
def test_what_is_no_plain_decimal_is_not_a_number(number: str) -> None:
    """In a pump rate, a dose, an amount, a weight, an interval and a MAP alike."""
    shift = weaning()
    before = shift.last
    tries = [
        shift.at("08:06").infusion(NOREPINEPHRINE, f"{number} mL/h"),
        shift.at("08:06").infusion(NOREPINEPHRINE, "5 mL/h", amount=f"{number} mg"),
        shift.at("08:06").infusion(NOREPINEPHRINE, "5 mL/h", volume=f"{number} mL"),
        shift.at("08:06").weight(f"{number} kg"),
        shift.at("08:06").step(NOREPINEPHRINE, f"{number} mcg/kg/min", "5.3 mL/h"),
        shift.at("08:06").order(NOREPINEPHRINE, increment=f"{number} mcg/kg/min"),
    ]
    for line in tries:
        assert line.codes == {"NOT_A_NUMBER"}, line.out["refusals"]
        assert changed_nothing(line, before)


@pytest.mark.ruling(32)
@pytest.mark.parametrize("number", [number for number in NO_NUMBERS if number])
def test_a_bare_field_reads_the_same_numbers(number: str) -> None:
    """MAP, its second reading, interval and target carry no unit and follow the same grammar."""
    shift = weaning()
    assert shift.at("08:06").assessment(number).codes == {"NOT_A_NUMBER"}
    assert shift.at("08:06").assessment(120, map_again=number).codes == {"MAP_IMPLAUSIBLE"}
    order = shift.at("08:06").order(NOREPINEPHRINE, interval_min=number)
    assert order.codes == {"NOT_A_NUMBER"}
    order = shift.at("08:06").order(NOREPINEPHRINE, map_target_mmhg=number)
    assert order.codes == {"NOT_A_NUMBER"}


@pytest.mark.ruling(32)
@pytest.mark.parametrize("number", ["7.9", "+7.9", "7.90", "7.900000"])
def test_a_plain_decimal_is_read_exactly(number: str) -> None:
    """A sign and zeros at the end change nothing."""
    line = weaning().at("08:06").infusion(NOREPINEPHRINE, f"{number} mL/h")
    assert (line.codes, line.events, line.rate()) == (set(), ["InfusionConfirmed"], "7.9 mL/h")


@pytest.mark.ruling(32)
def test_a_number_written_as_json_number_is_read_digit_by_digit() -> None:
    """65.3 is never run through a float, and 1e2 is no more a number than in text."""
    shift = prepared()
    raw = (
        b'{"at":"2026-03-01T08:04:40Z","do":"record_assessment","map_mmhg":65.3,'
        b'"map_source":"arterial_line","perfusion":{}}'
    )
    assert shift.tell_raw(raw).accepted
    for number in (b"1e2", b"7.2E1", b"NaN", b"Infinity", b"-Infinity"):
        assert shift.tell_raw(raw.replace(b"65.3", number)).codes == {"NOT_A_NUMBER"}
    assert shift.tell_raw(raw.replace(b"65.3", b"-65.3")).codes == {"BELOW_ZERO"}


@pytest.mark.ruling(32)
@pytest.mark.parametrize("number", ["-1", "-0.1", "-7.9", "-0.0000001"])
def test_a_negative_value_is_below_zero(number: str) -> None:
    """It is a number, and still never taken."""
    shift = weaning()
    tries = [
        shift.at("08:06").infusion(NOREPINEPHRINE, f"{number} mL/h"),
        shift.at("08:06").infusion(NOREPINEPHRINE, "5 mL/h", amount=f"{number} mg"),
        shift.at("08:06").infusion(NOREPINEPHRINE, "5 mL/h", volume=f"{number} mL"),
        shift.at("08:06").weight(f"{number} kg"),
        shift.at("08:06").assessment(number),
        shift.at("08:06").step(NOREPINEPHRINE, f"{number} mcg/kg/min", "5.3 mL/h"),
        shift.at("08:06").order(NOREPINEPHRINE, interval_min=number),
        shift.at("08:06").order(NOREPINEPHRINE, maximum=f"{number} mcg/kg/min"),
    ]
    assert [line.codes for line in tries] == [{"BELOW_ZERO"}] * 8


@pytest.mark.ruling(32)
@pytest.mark.hazard("H04", "H37")
@pytest.mark.parametrize(
    "shown",
    ["7.9", "7.9 ", "7.9 ml/h", "7.9 ML/H", "7.9 mL", "7.9 mL/hr", "7.9 mcg/kg/min", "7.9 cc/h"],
)
def test_a_readable_number_without_its_unit_is_a_unit_mismatch(shown: str) -> None:
    """Missing, another spelling, or a unit of something else."""
    line = weaning().at("08:06").infusion(NOREPINEPHRINE, shown)
    assert line.codes == {"UNIT_MISMATCH"}


@pytest.mark.ruling(32)
@pytest.mark.hazard("H01", "H04", "H37")
def test_dangerous_and_foreign_units_are_refused() -> None:
    """U, IU, µg, lb, and the unit of another drug."""
    shift = opened()
    bad = {"codes": {"UNIT_MISMATCH"}}
    assert Shift().at("08:00").open("154 lb").codes == bad["codes"]
    assert Shift().at("08:00").open("70000 g").codes == bad["codes"]
    at = shift.at("08:01")
    assert at.infusion(VASOPRESSIN, "9 mL/h", amount="20 U").codes == bad["codes"]
    assert at.infusion(VASOPRESSIN, "9 mL/h", amount="20 IU").codes == bad["codes"]
    assert at.infusion(VASOPRESSIN, "9 mL/h", amount="20 mg").codes == bad["codes"]
    assert at.infusion(NOREPINEPHRINE, "9 mL/h", amount="4000 µg").codes == bad["codes"]
    assert at.infusion(NOREPINEPHRINE, "9 mL/h", amount="4 units").codes == bad["codes"]
    assert at.infusion(NOREPINEPHRINE, "9 mL/h", volume="250 mg").codes == bad["codes"]
    assert at.order(NOREPINEPHRINE, increment="0.01 units/min").codes == bad["codes"]
    assert at.order(VASOPRESSIN, maximum="0.03 mcg/kg/min").codes == bad["codes"]
    assert at.order(VASOPRESSIN, maximum="0.0004 units/kg/min").codes == bad["codes"]
    assert shift.last.view["drugs"] == {}


@pytest.mark.ruling(32)
@pytest.mark.hazard("H03", "H25")
@pytest.mark.parametrize(
    "fields",
    [
        {"amount": OMIT},
        {"volume": OMIT},
        {"amount": None},
        {"amount": "0 mg"},
        {"volume": "0 mL"},
        {"volume": "0.00 mL"},
        {"amount": OMIT, "volume": OMIT},
    ],
)
def test_a_label_without_amount_or_volume_has_no_concentration(fields: dict[str, Any]) -> None:
    """Missing or zero: nothing is assumed."""
    line = opened().at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h", **fields)
    assert line.codes == {"CONCENTRATION_MISSING"}
    line = weaning().at("08:06").bag(NOREPINEPHRINE, "7.9 mL/h", **fields)
    assert line.codes == {"CONCENTRATION_MISSING"}


@pytest.mark.ruling(32)
@pytest.mark.hazard("H01", "H02")
@pytest.mark.parametrize(
    "fields",
    [{"weight": OMIT}, {"weight_kind": OMIT}, {"weight": None}, {"weight_kind": "guessed"}],
)
def test_a_weight_without_value_or_kind_is_missing(fields: dict[str, Any]) -> None:
    """At the opening and at a change."""
    assert Shift().at("08:00").open(**fields).codes == {"WEIGHT_MISSING"}
    said: dict[str, Any] = {"weight": "72 kg", "weight_kind": "measured"} | fields
    assert weaning().at("08:06").act("change_weight", **said).codes == {"WEIGHT_MISSING"}


@pytest.mark.ruling(32)
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"map_mmhg": OMIT}, "ASSESSMENT_MISSING"),
        ({"map_mmhg": None}, "ASSESSMENT_MISSING"),
        ({"map_source": "radial"}, "MAP_SOURCE_NOT_ALLOWED"),
        ({"map_source": OMIT}, "MAP_SOURCE_NOT_ALLOWED"),
        ({"perfusion": UNCHANGED | {"skin": "fine"}}, "PERFUSION_NOT_ASSESSED"),
        ({"perfusion": UNCHANGED | {"skin": ""}}, "PERFUSION_NOT_ASSESSED"),
        ({"perfusion": UNCHANGED | {"skin": True}}, "PERFUSION_NOT_ASSESSED"),
        ({"perfusion": UNCHANGED | {"skin": 1}}, "PERFUSION_NOT_ASSESSED"),
        ({"perfusion": UNCHANGED | {"skin": ["worse"]}}, "PERFUSION_NOT_ASSESSED"),
        ({"perfusion": UNCHANGED | {"skin": {"is": "worse"}}}, "PERFUSION_NOT_ASSESSED"),
        ({"perfusion": UNCHANGED | {"hair": "worse"}}, "PERFUSION_NOT_ASSESSED"),
        ({"perfusion": "same_or_better"}, "PERFUSION_NOT_ASSESSED"),
        ({"perfusion": ["worse"]}, "PERFUSION_NOT_ASSESSED"),
        ({"perfusion": True}, "PERFUSION_NOT_ASSESSED"),
        ({"perfusion": 3}, "PERFUSION_NOT_ASSESSED"),
        ({"map_mmhg": [72]}, "NOT_A_NUMBER"),
        ({"map_mmhg": {"value": 72}}, "NOT_A_NUMBER"),
        ({"map_mmhg": True}, "NOT_A_NUMBER"),
        ({"map_source": ["arterial_line"]}, "MAP_SOURCE_NOT_ALLOWED"),
    ],
)
def test_an_assessment_that_cannot_be_read_is_refused_with_its_code(
    fields: dict[str, Any], code: str
) -> None:
    """And it is not kept: what was assessed at 08:04 stays the last one."""
    shift = weaning()
    assert shift.at("08:09").assessment(**fields).codes == {code}
    assert shift.at("08:09:01").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h").codes == {
        "ASSESSMENT_STALE"
    }


@pytest.mark.ruling(32)
@pytest.mark.hazard("H25")
@pytest.mark.parametrize("sign", ["mental_state", "capillary_refill", "urine_output", "skin"])
def test_a_missing_perfusion_answer_counts_as_not_assessed(sign: str) -> None:
    """It is recorded; a step waits for the answer. Lactate alone may be missing."""
    shift = weaning()
    answers = {name: answer for name, answer in UNCHANGED.items() if name != sign}
    assert shift.at("08:06").assessment(perfusion=answers).accepted
    line = shift.at("08:07").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {"PERFUSION_NOT_ASSESSED"}
    answers = {name: answer for name, answer in UNCHANGED.items() if name != "lactate"}
    assert shift.at("08:08").assessment(perfusion=answers).accepted
    line = shift.at("08:08").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == set()


@pytest.mark.ruling(32)
@pytest.mark.hazard("H43")
@pytest.mark.parametrize(
    "drug",
    [
        "levophed",
        "Norepinephrine",
        "norepi",
        "",
        " norepinephrine",
        "vasopressin ",
        OMIT,
        5,
        None,
        [],
    ],
)
def test_a_drug_that_is_not_named_in_full_is_unknown(drug: object) -> None:
    """No brand, abbreviation or other spelling is guessed."""
    shift = weaning()
    said = {"pump_shows": "5 mL/h", "amount": "4 mg", "volume": "250 mL", "drug": drug}
    assert shift.at("08:06").act("record_infusion", **said).codes == {"UNKNOWN_DRUG"}
    assert shift.at("08:06").act("change_bag", **said).codes == {"UNKNOWN_DRUG"}
    assert shift.at("08:06").act("back_up", drug=drug).codes == {"UNKNOWN_DRUG"}
    assert shift.at("08:06").act("step", drug=drug, to="off").codes == {"UNKNOWN_DRUG"}
    assert shift.at("08:06").act("discontinue_order", drug=drug).codes == {"UNKNOWN_DRUG"}
    assert shift.at("08:06").act("record_order", drug=drug).codes == {"UNKNOWN_DRUG"}


@pytest.mark.hazard("H48")
@pytest.mark.parametrize("adult", [False, OMIT, None, "yes", 1])
def test_only_a_confirmed_adult_is_in_scope(adult: object) -> None:
    """Children are outside the scope, and missing is not confirmed."""
    shift = Shift()
    line = shift.at("08:00").open(adult=adult)
    assert line.codes == {"OUT_OF_SCOPE"}
    assert shift.at("08:01").open().accepted


@pytest.mark.hazard("H25")
@pytest.mark.parametrize("blank", ["", " ", "\t", "\u00a0"])
def test_blank_text_is_missing_text(blank: str) -> None:
    """An order without route or prescriber is incomplete, also when a space stands there."""
    shift = opened()
    at = shift.at("08:01")
    for element in ("route", "prescriber"):
        assert at.order(NOREPINEPHRINE, **{element: blank}).codes == {"ORDER_INCOMPLETE"}
    assert at.order(NOREPINEPHRINE).accepted
    assert not at.discontinue(NOREPINEPHRINE, prescriber=blank).accepted
    assert not Shift().at("08:00").open(bed=blank).accepted
