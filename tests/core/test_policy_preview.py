"""What a nurse would be told under a protocol and of a drug, in sentences."""

from __future__ import annotations

from tests.support.policy_texts import NOREPINEPHRINE, VASOPRESSIN, a_library, a_protocol, spoil
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
