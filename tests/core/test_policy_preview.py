"""What a nurse would be told under a protocol and of a drug, in sentences."""

from __future__ import annotations

from tests.support.policy_texts import (
    NOREPINEPHRINE,
    PROTOCOL,
    VASOPRESSIN,
    a_library,
    a_protocol,
    spoil,
)
from titrator.core.policy_preview import told_of_drug, told_of_protocol


def test_a_protocol_is_told_in_the_order_of_its_wean() -> None:
    """Order, steps in both unit systems, the waits, the start, the holds."""
    told = told_of_protocol(a_protocol())
    assert told.heading == "Ours, version 1 (draft)"
    assert told.sentences[0] == (
        "Wean order: norepinephrine down to 0.01 mcg/kg/min or 1 mcg/min, then vasopressin off, "
        "then norepinephrine off."
    )
    assert told.sentences[1] == (
        "Reduce norepinephrine by 0.005 mcg/kg/min, never more than 0.02 mcg/kg/min at once; or "
        "0.5 mcg/min, never more than 2 mcg/min at once. Not sooner than 15 min after the last change "
        "of anything; due 30 min after it."
    )
    whole = " ".join(told.sentences)
    assert "MAP at least 70 mmHg for 240 min, and met: fluids adequate, arterial line." in whole
    assert "Reassess at 5 min, 10 min after each change, then every 10 min." in whole
    assert "hold at least 90 min. A second low MAP after 3 min, or one below 58 mmHg" in whole


def test_a_drug_is_told_with_its_limits_bags_and_cautions() -> None:
    """How well a limit is known stands beside it."""
    drug = a_library().drug("vasopressin")
    assert told_of_drug(drug).sentences == (
        "Ordered in units/min or units/h.",
        "Above 0.03 units/min a reason is asked (not reviewed by a hospital).",
        "Above 0.04 units/min nothing is accepted (not reviewed by a hospital).",
        "Bags offered: 20 units in 100 mL.",
        "Caution: Watch urine output.",
    )


def test_what_tells_a_bag_apart_is_told_and_a_drug_without_limits_or_bags_says_so() -> None:
    """No soft limit: no sentence about one; no bag: the label is typed."""
    text = spoil(NOREPINEPHRINE, 'volume = "250 mL"', 'volume = "250 mL"\ntold_apart = "Read it."')
    assert (
        "Read it." in told_of_drug(a_library(norepinephrine=text).drug("norepinephrine")).sentences
    )
    bare = VASOPRESSIN[: VASOPRESSIN.index("soft_limit")]
    told = told_of_drug(a_library(vasopressin=bare).drug("vasopressin")).sentences
    assert told == (
        "Ordered in units/min or units/h.",
        "Above 0.04 units/min nothing is accepted (not reviewed by a hospital).",
        "Bags offered: none; the label is typed.",
    )


def test_a_protocol_is_told_whole() -> None:
    """Every sentence, in order."""
    assert told_of_protocol(a_protocol()).sentences == (
        "Wean order: norepinephrine down to 0.01 mcg/kg/min or 1 mcg/min, then vasopressin off, then norepinephrine off.",
        "Reduce norepinephrine by 0.005 mcg/kg/min, never more than 0.02 mcg/kg/min at once; or 0.5 mcg/min, never more than 2 mcg/min at once. Not sooner than 15 min after the last change of anything; due 30 min after it.",
        "Reduce vasopressin by 0.005 units/min, never more than 0.01 units/min at once. Not sooner than 60 min after the last change of anything; due 120 min after it.",
        "Reduce norepinephrine by 0.004 mcg/kg/min, never more than 0.006 mcg/kg/min at once; or 0.4 mcg/min, never more than 0.6 mcg/min at once. Not sooner than 20 min after the last change of anything; due 40 min after it.",
        "Before the start: MAP at least 70 mmHg for 240 min, and met: fluids adequate, arterial line. The answers count for 30 min.",
        "A step needs an assessment that is at most 10 min old. Reassess at 5 min, 10 min after each change, then every 10 min.",
        "A reassessment is overdue after 1 min; after 8 min guidance stops until there is one.",
        "MAP below target or worse perfusion: hold at least 90 min. A second low MAP after 3 min, or one below 58 mmHg: back up.",
        "After every hold the prescriber must be informed before the wean goes on.",
    )


def test_two_holds_are_told_with_the_time_they_are_counted_in() -> None:
    """In hours: 720 min would have to be worked out at the bedside. One hold has no such time."""
    two = spoil(
        PROTOCOL, "holds_before_prescriber = { value = 1", "holds_before_prescriber = { value = 2"
    )
    assert told_of_protocol(a_protocol(two)).sentences[-1] == (
        "2 holds within 18 h: the prescriber must be informed before the wean goes on."
    )
    odd = spoil(two, 'hold_window = { value = "18 h"', 'hold_window = { value = "750 min"')
    assert told_of_protocol(a_protocol(odd)).sentences[-1].startswith("2 holds within 12 h 30 min:")


def test_every_answer_of_the_start_gate_is_told_in_words() -> None:
    names = (
        *("lactate_clearing", "urine_output", "mental_state", "capillary_refill", "skin"),
        *("fluids", "arterial_line"),
    )
    listed = ", ".join(f'"{name}"' for name in names)
    text = spoil(PROTOCOL, '["fluids", "arterial_line"]', f"[{listed}]")
    assert told_of_protocol(a_protocol(text)).sentences[4] == (
        "Before the start: MAP at least 70 mmHg for 240 min, and met: lactate clearing, urine output, "
        "mental state, capillary refill, skin warm, fluids adequate, arterial line. The answers count "
        "for 30 min."
    )


def test_several_bags_of_a_drug_are_told_one_after_the_other() -> None:
    other = VASOPRESSIN[VASOPRESSIN.index("[[preparation]]") : VASOPRESSIN.index("[[note]]")]
    text = VASOPRESSIN + "\n" + other.replace("20 units", "40 units")
    told = told_of_drug(a_library(vasopressin=text).drug("vasopressin")).sentences
    assert told[3] == "Bags offered: 20 units in 100 mL, 40 units in 100 mL."
