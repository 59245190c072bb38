"""Every code says what rule it is, where the rule comes from and what can be done now."""

from __future__ import annotations

import pytest

from titrator.core.findings import Code, RefusedError, codes, finding

# The codes of rules.md section 5, in its order: other programs depend on the names.
REFUSALS = (
    "NOT_A_NUMBER UNIT_MISMATCH WEIGHT_MISSING WEIGHT_IMPLAUSIBLE CONCENTRATION_MISSING "
    "ABOVE_HARD_CAP ABOVE_LIBRARY_LIMIT ABOVE_ORDER_MAXIMUM BELOW_ZERO NOT_REACHABLE_ON_PUMP "
    "PUMP_MISMATCH ORDER_INCOMPLETE ORDER_NOT_IN_FORCE START_GATE_NOT_MET ASSESSMENT_MISSING "
    "ASSESSMENT_STALE MAP_BELOW_TARGET MAP_IMPLAUSIBLE MAP_SOURCE_NOT_ALLOWED PERFUSION_WORSE "
    "PERFUSION_NOT_ASSESSED STEP_TOO_EARLY STEP_TOO_LARGE OUT_OF_WEAN_ORDER "
    "NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN ON_HOLD HOLD_TOO_SHORT PRESCRIBER_NEEDED "
    "SUSPENDED CLOCK_NOT_TRUSTED ABRUPT_STOP SECOND_CHECK_NEEDED SECOND_CHECK_MISMATCH "
    "NOT_RUNNING NOT_A_REDUCTION OUT_OF_SCOPE UNKNOWN_DRUG PROTOCOL_LOOSER_THAN_CEILING "
    "WRONG_PHASE LOG_NOT_WRITTEN "
)
WARNINGS = (
    "ABOVE_SOFT_LIMIT LARGE_CHANGE STEP_SMALLER_THAN_ORDERED OUTSIDE_ORDERED_INCREMENT "
    "TARGETS_DIFFER LIMIT_NOT_CHECKED NOT_VERIFIED "
)


def test_the_codes_are_those_that_other_programs_know() -> None:
    assert [str(code) for code in Code] == (REFUSALS + WARNINGS).split()


@pytest.mark.parametrize("code", Code)
def test_every_code_has_its_four_parts(code: Code) -> None:
    """What was refused, the rule, its source, and what can be done now."""
    one = finding(code, "What was refused, with the value.")
    assert one.code is code
    assert one.text == "What was refused, with the value."
    assert one.rule
    assert one.source
    assert one.next_action.endswith(".")


def test_a_nearer_source_and_next_action_take_the_place_of_the_usual() -> None:
    near = finding(Code.ABOVE_HARD_CAP, "x", source="label", next_action="Set 11.8 mL/h.")
    assert (near.source, near.next_action) == ("label", "Set 11.8 mL/h.")


def test_a_refusal_carries_every_reason() -> None:
    first = finding(Code.WEIGHT_MISSING, "The weight is missing.")
    second = finding(Code.CONCENTRATION_MISSING, "The bag is missing.")
    refused = RefusedError(first, second)
    assert refused.findings == (first, second)
    assert str(refused) == "The weight is missing.; The bag is missing."
    assert codes(refused.findings) == {Code.WEIGHT_MISSING, Code.CONCENTRATION_MISSING}
