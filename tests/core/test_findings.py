"""Every code says what rule it is, where the rule comes from and what can be done now."""

from __future__ import annotations

import pytest

from titrator.core.findings import Code, RefusedError, codes, finding

# In this order; other programs depend on the names.
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


ARTICLE = "Source article, Vasopressor Management (educational, pending human review)"
RULES = "Titrator rules"
ENTRY = "ISMP guidelines for safe electronic communication of medication information"
TJC = "The Joint Commission, titration order elements (MM.04.01.01)"
KEEP_TO_THE_LIMIT = "Keep to the limit. If the pump already runs above it, call the prescriber now."
REASSESS = "Reassess now: MAP on the arterial line and the perfusion answers."
ASK_FOR_AN_ORDER = (
    "Ask the prescriber for a complete order that is in force; keep the dose until then."
)


@pytest.mark.parametrize(
    ("code", "rule", "source", "action"),
    [
        ("NOT_A_NUMBER", "number entry", ENTRY, "Type digits with a point, such as 0.5."),
        ("UNIT_MISMATCH", "units", RULES, "Use the unit of the order and of the drug."),
        ("WEIGHT_MISSING", "weight", RULES, "Enter the dosing weight in kg, and how it is known."),
        ("WEIGHT_IMPLAUSIBLE", "weight", RULES, "Check that it is kg, then type it twice."),
        ("CONCENTRATION_MISSING", "bag", RULES, "Type amount and volume from the bag label."),
        ("ABOVE_HARD_CAP", "hard limit", RULES, KEEP_TO_THE_LIMIT),
        ("ABOVE_LIBRARY_LIMIT", "drug library", "Drug library of this hospital", KEEP_TO_THE_LIMIT),
        ("ABOVE_ORDER_MAXIMUM", "order", TJC, "Call the prescriber: a new order is needed."),
        (
            "BELOW_ZERO",
            "number entry",
            RULES,
            "Read the device or the label again and type what it shows.",
        ),
        (
            "NOT_REACHABLE_ON_PUMP",
            "pump resolution",
            RULES,
            "Keep the dose and ask pharmacy for a weaker bag.",
        ),
        (
            "PUMP_MISMATCH",
            "read-back",
            RULES,
            "Look at the pump again. Pump and program must show the same rate before it is recorded.",
        ),
        ("ORDER_INCOMPLETE", "order", TJC, ASK_FOR_AN_ORDER),
        ("ORDER_NOT_IN_FORCE", "order", TJC, ASK_FOR_AN_ORDER),
        ("START_GATE_NOT_MET", "R3-R5, R17", ARTICLE, "Answer the start gate; wait until met."),
        ("ASSESSMENT_MISSING", "R8", ARTICLE, REASSESS),
        ("ASSESSMENT_STALE", "R8", ARTICLE, REASSESS),
        ("MAP_BELOW_TARGET", "R9", ARTICLE, "Hold, repeat MAP in 2 to 5 minutes, check volume."),
        ("MAP_IMPLAUSIBLE", "R8", RULES, "Read the monitor again and type the MAP a second time."),
        ("MAP_SOURCE_NOT_ALLOWED", "R17", ARTICLE, "Take the MAP from the arterial line."),
        ("PERFUSION_WORSE", "R9", ARTICLE, "Hold and reassess volume status."),
        ("PERFUSION_NOT_ASSESSED", "R8", ARTICLE, REASSESS),
        (
            "STEP_TOO_EARLY",
            "R7",
            ARTICLE,
            "Wait until the step opens. Keep the dose. Hold and back up stay possible.",
        ),
        ("STEP_TOO_LARGE", "R6", ARTICLE, "Choose a smaller reduction."),
        ("OUT_OF_WEAN_ORDER", "R2", ARTICLE, "Follow the wean order, or hold."),
        (
            "NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN",
            "R1",
            ARTICLE,
            "Keep the dose. Back up to the last tolerated dose is possible.",
        ),
        ("ON_HOLD", "R9", ARTICLE, "Resume first, when the hold allows it. Back up is possible."),
        ("HOLD_TOO_SHORT", "R9", RULES, "Wait until the hold time has passed, then reassess."),
        ("PRESCRIBER_NEEDED", "R9", RULES, "Call the prescriber."),
        ("SUSPENDED", "R8", RULES, REASSESS),
        ("CLOCK_NOT_TRUSTED", "time", RULES, "Check the clock of this workstation, then reassess."),
        ("ABRUPT_STOP", "R11", ARTICLE, "Reduce step by step; stop from the lowest dose."),
        ("SECOND_CHECK_NEEDED", "bag change", RULES, "A second person types the label, unseen."),
        (
            "SECOND_CHECK_MISMATCH",
            "bag change",
            RULES,
            "Both read the label again. Do not go on until both agree.",
        ),
        ("NOT_RUNNING", "infusion", RULES, "Record what the pump shows for this drug first."),
        ("NOT_A_REDUCTION", "R6", RULES, "Choose a dose below the running one."),
        ("OUT_OF_SCOPE", "scope", RULES, "Do not use this program for this patient."),
        ("UNKNOWN_DRUG", "drug library", RULES, "Choose a drug of the library, name in full."),
        (
            "PROTOCOL_LOOSER_THAN_CEILING",
            "nested limits",
            RULES,
            "Pharmacy must correct the file; limits may only be tightened.",
        ),
        ("WRONG_PHASE", "state", RULES, "See what is due next on the screen."),
        ("LOG_NOT_WRITTEN", "log", RULES, "Write on paper. Hold and back up at the pump."),
        ("ABOVE_SOFT_LIMIT", "soft limit", "Drug library", "Give the reason; it is kept."),
        ("LARGE_CHANGE", "large change", RULES, "Check the pump and the decimal point."),
        ("STEP_SMALLER_THAN_ORDERED", "pump resolution", RULES, "Nothing; the pump is coarse."),
        ("OUTSIDE_ORDERED_INCREMENT", "R1", RULES, "Tell the prescriber."),
        ("TARGETS_DIFFER", "R9", RULES, "Ask the prescriber for one MAP target."),
        ("LIMIT_NOT_CHECKED", "limits", RULES, "Enter the weight to check the per-kg limit."),
        ("NOT_VERIFIED", "drug library", "Drug library", "Pharmacy reviews the figure."),
    ],
)
def test_what_is_told_with_each_code(code: str, rule: str, source: str, action: str) -> None:
    """Word for word: the next action is what a nurse does."""
    one = finding(Code(code), "What was refused, with the value.")
    assert (one.rule, one.source, one.next_action) == (rule, source, action)


def test_every_code_stands_in_that_table() -> None:
    """A new one is added to it with its words."""
    (table,) = test_what_is_told_with_each_code.pytestmark  # type: ignore[attr-defined]
    assert [row[0] for row in table.args[1]] == [str(code) for code in Code]
