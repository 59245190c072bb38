"""The rules in words, found by id, list and range."""

from __future__ import annotations

import pytest

from titrator.core.rule_book import RULES, rule_text


def test_every_rule_of_the_article_has_its_sentence() -> None:
    """R1 to R21, each once."""
    assert list(RULES) == [f"R{number}" for number in range(1, 22)]


def test_a_rule_is_found_by_id_by_list_and_by_range() -> None:
    """One id, several, a range; what is no rule of the article gives nothing."""
    assert rule_text("R12") == "Vasopressin never runs above 0.04 units/min."
    assert rule_text("R2, R13") == f"{RULES['R2']} {RULES['R13']}"
    both = f"{RULES['R3']} {RULES['R4']} {RULES['R5']} {RULES['R17']}"
    assert rule_text("R3-R5, R17") == both
    assert rule_text("order") == ""
    assert rule_text("") == ""


ARTICLE = {
    "R1": "Norepinephrine is not raised in order to take vasopressin off.",
    "R2": "Wean norepinephrine first; vasopressin stays as it is until then.",
    "R3": "Before weaning, MAP is at or above target for at least 2 to 4 hours.",
    "R4": (
        "Before weaning, perfusion is adequate: lactate clearing, urine output at least 0.5 mL/kg/h, "
        "mental state improving, warm limbs, brisk capillary refill."
    ),
    "R5": "Before weaning, fluid resuscitation is judged adequate.",
    "R6": "Norepinephrine goes down in small steps: 0.01 to 0.02 mcg/kg/min, or 1 to 2 mcg/min.",
    "R7": "A step every 15 to 30 minutes, not sooner.",
    "R8": "Reassess every 5 to 15 minutes while titrating.",
    "R9": "MAP below target, or perfusion worse: pause and reassess volume status.",
    "R10": "Vasopressin is tapered only when norepinephrine is at its lowest dose.",
    "R11": "Vasopressin goes down gradually, from 0.03 to 0.02 to 0.01 units/min, not abruptly.",
    "R12": "Vasopressin never runs above 0.04 units/min.",
    "R13": "Vasopressin is not withdrawn while norepinephrine is still high.",
    "R14": "A third agent is epinephrine 0.05 to 2 mcg/kg/min, not more vasopressin.",
    "R15": "Dobutamine 2.5 to 20 mcg/kg/min if perfusion stays low although MAP is met.",
    "R16": "Hydrocortisone 200 mg per day if several vasopressors do not hold the pressure.",
    "R17": "Blood pressure is measured continuously by arterial line.",
    "R18": "Watch capillary refill, skin temperature, urine output, lactate and mental state.",
    "R19": "Failure shows as rising lactate, falling urine output, worse mental state, cool limbs.",
    "R20": "15 mcg/min of norepinephrine marks severe septic shock.",
    "R21": "Worked example: 0.03 mcg/kg/min at 70 kg is 2.1 mcg/min.",
}
"""Read off the article once more, apart from the table of the program."""


@pytest.mark.parametrize("rule", ARTICLE)
def test_a_rule_says_what_the_article_says(rule: str) -> None:
    """A nurse who asks why reads these figures beside the advice."""
    assert rule_text(rule) == ARTICLE[rule]


@pytest.mark.parametrize(
    "rule", ["R3-order", "R3-", "Rx-R5", "R\N{SUPERSCRIPT TWO}", "R3-R\N{SUPERSCRIPT FIVE}"]
)
def test_half_a_range_and_digits_of_another_kind_name_no_rule(rule: str) -> None:
    """Except that a range without an end is its beginning."""
    assert rule_text(rule) == (ARTICLE["R3"] if rule == "R3-" else "")
